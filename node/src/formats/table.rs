//! Tables as CSV (RFC 4180), for spreadsheets: UTF-8, a line a row. A spreadsheet takes a cell that
//! begins with certain signs for a formula and runs it; what others wrote is defused by an apostrophe.

use cabildo_protocol::{id::Millis, sanitize};
use jiff::Timestamp;

/// The media type of CSV.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8";

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, from wherever.
    Text(String),
    /// A number of ours.
    Number(i64),
    /// An instant.
    At(Millis),
}

impl Cell {
    /// Words.
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// A count.
    pub fn count(n: u64) -> Self {
        Self::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

/// Rows under their headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What stands above: names that programs rely on.
    pub head: &'static [&'static str],
    /// Each as long as the head.
    pub rows: Vec<Vec<Cell>>,
}

/// Writes a table. A Spanish Excel splits at semicolons, wants a byte order mark, and knows instants
/// only without `T` and `Z`; they are in UTC either way.
#[must_use]
pub fn write(table: &Table, excel: bool) -> Vec<u8> {
    let mut bytes = if excel { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let mut out = csv::WriterBuilder::new()
        .delimiter(if excel { b';' } else { b',' })
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut bytes);
    // Memory takes everything, and every row is as long as the head.
    let _ = out.write_record(table.head);
    for row in &table.rows {
        let _ = out.write_record(row.iter().map(|cell| shown(cell, excel)));
    }
    drop(out);
    bytes
}

fn shown(cell: &Cell, excel: bool) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::At(at) => {
            let at = i64::try_from(at.0 / 1000).ok().and_then(|s| Timestamp::from_second(s).ok());
            let form = if excel { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%dT%H:%M:%SZ" };
            at.map(|at| at.strftime(form).to_string()).unwrap_or_default()
        }
        Cell::Text(text) => defused(&sanitize::block(text)),
    }
}

/// Spreadsheets look past blanks before a formula, and some take the wide forms of the signs too.
fn defused(text: &str) -> String {
    let formula = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let first = text.trim_start_matches([' ', '\n', '\u{a0}']);
    if text.starts_with(formula) || first.starts_with(formula) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_others_wrote_is_run() {
        for bad in [
            "=1+1",
            "+52 951",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\n=1",
            "=cmd|' /C calc'!A0",
            "＝1",
            "\u{202e}=1",
        ] {
            assert!(shown(&Cell::text(bad), false).starts_with('\''), "{bad:?}");
        }
        for good in ["a=b", "1-2", "", "cl:05101", "«=1»"] {
            assert_eq!(shown(&Cell::text(good), false), good);
        }
        assert_eq!(shown(&Cell::Number(-7), false), "-7", "our own numbers stay numbers");
    }

    #[test]
    fn a_table_is_read_back_and_excel_gets_its_own() {
        let rows = vec![
            vec![Cell::text("Añil; «a», \"b\"\nc"), Cell::count(3), Cell::At(Millis(1_764_612_000_123))],
            vec![Cell::text("=x"), Cell::Number(-1), Cell::At(Millis(u64::MAX))],
        ];
        let table = Table { head: &["text", "n", "at_utc"], rows };
        let plain = write(&table, false);
        let mut reader = csv::Reader::from_reader(&plain[..]);
        assert_eq!(reader.headers().expect("a head"), &csv::StringRecord::from(vec!["text", "n", "at_utc"]));
        let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
        assert_eq!(&read[0], &["Añil; «a», \"b\"\nc", "3", "2025-12-01T18:00:00Z"][..]);
        assert_eq!(&read[1][0], "'=x");
        let excel = String::from_utf8(write(&table, true)).expect("UTF-8");
        assert!(excel.starts_with("\u{feff}text;n;at_utc\r\n"), "{excel}");
        assert!(excel.contains(";3;2025-12-01 18:00:00\r\n"), "{excel}");
    }
}
