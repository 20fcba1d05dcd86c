//! What the command line takes. Help texts are messages of the interface's languages: see
//! [`super::help`].

mod attachments;
mod carry;
mod closing;
mod crisis;
mod feedback;
mod formats;
mod lists;
mod meeting;
mod responses;
mod roster;
mod signing;
mod working;

pub use attachments::{Attach, AttachmentsArgs, Fetch};
pub use carry::{Backup, Export, Import, Restore};
pub use closing::{Closes, RuleWord, TermsArgs};
pub use crisis::{AckTimes, Remind, Report};
pub use feedback::{FeedbackArgs, FollowUpArgs};
pub use formats::{
    AsTable, Bundle, Calendar, CalendarAction, Cap, CapAction, Foreign, Layer, Map, Saved, Table, Verify,
};
#[cfg(test)]
pub use lists::StateWord;
pub use lists::{Filters, List, Search};
pub use meeting::{AgendaArgs, MinutesArgs, RequestItem};
pub use responses::{Pauses, Responses};
pub use roster::{
    Admit, Basis, Combine, Complete, DraftArgs, Ending, Init, Invite, Join, MandateArgs, Member, NewKey,
    Offered, OneFile, Own, OwnAction, Pending, Recover, Roster, RosterAction, Rotate, Settle, Sign, Signing,
    Standing, Whose, YesNo,
};
pub use signing::{Amend, Declare, Revise, SignArgs, Translate};
pub use working::{Commit, Commitments, ProgressArgs};

use super::{
    paper::Paper,
    texts,
    times::{self, When},
    vocabulary::{self, named, word},
    words::Said,
};
use cabildo_protocol::{
    content::{
        AccessNeed, AckState, Attendance, CapStatus, Category, Certainty, Kind, ResponseType, Severity,
        Stance, Urgency,
    },
    id::{InstitutionId, Language, Place},
};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::{path::PathBuf, str::FromStr};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "cabildo",
    version,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[arg(long)]
    pub plain: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Common {
    #[arg(long, global = true, env = "CABILDO_HOME", value_name = "DIR", value_hint = ValueHint::DirPath, hide_env_values = true)]
    pub home: Option<PathBuf>,
    #[arg(long, global = true, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub socket: Option<PathBuf>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "passphrase_fd")]
    pub passphrase_file: Option<PathBuf>,
    #[arg(long, global = true, value_name = "N")]
    pub passphrase_fd: Option<u16>,
    #[arg(long, global = true, value_name = "TAG", value_parser = form::<Language>("cli-bad-language"))]
    pub language: Option<Language>,
    #[arg(long, global = true)]
    pub ascii: bool,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

impl Common {
    /// What says which node is meant, and nothing else.
    pub fn of_node(home: Option<PathBuf>, socket: Option<PathBuf>) -> Self {
        Self { home, socket, ..Self::default() }
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Demo(Demo),
    Init(Box<Init>),
    Join(Join),
    Node,
    Relay,
    Propose(Box<Propose>),
    Alert(Box<Alert>),
    Agenda(Box<AgendaArgs>),
    Minutes(MinutesArgs),
    RequestItem(RequestItem),
    Declare(Box<Declare>),
    Sign(SignArgs),
    Amend(Amend),
    Revise(Revise),
    Translate(Translate),
    Respond(Respond),
    Close(Closes),
    Contest(Closes),
    Finalize(Closes),
    Withdraw(Closes),
    Commit(Commit),
    Progress(ProgressArgs),
    Feedback(Box<FeedbackArgs>),
    FollowUp(FollowUpArgs),
    Pause(Pauses),
    Ack(Ack),
    Comment(CommentArgs),
    Rsvp(Rsvp),
    Erase(Erase),
    Mark(MarkArgs),
    Shift(Shift),
    Rota(RotaArgs),
    List(List),
    Search(Box<Search>),
    Show(Show),
    Attachments(AttachmentsArgs),
    Fetch(Fetch),
    Watch,
    Peers(Peers),
    Status,
    Responses(Responses),
    Commitments(Commitments),
    Hosts,
    Report(Report),
    Remind(Remind),
    AckTimes(AckTimes),
    Frontier,
    Adopt,
    Cap(Cap),
    Calendar(Calendar),
    Map(Map),
    Table(Table),
    Bundle(Bundle),
    Verify(Verify),
    AlertTest(AlertTestArgs),
    Doctor(DoctorArgs),
    Export(Export),
    Import(Import),
    Backup(Backup),
    Restore(Restore),
    Key(Key),
    Roster(Box<Roster>),
    Completions(Completions),
    Man(ManPages),
    Help(Help),
}

#[derive(Debug, Default, Args)]
pub struct Demo {
    #[arg(long)]
    pub headless: bool,
    #[arg(long, value_name = "NAME")]
    pub cut: Option<String>,
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with_all = ["headless", "cut"])]
    pub write: Option<PathBuf>,
    #[arg(long, value_name = "N", requires = "write")]
    pub nodes: Option<usize>,
    #[arg(long, conflicts_with_all = ["headless", "write"])]
    pub plain: bool,
}

