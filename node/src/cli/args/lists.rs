//! Which messages a list or a search shows.

use super::{InstitutionId, Kind, Language, Place, When, form, times, vocabulary, word};
use cabildo_protocol::id::Country;
use clap::Args;
use serde::Deserialize;

/// A state of a thread, as one word.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct StateWord(pub String);

#[derive(Debug, Default, Args)]
pub struct Filters {
    #[arg(long, value_name = "KIND", value_parser = word::<Kind>(&vocabulary::KIND))]
    pub kind: Option<Kind>,
    #[arg(long, value_name = "ID", value_parser = form::<InstitutionId>("cli-bad-institution"))]
    pub institution: Option<InstitutionId>,
    #[arg(long, value_name = "XX", value_parser = form::<Country>("cli-bad-country"))]
    pub country: Option<Country>,
    #[arg(long = "place", value_name = "CODE", value_parser = form::<Place>("cli-bad-place"))]
    pub at_place: Option<Place>,
    #[arg(long = "theme", value_name = "CODE")]
    pub of_theme: Option<String>,
    #[arg(long, value_name = "TAG", value_parser = form::<Language>("cli-bad-language"))]
    pub written_in: Option<Language>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub due_after: Option<When>,
    #[arg(long, value_name = times::NAME, value_parser = When::parse)]
    pub due_before: Option<When>,
    #[arg(long = "state", value_name = "WORD", value_parser = word::<StateWord>(&vocabulary::STATE))]
    pub in_state: Option<StateWord>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: Option<u32>,
    #[arg(long, value_name = "TEXT")]
    pub cursor: Option<String>,
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    pub filters: Filters,
}

#[derive(Debug, Args)]
pub struct Search {
    #[arg(value_name = "WORD", required = true, num_args = 1..)]
    pub wanted: Vec<String>,
    #[arg(long)]
    pub newest: bool,
    #[command(flatten)]
    pub filters: Filters,
}
