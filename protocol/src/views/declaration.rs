//! The fold of a joint declaration: who has signed which text, who is missing, and since when it is in force.
//!
//! The messages of its thread are gone through in order of time. It is in force with the first one by which
//! enough institutions of each country have signed the text as it then stands, and stays so: what is dated
//! later changes neither text nor signatures. Only what stops to count altogether can end that, because its log
//! forked or was cut off before it or its institution erased it, or what is dated earlier and comes later.

use super::{
    Clock, CommentEntry, Context, RevisionEntry, SetAside, Source, TranslationEntry,
    fold::comments,
    recipients::{Hands, asked, clock},
    replies::{Reply, last_by_institution},
};
use crate::{
    bounds::{CLOCK_OFF_MS, RESPONSE_DEFAULT_MS},
    content::{Content, Declaration, Kind, Revision, Signature, SignatureWithdrawal, Withdrawal},
    id::{Country, InstitutionId, Language, MessageId, Millis},
    roster::Cited,
    text::Texts,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a declaration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclarationState {
    /// It is being signed.
    #[default]
    Open,
    /// Enough of each country have signed it in time.
    InForce,
    /// They have not.
    Lapsed,
    /// Taken back by its author before it was in force.
    Withdrawn,
}

impl DeclarationState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::InForce, Self::Lapsed, Self::Withdrawn];

    /// Its name on the wire, in JSON and in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InForce => "in_force",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A joint declaration with all that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclarationView {
    /// Who and when.
    pub source: Source,
    /// What, as it was published first.
    pub declaration: Declaration,
    /// Where it stands.
    pub state: DeclarationState,
    /// The date of the signature with which it came into force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_since: Option<Millis>,
    /// The message whose text is to be signed: the declaration, or its last revision.
    pub current: MessageId,
    /// New texts by its author in order of time.
    pub revisions: Vec<RevisionEntry>,
    /// By when, and who has not signed anything yet.
    pub clock: Clock,
    /// One signature an institution, in time, and beside it its last disputed one.
    pub signatures: Vec<SignatureEntry>,
    /// Signatures dated after the deadline: they stand beside it, and count nowhere.
    pub late: Vec<SignatureEntry>,
    /// How far each country is, those first for which nothing is required but somebody has signed.
    pub countries: Vec<CountrySignatures>,
    /// Its author has taken it back, and why.
    pub withdrawn: Option<(Source, Texts)>,
    /// Revisions, signatures and withdrawals without effect, and why.
    pub set_aside: Vec<SetAside>,
    /// Comments in order of time.
    pub comments: Vec<CommentEntry>,
    /// Translations, of each language the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<TranslationEntry>,
}

/// A signature under a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureEntry {
    /// Who and when.
    #[serde(flatten)]
    pub source: Source,
    /// The message whose text it signs.
    pub signs: MessageId,
    /// The authority cited.
    pub mandate: Option<String>,
    /// The language in which it was read, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Language>,
    /// How that stands by the institution's roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cited: Option<Cited>,
    /// Anything else.
    pub note: Texts,
    /// Whether it is one of those that bring the declaration into force.
    pub counted: bool,
    /// It signs another text than the one that stands now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved_on: bool,
    /// When its institution took it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<Millis>,
}

impl SignatureEntry {
    /// How it stands: `taken_back`, `other_text` or `signed`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            _ if self.taken_back.is_some() => "taken_back",
            _ if self.moved_on => "other_text",
            _ => "signed",
        }
    }
}

/// How far a country is with a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountrySignatures {
    /// Which.
    pub country: Country,
    /// So many have to sign.
    pub required: u32,
    /// Whose signatures count.
    pub signed: Vec<InstitutionId>,
    /// Who is asked and whose signature does not count, or is not here.
    pub missing: Vec<InstitutionId>,
}

impl CountrySignatures {
    /// How many signatures are still to come before this country has enough.
    #[must_use]
    pub fn lacking(&self) -> u32 {
        self.required.saturating_sub(u32::try_from(self.signed.len()).unwrap_or(u32::MAX))
    }
}

impl DeclarationView {
    /// The text that is to be signed, or in force.
    #[must_use]
    pub fn text(&self) -> &Texts {
        let revised = self.revisions.iter().find(|revision| revision.source.id == self.current);
        revised.map_or(&self.declaration.text, |revision| &revision.text)
    }