/// What a proposal and a declaration say alike.
#[derive(Debug, Default, Args)]
pub struct Text {
    #[arg(long, value_name = texts::NAME, required_unless_present = "file")]
    pub title: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub summary: Vec<String>,
    #[arg(long, value_name = texts::NAME, required_unless_present_any = ["text_file", "file"])]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[arg(long, value_name = "CODE")]
    pub theme: Option<String>,
    #[arg(long, value_name = "mx:20067", value_delimiter = ',', value_parser = form::<Place>("cli-bad-place"))]
    pub place: Vec<Place>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub asked: Vec<InstitutionId>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub respond_by: Option<When>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<String>,
}

#[derive(Debug, Default, Args)]
pub struct Propose {
    #[command(flatten)]
    pub text: Text,
    #[arg(long, value_name = "«MXN=120000;TEXT»")]
    pub cost: Vec<String>,
    #[command(flatten)]
    pub terms: TermsArgs,
    #[command(flatten)]
    pub files: Attach,
}

#[derive(Debug, Default, Args)]
pub struct Alert {
    #[arg(long, value_name = texts::NAME, required_unless_present_any = ["file", "update", "cancel"])]
    pub event: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub headline: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub description: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub instruction: Vec<String>,
    #[arg(long, value_name = "WORD", value_parser = word::<Severity>(&vocabulary::SEVERITY))]
    pub severity: Option<Severity>,
    #[arg(long, value_name = "WORD", value_parser = word::<Urgency>(&vocabulary::URGENCY))]
    pub urgency: Option<Urgency>,
    #[arg(long, value_name = "WORD", value_parser = word::<Certainty>(&vocabulary::CERTAINTY))]
    pub certainty: Option<Certainty>,
    #[arg(long, value_name = "WORD", value_delimiter = ',', value_parser = word::<Category>(&vocabulary::CATEGORY))]
    pub category: Vec<Category>,
    #[arg(long, value_name = "WORD", value_delimiter = ',', value_parser = word::<ResponseType>(&vocabulary::RESPONSE))]
    pub response: Vec<ResponseType>,
    #[arg(long, requires = "update", conflicts_with = "response")]
    pub all_clear: bool,
    #[arg(long, value_name = texts::NAME)]
    pub area: Vec<String>,
    #[arg(long, value_name = "mx:20067", value_delimiter = ',', value_parser = form::<Place>("cli-bad-place"))]
    pub place: Vec<Place>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub expires: Option<When>,
    #[arg(long, value_name = "WORD", value_parser = word::<CapStatus>(&vocabulary::STATUS))]
    pub status: Option<CapStatus>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub asked: Vec<InstitutionId>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub respond_by: Option<When>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<String>,
    #[arg(long, value_name = "ID", value_parser = message_id, conflicts_with = "cancel")]
    pub update: Option<String>,
    #[arg(long, value_name = "ID", value_parser = message_id, requires = "reason")]
    pub cancel: Option<String>,
    #[arg(long, value_name = texts::NAME, requires = "cancel")]
    pub reason: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Respond {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(value_name = "STANCE", value_parser = word::<Stance>(&vocabulary::STANCE))]
    pub stance: Stance,
    #[arg(long, value_name = texts::NAME)]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[arg(long, value_name = "«Acuerdo 12/2026»")]
    pub mandate: Option<String>,
    #[arg(long)]
    pub sponsor: bool,
}

