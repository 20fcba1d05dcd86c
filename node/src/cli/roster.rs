//! `roster`: who belongs. Governors need no node and no network for it: versions of rosters go
//! from hand to hand as files, and each adds a signature.

mod admit;
mod describe;
mod draft;
mod hands;
mod invite;
mod own;
mod pending;
mod recovery;
mod sign;
mod standing;

use super::{
    args::{Basis, Common, NewKey, OneFile, Roster, RosterAction, Signing},
    backup_words,
    error::{CliError, Exit},
    key,
    output::Output,
    session,
    words::{Said, Words},
};
use cabildo_client::{
    governor,
    http::ApiClient,
    key::{self as keys, KeyError, KeyFile},
    ledger::Ledger,
    words as word_lists,
};
use cabildo_node::driver::clock;
use cabildo_protocol::{
    enrol::Sheaf,
    id::{Hash, PublicKey},
    roster::{
        Change, Next, Quorum, Roster as Version, RosterError, Scope, SignedRecovery, SignedRoster, Standing,
        State,
    },
};
use ed25519_dalek::SigningKey;
use serde_json::json;
use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

pub use describe::{key_name, scope as scope_name};

/// A roster is to be looked at again after this, where nothing else is said: a year.
const REVIEW_DAYS: u32 = 365;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Does what the arguments say.
///
/// # Errors
/// Why it was not done.
pub async fn roster(
    common: &Common,
    args: &Roster,
    words: &Words,
    output: &mut Output,
) -> Result<Exit, CliError> {
    match &args.action {
        RosterAction::Key(args) => new_key(common, args, words, output)?,
        RosterAction::Draft(args) => draft::draft(args, words, output)?,
        RosterAction::Show(args) => sign::show(args, words, output)?,
        RosterAction::Sign(args) => sign::sign(common, args, words, output)?,
        RosterAction::Combine(args) => sign::combine(args, words, output)?,
        RosterAction::Verify(args) => sign::verify(args, words, output)?,
        RosterAction::Publish(args) => publish_file(common, args, words, output).await?,
        RosterAction::Hold(args) => pending::hold(common, args, words, output).await?,
        RosterAction::Pending(args) => pending::pending(common, args, words, output).await?,
        RosterAction::List => describe::list(common, words, output).await?,
        RosterAction::Log => describe::log(common, words, output).await?,
        RosterAction::Codes => describe::codes(common, words, output).await?,
        RosterAction::Admit(args) => admit::admit(common, args, words, output).await?,
        RosterAction::Invite(args) => invite::invite(common, args, words, output).await?,
        RosterAction::Member(args) => standing::member(common, args, words, output).await?,
        RosterAction::Suspend(args) => {
            standing::end(common, args, Standing::Suspended, words, output).await?;
        }
        RosterAction::Revoke(args) => standing::end(common, args, Standing::Left, words, output).await?,
        RosterAction::Reinstate(args) => standing::reinstate(common, args, words, output).await?,
        RosterAction::Device(args) => own::device(common, args, words, output).await?,
        RosterAction::Node(args) => own::node(common, args, words, output).await?,
        RosterAction::Settle(args) => hands::settle(common, args, words, output).await?,
        RosterAction::Rotate(args) => hands::rotate(common, args, words, output).await?,
        RosterAction::Mandate(args) => hands::mandate(common, args, words, output).await?,
        RosterAction::Recover(args) => recovery::recover(common, args, words, output).await?,
        RosterAction::Complete(args) => recovery::complete(args, words, output)?,
    }
    Ok(Exit::Done)
}

/// A new key under a passphrase, for whoever signs rosters.
fn new_key(common: &Common, args: &NewKey, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let path = &args.key_file;
    if path.exists() {
        return Err(KeyError::Exists { path: path.clone() }.into());
    }
    let passphrase = match key::given(common)? {
        Some(passphrase) => passphrase,
        None => backup_words::new_passphrase(words, output)?,
    };
    let key = keys::generate()?;
    KeyFile::create(path, &key, Some(&passphrase))?;
    // Begun with the key: from here on what it signed is known.
    Ledger::begin(path).map_err(governor::GovernorError::from)?;
    let public = public(&key);
    // Beside the key what may be handed over: `--chamber mx=2:@FILE,@FILE,@FILE` reads it.
    write_file(&path.with_extension("pub"), format!("{public}\n").as_bytes())?;
    if output.is_json() {
        return output.json(&json!({ "schema": 1, "key": public, "path": path }));
    }
    let said = Said::new("cli-roster-key-made").with("path", &path.display().to_string());
    output.line(&words.say(&said.with("key", &public.to_string())))
}