    /// An institution's signature that counts.
    #[must_use]
    pub fn signed_by(&self, who: &InstitutionId) -> Option<&SignatureEntry> {
        self.signatures.iter().find(|entry| entry.counted && entry.source.institution == *who)
    }

    /// The signature by which an institution signs the text as it stands.
    ///
    /// # Errors
    /// Why it would count nowhere.
    pub fn signature_by(&self, who: &InstitutionId, now: Millis) -> Result<Signature, NotSignable> {
        match self.state_at(now) {
            DeclarationState::Open => {}
            DeclarationState::InForce if now <= self.clock.respond_by => {}
            state => return Err(NotSignable::Is(state)),
        }
        if self.signed_by(who).is_some() {
            return Err(NotSignable::Signed);
        }
        Ok(Signature { schema: 1, signs: self.current, mandate: None, read: None, note: Texts::default() })
    }

    /// What takes an institution's signature back.
    ///
    /// # Errors
    /// Why it would have no effect.
    pub fn taken_back_by(
        &self,
        who: &InstitutionId,
        now: Millis,
    ) -> Result<SignatureWithdrawal, NotSignable> {
        self.is_open(now)?;
        let own = |entry: &SignatureEntry| {
            entry.source.institution == *who && !entry.source.disputed && entry.taken_back.is_none()
        };
        if !self.signatures.iter().any(own) {
            return Err(NotSignable::Nothing);
        }
        Ok(SignatureWithdrawal { schema: 1, reason: Texts::default() })
    }

    /// What takes the declaration back.
    ///
    /// # Errors
    /// Why it would have no effect.
    pub fn withdrawal_by(&self, who: &InstitutionId, now: Millis) -> Result<Withdrawal, NotSignable> {
        self.changed_by(who, now)?;
        Ok(Withdrawal { schema: 1, reason: Texts::default() })
    }

    /// Whether an institution may give it a new text, or take it back.
    ///
    /// # Errors
    /// Why that would have no effect.
    pub fn changed_by(&self, who: &InstitutionId, now: Millis) -> Result<(), NotSignable> {
        self.is_open(now)?;
        if self.source.institution == *who { Ok(()) } else { Err(NotSignable::NotAuthor) }
    }

    fn is_open(&self, now: Millis) -> Result<(), NotSignable> {
        match self.state_at(now) {
            DeclarationState::Open => Ok(()),
            state => Err(NotSignable::Is(state)),
        }
    }

    /// Where it stands when time has gone on since it was read.
    fn state_at(&self, now: Millis) -> DeclarationState {
        match self.state {
            DeclarationState::Open if now > self.clock.respond_by => DeclarationState::Lapsed,
            state => state,
        }
    }
}

/// Why somebody cannot sign a declaration now, or change that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSignable {
    /// It is in force, taken back, or its time is over.
    Is(DeclarationState),
    /// It has signed the text as it stands.
    Signed,
    /// It has no signature to take back.
    Nothing,
    /// Only its author may.
    NotAuthor,
}

impl NotSignable {
    /// Its name in languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Is(state) => state.name(),
            Self::Signed => "signed",
            Self::Nothing => "nothing",
            Self::NotAuthor => "not_author",
        }
    }
}

