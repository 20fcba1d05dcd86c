//! Golden vectors: the bytes of this wire version, frozen. When one of these tests fails, the
//! network would split; the change is wrong, not the vector.
//!
//! The vectors are made anew from fixed keys and compared as text. Where they differ, the new text
//! is left beside the build's other files, and the failure names it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "engine/contents.rs"]
mod contents;
#[path = "engine/fixture.rs"]
#[expect(dead_code, reason = "shared with the tests of the engine")]
mod fixture;
#[path = "shared/samples.rs"]
mod samples;

use cabildo_protocol::{
    authority::Authority,
    bounds, cbor,
    content::{
        AccessNeed, AckState, Attendance, CapScope, CapStatus, Category, Certainty, Content, ItemState, Kind,
        Method, Outcome, ResponseType, Rule, Severity, Stance, Step, Urgency,
    },
    engine::News,
    id::{FederationId, Hash, Lane, LogId, MessageId, Millis, PublicKey, hash},
    message::{Draft, KeyCache, Message, Position, RosterNeeds, Verified, WIRE_VERSION, WireMessage, sign},
    news,
    proof::Proof,
    receipt::Receipt,
    roster::{Scope, SignatureBytes, SignedRoster},
    sync::{Fingerprint, Has, Overview, Range, Request, Response, Want},
};
use ed25519_dalek::SigningKey;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::fmt::Debug;

const MESSAGES: &str = include_str!("golden/messages.json");
const ACTS: &str = include_str!("golden/acts.json");
const WORKS: &str = include_str!("golden/works.json");
const MEETINGS: &str = include_str!("golden/meetings.json");
const ATTACHMENTS: &str = include_str!("golden/attachments.json");
const FRAMES: &str = include_str!("golden/frames.json");
const ROSTERS: &str = include_str!("golden/rosters.json");
const SYNC: &str = include_str!("golden/sync.json");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn parse<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

/// The kinds of the first frozen vectors, in their order.
const FIRST_KINDS: [Kind; 9] = [
    Kind::Proposal,
    Kind::Position,
    Kind::Comment,
    Kind::Notice,
    Kind::NoticeUpdate,
    Kind::NoticeCancel,
    Kind::Ack,
    Kind::Agenda,
    Kind::Rsvp,
];

fn federation() -> FederationId {
    FederationId(hash("golden", &[b"federation"]).0)
}

/// A message with its name, its device's seed, and the place that it was signed after.
type Made = (String, [u8; 32], Draft, Position, Verified);

/// One device's logs.
fn signed(seed: [u8; 32], drafts: Vec<(String, Draft)>) -> Vec<Made> {
    let key = SigningKey::from_bytes(&seed);
    let public = PublicKey::ed25519(key.verifying_key().to_bytes());
    let mut heads =
        [Lane::Crisis, Lane::Acts].map(|lane| Position::start(&federation(), &LogId { key: public, lane }));
    let one = |(name, draft): (String, Draft)| {
        let head = &mut heads[draft.lane as usize];
        let (after, message) = (*head, sign(&draft, head, &key).unwrap());
        *head = message.position();
        (name, seed, draft, after, message)
    };
    drafts.into_iter().map(one).collect()
}

/// What is signed jointly, translated and amended, in the logs of another device.
fn acts() -> Vec<Made> {
    let kinds = [Kind::Declaration, Kind::Signature, Kind::SignatureWithdrawal].into_iter().zip(60..);
    let mut made: Vec<(String, Draft)> =
        kinds.map(|(kind, n)| (kind.name().to_owned(), draft(kind, n))).collect();
    made.push(("translation".to_owned(), draft(Kind::Translation, 63)));
    for (kind, n) in [Kind::Position, Kind::Signature].into_iter().zip(64..) {
        let mut value = samples::json(kind);
        value["read"] = json!("pt-BR");
        let content: Content = serde_json::from_value(value).unwrap();
        made.push((
            format!("{} with the language read", kind.name()),
            Draft { content: content.encode(), ..draft(kind, n) },
        ));
    }
    made.push(("amendment".to_owned(), draft(Kind::Amendment, 66)));
    let mut sponsor = samples::json(Kind::Position);
    (sponsor["stance"], sponsor["sponsors"]) = (json!("endorse"), json!(true));
    let content: Content = serde_json::from_value(sponsor).unwrap();
    made.push((
        "position of a co-sponsor".to_owned(),
        Draft { content: content.encode(), ..draft(Kind::Position, 67) },
    ));
    signed([0x43; 32], made)
}

