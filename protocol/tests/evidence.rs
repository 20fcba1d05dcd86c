//! Bundles examined as somebody would who never saw the federation: a golden one, made of fixed keys, and
//! what is found in it when somebody has changed it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "engine/contents.rs"]
mod contents;
#[path = "engine/fixture.rs"]
#[expect(dead_code, reason = "shared with the tests of the engine")]
mod fixture;

use cabildo_protocol::{
    carry::{self, About, End, Flaw, Tag},
    cbor,
    content::{Content, Kind},
    evidence::{Report, Text, Verdict, examine},
    id::{FederationId, InstitutionId, MessageId, Millis},
    ingest::Refusal,
    message::{Message, Verified, WireMessage},
    proof::Proof,
    receipt::Receipt,
    roster::{CutOff, Role},
    views::{self, Context, DeclarationState, Doubt, Stage, Thread as ThreadView},
};
use fixture::{FOUNDED, Federation, Writer, code, device, federation, key, public, quorum};
use serde_json::json;

const GOLDEN: &[u8] = include_bytes!("golden/thread.bundle");

const RESULTS: &[u8] = include_bytes!("golden/results.bundle");

/// Fails where what is made now is not what was frozen, and leaves it to be compared.
fn frozen(name: &str, made: &[u8], golden: &[u8]) {
    if made != golden {
        let place = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        #[expect(clippy::disallowed_methods, reason = "a test may leave a file to compare")]
        std::fs::write(&place, made).unwrap();
        panic!("protocol/tests/golden/{name} differs from what is made now: {}", place.display());
    }
}

/// Records of a file, to be changed.
type Records = Vec<(Tag, Vec<u8>)>;

fn said(kind: &str, mut fields: serde_json::Value) -> Vec<u8> {
    fields["schema"] = json!(1);
    fields["kind"] = json!(kind);
    let content: Content = serde_json::from_value(fields).unwrap();
    content.encode()
}

fn wire(message: &Verified) -> (Tag, Vec<u8>) {
    (Tag::Message, WireMessage::from(&**message).encode())
}

/// A thread of three institutions: a proposal, a position, a comment whose text was withdrawn, and what
/// Morelia's node has signed that it holds.
struct Thread {
    federation: Federation,
    oaxaca: Writer,
    records: Records,
}

/// Where the records of the thread stand.
const OWN_ROSTER: usize = 4;
const RECEIPT: usize = 7;
const PROPOSAL: usize = 8;
const COMMENT: usize = 10;
const ERASURE: usize = 11;

fn thread() -> Thread {
    let federation = federation();
    let mut oaxaca = Writer::new(&federation, "mx:20067", "oaxaca-device");
    let mut morelia = Writer::new(&federation, "mx:16053", "morelia-device");
    let mut valparaiso = Writer::new(&federation, "cl:05101", "valparaiso-device");
    let mut draft = oaxaca.draft(Kind::Proposal);
    draft.content =
        said("proposal", json!({"title": {"es": "Agua de lluvia"}, "text": {"es": "En las escuelas"}}));
    let proposal = oaxaca.sign(&draft);
    let answer = |writer: &mut Writer, kind: Kind, content: Vec<u8>| {
        let mut draft = writer.draft(kind);
        (draft.root, draft.content) = (Some(proposal.id()), content);
        writer.sign(&draft)
    };
    let position = answer(&mut morelia, Kind::Position, said("position", json!({"stance": "endorse"})));
    let comment =
        answer(&mut valparaiso, Kind::Comment, said("comment", json!({"text": {"es": "Llame al 951"}})));
    let fields = json!({"what": comment.id(), "log": comment.log(), "seq": comment.seq()});
    let erasure = answer(&mut valparaiso, Kind::Erasure, said("erasure", fields));
    let heads = vec![(proposal.log(), proposal.seq(), proposal.id())];
    let (about, at) = (code::<InstitutionId>("mx:20067"), FOUNDED.plus(9000));
    let receipt = Receipt::sign(federation.id, about, at, heads, &key("morelia-node")).unwrap();
    let own = About { federation: federation.id, node: public("morelia-node"), made: at, since: None };
    let mut records = vec![(Tag::About, cbor::encode(&own))];
    records.extend(federation.rosters.iter().map(|roster| (Tag::Roster, cbor::encode(roster))));
    records.push((Tag::Receipt, receipt.bytes().to_vec()));
    let bare = WireMessage(comment.header_bytes().to_vec(), None).encode();
    records.extend([wire(&proposal), wire(&position), (Tag::Message, bare), wire(&erasure)]);
    Thread { federation, oaxaca, records }
}

