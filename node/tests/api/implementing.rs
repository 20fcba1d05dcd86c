//! What follows from an adopted proposal, and feedback: whose turn it is, and what lists and tables say.

use super::town::{Author, Town, bytes, content, now};
use cabildo_client::api::{CommitmentsInfo, Inbox, MessageDetail};
use cabildo_protocol::{
    content::Content,
    id::{MessageId, Millis},
    views::{ProposalView, Stage, Thread},
};
use serde_json::json;

const OAXACA: Author = Author("oaxaca operator");
const MORELIA: Author = Author("morelia operator");
const MINUTE: u64 = 60_000;

/// So many minutes ago.
fn ago(minutes: u64) -> Millis {
    Millis(now().0 - minutes * MINUTE)
}

async fn write(
    town: &Town,
    author: Author,
    answers: Option<&str>,
    content: Content,
    minutes: u64,
) -> MessageId {
    let message = author.signed(town, answers, content, |draft| draft.created = ago(minutes)).await;
    let answer = town.submit(&bytes(&message)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    message.id()
}

async fn view(town: &Town, id: &str) -> ProposalView {
    let detail: MessageDetail = town.json(&format!("/v1/messages/{id}")).await;
    match detail.view {
        Some(Thread::Proposal(view)) => *view,
        other => panic!("{other:?}"),
    }
}

/// A proposal of Oaxaca that was adopted half an hour ago.
async fn adopted(town: &Town) -> String {
    let fields = json!({"title": {"es": "Pozos"}, "text": {"es": "Se abren pozos"},
        "respond_by": ago(50), "terms": {"rule": "simple_majority", "contest_ms": MINUTE}});
    let id = write(town, OAXACA, None, content("proposal", fields), 60).await.to_string();
    write(town, MORELIA, Some(&id), content("position", json!({"stance": "endorse"})), 55).await;
    let closing = Content::Closing(view(town, &id).await.to_close());
    write(town, OAXACA, Some(&id), closing, 40).await;
    let last = Content::Final(view(town, &id).await.to_final().expect("closed"));
    write(town, OAXACA, Some(&id), last, 30).await;
    assert_eq!(view(town, &id).await.close.stage, Stage::Adopted);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_from_a_decision_is_listed_until_it_is_done() {
    let town = Town::oaxaca().await;
    let id = adopted(&town).await;
    let items = json!([{"text": {"es": "Diez pozos"}, "due": ago(5)},
        {"text": {"es": "Estudio"}, "who": "mx:16053", "due": now().plus(60 * MINUTE)}]);
    let fields = json!({"office": {"es": "Dirección de Aguas"}, "items": items, "review": ago(1)});
    let commitment = content("commitment", fields);
    let other = MORELIA.prepare(&town, &MORELIA.draft(Some(&id), commitment.clone())).await;
    assert_eq!(other.status, 403, "only the proposer: {}", other.text());
    let of = write(&town, OAXACA, Some(&id), commitment, 20).await;
    let list = async |query: &str| -> CommitmentsInfo { town.json(&format!("/v1/commitments{query}")).await };
    let pending = list("").await;
    let said = |info: &CommitmentsInfo| -> Vec<(u32, bool)> {
        info.items.iter().map(|one| (one.item.item, one.item.overdue)).collect()
    };
    assert_eq!(said(&pending), [(1, true), (2, false)], "what is due first comes first");
    assert_eq!((pending.items[0].commitment, pending.items[0].proposal.to_string()), (of, id.clone()));
    assert_eq!(said(&list("?state=overdue").await), [(1, true)]);
    assert_eq!(said(&list("?institution=mx:16053").await), [(2, false)]);
    let table = town.get("/v1/commitments.csv?language=es").await.text();
    assert!(table.contains("Diez pozos,mx:20067,") && table.contains(",true,Dirección de Aguas,"), "{table}");
    let state: Inbox = town.json("/v1/inbox?state=implementing").await;
    assert_eq!(state.threads.iter().map(|line| line.stage).collect::<Vec<_>>(), [Some(Stage::Implementing)]);
    let done = |item: u32| content("progress", json!({"commitment": of, "item": item, "state": "done"}));
    write(&town, MORELIA, Some(&id), done(2), 10).await;
    assert_eq!(said(&list("").await), [(1, true)]);
    write(&town, OAXACA, Some(&id), done(1), 9).await;
    assert_eq!(view(&town, &id).await.close.stage, Stage::Done);
    assert!(list("").await.items.is_empty() && list("?state=all").await.items.len() == 2);
    assert_eq!(town.problem("/v1/commitments?state=gone").await.0, 400);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_is_answered_acted_on_and_closed_in_public() {
    let town = Town::oaxaca().await;
    let text = json!({"es": "Falta agua en el cerro"});
    let fields =
        json!({"title": text, "text": text, "asked": "mx:20067", "places": ["mx:20067"], "theme": "agua"});
    let id = write(&town, MORELIA, None, content("feedback", fields), 60).await.to_string();
    let step = |step: &str| content("follow_up", json!({"step": step, "text": {"es": "Van camiones"}}));
    let inbox = async |state: &str| -> usize {
        let inbox: Inbox = town.json(&format!("/v1/inbox?kind=feedback&state={state}")).await;
        inbox.threads.len()
    };
    let inbox_open: Inbox = town.json("/v1/inbox?kind=feedback&theme=agua&place=mx:20067").await;
    assert!(inbox_open.threads.iter().all(|line| line.ours_missing && line.open), "{inbox_open:?}");
    for (author, taken, status) in [(MORELIA, "reply", 403), (OAXACA, "reopen", 403), (OAXACA, "reply", 200)]
    {
        let answer = author.prepare(&town, &author.draft(Some(&id), step(taken))).await;
        assert_eq!(answer.status, status, "{taken}: {}", answer.text());
    }
    let wrong =
        OAXACA.prepare(&town, &OAXACA.draft(Some(&id), content("ack", json!({"state": "seen"})))).await;
    assert_eq!(wrong.status, 400, "an acknowledgement answers no feedback");
    for (author, taken, minutes, state) in [
        (OAXACA, "reply", 50, "answered"),
        (OAXACA, "action", 40, "acting"),
        (OAXACA, "close", 30, "closed"),
        (MORELIA, "reopen", 20, "reopened"),
        (OAXACA, "close", 10, "closed"),
    ] {
        write(&town, author, Some(&id), step(taken), minutes).await;
        assert_eq!(inbox(state).await, 1, "{taken}");
    }
    let detail: MessageDetail = town.json(&format!("/v1/messages/{id}")).await;
    let Some(Thread::Feedback(view)) = detail.view else { panic!("{:?}", detail.view) };
    assert_eq!(view.steps.len(), 5);
    let minutes = view.clock.recipients[0].answered_in_ms.expect("an answer") / MINUTE;
    assert!((9..=11).contains(&minutes), "{minutes}");
    let table = town.get(&format!("/v1/messages/{id}/csv?language=es")).await.text();
    assert!(table.contains(",reopen,") && table.lines().count() == 6, "{table}");
    let times = town.get("/v1/response-times.csv?kind=feedback").await.text();
    assert!(times.contains("mx:20067,") && times.contains(",1,1,0,0,0,0,"), "{times}");
    let map: serde_json::Value = town.json("/v1/geo/feedback").await;
    assert_eq!(map["features"][0]["properties"]["state"], "closed");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_answers_a_comment_of_its_thread() {
    let town = Town::oaxaca().await;
    let id = OAXACA.write(&town, None, super::town::proposal("Agua")).await.to_string();
    let other = OAXACA.write(&town, None, super::town::proposal("Otra")).await.to_string();
    let first = MORELIA.write(&town, Some(&id), super::town::comment("¿Y el costo?")).await;
    let answer = content("comment", json!({"text": {"es": "Está en el anexo"}, "answers": first}));
    OAXACA.write(&town, Some(&id), answer.clone()).await;
    let comments = view(&town, &id).await.comments;
    assert_eq!(comments.iter().map(|entry| entry.depth).collect::<Vec<_>>(), [0, 1]);
    let elsewhere = OAXACA.prepare(&town, &OAXACA.draft(Some(&other), answer)).await;
    assert_eq!(elsewhere.status, 400, "{}", elsewhere.text());
    town.running.stop().await;
}
