//! Text on its way to the screen. Nothing else in this crate makes text for a cell: whatever is
//! shown becomes a [`Span`], a span's text has passed `cabildo_protocol::sanitize`, and its width
//! is measured as the screen measures it.

use super::style::Style;
use cabildo_protocol::sanitize;
use ratatui::{
    buffer::{Buffer, CellWidth as _},
    layout::Rect,
};
use unicode_segmentation::UnicodeSegmentation as _;

/// A piece of clean text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    text: String,
    style: Style,
}

impl Span {
    /// Cleans a text for one line.
    #[must_use]
    pub fn new(text: &str, style: Style) -> Self {
        Self { text: sanitize::line(text), style }
    }

    /// Cleans a text and brings it to exactly this width: cut with `…`, or filled with spaces.
    #[must_use]
    pub fn fit(text: &str, cells: usize, style: Style) -> Self {
        let mut text = cut(&sanitize::line(text), cells);
        text.push_str(&" ".repeat(cells.saturating_sub(width(&text))));
        Self { text, style }
    }

    /// Its width in cells.
    #[must_use]
    pub fn width(&self) -> usize {
        width(&self.text)
    }
}

/// One line of the screen, and which paragraph it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    spans: Vec<Span>,
    /// The paragraph, so that a reader's place survives a resize.
    pub block: usize,
}

impl Row {
    /// An empty line.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same line as part of a paragraph.
    #[must_use]
    pub fn in_block(self, block: usize) -> Self {
        Self { block, ..self }
    }

    /// Adds text.
    #[must_use]
    pub fn put(mut self, text: &str, style: Style) -> Self {
        self.spans.push(Span::new(text, style));
        self
    }

    /// Adds text at an exact width.
    #[must_use]
    pub fn fit(mut self, text: &str, cells: usize, style: Style) -> Self {
        self.spans.push(Span::fit(text, cells, style));
        self
    }

    /// Adds another line's text.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.spans.extend(other.spans);
        self
    }

    /// Its width in cells.
    #[must_use]
    pub fn width(&self) -> usize {
        self.spans.iter().map(Span::width).sum()
    }

    /// The same text in one style, as a chosen line is shown.
    #[must_use]
    pub fn all(mut self, style: Style) -> Self {
        for span in &mut self.spans {
            span.style = style;
        }
        self
    }

    /// Fills up with spaces to a width.
    #[must_use]
    pub fn padded(self, cells: usize, style: Style) -> Self {
        let missing = cells.saturating_sub(self.width());
        self.put(&" ".repeat(missing), style)
    }

    /// Puts `right` at the right edge of so many cells; what is on the left gives way.
    #[must_use]
    pub fn right(self, right: Self, cells: usize, style: Style) -> Self {
        let room = cells.saturating_sub(right.width() + 1);
        let left = self.cut(room);
        left.padded(cells.saturating_sub(right.width()), style).join(right)
    }

    /// Cut with `…` to a width.
    #[must_use]
    pub fn cut(mut self, cells: usize) -> Self {
        if self.width() <= cells {
            return self;
        }
        let mut left = cells;
        let mut spans = Vec::new();
        for mut span in self.spans {
            let full = span.width();
            if full < left || full == 0 {
                left -= full;
                spans.push(span);
                continue;
            }
            // One cell is kept for the sign even where this span ends exactly at the edge.
            span.text = cut(&format!("{}…", span.text), left);
            spans.push(span);
            break;
        }
        self.spans = spans;
        self
    }

    /// Breaks into lines of at most so many cells at spaces, and inside longer words where there
    /// is no other way; lines after the first are moved in by `indent`.
    #[must_use]
    pub fn wrapped(self, cells: usize, indent: usize) -> Vec<Self> {
        let cells = cells.max(1);
        let indent = if indent * 2 >= cells { 0 } else { indent };
        if self.width() <= cells {
            return vec![self];
        }
        let block = self.block;
        let mut rows = vec![Self { spans: Vec::new(), block }];
        let mut used = 0;
        for span in self.spans {
            for word in span.text.split_inclusive(' ') {
                let bare = width(word.trim_end());
                if used + bare > cells && used > indent {
                    used = next(&mut rows, indent, block);
                }
                for grapheme in word.graphemes(true) {
                    let wide = usize::from(grapheme.cell_width());
                    // Clusters of some scripts have no longest: one that fits nowhere is cut.
                    let (grapheme, wide) = if wide + indent > cells { ("…", 1) } else { (grapheme, wide) };
                    if used + wide > cells {
                        if grapheme == " " {
                            continue;
                        }
                        if used > indent {
                            used = next(&mut rows, indent, block);
                        }
                    }
                    add(&mut rows, grapheme, span.style);
                    used += wide;
                }
            }
        }
        rows
    }

    /// Draws it at one line of the area.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, line: u16) {
        if line >= area.height {
            return;
        }
        let (mut x, y) = (area.x, area.y + line);
        for span in &self.spans {
            let room = usize::from(area.right().saturating_sub(x));
            (x, _) = buffer.set_stringn(x, y, &span.text, room, span.style);
        }
    }
}

