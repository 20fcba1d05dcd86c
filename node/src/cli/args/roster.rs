//! What `init`, `join` and `roster` take.

use super::{form, vocabulary, word};
use crate::cli::{
    texts,
    times::{self, When},
    words::Said,
};
use cabildo_protocol::{
    content::Kind,
    id::{Country, InstitutionId, PublicKey},
    roster::{Baseline, InstitutionKind, Quorum, Role},
};
use clap::{Args, Subcommand, ValueHint};
use libp2p::Multiaddr;
use std::{fs::File, io::Read as _, path::PathBuf};

/// A public key as text is shorter.
const KEY_TEXT_MAX: u64 = 200;

#[derive(Debug, Default, Args)]
pub struct Init {
    #[arg(long, value_name = "KIND", value_parser = word::<InstitutionKind>(&vocabulary::INSTITUTION))]
    pub institution_kind: Option<InstitutionKind>,
    #[arg(long, value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub own_id: Option<InstitutionId>,
    #[arg(long, value_name = texts::NAME)]
    pub name: Vec<String>,
    #[arg(long, value_name = "LABEL")]
    pub device: Option<String>,
    #[arg(long, value_name = "LABEL")]
    pub node_label: Option<String>,
    #[arg(long, value_name = "MULTIADDR", value_parser = form::<Multiaddr>("cli-bad-address"))]
    pub listen: Vec<Multiaddr>,
    #[arg(long, value_name = "MULTIADDR", value_parser = form::<Multiaddr>("cli-bad-address"))]
    pub external: Vec<Multiaddr>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub request: Option<PathBuf>,
    #[arg(long)]
    pub skip_words: bool,
}

#[derive(Debug, Args)]
pub struct Join {
    #[arg(value_name = "INVITATION", required = true, value_hint = ValueHint::FilePath)]
    pub papers: Vec<String>,
    #[arg(long)]
    pub yes: bool,
    #[arg(long)]
    pub first: bool,
}

#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = false)]
pub struct Roster {
    #[command(subcommand)]
    pub action: RosterAction,
}

#[derive(Debug, Subcommand)]
pub enum RosterAction {
    Key(NewKey),
    Draft(DraftArgs),
    Show(OneFile),
    Sign(Sign),
    Combine(Combine),
    Verify(OneFile),
    Publish(OneFile),
    Hold(OneFile),
    Pending(Pending),
    List,
    Log,
    Codes,
    Admit(Admit),
    Invite(Invite),
    Member(Member),
    Suspend(Ending),
    Revoke(Ending),
    Reinstate(Standing),
    Device(Own),
    Node(Own),
    Settle(Settle),
    Rotate(Rotate),
    Mandate(MandateArgs),
    Recover(Recover),
    Complete(Complete),
}

#[derive(Debug, Args)]
pub struct NewKey {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key_file: PathBuf,
}

#[derive(Debug, Args)]
pub struct OneFile {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sheaf: PathBuf,
}

#[derive(Debug, Args)]
pub struct Pending {
    #[arg(value_name = "ROSTER")]
    pub draft: Option<String>,
    #[arg(long = "out", value_name = "FILE", value_hint = ValueHint::FilePath, requires = "draft")]
    pub sheaf_out: Option<PathBuf>,
    #[arg(long, requires = "draft", conflicts_with = "sheaf_out")]
    pub drop: bool,
}

#[derive(Debug, Args)]
pub struct Sign {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sheaf: PathBuf,
    #[command(flatten)]
    pub signing: Signing,
    #[arg(long)]
    pub yes: bool,
}

/// With which key.
#[derive(Debug, Clone, Args)]
pub struct Signing {
    #[arg(long = "key", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub signing_key: Option<PathBuf>,
    #[arg(long)]
    pub first: bool,
}

#[derive(Debug, Args)]
pub struct Combine {
    #[arg(value_name = "FILE", num_args = 2.., required = true, value_hint = ValueHint::FilePath)]
    pub sheaves: Vec<PathBuf>,
    #[arg(long = "out", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sheaf_out: Option<PathBuf>,
}

/// What a next version stands on, and where it is written.
#[derive(Debug, Clone, Args)]
pub struct Basis {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    #[arg(long = "out", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sheaf_out: Option<PathBuf>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub review_days: Option<u32>,
}

/// Whose roster is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    Charter,
    Chamber(Country),
}

