//! The file of a backup: entries one after the other, each with its length and SHA-256, and at the
//! end the SHA-256 of everything before.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    io::{self, BufWriter, Read, Write},
    path::{Component, Path, PathBuf},
};

/// What a backup begins with; the number is its version.
pub const MAGIC: &[u8] = b"CABILDO BACKUP 1\n";
/// What every version begins with.
const MAGIC_ANY: &[u8] = b"CABILDO BACKUP ";
/// Bytes of an entry's head.
const HEAD_MAX: u32 = 4096;
/// Bytes of a path.
const PATH_MAX: usize = 1024;

/// An entry's head, a line of JSON after its length (4 bytes, little-endian).
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case", deny_unknown_fields)]
enum Head {
    /// A file, whose bytes follow.
    File {
        path: String,
        /// Bytes that follow.
        length: u64,
        /// Length of the file: zeros fill the rest.
        full: u64,
        /// Of the bytes that follow.
        sha256: String,
    },
    /// Nothing follows.
    End {
        files: u64,
        /// Of all bytes before the length of this head.
        sha256: String,
    },
}

/// Writes a backup.
pub struct Writer<W: Write> {
    out: BufWriter<W>,
    sum: Sha256,
    files: u64,
    bytes: u64,
}

impl<W: Write> Writer<W> {
    pub fn begin(out: W) -> io::Result<Self> {
        let mut writer = Self { out: BufWriter::new(out), sum: Sha256::new(), files: 0, bytes: 0 };
        writer.put(MAGIC)?;
        Ok(writer)
    }

    /// Adds a file. Zeros at its end are not written: segments are preallocated.
    pub fn add(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let data = bytes.get(..used).unwrap_or_default();
        let path = path.to_str().ok_or_else(|| io::Error::other("a name that is not UTF-8"))?.to_owned();
        let head = Head::File {
            path,
            length: data.len() as u64,
            full: bytes.len() as u64,
            sha256: hex(&Sha256::digest(data)),
        };
        self.files += 1;
        self.head(&head)?;
        self.put(data)
    }

    /// Ends the file; how many bytes it has.
    pub fn end(mut self) -> io::Result<u64> {
        let head = Head::End { files: self.files, sha256: hex(&self.sum.clone().finalize()) };
        self.head(&head)?;
        self.out.flush()?;
        Ok(self.bytes)
    }

    fn head(&mut self, head: &Head) -> io::Result<()> {
        let text = serde_json::to_vec(head)?;
        let length = u32::try_from(text.len()).ok().filter(|length| *length <= HEAD_MAX);
        let length = length.ok_or_else(|| io::Error::other("a name that is too long"))?;
        self.put(&length.to_le_bytes())?;
        self.put(&text)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

/// What is wrong with a backup's file.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// Not one at all.
    #[error("it is no backup of Cabildo")]
    Foreign,
    /// From a later release.
    #[error("it was made by a later release")]
    Newer,
    /// Not as it was written.
    #[error("it is damaged at byte {at}: {what}")]
    Damaged {
        /// Where.
        at: u64,
        /// What does not fit.
        what: String,
    },
    /// It could not be read.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Reads a backup, entry by entry; nothing of an entry is given out before its checksum fits.
pub struct Reader<R: Read> {
    input: R,
    sum: Sha256,
    at: u64,
    files: u64,
}

/// A file of a backup.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Relative, without any step up.
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    /// Its length with the zeros that follow.
    pub full: u64,
}

impl<R: Read> Reader<R> {
    pub fn begin(mut input: R) -> Result<Self, Flaw> {
        let mut magic = vec![0; MAGIC.len()];
        input.read_exact(&mut magic).map_err(|_| Flaw::Foreign)?;
        if magic != MAGIC {
            return Err(if magic.starts_with(MAGIC_ANY) { Flaw::Newer } else { Flaw::Foreign });
        }
        let mut sum = Sha256::new();
        sum.update(&magic);
        Ok(Self { input, sum, at: magic.len() as u64, files: 0 })
    }

