//! The fold of a proposal: what its positions, closings, contests and final messages add up to.
//!
//! A closing cites heads of logs, and a position counts if it is dated before the deadline and stands
//! at or before them: so all nodes that have the same messages count the same, whatever their clocks.
//! What a final message counted stays counted, also where a log was cut off since: that only raises a
//! doubt.

use super::{
    Close, ClosingEntry, ContestEntry, Context, Doubt, FinalEntry, PositionEntry, ProposalView,
    RevisionEntry, SetAside, Source, Stage, amendments,
    fold::comments,
    implementing::{Works, implementation},
    recipients::{Hands, asked, clock},
    replies::{Reply, last_by_institution},
};
use crate::{
    bounds::{CLOCK_OFF_MS, RESPONSE_DEFAULT_MS},
    content::{
        Amendment, Closing, Content, Contest, Final, Kind, PositionTaken, Proposal, Revision, Tally, Terms,
    },
    id::{Country, InstitutionId, LogId, MessageId, Millis},
    receipt::Head,
};
use std::collections::{BTreeMap, BTreeSet};

/// Final messages of one institution that are counted anew: each costs as much as all positions.
const FINALS_COUNTED: usize = 8;

/// What a proposal and its replies add up to; `cut_off` are those that were valid until the rosters
/// cut their logs off.
pub(super) fn fold_proposal(
    source: Source,
    proposal: Proposal,
    replies: Vec<Reply>,
    cut_off: Vec<Reply>,
    context: &Context<'_>,
) -> ProposalView {
    let respond_by = proposal.respond_by.unwrap_or(source.created.plus(RESPONSE_DEFAULT_MS));
    let terms = proposal.terms.clone().unwrap_or_default();
    let comments = comments(&replies);
    let hands = Hands::of(&replies, Kind::Position);
    let fold = Fold { proposal: &proposal, source: &source, terms: &terms, respond_by, context };
    let mut acts = Acts { positions: Vec::with_capacity(replies.len()), ..Acts::default() };
    let all = || replies.iter().chain(&cut_off);
    // Only who closes or finishes names what is to be known.
    let names = all().any(|reply| matches!(reply.content, Content::Closing(_) | Content::Final(_)));
    let known: BTreeSet<MessageId> = all().filter(|_| names).map(|reply| reply.source.id).collect();
    replies.into_iter().for_each(|reply| acts.sort_in(reply, false, &fold));
    cut_off.into_iter().for_each(|reply| acts.sort_in(reply, true, &fold));
    let mut positions = fold.positions(std::mem::take(&mut acts.positions), &acts.revisions);
    let amendments = std::mem::take(&mut acts.amendments);
    let works = std::mem::take(&mut acts.works);
    let mut close = fold.close(acts, &positions.in_time, &known);
    let heads = close.heads.take();
    let (counted, left_out) = count(std::mem::take(&mut positions.in_time), heads.as_ref(), close.fixed);
    let tally = tally(counted.iter().filter(|entry| entry.counted));
    let mut shown = close.shown;
    shown.left_out = left_out;
    shown.skewed = positions.skewed;
    shown.not_voters = positions.not_voters;
    shown.outcome = (shown.stage != Stage::Disputed && shown.stage != Stage::Withdrawn)
        .then(|| shown.last.as_ref().map_or_else(|| terms.outcome(&tally), |last| last.outcome));
    doubts(&mut shown, close.shaken || counted.iter().any(|entry| entry.counted && entry.is_shaky()));
    // A final message says what it counted, also to who does not have all of it.
    let tally = shown.last.as_ref().map_or(tally, |last| last.tally.clone());
    shown.chambers = fold.chambers();
    let implementation = implementation(works, &source.institution, &mut shown, context.now);
    let named = if proposal.asked.is_empty() { &terms.voters } else { &proposal.asked };
    let asked = asked(named, Kind::Position, &source, context);
    let hands = hands.until(shown.withdrawn.as_ref().map(|(withdrawal, _)| withdrawal.created));
    let clock = clock(respond_by, asked, &hands, &source, context.now);
    shown.terms = terms;
    let current = shown.revision().map_or(source.id, |revision| revision.source.id);
    let amended = amendments::amendments(amendments, &shown.revisions, current);
    let late = last_by_institution(positions.late, |p: &PositionEntry| &p.source);
    ProposalView {
        source,
        proposal,
        clock,
        positions: counted,
        late,
        tally,
        comments,
        amendments: amended,
        implementation,
        close: shown,
        translations: Vec::new(),
    }
}

