//! Acts on paper: one HTML file that needs nothing else, to be printed on A4 or Letter and put on
//! a notice board or into a file.
//!
//! Texts stand in every language in which they were written, unless one is asked for. Who signed
//! what stands at the end, so that whoever holds the sheet can compare it with any node.

mod html;
mod parts;

use super::{render::Reader, words::Said};
use cabildo_client::api::MessageDetail;
use cabildo_protocol::{
    content::Kind,
    id::Language,
    message::{KeyCache, Message, MessageError, RosterNeeds},
    views::{Source, Thread},
};
use html::Html;
use std::fmt::Write as _;

/// The size of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches, as in Mexico and Chile.
    Letter,
}

impl Paper {
    fn css(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::Letter => "letter",
        }
    }
}

/// What the signed bytes say about themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The SHA-256 of header and signature, as pairs of digits.
    pub fingerprint: String,
    /// The roster versions that it names; none where its version is unknown.
    pub needs: Option<RosterNeeds>,
}

impl Evidence {
    /// Checks the signature of a message.
    ///
    /// # Errors
    /// When it is not its author's.
    pub fn of(message: Message) -> Result<Self, MessageError> {
        let message = message.verify(&mut KeyCache::default())?.into_message();
        let mut fingerprint = String::new();
        for (at, byte) in message.id().0.iter().enumerate() {
            if at > 0 && at % 2 == 0 {
                fingerprint.push(' ');
            }
            // Writing to a text cannot fail.
            let _ = write!(fingerprint, "{byte:02x}");
        }
        Ok(Self { fingerprint, needs: message.details().map(|details| details.needs) })
    }
}

/// How a sheet is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// Its size.
    pub paper: Paper,
    /// The only language of texts, where one is asked for.
    pub only: Option<&'a Language>,
}

/// The beginning of a thread with all that was answered, as a file of HTML.
pub fn sheet(reader: &Reader<'_>, detail: &MessageDetail, evidence: &Evidence, sheet: &Sheet<'_>) -> String {
    let mut html = Html::new(sheet.only);
    match &detail.view {
        Some(Thread::Proposal(view)) => {
            head(&mut html, reader, Some(Kind::Proposal), &view.source);
            parts::proposal(&mut html, reader, view, &detail.theme);
        }
        Some(Thread::Notice(view)) => {
            head(&mut html, reader, Some(Kind::Notice), &view.source);
            parts::notice(&mut html, reader, view);
        }
        Some(Thread::Agenda(view)) => {
            head(&mut html, reader, Some(Kind::Agenda), &view.source);
            parts::agenda(&mut html, reader, view);
        }
        Some(Thread::Declaration(view)) => {
            head(&mut html, reader, Some(Kind::Declaration), &view.source);
            parts::declaration(&mut html, reader, view, &detail.theme);
        }
        Some(Thread::Feedback(view)) => {
            head(&mut html, reader, Some(Kind::Feedback), &view.source);
            parts::feedback(&mut html, reader, view, &detail.theme);
        }
        Some(Thread::Opaque { source, kind, reason }) => {
            head(&mut html, reader, kind.and_then(Kind::from_number), source);
            html.text("p", "", &reader.words.term("cli-opaque", reason));
        }
        None => html.text("p", "", &reader.words.text("cli-no-root")),
    }
    if let Some(view) = &detail.view {
        parts::translations(&mut html, reader, view.translations());
    }
    parts::attachments(&mut html, reader, &detail.attachments);
    signature(&mut html, reader, detail, evidence);
    let title = reader.words.best(&detail.info.title).unwrap_or_else(|| detail.info.id.to_string());
    html.page(reader.words.lang().language(), &title, &style(sheet.paper))
}

/// The report of a notice: its facts, and its matrix, whose head comes first.
pub fn report(reader: &Reader<'_>, title: &str, facts: &[String], rows: &[[String; 10]]) -> String {
    let mut html = Html::new(None);
    html.text("p", "kind", &reader.words.text("cli-report-title"));
    html.text("h1", "", title);
    facts.iter().for_each(|fact| html.text("p", "", fact));
    let mut rows = rows.iter().map(|row| row.to_vec());
    let head = rows.next().unwrap_or_default();
    html.table(&head, &rows.collect::<Vec<_>>());
    let printed = Said::new("cli-paper-printed").with("at", &reader.at(reader.now));
    html.text("p", "", &reader.words.say(&printed));
    html.page(reader.words.lang().language(), title, &style(Paper::default()))
}

/// What it is, who says it and when, and whether it is disputed.
fn head(html: &mut Html, reader: &Reader<'_>, kind: Option<Kind>, source: &Source) {
    html.text("p", "kind", &reader.kind(kind));
    let who = format!("{} · {}", reader.who(&source.institution), reader.at(source.created));
    html.text("p", "who", &who);
    if source.disputed {
        html.text("p", "mark", &reader.words.text("cli-disputed"));
    }
}

/// Who signed what, with which key, under which rosters.
fn signature(html: &mut Html, reader: &Reader<'_>, detail: &MessageDetail, evidence: &Evidence) {
    let (words, info) = (reader.words, &detail.info);
    let lane = words.term("cli-paper-lane", &(info.log.lane as u8).to_string());
    let place = Said::new("cli-paper-place").with("log", &lane).number("seq", info.seq);
    let mut facts = vec![
        ("cli-paper-id", info.id.to_string()),
        ("cli-paper-fingerprint", evidence.fingerprint.clone()),
        ("cli-paper-signer", reader.who(&info.institution)),
        ("cli-paper-key", info.log.key.to_string()),
        ("cli-paper-log", words.say(&place)),
    ];
    if let Some(needs) = evidence.needs {
        let versions = Said::new("cli-paper-versions")
            .number("charter", needs.charter.into())
            .number("chamber", needs.chamber.into())
            .number("institution", needs.institution.into());
        facts.push(("cli-paper-rosters", words.say(&versions)));
    }
    html.open("footer");
    html.text("h2", "", &words.text("cli-paper-signed"));
    html.facts(facts.into_iter().map(|(id, value)| (words.text(id), value)));
    let printed = Said::new("cli-paper-printed").with("at", &reader.at(detail.now));
    html.text("p", "", &format!("{} {}", words.text("cli-paper-checked"), words.say(&printed)));
    html.close("footer");
}

/// The style of a sheet: black on white, at any size of letters, nothing fetched from anywhere.
fn style(paper: Paper) -> String {
    format!("@page {{ size: {}; margin: 20mm 18mm; }}\n{}", paper.css(), include_str!("paper/sheet.css"))
}

#[cfg(test)]
mod tests;
