//! Reading messages: single ones, their bytes, their threads.

use super::{
    Api, delivery,
    kept::{Then, Threads, View},
    problem::{Failure, shorten},
};
use crate::{codes, driver::clock, handle::Look, policy};
use axum::{
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use cabildo_client::api::{MessageDetail, MessageInfo, SCHEMA};
use cabildo_protocol::{
    bounds::FUTURE_MAX_MS,
    content::{CapScope, Content, Kind},
    id::{InstitutionId, MessageId, Millis},
    message::{Message, WireMessage},
    policy::{Hidden, Policy},
    views::{self, Context, Source, Thread},
};
use cabildo_store::Reader;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes of an id's text; nothing longer is one.
const ID_TEXT_MAX: usize = 90;
/// Bytes that what stands beside a thread seldom exceeds.
const SHORT: usize = 16 << 10;
/// Ids that an ambiguous prefix is answered with.
const CANDIDATES: usize = 4;
/// Messages of one thread that are looked at.
pub const THREAD_MAX: usize = 10_000;
/// Where there are more, those of one institution: its last ones.
const EACH_MAX: usize = 256;
/// Replies that are looked at for that.
const LOOKED_MAX: usize = 200_000;

/// `GET /v1/messages/{id}`.
pub async fn message(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let id = path_id(id)?;
    let look = api.handle().look().await?;
    let bytes = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let found = shelf.find(&id)?;
        let mut detail = shelf.detail(api, &found)?;
        if !found.held {
            let (message, view) = (&found.message, detail.view.as_ref().map(View::thread));
            detail.delivery = Some(delivery::of(api.handle(), &look, message, view)?);
        }
        written(&detail).map_err(|error| Failure::internal(error.to_string()))
    });
    Ok(([(CONTENT_TYPE, "application/json")], bytes.await?).into_response())
}

/// The JSON of a message with its thread, which may be long: written where nobody waits for another answer.
fn written(detail: &MessageDetail<View>) -> Result<Vec<u8>, serde_json::Error> {
    let thread = detail.view.as_ref().map(View::json).transpose()?;
    let mut bytes = Vec::with_capacity(SHORT + thread.map_or(0, |json| json.get().len()));
    serde_json::to_writer(&mut bytes, detail)?;
    Ok(bytes)
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
    pub policy: Arc<Policy>,
    threads: &'a Threads,
    public: bool,
}