fn file(records: &Records) -> Vec<u8> {
    let mut bytes = carry::MAGIC.to_vec();
    records.iter().for_each(|(tag, payload)| bytes.extend(carry::record(*tag, payload)));
    bytes.extend(carry::record(Tag::End, &cbor::encode(&End { records: records.len() as u64 })));
    bytes
}

/// What is found in the thread after a change.
fn after(change: impl FnOnce(&mut Thread)) -> Report {
    let mut thread = thread();
    change(&mut thread);
    examine(&file(&thread.records)).unwrap()
}

/// The institution's next roster ends its device's log of acts there.
fn end_own_device(thread: &mut Thread, end: CutOff) {
    let nothing = CutOff { seq: 0, id: cabildo_protocol::id::Hash([0; 32]) };
    let mut ended = device(Role::Operator);
    ended.cut_off = (Some(nothing), Some(end));
    let change = cabildo_protocol::roster::Change::Device(public("oaxaca-device"), ended);
    let (federation, own) = (&mut thread.federation, ["oaxaca-institution"]);
    let next = federation.oaxaca.next(Some(federation.id), vec![quorum(&own, 1)], vec![change], &own);
    thread.records.insert(RECEIPT, (Tag::Roster, cbor::encode(&next)));
}

fn verdicts(report: &Report) -> Vec<&Verdict> {
    report.messages.iter().map(|one| &one.verdict).collect()
}

