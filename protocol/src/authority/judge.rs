//! The judgement on a message that follows from the rosters in force.

use super::{Authority, Listing, Member};
use crate::{
    content::Kind,
    id::{Hash, InstitutionId, Lane, LogId},
    ingest::Refusal,
    message::{Details, Message, RosterNeeds},
    roster::{CutOff, InstitutionEntry, Role, Scope, Standing},
};
use std::collections::BTreeSet;

impl Authority {
    /// Whether an institution may author a kind now.
    #[must_use]
    pub fn may(&self, institution: &InstitutionId, kind: Kind) -> bool {
        self.institution(institution).is_some_and(|entry| lets(entry, kind))
    }

    /// The institutions that may author a kind now, in order.
    pub fn who_may(&self, kind: Kind) -> impl Iterator<Item = &InstitutionId> {
        self.institutions().filter(move |(_, entry)| lets(entry, kind)).map(|(id, _)| id)
    }

    /// The roster versions that a message of an institution relies on when it is written now.
    #[must_use]
    pub fn needs(&self, institution: &InstitutionId) -> RosterNeeds {
        RosterNeeds {
            charter: self.version(&Scope::Federation),
            chamber: self.version(&Scope::Chamber(institution.country())),
            institution: self.version(&Scope::Institution(institution.clone())),
        }
    }

    /// The bytes that the rosters grant to each log of an institution.
    #[must_use]
    pub fn quota(&self, institution: &InstitutionId) -> u64 {
        self.institution(institution).map_or(0, |entry| entry.quota_bytes)
    }

    /// The last valid sequence of a log by the rosters' cut-offs; none where it is open.
    #[must_use]
    pub fn end(&self, log: &LogId) -> Option<u64> {
        self.cut_off(log).map(|cut_off| cut_off.seq)
    }

    /// The last valid message of a log by the rosters' cut-offs; none where it is open.
    #[must_use]
    pub fn cut_off(&self, log: &LogId) -> Option<CutOff> {
        let listings = self.devices.get(&log.key)?;
        let ends =
            listings.iter().map(|listing| end_of(listing, self.members.get(&listing.institution)?, log));
        // Open where one listing leaves it open, else the farthest.
        let farther = |(a, b): (CutOff, CutOff)| if b.seq > a.seq { b } else { a };
        ends.reduce(|a, b| a.zip(b).map(farther)).flatten()
    }

    /// Whether the rosters let this message stand in its log.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn judge(&self, message: &Message) -> Result<(), Refusal> {
        let envelope = message.envelope();
        if envelope.federation != self.federation {
            return Err(Refusal::Federation);
        }
        let listings = self.devices.get(&envelope.log.key);
        let listing =
            listings.and_then(|all| all.iter().find(|listing| listing.institution == envelope.institution));
        if let Some(details) = message.details() {
            self.check_needs(&envelope.institution, details.needs, listing)?;
            check_shape(details, envelope.log.lane)?;
        }
        let listing = listing.ok_or_else(|| match listings {
            Some(_) => Refusal::Institution(envelope.institution.clone()),
            None => Refusal::UnlistedKey,
        })?;
        let member = self.members.get(&envelope.institution);
        if let Some(end) = member.and_then(|member| end_of(listing, member, &envelope.log)) {
            let other = envelope.seq == end.seq && message.id().0 != end.id.0;
            if envelope.seq > end.seq || other {
                return Err(Refusal::BeyondCutOff { cut_off: end.seq });
            }
        }
        match (message.details(), member) {
            (Some(details), Some(member)) => check_right(listing, member, details.kind),
            (None, Some(_)) => Ok(()),
            (_, None) => Err(Refusal::UnlistedKey),
        }
    }

    /// Whether the author may write this now: stricter than [`Authority::judge`], because what was
    /// withdrawn still links when it comes from peers.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn judge_submission(&self, message: &Message) -> Result<(), Refusal> {
        self.judge(message)?;
        let envelope = message.envelope();
        let Some(details) = message.details() else { return Ok(()) };
        let entry = self.institution(&envelope.institution).ok_or(Refusal::UnlistedKey)?;
        let refused = |who: String| Err(Refusal::NotAllowed { who, kind: details.kind });
        if entry.standing != Standing::Active || !grants(&entry.may, details.kind) {
            return refused(envelope.institution.to_string());
        }
        let mut listings = self.devices.get(&envelope.log.key).into_iter().flatten();
        match listings.find(|listing| listing.institution == envelope.institution) {
            Some(listing) if !listing.device.role.may(details.kind) => refused(listing.device.label.clone()),
            _ => Ok(()),
        }
    }

    /// Whether the rosters that a message relies on are here. A listing knows a version that is: only
    /// what relies on a newer one costs a search among the rosters of all institutions.
    fn check_needs(
        &self,
        institution: &InstitutionId,
        needs: RosterNeeds,
        listing: Option<&Listing>,
    ) -> Result<(), Refusal> {
        let check = |scope: Scope, version: u32| {
            let here = version <= self.version(&scope);
            if here { Ok(()) } else { Err(Refusal::RosterBehind { scope, version }) }
        };
        check(Scope::Federation, needs.charter)?;
        check(Scope::Chamber(institution.country()), needs.chamber)?;
        if listing.is_some_and(|listing| needs.institution <= listing.version) {
            return Ok(());
        }
        check(Scope::Institution(institution.clone()), needs.institution)
    }
}