/// What follows from decisions, in the logs of a third device.
fn works() -> Vec<Made> {
    let kinds = [Kind::Commitment, Kind::Progress, Kind::Feedback, Kind::FollowUp].into_iter().zip(70..);
    let mut made: Vec<(String, Draft)> =
        kinds.map(|(kind, n)| (kind.name().to_owned(), draft(kind, n))).collect();
    let mut answer = samples::json(Kind::Comment);
    answer["answers"] = json!(MessageId([14; 32]));
    let content: Content = serde_json::from_value(answer).unwrap();
    made.push((
        "comment on a comment".to_owned(),
        Draft { content: content.encode(), ..draft(Kind::Comment, 74) },
    ));
    let mut costs = samples::json(Kind::Proposal);
    costs["costs"] = json!([
        {"currency": "MXN", "amount": 12_000_050, "what": {"es": "Diez pozos"}},
        {"currency": "CLP", "amount": 9_007_199_254_740_991_u64},
    ]);
    let content: Content = serde_json::from_value(costs).unwrap();
    made.push((
        "proposal with costs".to_owned(),
        Draft { content: content.encode(), ..draft(Kind::Proposal, 75) },
    ));
    signed([0x44; 32], made)
}

/// A meeting's newer corners, in the logs of a fourth device.
fn meetings() -> Vec<Made> {
    let mut agenda = samples::json(Kind::Agenda);
    let item = &mut agenda["items"][1];
    item["speaker"] = json!({"es": "Dirección de Aguas"});
    item["room"] = json!({"es": "Sala 2", "en": "Room 2"});
    item["interpretation"] = json!(["en", "arn"]);
    item["request"] = json!(MessageId([14; 32]));
    agenda["declines"] = json!([MessageId([15; 32])]);
    agenda["next_host"] = json!("cl:05101");
    let content: Content = serde_json::from_value(agenda).unwrap();
    let made = vec![
        ("item_request".to_owned(), draft(Kind::ItemRequest, 80)),
        (
            "agenda with rooms, languages and requests".to_owned(),
            Draft { content: content.encode(), ..draft(Kind::Agenda, 81) },
        ),
    ];
    signed([0x45; 32], made)
}

/// What names files, in the logs of a fifth device.
fn attachments() -> Vec<Made> {
    let kinds = [Kind::Proposal, Kind::Agenda, Kind::AgendaUpdate, Kind::Minutes, Kind::Comment];
    let made = kinds.into_iter().zip(90..).map(|(kind, n)| {
        let mut value = samples::json(kind);
        value["attachments"] = samples::attachments();
        let content: Content = serde_json::from_value(value).unwrap();
        (format!("{} with files", kind.name()), Draft { content: content.encode(), ..draft(kind, n) })
    });
    signed([0x46; 32], made.collect())
}

/// One device's logs, message by message: every kind, and the corners of the header.
fn messages() -> Vec<Made> {
    let mut made = Vec::new();
    let mut write = |name: &str, draft: Draft| made.push((name.to_owned(), draft));
    for (n, kind) in FIRST_KINDS.into_iter().enumerate() {
        write(kind.name(), draft(kind, u8::try_from(n).unwrap()));
    }
    let all = Draft {
        refs: (1..=u8::try_from(bounds::REFS_MAX).unwrap()).map(|n| MessageId([n; 32])).collect(),
        audience: Some(Hash([9; 32])),
        needs: RosterNeeds { charter: 1, chamber: 256, institution: u32::MAX },
        expires: Some(Millis(1_790_999_999_999)),
        ..draft(Kind::Comment, 20)
    };
    write("comment with every header field", all);
    write("unknown kind", Draft { kind: 40_000, content: vec![0xa0], ..draft(Kind::Proposal, 21) });
    write("dated before its predecessor", Draft { created: Millis(1), ..draft(Kind::Comment, 22) });
    // What came later stands at the end, so that what was frozen stays as it was.
    write("erasure", draft(Kind::Erasure, 23));
    write("rota", draft(Kind::Rota, 24));
    let closing = [Kind::Closing, Kind::Contest, Kind::Final, Kind::Withdrawal, Kind::Revision];
    for (kind, n) in closing.into_iter().zip(25..) {
        write(kind.name(), draft(kind, n));
    }
    for (content, n) in with_terms().into_iter().zip(30..) {
        let name = format!("{} with all that came later", content.kind().name());
        write(&name, Draft { content: content.encode(), ..draft(content.kind(), n) });
    }
    write("pause", draft(Kind::Pause, 32));
    for (kind, n) in [Kind::AgendaUpdate, Kind::AgendaCancel, Kind::Minutes].into_iter().zip(40..) {
        write(kind.name(), draft(kind, n));
    }
    signed([0x42; 32], made)
}