#[derive(Debug, Args)]
pub struct DraftArgs {
    #[arg(value_name = "WHOSE", value_parser = whose)]
    pub whose: Whose,
    #[arg(long, value_name = texts::NAME)]
    pub name: Vec<String>,
    #[arg(long, value_name = "mx=2:cbk1…,cbk1…", value_parser = chamber)]
    pub chamber: Vec<(Country, Quorum)>,
    #[arg(long, value_name = "2:cbk1…,cbk1…", value_parser = quorum)]
    pub governors: Option<Quorum>,
    #[arg(long, value_name = "2:cbk1…,cbk1…", value_parser = quorum)]
    pub recovery: Option<Quorum>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub admit: Vec<PathBuf>,
    #[arg(long, value_name = "YESNO", value_parser = word::<YesNo>(&vocabulary::YES_NO))]
    pub four_eyes: Option<YesNo>,
    #[arg(long, value_name = "NAME=FILE", value_parser = code_list)]
    pub code_list: Vec<(String, PathBuf)>,
    #[arg(long, value_name = "4h=SOURCE", value_parser = baseline)]
    pub ack_baseline: Option<Baseline>,
    #[command(flatten)]
    pub basis: Basis,
}

/// A time to acknowledge, and where it was measured.
fn baseline(text: &str) -> Result<Baseline, Said> {
    let bad = || Said::new("cli-bad-ack-baseline").with("value", text);
    let (span, source) =
        text.split_once('=').filter(|(_, source)| !source.trim().is_empty()).ok_or_else(bad)?;
    match When::parse(span) {
        Ok(When::After(ack_ms)) => Ok(Baseline { ack_ms, source: source.trim().to_owned() }),
        _ => Err(bad()),
    }
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    Yes,
    No,
}

/// Which branch of a forked log stands.
#[derive(Debug, Args)]
pub struct Settle {
    #[arg(value_name = "MESSAGE")]
    pub last_message: String,
    #[arg(long, value_name = "CARD", value_hint = ValueHint::FilePath)]
    pub replaced_by: Option<String>,
    #[command(flatten)]
    pub signing: Signing,
    #[command(flatten)]
    pub basis: Basis,
}

/// Who signs for the institution from now on, and to whom those will hand over.
#[derive(Debug, Args)]
pub struct Rotate {
    #[arg(long = "to", value_name = "1:@FILE", value_parser = quorum)]
    pub hand_over: Option<Quorum>,
    #[arg(long = "commit", value_name = "1:@FILE", value_parser = quorum)]
    pub commit_to: Option<Quorum>,
    #[command(flatten)]
    pub signing: Signing,
    #[command(flatten)]
    pub basis: Basis,
}

#[derive(Debug, Args)]
pub struct MandateArgs {
    #[arg(value_name = "CODE")]
    pub mandate_code: String,
    #[arg(long, value_name = "TEXT")]
    pub act: String,
    #[arg(long = "theme", value_name = "CODE")]
    pub covers: Vec<String>,
    #[arg(long = "until", value_name = times::NAME, value_parser = When::parse)]
    pub valid_until: Option<When>,
    #[command(flatten)]
    pub signing: Signing,
    #[command(flatten)]
    pub basis: Basis,
}

/// Notice of new governors, where the old ones' quorum is lost.
#[derive(Debug, Args)]
pub struct Recover {
    #[arg(value_name = "COUNTRY", value_parser = form::<Country>("cli-bad-whose"))]
    pub chamber_of: Country,
    #[arg(long = "governors", value_name = "2:cbk1…,cbk1…", value_parser = quorum)]
    pub new_governors: Quorum,
    #[arg(long, value_name = "N", default_value_t = 14, value_parser = clap::value_parser!(u32).range(7..=365))]
    pub wait_days: u32,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    #[arg(long = "out", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sheaf_out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Complete {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sheaf: PathBuf,
    #[arg(long = "out", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sheaf_out: Option<PathBuf>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub review_days: Option<u32>,
}

