//! What the commands take that read and write the formats of other programs.

use super::message_id;
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

/// Into which file.
#[derive(Debug, Args)]
pub struct Saved {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    #[arg(long, requires = "output")]
    pub force: bool,
}
