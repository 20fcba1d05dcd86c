//! What a rule looks at in a thread, and whether it is about it.

use crate::{config::Alert, places};
use cabildo_protocol::{
    bounds::FUTURE_MAX_MS,
    content::{CapStatus, Declaration, Feedback, Kind, Severity},
    id::{InstitutionId, MessageId, Millis, Place},
    text::Texts,
    views::{Clock, DeclarationState, NoticeState, Source, Thread},
};
use std::collections::BTreeMap;

/// What is older was missed for good: nobody is woken for it.
pub const AGE_MAX_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// What a thread says, as far as rules and programs need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub source: Source,
    pub kind: Kind,
    /// None for what has no severity.
    pub severity: Option<Severity>,
    /// CAP's status of a notice.
    pub status: Option<CapStatus>,
    pub title: Texts,
    /// What else it says, by the names of its fields.
    pub texts: BTreeMap<&'static str, Texts>,
    pub places: Vec<Place>,
    pub respond_by: Millis,
    /// Whether it still asks for something.
    open: bool,
    /// Who has answered and counts.
    answered: Vec<InstitutionId>,
    /// When its author last said something of it.
    last: Millis,
}

/// What a rule says of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Nothing to do.
    Nothing,
    /// Look again then, unless something changes before.
    Later(Millis),
    /// Somebody is to be told.
    Now,
}

/// A thread as rules see it, or when it can be seen, where it is dated ahead.
pub fn of(thread: Thread) -> Result<Case, Option<Millis>> {
    Ok(match thread {
        Thread::Opaque { source, reason, .. } => {
            let due = Millis(source.created.0.saturating_sub(FUTURE_MAX_MS).saturating_add(1));
            return Err((reason == "not_due").then_some(due));
        }
        Thread::Notice(view) => {
            let notice = &view.notice;
            let mut texts: BTreeMap<&'static str, Texts> = BTreeMap::new();
            for info in &notice.info {
                let fields = [
                    ("event", &info.event),
                    ("description", &info.description),
                    ("instruction", &info.instruction),
                ];
                for (name, text) in fields.into_iter().filter(|(_, text)| !text.is_empty()) {
                    texts.entry(name).or_insert_with(|| text.clone());
                }
            }
            let areas = notice.info.iter().flat_map(|info| &info.areas);
            let mut places: Vec<Place> = areas.flat_map(|area| area.places.iter().cloned()).collect();
            places.sort();
            places.dedup();
            let counted = view.acks.iter().map(|ack| &ack.source).filter(|source| !source.disputed);
            let last = view.updates.iter().filter(|update| !update.disputed).map(|update| update.created);
            Case {
                kind: Kind::Notice,
                severity: Some(notice.severity()),
                status: Some(notice.status),
                title: notice.title().clone(),
                texts,
                places,
                respond_by: view.clock.respond_by,
                open: view.state == NoticeState::Active && !notice.is_all_clear(),
                answered: counted.map(|source| source.institution.clone()).collect(),
                last: last.fold(view.source.created, Millis::max),
                source: view.source,
            }
        }
        Thread::Proposal(view) => {
            let said = view.positions.iter().chain(&view.late).map(|entry| &entry.source);
            let text = view.text().clone();
            let texts = [("summary", view.proposal.summary), ("text", text)];
            let open = !view.clock.over;
            let places = view.proposal.places.clone();
            let answered = counted(said);
            plain(
                view.source,
                Kind::Proposal,
                view.proposal.title,
                texts,
                (places, open, answered),
                &view.clock,
            )
        }
        Thread::Declaration(view) => {
            let signed = view.signatures.iter().filter(|entry| entry.counted);
            let answered = counted(signed.map(|entry| &entry.source));
            let open = view.state == DeclarationState::Open;
            let text = view.text().clone();
            let Declaration { title, summary, places, .. } = view.declaration;
            let texts = [("summary", summary), ("text", text)];
            plain(view.source, Kind::Declaration, title, texts, (places, open, answered), &view.clock)
        }
        Thread::Feedback(view) => {
            let answered = counted(view.steps.iter().map(|entry| &entry.source));
            let open = view.state.is_pending();
            let Feedback { title, text, places, .. } = view.feedback;
            let texts = [("text", text), ("summary", Texts::default())];
            plain(view.source, Kind::Feedback, title, texts, (places, open, answered), &view.clock)
        }
        Thread::Agenda(view) => {
            let answered = counted(view.answers.iter().map(|entry| &entry.source));
            let texts = [("summary", view.agenda.summary), ("venue", view.agenda.venue)];
            let places = view.agenda.place.into_iter().collect();
            let open = !view.clock.over;
            plain(view.source, Kind::Agenda, view.agenda.title, texts, (places, open, answered), &view.clock)
        }
    })
}

fn counted<'a>(answers: impl Iterator<Item = &'a Source>) -> Vec<InstitutionId> {
    answers.filter(|source| !source.disputed).map(|source| source.institution.clone()).collect()
}