struct Fold<'a> {
    proposal: &'a Proposal,
    source: &'a Source,
    terms: &'a Terms,
    respond_by: Millis,
    context: &'a Context<'a>,
}

/// A position, whose it is, its place, and whether it was cut off.
pub(super) type Taken = (Source, (LogId, u64), PositionTaken, bool);
/// A closing, whose it is, and whether it was cut off.
type Closer = (Source, Closing, bool);

/// What is written about the proposal, by kind; what was cut off is marked.
#[derive(Default)]
struct Acts {
    positions: Vec<Taken>,
    closings: Vec<Closer>,
    contests: Vec<(Source, Contest)>,
    finals: Vec<(Source, Final, bool)>,
    withdrawn: Vec<(Source, crate::text::Texts)>,
    revisions: Vec<RevisionEntry>,
    amendments: Vec<(Source, Amendment)>,
    works: Works,
    set_aside: Vec<SetAside>,
}

impl Acts {
    fn sort_in(&mut self, reply: Reply, cut_off: bool, fold: &Fold<'_>) {
        let Reply { log, seq, source, content } = reply;
        match content {
            Content::Position(position) => self.positions.push((source, (log, seq), position, cut_off)),
            Content::Closing(closing) => self.closings.push((source, closing, cut_off)),
            Content::Final(last) => self.finals.push((source, last, cut_off)),
            // What the rosters cut off supports results that are final, and nothing else.
            _ if cut_off => {}
            Content::Amendment(_) if fold.terms.text_is_fixed(source.created) => {
                self.aside(source, Kind::Amendment, "text_fixed");
            }
            Content::Amendment(amendment) => self.amendments.push((source, amendment)),
            Content::Commitment(c) => self.works.commitments.push((source, c)),
            Content::Progress(c) => self.works.progress.push((source, c)),
            Content::Contest(contest) => self.contests.push((source, contest)),
            Content::Withdrawal(withdrawal) => match fold.by_proposer(&source) {
                Ok(()) => self.withdrawn.push((source, withdrawal.reason)),
                Err(why) => self.aside(source, Kind::Withdrawal, why),
            },
            Content::Revision(revision) => match fold.revises(&source, &revision) {
                Ok(()) => self.revisions.push(RevisionEntry {
                    source,
                    text: revision.text,
                    accepts: revision.accepts,
                    declines: revision.declines,
                    note: revision.note,
                }),
                Err(why) => self.aside(source, Kind::Revision, why),
            },
            _ => {}
        }
    }

    fn aside(&mut self, source: Source, kind: Kind, why: &str) {
        self.set_aside.push(SetAside::new(source, kind, why));
    }
}

/// Positions by what they are.
#[derive(Default)]
struct Positions {
    in_time: Vec<PositionEntry>,
    late: Vec<PositionEntry>,
    skewed: Vec<PositionEntry>,
    not_voters: Vec<PositionEntry>,
}

/// A closing as far as it is known, with what only the count needs.
struct Closed {
    shown: Close,
    heads: Option<BTreeMap<LogId, (u64, MessageId)>>,
    /// The heads are those of a final message.
    fixed: bool,
    /// The final message or its closing was cut off or disputed since.
    shaken: bool,
}