#[test]
fn the_golden_bundle_is_what_is_made_today_and_holds() {
    frozen("thread.bundle", &file(&thread().records), GOLDEN);
    let report = examine(GOLDEN).unwrap();
    assert!(report.holds(), "{report:?}");
    let authority = report.rosters.as_ref().unwrap();
    assert_eq!(authority.federation(), federation().id);
    let texts: Vec<&str> = report
        .messages
        .iter()
        .map(|one| match &one.text {
            Text::Here(content) => content.kind().name(),
            Text::Erased => "erased",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(texts, ["proposal", "position", "erased", "erasure"]);
    let held: Vec<usize> = report.messages.iter().map(|one| one.held_by.len()).collect();
    assert_eq!(held, [1, 0, 0, 0]);
}

/// Whichever byte of a file is changed, it never holds; most changes meet a checksum. The file of these
/// is made anew around a changed payload, so that only signatures and hashes are left to notice.
#[test]
fn a_changed_byte_of_any_record_is_noticed() {
    let thread = thread();
    for (number, (tag, payload)) in thread.records.iter().enumerate() {
        // What the file says of itself is not signed, and believed for nothing but its federation.
        if *tag == Tag::About {
            continue;
        }
        for at in (0..payload.len()).step_by(11) {
            let mut records = thread.records.clone();
            records[number].1[at] ^= 1;
            let report = examine(&file(&records)).unwrap();
            assert!(!report.holds(), "byte {at} of record {number} ({tag:?})");
        }
    }
    for at in (0..GOLDEN.len()).step_by(29) {
        let mut bytes = GOLDEN.to_vec();
        bytes[at] ^= 1;
        assert!(examine(&bytes).map_or(true, |report| !report.holds()), "byte {at} of the file");
        assert!(examine(&GOLDEN[..at]).map_or(true, |report| !report.holds()), "cut at {at}");
    }
}

#[test]
fn a_forged_message_is_named_and_the_others_still_hold() {
    let report = after(|thread| {
        let last = thread.records[PROPOSAL].1.len() - 1;
        thread.records[PROPOSAL].1[last] ^= 1;
    });
    assert!(!report.holds());
    assert_eq!((report.forged[0].record, report.forged[0].tag), (PROPOSAL as u64 + 1, Tag::Message));
    assert!(report.forged[0].why.contains("not the one that the header names"), "{:?}", report.forged);
    assert!(report.messages.iter().all(|one| one.verdict == Verdict::Holds));
}

#[test]
fn strangers_other_federations_and_the_revoked_are_refused() {
    let refusal = |report: Report| match report.messages.last().map(|one| one.verdict.clone()) {
        Some(Verdict::Refused(refusal)) => refusal.word(),
        other => panic!("{other:?}"),
    };
    let written = |thread: &mut Thread, mut writer: Writer| {
        let message = writer.write(Kind::Proposal);
        thread.records.push(wire(&message));
    };
    let stranger = after(|thread| {
        let writer = Writer::new(&thread.federation, "mx:20067", "nobody");
        written(thread, writer);
    });
    assert_eq!(refusal(stranger), "unlisted");
    let posing = after(|thread| {
        let writer = Writer::new(&thread.federation, "mx:20067", "morelia-device");
        written(thread, writer);
    });
    assert_eq!(refusal(posing), "unlisted");
    let elsewhere = after(|thread| {
        let other = Federation { id: FederationId([9; 32]), ..thread.federation.clone() };
        written(thread, Writer::new(&other, "mx:20067", "oaxaca-device"));
    });
    assert_eq!(refusal(elsewhere), "federation");
    let revoked = after(|thread| {
        let head = thread.oaxaca.heads[1];
        end_own_device(thread, CutOff { seq: head.seq, id: cabildo_protocol::id::Hash(head.id.0) });
        let late = thread.oaxaca.write(Kind::Proposal);
        thread.records.push(wire(&late));
    });
    assert!(
        verdicts(&revoked)[..4].iter().all(|verdict| **verdict == Verdict::Holds),
        "what came before stands"
    );
    assert_eq!(refusal(revoked), "cut_off");
}

#[test]
fn without_rosters_that_hold_nothing_is_known_but_the_keys() {
    let missing = after(|thread| drop(thread.records.remove(1)));
    assert!(missing.rosters.is_err() && !missing.holds());
    assert!(missing.messages.iter().all(|one| one.verdict == Verdict::Unknown && one.held_by.is_empty()));
    let unsigned = after(|thread| {
        let mut first = thread.federation.rosters[1].clone();
        first.signatures.pop();
        thread.records[2].1 = cbor::encode(&first);
    });
    assert!(unsigned.rosters.is_err(), "one governor of two");
    let own = after(|thread| drop(thread.records.remove(OWN_ROSTER)));
    let Verdict::Refused(Refusal::RosterBehind { version: 1, .. }) = own.messages[0].verdict else {
        panic!("{:?}", own.messages[0])
    };
    assert!(!own.holds() && own.rosters.is_ok());
}

#[test]
fn a_file_that_names_another_federation_than_its_rosters_does_not_hold() {
    let report = after(|thread| {
        let about = About {
            federation: FederationId([9; 32]),
            node: public("morelia-node"),
            made: Millis(1),
            since: None,
        };
        thread.records[0].1 = cbor::encode(&about);
    });
    assert!(verdicts(&report).iter().all(|verdict| **verdict == Verdict::Holds));
    assert!(!report.holds());
}

#[test]
fn a_forked_log_is_disputed_from_the_fork_on() {
    let fork = |thread: &Thread| {
        let mut again = Writer::new(&thread.federation, "mx:20067", "oaxaca-device");
        again.write(Kind::Proposal)
    };
    let both = after(|thread| {
        let other = fork(thread);
        thread.records.push(wire(&other));
    });
    assert_eq!(verdicts(&both)[0], &Verdict::Disputed);
    assert_eq!(verdicts(&both)[4], &Verdict::Disputed);
    assert_eq!(verdicts(&both)[1], &Verdict::Holds, "another's log");
    let proven = after(|thread| {
        let mut again = thread.oaxaca.clone();
        again.heads = Writer::new(&thread.federation, "mx:20067", "oaxaca-device").heads;
        let (a, b) = (fork(thread), again.write(Kind::Comment));
        thread.records.push((Tag::Proof, Proof::new(&a, &b).unwrap().encode()));
    });
    assert_eq!(verdicts(&proven)[0], &Verdict::Disputed, "a proof is enough");
    let settled = after(|thread| {
        let other = fork(thread);
        let last = thread.oaxaca.write(Kind::Proposal);
        let end = CutOff { seq: last.seq(), id: cabildo_protocol::id::Hash(last.id().0) };
        end_own_device(thread, end);
        thread.records.extend([wire(&other), wire(&last)]);
    });
    assert_eq!(verdicts(&settled)[0], &Verdict::Holds, "its institution says that this branch stands");
    assert_eq!(verdicts(&settled)[4..], [&Verdict::Disputed, &Verdict::Holds]);
}

#[test]
fn what_does_not_follow_its_neighbour_is_noticed() {
    let report = after(|thread| {
        let mut other = Writer::new(&thread.federation, "mx:20067", "oaxaca-device");
        other.write(Kind::Comment);
        let second = other.write(Kind::Comment);
        thread.records.push(wire(&second));
    });
    assert_eq!(verdicts(&report)[4], &Verdict::BrokenLink);
}

#[test]
fn missing_texts_are_said_to_be_missing_and_only_their_author_withdraws_them() {
    let bare = after(|thread| {
        let message = WireMessage::decode(&thread.records[PROPOSAL].1, 1 << 20).unwrap();
        thread.records[PROPOSAL].1 = WireMessage(message.header_bytes().to_vec(), None).encode();
    });
    assert!(bare.holds());
    assert_eq!(bare.messages[0].text, Text::Missing);
    // Twice there, with its text and without, in either order.
    for behind in [PROPOSAL, PROPOSAL + 1] {
        let twice = after(|thread| {
            let whole = WireMessage::decode(&thread.records[PROPOSAL].1, 1 << 20).unwrap();
            let bare = WireMessage(whole.header_bytes().to_vec(), None).encode();
            thread.records.insert(behind, (Tag::Message, bare));
        });
        assert!(twice.holds() && twice.messages.len() == 4, "{:?}", verdicts(&twice));
        assert!(matches!(twice.messages[0].text, Text::Here(_)), "{:?}", twice.messages[0].text);
    }
    let unsaid = after(|thread| drop(thread.records.remove(ERASURE)));
    assert_eq!((unsaid.holds(), &unsaid.messages[2].text), (true, &Text::Missing));
    let posing = after(|thread| {
        thread.records.remove(ERASURE);
        let comment = WireMessage::decode(&thread.records[COMMENT].1, 1 << 20).unwrap();
        let fields = json!({"what": comment.id(), "log": comment.log(), "seq": comment.seq()});
        let mut draft = thread.oaxaca.draft(Kind::Erasure);
        draft.content = said("erasure", fields);
        let erasure = thread.oaxaca.sign(&draft);
        thread.records.push(wire(&erasure));
    });
    assert_eq!(posing.messages[2].text, Text::Missing, "another's words cannot be withdrawn");
}

#[test]
fn receipts_count_only_of_listed_nodes_and_for_this_very_message() {
    let receipt = |thread: &Thread, by: &str, id: u8| {
        let heads = thread.oaxaca.heads[1];
        let id = if id == 0 { heads.id } else { MessageId([id; 32]) };
        let log = thread.oaxaca.log(Kind::Proposal);
        let about = code::<InstitutionId>("mx:20067");
        let signed =
            Receipt::sign(thread.federation.id, about, FOUNDED, vec![(log, 1, id)], &key(by)).unwrap();
        (Tag::Receipt, signed.bytes().to_vec())
    };
    for (by, id, held) in
        [("morelia-node", 0, 1), ("nobody", 0, 0), ("oaxaca-device", 0, 0), ("morelia-node", 5, 0)]
    {
        let report = after(|thread| thread.records[RECEIPT] = receipt(thread, by, id));
        assert_eq!(report.messages[0].held_by.len(), held, "{by} {id}");
        assert!(report.holds(), "a receipt too few is no fault");
    }
}

#[test]
fn other_files_and_any_order_of_records() {
    assert_eq!(examine(b"%PDF-1.7").unwrap_err(), Flaw::Foreign);
    assert_eq!(examine(b"").unwrap_err(), Flaw::Foreign);
    assert_eq!(examine(b"CABILDO EXPORT 2\n").unwrap_err(), Flaw::Newer);
    let late = after(|thread| thread.records[1..].reverse());
    assert!(late.holds(), "rosters after messages: {late:?}");
    let twice = after(|thread| {
        let again = thread.records[PROPOSAL].clone();
        thread.records.push(again);
    });
    assert!(twice.holds() && twice.messages.len() == 4, "the same message again");
}

/// A proposal that was closed and made final, and a joint declaration in force.
fn results() -> Records {
    let federation = federation();
    let authority = cabildo_protocol::authority::Authority::load(&federation.rosters).unwrap();
    let mut writers =
        [("mx:20067", "oaxaca-device"), ("mx:16053", "morelia-device"), ("cl:05101", "valparaiso-device")]
            .map(|(institution, device)| Writer::new(&federation, institution, device));
    let mut all: Vec<Verified> = Vec::new();
    let mut write = |who: usize, kind: Kind, root: Option<MessageId>, ms: u64, content: Vec<u8>| {
        let mut draft = writers[who].draft(kind);
        (draft.root, draft.created, draft.content) = (root, FOUNDED.plus(ms), content);
        let message = writers[who].sign(&draft);
        all.push(message.clone());
        (message, all.clone())
    };
    let of = |all: &[Verified], root: &Verified| {
        let forks = std::collections::BTreeMap::new();
        let context = Context { authority: &authority, forks: &forks, now: FOUNDED.plus(90_000) };
        let replies: Vec<Message> = all.iter().map(|message| (**message).clone()).collect();
        match views::thread(root, &replies, &context) {
            ThreadView::Proposal(view) => *view,
            other => panic!("{other:?}"),
        }
    };
    let text = json!({"es": "Agua de lluvia"});
    let fields = json!({"title": text, "text": text, "respond_by": FOUNDED.plus(10_000),
        "terms": {"rule": "simple_majority", "contest_ms": 1000}});
    let (root, _) = write(0, Kind::Proposal, None, 1000, said("proposal", fields));
    let id = Some(root.id());
    write(0, Kind::Position, id, 2000, said("position", json!({"stance": "endorse"})));
    write(1, Kind::Position, id, 3000, said("position", json!({"stance": "object"})));
    let (_, here) = write(2, Kind::Position, id, 4000, said("position", json!({"stance": "endorse"})));
    let close = Content::Closing(of(&here, &root).to_close()).encode();
    let (_, here) = write(0, Kind::Closing, id, 11_000, close);
    let last = Content::Final(of(&here, &root).to_final().unwrap()).encode();
    write(0, Kind::Final, id, 20_000, last);
    let fields = json!({"title": text, "text": text, "required": {"cl": 1, "mx": 2}, "respond_by": FOUNDED.plus(40_000)});
    let (root, _) = write(0, Kind::Declaration, None, 21_000, said("declaration", fields));
    for who in 0..3u64 {
        let fields = json!({"signs": root.id()});
        let who = usize::try_from(who).unwrap();
        write(who, Kind::Signature, Some(root.id()), 22_000, said("signature", fields));
    }
    let own = About {
        federation: federation.id,
        node: public("morelia-node"),
        made: FOUNDED.plus(50_000),
        since: None,
    };
    let mut records = vec![(Tag::About, cbor::encode(&own))];
    records.extend(federation.rosters.iter().map(|roster| (Tag::Roster, cbor::encode(roster))));
    records.extend(all.iter().map(wire));
    records
}

#[test]
fn what_proposals_came_to_and_who_signed_is_read_from_a_file_alone() {
    let made = file(&results());
    frozen("results.bundle", &made, RESULTS);
    let report = examine(RESULTS).unwrap();
    assert!(report.holds(), "{report:?}");
    let now = FOUNDED.plus(90_000);
    let [proposal] = &report.proposals(now)[..] else { panic!() };
    assert_eq!((proposal.close.stage, proposal.close.doubts.len()), (Stage::Adopted, 0));
    let [declaration] = &report.declarations(now)[..] else { panic!() };
    assert_eq!(declaration.state, DeclarationState::InForce);
    // Whoever leaves a position out shows a result that what is there does not bear out whole.
    let mut less = results();
    let position = less.len() - 8;
    less.remove(position);
    let report = examine(&file(&less)).unwrap();
    let [proposal] = &report.proposals(now)[..] else { panic!() };
    assert_eq!(
        (proposal.close.stage, &proposal.close.doubts[..]),
        (Stage::Adopted, &[Doubt::Incomplete][..])
    );
    // And whoever leaves a signature out has no declaration in force.
    let mut less = results();
    less.pop();
    let report = examine(&file(&less)).unwrap();
    assert_eq!(report.declarations(now)[0].state, DeclarationState::Lapsed);
}