/// A proposal and a position with what was added to them since the first vectors were frozen.
fn with_terms() -> [Content; 2] {
    let mut proposal = samples::json(Kind::Proposal);
    proposal["terms"] = json!({
        "rule": {"qualified_majority": [2, 3]},
        "quorum": 3,
        "quorum_by_country": {"cl": 1, "mx": 2},
        "voters": ["cl:05101", "mx:20067", "mx:16053"],
        "contest_ms": 86_400_000,
    });
    let mut position = samples::json(Kind::Position);
    position["revision"] = json!(MessageId([14; 32]));
    [proposal, position].map(|value| serde_json::from_value(value).unwrap())
}

fn draft(kind: Kind, n: u8) -> Draft {
    Draft {
        federation: federation(),
        institution: "mx:20067".parse().unwrap(),
        lane: kind.lane(),
        kind: kind as u16,
        root: kind.names_root().then_some(MessageId([0xaa; 32])),
        refs: vec![],
        audience: None,
        needs: RosterNeeds { charter: 1, chamber: 2, institution: 3 },
        created: Millis(1_790_000_000_000 + u64::from(n)),
        expires: None,
        content: samples::content(kind).encode(),
        salt: [n; bounds::SALT_LEN],
    }
}

fn rendered(made: Vec<Made>) -> String {
    let vectors: Vec<Value> = made
        .into_iter()
        .map(|(name, seed, draft, after, message)| {
            let header = message.header_bytes();
            let (signed, signature) = header.split_at(header.len() - 64);
            json!({
                "name": name,
                "seed": hex(&seed),
                "federation": hex(draft.federation.as_bytes()),
                "institution": draft.institution,
                "lane": draft.lane,
                "kind": draft.kind,
                "root": draft.root,
                "refs": draft.refs,
                "audience": draft.audience,
                "needs": draft.needs,
                "created": draft.created,
                "expires": draft.expires,
                "after": after,
                "content": message.content().and_then(Result::ok),
                "signed": hex(signed),
                "signature": hex(signature),
                "body": hex(message.body_bytes().unwrap()),
                "id": hex(message.id().as_bytes()),
                "id_text": message.id(),
            })
        })
        .collect();
    serde_json::to_string_pretty(&vectors).unwrap() + "\n"
}

fn compare(made: &str, frozen: &str, name: &str) {
    if made != frozen {
        let path = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
        #[expect(clippy::disallowed_methods, reason = "a test may leave a file to compare")]
        std::fs::write(&path, made).unwrap();
        panic!("the wire has changed: compare {path} with protocol/tests/golden/{name}");
    }
}

#[test]
fn what_is_signed_now_is_what_was_frozen() {
    compare(&rendered(messages()), MESSAGES, "messages.json");
    compare(&rendered(acts()), ACTS, "acts.json");
    compare(&rendered(works()), WORKS, "works.json");
    compare(&rendered(meetings()), MEETINGS, "meetings.json");
    compare(&rendered(attachments()), ATTACHMENTS, "attachments.json");
}

