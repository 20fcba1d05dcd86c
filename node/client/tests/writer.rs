//! Writing against a real engine, cut off wherever a writer can be: no key signs twice at one
//! sequence, and nothing is written twice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed; seeds are printed"
)]

#[allow(dead_code, reason = "of the protocol's own tests only a part is needed here")]
#[path = "../../../protocol/tests/engine/contents.rs"]
mod contents;
#[allow(dead_code, reason = "of the protocol's own tests only a part is needed here")]
#[path = "../../../protocol/tests/engine/fixture.rs"]
mod fixture;
#[path = "writer/node.rs"]
mod node;

use cabildo_client::{
    http::{ApiClient, ClientError},
    ledger::{Ledger, folder_of},
    writer::{WriteError, WriteRequest},
};
use cabildo_protocol::{
    content::{Content, Kind},
    id::Lane,
    message::WireMessage,
};
use node::{Fault, Node, comment, proposal, title};
use std::{
    future::{Future as _, poll_fn},
    pin::pin,
    task::Poll,
};

#[tokio::test]
async fn messages_are_linked_in_their_lanes() {
    let node = Node::start();
    let writer = node.writer();
    let first = writer.write(&node.api, proposal("uno")).await.unwrap();
    let notice = Content::decode(Kind::Notice as u16, &contents::content(Kind::Notice)).unwrap();
    let notice = WriteRequest::new(notice);
    writer.write(&node.api, notice).await.unwrap();
    writer.write(&node.api, comment(&first.id, "dos")).await.unwrap();
    // The same words again are a second message where the first was confirmed.
    writer.write(&node.api, comment(&first.id, "dos")).await.unwrap();
    node.check_acts(&["uno", "dos", "dos"]);
    assert_eq!(node.log(Lane::Crisis).len(), 1);
    node.check_signed_once();
}

#[tokio::test]
async fn a_lost_answer_and_its_retry_are_one_message() {
    for fault in [Fault::LoseReply, Fault::LoseRequest, Fault::ConfirmOther] {
        let node = Node::start();
        node.fail(&[fault]);
        let said = node.writer().write(&node.api, proposal("uno")).await.unwrap_err();
        let WriteError::Unconfirmed { id, .. } = said else { panic!("{fault:?}: {said}") };
        assert!(said.to_string().contains("write it again"), "{said}");
        assert_eq!(node.writer().write(&node.api, proposal("uno")).await.unwrap().id, id, "{fault:?}");
        node.writer().write(&node.api, proposal("dos")).await.unwrap();
        node.check_acts(&["uno", "dos"]);
        node.check_signed_once();
    }
}

#[tokio::test]
async fn what_was_recorded_and_not_sent_goes_first() {
    let node = Node::start();
    node.fail(&[Fault::LoseRequest, Fault::LoseRequest]);
    node.writer().write(&node.api, proposal("uno")).await.unwrap_err();
    node.writer().write(&node.api, proposal("dos")).await.unwrap_err();
    node.writer().write(&node.api, proposal("tres")).await.unwrap();
    node.check_acts(&["uno", "tres"]);
    node.check_signed_once();
}

#[tokio::test]
async fn a_node_that_lost_the_last_message_gets_it_again() {
    let node = Node::start();
    for title in ["uno", "dos"] {
        node.writer().write(&node.api, proposal(title)).await.unwrap();
    }
    node.restore(1);
    node.writer().write(&node.api, proposal("tres")).await.unwrap();
    node.check_acts(&["uno", "dos", "tres"]);
    node.check_signed_once();
}

#[tokio::test]
async fn a_node_that_lost_more_must_catch_up_first() {
    let node = Node::start();
    let mut kept = vec![];
    for title in ["uno", "dos", "tres"] {
        node.writer().write(&node.api, proposal(title)).await.unwrap();
        kept = node.log(Lane::Acts);
    }
    node.restore(1);
    let check_behind = |said: WriteError, ours| {
        assert!(matches!(said, WriteError::NodeBehind { ledger, node: 1 } if ledger == ours), "{said}");
        assert!(said.to_string().contains("catch up"), "{said}");
    };
    check_behind(node.writer().write(&node.api, proposal("no")).await.unwrap_err(), 3);
    check_behind(node.writer().adopt(&node.api).await.unwrap_err(), 3);
    for message in &kept[1..] {
        node.take(&message.clone().verify(&mut Default::default()).unwrap());
    }
    node.fail(&[Fault::LoseRequest]);
    node.writer().write(&node.api, proposal("cuatro")).await.unwrap_err();
    node.restore(1);
    check_behind(node.writer().write(&node.api, proposal("no")).await.unwrap_err(), 4);
    node.check_signed_once();
}

#[tokio::test]
async fn a_head_that_comes_while_the_writer_asks_is_not_signed_over() {
    let node = Node::start();
    let writer = node.writer();
    for title in ["uno", "dos"] {
        writer.write(&node.api, proposal(title)).await.unwrap();
    }
    // The node is restored from a backup, the ledger is lost, and a peer has the rest.
    let rest = node.log(Lane::Acts).split_off(1);
    node.restore(1);
    std::fs::remove_dir_all(folder_of(&node.folder.path().join("operator.key"))).unwrap();
    node.set_compared();
    node.arrives_while_asked(rest);
    writer.write(&node.api, proposal("tres")).await.unwrap();
    node.check_acts(&["uno", "dos", "tres"]);
    node.check_signed_once();
}