impl Role {
    /// Whether a device of this role writes messages of a kind. Of kinds that this release does
    /// not know, only that a read-only device writes none.
    #[must_use]
    pub fn may(self, kind: u16) -> bool {
        match (self, Kind::from_number(kind)) {
            (Self::ReadOnly, _) => false,
            (Self::Secretary, _) => true,
            (Self::Operator, kind) => !kind.is_some_and(Kind::convenes),
            (Self::DutyOfficer, kind) => kind.is_none_or(|kind| kind.lane() == Lane::Crisis),
        }
    }
}

/// What of a header can contradict itself, for the kinds that this release knows.
fn check_shape(details: &Details, lane: Lane) -> Result<(), Refusal> {
    let Some(kind) = Kind::from_number(details.kind) else { return Ok(()) };
    if kind.lane() != lane {
        return Err(Refusal::Inconsistent("its kind belongs into the other lane"));
    }
    if !kind.names_root() && details.root.is_some() {
        return Err(Refusal::Inconsistent("what begins a thread answers nothing"));
    }
    if kind.names_root() && details.root.is_none() {
        return Err(Refusal::Inconsistent("an answer names what it answers"));
    }
    Ok(())
}

/// Whether an institution that is listed so may author a kind.
fn lets(entry: &InstitutionEntry, kind: Kind) -> bool {
    entry.standing == Standing::Active && grants(&entry.may, kind as u16)
}

/// Whether a grant covers a kind. Who may write anything may also take its own words back, say who of it
/// is on duty, and that it needs longer for an answer; a translation comes with the right to comment, what closes or amends a proposal comes with the right to
/// propose or to take a position, a declaration with the right to propose, its signature with the right to take a
/// position, what becomes of a meeting with the right to convene one.
fn grants(may: &BTreeSet<u16>, kind: u16) -> bool {
    let has = |kind: Kind| may.contains(&(kind as u16));
    may.contains(&kind)
        || match Kind::from_number(kind) {
            Some(Kind::Erasure | Kind::Rota | Kind::Pause) => !may.is_empty(),
            Some(Kind::Closing | Kind::Contest | Kind::Final | Kind::Amendment) => {
                has(Kind::Proposal) || has(Kind::Position)
            }
            Some(Kind::Withdrawal | Kind::Revision) => {
                has(Kind::Proposal) || has(Kind::Declaration) || has(Kind::Feedback) || has(Kind::Comment)
            }
            Some(Kind::Declaration | Kind::Commitment) => has(Kind::Proposal),
            // Who was given something to do says how far it is, whatever else it may write.
            Some(Kind::Progress) => !may.is_empty(),
            Some(Kind::Translation | Kind::Feedback) => has(Kind::Comment),
            // Who is asked may answer.
            Some(Kind::FollowUp) => !may.is_empty(),
            Some(Kind::Signature) => has(Kind::Position),
            Some(Kind::SignatureWithdrawal) => has(Kind::Signature) || has(Kind::Position),
            Some(Kind::AgendaUpdate | Kind::AgendaCancel | Kind::Minutes) => has(Kind::Agenda),
            Some(Kind::ItemRequest) => has(Kind::Rsvp),
            _ => false,
        }
}

/// Where a log ends by its own institution's cut-off and its chamber's, whichever comes first.
fn end_of(listing: &Listing, member: &Member, log: &LogId) -> Option<CutOff> {
    let own = match log.lane {
        Lane::Crisis => listing.device.cut_off.0,
        Lane::Acts => listing.device.cut_off.1,
    };
    let entry = &member.entry;
    let named = entry.ends.iter().find(|(l, _)| l == log).map(|(_, cut_off)| *cut_off);
    let nowhere = CutOff { seq: 0, id: Hash([0; 32]) };
    let chamber = named.or((entry.standing != Standing::Active).then_some(nowhere));
    own.into_iter().chain(chamber).min_by_key(|cut_off| cut_off.seq)
}

fn check_right(listing: &Listing, member: &Member, kind: u16) -> Result<(), Refusal> {
    let refused = |who: String| Err(Refusal::NotAllowed { who, kind });
    if !grants(&member.granted, kind) {
        return refused(listing.institution.to_string());
    }
    if !listing.roles.iter().any(|role| role.may(kind)) {
        return refused(listing.device.label.clone());
    }
    Ok(())
}
