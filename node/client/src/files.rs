//! Small files that are there whole or not at all, and private.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// Reads a regular file of at most `max` bytes, with what the system says of exactly that file.
pub(crate) fn read_small(path: &Path, max: u64) -> io::Result<(Metadata, Vec<u8>)> {
    let file = OpenOptions::new().read(true).custom_flags(nonblocking()).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut bytes = Vec::new();
    file.take(max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        let problem = format!("too long: more than {max} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    Ok((metadata, bytes))
}

/// Opening must not wait for the other end of a pipe that somebody put there.
fn nonblocking() -> i32 {
    i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default()
}

/// Makes a new file; fails where there is one.
pub(crate) fn create_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Several threads may make the same file; one of them wins, and none takes another's bytes.
    static MADE: AtomicU64 = AtomicU64::new(0);
    let made = MADE.fetch_add(1, Ordering::Relaxed);
    let passing = write_passing(path, bytes, &format!(".{}-{made}.new", std::process::id()))?;
    // A link is refused where the name is taken, unlike a rename.
    let made = fs::hard_link(&passing, path);
    let removed = fs::remove_file(&passing);
    made.and(removed)?;
    sync_parent(path)
}

/// Puts a file in place of one that may be there. The caller holds a lock: what another has left
/// half written is swept away.
pub(crate) fn replace_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let passing = write_passing(path, bytes, ".new")?;
    if let Err(error) = fs::rename(&passing, path) {
        // What is left over does no harm; the first error is the one to report.
        let _ = fs::remove_file(&passing);
        return Err(error);
    }
    sync_parent(path)
}

/// Makes a folder that only the user may enter.
pub(crate) fn private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    sync_parent(path)
}

fn write_passing(path: &Path, bytes: &[u8], ending: &str) -> io::Result<PathBuf> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    let passing = path.with_file_name(name);
    let _ = fs::remove_file(&passing);
    let written = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&passing)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    written().inspect_err(|_| {
        let _ = fs::remove_file(&passing);
    })?;
    Ok(passing)
}

fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}