#[tokio::test]
async fn a_lost_ledger_is_learnt_from_peers_or_by_decision() {
    for decision in [false, true] {
        let node = Node::start();
        let writer = node.writer();
        for title in ["uno", "dos"] {
            writer.write(&node.api, proposal(title)).await.unwrap();
        }
        let seen = node.seen();
        std::fs::remove_dir_all(folder_of(&node.folder.path().join("operator.key"))).unwrap();
        let said = writer.write(&node.api, proposal("tres")).await.unwrap_err();
        assert!(matches!(said, WriteError::LedgerBehind { ledger: None, node: 2 }), "{said}");
        // What is shown must be this key's own message at that place.
        let other = WireMessage::from(&node.log(Lane::Acts)[0]).encode();
        node.show(Some(other));
        if !decision {
            node.set_compared();
            let said = writer.write(&node.api, proposal("tres")).await.unwrap_err();
            assert!(matches!(said, WriteError::Unproven { seq: 2 }), "{said}");
        }
        let said = writer.adopt(&node.api).await.unwrap_err();
        assert!(matches!(said, WriteError::Unproven { seq: 2 }), "{said}");
        node.show(None);
        assert_eq!(node.seen(), seen, "nothing was signed meanwhile");
        if decision {
            writer.adopt(&node.api).await.unwrap();
        }
        writer.write(&node.api, proposal("tres")).await.unwrap();
        node.check_acts(&["uno", "dos", "tres"]);
        node.check_signed_once();
    }
}

#[tokio::test]
async fn a_ledger_from_a_backup_does_not_sign_again() {
    let node = Node::start();
    let writer = node.writer();
    writer.write(&node.api, proposal("uno")).await.unwrap();
    let file = folder_of(&node.key_path()).join("lane-1");
    let old = std::fs::read(&file).unwrap();
    writer.write(&node.api, proposal("dos")).await.unwrap();
    std::fs::write(&file, old).unwrap();
    let said = writer.write(&node.api, proposal("tres")).await.unwrap_err();
    assert!(matches!(said, WriteError::LedgerBehind { ledger: Some(1), node: 2 }), "{said}");
    writer.adopt(&node.api).await.unwrap();
    writer.write(&node.api, proposal("tres")).await.unwrap();
    node.check_acts(&["uno", "dos", "tres"]);
    node.check_signed_once();
}

#[tokio::test]
async fn a_key_used_elsewhere_is_noticed() {
    let check = |said: WriteError, place| {
        assert!(matches!(said, WriteError::UsedElsewhere { seq } if seq == place), "{said}");
        assert!(said.to_string().contains("two places"), "{said}");
    };
    // Another message stands where ours was confirmed.
    let node = Node::start();
    let writer = node.writer();
    for title in ["uno", "dos"] {
        writer.write(&node.api, proposal(title)).await.unwrap();
    }
    node.restore(1);
    node.take(&node.elsewhere().write(Kind::Proposal));
    let seen = node.seen();
    check(writer.write(&node.api, proposal("tres")).await.unwrap_err(), 2);
    check(writer.adopt(&node.api).await.unwrap_err(), 2);
    assert_eq!(node.seen(), seen);
    // Another message came between, while ours was not confirmed: at its place, and beyond.
    for more in 0..2 {
        let node = Node::start();
        node.fail(&[Fault::LoseRequest]);
        node.writer().write(&node.api, proposal("uno")).await.unwrap_err();
        let mut elsewhere = node.elsewhere();
        for _ in 0..=more {
            node.take(&elsewhere.write(Kind::Proposal));
        }
        check(node.writer().write(&node.api, proposal("dos")).await.unwrap_err(), 1);
        check(node.writer().adopt(&node.api).await.unwrap_err(), 1);
        node.check_signed_once();
    }
    // Another message stands before ours.
    let node = Node::start();
    node.writer().write(&node.api, proposal("uno")).await.unwrap();
    node.fail(&[Fault::LoseRequest]);
    node.writer().write(&node.api, proposal("dos")).await.unwrap_err();
    node.restore(0);
    node.take(&node.elsewhere().write(Kind::Proposal));
    check(node.writer().write(&node.api, proposal("dos")).await.unwrap_err(), 1);
    node.check_signed_once();
}

#[tokio::test]
async fn a_refused_message_stays_first_in_line_with_its_bytes() {
    for code in ["refused", "bad_request", "conflict"] {
        let node = Node::start();
        node.fail(&[Fault::Refuse(code), Fault::Refuse(code)]);
        let mut ids = vec![];
        for title in ["uno", "dos"] {
            let said = node.writer().write(&node.api, proposal(title)).await.unwrap_err();
            let WriteError::Waiting { id, .. } = said else { panic!("{said}") };
            assert!(said.to_string().contains("told so by a test"), "{said}");
            ids.push(id);
        }
        assert_eq!(ids[0], ids[1]);
        node.writer().write(&node.api, proposal("tres")).await.unwrap();
        node.check_acts(&["uno", "tres"]);
        node.check_signed_once();
    }
}

