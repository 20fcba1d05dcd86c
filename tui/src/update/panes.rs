//! Moving in the inbox and in a thread.

use super::{Command, marks, moved, node};
use crate::{
    keys::Action,
    model::{Model, Pane, Reader},
    view,
};
use cabildo_protocol::id::MessageId;

/// A movement.
pub fn go(model: &mut Model, action: Action, todo: &mut Vec<Command>) {
    match (action, model.pane) {
        (Action::Back, _) => {
            // What arrived while it was read has been seen too.
            if let (Pane::Reader, Some(reader)) = (model.pane, &model.reader) {
                marks::read(model, reader.id, todo);
            }
            back(model);
        }
        (Action::NextPane, _) => other_pane(model, todo),
        (Action::NextThread, _) => step(model, 1, todo),
        (Action::PreviousThread, _) => step(model, -1, todo),
        (Action::Open, _) => {
            if let Some(id) = model.chosen {
                read(model, id, todo);
            }
        }
        (_, Pane::Reader) => scroll(model, action),
        (_, Pane::Inbox) => choose(model, action, todo),
    }
}

/// Reads a thread from its beginning.
pub fn read(model: &mut Model, id: MessageId, todo: &mut Vec<Command>) {
    show(model, id, todo);
    model.chosen = Some(id);
    model.pane = Pane::Reader;
    if model.alert.as_ref().is_some_and(|alert| alert.id == id) {
        model.alert = None;
    }
    marks::read(model, id, todo);
}

/// Puts a thread into the reader without going there.
fn show(model: &mut Model, id: MessageId, todo: &mut Vec<Command>) {
    if model.reader.as_ref().map(|reader| reader.id) != Some(id) {
        model.reader =
            Some(Reader { id, detail: model.read.get(&id).cloned(), failure: None, top: Default::default() });
    }
    node::load_detail(model, id, todo);
}

/// After a change of size or of the list: two panes always show the chosen thread.
pub fn settle(model: &mut Model, todo: &mut Vec<Command>) {
    let height = view::areas(model).inbox.height;
    if height > 0 {
        model.first = view::first_shown(model, height);
    }
    let shown = model.reader.as_ref().map(|reader| reader.id);
    if model.two_panes()
        && model.pane == Pane::Inbox
        && let Some(id) = model.chosen
        && shown != Some(id)
    {
        show(model, id, todo);
    }
}

fn back(model: &mut Model) {
    if model.pane == Pane::Reader {
        model.pane = Pane::Inbox;
        if !model.two_panes() {
            model.reader = None;
        }
    } else {
        model.alert = None;
    }
}

fn other_pane(model: &mut Model, todo: &mut Vec<Command>) {
    match (model.pane, model.chosen) {
        (Pane::Reader, _) => model.pane = Pane::Inbox,
        (Pane::Inbox, Some(id)) => read(model, id, todo),
        (Pane::Inbox, None) => {}
    }
}

/// The thread before or after, read where one is read.
fn step(model: &mut Model, by: isize, todo: &mut Vec<Command>) {
    let at = model.chosen_index().unwrap_or_default();
    let Some(id) = at.checked_add_signed(by).and_then(|n| model.threads().get(n)).map(|t| t.source.id) else {
        return;
    };
    model.chosen = Some(id);
    if model.pane == Pane::Reader {
        read(model, id, todo);
    }
    settle(model, todo);
}

fn choose(model: &mut Model, action: Action, todo: &mut Vec<Command>) {
    let count = model.threads().len();
    if count == 0 {
        return;
    }
    let at = model.chosen_index().unwrap_or_default();
    let page = usize::from(view::areas(model).inbox.height / 2).max(2) - 1;
    let Some(to) = moved(at, count - 1, page, Some(action)) else { return };
    model.chosen = model.threads().get(to).map(|thread| thread.source.id);
    settle(model, todo);
}

fn scroll(model: &mut Model, action: Action) {
    let Some(reader) = &model.reader else { return };
    let height = view::areas(model).reader.height;
    let page = view::page(model, reader);
    let at = page.offset(&reader.top, height);
    let screen = usize::from(height).saturating_sub(2).max(1);
    let Some(to) = moved(at, usize::MAX, screen, Some(action)) else { return };
    let top = page.anchor(to, height);
    if let Some(reader) = &mut model.reader {
        reader.top = top;
    }
}
