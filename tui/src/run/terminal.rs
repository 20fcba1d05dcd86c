//! The terminal: taken, drawn on, and given back as it was, whatever ends the program.

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

/// Whether there is a terminal that can be drawn on.
#[must_use]
pub fn usable() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !dumb && io::stdin().is_terminal() && io::stdout().is_terminal()
}

type Hook = Box<dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync>;

/// The terminal while the interface has it.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    panicked: Arc<Notify>,
    before: Arc<Hook>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When it does not answer; it is then given back.
    pub fn open() -> io::Result<Self> {
        let panicked = Arc::new(Notify::new());
        let before: Arc<Hook> = Arc::new(panic::take_hook());
        let (tell, old) = (Arc::clone(&panicked), Arc::clone(&before));
        panic::set_hook(Box::new(move |info| {
            give_back();
            tell.notify_one();
            old(info);
        }));
        let opened = enable_raw_mode()
            .and_then(|()| execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste))
            .and_then(|()| Terminal::new(CrosstermBackend::new(io::stdout())));
        match opened {
            Ok(terminal) => Ok(Self { terminal, panicked, before }),
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
        self.terminal.draw(|frame| view(frame.buffer_mut())).map(|_| ())
    }

    /// Has everything drawn anew.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn clear(&mut self) -> io::Result<()> {
        self.terminal.clear()
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

fn restore_hook(before: Arc<Hook>) {
    panic::set_hook(Box::new(move |info| before(info)));
}

/// Twice is harmless; a terminal that is gone cannot be given back.
fn give_back() {
    let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}