#[derive(Debug, Args)]
pub struct Ack {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(value_name = "STATE", value_parser = word::<AckState>(&vocabulary::ACK))]
    pub state: AckState,
    #[arg(long, value_name = texts::NAME)]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
}

#[derive(Debug, Args)]
pub struct CommentArgs {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME, required_unless_present = "text_file")]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[command(flatten)]
    pub files: Attach,
}

#[derive(Debug, Args)]
pub struct Rsvp {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(value_name = "ATTENDANCE", required_unless_present = "file", value_parser = word::<Attendance>(&vocabulary::ATTENDANCE))]
    pub attendance: Option<Attendance>,
    #[arg(long, value_name = "N")]
    pub people: Option<u32>,
    #[arg(long, value_name = "wheelchair=2", value_delimiter = ',', value_parser = need)]
    pub need: Vec<(AccessNeed, u32)>,
    #[arg(long, value_name = "TAG", value_delimiter = ',', value_parser = form::<Language>("cli-bad-language"))]
    pub language_wanted: Vec<Language>,
    #[arg(long, value_name = texts::NAME)]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<String>,
}

#[derive(Debug, Args)]
pub struct Erase {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME)]
    pub reason: Vec<String>,
}

#[derive(Debug, Args)]
pub struct MarkArgs {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, conflicts_with_all = ["unflag", "assign", "unassign"])]
    pub flag: bool,
    #[arg(long, conflicts_with_all = ["assign", "unassign"])]
    pub unflag: bool,
    #[arg(long, value_name = "DEVICE", conflicts_with = "unassign")]
    pub assign: Option<String>,
    #[arg(long)]
    pub unassign: bool,
}

#[derive(Debug, Args)]
pub struct Shift {
    #[arg(long, value_name = "DEVICE")]
    pub to: Option<String>,
}

#[derive(Debug, Default, Args)]
pub struct RotaArgs {
    #[arg(long, value_name = "«guardia-1 2026-12-01T20:00 12h guardia-2»")]
    pub turn: Vec<String>,
    #[arg(long, requires = "turn")]
    pub add: bool,
    #[arg(long, conflicts_with = "turn")]
    pub clear: bool,
}

#[derive(Debug, Args)]
pub struct Show {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, hide_default_value = true)]
    pub format: Format,
    #[arg(long, value_enum, value_name = "PAPER", default_value_t, hide_default_value = true)]
    pub paper: Paper,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Html,
    Cap,
}

#[derive(Debug, Args)]
pub struct DoctorArgs {
    #[arg(value_name = "WHAT", value_parser = word::<Part>(&vocabulary::PART))]
    pub part: Option<Part>,
}

/// A part of the node that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Clock,
    Disk,
    Port,
    Peers,
    Keys,
    Store,
    Roster,
    Unit,
    Alerts,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::Clock,
        Self::Disk,
        Self::Port,
        Self::Peers,
        Self::Keys,
        Self::Store,
        Self::Roster,
        Self::Unit,
        Self::Alerts,
    ];
    pub const NAMES: [&str; 9] =
        ["clock", "disk", "port", "peers", "keys", "store", "roster", "unit", "alerts"];

    /// Its word on the command line and in JSON.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

#[derive(Debug, Args)]
pub struct Peers {
    #[command(subcommand)]
    pub action: Option<PeersAction>,
}

#[derive(Debug, Subcommand)]
pub enum PeersAction {
    Why(Why),
}

#[derive(Debug, Args)]
pub struct Why {
    #[arg(value_name = "NAME")]
    pub peer: String,
}

#[derive(Debug, Args)]
pub struct Key {
    #[arg(value_name = "ACTION", value_parser = word::<KeyAction>(&vocabulary::KEY_ACTION))]
    pub action: KeyAction,
    #[arg(long)]
    pub words: bool,
    #[arg(long)]
    pub rehearse: bool,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub offered: Offered,
}

