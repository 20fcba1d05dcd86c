//! Bad answers to what a node asks.

use crate::{
    common::{arrives, until},
    forge::{Author, CASES, Sync, frame, proposal},
    gossip::{Scene, Standing, counted},
    peer::{Out, Peer, overview},
};
use cabildo_protocol::{
    bounds,
    content::Content,
    engine::Topic,
    id::{Hash, Lane, LogId, MessageId, PublicKey},
    message::{Message, WireMessage},
    roster::{SignatureBytes, SignedRoster},
    sync::{Fingerprint, Has, Overview, Range, Request, Response},
};
use serde_bytes::ByteBuf;

/// A page with these messages.
fn page(messages: Vec<WireMessage>) -> Out {
    Out::response(&Response::Page { messages, more: false })
}

/// A script that claims to have the next message of an author's log, and answers one kind of
/// question with this.
fn instead(
    author: &Author,
    is_it: fn(&Request) -> bool,
    out: Out,
) -> impl FnMut(&Request) -> Option<Out> + Send + 'static {
    let (log, seq) = (author.log(Lane::Acts), author.head(Lane::Acts).seq + 1);
    move |request| match request {
        request if is_it(request) => Some(out.clone()),
        Request::Overview(..) => Some(Out::response(&overview(vec![(log, seq, MessageId([3; 32]))]))),
        _ => None,
    }
}

fn is_runs(request: &Request) -> bool {
    matches!(request, Request::Runs(_))
}

fn is_overview(request: &Request) -> bool {
    matches!(request, Request::Overview(..))
}

/// Comes again as an honest peer: its next message is fetched.
async fn takes(scene: &Scene, peer: &mut Peer, author: &mut Author, what: &str) {
    let message = author.write(&proposal(what)).into_message();
    peer.has([message.clone()]);
    peer.meet_again(&scene.federation, "oaxaca").await;
    until(&format!("{what}: the next one is taken"), async || {
        scene.here.message(&message.id().to_string()).await.is_ok()
    })
    .await;
}

