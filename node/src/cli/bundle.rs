//! `bundle` and `verify`: a thread with all that proves it in one file, and such a file examined by a
//! machine that never saw the federation.

use super::{
    args::{Bundle, Common, Verify},
    carry,
    error::{CliError, Exit},
    output::{Output, Page},
    render::{self, Reader},
    session::Session,
    times,
    words::{Said, Words},
};
use cabildo_client::{api::SCHEMA, words as word_lists};
use cabildo_node::driver::clock;
use cabildo_protocol::{
    carry::Flaw,
    content::Kind,
    evidence::{self, Examined, Report, Text, Verdict},
    id::{FederationId, InstitutionId, Millis},
    views::DeclarationView,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs::File, io::Read as _};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Languages in which twelve words of a federation may be given.
const LANGUAGES: [&str; 3] = ["es", "en", "pt"];
/// Institutions that are named as holders of one message.
const NAMED: usize = 5;

/// `bundle ID FILE`.
///
/// # Errors
/// When the node has no such message, or the file cannot be written.
pub async fn bundle(
    common: &Common,
    args: &Bundle,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let bytes = session.api.bundle(&args.id).await?;
    // It is read as whoever gets it will read it.
    let report = evidence::examine(&bytes).map_err(|flaw| flawed(&args.bundle_file, &flaw))?;
    carry::put(&args.bundle_file, &bytes, args.force)?;
    let path = args.bundle_file.display().to_string();
    if output.is_json() {
        return output.json(&json!({ "schema": SCHEMA, "file": path, "bytes": bytes.len(),
            "messages": report.messages.len(), "holds": report.holds() }));
    }
    let said = Said::new("cli-bundle-written").with("path", &path);
    output.line(&words.say(&said.number("messages", report.messages.len() as u64)))?;
    output.prose(&words.text("cli-bundle-federation"))
}

/// `verify FILE`, without a node.
///
/// # Errors
/// When the file cannot be read or is none.
pub fn verify(args: &Verify, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    let path = args.evidence.display().to_string();
    let unreadable =
        |why: &str| CliError::Failed(Said::new("cli-import-unreadable").with("path", &path).with("why", why));
    let most = evidence::BYTES_MAX as u64 + 1;
    let mut bytes = Vec::new();
    File::open(&args.evidence)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error.to_string()))?;
    if bytes.len() > evidence::BYTES_MAX {
        return Err(CliError::Failed(Said::new("cli-verify-too-large").with("path", &path)));
    }
    let report = evidence::examine(&bytes).map_err(|flaw| flawed(&args.evidence, &flaw))?;
    let pin = args
        .federation
        .as_deref()
        .map(|pin| report.rosters.as_ref().is_ok_and(|authority| is_pinned(pin, &authority.federation())));
    let good = report.holds() && pin != Some(false);
    if output.is_json() {
        output.json(&as_json(&path, &report, pin, words))?;
    } else {
        output.page(&page(&path, &report, pin, words))?;
    }
    Ok(match (&report.flaw, good) {
        (Some(_), _) => Exit::Failed,
        (None, true) => Exit::Done,
        (None, false) => Exit::Refused,
    })
}

fn flawed(path: &std::path::Path, flaw: &Flaw) -> CliError {
    let said = match flaw {
        Flaw::Foreign => Said::new("cli-verify-foreign"),
        Flaw::Newer => Said::new("cli-import-newer"),
        Flaw::Cut { at } => Said::new("cli-verify-cut").number("at", *at),
        Flaw::Damaged { at } => Said::new("cli-verify-damaged").number("at", *at),
    };
    CliError::Failed(said.with("path", &path.display().to_string()))
}

/// Whether this is the federation that is meant: by its id, or its twelve words in any language, with
/// their accents or without.
fn is_pinned(pin: &str, federation: &FederationId) -> bool {
    let pin = folded(pin);
    let given: Vec<&str> = pin.split_whitespace().collect();
    let own = |tag: &str| {
        let tag = tag.parse();
        let own = tag.map(|tag| word_lists::fingerprint(&federation.0, &tag)).unwrap_or_default();
        !own.is_empty() && own.iter().map(|word| folded(word)).eq(given.iter().copied())
    };
    given == [federation.to_string()] || LANGUAGES.into_iter().any(own)
}

/// Without accents and capitals: word lists write accents apart, keyboards in one.
fn folded(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
}

/// Which word of the languages' files says how a message stands, and why.
fn stands(verdict: &Verdict) -> (&'static str, Option<&'static str>) {
    match verdict {
        Verdict::Holds => ("holds", None),
        Verdict::Disputed => ("disputed", None),
        Verdict::BrokenLink => ("broken_link", None),
        Verdict::Unknown => ("unknown", None),
        Verdict::Refused(refusal) => ("refused", Some(refusal.word())),
    }
}

