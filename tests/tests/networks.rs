//! Real processes in networks of their own: town halls behind routers, and a network that parts for a
//! while and heals. Skipped, saying so, where the system gives no namespaces.

use cabildo_client::{
    api::{Head, PeerInfo, ReachState},
    writer::WriteRequest,
};
use cabildo_node::config::{Config, Peer, Role};
use cabildo_protocol::{
    content::{Content, Proposal},
    id::MessageId,
    text::Texts,
};
use cabildo_tests::{
    processes::{PATIENCE, Processes},
    skip::not_shown,
    spaces::{Ports, Spaces},
};
use std::{
    fs,
    time::{Duration, Instant},
};

/// Where every node listens: each has a network stack of its own.
const PORT: u16 = 4250;

fn skipped(what: &str) -> bool {
    let Err(why) = Spaces::are_allowed() else { return false };
    not_shown(what, &why);
    true
}

fn proposal(title: &str) -> WriteRequest {
    let text = |text: &str| Texts::one("es".parse().expect("a tag"), text);
    WriteRequest::new(Content::Proposal(Proposal::new(text(title), text("Se propone."))))
}

/// Whom a node calls, and where; those without an address are found through a relay.
fn configure(processes: &Processes, name: &str, calls: &[(&str, Option<&str>)]) {
    let node = processes.node(name);
    let path = node.home.join("config.toml");
    let mut config = Config::load(&path).expect("settings");
    let listen = [format!("/ip4/0.0.0.0/udp/{PORT}/quic-v1"), format!("/ip4/0.0.0.0/tcp/{PORT}")];
    config.network.listen = listen.iter().map(|address| address.parse().expect("an address")).collect();
    let at = |ip: &str| {
        [format!("/ip4/{ip}/udp/{PORT}/quic-v1"), format!("/ip4/{ip}/tcp/{PORT}")]
            .map(|address| address.parse().expect("an address"))
            .to_vec()
    };
    let peer = |(name, ip): &(&str, Option<&str>)| Peer {
        node: processes.node(name).node,
        addresses: ip.map(at).unwrap_or_default(),
    };
    config.network.peers = calls.iter().map(peer).collect();
    fs::write(&path, config.to_toml().expect("TOML")).expect("written");
}

fn start(processes: &mut Processes, spaces: &Spaces, name: &str) {
    let above = spaces.above(name);
    processes.start_under(name, &above.each_ref().map(String::as_str));
}

