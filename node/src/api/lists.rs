//! Lists of messages and threads, page by page.
//!
//! A page of messages ends with a place in an order that never changes, so what arrives between two
//! pages moves nothing. The order of the inbox changes with every answer: there a page belongs to the
//! list as it was when the first one was asked for, and the latest of those are kept.

use super::{
    Api,
    filter::{Asked, Filter, Pairs, cursor, rank, wrong_cursor},
    inbox::Row,
    problem::Failure,
    read::Shelf,
};
use crate::driver::clock;
use axum::{Json, extract::State};
use cabildo_client::api::{Inbox, MessageInfo, MessageList, SCHEMA};
use cabildo_protocol::{
    id::{MessageId, Millis},
    message::Message,
};
use cabildo_store::{Query as StoreQuery, Rank, Selection, beginning};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
};

/// Messages that are looked at for one page; a page that found less says where to go on.
const SCAN_MAX: usize = 20_000;
/// Lists of threads that are kept for their next pages.
const KEPT_MAX: usize = 16;

/// `GET /v1/inbox`.
pub async fn inbox(State(api): State<Api>, query: Pairs) -> Result<Json<Inbox>, Failure> {
    let asked = Asked::read(query, &["cursor"])?;
    let (limit, filter) = (asked.limit()?, Filter::new(&asked)?);
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let (about, now) = (api.handle().about(), clock());
        let (inbox, reader, me) = (&api.0.inbox, api.handle().reader(), &about.institution);
        let (threads, next) = match asked.text("cursor") {
            Some(cursor) => api.0.pages.go_on(cursor, &filter, inbox.rows(reader, &look, me, now)?, limit)?,
            None => api.0.pages.begin(&filter, inbox.listed(reader, &look, me, (now, &filter))?, limit),
        };
        let threads = threads.into_iter().map(|row| row.summary).collect();
        Ok(Inbox { schema: SCHEMA, institution: about.institution.clone(), now, threads, next })
    });
    answer.await.map(Json)
}

/// `GET /v1/messages`.
pub async fn messages(State(api): State<Api>, query: Pairs) -> Result<Json<MessageList>, Failure> {
    let asked = Asked::read(query, &["thread", "cursor"])?;
    let (limit, mut filter) = (asked.limit()?, Filter::new(&asked)?);
    filter.selection.after = asked.text("cursor").map(rank).transpose()?;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let page = match asked.text("thread") {
            Some(thread) => shelf.of_thread(thread, &filter, limit)?,
            None => shelf.listed(api, &filter, limit)?,
        };
        let infos: Vec<MessageInfo> = page.infos(&shelf);
        Ok(MessageList { schema: SCHEMA, messages: infos, next: page.next.map(cursor) })
    });
    answer.await.map(Json)
}

/// Messages of a list, and after which of them there are more.
#[derive(Debug, Default)]
pub struct Page {
    pub found: Vec<(Rank, Message, bool)>,
    pub next: Option<Rank>,
}

impl Page {
    /// What fits, in order; where the last one was cut off there are more.
    fn of(mut found: Vec<(Rank, Message, bool)>, limit: usize) -> Self {
        found.sort_by_key(|(rank, ..)| std::cmp::Reverse(*rank));
        found.dedup_by_key(|(rank, ..)| *rank);
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|(rank, ..)| *rank);
        Self { found, next }
    }

    fn infos(&self, shelf: &Shelf<'_>) -> Vec<MessageInfo> {
        self.found.iter().map(|(_, message, held)| shelf.info(message, *held)).collect()
    }
}

