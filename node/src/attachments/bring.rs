//! Files that are brought by hand, where there is no network.

use super::{Attachments, locked, named, sweep::ShelfError};
use cabildo_protocol::{attachment::Manifest, carry};
use cabildo_store::Reader;

/// A file that a message names, and some chunks of it.
#[derive(Debug)]
pub struct Brought {
    /// The file.
    pub file: carry::File,
    /// Of it.
    pub chunks: Vec<carry::Chunk>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was here whole.
    Known,
    /// It is here whole now.
    Whole,
    /// What came of it is kept: the rest may come by the same way, or from another node.
    Part,
    /// So many chunks are not of it; the others are kept.
    Other(u64),
    /// Why it is not taken: `unnamed` (by the message that it belongs to, or that is not here), `too_large`,
    /// `no_room`, or `not_its_bytes`.
    Refused(&'static str),
}

impl Attachments {
    /// Keeps what of a file is brought, where a message here names it.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn bring(&self, reader: &Reader, brought: &Brought) -> Result<Taken, ShelfError> {
        let carry::File { message, root, manifest } = &brought.file;
        let Some(file) = named(reader, message, root)? else { return Ok(Taken::Refused("unnamed")) };
        // A large file comes in many parts: what is there of it is found once.
        let mut kept = locked(&self.brought);
        if self.shelf.saved(root)?.is_some() {
            _ = kept.take_if(|(of, _)| *of == *root);
            return Ok(Taken::Known);
        }
        if self.check_size(file.size).is_err() {
            return Ok(Taken::Refused("too_large"));
        }
        let Ok(manifest) = Manifest::decode(root, file.size, manifest) else {
            return Ok(Taken::Refused("not_its_bytes"));
        };
        if brought.chunks.is_empty() {
            return Ok(Taken::Part);
        }
        let part = match kept.take().filter(|(of, _)| of == root) {
            // It goes where nobody names the file any longer.
            Some((_, part)) if part.is_there()? => Some(part),
            _ => self.shelf.part(root, manifest)?,
        };
        let Some(mut part) = part else { return Ok(Taken::Refused("no_room")) };
        let mut others = 0;
        for chunk in &brought.chunks {
            others += u64::from(!part.put(chunk.index, &chunk.bytes)?);
        }
        if part.missing().is_some() {
            *kept = Some((*root, part));
            return Ok(if others > 0 { Taken::Other(others) } else { Taken::Part });
        }
        self.shelf.finish(root, &part)?;
        self.witness(root, *message);
        locked(&self.fetching).remove(root);
        Ok(Taken::Whole)
    }
}
