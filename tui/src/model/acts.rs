//! What our institution may do now about a thread: the menu that the reader offers.

use super::{
    Model,
    closing::ACTS,
    compose::{Act, DraftKey},
};
use cabildo_protocol::{
    content::{Kind, Step},
    id::{InstitutionId, MessageId, Millis},
    text::Texts,
    views::{
        AgendaState, AgendaView, AmendmentState, NoticeState, NoticeView, ProposalView, RecipientState,
        Stage, Thread,
    },
};

/// Something that may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Possible {
    /// What.
    pub act: Act,
    /// About what of the thread.
    pub about: About,
}

/// What of a thread an act is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The whole.
    Whole,
    /// An amendment, to be taken over.
    Amendment(MessageId),
    /// A step of what becomes of feedback.
    Step(Step),
}

impl Model {
    /// What our institution may do now about a thread that was read, in the order of the menu.
    #[must_use]
    pub fn acts(&self, thread: MessageId) -> Vec<Possible> {
        let (Some(view), Some(me)) = (self.thread(thread), self.institution()) else { return Vec::new() };
        let decides = |act: Act| {
            let key = DraftKey { thread, act };
            self.deciding(key, Texts::default()).is_some_and(|content| content.is_ok())
        };
        let answer = kind(view).and_then(Act::answering);
        let answer = answer.filter(|act| *act != Act::Signature || decides(*act));
        let mut acts: Vec<Possible> = answer.into_iter().map(Possible::whole).collect();
        match view {
            Thread::Notice(view) => acts.extend(notice(view, me)),
            Thread::Proposal(view) => {
                acts.extend(proposal(view, me, self.now));
                acts.extend(implementing(view, me));
            }
            Thread::Feedback(view) => {
                let steps = Step::ALL.into_iter().filter(|step| view.may_step(me, *step).is_ok());
                acts.extend(steps.map(|step| Possible { act: Act::FollowUp, about: About::Step(step) }));
            }
            Thread::Agenda(view) => acts.extend(agenda(view, me, self.now)),
            Thread::Declaration(view) if view.changed_by(me, self.now).is_ok() => {
                acts.push(Possible::whole(Act::Revision));
            }
            _ => {}
        }
        let deciding = ACTS.into_iter().chain([Act::SignatureWithdrawal]);
        acts.extend(deciding.filter(|act| decides(*act)).map(Possible::whole));
        if self.may_pause(thread).is_ok() {
            acts.push(Possible::whole(Act::Pause));
        }
        if kind(view).is_some() {
            acts.extend([Act::Comment, Act::Translation].map(Possible::whole));
        }
        acts.retain(|possible| self.may_author(possible.act));
        acts
    }

    /// Whether the rosters let our institution, and the key that signs here, write an act. What is not known yet
    /// forbids nothing: the node refuses what may not be.
    #[must_use]
    pub fn may_author(&self, act: Act) -> bool {
        let kind = act.kind();
        let granted = self.status.as_ref().and_then(|status| status.may_author.as_ref());
        let device = self.key.as_ref().and_then(|key| self.devices.get(key));
        granted.is_none_or(|kinds| kinds.iter().any(|name| name == kind.name()))
            && device.is_none_or(|device| device.role.may(kind as u16))
    }

    /// Whether our institution may do something now.
    #[must_use]
    pub fn may(&self, key: DraftKey) -> bool {
        self.acts(key.thread).iter().any(|possible| possible.act == key.act)
    }

    /// Whether our answer to a thread is awaited and may be paused.
    ///
    /// # Errors
    /// The message that says why not.
    pub fn may_pause(&self, thread: MessageId) -> Result<(), &'static str> {
        let clock = self.thread(thread).and_then(Thread::clock);
        let me = self.institution();
        let ours = clock.and_then(|clock| clock.recipients.iter().find(|r| Some(&r.institution) == me));
        let ours = ours.filter(|recipient| recipient.state != RecipientState::Released);
        match ours.map(|recipient| (recipient.answered, recipient.due)) {
            None => Err("tui-pause-not-asked"),
            Some((Some(_), _)) => Err("tui-pause-answered"),
            Some((None, due)) if due < self.now => Err("tui-pause-overdue"),
            Some(_) => Ok(()),
        }
    }
}

