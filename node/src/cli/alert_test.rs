//! `alert-test`: whether an alert or webhook would reach anybody. The node itself runs the programs, as its
//! own user and under its own limits, because that is the path to be proven.

use super::{
    args::{AlertTestArgs, Common},
    error::{CliError, Exit},
    output::{Output, Page},
    session,
    words::{Said, Words},
};
use cabildo_client::{api::AlertTested, http::ApiClient};

/// Asks the node to run the rules' programs with a test alert, and says what became of each.
///
/// # Errors
/// When there is no node, no rule, or no such rule.
pub async fn alert_test(
    common: &Common,
    args: &AlertTestArgs,
    words: &Words,
    output: &mut Output,
) -> Result<Exit, CliError> {
    let api = ApiClient::new(&session::socket(common)?)?;
    let tested = api.test_alerts(args.rule.as_deref()).await?;
    if output.is_json() {
        output.json(&tested)?;
    } else {
        let mut page = Page::default();
        for rule in &tested.rules {
            page.line(&words.say(&said(rule)));
            if !rule.output.is_empty() {
                page.block(4, &rule.output);
            }
        }
        output.page(&page)?;
    }
    Ok(if tested.rules.iter().all(|rule| rule.ok) { Exit::Done } else { Exit::Failed })
}

fn said(rule: &AlertTested) -> Said {
    let id = match (rule.ok, rule.end.as_str()) {
        (true, _) => "cli-alert-test-ok",
        (false, "answered") => "cli-alert-test-answered",
        (false, "not_sent") => "cli-alert-test-not-sent",
        (false, "exited") => "cli-alert-test-exited",
        (false, "timed_out") => "cli-alert-test-timed-out",
        (false, "not_started") => "cli-alert-test-not-started",
        (false, _) => "cli-alert-test-ended",
    };
    let said = Said::new(id).with("rule", &rule.rule).with("result", &rule.result);
    said.number("ms", rule.took_ms).number("status", u64::try_from(rule.status.unwrap_or(0)).unwrap_or(0))
}
