//! Lists of codes (themes, corridors, diseases): documents in the federation's charter, so that every
//! node has them with the rosters. What clients write is checked against them, and readers see what a
//! code means in their language.
//!
//! A document is TOML:
//!
//! ```toml
//! name = "themes"
//! version = 1
//! [codes]
//! agua = { es = "Agua", en = "Water" }
//! ```

use cabildo_client::api::CodeList;
use cabildo_protocol::{authority::Authority, bounds, codes, text::Texts};
use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// Why something is no list.
#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    /// The system refused something.
    #[error("{source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// It is no list of codes.
    #[error("it is no list of codes: {0} · a list has name, version and [codes]")]
    Form(String),
}

/// The list in a document.
///
/// # Errors
/// [`CodesError::Form`].
pub fn parse(document: &[u8]) -> Result<CodeList, CodesError> {
    if document.len() > bounds::CODE_LIST_MAX {
        return Err(CodesError::Form(format!("it is longer than {} bytes", bounds::CODE_LIST_MAX)));
    }
    let text = std::str::from_utf8(document).map_err(|error| CodesError::Form(error.to_string()))?;
    let list: CodeList =
        toml::from_str(text).map_err(|error| CodesError::Form(error.message().to_owned()))?;
    let fits = |code: &str| !code.is_empty() && code.len() <= bounds::CODE_MAX && !code.contains(['@', '/']);
    if let Some(code) = list.codes.keys().chain([&list.name]).find(|code| !fits(code)) {
        return Err(CodesError::Form(format!("«{code}» is too long for a code, or has an «@» or «/»")));
    }
    Ok(list)
}

/// The list in a file, with the file's bytes, which the charter takes in as they are.
///
/// # Errors
/// When it cannot be read or is no list.
pub fn read(path: &Path) -> Result<(CodeList, Vec<u8>), CodesError> {
    let fail = |source| CodesError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let bounded = |file: File| file.take(bounds::CODE_LIST_MAX as u64 + 1).read_to_end(&mut bytes);
    File::open(path).and_then(bounded).map_err(fail)?;
    Ok((parse(&bytes)?, bytes))
}

/// All lists in the charter, oldest versions first. One that its governors signed and that is none is
/// left out: [`read`] refuses it before it gets there.
#[must_use]
pub fn lists(authority: &Authority) -> Vec<CodeList> {
    authority.code_lists().filter_map(|(_, _, document)| parse(document).ok()).collect()
}

/// What a theme means, where it names a version of one of the federation's lists.
#[must_use]
pub fn theme(authority: &Authority, theme: &str) -> Option<Texts> {
    let (mut list, code) = cited(authority, theme)?;
    list.codes.remove(code)
}

/// Why a theme is no code of the version of the list that it names; none where it is one, or where the
/// charter has no such list.
#[must_use]
pub fn refuses_theme(authority: &Authority, theme: &str) -> Option<String> {
    let (list, code) = cited(authority, theme)?;
    let known = list.codes.contains_key(code);
    (!known).then(|| format!("«{code}» is no code of version {} of the list «{}»", list.version, list.name))
}

/// The version of a list that a theme names, and the code.
fn cited<'a>(authority: &Authority, theme: &'a str) -> Option<(CodeList, &'a str)> {
    let (cited, version) = codes::split(theme);
    let (list, code) = codes::in_list(cited);
    Some((parse(authority.code_list(list, version?)?).ok()?, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_list_of_codes_or_says_why_it_is_none() {
        let list =
            parse(b"name = \"themes\"\nversion = 2\n[codes]\nagua = { es = \"Agua\" }\n").expect("a list");
        assert_eq!((list.name.as_str(), list.version, list.codes.len()), ("themes", 2, 1));
        let long =
            format!("name = \"themes\"\nversion = 1\n[codes]\n{} = {{}}\n", "a".repeat(bounds::CODE_MAX + 1));
        for (document, why) in [
            (&b"name = 1"[..], "name"),
            (b"name = \"a\"\nversion = 1\n", "codes"),
            (b"\xff", "utf-8"),
            (b"name = \"a\"\nversion = 1\n[codes]\n\"a@1\" = {}\n", "«a@1»"),
            (long.as_bytes(), "too long"),
            (&[b'\n'; bounds::CODE_LIST_MAX + 1], "longer"),
        ] {
            let said = parse(document).expect_err("no list").to_string();
            assert!(said.contains(why), "{said}");
        }
    }
}