#[test]
fn the_frozen_messages_are_read_and_signed_again() {
    let mut vectors: Vec<Value> = serde_json::from_str(MESSAGES).unwrap();
    vectors.extend(serde_json::from_str::<Vec<Value>>(ACTS).unwrap());
    vectors.extend(serde_json::from_str::<Vec<Value>>(WORKS).unwrap());
    vectors.extend(serde_json::from_str::<Vec<Value>>(MEETINGS).unwrap());
    vectors.extend(serde_json::from_str::<Vec<Value>>(ATTACHMENTS).unwrap());
    assert!(vectors.len() >= Kind::ALL.len() + 3);
    for v in &vectors {
        let name = &v["name"];
        let header = [unhex(&v["signed"]), unhex(&v["signature"])].concat();
        let body = unhex(&v["body"]);
        let message =
            Message::decode(&header, Some(&body)).unwrap().verify(&mut KeyCache::default()).unwrap();
        let (envelope, details) = (message.envelope().clone(), message.details().unwrap().clone());
        let key = SigningKey::from_bytes(&unhex(&v["seed"]).try_into().unwrap());
        assert_eq!(envelope.wire, WIRE_VERSION, "{name}");
        assert_eq!(envelope.log.key.key_bytes(), key.verifying_key().to_bytes(), "{name}");
        assert_eq!(message.id().as_bytes(), unhex(&v["id"]), "{name}");
        assert_eq!(message.id(), parse(&v["id_text"]), "{name}");
        let content: Option<Content> = parse(&v["content"]);
        assert_eq!(message.content().unwrap().ok(), content, "{name}");
        assert_eq!(content.is_some(), Kind::from_number(details.kind).is_some(), "{name}");
        if let Some(content) = content {
            assert_eq!(content.encode(), body[bounds::SALT_LEN..], "{name}");
        }

        let after: Position = parse(&v["after"]);
        assert_eq!((envelope.seq, envelope.previous), (after.seq + 1, after.id), "{name}");
        let again = Draft {
            federation: FederationId::from_slice(&unhex(&v["federation"])).unwrap(),
            institution: parse(&v["institution"]),
            lane: parse(&v["lane"]),
            kind: parse(&v["kind"]),
            root: parse(&v["root"]),
            refs: parse(&v["refs"]),
            audience: parse(&v["audience"]),
            needs: parse(&v["needs"]),
            created: parse(&v["created"]),
            expires: parse(&v["expires"]),
            content: body[bounds::SALT_LEN..].to_vec(),
            salt: body[..bounds::SALT_LEN].try_into().unwrap(),
        };
        assert_eq!(details.created, again.created.max(after.created), "{name}");
        assert_eq!(details.total_bytes, after.total_bytes + (header.len() + body.len()) as u64, "{name}");
        let signed = sign(&again, &after, &key).unwrap();
        assert_eq!(hex(signed.header_bytes()), hex(&header), "{name}");
        assert_eq!(signed.position().id, message.id(), "{name}");
    }
}

#[test]
fn frames_proofs_and_texts_are_what_was_frozen() {
    let key = SigningKey::from_bytes(&[0x42; 32]);
    let public = PublicKey::ed25519(key.verifying_key().to_bytes());
    let log = |lane| LogId { key: public, lane };
    let mut made = messages();
    let (_, _, _, _, comment) = made.remove(2);
    let start = Position::start(&federation(), &log(Lane::Acts));
    let twin = |n| sign(&draft(Kind::Proposal, n), &start, &key).unwrap();
    let proof = Proof::new(&twin(1), &twin(2)).unwrap();
    let value = json!({
        "genesis": [hex(log(Lane::Crisis).genesis(&federation()).as_bytes()),
                    hex(log(Lane::Acts).genesis(&federation()).as_bytes())],
        "texts": {
            "federation": federation(), "hash": Hash([1; 32]), "key": public, "log": log(Lane::Crisis),
            "x25519": PublicKey::x25519([5; 32]),
        },
        "body_hash": hex(comment.envelope().body_hash.as_bytes()),
        "frame": hex(&WireMessage::from(&*comment).encode()),
        "frame_without_body": hex(&WireMessage(comment.header_bytes().to_vec(), None).encode()),
        "proof": hex(&proof.encode()),
        "proof_hash": hex(proof.hash().as_bytes()),
        "news_roster": hex(&news::encode(&roster_news())),
        "news_proof": hex(&news::encode(&News::Proof(Box::new(proof.clone())))),
    });
    compare(&(serde_json::to_string_pretty(&value).unwrap() + "\n"), FRAMES, "frames.json");

    let frozen: Value = serde_json::from_str(FRAMES).unwrap();
    let max = bounds::GOSSIP_FRAME_MAX;
    assert_eq!(WireMessage::decode(&unhex(&frozen["frame"]), max).unwrap(), *comment);
    let bare = WireMessage::decode(&unhex(&frozen["frame_without_body"]), max).unwrap();
    assert_eq!(bare, comment.clone().into_message().without_body());
    let keys = &mut KeyCache::default();
    assert_eq!(Proof::decode(&unhex(&frozen["proof"]), keys).unwrap(), proof);
    assert_eq!(news::decode(&unhex(&frozen["news_roster"]), keys).unwrap(), roster_news());
    let proof = News::Proof(Box::new(proof));
    assert_eq!(news::decode(&unhex(&frozen["news_proof"]), keys).unwrap(), proof);
}

