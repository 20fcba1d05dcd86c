//! `join`: from a home with keys to a member that is up to date. It can be run again at any time,
//! and goes on where it stood.

use super::{
    args::{Common, Join, Signing},
    error::{CliError, Exit},
    init::{self, asking},
    output::Output,
    roster, session,
    words::{Said, Words},
};
use cabildo_node::{
    config::Config,
    home::{Home, Paths},
    identity,
    net::fetch,
    running::Running,
};
use cabildo_protocol::{
    authority::Authority,
    cbor,
    enrol::{Invitation, Request, Sheaf, Signed},
    id::{FederationId, Hash, PublicKey},
    roster::{Change, Device, InstitutionKind, Node, Role, Scope, SignedRoster},
};
use libp2p::Multiaddr;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, IsTerminal as _},
    path::Path,
    time::{Duration, Instant},
};

/// Without a link after this, the rest is left to the node.
const LINK_WITHIN: Duration = Duration::from_secs(60);
/// Cells of a bar.
const BAR: usize = 20;
/// How often progress is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// Does what is still to be done.
///
/// # Errors
/// When a paper is not for this institution, the history is older or another one, or the chamber
/// does not list the institution yet.
pub async fn join(
    common: &Common,
    args: &Join,
    words: &Words,
    output: &mut Output,
) -> Result<Exit, CliError> {
    let root = session::root(common)?;
    // Refused where a node runs: it would not see what is written here.
    let home = Home::open(&root)?;
    let paths = home.paths().clone();
    let newcomer = Newcomer::of(&paths)?;
    let papers = Papers::read(&args.papers)?;
    let mut known = Known::of_home(&paths)?;
    papers.rosters.iter().try_for_each(|signed| known.add(signed))?;
    let federation = papers.federation(&known)?;
    greet(&federation, args.yes, words, output)?;
    for invitation in &papers.invitations {
        newcomer.is_invited(invitation)?;
        for signed in fetched(&paths, invitation, words, output).await? {
            known.add(&signed)?;
        }
    }
    let authority = Authority::load(&known.rosters())?;
    if authority.federation() != federation {
        return Err(CliError::Refused(Said::new("cli-join-other-federation")));
    }
    newcomer.is_admitted(&authority, words)?;
    if authority.version(&newcomer.scope()) == 0 {
        let first = newcomer.first_roster(&known.rosters(), &paths)?;
        known.add(&signed_by_institution(common, args, &paths, first, words, output)?)?;
    } else {
        newcomer.node_is_listed(&authority)?;
    }
    known.write(&paths)?;
    let peers: Vec<_> = papers.invitations.iter().flat_map(|invitation| &invitation.peers).collect();
    add_peers(&paths, &peers)?;
    drop(home);
    let synced = match has_peers(&paths)? {
        true => Some(follow(&root, words, output).await?),
        false => None,
    };
    tell(&root, &newcomer, &federation, synced, words, output)
}

/// Who joins, by what `init` has written.
struct Newcomer {
    request: Request,
}

impl Newcomer {
    fn of(paths: &Paths) -> Result<Self, CliError> {
        let path = paths.root().join(init::REQUEST);
        let text = fs::read_to_string(&path).map_err(|error| {
            let said = Said::new("cli-join-no-request").with("path", &path.display().to_string());
            CliError::Failed(said.with("why", &error.to_string()))
        })?;
        Ok(Self { request: Signed::from_text::<Request>(&text)?.open()? })
    }

    fn scope(&self) -> Scope {
        Scope::Institution(self.request.institution.clone())
    }

    fn is_invited(&self, invitation: &Invitation) -> Result<(), CliError> {
        if invitation.institution == self.request.institution {
            return Ok(());
        }
        let said = Said::new("cli-join-for-another").with("id", invitation.institution.as_str());
        Err(CliError::Refused(said.with("own", self.request.institution.as_str())))
    }