impl Act {
    /// The kind of message that it becomes.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Ack => Kind::Ack,
            Self::Position => Kind::Position,
            Self::Rsvp => Kind::Rsvp,
            Self::Comment => Kind::Comment,
            Self::Proposal => Kind::Proposal,
            Self::Notice => Kind::Notice,
            Self::Agenda => Kind::Agenda,
            Self::Closing => Kind::Closing,
            Self::Contest => Kind::Contest,
            Self::Final => Kind::Final,
            Self::Withdrawal => Kind::Withdrawal,
            Self::Pause => Kind::Pause,
            Self::Signature => Kind::Signature,
            Self::SignatureWithdrawal => Kind::SignatureWithdrawal,
            Self::Update | Self::AllClear => Kind::NoticeUpdate,
            Self::Cancel => Kind::NoticeCancel,
            Self::Revision | Self::Decline => Kind::Revision,
            Self::Amendment => Kind::Amendment,
            Self::AgendaUpdate => Kind::AgendaUpdate,
            Self::AgendaCancel => Kind::AgendaCancel,
            Self::Minutes => Kind::Minutes,
            Self::ItemRequest => Kind::ItemRequest,
            Self::Commitment => Kind::Commitment,
            Self::Progress => Kind::Progress,
            Self::Feedback => Kind::Feedback,
            Self::FollowUp => Kind::FollowUp,
            Self::Declaration => Kind::Declaration,
            Self::Translation => Kind::Translation,
        }
    }
}

impl Possible {
    fn whole(act: Act) -> Self {
        Self { act, about: About::Whole }
    }
}

/// What began a thread.
fn kind(view: &Thread) -> Option<Kind> {
    match view {
        Thread::Proposal(_) => Some(Kind::Proposal),
        Thread::Notice(_) => Some(Kind::Notice),
        Thread::Agenda(_) => Some(Kind::Agenda),
        Thread::Declaration(_) => Some(Kind::Declaration),
        Thread::Feedback(_) => Some(Kind::Feedback),
        Thread::Opaque { .. } => None,
    }
}

/// Who gave a notice keeps it up to date, until it is withdrawn.
fn notice(view: &NoticeView, me: &InstitutionId) -> Vec<Possible> {
    if view.source.institution != *me || view.state == NoticeState::Cancelled {
        return Vec::new();
    }
    let clear = (!view.notice.is_all_clear()).then_some(Act::AllClear);
    let acts = [Some(Act::Update), clear, Some(Act::Cancel)];
    acts.into_iter().flatten().map(Possible::whole).collect()
}

/// Who put a proposal forward changes its text, and says what becomes of amendments; others propose them.
fn proposal(view: &ProposalView, me: &InstitutionId, now: Millis) -> Vec<Possible> {
    let changes = view.may_change(now).is_ok();
    if view.source.institution != *me {
        return changes.then(|| Possible::whole(Act::Amendment)).into_iter().collect();
    }
    if view.withdrawal_by(me, now).is_err() {
        return Vec::new();
    }
    let mut acts = Vec::new();
    let proposed: Vec<MessageId> = view
        .amendments
        .iter()
        .filter(|one| one.state == AmendmentState::Proposed && !one.source.disputed)
        .map(|one| one.source.id)
        .collect();
    if changes {
        acts.push(Possible::whole(Act::Revision));
        let accept = |id: &MessageId| Possible { act: Act::Revision, about: About::Amendment(*id) };
        acts.extend(proposed.iter().map(accept));
    }
    if !proposed.is_empty() {
        acts.push(Possible::whole(Act::Decline));
    }
    acts
}

/// Who calls a meeting keeps its agenda and writes its minutes; others ask for items.
fn agenda(view: &AgendaView, me: &InstitutionId, now: Millis) -> Vec<Possible> {
    let state = view.life.state;
    if view.source.institution != *me {
        let asks = (state == AgendaState::Upcoming).then_some(Act::ItemRequest);
        return asks.into_iter().map(Possible::whole).collect();
    }
    let stands = matches!(state, AgendaState::Upcoming | AgendaState::Over);
    let met = state != AgendaState::Cancelled && now >= view.agenda.starts;
    let acts = [
        met.then_some(Act::Minutes),
        stands.then_some(Act::AgendaUpdate),
        stands.then_some(Act::AgendaCancel),
    ];
    acts.into_iter().flatten().map(Possible::whole).collect()
}

/// Who put forward what is adopted says what follows from it, and with whoever does it how far that is.
fn implementing(view: &ProposalView, me: &InstitutionId) -> Vec<Possible> {
    let adopted = matches!(view.close.stage, Stage::Adopted | Stage::Implementing | Stage::Done);
    let commits = adopted && view.source.institution == *me;
    let whole = view.implementation.as_ref();
    let reports = whole.is_some_and(|whole| whole.items.iter().any(|item| whole.may_report(item, me)));
    let acts = [reports.then_some(Act::Progress), commits.then_some(Act::Commitment)];
    acts.into_iter().flatten().map(Possible::whole).collect()
}
