//! A line of the command line, run on the terminal from within: whatever the screens have no form for,
//! first of all what concerns rosters.

use super::{
    Command,
    find::{Goal, Offer},
    note, say,
};
use crate::{
    fold::fold,
    model::{Model, Mood, Overlay},
};
use cabildo_client::lang::Arg;

/// What a palette begins with that takes a line.
pub const SIGN: char = '$';
/// What is offered while little is typed, by the names of the messages that describe it.
const OFFERED: [&str; 18] = [
    "pending",
    "admit",
    "sign",
    "publish",
    "suspend",
    "revoke",
    "reinstate",
    "device",
    "node",
    "rotate",
    "mandate",
    "settle",
    "invite",
    "log",
    "list",
    "codes",
    "recover",
    "complete",
];

/// Opens the palette for a line; on the federation's screen for one about rosters.
pub fn open(model: &mut Model) {
    let rosters = matches!(model.overlay, Overlay::Federation { .. });
    let begun = if rosters { format!("{} ", verb(model, "roster")) } else { String::new() };
    model.overlay = Overlay::Palette { text: format!("{SIGN}{begun}"), line: 0 };
}

/// The line as it is, and lines that begin with it.
pub fn offers(model: &Model, line: &str) -> Vec<Offer> {
    let typed = line.trim();
    let mut offers = Vec::new();
    if !typed.is_empty() {
        let text = model.lang.with("tui-shell-run", &[("line", Arg::from(typed))]);
        offers.push(Offer { text, key: None, goal: Goal::Run(typed.to_owned()) });
    }
    let roster = verb(model, "roster");
    offers.extend(OFFERED.iter().filter_map(|name| {
        let whole = format!("{roster} {}", verb(model, &format!("roster-{name}")));
        let about = model.lang.text(&format!("cli-help-roster-{name}"));
        let goal = Goal::Type(format!("{SIGN}{whole} "));
        let begins = fold(&whole).starts_with(&fold(typed)) && fold(&whole) != fold(typed);
        begins.then(|| Offer { text: format!("{whole}: {about}"), key: None, goal })
    }));
    offers
}

/// Runs a line; one that cannot be taken apart is said to be so.
pub fn run(model: &mut Model, line: &str, todo: &mut Vec<Command>) {
    match shell_words::split(line) {
        Ok(words) if model.runs_lines => todo.push(Command::Run(words)),
        Ok(_) => say(model, Mood::Bad, "tui-shell-none"),
        Err(_) => say(model, Mood::Bad, "tui-shell-quotes"),
    }
}

/// A line has ended: whatever it changed is asked for anew.
pub fn ended(model: &mut Model, result: Result<i32, String>, todo: &mut Vec<Command>) {
    super::outgoing::resume(model);
    super::node::load_all(model, todo);
    model.federation.news = true;
    match result {
        Ok(0) => say(model, Mood::Good, "tui-shell-done"),
        Ok(status) => {
            let text = model.lang.with("tui-shell-status", &[("status", Arg::from(&status.to_string()))]);
            note(model, Mood::Bad, text);
        }
        Err(why) => {
            let text = model.lang.with("tui-shell-failed", &[("why", Arg::from(&why))]);
            note(model, Mood::Bad, text);
        }
    }
}

/// What a command is called in the reader's language.
fn verb(model: &Model, name: &str) -> String {
    let names = model.lang.text(&format!("cli-verb-{name}"));
    names.split_whitespace().next().unwrap_or(name).to_owned()
}
