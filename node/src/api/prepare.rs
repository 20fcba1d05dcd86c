//! `POST /v1/prepare`: checks a draft as the engine will, and says what to sign it with.

use super::{
    Api, DRAFT_MAX,
    attachments::check_named,
    problem::{Failure, shorten},
    read::{Found, Shelf},
    submit::body,
};
use crate::{codes, config::Role};
use axum::{
    Json,
    extract::{Request, State},
};
use cabildo_client::api::{DraftRequest, Prepared, SCHEMA};
use cabildo_protocol::{
    authority::Authority,
    bounds::{BODY_MAX, FUTURE_MAX_MS, HEADER_MAX, LAST_INSTANT_MS, REFS_MAX, SALT_LEN},
    content::{Comment, Content, Erasure, Kind, Step},
    id::{InstitutionId, LogId, MessageId, Millis},
    ingest::Refusal,
    message::{Details, Message, MessageError, Position},
    roster::Device,
};

/// `POST /v1/prepare`.
pub async fn prepare(State(api): State<Api>, request: Request) -> Result<Json<Prepared>, Failure> {
    let bytes = body(&api, request, DRAFT_MAX).await?;
    let draft: DraftRequest = serde_json::from_slice(&bytes).map_err(|error| malformed(&error))?;
    if api.handle().about().role == Role::Relay {
        return Err(Failure::relay());
    }
    let look = api.handle().look().await?;
    let answer = api.read(move |api| check(api, &Shelf::new(api, &look), &draft));
    answer.await.map(Json)
}

/// Where JSON breaks off or which field is wrong, with little of what it says.
fn malformed(error: &serde_json::Error) -> Failure {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = shorten(text.strip_suffix(&place).unwrap_or(&text));
    let message =
        format!("the draft is no valid JSON at line {}, column {}: {said}", error.line(), error.column());
    Failure::bad_request(message, "see `DraftRequest` in `GET /v1/openapi.json`")
}

fn check(api: &Api, shelf: &Shelf<'_>, draft: &DraftRequest) -> Result<Prepared, Failure> {
    if shelf.look.engine.read_only {
        return Err(Failure::read_only());
    }
    let kind = draft.content.kind();
    if matches!(kind, Kind::Closing | Kind::Contest | Kind::Final) {
        Failure::while_unchecked(shelf.look.engine.unchecked)?;
    }
    draft.content.check()?;
    let length = SALT_LEN + draft.content.encode().len();
    if length > BODY_MAX {
        return Err(MessageError::TooLong { what: "the body", length, max: BODY_MAX }.into());
    }
    let (institution, device) = author(api, shelf, draft)?;
    check_right(shelf, institution, device, kind)?;
    let log = LogId { key: draft.key, lane: kind.lane() };
    let position = position(shelf, &log)?;
    check_log(shelf, &log, &position)?;
    let quota = shelf.look.authority.quota(institution);
    if position.total_bytes.saturating_add((HEADER_MAX / 2 + length) as u64) > quota {
        return Err(Refusal::Quota { quota }.into());
    }
    check_expiry(draft.expires, shelf.now)?;
    let (root, answered) = thread(shelf, draft, institution, kind)?;
    check_cited(shelf, institution, &draft.content, root)?;
    let before = root.map(|root| shelf.with_id(&root)).transpose()?.flatten();
    let before = before.map(|root| shelf.files_of(&root.message)).unwrap_or_default();
    check_named(api, &draft.content, &before)?;
    match &draft.content {
        Content::Erasure(erasure) => check_erasure(shelf, erasure, institution)?,
        Content::Signature(signature) => check_text(shelf, ("signs", &signature.signs), root)?,
        Content::Amendment(amendment) => check_text(shelf, ("amends", &amendment.amends), root)?,
        Content::Translation(translation) => check_text(shelf, ("what", &translation.what), root)?,
        _ => {}
    }
    Ok(Prepared {
        schema: SCHEMA,
        federation: shelf.look.authority.federation(),
        institution: institution.clone(),
        position,
        needs: shelf.look.authority.needs(institution),
        root,
        refs: refs(shelf, draft, answered)?,
        now: shelf.now,
    })
}