fn roster_news() -> News {
    News::Roster(Scope::Chamber("mx".parse().unwrap()), 7)
}

#[test]
fn rosters_are_what_was_frozen() {
    let federation = fixture::federation();
    let rows: Vec<Value> = federation
        .rosters
        .iter()
        .map(|signed| {
            let roster = signed.open().unwrap();
            let signatures: Vec<_> =
                signed.signatures.iter().map(|(key, s)| [hex(key.as_bytes()), hex(&s.0)]).collect();
            json!({
                "scope": roster.scope.to_string(),
                "version": roster.version,
                "bytes": hex(&signed.bytes),
                "hash": hex(signed.hash().as_bytes()),
                "root": hex(roster.root.as_bytes()),
                "signatures": signatures,
                "wire": hex(&cbor::encode(signed)),
            })
        })
        .collect();
    compare(&(serde_json::to_string_pretty(&rows).unwrap() + "\n"), ROSTERS, "rosters.json");

    let frozen: Vec<Value> = serde_json::from_str(ROSTERS).unwrap();
    let read: Vec<SignedRoster> = frozen.iter().map(|r| cbor::decode(&unhex(&r["wire"])).unwrap()).collect();
    let authority = Authority::load(&read).unwrap();
    assert_eq!(authority.federation().as_bytes(), unhex(&frozen[0]["hash"]));
    assert_eq!(authority.versions().len(), frozen.len());
}

#[test]
fn sync_is_what_was_frozen() {
    let (log, id) = (LogId { key: PublicKey::ed25519([7; 32]), lane: Lane::Crisis }, MessageId([8; 32]));
    let heads = Range { from: Some(log), to: None, has: Has::Heads(vec![(log, 3, id)]) };
    let print = Range { from: None, to: Some(log), has: Has::Fingerprint(Fingerprint([9; 16])) };
    let scopes = vec![
        (Scope::Federation, 1),
        (Scope::Chamber("mx".parse().unwrap()), 2),
        (Scope::Institution("mx:20067".parse().unwrap()), 3),
    ];
    let requests = [
        Request::Overview(Fingerprint([1; 16])),
        Request::Rosters(scopes),
        Request::Proofs(None),
        Request::Proofs(Some(log)),
        Request::Reconcile(vec![print.clone(), heads.clone()]),
        Request::Runs(vec![Want { log, from: 1, to: 9 }]),
        Request::Bodies(vec![id]),
        Request::Receipts { about: None, after: 0 },
        Request::Receipts { about: Some("mx:20067".parse().unwrap()), after: 1_790_000_000_001 },
    ];
    let signed = SignedRoster { bytes: vec![0xa0], signatures: vec![(log.key, SignatureBytes(vec![6; 64]))] };
    let overview = Overview {
        rosters: Hash([1; 32]),
        proofs: Hash([2; 32]),
        heads: vec![print.clone()],
        receipts: None,
        now: None,
    };
    let dated = Overview { now: Some(Millis(1_790_000_000_000)), heads: vec![], ..overview.clone() };
    let page = vec![WireMessage(vec![1, 2], Some(vec![3])), WireMessage(vec![4], None)];
    let responses = [
        Response::Overview(overview.clone()),
        Response::Rosters(vec![signed]),
        Response::Proofs(vec![serde_bytes::ByteBuf::from(vec![5])]),
        Response::Reconcile(vec![print, heads]),
        Response::Page { messages: page, more: true },
        Response::Busy,
        Response::Overview(dated),
        Response::Receipts { receipts: vec![serde_bytes::ByteBuf::from(receipt().bytes())], next: 8 },
        Response::Overview(Overview { receipts: Some(8), ..overview }),
    ];
    let value = json!({
        "requests": requests.iter().map(|r| hex(&cbor::encode(r))).collect::<Vec<_>>(),
        "responses": responses.iter().map(|r| hex(&cbor::encode(r))).collect::<Vec<_>>(),
    });
    compare(&(serde_json::to_string_pretty(&value).unwrap() + "\n"), SYNC, "sync.json");
    let frozen: Value = serde_json::from_str(SYNC).unwrap();
    for (n, request) in requests.iter().enumerate() {
        assert_eq!(&cbor::decode::<Request>(&unhex(&frozen["requests"][n])).unwrap(), request);
    }
    for (n, response) in responses.iter().enumerate() {
        assert_eq!(&cbor::decode::<Response>(&unhex(&frozen["responses"][n])).unwrap(), response);
    }
}