/// What a declaration and its replies add up to; `cut_off` are those that were valid until the rosters cut
/// their logs off.
pub(super) fn fold_declaration(
    source: Source,
    declaration: Declaration,
    replies: Vec<Reply>,
    cut_off: Vec<Reply>,
    context: &Context<'_>,
) -> DeclarationView {
    let respond_by = declaration.respond_by.unwrap_or(source.created.plus(RESPONSE_DEFAULT_MS));
    let comments = comments(&replies);
    let hands = Hands::of(&replies, Kind::Signature);
    let mut fold = Fold::new(&source, &declaration, respond_by, context);
    replies.into_iter().for_each(|reply| fold.take(reply));
    for reply in cut_off {
        if let Content::Signature(_) = reply.content {
            fold.aside(reply.source, Kind::Signature, "cut_off");
        }
    }
    let Fold { signed, disputed, late, revisions, current, in_force, withdrawn, mut set_aside, .. } = fold;
    set_aside.sort_by_key(|aside| (aside.source.created, aside.source.id));
    let state = match (&withdrawn, in_force) {
        (Some(_), _) => DeclarationState::Withdrawn,
        (None, Some(_)) => DeclarationState::InForce,
        (None, None) if context.now > respond_by => DeclarationState::Lapsed,
        (None, None) => DeclarationState::Open,
    };
    let mut signatures: Vec<SignatureEntry> = signed.into_values().chain(disputed.into_values()).collect();
    for entry in &mut signatures {
        entry.moved_on = entry.signs != current;
        entry.counted = counts(entry, current);
    }
    signatures.sort_by(|a, b| {
        let key = |entry: &SignatureEntry| (entry.source.institution.clone(), entry.source.disputed);
        key(a).cmp(&key(b))
    });
    let mut everybody = asked(&declaration.asked, Kind::Signature, &source, context);
    // Who publishes it has not signed it, and is asked like everybody else.
    let author = &source.institution;
    let named = declaration.asked.contains(author);
    if named || (declaration.asked.is_empty() && context.authority.may(author, Kind::Signature)) {
        everybody.insert(author.clone());
    }
    let countries = countries(&declaration, &signatures, &everybody);
    let hands = hands.until(withdrawn.as_ref().map(|(withdrawal, _)| withdrawal.created));
    let clock = clock(respond_by, everybody, &hands, &source, context.now);
    let late = last_by_institution(late, |entry: &SignatureEntry| &entry.source);
    DeclarationView {
        source,
        declaration,
        state,
        in_force_since: in_force,
        current,
        revisions,
        clock,
        signatures,
        late,
        countries,
        withdrawn,
        set_aside,
        comments,
        translations: Vec::new(),
    }
}

fn counts(entry: &SignatureEntry, current: MessageId) -> bool {
    entry.signs == current && entry.taken_back.is_none() && !entry.source.disputed
}

/// One row a country: those of which signatures are required, and those of which there are some.
fn countries(
    declaration: &Declaration,
    signatures: &[SignatureEntry],
    asked: &BTreeSet<InstitutionId>,
) -> Vec<CountrySignatures> {
    let signed: BTreeSet<&InstitutionId> =
        signatures.iter().filter(|entry| entry.counted).map(|entry| &entry.source.institution).collect();
    let all: BTreeSet<Country> =
        declaration.required.keys().cloned().chain(signed.iter().map(|id| id.country())).collect();
    let row = |country: Country| CountrySignatures {
        required: declaration.required.get(&country).copied().unwrap_or_default(),
        signed: signed.iter().filter(|id| id.country() == country).map(|id| (*id).clone()).collect(),
        missing: asked.iter().filter(|id| id.country() == country && !signed.contains(id)).cloned().collect(),
        country,
    };
    all.into_iter().map(row).collect()
}

struct Fold<'a> {
    source: &'a Source,
    declaration: &'a Declaration,
    respond_by: Millis,
    context: &'a Context<'a>,
    /// The last signature in time of each institution.
    signed: BTreeMap<InstitutionId, SignatureEntry>,
    /// How many of those count, by country.
    tally: BTreeMap<Country, u32>,
    disputed: BTreeMap<InstitutionId, SignatureEntry>,
    late: Vec<SignatureEntry>,
    revisions: Vec<RevisionEntry>,
    current: MessageId,
    in_force: Option<Millis>,
    withdrawn: Option<(Source, Texts)>,
    set_aside: Vec<SetAside>,
}

impl<'a> Fold<'a> {
    fn new(
        source: &'a Source,
        declaration: &'a Declaration,
        respond_by: Millis,
        context: &'a Context<'a>,
    ) -> Self {
        Self {
            source,
            declaration,
            respond_by,
            context,
            signed: BTreeMap::new(),
            tally: BTreeMap::new(),
            disputed: BTreeMap::new(),
            late: Vec::new(),
            revisions: Vec::new(),
            current: source.id,
            in_force: None,
            withdrawn: None,
            set_aside: Vec::new(),
        }
    }

    fn aside(&mut self, source: Source, kind: Kind, why: &str) {
        self.set_aside.push(SetAside::new(source, kind, why));
    }