/// Whether the theme and the mandate that are cited carry what is said.
fn check_cited(
    shelf: &Shelf<'_>,
    author: &InstitutionId,
    content: &Content,
    root: Option<MessageId>,
) -> Result<(), Failure> {
    let authority = &shelf.look.authority;
    let answered = root.map(|root| shelf.with_id(&root)).transpose()?.flatten();
    let on = answered.as_ref().and_then(|found| found.message.content()).and_then(Result::ok);
    authority.check_cited(author, content, on.as_ref().and_then(Content::theme), shelf.now)?;
    content.theme().map_or(Ok(()), |theme| check_theme(authority, theme))
}

/// Whether a theme is a code of the version of the list that it names, where that list is here.
pub fn check_theme(authority: &Authority, theme: &str) -> Result<(), Failure> {
    match codes::refuses_theme(authority, theme) {
        Some(why) => {
            Err(Failure::refused(why, "take a code with the version of its list: agua@2, diseases/A97@1"))
        }
        None => Ok(()),
    }
}

/// Whose key it is; where several list it, this node's own institution is meant.
fn author<'a>(
    api: &Api,
    shelf: &'a Shelf<'_>,
    draft: &DraftRequest,
) -> Result<(&'a InstitutionId, &'a Device), Failure> {
    let own = &api.handle().about().institution;
    let authority = &shelf.look.authority;
    let listing = authority.device(&draft.key).ok_or(Refusal::UnlistedKey)?;
    if listing.0 == own {
        return Ok(listing);
    }
    let mut all = authority.devices();
    let ours = all.find(|(key, institution, _)| **key == draft.key && *institution == own);
    Ok(ours.map_or(listing, |(_, institution, device)| (institution, device)))
}

fn check_right(
    shelf: &Shelf<'_>,
    institution: &InstitutionId,
    device: &Device,
    kind: Kind,
) -> Result<(), Refusal> {
    let number = kind as u16;
    if !shelf.look.authority.may(institution, kind) {
        return Err(Refusal::NotAllowed { who: institution.to_string(), kind: number });
    }
    if !device.role.may(number) {
        return Err(Refusal::NotAllowed { who: device.label.clone(), kind: number });
    }
    Ok(())
}

fn position(shelf: &Shelf<'_>, log: &LogId) -> Result<Position, Failure> {
    let heads = shelf.reader.heads();
    let head = heads.iter().find(|(other, _)| other == log).map(|(_, head)| *head);
    Ok(head.unwrap_or_else(|| Position::start(&shelf.look.authority.federation(), log)))
}

/// Whether the log may be continued after this position.
fn check_log(shelf: &Shelf<'_>, log: &LogId, position: &Position) -> Result<(), Refusal> {
    let next = position.seq.saturating_add(1);
    if let Some(seq) = shelf.look.forks.get(log) {
        return Err(Refusal::Fork { seq: *seq });
    }
    if let Some(cut_off) = shelf.look.authority.end(log).filter(|end| next > *end) {
        return Err(Refusal::BeyondCutOff { cut_off });
    }
    let waiting = shelf.look.engine.held_crises.iter().filter(|message| message.log() == *log);
    if let Some(head) = waiting.map(|message| message.seq()).max() {
        // Peers have seen more of this log than we have.
        return Err(Refusal::Conflict { head, seq: next });
    }
    if position.created > shelf.now.plus(FUTURE_MAX_MS) {
        return Err(Refusal::Future { created: position.created });
    }
    Ok(())
}

fn check_expiry(expires: Option<Millis>, now: Millis) -> Result<(), Failure> {
    match expires {
        Some(expires) if expires <= now => {
            Err(Failure::bad_request("expires: it lies in the past", "give a later time, or none"))
        }
        Some(expires) if expires.0 > LAST_INSTANT_MS => {
            Err(Failure::bad_request("expires: it lies after the year 9999", "give milliseconds since 1970"))
        }
        _ => Ok(()),
    }
}

