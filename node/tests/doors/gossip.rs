//! Bad frames by gossip.

use crate::{
    common::{Federation, arrives, federation, until},
    forge::{Author, Bad, CASES, Case, frame, notice, proposal},
    peer::Peer,
};
use cabildo_client::http::ApiClient;
use cabildo_node::{metrics::VerdictLabel, running::Running};
use cabildo_protocol::{bounds, cbor, engine::Topic, id::Lane, message::Message, roster::Scope};

/// What a node counts and has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub accepted: u64,
    pub ignored: u64,
    pub rejected: u64,
    pub messages: u64,
    pub bytes: u64,
    pub held: u64,
    pub forked: u64,
}

impl Standing {
    /// As the node's API says.
    pub async fn of(api: &ApiClient) -> Self {
        let (text, status) = (api.metrics().await.expect("metrics"), api.status().await.expect("a status"));
        let frames =
            |verdict| counted(&text, &format!("cabildo_gossip_frames_total{{verdict=\"{verdict}\"}}"));
        Self {
            accepted: frames("Accept"),
            ignored: frames("Ignore"),
            rejected: frames("Reject"),
            messages: status.messages,
            bytes: status.store_bytes,
            held: status.held,
            forked: status.forked,
        }
    }

    /// After one more frame with this verdict, of which nothing is kept.
    fn after(self, verdict: VerdictLabel) -> Self {
        match verdict {
            VerdictLabel::Accept => Self { accepted: self.accepted + 1, ..self },
            VerdictLabel::Ignore => Self { ignored: self.ignored + 1, ..self },
            VerdictLabel::Reject => Self { rejected: self.rejected + 1, ..self },
        }
    }
}

/// A counter in a node's metrics; 0 where it has not been counted yet.
pub fn counted(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    line.unwrap_or(0)
}

/// Oaxaca, which the peer talks to, Morelia beyond it, and one that hears what Oaxaca passes on.
pub struct Scene {
    pub federation: Federation,
    pub oaxaca: Running,
    pub morelia: Running,
    pub here: ApiClient,
    pub there: ApiClient,
    pub ear: Peer,
}

impl Scene {
    pub async fn new() -> Self {
        let federation = federation(7);
        let oaxaca = federation.start("oaxaca").await;
        let morelia = federation.start("morelia").await;
        let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
        until("a link", async || here.status().await.expect("a status").connected > 0).await;
        let mut ear = Peer::of(&federation, "sfic");
        ear.meet(&federation, "oaxaca").await;
        Self { federation, oaxaca, morelia, here, there, ear }
    }

    pub async fn peer(&self, name: &str) -> Peer {
        let mut peer = Peer::of(&self.federation, name);
        peer.meet(&self.federation, "oaxaca").await;
        peer
    }

    pub async fn end(self) {
        self.oaxaca.stop().await;
        self.morelia.stop().await;
    }

    /// Both nodes show the same heads.
    pub async fn same_frontiers(&self) {
        until("equal frontiers", async || {
            self.here.frontier().await.expect("heads") == self.there.frontier().await.expect("heads")
        })
        .await;
    }

    /// What is good is kept, passed on, and kept beyond.
    pub async fn takes(&self, peer: &Peer, message: &Message) {
        peer.publish(Topic::of(message.log().lane), frame(message)).await;
        arrives(&self.here, &message.id()).await;
        arrives(&self.there, &message.id()).await;
        let frame = frame(message);
        self.ear.until("the next one is passed on", |seen| seen.frames.contains(&frame)).await;
    }

    /// What is bad is judged, nothing of it is kept or passed on, and the next good one is taken.
    async fn refuses(&self, peer: &Peer, author: &mut Author, what: &str, topic: Topic, bad: &Bad) {
        let (before, beyond) = (Standing::of(&self.here).await, Standing::of(&self.there).await);
        peer.publish(topic, bad.frame.clone()).await;
        let expected = before.after(bad.verdict);
        until(&format!("{what}: {expected:?}"), async || Standing::of(&self.here).await == expected).await;
        assert_eq!(Standing::of(&self.there).await.rejected, beyond.rejected, "{what}");
        self.takes(peer, &author.write(&proposal(what))).await;
        assert_eq!(Standing::of(&self.here).await.messages, before.messages + 1, "{what}");
        assert!(!self.ear.seen().frames.contains(&bad.frame), "{what}: passed on");
        assert!(peer.is_linked_with(&self.here).await, "{what}");
    }
}

