//! A meeting: its agenda and its minutes.

use super::{Attach, InstitutionId, Place, ValueHint, When, form, message_id, texts, times};
use clap::Args;

#[derive(Debug, Clone, Default, Args)]
pub struct AgendaArgs {
    #[arg(long, value_name = texts::NAME, required_unless_present_any = ["file", "update", "cancel"])]
    pub title: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub summary: Vec<String>,
    #[arg(long, value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub host: Option<InstitutionId>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse, required_unless_present_any = ["file", "update", "cancel"])]
    pub starts: Option<When>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse, required_unless_present_any = ["file", "update", "cancel"])]
    pub ends: Option<When>,
    #[arg(long, value_name = "ID", value_parser = message_id, conflicts_with = "cancel")]
    pub update: Option<String>,
    #[arg(long, value_name = "ID", value_parser = message_id, requires = "reason", conflicts_with = "attach")]
    pub cancel: Option<String>,
    #[arg(long, value_name = texts::NAME, requires = "cancel")]
    pub reason: Vec<String>,
    #[arg(long, value_name = "America/Santiago")]
    pub zone: Option<String>,
    #[arg(long, value_name = texts::NAME)]
    pub venue: Vec<String>,
    #[arg(long, value_name = "mx:20067", value_parser = form::<Place>("cli-bad-place"))]
    pub place: Option<Place>,
    #[arg(long, value_name = "«TITLE;MINUTES;HH:MM»")]
    pub item: Vec<String>,
    #[arg(long, alias = "asked", value_name = "ID", value_delimiter = ',', value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub invited: Vec<InstitutionId>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub respond_by: Option<When>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = message_id, requires = "update")]
    pub take: Vec<String>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = message_id, requires = "update")]
    pub decline: Vec<String>,
    #[arg(long, value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub next_host: Option<InstitutionId>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<String>,
    #[command(flatten)]
    pub files: Attach,
}

#[derive(Debug, Default, Args)]
pub struct RequestItem {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME, required = true)]
    pub title: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub text: Vec<String>,
    #[arg(long = "lasts", value_name = "N")]
    pub lasts: Option<u32>,
    #[arg(long = "paper", value_name = "ID", value_delimiter = ',', value_parser = message_id)]
    pub about: Vec<String>,
}

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
    #[command(flatten)]
    pub files: Attach,
}