    /// Whether the chamber lists the institution, with the keys that are here.
    fn is_admitted(&self, authority: &Authority, words: &Words) -> Result<(), CliError> {
        let id = &self.request.institution;
        match authority.institution(id) {
            Some(entry) if entry.keys == self.request.keys => Ok(()),
            // The institution may have changed its keys since: then it has a roster.
            Some(_) if authority.version(&self.scope()) > 0 => Ok(()),
            Some(_) => Err(CliError::Refused(Said::new("cli-join-other-keys").with("id", id.as_str()))),
            None => {
                let chamber = Scope::Chamber(id.country());
                let said = Said::new("cli-join-not-yet").with("id", id.as_str());
                let said = said.with("chamber", &roster::scope_name(words, &chamber));
                Err(CliError::Refused(said.number("version", u64::from(authority.version(&chamber)))))
            }
        }
    }

    /// Another machine of the institution may have made its roster.
    fn node_is_listed(&self, authority: &Authority) -> Result<(), CliError> {
        let key = self.request.node.key;
        if authority.nodes().any(|(listed, ..)| *listed == key) {
            return Ok(());
        }
        Err(CliError::Refused(Said::new("cli-join-node-unlisted").with("key", &key.to_string())))
    }

    /// The institution's first roster: its node, its device, and how to write to it under seal.
    fn first_roster(&self, rosters: &[SignedRoster], paths: &Paths) -> Result<Sheaf, CliError> {
        let node = Node { label: self.request.node.label.clone(), active: true };
        let mut changes = vec![Change::Node(self.request.node.key, node)];
        if let Some(device) = &self.request.device {
            let convenes = self.request.kind == InstitutionKind::Council;
            let role = if convenes { Role::Secretary } else { Role::Operator };
            let entry = Device { label: device.label.clone(), role, cut_off: (None, None) };
            changes.push(Change::Device(device.key, entry));
        }
        if let Some(key) = encryption_key(paths)? {
            changes.push(Change::Encryption(BTreeSet::from([key])));
        }
        roster::next(rosters, self.scope(), None, changes, None)
    }
}

/// The X25519 key of the home's key for encryption, of which the file names the Edwards form.
fn encryption_key(paths: &Paths) -> Result<Option<PublicKey>, CliError> {
    let path = paths.keys().join("encryption.key");
    if !path.exists() {
        return Ok(None);
    }
    let public = cabildo_client::key::KeyFile::read(&path)?.public();
    let edwards = ed25519_dalek::VerifyingKey::from_bytes(&public.key_bytes());
    Ok(edwards.ok().map(|key| PublicKey::x25519(key.to_montgomery().to_bytes())))
}

fn signed_by_institution(
    common: &Common,
    args: &Join,
    paths: &Paths,
    mut sheaf: Sheaf,
    words: &Words,
    output: &mut Output,
) -> Result<SignedRoster, CliError> {
    let key = paths.keys().join("institution.key");
    let signing = Signing { signing_key: Some(key), first: args.first };
    roster::sign_last(common, &signing, &mut sheaf, words, output)?;
    if !sheaf.standing()?.is_complete() {
        return Err(CliError::Refused(Said::new("cli-join-several-keys")));
    }
    sheaf.rosters.pop().ok_or_else(|| cabildo_protocol::roster::RosterError::NoCharter.into())
}

/// What was given on the command line.
#[derive(Default)]
struct Papers {
    invitations: Vec<Invitation>,
    rosters: Vec<SignedRoster>,
}

impl Papers {
    /// Each is an invitation (its text, or a file with it) or a file of rosters.
    fn read(given: &[String]) -> Result<Self, CliError> {
        let mut papers = Self::default();
        for given in given {
            let is_text = given == "-" || given.trim_start().to_ascii_uppercase().starts_with("CABILDO-");
            let begins = |path: &Path| {
                let mut begin = [0; 8];
                let read = fs::File::open(path).and_then(|mut f| io::Read::read_exact(&mut f, &mut begin));
                read.is_ok_and(|()| begin.eq_ignore_ascii_case(b"CABILDO-"))
            };
            if is_text || begins(Path::new(given)) {
                papers.invitations.push(Invitation::from_text(&roster::paper(given)?)?);
            } else {
                papers.rosters.extend(roster::read(Path::new(given))?.rosters);
            }
        }
        Ok(papers)
    }