/// The thread's root, and the reply in it that is meant, if it is not the root itself.
fn thread(
    shelf: &Shelf<'_>,
    draft: &DraftRequest,
    author: &InstitutionId,
    kind: Kind,
) -> Result<(Option<MessageId>, Option<MessageId>), Failure> {
    let answers = match (&draft.answers, !kind.names_root()) {
        (None, true) => return Ok((None, None)),
        (Some(_), true) => {
            let message = format!("answers: a {} stands by itself and answers nothing", kind.name());
            return Err(Failure::bad_request(message, "name other messages in `refs`"));
        }
        (None, false) => {
            let message = format!("answers: a {} needs the message that it answers", kind.name());
            return Err(Failure::bad_request(message, "give its id or the beginning of it"));
        }
        (Some(answers), false) => answers,
    };
    let named = shelf.find(answers)?;
    let (root, answered) = match named.message.details().and_then(|d| d.root) {
        None => (named, None),
        Some(root) => {
            let gone = || {
                Failure::not_found(
                    format!("the thread's first message {root} is not here"),
                    "wait until the node has caught up",
                )
            };
            (shelf.with_id(&root)?.ok_or_else(gone)?, Some(named.message.id()))
        }
    };
    check_root(shelf, &root, author, &draft.content)?;
    if let Content::Comment(Comment { answers: Some(other), .. }) = &draft.content {
        let found = shelf.with_id(other)?.map(|found| found.message);
        let own = |d: &Details| d.kind == Kind::Comment as u16 && d.root == Some(root.message.id());
        if !found.as_ref().and_then(Message::details).is_some_and(own) {
            let message = format!("content.answers: {other} is no comment of this thread");
            return Err(Failure::bad_request(message, "name one, or leave it out"));
        }
    }
    Ok((Some(root.message.id()), answered))
}

/// Whether this content may answer that root.
fn check_root(
    shelf: &Shelf<'_>,
    root: &Found,
    author: &InstitutionId,
    content: &Content,
) -> Result<(), Failure> {
    let wanted: &[Kind] = match content.kind() {
        Kind::Position
        | Kind::Closing
        | Kind::Contest
        | Kind::Final
        | Kind::Amendment
        | Kind::Commitment
        | Kind::Progress => &[Kind::Proposal],
        Kind::Withdrawal => &[Kind::Proposal, Kind::Declaration, Kind::Feedback],
        Kind::Revision => &[Kind::Proposal, Kind::Declaration],
        Kind::FollowUp => &[Kind::Feedback],
        Kind::Signature | Kind::SignatureWithdrawal => &[Kind::Declaration],
        Kind::Ack | Kind::NoticeUpdate | Kind::NoticeCancel => &[Kind::Notice],
        Kind::Rsvp | Kind::AgendaUpdate | Kind::AgendaCancel | Kind::Minutes | Kind::ItemRequest => {
            &[Kind::Agenda]
        }
        Kind::Comment | Kind::Pause | Kind::Translation => {
            &[Kind::Proposal, Kind::Notice, Kind::Agenda, Kind::Declaration, Kind::Feedback]
        }
        Kind::Erasure => {
            &[Kind::Proposal, Kind::Notice, Kind::Agenda, Kind::Declaration, Kind::Feedback, Kind::Rota]
        }
        Kind::Proposal | Kind::Notice | Kind::Agenda | Kind::Declaration | Kind::Feedback | Kind::Rota => &[],
    };
    let name = content.kind().name();
    let id = root.message.id();
    if !shelf.is_shown(&root.message) {
        let message = format!("answers: {id} is void or not due yet");
        return Err(Failure::refused(message, "answer another message"));
    }
    let kind = root.message.details().and_then(|d| Kind::from_number(d.kind));
    if !kind.is_some_and(|kind| wanted.contains(&kind)) {
        let wanted: Vec<_> = wanted.iter().map(|kind| kind.name()).collect();
        let is = kind.map_or("of a kind that this release does not know", Kind::name);
        let message = format!("answers: {id} is {is}, but a {name} answers {}", wanted.join(" or "));
        return Err(Failure::bad_request(message, "name a message of that kind"));
    }
    let by = &root.message.envelope().institution;
    if let (Content::FollowUp(step), Some(Ok(Content::Feedback(feedback)))) =
        (content, root.message.content())
    {
        let whose = if step.step == Step::Reopen { by } else { &feedback.asked };
        if whose != author {
            let message = format!("only {whose} may take this step");
            return Err(Failure::refused(message, "comment on it"));
        }
    }
    if content.kind() == Kind::Commitment && by != author {
        let message = format!("only {by}, who made the proposal, says what follows from it");
        return Err(Failure::refused(message, "comment on it"));
    }
    let convener = matches!(content.kind(), Kind::AgendaUpdate | Kind::AgendaCancel | Kind::Minutes);
    if convener && by != author {
        let message = format!("only {by}, who convened the meeting, may change it, call it off or minute it");
        return Err(Failure::refused(message, "answer the invitation, or comment on it"));
    }
    if matches!(content.kind(), Kind::NoticeUpdate | Kind::NoticeCancel) && by != author {
        let message = format!("only {by}, who wrote the notice, may change it or withdraw it");
        return Err(Failure::refused(
            message,
            "acknowledge it, comment on it, or write a notice of your own",
        ));
    }
    Ok(())
}

