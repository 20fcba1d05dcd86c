//! `rota`: who is on duty when, as the institution signed it.

use super::{
    args::{Common, RotaArgs},
    contents::SCHEMA,
    error::CliError,
    key,
    output::{Output, Page},
    render::Reader,
    session::Session,
    texts::{self, Shape},
    times::When,
    words::{Said, Words},
    write,
};
use cabildo_client::{api::DeviceInfo, writer::WriteRequest};
use cabildo_protocol::{
    content::{Content, Duty, Rota, Turn},
    id::Millis,
    text::Texts,
};
use jiff::tz::TimeZone;

/// Shows the rota, or signs another.
///
/// # Errors
/// When a turn cannot be read, the key is locked, or the node refuses.
pub async fn rota(
    common: &Common,
    args: &RotaArgs,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let info = session.api.rota().await?;
    if args.turn.is_empty() && !args.clear {
        if output.is_json() {
            return output.json(&info);
        }
        let mut page = Page::default();
        let reader = session.reader();
        match info.rota.filter(|view| !view.rota.turns.is_empty()) {
            None => page.line(&words.text("cli-rota-none")),
            Some(view) => {
                page.line(&duty(&reader, &info.duty.unwrap_or_default()));
                let mut turns = view.rota.turns;
                turns.sort();
                turns.iter().for_each(|turn| page.line(&format!("  {}", line(&reader, turn))));
                let said = Said::new("cli-rota-signed").with("at", &reader.at(view.source.created));
                page.line(&words.say(&said));
            }
        }
        return output.page(&page);
    }
    let (scene, devices) = (session.scene(), session.api.devices().await?);
    let read = |text: &String| turn(text, scene.now, &scene.zone, &devices);
    let mut turns = args.turn.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut note = Texts::default();
    if let Some(view) = info.rota.filter(|_| args.add) {
        // What is over is not said again.
        turns.extend(view.rota.turns.into_iter().filter(|turn| turn.to > info.now));
        note = view.rota.note;
    }
    turns.sort();
    turns.dedup();
    let content = Content::Rota(Rota { schema: SCHEMA, turns, note });
    content.check()?;
    let draft = WriteRequest::new(content);
    write::send(common, &session, key::given(common)?, draft, output).await
}

/// Who is on duty, until when, and who follows.
pub fn duty(reader: &Reader<'_>, duty: &Duty) -> String {
    let words = reader.words;
    let mut parts: Vec<String> = Vec::new();
    for turn in &duty.now {
        let said = Said::new("cli-rota-now").with("person", &turn.person).with("to", &reader.at(turn.to));
        parts.push(words.say(&said));
        parts.extend(
            turn.backup.as_ref().map(|who| words.say(&Said::new("cli-rota-backup").with("who", who))),
        );
    }
    if parts.is_empty() {
        parts.push(words.text("cli-rota-nobody"));
    }
    if let Some(turn) = &duty.next {
        let said =
            Said::new("cli-rota-next").with("person", &turn.person).with("from", &reader.at(turn.from));
        parts.push(words.say(&said));
    }
    parts.join(" · ")
}

fn line(reader: &Reader<'_>, turn: &Turn) -> String {
    let backup =
        turn.backup.as_ref().map(|who| reader.words.say(&Said::new("cli-rota-backup").with("who", who)));
    let times = format!("{} – {}", reader.at(turn.from), reader.at(turn.to));
    [Some(times), Some(turn.person.clone()), backup].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// One turn: `PERSON FROM TO` or `PERSON FROM TO BACKUP`; a span as the end counts from the beginning. A
/// person who is called as a device is that device.
fn turn(text: &str, now: Millis, zone: &TimeZone, devices: &[DeviceInfo]) -> Result<Turn, Said> {
    let bad = || Said::new("cli-bad-turn").with("value", text);
    let parts: Vec<&str> = text.split_whitespace().collect();
    let (person, from, to, backup) = match parts[..] {
        [person, from, to] => (person, from, to, None),
        [person, from, to, backup] => (person, from, to, Some(backup)),
        _ => return Err(bad()),
    };
    let person = texts::clean("--turn", Shape::Line, person)?;
    let backup = backup.map(|who| texts::clean("--turn", Shape::Line, who)).transpose()?;
    let from = When::parse(from)?.resolve(now, zone)?;
    let to = When::parse(to)?.resolve(from, zone)?;
    let device = devices.iter().find(|device| !device.ended && device.label == person);
    Ok(Turn { from, to, device: device.map(|device| device.key), person, backup })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_read_with_times_of_the_institutions_clock_and_spans() {
        let zone = TimeZone::get("America/Mexico_City").expect("a zone");
        let now = Millis(1_795_622_400_000);
        let read = |text: &str| turn(text, now, &zone, &[]);
        let found = read("guardia-1 2026-12-01T20:00 12h guardia-2").expect("a turn");
        assert_eq!((found.person.as_str(), found.backup.as_deref()), ("guardia-1", Some("guardia-2")));
        assert_eq!(found.from, Millis(1_796_176_800_000), "02:00 UTC");
        assert_eq!(found.to, found.from.plus(12 * 3_600_000));
        for text in ["", "guardia-1", "guardia-1 ayer hoy", "a b c d e", "guardia-1 2026-12-01T20:00"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
