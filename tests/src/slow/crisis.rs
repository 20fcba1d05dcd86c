//! A crisis notice on a poor line, with much else still to come: how long until it is held.

use super::{
    link::Shape,
    nodes::{PATIENCE, lines, linked, unlink, until},
};
use crate::bench::{catchup::fill, work::Federation};
use cabildo_client::{
    key::KeyFile,
    writer::{WriteRequest, Writer},
};
use cabildo_node::{home::Paths, running::Running};
use cabildo_protocol::{
    content::{CapStatus, Category, Certainty, Content, Info, Notice, Severity, Urgency},
    id::MessageId,
    text::Texts,
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// Bytes that were pending.
    pub pending: u64,
    /// From each notice's being kept at the one node until the other has it, while bulk flows.
    pub during: Vec<Duration>,
    /// From the start of a node that was away until it has the notice that it missed, and how much of
    /// the bulk had come by then, messages.
    pub after: (Duration, u64),
    /// Messages a second of the bulk meanwhile.
    pub bulk: f64,
}

/// Measures with so many messages pending, and so many notices.
///
/// # Panics
/// When a node does not start, or a notice never comes.
pub async fn measure(folder: &Path, pending: usize, notices: usize) -> Found {
    let mut federation = Federation::write(&folder.join("crisis"), 2);
    unlink(&federation);
    let messages = federation.sign(pending);
    fill(&federation, 0, true, &messages);
    drop(messages);
    let _line = lines(&federation, 1, &[0], Shape::POOR).await;
    let rich = federation.start(0).await;
    let writer = writer(federation.home(0));

    // Away while it was given.
    let missed = give(&rich, &writer).await;
    let began = Instant::now();
    let poor = federation.start(1).await;
    linked(&poor, 1).await;
    let after = arrival(&poor, missed, began).await;
    let come = poor.handle().reader().counts().messages;

    // Given while the bulk flows.
    let bulk = || poor.handle().reader().counts().messages;
    until("some of the bulk", async || bulk() > come + 32).await;
    let (before, flow) = (bulk(), Instant::now());
    let mut during = Vec::new();
    for _ in 0..notices {
        tokio::time::sleep(Duration::from_secs(3)).await;
        let began = Instant::now();
        let id = give(&rich, &writer).await;
        during.push(arrival(&poor, id, began).await);
    }
    let rate = (bulk() - before) as f64 / flow.elapsed().as_secs_f64();
    let bytes = rich.handle().reader().counts().bytes;
    poor.stop().await;
    rich.stop().await;
    Found { pending: bytes, during, after: (after, come), bulk: rate }
}

/// How long until a node has a notice, or shows it though its predecessor is still missing.
async fn arrival(node: &Running, id: MessageId, began: Instant) -> Duration {
    loop {
        let kept = node.handle().reader().message(&id).expect("a store").is_some();
        if kept {
            return began.elapsed();
        }
        if let Ok(look) = node.handle().look().await
            && look.engine.held_crises.iter().any(|message| message.id() == id)
        {
            return began.elapsed();
        }
        assert!(began.elapsed() < PATIENCE, "the notice never comes");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn give(node: &Running, writer: &Writer) -> MessageId {
    let api = cabildo_client::http::ApiClient::new(node.socket()).expect("a client");
    let text = |text: &str| Texts::one("es".parse().expect("a tag"), text);
    let info = Info {
        event: text("Tsunami"),
        headline: text("Alerta de tsunami en la bahía"),
        description: text("Olas de más de un metro."),
        instruction: text("Suba a más de 30 metros."),
        ..Info::new(Category::Geo, (Urgency::Immediate, Severity::Extreme, Certainty::Likely))
    };
    let notice = Notice::new(CapStatus::Exercise, vec![info]);
    let request = WriteRequest::new(Content::Notice(notice));
    writer.write(&api, request).await.expect("a notice").id
}

fn writer(home: &Path) -> Writer {
    let path = Paths::new(home).operator_key(&cabildo_node::config::Config::default());
    let key = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
    Writer::new(&path, key)
}
