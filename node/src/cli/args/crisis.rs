//! Reports and reminders of crisis notices, and how fast they are acknowledged.

use super::{AsTable, Format, When, message_id, times};
use clap::Args;

#[derive(Debug, Args)]
pub struct Report {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        hide_default_value = true,
        conflicts_with_all = ["csv", "excel"]
    )]
    pub format: Format,
    #[command(flatten)]
    pub table: AsTable,
}

#[derive(Debug, Args)]
pub struct Remind {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
}

#[derive(Debug, Args)]
pub struct AckTimes {
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub from: Option<When>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub to: Option<When>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub baseline: Option<When>,
    #[arg(long)]
    pub exercises: bool,
    #[command(flatten)]
    pub table: AsTable,
}
