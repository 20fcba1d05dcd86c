//! The files that messages name: how large they may be, and whether others get them here.

use serde::{Deserialize, Serialize};

/// The largest file that a backup takes.
const FILE_MIB_MAX: u64 = 256;

/// `[attachments]`: the files that messages name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attachments {
    /// The largest file that is taken in or fetched, MiB.
    pub max_file_mib: u64,
    /// What all files together may have, MiB.
    pub max_total_mib: u64,
    /// Whether other nodes get files here.
    pub serve: bool,
}

impl Default for Attachments {
    fn default() -> Self {
        Self { max_file_mib: 32, max_total_mib: 1024, serve: true }
    }
}

/// Which key contradicts what the types cannot say, why, and what to do.
pub(super) fn check(settings: &Attachments) -> Result<(), (String, String, &'static str)> {
    let Attachments { max_file_mib, max_total_mib, .. } = settings;
    if *max_file_mib > FILE_MIB_MAX {
        let problem = format!("{max_file_mib} MiB are more than a backup takes in one file");
        return Err(("attachments.max_file_mib".to_owned(), problem, "give at most 256"));
    }
    if max_file_mib > max_total_mib {
        let problem = format!("one file may have {max_file_mib} MiB, all together {max_total_mib}");
        let remedy = "give at least attachments.max_file_mib";
        return Err(("attachments.max_total_mib".to_owned(), problem, remedy));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use std::path::Path;

    #[test]
    fn what_no_backup_takes_or_has_no_room_is_refused_at_its_place() {
        for (text, said) in [
            ("max_file_mib = 257", "x:2:16: «attachments.max_file_mib»: 257 MiB are more"),
            ("max_total_mib = 31", "x:2:17: «attachments.max_total_mib»: one file may have 32 MiB"),
            ("max_size = 3", "x:2:1: «attachments.max_size»: there is no key"),
        ] {
            let error =
                Config::parse(&format!("[attachments]\n{text}\n"), Path::new("x")).expect_err("refused");
            assert!(error.to_string().starts_with(said), "{error}");
        }
        let none = "[attachments]\nmax_file_mib = 0\nmax_total_mib = 0\nserve = false\n";
        assert!(!Config::parse(none, Path::new("x")).expect("readable").attachments.serve, "nothing at all");
    }
}
