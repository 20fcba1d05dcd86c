//! The folder of files: whole ones, parts of those that are still to come, and what is wanted.
//!
//! | file | what |
//! | --- | --- |
//! | `ROOT` | a whole file; its name is its root in hexadecimal |
//! | `ROOT.manifest` | the hashes of its chunks, of whole files and of parts |
//! | `ROOT.part` | a file of full length of which some chunks are there; which, their hashes say |
//! | `ROOT.want` | a fetch that is under way: the message that names the file (32 bytes), its size (8) |
//! | `*.new` | an upload under way; what a crash has left of it goes at the next start |
//!
//! Names are made of roots alone: nothing of what others call a file ever comes into a path.

use cabildo_protocol::{
    attachment::{AttachmentError, Manifest, chunk_hash},
    bounds::CHUNK,
    id::{Hash, MessageId},
};
use data_encoding::HEXLOWER;
use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{
        DirBuilderExt as _, FileExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
    },
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};
use tempfile::NamedTempFile;

/// Bytes that are looked at for what a file is.
const HEAD: u64 = 8192;
/// Entries of the folder that are looked at: far more than files of a mebibyte fill the default room.
const ENTRIES_MAX: usize = 200_000;

/// A fetch that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Want {
    /// Which file.
    pub root: Hash,
    /// The message that names it.
    pub message: MessageId,
    /// Its bytes.
    pub size: u64,
}

/// The folder.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    /// Bytes that all files may have together.
    max_bytes: u64,
    /// Held while room is looked for and taken.
    room: Mutex<()>,
}

/// An upload. Dropped before it is finished it leaves nothing.
#[derive(Debug)]
pub struct Upload<'a> {
    shelf: &'a Shelf,
    file: NamedTempFile,
    chunk: Vec<u8>,
    hashes: Vec<Hash>,
    size: u64,
    written: u64,
}

/// A file of which some chunks are there.
#[derive(Debug)]
pub struct Part {
    file: File,
    manifest: Manifest,
    here: Vec<bool>,
}

fn unhex(name: &str) -> Option<Hash> {
    HEXLOWER.decode(name.as_bytes()).ok()?.try_into().ok().map(Hash)
}

