//! The table that a benchmark run prints.

use std::fmt;

/// Rows of figures.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<(String, String, String)>,
}

impl Table {
    /// Adds a row: what was measured, the figure, and what it is compared with.
    pub fn row(&mut self, what: impl Into<String>, figure: impl Into<String>, against: impl Into<String>) {
        self.rows.push((what.into(), figure.into(), against.into()));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | figure | against |\n| --- | --- | --- |")?;
        self.rows
            .iter()
            .try_for_each(|(what, figure, against)| writeln!(f, "| {what} | {figure} | {against} |"))
    }
}

/// A rate for people: three digits and the unit.
#[must_use]
pub fn rate(per_second: f64) -> String {
    match per_second {
        r if r >= 10_000.0 => format!("{:.0} 000/s", r / 1000.0),
        r if r >= 1000.0 => format!("{:.1} 000/s", r / 1000.0),
        r => format!("{r:.0}/s"),
    }
}

/// A ratio in per cent.
#[must_use]
pub fn percent(part: f64, whole: f64) -> String {
    format!("{:.0} %", 100.0 * part / whole)
}