/// What is done with the operator's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyAction {
    New,
    Words,
    Restore,
}

#[derive(Debug, Args)]
pub struct AlertTestArgs {
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

#[derive(Debug, Args)]
pub struct Help {
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

#[derive(Debug, Args)]
pub struct Completions {
    #[arg(value_name = "SHELL", value_parser = clap::value_parser!(Shell))]
    pub shell: Shell,
}

#[derive(Debug, Args)]
pub struct ManPages {
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// A code of a prescribed form.
fn form<T>(message: &'static str) -> impl Fn(&str) -> Result<T, Said> + Clone + Send + Sync + 'static
where
    T: FromStr,
{
    move |text| text.parse().map_err(|_| Said::new(message).with("value", text))
}

/// An id of a message or its beginning. Only the node knows whether it is unique.
fn message_id(text: &str) -> Result<String, Said> {
    let plausible = (1..=90).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if plausible { Ok(text.to_ascii_lowercase()) } else { Err(Said::new("cli-bad-id").with("value", text)) }
}

/// A need with its number: `wheelchair=2`.
pub fn need(text: &str) -> Result<(AccessNeed, u32), Said> {
    let bad = || Said::new("cli-bad-need").with("value", text);
    let (name, count) = text.split_once('=').ok_or_else(bad)?;
    let name = vocabulary::ACCESS.find(name).ok_or_else(bad)?;
    Ok((named(name)?, count.parse().map_err(|_| bad())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parse(line: &[&str]) -> Result<Cli, clap::Error> {
        Cli::try_parse_from([&["cabildo"], line].concat())
    }

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn words_take_hyphens_and_underscores() {
        for stance in ["ask_for_changes", "ask-for-changes"] {
            let cli = parse(&["respond", "cbm1abc", stance]).expect("parsed");
            assert!(matches!(cli.command, Some(Command::Respond(r)) if r.stance == Stance::AskForChanges));
        }
        for (state, want) in [("need-help", AckState::NeedHelp), ("not_affected", AckState::NotAffected)] {
            let cli = parse(&["ack", "cbm1abc", state]).expect("parsed");
            assert!(matches!(cli.command, Some(Command::Ack(a)) if a.state == want));
        }
        let cli =
            parse(&["rsvp", "cbm1abc", "in-person", "--need", "sign-language=2,diet=1"]).expect("parsed");
        assert!(matches!(cli.command, Some(Command::Rsvp(r))
            if r.need == [(AccessNeed::SignLanguage, 2), (AccessNeed::Diet, 1)]));
    }

    #[test]
    fn what_cannot_be_an_id_never_reaches_the_node() {
        for bad in ["../status", "a/b", "", "cbm1?x", "cbm1 x", &"a".repeat(91)] {
            assert!(parse(&["show", bad]).is_err(), "{bad}");
        }
        assert!(parse(&["show", "CBM1QX"]).is_ok());
    }

    #[test]
    fn contradictions_are_wrong_usage() {
        for line in [
            &["demo", "--write", "x", "--headless"][..],
            &["demo", "--nodes", "9"],
            &["alert", "--update", "a", "--cancel", "b", "--reason", "c"],
            &["alert", "--cancel", "b"],
            &["alert", "--event", "x", "--status", "draft"],
            &["status", "--passphrase-file", "x", "--passphrase-fd", "3"],
            &["propose", "--asked", "Oaxaca"],
            &["rsvp", "a", "remote", "--need", "lift=1"],
            &["list", "--limit", "0"],
            &["show", "a", "--force"],
            &["show", "a", "--paper", "a5"],
            &["comment", "a"],
            &["agenda", "--cancel", "a", "--reason", "b", "--attach", "c"],
            &["fetch", "a", "0"],
            &["propose", "--title", "x"],
            &["propose", "--text", "x"],
            &["alert", "--headline", "x"],
            &["agenda", "--title", "x", "--starts", "2026-12-01T18:00"],
        ] {
            assert_eq!(parse(line).expect_err("refused").exit_code(), 2, "{line:?}");
        }
        assert!(parse(&["status", "--json", "--home", "x"]).is_ok(), "global after the command");
    }
}
