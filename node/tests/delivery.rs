//! How far a message has come, told by nodes that hold it.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::{api::Delivery, http::ApiClient};
use cabildo_protocol::id::{InstitutionId, MessageId};
use common::{endorse, exported, federation, proposal, until};

async fn delivery(api: &ApiClient, id: &MessageId) -> Delivery {
    api.message(&id.to_string()).await.expect("it is here").delivery.expect("known")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_held_by_those_whose_nodes_say_so_and_seen_by_those_who_answer() {
    let federation = federation(3);
    let (oaxaca, valparaiso) = (federation.start("oaxaca").await, federation.start("valparaiso").await);
    let (api, far) = (federation.api("oaxaca"), federation.api("valparaiso"));
    valparaiso.handle().sever(true);
    let id = federation.writer("oaxaca").write(&api, proposal("Agua")).await.expect("written").id;
    let alone = delivery(&api, &id).await;
    assert_eq!((alone.relayed, alone.held, alone.seen), (false, 0, Some(0)), "saved here and nowhere else");
    let chile: InstitutionId = "cl:05101".parse().expect("a code");
    assert!(alone.waiting.iter().any(|waiting| waiting.institution == chile && !waiting.linked), "{alone:?}");
    valparaiso.handle().sever(false);
    until("a receipt", async || delivery(&api, &id).await.held_by == vec![chile.clone()]).await;
    let held = delivery(&api, &id).await;
    assert_eq!((held.relayed, held.seen, held.held), (true, Some(0), 1), "held is not seen");
    federation.writer("valparaiso").write(&far, endorse(&id)).await.expect("an answer");
    until("an answer", async || delivery(&api, &id).await.seen == Some(1)).await;
    oaxaca.stop().await;
    valparaiso.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_holds_a_message_is_known_after_a_restart_without_asking_anybody() {
    let federation = federation(3);
    let (oaxaca, valparaiso) = (federation.start("oaxaca").await, federation.start("valparaiso").await);
    let api = federation.api("oaxaca");
    let id = federation.writer("oaxaca").write(&api, proposal("Agua")).await.expect("written").id;
    until("a receipt", async || delivery(&api, &id).await.held == 1).await;
    valparaiso.stop().await;
    oaxaca.stop().await;
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    until("what was known", async || delivery(&api, &id).await.held == 1).await;
    oaxaca.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_come_back_on_the_stick() {
    let federation = federation(3);
    let (oaxaca, valparaiso) = (federation.start("oaxaca").await, federation.start("valparaiso").await);
    oaxaca.handle().sever(true);
    valparaiso.handle().sever(true);
    let (api, far) = (federation.api("oaxaca"), federation.api("valparaiso"));
    let id = federation.writer("oaxaca").write(&api, proposal("Agua")).await.expect("written").id;
    assert_eq!(far.import(exported(&api).await).await.expect("imported").messages, 1);
    let back = api.import(exported(&far).await).await.expect("imported");
    assert_eq!((back.messages, back.receipts > 0), (0, true), "{back:?}");
    let known = delivery(&api, &id).await;
    assert_eq!((known.relayed, known.held, known.seen), (true, 1, Some(0)), "{known:?}");
    oaxaca.stop().await;
    valparaiso.stop().await;
}
