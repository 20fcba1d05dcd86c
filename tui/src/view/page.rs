//! A text to scroll: rows in paragraphs that have names, so that a reader's place is kept when
//! the window changes or something arrives above.

use super::{
    ink::{self, Row},
    style::Style,
};
use crate::model::Anchor;

/// Rows of one width, in named paragraphs.
#[derive(Debug, Clone, Default)]
pub struct Page {
    width: usize,
    rows: Vec<Row>,
    names: Vec<String>,
}

impl Page {
    /// An empty page of a width.
    #[must_use]
    pub fn new(width: u16) -> Self {
        Self { width: usize::from(width).max(1), rows: Vec::new(), names: Vec::new() }
    }

    /// Its width.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Its rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Adds a line, broken where it is too long.
    pub fn row(&mut self, name: &str, row: Row, indent: usize) {
        let rows = row.wrapped(self.width, indent);
        self.block(name, rows);
    }

    /// Adds a line that is cut where it is too long, as in tables.
    pub fn line(&mut self, name: &str, row: Row) {
        let row = row.cut(self.width);
        self.block(name, vec![row]);
    }

    /// Adds a text of several paragraphs.
    pub fn text(&mut self, name: &str, text: &str, indent: usize, style: Style) {
        for (n, rows) in ink::paragraphs(text, self.width, indent, style).into_iter().enumerate() {
            self.block(&format!("{name}/{n}"), rows);
        }
    }

    /// Adds an empty line, once, and not at the beginning.
    pub fn gap(&mut self) {
        if self.rows.last().is_some_and(|row| row.width() > 0) {
            let block = self.names.len().saturating_sub(1);
            self.rows.push(Row::new().in_block(block));
        }
    }

    /// Adds a heading after an empty line.
    pub fn heading(&mut self, name: &str, text: &str, style: Style) {
        self.gap();
        self.row(name, Row::new().put(text, style), 0);
    }

    /// The first row to show for a place in the text: never so far down that a window of this
    /// height stays half empty.
    #[must_use]
    pub fn offset(&self, top: &Anchor, height: u16) -> usize {
        let block = self.names.iter().position(|name| *name == top.block);
        let first = block.and_then(|block| self.rows.iter().position(|row| row.block == block));
        let Some(first) = first else { return 0 };
        let same = |row: &&Row| Some(row.block) == block;
        let lines = self.rows.iter().skip(first).take_while(same).count();
        (first + top.line.min(lines.saturating_sub(1))).min(self.last(height))
    }

    /// The place in the text at a row.
    #[must_use]
    pub fn anchor(&self, offset: usize, height: u16) -> Anchor {
        let offset = offset.min(self.last(height));
        let Some(row) = self.rows.get(offset).filter(|_| offset > 0) else { return Anchor::default() };
        let first = self.rows.iter().position(|other| other.block == row.block).unwrap_or(offset);
        Anchor { block: self.names.get(row.block).cloned().unwrap_or_default(), line: offset - first }
    }

    /// The last row that may stand on top.
    #[must_use]
    pub fn last(&self, height: u16) -> usize {
        self.rows.len().saturating_sub(usize::from(height))
    }

    fn block(&mut self, name: &str, rows: Vec<Row>) {
        let block = self.names.len();
        self.names.push(name.to_owned());
        self.rows.extend(rows.into_iter().map(|row| row.in_block(block)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: u16, above: usize) -> Page {
        let mut page = Page::new(width);
        for n in 0..above {
            page.text(&format!("late/{n}"), "llegó después", 0, Style::new());
        }
        let text: Vec<String> = (0..20).map(|n| format!("párrafo {n} {}", "palabra ".repeat(20))).collect();
        page.text("text", &text.join("\n"), 0, Style::new());
        page
    }

    #[test]
    fn a_place_survives_another_width_and_what_arrives_above() {
        let wide = page(80, 0);
        let anchor = wide.anchor(20, 10);
        for (width, above) in [(80, 0), (40, 0), (33, 0), (80, 3), (200, 1)] {
            let other = page(width, above);
            let offset = other.offset(&anchor, 10);
            assert_eq!(other.anchor(offset, 10).block, anchor.block, "{width} {above}");
        }
        assert_eq!(wide.offset(&anchor, 10), 20);
    }

    #[test]
    fn the_end_is_shown_whole() {
        let page = page(80, 0);
        assert_eq!(page.offset(&page.anchor(usize::MAX, 10), 10), page.rows().len() - 10);
        assert_eq!(page.offset(&Anchor::default(), 10), 0);
        assert_eq!(page.offset(&Anchor { block: "gone".to_owned(), line: 7 }, 10), 0);
    }
}
