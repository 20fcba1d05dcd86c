//! `doctor`: what is wrong with this machine's node, part by part, and what to do.
//!
//! It changes nothing, works with and without a running node, and says of each part what is known:
//! well, worth knowing, or to be mended.

mod local;
mod network;

use super::{
    args::{Common, DoctorArgs, Part},
    error::{CliError, Exit},
    output::{Output, Page},
    session,
    words::{Said, Words},
};
use cabildo_client::{
    api::{PeerInfo, Status},
    http::ApiClient,
};
use cabildo_node::{config::Config, home::Paths};
use cabildo_protocol::authority::Authority;
use serde_json::json;
use std::time::Duration;

/// Version of the JSON here; grows when a field changes its meaning.
const SCHEMA: u16 = 1;
/// How long a node may take to answer a doctor.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Well.
    Well,
    /// Worth knowing.
    Note,
    /// To be mended.
    Trouble,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Note => "note",
            Self::Trouble => "trouble",
        }
    }
}

/// What was found of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    part: Part,
    level: Level,
    /// What is found: a message of the languages.
    id: &'static str,
    said: Said,
    /// What to do, where there is something: another message.
    remedy: Option<&'static str>,
}

impl Finding {
    /// All is well.
    pub fn well(part: Part, id: &'static str, fill: impl FnOnce(Said) -> Said) -> Self {
        Self { part, level: Level::Well, id, said: fill(Said::new(id)), remedy: None }
    }

    /// Worth knowing, and nothing to be mended.
    pub fn note(part: Part, id: &'static str, fill: impl FnOnce(Said) -> Said) -> Self {
        Self { level: Level::Note, ..Self::well(part, id, fill) }
    }

    /// To be mended, and how.
    pub fn trouble(
        part: Part,
        id: &'static str,
        remedy: &'static str,
        fill: impl FnOnce(Said) -> Said,
    ) -> Self {
        Self { level: Level::Trouble, remedy: Some(remedy), ..Self::well(part, id, fill) }
    }
}

/// What all checks look at.
pub struct Scene {
    paths: Paths,
    config: Config,
    /// The node, where it runs and answers.
    running: Option<(Status, Vec<PeerInfo>)>,
    /// The rosters as they lie on the disk.
    authority: Option<Authority>,
}

/// Looks at everything, or at one part, and says what is found.
///
/// # Errors
/// When there is no home, or its settings cannot be read.
pub async fn doctor(
    common: &Common,
    args: &DoctorArgs,
    words: &Words,
    output: &mut Output,
) -> Result<Exit, CliError> {
    let (paths, config) = session::home(common)?;
    let api = ApiClient::new(&session::socket(common)?)?;
    let asked = async { Some((api.status().await.ok()?, api.peers().await.ok()?)) };
    let running = tokio::time::timeout(ANSWER_WITHIN, asked).await.ok().flatten();
    let authority = local::authority(&paths);
    let scene = Scene { paths, config, running, authority };
    let mut found = Vec::new();
    for part in Part::ALL.into_iter().filter(|part| args.part.is_none_or(|wanted| wanted == *part)) {
        match part {
            Part::Clock => found.extend(local::clock(&scene)),
            Part::Disk => found.extend(local::disk(&scene)),
            Part::Port => found.extend(network::port(&scene)),
            Part::Peers => found.extend(network::peers(&scene).await),
            Part::Keys => found.extend(local::keys(&scene)),
            Part::Store => found.extend(local::store(&scene)),
            Part::Roster => found.extend(local::roster(&scene)),
            Part::Unit => found.extend(local::unit(&scene).await),
            Part::Alerts => found.extend(local::alerts(&scene)),
        }
    }
    tell(&found, words, output)?;
    let sick = found.iter().any(|finding| finding.level == Level::Trouble);
    Ok(if sick { Exit::Degraded } else { Exit::Done })
}

fn tell(found: &[Finding], words: &Words, output: &mut Output) -> Result<(), CliError> {
    let remedy = |finding: &Finding| finding.remedy.map(|id| words.say(&finding.said.clone().named(id)));
    if output.is_json() {
        let findings = found.iter().map(|finding| {
            json!({ "part": finding.part.name(), "level": finding.level.name(),
                "code": finding.id.trim_start_matches("cli-doctor-"), "message": words.say(&finding.said),
                "remedy": remedy(finding) })
        });
        let findings: Vec<_> = findings.collect();
        let worst = found.iter().map(|finding| finding.level).max().unwrap_or(Level::Well);
        return output.json(&json!({ "schema": SCHEMA, "worst": worst.name(), "findings": findings }));
    }
    let mut page = Page::default();
    for finding in found {
        let mark = words.term("cli-doctor-mark", finding.level.name());
        let part = words.term("cli-doctor-part", finding.part.name());
        page.line(&format!("{mark} {part}: {}", words.say(&finding.said)));
        if let Some(remedy) = remedy(finding) {
            page.line(&format!("    → {remedy}"));
        }
    }
    output.page(&page)
}
