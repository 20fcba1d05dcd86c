//! What follows from a decision: commitments, and how far each is.

use super::{AsTable, InstitutionId, ValueHint, When, form, message_id, texts, times, vocabulary, word};
use cabildo_protocol::content::ItemState;
use clap::Args;

#[derive(Debug, Default, Args)]
pub struct Commit {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME, required_unless_present = "file")]
    pub office: Vec<String>,
    #[arg(long, value_name = "«TEXT;@ID;TIME;#ID»", required_unless_present = "file")]
    pub item: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub result: Vec<String>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub review: Option<When>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<String>,
}

#[derive(Debug, Args)]
pub struct ProgressArgs {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub number: u32,
    #[arg(value_name = "STATE", value_parser = word::<ItemState>(&vocabulary::ITEM_STATE))]
    pub state: ItemState,
    #[arg(long, value_name = texts::NAME)]
    pub text: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Commitments {
    #[arg(long, value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub institution: Option<InstitutionId>,
    #[arg(long, conflicts_with = "every_item")]
    pub overdue: bool,
    #[arg(long = "all")]
    pub every_item: bool,
    #[command(flatten)]
    pub table: AsTable,
}
