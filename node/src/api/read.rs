//! Reading messages: lists, single ones, their bytes, the inbox.

use super::{
    Api, LIST_DEFAULT, LIST_MAX, delivery,
    problem::{Failure, shorten},
};
use crate::{codes, driver::clock, handle::Look, policy};
use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_client::api::{Inbox, MessageDetail, MessageInfo, SCHEMA};
use cabildo_protocol::{
    bounds::FUTURE_MAX_MS,
    content::Kind,
    id::{InstitutionId, MessageId, Millis},
    message::{Message, WireMessage},
    policy::{Hidden, Policy},
    views::{self, Context, Source, Thread},
};
use cabildo_store::{Query as StoreQuery, Reader};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::Arc};

/// Bytes of an id's text; nothing longer is one.
const ID_TEXT_MAX: usize = 90;
/// Ids that an ambiguous prefix is answered with.
const CANDIDATES: usize = 4;
/// Kinds in one filter.
const KINDS_MAX: usize = 32;
/// Messages of one thread that are looked at.
pub const THREAD_MAX: usize = 10_000;

/// `GET /v1/inbox`.
pub async fn inbox(
    State(api): State<Api>,
    query: Result<Query<InboxQuery>, QueryRejection>,
) -> Result<Json<Inbox>, Failure> {
    let limit = limit(parsed(query)?.limit)?;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let (about, now) = (api.handle().about(), clock());
        let mut threads = api.0.inbox.threads(api.handle().reader(), &look, &about.institution, now)?;
        threads.sort_by(views::by_urgency);
        threads.truncate(limit);
        Ok(Inbox { schema: SCHEMA, institution: about.institution.clone(), now, threads })
    });
    answer.await.map(Json)
}

/// What `/v1/inbox` may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboxQuery {
    limit: Option<u32>,
}

/// `GET /v1/messages`.
pub async fn messages(
    State(api): State<Api>,
    query: Result<Query<MessagesQuery>, QueryRejection>,
) -> Result<Json<Vec<MessageInfo>>, Failure> {
    let query = parsed(query)?;
    let limit = limit(query.limit)?;
    let filter = Filter::new(&query)?;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let found = match &query.thread {
            Some(thread) => shelf.of_thread(&shelf.find(thread)?, &filter)?,
            None => shelf.newest(&filter, limit)?,
        };
        let mut all: BTreeMap<(Millis, MessageId), (Message, bool)> =
            found.into_iter().map(|message| (place(&message), (message, false))).collect();
        for message in look.engine.held_crises.iter().filter(|m| query.thread.is_none() && filter.fits(m)) {
            all.insert(place(message), (message.clone(), true));
        }
        let newest = all.into_values().rev().filter(|(message, _)| shelf.is_listed(message)).take(limit);
        Ok(newest.map(|(message, held)| shelf.info(&message, held)).collect())
    });
    answer.await.map(Json)
}

/// What `/v1/messages` may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessagesQuery {
    pub kind: Option<String>,
    pub institution: Option<String>,
    pub thread: Option<String>,
    pub limit: Option<u32>,
}

/// `GET /v1/messages/{id}`.
pub async fn message(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<MessageDetail>, Failure> {
    let id = path_id(id)?;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let found = shelf.find(&id)?;
        let mut detail = shelf.detail(&found)?;
        if !found.held {
            let (message, view) = (&found.message, detail.view.as_ref());
            detail.delivery = Some(delivery::of(api.handle(), &look, message, view)?);
        }
        Ok(detail)
    });
    answer.await.map(Json)
}

/// `GET /v1/messages/{id}/raw`.
pub async fn raw(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let id = path_id(id)?;
    let look = api.handle().look().await?;
    let bytes =
        api.read(move |api| Ok(WireMessage::from(&Shelf::new(api, &look).find(&id)?.message).encode()));
    Ok(([(CONTENT_TYPE, "application/cbor")], bytes.await?).into_response())
}

fn place(message: &Message) -> (Millis, MessageId) {
    (message.position().created, message.id())
}

pub(super) fn path_id(id: Result<Path<String>, PathRejection>) -> Result<String, Failure> {
    let wrong =
        |_| Failure::bad_request("the id in the path is no text", "give an id (cbm1…) or its beginning");
    id.map(|Path(id)| id).map_err(wrong)
}

/// The query's fields, or which of them is wrong.
pub fn parsed<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Failure> {
    query.map(|Query(query)| query).map_err(|rejection| {
        Failure::bad_request(
            shorten(&rejection.body_text()),
            "see `GET /v1/openapi.json` for what may be asked",
        )
    })
}

pub(super) fn limit(asked: Option<u32>) -> Result<usize, Failure> {
    match asked.unwrap_or(LIST_DEFAULT) {
        limit if limit <= LIST_MAX => Ok(limit as usize),
        limit => {
            let message = format!("limit={limit}: a list has at most {LIST_MAX} items");
            Err(Failure::bad_request(message, "ask for fewer, and filter by kind, institution or thread"))
        }
    }
}

