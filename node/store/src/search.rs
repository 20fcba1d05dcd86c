//! Finding messages by thread and by time: through the index, or, where there is none, through
//! the segments themselves. Both give the same answers.

use crate::{
    index::{Index, IndexError, Location, rotas_of},
    reader::Query,
    tables::Shared,
};
use cabildo_protocol::{
    content::Kind,
    id::{InstitutionId, LogId, MessageId, Millis},
    message::Message,
    store::StoreError,
};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// Entries that are read from the index at once, for each kind.
const PAGE: usize = 64;

/// Why a search through the index ended.
pub enum SearchError {
    /// The segments cannot be read.
    Store(StoreError),
    /// The index cannot be used.
    Index(IndexError),
}

impl From<StoreError> for SearchError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<IndexError> for SearchError {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}

/// Messages that answer `root`, from the index.
pub fn replies(index: &dyn Index, shared: &Shared, root: &MessageId) -> Result<Vec<MessageId>, SearchError> {
    let mut found = BTreeSet::new();
    for at in index.replies(root)? {
        let message = header(shared, at)?;
        if message.details().is_some_and(|details| details.root == Some(*root))
            && is_linked(shared, &message)?
        {
            found.insert(message.id());
        }
    }
    Ok(found.into_iter().collect())
}

/// Duty rotas of an institution, at most `limit` of those that came last, from the index.
pub fn rotas(
    index: &dyn Index,
    shared: &Shared,
    institution: &InstitutionId,
    limit: usize,
) -> Result<Vec<MessageId>, SearchError> {
    let mut found = BTreeSet::new();
    for at in index.replies(&rotas_of(institution))?.into_iter().rev().take(limit) {
        let message = header(shared, at)?;
        if message.envelope().institution == *institution
            && message.details().is_some_and(|details| details.kind == Kind::Rota as u16)
            && is_linked(shared, &message)?
        {
            found.insert(message.id());
        }
    }
    Ok(found.into_iter().collect())
}

/// The newest messages of all institutions, from the index.
pub fn recent(index: &dyn Index, shared: &Shared, query: &Query) -> Result<Vec<MessageId>, SearchError> {
    let kinds: BTreeSet<u16> = match &query.kinds {
        Some(kinds) => kinds.iter().copied().collect(),
        None => index.kinds()?.into_iter().collect(),
    };
    // `before` excludes its own instant; without it the last location of the last instant is in.
    let start = query.before.map_or((Millis(u64::MAX), Location::LAST), |b| (b, Location::default()));
    let mut pages: BTreeMap<u16, VecDeque<(Millis, Location)>> = BTreeMap::new();
    let mut newest = BinaryHeap::new();
    for kind in kinds {
        let mut page: VecDeque<_> = index.before(kind, start, PAGE)?.into();
        newest.extend(page.pop_front().map(|(created, at)| (created, at, kind)));
        pages.insert(kind, page);
    }
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    while found.len() < query.limit {
        let Some((created, at, kind)) = newest.pop() else { break };
        let message = header(shared, at)?;
        if message.details().is_none_or(|details| (details.kind, details.created) != (kind, created)) {
            return Err(IndexError::Mismatch("an entry names another message").into());
        }
        if is_linked(shared, &message)? && seen.insert(message.id()) {
            found.push(message.id());
        }
        let page = pages.entry(kind).or_default();
        if page.is_empty() {
            *page = index.before(kind, (created, at), PAGE)?.into();
        }
        newest.extend(page.pop_front().map(|(created, at)| (created, at, kind)));
    }
    Ok(found)
}

fn header(shared: &Shared, at: Location) -> Result<Message, SearchError> {
    let found = match shared.header_at(at.segment, at.offset) {
        // More likely the entry is wrong than the segment; if not, the next search says so.
        Err(StoreError::Damaged { .. }) => None,
        found => found?,
    };
    found.ok_or_else(|| IndexError::Mismatch("an entry names no message").into())
}

/// Whether a message counts: what stood behind damage in its log is still in its segment.
fn is_linked(shared: &Shared, message: &Message) -> Result<bool, StoreError> {
    Ok(shared.locate(&message.id())? == Some((message.log(), message.seq())))
}

/// Messages that answer each of `roots`, from all headers, each of which is read once.
pub fn replies_in_segments(
    shared: &Shared,
    roots: &BTreeSet<MessageId>,
) -> Result<BTreeMap<MessageId, Vec<MessageId>>, StoreError> {
    let heads: Vec<(LogId, u64)> =
        shared.look().logs.iter().map(|(log, entry)| (*log, entry.head.seq)).collect();
    let mut replies: BTreeMap<MessageId, BTreeSet<MessageId>> = BTreeMap::new();
    for (log, head) in heads {
        for seq in 1..=head {
            if let Some(message) = shared.header(&log, seq)?
                && let Some(root) = message.details().and_then(|details| details.root)
                && roots.contains(&root)
            {
                replies.entry(root).or_default().insert(message.id());
            }
        }
    }
    Ok(replies.into_iter().map(|(root, found)| (root, found.into_iter().collect())).collect())
}

/// The newest messages, from the ends of the logs: `created` never decreases along one.
pub fn recent_in_segments(shared: &Shared, query: &Query) -> Result<Vec<MessageId>, StoreError> {
    let mut ends: BinaryHeap<(Millis, LogId, u64)> = {
        let tables = shared.look();
        let of_institution = tables
            .logs
            .iter()
            .filter(|(_, log)| query.institution.as_ref().is_none_or(|who| *who == log.institution));
        of_institution.map(|(log, entry)| (entry.head.created, *log, entry.head.seq)).collect()
    };
    let mut found = Vec::new();
    while found.len() < query.limit {
        let Some((created, log, seq)) = ends.pop() else { break };
        if let Some(message) = shared.header(&log, seq)? {
            let kind = message.details().map(|details| details.kind);
            let of_kind = match &query.kinds {
                Some(kinds) => kind.is_some_and(|kind| kinds.contains(&kind)),
                None => kind.is_some(),
            };
            if of_kind && query.before.is_none_or(|before| created < before) {
                found.push(message.id());
            }
        }
        if seq > 1
            && let Some(earlier) = shared.header(&log, seq - 1)?
        {
            ends.push((earlier.position().created, log, seq - 1));
        }
    }
    Ok(found)
}
