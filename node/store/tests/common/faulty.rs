//! A disk in memory that fails when it is told to, and forgets what was not synced when its
//! power is cut.

use cabildo_store::disk::{Disk, File, Space};
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// What happens at a chosen operation, counted over writes, syncs, allocations and names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The operation fails with EIO.
    Eio,
    /// The operation, and each later one that needs room, fails with ENOSPC.
    Full,
    /// As `Full`, until a file that takes room is removed.
    FullUntilRemoved,
    /// A write does half of its work and fails with EIO.
    Short,
    /// A write does half of its work and fails with ENOSPC; there is room again later.
    ShortFull,
    /// The machine stops: this and every later operation fails.
    PowerCut,
}

#[derive(Default)]
struct State {
    /// Names as the process sees them, and as they would be after a power cut.
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    files: Vec<Content>,
    operations: u64,
    fault: Option<(u64, Fault)>,
    dead: bool,
    full: bool,
    locked: bool,
}

#[derive(Default, Clone)]
struct Content {
    now: Vec<u8>,
    durable: Vec<u8>,
}

#[derive(Clone, Default)]
pub struct FaultyDisk(Arc<Mutex<State>>);

struct FaultyFile {
    disk: FaultyDisk,
    file: usize,
}

impl fmt::Debug for FaultyDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FaultyDisk")
    }
}

impl fmt::Debug for FaultyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FaultyFile")
    }
}

fn eio() -> io::Error {
    io::Error::from_raw_os_error(5)
}

fn full() -> io::Error {
    io::Error::from_raw_os_error(28)
}

/// What a write that is to fail halfway does.
enum Go {
    All,
    Half(io::Error),
}

impl FaultyDisk {
    pub fn operations(&self) -> u64 {
        self.0.lock().expect("a lock").operations
    }

    /// From now on, `fault` at the n-th operation from here (0 is the next one).
    pub fn fail_at(&self, n: u64, fault: Fault) {
        let mut state = self.0.lock().expect("a lock");
        state.fault = Some((state.operations + n, fault));
    }

    pub fn repair(&self) {
        let mut state = self.0.lock().expect("a lock");
        state.fault = None;
        state.full = false;
    }

    /// The disk as it is after a power cut: of what was not synced, each block of each file may
    /// or may not have been written, and each name may or may not be there.
    pub fn after_power_cut(&self, seed: u64) -> Self {
        const BLOCK: usize = 512;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let state = self.0.lock().expect("a lock");
        let files = state.files.iter().map(|content| {
            let mut after = content.durable.clone();
            // The length is old or new; blocks inside are old or new, each for itself.
            if rng.random_bool(0.5) {
                after.resize(content.now.len(), 0);
            }
            let length = after.len();
            for at in (0..length.min(content.now.len())).step_by(BLOCK) {
                let end = (at + BLOCK).min(length).min(content.now.len());
                if rng.random_bool(0.5) {
                    after[at..end].copy_from_slice(&content.now[at..end]);
                }
            }
            Content { now: after.clone(), durable: after }
        });
        let files: Vec<Content> = files.collect();
        let names = if rng.next_u32().is_multiple_of(2) { &state.names } else { &state.durable_names };
        let (names, durable_names) = (names.clone(), names.clone());
        Self(Arc::new(Mutex::new(State { names, durable_names, files, ..State::default() })))
    }

    /// A copy as an orderly stop leaves it.
    pub fn copy(&self) -> Self {
        let state = self.0.lock().expect("a lock");
        let files = state.files.iter().map(|c| Content { now: c.now.clone(), durable: c.now.clone() });
        Self(Arc::new(Mutex::new(State {
            names: state.names.clone(),
            durable_names: state.names.clone(),
            files: files.collect(),
            ..State::default()
        })))
    }

    pub fn bytes(&self, path: &Path) -> Vec<u8> {
        let state = self.0.lock().expect("a lock");
        state.files[state.names[path]].now.clone()
    }

    pub fn set_bytes(&self, path: &Path, bytes: Vec<u8>) {
        let mut state = self.0.lock().expect("a lock");
        let file = state.names[path];
        state.files[file] = Content { now: bytes.clone(), durable: bytes };
    }

    pub fn delete(&self, path: &Path) {
        let mut state = self.0.lock().expect("a lock");
        state.names.remove(path);
        state.durable_names.remove(path);
    }

    pub fn paths(&self) -> Vec<PathBuf> {
        self.0.lock().expect("a lock").names.keys().cloned().collect()
    }

    /// Everything, to compare.
    pub fn image(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.0.lock().expect("a lock");
        state.names.iter().map(|(path, file)| (path.clone(), state.files[*file].now.clone())).collect()
    }