/// Which messages a list is about.
pub struct Filter {
    kinds: Option<Vec<u16>>,
    institution: Option<InstitutionId>,
}

impl Filter {
    /// Messages of one kind.
    pub fn of(kind: Kind) -> Self {
        Self { kinds: Some(vec![kind as u16]), institution: None }
    }

    pub fn new(query: &MessagesQuery) -> Result<Self, Failure> {
        let number = |name: &str| {
            let kind = match name.strip_prefix("unknown:") {
                Some(number) => number.parse().ok(),
                None => Kind::from_name(name).map(|kind| kind as u16),
            };
            kind.ok_or_else(|| {
                let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
                let message = format!("there is no kind {}", shorten(&format!("«{name}»")));
                Failure::bad_request(message, &format!("give one of {}", known.join(", ")))
            })
        };
        let kinds = query.kind.as_ref();
        let kinds = kinds.map(|names| names.split(',').take(KINDS_MAX).map(number).collect()).transpose()?;
        let institution = query.institution.as_ref().map(|id| {
            id.parse().map_err(|error: cabildo_protocol::id::IdError| {
                Failure::bad_request(shorten(&error.to_string()), "see `GET /v1/institutions`")
            })
        });
        Ok(Self { kinds, institution: institution.transpose()? })
    }

    fn fits(&self, message: &Message) -> bool {
        let kind = message.details().map(|details| details.kind);
        self.kinds.as_ref().is_none_or(|kinds| kind.is_some_and(|kind| kinds.contains(&kind)))
            && self.institution.as_ref().is_none_or(|id| *id == message.envelope().institution)
    }
}

/// A message, and whether it still waits for its predecessors.
pub struct Found {
    pub message: Message,
    pub held: bool,
}

/// What can be read at one look: what is kept, and crisis messages that wait.
pub struct Shelf<'a> {
    pub reader: &'a Reader,
    pub look: &'a Look,
    pub now: Millis,
    policy: Arc<Policy>,
}

impl<'a> Shelf<'a> {
    pub fn new(api: &'a Api, look: &'a Look) -> Self {
        let handle = api.handle();
        Self { reader: handle.reader(), look, now: clock(), policy: handle.policy().now() }
    }