/// A head receipt.
fn receipt() -> Receipt {
    let log = LogId { key: PublicKey::ed25519([1; 32]), lane: Lane::Acts };
    let (about, key) = ("mx:20067".parse().unwrap(), SigningKey::from_bytes(&[5; 32]));
    let heads = vec![(log, 7, MessageId([4; 32]))];
    Receipt::sign(FederationId([9; 32]), about, Millis(1_790_000_000_000), heads, &key).unwrap()
}

/// Checks the names of an enumeration in CBOR and JSON, both ways.
fn names<T: Serialize + DeserializeOwned + PartialEq + Debug>(rows: &[(T, &str)]) {
    for (value, name) in rows {
        assert_eq!(serde_json::to_value(value).unwrap(), **name);
        assert_eq!(serde_json::from_value::<T>(json!(name)).unwrap(), *value);
        assert_eq!(cbor::encode(value), cbor::encode(name));
        assert_eq!(&cbor::decode::<T>(&cbor::encode(name)).unwrap(), value);
    }
}

#[test]
fn wire_numbers_and_names_are_for_ever() {
    let kinds = [
        (10, "proposal", 1),
        (11, "position", 1),
        (12, "comment", 1),
        (13, "closing", 1),
        (14, "contest", 1),
        (15, "final", 1),
        (16, "withdrawal", 1),
        (17, "revision", 1),
        (18, "pause", 1),
        (19, "amendment", 1),
        (20, "notice", 0),
        (21, "notice_update", 0),
        (22, "notice_cancel", 0),
        (23, "ack", 0),
        (24, "agenda_update", 1),
        (25, "agenda_cancel", 1),
        (26, "minutes", 1),
        (27, "item_request", 1),
        (30, "agenda", 1),
        (31, "rsvp", 1),
        (40, "declaration", 1),
        (41, "signature", 1),
        (42, "signature_withdrawal", 1),
        (50, "translation", 1),
        (60, "commitment", 1),
        (61, "progress", 1),
        (70, "feedback", 1),
        (71, "follow_up", 1),
        (90, "erasure", 1),
        (91, "rota", 1),
    ];
    assert_eq!(kinds.len(), Kind::ALL.len());
    for (number, name, lane) in kinds {
        let kind = Kind::from_number(number).unwrap();
        assert_eq!((kind as u16, kind.name(), kind.lane() as u8), (number, name, lane));
        assert_eq!(Kind::from_name(name), Some(kind));
        names(&[(kind, name)]);
        assert_eq!(samples::content(kind).kind(), kind);
    }
    assert_eq!((Kind::from_number(0), Kind::from_name("Proposal")), (None, None));
    assert_eq!([Lane::from_number(0), Lane::from_number(1)], [Some(Lane::Crisis), Some(Lane::Acts)]);
    assert_eq!(Lane::from_number(2), None);
    assert_eq!((WIRE_VERSION, PublicKey::ED25519, PublicKey::X25519), (1, 1, 2));
}

