//! Checks of joint declarations and their signatures.

use super::{Checked, code, distinct, ensure, instant, needed, schema, texts};
use crate::{
    bounds::{LIST_MAX, PARAGRAPH_MAX, SIGNERS_MAX, TEXT_MAX, TITLE_MAX},
    content::{Declaration, Flaw, Signature, SignatureWithdrawal},
};

pub(super) fn declaration(c: &Declaration) -> Checked {
    schema(c.schema)?;
    needed("title", &c.title, TITLE_MAX)?;
    texts("summary", &c.summary, PARAGRAPH_MAX)?;
    needed("text", &c.text, TEXT_MAX)?;
    c.theme.as_deref().map_or(Ok(()), |theme| code("theme", theme))?;
    distinct("places", &c.places)?;
    ensure(!c.required.is_empty(), "required", Flaw::NoCountryToSign)?;
    ensure(c.required.len() <= LIST_MAX, "required", Flaw::ManyCountries)?;
    let counts = c.required.values().all(|n| (1..=SIGNERS_MAX).contains(n));
    ensure(counts, "required", Flaw::SignersCount)?;
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
