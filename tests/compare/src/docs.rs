//! iroh-docs: a document of two nodes, this process and another, each with its stores on disk.

use crate::{
    Setup,
    child::{Child, say, tell},
    pace::{PATIENCE, paced, rate},
    payload,
    process::locked,
    table::Row,
};
use anyhow::{Context as _, Result};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use iroh::{Endpoint, endpoint::presets, protocol::Router};
use iroh_blobs::{BlobsProtocol, store::fs::FsStore};
use iroh_docs::{
    ContentStatus, DocTicket,
    api::{
        Doc,
        protocol::{AddrInfoOptions, ShareMode},
    },
    engine::LiveEvent,
    protocol::Docs,
};
use iroh_gossip::net::Gossip;
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Entries under way.
const WINDOW: usize = 1000;
/// Far longer than catching up takes.
const CATCH_UP: Duration = Duration::from_secs(900);

/// A node that joins a document.
#[derive(Debug, clap::Args)]
pub struct Node {
    /// Its stores.
    folder: PathBuf,
    /// The document, and who has it.
    ticket: String,
    /// Say how many seconds it took until the content of so many entries was here; otherwise say what arrives.
    #[arg(long)]
    all: Option<usize>,
}

pub async fn measure(setup: &Setup) -> Result<Vec<Row>> {
    let (router, docs) = node(&setup.place.fresh("docs")).await?;
    let propagation = propagate(&docs, setup).await?;
    let many = setup.effort.many;
    let doc = docs.create().await?;
    let ingest = ingest(&docs, &doc, many).await?;
    let catch_up = many as f64 / catch_up(&doc, setup).await?;
    router.shutdown().await?;
    Ok(vec![Row {
        system: format!("iroh-docs {}", locked("iroh-docs")),
        propagation,
        ingest: Some(ingest),
        catch_up: Some(catch_up),
        messages: many,
    }])
}

async fn node(folder: &Path) -> Result<(Router, Docs)> {
    let endpoint = Endpoint::builder(presets::Minimal).clear_ip_transports().bind_addr("127.0.0.1:0")?;
    let endpoint = endpoint.bind().await?;
    let blobs = FsStore::load(folder.join("blobs")).await?;
    let gossip = Gossip::builder().spawn(endpoint.clone());
    let docs = Docs::persistent(folder.to_owned());
    let docs = docs.spawn(endpoint.clone(), (*blobs).clone(), gossip.clone()).await?;
    let router = Router::builder(endpoint)
        .accept(iroh_blobs::ALPN, BlobsProtocol::new(&blobs, None))
        .accept(iroh_gossip::ALPN, gossip)
        .accept(iroh_docs::ALPN, docs.clone())
        .spawn();
    Ok((router, docs))
}

/// Starts the other node with new stores.
async fn join(doc: &Doc, setup: &Setup, name: &str, more: &[&str]) -> Result<Child> {
    let folder = setup.place.fresh(name);
    let ticket = doc.share(ShareMode::Read, AddrInfoOptions::Addresses).await?.to_string();
    let mut arguments = vec!["docs".as_ref(), folder.as_os_str(), ticket.as_ref()];
    arguments.extend(more.iter().map(AsRef::<std::ffi::OsStr>::as_ref));
    Child::start(&arguments, &folder.join("log"))
}

async fn propagate(docs: &Docs, setup: &Setup) -> Result<Vec<Duration>> {
    let doc = docs.create().await?;
    let author = docs.author_default().await?;
    let mut child = join(&doc, setup, "docs-second", &[]).await?;
    child.says("neighbour", PATIENCE).await?;
    let publish = async |number: usize| {
        doc.set_bytes(author, format!("{number}"), payload::text(number)).await?;
        Ok(())
    };
    let times = paced(setup.effort.single, publish, &mut child.arrivals()).await;
    doc.leave().await?;
    times
}

async fn ingest(docs: &Docs, doc: &Doc, count: usize) -> Result<f64> {
    let author = docs.author_default().await?;
    let texts: Vec<String> = (0..count).map(payload::text).collect();
    let began = Instant::now();
    let set = |(number, text)| doc.set_bytes(author, format!("{number}"), text);
    let confirmed = stream::iter(texts.into_iter().enumerate().map(set)).buffered(WINDOW);
    let confirmed: usize = confirmed.try_fold(0, async |n, _| Ok(n + 1)).await?;
    Ok(rate(confirmed, began))
}

/// Seconds from the call that joins.
async fn catch_up(doc: &Doc, setup: &Setup) -> Result<f64> {
    let all = setup.effort.many.to_string();
    let mut child = join(doc, setup, "docs-fresh", &["--all", &all]).await?;
    let seconds = child.says("all", CATCH_UP).await;
    let log = setup.place.path().join("docs-fresh/log");
    Ok(seconds.with_context(|| std::fs::read_to_string(log).unwrap_or_default())?.parse()?)
}

/// The other node.
pub async fn run(node_of: Node) -> Result<()> {
    let Node { folder, ticket, all } = node_of;
    let (_router, docs) = node(&folder).await?;
    let began = Instant::now();
    let (_doc, mut events) = docs.import_and_subscribe(ticket.parse::<DocTicket>()?).await?;
    // An entry and its content may be told of in any order.
    let (mut here, mut listed) = (HashSet::new(), HashMap::new());
    while let Some(event) = events.next().await {
        let hash = match event? {
            LiveEvent::NeighborUp(_) if all.is_none() => {
                say("neighbour");
                continue;
            }
            LiveEvent::InsertRemote { entry, content_status, .. } => {
                let number: usize = std::str::from_utf8(entry.key())?.parse()?;
                let hash = entry.content_hash();
                listed.insert(hash, number);
                if content_status == ContentStatus::Complete {
                    here.insert(hash);
                }
                hash
            }
            LiveEvent::ContentReady { hash } => {
                here.insert(hash);
                hash
            }
            _ => continue,
        };
        let number = listed.get(&hash).filter(|_| here.contains(&hash));
        match all {
            Some(all) if here.len() == all && listed.len() == all => {
                say(&format!("all {}", began.elapsed().as_secs_f64()));
                return std::future::pending().await;
            }
            Some(_) => {}
            None => number.copied().into_iter().for_each(tell),
        }
    }
    Ok(())
}