#[derive(Debug, Args)]
pub struct Admit {
    #[arg(value_name = "REQUEST", required = true, value_hint = ValueHint::FilePath)]
    pub requests: Vec<String>,
    #[command(flatten)]
    pub signing: Signing,
    #[command(flatten)]
    pub basis: Basis,
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct Invite {
    #[arg(value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub institution_id: InstitutionId,
    #[arg(long, value_name = "MULTIADDR", value_parser = form::<Multiaddr>("cli-bad-address"))]
    pub address: Vec<Multiaddr>,
    #[arg(long = "out", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub invitation_out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Standing {
    #[arg(value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub institution_id: InstitutionId,
    #[command(flatten)]
    pub signing: Signing,
    #[command(flatten)]
    pub basis: Basis,
}

/// Where what a member says ends, where that is not as far as it is known.
#[derive(Debug, Args)]
pub struct Ending {
    #[command(flatten)]
    pub standing: Standing,
    #[arg(long = "last", value_name = "MESSAGE")]
    pub ends_with: Vec<String>,
}

/// What a member may write, and how much.
#[derive(Debug, Args)]
pub struct Member {
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub quota_mib: Option<u64>,
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = word::<Kind>(&vocabulary::KIND))]
    pub may: Vec<Kind>,
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = word::<Kind>(&vocabulary::KIND))]
    pub may_not: Vec<Kind>,
    #[command(flatten)]
    pub standing: Standing,
}

/// What an institution does with a device or a node of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnAction {
    Add,
    Change,
    Retire,
}

#[derive(Debug, Args)]
pub struct Own {
    #[arg(value_name = "ACTION", value_parser = word::<OwnAction>(&vocabulary::OWN_ACTION))]
    pub own_action: OwnAction,
    #[arg(value_name = "KEY", value_hint = ValueHint::FilePath)]
    pub subject: String,
    #[arg(long, value_name = "LABEL")]
    pub label: Option<String>,
    #[arg(long, value_name = "ROLE", value_parser = word::<Role>(&vocabulary::ROLE))]
    pub role: Option<Role>,
    #[arg(long, value_name = "LABEL")]
    pub replaces: Option<String>,
    #[command(flatten)]
    pub signing: Signing,
    #[command(flatten)]
    pub basis: Basis,
}

fn whose(text: &str) -> Result<Whose, Said> {
    if vocabulary::CHARTER.contains(&vocabulary::plain(text).as_str()) {
        return Ok(Whose::Charter);
    }
    text.parse().map(Whose::Chamber).map_err(|_| Said::new("cli-bad-whose").with("value", text))
}

/// A chamber with its governors: `mx=2:cbk1…,cbk1…,cbk1…`.
fn chamber(text: &str) -> Result<(Country, Quorum), Said> {
    let bad = || Said::new("cli-bad-quorum").with("value", text);
    let (country, keys) = text.split_once('=').ok_or_else(bad)?;
    Ok((country.parse().map_err(|_| bad())?, quorum(keys)?))
}

/// A list of codes by its name, and the file with it: `themes=themes.toml`.
fn code_list(text: &str) -> Result<(String, PathBuf), Said> {
    let bad = || Said::new("cli-bad-code-list").with("value", text);
    let (name, path) = text.split_once('=').ok_or_else(bad)?;
    if name.is_empty() || path.is_empty() { Err(bad()) } else { Ok((name.to_owned(), path.into())) }
}

/// So many of these keys: `2:cbk1…,cbk1…,cbk1…`, each itself or the file with it (`@FILE`).
fn quorum(text: &str) -> Result<Quorum, Said> {
    let bad = || Said::new("cli-bad-quorum").with("value", text);
    let (threshold, keys) = text.split_once(':').ok_or_else(bad)?;
    let keys =
        keys.split(',').map(|given| key(given.trim()).ok_or_else(bad)).collect::<Result<Vec<_>, _>>()?;
    let quorum = Quorum::new(keys.iter().copied(), threshold.parse().map_err(|_| bad())?);
    // The same key twice would be a smaller quorum than was meant.
    if quorum.keys.len() == keys.len() { Ok(quorum) } else { Err(bad()) }
}

fn key(given: &str) -> Option<PublicKey> {
    let Some(path) = given.strip_prefix('@') else { return given.parse().ok() };
    let mut text = String::new();
    File::open(path).and_then(|file| file.take(KEY_TEXT_MAX).read_to_string(&mut text)).ok()?;
    text.trim().parse().ok()
}

/// How a new key is called, and who is to list it.
#[derive(Debug, Clone, Default, Args)]
pub struct Offered {
    #[arg(long = "label", value_name = "LABEL")]
    pub key_label: Option<String>,
    #[arg(long = "institution", value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub key_institution: Option<InstitutionId>,
    #[arg(long)]
    pub for_node: bool,
}