impl Fold<'_> {
    /// What only the proposer may write, and only until the deadline.
    fn by_proposer(&self, source: &Source) -> Result<(), &'static str> {
        match source {
            _ if source.institution != self.source.institution => Err("not_the_proposer"),
            _ if source.disputed => Err("disputed"),
            _ if source.created > self.respond_by => Err("late"),
            _ => Ok(()),
        }
    }

    /// A new text has to come while there is time to amend; amendments can be declined later, too.
    fn revises(&self, source: &Source, revision: &Revision) -> Result<(), &'static str> {
        self.by_proposer(source)?;
        let late = !revision.text.is_empty() && self.terms.text_is_fixed(source.created);
        if late { Err("text_fixed") } else { Ok(()) }
    }

    /// Whether it is its author's turn to close, or to make final, what could be since `from`: first the
    /// proposer's, and when as long as the time to contest has gone by, that of whoever may vote.
    fn turn(&self, source: &Source, from: Millis) -> Result<(), &'static str> {
        let proposer = source.institution == self.source.institution;
        let wait = if proposer { 0 } else { self.terms.contest_ms() };
        match source {
            _ if !proposer && !self.terms.may_vote(&source.institution) => Err("not_a_voter"),
            _ if source.created <= from.plus(wait) => Err("early"),
            _ => Ok(()),
        }
    }

    fn positions(&self, all: Vec<Taken>, revisions: &[RevisionEntry]) -> Positions {
        let texts: Vec<&RevisionEntry> = revisions.iter().filter(|r| !r.text.is_empty()).collect();
        let current = texts.last().map_or(self.source.id, |revision| revision.source.id);
        let read_at = |at: Millis| {
            texts.iter().rfind(|r| r.source.created <= at).map_or(self.source.id, |r| r.source.id)
        };
        let mut sorted = Positions { in_time: Vec::with_capacity(all.len()), ..Positions::default() };
        for (source, place, position, cut_off) in all {
            let revision = position.revision.unwrap_or_else(|| read_at(source.created));
            let list = match &source {
                s if s.created > self.respond_by => &mut sorted.late,
                s if s.created.plus(CLOCK_OFF_MS) < self.source.created => &mut sorted.skewed,
                s if !self.terms.may_vote(&s.institution) => &mut sorted.not_voters,
                _ => &mut sorted.in_time,
            };
            let taken = (source, place, position, cut_off);
            list.push(entry(self.proposal, self.context, taken, revision, current));
        }
        for apart in [&mut sorted.late, &mut sorted.skewed, &mut sorted.not_voters] {
            apart.retain(|entry| !entry.cut_off);
        }
        sorted.skewed = last_by_institution(sorted.skewed, |p: &PositionEntry| &p.source);
        sorted.not_voters = last_by_institution(sorted.not_voters, |p: &PositionEntry| &p.source);
        sorted
    }

    fn close(&self, mut acts: Acts, in_time: &[PositionEntry], known: &BTreeSet<MessageId>) -> Closed {
        let (finals, contradiction) = self.finals(&mut acts, in_time, known);
        let closing = self.closing(&mut acts, finals.as_ref());
        let mut shown = Close { revisions: std::mem::take(&mut acts.revisions), ..Close::default() };
        let mut shaken = false;
        let mut heads = None;
        if let Some((source, closing, cut_off)) = &closing {
            shaken |= *cut_off || source.disputed;
            heads = Some(by_log(&closing.heads));
            shown.closing = Some(ClosingEntry {
                source: source.clone(),
                heads: u32::try_from(closing.heads.len()).unwrap_or(u32::MAX),
                contest_until: source.created.plus(self.terms.contest_ms()),
                note: closing.note.clone(),
            });
        }
        let fixed = finals.is_some();
        if let Some((source, last, differs)) = finals {
            shaken |= source.disputed;
            heads = Some(by_log(&last.heads));
            shown.doubts.extend(differs.then_some(Doubt::OtherFinal));
            shown.last = Some(FinalEntry {
                source,
                closing: last.closing,
                chambers: last.chambers,
                tally: last.tally,
                outcome: last.outcome,
                note: last.note,
            });
        }
        self.contests(&mut acts, &mut shown, heads.as_ref(), in_time);
        let missing = heads.iter().flatten().filter(|(_, (_, id))| !known.contains(id)).count();
        shown.missing = u32::try_from(missing).unwrap_or(u32::MAX);
        let by_voter = shown.last.as_ref().is_some_and(|l| l.source.institution != self.source.institution);
        let taken_back = (!acts.withdrawn.is_empty()).then(|| acts.withdrawn.remove(0));
        shown.stage = match (&shown.last, &taken_back) {
            _ if contradiction => Stage::Disputed,
            (Some(_), Some(_)) if by_voter => Stage::Disputed,
            (Some(last), _) => last.outcome.into(),
            (None, Some(_)) => Stage::Withdrawn,
            (None, None) => match &shown.closing {
                Some(_) if shown.contests.is_empty() => Stage::Closed,
                Some(_) => Stage::Contested,
                None if self.context.now > self.respond_by => Stage::DeadlinePassed,
                None => match self.terms.amend_until {
                    None => Stage::Open,
                    Some(until) if self.context.now <= until => Stage::Amending,
                    Some(_) => Stage::Voting,
                },
            },
        };
        match taken_back {
            Some((source, _)) if shown.last.is_some() && !by_voter => {
                acts.aside(source, Kind::Withdrawal, "final_stands");
            }
            other => shown.withdrawn = other,
        }
        if shown.stage == Stage::Disputed
            && let Some(last) = shown.last.take()
        {
            acts.aside(last.source, Kind::Final, "contradicts");
        }
        acts.set_aside.sort_by_key(|aside| (aside.source.created, aside.source.id));
        shown.set_aside = acts.set_aside;
        Closed { shown, heads, fixed, shaken }
    }

    /// The final message that holds, and whether another one comes to something else; beside it, whether
    /// no rule says which holds.
    ///
    /// The earliest holds. Where it is the proposer's in its turn, only another one of the proposer
    /// contradicts it; where its turn was over, anybody's does.
    fn finals(
        &self,
        acts: &mut Acts,
        in_time: &[PositionEntry],
        known: &BTreeSet<MessageId>,
    ) -> (Option<(Source, Final, bool)>, bool) {
        let mut valid: Vec<(Source, Final, Millis)> = Vec::new();
        let mut tried: BTreeMap<InstitutionId, usize> = BTreeMap::new();
        let mut all = std::mem::take(&mut acts.finals);
        all.sort_by_key(|(source, ..)| (source.created, source.id));
        for (source, last, cut_off) in all {
            let from = match self.may_finish(&source, &last, cut_off, &acts.closings) {
                Ok(from) => from,
                Err(why) => {
                    acts.aside(source, Kind::Final, why);
                    continue;
                }
            };
            let tries = tried.entry(source.institution.clone()).or_default();
            *tries += 1;
            if *tries > FINALS_COUNTED {
                acts.aside(source, Kind::Final, "later");
            } else if self.terms.outcome(&last.tally) == last.outcome && self.bears_out(&last, in_time, known)
            {
                valid.push((source, last, from));
            } else {
                acts.aside(source, Kind::Final, "misstated");
            }
        }
        let mut valid = valid.into_iter();
        let Some((source, last, from)) = valid.next() else { return (None, false) };
        let in_turn = source.institution == self.source.institution
            && source.created <= from.plus(self.terms.contest_ms());
        let (mut differs, mut contradiction) = (false, false);
        for (other, said, _) in valid {
            let same = said.outcome == last.outcome && said.tally == last.tally;
            let rival = !in_turn || other.institution == source.institution;
            differs |= !same;
            contradiction |= !same && rival;
            acts.aside(other, Kind::Final, if same { "later" } else { "contradicts" });
        }
        (Some((source, last, differs)), contradiction)
    }

    /// Since when a final message could be written, if this one may count.
    fn may_finish(
        &self,
        source: &Source,
        last: &Final,
        cut_off: bool,
        closings: &[Closer],
    ) -> Result<Millis, &'static str> {
        if cut_off {
            return Err("cut_off");
        }
        let closing = closings.iter().find(|(closing, ..)| closing.id == last.closing);
        let (closing, ..) = closing.ok_or("no_closing")?;
        self.turn(closing, self.respond_by).map_err(|_| "no_closing")?;
        let from = closing.created.plus(self.terms.contest_ms());
        self.turn(source, from)?;
        Ok(from)
    }

    /// Whether what is here leads to the tally that a final message states. An institution of a log whose named head
    /// is not here may have taken one position that is not here either, and no other institution may.
    fn bears_out(&self, last: &Final, in_time: &[PositionEntry], known: &BTreeSet<MessageId>) -> bool {
        let heads = by_log(&last.heads);
        let missing = heads.iter().filter(|(_, (_, id))| !known.contains(id));
        let authority = self.context.authority;
        let unseen: BTreeSet<&InstitutionId> = missing
            .filter_map(|(log, _)| authority.device(&log.key).map(|(institution, _)| institution))
            .filter(|institution| self.terms.may_vote(institution))
            .collect();
        let mut newest: BTreeMap<&InstitutionId, &PositionEntry> = BTreeMap::new();
        for entry in in_time.iter().filter(|entry| covers(&heads, entry)) {
            let there = newest.entry(&entry.source.institution).or_insert(entry);
            if order(there) <= order(entry) {
                *there = entry;
            }
        }
        if unseen.is_empty() {
            return tally(newest.into_values()) == last.tally;
        }
        newest.retain(|institution, _| !unseen.contains(institution));
        let seen = tally(newest.into_values());
        let votes = |tally: &Tally, country: &Country| -> u64 {
            tally.get(country).into_iter().flat_map(|stances| stances.values()).map(|n| u64::from(*n)).sum()
        };
        let at_least = seen.iter().all(|(country, stances)| {
            stances.iter().all(|(stance, n)| last.tally.get(country).and_then(|s| s.get(stance)) >= Some(n))
        });
        let at_most = last.tally.keys().all(|country| {
            let may = unseen.iter().filter(|institution| institution.country() == *country).count() as u64;
            votes(&last.tally, country) <= votes(&seen, country) + may
        });
        at_least && at_most
    }

    /// The closing that the final message cites, else the proposer's first, else the first.
    fn closing(&self, acts: &mut Acts, last: Option<&(Source, Final, bool)>) -> Option<Closer> {
        let mut valid = Vec::new();
        for (source, closing, cut_off) in std::mem::take(&mut acts.closings) {
            let cited = last.is_some_and(|(_, last, _)| last.closing == source.id);
            match self.turn(&source, self.respond_by) {
                Ok(()) if cited => valid.push((source, closing, cut_off)),
                Ok(()) if cut_off => acts.aside(source, Kind::Closing, "cut_off"),
                Ok(()) if source.disputed => acts.aside(source, Kind::Closing, "disputed"),
                Ok(()) => valid.push((source, closing, cut_off)),
                Err(why) => acts.aside(source, Kind::Closing, why),
            }
        }
        valid.sort_by_key(|(source, ..)| {
            let cited = last.is_some_and(|(_, last, _)| last.closing == source.id);
            let proposers = source.institution == self.source.institution;
            (!cited, !proposers, source.created, source.id)
        });
        let mut valid = valid.into_iter();
        let first = valid.next();
        valid.for_each(|(source, ..)| acts.aside(source, Kind::Closing, "later"));
        first
    }

    /// The contests of the closing that counts, and whether what they name is counted now.
    fn contests(
        &self,
        acts: &mut Acts,
        shown: &mut Close,
        heads: Option<&BTreeMap<LogId, (u64, MessageId)>>,
        in_time: &[PositionEntry],
    ) {
        let contests = std::mem::take(&mut acts.contests);
        if contests.is_empty() {
            return;
        }
        let valid: BTreeMap<MessageId, &PositionEntry> =
            in_time.iter().filter(|entry| !entry.is_shaky()).map(|entry| (entry.source.id, entry)).collect();
        for (source, contest) in contests {
            let voter = self.terms.may_vote(&source.institution);
            let why = match &shown.closing {
                Some(closing) if closing.source.id == contest.closing => match &source {
                    _ if source.disputed => Some("disputed"),
                    _ if !voter && source.institution != self.source.institution => Some("not_a_voter"),
                    _ if source.created > closing.contest_until => Some("late"),
                    _ => None,
                },
                _ => Some("no_closing"),
            };
            if let Some(why) = why {
                acts.aside(source, Kind::Contest, why);
                continue;
            }
            let counts = |(_, _, id): &Head| match (valid.get(id), heads) {
                (Some(entry), Some(heads)) => covers(heads, entry),
                _ => true,
            };
            shown.contests.push(ContestEntry {
                heeded: contest.left_out.iter().all(counts),
                source,
                left_out: contest.left_out,
                reason: contest.reason,
            });
        }
    }

    fn chambers(&self) -> BTreeMap<Country, u32> {
        self.context.authority.chambers().map(|(country, version)| (country.clone(), version)).collect()
    }
}

