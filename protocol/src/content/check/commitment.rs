//! Checks of what follows from an adopted proposal.

use super::{Checked, distinct, ensure, instant, list, needed, schema, texts};
use crate::{
    bounds::{LIST_MAX, PARAGRAPH_MAX, TITLE_MAX},
    content::{Commitment, Flaw, ItemState, Progress},
};

pub(super) fn commitment(c: &Commitment) -> Checked {
    schema(c.schema)?;
    texts("result", &c.result, PARAGRAPH_MAX)?;
    needed("office", &c.office, TITLE_MAX)?;
    ensure(!c.items.is_empty(), "items", Flaw::NothingToDo)?;
    list("items", &c.items)?;
    for (n, item) in c.items.iter().enumerate() {
        let field = |name: &str| format!("items[{n}].{name}");
        needed(&field("text"), &item.text, PARAGRAPH_MAX)?;
        ensure(item.due.is_some(), &field("due"), Flaw::NoDate)?;
        instant(&field("due"), item.due)?;
        distinct(&field("papers"), &item.papers)?;
    }
    instant("review", c.review)
}

pub(super) fn progress(c: &Progress) -> Checked {
    schema(c.schema)?;
    let known = usize::try_from(c.item).is_ok_and(|item| (1..=LIST_MAX).contains(&item));
    ensure(known, "item", Flaw::ItemNumber)?;
    match c.state {
        ItemState::Dropped => needed("text", &c.text, PARAGRAPH_MAX),
        _ => texts("text", &c.text, PARAGRAPH_MAX),
    }
}
