//! Memory and disk per message, measured in a process of its own that does nothing else: in the
//! benchmark's own process the prepared messages would be counted too.

use super::{
    door::{self, Door, verified},
    work::{BATCH, Federation, Signed, authority, frame},
};
use cabildo_protocol::message::KeyCache;
use std::{
    fs::File,
    io::{BufReader, BufWriter, Read as _, Write as _},
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::Command,
    time::Duration,
};

/// Bytes per message.
#[derive(Debug, Clone, Copy)]
pub struct Footprint {
    /// Growth of the resident memory.
    pub memory: f64,
    /// Records in the segments, framing included.
    pub segments: f64,
    /// Blocks that all files of the store take on the disk, preallocated ones and the index
    /// included.
    pub disk: f64,
    /// The index's part of that.
    pub index: f64,
}

/// Runs this program again as the process that is measured.
///
/// # Errors
/// When that process fails.
///
/// # Panics
/// When the disk refuses.
pub fn measure(folder: &Path, federation: &Federation, messages: &[Signed]) -> Result<Footprint, String> {
    let frames = folder.join("frames");
    let mut file = BufWriter::new(File::create(&frames).expect("a file"));
    for (_, message) in messages {
        let frame = frame(message);
        file.write_all(&(frame.len() as u64).to_le_bytes()).expect("a write");
        file.write_all(&frame).expect("a write");
    }
    file.flush().expect("a write");
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .arg("--take-in")
        .args([folder, federation.home(0)])
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<f64> = text.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    let [memory, segments] = figures[..] else {
        return Err(format!("the measured process failed: {}", String::from_utf8_lossy(&output.stderr)));
    };
    let count = messages.len() as f64;
    let store = folder.join("store");
    Ok(Footprint {
        memory: memory / count,
        segments: segments / count,
        disk: blocks(&store) as f64 / count,
        index: blocks(&store.join("index")) as f64 / count,
    })
}

/// What the measured process does: takes in the frames of a file and says by how many bytes it
/// grew, and how many it wrote into segments.
///
/// # Panics
/// When the disk fails or a frame is no message.
#[must_use]
pub fn take_in(folder: &Path, home: &Path) -> String {
    let mut door = Door::new(door::store(&folder.join("store"), true), &authority(home));
    let mut keys = KeyCache::default();
    let mut file = BufReader::new(File::open(folder.join("frames")).expect("the frames"));
    let mut length = [0; 8];
    let (before, mut taken) = (resident(), 0usize);
    while file.read_exact(&mut length).is_ok() {
        let mut frame = vec![0; usize::try_from(u64::from_le_bytes(length)).expect("a length")];
        file.read_exact(&mut frame).expect("a frame");
        door.take(verified(&frame, &mut keys));
        taken += 1;
        if taken.is_multiple_of(BATCH) {
            door.settle();
        }
    }
    door.settle();
    assert_eq!(door.kept(), taken, "everything durable");
    while door.index_lag() > 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    format!("{} {}", resident().saturating_sub(before), door.segment_bytes())
}

/// Resident memory of this process, bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the process's status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    1024 * line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number")
}

/// Bytes of all blocks that the files below a folder take.
fn blocks(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => blocks(&entry.path()),
            Ok(data) => data.blocks() * 512,
            Err(_) => 0,
        })
        .sum()
}
