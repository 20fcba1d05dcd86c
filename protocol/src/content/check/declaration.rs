//! Checks of joint declarations and their signatures.

use super::{Checked, code, distinct, ensure, instant, needed, schema, texts};
use crate::{
    bounds::{LIST_MAX, PARAGRAPH_MAX, SIGNERS_MAX, TEXT_MAX, TITLE_MAX},
    content::{Declaration, Signature, SignatureWithdrawal},
};

pub(super) fn declaration(c: &Declaration) -> Checked {
    schema(c.schema)?;
    needed("title", &c.title, TITLE_MAX)?;
    texts("summary", &c.summary, PARAGRAPH_MAX)?;
    needed("text", &c.text, TEXT_MAX)?;
    c.theme.as_deref().map_or(Ok(()), |theme| code("theme", theme))?;
    distinct("places", &c.places)?;
    ensure(!c.required.is_empty(), "required", "names no country: say how many of each have to sign")?;
    ensure(c.required.len() <= LIST_MAX, "required", "more than 256 countries")?;
    let counts = c.required.values().all(|n| (1..=SIGNERS_MAX).contains(n));
    ensure(counts, "required", "of each country at least one signs, and at most 65536")?;
    instant("respond_by", c.respond_by)?;
    distinct("asked", &c.asked)
}

pub(super) fn signature(c: &Signature) -> Checked {
    schema(c.schema)?;
    c.mandate.as_deref().map_or(Ok(()), |mandate| code("mandate", mandate))?;
    texts("note", &c.note, PARAGRAPH_MAX)
}

pub(super) fn withdrawal(c: &SignatureWithdrawal) -> Checked {
    schema(c.schema)?;
    texts("reason", &c.reason, PARAGRAPH_MAX)
}