/// What there is not, as none.
fn present<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn wrong(error: AttachmentError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// A part of full length, whatever of it is there.
fn part_at(path: &Path, size: u64) -> io::Result<File> {
    let file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    file.set_len(size)?;
    Ok(file)
}

impl Shelf {
    /// Opens the folder, makes it where it is not there, and clears what uploads have left.
    ///
    /// # Errors
    /// What the system refused.
    pub fn open(folder: &Path, max_bytes: u64) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let shelf = Self { folder: folder.to_owned(), max_bytes, room: Mutex::new(()) };
        for (name, _) in shelf.entries()? {
            if name.ends_with(".new") {
                fs::remove_file(folder.join(name))?;
            }
        }
        Ok(shelf)
    }

    fn path(&self, root: &Hash, ending: &str) -> PathBuf {
        self.folder.join(HEXLOWER.encode(&root.0) + ending)
    }

    fn entries(&self) -> io::Result<Vec<(String, u64)>> {
        let mut all = Vec::new();
        for entry in fs::read_dir(&self.folder)?.take(ENTRIES_MAX) {
            let entry = entry?;
            // What goes meanwhile is not there.
            let length = present(entry.metadata())?.filter(fs::Metadata::is_file).map(|m| m.len());
            if let (Some(length), Ok(name)) = (length, entry.file_name().into_string()) {
                all.push((name, length));
            }
        }
        Ok(all)
    }

    /// Bytes of all files, whole ones and parts, which have their full length from the beginning; without
    /// the few of manifests and wants.
    ///
    /// # Errors
    /// What the system refused.
    pub fn bytes(&self) -> io::Result<u64> {
        let is_file = |name: &str| !name.ends_with(".manifest") && !name.ends_with(".want");
        Ok(self.entries()?.iter().filter(|(name, _)| is_file(name)).map(|(_, length)| length).sum())
    }

    /// All roots of which anything is there.
    ///
    /// # Errors
    /// What the system refused.
    pub fn roots(&self) -> io::Result<BTreeSet<Hash>> {
        let names = self.entries()?;
        Ok(names.iter().filter_map(|(name, _)| unhex(name.split('.').next()?)).collect())
    }

    /// Whether so many bytes more fit in, by the settings.
    fn has_room(&self, size: u64) -> io::Result<bool> {
        Ok(self.bytes()?.saturating_add(size) <= self.max_bytes)
    }

    /// Begins an upload of so many bytes; none where there is no room for them.
    ///
    /// # Errors
    /// What the system refused.
    pub fn begin(&self, size: u64) -> io::Result<Option<Upload<'_>>> {
        let _held = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.has_room(size)? {
            return Ok(None);
        }
        let file = tempfile::Builder::new()
            .prefix("upload-")
            .suffix(".new")
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(&self.folder)?;
        file.as_file().set_len(size)?;
        Ok(Some(Upload { shelf: self, file, chunk: Vec::new(), hashes: Vec::new(), size, written: 0 }))
    }

    /// The bytes of a whole file; none where it is not here whole.
    ///
    /// # Errors
    /// What the system refused.
    pub fn saved(&self, root: &Hash) -> io::Result<Option<u64>> {
        Ok(present(fs::metadata(self.path(root, "")))?.map(|metadata| metadata.len()))
    }

    /// When anything of a file was last written.
    ///
    /// # Errors
    /// What the system refused.
    pub fn written(&self, root: &Hash) -> io::Result<Option<SystemTime>> {
        let mut last = None;
        for ending in ["", ".part", ".want"] {
            if let Some(metadata) = present(fs::metadata(self.path(root, ending)))? {
                last = last.max(Some(metadata.modified()?));
            }
        }
        Ok(last)
    }

    /// The manifest of a file, whole or in parts.
    ///
    /// # Errors
    /// What the system refused.
    pub fn manifest(&self, root: &Hash, size: u64) -> io::Result<Option<Manifest>> {
        let Some(bytes) = present(fs::read(self.path(root, ".manifest")))? else { return Ok(None) };
        // One that was damaged is asked for again.
        Ok(Manifest::decode(root, size, &bytes).ok())
    }

    /// A chunk of a whole file, unverified; none where that is not here.
    ///
    /// # Errors
    /// What the system refused, or the file has no such chunk.
    pub fn chunk(&self, root: &Hash, index: u32) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = present(File::open(self.path(root, "")))? else { return Ok(None) };
        let begins = u64::from(index) * CHUNK as u64;
        let rest = file.metadata()?.len().saturating_sub(begins);
        if rest == 0 {
            return Ok(None);
        }
        let mut bytes = vec![0; usize::try_from(rest).unwrap_or(CHUNK).min(CHUNK)];
        file.read_exact_at(&mut bytes, begins)?;
        Ok(Some(bytes))
    }

    /// The first bytes of a whole file, by which it is told what it is.
    ///
    /// # Errors
    /// What the system refused.
    pub fn head(&self, root: &Hash) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = present(File::open(self.path(root, "")))? else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(HEAD).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Notes that a file is wanted, and takes the room for it; `false` where there is none.
    ///
    /// # Errors
    /// What the system refused.
    pub fn want(&self, want: &Want) -> io::Result<bool> {
        let _held = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.path(&want.root, ".part");
        if !path.exists() {
            if !self.has_room(want.size)? {
                return Ok(false);
            }
            part_at(&path, want.size)?;
        }
        self.put(&want.root, ".want", &[&want.message.0[..], &want.size.to_be_bytes()].concat())?;
        Ok(true)
    }

    /// What is wanted still.
    ///
    /// # Errors
    /// What the system refused.
    pub fn wants(&self) -> io::Result<Vec<Want>> {
        let mut wants = Vec::new();
        for (name, _) in self.entries()? {
            let Some(root) = name.strip_suffix(".want").and_then(unhex) else { continue };
            let Some(bytes) = present(fs::read(self.path(&root, ".want")))? else { continue };
            if let (Some((message, size)), 40) = (bytes.split_first_chunk::<32>(), bytes.len()) {
                let size = size.first_chunk::<8>().map(|size| u64::from_be_bytes(*size)).unwrap_or_default();
                wants.push(Want { root, message: MessageId(*message), size });
            }
        }
        Ok(wants)
    }

    /// Keeps the manifest of a file that is to come and opens its part: what of it is there already is
    /// found by its hashes. None where there is no room for it, or it is here whole.
    ///
    /// # Errors
    /// What the system refused.
    pub fn part(&self, root: &Hash, manifest: Manifest) -> io::Result<Option<Part>> {
        let path = self.path(root, ".part");
        let held = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = path.exists();
        if !begun && (self.saved(root)?.is_some() || !self.has_room(manifest.size())?) {
            return Ok(None);
        }
        self.put(root, ".manifest", &manifest.encode())?;
        let file = part_at(&path, manifest.size())?;
        drop(held);
        let mut part = Part { here: vec![false; manifest.chunks() as usize], file, manifest };
        if begun {
            part.look()?;
        }
        Ok(Some(part))
    }

    /// Makes a part a whole file, once all of it is there.
    ///
    /// # Errors
    /// What the system refused.
    pub fn finish(&self, root: &Hash, part: &Part) -> io::Result<()> {
        part.file.sync_all()?;
        // Two may bring the same file: the one that is later finds it whole.
        if let Err(error) = fs::rename(self.path(root, ".part"), self.path(root, ""))
            && self.saved(root)?.is_none()
        {
            return Err(error);
        }
        present(fs::remove_file(self.path(root, ".want")))?;
        self.sync()
    }

    /// Makes a whole file of which a chunk was found damaged a part again: a fetch mends it.
    ///
    /// # Errors
    /// What the system refused.
    pub fn damaged(&self, root: &Hash) -> io::Result<()> {
        fs::rename(self.path(root, ""), self.path(root, ".part"))?;
        self.sync()
    }

    /// How many chunks of a file that is not whole are there, and how many it has; none where nothing is.
    ///
    /// # Errors
    /// What the system refused.
    pub fn counted(&self, root: &Hash, size: u64) -> io::Result<Option<(u32, u32)>> {
        let Some(manifest) = self.manifest(root, size)? else { return Ok(None) };
        let Some(file) = present(File::open(self.path(root, ".part")))? else { return Ok(None) };
        let mut part = Part { here: vec![false; manifest.chunks() as usize], file, manifest };
        part.look()?;
        Ok(Some(part.counted()))
    }

    /// Removes all of a file that is there.
    ///
    /// # Errors
    /// What the system refused.
    pub fn remove(&self, root: &Hash) -> io::Result<()> {
        for ending in [".want", "", ".part", ".manifest"] {
            present(fs::remove_file(self.path(root, ending)))?;
        }
        self.sync()
    }

    /// A small file that is there whole or not at all.
    fn put(&self, root: &Hash, ending: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(root, ending);
        if present(fs::read(&path))?.is_some_and(|there| there == bytes) {
            return Ok(());
        }
        let mut file = tempfile::Builder::new()
            .prefix("note-")
            .suffix(".new")
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        self.sync()
    }

    fn sync(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }
}

