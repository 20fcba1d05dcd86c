//! iroh-gossip: a topic of two nodes, this process and another. It keeps nothing.

use crate::{
    Setup,
    child::{Child, say, tell},
    pace::{PATIENCE, paced},
    payload,
    process::locked,
    table::Row,
};
use anyhow::Result;
use futures::StreamExt as _;
use iroh::{
    Endpoint, EndpointAddr, address_lookup::memory::MemoryLookup, endpoint::presets, protocol::Router,
};
use iroh_gossip::{api::Event, net::Gossip, proto::TopicId};

const TOPIC: TopicId = TopicId::from_bytes([7; 32]);

/// A node that joins the topic.
#[derive(Debug, clap::Args)]
pub struct Node {
    /// The address of the first, as JSON.
    first: String,
}

pub async fn measure(setup: &Setup) -> Result<Vec<Row>> {
    let (router, gossip) = node(MemoryLookup::new()).await?;
    let mut topic = gossip.subscribe(TOPIC, Vec::new()).await?;
    let first = serde_json::to_string(&router.endpoint().addr())?;
    let log = setup.place.fresh("gossip").join("log");
    let mut child = Child::start(&["gossip".as_ref(), first.as_ref()], &log)?;
    child.says("neighbour", PATIENCE).await?;
    topic.joined().await?;
    let (sender, _receiver) = topic.split();
    let publish = async |number: usize| Ok(sender.broadcast(payload::text(number).into()).await?);
    let propagation = paced(setup.effort.single, publish, &mut child.arrivals()).await?;
    router.shutdown().await?;
    Ok(vec![Row { system: format!("iroh-gossip {}", locked("iroh-gossip")), propagation, ..Row::default() }])
}

async fn node(known: MemoryLookup) -> Result<(Router, Gossip)> {
    let endpoint = Endpoint::builder(presets::Minimal).clear_ip_transports().bind_addr("127.0.0.1:0")?;
    let endpoint = endpoint.address_lookup(known).bind().await?;
    let gossip = Gossip::builder().spawn(endpoint.clone());
    let router = Router::builder(endpoint).accept(iroh_gossip::ALPN, gossip.clone()).spawn();
    Ok((router, gossip))
}

/// The other node.
pub async fn run(node_of: Node) -> Result<()> {
    let first: EndpointAddr = serde_json::from_str(&node_of.first)?;
    let id = first.id;
    let known = MemoryLookup::new();
    known.add_endpoint_info(first);
    let (_router, gossip) = node(known).await?;
    let mut topic = gossip.subscribe_and_join(TOPIC, vec![id]).await?;
    say("neighbour");
    while let Some(event) = topic.next().await {
        if let Event::Received(message) = event?
            && let Some(number) = payload::number(&message.content)
        {
            tell(number);
        }
    }
    Ok(())
}
