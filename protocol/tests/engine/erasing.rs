//! An institution takes its own words back: every node drops them, whenever they come.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    content::{Content, Erasure, Kind},
    ingest::Verdict,
    message::Verified,
    store::Store as _,
    text::Texts,
};

/// An erasure of `what`, written by `writer`.
fn erasure(writer: &mut Writer, what: &Verified, root: &Verified) -> Verified {
    let content = Content::Erasure(Erasure {
        schema: 1,
        what: what.id(),
        log: what.log(),
        seq: what.seq(),
        reason: Texts::default(),
    });
    let mut draft = writer.draft(Kind::Erasure);
    (draft.content, draft.root) = (content.encode(), Some(root.id()));
    writer.sign(&draft)
}

fn body(desk: &Desk, message: &Verified) -> Option<usize> {
    let kept = desk.engine.store().message(&message.log(), message.seq()).unwrap().unwrap();
    assert_eq!(kept.header_bytes(), message.header_bytes(), "the chain stays");
    kept.body_bytes().map(<[u8]>::len)
}

#[test]
fn every_door_takes_it_and_none_brings_the_text_back() {
    for door in DOORS {
        let mut desk = Desk::new();
        let mut writer = desk.writer();
        let said = writer.write(Kind::Proposal);
        desk.gossip(&said);
        assert!(body(&desk, &said).is_some());
        let goodbye = erasure(&mut writer, &said, &said);
        desk.check_takes(door, &goodbye);
        assert_eq!(body(&desk, &said), None, "{door:?}");
        assert!(body(&desk, &goodbye).is_some());
        desk.gossip(&said);
        desk.page(std::slice::from_ref(&said));
        assert_eq!(body(&desk, &said), None, "{door:?}");
        assert!(desk.engine.store().missing_bodies(9).is_empty(), "nobody is asked for it");
    }
}

#[test]
fn nobody_erases_what_another_said_or_what_is_not_there() {
    let mut desk = Desk::new();
    let mut morelia = Writer::new(&desk.federation, "mx:16053", "morelia-device");
    let theirs = morelia.write(Kind::Proposal);
    let mut writer = desk.writer();
    let (first, second) = (writer.write(Kind::Proposal), writer.write(Kind::Proposal));
    for message in [&theirs, &first, &second] {
        assert_eq!(desk.gossip(message), Verdict::Accept);
    }
    let foreign = erasure(&mut writer, &theirs, &theirs);
    assert_eq!(desk.gossip(&foreign), Verdict::Accept, "a message like others, without effect");
    assert!(body(&desk, &theirs).is_some());
    // The id of one message, the place of another.
    let content = Content::Erasure(Erasure {
        schema: 1,
        what: first.id(),
        log: second.log(),
        seq: second.seq(),
        reason: Texts::default(),
    });
    let mut draft = writer.draft(Kind::Erasure);
    (draft.content, draft.root) = (content.encode(), Some(first.id()));
    let crooked = writer.sign(&draft);
    assert_eq!(desk.gossip(&crooked), Verdict::Accept);
    assert!(body(&desk, &first).is_some() && body(&desk, &second).is_some());
}

#[test]
fn an_erasure_that_comes_first_waits_for_what_it_names() {
    let mut desk = Desk::new();
    let mut writer = desk.writer();
    // The crisis lane is a log of its own: it may be ahead or behind.
    let notice = writer.write(Kind::Notice);
    let goodbye = erasure(&mut writer, &notice, &notice);
    assert_eq!(desk.gossip(&goodbye), Verdict::Accept);
    assert_eq!(desk.gossip(&notice), Verdict::Accept, "the header is passed on");
    assert_eq!(body(&desk, &notice), None);
    assert!(desk.engine.store().missing_bodies(9).is_empty());
}
