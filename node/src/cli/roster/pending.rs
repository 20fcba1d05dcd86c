//! `roster hold` and `roster pending`: rosters that wait at the node for those who must sign them.

use super::{
    super::{
        args::{Common, OneFile, Pending},
        error::CliError,
        output::{Output, Page},
        words::{Said, Words},
    },
    client, describe, hand_on, read,
};
use cabildo_client::api::DraftInfo;
use serde_json::json;

/// `roster hold`: leaves a roster with the node until all have signed it who must. Held again, it brings
/// further signatures.
pub async fn hold(
    common: &Common,
    args: &OneFile,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let info = client(common)?.keep_draft(&read(&args.sheaf)?).await?;
    if output.is_json() {
        return output.json(&json!({ "schema": 1, "draft": info }));
    }
    let mut page = Page::default();
    line(words, &info, &mut page);
    if info.complete && info.until.is_none() {
        page.line(&words.text("cli-pending-publish"));
    }
    output.page(&page)
}

/// `roster pending`: all that wait; or one of them, shown, written to a file, or taken away.
pub async fn pending(
    common: &Common,
    args: &Pending,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let api = client(common)?;
    let drafts = api.drafts().await?;
    let Some(wanted) = &args.draft else {
        if output.is_json() {
            return output.json(&json!({ "schema": 1, "drafts": drafts }));
        }
        let mut page = Page::default();
        if drafts.is_empty() {
            page.line(&words.text("cli-pending-none"));
        }
        drafts.iter().for_each(|info| line(words, info, &mut page));
        return output.page(&page);
    };
    let mut found = drafts.iter().filter(|info| info.hash.to_string().starts_with(wanted.as_str()));
    let (Some(info), None) = (found.next(), found.next()) else {
        return Err(CliError::Refused(Said::new("cli-pending-which").with("value", wanted)));
    };
    if args.drop {
        api.drop_draft(&info.hash).await?;
        return output
            .line(&words.say(&Said::new("cli-pending-dropped").with("hash", &info.hash.to_string())));
    }
    let sheaf = api.draft(&info.hash).await?;
    if let Some(path) = &args.sheaf_out {
        return hand_on(path, &sheaf, words, output);
    }
    super::sign::shown(&sheaf, words, output)
}

fn line(words: &Words, info: &DraftInfo, page: &mut Page) {
    let scope = describe::scope(words, &info.scope);
    page.line(&match info.until {
        Some(until) => words
            .say(&Said::new("cli-pending-notice").with("scope", &scope).with("until", &describe::day(until))),
        None => {
            let said = Said::new("cli-roster-version").with("scope", &scope);
            words.say(&said.number("version", u64::from(info.version)))
        }
    });
    for need in &info.needs {
        let said = Said::new("cli-roster-need").number("have", need.signed.len() as u64);
        let said = said.number("need", u64::from(need.threshold));
        page.line(&format!("  {}", words.say(&said.number("keys", need.keys.len() as u64))));
    }
    page.line(&format!("  {}", info.hash));
}
