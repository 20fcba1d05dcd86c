//! Reading complete segments again, slowly, beside everything else: opening trusts their side
//! files, so that damage inside them has to be looked for. Whoever owns the store is told, and
//! puts it right.

use crate::{
    format::{FILE_HEADER_LEN, FRAME_LEN, Frame, RECORD_LEN},
    segment::{Segment, io_error},
    side,
    tables::Shared,
};
use cabildo_protocol::store::StoreError;
use std::{
    io,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

/// How much threads that follow the store yield to all else.
pub const NICE: i32 = 10;
/// Looking begins so long after the store was opened: others have more to do then.
const FIRST: Duration = Duration::from_secs(30);
/// And again so long after everything was read.
const AGAIN: Duration = Duration::from_secs(7 * 24 * 3600);
/// A record that does not pass is read so often, as it may be in the making: bodies are erased in
/// place.
const READINGS: u32 = 3;
const BETWEEN: Duration = Duration::from_millis(200);

/// The thread, which ends when this is dropped.
#[derive(Debug)]
pub struct Scrubbing {
    stop: Arc<Stop>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Stop {
    said: Mutex<bool>,
    signal: Condvar,
}

impl Stop {
    /// Waits; whether to go on.
    fn pause(&self, time: Duration) -> bool {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.signal.wait_timeout_while(said, time, |said| !*said);
        !*waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Scrubbing {
    fn drop(&mut self) {
        *self.stop.said.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.stop.signal.notify_all();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that looks for damage panicked");
        }
    }
}

impl Scrubbing {
    /// Starts looking for damage, reading at most so many bytes a second.
    pub fn start(shared: Arc<Shared>, rate: u64) -> io::Result<Self> {
        let stop = Arc::new(Stop::default());
        let told = stop.clone();
        let work = move || {
            yield_to_others(NICE);
            let mut wait = FIRST;
            while told.pause(wait) {
                wait = AGAIN;
                let mut owed = 0;
                let mut pace = |read: u64| {
                    owed += read;
                    if owed < rate / 8 {
                        return true;
                    }
                    told.pause(Duration::from_secs_f64(std::mem::take(&mut owed) as f64 / rate as f64))
                };
                if let Err(error) = all(&shared, READINGS, &mut pace) {
                    tracing::warn!(%error, "looking for damage ended early");
                }
            }
        };
        let thread = std::thread::Builder::new().name("cabildo-scrub".to_owned()).spawn(work)?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

/// Gives the calling thread less of the processor than the others get: `nice` from 0 to 19, as the system has it.
pub fn yield_to_others(nice: i32) {
    #[cfg(not(target_os = "linux"))]
    let _ = nice;
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), nice) {
        tracing::debug!(%error, "no lower priority");
    }
}

/// Reads all complete segments and their side files. A record that does not pass is read
/// `readings` times. `pace` is told how many bytes were read, and says whether to go on.
pub fn all(shared: &Shared, readings: u32, pace: &mut dyn FnMut(u64) -> bool) -> Result<(), StoreError> {
    let segments: Vec<Arc<Segment>> = {
        let tables = shared.look();
        let headers = tables.headers.values().map(|header| &header.segment).rev().skip(1);
        headers.chain(tables.bodies.values().rev().skip(1)).cloned().collect()
    };
    for segment in segments {
        let fine = side::is_sound(shared.disk(), &segment.path.with_extension("side"));
        let Some(intact) = is_intact(&segment, readings, pace)? else { return Ok(()) };
        if !(fine && intact) {
            tracing::error!(file = %segment.path.display(), "damage was found: all is to be read and put right");
            shared.suspect();
            return Ok(());
        }
    }
    Ok(())
}

/// Whether every record of a complete segment passes its checksum; none where it is not to be
/// read to its end.
fn is_intact(
    segment: &Segment,
    readings: u32,
    pace: &mut dyn FnMut(u64) -> bool,
) -> Result<Option<bool>, StoreError> {
    let fail = |error| io_error(&segment.path, &error);
    let length = segment.file.length().map_err(fail)?;
    let mut at = FILE_HEADER_LEN as u64;
    let mut buffer = Vec::new();
    while at < length {
        let mut frame = [0; FRAME_LEN];
        segment.file.read_at(&mut frame, at).map_err(fail)?;
        let Some(frame) = Frame::decode(&frame, segment.marker) else { return Ok(Some(false)) };
        at += FRAME_LEN as u64;
        buffer.resize(usize::try_from(u64::from(frame.length).min(length - at)).unwrap_or(0), 0);
        for reading in 1.. {
            segment.file.read_at(&mut buffer, at).map_err(fail)?;
            if buffer.len() as u64 == u64::from(frame.length) && fits(segment, &buffer) {
                break;
            }
            if reading >= readings {
                return Ok(Some(false));
            }
            std::thread::sleep(BETWEEN);
        }
        at += u64::from(frame.length);
        if !pace((FRAME_LEN + buffer.len()) as u64) {
            return Ok(None);
        }
    }
    Ok(Some(true))
}

fn fits(segment: &Segment, batch: &[u8]) -> bool {
    let (codec, mut at) = (segment.codec(), 0);
    while at < batch.len() {
        match batch.get(at..).and_then(|record| codec.payload(record)) {
            Some(payload) => at += RECORD_LEN + payload.len(),
            None => return false,
        }
    }
    true
}
