//! `roster draft`: a first or next version of the charter or of a chamber's roster.

use super::{
    super::{
        args::{DraftArgs, Whose},
        error::CliError,
        output::Output,
        texts::{Shape, Sources},
        words::{Said, Words},
    },
    admit, first_charter, hand_on, next, paper, read,
};
use cabildo_protocol::{
    enrol::{Request, Signed},
    message::WIRE_VERSION,
    roster::{Change, Scope},
};
use std::{io, path::PathBuf};

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
            changes.extend(args.chamber.iter().map(|(c, q)| Change::Chamber(c.clone(), q.clone())));
            match &args.basis.from {
                Some(path) => {
                    next(&read(path)?.rosters, Scope::Federation, None, changes, args.basis.review_days)?
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