async fn publish_file(
    common: &Common,
    args: &OneFile,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let sheaf = read(&args.sheaf)?;
    let standing = sheaf.standing()?;
    if !standing.is_complete() {
        let said = Said::new("cli-roster-incomplete").with("path", &args.sheaf.display().to_string());
        return Err(CliError::Refused(said.number("n", describe::lacking(&standing))));
    }
    publish(&client(common)?, &sheaf, words, output).await
}

/// Gives rosters to the running node, which tells the others.
async fn publish(api: &ApiClient, sheaf: &Sheaf, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let published = api.publish(sheaf).await?;
    if output.is_json() {
        return output.json(&json!({ "schema": 1, "taken": published.taken }));
    }
    if published.taken.is_empty() {
        return output.line(&words.text("cli-roster-known"));
    }
    for (scope, version) in &published.taken {
        let said = Said::new("cli-roster-published").with("scope", &describe::scope(words, scope));
        output.line(&words.say(&said.number("version", u64::from(*version))))?;
    }
    Ok(())
}

fn client(common: &Common) -> Result<ApiClient, CliError> {
    Ok(ApiClient::new(&session::socket(common)?)?)
}

/// All rosters that a version may stand on: of a file, else of the running node.
async fn basis(common: &Common, basis: &Basis) -> Result<Vec<SignedRoster>, CliError> {
    match &basis.from {
        Some(path) => Ok(read(path)?.rosters),
        None => Ok(client(common)?.all_rosters().await?.rosters),
    }
}

/// What a next version is to say beside its changes.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Who signs from now on; none where that stays.
    pub signers: Option<Quorum>,
    /// To whom those will hand over; none where that stays.
    pub commit_to: Option<Quorum>,
    /// The notice that it completes.
    pub recovers: Option<SignedRecovery>,
    /// In how many days it must be looked at again.
    pub review_days: Option<u32>,
}

/// The next version of a scope on these rosters, not signed yet: a sheaf whose last roster it is.
pub fn next(
    rosters: &[SignedRoster],
    scope: Scope,
    signers: Option<Quorum>,
    changes: Vec<Change>,
    review_days: Option<u32>,
) -> Result<Sheaf, CliError> {
    next_version(rosters, scope, changes, Wanted { signers, review_days, ..Wanted::default() })
}

/// The same, with all that a version may say. Where there are several last versions, it settles them.
pub fn next_version(
    rosters: &[SignedRoster],
    scope: Scope,
    changes: Vec<Change>,
    wanted: Wanted,
) -> Result<Sheaf, CliError> {
    let mut sheaf = Sheaf::of_scope(rosters, &scope)?;
    let authority = cabildo_protocol::authority::Authority::load(&sheaf.rosters)?;
    let checkpoint = authority.checkpoint(&scope);
    let mut state = checkpoint.as_ref().map(|c| c.state.clone()).unwrap_or_default();
    let before = checkpoint.as_ref().map(|c| c.roster.open()).transpose()?;
    let signers = match (&scope, wanted.signers) {
        (Scope::Federation, _) => {
            let mut after = state.clone();
            changes.iter().try_for_each(|change| after.apply(change))?;
            after.chambers.into_values().collect()
        }
        (_, Some(quorum)) => vec![quorum],
        (Scope::Chamber(country), None) if before.is_none() => {
            let named = authority.scope_state(&Scope::Federation).and_then(|s| s.chambers.get(country));
            vec![named.cloned().ok_or_else(|| RosterError::Unlisted(scope.clone()))?]
        }
        (Scope::Institution(id), None) if before.is_none() => {
            let entry = authority.institution(id);
            vec![entry.map(|e| e.keys.clone()).ok_or_else(|| RosterError::Unlisted(scope.clone()))?]
        }
        (_, None) => before.as_ref().map(|b| b.signers.clone()).unwrap_or_default(),
    };
    let issued = clock();
    // Time never goes back along a chain, whatever a governor's clock says.
    let issued = before.map_or(issued, |b| b.issued.max(issued));
    let next = Next {
        federation: Some(authority.federation()),
        scope,
        signers,
        changes,
        issued,
        review_by: issued.plus(u64::from(wanted.review_days.unwrap_or(REVIEW_DAYS)) * DAY_MS),
    };
    let settles = authority.rivals(&next.scope);
    let mut version = Version::next(checkpoint.as_ref().map(|c| &c.roster), &mut state, next)?;
    version.settles = settles;
    if let Some(quorum) = wanted.commit_to {
        version.next_signers = Some(quorum.commitment());
    }
    version.recovers = wanted.recovers;
    authority.check_admission(&version, issued).map_err(overdue)?;
    sheaf.rosters.push(SignedRoster::new(&version));
    Ok(sheaf)
}

