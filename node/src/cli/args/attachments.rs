//! Files that messages name.

use super::{ValueHint, message_id};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Default, Clone, Args)]
pub struct Attach {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub attach: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct AttachmentsArgs {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
}

#[derive(Debug, Args)]
pub struct Fetch {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub number: Option<u32>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    #[arg(long)]
    pub force: bool,
}
