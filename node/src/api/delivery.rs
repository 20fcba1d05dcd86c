//! How far a message has come: by receipts that nodes have signed, and by what institutions answered.

use super::problem::Failure;
use crate::handle::{Handle, Look};
use cabildo_client::api::{Delivery, Waiting};
use cabildo_protocol::{
    id::{InstitutionId, PublicKey},
    message::Message,
    receipt::Receipt,
    views::{Source, Thread},
};
use cabildo_store::Reader;
use std::{collections::BTreeSet, ops::Bound};

/// Institutions that are named in one list; the counts are of all.
const NAMED: usize = 100;

/// What is known of a message that is kept here, by institution.
pub struct Known<'a> {
    /// Who has anything said about it, but its author.
    pub seen: BTreeSet<&'a InstitutionId>,
    /// Others whose node has it.
    pub held: BTreeSet<&'a InstitutionId>,
    /// Others that have a node.
    pub members: BTreeSet<&'a InstitutionId>,
    /// Institutions with a link to this node.
    pub linked: BTreeSet<&'a InstitutionId>,
    /// Some other node has it.
    pub relayed: bool,
}

/// By receipts that nodes have signed, and by what institutions answered.
pub fn known<'a>(
    handle: &Handle,
    look: &'a Look,
    message: &'a Message,
    view: Option<&'a Thread>,
) -> Result<Known<'a>, Failure> {
    let (about, authority) = (handle.about(), &look.authority);
    let author = &message.envelope().institution;
    let seen: BTreeSet<&InstitutionId> =
        view.map(answers).unwrap_or_default().into_iter().filter(|id| *id != author).collect();
    let mut held: BTreeSet<&InstitutionId> = seen.iter().copied().chain([author]).collect();
    let mut relayed = held.iter().any(|id| **id != about.institution);
    let first = (author.clone(), PublicKey([0; 33]));
    let receipts = look.receipts.range((Bound::Included(first), Bound::Unbounded));
    for ((_, node), receipt) in receipts.take_while(|((of, _), _)| of == author) {
        let Some((institution, _)) = authority.node(node).filter(|_| *node != about.node) else { continue };
        if holds(handle.reader(), receipt, message)? {
            relayed = true;
            held.insert(institution);
        }
    }
    let links = handle.network();
    let up = links.links.iter().filter(|link| link.connected);
    let linked =
        up.filter_map(|link| authority.node(&link.node)).map(|(institution, _)| institution).collect();
    let members: BTreeSet<&InstitutionId> =
        authority.with_node().iter().filter(|id| **id != about.institution).collect();
    held.retain(|id| members.contains(id));
    Ok(Known { seen, held, members, linked, relayed })
}

/// What is known of a message that is kept here.
pub fn of(
    handle: &Handle,
    look: &Look,
    message: &Message,
    view: Option<&Thread>,
) -> Result<Delivery, Failure> {
    let (about, authority) = (handle.about(), &look.authority);
    let begins = message.details().is_some_and(|details| details.root.is_none());
    let view = view.filter(|_| begins);
    let Known { seen, held, members, linked, relayed } = known(handle, look, message, view)?;
    let waiting = members.difference(&held).take(NAMED);
    let others = authority.institutions().map(|(id, _)| id).filter(|id| **id != about.institution);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Delivery {
        relayed,
        members: number(members.len()),
        held: number(held.len()),
        held_by: held.iter().take(NAMED).map(|id| (*id).clone()).collect(),
        waiting: waiting
            .map(|id| Waiting { institution: (*id).clone(), linked: linked.contains(id) })
            .collect(),
        without_node: others.filter(|id| !members.contains(id)).take(NAMED).cloned().collect(),
        seen: begins.then(|| number(seen.len())),
        answered: view
            .and_then(Thread::clock)
            .filter(|clock| !clock.recipients.is_empty())
            .map(|clock| (number(clock.answered()), number(clock.recipients.len()))),
    })
}

/// Whether a receipt covers a message: its head is there or beyond, on the branch that is here.
fn holds(reader: &Reader, receipt: &Receipt, message: &Message) -> Result<bool, Failure> {
    let log = message.log();
    Ok(match receipt.head(&log) {
        Some((seq, id)) if seq == message.seq() => id == message.id(),
        // What follows a message here cites it; of what is not here nothing else is known.
        Some((seq, id)) if seq > message.seq() => reader.at(&log, seq)?.is_none_or(|there| there.id() == id),
        _ => false,
    })
}

/// Who has said anything in a thread.
fn answers(view: &Thread) -> BTreeSet<&InstitutionId> {
    let said: Vec<&Source> = match view {
        Thread::Proposal(view) => {
            let positions = view.positions.iter().chain(&view.late).map(|entry| &entry.source);
            let works = view.implementation.iter().flat_map(|whole| whole.sources());
            positions.chain(view.comments.iter().map(|entry| &entry.source)).chain(works).collect()
        }
        Thread::Notice(view) => {
            let acks = view.acks.iter().map(|entry| &entry.source);
            acks.chain(view.comments.iter().map(|entry| &entry.source)).collect()
        }
        Thread::Agenda(view) => {
            let answers = view.answers.iter().map(|entry| &entry.source);
            answers.chain(view.comments.iter().map(|entry| &entry.source)).collect()
        }
        Thread::Declaration(view) => {
            let signatures = view.signatures.iter().chain(&view.late).map(|entry| &entry.source);
            signatures.chain(view.comments.iter().map(|entry| &entry.source)).collect()
        }
        Thread::Feedback(view) => {
            let steps = view.steps.iter().map(|entry| &entry.source);
            steps.chain(view.comments.iter().map(|entry| &entry.source)).collect()
        }
        Thread::Opaque { .. } => Vec::new(),
    };
    said.into_iter().map(|source| &source.institution).collect()
}
