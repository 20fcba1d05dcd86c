//! The response clock: per institution that is asked, whether it answered in time, and over many threads
//! how fast each answers. All of it follows from what is signed; only what is still open depends on the
//! instant for which it is made.

use super::{Clock, Context, Source, Thread, replies::Reply};
use crate::{
    bounds::PAUSE_MAX_MS,
    content::{Content, Kind},
    id::{InstitutionId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How an institution that is asked stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientState {
    /// It answered in time.
    Answered,
    /// It answered when it was due no longer.
    Late,
    /// It has not answered, and still may in time.
    Open,
    /// The same, and only because it said that it needs longer.
    Paused,
    /// It has not answered, and should have.
    Overdue,
    /// It had not answered when the thread was called off or taken back, and need not any more.
    Released,
}

impl RecipientState {
    /// Its name in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Late => "late",
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Overdue => "overdue",
            Self::Released => "released",
        }
    }
}

/// An institution that is asked, and what became of that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Which.
    pub institution: InstitutionId,
    /// How it stands.
    pub state: RecipientState,
    /// By when its answer is due: the thread's time, or the end of its pause.
    pub due: Millis,
    /// Its first answer that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Millis>,
    /// Milliseconds from the question to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_in_ms: Option<u64>,
    /// Milliseconds by which that was late, or by which it is overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_by_ms: Option<u64>,
    /// Its pause that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<PauseEntry>,
}

/// A pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// Until when the answer comes.
    pub until: Millis,
    /// Why.
    pub reason: Texts,
}

/// What the replies of a thread say of its clock: first answers, and pauses in order of time.
pub(super) struct Hands {
    /// In the order of institutions, each once.
    firsts: Vec<(InstitutionId, Millis)>,
    pauses: BTreeMap<InstitutionId, Vec<PauseEntry>>,
    /// When it was called off or taken back.
    ended: Option<Millis>,
}

impl Hands {
    /// Of replies in order of time, of which those of a kind answer. A disputed one counts nowhere.
    pub(super) fn of(replies: &[Reply], answer: Kind) -> Self {
        let mut hands = Self { firsts: Vec::new(), pauses: BTreeMap::new(), ended: None };
        for reply in replies.iter().filter(|reply| !reply.source.disputed) {
            let (who, source) = (&reply.source.institution, &reply.source);
            match &reply.content {
                Content::Pause(pause) => {
                    hands.pauses.entry(who.clone()).or_default().push(PauseEntry {
                        source: source.clone(),
                        until: pause.until,
                        reason: pause.reason.clone(),
                    });
                }
                content if content.kind() == answer => {
                    hands.firsts.push((who.clone(), source.created));
                }
                _ => {}
            }
        }
        // Of one institution the first stays: the order of time is kept.
        hands.firsts.sort_by(|(a, _), (b, _)| a.cmp(b));
        hands.firsts.dedup_by(|(a, _), (b, _)| a == b);
        hands
    }

    /// Of a thread that was called off or taken back then.
    pub(super) fn until(self, ended: Option<Millis>) -> Self {
        Self { ended, ..self }
    }
}

/// Who is asked: those named, else everybody who may answer; never the author's own institution.
pub(super) fn asked(
    named: &[InstitutionId],
    answer: Kind,
    author: &Source,
    context: &Context<'_>,
) -> BTreeSet<InstitutionId> {
    let mut asked: BTreeSet<InstitutionId> = if named.is_empty() {
        context.authority.who_may(answer).cloned().collect()
    } else {
        named.iter().cloned().collect()
    };
    asked.remove(&author.institution);
    asked
}

/// The clock of a thread that was begun by `root`.
pub(super) fn clock(
    respond_by: Millis,
    asked: BTreeSet<InstitutionId>,
    hands: &Hands,
    root: &Source,
    now: Millis,
) -> Clock {
    // Both are in order: nobody has to be looked for.
    let mut firsts = hands.firsts.iter().peekable();
    let stands = |who: InstitutionId| {
        while firsts.next_if(|(first, _)| *first < who).is_some() {}
        let answered = firsts.next_if(|(first, _)| *first == who).map(|(_, at)| *at);
        recipient(respond_by, (who, answered), hands, root, now)
    };
    Clock { respond_by, over: now > respond_by, recipients: asked.into_iter().map(stands).collect() }
}

fn recipient(
    respond_by: Millis,
    (who, answered): (InstitutionId, Option<Millis>),
    hands: &Hands,
    root: &Source,
    now: Millis,
) -> Recipient {
    let (mut due, mut pause) = (respond_by, None);
    for entry in hands.pauses.get(&who).into_iter().flatten() {
        // What comes after the time, or after the answer, excuses nothing.
        let in_time = entry.source.created <= due && answered.is_none_or(|at| entry.source.created <= at);
        if in_time {
            let longest = root.created.plus(PAUSE_MAX_MS).max(respond_by);
            due = entry.until.min(longest).max(respond_by);
            pause = Some(entry.clone());
        }
    }
    let state = match answered {
        Some(at) if at <= due => RecipientState::Answered,
        Some(_) => RecipientState::Late,
        None if hands.ended.is_some_and(|ended| ended < due) => RecipientState::Released,
        None => waiting(respond_by, due, pause.is_some(), now),
    };
    let late_by_ms = match state {
        RecipientState::Late | RecipientState::Overdue => {
            Some(answered.unwrap_or(now).0.saturating_sub(due.0))
        }
        _ => None,
    };
    Recipient {
        institution: who,
        state,
        due,
        answered,
        answered_in_ms: answered.map(|at| at.0.saturating_sub(root.created.0)),
        late_by_ms,
        pause,
    }
}

