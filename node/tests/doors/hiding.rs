//! A node whose `policy.toml` hides something: it keeps and counts it, shows it nowhere, and takes
//! answers to it all the same.

use crate::common::{endorse, federation, proposal, text, until};
use cabildo_client::{http::MessageFilter, writer::WriteRequest};
use cabildo_protocol::{
    content::{Comment, Content},
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
    let oaxaca = federation.start("oaxaca").await;
    let valparaiso = federation.start("valparaiso").await;
    let (here, there) = (federation.api("oaxaca"), federation.api("valparaiso"));
    let own = federation.writer("oaxaca").write(&here, proposal("De aquí")).await.expect("kept").id;
    until("ours is there", async || there.message(&own.to_string()).await.is_ok()).await;
    let writer = federation.writer("valparaiso");
    let theirs = writer.write(&there, proposal("De allá")).await.expect("kept").id;
    let content = Content::Comment(Comment { schema: 1, text: text("Un comentario") });
    let comment = WriteRequest::new(content).answering(own);
    writer.write(&there, comment).await.expect("kept");
    until("all of it is here", async || here.status().await.expect("a status").messages == 3).await;
    let status = here.status().await.expect("a status");
    assert_eq!(status.hidden, [(Hidden::Institution, 1)].into());
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
    oaxaca.stop().await;
    valparaiso.stop().await;
    // What says something else is not taken for nothing.
    fs::write(federation.home("oaxaca").join("policy.toml"), "kind = \"comment\"\n").expect("written");
    let home = cabildo_node::home::Home::open(&federation.home("oaxaca")).expect("a home");
    let refused = cabildo_node::running::Running::start(home).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("policy.toml")));
}
