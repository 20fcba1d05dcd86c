//! The layer under the store: files that are read and written at offsets, and folders.
//!
//! It is a trait only so that tests can put failing disks and power cuts underneath; the calls
//! are one per batch, so the indirection costs nothing that could be measured.

use rustix::fs::{FallocateFlags, FlockOperation};
use std::{
    fmt, fs, io,
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::Path,
    sync::Arc,
};

/// An open file. Offsets and lengths are bytes.
pub trait File: Send + Sync + fmt::Debug {
    /// Its length.
    ///
    /// # Errors
    /// What the system says.
    fn length(&self) -> io::Result<u64>;

    /// Fills `into` from `offset` on, as far as the file goes; how many bytes that were.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Writes all of `bytes` at `offset`.
    ///
    /// # Errors
    /// What the system says; part of the bytes may be written then.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Makes the file `length` long with room on the disk for all of it.
    ///
    /// # Errors
    /// What the system says, above all that there is no room.
    fn allocate(&self, length: u64) -> io::Result<()>;

    /// Makes the file `length` long; what is new reads as zeros.
    ///
    /// # Errors
    /// What the system says.
    fn resize(&self, length: u64) -> io::Result<()>;

    /// Returns when everything written so far would survive a power cut.
    ///
    /// # Errors
    /// What the system says. Never repeat a failed call: what could not be written is forgotten
    /// by the system, and the second call would succeed without it.
    fn sync(&self) -> io::Result<()>;
}

/// Bytes of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// What may still be written.
    pub free: u64,
    /// All of it.
    pub total: u64,
}

/// Folders and what is in them.
pub trait Disk: Send + Sync + fmt::Debug {
    /// Makes a folder, and those above it, unless it is there.
    ///
    /// # Errors
    /// What the system says.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;

    /// Names of the files in a folder, in order; none where there is no such folder.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// Opens a file to read and write it.
    ///
    /// # Errors
    /// What the system says.
    fn open(&self, file: &Path) -> io::Result<Arc<dyn File>>;

    /// Makes an empty file, in place of one that may be there.
    ///
    /// # Errors
    /// What the system says.
    fn create(&self, file: &Path) -> io::Result<Arc<dyn File>>;

    /// Gives a file another name, in place of what had it.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, file: &Path) -> io::Result<()>;

    /// Makes the names in a folder survive a power cut.
    ///
    /// # Errors
    /// What the system says.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// How much room there is.
    ///
    /// # Errors
    /// What the system says.
    fn space(&self, folder: &Path) -> io::Result<Space>;

    /// Holds `file` for this process until the answer is dropped; none where another holds it.
    ///
    /// # Errors
    /// What the system says.
    fn lock(&self, file: &Path) -> io::Result<Option<Box<dyn Send + Sync>>>;
}

/// The machine's own disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

#[derive(Debug)]
struct RealFile(fs::File);

/// Only the node's user reads what the node keeps.
fn private() -> fs::OpenOptions {
    let mut options = fs::File::options();
    options.read(true).write(true).mode(0o600);
    options
}

impl Disk for RealDisk {
    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    fn open(&self, file: &Path) -> io::Result<Arc<dyn File>> {
        Ok(Arc::new(RealFile(private().open(file)?)))
    }

    fn create(&self, file: &Path) -> io::Result<Arc<dyn File>> {
        Ok(Arc::new(RealFile(private().create(true).truncate(true).open(file)?)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        fs::File::open(folder)?.sync_all()
    }

    fn space(&self, folder: &Path) -> io::Result<Space> {
        let fs = rustix::fs::statvfs(folder)?;
        let bytes = |blocks: u64| blocks.saturating_mul(fs.f_frsize);
        Ok(Space { free: bytes(fs.f_bavail), total: bytes(fs.f_blocks) })
    }

    fn lock(&self, file: &Path) -> io::Result<Option<Box<dyn Send + Sync>>> {
        let held = private().create(true).truncate(false).open(file)?;
        match rustix::fs::flock(&held, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Box::new(held))),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

impl File for RealFile {
    fn length(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut done = 0;
        while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match self.0.read_at(rest, offset + done as u64) {
                Ok(0) => break,
                Ok(n) => done += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(done)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        match rustix::fs::fallocate(&self.0, FallocateFlags::empty(), 0, length) {
            // Some file systems cannot promise room; writing will tell then.
            Err(rustix::io::Errno::OPNOTSUPP) => self.0.set_len(length),
            done => Ok(done?),
        }
    }

    fn resize(&self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }
}
