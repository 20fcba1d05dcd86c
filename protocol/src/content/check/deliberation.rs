//! Checks of proposals, positions and what closes them.

use super::{Checked, attachment::attachments, code, distinct, ensure, instant, list, needed, schema, texts};
use crate::{
    bounds::{CLOSING_HEADS_MAX, CONTEST_MAX_MS, COST_MAX, LIST_MAX, PARAGRAPH_MAX, TEXT_MAX, TITLE_MAX},
    content::{
        Amendment, Closing, Contest, Final, Flaw, Pause, PositionTaken, Proposal, Revision, Rule, Stance,
        Terms, Withdrawal,
    },
    id::Millis,
    receipt::Head,
};

pub(super) fn proposal(c: &Proposal) -> Checked {
    schema(c.schema)?;
    needed("title", &c.title, TITLE_MAX)?;
    texts("summary", &c.summary, PARAGRAPH_MAX)?;
    needed("text", &c.text, TEXT_MAX)?;
    c.theme.as_deref().map_or(Ok(()), |theme| code("theme", theme))?;
    distinct("places", &c.places)?;
    instant("respond_by", c.respond_by)?;
    distinct("asked", &c.asked)?;
    list("costs", &c.costs)?;
    for (n, cost) in c.costs.iter().enumerate() {
        let field = |name: &str| format!("costs[{n}].{name}");
        let code = cost.currency.len() == 3 && cost.currency.bytes().all(|b| b.is_ascii_uppercase());
        ensure(code, &field("currency"), Flaw::Currency)?;
        ensure(cost.amount <= COST_MAX, &field("amount"), Flaw::Amount)?;
        texts(&field("what"), &cost.what, TITLE_MAX)?;
    }
    attachments(&c.attachments)?;
    c.terms.as_ref().map_or(Ok(()), |stated| terms(stated, c.respond_by))
}

fn terms(c: &Terms, respond_by: Option<Millis>) -> Checked {
    match &c.rule {
        Rule::QualifiedMajority(part, of) => {
            let share = 1 <= *part && part <= of && 2 * u64::from(*part) > u64::from(*of);
            ensure(share, "terms.rule", Flaw::QualifiedMajority)?;
        }
        Rule::EachCountry(countries) => {
            ensure(!countries.is_empty(), "terms.rule", Flaw::NoCountry)?;
            distinct("terms.rule", countries)?;
        }
        Rule::SimpleMajority | Rule::Consent => {}
    }
    ensure(c.quorum_by_country.len() <= LIST_MAX, "terms.quorum_by_country", Flaw::ManyCountries)?;
    distinct("terms.voters", &c.voters)?;
    let most = c.voters.len();
    let reachable = most == 0 || c.quorum as usize <= most;
    ensure(reachable, "terms.quorum", Flaw::QuorumTooHigh)?;
    instant("terms.amend_until", c.amend_until)?;
    if let Some(until) = c.amend_until {
        let before = respond_by.is_some_and(|deadline| until < deadline);
        ensure(before, "terms.amend_until", Flaw::AmendUntil)?;
    }
    let contest = (1..=CONTEST_MAX_MS).contains(&c.contest_ms());
    ensure(contest, "terms.contest_ms", Flaw::ContestTime)
}

pub(super) fn position(c: &PositionTaken) -> Checked {
    schema(c.schema)?;
    texts("reason", &c.reason, PARAGRAPH_MAX)?;
    c.mandate.as_deref().map_or(Ok(()), |mandate| code("mandate", mandate))?;
    let alike = !c.sponsors || c.stance == Stance::Endorse;
    ensure(alike, "sponsors", Flaw::SponsorEndorses)
}

pub(super) fn amendment(c: &Amendment) -> Checked {
    schema(c.schema)?;
    needed("text", &c.text, TEXT_MAX)?;
    texts("reason", &c.reason, PARAGRAPH_MAX)
}

fn heads(field: &str, heads: &[Head], max: usize) -> Checked {
    ensure(heads.len() <= max, field, Flaw::ManyHeads)?;
    let in_order = heads.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
    ensure(in_order, field, Flaw::LogOrder)?;
    ensure(heads.iter().all(|(_, seq, _)| *seq >= 1), field, Flaw::LogNumber)
}

pub(super) fn closing(c: &Closing) -> Checked {
    schema(c.schema)?;
    heads("heads", &c.heads, CLOSING_HEADS_MAX)?;
    texts("note", &c.note, PARAGRAPH_MAX)
}

pub(super) fn contest(c: &Contest) -> Checked {
    schema(c.schema)?;
    ensure(!c.left_out.is_empty(), "left_out", Flaw::NamesNothing)?;
    heads("left_out", &c.left_out, LIST_MAX)?;
    texts("reason", &c.reason, PARAGRAPH_MAX)
}

pub(super) fn last(c: &Final) -> Checked {
    schema(c.schema)?;
    distinct("contests", &c.contests)?;
    heads("heads", &c.heads, CLOSING_HEADS_MAX)?;
    ensure(c.chambers.len() <= LIST_MAX, "chambers", Flaw::ManyCountries)?;
    ensure(c.tally.len() <= LIST_MAX, "tally", Flaw::ManyCountries)?;
    texts("note", &c.note, PARAGRAPH_MAX)
}

pub(super) fn withdrawal(c: &Withdrawal) -> Checked {
    schema(c.schema)?;
    texts("reason", &c.reason, PARAGRAPH_MAX)
}

pub(super) fn revision(c: &Revision) -> Checked {
    schema(c.schema)?;
    texts("text", &c.text, TEXT_MAX)?;
    distinct("accepts", &c.accepts)?;
    distinct("declines", &c.declines)?;
    let says = !c.text.is_empty() || !c.declines.is_empty();
    ensure(says, "text", Flaw::NoRevision)?;
    let taken = c.accepts.is_empty() || !c.text.is_empty();
    ensure(taken, "text", Flaw::AcceptedWithoutText)?;
    let both = c.accepts.iter().any(|id| c.declines.contains(id));
    ensure(!both, "declines", Flaw::AcceptedAndDeclined)?;
    texts("note", &c.note, PARAGRAPH_MAX)
}

pub(super) fn pause(c: &Pause) -> Checked {
    schema(c.schema)?;
    instant("until", Some(c.until))?;
    needed("reason", &c.reason, PARAGRAPH_MAX)
}
