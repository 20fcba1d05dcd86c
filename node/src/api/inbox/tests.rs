//! Whatever happens, kept lines are those that a new inbox would have.

use super::*;
use cabildo_protocol::{
    content::Content,
    engine::EngineState,
    message::{Draft, KeyCache, Position, RosterNeeds, Verified, sign},
    store::Store as _,
};
use cabildo_store::{Options, SegmentStore};
use federation::{key, public, rosters};
use serde_json::{Value, json};

#[path = "../../../tests/api/federation.rs"]
mod federation;

const BEGIN: Millis = Millis(1_800_000_000_000);
const MINUTE: u64 = 60_000;
const AUTHORS: [(&str, &str); 3] =
    [("mx:20067", "oaxaca operator"), ("mx:20067", "oaxaca secretary"), ("mx:16053", "morelia operator")];

/// Numbers that only depend on a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// A store with a clock, and what the driver would show of it.
struct Desk {
    store: SegmentStore,
    look: Look,
    now: Millis,
    roots: Vec<MessageId>,
    bare: Vec<Verified>,
    heads: BTreeMap<LogId, Position>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SegmentStore::open(folder.path(), Options::default()).expect("a store");
        let look = Look {
            receipts: Arc::default(),
            authority: Arc::new(Authority::load(&rosters()).expect("an authority")),
            forks: Arc::default(),
            frontier: vec![],
            engine: EngineState::default(),
            now: BEGIN,
            generation: 0,
        };
        let (roots, bare, heads) = (vec![], vec![], BTreeMap::new());
        Self { store, look, now: BEGIN, roots, bare, heads, _folder: folder }
    }

    /// The next message of an author's log.
    fn signed(&mut self, author: usize, root: Option<MessageId>, ahead: u64, fields: Value) -> Verified {
        let content: Content = serde_json::from_value(fields).expect("a content");
        let (institution, name) = AUTHORS[author];
        let federation = self.look.authority.federation();
        let log = LogId { key: public(name), lane: content.kind().lane() };
        let draft = Draft {
            federation,
            institution: institution.parse().expect("a code"),
            lane: log.lane,
            kind: content.kind() as u16,
            root,
            refs: vec![],
            audience: None,
            needs: RosterNeeds::default(),
            created: self.now.plus(ahead),
            expires: None,
            content: content.encode(),
            salt: [1; 16],
        };
        let after = self.heads.get(&log).copied().unwrap_or_else(|| Position::start(&federation, &log));
        let message = sign(&draft, &after, &key(name)).expect("signed");
        self.heads.insert(log, message.position());
        message
    }

    fn keep(&mut self, message: &Verified) {
        self.store.append(message).expect("appended");
        self.store.commit().expect("committed");
        self.look.generation += 1;
    }

    /// Something happens.
    fn step(&mut self, dice: &mut Dice) {
        let text = json!({"es": "x"});
        let author = usize::try_from(dice.below(3)).unwrap_or(0);
        let respond_by = self.now.plus(dice.below(30) * MINUTE);
        let ahead = if dice.below(12) == 0 { FUTURE_MAX_MS + dice.below(10) * MINUTE } else { 0 };
        let root = match self.roots.len() as u64 {
            0 => None,
            len => usize::try_from(dice.below(len)).ok().and_then(|at| self.roots.get(at)).copied(),
        };
        let (begins, fields) = match dice.below(9) {
            0 => (true, {
                // Half of them fix their text before.
                let fixed = Millis(respond_by.0 - 1 - dice.below(20) * MINUTE);
                let terms = json!({"rule": "consent", "amend_until": fixed});
                let terms = if dice.below(2) == 0 { terms } else { json!({"rule": "consent"}) };
                json!({"kind": "proposal", "schema": 1, "title": text, "text": text,
                        "respond_by": respond_by, "terms": terms})
            }),
            1 => {
                let info = json!({"categories": ["met"], "event": text, "urgency": "immediate",
                    "severity": "severe", "certainty": "observed", "expires": respond_by});
                (
                    true,
                    json!({"kind": "notice", "schema": 1, "status": "actual", "scope": "public", "info": [info]}),
                )
            }
            2 => {
                let item = json!({"title": text, "minutes": 5});
                (
                    true,
                    json!({"kind": "agenda", "schema": 1, "title": text, "host": "mx:20067",
                    "time_zone": "America/Mexico_City", "starts": self.now, "ends": respond_by.plus(1), "items": [item]}),
                )
            }
            3 => (false, json!({"kind": "position", "schema": 1, "stance": "endorse"})),
            4 => (false, json!({"kind": "ack", "schema": 1, "state": "seen"})),
            5 => (false, json!({"kind": "comment", "schema": 1, "text": text})),
            6 => {
                self.now = self.now.plus(dice.below(8) * MINUTE);
                return;
            }
            7 => return self.fill(),
            _ => {
                if dice.below(4) == 0 {
                    let log = self.heads.keys().next().copied();
                    self.look.forks = Arc::new(log.map(|log| (log, dice.below(20))).into_iter().collect());
                }
                return;
            }
        };
        let Some(root) = root.map(Some).or(begins.then_some(None)) else { return };
        let message = self.signed(author, root.filter(|_| !begins), ahead, fields);
        if begins {
            self.roots.push(message.id());
        }
        if dice.below(6) == 0 {
            let bare = Message::decode(message.header_bytes(), None).expect("a header");
            self.keep(&bare.verify(&mut KeyCache::default()).expect("verified"));
            self.bare.push(message);
        } else {
            self.keep(&message);
        }
    }

    /// A body arrives: no head tells of it.
    fn fill(&mut self) {
        if let Some(message) = self.bare.pop() {
            self.store.append_body(&message).expect("appended");
            self.store.commit().expect("committed");
            self.look.generation += 1;
        }
    }

    fn lines(&self, cache: &Cache) -> Vec<Summary> {
        let me = "mx:20067".parse().expect("a code");
        let rows = cache.rows(&self.store.reader(), &self.look, &me, self.now).expect("lines");
        rows.into_iter().map(|row| row.summary).collect()
    }
}

