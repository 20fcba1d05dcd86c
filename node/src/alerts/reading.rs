//! What rules look at, read from the store: threads, and single messages.

use super::{
    Gone,
    case::{self, Case},
    letter::Letter,
};
use crate::{handle::Look, policy};
use cabildo_protocol::{
    id::{InstitutionId, MessageId, Millis},
    message::Message,
    policy::Policy,
    store::StoreError,
    text::Texts,
    views::{self, Context},
};
use cabildo_store::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// Threads that are kept while messages are looked at: their texts may be long.
const CASES_MAX: usize = 64;

/// Runs what reads the disk where it may block.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Gone> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            tracing::error!(%error, "no alerts are given any more: the store cannot be read");
            Err(Gone)
        }
        Err(_) => Err(Gone),
    }
}

/// What there is at one look.
pub struct Shelf<'a> {
    pub reader: &'a Reader,
    pub policy: &'a Policy,
    pub look: &'a Look,
    pub now: Millis,
}

impl Shelf<'_> {
    fn held(&self) -> impl Iterator<Item = &Message> {
        self.look.engine.held_crises.iter()
    }

    fn message(&self, id: &MessageId) -> Result<Option<Message>, StoreError> {
        let kept = self.reader.message(id)?;
        Ok(kept.or_else(|| self.held().find(|message| message.id() == *id).cloned()))
    }

    /// The roots of the threads to which these messages belong.
    pub fn roots(&self, touched: BTreeSet<MessageId>) -> Result<BTreeSet<MessageId>, StoreError> {
        let mut roots = BTreeSet::new();
        for id in touched {
            let message = self.message(&id)?;
            roots.insert(message.and_then(|message| message.details()?.root).unwrap_or(id));
        }
        Ok(roots)
    }

    /// A thread as rules see it; none where it is not here, or the node's policy hides it. Else the case, or
    /// when it can be seen.
    pub fn case(&self, root: &MessageId) -> Result<Option<Result<Case, Option<Millis>>>, StoreError> {
        let kept = self.message(root)?;
        let Some(message) = kept.filter(|message| self.policy.hides(message).is_none()) else {
            return Ok(None);
        };
        let mut replies = crate::api::fairly(self.reader.thread(root)?, |id| self.reader.message(id))?;
        let answers = |message: &&Message| message.details().is_some_and(|d| d.root == Some(*root));
        replies.extend(self.held().filter(answers).cloned());
        replies.retain(|reply| self.policy.hides(reply).is_none());
        let context = Context { authority: &self.look.authority, forks: &self.look.forks, now: self.now };
        Ok(Some(case::of(views::thread(&message, &replies, &context))))
    }

    /// A message as a server is told of it; none where it is not here, does not count, or is hidden. `cases`
    /// are those of threads that were read already.
    pub fn letter(
        &self,
        id: &MessageId,
        cases: &mut BTreeMap<MessageId, Option<Case>>,
    ) -> Result<Option<Letter>, StoreError> {
        let Some(message) = self.message(id)? else { return Ok(None) };
        let is_shown = self.look.authority.judge(&message).is_ok()
            && policy::hides(self.policy, self.reader, &message).is_none()
            && message.body_bytes().is_some();
        if !is_shown {
            return Ok(None);
        }
        let root = message.details().and_then(|details| details.root).unwrap_or(*id);
        let case = match cases.get(&root) {
            Some(case) => case.clone(),
            None => {
                let case = self.case(&root)?.and_then(Result::ok);
                if cases.len() >= CASES_MAX {
                    cases.clear();
                }
                cases.insert(root, case.clone());
                case
            }
        };
        Ok(Letter::of(message, case))
    }
}

/// What an institution is called.
pub fn name_of(look: &Look, institution: &InstitutionId) -> Texts {
    look.authority.institution(institution).map(|entry| entry.names.clone()).unwrap_or_default()
}
