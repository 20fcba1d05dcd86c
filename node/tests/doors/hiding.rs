//! A node whose `policy.toml` hides something: it keeps and counts it, shows it nowhere, and takes
//! answers to it all the same.

use crate::common::{Federation, endorse, federation, proposal, text, until};
use cabildo_client::{
    api::ApiEvent,
    http::{ApiClient, MessageFilter},
    writer::WriteRequest,
};
use cabildo_node::running::{ReloadError, Reloaded, Running};
use cabildo_protocol::{
    content::{Comment, Content},
    id::MessageId,
    policy::Hidden,
    views::Thread,
};
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_policy_hides_is_kept_counted_and_not_shown() {
    let federation = federation(7);
    fs::write(
        federation.home("oaxaca").join("policy.toml"),
        "kinds = [\"comment\"]\ninstitutions = [\"cl:05101\"]\n",
    )
    .expect("written");
    let mut oaxaca = federation.start("oaxaca").await;
    let valparaiso = federation.start("valparaiso").await;
    let (here, there) = (federation.api("oaxaca"), federation.api("valparaiso"));
    let own = federation.writer("oaxaca").write(&here, proposal("De aquí")).await.expect("kept").id;
    until("ours is there", async || there.message(&own.to_string()).await.is_ok()).await;
    let writer = federation.writer("valparaiso");
    let theirs = writer.write(&there, proposal("De allá")).await.expect("kept").id;
    let content = Content::Comment(Comment::new(text("Un comentario")));
    let comment = WriteRequest::new(content).answering(own);
    writer.write(&there, comment).await.expect("kept");
    until("all of it is here", async || here.status().await.expect("a status").messages == 3).await;
    // It is counted when the index has it, a moment later.
    let one = [(Hidden::Institution, 1)].into();
    until("it is counted", async || here.status().await.expect("a status").hidden == one).await;
    assert!(there.status().await.expect("a status").hidden.is_empty());
    let shown: Vec<_> = here.inbox(9).await.expect("an inbox").threads.iter().map(|t| t.source.id).collect();
    assert_eq!(shown, [own]);
    assert_eq!(there.inbox(9).await.expect("an inbox").threads.len(), 2);
    let all = here.messages(&MessageFilter::default()).await.expect("messages");
    assert_eq!(all.iter().map(|m| m.id).collect::<Vec<_>>(), [own]);
    let detail = here.message(&theirs.to_string()).await.expect("it is here");
    assert!(detail.content.is_none());
    assert!(matches!(&detail.view, Some(Thread::Opaque { reason, .. }) if reason == "hidden_here"));
    let thread = here.message(&own.to_string()).await.expect("ours");
    assert_eq!(thread.hidden, 1, "the comment");
    assert!(matches!(&thread.view, Some(Thread::Proposal(view)) if view.comments.is_empty()));
    assert_eq!(
        here.raw(&theirs.to_string()).await.expect("bytes"),
        there.raw(&theirs.to_string()).await.expect("bytes")
    );
    // It is valid here as everywhere: whoever knows of it may answer.
    let position = federation.writer("oaxaca").write(&here, endorse(&theirs)).await.expect("kept").id;
    until("the answer is there", async || there.message(&position.to_string()).await.is_ok()).await;
    // Tables and calendars show no more than the rest.
    let answer = writer.write(&there, endorse(&own)).await.expect("kept").id;
    until("their answer is here", async || here.message(&answer.to_string()).await.is_ok()).await;
    let table = here.written(&own.to_string(), "csv", &[]).await.expect("a table");
    assert!(!table.contains("endorse"), "{table}");
    let other = there.written(&own.to_string(), "csv", &[]).await.expect("a table");
    assert!(other.contains("endorse"), "{other}");
    here.written(&theirs.to_string(), "csv", &[]).await.expect_err("it is hidden");
    until("equal frontiers", async || {
        here.frontier().await.expect("heads") == there.frontier().await.expect("heads")
    })
    .await;
    read_anew(&federation, &mut oaxaca, (&here, &there), &theirs).await;
    oaxaca.stop().await;
    valparaiso.stop().await;
    // What says something else is not taken for nothing.
    fs::write(federation.home("oaxaca").join("policy.toml"), "kind = \"comment\"\n").expect("written");
    let home = cabildo_node::home::Home::open(&federation.home("oaxaca")).expect("a home");
    let refused = Running::start(home).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("policy.toml")));
}

/// Told to, a running node takes over another policy, and rubbish it does not.
async fn read_anew(
    federation: &Federation,
    running: &mut Running,
    (here, there): (&ApiClient, &ApiClient),
    theirs: &MessageId,
) {
    let path = federation.home("oaxaca").join("policy.toml");
    let hidden = async || here.status().await.expect("a status").hidden;
    assert_eq!(running.reload().await.expect("nothing new"), Reloaded::default());
    fs::write(&path, "kinds = 7\n").expect("written");
    assert!(matches!(running.reload().await, Err(ReloadError::Policy(_))));
    let one = [(Hidden::Institution, 1)].into();
    until("what was in force stays", async || hidden().await == one).await;
    fs::write(&path, "").expect("written");
    let news = running.reload().await.expect("read");
    assert!(news.policy && !news.alerts && news.at_next_start.is_empty());
    assert!(hidden().await.is_empty());
    assert_eq!(here.inbox(9).await.expect("an inbox").threads.len(), 2);
    assert!(here.message(&theirs.to_string()).await.expect("shown").content.is_some());
    // What is hidden from now on no event tells of; what is not, one does.
    fs::write(&path, "kinds = [\"comment\"]\n").expect("written");
    assert!(running.reload().await.expect("read").policy);
    let mut events = running.handle().events().subscribe(None).coming;
    let writer = federation.writer("valparaiso");
    let content = Content::Comment(Comment::new(text("Otro comentario")));
    let comment = writer.write(there, WriteRequest::new(content).answering(*theirs)).await.expect("kept").id;
    until("it is kept", async || here.message(&comment.to_string()).await.is_ok()).await;
    let last = writer.write(there, proposal("Otra de allá")).await.expect("kept").id;
    loop {
        match &*events.recv().await.expect("an event").1 {
            ApiEvent::Message(info) if info.id == last => break,
            ApiEvent::Message(info) => assert_ne!(info.id, comment),
            _ => {}
        }
    }
}
