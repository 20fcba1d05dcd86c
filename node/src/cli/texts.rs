//! Texts that an operator writes: `--text es=… --text en=@FILE`, or `-` for standard input.

use super::words::Said;
use cabildo_protocol::{bounds::BODY_MAX, id::Language, text::Texts};
use std::{fs::File, io::Read};

/// How help shows the value of a text option.
pub const NAME: &str = "[TAG=]TEXT";
/// How help shows the value of an option that names files.
pub const FILE_NAME: &str = "[TAG=]FILE";

/// Whether a text has lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A title: one line.
    Line,
    /// Paragraphs.
    Block,
}

/// Where texts come from: the arguments, files, and once standard input.
pub struct Sources<'a> {
    language: Language,
    stdin: Option<Box<dyn Read + 'a>>,
    /// Values are texts, whatever they look like.
    typed: bool,
}

impl<'a> Sources<'a> {
    /// Texts without a tag are in this language.
    pub fn new(language: Language, stdin: impl Read + 'a) -> Self {
        Self { language, stdin: Some(Box::new(stdin)), typed: false }
    }

    /// What a person typed: no file is read for it.
    pub fn typed(language: Language) -> Self {
        Self { language, stdin: None, typed: true }
    }

    /// The language of texts without a tag.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// One text in several languages, from the values of an option and of its twin for files.
    ///
    /// # Errors
    /// What is wrong with which of them.
    pub fn texts(
        &mut self,
        option: &'static str,
        shape: Shape,
        given: &[String],
        files: &[String],
    ) -> Result<Texts, Said> {
        let mut texts = Texts::default();
        let named = given.iter().map(|value| (value, false)).chain(files.iter().map(|value| (value, true)));
        for (value, is_file) in named {
            let (language, text) = self.one(option, shape, value, is_file)?;
            if texts.0.contains_key(&language) {
                return Err(Said::new("cli-text-twice")
                    .with("option", option)
                    .with("tag", language.as_str()));
            }
            texts.0.insert(language, text);
        }
        Ok(texts)
    }

    /// One value: its language, and the text or what stands in the file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn one(
        &mut self,
        option: &'static str,
        shape: Shape,
        value: &str,
        is_file: bool,
    ) -> Result<(Language, String), Said> {
        let (language, rest) = split_tag(value, &self.language);
        if (self.typed || value.starts_with('=')) && !is_file {
            return Ok((language, clean(option, shape, rest)?));
        }
        let text = match (is_file, rest.strip_prefix('@')) {
            (true, _) => self.file(option, rest)?,
            (false, _) if rest == "-" => self.file(option, rest)?,
            (false, Some(literal)) if literal.starts_with('@') => literal.to_owned(),
            (false, Some(path)) => self.file(option, path)?,
            (false, None) => rest.to_owned(),
        };
        Ok((language, clean(option, shape, &text)?))
    }

    /// The whole of a file, or of standard input where its name is `-`.
    ///
    /// # Errors
    /// When it cannot be read, is too large or not UTF-8.
    pub fn file(&mut self, option: &'static str, path: &str) -> Result<String, Said> {
        let said = |id| Said::new(id).with("option", option).with("path", path);
        let mut bytes = Vec::new();
        let limit = BODY_MAX as u64 + 1;
        let read = if path == "-" {
            let stdin = self.stdin.take().ok_or_else(|| said("cli-stdin-twice"))?;
            stdin.take(limit).read_to_end(&mut bytes)
        } else {
            File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
        };
        read.map_err(|error| said("cli-file-unreadable").with("why", &error.to_string()))?;
        if bytes.len() > BODY_MAX {
            return Err(said("cli-file-too-large").number("max", BODY_MAX as u64));
        }
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to() as u64;
            said("cli-file-not-utf8").number("at", at)
        })
    }
}

/// The language and the text of `es=…`. Only a language tag counts before the sign, so that a
/// text may contain one; a leading sign says that what follows is text whatever it looks like.
fn split_tag<'t>(value: &'t str, own: &Language) -> (Language, &'t str) {
    if let Some(text) = value.strip_prefix('=') {
        return (own.clone(), text);
    }
    let tagged =
        value.split_once('=').and_then(|(tag, text)| is_tag(tag).then(|| Some((tag.parse().ok()?, text)))?);
    tagged.unwrap_or_else(|| (own.clone(), value))
}

/// Whether a value begins with a language tag.
pub fn has_tag(value: &str) -> bool {
    value.split_once('=').is_some_and(|(tag, _)| is_tag(tag))
}

fn is_tag(text: &str) -> bool {
    text.parse::<Language>().is_ok() && text.split('-').skip(1).all(is_subtag)
}

/// A script, a region or a variant (RFC 5646).
fn is_subtag(part: &str) -> bool {
    let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = part.bytes().all(|b| b.is_ascii_digit());
    match part.len() {
        2 | 4 => letters,
        3 => digits,
        5..=8 => true,
        _ => false,
    }
}