fn has_text(text: &Text) -> &'static str {
    match text {
        Text::Here(_) => "here",
        Text::Erased => "erased",
        Text::Missing => "missing",
        Text::Unread => "unread",
    }
}

fn kind_of(one: &Examined) -> String {
    one.message.details().map_or_else(
        || format!("unknown_version:{}", one.message.envelope().wire),
        |details| {
            Kind::from_number(details.kind)
                .map_or_else(|| format!("unknown:{}", details.kind), |kind| kind.name().to_owned())
        },
    )
}

fn as_json(path: &str, report: &Report, pin: Option<bool>, words: &Words) -> Value {
    let messages: Vec<Value> = report
        .messages
        .iter()
        .map(|one| {
            let envelope = one.message.envelope();
            let (verdict, why) = stands(&one.verdict);
            let content = match &one.text {
                Text::Here(content) => Some(content),
                _ => None,
            };
            json!({ "id": one.message.id(), "kind": kind_of(one), "institution": envelope.institution,
                "log": envelope.log, "seq": envelope.seq, "created": one.message.position().created,
                "thread": one.message.details().and_then(|d| d.root).unwrap_or(one.message.id()),
                "verdict": verdict, "why": why, "text": has_text(&one.text), "content": content,
                "held_by": one.held_by })
        })
        .collect();
    let forged: Vec<Value> = report
        .forged
        .iter()
        .map(|one| json!({ "record": one.record, "what": format!("{:?}", one.tag).to_lowercase(), "why": one.why }))
        .collect();
    let authority = report.rosters.as_ref().ok();
    json!({ "schema": SCHEMA, "file": path, "holds": report.holds() && pin != Some(false), "pinned": pin,
        "claimed": report.about.federation, "federation": authority.map(|a| a.federation()),
        "words": authority.map(|a| spoken(&a.federation(), words)),
        "rosters": authority.map(|a| a.versions()), "rosters_refused": report.rosters.as_ref().err().map(ToString::to_string),
        "made": report.about.made, "node": report.about.node, "messages": messages, "forged": forged,
        "proposals": report.proposals(clock()), "declarations": report.declarations(clock()), "later": report.later, "flaw": report.flaw.as_ref().map(ToString::to_string) })
}

fn spoken(federation: &FederationId, words: &Words) -> String {
    word_lists::fingerprint(&federation.0, words.own()).join(" ")
}

/// What a person reads: on what it all stands, each message, what holds and what does not.
fn page(path: &str, report: &Report, pin: Option<bool>, words: &Words) -> Page {
    let mut page = Page::default();
    let at = |at: Millis| times::show(at, &TimeZone::UTC);
    page.line(
        &words.say(&Said::new("cli-verify-of").with("path", path).with("when", &at(report.about.made))),
    );
    roots(report, pin, words, &mut page);
    page.gap();
    for one in &report.messages {
        message(one, report, words, &mut page);
    }
    for one in &report.forged {
        let said = Said::new("cli-verify-forged").number("record", one.record).with("why", &one.why);
        page.line(&words.say(&said));
    }
    match report.flaw {
        Some(Flaw::Cut { at }) => {
            page.line(&words.say(&Said::new("cli-verify-cut").number("at", at).with("path", path)))
        }
        Some(Flaw::Damaged { at }) => {
            page.line(&words.say(&Said::new("cli-verify-damaged").number("at", at).with("path", path)));
        }
        _ => {}
    }
    if report.later > 0 {
        page.line(&words.say(&Said::new("cli-import-later").number("n", report.later)));
    }
    for view in report.proposals(clock()) {
        let reader = reader(report, words);
        page.gap();
        page.line(&format!("{} «{}»", words.term("kind", "proposal"), reader.title(&view.proposal.title)));
        render::result(&mut page, &reader, &view);
    }
    for view in report.declarations(clock()) {
        page.gap();
        declaration(&view, report, words, &mut page);
    }
    page.gap();
    page.line(&summary(report, pin, words));
    page.prose(&words.text("cli-verify-limits"));
    page
}

/// The federation, and whose word it is that it is this one.
fn roots(report: &Report, pin: Option<bool>, words: &Words, page: &mut Page) {
    let authority = match &report.rosters {
        Ok(authority) => authority,
        Err(error) => {
            page.line(&words.say(&Said::new("cli-verify-no-rosters").with("why", &error.to_string())));
            return;
        }
    };
    let federation = authority.federation();
    let name = words.best(authority.name()).unwrap_or_default();
    let said = Said::new("cli-verify-federation").with("name", &name).with("id", &federation.to_string());
    page.line(&words.say(&said));
    page.prose(&words.say(&Said::new("cli-roster-words").with("words", &spoken(&federation, words))));
    page.prose(&words.text(match pin {
        Some(true) => "cli-verify-pinned",
        Some(false) => "cli-verify-other",
        None => "cli-verify-claimed",
    }));
    if federation != report.about.federation {
        page.line(&words.text("cli-verify-not-about"));
    }
    page.line(&words.say(&Said::new("cli-verify-rosters").number("n", authority.versions().len() as u64)));
}