async fn until(processes: &Processes, what: &str, within: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        if began.elapsed() > within {
            let logs = processes.written.nodes.iter().map(|node| (&node.name, processes.log(&node.name)));
            for (name, log) in logs.filter(|(_, log)| !log.is_empty()) {
                println!("== {name}\n{log}");
            }
            panic!("in vain for {within:?}: {what}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn peer(processes: &Processes, of: &str, name: &str) -> Option<PeerInfo> {
    let institution = &processes.node(name).institution;
    processes.api(of).peers().await.ok()?.into_iter().find(|peer| peer.institution == *institution)
}

/// Morelia and Valparaíso, each behind a router of its own, and the relay that both call. Some of them
/// have a line that carries no UDP.
async fn behind_routers(ports: Ports, without_udp: &[&str]) -> (Spaces, Processes) {
    let mut spaces = Spaces::new();
    spaces.public("relay", "10.77.0.2");
    spaces.behind_router("morelia", "10.77.0.11", "192.168.1", ports);
    spaces.behind_router("valparaiso", "10.77.0.12", "192.168.2", ports);
    without_udp.iter().for_each(|name| spaces.drop_udp(name));
    let mut processes = Processes::write(7);
    configure(&processes, "relay", &[]);
    configure(&processes, "morelia", &[("relay", Some("10.77.0.2")), ("valparaiso", None)]);
    configure(&processes, "valparaiso", &[("relay", Some("10.77.0.2")), ("morelia", None)]);
    for name in ["relay", "morelia", "valparaiso"] {
        start(&mut processes, &spaces, name);
        processes.answers(name).await;
    }
    for name in ["morelia", "valparaiso"] {
        let api = processes.api(name);
        until(&processes, "a place at the relay", PATIENCE, async || {
            api.status().await.is_ok_and(|status| status.reach.state == ReachState::Relayed)
        })
        .await;
    }
    (spaces, processes)
}

async fn write_both_ways(processes: &Processes, without: &str) {
    for (from, to) in [("morelia", "valparaiso"), ("valparaiso", "morelia")] {
        let title = format!("{from}, {without}");
        let kept = processes.writer(from).write(&processes.api(from), proposal(&title)).await.expect("kept");
        arrives(processes, to, &kept.id).await;
    }
}

async fn arrives(processes: &Processes, at: &str, id: &MessageId) {
    let api = processes.api(at);
    let text = id.to_string();
    until(processes, "a message", PATIENCE, async || api.message(&text).await.is_ok()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_routers_that_keep_ports_are_opened_and_the_relay_is_needed_no_more() {
    if skipped("routers that keep ports") {
        return;
    }
    let (_spaces, mut processes) = behind_routers(Ports::Kept, &[]).await;
    until(&processes, "a direct link", PATIENCE, async || {
        let linked = peer(&processes, "morelia", "valparaiso").await;
        linked.is_some_and(|peer| peer.connected && peer.through.is_none() && peer.last_sync.is_some())
    })
    .await;
    write_both_ways(&processes, "con repetidor").await;
    processes.kill("relay");
    write_both_ways(&processes, "sin repetidor").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn between_routers_that_change_ports_the_relay_carries() {
    if skipped("routers that change ports") {
        return;
    }
    let (_spaces, processes) = behind_routers(Ports::Changed, &[]).await;
    through_the_relay(&processes).await;
}

/// A relay that calls back by TCP in vain does not get to say so: its call hangs for as long as it has
/// for an answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_router_that_drops_udp_the_relay_carries() {
    if skipped("a router that drops UDP") {
        return;
    }
    let (_spaces, processes) = behind_routers(Ports::Changed, &["morelia", "valparaiso"]).await;
    through_the_relay(&processes).await;
}

async fn through_the_relay(processes: &Processes) {
    until(processes, "a link through the relay", PATIENCE, async || {
        let linked = peer(processes, "morelia", "valparaiso").await;
        linked.is_some_and(|peer| peer.connected && peer.through.is_some())
    })
    .await;
    write_both_ways(processes, "por el repetidor").await;
    let served = processes.api("relay").status().await.expect("a status").relay.expect("a relay");
    assert!(served.circuits > 0, "{served:?}");
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

async fn frontiers(processes: &Processes, names: &[String]) -> Vec<Vec<Head>> {
    let mut all = Vec::new();
    for name in names {
        all.push(processes.api(name).frontier().await.unwrap_or_default());
    }
    all
}

/// Ten nodes, five of which lose the other five for a while, during which both halves write.
/// `CABILDO_CUT` gives the seconds, `CABILDO_RATE` the messages a second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_halves_that_lost_each_other_have_the_same_within_half_a_minute() {
    if skipped("a network that parts") {
        return;
    }
    let (seconds, rate) = (number("CABILDO_CUT", 10), number("CABILDO_RATE", 20));
    let mut spaces = Spaces::new();
    let mut processes = Processes::write(10);
    let names: Vec<String> = processes.written.nodes.iter().map(|node| node.name.clone()).collect();
    let ips: Vec<String> = (0..names.len()).map(|n| format!("10.77.0.{}", n + 2)).collect();
    for (name, ip) in names.iter().zip(&ips) {
        spaces.public(name, ip);
        let others = names.iter().zip(&ips).filter(|(other, _)| *other != name);
        let calls: Vec<_> = others.map(|(other, ip)| (other.as_str(), Some(ip.as_str()))).collect();
        configure(&processes, name, &calls);
        start(&mut processes, &spaces, name);
    }
    for name in &names {
        processes.answers(name).await;
        let api = processes.api(name);
        until(&processes, "links", PATIENCE, async || {
            api.peers().await.is_ok_and(|peers| peers.iter().filter(|peer| peer.connected).count() >= 9)
        })
        .await;
    }
    // Each half has a bridge of its own while the line between them is cut.
    let half: Vec<String> = names[5..].to_vec();
    spaces.part(&half);
    let authors = authors(&processes, &names);
    let began = Instant::now();
    let mut written = Vec::new();
    let every = Duration::from_secs(1) / u32::try_from(rate).expect("a rate");
    for n in 0..rate * seconds {
        let name = &authors[usize::try_from(n).expect("a number") % authors.len()];
        let request = proposal(&format!("{name} {n}"));
        written.push(processes.writer(name).write(&processes.api(name), request).await.expect("kept").id);
        tokio::time::sleep_until((began + every * u32::try_from(n).expect("a number")).into()).await;
    }
    let parted = frontiers(&processes, &names).await;
    assert_ne!(parted[0], parted[9], "they were not cut from each other");
    spaces.heal(&half);
    let healed = Instant::now();
    until(&processes, "equal frontiers", PATIENCE, async || {
        let all = frontiers(&processes, &names).await;
        !all[0].is_empty() && all.iter().all(|heads| *heads == all[0])
    })
    .await;
    let took = healed.elapsed();
    println!("{} messages in {seconds} s, equal {:.1} s after", written.len(), took.as_secs_f64());
    assert!(took < Duration::from_secs(30), "equal only after {took:?}");
    for name in &names {
        for id in &written {
            processes.api(name).message(&id.to_string()).await.expect("every message at every node");
        }
    }
}

/// Those of whom messages are: two of each half.
fn authors(processes: &Processes, names: &[String]) -> Vec<String> {
    let writes = |name: &&String| processes.node(name).role != Role::Relay;
    let (one, other) = names.split_at(5);
    let two = |half: &[String]| half.iter().filter(writes).take(2).cloned().collect::<Vec<_>>();
    [two(one), two(other)].concat()
}
