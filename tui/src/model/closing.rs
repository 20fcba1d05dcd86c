//! What closes, contests, finalises or takes back the proposal that is read, and what signs the declaration.

use super::{
    Model,
    compose::{Act, DraftKey},
};
use cabildo_protocol::{
    content::{Closing, Content, Contest, Final, Signature, SignatureWithdrawal, Withdrawal},
    id::{InstitutionId, MessageId},
    text::Texts,
    views::{DeclarationView, NotReady, NotSignable, ProposalView, Thread},
};

/// The acts on a proposal that decide something, in the order of its life.
pub const ACTS: [Act; 4] = [Act::Closing, Act::Contest, Act::Final, Act::Withdrawal];

/// Format of what is signed.
const SCHEMA: u16 = 1;

/// Why something would count nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is about a proposal.
    Proposal(NotReady),
    /// It is about a declaration.
    Declaration(NotSignable),
    /// It is about feedback, which only its author takes back, and only as long as it is not closed.
    Feedback,
}

impl Model {
    /// A thread as it was read last; none where it was not read.
    #[must_use]
    pub fn thread(&self, thread: MessageId) -> Option<&Thread> {
        let shown = self.reader.as_ref().filter(|reader| reader.id == thread);
        let detail = shown.and_then(|reader| reader.detail.as_ref()).or_else(|| self.read.get(&thread))?;
        detail.view.as_ref()
    }

    /// What an act of [`ACTS`] or a signature would sign now; none where what it is about is not here.
    ///
    /// # Errors
    /// Why it would count nowhere.
    pub fn deciding(&self, key: DraftKey, words: Texts) -> Option<Result<Content, Refused>> {
        let me = self.institution()?;
        match self.thread(key.thread)? {
            Thread::Proposal(view) if ACTS.contains(&key.act) => {
                Some(content(view, key.act, me, self, words).map_err(Refused::Proposal))
            }
            Thread::Declaration(view) => {
                let content = signing(view, key.act, me, self, words)?;
                Some(content.map_err(Refused::Declaration))
            }
            Thread::Feedback(view) if key.act == Act::Withdrawal => {
                let ours = view.source.institution == *me && view.state.is_pending();
                let withdrawal = Withdrawal { schema: SCHEMA, reason: words };
                Some(if ours { Ok(Content::Withdrawal(withdrawal)) } else { Err(Refused::Feedback) })
            }
            _ => None,
        }
    }

    /// What takes something back in a thread: our signature of a declaration, as long as there is one.
    #[must_use]
    pub fn taking_back(&self, thread: MessageId) -> Act {
        let key = DraftKey { thread, act: Act::SignatureWithdrawal };
        match self.deciding(key, Texts::default()) {
            Some(Ok(_)) => Act::SignatureWithdrawal,
            _ => Act::Withdrawal,
        }
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
    me: &InstitutionId,
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

fn signing(
    view: &DeclarationView,
    act: Act,
    me: &InstitutionId,
    model: &Model,
    words: Texts,
) -> Option<Result<Content, NotSignable>> {
    let now = model.now;
    Some(match act {
        Act::Signature => view
            .signature_by(me, now)
            .map(|signature| Content::Signature(Signature { note: words, ..signature })),
        Act::SignatureWithdrawal => view
            .taken_back_by(me, now)
            .map(|back| Content::SignatureWithdrawal(SignatureWithdrawal { reason: words, ..back })),
        Act::Withdrawal => view
            .withdrawal_by(me, now)
            .map(|withdrawal| Content::Withdrawal(Withdrawal { reason: words, ..withdrawal })),
        _ => return None,
    })
}