    pub fn context(&self) -> Context<'_> {
        Context { authority: &self.look.authority, forks: &self.look.forks, now: self.now }
    }

    /// The message with this id, or the only one whose id begins so.
    pub fn find(&self, id: &str) -> Result<Found, Failure> {
        let remedy = "give an id (cbm1…) or its beginning, as `GET /v1/messages` lists them";
        if id.is_empty() || id.len() > ID_TEXT_MAX || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let said: String = shorten(&format!("«{id}»"));
            return Err(Failure::bad_request(format!("{said} is no message's id"), remedy));
        }
        let prefix = id.to_ascii_lowercase();
        let mut ids = match prefix.parse::<MessageId>() {
            Ok(id) => vec![id],
            Err(_) => self.reader.resolve(&prefix, CANDIDATES + 1)?,
        };
        for held in &self.look.engine.held_crises {
            if held.id().to_string().starts_with(&prefix) && !ids.contains(&held.id()) {
                ids.push(held.id());
            }
        }
        let none = || Failure::not_found(format!("no message «{prefix}» is here"), remedy);
        match ids[..] {
            [] => Err(none()),
            [id] => self.with_id(&id)?.ok_or_else(none),
            _ => {
                let first: Vec<_> = ids.iter().take(CANDIDATES).map(MessageId::to_string).collect();
                let more = if ids.len() > CANDIDATES { " and more" } else { "" };
                let message = format!("«{prefix}» may be {}{more}", first.join(", "));
                let status = axum::http::StatusCode::CONFLICT;
                Err(Failure::new(status, "ambiguous", message, "give more of the id"))
            }
        }
    }

    /// The message with exactly this id.
    pub fn with_id(&self, id: &MessageId) -> Result<Option<Found>, Failure> {
        if let Some(message) = self.reader.message(id)? {
            return Ok(Some(Found { message, held: false }));
        }
        let held = self.look.engine.held_crises.iter().find(|message| message.id() == *id);
        Ok(held.map(|message| Found { message: message.clone(), held: true }))
    }

    /// Whether a message counts and is due: what is void is hidden, what is dated ahead waits.
    pub fn is_shown(&self, message: &Message) -> bool {
        let due = message.details().is_none_or(|d| d.created <= self.now.plus(FUTURE_MAX_MS));
        due && self.look.authority.judge(message).is_ok()
    }

    /// Why this node does not show a message: it or what it answers is hidden by the node's policy.
    fn hidden_here(&self, message: &Message) -> Option<Hidden> {
        policy::hides(&self.policy, self.reader, message)
    }

    /// Whether a message is to be in lists.
    fn is_listed(&self, message: &Message) -> bool {
        self.is_shown(message) && self.hidden_here(message).is_none()
    }

    pub fn info(&self, message: &Message, held: bool) -> MessageInfo {
        let disputed = self.look.forks.get(&message.log()).is_some_and(|fork| *fork <= message.seq());
        MessageInfo::of(message, disputed, held)
    }

    fn detail(&self, found: &Found) -> Result<MessageDetail, Failure> {
        let message = &found.message;
        let details = message.details();
        let hidden = !self.is_shown(message) || details.is_none_or(|d| d.audience.is_some());
        let here = self.hidden_here(message).filter(|_| !hidden);
        let info = self.info(message, found.held);
        let mut left_out = 0;
        let view = if here.is_some() {
            Some(self.hidden_view(message))
        } else if hidden {
            // Of the message alone: it says why nothing is shown.
            Some(self.thread(message, &[]))
        } else {
            let root = match details.and_then(|d| d.root) {
                Some(root) => self.with_id(&root)?.map(|found| found.message),
                None => Some(message.clone()),
            };
            match root {
                Some(root) => {
                    let (view, hidden) = self.shown_thread(&root)?;
                    left_out = hidden;
                    Some(view)
                }
                None => None,
            }
        };
        let content = if hidden || here.is_some() { None } else { message.content().and_then(Result::ok) };
        let theme = match &view {
            Some(Thread::Proposal(view)) => view.proposal.theme.as_deref(),
            _ => None,
        };
        let theme = theme.and_then(|theme| codes::theme(&self.look.authority, theme)).unwrap_or_default();
        Ok(MessageDetail {
            schema: SCHEMA,
            info,
            content,
            view,
            theme,
            delivery: None,
            hidden: left_out,
            now: self.now,
        })
    }

    /// The root of the thread that the message with this id stands in; itself where that is not here.
    pub fn root_of(&self, id: &str) -> Result<Message, Failure> {
        let named = self.find(id)?.message;
        let root = named.details().and_then(|details| details.root);
        let root = root.map(|root| self.with_id(&root)).transpose()?.flatten();
        Ok(root.map_or(named, |found| found.message))
    }

    /// A thread as this node's policy shows it, and how many answers that hides.
    pub fn shown_thread(&self, root: &Message) -> Result<(Thread, u64), Failure> {
        if self.hidden_here(root).is_some() {
            return Ok((self.hidden_view(root), 0));
        }
        let mut replies = self.replies(&root.id())?;
        let all = replies.len();
        replies.retain(|reply| self.policy.hides(reply).is_none());
        Ok((self.thread(root, &replies), (all - replies.len()) as u64))
    }

    fn hidden_view(&self, message: &Message) -> Thread {
        let MessageInfo { id, institution, created, disputed, .. } = self.info(message, false);
        Thread::Opaque {
            source: Source { id, institution, created, disputed },
            kind: message.details().map(|details| details.kind),
            reason: "hidden_here".to_owned(),
        }
    }

    /// A thread of these replies. A text that this node does not keep any longer is not on its way.
    fn thread(&self, root: &Message, replies: &[Message]) -> Thread {
        match views::thread(root, replies, &self.context()) {
            Thread::Opaque { source, kind, reason }
                if reason == "no_body" && self.reader.is_dropped(&root.log(), root.seq()) =>
            {
                Thread::Opaque { source, kind, reason: "not_kept".to_owned() }
            }
            view => view,
        }
    }

    /// What answers a root, kept or held.
    pub fn replies(&self, root: &MessageId) -> Result<Vec<Message>, Failure> {
        let mut replies = Vec::new();
        for id in self.reader.thread(root)?.into_iter().take(THREAD_MAX) {
            replies.extend(self.reader.message(&id)?);
        }
        let answers = |message: &&Message| message.details().is_some_and(|d| d.root == Some(*root));
        replies.extend(self.look.engine.held_crises.iter().filter(answers).cloned());
        Ok(replies)
    }

    /// A thread's messages that are kept, the root among them, whichever of them was named.
    fn of_thread(&self, named: &Found, filter: &Filter) -> Result<Vec<Message>, Failure> {
        let root = named.message.details().and_then(|d| d.root).unwrap_or(named.message.id());
        let mut all = self.replies(&root)?;
        all.extend(self.with_id(&root)?.map(|found| found.message));
        all.retain(|message| filter.fits(message));
        Ok(all)
    }

    /// The newest messages that may be shown. What may not is rare: a few more are read than asked
    /// for, and twice as many where that does not suffice.
    pub fn newest(&self, filter: &Filter, limit: usize) -> Result<Vec<Message>, Failure> {
        let most = self.reader.counts().messages;
        let mut wanted = limit.saturating_add(16);
        loop {
            let query = StoreQuery {
                kinds: filter.kinds.clone(),
                institution: filter.institution.clone(),
                limit: wanted,
                before: None,
            };
            let ids = self.reader.recent(&query)?;
            let exhausted = ids.len() < wanted || ids.len() as u64 >= most;
            let mut shown = Vec::new();
            for id in &ids {
                shown.extend(self.reader.message(id)?.filter(|message| self.is_listed(message)));
                if shown.len() >= limit {
                    break;
                }
            }
            if shown.len() >= limit || exhausted {
                return Ok(shown);
            }
            wanted = wanted.saturating_mul(2);
        }
    }
}
