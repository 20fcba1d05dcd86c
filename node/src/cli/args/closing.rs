//! How a proposal is closed: what it states, and the commands that close it.

use super::{InstitutionId, When, form, message_id, texts, times, vocabulary, word};
use clap::Args;
use serde::Deserialize;

/// What adopts a proposal, as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleWord {
    SimpleMajority,
    TwoThirds,
    EachCountry,
    Consent,
}

#[derive(Debug, Default, Args)]
pub struct TermsArgs {
    #[arg(long, value_name = "WORD", value_parser = word::<RuleWord>(&vocabulary::RULE))]
    pub rule: Option<RuleWord>,
    #[arg(long, value_name = "N")]
    pub quorum: Option<u32>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub voter: Vec<InstitutionId>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub contest: Option<When>,
}

#[derive(Debug, Args)]
pub struct Closes {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME)]
    pub text: Vec<String>,
}