/// What is shown of a position on a revision, where another may be the current one.
pub(super) fn entry(
    proposal: &Proposal,
    context: &Context<'_>,
    (source, (log, seq), position, cut_off): Taken,
    revision: MessageId,
    current: MessageId,
) -> PositionEntry {
    PositionEntry {
        cited: position.mandate.as_deref().map(|code| {
            let theme = proposal.theme.as_deref();
            context.authority.cited(&source.institution, code, theme, source.created)
        }),
        stance: position.stance,
        reason: position.reason,
        mandate: position.mandate,
        moved_on: revision != current,
        revision,
        read: position.read,
        sponsors: position.sponsors,
        counted: false,
        source,
        log,
        seq,
        cut_off,
    }
}

fn by_log(heads: &[Head]) -> BTreeMap<LogId, (u64, MessageId)> {
    heads.iter().map(|(log, seq, id)| (*log, (*seq, *id))).collect()
}

/// Whether a position stands at or before the heads. Of a disputed or cut-off log only what they name
/// itself does: nothing else tells which branch was meant.
fn covers(heads: &BTreeMap<LogId, (u64, MessageId)>, entry: &PositionEntry) -> bool {
    let head = heads.get(&entry.log);
    head.is_some_and(|(seq, id)| entry.source.id == *id || (entry.seq < *seq && !entry.is_shaky()))
}