impl Shelf<'_> {
    /// The newest messages that may be shown.
    pub fn newest(&self, filter: &Filter, limit: usize) -> Result<Vec<Message>, Failure> {
        Ok(self.newest_of(filter, limit)?.0)
    }

    /// The same, and whether there are more.
    pub fn newest_of(&self, filter: &Filter, limit: usize) -> Result<(Vec<Message>, bool), Failure> {
        let page = self.page(&filter.selection, limit, false)?;
        Ok((page.found.into_iter().map(|(_, message, _)| message).collect(), page.next.is_some()))
    }

    /// A page of what a filter leaves.
    pub fn listed(&self, api: &Api, filter: &Filter, limit: usize) -> Result<Page, Failure> {
        match filter.state {
            Some(_) => self.in_state(api, filter, limit),
            None => self.page(&filter.selection, limit, true),
        }
    }

    /// A page of what is looked for and may be shown; crisis messages that wait for their
    /// predecessors are among it where that is wanted.
    pub fn page(&self, selection: &Selection, limit: usize, held: bool) -> Result<Page, Failure> {
        let (mut found, last) = self.kept(selection, limit)?;
        if held {
            let waiting = self.look.engine.held_crises.iter().filter(|message| self.is_listed(message));
            // What was not looked at yet comes later, and what waits with it.
            let here = |rank: &Rank| last.is_none_or(|last| *rank >= last);
            found.extend(
                waiting.filter_map(|message| {
                    Some((selection.rank(message).filter(here)?, message.clone(), true))
                }),
            );
        }
        let page = Page::of(found, limit);
        Ok(Page { next: page.next.or(last), ..page })
    }

    /// At least one more than asked for of what fits; and, where too much was looked at before there
    /// were as many, the last of that.
    #[expect(clippy::type_complexity, reason = "used once")]
    fn kept(
        &self,
        selection: &Selection,
        limit: usize,
    ) -> Result<(Vec<(Rank, Message, bool)>, Option<Rank>), Failure> {
        let (mut found, mut looked) = (Vec::new(), 0);
        let mut selection = selection.clone();
        if limit == 0 {
            return Ok((found, None));
        }
        let mut wanted = limit.saturating_add(16);
        loop {
            let Some(hits) = self.reader.select(&selection, wanted) else {
                return Ok((self.scanned(&selection, limit)?, None));
            };
            for hit in &hits {
                looked += 1;
                let message = self.reader.at(&hit.log, hit.seq)?.filter(|message| {
                    beginning(&message.id()) == hit.rank.id
                        && (message.body_bytes().is_some() || !selection.reads_bodies())
                        && self.is_listed(message)
                });
                found.extend(message.map(|message| (hit.rank, message, false)));
                if found.len() > limit {
                    return Ok((found, None));
                }
            }
            let last = hits.last().map(|hit| hit.rank);
            if hits.len() < wanted {
                return Ok((found, None));
            }
            if looked >= SCAN_MAX {
                return Ok((found, last));
            }
            selection.after = last;
            wanted = wanted.saturating_mul(2).min(SCAN_MAX);
        }
    }

    /// As [`Shelf::kept`], while the store has no catalogue: message by message, among the newest.
    fn scanned(&self, selection: &Selection, limit: usize) -> Result<Vec<(Rank, Message, bool)>, Failure> {
        let most = usize::try_from(self.reader.counts().messages).unwrap_or(usize::MAX).min(SCAN_MAX);
        let mut wanted = if selection.best_first { most } else { limit.saturating_add(16).min(most) };
        loop {
            let query = StoreQuery {
                kinds: selection.kinds.clone(),
                institution: selection.institution.clone(),
                limit: wanted,
                before: selection.after.filter(|_| !selection.best_first).map(|after| after.created.plus(1)),
            };
            let ids = self.reader.recent(&query)?;
            let mut found = Vec::new();
            for id in &ids {
                let Some(message) = self.reader.message(id)? else { continue };
                if let Some(rank) = selection.rank(&message)
                    && self.is_listed(&message)
                {
                    found.push((rank, message, false));
                }
                if found.len() > limit && !selection.best_first {
                    break;
                }
            }
            if found.len() > limit || ids.len() < wanted || wanted >= most {
                return Ok(found);
            }
            wanted = wanted.saturating_mul(2).min(most);
        }
    }

    /// A thread's messages, the root among them, whichever of them was named.
    fn of_thread(&self, named: &str, filter: &Filter, limit: usize) -> Result<Page, Failure> {
        if filter.state.is_some() {
            let message = "state and thread do not go together";
            return Err(Failure::bad_request(
                message,
                "leave one of them out: `view` of a message has its state",
            ));
        }
        let named = self.find(named)?.message;
        let root = named.details().and_then(|details| details.root).unwrap_or(named.id());
        let mut all = self.replies(&root)?;
        all.extend(self.with_id(&root)?.map(|found| found.message));
        let listed = all.into_iter().filter(|message| self.is_listed(message));
        Ok(Page::of(
            listed.filter_map(|message| Some((filter.selection.rank(&message)?, message, false))).collect(),
            limit,
        ))
    }

    /// Messages that begin the newest threads, of those in a state.
    fn in_state(&self, api: &Api, filter: &Filter, limit: usize) -> Result<Page, Failure> {
        let rows = api.0.inbox.rows(self.reader, self.look, &api.handle().about().institution, self.now)?;
        let fitting = rows.into_iter().filter(|row| filter.fits(&row.summary, &row.facts));
        // All else was compared with the thread as it stands now.
        let wanted = &filter.selection;
        let (words, after) = (wanted.words.clone(), wanted.after);
        let words = Selection { words, after, best_first: wanted.best_first, ..Selection::default() };
        let mut found = Vec::new();
        for row in fitting {
            let source = &row.summary.source;
            let rank = Rank { score: 0, created: source.created, id: beginning(&source.id) };
            let one = self.with_id(&source.id)?.filter(|one| self.is_listed(&one.message));
            let Some(one) = one else { continue };
            let rank = if words.words.is_empty() {
                Some(rank).filter(|rank| words.after.is_none_or(|after| *rank < after))
            } else {
                words.rank(&one.message)
            };
            found.extend(rank.map(|rank| (rank, one.message, one.held)));
        }
        Ok(Page::of(found, limit))
    }
}

