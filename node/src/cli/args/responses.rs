//! How fast institutions answer, and that one's own needs longer.

use super::{AsTable, InstitutionId, When, form, message_id, texts, times, vocabulary, word};
use cabildo_protocol::content::Kind;
use clap::Args;

#[derive(Debug, Args)]
pub struct Responses {
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub from: Option<When>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub to: Option<When>,
    #[arg(long, value_name = "KIND", value_parser = word::<Kind>(&vocabulary::KIND))]
    pub kind: Option<Kind>,
    #[arg(long, value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub institution: Option<InstitutionId>,
    #[command(flatten)]
    pub table: AsTable,
}

#[derive(Debug, Args)]
pub struct Pauses {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub until: When,
    #[arg(long, value_name = texts::NAME, required = true)]
    pub text: Vec<String>,
}
