//! Beginning the next segment of a family, and describing the complete one beside it.

use super::SegmentStore;
use crate::{
    bodies::BodyTable,
    recover::{seal, side_data},
    scan::scan,
    segment::{Segment, io_error},
    side::{self, State},
    tables::HeaderSegment,
};
use cabildo_protocol::{id::LogId, store::StoreError};
use std::collections::BTreeSet;

impl SegmentStore {
    pub(super) fn roll_bodies(&mut self, record: usize) -> Result<(), StoreError> {
        let state = self.bodies.state();
        let (old, used) = self.bodies.roll(&*self.disk, record)?;
        let newest = self.bodies.segment().clone();
        let mut tables = self.shared.change();
        tables.bytes += self.bodies.end();
        tables.bodies.insert(newest.number, newest);
        drop(tables);
        trim(&old, used);
        // Without it the segment is read as a whole when the store is opened.
        if let Err(error) = self.describe_bodies(&old, &state) {
            tracing::warn!(%error, "no side file");
        }
        Ok(())
    }

    pub(super) fn describe_bodies(&self, segment: &Segment, state: &State) -> Result<(), StoreError> {
        let mut bytes = vec![0; usize::try_from(state.used).unwrap_or(usize::MAX)];
        segment.file.read_at(&mut bytes, 0).map_err(|error| io_error(&segment.path, &error))?;
        let found = scan(&bytes, segment.marker, state.first, false);
        if !found.intact() {
            self.shared.suspect();
            return Ok(());
        }
        let table = BodyTable::of(segment.number, segment.codec(), &bytes, &found);
        table.write(&*self.disk, &segment.path.with_extension("side"), state)
    }

    pub(super) fn roll_headers(&mut self, record: usize) -> Result<(), StoreError> {
        let state = self.headers.state();
        let path = self.headers.segment().path.with_extension("side");
        let data = {
            let tables = self.shared.look();
            let logs: BTreeSet<LogId> =
                tables.logs.iter().filter(|(_, log)| log.active.is_some()).map(|(log, _)| *log).collect();
            side_data(&tables, &logs)
        };
        // The side file first: without room for it the segment simply stays the newest.
        let side = side::write(&*self.disk, &path, &state, &data)?;
        let (old, used) = self.headers.roll(&*self.disk, record)?;
        let newest = self.headers.segment().clone();
        let mut tables = self.shared.change();
        seal(&mut tables, state.segment, side, &data.runs);
        tables.headers.insert(newest.number, HeaderSegment { segment: newest, side: None });
        tables.end = u32::try_from(self.headers.end()).unwrap_or(u32::MAX);
        tables.bytes += self.headers.end();
        drop(tables);
        trim(&old, used);
        Ok(())
    }
}

/// Gives back what a complete segment does not use. Failing costs room, nothing else.
fn trim(segment: &Segment, used: u64) {
    if let Err(error) = segment.file.resize(used) {
        tracing::warn!(file = %segment.path.display(), %error, "could not give back unused room");
    }
}
