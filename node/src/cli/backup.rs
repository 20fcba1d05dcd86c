//! `backup` and `restore`: a home in one file, and back.

use super::{
    args::{Backup, Common, Restore},
    error::CliError,
    output::{Output, Page},
    session,
    words::{Said, Words},
};
use cabildo_node::backup::{self, Checked};
use serde_json::json;

/// Version of the JSON here; grows when a field changes its meaning.
const SCHEMA: u16 = 1;

/// `backup FILE`: copies the home, also while its node runs.
///
/// # Errors
/// When there is no home, the file exists, or the system refuses something.
pub fn backup(common: &Common, args: &Backup, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let (paths, _) = session::home(common)?;
    let saved = backup::save(&paths, &args.backup_file)?;
    if output.is_json() {
        return output.json(&json!({ "schema": SCHEMA, "file": args.backup_file, "files": saved.files,
            "bytes": saved.bytes, "node_key": saved.node_key }));
    }
    let said = Said::new("cli-backup-saved").with("path", &args.backup_file.display().to_string());
    let mut page = Page::default();
    page.line(
        &words.say(&said.number("files", saved.files as u64).number("kib", saved.bytes.div_ceil(1024))),
    );
    page.line(&words.text(if saved.node_key { "cli-backup-secret" } else { "cli-backup-no-node-key" }));
    page.line(&words.text("cli-backup-without-keys"));
    output.page(&page)
}

/// `restore FILE`: into an empty home, or only to prove it.
///
/// # Errors
/// When the home is none or not empty, or the backup is not intact.
pub fn restore(common: &Common, args: &Restore, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let file = &args.backup_file;
    if args.rehearse {
        return tell(&backup::check(file)?, None, words, output);
    }
    let root = session::root(common)?;
    let checked = backup::restore(file, &root)?;
    tell(&checked, Some(&root.display().to_string()), words, output)
}

fn tell(checked: &Checked, home: Option<&str>, words: &Words, output: &mut Output) -> Result<(), CliError> {
    if output.is_json() {
        return output.json(&json!({ "schema": SCHEMA, "home": home, "files": checked.files,
            "messages": checked.messages, "logs": checked.logs, "rosters": checked.rosters,
            "bodies_missing": checked.bodies_missing, "bad_signatures": checked.bad_signatures,
            "node_key": checked.node_key }));
    }
    let mut page = Page::default();
    let said = Said::new("cli-restore-checked").number("messages", checked.messages);
    page.line(&words.say(&said.number("logs", checked.logs).number("rosters", checked.rosters as u64)));
    if checked.bad_signatures > 0 {
        page.line(&words.say(&Said::new("cli-restore-bad-signatures").number("n", checked.bad_signatures)));
    }
    if checked.bodies_missing > 0 {
        page.line(&words.say(&Said::new("cli-restore-bodies-missing").number("n", checked.bodies_missing)));
    }
    if !checked.node_key {
        page.line(&words.text("cli-restore-no-node-key"));
    }
    match home {
        None => page.line(&words.text("cli-restore-rehearsed")),
        Some(home) => {
            page.line(&words.say(&Said::new("cli-restore-done").with("path", home)));
            page.line(&words.text("cli-restore-keys"));
        }
    }
    output.page(&page)
}
