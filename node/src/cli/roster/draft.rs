//! `roster draft`: a first or next version of the charter or of a chamber's roster.

use super::{
    super::{
        args::{DraftArgs, Whose, YesNo},
        error::CliError,
        output::Output,
        texts::{Shape, Sources},
        words::{Said, Words},
    },
    admit, first_charter, hand_on, next, paper, read,
};
use cabildo_node::codes;
use cabildo_protocol::{
    authority::Authority,
    enrol::{Request, Signed},
    message::WIRE_VERSION,
    roster::{Change, Scope},
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Writes the draft to a file; nobody has signed it.
pub fn draft(args: &DraftArgs, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let sheaf = match &args.whose {
        Whose::Charter => {
            let mut changes = Vec::new();
            let mut sources = Sources::new(words.own().clone(), io::stdin());
            let name = sources.texts("--name", Shape::Line, &args.name, &[])?;
            if !name.is_empty() {
                changes.push(Change::Name(name));
            }
            changes.extend(args.four_eyes.map(|answer| Change::FourEyes(answer == YesNo::Yes)));
            changes.extend(args.ack_baseline.clone().map(Change::Baseline));
            changes.extend(args.chamber.iter().map(|(c, q)| Change::Chamber(c.clone(), q.clone())));
            match &args.basis.from {
                Some(path) => {
                    let rosters = read(path)?.rosters;
                    let charter = Authority::load(&rosters)?;
                    for (name, path) in &args.code_list {
                        changes.push(code_list(&charter, name, path)?);
                    }
                    next(&rosters, Scope::Federation, None, changes, args.basis.review_days)?
                }
                None if !args.code_list.is_empty() => {
                    return Err(Said::new("cli-roster-chamber-needs").into());
                }
                None if args.name.is_empty() || args.chamber.is_empty() => {
                    return Err(Said::new("cli-roster-charter-needs").into());
                }
                None => {
                    changes.push(Change::LowestWire(WIRE_VERSION));
                    first_charter(changes, args.basis.review_days)?
                }
            }
        }
        Whose::Chamber(country) => {
            let from = args.basis.from.as_ref().ok_or_else(|| Said::new("cli-roster-chamber-needs"))?;
            let rosters = read(from)?.rosters;
            let mut changes: Vec<Change> = args.recovery.clone().map(Change::Recovery).into_iter().collect();
            for path in &args.admit {
                let signed = Signed::from_text::<Request>(&paper(&path.display().to_string())?)?;
                changes.push(admit::admission(&signed.open::<Request>()?));
            }
            let scope = Scope::Chamber(country.clone());
            next(&rosters, scope, args.governors.clone(), changes, args.basis.review_days)?
        }
    };
    let path = args.basis.sheaf_out.clone().unwrap_or_else(|| match &args.whose {
        Whose::Charter => PathBuf::from("charter.rosters"),
        Whose::Chamber(country) => PathBuf::from(format!("chamber-{country}.rosters")),
    });
    if path.exists() {
        return Err(Said::new("cli-roster-there").with("path", &path.display().to_string()).into());
    }
    hand_on(&path, &sheaf, words, output)
}

/// A list of codes in its file, as the version after the last that the charter names.
fn code_list(charter: &Authority, name: &str, path: &Path) -> Result<Change, CliError> {
    let refused = |why: String| {
        let said = Said::new("cli-code-list-unread").with("path", &path.display().to_string());
        CliError::Failed(said.with("why", &why))
    };
    let (list, document) = codes::read(path).map_err(|error| refused(error.to_string()))?;
    let wanted = charter.newest_code_list(name).map_or(1, |(version, _)| version + 1);
    if list.name != name || list.version != wanted {
        let said = Said::new("cli-code-list-other").with("path", &path.display().to_string());
        return Err(CliError::Refused(said.with("name", name).number("version", u64::from(wanted))));
    }
    Ok(Change::CodeList(list.name, list.version, document.into()))
}
