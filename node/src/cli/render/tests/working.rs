//! What follows from a proposal, to be shown.

use super::{HOUR, NOON, es, id, source};
use cabildo_protocol::{
    content::ItemState,
    id::Millis,
    views::{Implementation, ItemEntry, ProgressEntry},
};

/// Two items, of which one is late and the other done.
pub fn implementation(text: &str) -> Implementation {
    let item = |n, who, due, state, progress| ItemEntry {
        item: n,
        text: es(&format!("Obra {n} {text}")),
        who: id(who),
        due,
        papers: Vec::new(),
        state,
        overdue: due < NOON,
        progress,
    };
    let said = ProgressEntry { source: source(8, "mx:9"), state: ItemState::Done, text: es(text) };
    Implementation {
        source: source(7, "mx:20067"),
        result: es(text),
        office: es(text),
        items: vec![
            item(1, "mx:20067", Millis(NOON.0 - 2 * HOUR), ItemState::Open, Vec::new()),
            item(2, "mx:9", NOON.plus(2 * HOUR), ItemState::Done, vec![said]),
        ],
        review: Some(NOON),
        review_due: true,
        before: Vec::new(),
    }
}