    /// The next file; none at the end, which fits then.
    pub fn next(&mut self, files_max: u64, file_max: u64) -> Result<Option<Entry>, Flaw> {
        let before = self.sum.clone();
        let mut length = [0; 4];
        self.take(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length > HEAD_MAX {
            return Err(self.damaged("an entry without a head"));
        }
        let mut text = vec![0; length as usize];
        self.take(&mut text)?;
        let head: Head =
            serde_json::from_slice(&text).map_err(|_| self.damaged("an entry without a head"))?;
        match head {
            Head::End { files, sha256 } => {
                if files != self.files || sha256 != hex(&before.finalize()) {
                    return Err(self.damaged("the checksum of the whole does not fit"));
                }
                match self.input.read(&mut [0])? {
                    0 => Ok(None),
                    _ => Err(self.damaged("something follows its end")),
                }
            }
            Head::File { path, length, full, sha256 } => {
                self.files += 1;
                if self.files > files_max || length > full || full > file_max {
                    return Err(self.damaged("an entry that is too large"));
                }
                let path = plain(&path).ok_or_else(|| self.damaged("a name that leads elsewhere"))?;
                let mut bytes = Vec::new();
                (&mut self.input).take(length).read_to_end(&mut bytes)?;
                if bytes.len() as u64 != length {
                    return Err(self.damaged("it breaks off"));
                }
                if hex(&Sha256::digest(&bytes)) != sha256 {
                    return Err(self.damaged(&format!("the checksum of «{}» does not fit", path.display())));
                }
                self.sum.update(&bytes);
                self.at += length;
                Ok(Some(Entry { path, bytes, full }))
            }
        }
    }

    fn take(&mut self, bytes: &mut [u8]) -> Result<(), Flaw> {
        match self.input.read_exact(bytes) {
            Ok(()) => {
                self.sum.update(&*bytes);
                self.at += bytes.len() as u64;
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(self.damaged("it breaks off")),
            Err(error) => Err(error.into()),
        }
    }

    fn damaged(&self, what: &str) -> Flaw {
        Flaw::Damaged { at: self.at, what: what.to_owned() }
    }
}

/// A path that stays below the folder that it is joined to.
fn plain(text: &str) -> Option<PathBuf> {
    let path = Path::new(text);
    let normal = path.components().all(|part| matches!(part, Component::Normal(_)));
    (normal && !text.is_empty() && text.len() <= PATH_MAX && !text.contains('\0')).then(|| path.to_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Writer::begin(&mut bytes).expect("begun");
        writer.add(Path::new("a/b"), b"text\0\0\0").expect("added");
        writer.add(Path::new("c"), b"").expect("added");
        writer.end().expect("ended");
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Vec<Entry>, Flaw> {
        let mut reader = Reader::begin(bytes)?;
        let mut entries = Vec::new();
        while let Some(entry) = reader.next(10, 1000)? {
            entries.push(entry);
        }
        Ok(entries)
    }

    #[test]
    fn what_is_written_is_read_and_nothing_that_was_changed() {
        let bytes = written();
        let entries = read(&bytes).expect("intact");
        assert_eq!((entries[0].path.as_path(), entries[0].full), (Path::new("a/b"), 7));
        assert_eq!((entries[0].bytes.as_slice(), entries.len()), (&b"text"[..], 2));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            read(&changed).expect_err("a changed byte");
            read(&bytes[..at]).expect_err("cut off");
        }
        read(&[&bytes[..], b"x"].concat()).expect_err("something follows");
        assert!(matches!(read(b"CABILDO BACKUP 2\n"), Err(Flaw::Newer)));
    }

    #[test]
    fn no_name_leads_out_of_the_home() {
        for name in ["/etc/passwd", "../x", "a/../../x", "", ".", "a\0b"] {
            assert!(plain(name).is_none(), "{name:?}");
        }
        assert!(plain("store/rosters/mx_20067-00000001.cbor").is_some());
    }
}
