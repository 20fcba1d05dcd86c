//! What a file of messages proves to a machine that never saw the federation: a bundle of one thread,
//! or a whole export. It is believed for what is signed inside it and for nothing else.
//!
//! The rosters in it lead from the first charter, whose hash is the federation's id, to every key; so all
//! stands on that id, which a reader must know from elsewhere. Nothing shows that a file is complete:
//! whoever made it may have left out messages, also an erasure or a later roster.

use crate::{
    authority::Authority,
    carry::{About, Flaw, Parser, Tag},
    cbor,
    content::{Content, Kind},
    id::{InstitutionId, LogId, MessageId, Millis, PublicKey},
    ingest::Refusal,
    message::{KeyCache, Message, Verified, WireMessage},
    proof::Proof,
    receipt::Receipt,
    roster::{RosterError, SignedRoster},
    views::{self, Context, DeclarationView, ProposalView, Thread},
};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// Bytes of a file that is examined.
pub const BYTES_MAX: usize = 256 * 1024 * 1024;
/// Signed messages that one record may hold, with room for its frame.
const MESSAGE_MAX: usize = crate::bounds::HEADER_MAX + crate::bounds::BODY_MAX + 64;

/// What was found in a file.
#[derive(Debug)]
pub struct Report {
    /// What the file says of itself; nothing of it is signed.
    pub about: About,
    /// Where it is cut or damaged; what stands before is examined all the same.
    pub flaw: Option<Flaw>,
    /// What the rosters add up to; or why they do not hold.
    pub rosters: Result<Authority, RosterError>,
    /// Every message whose signature holds, in the order of the file, each once.
    pub messages: Vec<Examined>,
    /// What is not signed as it must be, or cannot be read.
    pub forged: Vec<Forged>,
    /// Records that a later release knows.
    pub later: u64,
    /// Forked logs of which nobody has said which branch stands, with the first sequence that is disputed.
    disputed: BTreeMap<LogId, u64>,
}

/// A message whose signature holds.
#[derive(Debug)]
pub struct Examined {
    /// The message.
    pub message: Message,
    /// How it stands by the rosters.
    pub verdict: Verdict,
    /// Whether its text is here.
    pub text: Text,
    /// Institutions, a listed node of each of which has signed that it holds it.
    pub held_by: BTreeSet<InstitutionId>,
}

/// How a message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was written by whom it names, who may.
    Holds,
    /// Its key signed two messages at one place, here or before: it cannot be told which is meant.
    Disputed,
    /// It does not follow what stands before it in its log.
    BrokenLink,
    /// The rosters do not let it stand.
    Refused(Refusal),
    /// Without rosters that hold nothing can be said but that its key signed it.
    Unknown,
}

/// Whether what a message says is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// It is the text that was signed.
    Here(Box<Content>),
    /// It was withdrawn by its institution: an erasure in the file says so.
    Erased,
    /// It is not in the file; the signature covers its hash.
    Missing,
    /// It is here and cannot be read by this release.
    Unread,
}

/// Something that is not signed as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forged {
    /// Which record of the file, from 1.
    pub record: u64,
    /// What it should be.
    pub tag: Tag,
    /// What is wrong.
    pub why: String,
}

impl Report {
    /// Whether everything in the file holds. Missing texts are no fault: they may have been withdrawn.
    #[must_use]
    pub fn holds(&self) -> bool {
        let own = self.rosters.as_ref().is_ok_and(|own| own.federation() == self.about.federation);
        own && self.flaw.is_none()
            && self.forged.is_empty()
            && self.messages.iter().all(|one| one.verdict == Verdict::Holds)
    }
}

impl Report {
    /// The joint declarations in the file with who has signed them, at an instant, by what of the file
    /// holds. A signature or a roster that was left out of it is not known here.
    #[must_use]
    pub fn declarations(&self, now: Millis) -> Vec<DeclarationView> {
        let threads = self.threads(Kind::Declaration, now).into_iter();
        threads
            .filter_map(|thread| if let Thread::Declaration(view) = thread { Some(*view) } else { None })
            .collect()
    }

    /// The proposals in the file with what they came to, at an instant, by what of the file holds. A position, a
    /// closing or a roster that was left out of it is not known here.
    #[must_use]
    pub fn proposals(&self, now: Millis) -> Vec<ProposalView> {
        let threads = self.threads(Kind::Proposal, now).into_iter();
        threads
            .filter_map(|thread| if let Thread::Proposal(view) = thread { Some(*view) } else { None })
            .collect()
    }