/// How who has not answered stands at an instant.
fn waiting(respond_by: Millis, due: Millis, paused: bool, now: Millis) -> RecipientState {
    match now {
        now if now <= respond_by && !paused => RecipientState::Open,
        now if now <= due => RecipientState::Paused,
        _ => RecipientState::Overdue,
    }
}

impl Clock {
    /// The same clock at another instant, where nobody has said anything meanwhile; whether it shows another.
    pub fn set(&mut self, now: Millis) -> bool {
        let mut moved = self.over != (now > self.respond_by);
        self.over = now > self.respond_by;
        let released = |r: &Recipient| r.state == RecipientState::Released;
        for recipient in self.recipients.iter_mut().filter(|r| r.answered.is_none() && !released(r)) {
            let paused = recipient.pause.is_some();
            let state = waiting(self.respond_by, recipient.due, paused, now);
            let late = state == RecipientState::Overdue;
            let late_by_ms = late.then(|| now.0.saturating_sub(recipient.due.0));
            moved |= (state, late_by_ms) != (recipient.state, recipient.late_by_ms);
            (recipient.state, recipient.late_by_ms) = (state, late_by_ms);
        }
        moved
    }
}

impl Thread {
    /// Who is asked, and by when; none where it cannot be read.
    #[must_use]
    pub fn clock(&self) -> Option<&Clock> {
        match self {
            Self::Proposal(view) => Some(&view.clock),
            Self::Notice(view) => Some(&view.clock),
            Self::Agenda(view) => Some(&view.clock),
            Self::Declaration(view) => Some(&view.clock),
            Self::Feedback(view) => Some(&view.clock),
            Self::Opaque { .. } => None,
        }
    }
}

impl Recipient {
    /// Asked, and no more yet.
    #[must_use]
    pub fn new(institution: InstitutionId, due: Millis) -> Self {
        Self {
            institution,
            state: RecipientState::Open,
            due,
            answered: None,
            answered_in_ms: None,
            late_by_ms: None,
            pause: None,
        }
    }
}

impl Clock {
    /// Whose answer is still awaited, in order.
    pub fn waiting(&self) -> impl Iterator<Item = &InstitutionId> {
        let awaited = |r: &&Recipient| r.answered.is_none() && r.state != RecipientState::Released;
        self.recipients.iter().filter(awaited).map(|r| &r.institution)
    }

    /// How many have answered.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.recipients.iter().filter(|r| r.answered.is_some()).count()
    }

    /// Whether an answer of this institution is awaited.
    #[must_use]
    pub fn awaits(&self, who: &InstitutionId) -> bool {
        self.waiting().any(|waiting| waiting == who)
    }

    /// How many of those asked stand so.
    #[must_use]
    pub fn count(&self, state: RecipientState) -> usize {
        self.recipients.iter().filter(|recipient| recipient.state == state).count()
    }
}

/// How an institution answers, over many threads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseRow {
    /// Which.
    pub institution: InstitutionId,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Counts and times of answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Questions.
    pub asked: u32,
    /// Answered in time.
    pub answered: u32,
    /// Answered late.
    pub late: u32,
    /// Not answered, and still in time.
    pub open: u32,
    /// Not answered, with a pause that holds.
    pub paused: u32,
    /// Not answered, and overdue.
    pub overdue: u32,
    /// The time that half of the answers took at most, late ones among them; milliseconds.
    pub median_ms: Option<u64>,
    /// The time that nine of ten took at most.
    pub p90_ms: Option<u64>,
}

/// How the institutions answer: one row each, in order, and all of them together.
#[must_use]
pub fn response_times<'a>(clocks: impl IntoIterator<Item = &'a Clock>) -> (Vec<ResponseRow>, Figures) {
    let mut counts: BTreeMap<&InstitutionId, (Figures, Vec<u64>)> = BTreeMap::new();
    let mut all = (Figures::default(), Vec::new());
    for recipient in clocks.into_iter().flat_map(|clock| &clock.recipients) {
        let of = counts.entry(&recipient.institution).or_default();
        for (figures, times) in [of, &mut all] {
            figures.count(recipient.state);
            times.extend(recipient.answered_in_ms);
        }
    }
    let rows = counts.into_iter().map(|(institution, (figures, times))| ResponseRow {
        institution: institution.clone(),
        figures: figures.timed(times),
    });
    (rows.collect(), all.0.timed(all.1))
}

impl Figures {
    fn count(&mut self, state: RecipientState) {
        let of_state = match state {
            RecipientState::Answered => &mut self.answered,
            RecipientState::Late => &mut self.late,
            RecipientState::Open => &mut self.open,
            RecipientState::Paused => &mut self.paused,
            RecipientState::Overdue => &mut self.overdue,
            // How it would have answered, nobody knows.
            RecipientState::Released => return,
        };
        *of_state = of_state.saturating_add(1);
        self.asked = self.asked.saturating_add(1);
    }

    fn timed(self, mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        Self { median_ms: rank(&times, 50), p90_ms: rank(&times, 90), ..self }
    }
}

/// The smallest of sorted values that at least so many of a hundred do not exceed: always one that
/// occurred, so nothing is interpolated.
#[must_use]
pub fn rank(sorted: &[u64], percent: usize) -> Option<u64> {
    let place = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(place - 1).copied()
}