/// What is past its review date is renewed first; a version without changes does that.
fn overdue(error: RosterError) -> CliError {
    let whose = match &error {
        RosterError::Stale(Scope::Federation) => "charter",
        RosterError::Stale(Scope::Chamber(country)) => country.as_str(),
        _ => return error.into(),
    };
    CliError::Refused(Said::new("cli-admit-overdue").with("whose", whose))
}

/// A first charter by itself.
fn first_charter(changes: Vec<Change>, review_days: Option<u32>) -> Result<Sheaf, CliError> {
    let mut after = State::default();
    changes.iter().try_for_each(|change| after.apply(change))?;
    let issued = clock();
    let next = Next {
        federation: None,
        scope: Scope::Federation,
        signers: after.chambers.into_values().collect(),
        changes,
        issued,
        review_by: issued.plus(u64::from(review_days.unwrap_or(REVIEW_DAYS)) * DAY_MS),
    };
    let version = Version::next(None, &mut State::default(), next)?;
    Ok(Sheaf::new(vec![SignedRoster::new(&version)]))
}

/// Signs the last roster of a sheaf, once: what the key has signed is durable before.
pub fn sign_last(
    common: &Common,
    signing: &Signing,
    sheaf: &mut Sheaf,
    words: &Words,
    output: &mut Output,
) -> Result<PublicKey, CliError> {
    let path = key_path(common, signing)?;
    let given = key::given(common)?;
    // Checked before the passphrase is asked for: it may not be this key's to sign.
    let public = KeyFile::read(&path)?.public();
    let not_signer = |scope: &Scope| {
        let said = Said::new("cli-roster-not-signer").with("key", &public.to_string());
        CliError::Refused(said.with("scope", &describe::scope(words, scope)))
    };
    if let Some((notice, need)) = sheaf.notice_standing()? {
        if !need.quorum.keys.contains(&public) {
            return Err(not_signer(&Scope::Chamber(notice.chamber)));
        }
        let key = key::opened(given.as_ref(), &path, words, output)?;
        if let Some(notice) = &mut sheaf.notice {
            notice.sign(&key);
        }
        return Ok(public);
    }
    let standing = sheaf.standing()?;
    if !standing.asks(&public) {
        return Err(not_signer(&standing.roster.scope));
    }
    if let Some(authority) = &standing.authority {
        authority.check_admission(&standing.roster, clock()).map_err(overdue)?;
    }
    let key = key::opened(given.as_ref(), &path, words, output)?;
    let last = sheaf.rosters.last_mut().ok_or(RosterError::NoCharter)?;
    governor::sign(&path, &key, last, signing.first)?;
    Ok(public)
}

/// The key that is named, else the institution's own in the home.
fn key_path(common: &Common, signing: &Signing) -> Result<PathBuf, CliError> {
    match &signing.signing_key {
        Some(path) => Ok(path.clone()),
        None => Ok(session::home(common)?.0.keys().join("institution.key")),
    }
}

/// Writes a sheaf, and says what is to be done with it.
fn hand_on(path: &Path, sheaf: &Sheaf, words: &Words, output: &mut Output) -> Result<(), CliError> {
    write(path, sheaf)?;
    if let Some((notice, need)) = sheaf.notice_standing()? {
        return recovery::hand_on(path, &notice, &need, words, output);
    }
    let standing = sheaf.standing()?;
    if output.is_json() {
        return output.json(&describe::object(sheaf, &standing, words, Some(path))?);
    }
    let shown = path.display().to_string();
    let lacks = describe::lacking(&standing);
    let said = match lacks {
        0 => Said::new("cli-roster-ready").with("path", &shown),
        n => Said::new("cli-roster-pass-on").with("path", &shown).number("n", n),
    };
    output.line(&words.say(&said))
}