#[test]
fn kept_lines_are_those_of_a_new_inbox() {
    let mut most = 0;
    for seed in 0..6 {
        let (mut desk, mut dice, cache) = (Desk::new(), Dice(seed), Cache::default());
        for step in 0..120 {
            desk.step(&mut dice);
            let new = desk.lines(&Cache::default());
            assert_eq!(desk.lines(&cache), new, "seed {seed} step {step}");
            most = most.max(new.len());
        }
    }
    assert!(most > 10, "the inboxes were nearly empty: {most} lines");
}

#[test]
fn a_crisis_that_waits_for_its_predecessors_is_shown_at_once() {
    let mut desk = Desk::new();
    let cache = Cache::default();
    let info = json!({"categories": ["met"], "event": {"es": "Incendio"}, "urgency": "immediate",
        "severity": "extreme", "certainty": "observed"});
    let notice = |info: &Value| json!({"kind": "notice", "schema": 1, "status": "actual", "scope": "public", "info": [info]});
    let first = desk.signed(2, None, 0, notice(&info));
    let second = desk.signed(2, None, 0, notice(&info));
    let ack = desk.signed(0, Some(second.id()), 0, json!({"kind": "ack", "schema": 1, "state": "acting"}));
    assert!(desk.lines(&cache).is_empty());
    desk.look.engine.held_crises = vec![(*second).clone()];
    let lines = desk.lines(&cache);
    assert_eq!(
        lines.iter().map(|line| (line.source.id, line.held)).collect::<Vec<_>>(),
        [(second.id(), true)]
    );
    assert!(lines[0].ours_missing);
    // Answered before it is linked.
    desk.keep(&ack);
    assert_eq!(desk.lines(&cache)[0].ours.as_deref(), Some("acting"));
    // What came before has come.
    desk.look.engine.held_crises.clear();
    desk.keep(&first);
    desk.keep(&second);
    let lines = desk.lines(&cache);
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| !line.held));
    assert_eq!(lines.iter().filter(|line| line.ours_missing).count(), 1);
}

#[test]
fn a_clock_that_is_set_back_opens_again_what_was_over() {
    let mut desk = Desk::new();
    let cache = Cache::default();
    let text = json!({"es": "x"});
    let fields = json!({"kind": "proposal", "schema": 1, "title": text, "text": text, "respond_by": BEGIN.plus(MINUTE)});
    let message = desk.signed(2, None, 0, fields);
    desk.keep(&message);
    let mut open = |minutes| {
        desk.now = BEGIN.plus(minutes * MINUTE);
        desk.lines(&cache)[0].open
    };
    assert_eq!((open(0), open(1), open(2), open(0)), (true, true, false, true));
}

#[test]
fn of_a_thread_that_is_too_long_each_institution_keeps_its_last_replies() {
    let mut desk = Desk::new();
    let root = desk.signed(
        0,
        None,
        0,
        json!({"kind": "proposal", "schema": 1, "title": {"es": "t"}, "text": {"es": "t"}}),
    );
    let mut said: BTreeMap<MessageId, Message> = BTreeMap::new();
    let mut say = |author: usize, n: u64| {
        let comment = json!({"kind": "comment", "schema": 1, "text": {"es": format!("{n}")}});
        let message = desk.signed(author, Some(root.id()), n * MINUTE, comment).into_message();
        let id = message.id();
        said.insert(id, message);
        id
    };
    let flood: Vec<MessageId> = (1..=9).map(|n| say(0, n)).collect();
    let few: Vec<MessageId> = (1..=2).map(|n| say(2, n)).collect();
    let all: Vec<MessageId> = said.keys().copied().collect();
    let kept = |most| -> BTreeSet<MessageId> {
        let read = |id: &MessageId| Ok::<_, Failure>(said.get(id).cloned());
        let replies = super::super::read::share(all.clone(), read, (most, 3)).expect("read");
        replies.iter().map(Message::id).collect()
    };
    assert_eq!(kept(11), all.iter().copied().collect());
    assert_eq!(kept(10), flood[6..].iter().chain(&few).copied().collect(), "whatever their ids");
}
