//! The catalogue: of each message what lists are made by, and for each word, place, theme and
//! language the messages that have it.
//!
//! All of it is in memory, since a list that is read from disk message by message is slow, and it is
//! small: some forty bytes a message and one or two for each different word in it.

use super::{Described, Hit, Rank, Selection, WORD};
use cabildo_protocol::id::{InstitutionId, LogId, MessageId, Millis};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

/// Words that one open word of a search stands for.
const OPEN_MAX: usize = 512;
/// What stands for no deadline.
const NEVER: u64 = u64::MAX;

/// A log, as far as it is in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Which.
    pub log: LogId,
    /// Who writes it.
    pub institution: InstitutionId,
    /// Its last message that is in.
    pub seq: u64,
    /// That one's id.
    pub id: MessageId,
}

/// A message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doc {
    /// The number of its log.
    pub log: u32,
    /// Its place there.
    pub seq: u32,
    /// When it was created.
    pub created: u64,
    /// The beginning of its id.
    pub id: u64,
    /// By when it asks for an answer.
    pub due: u64,
    /// Its kind.
    pub kind: u16,
    /// Whether its text is in.
    pub state: State,
}

/// What the catalogue has of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// What its header says.
    Header = 0,
    /// What its body says, too.
    Body = 1,
    /// Nothing any more: another stands in its place, or none.
    Gone = 2,
}

/// The messages that have a key, in the order of their numbers, each with what it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The number of the last.
    pub last: u32,
    /// How many.
    pub count: u32,
    /// Of each the distance to the one before, and in the lowest two bits what it counts, in bytes of
    /// seven bits, the lowest first.
    pub bytes: Vec<u8>,
}

impl List {
    fn push(&mut self, doc: u32, weight: u8) {
        let distance = if self.count == 0 { doc } else { doc.saturating_sub(self.last) };
        let mut value = u64::from(distance) << 2 | u64::from(weight & 3);
        while value >= 0x80 {
            self.bytes.push(u8::try_from(value & 0x7f).unwrap_or_default() | 0x80);
            value >>= 7;
        }
        self.bytes.push(u8::try_from(value).unwrap_or_default());
        self.last = doc;
        self.count += 1;
    }

    /// The messages and what each counts.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u8)> {
        let mut bytes = self.bytes.iter();
        let (mut doc, mut first) = (0u32, true);
        std::iter::from_fn(move || {
            let (mut value, mut shift) = (0u64, 0u32);
            loop {
                let byte = *bytes.next()?;
                value |= u64::from(byte & 0x7f).checked_shl(shift)?;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            let distance = u32::try_from(value >> 2).ok()?;
            doc = if std::mem::take(&mut first) { distance } else { doc.checked_add(distance)? };
            Some((doc, u8::try_from(value & 3).unwrap_or_default()))
        })
    }
}

/// See the module.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// All logs, by their numbers.
    pub logs: Vec<Logged>,
    /// All messages, by their numbers.
    pub docs: Vec<Doc>,
    /// By key.
    pub lists: BTreeMap<Box<str>, List>,
}

impl Catalogue {
    /// Takes in the next message of a log.
    pub fn add(&mut self, log: usize, seq: u64, id: MessageId, described: Option<&Described>) {
        let Some(logged) = self.logs.get_mut(log) else { return };
        (logged.seq, logged.id) = (seq, id);
        if let Some(described) = described {
            self.put(log, seq, described);
        }
    }

    /// The body of a message came: it is taken in anew, under another number.
    pub fn renew(&mut self, doc: usize, described: &Described) {
        let Some(old) = self.docs.get_mut(doc) else { return };
        old.state = State::Gone;
        let (log, seq) = (old.log, old.seq);
        self.put(log as usize, u64::from(seq), described);
    }

    fn put(&mut self, log: usize, seq: u64, described: &Described) {
        let numbers = (u32::try_from(self.docs.len()), u32::try_from(log), u32::try_from(seq));
        let (Ok(doc), Ok(log), Ok(seq)) = numbers else { return };
        self.docs.push(Doc {
            log,
            seq,
            created: described.created.0,
            id: described.id,
            due: described.due.map_or(NEVER, |due| due.0),
            kind: described.kind,
            state: if described.body { State::Body } else { State::Header },
        });
        for (key, weight) in &described.terms {
            if let Some(list) = self.lists.get_mut(key.as_str()) {
                list.push(doc, *weight);
            } else {
                let mut list = List::default();
                list.push(doc, *weight);
                self.lists.insert(key.as_str().into(), list);
            }
        }
    }