    /// The next message in order of time.
    fn take(&mut self, reply: Reply) {
        let Reply { source, content, .. } = reply;
        let (kind, created) = (content.kind(), source.created);
        match content {
            Content::Signature(signature) => self.sign(source, signature),
            Content::SignatureWithdrawal(_) => match self.may_take_back(&source) {
                Ok(entry) => self.put(SignatureEntry { taken_back: Some(created), ..entry }),
                Err(why) => self.aside(source, kind, why),
            },
            Content::Revision(revision) => match self.by_author(&source) {
                Ok(()) => self.revise(source, revision),
                Err(why) => self.aside(source, kind, why),
            },
            Content::Withdrawal(withdrawal) => match self.by_author(&source) {
                Ok(()) => self.withdrawn = Some((source, withdrawal.reason)),
                Err(why) => self.aside(source, kind, why),
            },
            _ => return,
        }
        if self.in_force.is_none() && self.withdrawn.is_none() && self.is_met() {
            self.in_force = Some(created);
        }
    }

    fn is_met(&self) -> bool {
        let required = &self.declaration.required;
        required.iter().all(|(country, n)| self.tally.get(country).is_some_and(|signed| signed >= n))
    }

    /// An institution's signature as it stands now.
    fn put(&mut self, entry: SignatureEntry) {
        let who = entry.source.institution.clone();
        let signed = self.tally.entry(who.country()).or_default();
        *signed += u32::from(counts(&entry, self.current));
        if let Some(before) = self.signed.insert(who, entry) {
            *signed -= u32::from(counts(&before, self.current));
        }
    }

    fn sign(&mut self, source: Source, signature: Signature) {
        let who = source.institution.clone();
        let entry = SignatureEntry {
            cited: signature.mandate.as_deref().map(|code| {
                let theme = self.declaration.theme.as_deref();
                self.context.authority.cited(&who, code, theme, source.created)
            }),
            signs: signature.signs,
            mandate: signature.mandate,
            read: signature.read,
            note: signature.note,
            counted: false,
            moved_on: false,
            taken_back: None,
            source,
        };
        let there = self.signed.get(&who);
        match &entry.source {
            s if s.created > self.respond_by => self.late.push(entry),
            s if s.created.plus(CLOCK_OFF_MS) < self.source.created => {
                self.aside(entry.source, Kind::Signature, "skewed");
            }
            _ if self.withdrawn.is_some() => self.aside(entry.source, Kind::Signature, "withdrawn"),
            s if s.disputed => drop(self.disputed.insert(who, entry)),
            // What brought it into force is not replaced.
            _ if self.in_force.is_some() && there.is_some_and(|there| counts(there, self.current)) => {
                self.aside(entry.source, Kind::Signature, "in_force");
            }
            _ => self.put(entry),
        }
    }

    /// The signature that its institution takes back, if it still can.
    fn may_take_back(&self, source: &Source) -> Result<SignatureEntry, &'static str> {
        self.may_change(source)?;
        let own = self.signed.get(&source.institution).filter(|entry| entry.taken_back.is_none());
        own.cloned().ok_or("no_signature")
    }

    /// What only its author may write.
    fn by_author(&self, source: &Source) -> Result<(), &'static str> {
        if source.institution != self.source.institution {
            Err("not_the_proposer")
        } else {
            self.may_change(source)
        }
    }

    /// What nobody may write any more once it is in force or its time is over.
    fn may_change(&self, source: &Source) -> Result<(), &'static str> {
        match source {
            _ if source.disputed => Err("disputed"),
            _ if self.withdrawn.is_some() => Err("withdrawn"),
            _ if self.in_force.is_some() => Err("in_force"),
            _ if source.created > self.respond_by => Err("late"),
            _ => Ok(()),
        }
    }

    fn revise(&mut self, source: Source, revision: Revision) {
        if !revision.text.is_empty() {
            self.current = source.id;
            self.tally.clear();
            for (who, _) in self.signed.iter().filter(|(_, entry)| counts(entry, source.id)) {
                *self.tally.entry(who.country()).or_default() += 1;
            }
        }
        let Revision { text, accepts, declines, note, .. } = revision;
        self.revisions.push(RevisionEntry { source, text, accepts, declines, note });
    }
}
