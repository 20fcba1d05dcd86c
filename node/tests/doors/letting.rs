//! What a node does not keep any longer: in no file, not fetched again, everything else as it was.

use crate::common::{arrives, endorse, federation, proposal, text, until};
use cabildo_client::writer::WriteRequest;
use cabildo_node::{config, driver::clock, retention};
use cabildo_protocol::{
    content::{Content, Declaration},
    id::Millis,
    views::Thread,
};
use std::{fs, path::Path, time::Duration};

const DAY_MS: u64 = 24 * 3600 * 1000;
const OLD: &str = "El pozo de la calle Reforma 4417";
const OPEN: &str = "La consulta sobre el mercado 5523";
const DECLARED: &str = "El acuífero 6631 es de todos";

/// A proposal with a text of its own, to be answered within so many days.
fn written(title: &str, days: u64) -> WriteRequest {
    let mut request = proposal(title);
    if let Content::Proposal(proposal) = &mut request.content {
        proposal.text = text(title);
        proposal.respond_by = Some(clock().plus(days * DAY_MS));
    }
    request
}

fn is_below(folder: &Path, text: &str) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.into_iter().any(|path| {
        if path.is_dir() {
            return is_below(&path, text);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_texts_go_and_are_not_fetched_again() {
    let federation = federation(7);
    let (oaxaca, valparaiso) = (federation.start("oaxaca").await, federation.start("valparaiso").await);
    let (there, here) = (federation.api("oaxaca"), federation.api("valparaiso"));
    let mut ids = Vec::new();
    for request in [written(OLD, 3), written(OPEN, 90)] {
        ids.push(federation.writer("oaxaca").write(&there, request).await.expect("kept").id);
    }
    for id in &ids {
        arrives(&here, id).await;
    }
    let (title, required) = (text("Declaración"), [("mx".parse().expect("a country"), 1)].into());
    let declaration = Declaration {
        respond_by: Some(clock().plus(3 * DAY_MS)),
        ..Declaration::new(title, text(DECLARED), required)
    };
    let request = WriteRequest::new(Content::Declaration(declaration));
    let declared = federation.writer("oaxaca").write(&there, request).await.expect("kept").id;
    arrives(&here, &declared).await;
    let own = federation.writer("valparaiso").write(&here, endorse(&ids[0])).await.expect("kept").id;
    until("all has come", async || here.status().await.expect("a status").bodies_missing == 0).await;
    arrives(&there, &own).await;
    let settings = config::Store {
        retention_days: config::RetentionDays { acts: Some(30), crisis: None },
        ..config::Store::default()
    };
    let look = |now: Millis| {
        let (handle, settings) = (valparaiso.handle().clone(), settings.clone());
        tokio::task::spawn_blocking(move || retention::look(&handle, &settings, now))
    };
    let early = look(clock().plus(20 * DAY_MS)).await.expect("a look").expect("a disk");
    assert_eq!(early, retention::Outcome::default());
    let late = look(clock().plus(40 * DAY_MS)).await.expect("a look").expect("a disk");
    assert_eq!(late.bodies, 1, "{late:?}");
    let home = federation.home("valparaiso");
    assert!(!is_below(&home, OLD), "the old text is still there");
    assert!(is_below(&home, OPEN), "what is open stays");
    assert!(is_below(&home, DECLARED), "and what its signatures alone bring into force");
    let view = here.message(&ids[0].to_string()).await.expect("a message").view;
    assert!(matches!(&view, Some(Thread::Opaque { reason, .. }) if reason == "not_kept"), "{view:?}");
    assert!(here.message(&own.to_string()).await.expect("a message").content.is_some(), "its own stays");
    assert_eq!(here.frontier().await.expect("heads"), there.frontier().await.expect("heads"));
    // Linked anew, everything is compared: it is asked for no more.
    let compared = here.peers().await.expect("peers").iter().filter_map(|peer| peer.last_sync).max();
    oaxaca.stop().await;
    let oaxaca = federation.start("oaxaca").await;
    until("compared again", async || {
        here.peers().await.expect("peers").iter().filter_map(|peer| peer.last_sync).max() > compared
    })
    .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let status = here.status().await.expect("a status");
    assert_eq!((status.bodies_missing, status.bodies_dropped), (0, 1), "{status:?}");
    assert!(!is_below(&home, OLD), "the old text came back");
    assert!(here.metrics().await.expect("metrics").contains("cabildo_bodies_dropped 1"));
    // And after a start.
    valparaiso.stop().await;
    let valparaiso = federation.start("valparaiso").await;
    let status = here.status().await.expect("a status");
    assert_eq!((status.bodies_missing, status.bodies_dropped), (0, 1), "{status:?}");
    assert!(status.trouble.is_empty() && !is_below(&home, OLD), "{status:?}");
    assert_eq!(here.frontier().await.expect("heads"), there.frontier().await.expect("heads"));
    valparaiso.stop().await;
    oaxaca.stop().await;
}