    /// Forgets what these messages say, of others all, and numbers the rest anew. No word of theirs
    /// stays.
    pub fn forget(&mut self, bodies: &BTreeSet<u32>, whole: &BTreeSet<u32>) {
        let mut numbers: Vec<Option<u32>> = Vec::with_capacity(self.docs.len());
        let mut kept = Vec::with_capacity(self.docs.len());
        for (number, doc) in (0u32..).zip(&self.docs) {
            if doc.state == State::Gone || whole.contains(&number) {
                numbers.push(None);
                continue;
            }
            numbers.push(u32::try_from(kept.len()).ok());
            let bare = bodies.contains(&number);
            kept.push(if bare { Doc { state: State::Header, due: NEVER, ..*doc } } else { *doc });
        }
        self.lists.retain(|_, list| {
            let mut new = List::default();
            for (doc, weight) in list.iter().filter(|(doc, _)| !bodies.contains(doc)) {
                if let Some(Some(number)) = numbers.get(doc as usize) {
                    new.push(*number, weight);
                }
            }
            new.bytes.shrink_to_fit();
            *list = new;
            list.count > 0
        });
        self.docs = kept;
    }

    /// What is looked for, in order, at most so many.
    #[must_use]
    pub fn select(&self, selection: &Selection, limit: usize) -> Vec<Hit> {
        let logs: Vec<bool> = self.logs.iter().map(|logged| selection.is_by(&logged.institution)).collect();
        let mut found: Vec<(Rank, u32)> = Vec::new();
        let mut take = |number: u32, score: u32| {
            let Some(doc) = self.docs.get(number as usize) else { return };
            let due = (doc.due != NEVER).then_some(Millis(doc.due));
            let by = logs.get(doc.log as usize).copied().unwrap_or_default();
            let rank = selection.ranked(score, Millis(doc.created), doc.id);
            if doc.state != State::Gone
                && by
                && selection.kinds.as_ref().is_none_or(|kinds| kinds.contains(&doc.kind))
                && selection.due.is_none_or(|(from, to)| due.is_some_and(|due| from <= due && due < to))
                && selection.after.is_none_or(|after| rank < after)
            {
                found.push((rank, number));
            }
        };
        match self.having(selection) {
            Some(having) => having.into_iter().for_each(|(doc, score)| take(doc, score)),
            None => (0..u32::try_from(self.docs.len()).unwrap_or(u32::MAX)).for_each(|doc| take(doc, 0)),
        }
        let first = |a: &(Rank, u32), b: &(Rank, u32)| b.cmp(a);
        if found.len() > limit && limit > 0 {
            found.select_nth_unstable_by(limit - 1, first);
        }
        found.truncate(limit);
        found.sort_unstable_by(first);
        found.iter().filter_map(|(rank, number)| self.hit(*rank, *number)).collect()
    }

    fn hit(&self, rank: Rank, number: u32) -> Option<Hit> {
        let doc = self.docs.get(number as usize)?;
        Some(Hit { log: self.logs.get(doc.log as usize)?.log, seq: u64::from(doc.seq), rank })
    }

    /// The messages that have one key of each group, with what their words count together; none where
    /// no key is asked for.
    fn having(&self, selection: &Selection) -> Option<Vec<(u32, u32)>> {
        let mut groups: Vec<(bool, Vec<&List>)> = Vec::new();
        for keys in selection.groups() {
            groups.push((false, keys.iter().filter_map(|key| self.lists.get(key.as_str())).collect()));
        }
        for word in &selection.words {
            let mut lists: Vec<&List> = word
                .stems
                .iter()
                .filter_map(|stem| self.lists.get(format!("{WORD}{stem}").as_str()))
                .collect();
            if let Some(begins) = &word.begins {
                let from = format!("{WORD}{begins}");
                let open = self.lists.range::<str, _>((Bound::Included(from.as_str()), Bound::Unbounded));
                let open = open.take_while(|(key, _)| key.starts_with(&from)).take(OPEN_MAX);
                lists.extend(open.map(|(_, list)| list));
            }
            groups.push((true, lists));
        }
        // The shortest first: what is not in it need not be looked for elsewhere.
        groups.sort_by_key(|(_, lists)| lists.iter().map(|list| list.count).sum::<u32>());
        let mut groups = groups.into_iter();
        let (scores, lists) = groups.next()?;
        let mut having = union(&lists, scores);
        for (scores, lists) in groups {
            having = both(&having, &union(&lists, scores));
        }
        Some(having)
    }
}

/// The messages of any of the lists, with the most that each counts.
fn union(lists: &[&List], scores: bool) -> Vec<(u32, u32)> {
    let counted = |weight: u8| if scores { u32::from(weight) } else { 0 };
    let mut all: Vec<(u32, u32)> =
        lists.iter().flat_map(|list| list.iter()).map(|(doc, weight)| (doc, counted(weight))).collect();
    if lists.len() > 1 {
        all.sort_unstable_by_key(|(doc, score)| (*doc, std::cmp::Reverse(*score)));
        all.dedup_by_key(|(doc, _)| *doc);
    }
    all
}

fn both(a: &[(u32, u32)], b: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut found = Vec::new();
    while let (Some((left, one)), Some((right, other))) = (a.peek(), b.peek()) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                found.push((*left, one + other));
                a.next();
                b.next();
            }
        }
    }
    found
}
