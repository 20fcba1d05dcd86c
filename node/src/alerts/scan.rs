//! What rules say of what is here: the threads and messages in which something happened, or all.

use super::{Alerts, Key, PLANS_MAX, SCAN_MAX, case::Says, reading::Shelf, rule::Rule};
use cabildo_protocol::{
    content::Severity,
    id::{InstitutionId, MessageId, Millis},
    message::Message,
    store::StoreError,
};
use cabildo_store::Query;
use std::collections::{BTreeMap, BTreeSet};

/// What a rule says, and how severe that is.
pub type Said = (Key, Option<Severity>, Says);

/// What was found.
#[derive(Default)]
pub struct Seen {
    pub plans: Vec<Said>,
    /// Threads that cannot be seen yet, and when they can.
    pub dated_ahead: Vec<(MessageId, Millis)>,
}

/// One look.
pub struct Scan<'a> {
    pub alerts: &'a Alerts,
    pub me: &'a InstitutionId,
    /// Whether all is looked at.
    pub all: bool,
    /// Whether somebody is still to be told.
    pub untold: &'a dyn Fn(&Key) -> bool,
}

impl Scan<'_> {
    fn rules(&self) -> impl Iterator<Item = (usize, &Rule)> {
        self.alerts.rules.iter().enumerate()
    }

    /// The newest messages of these kinds, and crisis messages that wait for their predecessors.
    fn newest(&self, shelf: &Shelf<'_>, servers: bool, limit: usize) -> Result<Vec<MessageId>, StoreError> {
        let rules = self.rules().filter(|(_, rule)| rule.is_server() == servers);
        let kinds: BTreeSet<u16> =
            rules.flat_map(|(_, rule)| rule.kinds().iter().map(|k| *k as u16)).collect();
        if !self.all || kinds.is_empty() {
            return Ok(Vec::new());
        }
        let kinds = Some(kinds.into_iter().collect());
        let mut found = shelf.reader.recent(&Query { kinds, limit, ..Query::default() })?;
        found.extend(shelf.look.engine.held_crises.iter().map(Message::id));
        Ok(found)
    }

    /// Of the threads of these messages, for programs.
    pub fn programs(&self, shelf: &Shelf<'_>, touched: BTreeSet<MessageId>) -> Result<Seen, StoreError> {
        let mut roots = shelf.roots(touched)?;
        roots.extend(self.newest(shelf, false, SCAN_MAX)?);
        let mut seen = Seen::default();
        for root in roots {
            let rules = self.rules().filter_map(|(place, rule)| match rule {
                Rule::Program(rule) => Some((place, rule)),
                Rule::Server(_) => None,
            });
            let rules: Vec<_> = rules.filter(|(place, _)| (self.untold)(&(*place, root))).collect();
            if rules.is_empty() {
                continue;
            }
            match shelf.case(&root)? {
                None => {}
                Some(Err(visible)) => seen.dated_ahead.extend(visible.map(|at| (root, at))),
                Some(Ok(case)) => seen.plans.extend(rules.into_iter().map(|(place, rule)| {
                    ((place, root), case.severity, case.judge(rule, self.me, shelf.now))
                })),
            }
        }
        Ok(seen)
    }

    /// Of these messages, for servers.
    pub fn servers(&self, shelf: &Shelf<'_>, mut news: BTreeSet<MessageId>) -> Result<Vec<Said>, StoreError> {
        news.extend(self.newest(shelf, true, PLANS_MAX)?);
        let (mut said, mut cases) = (Vec::new(), BTreeMap::new());
        for id in news {
            let rules = self.rules().filter_map(|(place, rule)| match rule {
                Rule::Program(_) => None,
                Rule::Server(rule) => Some((place, rule)),
            });
            let rules: Vec<_> = rules.filter(|(place, _)| (self.untold)(&(*place, id))).collect();
            if rules.is_empty() {
                continue;
            }
            let Some(letter) = shelf.letter(&id, &mut cases)? else { continue };
            let severity = letter.case.as_ref().and_then(|case| case.severity);
            said.extend(
                rules.into_iter().map(|(place, rule)| ((place, id), severity, letter.judge(rule, shelf.now))),
            );
        }
        Ok(said)
    }
}
