//! `roster admit`: who asks, whether that is so, and the chamber's next version with it.

use super::{
    super::{
        args::{Admit, Common},
        error::CliError,
        init::asking,
        output::{Output, Page},
        words::{Said, Words},
    },
    basis, hand_on, key_name, next, paper, read_aloud, sign_last,
};
use cabildo_node::places::{municipalities, municipality};
use cabildo_protocol::{
    authority::Authority,
    enrol::{EnrolError, Paper as _, Request, Signed},
    id::{InstitutionId, PublicKey},
    roster::{Change, InstitutionEntry, RosterError, Scope, SignedRoster, Standing},
    text::Texts,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Bytes granted to each log of a new member.
const QUOTA_BYTES: u64 = 64 * 1024 * 1024;
/// Names that are shown as alike.
const ALIKE_MAX: usize = 5;
/// Letters that look like others, or are read as them.
const CONFUSABLE: &[(char, char)] = &[
    ('0', 'o'),
    ('1', 'l'),
    ('i', 'l'),
    ('5', 's'),
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'l'),
    ('ӏ', 'l'),
    ('м', 'm'),
    ('т', 't'),
    ('к', 'k'),
    ('в', 'b'),
    ('н', 'h'),
    ('ѕ', 's'),
    ('ј', 'j'),
    ('ο', 'o'),
    ('α', 'a'),
    ('ν', 'v'),
    ('ι', 'l'),
    ('κ', 'k'),
    ('ρ', 'p'),
    ('τ', 't'),
];

/// Shows every request, asks, and writes the chamber's next version, signed.
pub async fn admit(
    common: &Common,
    args: &Admit,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let rosters = basis(common, &args.basis).await?;
    let authority = Authority::load(&rosters)?;
    let listed = keys_of(&rosters)?;
    let mut changes = Vec::new();
    let mut all: Vec<Request> = Vec::new();
    for given in &args.requests {
        let signed = Signed::from_text::<Request>(&paper(given)?)?;
        let request: Request = signed.open()?;
        for key in request.keys() {
            let earlier = all.iter().any(|other| other.keys().contains(&key));
            if let Some(by) = listed.get(&key).cloned().or_else(|| earlier.then(|| key_name(&key))) {
                let said = Said::new("cli-admit-key-listed").with("key", &key.to_string());
                return Err(CliError::Refused(said.with("by", &by)));
            }
        }
        if authority.institution(&request.institution).is_some() {
            let said = Said::new("cli-admit-member").with("id", request.institution.as_str());
            return Err(CliError::Refused(said));
        }
        if !output.is_json() {
            output.page(&shown(&request, &signed, &authority, words))?;
        }
        changes.push(admission(&request));
        all.push(request);
    }
    let countries: BTreeSet<_> = all.iter().map(|request| request.institution.country()).collect();
    let (Some(country), 1) = (countries.first().cloned(), countries.len()) else {
        return Err(Said::new("cli-admit-one-chamber").into());
    };
    let scope = Scope::Chamber(country);
    let mut sheaf = next(&rosters, scope, None, changes, args.basis.review_days)?;
    asking::agreed(args.yes, &Said::new("cli-admit-sure"), words, output)?;
    sign_last(common, &args.signing, &mut sheaf, words, output)?;
    let name = all.iter().map(|r| r.institution.as_str().replace(':', "-")).next().unwrap_or_default();
    let path = args.basis.sheaf_out.clone().unwrap_or_else(|| PathBuf::from(format!("admit-{name}.rosters")));
    hand_on(&path, &sheaf, words, output)
}

/// The change that lists an institution as it asks to be.
pub fn admission(request: &Request) -> Change {
    let entry = InstitutionEntry {
        kind: request.kind,
        names: request.names.clone(),
        places: request.places.clone(),
        time_zone: request.time_zone.clone(),
        language: request.language.clone(),
        keys: request.keys.clone(),
        may: request.kind.usual_kinds(),
        quota_bytes: QUOTA_BYTES,
        standing: Standing::Active,
        ends: Vec::new(),
    };
    Change::Institution(request.institution.clone(), Box::new(entry))
}

/// Every key that any version of any roster names, and where.
fn keys_of(rosters: &[SignedRoster]) -> Result<BTreeMap<PublicKey, String>, RosterError> {
    let mut found = BTreeMap::new();
    for signed in rosters {
        let roster = signed.open()?;
        let mut name = |key: &PublicKey, by: &str| {
            found.entry(*key).or_insert_with(|| by.to_owned());
        };
        let by = roster.scope.to_string();
        roster.signers.iter().flat_map(|quorum| &quorum.keys).for_each(|key| name(key, &by));
        for change in &roster.changes {
            match change {
                Change::Chamber(_, quorum) | Change::Recovery(quorum) => {
                    quorum.keys.iter().for_each(|key| name(key, &by));
                }
                Change::Institution(id, entry) => {
                    entry.keys.keys.iter().for_each(|key| name(key, id.as_str()));
                }
                Change::Device(key, _) | Change::Node(key, _) => name(key, &by),
                _ => {}
            }
        }
    }
    Ok(found)
}