/// Reads a sheaf from a file.
pub fn read(path: &Path) -> Result<Sheaf, CliError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(Sheaf::MAX as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(path, &error))?;
    Sheaf::decode(&bytes).map_err(|error| {
        let said = Said::new("cli-roster-no-file").with("path", &path.display().to_string());
        CliError::Failed(said.with("why", &error.to_string()))
    })
}

/// A paper: the text itself, a file with it, or standard input.
pub fn paper(given: &str) -> Result<String, CliError> {
    const PAPER_MAX: u64 = 256 * 1024;
    if given.trim_start().to_ascii_uppercase().starts_with("CABILDO-") {
        return Ok(given.to_owned());
    }
    let mut text = String::new();
    let read = match given {
        "-" => io::stdin().lock().take(PAPER_MAX).read_to_string(&mut text),
        path => File::open(path).and_then(|file| file.take(PAPER_MAX).read_to_string(&mut text)),
    };
    read.map_err(|error| unreadable(Path::new(given), &error))?;
    Ok(text)
}

fn unreadable(path: &Path, error: &io::Error) -> CliError {
    let said = Said::new("cli-roster-unreadable").with("path", &path.display().to_string());
    CliError::Failed(said.with("why", &error.to_string()))
}

/// Writes a sheaf, whole or not at all.
fn write(path: &Path, sheaf: &Sheaf) -> Result<(), CliError> {
    write_file(path, &sheaf.encode())
}

/// Writes a file that is nobody's secret, whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let written = || -> io::Result<()> {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let open = fs::Permissions::from_mode(0o644);
        let mut file = tempfile::Builder::new().permissions(open).tempfile_in(parent)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        File::open(parent)?.sync_all()
    };
    written().map_err(|error| {
        let said = Said::new("cli-paper-unwritable").with("path", &path.display().to_string());
        CliError::Failed(said.with("why", &error.to_string()))
    })
}

/// A hash as people read it to each other.
pub fn read_aloud(hash: &Hash, words: &Words) -> String {
    word_lists::fingerprint(&hash.0, words.own()).join(" ")
}

/// The public half of a key.
pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey::ed25519(key.verifying_key().to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::{authority::Authority, id::Millis};
    use std::collections::{BTreeMap, BTreeSet};

    /// A charter that was to be looked at again long ago, and the key that governs in Mexico.
    fn overdue_charter() -> (Vec<SignedRoster>, SigningKey) {
        let keys = [keys::generate().expect("a key"), keys::generate().expect("a key")];
        let quorum = |key| Quorum { keys: BTreeSet::from([public(key)]), threshold: 1 };
        let chambers: BTreeMap<_, _> = ["mx", "cl"]
            .map(|country| country.parse().expect("a country"))
            .into_iter()
            .zip(keys.iter().map(quorum))
            .collect();
        let next = Next {
            federation: None,
            scope: Scope::Federation,
            signers: chambers.values().cloned().collect(),
            changes: chambers.into_iter().map(|(country, quorum)| Change::Chamber(country, quorum)).collect(),
            issued: Millis(1),
            review_by: Millis(2),
        };
        let charter = Version::next(None, &mut State::default(), next).expect("a charter");
        let mut signed = SignedRoster::new(&charter);
        keys.iter().for_each(|key| signed.sign(key));
        let [governor, _] = keys;
        (vec![signed], governor)
    }

    #[test]
    fn overdue_governance_admits_nobody_until_it_is_renewed() {
        let (rosters, governor) = overdue_charter();
        assert!(Authority::load(&rosters).is_ok());
        let quorum = Quorum { keys: BTreeSet::from([public(&governor)]), threshold: 1 };
        let admits = vec![Change::Chamber("pe".parse().expect("a country"), quorum)];
        let refused = next(&rosters, Scope::Federation, None, admits, None);
        let Err(CliError::Refused(said)) = refused else { panic!("{refused:?}") };
        assert_eq!(said, Said::new("cli-admit-overdue").with("whose", "charter"));
        // A version without changes renews it.
        let renewed = next(&rosters, Scope::Federation, None, Vec::new(), None).expect("a draft");
        let last = renewed.rosters.last().expect("a version").open().expect("a roster");
        assert!(last.review_by > clock() && last.changes.is_empty());
    }
}
