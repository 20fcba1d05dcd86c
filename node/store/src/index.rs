//! The index: secondary orders over the headers, by thread and by kind and time.
//!
//! It holds nothing that the segments do not, follows them on a thread of its own, and is never
//! asked by ingest. It may be deleted at any time; whatever is wrong with it, it is made anew.

pub mod follow;
pub mod sled;

use crate::format::{u32_at, u64_at};
use cabildo_protocol::{
    content::Kind,
    id::{InstitutionId, MessageId, Millis, hash},
    message::Message,
};

/// What the index holds, mixed into [`Mark::store`]: another index is made anew.
const HOLDS: u64 = 2;

/// Which store, told by the marker of its first header segment, and what the index holds of it.
pub fn mark_of(marker: u64) -> u64 {
    marker ^ HOLDS
}

/// The thread of the index that holds the duty rotas of an institution: they are looked for often,
/// and stand among many other messages.
pub fn rotas_of(institution: &InstitutionId) -> MessageId {
    MessageId(hash("cabildo index rotas", &[institution.as_str().as_bytes()]).0)
}

/// Where a header record stands (or, as the end of what is indexed, the next batch).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Location {
    /// The header segment.
    pub segment: u32,
    /// The offset in it.
    pub offset: u32,
}

impl Location {
    /// After every location.
    pub const LAST: Self = Self { segment: u32::MAX, offset: u32::MAX };
}

/// What the index knows of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Where its header stands.
    pub at: Location,
    /// Its kind.
    pub kind: u16,
    /// When it was created.
    pub created: Millis,
    /// What it answers.
    pub root: Option<MessageId>,
    /// For a duty rota: [`rotas_of`] its institution.
    pub rotas: Option<MessageId>,
}

impl Entry {
    /// What is kept of a message of a known version.
    pub fn of(message: &Message, at: Location) -> Option<Self> {
        let details = message.details()?;
        let rotas = (details.kind == Kind::Rota as u16).then(|| rotas_of(&message.envelope().institution));
        Some(Self { at, kind: details.kind, created: details.created, root: details.root, rotas })
    }
}

/// How far the index has come, and what it should hold by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// Tells stores apart: [`mark_of`] the marker of the first header segment.
    pub store: u64,
    /// The first batch that is not in it.
    pub next: Location,
    /// Header records up to there.
    pub records: u64,
    /// Keys in the index.
    pub keys: u64,
    /// The sum of their hashes.
    pub sum: u64,
}

impl Mark {
    const LEN: usize = 40;

    fn encode(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..8].copy_from_slice(&self.store.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.next.segment.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.next.offset.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.records.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.keys.to_le_bytes());
        bytes[32..].copy_from_slice(&self.sum.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let next = Location { segment: u32_at(bytes, 8)?, offset: u32_at(bytes, 12)? };
        Some(Self {
            store: u64_at(bytes, 0)?,
            next,
            records: u64_at(bytes, 16)?,
            keys: u64_at(bytes, 24)?,
            sum: u64_at(bytes, 32)?,
        })
    }
}

/// Why an index is given up and made anew.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// It says so itself.
    #[error("the index fails: {0}")]
    Failed(String),
    /// It panicked.
    #[error("the index panicked")]
    Panicked,
    /// It does not hold what it should.
    #[error("the index does not fit the segments: {0}")]
    Mismatch(&'static str),
}

/// An index. Calls may come from several threads.
pub trait Index: Send + Sync {
    /// How far it has come; none for an empty one.
    fn mark(&self) -> Result<Option<Mark>, IndexError>;

    /// Reads all of it and compares it with its mark.
    fn check(&self) -> Result<(), IndexError>;

    /// Adds entries and moves the mark on, all at once. The counts in `mark` are those before.
    fn add(&self, entries: &[Entry], mark: Mark) -> Result<Mark, IndexError>;

    /// Where messages stand that may answer `root`; a few may answer something else.
    fn replies(&self, root: &MessageId) -> Result<Vec<Location>, IndexError>;

    /// All kinds in it.
    fn kinds(&self) -> Result<Vec<u16>, IndexError>;

    /// Messages of a kind before an instant and location, newest first, at most `limit`.
    fn before(
        &self,
        kind: u16,
        before: (Millis, Location),
        limit: usize,
    ) -> Result<Vec<(Millis, Location)>, IndexError>;
}