fn message(one: &Examined, report: &Report, words: &Words, page: &mut Page) {
    let envelope = one.message.envelope();
    let name = |id: &InstitutionId| {
        let entry = report.rosters.as_ref().ok().and_then(|authority| authority.institution(id));
        let name = entry.and_then(|entry| words.best(&entry.names));
        name.map_or_else(|| id.to_string(), |name| format!("{name} ({id})"))
    };
    let (verdict, why) = stands(&one.verdict);
    let mut stands = words.term("cli-verdict", verdict);
    if let Some(why) = why {
        let why =
            if words.has("cli-import-why", why) { words.term("cli-import-why", why) } else { why.to_owned() };
        stands = format!("{stands}: {why}");
    }
    let kind = kind_of(one);
    let kind = if words.has("kind", &kind) { words.term("kind", &kind) } else { kind };
    let when = times::show(one.message.position().created, &TimeZone::UTC);
    page.line(&format!("{when}  {kind}  {}", name(&envelope.institution)));
    page.line(&format!("  {}", one.message.id()));
    page.line(&format!("  {stands}"));
    match &one.text {
        Text::Here(content) => {
            let title = words.best(content.title()).unwrap_or_default();
            if content.is_exercise() {
                page.line(&format!("  ▲ {}", words.text("tui-exercise")));
            }
            if !title.is_empty() {
                page.line(&format!("  «{}»", title.chars().take(120).collect::<String>()));
            }
        }
        other => page.line(&format!("  {}", words.term("cli-verify-text", has_text(other)))),
    }
    if !one.held_by.is_empty() {
        let names: Vec<String> = one.held_by.iter().take(NAMED).map(name).collect();
        let said = Said::new("cli-verify-held").number("n", one.held_by.len() as u64);
        page.line(&format!("  {}", words.say(&said.with("names", &names.join(", ")))));
    }
}

/// Whether a declaration is in force by what is in the file, and who has signed it.
fn declaration(view: &DeclarationView, report: &Report, words: &Words, page: &mut Page) {
    let reader = reader(report, words);
    page.line(&format!("{} «{}»", words.term("kind", "declaration"), reader.title(&view.declaration.title)));
    page.line(&format!("  {}", render::state(&reader, view)));
    for country in &view.countries {
        page.line(&format!("  {}", render::country(&reader, country)));
        for who in &country.signed {
            page.line(&format!("    {}", reader.who(who)));
        }
        if country.lacking() > 0 && !country.missing.is_empty() {
            let missing = Said::new("cli-signatures-missing");
            page.line(&format!(
                "    {}",
                words.say(&missing.with("names", &reader.names_of(&country.missing)))
            ));
        }
    }
}

/// A reader who knows the institutions from the file alone.
fn reader<'w>(report: &Report, words: &'w Words) -> Reader<'w> {
    let authority = report.rosters.as_ref().ok();
    let entries = authority.into_iter().flat_map(|authority| authority.institutions());
    let names = entries.map(|(id, entry)| (id.clone(), entry.names.clone())).collect();
    Reader { words, names, zone: TimeZone::UTC, own_zone: None, now: clock() }
}

/// How many hold, and whether that is all.
fn summary(report: &Report, pin: Option<bool>, words: &Words) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for one in &report.messages {
        *counts.entry(stands(&one.verdict).0).or_default() += 1;
    }
    let holding = counts.get("holds").copied().unwrap_or_default();
    let all = report.messages.len() as u64;
    let id = if report.holds() && pin != Some(false) { "cli-verify-all" } else { "cli-verify-not-all" };
    words.say(&Said::new(id).number("n", holding).number("all", all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_federation_is_meant_by_its_id_or_its_words_in_any_language() {
        let federation = FederationId([7; 32]);
        for tag in LANGUAGES {
            let tag = tag.parse().expect("a tag");
            let spoken = word_lists::fingerprint(&federation.0, &tag).join(" ");
            let composed: String = spoken.nfc().collect();
            for form in [spoken.clone(), composed, folded(&spoken).to_uppercase(), format!(" {spoken}\n")] {
                assert!(is_pinned(&form, &federation), "{form}");
            }
            assert!(!is_pinned(&spoken, &FederationId([8; 32])));
        }
        assert!(is_pinned(&federation.to_string(), &federation));
        for other in ["", "cbf1", "agua"] {
            assert!(!is_pinned(other, &federation), "{other}");
        }
    }
}
