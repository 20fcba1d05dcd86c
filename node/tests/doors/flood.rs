//! Distinct, canonical, correctly signed messages of those who may not write them, over a real link:
//! none is kept, none is passed on, and memory stays bounded. `CABILDO_FLOOD=1000000` is the long form.

use crate::{
    common::{Federation, until},
    forge::{Author, frame, notice, proposal},
    gossip::{Scene, Standing},
    peer::Peer,
};
use cabildo_client::key::KeyFile;
use cabildo_protocol::{
    authority::Authority,
    bounds,
    content::Kind,
    engine::Topic,
    enrol::Sheaf,
    id::{Hash, Lane},
    message::{Draft, Message, WireMessage},
    roster::{Change, CutOff, Next, Roster, Scope, SignedRoster},
};
use ed25519_dalek::SigningKey;

/// Resident memory may grow by so much in the second half of a flood, the peer's own and its queues included:
/// what gossip remembers for a minute fills in the first.
const GROWTH_MAX_KIB: u64 = 64 * 1024;

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("resident memory");
    line.trim().trim_end_matches("kB").trim().parse().expect("a number")
}

/// Ends all logs of an operator's key before their first message, by its institution's own roster.
async fn revoke(scene: &Scene, name: &str, author: &Author) {
    let rosters = scene.here.all_rosters().await.expect("rosters").rosters;
    let authority = Authority::load(&rosters).expect("good rosters");
    let scope = Scope::Institution(author.institution.clone());
    let checkpoint = authority.checkpoint(&scope).expect("a roster");
    let (key, mut device) = checkpoint.state.devices.first().cloned().expect("a device");
    let nowhere = Some(CutOff { seq: 0, id: Hash([0; 32]) });
    device.cut_off = (nowhere, nowhere);
    let before = checkpoint.roster.open().expect("a roster");
    let next = Next {
        federation: Some(authority.federation()),
        scope,
        signers: before.signers,
        changes: vec![Change::Device(key, device)],
        issued: before.issued,
        review_by: before.review_by,
    };
    let mut state = checkpoint.state;
    let version = Roster::next(Some(&checkpoint.roster), &mut state, next).expect("a version");
    let mut signed = SignedRoster::new(&version);
    let path = scene.federation.home(name).join("keys/institution.key");
    signed.sign(&KeyFile::read(&path).expect("a key").open(None).expect("an open key"));
    scene.here.publish(&Sheaf::new(vec![signed])).await.expect("published");
}

/// Who may not write what they sign.
struct Intruders {
    unlisted: Author,
    revoked: Author,
    wrong_kind: Author,
    relay: Author,
}

impl Intruders {
    fn of(federation: &Federation) -> Self {
        let honest = Author::of(federation, "valparaiso");
        let relay = federation.written.nodes.iter().find(|node| node.name == "relay").expect("a relay");
        let path = federation.home("relay").join("node.key");
        let node_key = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
        Self {
            unlisted: honest.other(SigningKey::from_bytes(&[77; 32]), honest.institution.clone()),
            revoked: Author::of(federation, "copiapo"),
            relay: honest.other(node_key, relay.institution.clone()),
            wrong_kind: honest,
        }
    }

    fn write(&mut self, n: usize) -> Message {
        let content = if n % 8 < 4 { proposal(&format!("Inundación {n}")) } else { notice(&format!("{n}")) };
        let author = match n % 4 {
            0 => &mut self.unlisted,
            1 => &mut self.revoked,
            2 => &mut self.relay,
            _ => {
                // An operator does not convene.
                let draft = self.wrong_kind.draft(&proposal(&format!("Convoca {n}")));
                let draft = Draft { kind: Kind::Agenda as u16, lane: Lane::Acts, ..draft };
                return self.wrong_kind.write_draft(&draft).into_message();
            }
        };
        author.write(&content).into_message()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_signed_messages_by_those_who_may_not_write_leaves_nothing() {
    let count = std::env::var("CABILDO_FLOOD").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000usize);
    let scene = Scene::new().await;
    let mut intruders = Intruders::of(&scene.federation);
    revoke(&scene, "copiapo", &intruders.revoked).await;
    // A listed node, which passes on whatever it likes.
    let peer: Peer = scene.peer("valparaiso").await;
    let before = Standing::of(&scene.here).await;
    let memory = resident_kib();
    let (mut first, mut halfway) = (Vec::new(), 0);
    for n in 0..count {
        if n == count / 2 {
            halfway = resident_kib();
        }
        let message = intruders.write(n);
        peer.offer(Topic::of(message.log().lane), frame(&message)).await;
        if first.len() < 400 {
            first.push(message);
        }
    }
    // What was dropped on the way does not count as refused; most of it arrives.
    let least = count as u64 / 2;
    until("most of it is judged", async || Standing::of(&scene.here).await.ignored >= before.ignored + least)
        .await;
    // The same by the other door: it says to have these logs.
    peer.has(first);
    let mut peer = peer;
    peer.meet_again(&scene.federation, "oaxaca").await;
    until("it was asked", async || peer.is_done_with(&scene.here).await).await;
    let after = Standing::of(&scene.here).await;
    let kept = |standing: &Standing| (standing.messages, standing.held, standing.accepted, standing.rejected);
    assert_eq!(kept(&after), kept(&before), "{after:?}");
    assert_eq!(Standing::of(&scene.there).await.messages, before.messages, "nothing beyond");
    let is_message = |frame: &Vec<u8>| WireMessage::decode(frame, bounds::GOSSIP_FRAME_MAX).is_ok();
    assert!(!scene.ear.seen().frames.iter().any(is_message), "something was passed on");
    let end = resident_kib();
    let (all, grown) = (end.saturating_sub(memory), end.saturating_sub(halfway));
    let judged = after.ignored - before.ignored;
    println!("{count} messages, {judged} judged, {all} KiB, of these {grown} KiB in the second half");
    assert!(grown < GROWTH_MAX_KIB, "{grown} KiB in the second half");
    // And who may write is heard as before.
    let honest = scene.peer("embajada").await;
    let mut author = Author::of(&scene.federation, "embajada");
    scene.takes(&honest, &author.write(&proposal("La de siempre"))).await;
    scene.end().await;
}
