//! Reading from other threads, while the one writer goes on.
//!
//! Calls read the disk and may take milliseconds: asynchronous callers put them on a blocking
//! thread.

use crate::{
    find::{Hit, Selection, keeper::Kept},
    index::{Index, follow::Follower},
    search::{self, SearchError},
    tables::{Shared, Tables},
};
use cabildo_protocol::{
    content::Kind,
    id::{InstitutionId, LogId, MessageId, Millis},
    message::{Message, Position, WireMessage},
    store::StoreError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Characters of bech32 that carry the id itself; six of checksum follow.
const ID_CHARS: usize = 52;

/// Duty rotas of an institution that are looked at: those of cut-off devices count no more.
pub const ROTAS: usize = 64;
/// Headers that are read while somebody waits: some milliseconds.
const AT_ONCE: u64 = 4096;

/// Which messages [`Reader::recent`] looks for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only these kinds; none for all.
    pub kinds: Option<Vec<u16>>,
    /// Only what this institution wrote.
    pub institution: Option<InstitutionId>,
    /// At most so many.
    pub limit: usize,
    /// Only what was created before.
    pub before: Option<Millis>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Linked messages.
    pub messages: u64,
    /// Logs.
    pub logs: u64,
    /// Bytes of all segments, without what is preallocated.
    pub bytes: u64,
    /// Messages whose bodies are still to be fetched.
    pub bodies_missing: u64,
    /// Messages whose bodies are not kept here any more.
    pub bodies_dropped: u64,
    /// Messages whose bodies their authors erased.
    pub bodies_erased: u64,
    /// Messages that the index has not taken in yet.
    pub index_lag: u64,
}

/// Reads what is committed. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Reader {
    shared: Arc<Shared>,
    follower: Option<Arc<Follower>>,
    kept: Option<Arc<Kept>>,
}

impl Reader {
    pub(crate) fn new(shared: Arc<Shared>, follower: Option<Arc<Follower>>, kept: Option<Arc<Kept>>) -> Self {
        Self { shared, follower, kept }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The message with this id, with its body where that is here.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn message(&self, id: &MessageId) -> Result<Option<Message>, StoreError> {
        match self.shared.locate(id)? {
            Some((log, seq)) => Ok(self.shared.message(&log, seq)?.filter(|message| message.id() == *id)),
            None => Ok(None),
        }
    }

    /// The message at a position of a log.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn at(&self, log: &LogId, seq: u64) -> Result<Option<Message>, StoreError> {
        self.shared.message(log, seq)
    }

