//! `roster recover` and `complete`: a chamber whose governors have lost their quorum. Its recovery
//! keys give notice of new ones, everybody may object as long as they say, and a majority of its
//! institutions countersigns.

use super::{
    super::{
        args::{Basis, Common, Complete, Recover},
        error::CliError,
        output::{Output, Page},
        words::{Said, Words},
    },
    DAY_MS, Wanted, basis,
    describe::{self, day, key_name},
    next_version, read,
};
use cabildo_node::driver::clock;
use cabildo_protocol::{
    authority::Authority,
    enrol::{Need, Sheaf},
    id::Hash,
    roster::{Recovery, RosterError, Scope, SignedRecovery},
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Writes the notice; nobody has signed it.
pub async fn recover(
    common: &Common,
    args: &Recover,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let scope = Scope::Chamber(args.chamber_of.clone());
    let from = Basis { from: args.from.clone(), sheaf_out: None, review_days: None };
    let mut sheaf = Sheaf::of_scope(&basis(common, &from).await?, &scope)?;
    let authority = Authority::load(&sheaf.rosters)?;
    let last = authority.checkpoint(&scope).ok_or_else(|| RosterError::Unlisted(scope.clone()))?;
    args.new_governors.check(&scope)?;
    let notice = Recovery {
        federation: Hash(authority.federation().0),
        chamber: args.chamber_of.clone(),
        version: authority.version(&scope),
        previous: last.roster.hash(),
        signers: args.new_governors.clone(),
        issued: clock(),
        waits_ms: u64::from(args.wait_days) * DAY_MS,
    };
    sheaf.notice = Some(SignedRecovery::new(&notice));
    let path = args.sheaf_out.clone();
    let path = path.unwrap_or_else(|| PathBuf::from(format!("recover-{}.rosters", args.chamber_of)));
    super::hand_on(&path, &sheaf, words, output)
}

/// Turns a notice whose time is over into the version that names the new governors, which they and
/// the institutions sign.
pub fn complete(args: &Complete, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let sheaf = read(&args.sheaf)?;
    let path = args.sheaf.display().to_string();
    let no_notice = || CliError::Refused(Said::new("cli-recovery-none").with("path", &path));
    let (notice, need) = sheaf.notice_standing()?.ok_or_else(no_notice)?;
    if need.lacks() > 0 {
        let said = Said::new("cli-roster-incomplete").with("path", &path);
        return Err(CliError::Refused(said.number("n", need.lacks() as u64)));
    }
    let over = notice.issued.plus(notice.waits_ms);
    if clock() < over {
        return Err(CliError::Refused(Said::new("cli-recovery-waits").with("until", &day(over))));
    }
    let wanted = Wanted {
        signers: Some(notice.signers),
        recovers: sheaf.notice.clone(),
        review_days: args.review_days,
        ..Wanted::default()
    };
    let next = next_version(&sheaf.rosters, Scope::Chamber(notice.chamber), Vec::new(), wanted)?;
    super::hand_on(args.sheaf_out.as_deref().unwrap_or(&args.sheaf), &next, words, output)
}

/// A notice, for people.
pub fn page(notice: &Recovery, need: &Need, words: &Words) -> Page {
    let mut page = Page::default();
    let scope = describe::scope(words, &Scope::Chamber(notice.chamber.clone()));
    let said = Said::new("cli-recovery-notice").with("scope", &scope);
    page.line(&words.say(&said.with("who", &describe::of_keys(words, &notice.signers))));
    let said = Said::new("cli-recovery-until").with("issued", &day(notice.issued));
    page.line(&words.say(&said.with("until", &day(notice.issued.plus(notice.waits_ms)))));
    page.line(&words.text("cli-recovery-veto"));
    page.line(&words.text("cli-roster-signatures"));
    for key in &need.quorum.keys {
        let mark = if need.have.contains(key) { "x" } else { " " };
        page.line(&format!("    [{mark}] {key}"));
    }
    page.line(&match need.lacks() {
        0 => words.text("cli-roster-complete"),
        n => words.say(&Said::new("cli-roster-lacks").number("n", n as u64)),
    });
    page
}

/// The same for programs.
pub fn object(notice: &Recovery, need: &Need, path: Option<&Path>) -> Value {
    json!({
        "schema": 1,
        "path": path,
        "federation": notice.federation,
        "recovers": Scope::Chamber(notice.chamber.clone()),
        "governors": notice.signers,
        "issued": notice.issued,
        "until": notice.issued.plus(notice.waits_ms),
        "needs": [{ "keys": need.quorum.keys, "threshold": need.quorum.threshold, "signed": need.have }],
        "complete": need.lacks() == 0,
    })
}

/// Says what is to be done with a notice that was written.
pub fn hand_on(
    path: &Path,
    notice: &Recovery,
    need: &Need,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    if output.is_json() {
        return output.json(&object(notice, need, Some(path)));
    }
    let shown = path.display().to_string();
    let said = match need.lacks() {
        0 => {
            let until = day(notice.issued.plus(notice.waits_ms));
            Said::new("cli-recovery-ready").with("path", &shown).with("until", &until)
        }
        n => Said::new("cli-roster-pass-on").with("path", &shown).number("n", n as u64),
    };
    output.line(&words.say(&said))
}

/// Who has countersigned a completion: `have` of `need`.
pub fn countersigned(countersigns: &cabildo_protocol::enrol::Countersigns, words: &Words, page: &mut Page) {
    let said = Said::new("cli-recovery-countersigned").number("have", countersigns.have() as u64);
    page.line(&format!("  · {}", words.say(&said.number("need", countersigns.need as u64))));
    for (id, need) in &countersigns.institutions {
        let mark = if need.lacks() == 0 { "x" } else { " " };
        let keys: Vec<String> = need.quorum.keys.iter().map(key_name).collect();
        page.line(&format!("    [{mark}] {id} {}", keys.join(", ")));
    }
}