async fn check(scene: &Scene, peers: &[&str], cases: &[Case]) {
    let mut author = Author::of(&scene.federation, "valparaiso");
    // Each peer may be blamed for some; more of it would make it mute.
    for (name, cases) in peers.iter().zip(cases.chunks(4)) {
        let peer = scene.peer(name).await;
        for (what, make) in cases {
            let bad = make(&author);
            scene.refuses(&peer, &mut author, what, Topic::Acts, &bad).await;
        }
    }
    assert_eq!(Standing::of(&scene.there).await.rejected, 0, "Oaxaca passed on what it should not");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_message_is_judged_kept_by_nobody_and_not_passed_on() {
    let scene = Scene::new().await;
    check(&scene, &["valparaiso", "copiapo", "embajada", "relay"], &CASES).await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_that_are_not_as_they_should_be_are_judged_alike() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let rejected = |frame: Vec<u8>| Bad { frame, ..CASES[0].1(&Author::of(&scene.federation, "valparaiso")) };
    let peer = scene.peer("valparaiso").await;
    let good = frame(&author.sign(&proposal("entera")));
    let frames = [
        ("bytes after the frame", [&good[..], &[0]].concat()),
        ("a frame that is not canonical", [&[0x98, 2], &good[1..]].concat()),
        ("a frame that ends too soon", good[..good.len() - 1].to_vec()),
    ];
    for (what, bytes) in frames {
        scene.refuses(&peer, &mut author, what, Topic::Acts, &rejected(bytes)).await;
    }
    let peer = scene.peer("copiapo").await;
    let act = frame(&author.sign(&proposal("en el otro tema")));
    scene.refuses(&peer, &mut author, "an act among the notices", Topic::Crisis, &rejected(act)).await;
    let alert = frame(&author.sign(&notice("en el otro tema")));
    scene.refuses(&peer, &mut author, "a notice among the acts", Topic::Acts, &rejected(alert)).await;
    let peer = scene.peer("embajada").await;
    let good = author.sign(&proposal("una sola"));
    let same = cbor::encode(&(
        serde_bytes::Bytes::new(good.header_bytes()),
        serde_bytes::Bytes::new(good.header_bytes()),
    ));
    let news = [
        (
            "a proof of nothing",
            cbor::encode(&std::collections::BTreeMap::from([("proof", serde_bytes::ByteBuf::from(same))])),
        ),
        ("no news", vec![0xff; 40]),
    ];
    for (what, bytes) in news {
        scene.refuses(&peer, &mut author, what, Topic::Rosters, &rejected(bytes)).await;
    }
    // An announcement is a reason to ask, and passed on by nobody who has not fetched it.
    let asked = |seen: &crate::peer::Seen| seen.requests.len();
    let before = asked(&peer.seen());
    let version = cabildo_protocol::engine::News::Roster(Scope::Federation, 9);
    let bad = Bad { verdict: VerdictLabel::Ignore, ..rejected(cabildo_protocol::news::encode(&version)) };
    scene.refuses(&peer, &mut author, "an announcement of nothing", Topic::Rosters, &bad).await;
    peer.until("a question for the roster", |seen| asked(seen) > before).await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_over_its_bound_is_not_even_read() {
    let scene = Scene::new().await;
    let mut peer = scene.peer("valparaiso").await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let before = Standing::of(&scene.here).await;
    let mut long = frame(&author.sign(&proposal("larga")));
    long.resize(bounds::GOSSIP_FRAME_MAX + 1, 0);
    peer.publish(Topic::Acts, long.clone()).await;
    peer.publish(Topic::Acts, vec![0; 4 * 1024 * 1024]).await;
    // With the frame the stream is lost, and whatever stood behind it. On a new link it goes on.
    peer.meet_again(&scene.federation, "oaxaca").await;
    let mut last = None;
    until("the next ones are taken", async || {
        let message = author.write(&proposal("corta"));
        peer.publish(Topic::Acts, frame(&message)).await;
        peer.has([message.clone().into_message()]);
        last = Some(message.id());
        scene.here.status().await.expect("a status").messages > before.messages
    })
    .await;
    arrives(&scene.here, &last.expect("a message")).await;
    let after = Standing::of(&scene.here).await;
    assert_eq!((after.rejected, after.ignored), (before.rejected, before.ignored), "{after:?}");
    assert!(!scene.ear.seen().frames.iter().any(|frame| frame.len() > bounds::GOSSIP_FRAME_MAX));
    let head = author.head(Lane::Acts);
    arrives(&scene.there, &head.id).await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_nothing_else_is_not_heard_any_more_and_the_others_are() {
    let scene = Scene::new().await;
    let peer = scene.peer("copiapo").await;
    for n in 0..8u8 {
        peer.publish(Topic::Acts, vec![n; 100]).await;
    }
    until("judged", async || Standing::of(&scene.here).await.rejected >= 5).await;
    let before = Standing::of(&scene.here).await;
    for n in 0..8u8 {
        peer.publish(Topic::Acts, vec![n; 200]).await;
    }
    let honest = scene.peer("valparaiso").await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    scene.takes(&honest, &author.write(&proposal("de otra"))).await;
    let after = Standing::of(&scene.here).await;
    // What was sent before the verdicts may still be counted; what came after them is not.
    assert!(after.rejected <= before.rejected + 3, "{before:?} {after:?}");
    scene.end().await;
}
