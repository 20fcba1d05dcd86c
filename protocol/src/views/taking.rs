//! One more position on a proposal that is open, taken into its view without folding all the others anew.

use super::{Context, ProposalView, RecipientState, Thread, closing};
use crate::{bounds::CLOCK_OFF_MS, content::Content, message::Message};

impl Thread {
    /// Takes one more message in, where that is simple; see [`ProposalView::take`].
    pub fn take(&mut self, message: &Message, context: &Context<'_>) -> bool {
        match self {
            Self::Proposal(view) => view.take(message, context),
            _ => false,
        }
    }
}

impl ProposalView {
    /// Takes one more position in, where it changes nothing but the row of its institution, the tally
    /// and the clock: then the view is what the fold of all messages is. Where only the fold can tell,
    /// nothing changes and the answer is false.
    ///
    /// For a view that was made by the same rosters and forks and holds at the context's instant, and a
    /// message that no erasure names.
    pub fn take(&mut self, message: &Message, context: &Context<'_>) -> bool {
        let close = &self.close;
        let decided = close.closing.is_some() || close.last.is_some() || close.withdrawn.is_some();
        let answers = message.details().is_some_and(|d| d.root == Some(self.source.id));
        if decided || !close.revisions.is_empty() || !answers || context.hidden(message).is_some() {
            return false;
        }
        let Some(Ok(Content::Position(position))) = message.content() else { return false };
        let (source, respond_by) = (context.source(message), self.clock.respond_by);
        let late = source.created > respond_by;
        let early = source.created.plus(CLOCK_OFF_MS) < self.source.created;
        if source.disputed || late || early || !close.terms.may_vote(&source.institution) {
            return false;
        }
        let (who, at) = (source.institution.clone(), source.created);
        let asked = self.clock.recipients.binary_search_by(|recipient| recipient.institution.cmp(&who));
        let asked = asked.ok().and_then(|place| self.clock.recipients.get_mut(place));
        let first = match &asked {
            None => false,
            Some(recipient) => match (recipient.answered, &recipient.pause) {
                (Some(before), _) if before <= at => false,
                (None, None) => true,
                _ => return false,
            },
        };
        if let Some(recipient) = asked.filter(|_| first) {
            recipient.state = RecipientState::Answered;
            recipient.answered = Some(at);
            recipient.answered_in_ms = Some(at.0.saturating_sub(self.source.created.0));
            recipient.late_by_ms = None;
        }
        let revision = position.revision.unwrap_or(self.source.id);
        let taken = (source, (message.log(), message.seq()), position, false);
        let mut entry = closing::entry(&self.proposal, context, taken, revision, self.source.id);
        entry.counted = true;
        let stance = entry.stance;
        let place = self.positions.partition_point(|p| (&p.source.institution, !p.counted) < (&who, false));
        let before = self.positions.get_mut(place).filter(|p| p.counted && p.source.institution == who);
        let was = match before {
            Some(before) if closing::order(before) > closing::order(&entry) => return true,
            Some(before) => Some(std::mem::replace(before, entry).stance),
            None => {
                self.positions.insert(place, entry);
                None
            }
        };
        let country = self.tally.entry(who.country()).or_default();
        *country.entry(stance).or_default() += 1;
        if let Some(count) = was.and_then(|was| country.get_mut(&was)) {
            *count = count.saturating_sub(1);
        }
        country.retain(|_, count| *count > 0);
        self.close.outcome = Some(self.close.terms.outcome(&self.tally));
        true
    }
}
