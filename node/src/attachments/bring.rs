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
    /// Why it is not taken: `unnamed` (by the message that it belongs to, or that is not here), `too_large`,
    /// `no_room`, or `forged` (not the bytes that the message names).
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
        if self.shelf.saved(root)?.is_some() {
            return Ok(Taken::Known);
        }
        if self.check_size(file.size).is_err() {
            return Ok(Taken::Refused("too_large"));
        }
        let Ok(manifest) = Manifest::decode(root, file.size, manifest) else {
            return Ok(Taken::Refused("forged"));
        };
        // A large file comes in many parts: what is there of it is found once.
        let mut kept = locked(&self.brought);
        let part = match kept.take().filter(|(of, _)| of == root) {
            Some((_, part)) => Some(part),
            None => self.shelf.part(root, manifest)?,
        };
        let Some(mut part) = part else { return Ok(Taken::Refused("no_room")) };
        let mut good = true;
        for chunk in &brought.chunks {
            good &= part.put(chunk.index, &chunk.bytes)?;
        }
        if part.missing().is_some() {
            *kept = Some((*root, part));
            return Ok(if good { Taken::Part } else { Taken::Refused("forged") });
        }
        self.shelf.finish(root, &part)?;
        self.witness(root, *message);
        locked(&self.fetching).remove(root);
        Ok(Taken::Whole)
    }
}
