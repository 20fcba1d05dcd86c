//! Draws what has changed: a frame that is like the one before writes nothing.

use ratatui::{
    Terminal,
    backend::{Backend as _, ClearType, CrosstermBackend},
    buffer::Buffer,
};
use std::io::{self, Write};

/// A terminal, and what stands on it.
pub struct Painter<W: Write> {
    terminal: Terminal<CrosstermBackend<W>>,
    shown: Option<Buffer>,
}

impl<W: Write> Painter<W> {
    /// On a terminal.
    pub fn new(terminal: Terminal<CrosstermBackend<W>>) -> Self {
        Self { terminal, shown: None }
    }

    /// Draws what has changed.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn draw(&mut self, view: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        self.terminal.autoresize()?;
        let mut next = Buffer::empty(self.terminal.get_frame().area());
        view(&mut next);
        if self.shown.as_ref() == Some(&next) {
            return Ok(());
        }
        self.terminal.draw(|frame| {
            // A size that changed between the two lines is drawn after its own event.
            if frame.area() == next.area {
                frame.buffer_mut().clone_from(&next);
            }
        })?;
        self.shown = Some(next);
        Ok(())
    }

    /// Has everything drawn anew.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn clear(&mut self) -> io::Result<()> {
        self.shown = None;
        // Not `Terminal::clear`: it asks the terminal where the cursor is, and who reads the keys
        // would get the answer.
        self.terminal.backend_mut().clear_region(ClearType::All)?;
        self.terminal.swap_buffers();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tests::fixture::Screen, update::Event, view};
    use ratatui::{TerminalOptions, Viewport, layout::Rect};
    use std::{cell::Cell, rc::Rc};

    /// Counts what would go over the line.
    #[derive(Clone, Default)]
    struct Line(Rc<Cell<usize>>);

    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.set(self.0.get() + bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn painter(columns: u16, rows: u16) -> (Painter<Line>, Line) {
        let line = Line::default();
        let viewport = Viewport::Fixed(Rect { x: 0, y: 0, width: columns, height: rows });
        let backend = CrosstermBackend::new(line.clone());
        let terminal = Terminal::with_options(backend, TerminalOptions { viewport }).expect("a terminal");
        (Painter::new(terminal), line)
    }

    /// Prints the bytes of each key; only their order of magnitude is held: a key that redraws the
    /// whole screen is felt over a slow line.
    #[test]
    fn bytes_a_key() {
        for (columns, rows) in [(80, 24), (200, 60)] {
            let (mut painter, line) = painter(columns, rows);
            let mut screen = Screen::new((columns, rows), "es");
            let mut bytes = |screen: &Screen| {
                line.0.set(0);
                painter.draw(|buffer| view::draw(&screen.model, buffer)).expect("drawn");
                line.0.get()
            };
            println!("{columns}x{rows}: first frame {} bytes", bytes(&screen));
            assert_eq!(bytes(&screen), 0, "nothing changed");
            screen.event(Event::Wake);
            assert_eq!(bytes(&screen), 0, "the minute has not changed");
            for (what, keys, most) in [
                ("down in the inbox", "j", 4000),
                ("open a thread", "<enter>", 30_000),
                ("a line down", "j", 20_000),
                ("open the editor", "c", 6000),
                ("a letter", "a", 600),
                ("another letter", "b", 200),
                ("close the editor", "<esc>", 8000),
                ("open a form", "n<enter>", 30_000),
                ("a letter in a form", "a", 400),
                ("the next field", "<tab>", 4000),
            ] {
                screen.keys(keys);
                let bytes = bytes(&screen);
                println!("{columns}x{rows}: {what} {bytes} bytes");
                assert!(bytes <= most, "{what}: {bytes}");
            }
        }
    }
}
