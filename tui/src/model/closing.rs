//! What closes, contests, finalises or takes back the proposal that is read.

use super::{
    Model,
    compose::{Act, DraftKey},
};
use cabildo_protocol::{
    content::{Closing, Content, Contest, Final, Withdrawal},
    id::MessageId,
    text::Texts,
    views::{NotReady, ProposalView, Thread},
};

/// The acts on a proposal that decide something, in the order of its life.
pub const ACTS: [Act; 4] = [Act::Closing, Act::Contest, Act::Final, Act::Withdrawal];

impl Model {
    /// A proposal as it was read last; none where that is another kind, or was not read.
    #[must_use]
    pub fn proposal(&self, thread: MessageId) -> Option<&ProposalView> {
        let shown = self.reader.as_ref().filter(|reader| reader.id == thread);
        let detail = shown.and_then(|reader| reader.detail.as_ref()).or_else(|| self.read.get(&thread))?;
        match &detail.view {
            Some(Thread::Proposal(view)) => Some(view),
            _ => None,
        }
    }

    /// What an act of [`ACTS`] would sign now; none where the proposal is not here.
    ///
    /// # Errors
    /// Why it would count nowhere.
    pub fn deciding(&self, key: DraftKey, words: Texts) -> Option<Result<Content, NotReady>> {
        let (view, me) = (self.proposal(key.thread)?, self.institution()?);
        Some(content(view, key.act, me, self, words))
    }

    /// The acts of [`ACTS`] for which it is our time.
    #[must_use]
    pub fn possible(&self, thread: MessageId) -> Vec<Act> {
        let ready = |act: &Act| {
            let key = DraftKey { thread, act: *act };
            self.deciding(key, Texts::default()).is_some_and(|content| content.is_ok())
        };
        ACTS.into_iter().filter(ready).collect()
    }
}

fn content(
    view: &ProposalView,
    act: Act,
    me: &cabildo_protocol::id::InstitutionId,
    model: &Model,
    words: Texts,
) -> Result<Content, NotReady> {
    let now = model.now;
    Ok(match act {
        Act::Closing => Content::Closing(Closing { note: words, ..view.closing_by(me, now)? }),
        Act::Contest => Content::Contest(Contest { reason: words, ..view.contest_by(me, now)? }),
        Act::Final => Content::Final(Final { note: words, ..view.final_by(me, now)? }),
        _ => Content::Withdrawal(Withdrawal { reason: words, ..view.withdrawal_by(me, now)? }),
    })
}