fn next(rows: &mut Vec<Row>, indent: usize, block: usize) -> usize {
    let blank = Span { text: " ".repeat(indent), style: Style::default() };
    rows.push(Row { spans: vec![blank], block });
    indent
}

fn add(rows: &mut [Row], grapheme: &str, style: Style) {
    let Some(row) = rows.last_mut() else { return };
    match row.spans.last_mut() {
        Some(span) if span.style == style => span.text.push_str(grapheme),
        _ => row.spans.push(Span { text: grapheme.to_owned(), style }),
    }
}

/// A text of several lines as rows: each of its lines a paragraph of its own.
#[must_use]
pub fn paragraphs(text: &str, cells: usize, indent: usize, style: Style) -> Vec<Vec<Row>> {
    let inset = " ".repeat(indent);
    let lines = sanitize::block(text.trim_end());
    lines
        .split('\n')
        .map(|line| Row::new().put(&inset, style).put(line.trim_end(), style).wrapped(cells, indent))
        .collect()
}

/// Draws rows from the top of an area.
pub fn draw(rows: &[Row], buffer: &mut Buffer, area: Rect) {
    for (line, row) in (0..area.height).zip(rows) {
        row.draw(buffer, area, line);
    }
}

/// How many cells a text takes, counted as the screen counts.
#[must_use]
pub fn width(text: &str) -> usize {
    text.graphemes(true).filter(|g| !g.contains(char::is_control)).map(|g| usize::from(g.cell_width())).sum()
}

fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut left = cells.saturating_sub(1);
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        match left.checked_sub(usize::from(grapheme.cell_width())) {
            Some(rest) => left = rest,
            None => break,
        }
        kept.push_str(grapheme);
    }
    if cells > 0 {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(row: &Row) -> String {
        row.spans.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn lines_break_at_words_and_long_words_anywhere() {
        for (given, cells, want) in [
            ("uno dos tres", 8, vec!["uno dos ", "tres"]),
            ("uno", 8, vec!["uno"]),
            ("abcdefghij", 4, vec!["abcd", "efgh", "ij"]),
            ("水源保护", 4, vec!["水源", "保护"]),
            (" 水", 2, vec![" ", "水"]),
            ("🉐\u{c41}a", 2, vec!["…a"]),
            ("ñandú ñandú", 5, vec!["ñandú", "ñandú"]),
        ] {
            let rows = Row::new().put(given, Style::default()).wrapped(cells, 0);
            assert_eq!(rows.iter().map(text).collect::<Vec<_>>(), want, "{given}");
        }
    }

    #[test]
    fn what_does_not_fit_ends_in_a_sign() {
        let row = || Row::new().put("Oaxaca de ", Style::default()).put("Juárez", Style::default());
        assert_eq!(text(&row().cut(16)), "Oaxaca de Juárez");
        assert_eq!(text(&row().cut(12)), "Oaxaca de J…");
        assert_eq!(text(&row().cut(10)), "Oaxaca de…");
        assert_eq!(text(&row().cut(1)), "…");
        assert_eq!(text(&row().cut(0)), "");
        let both = row().right(Row::new().put("es", Style::default()), 14, Style::default());
        assert_eq!(text(&both), "Oaxaca de … es");
    }

    proptest! {
        #[test]
        fn no_row_is_wider_than_it_may_be(given in any::<String>(), cells in 2_usize..60, indent in 0_usize..8) {
            for row in Row::new().put(&given, Style::default()).wrapped(cells, indent) {
                prop_assert!(row.width() <= cells, "{row:?}");
            }
            prop_assert!(Row::new().put(&given, Style::default()).cut(cells).width() <= cells);
            prop_assert_eq!(Span::fit(&given, cells, Style::default()).width(), cells);
        }
    }
}
