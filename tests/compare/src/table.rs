//! The table that is printed.

use crate::{
    figures::{number, quantile, rate},
    place::Place,
};
use std::{fmt::Write as _, time::Duration};

/// What was measured of one system; none where it has no such thing.
#[derive(Debug, Default)]
pub struct Row {
    /// Name and version.
    pub system: String,
    /// From the publishing call to delivery, each time.
    pub propagation: Vec<Duration>,
    /// Messages a second that were taken in and confirmed.
    pub ingest: Option<f64>,
    /// Messages a second until everything was there.
    pub catch_up: Option<f64>,
    /// How many messages those two are of.
    pub messages: usize,
}

/// The table in Markdown, and below it what is missing.
pub fn render(place: &Place, rows: &[Row], left_out: &[String]) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let build = if cfg!(debug_assertions) { "NOT a release build" } else { "release build" };
    let mut text =
        format!("{} on {}, {cores} cores, {build}\n\n", place.path().display(), place.file_system());
    let head = ["system", "propagation p50 / p99", "ingest", "catch-up", "messages"].map(str::to_owned);
    let cells: Vec<[String; 5]> = rows.iter().map(cells).collect();
    let width = |n: usize| cells.iter().chain([&head]).map(|row| row[n].chars().count()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3, 4].map(width);
    let rule = widths.map(|width| "-".repeat(width));
    for row in [&head, &rule].into_iter().chain(&cells) {
        let row: Vec<String> = row.iter().zip(widths).map(|(cell, wide)| format!("{cell:<wide$}")).collect();
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    for line in left_out {
        let _ = writeln!(text, "\n{line}");
    }
    text
}

fn cells(row: &Row) -> [String; 5] {
    let each = |speed: Option<f64>| speed.map_or("–".to_owned(), rate);
    let propagation = if row.propagation.is_empty() {
        "–".to_owned()
    } else {
        format!("{} / {}", millis(quantile(&row.propagation, 0.5)), millis(quantile(&row.propagation, 0.99)))
    };
    let messages = if row.messages == 0 { "–".to_owned() } else { number(row.messages as f64) };
    [row.system.clone(), propagation, each(row.ingest), each(row.catch_up), messages]
}

/// Two digits more than other benchmarks show: on loopback some take less than a millisecond.
fn millis(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.1} ms") }
}