#[test]
fn words_of_contents_are_for_ever() {
    use {AccessNeed as N, AckState as A, Attendance as T, Category as G, ResponseType as R, Stance as S};
    names(&[(S::Endorse, "endorse"), (S::Object, "object"), (S::Abstain, "abstain")]);
    names(&[(S::AskForChanges, "ask_for_changes")]);
    names(&[(Outcome::Adopted, "adopted"), (Outcome::Rejected, "rejected"), (Outcome::Lapsed, "lapsed")]);
    names(&[(Rule::SimpleMajority, "simple_majority"), (Rule::Consent, "consent")]);
    names(&[(Method::Certified, "certified"), (Method::Human, "human"), (Method::Machine, "machine")]);
    names(&[(ItemState::Open, "open"), (ItemState::Begun, "begun"), (ItemState::Done, "done")]);
    names(&[(ItemState::Dropped, "dropped")]);
    names(&[
        (Step::Reply, "reply"),
        (Step::Action, "action"),
        (Step::Close, "close"),
        (Step::Reopen, "reopen"),
    ]);
    names(&[(A::Seen, "seen"), (A::Accepted, "accepted"), (A::Acting, "acting"), (A::Closed, "closed")]);
    names(&[(A::NeedHelp, "need_help"), (A::CanOffer, "can_offer"), (A::NotAffected, "not_affected")]);
    names(&[(A::Rejected, "rejected")]);
    names(&[(T::InPerson, "in_person"), (T::Remote, "remote"), (T::Tentative, "tentative")]);
    names(&[(T::Declined, "declined")]);
    names(&[(N::Wheelchair, "wheelchair"), (N::SignLanguage, "sign_language"), (N::Hearing, "hearing")]);
    names(&[(N::Sight, "sight"), (N::Interpretation, "interpretation"), (N::Diet, "diet")]);
    names(&[(CapStatus::Actual, "actual"), (CapStatus::Exercise, "exercise"), (CapStatus::System, "system")]);
    names(&[(CapStatus::Test, "test"), (CapStatus::Draft, "draft")]);
    names(&[
        (CapScope::Public, "public"),
        (CapScope::Restricted, "restricted"),
        (CapScope::Private, "private"),
    ]);
    names(&[(Urgency::Immediate, "immediate"), (Urgency::Expected, "expected"), (Urgency::Future, "future")]);
    names(&[(Urgency::Past, "past"), (Urgency::Unknown, "unknown")]);
    names(&[(Severity::Extreme, "extreme"), (Severity::Severe, "severe"), (Severity::Moderate, "moderate")]);
    names(&[(Severity::Minor, "minor"), (Severity::Unknown, "unknown")]);
    names(&[(Certainty::Observed, "observed"), (Certainty::Likely, "likely")]);
    names(&[
        (Certainty::Possible, "possible"),
        (Certainty::Unlikely, "unlikely"),
        (Certainty::Unknown, "unknown"),
    ]);
    names(&[(G::Geo, "geo"), (G::Met, "met"), (G::Safety, "safety"), (G::Security, "security")]);
    names(&[(G::Rescue, "rescue"), (G::Fire, "fire"), (G::Health, "health"), (G::Env, "env")]);
    names(&[(G::Transport, "transport"), (G::Infra, "infra"), (G::Cbrne, "cbrne"), (G::Other, "other")]);
    names(&[(R::Shelter, "shelter"), (R::Evacuate, "evacuate"), (R::Prepare, "prepare")]);
    names(&[(R::Execute, "execute"), (R::Avoid, "avoid"), (R::Monitor, "monitor"), (R::Assess, "assess")]);
    names(&[(R::AllClear, "all_clear"), (R::None, "none")]);
    for said in [S::Endorse, S::Object, S::Abstain, S::AskForChanges] {
        assert_eq!(serde_json::to_value(said).unwrap(), said.name());
    }
    for said in A::ALL {
        assert_eq!(serde_json::to_value(said).unwrap(), said.name());
    }
    for said in [T::InPerson, T::Remote, T::Tentative, T::Declined] {
        assert_eq!(serde_json::to_value(said).unwrap(), said.name());
    }
}
