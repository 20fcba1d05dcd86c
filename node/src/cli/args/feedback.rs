//! Feedback, and what becomes of it.

use super::{InstitutionId, Place, ValueHint, When, form, message_id, texts, times, vocabulary, word};
use cabildo_protocol::content::Step;
use clap::Args;

#[derive(Debug, Default, Args)]
pub struct FeedbackArgs {
    #[arg(long, value_name = texts::NAME, required_unless_present = "file")]
    pub title: Vec<String>,
    #[arg(long, value_name = texts::NAME, required_unless_present_any = ["text_file", "file"])]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[arg(long = "asked", value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"), required_unless_present = "file")]
    pub asks: Option<InstitutionId>,
    #[arg(long, value_name = "CODE")]
    pub theme: Option<String>,
    #[arg(long, value_name = "mx:20067", value_delimiter = ',', value_parser = form::<Place>("cli-bad-place"))]
    pub place: Vec<Place>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub respond_by: Option<When>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<String>,
}

#[derive(Debug, Args)]
pub struct FollowUpArgs {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(value_name = "STEP", value_parser = word::<Step>(&vocabulary::STEP))]
    pub step: Step,
    #[arg(long, value_name = texts::NAME, required_unless_present = "text_file")]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[arg(long = "paper", value_name = "ID", value_delimiter = ',', value_parser = message_id)]
    pub about: Vec<String>,
}
