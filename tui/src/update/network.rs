//! The screen of the peers: asked for while it is open, after news of them and now and then, and
//! never oftener than every few seconds.

use super::{Command, moved};
use crate::{
    keys::Action,
    model::{Failure, Link, Model, Overlay},
};
use cabildo_client::api::PeerInfo;

/// The shortest time between two questions, milliseconds.
pub const NEWS_MS: u64 = 3_000;
/// How long a list is shown before it is asked for again without news, milliseconds.
pub const STALE_MS: u64 = 10_000;

/// Opens it.
pub fn open(model: &mut Model) {
    model.overlay = Overlay::Network { top: 0 };
    model.peers.news = true;
}

/// Keys on it.
pub fn key(model: &mut Model, action: Option<Action>) {
    let Overlay::Network { top } = model.overlay else { return };
    let last = crate::view::network_last(model);
    let page = usize::from(model.size.1).saturating_sub(6).max(1);
    if let Some(top) = moved(top, last, page, action) {
        return model.overlay = Overlay::Network { top };
    }
    match action {
        Some(Action::Refresh) => model.peers.news = true,
        Some(Action::Back) => model.overlay = Overlay::None,
        _ => {}
    }
}

/// When the list is next asked for, while it is shown.
#[must_use]
pub fn due(model: &Model) -> Option<cabildo_protocol::id::Millis> {
    let shown = matches!(model.overlay, Overlay::Network { .. }) && model.link == Link::Up;
    let peers = &model.peers;
    let wait = if peers.news { NEWS_MS } else { STALE_MS };
    (shown && !peers.asking).then(|| peers.asked.plus(wait))
}

/// Asks for the list where it is time.
pub fn ask(model: &mut Model, todo: &mut Vec<Command>) {
    if due(model).is_some_and(|due| due <= model.now) {
        (model.peers.asking, model.peers.news, model.peers.asked) = (true, false, model.now);
        todo.push(Command::LoadPeers);
    }
}

/// The list.
pub fn peers(model: &mut Model, result: Result<Vec<PeerInfo>, Failure>) {
    model.peers.asking = false;
    match result {
        Ok(mut list) => {
            // What goes wrong stands on top, then who is furthest ahead of us.
            list.sort_by(|a, b| {
                let key = |p: &PeerInfo| (p.connected, std::cmp::Reverse(p.behind), p.institution.clone());
                key(a).cmp(&key(b))
            });
            (model.peers.list, model.peers.failure) = (Some(list), None);
        }
        Err(failure) => model.peers.failure = Some(failure),
    }
}
