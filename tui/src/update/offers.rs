//! Alerts of other systems: shown while they are offered, passed over, or taken over as they stand after a
//! last look. Nothing is sent by itself.

use super::{Command, note, say};
use crate::model::{
    Failure, Model, Mood,
    compose::{Act, Compose, DraftKey, Form},
};
use cabildo_client::{
    api::{Offer, OfferedAlert, OffersInfo},
    lang::Arg,
};
use cabildo_protocol::content::Content;

/// One more is offered.
pub fn offered(model: &mut Model, offer: &Offer, todo: &mut Vec<Command>) {
    let title = offer.title.best(&model.languages).map_or("", |(_, text)| text);
    let args = [("feed", Arg::from(&offer.feed)), ("title", Arg::from(title))];
    let text = model.lang.with("tui-offered", &args);
    note(model, Mood::Bad, text);
    todo.push(Command::LoadOffers);
}

/// What is offered.
pub fn offers(model: &mut Model, result: Result<OffersInfo, Failure>) {
    match result {
        Ok(info) => model.offers = info.offers,
        Err(failure) => failed(model, &failure),
    }
}

/// One of them as a draft: shown whole before it is signed.
pub fn taken(model: &mut Model, result: Result<Box<OfferedAlert>, Failure>) {
    let OfferedAlert { offer, content, .. } = match result {
        Ok(alert) => *alert,
        Err(failure) => return failed(model, &failure),
    };
    let (key, content) = match (content, offer.replaces, offer.msg_type.as_str()) {
        (Some(Content::Notice(notice)), None, "alert" | "update") => {
            (DraftKey::begun(Act::Notice, model.now), Content::Notice(notice))
        }
        (Some(Content::Notice(notice)), Some(thread), "alert" | "update") => {
            (DraftKey { thread, act: Act::Update }, Content::NoticeUpdate(notice))
        }
        (_, Some(thread), "cancel") => {
            let notice = thread.to_string();
            let text = model.lang.with("tui-offer-cancels", &[("notice", Arg::from(&notice))]);
            return note(model, Mood::Bad, text);
        }
        _ => return say(model, Mood::Bad, "tui-offer-nothing"),
    };
    model.sheet = None;
    model.compose = Some(Compose::offered(key, content));
}

/// One that nobody takes over.
pub fn passed_over(model: &mut Model, result: Result<(), Failure>, todo: &mut Vec<Command>) {
    match result {
        Ok(()) => say(model, Mood::Plain, "cli-cap-passed-over"),
        Err(failure) => failed(model, &failure),
    }
    todo.push(Command::LoadOffers);
}

fn failed(model: &mut Model, failure: &Failure) {
    let text = model.lang.with("tui-failed", &[("why", Arg::from(&failure.message))]);
    note(model, Mood::Bad, text);
}

/// Whether what is written stands as another system said it.
#[must_use]
pub fn is_offered(compose: &Compose) -> bool {
    matches!(compose.form, Form::Offered(_))
}