impl<'a> Shelf<'a> {
    pub fn new(api: &'a Api, look: &'a Look) -> Self {
        let handle = api.handle();
        Self {
            reader: handle.reader(),
            look,
            now: clock(),
            policy: handle.policy().now(),
            threads: &api.0.threads,
            public: api.0.public,
        }
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
        let none = || Failure::not_found(format!("no message «{prefix}» is here"), remedy);
        // What beginnings there are would tell of messages that are not for everybody.
        if self.public && prefix.parse::<MessageId>().is_err() {
            return Err(none());
        }
        let mut ids = match prefix.parse::<MessageId>() {
            Ok(id) => vec![id],
            Err(_) => self.reader.resolve(&prefix, CANDIDATES + 1)?,
        };
        for held in &self.look.engine.held_crises {
            if held.id().to_string().starts_with(&prefix) && !ids.contains(&held.id()) {
                ids.push(held.id());
            }
        }
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
    pub fn is_listed(&self, message: &Message) -> bool {
        self.is_shown(message) && self.hidden_here(message).is_none() && !self.is_withheld(message)
    }

    /// Whether a message is or answers a notice that its author did not give to everybody, and everybody
    /// may read here.
    fn is_withheld(&self, message: &Message) -> bool {
        // Of an answer whose notice is not here nobody knows for whom it is.
        let of_root = |root| !matches!(self.with_id(&root), Ok(Some(found)) if !is_closed(&found.message));
        let root = message.details().and_then(|details| details.root);
        self.public && (is_closed(message) || root.is_some_and(of_root))
    }

    pub fn info(&self, message: &Message, held: bool) -> MessageInfo {
        let disputed = self.look.forks.get(&message.log()).is_some_and(|fork| *fork <= message.seq());
        let mut info = MessageInfo::of(message, disputed, held);
        // What answers an exercise is as little the real thing.
        let answers = matches!(Kind::from_name(&info.kind), Some(Kind::Ack | Kind::NoticeCancel));
        if answers && let Ok(Some(root)) = self.with_id(&info.thread) {
            info.exercise = root.message.content().is_some_and(|c| c.is_ok_and(|c| c.is_exercise()));
        }
        info
    }

    fn detail(&self, api: &Api, found: &Found) -> Result<MessageDetail<View>, Failure> {
        let message = &found.message;
        let details = message.details();
        let hidden = !self.is_shown(message) || details.is_none_or(|d| d.audience.is_some());
        let here = self.hidden_here(message).filter(|_| !hidden);
        let info = self.info(message, found.held);
        let (mut left_out, mut attachments) = (0, Vec::new());
        let view = if here.is_some() {
            Some(self.hidden_view(message).into())
        } else if hidden {
            // Of the message alone: it says why nothing is shown.
            Some(self.thread(message, &[]).into())
        } else {
            let root = match details.and_then(|d| d.root) {
                Some(root) => self.with_id(&root)?.map(|found| found.message),
                None => Some(message.clone()),
            };
            match root {
                Some(root) => {
                    let shown = self.shown(&root)?;
                    left_out = shown.hidden;
                    attachments = self.infos(api, std::iter::once(&root).chain(&shown.naming))?;
                    Some(shown.view)
                }
                None => None,
            }
        };
        let content = if hidden || here.is_some() { None } else { message.content().and_then(Result::ok) };
        let theme = match view.as_ref().map(View::thread) {
            Some(Thread::Proposal(view)) => view.proposal.theme.as_deref(),
            Some(Thread::Declaration(view)) => view.declaration.theme.as_deref(),
            Some(Thread::Feedback(view)) => view.feedback.theme.as_deref(),
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
            attachments,
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
        let Shown { view, hidden, .. } = self.shown(root)?;
        Ok((view.into_thread(), hidden))
    }

    fn shown(&self, root: &Message) -> Result<Shown, Failure> {
        if self.hidden_here(root).is_some() || self.is_withheld(root) {
            return Ok(Shown { view: self.hidden_view(root).into(), naming: Vec::new(), hidden: 0 });
        }
        if let Some(shown) = self.threads.again(self, root)? {
            return Ok(shown);
        }
        let then = Then::now(self);
        let mut replies = self.replies(&root.id())?;
        let all = replies.len();
        replies.retain(|reply| self.policy.hides(reply).is_none() && !(self.public && is_closed(reply)));
        let hidden = (all - replies.len()) as u64;
        let thread = self.thread(root, &replies);
        let mut naming: Vec<Message> =
            replies.iter().filter(|reply| may_name_files(reply)).cloned().collect();
        naming.sort_by_key(|reply| (reply.position().created, reply.id()));
        let shown = Shown { view: thread.into(), naming, hidden };
        self.threads.keep(self, root, &replies, (then, &shown));
        Ok(shown)
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
        let mut replies = fairly(self.reader.thread(root)?, |id| self.reader.message(id))?;
        let answers = |message: &&Message| message.details().is_some_and(|d| d.root == Some(*root));
        replies.extend(self.look.engine.held_crises.iter().filter(answers).cloned());
        Ok(replies)
    }
}

/// A thread as this node's policy shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The thread.
    pub view: View,
    /// The replies that may name files, oldest first.
    pub naming: Vec<Message>,
    /// How many replies the policy hides.
    pub hidden: u64,
}

/// Whether a message is of a kind that names files.
pub fn may_name_files(message: &Message) -> bool {
    message.details().is_some_and(|details| {
        details.audience.is_none() && Kind::from_number(details.kind).is_some_and(Kind::names_files)
    })
}

/// Whether a message is a notice, or a new version of one, that its author did not give to everybody.
fn is_closed(message: &Message) -> bool {
    match message.content() {
        Some(Ok(Content::Notice(notice) | Content::NoticeUpdate(notice))) => notice.scope != CapScope::Public,
        // What it says is not here, or cannot be read.
        Some(Err(_)) | None => {
            let kind = message.details().and_then(|details| Kind::from_number(details.kind));
            matches!(kind, Some(Kind::Notice | Kind::NoticeUpdate))
        }
        Some(Ok(_)) => false,
    }
}

/// Replies of a thread, all of them up to [`THREAD_MAX`]. Of more than that each institution has its last ones, so
/// that none writes the others out of a thread.
pub fn fairly<E>(
    ids: Vec<MessageId>,
    read: impl FnMut(&MessageId) -> Result<Option<Message>, E>,
) -> Result<Vec<Message>, E> {
    share(ids, read, (THREAD_MAX, EACH_MAX))
}

/// All replies up to so many; of more than that so many of each institution, its last ones.
pub(super) fn share<E>(
    ids: Vec<MessageId>,
    mut read: impl FnMut(&MessageId) -> Result<Option<Message>, E>,
    (most, of_one): (usize, usize),
) -> Result<Vec<Message>, E> {
    let all = ids.len() <= most;
    let mut of_each: BTreeMap<InstitutionId, BTreeMap<(Millis, MessageId), Message>> = BTreeMap::new();
    let mut replies = Vec::new();
    for id in ids.into_iter().take(LOOKED_MAX) {
        let Some(message) = read(&id)? else { continue };
        if all {
            replies.push(message);
            continue;
        }
        let last = of_each.entry(message.envelope().institution.clone()).or_default();
        last.insert((message.position().created, id), message);
        if last.len() > of_one {
            last.pop_first();
        }
    }
    replies.extend(of_each.into_values().flat_map(BTreeMap::into_values));
    Ok(replies)
}
