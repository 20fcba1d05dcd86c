//! Showing, signing, combining and verifying files of rosters.

use super::{
    super::{
        args::{Combine, Common, OneFile, Sign},
        error::CliError,
        output::{Output, Page},
        words::{Said, Words},
    },
    describe, hand_on, read, read_aloud, recovery, sign_last,
};
use crate::cli::init::asking;
use cabildo_protocol::{authority::Authority, enrol::Sheaf, roster::RosterError};
use serde_json::json;

/// `roster show`: what a file's last version changes, who has signed, what it lacks.
pub fn show(args: &OneFile, words: &Words, output: &mut Output) -> Result<(), CliError> {
    shown(&read(&args.sheaf)?, words, output)
}

/// What a sheaf is about, shown.
pub fn shown(sheaf: &Sheaf, words: &Words, output: &mut Output) -> Result<(), CliError> {
    if let Some((notice, need)) = sheaf.notice_standing()? {
        return match output.is_json() {
            true => output.json(&recovery::object(&notice, &need, None)),
            false => output.page(&recovery::page(&notice, &need, words)),
        };
    }
    let standing = sheaf.standing()?;
    if output.is_json() {
        return output.json(&describe::object(sheaf, &standing, words, None)?);
    }
    output.page(&describe::page(sheaf, &standing, words)?)
}

/// `roster sign`: shows it, asks, signs, and writes the file again.
pub fn sign(common: &Common, args: &Sign, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let mut sheaf = read(&args.sheaf)?;
    let page = match sheaf.notice_standing()? {
        Some((notice, need)) => recovery::page(&notice, &need, words),
        None => describe::page(&sheaf, &sheaf.standing()?, words)?,
    };
    if !output.is_json() {
        output.page(&page)?;
    }
    asking::agreed(args.yes, &Said::new("cli-roster-sign-it"), words, output)?;
    sign_last(common, &args.signing, &mut sheaf, words, output)?;
    hand_on(&args.sheaf, &sheaf, words, output)
}

/// `roster combine`: the signatures of several copies in one.
pub fn combine(args: &Combine, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let (first, others) = args.sheaves.split_first().ok_or(RosterError::NoCharter)?;
    let mut sheaf = read(first)?;
    let mut added = 0;
    for path in others {
        let copy = read(path)?;
        if let (Some(ours), Some(theirs)) = (&mut sheaf.notice, &copy.notice) {
            added += ours.merge(theirs)? as u64;
            continue;
        }
        let last = sheaf.rosters.last_mut().ok_or(RosterError::NoCharter)?;
        added += last.merge(copy.rosters.last().ok_or(RosterError::NoCharter)?)? as u64;
    }
    if !output.is_json() {
        output.line(&words.say(&Said::new("cli-roster-combined").number("n", added)))?;
    }
    hand_on(args.sheaf_out.as_deref().unwrap_or(first), &sheaf, words, output)
}

/// `roster verify`: a whole chain, offline.
pub fn verify(args: &OneFile, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let sheaf = read(&args.sheaf)?;
    let authority = Authority::load(&sheaf.rosters)?;
    let federation = authority.federation();
    let spoken = read_aloud(&cabildo_protocol::id::Hash(federation.0), words);
    let versions = authority.versions();
    if output.is_json() {
        let object = json!({ "schema": 1, "federation": federation, "words": spoken, "rosters": versions });
        return output.json(&object);
    }
    let mut page = Page::default();
    let said = Said::new("cli-roster-verified").number("n", sheaf.rosters.len() as u64);
    page.line(&words.say(&said));
    page.line(&words.say(&Said::new("cli-roster-federation-id").with("id", &federation.to_string())));
    page.line(&words.say(&Said::new("cli-roster-words").with("words", &spoken)));
    for (scope, version) in versions {
        let said = Said::new("cli-roster-version").with("scope", &describe::scope(words, &scope));
        page.line(&format!("  {}", words.say(&said.number("version", u64::from(version)))));
    }
    output.page(&page)
}