/// Refuses what nobody types on purpose, and says where it stands. A terminal's pasting may bring
/// control characters; a text that is signed must be what its author saw.
///
/// # Errors
/// Which character stands where.
pub fn clean(option: &str, shape: Shape, text: &str) -> Result<String, Said> {
    let said = |id| Said::new(id).with("option", option);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let text = text.trim_end();
    if text.trim().is_empty() {
        return Err(said("cli-text-empty"));
    }
    for (line, content) in (1u64..).zip(text.split('\n')) {
        if shape == Shape::Line && line > 1 {
            return Err(said("cli-text-one-line"));
        }
        if let Some((column, c)) = (1u64..).zip(content.chars()).find(|(_, c)| is_refused(*c)) {
            let code = format!("U+{:04X}", c as u32);
            return Err(said("cli-text-control")
                .with("code", &code)
                .number("line", line)
                .number("column", column));
        }
    }
    Ok(text.replace('\t', if shape == Shape::Line { " " } else { "\t" }))
}

/// Control characters, and those that turn the direction of what follows (CVE-2021-42574).
/// Joiners and variation selectors stay: some scripts are written with them.
fn is_refused(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, io};

    fn own() -> Language {
        "es".parse().expect("a tag")
    }

    fn sources(stdin: &str) -> Sources<'_> {
        Sources::new(own(), stdin.as_bytes())
    }

    fn texts(values: &[&str]) -> Result<Vec<(String, String)>, Said> {
        let given: Vec<String> = values.iter().map(|v| (*v).to_owned()).collect();
        let texts = sources("de la entrada\n").texts("--text", Shape::Block, &given, &[])?;
        Ok(texts.0.into_iter().map(|(tag, text)| (tag.to_string(), text)).collect())
    }

    #[test]
    fn only_a_language_tag_counts_before_the_sign() {
        for (value, tag, text) in [
            ("es=Agua", "es", "Agua"),
            ("en=a=b", "en", "a=b"),
            ("es-MX=x", "es-MX", "x"),
            ("zh-Hant-TW=x", "zh-Hant-TW", "x"),
            ("arn=Küme", "arn", "Küme"),
            ("E=mc²", "es", "E=mc²"),
            ("pH=7", "es", "pH=7"),
            ("a=b", "es", "a=b"),
            ("dos más dos=cuatro", "es", "dos más dos=cuatro"),
            ("es-x-a-b=1", "es", "es-x-a-b=1"),
            ("=km=5", "es", "km=5"),
            ("=@x", "es", "@x"),
            ("=-", "es", "-"),
            ("sin signo", "es", "sin signo"),
            ("@@arroba", "es", "@arroba"),
            ("en=@@x", "en", "@x"),
            ("-", "es", "de la entrada"),
            ("en=-", "en", "de la entrada"),
        ] {
            assert_eq!(texts(&[value]), Ok(vec![(tag.to_owned(), text.to_owned())]), "{value}");
        }
    }

    #[test]
    fn each_language_once_and_never_empty() {
        assert_eq!(texts(&["es=a", "en=b"]).expect("two").len(), 2);
        assert_eq!(texts(&["es=a", "b"]).expect_err("twice").id(), "cli-text-twice");
        for empty in ["", "es=", "en=  \n ", "=\t"] {
            assert_eq!(texts(&[empty]).expect_err("empty").id(), "cli-text-empty", "{empty:?}");
        }
        assert_eq!(texts(&["es=-", "en=-"]).expect_err("once").id(), "cli-stdin-twice");
    }

    #[test]
    fn control_characters_are_refused_with_their_place() {
        let error = clean("--text", Shape::Block, "uno\r\ndo\u{1b}[31ms").expect_err("an escape");
        assert_eq!(error.to_string(), "cli-text-control option=--text code=U+001B line=2 column=3");
        for hidden in ["a\u{0}", "a\u{9b}b", "a\u{202e}b", "a\u{2066}b", "a\u{7f}", "a\rb"] {
            assert!(clean("--text", Shape::Block, hidden).is_err(), "{hidden:?}");
        }
        assert_eq!(clean("--text", Shape::Block, "\u{feff}a\r\n\tb\r\n"), Ok("a\n\tb".to_owned()));
        assert_eq!(clean("--title", Shape::Line, "a\tb\n"), Ok("a b".to_owned()));
        assert_eq!(clean("--title", Shape::Line, "a\nb").expect_err("two").id(), "cli-text-one-line");
        assert!(clean("--text", Shape::Block, "☀\u{fe0f} 👩\u{200d}🌾").is_ok());
    }

    #[test]
    fn files_are_bounded_and_utf8() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::write(path("a"), "uno\n\ndos\n").expect("written");
        fs::write(path("b"), b"abc\xff").expect("written");
        fs::write(path("c"), vec![b'a'; BODY_MAX + 1]).expect("written");
        assert_eq!(texts(&[&format!("en=@{}", path("a"))]).expect("read")[0].1, "uno\n\ndos");
        let twin = sources("").texts("--text", Shape::Block, &[], &[format!("en={}", path("a"))]);
        assert_eq!(twin.expect("read").0.len(), 1);
        let id = |name: &str| texts(&[&format!("@{}", path(name))]).expect_err("refused").to_string();
        assert!(id("b").starts_with("cli-file-not-utf8") && id("b").ends_with("at=3"), "{}", id("b"));
        assert!(id("c").starts_with("cli-file-too-large"));
        assert!(id("none").starts_with("cli-file-unreadable"));
        let endless = Sources::new(own(), io::repeat(b'a')).file("--text", "-");
        assert_eq!(endless.expect_err("refused").id(), "cli-file-too-large");
    }
}