/// Whether what is to be signed or was translated is what begins the thread, or a new text of it by its
/// author.
fn check_text(
    shelf: &Shelf<'_>,
    (field, what): (&str, &MessageId),
    root: Option<MessageId>,
) -> Result<(), Failure> {
    let found = shelf.with_id(what)?.map(|found| found.message);
    let by = |message: &Message| message.envelope().institution.clone();
    let root = root.map(|root| shelf.with_id(&root)).transpose()?.flatten().map(|found| found.message);
    let is_text = found.as_ref().zip(root.as_ref()).is_some_and(|(found, root)| {
        let texts = [Kind::Revision, Kind::NoticeUpdate, Kind::AgendaUpdate];
        let revises =
            |d: &Details| texts.into_iter().any(|kind| d.kind == kind as u16) && d.root == Some(root.id());
        found.id() == root.id() || (found.details().is_some_and(revises) && by(found) == by(root))
    });
    if is_text {
        return Ok(());
    }
    let message = format!("{field}: {what} does not begin the thread, nor is it a new text by its author");
    Err(Failure::bad_request(message, "name the text as its view has it"))
}

/// Whether what is to be erased is the author's own, and just that message.
fn check_erasure(shelf: &Shelf<'_>, erasure: &Erasure, author: &InstitutionId) -> Result<(), Failure> {
    let gone =
        || Failure::not_found(format!("what: {} is not here", erasure.what), "wait for it, or correct it");
    let found = shelf.with_id(&erasure.what)?.ok_or_else(gone)?.message;
    let by = &found.envelope().institution;
    if by != author {
        let message = format!("what: {} is of {by}, and only {by} can erase it", erasure.what);
        return Err(Failure::refused(message, "ask them, or comment on it"));
    }
    let kind = found.details().and_then(|details| Kind::from_number(details.kind));
    if matches!(kind, Some(Kind::Signature | Kind::SignatureWithdrawal)) {
        let message =
            format!("what: {} is a signature, and what came into force by it would not be", erasure.what);
        return Err(Failure::refused(message, "take it back while the declaration is open"));
    }
    if (found.log(), found.seq()) != (erasure.log, erasure.seq) {
        let message = format!("{} stands at {} of {}", erasure.what, found.seq(), found.log());
        return Err(Failure::bad_request(message, "give just that as `log` and `seq`"));
    }
    Ok(())
}

/// The messages referred to, each once, the answered reply first.
fn refs(
    shelf: &Shelf<'_>,
    draft: &DraftRequest,
    answered: Option<MessageId>,
) -> Result<Vec<MessageId>, Failure> {
    let too_many = || {
        let message = format!("refs: a message refers to at most {REFS_MAX} others");
        Failure::bad_request(message, "name fewer")
    };
    if draft.refs.len() > REFS_MAX {
        return Err(too_many());
    }
    let mut all: Vec<MessageId> = answered.into_iter().collect();
    for named in &draft.refs {
        let id = shelf.find(named)?.message.id();
        if !all.contains(&id) {
            all.push(id);
        }
    }
    if all.len() > REFS_MAX { Err(too_many()) } else { Ok(all) }
}
