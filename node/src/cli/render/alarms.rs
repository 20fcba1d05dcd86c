//! Who signed twice, and what this node does not show, in plain words.

use super::Reader;
use crate::cli::{output::Page, roster, words::Said};
use cabildo_client::api::{AlarmInfo, Status};
use cabildo_protocol::policy::Hidden;

/// A line for each alarm, what is to be done with it.
pub fn alarms(reader: &Reader<'_>, alarms: &[AlarmInfo]) -> Page {
    let mut page = Page::default();
    for alarm in alarms {
        let said = match alarm {
            AlarmInfo::Rosters { scope, version, signers, open, split } => {
                let id = match (open, split) {
                    (_, true) => "cli-alarm-rosters-split",
                    (true, false) => "cli-alarm-rosters",
                    (false, false) => "cli-alarm-rosters-over",
                };
                let keys: Vec<String> = signers.iter().map(ToString::to_string).collect();
                let said = Said::new(id).with("scope", &roster::scope_name(reader.words, scope));
                said.number("version", u64::from(*version)).with("list", &keys.join(", "))
            }
            AlarmInfo::Fork { institution, device, seq, .. } => Said::new("cli-alarm-fork")
                .with("device", device)
                .with("who", &reader.who(institution))
                .number("seq", *seq),
        };
        page.line(&format!("! {}", reader.words.say(&said)));
    }
    page
}

/// What the node's policy hides; none where it hides nothing.
pub fn hidden(reader: &Reader<'_>, status: &Status) -> Option<String> {
    let count = |why| status.hidden.get(&why).copied().unwrap_or(0);
    let all: u64 = status.hidden.values().sum();
    let said = Said::new("cli-hidden").number("n", all).number("institution", count(Hidden::Institution));
    let said = said.number("kind", count(Hidden::Kind)).number("theme", count(Hidden::Theme));
    (all > 0).then(|| reader.words.say(&said))
}