/// What has no severity.
fn plain(
    source: Source,
    kind: Kind,
    title: Texts,
    texts: [(&'static str, Texts); 2],
    (places, open, answered): (Vec<Place>, bool, Vec<InstitutionId>),
    clock: &Clock,
) -> Case {
    Case {
        kind,
        severity: None,
        status: None,
        title,
        texts: texts.into_iter().filter(|(_, text)| !text.is_empty()).collect(),
        places,
        respond_by: clock.respond_by,
        open,
        answered,
        last: source.created,
        source,
    }
}

impl Case {
    pub fn id(&self) -> MessageId {
        self.source.id
    }

    /// What a rule of this institution's node says of it.
    pub fn judge(&self, rule: &Alert, me: &InstitutionId, now: Millis) -> Says {
        let about =
            rule.kinds.contains(&self.kind) && self.is_about(rule.severity, rule.exercises, &rule.area);
        let answered = self.source.institution == *me || self.answered.contains(me);
        if !about || answered || !self.open || self.last.plus(AGE_MAX_MS) < now {
            return Says::Nothing;
        }
        let due = self.source.created.plus(u64::from(rule.unacknowledged_minutes) * 60_000);
        if rule.unacknowledged_minutes == 0 || due <= now { Says::Now } else { Says::Later(due) }
    }

    /// Whether it is as severe, is meant where exercises are not, and touches the area, if there is one.
    pub fn is_about(&self, severity: Severity, exercises: bool, area: &[Place]) -> bool {
        self.severity.is_none_or(|own| own <= severity)
            && (exercises || self.status.is_none_or(|status| status == CapStatus::Actual))
            && (area.is_empty() || self.is_in(area))
    }

    /// Whether it touches any of these places. What names no place may be anywhere.
    fn is_in(&self, area: &[Place]) -> bool {
        self.places.is_empty() || self.places.iter().any(|place| area.iter().any(|a| places::touch(place, a)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Case {
        Case {
            source: Source {
                id: MessageId([1; 32]),
                institution: "cl:05101".parse().expect("an id"),
                created: Millis(1_000_000),
                disputed: false,
            },
            kind: Kind::Notice,
            severity: Some(Severity::Severe),
            status: Some(CapStatus::Actual),
            title: Texts::default(),
            texts: BTreeMap::new(),
            places: vec!["CL-VS".parse().expect("a place")],
            respond_by: Millis(9_000_000),
            open: true,
            answered: vec![],
            last: Millis(1_000_000),
        }
    }

    fn rule(more: &str) -> Alert {
        toml::from_str(&format!("name = \"a\"\nrun = [\"/bin/true\"]\n{more}")).expect("a rule")
    }

    #[test]
    fn a_rule_is_about_what_it_names_and_nothing_else() {
        let me: InstitutionId = "mx:20067".parse().expect("an id");
        let now = Millis(1_060_000);
        let minor = Case { severity: Some(Severity::Minor), ..case() };
        let unknown = Case { severity: Some(Severity::Unknown), ..case() };
        let exercise = Case { status: Some(CapStatus::Exercise), ..case() };
        let answered = Case { answered: vec![me.clone()], ..case() };
        let others = Case { answered: vec!["mx:16053".parse().expect("an id")], ..case() };
        let over = Case { open: false, ..case() };
        let anywhere = Case { places: vec![], ..case() };
        let proposal = Case { kind: Kind::Proposal, severity: None, status: None, ..case() };
        let mut own = case();
        own.source.institution = me.clone();
        for (case, more, want) in [
            (&case(), "", Says::Now),
            (&case(), "severity = \"extreme\"", Says::Nothing),
            (&minor, "", Says::Nothing),
            (&minor, "severity = \"minor\"", Says::Now),
            (&unknown, "severity = \"minor\"", Says::Nothing),
            (&unknown, "severity = \"unknown\"", Says::Now),
            (&exercise, "", Says::Nothing),
            (&exercise, "exercises = true", Says::Now),
            (&answered, "", Says::Nothing),
            (&others, "", Says::Now),
            (&over, "", Says::Nothing),
            (&own, "", Says::Nothing),
            (&case(), "area = [\"cl:05101\"]", Says::Now),
            (&case(), "area = [\"CL\", \"MX-OAX\"]", Says::Now),
            (&case(), "area = [\"MX\"]", Says::Nothing),
            (&anywhere, "area = [\"MX\"]", Says::Now),
            (&proposal, "", Says::Nothing),
            (&proposal, "kinds = [\"notice\", \"proposal\"]", Says::Now),
            (&case(), "unacknowledged_minutes = 1", Says::Now),
            (&case(), "unacknowledged_minutes = 2", Says::Later(Millis(1_120_000))),
            (&answered, "unacknowledged_minutes = 2", Says::Nothing),
        ] {
            assert_eq!(case.judge(&rule(more), &me, now), want, "{more} {case:?}");
        }
        let late = Millis(1_000_001 + AGE_MAX_MS);
        assert_eq!(case().judge(&rule(""), &me, late), Says::Nothing);
        let updated = Case { last: Millis(2_000_000), ..case() };
        assert_eq!(updated.judge(&rule(""), &me, late), Says::Now);
    }
}