impl Upload<'_> {
    /// Takes the next bytes; `false` where they are more than were announced.
    ///
    /// # Errors
    /// What the system refused.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<bool> {
        if self.written.saturating_add(bytes.len() as u64) > self.size {
            return Ok(false);
        }
        self.file.write_all(bytes)?;
        self.written += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(CHUNK - self.chunk.len()));
            self.chunk.extend_from_slice(now);
            if self.chunk.len() == CHUNK {
                self.hashes.push(chunk_hash(&self.chunk));
                self.chunk.clear();
            }
            bytes = rest;
        }
        Ok(true)
    }

    /// Keeps the file, under its root; none where bytes are missing.
    ///
    /// # Errors
    /// What the system refused.
    pub fn finish(mut self) -> io::Result<Option<Hash>> {
        if self.written != self.size {
            return Ok(None);
        }
        if !self.chunk.is_empty() {
            self.hashes.push(chunk_hash(&self.chunk));
        }
        let manifest = Manifest::new(self.size, self.hashes).map_err(wrong)?;
        let root = manifest.root();
        self.file.as_file().sync_all()?;
        self.shelf.put(&root, ".manifest", &manifest.encode())?;
        // One that is there already has the same bytes; its day begins anew.
        self.file.persist(self.shelf.path(&root, "")).map_err(|error| error.error)?;
        // A part of it that was still to come is here now.
        for ending in [".want", ".part"] {
            present(fs::remove_file(self.shelf.path(&root, ending)))?;
        }
        self.shelf.sync()?;
        Ok(Some(root))
    }
}

