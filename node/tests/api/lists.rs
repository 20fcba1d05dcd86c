//! Lists: what filters leave, and pages that nothing shifts.

use super::town::{Author, Town, agenda, comment, content, notice, now};
use cabildo_client::api::{Inbox, MessageDetail, MessageList};
use cabildo_protocol::{content::Content, id::MessageId};
use serde_json::json;
use std::collections::BTreeSet;

const OPERATOR: Author = Author("oaxaca operator");
const SECRETARY: Author = Author("oaxaca secretary");
const MORELIA: Author = Author("morelia operator");

fn about(title: &str, language: &str, place: &str, theme: &str, days: u64) -> Content {
    content(
        "proposal",
        json!({"title": {language: title}, "text": {language: "Texto"}, "places": [place], "theme": theme,
            "respond_by": now().plus(days * 86_400_000)}),
    )
}

async fn threads(town: &Town, query: &str) -> Vec<MessageId> {
    let inbox: Inbox = town.json(&format!("/v1/inbox?{query}")).await;
    inbox.threads.iter().map(|thread| thread.source.id).collect()
}

async fn messages(town: &Town, query: &str) -> Vec<MessageId> {
    let list: MessageList = town.json(&format!("/v1/messages?{query}")).await;
    list.messages.iter().map(|message| message.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_leaves_what_it_says() {
    let town = Town::oaxaca().await;
    let water = OPERATOR.write(&town, None, about("Agua", "es", "mx:20067", "agua", 3)).await;
    let health = MORELIA.write(&town, None, about("Saúde", "pt-BR", "MX-MIC", "salud", 9)).await;
    let fire = MORELIA.write(&town, None, notice("incendio")).await;
    let summit = SECRETARY.write(&town, None, agenda("mx:20067")).await;
    MORELIA
        .write(&town, Some(&fire.to_string()), content("notice_cancel", json!({"reason": {"es": "Ya"}})))
        .await;
    let reply = MORELIA.write(&town, Some(&water.to_string()), comment("de acuerdo")).await;
    let soon = now().plus(5 * 86_400_000).0;
    for (query, expected) in [
        ("theme=Agua".to_owned(), vec![water]),
        ("theme=nada".to_owned(), vec![]),
        ("place=mx:20067".to_owned(), vec![water]),
        ("place=MX-OAX".to_owned(), vec![water]),
        ("place=MX-MIC".to_owned(), vec![health]),
        ("place=mx:16053".to_owned(), vec![health]),
        ("place=MX".to_owned(), vec![health, water]),
        ("place=CL".to_owned(), vec![]),
        ("written_in=pt".to_owned(), vec![health]),
        ("written_in=pt-BR".to_owned(), vec![health]),
        ("written_in=es&kind=agenda,notice".to_owned(), vec![summit, fire]),
        (format!("due_before={soon}&kind=proposal"), vec![water]),
        (format!("due_after={soon}"), vec![health]),
        (format!("due_after={soon}&due_before={soon}"), vec![]),
        ("institution=mx:16053&kind=proposal,agenda".to_owned(), vec![health]),
        ("country=cl".to_owned(), vec![]),
        ("country=mx&kind=agenda".to_owned(), vec![summit]),
        ("state=open".to_owned(), vec![health, water]),
        ("state=open&theme=agua".to_owned(), vec![water]),
        ("state=cancelled".to_owned(), vec![fire]),
        ("state=upcoming".to_owned(), vec![summit]),
        ("state=adopted".to_owned(), vec![]),
    ] {
        assert_eq!(messages(&town, &query).await, expected, "messages?{query}");
        let sorted = |ids: Vec<MessageId>| ids.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(sorted(threads(&town, &query).await), sorted(expected), "inbox?{query}");
    }
    assert_eq!(messages(&town, "written_in=es&kind=comment").await, [reply]);
    for (query, named) in [
        ("country=mexico", "country=«mexico»"),
        ("place=oaxaca", "place=«oaxaca»"),
        ("written_in=", "written_in="),
        ("due_before=ayer", "due_before=«ayer»"),
        ("due_after=-1", "due_after=«-1»"),
        ("state=abierta", "state=«abierta»"),
        ("cursor=x", "cursor=«x»"),
        ("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "cursor="),
        ("theme=a&theme=b", "theme"),
        ("themes=a", "«themes»"),
    ] {
        for path in ["/v1/messages", "/v1/inbox"] {
            let (status, problem) = town.problem(&format!("{path}?{query}")).await;
            assert_eq!((status, problem.code.as_str()), (400, "bad_request"), "{path}?{query}: {problem}");
            assert!(problem.message.contains(named), "{path}?{query}: {problem}");
        }
    }
    assert_eq!(town.problem(&format!("/v1/messages?thread={water}&state=open")).await.0, 400);
    assert_eq!(town.problem("/v1/inbox?thread=cbm1").await.0, 400, "an inbox has threads alone");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_between_two_pages_neither_shift_nor_repeat_anything() {
    let town = Town::oaxaca().await;
    let mut all = Vec::new();
    for n in 0..7 {
        all.push(OPERATOR.write(&town, None, about(&format!("n {n}"), "es", "MX", "agua", 3)).await);
    }
    // Two may be of the same millisecond: then their ids decide.
    let mut dated = Vec::new();
    for id in &all {
        let detail: MessageDetail = town.json(&format!("/v1/messages/{id}")).await;
        dated.push((detail.info.created, *id));
    }
    dated.sort_unstable();
    let newest: Vec<MessageId> = dated.iter().rev().map(|(_, id)| *id).collect();
    for (path, query) in
        [("messages", "theme=agua&limit=2"), ("messages", "state=open&limit=2"), ("messages", "limit=3")]
    {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let list: MessageList = town.json(&format!("/v1/{path}?{query}{cursor}")).await;
            found.extend(list.messages.iter().map(|message| message.id));
            let Some(next) = list.next else { break };
            cursor = format!("&cursor={next}");
            if found.len() < 5 {
                let new = about("nueva", "es", "MX", "agua", 3);
                all.push(MORELIA.write(&town, None, new).await);
            }
        }
        let before: Vec<MessageId> = found.iter().copied().filter(|id| newest.contains(id)).collect();
        assert_eq!(before, newest, "{path}?{query}");
        let once: BTreeSet<_> = found.iter().collect();
        assert_eq!(once.len(), found.len(), "{path}?{query}: nothing twice");
    }
    // In the inbox an answer moves a thread, but not within a list that was begun.
    let whole = threads(&town, "theme=agua").await;
    let first: Inbox = town.json("/v1/inbox?theme=agua&limit=3").await;
    let mut found: Vec<MessageId> = first.threads.iter().map(|thread| thread.source.id).collect();
    let mut next = first.next;
    while let Some(cursor) = next {
        let last = whole.last().expect("threads").to_string();
        MORELIA.write(&town, Some(&last), comment("arriba")).await;
        OPERATOR.write(&town, None, notice("incendio")).await;
        let page: Inbox = town.json(&format!("/v1/inbox?theme=agua&limit=3&cursor={cursor}")).await;
        found.extend(page.threads.iter().map(|thread| thread.source.id));
        next = page.next;
        let (status, problem) = town.problem(&format!("/v1/inbox?limit=3&cursor={cursor}")).await;
        assert_eq!(status, 400);
        assert!(problem.message.contains("cursor"), "{problem}");
    }
    assert_eq!(found, whole);
    town.running.stop().await;
}
