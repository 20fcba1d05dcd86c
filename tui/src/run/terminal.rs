//! The terminal: taken, drawn on, and given back as it was, whatever ends the program.

use super::painter::Painter;
use cabildo_protocol::sanitize;
use crossterm::{
    cursor::Show,
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute,
    terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};
use ratatui::{Terminal, backend::CrosstermBackend, buffer::Buffer};
use std::{
    io::{self, IsTerminal as _, Stdout, Write as _},
    panic,
    sync::Arc,
};
use tokio::sync::Notify;

/// Letters of a notification.
const NOTIFICATION_MAX: usize = 120;

/// Whether there is a terminal that can be drawn on.
#[must_use]
pub fn usable() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !dumb && io::stdin().is_terminal() && io::stdout().is_terminal()
}

type Hook = Box<dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync>;

/// The terminal while the interface has it.
pub struct Screen {
    painter: Painter<Stdout>,
    notifies: bool,
    panicked: Arc<Notify>,
    before: Arc<Hook>,
}

impl Screen {
    /// Takes the terminal. A panic gives it back, but one of which `caught` says on its thread that it
    /// is made good where it is.
    ///
    /// # Errors
    /// When it does not answer; it is then given back.
    pub fn open(caught: fn() -> bool) -> io::Result<Self> {
        let panicked = Arc::new(Notify::new());
        let before: Arc<Hook> = Arc::new(panic::take_hook());
        let (tell, old) = (Arc::clone(&panicked), Arc::clone(&before));
        panic::set_hook(Box::new(move |info| {
            if caught() {
                return;
            }
            give_back();
            tell.notify_one();
            old(info);
        }));
        let opened = enable_raw_mode()
            .and_then(|()| execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste))
            .and_then(|()| Terminal::new(CrosstermBackend::new(io::stdout())));
        match opened {
            Ok(terminal) => {
                Ok(Self { painter: Painter::new(terminal), notifies: notifies(), panicked, before })
            }
            Err(error) => {
                give_back();
                restore_hook(before);
                Err(error)
            }
        }
    }

    /// Draws what has changed.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn draw(&mut self, view: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        self.painter.draw(view)
    }

    /// Has everything drawn anew.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn clear(&mut self) -> io::Result<()> {
        self.painter.clear()
    }

    /// Rings.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn bell(&mut self) -> io::Result<()> {
        let mut out = io::stdout();
        out.write_all(b"\x07")?;
        out.flush()
    }

    /// Has the terminal tell of something outside of its window, where it can.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn notify(&mut self, text: &str) -> io::Result<()> {
        if !self.notifies {
            return Ok(());
        }
        let mut out = io::stdout();
        out.write_all(notification(text).as_bytes())?;
        out.flush()
    }

    /// Gives the terminal to another program.
    pub fn lend(&mut self) {
        give_back();
    }

    /// Takes the terminal again and has everything drawn anew.
    ///
    /// # Errors
    /// When the terminal does not answer.
    pub fn take_back(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        self.painter.clear()
    }

    /// Comes back when something in the program has panicked.
    pub async fn panicked(&self) {
        self.panicked.notified().await;
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
        // While a panic unwinds the hook cannot be changed; the program ends then anyway.
        if !std::thread::panicking() {
            restore_hook(Arc::clone(&self.before));
        }
    }
}

/// The consoles that write out what they do not understand.
fn notifies() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term != "dumb" && term != "linux" && !term.is_empty())
}

/// OSC 9 (iTerm2, kitty, Windows Terminal, foot) and OSC 777 (urxvt, Konsole, VTE). A semicolon
/// would begin another argument.
fn notification(text: &str) -> String {
    let clean: String = sanitize::line(text).chars().filter(|c| *c != ';').take(NOTIFICATION_MAX).collect();
    format!("\x1b]9;{clean}\x07\x1b]777;notify;Cabildo;{clean}\x07")
}

fn restore_hook(before: Arc<Hook>) {
    panic::set_hook(Box::new(move |info| before(info)));
}

/// Twice is harmless; a terminal that is gone cannot be given back.
fn give_back() {
    let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

#[cfg(test)]
mod tests {
    use super::notification;

    #[test]
    fn a_notification_is_one_short_text_that_ends_nothing() {
        let text = notification(&format!("4;1;50\u{7}\u{1b}]0;titulo\u{9c}\u{202e} agua{}", "x".repeat(500)));
        assert!(text.starts_with("\u{1b}]9;4150]0titulo agua"), "{text:?}");
        assert_eq!(text.matches('\u{7}').count(), 2);
        assert_eq!(text.matches('\u{1b}').count(), 2);
        assert!(text.len() < 300);
    }
}