    /// The one federation of which all this is.
    fn federation(&self, known: &Known) -> Result<FederationId, CliError> {
        let mut all: BTreeSet<FederationId> = self.invitations.iter().map(|i| i.federation).collect();
        let charters =
            known.all.keys().filter(|(scope, version, _)| (scope, *version) == (&Scope::Federation, 1));
        all.extend(charters.map(|(.., hash)| FederationId(hash.0)));
        match (all.pop_first(), all.is_empty()) {
            (Some(federation), true) => Ok(federation),
            (Some(_), false) => Err(CliError::Refused(Said::new("cli-join-other-federation"))),
            (None, _) => Err(cabildo_protocol::roster::RosterError::NoCharter.into()),
        }
    }
}

/// Rosters that are known, each once. There may be several of one version: what that means, the
/// authority says.
struct Known {
    all: BTreeMap<(Scope, u32, Hash), SignedRoster>,
}

impl Known {
    fn of_home(paths: &Paths) -> Result<Self, CliError> {
        let mut known = Self { all: BTreeMap::new() };
        let Ok(entries) = fs::read_dir(paths.rosters()) else { return Ok(known) };
        for entry in entries {
            let path = entry.map_err(CliError::System)?.path();
            if path.extension().is_some_and(|ending| ending == "roster") {
                roster::read(&path)?.rosters.iter().try_for_each(|signed| known.add(signed))?;
            }
        }
        Ok(known)
    }

    fn add(&mut self, signed: &SignedRoster) -> Result<(), CliError> {
        let roster = signed.open()?;
        self.all.entry((roster.scope, roster.version, signed.hash())).or_insert_with(|| signed.clone());
        Ok(())
    }

    fn rosters(&self) -> Vec<SignedRoster> {
        self.all.values().cloned().collect()
    }

    fn write(&self, paths: &Paths) -> Result<(), CliError> {
        for ((scope, version, hash), signed) in &self.all {
            let name = match scope {
                Scope::Federation => format!("00-charter-{version:05}"),
                Scope::Chamber(country) => format!("10-chamber-{country}-{version:05}"),
                Scope::Institution(id) => format!("20-{}-{version:05}", id.as_str().replace(':', "-")),
            };
            let short: String = hash.to_string().chars().skip(4).take(8).collect();
            let path = paths.rosters().join(format!("{name}-{short}.roster"));
            if !path.exists() {
                roster::write_file(&path, &cbor::encode(signed))?;
            }
        }
        Ok(())
    }
}

/// The federation's words, which both sides compare.
fn greet(federation: &FederationId, yes: bool, words: &Words, output: &mut Output) -> Result<(), CliError> {
    if !output.is_json() {
        let said = Said::new("cli-roster-federation-id").with("id", &federation.to_string());
        output.prose(&words.say(&said))?;
        let spoken = roster::read_aloud(&Hash(federation.0), words);
        output.prose(&words.say(&Said::new("cli-roster-words").with("words", &spoken)))?;
    }
    asking::agreed(yes, &Said::new("cli-join-same-words"), words, output)
}

/// Asks one node after the other, until one has the history that the invitation saw.
async fn fetched(
    paths: &Paths,
    invitation: &Invitation,
    words: &Words,
    output: &mut Output,
) -> Result<Vec<SignedRoster>, CliError> {
    let mut refused = None;
    for (node, addresses) in &invitation.peers {
        let addresses: Vec<Multiaddr> = addresses.iter().filter_map(|a| a.parse().ok()).collect();
        let shown = addresses.first().map(ToString::to_string).unwrap_or_default();
        if !output.is_json() {
            output.line(&words.say(&Said::new("cli-join-asks").with("address", &shown)))?;
        }
        let (_, pair) = identity::load(&paths.node_key())?;
        let said = |why: String| Said::new("cli-join-not-there").with("address", &shown).with("why", &why);
        match fetch::rosters(pair, &invitation.federation, node, &addresses).await {
            Err(error) => output.note(&words.say(&said(error.to_string()))),
            Ok(rosters) => match invitation.check(&rosters) {
                Ok(_) => return Ok(rosters),
                Err(error) => {
                    output.note(&words.say(&said(error.to_string())));
                    refused = Some(error);
                }
            },
        }
    }
    match refused {
        Some(error) => Err(error.into()),
        None => Err(CliError::Failed(Said::new("cli-join-nobody"))),
    }
}

