//! `mark` and `shift`: what the operators of one node note for each other, and what one hands over
//! to the next.

use super::{
    args::{Common, MarkArgs, Shift},
    error::CliError,
    output::{Output, Page},
    render,
    session::{self, Session},
    words::{Said, Words},
};
use cabildo_client::{
    api::{DeviceInfo, Mark, MarkChange, MarkRequest, SCHEMA},
    key::KeyFile,
};
use cabildo_protocol::{id::PublicKey, views::Summary};
use serde_json::json;

/// Threads looked through.
const LINES_MAX: u32 = 1000;

/// `mark`: notes something on a thread.
///
/// # Errors
/// When there is no key, nobody is called so, or the node refuses.
pub async fn mark(
    common: &Common,
    args: &MarkArgs,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let by = own_key(common)?;
    let change = if args.flag || args.unflag {
        MarkChange::Flag(args.flag)
    } else if let Some(label) = &args.assign {
        MarkChange::Assign(Some(device(&session.api.devices().await?, label)?))
    } else if args.unassign {
        MarkChange::Assign(None)
    } else {
        MarkChange::Read
    };
    let mark = session.api.mark(&MarkRequest { thread: args.id.clone(), by, change }).await?;
    if output.is_json() {
        return output.json(&mark);
    }
    let devices = session.api.devices().await?;
    output.line(&said(&session, &devices, &mark))
}

/// `shift`: what is open, with what the operators noted; with `--to` it hands over what is ours.
///
/// # Errors
/// As [`mark`].
pub async fn shift(
    common: &Common,
    args: &Shift,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let devices = session.api.devices().await?;
    let inbox = session.api.inbox(LINES_MAX).await?;
    let mut marks = session.api.marks().await?.threads;
    let mut handed = 0u64;
    if let Some(label) = &args.to {
        let (by, to) = (own_key(common)?, device(&devices, label)?);
        let ours = |line: &&Summary| {
            let mark = marks.get(&line.source.id);
            line.open && mark.and_then(|mark| mark.assigned).is_some_and(|(who, _)| who == by)
        };
        let threads: Vec<_> = inbox.threads.iter().filter(ours).map(|line| line.source.id).collect();
        for thread in threads {
            let change = MarkChange::Assign(Some(to));
            let mark = session.api.mark(&MarkRequest { thread: thread.to_string(), by, change }).await?;
            marks.insert(thread, mark);
            handed += 1;
        }
    }
    let duty = session.status.duty.clone();
    let open: Vec<&Summary> = inbox
        .threads
        .iter()
        .filter(|line| {
            let mark = marks.get(&line.source.id);
            let noted = mark.is_some_and(|mark| mark.flagged.is_some() || mark.assigned.is_some());
            line.ours_missing || (line.open && noted)
        })
        .collect();
    if output.is_json() {
        let threads = open.iter().map(|line| json!({ "thread": line, "mark": marks.get(&line.source.id) }));
        return output.json(
            &json!({ "schema": SCHEMA, "handed": handed, "duty": duty, "open": threads.collect::<Vec<_>>() }),
        );
    }
    let mut page = Page::default();
    if let Some(duty) = &duty {
        let said = super::rota::duty(&session.reader(), duty);
        page.line(&words.say(&Said::new("cli-shift-duty").with("duty", &said)));
    }
    if let Some(label) = &args.to {
        page.line(&words.say(&Said::new("cli-shift-handed").number("n", handed).with("to", label)));
    }
    if open.is_empty() {
        page.line(&words.text("cli-shift-empty"));
    }
    for line in open {
        page.line(&render::line(&session.reader(), line));
        if let Some(mark) = marks.get(&line.source.id) {
            page.line(&format!("    {}", said(&session, &devices, mark)));
        }
    }
    output.page(&page)
}

/// What a thread's marks say, in one line.
fn said(session: &Session<'_>, devices: &[DeviceInfo], mark: &Mark) -> String {
    let (words, reader) = (session.words, session.reader());
    let label = |key: &PublicKey| {
        let found = devices.iter().find(|device| device.key == *key);
        found.map_or_else(|| key.to_string(), |device| device.label.clone())
    };
    let mut parts = Vec::new();
    if let Some((to, note)) = &mark.assigned {
        let said = Said::new("cli-mark-assigned").with("to", &label(to)).with("by", &label(&note.by));
        parts.push(words.say(&said.with("at", &reader.at(note.at))));
    }
    if let Some(note) = &mark.flagged {
        let said = Said::new("cli-mark-flagged").with("by", &label(&note.by));
        parts.push(words.say(&said.with("at", &reader.at(note.at))));
    }
    if let Some(note) = mark.read.last() {
        let said = Said::new("cli-mark-read").with("by", &label(&note.by));
        parts.push(words.say(&said.with("at", &reader.at(note.at))));
    }
    if parts.is_empty() { words.text("cli-mark-none") } else { parts.join(" · ") }
}

/// The operator's key: reading its public part needs no passphrase.
fn own_key(common: &Common) -> Result<PublicKey, CliError> {
    let (paths, config) = session::home(common)?;
    Ok(KeyFile::read(&paths.operator_key(&config))?.public())
}

/// The device of a label, or of a key.
fn device(devices: &[DeviceInfo], label: &str) -> Result<PublicKey, CliError> {
    let named = |device: &&DeviceInfo| device.label == label || device.key.to_string() == label;
    let found = devices.iter().filter(|device| !device.ended).find(named);
    found.map(|device| device.key).ok_or_else(|| {
        let known: Vec<&str> =
            devices.iter().filter(|device| !device.ended).map(|device| device.label.as_str()).collect();
        Said::new("cli-no-device").with("value", label).with("known", &known.join(", ")).into()
    })
}
