//! The minutes of a meeting.

use super::{InstitutionId, ValueHint, form, message_id, texts};
use clap::Args;

#[derive(Debug, Default, Args)]
pub struct MinutesArgs {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME, required_unless_present = "file")]
    pub text: Vec<String>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub attended: Vec<InstitutionId>,
    #[arg(long, value_name = "«TEXT;#ID»")]
    pub decision: Vec<String>,
    #[arg(long, value_name = "«TEXT;@ID;TIME;#ID»")]
    pub task: Vec<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<String>,
}
