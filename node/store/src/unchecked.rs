//! The file `unchecked`: logs in which messages may stand whose own signatures nobody has checked yet.
//!
//! It is durable before any of them is, and may name more than there are. A file that is not intact says
//! nothing: then everything counts as unchecked.

use crate::{
    disk::Disk,
    segment::io_error,
    small::{self, Content},
};
use cabildo_protocol::{
    cbor,
    id::{Lane, LogId, PublicKey},
    store::StoreError,
};
use std::{collections::BTreeMap, path::Path};

const NAME: &str = "unchecked";
const MAGIC: [u8; 4] = *b"CABU";
/// Ten times the logs of the largest federation.
const MAX: usize = 8 * 1024 * 1024;

type Line = (PublicKey, Lane, u64);

/// Reads the list; none where the file is not intact.
pub fn read(disk: &dyn Disk, store: &Path) -> Result<Option<BTreeMap<LogId, u64>>, StoreError> {
    let names = disk.list(store).map_err(|error| io_error(store, &error))?;
    if !names.iter().any(|name| name == NAME) {
        return Ok(Some(BTreeMap::new()));
    }
    let Content::Intact(bytes) = small::read_file(disk, &store.join(NAME), MAGIC, MAX)? else {
        return Ok(None);
    };
    let lines: Option<Vec<Line>> = cbor::decode(&bytes).ok();
    let list =
        |lines: Vec<Line>| lines.into_iter().map(|(key, lane, from)| (LogId { key, lane }, from)).collect();
    Ok(lines.map(list))
}

/// Writes the list; durable when this returns.
pub fn write(disk: &dyn Disk, store: &Path, list: &BTreeMap<LogId, u64>) -> Result<(), StoreError> {
    let lines: Vec<Line> = list.iter().map(|(log, from)| (log.key, log.lane, *from)).collect();
    small::write_file(disk, &store.join(NAME), MAGIC, &cbor::encode(&lines))?;
    disk.sync_folder(store).map_err(|error| io_error(store, &error))
}
