//! Files that carry a node's messages, and all that it keeps.

use super::{ValueHint, When, times};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Export {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub carried_file: PathBuf,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub since: Option<When>,
    #[arg(long)]
    pub without_files: bool,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Import {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub carried_file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Backup {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub backup_file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Restore {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub backup_file: PathBuf,
    #[arg(long)]
    pub rehearse: bool,
}
