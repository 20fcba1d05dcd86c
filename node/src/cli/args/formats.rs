//! What the commands take that read and write the formats of other programs.

use super::{form, lists::StateWord, message_id};
use crate::cli::vocabulary::{self, word};
use cabildo_protocol::{content::Kind, id::InstitutionId};
use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = false)]
pub struct Cap {
    #[command(subcommand)]
    pub action: CapAction,
}

#[derive(Debug, Subcommand)]
pub enum CapAction {
    Export(Export),
    Import(Foreign),
    Offers,
    Take(Take),
    PassOver(PassOver),
}

#[derive(Debug, Args)]
pub struct Take {
    #[arg(value_name = "ID")]
    pub offer: String,
    #[command(flatten)]
    pub saved: Saved,
}

#[derive(Debug, Args)]
pub struct PassOver {
    #[arg(value_name = "ID")]
    pub offer: String,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Calendar {
    #[command(subcommand)]
    pub action: Option<CalendarAction>,
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: Option<String>,
    #[arg(long, value_name = "2026-12-01", requires = "id")]
    pub day: Option<String>,
    #[arg(long, value_name = "a@b.mx", value_delimiter = ',', requires_all = ["id", "organizer"], conflicts_with = "day")]
    pub invite: Vec<String>,
    #[arg(long, value_name = "a@b.mx", requires = "invite")]
    pub organizer: Option<String>,
    #[command(flatten)]
    pub saved: Saved,
}

#[derive(Debug, Subcommand)]
pub enum CalendarAction {
    Import(Foreign),
}

#[derive(Debug, Args)]
pub struct Map {
    #[arg(value_name = "LAYER", value_parser = word::<Layer>(&vocabulary::LAYER))]
    pub layer: Layer,
    #[arg(long = "state", value_name = "WORD", value_parser = word::<StateWord>(&vocabulary::STATE))]
    pub in_state: Option<StateWord>,
    #[arg(long = "all", conflicts_with = "in_state")]
    pub every_state: bool,
    #[command(flatten)]
    pub saved: Saved,
}

/// A layer of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    Notices,
    Proposals,
    Agendas,
    Declarations,
    Feedback,
    Institutions,
}

impl Layer {
    pub const NAMES: [&str; 6] =
        ["notices", "proposals", "agendas", "declarations", "feedback", "institutions"];

    /// Its word on the command line and in the API.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

#[derive(Debug, Args)]
pub struct Table {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: Option<String>,
    #[arg(long, value_name = "KIND", value_parser = word::<Kind>(&vocabulary::KIND), conflicts_with = "id")]
    pub kind: Option<Kind>,
    #[arg(long, value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"), conflicts_with = "id")]
    pub institution: Option<InstitutionId>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "id")]
    pub limit: Option<u32>,
    #[arg(long, conflicts_with = "id")]
    pub inbox: bool,
    #[arg(long)]
    pub excel: bool,
    #[command(flatten)]
    pub saved: Saved,
}

#[derive(Debug, Args)]
pub struct Bundle {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub bundle_file: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub evidence: PathBuf,
    #[arg(long, value_name = "«WORDS»")]
    pub federation: Option<String>,
}

#[derive(Debug, Args)]
pub struct Export {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[command(flatten)]
    pub saved: Saved,
}

#[derive(Debug, Args)]
pub struct Foreign {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub foreign: String,
    #[command(flatten)]
    pub saved: Saved,
}

/// A table for spreadsheets instead.
#[derive(Debug, Args)]
pub struct AsTable {
    #[arg(long)]
    pub csv: bool,
    #[arg(long)]
    pub excel: bool,
    #[command(flatten)]
    pub saved: Saved,
}

/// Into which file.
#[derive(Debug, Args)]
pub struct Saved {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    #[arg(long, requires = "output")]
    pub force: bool,
}
