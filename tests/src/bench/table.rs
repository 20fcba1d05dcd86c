//! The table that a benchmark run prints, and figures for people.

use std::{fmt, time::Duration};

/// Rows of figures.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<[String; 3]>,
}

impl Table {
    /// Adds a row: what was measured, the figure, and what it is compared with.
    pub fn row(&mut self, what: impl Into<String>, figure: impl Into<String>, against: impl Into<String>) {
        self.rows.push([what.into(), figure.into(), against.into()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["what", "figure", "compared with"].map(str::to_owned);
        let width = |column: usize| {
            let cells = self.rows.iter().chain([&head]).map(|row| row[column].chars().count());
            cells.max().unwrap_or_default()
        };
        let widths = [0, 1, 2].map(width);
        let line = |f: &mut fmt::Formatter<'_>, row: &[String; 3]| {
            let [a, b, c] = row;
            let [wide_a, wide_b, wide_c] = widths;
            writeln!(f, "| {a:<wide_a$} | {b:<wide_b$} | {c:<wide_c$} |")
        };
        line(f, &head)?;
        line(f, &widths.map(|width| "-".repeat(width)))?;
        self.rows.iter().try_for_each(|row| line(f, row))
    }
}

/// A number for people: whole, at most three digits that are not zero, thousands apart.
#[must_use]
pub fn number(value: f64) -> String {
    let value = value.max(0.0);
    let digits = if value < 1.0 { 0 } else { value.log10().floor() as i32 };
    let unit = 10f64.powi((digits - 2).max(0));
    let text = format!("{:.0}", (value / unit).round() * unit);
    let mut grouped = String::new();
    for (at, digit) in text.chars().enumerate() {
        if at > 0 && (text.len() - at).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// A rate of messages.
#[must_use]
pub fn rate(per_second: f64) -> String {
    format!("{}/s", number(per_second))
}

/// A part of something in per cent.
#[must_use]
pub fn percent(ratio: f64) -> String {
    format!("{:.0} %", 100.0 * ratio)
}

/// A time in milliseconds.
#[must_use]
pub fn millis(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 100.0 { format!("{ms:.1} ms") } else { format!("{} ms", number(ms)) }
}

/// The value in the middle.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value below which `share` of all are, by the nearest rank.
#[must_use]
pub fn quantile(times: &[Duration], share: f64) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_and_grouped() {
        assert_eq!(
            [0.4, 7.0, 999.6, 12_345.0, 1_999_900.0].map(number),
            ["0", "7", "1 000", "12 300", "2 000 000"]
        );
        assert_eq!(percent(0.707), "71 %");
        assert_eq!(
            [12.34, 1234.0].map(|ms| millis(Duration::from_secs_f64(ms / 1000.0))),
            ["12.3 ms", "1 230 ms"]
        );
    }

    #[test]
    fn middles_and_ranks_are_of_the_sorted_values() {
        assert_eq!(median(&[9.0, 1.0, 5.0]), 5.0);
        let times: Vec<_> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(quantile(&times, 0.5), Duration::from_millis(50));
        assert_eq!(quantile(&times, 0.99), Duration::from_millis(99));
        assert_eq!(quantile(&times, 1.0), Duration::from_millis(100));
    }
}
