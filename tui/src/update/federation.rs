//! The screen of the federation: asked for when it is opened, and while it is open after news of
//! rosters and forks; one question at a time.

use super::{Command, moved};
use crate::{
    keys::Action,
    model::{Failure, Link, Model, Overlay},
};
use cabildo_client::api::{ApiEvent, FederationInfo, ResponseInfo};

/// Opens it.
pub fn open(model: &mut Model) {
    model.overlay = Overlay::Federation { top: 0 };
    model.federation.news = true;
}

/// Keys on it.
pub fn key(model: &mut Model, action: Option<Action>) {
    let Overlay::Federation { top } = model.overlay else { return };
    let last = crate::view::federation_last(model);
    let page = usize::from(model.size.1).saturating_sub(6).max(1);
    if let Some(top) = moved(top, last, page, action) {
        return model.overlay = Overlay::Federation { top };
    }
    match action {
        Some(Action::Refresh) => model.federation.news = true,
        Some(Action::Back) => model.overlay = Overlay::None,
        _ => {}
    }
}

/// The node tells of a change.
pub fn event(model: &mut Model, event: &ApiEvent) {
    if matches!(event, ApiEvent::Roster { .. } | ApiEvent::Forked { .. } | ApiEvent::Resync) {
        model.federation.news = true;
    }
}

/// Asks where it is shown and not known.
pub fn ask(model: &mut Model, todo: &mut Vec<Command>) {
    let shown = matches!(model.overlay, Overlay::Federation { .. }) && model.link == Link::Up;
    let federation = &mut model.federation;
    if shown && federation.news && !federation.asking {
        (federation.asking, federation.news) = (true, false);
        todo.extend([Command::LoadFederation, Command::LoadResponses]);
    }
}

/// There is no link any more: what was asked will not be answered.
pub fn unlinked(model: &mut Model) {
    model.federation.asking = false;
    model.federation.news = true;
}

/// The answer.
pub fn federation(model: &mut Model, result: Result<Box<FederationInfo>, Failure>) {
    model.federation.asking = false;
    match result {
        Ok(info) => (model.federation.info, model.federation.failure) = (Some(info), None),
        Err(failure) => model.federation.failure = Some(failure),
    }
}

/// How fast the members answer. Where that is not known the rest is shown all the same.
pub fn responses(model: &mut Model, result: Result<Box<ResponseInfo>, Failure>) {
    if let Ok(info) = result {
        model.federation.responses = Some(info);
    }
}
