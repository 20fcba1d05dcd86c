//! A pseudo-terminal with the real program inside, and a screen to read.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::{
    io::{Read as _, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// A running program and what its terminal shows.
pub struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
    writer: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
}

impl std::fmt::Debug for Terminal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Terminal {
    /// Starts a program in a terminal of so many rows and columns.
    ///
    /// # Panics
    /// When no pseudo-terminal can be had or the program cannot be started.
    #[must_use]
    pub fn start(mut command: CommandBuilder, rows: u16, cols: u16) -> Self {
        command.env("TERM", "xterm-256color");
        let pair = native_pty_system().openpty(size(rows, cols)).expect("a pseudo-terminal");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(rows), cells(cols), 0)));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let (to_screen, to_raw) = (Arc::clone(&screen), Arc::clone(&raw));
        std::thread::spawn(move || {
            let mut buffer = [0u8; 8192];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                lock(&to_screen).process(&buffer[..n]);
                lock(&to_raw).extend_from_slice(&buffer[..n]);
            }
        });
        Self { screen, raw, writer, master: pair.master, child }
    }

    /// What the screen shows now, lines joined by newlines.
    #[must_use]
    pub fn text(&self) -> String {
        lock(&self.screen).screen().contents()
    }

    /// Whether the program has switched to the alternate screen.
    #[must_use]
    pub fn alternate_screen(&self) -> bool {
        lock(&self.screen).screen().alternate_screen()
    }

    /// Bytes that the program has written so far.
    #[must_use]
    pub fn written(&self) -> usize {
        lock(&self.raw).len()
    }

    /// Types.
    ///
    /// # Panics
    /// When the terminal is gone.
    pub fn send(&mut self, keys: &str) {
        self.writer
            .write_all(keys.as_bytes())
            .and_then(|()| self.writer.flush())
            .expect("the terminal takes keys");
    }

    /// Changes the size of the terminal.
    ///
    /// # Panics
    /// When the terminal is gone.
    pub fn resize(&mut self, rows: u16, cols: u16) {
        lock(&self.screen).screen_mut().set_size(cells(rows), cells(cols));
        self.master.resize(size(rows, cols)).expect("the terminal can be resized");
    }

    /// Waits until `condition` holds of the screen's text.
    ///
    /// # Panics
    /// After 30 seconds, with the screen as it is then.
    pub fn until(&self, what: &str, condition: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let text = self.text();
            if condition(&text) {
                return;
            }
            assert!(Instant::now() < deadline, "waited for {what}; the screen shows:\n{text}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the screen shows `text`.
    ///
    /// # Panics
    /// As [`Terminal::until`].
    pub fn shows(&self, text: &str) {
        self.until(&format!("«{text}»"), |screen| screen.contains(text));
    }

    /// The process id.
    ///
    /// # Panics
    /// When the program has ended.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a running program")
    }

    /// Waits for the end of the program; returns its exit status.
    ///
    /// # Panics
    /// After 30 seconds.
    pub fn exit_status(&mut self) -> u32 {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.exit_code();
            }
            assert!(
                Instant::now() < deadline,
                "the program does not end; the screen shows:\n{}",
                self.text()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn cells(n: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(n).expect("a terminal has rows and columns")
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}
