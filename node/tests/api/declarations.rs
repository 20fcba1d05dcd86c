//! Joint declarations: published, signed, in force, and proven by a file to who has no node.

use super::town::{Author, Town, content, now};
use cabildo_client::api::{Inbox, MessageDetail, MessageList};
use cabildo_protocol::{
    content::Content,
    evidence,
    id::MessageId,
    views::{DeclarationState, DeclarationView, Thread},
};
use serde_json::{Value, json};

const OAXACA: Author = Author("oaxaca operator");
const MORELIA: Author = Author("morelia operator");

fn declaration(required: u32) -> Content {
    content(
        "declaration",
        json!({"title": {"es": "Declaración por el agua"}, "text": {"es": "Nos comprometemos."},
            "required": {"mx": required}, "respond_by": now().plus(86_400_000), "places": ["mx:20067"]}),
    )
}

fn signature(signs: MessageId) -> Content {
    content("signature", json!({"signs": signs, "mandate": "Acuerdo 12/2026"}))
}

async fn view(town: &Town, id: &str) -> DeclarationView {
    let detail: MessageDetail = town.json(&format!("/v1/messages/{id}")).await;
    match detail.view {
        Some(Thread::Declaration(view)) => *view,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declaration_is_signed_until_it_is_in_force() {
    let town = Town::oaxaca().await;
    let id = OAXACA.write(&town, None, declaration(2)).await;
    let thread = id.to_string();
    OAXACA.write(&town, Some(&thread), signature(id)).await;
    let half = view(&town, &thread).await;
    assert_eq!((half.state, half.countries[0].lacking()), (DeclarationState::Open, 1));
    let list: MessageList = town.json("/v1/messages?state=open&kind=declaration").await;
    assert_eq!(list.messages.iter().map(|message| message.id).collect::<Vec<_>>(), [id]);
    let text = content("revision", json!({"text": {"es": "Nos comprometemos, con presupuesto."}}));
    let text = OAXACA.write(&town, Some(&thread), text).await;
    let moved = view(&town, &thread).await;
    assert_eq!((moved.current, moved.signatures[0].counted), (text, false));
    for author in [OAXACA, MORELIA] {
        author.write(&town, Some(&thread), signature(text)).await;
    }
    let done = view(&town, &thread).await;
    assert!(done.state == DeclarationState::InForce && done.in_force_since.is_some(), "{done:?}");
    let inbox: Inbox = town.json("/v1/inbox?state=in_force").await;
    assert_eq!(inbox.threads[0].ours.as_deref(), Some("signed"));
    let list: MessageList = town.json("/v1/messages?kind=signature").await;
    assert_eq!(list.messages.len(), 3);
    let table = town.get(&format!("/v1/messages/{id}/csv")).await.text();
    assert_eq!(table.lines().filter(|line| line.contains(",signed,true,false,")).count(), 2, "{table}");
    let map: Value = town.json("/v1/geo/declarations").await;
    assert_eq!(map["features"][0]["properties"]["state"], "in_force");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_proves_it_to_who_has_no_node() {
    let town = Town::oaxaca().await;
    let id = OAXACA.write(&town, None, declaration(2)).await;
    for author in [OAXACA, MORELIA] {
        author.write(&town, Some(&id.to_string()), signature(id)).await;
    }
    let file = town.get(&format!("/v1/messages/{id}/bundle")).await;
    assert_eq!(file.status, 200, "{}", file.text());
    let report = evidence::examine(&file.body).expect("a bundle");
    let declarations = report.declarations(now());
    assert!(report.holds() && declarations.len() == 1);
    assert_eq!((declarations[0].state, declarations[0].signatures.len()), (DeclarationState::InForce, 2));
    assert_eq!(declarations[0], view(&town, &id.to_string()).await, "just what the node says");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_texts_of_the_declaration_are_signed_and_only_declarations() {
    let town = Town::oaxaca().await;
    let id = OAXACA.write(&town, None, declaration(1)).await;
    let other = OAXACA.write(&town, None, declaration(1)).await;
    let proposal = OAXACA.write(&town, None, super::town::proposal("Agua")).await;
    for (answers, signs) in [(id, other), (id, MessageId([7; 32])), (proposal, proposal)] {
        let draft = MORELIA.draft(Some(&answers.to_string()), signature(signs));
        MORELIA.prepare(&town, &draft).await.expect(400, "bad_request");
    }
    let draft = MORELIA.draft(Some(&id.to_string()), content("position", json!({"stance": "endorse"})));
    MORELIA.prepare(&town, &draft).await.expect(400, "bad_request");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_translation_is_of_a_text_of_its_thread_and_goes_stale() {
    let town = Town::oaxaca().await;
    let id = OAXACA.write(&town, None, super::town::proposal("Agua")).await;
    let thread = id.to_string();
    let translation = |what: MessageId| {
        content("translation", json!({"what": what, "method": "human", "text": {"pt": "A água é de todos"}}))
    };
    MORELIA.write(&town, Some(&thread), translation(id)).await;
    let shown = async || {
        let detail: MessageDetail = town.json(&format!("/v1/messages/{id}")).await;
        let Some(Thread::Proposal(view)) = detail.view else { panic!("{detail:?}") };
        view.translations
    };
    let fresh = shown().await;
    assert_eq!((fresh.len(), fresh[0].language.as_str(), fresh[0].stale), (1, "pt", false));
    let text = content("revision", json!({"text": {"es": "Otro texto"}}));
    OAXACA.write(&town, Some(&thread), text).await;
    assert!(shown().await[0].stale);
    let list: MessageList = town.json("/v1/messages?kind=translation&written_in=pt").await;
    assert_eq!(list.messages.len(), 1);
    let other = OAXACA.write(&town, None, super::town::proposal("Otra")).await;
    let draft = MORELIA.draft(Some(&thread), translation(other));
    MORELIA.prepare(&town, &draft).await.expect(400, "bad_request");
    town.running.stop().await;
}
