//! Checks of feedback and what becomes of it.

use super::{Checked, code, distinct, instant, needed, schema};
use crate::{
    bounds::{PARAGRAPH_MAX, TEXT_MAX, TITLE_MAX},
    content::{Feedback, FollowUp},
};

pub(super) fn feedback(c: &Feedback) -> Checked {
    schema(c.schema)?;
    needed("title", &c.title, TITLE_MAX)?;
    needed("text", &c.text, TEXT_MAX)?;
    c.theme.as_deref().map_or(Ok(()), |theme| code("theme", theme))?;
    distinct("places", &c.places)?;
    instant("respond_by", c.respond_by)
}

pub(super) fn follow_up(c: &FollowUp) -> Checked {
    schema(c.schema)?;
    needed("text", &c.text, PARAGRAPH_MAX)?;
    distinct("papers", &c.papers)
}