    /// What was cut off or is disputed stands behind results that were final before: the folds say how.
    fn threads(&self, kind: Kind, now: Millis) -> Vec<Thread> {
        let Ok(authority) = &self.rosters else { return Vec::new() };
        let context = Context { authority, forks: &self.disputed, now };
        let counts = |one: &&Examined| match &one.verdict {
            Verdict::Holds | Verdict::Refused(Refusal::BeyondCutOff { .. }) => true,
            // Of a log whose institution has said which branch stands the other one is nothing.
            Verdict::Disputed => self.disputed.contains_key(&one.message.log()),
            Verdict::BrokenLink | Verdict::Refused(_) | Verdict::Unknown => false,
        };
        let messages: Vec<Message> =
            self.messages.iter().filter(counts).map(|one| one.message.clone()).collect();
        let begins = |message: &&Message| message.details().is_some_and(|d| d.kind == kind as u16);
        messages.iter().filter(begins).map(|root| views::thread(root, &messages, &context)).collect()
    }
}

/// Examines a file.
///
/// # Errors
/// When it is none, or nothing of it can be read.
pub fn examine(bytes: &[u8]) -> Result<Report, Flaw> {
    let mut file = File::default();
    let flaw = file.read(bytes)?;
    let about = file.about.take().ok_or(Flaw::Foreign)?;
    let rosters = Authority::load(&file.rosters);
    let verdicts = Verdicts::new(&file, rosters.as_ref().ok());
    let erased = verdicts.erased(&file.messages);
    let examined = |message: &Verified| Examined {
        text: match message.content() {
            _ if erased.contains(&message.id()) => Text::Erased,
            None => Text::Missing,
            Some(Ok(content)) => Text::Here(Box::new(content)),
            Some(Err(_)) => Text::Unread,
        },
        verdict: verdicts.of(message),
        held_by: verdicts.held_by(message),
        message: (**message).clone(),
    };
    let messages = file.messages.iter().map(examined).collect();
    let settled = |log: &LogId| rosters.as_ref().is_ok_and(|rosters| rosters.cut_off(log).is_some());
    let disputed = verdicts.forks.iter().filter(|(log, _)| !settled(log)).map(|(log, seq)| (*log, *seq));
    let disputed = disputed.collect();
    Ok(Report { about, flaw, rosters, messages, forged: file.forged, later: file.later, disputed })
}

/// What can be read of a file.
#[derive(Default)]
struct File {
    about: Option<About>,
    rosters: Vec<SignedRoster>,
    proofs: Vec<Proof>,
    messages: Vec<Verified>,
    /// Where each of them is.
    places: BTreeMap<MessageId, usize>,
    receipts: Vec<Receipt>,
    forged: Vec<Forged>,
    later: u64,
}

impl File {
    /// Reads all records up to where it is cut or damaged.
    fn read(&mut self, bytes: &[u8]) -> Result<Option<Flaw>, Flaw> {
        let (mut parser, mut keys) = (Parser::default(), KeyCache::default());
        parser.feed(bytes);
        loop {
            match parser.next_record() {
                Ok(Some(record)) => match record.tag {
                    Some(tag) => self.take(tag, &record.payload, parser.records(), &mut keys),
                    None => self.later += 1,
                },
                Ok(None) => break,
                Err(flaw) if self.about.is_none() => return Err(flaw),
                Err(flaw) => return Ok(Some(flaw)),
            }
        }
        match parser.finish(false) {
            Ok(()) => Ok(None),
            Err(flaw) if self.about.is_none() => Err(flaw),
            Err(flaw) => Ok(Some(flaw)),
        }
    }

    fn take(&mut self, tag: Tag, payload: &[u8], record: u64, keys: &mut KeyCache) {
        let wrong = match tag {
            Tag::About => {
                cbor::decode(payload).map(|about| self.about = Some(about)).map_err(|e| e.to_string())
            }
            Tag::Roster => {
                cbor::decode(payload).map(|roster| self.rosters.push(roster)).map_err(|e| e.to_string())
            }
            Tag::Proof => {
                Proof::decode(payload, keys).map(|proof| self.proofs.push(proof)).map_err(|e| e.to_string())
            }
            Tag::Message => WireMessage::decode(payload, MESSAGE_MAX)
                .and_then(|message| message.verify(keys))
                .map(|message| self.take_message(message))
                .map_err(|e| e.to_string()),
            Tag::Receipt => Receipt::decode(payload, keys)
                .map(|receipt| self.receipts.push(receipt))
                .map_err(|e| e.to_string()),
            // Files prove nothing: what names them does.
            Tag::End | Tag::File | Tag::Chunk => Ok(()),
        };
        if let Err(why) = wrong {
            self.forged.push(Forged { record, tag, why });
        }
    }

    /// The same message may stand there with its text and without: it is kept once, with it.
    fn take_message(&mut self, message: Verified) {
        match self.places.entry(message.id()) {
            Entry::Vacant(place) => {
                place.insert(self.messages.len());
                self.messages.push(message);
            }
            Entry::Occupied(place) => {
                if let Some(here) = self.messages.get_mut(*place.get()).filter(|m| m.body_bytes().is_none()) {
                    *here = message;
                }
            }
        }
    }
}

