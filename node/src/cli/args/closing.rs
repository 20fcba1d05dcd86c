//! How a proposal is closed: what it states, and the commands that close it.

use super::{InstitutionId, When, form, message_id, texts, times, vocabulary, word};
use crate::cli::words::Said;
use cabildo_protocol::id::Country;
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
    #[arg(long, value_name = "N/N", value_parser = share, conflicts_with = "rule")]
    pub majority: Option<(u32, u32)>,
    #[arg(long, value_name = "N")]
    pub quorum: Option<u32>,
    #[arg(long, value_name = "CODE=N", value_delimiter = ',', value_parser = quorum)]
    pub quorum_by_country: Vec<(Country, u32)>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub voter: Vec<InstitutionId>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub contest: Option<When>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub amend_until: Option<When>,
}

/// A share of the votes, more than a half: `3/4`.
fn share(text: &str) -> Result<(u32, u32), Said> {
    let bad = || Said::new("cli-bad-share").with("value", text);
    let (part, of) = text.split_once('/').ok_or_else(bad)?;
    let (part, of): (u32, u32) = (part.parse().map_err(|_| bad())?, of.parse().map_err(|_| bad())?);
    if part <= of && u64::from(part) * 2 > u64::from(of) { Ok((part, of)) } else { Err(bad()) }
}

/// How many of a country: `mx=3`.
fn quorum(text: &str) -> Result<(Country, u32), Said> {
    let bad = || Said::new("cli-bad-country-quorum").with("value", text);
    let (country, n) = text.split_once('=').ok_or_else(bad)?;
    Ok((country.parse().map_err(|_| bad())?, n.parse().map_err(|_| bad())?))
}

#[derive(Debug, Args)]
pub struct Closes {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME)]
    pub text: Vec<String>,
}