/// Lists of threads whose later pages may be asked for.
#[derive(Debug, Default)]
pub struct Pages(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    begun: u64,
    lists: VecDeque<List>,
}

/// A list as it was when its first page was asked for.
#[derive(Debug)]
struct List {
    number: u64,
    /// When: a cursor of another run of the node is none of this one.
    at: Millis,
    filter: Filter,
    ids: Vec<MessageId>,
}

impl Pages {
    /// The first page. The list is kept where there are more.
    fn begin(&self, filter: &Filter, mut rows: Vec<Row>, limit: usize) -> (Vec<Row>, Option<String>) {
        if rows.len() <= limit || limit == 0 {
            rows.truncate(limit);
            return (rows, None);
        }
        let ids = rows.iter().map(|row| row.summary.source.id).collect();
        rows.truncate(limit);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.begun += 1;
        let list = List { number: kept.begun, at: clock(), filter: filter.clone(), ids };
        let next = place(&list, limit);
        kept.lists.push_back(list);
        if kept.lists.len() > KEPT_MAX {
            kept.lists.pop_front();
        }
        (rows, Some(next))
    }

    /// A later page: the same threads, each as it is now.
    fn go_on(
        &self,
        cursor: &str,
        filter: &Filter,
        rows: Vec<Row>,
        limit: usize,
    ) -> Result<(Vec<Row>, Option<String>), Failure> {
        let Rank { score, created, id } = rank(cursor)?;
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let list = kept.lists.iter().find(|list| (list.number, list.at) == (id, created));
        let list = list.ok_or_else(|| {
            let message = "cursor: this list is not kept any longer";
            Failure::bad_request(message, "leave the cursor out to begin anew")
        })?;
        if list.filter != *filter {
            let message = "cursor: it belongs to a list that was filtered otherwise";
            return Err(Failure::bad_request(message, "give the parameters of the first page again"));
        }
        let from = usize::try_from(score).map_err(|_| wrong_cursor(cursor))?;
        let mut by_id: BTreeMap<MessageId, Row> =
            rows.into_iter().map(|row| (row.summary.source.id, row)).collect();
        let ids = list.ids.iter().skip(from).take(limit);
        let page = ids.filter_map(|id| by_id.remove(id)).collect();
        let end = from.saturating_add(limit);
        Ok((page, (limit > 0 && end < list.ids.len()).then(|| place(list, end))))
    }
}

/// The place in a kept list, as a cursor.
fn place(list: &List, at: usize) -> String {
    cursor(Rank { score: u32::try_from(at).unwrap_or(u32::MAX), created: list.at, id: list.number })
}