/// What the file as a whole says of each message.
struct Verdicts<'a> {
    authority: Option<&'a Authority>,
    /// Forked logs, with the first sequence that is disputed.
    forks: BTreeMap<LogId, u64>,
    /// Messages of forked logs on the branch that their institution's cut-off names, as far as the file
    /// leads back from there.
    standing: BTreeSet<MessageId>,
    /// Messages by their places: one each, but on forked logs.
    places: BTreeMap<(LogId, u64), BTreeSet<MessageId>>,
    /// The last receipt of each listed node, by the institution whose logs it is about.
    receipts: BTreeMap<&'a InstitutionId, BTreeMap<PublicKey, &'a Receipt>>,
}

impl<'a> Verdicts<'a> {
    fn new(file: &'a File, authority: Option<&'a Authority>) -> Self {
        let mut forks: BTreeMap<LogId, u64> = BTreeMap::new();
        let mut fork = |log: LogId, seq: u64| {
            let first = forks.entry(log).or_insert(seq);
            *first = seq.min(*first);
        };
        file.proofs.iter().for_each(|proof| fork(proof.log(), proof.seq()));
        let mut places: BTreeMap<(LogId, u64), BTreeSet<MessageId>> = BTreeMap::new();
        // What each message says that stands before it.
        let mut links: BTreeMap<MessageId, MessageId> = BTreeMap::new();
        for message in &file.messages {
            let place = (message.log(), message.seq());
            let there = places.entry(place).or_default();
            there.insert(message.id());
            if there.len() > 1 {
                fork(place.0, place.1);
            }
            links.insert(message.id(), message.envelope().previous);
        }
        let mut standing = BTreeSet::new();
        for end in forks.keys().filter_map(|log| authority?.cut_off(log)) {
            let mut next = Some(MessageId(end.id.0));
            while let Some(id) = next.filter(|id| standing.insert(*id)) {
                next = links.get(&id).copied();
            }
        }
        let mut receipts: BTreeMap<&InstitutionId, BTreeMap<PublicKey, &Receipt>> = BTreeMap::new();
        for receipt in &file.receipts {
            let ours = |authority: &&Authority| {
                receipt.federation() == authority.federation() && authority.node(receipt.node()).is_some()
            };
            if authority.filter(ours).is_some() {
                let last =
                    receipts.entry(receipt.about()).or_default().entry(*receipt.node()).or_insert(receipt);
                if receipt.at() > last.at() {
                    *last = receipt;
                }
            }
        }
        Self { authority, forks, standing, places, receipts }
    }

    fn of(&self, message: &Message) -> Verdict {
        let Some(authority) = self.authority else { return Verdict::Unknown };
        if let Err(refusal) = authority.judge(message) {
            return Verdict::Refused(refusal);
        }
        let (log, seq) = (message.log(), message.seq());
        if self.forks.get(&log).is_some_and(|fork| *fork <= seq) && !self.standing.contains(&message.id()) {
            return Verdict::Disputed;
        }
        let previous = message.envelope().previous;
        let linked = match seq {
            1 => previous == log.genesis(&authority.federation()),
            seq => self.places.get(&(log, seq - 1)).is_none_or(|there| there.contains(&previous)),
        };
        if linked { Verdict::Holds } else { Verdict::BrokenLink }
    }

    /// Messages whose institution has withdrawn their text.
    fn erased(&self, messages: &[Verified]) -> BTreeSet<MessageId> {
        let place =
            |message: &Message| (message.envelope().institution.clone(), message.log(), message.seq());
        let places: BTreeMap<MessageId, _> = messages.iter().map(|m| (m.id(), place(m))).collect();
        let named = messages.iter().filter_map(|message| match message.content() {
            Some(Ok(Content::Erasure(erasure))) if self.of(message) == Verdict::Holds => {
                let named = (message.envelope().institution.clone(), erasure.log, erasure.seq);
                (places.get(&erasure.what) == Some(&named)).then_some(erasure.what)
            }
            _ => None,
        });
        named.collect()
    }

    /// A receipt of a later message of the log covers it, too; one of another message at its place does not.
    fn held_by(&self, message: &Message) -> BTreeSet<InstitutionId> {
        let covers = |receipt: &&&Receipt| {
            receipt
                .head(&message.log())
                .is_some_and(|(seq, id)| seq > message.seq() || (seq == message.seq() && id == message.id()))
        };
        let of_author = self.receipts.get(&message.envelope().institution);
        let nodes = of_author.into_iter().flat_map(BTreeMap::values).filter(covers);
        let listed = nodes.filter_map(|receipt| self.authority?.node(receipt.node()));
        listed.map(|(institution, _)| institution.clone()).collect()
    }
}
