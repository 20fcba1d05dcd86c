//! Lists of codes (themes, corridors, diseases): documents that the charter pins by version and hash.
//! A node reads those in its home's folder `codes`, and checks what its clients write against them.
//!
//! A file is TOML:
//!
//! ```toml
//! name = "themes"
//! version = 1
//! [codes]
//! agua = { es = "Agua", en = "Water" }
//! ```

use cabildo_protocol::{
    authority::Authority,
    bounds,
    codes::{self, THEMES},
    id::Hash,
    text::Texts,
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// The longest file.
const FILE_MAX: u64 = 1024 * 1024;
/// Files that are looked at.
const FILES_MAX: usize = 256;

/// Why a list is not used.
#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    /// The system refused something.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// It is no list of codes.
    #[error("{path} is no list of codes: {why} · it has name, version and [codes]")]
    Form {
        /// Which file.
        path: PathBuf,
        /// What does not fit.
        why: String,
    },
}

/// A version of a list of codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// What it is called in the charter.
    pub name: String,
    /// Which version.
    pub version: u32,
    /// The codes with what they mean.
    pub codes: BTreeMap<String, Texts>,
}

impl CodeList {
    /// Reads a file; its hash is what the charter names.
    ///
    /// # Errors
    /// When it cannot be read or is no list.
    pub fn read(path: &Path) -> Result<(Self, Hash), CodesError> {
        let fail = |source| CodesError::Io { path: path.to_owned(), source };
        let form = |why: String| CodesError::Form { path: path.to_owned(), why };
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(FILE_MAX + 1).read_to_end(&mut bytes)).map_err(fail)?;
        if bytes.len() as u64 > FILE_MAX {
            return Err(form(format!("it is longer than {FILE_MAX} bytes")));
        }
        let text = std::str::from_utf8(&bytes).map_err(|error| form(error.to_string()))?;
        let list: Self = toml::from_str(text).map_err(|error| form(error.message().to_owned()))?;
        let fits = |code: &str| !code.is_empty() && code.len() <= bounds::CODE_MAX && !code.contains('@');
        match list.codes.keys().find(|code| !fits(code)) {
            Some(code) => Err(form(format!("«{code}» is too long for a code, or has an «@»"))),
            None => Ok((list, codes::document_hash(&bytes))),
        }
    }
}

/// Why a theme is no code of the version of the list that it names; none where it is one, or where the
/// charter names no such list or it is not in the folder. Files that cannot be used are told of.
#[must_use]
pub fn refuses_theme(folder: &Path, authority: &Authority, theme: &str) -> Option<String> {
    let (code, version) = codes::split(theme);
    let version = version.filter(|version| authority.code_list(THEMES, *version).is_some())?;
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!(folder = %folder.display(), %error, "no list of codes can be read");
            }
            return None;
        }
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    for path in paths.into_iter().take(FILES_MAX) {
        match CodeList::read(&path) {
            Ok((list, hash)) if authority.code_list(&list.name, list.version) != Some(hash) => {
                tracing::warn!(file = %path.display(), "the charter names no list of codes with this content");
            }
            Ok((list, _)) if list.name == THEMES && list.version == version => {
                let known = list.codes.contains_key(code);
                return (!known).then(|| format!("«{code}» is no theme of version {version} of the list"));
            }
            Ok(_) => {}
            Err(problem) => tracing::warn!(%problem, "a list of codes is not used"),
        }
    }
    None
}
