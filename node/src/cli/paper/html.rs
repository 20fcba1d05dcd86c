//! HTML, written so that no text of others becomes part of it: every text is sanitised and escaped
//! on its way in, and there is no other way in.

use cabildo_client::diff::{Change, Part};
use cabildo_protocol::{id::Language, sanitize, text::Texts};

/// What a browser may do with the file: show it, with the style inside.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A body of HTML.
#[derive(Debug)]
pub struct Html {
    only: Option<Language>,
    body: String,
}

impl Html {
    /// An empty one. Texts stand in all their languages, or in the best for the only one wanted.
    pub fn new(only: Option<&Language>) -> Self {
        Self { only: only.cloned(), body: String::new() }
    }

    /// Opens an element of ours.
    pub fn open(&mut self, tag: &'static str) {
        self.body.extend(["<", tag, ">\n"]);
    }

    /// Closes it.
    pub fn close(&mut self, tag: &'static str) {
        self.body.extend(["</", tag, ">\n"]);
    }

    /// An element with one line of text in it; nothing where the text is empty.
    pub fn text(&mut self, tag: &'static str, class: &'static str, text: &str) {
        let text = escaped(&sanitize::line(text));
        if text.trim().is_empty() {
            return;
        }
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.body.push_str(&format!("<{tag}{class}>{text}</{tag}>\n"));
    }

    /// Names and values; what is empty is left out.
    pub fn facts(&mut self, facts: impl IntoIterator<Item = (String, String)>) {
        let mut facts = facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).peekable();
        if facts.peek().is_none() {
            return;
        }
        self.open("dl");
        for (name, value) in facts {
            self.text("dt", "", &name);
            self.text("dd", "", &value);
        }
        self.close("dl");
    }

    /// A table with a head.
    pub fn table(&mut self, head: &[String], rows: &[Vec<String>]) {
        self.open("table");
        self.row("th", head);
        for row in rows {
            self.row("td", row);
        }
        self.close("table");
    }

    fn row(&mut self, tag: &'static str, cells: &[String]) {
        self.body.push_str("<tr>");
        for cell in cells {
            self.body.push_str(&format!("<{tag}>{}</{tag}>", paragraphs(cell)));
        }
        self.body.push_str("</tr>\n");
    }

    /// A title in each of its languages.
    pub fn titles(&mut self, texts: &Texts) {
        for (tag, text) in self.shown(texts) {
            let text = escaped(&sanitize::line(&text));
            self.body.push_str(&format!("<h1 lang=\"{}\" dir=\"auto\">{text}</h1>\n", escaped(tag.as_str())));
        }
    }

    /// Paragraphs in each of their languages, under its name where there are several.
    pub fn texts(&mut self, texts: &Texts, name: impl Fn(&Language) -> String) {
        let shown = self.shown(texts);
        let several = shown.len() > 1;
        for (tag, text) in shown {
            if several {
                self.text("p", "tag", &name(&tag));
            }
            let lang = escaped(tag.as_str());
            self.body.push_str(&format!("<div lang=\"{lang}\" dir=\"auto\">\n"));
            for paragraph in sanitize::block(&text).split("\n\n").filter(|text| !text.trim().is_empty()) {
                self.body.push_str(&format!("<p>{}</p>\n", paragraphs(paragraph)));
            }
            self.body.push_str("</div>\n");
        }
    }

    /// What changed in a text: what went is struck out, what came is underlined.
    pub fn changes(&mut self, parts: &[Part]) {
        self.body.push_str("<div class=\"changes\" dir=\"auto\"><p>");
        for (change, text) in parts {
            let text = paragraphs_of(text);
            self.body.push_str(&match change {
                Change::Same => text,
                Change::Removed => format!("<del>{text}</del>"),
                Change::Added => format!("<ins>{text}</ins>"),
            });
        }
        self.body.push_str("</p></div>\n");
    }

    /// One cell's text in all languages that are shown.
    pub fn cell(&self, texts: &Texts) -> String {
        self.shown(texts).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
    }

    fn shown(&self, texts: &Texts) -> Vec<(Language, String)> {
        let owned = |(tag, text): (&Language, &str)| (tag.clone(), text.to_owned());
        match &self.only {
            Some(only) => texts.best(std::slice::from_ref(only)).map(owned).into_iter().collect(),
            None => texts.0.iter().map(|(tag, text)| owned((tag, text))).collect(),
        }
    }

    /// The whole file.
    pub fn page(self, language: &Language, title: &str, style: &str) -> String {
        let title = escaped(&sanitize::line(title));
        let language = escaped(language.as_str());
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
            self.body
        )
    }
}

/// The lines of a text, each on its own.
fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = sanitize::block(text).trim().lines().map(escaped).collect();
    lines.join("<br>\n")
}

/// The same with the spaces at its ends, inside a paragraph.
fn paragraphs_of(text: &str) -> String {
    let lines: Vec<String> = sanitize::block(text).split('\n').map(escaped).collect();
    lines.join("<br>\n")
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}
