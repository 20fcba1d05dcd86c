//! Messages in the formats of other programs.

use super::{
    Api,
    filter::Filter,
    problem::Failure,
    read::{Shelf, path_id},
};
use crate::{
    formats::{
        atom,
        cap::{self, Alert, Earlier},
    },
    places,
};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use cabildo_protocol::{
    content::{Content, Kind},
    id::InstitutionId,
    message::Message,
    text::Texts,
    views::{NoticeState, Thread},
};
use jiff::tz::TimeZone;

/// Threads of one feed.
const FEED_MAX: usize = 200;
/// Bytes of one feed; what does not fit is older.
const FEED_BYTES_MAX: usize = 8 * 1024 * 1024;

/// `GET /v1/messages/{id}/cap`: a message of a notice's thread as a CAP alert.
pub async fn cap(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let id = path_id(id)?;
    let look = api.handle().look().await?;
    let text = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let message = shelf.find(&id)?.message;
        let zone = zone(&shelf, &message.envelope().institution);
        Ok(cap::write(&alert(&shelf, &message)?, &zone))
    });
    Ok(([(CONTENT_TYPE, cap::MEDIA_TYPE)], text.await?).into_response())
}

/// `GET /v1/cap.atom`: what the notices that hold say now, and the cancellations of others.
pub async fn cap_feed(State(api): State<Api>) -> Result<Response, Failure> {
    let look = api.handle().look().await?;
    let text = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let mut entries = Vec::new();
        let mut bytes = 0;
        for root in shelf.newest(&Filter::of(Kind::Notice), FEED_MAX)? {
            let Some(entry) = entry(&shelf, &root)? else { continue };
            let length = cap::write(&entry.alert, &entry.zone).len();
            // One that is too large hides no other.
            if bytes + length > FEED_BYTES_MAX {
                continue;
            }
            bytes += length;
            entries.push(entry);
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.alert.sent));
        let federation = look.authority.federation();
        let title = best(look.authority.name());
        Ok(atom::feed(&format!("urn:cabildo:{federation}:cap"), &title, &entries))
    });
    Ok(([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], text.await?).into_response())
}

/// The last word of a notice; none where it has expired or cannot be shown.
fn entry(shelf: &Shelf<'_>, root: &Message) -> Result<Option<atom::Entry>, Failure> {
    let view = match shelf.shown_thread(root)?.0 {
        Thread::Notice(view) if view.state != NoticeState::Expired => view,
        _ => return Ok(None),
    };
    let cancelled = view.cancelled.as_ref().map(|(source, _)| source).filter(|source| !source.disputed);
    let updated = view.updates.iter().rfind(|update| !update.disputed);
    let last = cancelled.or(updated).unwrap_or(&view.source);
    let Some(found) = shelf.with_id(&last.id)? else { return Ok(None) };
    let summary = view.notice.info.first().map(|info| best(&info.description)).unwrap_or_default();
    Ok(Some(atom::Entry {
        title: cap::marked(view.notice.status, &best(view.notice.title())),
        author: best(&name(shelf, &view.source.institution)),
        summary,
        alert: alert(shelf, &found.message)?,
        zone: zone(shelf, &view.source.institution),
    }))
}

/// A message as an alert.
fn alert(shelf: &Shelf<'_>, message: &Message) -> Result<Alert, Failure> {
    let content = shown(shelf, message)?;
    let institution = message.envelope().institution.clone();
    let root_id = message.details().and_then(|details| details.root).unwrap_or(message.id());
    let root = shelf.with_id(&root_id)?.map(|found| found.message);
    let not_a_notice = || {
        let text = "the message is neither a notice nor an update, cancellation or acknowledgement of one";
        Failure::bad_request(text, "CAP has notices alone: see `GET /v1/inbox` for them")
    };
    let (about, author) = match root.as_ref().map(|root| (root.content(), root)) {
        Some((Some(Ok(Content::Notice(notice))), root)) => {
            (Some(notice), root.envelope().institution.clone())
        }
        // Its notice is not here or says nothing any more: an update is taken at its own word.
        Some((None | Some(Err(_)), root)) => (None, root.envelope().institution.clone()),
        None => (None, institution.clone()),
        Some(_) => return Err(not_a_notice()),
    };
    if about.is_none() && matches!(content, Content::NoticeCancel(_) | Content::Ack(_)) {
        let text = "the notice is not here, or was erased: nobody can say whether it was real, and for whom";
        return Err(Failure::new(StatusCode::CONFLICT, "conflict", text, "see `GET /v1/messages/{id}`"));
    }
    let place = |message: &Message| (message.position().created, message.id());
    let mut before: Vec<Message> = shelf.replies(&root_id)?.into_iter().chain(root).collect();
    before.retain(|other| {
        let revises = other.details().is_some_and(|details| {
            [Kind::Notice, Kind::NoticeUpdate, Kind::NoticeCancel].iter().any(|k| *k as u16 == details.kind)
        });
        revises
            && other.envelope().institution == author
            && place(other) < place(message)
            && shelf.is_shown(other)
    });
    before.sort_by_key(place);
    if matches!(content, Content::NoticeUpdate(_) | Content::NoticeCancel(_)) && institution != author {
        let text =
            "only the institution that issued a notice updates or cancels it; this message does neither";
        return Err(Failure::bad_request(text, "see the notice itself"));
    }
    let ids: Vec<_> = before.iter().map(|m| (m.envelope().institution.clone(), place(m))).collect();
    let earlier: Vec<Earlier<'_>> = ids
        .iter()
        .map(|(institution, (created, id))| Earlier { institution, id, created: *created })
        .collect();
    let (created, id) = place(message);
    let this = Earlier { institution: &institution, id: &id, created };
    let (name, zone) = (name(shelf, &institution), zone(shelf, &institution));
    cap::of_message(this, &content, about.as_ref(), &earlier, &name, &zone).ok_or_else(not_a_notice)
}

/// What a message says, where it may be shown.
pub(super) fn shown(shelf: &Shelf<'_>, message: &Message) -> Result<Content, Failure> {
    let refused = |text: &str| {
        Failure::new(StatusCode::CONFLICT, "conflict", text, "see `GET /v1/messages/{id}` for why")
    };
    let sealed = message.details().is_none_or(|details| details.audience.is_some());
    if !shelf.is_listed(message) || sealed {
        return Err(refused("the message does not count, is not due, is not understood, or is hidden here"));
    }
    match message.content() {
        Some(Ok(content)) => Ok(content),
        Some(Err(_)) => Err(refused("what the message says cannot be read")),
        None => Err(refused("the message's text is not here, or was erased")),
    }
}

/// The clock of an institution's place.
pub(super) fn zone(shelf: &Shelf<'_>, id: &InstitutionId) -> TimeZone {
    let entry = shelf.look.authority.institution(id);
    let name = entry.and_then(|entry| places::time_zone(id, entry.time_zone.as_deref(), &entry.places));
    name.and_then(|(name, _)| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC)
}

pub(super) fn name(shelf: &Shelf<'_>, id: &InstitutionId) -> Texts {
    shelf.look.authority.institution(id).map(|entry| entry.names.clone()).unwrap_or_default()
}

/// In Spanish, or else whatever there is: a feed has one language only.
pub(super) fn best(texts: &Texts) -> String {
    texts.best(&[]).map(|(_, text)| text.to_owned()).unwrap_or_default()
}
