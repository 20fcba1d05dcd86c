//! `roster device` and `roster node`: an institution's own affairs, without asking its chamber.

use super::{
    super::{
        args::{Basis, Common, Own, OwnAction, Signing},
        error::CliError,
        output::Output,
        words::{Said, Words},
    },
    Wanted, admit, client, hand_on, next_version, paper, publish, read_aloud, sign_last,
};
use cabildo_client::{api::Head, http::ApiClient};
use cabildo_protocol::{
    authority::Authority,
    enrol::{Card, Labelled, Paper as _, Signed},
    id::{FederationId, Hash, InstitutionId, Lane, LogId, PublicKey},
    roster::{Change, CutOff, Device, Node, Role, Scope, SignedRoster, State},
};
use std::path::PathBuf;

/// What is known when one's own roster is changed.
pub struct Ground {
    pub api: ApiClient,
    rosters: Vec<SignedRoster>,
    pub authority: Authority,
    institution: InstitutionId,
    pub state: State,
}

impl Ground {
    pub async fn open(common: &Common) -> Result<Self, CliError> {
        let api = client(common)?;
        let institution = api.status().await?.institution;
        let rosters = api.all_rosters().await?.rosters;
        let authority = Authority::load(&rosters)?;
        let state = authority.scope_state(&Scope::Institution(institution.clone()));
        let state = state.cloned().unwrap_or_default();
        Ok(Self { api, rosters, authority, institution, state })
    }

    /// Drafts, signs, and publishes where nobody else has to sign; else writes the file.
    pub async fn settle(
        &self,
        common: &Common,
        (signing, basis): (&Signing, &Basis),
        (changes, mut wanted): (Vec<Change>, Wanted),
        words: &Words,
        output: &mut Output,
    ) -> Result<(), CliError> {
        let scope = Scope::Institution(self.institution.clone());
        wanted.review_days = basis.review_days;
        let mut sheaf = next_version(&self.rosters, scope, changes, wanted)?;
        sign_last(common, signing, &mut sheaf, words, output)?;
        if basis.sheaf_out.is_none() && sheaf.standing()?.is_complete() {
            return publish(&self.api, &sheaf, words, output).await;
        }
        let name = self.institution.as_str().replace(':', "-");
        let path = basis.sheaf_out.clone();
        let path = path.unwrap_or_else(|| PathBuf::from(format!("own-{name}.rosters")));
        hand_on(&path, &sheaf, words, output)
    }

    /// A card of somebody who has a key for this institution, which no roster may list yet.
    pub fn card(&self, given: &str, words: &Words, output: &mut Output) -> Result<Labelled, CliError> {
        let signed = Signed::from_text::<Card>(&paper(given)?).map_err(|e| admit::unread(e, given))?;
        let card: Card = signed.open()?;
        admit::meant_for(&card.institution, &self.institution)?;
        let listed = self.authority.device(&card.key.key).is_some()
            || self.authority.nodes().any(|(key, ..)| *key == card.key.key)
            || self.state.nodes.iter().any(|(key, _)| *key == card.key.key);
        if listed {
            let said = Said::new("cli-admit-key-listed")
                .with("key", &card.keys().first().map(ToString::to_string).unwrap_or_default());
            return Err(CliError::Refused(said.with("by", self.institution.as_str())));
        }
        if !output.is_json() {
            let said = Said::new("cli-own-card").with("label", &card.key.label);
            let said = said.with("words", &read_aloud(&signed.fingerprint(), words));
            output.line(&words.say(&said))?;
        }
        Ok(card.key)
    }
}

/// The entry that is meant, by its label, its key or the beginning of that.
fn find<'a, T>(
    list: &'a [(PublicKey, T)],
    label: impl Fn(&T) -> &str,
    subject: &str,
) -> Result<&'a (PublicKey, T), CliError> {
    let fits = |(key, entry): &&(PublicKey, T)| {
        label(entry) == subject || (subject.starts_with("cbk1") && key.to_string().starts_with(subject))
    };
    let mut found = list.iter().filter(fits);
    let said = |id| CliError::Refused(Said::new(id).with("value", subject));
    let first = found.next().ok_or_else(|| said("cli-own-none"))?;
    if found.next().is_some() { Err(said("cli-own-several")) } else { Ok(first) }
}

/// The device ends where its logs stand now.
pub fn ended(device: &Device, key: &PublicKey, heads: &[Head], federation: &FederationId) -> Device {
    let end = |lane| {
        let log = LogId { key: *key, lane };
        let head = heads.iter().find(|head| head.log == log);
        let none = CutOff { seq: 0, id: Hash(log.genesis(federation).0) };
        Some(head.map_or(none, |head| CutOff { seq: head.seq, id: Hash(head.hash.0) }))
    };
    Device { cut_off: (end(Lane::Crisis), end(Lane::Acts)), ..device.clone() }
}

/// `roster device`.
pub async fn device(common: &Common, args: &Own, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let ground = Ground::open(common).await?;
    let federation = ground.authority.federation();
    let mut changes = Vec::new();
    match args.own_action {
        OwnAction::Add => {
            let card = ground.card(&args.subject, words, output)?;
            let old = args.replaces.as_deref();
            let old = old.map(|old| find(&ground.state.devices, |d| &d.label, old)).transpose()?;
            let usual = old.map_or(Role::Operator, |(_, device)| device.role);
            let new = Device {
                label: args.label.clone().unwrap_or(card.label),
                role: args.role.unwrap_or(usual),
                cut_off: (None, None),
            };
            changes.push(Change::Device(card.key, new));
            if let Some((key, device)) = old {
                let heads = ground.api.frontier().await?;
                changes.push(Change::Device(*key, ended(device, key, &heads, &federation)));
            }
        }
        OwnAction::Change => {
            let (key, device) = find(&ground.state.devices, |d| &d.label, &args.subject)?;
            if args.label.is_none() && args.role.is_none() {
                return Err(Said::new("cli-own-what").into());
            }
            let label = args.label.clone().unwrap_or_else(|| device.label.clone());
            let device = Device { label, role: args.role.unwrap_or(device.role), cut_off: device.cut_off };
            changes.push(Change::Device(*key, device));
        }
        OwnAction::Retire => {
            let (key, device) = find(&ground.state.devices, |d| &d.label, &args.subject)?;
            let heads = ground.api.frontier().await?;
            changes.push(Change::Device(*key, ended(device, key, &heads, &federation)));
        }
    }
    let said = (changes, Wanted::default());
    ground.settle(common, (&args.signing, &args.basis), said, words, output).await
}

/// `roster node`.
pub async fn node(common: &Common, args: &Own, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let ground = Ground::open(common).await?;
    if args.role.is_some() || args.replaces.is_some() {
        return Err(Said::new("cli-own-node-what").into());
    }
    let change = match args.own_action {
        OwnAction::Add => {
            let card = ground.card(&args.subject, words, output)?;
            let label = args.label.clone().unwrap_or(card.label);
            Change::Node(card.key, Node { label, active: true })
        }
        OwnAction::Change | OwnAction::Retire => {
            let (key, node) = find(&ground.state.nodes, |n| &n.label, &args.subject)?;
            let label = args.label.clone().unwrap_or_else(|| node.label.clone());
            let active = node.active && args.own_action == OwnAction::Change;
            Change::Node(*key, Node { label, active })
        }
    };
    let said = (vec![change], Wanted::default());
    ground.settle(common, (&args.signing, &args.basis), said, words, output).await
}