    fn step(&self, needs_room: bool) -> io::Result<Go> {
        let mut state = self.0.lock().expect("a lock");
        let n = state.operations;
        state.operations += 1;
        if state.dead {
            return Err(eio());
        }
        if state.full && needs_room {
            return Err(full());
        }
        match state.fault {
            Some((at, fault)) if at == n => match fault {
                Fault::Eio => Err(eio()),
                Fault::Full | Fault::FullUntilRemoved => {
                    state.full = true;
                    if needs_room { Err(full()) } else { Ok(Go::All) }
                }
                Fault::Short => Ok(Go::Half(eio())),
                Fault::ShortFull => Ok(Go::Half(full())),
                Fault::PowerCut => {
                    state.dead = true;
                    Ok(Go::Half(eio()))
                }
            },
            _ => Ok(Go::All),
        }
    }

    /// For operations that happen or do not.
    fn whole(&self, needs_room: bool) -> io::Result<()> {
        match self.step(needs_room)? {
            Go::All => Ok(()),
            Go::Half(error) => Err(error),
        }
    }
}

impl Disk for FaultyDisk {
    fn create_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let state = self.0.lock().expect("a lock");
        let inside = state.names.keys().filter(|path| path.parent() == Some(folder));
        Ok(inside.map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect())
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let state = self.0.lock().expect("a lock");
        let file = *state.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(FaultyFile { disk: self.clone(), file }))
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        self.whole(true)?;
        let mut state = self.0.lock().expect("a lock");
        state.files.push(Content::default());
        let file = state.files.len() - 1;
        state.names.insert(path.to_owned(), file);
        Ok(Arc::new(FaultyFile { disk: self.clone(), file }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.whole(false)?;
        let mut state = self.0.lock().expect("a lock");
        let file = state.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        state.names.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.whole(false)?;
        let mut state = self.0.lock().expect("a lock");
        let file = state.names.remove(path).ok_or(io::ErrorKind::NotFound)?;
        // What was never made, or is empty, gives no room back.
        let freed = !state.files[file].now.is_empty();
        if freed && matches!(state.fault, Some((_, Fault::FullUntilRemoved))) {
            state.full = false;
        }
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.whole(false)?;
        let mut state = self.0.lock().expect("a lock");
        let inside = |path: &Path| path.parent() == Some(folder);
        let now: Vec<_> =
            state.names.iter().filter(|(p, _)| inside(p)).map(|(p, f)| (p.clone(), *f)).collect();
        state.durable_names.retain(|path, _| !inside(path));
        state.durable_names.extend(now);
        Ok(())
    }

    fn space(&self, _: &Path) -> io::Result<Space> {
        let free = if self.0.lock().expect("a lock").full { 0 } else { 1 << 40 };
        Ok(Space { free, total: 1 << 41 })
    }

    fn lock(&self, _: &Path) -> io::Result<Option<Box<dyn Send + Sync>>> {
        let mut state = self.0.lock().expect("a lock");
        if std::mem::replace(&mut state.locked, true) {
            return Ok(None);
        }
        Ok(Some(Box::new(Unlock(self.clone()))))
    }
}

struct Unlock(FaultyDisk);

impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.0.lock().expect("a lock").locked = false;
    }
}

impl FaultyFile {
    fn with<T>(&self, act: impl FnOnce(&mut Content) -> T) -> T {
        let mut state = self.disk.0.lock().expect("a lock");
        act(&mut state.files[self.file])
    }
}

impl File for FaultyFile {
    fn length(&self) -> io::Result<u64> {
        Ok(self.with(|content| content.now.len() as u64))
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let at = usize::try_from(offset).expect("a small file");
        Ok(self.with(|content| {
            let rest = content.now.get(at..).unwrap_or_default();
            let n = rest.len().min(into.len());
            into[..n].copy_from_slice(&rest[..n]);
            n
        }))
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let (bytes, result) = match self.disk.step(true)? {
            Go::All => (bytes, Ok(())),
            Go::Half(error) => (&bytes[..bytes.len() / 2], Err(error)),
        };
        let at = usize::try_from(offset).expect("a small file");
        self.with(|content| {
            let end = at + bytes.len();
            if content.now.len() < end {
                content.now.resize(end, 0);
            }
            content.now[at..end].copy_from_slice(bytes);
        });
        result
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        self.disk.whole(true)?;
        let length = usize::try_from(length).expect("a small file");
        self.with(|content| {
            let longer = length.max(content.now.len());
            content.now.resize(longer, 0);
        });
        Ok(())
    }

    fn resize(&self, length: u64) -> io::Result<()> {
        self.disk.whole(false)?;
        let length = usize::try_from(length).expect("a small file");
        self.with(|content| content.now.resize(length, 0));
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        self.disk.whole(false)?;
        self.with(|content| content.durable.clone_from(&content.now));
        Ok(())
    }
}