#[tokio::test]
async fn a_node_that_cannot_now_gets_the_same_bytes_later() {
    let node = Node::start();
    node.set_read_only(true);
    let said = node.writer().write(&node.api, proposal("uno")).await.unwrap_err();
    assert!(matches!(said.client(), Some(ClientError::Problem(p)) if p.code == "read_only"), "{said}");
    let nobody = ApiClient::new(&node.folder.path().join("none.sock")).unwrap();
    let said = node.writer().write(&nobody, proposal("uno")).await.unwrap_err();
    assert!(matches!(said, WriteError::Client(ClientError::NotRunning { .. })), "{said}");
    node.set_read_only(false);
    node.writer().write(&node.api, proposal("uno")).await.unwrap();
    node.check_acts(&["uno"]);
    node.check_signed_once();
}

#[tokio::test]
async fn two_programs_with_one_key_take_turns() {
    let node = Node::start();
    let write = async |name: &str| {
        let writer = node.writer();
        for n in 0..20 {
            writer.write(&node.api, proposal(&format!("{name} {n}"))).await.unwrap();
        }
    };
    tokio::join!(write("a"), write("b"));
    let acts = node.log(Lane::Acts);
    assert_eq!(acts.len(), 40);
    for name in ["a", "b"] {
        let own: Vec<_> = acts.iter().map(title).filter(|title| title.starts_with(name)).collect();
        assert_eq!(own, (0..20).map(|n| format!("{name} {n}")).collect::<Vec<_>>());
    }
    node.check_signed_once();
}

#[tokio::test]
async fn a_writer_waits_for_the_lock_and_can_be_stopped_meanwhile() {
    let node = Node::start();
    let (writer, api) = (node.writer(), node.api.clone());
    let held = Ledger::lock(&node.key_path()).unwrap();
    let waiting = tokio::spawn(async move { writer.write(&api, proposal("uno")).await });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(!waiting.is_finished());
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    drop(held);
    node.writer().write(&node.api, proposal("dos")).await.unwrap();
    node.check_acts(&["dos"]);
}

/// A generator that is the same everywhere (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// Drops a write after some steps, as the death of its program does.
async fn cut_off(node: &Node, request: WriteRequest, steps: u64) -> Option<Result<(), WriteError>> {
    let writer = node.writer();
    let mut write = pin!(writer.write(&node.api, request));
    let mut left = steps;
    poll_fn(|context| match write.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(Some(result.map(|_| ()))),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn cut_off_anywhere_the_key_signs_once_at_each_place() {
    let seed = std::env::var("CABILDO_SEED").ok().map(|seed| seed.parse().expect("a number"));
    let seed = seed.unwrap_or_else(|| getrandom::u64().expect("randomness"));
    println!("CABILDO_SEED={seed}");
    let mut dice = Dice(seed);
    let mut cuts = 0;
    for _ in 0..3 {
        let node = Node::start();
        let mut kept = vec![];
        for n in 0..20 {
            let name = format!("propuesta {n}");
            match dice.below(8) {
                0 => node.fail(&[Fault::LoseRequest]),
                1 => node.fail(&[Fault::LoseReply]),
                2 => node.fail(&[Fault::Refuse("refused")]),
                // The death of a program while it replaced a file.
                3 => {
                    // Under its lock: what was cut off may still be writing on a thread of its own, as
                    // no dead program does.
                    let _held = Ledger::lock(&node.key_path()).unwrap();
                    std::fs::write(folder_of(&node.key_path()).join("lane-1.new"), "half").unwrap();
                }
                // The node's machine lost its last page, not more: for more it would need peers.
                4 if node.is_level() => node.restore(node.log(Lane::Acts).len().saturating_sub(1)),
                _ => {}
            }
            let result = match dice.below(2) {
                0 => cut_off(&node, proposal(&name), dice.below(24)).await,
                _ => Some(node.writer().write(&node.api, proposal(&name)).await.map(|_| ())),
            };
            match result {
                Some(Ok(())) => kept.push(name),
                None => cuts += 1,
                Some(Err(WriteError::Unconfirmed { .. } | WriteError::Waiting { .. })) => {}
                Some(Err(error)) => panic!("{error}"),
            }
            node.check_signed_once();
        }
        // Faults that no write has met yet are met now, one by each.
        let mut last = node.writer().write(&node.api, proposal("última")).await;
        for _ in 0..20 {
            if last.is_err() {
                last = node.writer().write(&node.api, proposal("última")).await;
            }
        }
        last.unwrap();
        let titles: Vec<_> = node.log(Lane::Acts).iter().map(title).collect();
        for name in &kept {
            assert_eq!(titles.iter().filter(|title| *title == name).count(), 1, "{name} in {titles:?}");
        }
        node.check_acts(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    }
    assert!(cuts > 0, "nothing was cut off");
}
