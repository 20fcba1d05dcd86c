//! What was told already: the one thing that alerts must not forget over a restart.
//!
//! `alerts.json` in the home is written whole, by temp file, sync and rename, after a program has
//! succeeded or was given up. So a node that dies in between tells again rather than not at all.

use super::case::AGE_MAX_MS;
use crate::home::write_durably;
use cabildo_protocol::id::{MessageId, Millis};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

const SCHEMA: u16 = 1;
/// Entries of a rule; the oldest are forgotten first. More than what is looked at.
const ENTRIES_MAX: usize = 8192;
/// More than so many entries of as many rules as there may be need.
const FILE_MAX: u64 = 128 * 1024 * 1024;

#[derive(Debug, Serialize, Deserialize)]
struct OnDisk {
    schema: u16,
    told: Vec<Entry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    rule: String,
    id: MessageId,
    at: Millis,
    given_up: bool,
}

/// Which rules have told what.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    told: BTreeMap<(String, MessageId), (Millis, bool)>,
}

impl Record {
    /// Reads the record. One that cannot be read is set aside: what is still open is told again.
    pub fn open(path: &Path) -> Self {
        let mut record = Self { path: path.to_owned(), told: BTreeMap::new() };
        match read(path) {
            Ok(entries) => {
                let told = entries.into_iter().map(|e| ((e.rule, e.id), (e.at, e.given_up)));
                record.told.extend(told);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let aside = path.with_extension("damaged");
                tracing::error!(path = %path.display(), %error, aside = %aside.display(),
                    "the record of alerts cannot be read and is set aside: what is open is told again");
                // Where that fails, the next entry replaces it.
                let _ = fs::rename(path, aside);
            }
        }
        record
    }

    pub fn has(&self, rule: &str, id: &MessageId) -> bool {
        self.told.contains_key(&(rule.to_owned(), *id))
    }

    /// Adds what was told, durably. What cannot be written is remembered until the node ends.
    pub fn add(&mut self, rule: &str, id: MessageId, at: Millis, given_up: bool) {
        self.told.insert((rule.to_owned(), id), (at, given_up));
        // Nothing older than the age is looked at; twice of it, for clocks that were set.
        self.told.retain(|_, (told, _)| told.plus(2 * AGE_MAX_MS) > at);
        let own = || self.told.iter().filter(|((name, _), _)| name == rule);
        if own().count() > ENTRIES_MAX
            && let Some(oldest) = own().min_by_key(|(_, (at, _))| *at).map(|(key, _)| key.clone())
        {
            self.told.remove(&oldest);
        }
        let told = self.told.iter().map(|((rule, id), (at, given_up))| Entry {
            rule: rule.clone(),
            id: *id,
            at: *at,
            given_up: *given_up,
        });
        let on_disk = OnDisk { schema: SCHEMA, told: told.collect() };
        let bytes = serde_json::to_vec(&on_disk).unwrap_or_default();
        if let Err(error) = write_durably(&self.path, &bytes) {
            tracing::error!(%error, "the record of alerts cannot be written: after a restart they may come again");
        }
    }
}

fn read(path: &Path) -> io::Result<Vec<Entry>> {
    if fs::metadata(path)?.len() > FILE_MAX {
        return Err(io::Error::other("it is too long"));
    }
    let on_disk: OnDisk = serde_json::from_slice(&fs::read(path)?)?;
    if on_disk.schema > SCHEMA {
        return Err(io::Error::other(format!("schema {} is of a later release", on_disk.schema)));
    }
    Ok(on_disk.told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_known_to_the_next_start_and_rubbish_is_set_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("alerts.json");
        let (one, two) = (MessageId([1; 32]), MessageId([2; 32]));
        let mut record = Record::open(&path);
        assert!(!record.has("a", &one));
        record.add("a", one, Millis(5), false);
        record.add("a", two, Millis(6), true);
        let mut again = Record::open(&path);
        assert!(again.has("a", &one) && again.has("a", &two) && !again.has("b", &one));
        again.add("b", one, Millis(7 + 2 * AGE_MAX_MS), false);
        assert!(!Record::open(&path).has("a", &one), "old entries are forgotten");
        for rubbish in ["", "{", "{\"schema\":9,\"told\":[]}", "[1]"] {
            fs::write(&path, rubbish).expect("written");
            assert!(!Record::open(&path).has("b", &one));
            assert!(!path.exists() && path.with_extension("damaged").exists(), "{rubbish}");
        }
    }
}