    /// Messages of a log from `from` up to and with `to`, until their bytes reach `target`; at least one,
    /// where there is one.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn run(
        &self,
        log: &LogId,
        from: u64,
        to: u64,
        target: usize,
    ) -> Result<Vec<WireMessage>, StoreError> {
        self.shared.run(log, from, to, target)
    }

    /// Ids whose text begins with `prefix` ("cbm1…"), in order, at most `limit`.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn resolve(&self, prefix: &str, limit: usize) -> Result<Vec<MessageId>, StoreError> {
        let prefix = prefix.to_ascii_lowercase();
        let Some((low, high)) = range_of(&prefix) else { return Ok(Vec::new()) };
        let (mut found, sides) = {
            let tables = self.shared.look();
            let found: BTreeSet<MessageId> = tables
                .ids
                .range(low..=high)
                .map(|(id, _)| *id)
                .filter(|id| id.to_string().starts_with(&prefix))
                .take(limit)
                .collect();
            (found, tables.headers.values().filter_map(|h| h.side.clone()).collect::<Vec<_>>())
        };
        for side in sides {
            // Only checksum characters beyond the range can still rule an id out.
            let ids = side.ids_between(&low, &high, limit.saturating_add(32));
            let ids = self.shared.noting(ids)?;
            found.extend(ids.into_iter().filter(|id| id.to_string().starts_with(&prefix)));
        }
        Ok(found.into_iter().take(limit).collect())
    }

    /// Messages that answer this one, in no particular order.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn thread(&self, root: &MessageId) -> Result<Vec<MessageId>, StoreError> {
        Ok(self.threads(&BTreeSet::from([*root]))?.remove(root).unwrap_or_default())
    }

    /// Messages that answer each of these, in no particular order. Without an index all headers are read
    /// once, however many threads are asked for.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn threads(
        &self,
        roots: &BTreeSet<MessageId>,
    ) -> Result<BTreeMap<MessageId, Vec<MessageId>>, StoreError> {
        let ask = |index: &dyn Index| {
            roots.iter().map(|root| Ok((*root, search::replies(index, &self.shared, root)?))).collect()
        };
        match self.with_index(ask)? {
            Some(found) => Ok(found),
            None => search::replies_in_segments(&self.shared, roots),
        }
    }

    /// Duty rotas of an institution, the latest [`ROTAS`], in no particular order. With `at_once`
    /// none are found where there is no index yet and the institution wrote too much to be read.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn rotas(&self, institution: &InstitutionId, at_once: bool) -> Result<Vec<MessageId>, StoreError> {
        let search = |index: &dyn Index| search::rotas(index, &self.shared, institution, ROTAS);
        if let Some(found) = self.with_index(search)? {
            return Ok(found);
        }
        let written: u64 = {
            let tables = self.shared.look();
            let own = tables.logs.values().filter(|log| log.institution == *institution);
            own.map(|log| log.head.seq).sum()
        };
        if at_once && written > AT_ONCE {
            return Ok(Vec::new());
        }
        let query = Query {
            kinds: Some(vec![Kind::Rota as u16]),
            institution: Some(institution.clone()),
            limit: ROTAS,
            ..Query::default()
        };
        search::recent_in_segments(&self.shared, &query)
    }

    /// The newest messages that fit, newest first by their own time.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn recent(&self, query: &Query) -> Result<Vec<MessageId>, StoreError> {
        // An institution has few logs, which are in the order of time: no index is needed.
        if query.institution.is_none()
            && let Some(found) = self.with_index(|index| search::recent(index, &self.shared, query))?
        {
            return Ok(found);
        }
        search::recent_in_segments(&self.shared, query)
    }

    /// What is looked for, in order, at most `limit`; none where there is no catalogue, or it has not
    /// everything yet. What it names is read and looked at again before it is shown.
    #[must_use]
    pub fn select(&self, selection: &Selection, limit: usize) -> Option<Vec<Hit>> {
        self.kept.as_ref()?.select(&self.shared, selection, limit)
    }

    /// Asks the index; none where it is not there, not up to date, or wrong.
    fn with_index<T>(
        &self,
        ask: impl FnOnce(&dyn Index) -> Result<T, SearchError>,
    ) -> Result<Option<T>, StoreError> {
        let Some(follower) = &self.follower else { return Ok(None) };
        let Some(index) = follower.current(&self.shared) else { return Ok(None) };
        match ask(&*index) {
            Ok(found) => Ok(Some(found)),
            Err(SearchError::Store(error)) => Err(error),
            Err(SearchError::Index(error)) => {
                follower.distrust(&self.shared, &error);
                Ok(None)
            }
        }
    }

    /// How much there is.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let index_lag = self.follower.as_ref().map_or(0, |follower| follower.lag(&self.shared));
        let index_lag = index_lag.max(self.kept.as_ref().map_or(0, |kept| kept.lag(&self.shared)));
        let tables = self.shared.look();
        Counts {
            messages: messages(&tables),
            logs: tables.logs.len() as u64,
            bytes: tables.bytes,
            bodies_missing: tables.missing.len() as u64,
            bodies_dropped: tables.dropped.count(),
            bodies_erased: tables.erased.len() as u64,
            index_lag,
        }
    }

    /// All heads, in the order of their logs.
    #[must_use]
    pub fn heads(&self) -> Vec<(LogId, Position)> {
        self.shared.look().logs.iter().map(|(log, entry)| (*log, entry.head)).collect()
    }
}

/// Linked messages: logs have no gaps.
pub(crate) fn messages(tables: &Tables) -> u64 {
    tables.logs.values().map(|log| log.head.seq).sum()
}

/// The smallest and the largest id whose text may begin with `prefix`; none where none can.
fn range_of(prefix: &str) -> Option<(MessageId, MessageId)> {
    const CHARS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let data = match prefix.strip_prefix("cbm1") {
        Some(data) => data,
        None if "cbm1".starts_with(prefix) => "",
        None => return None,
    };
    let (mut low, mut high) = ([0u8; 32], [0xffu8; 32]);
    for (i, c) in data.bytes().take(ID_CHARS).enumerate() {
        let value = CHARS.iter().position(|known| *known == c)?;
        for bit in 0..5 {
            let at = i * 5 + bit;
            let mask = 0x80u8 >> (at % 8);
            let set = value & (0x10 >> bit) != 0;
            if let (Some(low), Some(high)) = (low.get_mut(at / 8), high.get_mut(at / 8)) {
                if set {
                    *low |= mask;
                } else {
                    *high &= !mask;
                }
            }
        }
    }
    Some((MessageId(low), MessageId(high)))
}