impl Part {
    /// Finds out by their hashes which chunks are there.
    fn look(&mut self) -> io::Result<()> {
        for index in 0..self.manifest.chunks() {
            let (begins, length) = self.manifest.place(index).map_err(wrong)?;
            let mut bytes = vec![0; length];
            let good = match self.file.read_exact_at(&mut bytes, begins) {
                Ok(()) => self.manifest.verify(index, &bytes).is_ok(),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => false,
                Err(error) => return Err(error),
            };
            if let Some(here) = self.here.get_mut(index as usize) {
                *here = good;
            }
        }
        Ok(())
    }

    /// The first chunk that is missing.
    #[must_use]
    pub fn missing(&self) -> Option<u32> {
        self.here.iter().position(|here| !here).and_then(|at| u32::try_from(at).ok())
    }

    /// Whether it is in the folder still.
    ///
    /// # Errors
    /// What the system refused.
    pub fn is_there(&self) -> io::Result<bool> {
        Ok(self.file.metadata()?.nlink() > 0)
    }

    /// How many chunks are there.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.here.iter().filter(|here| **here).count()).unwrap_or(u32::MAX)
    }

    /// How many chunks are there, and how many the file has.
    #[must_use]
    pub fn counted(&self) -> (u32, u32) {
        (self.count(), self.manifest.chunks())
    }

    /// Keeps a chunk; `false` where the bytes are not its own.
    ///
    /// # Errors
    /// What the system refused.
    pub fn put(&mut self, index: u32, bytes: &[u8]) -> io::Result<bool> {
        if self.manifest.verify(index, bytes).is_err() {
            return Ok(false);
        }
        let (begins, _) = self.manifest.place(index).map_err(wrong)?;
        self.file.write_all_at(bytes, begins)?;
        if let Some(here) = self.here.get_mut(index as usize) {
            *here = true;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGE: u64 = 1 << 30;

    fn bytes(size: usize) -> Vec<u8> {
        (0..size).map(|n| u8::try_from(n * 7 % 253).unwrap_or_default()).collect()
    }

    fn upload(shelf: &Shelf, bytes: &[u8], piece: usize) -> Hash {
        let mut upload = shelf.begin(bytes.len() as u64).expect("a disk").expect("room");
        for piece in bytes.chunks(piece) {
            assert!(upload.write(piece).expect("a disk"));
        }
        upload.finish().expect("a disk").expect("all of it")
    }

    #[test]
    fn what_comes_in_is_found_by_its_root_however_it_was_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::open(&folder.path().join("a"), LARGE).expect("a shelf");
        let file = bytes(2 * CHUNK + 99);
        let root = upload(&shelf, &file, 1000);
        assert_eq!(upload(&shelf, &file, CHUNK + 1), root, "the same again");
        assert_eq!(Manifest::of(&file).expect("a manifest").root(), root);
        assert_eq!(shelf.saved(&root).expect("a disk"), Some(file.len() as u64));
        let chunk = |index| shelf.chunk(&root, index).expect("a disk");
        assert_eq!(chunk(2).as_deref(), Some(&file[2 * CHUNK..]));
        assert_eq!(chunk(3), None);
        assert_eq!(shelf.roots().expect("a disk"), [root].into());
        for (name, _) in shelf.entries().expect("a disk") {
            let mode =
                fs::metadata(folder.path().join("a").join(&name)).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
            assert_eq!(unhex(name.split('.').next().expect("a name")), Some(root), "{name}");
        }
        shelf.remove(&root).expect("a disk");
        assert_eq!(shelf.bytes().expect("a disk"), 0);
    }

    #[test]
    fn an_upload_that_is_cut_or_too_long_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::open(folder.path(), 1000).expect("a shelf");
        assert!(shelf.begin(1001).expect("a disk").is_none(), "no room");
        let mut upload = shelf.begin(600).expect("a disk").expect("room");
        assert!(shelf.begin(600).expect("a disk").is_none(), "the room is taken from the beginning");
        assert!(upload.write(&[1; 599]).expect("a disk"));
        assert!(!upload.write(&[1; 2]).expect("a disk"), "longer than was announced");
        assert_eq!(upload.finish().expect("a disk"), None);
        assert_eq!(shelf.entries().expect("a disk"), []);
        // What a crash leaves goes at the next start.
        fs::write(folder.path().join("upload-x.new"), b"x").expect("a file");
        let shelf = Shelf::open(folder.path(), 1000).expect("a shelf");
        assert_eq!(shelf.entries().expect("a disk"), []);
    }

    #[test]
    fn a_part_keeps_what_is_good_over_a_start_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Shelf::open(folder.path(), LARGE).expect("a shelf");
        let (shelf, file) = (open(), bytes(3 * CHUNK + 5));
        let manifest = Manifest::of(&file).expect("a manifest");
        let (root, message) = (manifest.root(), MessageId([4; 32]));
        let want = Want { root, message, size: file.len() as u64 };
        assert!(shelf.want(&want).expect("a disk"));
        let mut part = shelf.part(&root, manifest.clone()).expect("a disk").expect("room");
        let chunks: Vec<&[u8]> = file.chunks(CHUNK).collect();
        assert!(!part.put(0, chunks[1]).expect("a disk"), "another chunk");
        assert!(part.put(0, chunks[0]).expect("a disk") && part.put(3, chunks[3]).expect("a disk"));
        assert_eq!((part.missing(), part.count()), (Some(1), 2));
        // A chunk that a crash has left half written.
        part.file.write_all_at(&chunks[2][..100], 2 * CHUNK as u64).expect("a disk");
        drop(part);
        let shelf = open();
        assert_eq!(shelf.wants().expect("a disk"), [want]);
        assert_eq!(shelf.counted(&root, want.size).expect("a disk"), Some((2, 4)));
        let mut part = shelf.part(&root, manifest).expect("a disk").expect("room");
        assert_eq!((part.missing(), part.count()), (Some(1), 2));
        assert!(part.put(1, chunks[1]).expect("a disk") && part.put(2, chunks[2]).expect("a disk"));
        assert_eq!((part.missing(), shelf.saved(&root).expect("a disk")), (None, None));
        shelf.finish(&root, &part).expect("a disk");
        assert_eq!(fs::read(shelf.path(&root, "")).expect("a file"), file);
        assert_eq!(shelf.wants().expect("a disk"), []);
        // Damage is mended by what is missing alone.
        File::options()
            .write(true)
            .open(shelf.path(&root, ""))
            .expect("a file")
            .write_all_at(&[0; 9], 50)
            .expect("written");
        shelf.damaged(&root).expect("a disk");
        assert_eq!(shelf.counted(&root, want.size).expect("a disk"), Some((3, 4)));
    }
}
