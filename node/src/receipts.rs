//! The file `receipts` of a home: what other nodes have signed of what they hold, so that a node which starts again
//! still knows how far its messages have come. It is written as an export without messages, and may be deleted at
//! any time: others say again what is new.

use crate::{driver::clock, handle::Handle};
use cabildo_protocol::{
    carry::{self, About, Carried, End, Parser, Tag},
    cbor,
    id::{FederationId, PublicKey},
    message::KeyCache,
    receipt::{Newest, Receipt},
};
use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinHandle;

/// How often it is written, where there is anything new.
const EVERY: Duration = Duration::from_secs(300);
/// What is read of it at most, bytes.
const FILE_MAX: u64 = 64 * 1024 * 1024;

/// The task that keeps the file. It ends when this is dropped.
#[derive(Debug)]
pub struct Keeping {
    handle: Handle,
    path: PathBuf,
    /// What the file held is with the node: it may be written.
    read: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

/// Gives the node what the file holds, and writes it now and then.
#[must_use]
pub fn start(handle: &Handle, path: PathBuf) -> Keeping {
    let read = Arc::new(AtomicBool::new(false));
    let task = tokio::spawn(keep(handle.clone(), path.clone(), read.clone()));
    Keeping { handle: handle.clone(), path, read, task }
}

impl Keeping {
    /// Writes the file a last time.
    pub async fn stop(self) {
        self.task.abort();
        // Without a driver there is nothing to be written.
        if self.read.load(Ordering::Acquire)
            && let Ok(look) = self.handle.look().await
        {
            save(&self.handle, &self.path, look.receipts.clone(), look.authority.federation()).await;
        }
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn keep(handle: Handle, path: PathBuf, done: Arc<AtomicBool>) {
    let Ok(look) = handle.look().await else { return };
    let federation = look.authority.federation();
    drop(look);
    let from = path.clone();
    let receipts = tokio::task::spawn_blocking(move || read(&from, &federation)).await.unwrap_or_default();
    if !receipts.is_empty() && handle.carry(Carried { receipts, ..Carried::default() }).await.is_err() {
        return;
    }
    done.store(true, Ordering::Release);
    // Not held: whoever changes them copies them else.
    let mut written: Weak<Newest> = Weak::new();
    loop {
        tokio::time::sleep(EVERY).await;
        let Ok(look) = handle.look().await else { return };
        let now = Arc::downgrade(&look.receipts);
        if !now.ptr_eq(&written) {
            save(&handle, &path, look.receipts, federation).await;
            written = now;
        }
    }
}

async fn save(handle: &Handle, path: &Path, receipts: Arc<Newest>, federation: FederationId) {
    let (path, node) = (path.to_owned(), handle.about().node);
    let shown = path.display().to_string();
    let written = tokio::task::spawn_blocking(move || write(&path, &receipts, federation, node)).await;
    if let Ok(Err(error)) = written {
        tracing::warn!(file = %shown, %error, "after the next start less is known of who holds what");
    }
}

/// The good receipts of a file, up to where it is cut or damaged; none of one that is not there.
fn read(path: &Path, federation: &FederationId) -> Vec<Receipt> {
    let mut bytes = Vec::new();
    let done = File::open(path).and_then(|file| file.take(FILE_MAX).read_to_end(&mut bytes));
    if let Err(error) = done {
        if error.kind() != io::ErrorKind::NotFound {
            tracing::warn!(file = %path.display(), %error, "who holds what is not known until they say so again");
        }
        return Vec::new();
    }
    let (mut parser, mut keys, mut receipts) = (Parser::default(), KeyCache::default(), Vec::new());
    parser.feed(&bytes);
    while let Ok(Some(record)) = parser.next_record() {
        if record.tag == Some(Tag::Receipt)
            && let Ok(receipt) = Receipt::decode(&record.payload, &mut keys)
            && receipt.federation() == *federation
        {
            receipts.push(receipt);
        }
    }
    receipts
}

/// Writes it, whole or not at all. What this node says itself is left out: after a restore from a backup it may
/// hold less.
fn write(path: &Path, receipts: &Newest, federation: FederationId, node: PublicKey) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let about = About { federation, node, made: clock(), since: None };
    let mut bytes = [carry::MAGIC, &carry::record(Tag::About, &cbor::encode(&about))].concat();
    let mut records = 1;
    for receipt in receipts.values().filter(|receipt| *receipt.node() != node) {
        bytes.extend(carry::record(Tag::Receipt, receipt.bytes()));
        records += 1;
    }
    bytes.extend(carry::record(Tag::End, &cbor::encode(&End { records })));
    file.write_all(&bytes)?;
    fs::set_permissions(file.path(), std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::id::{InstitutionId, Lane, LogId, MessageId, Millis};
    use ed25519_dalek::SigningKey;

    #[test]
    fn what_was_written_is_read_up_to_where_it_is_good() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("receipts");
        let (federation, about): (_, InstitutionId) =
            (FederationId([9; 32]), "mx:20067".parse().expect("a code"));
        assert!(read(&path, &federation).is_empty(), "no file");
        let log = LogId { key: PublicKey::ed25519([1; 32]), lane: Lane::Acts };
        let sign = |seed: u8| {
            let (key, heads) = (SigningKey::from_bytes(&[seed; 32]), vec![(log, 1, MessageId([4; 32]))]);
            Receipt::sign(federation, about.clone(), Millis(1), heads, &key).expect("signed")
        };
        let receipts: Newest = (1..4).map(sign).map(|r| ((about.clone(), *r.node()), r)).collect();
        let own = *sign(3).node();
        write(&path, &receipts, federation, own).expect("written");
        let others: Vec<Receipt> = receipts.values().filter(|r| *r.node() != own).cloned().collect();
        assert_eq!(read(&path, &federation), others, "all but what this node says itself");
        assert!(read(&path, &FederationId([8; 32])).is_empty(), "of another federation");
        let mut bytes = fs::read(&path).expect("the file");
        let in_the_last = bytes.len() - 60;
        bytes[in_the_last] ^= 1;
        fs::write(&path, &bytes).expect("written");
        assert_eq!(read(&path, &federation), others[..1], "up to the damage");
        fs::write(&path, b"rubbish").expect("written");
        assert!(read(&path, &federation).is_empty());
    }
}