/// Adds nodes to the settings, at their end: what somebody has written there stays as it is.
fn add_peers(paths: &Paths, peers: &[&(PublicKey, Vec<String>)]) -> Result<(), CliError> {
    let config = paths.load_config()?;
    let mut text = fs::read_to_string(paths.config()).map_err(CliError::System)?;
    let mut known: BTreeSet<PublicKey> = config.network.peers.iter().map(|peer| peer.node).collect();
    let before = text.len();
    for (node, addresses) in peers {
        let addresses = addresses.iter().filter_map(|address| address.parse::<Multiaddr>().ok());
        // An address has neither quotes nor backslashes.
        let addresses: Vec<String> = addresses.map(|address| format!("\"{address}\"")).collect();
        if known.insert(*node) && !addresses.is_empty() {
            text.push_str(&format!(
                "\n[[network.peers]]\nnode = \"{node}\"\naddresses = [{}]\n",
                addresses.join(", ")
            ));
        }
    }
    if text.len() == before {
        return Ok(());
    }
    roster::write_file(&paths.config(), text.as_bytes())?;
    paths.load_config()?;
    Ok(())
}

fn has_peers(paths: &Paths) -> Result<bool, CliError> {
    let config: Config = paths.load_config()?;
    Ok(!config.network.peers.is_empty())
}

/// Runs the node until it has what the others have. `false` where nobody could be reached.
async fn follow(root: &Path, words: &Words, output: &mut Output) -> Result<bool, CliError> {
    let running = Running::start(Home::open(root)?).await?;
    let handle = running.handle().clone();
    let (began, mut shown) = (Instant::now(), String::new());
    let terminal = io::stdout().is_terminal();
    let done = loop {
        let Ok(look) = handle.look().await else { break false };
        let connected = handle.network().links.iter().filter(|link| link.connected).count() as u64;
        let (messages, missing) =
            (handle.reader().counts().messages, handle.reader().counts().bodies_missing);
        let left = look.engine.behind + missing;
        let said = Said::new("cli-join-progress").number("links", connected).number("n", messages);
        let line = format!("{} {}", bar(messages, left), words.say(&said.number("left", left)));
        if line != shown && !output.is_json() {
            match terminal {
                true => output.own(&format!("\r\u{1b}[K{}", cabildo_protocol::sanitize::line(&line)))?,
                false => output.line(&line)?,
            }
            shown = line;
        }
        if !look.engine.last_sync.is_empty() && left == 0 {
            break true;
        }
        if began.elapsed() > LINK_WITHIN && (connected == 0 || look.engine.last_sync.is_empty()) {
            break false;
        }
        tokio::time::sleep(LOOK).await;
    };
    if terminal && !output.is_json() {
        output.own("\n")?;
    }
    running.stop().await;
    Ok(done)
}

/// How much of what is known to be there is here: `[######......] 50 %`.
fn bar(here: u64, left: u64) -> String {
    let share = here * 100 / (here + left).max(1);
    let full = usize::try_from(share / 5).unwrap_or(BAR);
    format!("[{}{}] {share:>3} %", "#".repeat(full), ".".repeat(BAR.saturating_sub(full)))
}

fn tell(
    root: &Path,
    newcomer: &Newcomer,
    federation: &FederationId,
    synced: Option<bool>,
    words: &Words,
    output: &mut Output,
) -> Result<Exit, CliError> {
    let id = newcomer.request.institution.as_str();
    let exit = if synced == Some(false) { Exit::Degraded } else { Exit::Done };
    if output.is_json() {
        let object = json!({ "schema": 1, "institution": id, "federation": federation, "synced": synced });
        output.json(&object)?;
        return Ok(exit);
    }
    // A relay has no operators who would open a terminal on it.
    let relay = newcomer.request.kind == InstitutionKind::Relay;
    let verb = if relay { format!("{} ", words.text("cli-verb-relay")) } else { String::new() };
    let command = format!("cabildo {verb}--home {}", root.display());
    let said = |name| Said::new(name).with("id", id).with("command", &command);
    output.prose(&words.say(&said(match synced {
        Some(true) => "cli-join-done",
        Some(false) => "cli-join-alone",
        None => "cli-join-founded",
    })))?;
    Ok(exit)
}