impl PositionEntry {
    /// Whether its log was forked or cut off before it.
    fn is_shaky(&self) -> bool {
        self.source.disputed || self.cut_off
    }
}

/// The newest positions of an institution, by their places in a list.
struct Newest {
    valid: Option<usize>,
    counted: Option<usize>,
    disputed: Option<usize>,
}

impl Newest {
    /// Of the positions of one institution; of equal ones the last.
    fn of(places: &[(usize, &PositionEntry)]) -> Self {
        let newest = |picked: &dyn Fn(&PositionEntry) -> bool| {
            let picked = places.iter().filter(|(_, entry)| picked(entry));
            picked.max_by_key(|(_, entry)| order(entry)).map(|(place, _)| *place)
        };
        Self {
            valid: newest(&|entry| !entry.is_shaky()),
            counted: newest(&|entry| entry.counted),
            disputed: newest(&|entry| !entry.counted && entry.source.disputed),
        }
    }
}

/// What is shown of the positions in time, one an institution that is counted and one that is
/// disputed; beside it, valid ones that the heads leave out.
fn count(
    in_time: Vec<PositionEntry>,
    heads: Option<&BTreeMap<LogId, (u64, MessageId)>>,
    fixed: bool,
) -> (Vec<PositionEntry>, Vec<PositionEntry>) {
    let covered = |entry: &PositionEntry| heads.is_none_or(|heads| covers(heads, entry));
    let mut entries: Vec<Option<PositionEntry>> = in_time.into_iter().map(Some).collect();
    for this in entries.iter_mut().flatten() {
        // Before a final message, what is disputed or cut off counts nowhere.
        this.counted = (!this.is_shaky() || fixed) && covered(this);
    }
    let mut places: Vec<(usize, &PositionEntry)> =
        entries.iter().enumerate().filter_map(|(n, entry)| Some((n, entry.as_ref()?))).collect();
    places.sort_by(|(_, a), (_, b)| a.source.institution.cmp(&b.source.institution));
    let of_one = places.chunk_by(|(_, a), (_, b)| a.source.institution == b.source.institution);
    let newest: Vec<Newest> = of_one.map(Newest::of).collect();
    // Valid ones that the heads leave out are not counted: no entry is in both lists.
    let mut take = |n: usize| entries.get_mut(n).and_then(Option::take);
    let shown = newest.iter().flat_map(|of_one| [of_one.counted, of_one.disputed]).flatten();
    let counted = shown.filter_map(&mut take).collect();
    let valid = newest.iter().filter_map(|of_one| of_one.valid);
    let left_out = valid.filter_map(take).filter(|entry| !covered(entry)).collect();
    (counted, left_out)
}

/// The order of an institution's positions: by time and, of one instant, by the place in the log.
pub(super) fn order(entry: &PositionEntry) -> (Millis, u64, MessageId) {
    (entry.source.created, entry.seq, entry.source.id)
}

/// Who said what, by country.
pub(super) fn tally<'a>(positions: impl IntoIterator<Item = &'a PositionEntry>) -> Tally {
    let mut tally = Tally::new();
    for entry in positions {
        let country = tally.entry(entry.source.institution.country()).or_default();
        *country.entry(entry.stance).or_default() += 1;
    }
    tally
}

fn doubts(shown: &mut Close, cut_off: bool) {
    if shown.last.is_some() {
        shown.doubts.extend(cut_off.then_some(Doubt::CutOff));
        let unheeded = shown.contests.iter().any(|contest| !contest.heeded);
        shown.doubts.extend(unheeded.then_some(Doubt::Unheeded));
    }
    if shown.closing.is_some() {
        shown.doubts.extend((!shown.left_out.is_empty()).then_some(Doubt::LeftOut));
        shown.doubts.extend((shown.missing > 0).then_some(Doubt::Incomplete));
    }
    shown.doubts.sort();
}