/// Links the peer, lets it answer badly, and asserts what follows.
async fn refuses(
    scene: &Scene,
    peer: &mut Peer,
    what: &str,
    blamed: bool,
    script: impl FnMut(&Request) -> Option<Out> + Send + 'static,
) {
    let before = Standing::of(&scene.here).await;
    peer.say(script);
    if peer.seen().links > 0 {
        peer.meet_again(&scene.federation, "oaxaca").await;
    } else {
        peer.dial(&scene.federation, "oaxaca");
    }
    let closed = peer.seen().closed;
    if blamed {
        peer.until(&format!("{what}: sent away"), |seen| seen.links == 0 && seen.closed > 0).await;
    } else {
        until(&format!("{what}: done"), async || peer.is_done_with(&scene.here).await).await;
        assert_eq!(peer.seen().closed, closed, "{what}: the sender may be honest");
    }
    assert_eq!(Standing::of(&scene.here).await, before, "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_with_what_is_no_message_are_judged_and_nothing_of_them_is_kept() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let mut other = Author::of(&scene.federation, "copiapo");
    let mut peer = scene.peer("valparaiso").await;
    for (what, make) in &CASES {
        let bad = make(&author);
        let script = instead(&author, is_runs, page(vec![bad.wire]));
        refuses(&scene, &mut peer, what, bad.sync == Sync::Blamed, script).await;
        assert!(peer.seen().requests.iter().any(is_runs), "{what}: never asked for");
        if bad.sync != Sync::Stalled {
            takes(&scene, &mut peer, &mut author, what).await;
            continue;
        }
        // This author signed what nobody may link. Of others it goes on, and of this one by gossip.
        takes(&scene, &mut peer, &mut other, what).await;
        scene.takes(&peer, &author.write(&proposal(what))).await;
        assert_eq!(peer.seen().links, 1);
    }
    scene.same_frontiers().await;
    assert_eq!(Standing::of(&scene.there).await.rejected, 0, "Oaxaca passed on what it should not");
    scene.end().await;
}

/// How many requests of the node failed.
async fn failed(scene: &Scene) -> u64 {
    counted(&scene.here.metrics().await.expect("metrics"), "cabildo_sync_failed_total")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_cannot_be_read_end_the_session_and_nothing_else() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let mut peer = scene.peer("valparaiso").await;
    let next = author.sign(&proposal("entera")).into_message();
    let Out::Bytes(good) = page(vec![WireMessage::from(&next)]) else { unreachable!("bytes") };
    let too_long = Response::Proofs(vec![ByteBuf::from(vec![0; bounds::SYNC_RESPONSE_MAX])]);
    let answers = [
        ("bytes after the answer", Out::Bytes([&good[..], &[0]].concat())),
        ("an answer that is not canonical", Out::Bytes([&[0xb8, 1], &good[1..]].concat())),
        ("an answer that ends too soon", Out::Bytes(good[..good.len() - 1].to_vec())),
        ("nothing", Out::Bytes(vec![])),
        ("rubbish", Out::Bytes(vec![0xff; 5000])),
        ("an answer over its bound", Out::response(&too_long)),
        ("an answer that never ends", Out::Flood),
    ];
    for (what, answer) in answers {
        let (before, failures) = (Standing::of(&scene.here).await, failed(&scene).await);
        peer.say(instead(&author, is_runs, answer));
        peer.meet_again(&scene.federation, "oaxaca").await;
        until(&format!("{what}: a failure"), async || failed(&scene).await > failures).await;
        assert_eq!(Standing::of(&scene.here).await, before, "{what}");
        assert_eq!(peer.seen().links, 1, "{what}");
        takes(&scene, &mut peer, &mut author, what).await;
    }
    scene.same_frontiers().await;
    scene.end().await;
}

fn ranges(ranges: Vec<Range>) -> Out {
    let none = Hash([0; 32]);
    Out::response(&Response::Overview(Overview {
        rosters: none,
        proofs: none,
        heads: ranges,
        receipts: None,
        now: None,
    }))
}

/// So many ranges one after the other, of which nobody has what is said to be there.
fn ranges_of(count: usize, n: u8) -> Vec<Range> {
    let end = |at: usize| {
        let [.., high, low] = at.to_be_bytes();
        let key = PublicKey::ed25519(std::array::from_fn(|i| [high, low].get(i).copied().unwrap_or(1)));
        (at > 0).then_some(LogId { key, lane: Lane::Acts })
    };
    let has = || Has::Fingerprint(Fingerprint([n; 16]));
    (0..count).map(|at| Range { from: end(at), to: end(at + 1), has: has() }).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_to_another_question_or_beyond_all_bounds_end_the_link() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let mut peer = scene.peer("valparaiso").await;
    let (log, id) = (author.log(Lane::Acts), MessageId([3; 32]));
    let heads = vec![(log, 1, id); bounds::RANGE_HEADS_MAX + 1];
    type Case = (&'static str, fn(&Request) -> bool, Out);
    let cases: [Case; 7] = [
        ("a page for an overview", is_overview, page(vec![])),
        ("too many ranges", is_overview, ranges(ranges_of(bounds::RANGES_MAX + 1, 1))),
        ("too many heads", is_overview, Out::response(&overview(heads))),
        ("a page for rosters", |r| matches!(r, Request::Rosters(_)), page(vec![])),
        ("a page for proofs", |r| matches!(r, Request::Proofs(_)), page(vec![])),
        ("an overview for runs", is_runs, Out::response(&overview(vec![]))),
        ("rosters for runs", is_runs, Out::response(&Response::Rosters(vec![]))),
    ];
    for (what, is_it, answer) in cases {
        let script = instead(&author, is_it, answer);
        refuses(&scene, &mut peer, what, true, script).await;
        takes(&scene, &mut peer, &mut author, what).await;
    }
    // Every answer wants to be looked at closer: that has an end.
    let mut n = 0u8;
    let narrowing = move |request: &Request| {
        n = n.wrapping_add(1);
        match request {
            Request::Overview(..) => Some(ranges(ranges_of(bounds::RANGES_MAX, n))),
            Request::Reconcile(_) => {
                let ranges = ranges_of(bounds::RANGES_MAX, n);
                Some(Out::response(&Response::Reconcile(ranges)))
            }
            _ => None,
        }
    };
    refuses(&scene, &mut peer, "ranges without an end", true, narrowing).await;
    takes(&scene, &mut peer, &mut author, "ranges without an end").await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rosters_proofs_and_heads_of_nobody_change_nothing() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let mut peer = scene.peer("valparaiso").await;
    let before = scene.here.institutions().await.expect("institutions");
    let key = author.log(Lane::Acts).key;
    let unsigned = vec![(key, SignatureBytes(vec![0; 64]))];
    let rosters = vec![
        SignedRoster { bytes: vec![0xff; 100], signatures: vec![] },
        SignedRoster { bytes: vec![], signatures: unsigned },
    ];
    let message = author.sign(&proposal("dos veces"));
    let mut other = message.header_bytes().to_vec();
    *other.last_mut().expect("a byte") ^= 1;
    let pair = (ByteBuf::from(message.header_bytes()), ByteBuf::from(other));
    let proofs = vec![ByteBuf::from(vec![0; 90]), ByteBuf::from(cabildo_protocol::cbor::encode(&pair))];
    let stranger = LogId { key: PublicKey::ed25519([8; 32]), lane: Lane::Acts };
    let heads =
        vec![(stranger, 5, MessageId([4; 32])), (author.log(Lane::Acts), u64::MAX, MessageId([4; 32]))];
    let script = move |request: &Request| match request {
        Request::Overview(..) => Some(Out::response(&overview(heads.clone()))),
        Request::Rosters(_) => Some(Out::response(&Response::Rosters(rosters.clone()))),
        Request::Proofs(_) => Some(Out::response(&Response::Proofs(proofs.clone()))),
        _ => None,
    };
    refuses(&scene, &mut peer, "of nobody", false, script).await;
    assert_eq!(scene.here.institutions().await.expect("institutions"), before);
    let asked = peer.seen().requests;
    let of = |is_it: fn(&Request) -> bool| asked.iter().filter(|request| is_it(request)).count();
    assert!(of(|r| matches!(r, Request::Rosters(_))) > 0 && of(|r| matches!(r, Request::Proofs(_))) > 0);
    // It asked once for what the peer claims to have, and of the stranger's log not even that.
    let wants = asked.iter().filter_map(|request| match request {
        Request::Runs(wants) => Some(wants.iter().map(|want| want.log).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(wants.collect::<Vec<_>>(), vec![vec![author.log(Lane::Acts)]]);
    let status = scene.here.status().await.expect("a status");
    assert!(status.trouble.is_empty() && status.behind == 0, "{status:?}");
    takes(&scene, &mut peer, &mut author, "de alguien").await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_another_is_not_kept_and_the_right_one_is_fetched() {
    let scene = Scene::new().await;
    let mut author = Author::of(&scene.federation, "valparaiso");
    let mut peer = scene.peer("valparaiso").await;
    let Content::Proposal(mut large) = proposal("larga") else { unreachable!("a proposal") };
    large.text = crate::common::text(&"x".repeat(bounds::GOSSIP_BODY_MAX + 1));
    let message: Message = author.write(&Content::Proposal(large)).into_message();
    let wrong = WireMessage(message.header_bytes().to_vec(), Some(vec![0; 100]));
    peer.say(instead(&author, |request| matches!(request, Request::Bodies(_)), page(vec![wrong])));
    peer.publish(Topic::Acts, frame(&message)).await;
    arrives(&scene.here, &message.id()).await;
    peer.until("sent away", |seen| seen.links == 0).await;
    assert_eq!(scene.here.status().await.expect("a status").bodies_missing, 1);
    takes(&scene, &mut peer, &mut author, "después").await;
    peer.has([message.clone()]);
    peer.meet_again(&scene.federation, "oaxaca").await;
    until("the body", async || scene.here.status().await.expect("a status").bodies_missing == 0).await;
    let here = scene.here.message(&message.id().to_string()).await.expect("the message");
    assert!(here.content.is_some());
    scene.end().await;
}
