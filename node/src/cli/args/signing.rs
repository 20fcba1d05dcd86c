//! What is signed jointly: declarations and signatures, and new texts of what is deliberated.

use super::{Said, Text, ValueHint, message_id, texts, vocabulary, word};
use cabildo_protocol::{content::Method, id::Country};
use clap::Args;

#[derive(Debug, Default, Args)]
pub struct Declare {
    #[command(flatten)]
    pub text: Text,
    #[arg(long, value_name = "mx=3", value_delimiter = ',', value_parser = required, required_unless_present = "file")]
    pub required: Vec<(Country, u32)>,
}

#[derive(Debug, Args)]
pub struct SignArgs {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = "«Acuerdo 12/2026»", conflicts_with = "take_back")]
    pub mandate: Option<String>,
    #[arg(long, value_name = texts::NAME)]
    pub text: Vec<String>,
    #[arg(long)]
    pub take_back: bool,
}

#[derive(Debug, Args)]
pub struct Revise {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME, required_unless_present_any = ["text_file", "accept", "decline"])]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = message_id)]
    pub accept: Vec<String>,
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = message_id)]
    pub decline: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub note: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Amend {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(long, value_name = texts::NAME, required_unless_present = "text_file")]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[arg(long, value_name = texts::NAME)]
    pub note: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Translate {
    #[arg(value_name = "ID", value_parser = message_id)]
    pub id: String,
    #[arg(value_name = "METHOD", value_parser = word::<Method>(&vocabulary::METHOD))]
    pub method: Method,
    #[arg(long, value_name = texts::NAME)]
    pub title: Vec<String>,
    #[arg(long, value_name = texts::NAME, required_unless_present = "text_file")]
    pub text: Vec<String>,
    #[arg(long, value_name = texts::FILE_NAME, value_hint = ValueHint::FilePath)]
    pub text_file: Vec<String>,
    #[arg(long, value_name = "«Perito 123»")]
    pub translator: Option<String>,
}

/// How many institutions of a country have to sign: `mx=3`.
fn required(text: &str) -> Result<(Country, u32), Said> {
    let bad = || Said::new("cli-bad-required").with("value", text);
    let (country, count) = text.split_once('=').ok_or_else(bad)?;
    Ok((country.trim().parse().map_err(|_| bad())?, count.trim().parse().map_err(|_| bad())?))
}
