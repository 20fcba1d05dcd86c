//! Letting bodies go, from the readers' side: what stands in a body segment, and wiping there what
//! is not kept any longer. See `store/upkeep.rs`.

use crate::{
    format::{FILE_HEADER_LEN, FRAME_LEN, Frame, Payload, RECORD_LEN},
    reader::Reader,
    segment::{Segment, io_error},
};
use cabildo_protocol::{id::LogId, store::StoreError};
use std::sync::Arc;

/// What a body segment holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holding {
    /// Its number.
    pub segment: u32,
    /// Whether it is complete: the newest one is not.
    pub complete: bool,
    /// Its length in bytes.
    pub bytes: u64,
    /// Bytes of bodies that are kept.
    pub kept: u64,
    /// Messages whose bodies are kept in it, as they stand there.
    pub messages: Vec<(LogId, u64)>,
}

impl Reader {
    /// Numbers of the body segments, oldest first.
    #[must_use]
    pub fn body_segments(&self) -> Vec<u32> {
        self.shared().look().bodies.keys().copied().collect()
    }

    /// The first sequence of a log from which on its bodies may be kept here.
    #[must_use]
    pub fn kept_from(&self, log: &LogId) -> u64 {
        self.shared().look().dropped.prefix(log) + 1
    }

    /// Whether the body of a message is let go here, though not erased by its author.
    #[must_use]
    pub fn is_dropped(&self, log: &LogId, seq: u64) -> bool {
        self.shared().look().dropped.contains(log, seq)
    }

    /// Whether the body of a message is not to be here, for whatever reason.
    #[must_use]
    pub fn is_let_go(&self, log: &LogId, seq: u64) -> bool {
        self.shared().look().is_let_go(&(*log, seq))
    }

    /// The message at a position of a log, without its body.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn header(
        &self,
        log: &LogId,
        seq: u64,
    ) -> Result<Option<cabildo_protocol::message::Message>, StoreError> {
        self.shared().header(log, seq)
    }

    /// Overwrites the bodies in a segment that are let go, and says what is left. Nothing where
    /// there is no such segment.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn wipe_dropped(&self, number: u32) -> Result<Holding, StoreError> {
        let (segment, newest) = {
            let tables = self.shared().look();
            let newest = tables.bodies.last_key_value().map(|(number, _)| *number);
            (tables.bodies.get(&number).cloned(), newest)
        };
        let Some(segment) = segment else { return Ok(Holding::default()) };
        let fail = |error| io_error(&segment.path, &error);
        let bytes = segment.file.length().map_err(fail)?;
        let mut holding =
            Holding { segment: number, complete: newest != Some(number), bytes, ..Holding::default() };
        let (mut at, mut wiped, mut buffer) = (FILE_HEADER_LEN as u64, false, Vec::new());
        // A frame that is none is the end of the newest segment.
        while let Some(frame) = frame_at(&segment, at)? {
            at += FRAME_LEN as u64;
            buffer.resize(usize::try_from(frame.length).unwrap_or(0), 0);
            let got = segment.file.read_at(&mut buffer, at).map_err(fail)?;
            wiped |= self.wipe_batch(&segment, at, buffer.get(..got).unwrap_or_default(), &mut holding)?;
            at += u64::from(frame.length);
        }
        if wiped {
            segment.file.sync().map_err(fail)?;
        }
        Ok(holding)
    }

    fn wipe_batch(
        &self,
        segment: &Arc<Segment>,
        begin: u64,
        batch: &[u8],
        holding: &mut Holding,
    ) -> Result<bool, StoreError> {
        let (codec, mut at, mut wiped) = (segment.codec(), 0, false);
        while let Some(payload) = batch.get(at..).and_then(|record| codec.payload(record)) {
            let length = RECORD_LEN + payload.len();
            if let Some(Payload::Body { log, seq, .. }) =
                batch.get(at..).and_then(|record| codec.read(record))
            {
                if self.shared().look().is_let_go(&(log, seq)) {
                    let mut hole = Vec::with_capacity(length);
                    codec.put_hole(&mut hole, length);
                    let written = segment.file.write_at(&hole, begin + at as u64);
                    written.map_err(|error| io_error(&segment.path, &error))?;
                    wiped = true;
                } else {
                    holding.kept += length as u64;
                    holding.messages.push((log, seq));
                }
            }
            at += length;
        }
        Ok(wiped)
    }
}

fn frame_at(segment: &Segment, at: u64) -> Result<Option<Frame>, StoreError> {
    let mut bytes = [0; FRAME_LEN];
    let got = segment.file.read_at(&mut bytes, at).map_err(|error| io_error(&segment.path, &error))?;
    Ok(Frame::decode(bytes.get(..got).unwrap_or_default(), segment.marker))
}
