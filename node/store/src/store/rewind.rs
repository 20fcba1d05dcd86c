//! Letting go of a branch of a log of which its institution says that another one stands.
//!
//! What was appended stays in its segment, as evidence beside the proof; a mark behind it says that
//! the log goes on from before the fork. The mark has a batch of its own, durable at once: what is
//! not committed never has to tell two branches of one log apart.

use super::SegmentStore;
use crate::format::{REWOUND_RECORD_LEN, VOID_RECORD_LEN};
use cabildo_protocol::{
    id::{LogId, MessageId, Millis},
    message::Position,
    store::{Store as _, StoreError},
};

impl SegmentStore {
    /// Commits, then lets go of a log after a sequence.
    pub(super) fn rewind_log(&mut self, log: &LogId, after: u64) -> Result<(), StoreError> {
        self.commit()?;
        if self.head_of(log).is_none_or(|head| head.seq <= after) {
            return Ok(());
        }
        let position = match self.shared.header(log, after)? {
            Some(message) => message.position(),
            None => Position { seq: 0, id: MessageId([0; 32]), total_bytes: 0, created: Millis(0) },
        };
        // Bodies that came after their headers are found by place alone: without a mark of its own
        // one of the branch that falls would be taken for the other's.
        let beyond = (*log, position.seq + 1)..=(*log, u64::MAX);
        let late = self.shared.look().late.range(beyond).next().is_some();
        self.make_room(REWOUND_RECORD_LEN, if late { VOID_RECORD_LEN } else { 0 })?;
        if late {
            let segment = self.bodies.segment().number;
            let offset = self.bodies.next_offset();
            self.bodies.add(|codec, to| codec.put_void(to, log, position.seq, (segment, offset)));
        }
        self.headers.add(|codec, to| codec.put_rewound(to, log, &position));
        self.pending.rewound = Some((*log, position));
        self.commit()
    }
}