/// Who asks, what the official list says, what looks alike, and the words to compare.
fn shown(request: &Request, signed: &Signed, authority: &Authority, words: &Words) -> Page {
    let mut page = Page::default();
    let name = words.best(&request.names).unwrap_or_default();
    let kind = serde_json::to_value(request.kind).ok();
    let kind = words.term("institution", kind.as_ref().and_then(|k| k.as_str()).unwrap_or_default());
    let said = Said::new("cli-admit-asks").with("name", &name).with("id", request.institution.as_str());
    page.line(&words.say(&said.with("kind", &kind)));
    for (label, id) in
        [(request.device.as_ref(), "cli-admit-device"), (Some(&request.node), "cli-admit-node")]
    {
        if let Some(labelled) = label {
            let said = Said::new(id).with("label", &labelled.label).with("key", &key_name(&labelled.key));
            page.line(&format!("  · {}", words.say(&said)));
        }
    }
    match municipality(request.institution.as_str()) {
        Some(place) => {
            let said = Said::new("cli-admit-official").with("name", &place.name);
            page.line(&format!(
                "  · {}",
                words.say(&said.with("in", &place.subdivision).number("n", place.population))
            ));
            if !request.names.0.values().any(|name| skeleton(name) == skeleton(&place.name)) {
                page.line(&format!("  ! {}", words.text("cli-admit-other-name")));
            }
        }
        None => page.line(&format!("  ! {}", words.text("cli-admit-not-official"))),
    }
    for (id, name) in alike(request, authority) {
        let said = Said::new("cli-admit-alike").with("id", &id).with("name", &name);
        page.line(&format!("  ! {}", words.say(&said)));
    }
    page.line(
        &words.say(&Said::new("cli-roster-words").with("words", &read_aloud(&signed.fingerprint(), words))),
    );
    page
}

/// Institutions and municipalities with names that are taken for one of these.
fn alike(request: &Request, authority: &Authority) -> Vec<(String, String)> {
    let own: Vec<String> = request.names.0.values().map(|name| skeleton(name)).collect();
    let is_alike = |name: &str| {
        let name = skeleton(name);
        own.iter().any(|own| {
            let allowed = if own.chars().count() >= 8 { 2 } else { usize::from(own.chars().count() >= 5) };
            strsim::damerau_levenshtein(own, &name) <= allowed
        })
    };
    let of = |names: &Texts| names.0.values().find(|name| is_alike(name)).cloned();
    let members =
        authority.institutions().filter_map(|(id, entry)| Some((id.to_string(), of(&entry.names)?)));
    let others = municipalities().iter().filter(|place| is_alike(&place.name));
    let others = others.map(|place| (place.code.clone(), place.name.clone()));
    let mut seen: BTreeSet<String> = BTreeSet::from([request.institution.to_string()]);
    members.chain(others).filter(|(id, _)| seen.insert(id.clone())).take(ALIKE_MAX).collect()
}

/// A name as the eye takes it in: without accents, capitals, spaces, and letters for their like.
fn skeleton(name: &str) -> String {
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let letters = letters.filter(|c| c.is_alphanumeric());
    letters.map(|c| CONFUSABLE.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)).collect()
}

/// A card or a request names the institution that it is for.
pub fn meant_for(institution: &InstitutionId, own: &InstitutionId) -> Result<(), CliError> {
    if institution == own {
        return Ok(());
    }
    let said = Said::new("cli-own-for-another").with("id", institution.as_str());
    Err(CliError::Refused(said.with("own", own.as_str())))
}

/// So that whoever reads a card by mistake is told what it is.
pub fn unread(error: EnrolError, given: &str) -> CliError {
    let said = Said::new("cli-paper-bad").with("value", &given.chars().take(40).collect::<String>());
    match error {
        EnrolError::Kind(_) => CliError::Usage(said.with("why", &error.to_string())),
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_eye_confuses_have_one_skeleton() {
        for (a, b) in [
            ("Oaxaca de Juárez", "OAXACA DE JUAREZ"),
            ("Morelia", "Моrеlia"),
            ("Valparaíso", "Va1paraiso"),
            ("Quillota", "Qui llota"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
        assert_ne!(skeleton("Morelia"), skeleton("Morelos"));
    }
}
