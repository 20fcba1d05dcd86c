//! The search: what it finds, in which order, and what is gone from it.

use super::town::{Author, Town, comment, content};
use cabildo_client::api::{Found, SearchResult};
use cabildo_protocol::{content::Content, id::MessageId};
use serde_json::json;
use std::collections::BTreeSet;

const OPERATOR: Author = Author("oaxaca operator");
const MORELIA: Author = Author("morelia operator");

fn proposal(language: &str, title: &str, text: &str) -> Content {
    content("proposal", json!({"title": {language: title}, "text": {language: text}, "theme": "agua"}))
}

async fn search(town: &Town, query: &str) -> Vec<Found> {
    town.json::<SearchResult>(&format!("/v1/search?{query}")).await.found
}

async fn ids(town: &Town, query: &str) -> Vec<MessageId> {
    search(town, query).await.into_iter().map(|found| found.message.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_without_accents_and_endings_the_best_first() {
    let town = Town::oaxaca().await;
    let text = "Las inundaciones de octubre dañaron los puentes";
    let flood = OPERATOR.write(&town, None, proposal("es", "Puentes", text)).await;
    let title = OPERATOR.write(&town, None, proposal("es", "La inundación", "Nada más")).await;
    let other = MORELIA.write(&town, None, proposal("pt", "Votações", "A eleição e as inundações")).await;
    let english = MORELIA.write(&town, None, proposal("en", "Councils", "Flooding")).await;
    let reply =
        MORELIA.write(&town, Some(&flood.to_string()), comment("inundacion, otra vez inundaciones")).await;
    assert_eq!(ids(&town, "q=inundacion").await, [title, reply, other, flood], "a title; often; newest");
    assert_eq!(ids(&town, "q=inundacion&order=newest").await, [reply, other, title, flood]);
    assert_eq!(ids(&town, "q=INUNDACI%C3%93N+puente").await, [flood], "all words");
    assert_eq!(ids(&town, "q=votacao").await, [other]);
    assert_eq!(ids(&town, "q=council+floods").await, [english]);
    assert_eq!(ids(&town, "q=inund*&kind=comment").await, [reply]);
    assert_eq!(
        ids(&town, "q=inundacion&written_in=es&kind=proposal&institution=mx:20067").await,
        [title, flood]
    );
    assert_eq!(ids(&town, "q=inundacion&state=open&order=newest").await, [other, title, flood]);
    assert_eq!(ids(&town, "q=inundacion&country=cl").await, []);
    assert_eq!(ids(&town, "q=nada+que+ver").await, [], "of a search each word has to be there");
    let found = search(&town, "q=inundacion+puente").await.remove(0).excerpt.expect("an excerpt");
    assert_eq!((found.text.as_str(), found.marks), (text, vec![[4, 16], [40, 47]]));
    let (mut paged, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let page: SearchResult = town.json(&format!("/v1/search?q=inundacion&limit=1{cursor}")).await;
        paged.extend(page.found.iter().map(|found| found.message.id));
        next = page.next.map(|next| format!("&cursor={next}"));
        if paged.len() < 3 {
            // It comes first, where nobody looks any more, and moves nothing.
            OPERATOR.write(&town, None, proposal("es", "Inundación inundación", "Otra")).await;
        }
    }
    assert_eq!(paged, [title, reply, other, flood]);
    for (query, named) in [
        ("", "q"),
        ("q=", "q"),
        ("q=de+la", "q"),
        ("q=a%20%3F", "q"),
        ("q=agua&order=x", "order"),
        ("q=x&cursor=1", "cursor"),
        ("q=agua&thread=cbm1", "thread"),
    ] {
        let (status, problem) = town.problem(&format!("/v1/search?{query}")).await;
        assert_eq!((status, problem.code.as_str()), (400, "bad_request"), "{query}: {problem}");
        assert!(problem.message.contains(named), "{query}: {problem}");
    }
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_not_found_and_the_rest_is() {
    let town = Town::oaxaca().await;
    let gone = OPERATOR.write(&town, None, proposal("es", "Quetzalcóatl", "baila en la plaza")).await;
    let stays = MORELIA.write(&town, None, proposal("es", "Tonantzin", "baila en la plaza")).await;
    let both: BTreeSet<_> = ids(&town, "q=bailan").await.into_iter().collect();
    assert_eq!(both, BTreeSet::from([gone, stays]));
    let detail: serde_json::Value = town.json(&format!("/v1/messages/{gone}")).await;
    let erasure = json!({"what": gone, "log": detail["log"], "seq": detail["seq"]});
    OPERATOR.write(&town, Some(&gone.to_string()), content("erasure", erasure)).await;
    assert_eq!(ids(&town, "q=bailan").await, [stays]);
    assert_eq!(ids(&town, "q=quetzalcoatl").await, []);
    let word = b"quetzalcoatl";
    let home = town.socket.parent().and_then(|run| run.parent()).expect("a home").to_owned();
    let words = home.join("store/index/words");
    town.running.stop().await;
    let kept = std::fs::read(words).expect("a catalogue");
    assert!(!kept.windows(word.len()).any(|part| part == word), "no word of it is in the file");
    assert!(kept.windows(9).any(|part| part == b"tonantzin"), "or this shows nothing");
}
