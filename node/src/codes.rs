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
    /// The charter names no such version, or another document.
    #[error("{path}: the charter does not name version {version} of «{name}» with this content")]
    Unpinned {
        /// Which file.
        path: PathBuf,
        /// The list.
        name: String,
        /// The version.
        version: u32,
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

/// The lists in a folder that the charter names.
#[derive(Debug, Default)]
pub struct CodeLists(BTreeMap<(String, u32), CodeList>);

impl CodeLists {
    /// Reads a folder; what cannot be used is told and left out. No folder is an empty one.
    #[must_use]
    pub fn load(folder: &Path, authority: &Authority) -> (Self, Vec<CodesError>) {
        let (mut lists, mut problems) = (Self::default(), Vec::new());
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (lists, problems),
            Err(source) => return (lists, vec![CodesError::Io { path: folder.to_owned(), source }]),
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
        paths.sort();
        for path in paths.into_iter().take(FILES_MAX) {
            match CodeList::read(&path) {
                Ok((list, hash)) if authority.code_list(&list.name, list.version) == Some(hash) => {
                    lists.0.insert((list.name.clone(), list.version), list);
                }
                Ok((list, _)) => {
                    let (name, version) = (list.name, list.version);
                    problems.push(CodesError::Unpinned { path, name, version });
                }
                Err(error) => problems.push(error),
            }
        }
        (lists, problems)
    }

    /// Why a theme may not be written; none where it may. Where the charter names lists of themes, a
    /// theme pins a version of it; whether it is a code there is checked where the list is here.
    #[must_use]
    pub fn refuses_theme(&self, authority: &Authority, theme: &str) -> Option<String> {
        let (newest, _) = authority.newest_code_list(THEMES)?;
        let (code, version) = codes::split(theme);
        let Some(version) = version else {
            return Some(format!(
                "the theme «{code}» names no version of the list of themes; the newest is {newest}"
            ));
        };
        if authority.code_list(THEMES, version).is_none() {
            return Some(format!("the charter names no version {version} of the list of themes"));
        }
        let list = self.0.get(&(THEMES.to_owned(), version))?;
        let known = list.codes.contains_key(code);
        (!known).then(|| format!("«{code}» is no theme of version {version} of the list"))
    }

    /// A version of a list.
    #[must_use]
    pub fn list(&self, name: &str, version: u32) -> Option<&CodeList> {
        self.0.get(&(name.to_owned(), version))
    }
}
