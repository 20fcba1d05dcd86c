//! The program in lines, through pipes.

use crate::processes::{PATIENCE, program};
use std::{
    io::{Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// The program in lines: what is typed, and what it has said.
#[derive(Debug)]
pub struct Talk {
    child: Child,
    said: Arc<Mutex<String>>,
    heard: usize,
}

impl Talk {
    /// Opens it on a home.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn open(home: &Path) -> Self {
        let mut command = Command::new(program());
        command.arg("--home").arg(home).arg("--plain").env("LANG", "es_MX.UTF-8").env("TERM", "dumb");
        for name in ["CABILDO_HOME", "LC_ALL", "LC_MESSAGES", "LANGUAGE"] {
            command.env_remove(name);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("a process");
        let said = Arc::new(Mutex::new(String::new()));
        let (mut out, to) = (child.stdout.take().expect("a pipe"), said.clone());
        std::thread::spawn(move || {
            let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
            while let Ok(n @ 1..) = out.read(&mut buffer) {
                bytes.extend_from_slice(&buffer[..n]);
                *to.lock().expect("a lock") = String::from_utf8_lossy(&bytes).into_owned();
            }
        });
        Self { child, said, heard: 0 }
    }

    /// Everything that it has said.
    ///
    /// # Panics
    /// When a thread has.
    #[must_use]
    pub fn all(&self) -> String {
        self.said.lock().expect("a lock").clone()
    }

    /// Waits until it says something after what was heard last; returns everything up to there.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn says(&mut self, part: &str) -> String {
        let began = Instant::now();
        loop {
            let all = self.all();
            let new = all.get(self.heard..).unwrap_or_default();
            if let Some(at) = new.find(part) {
                let heard = new[..at + part.len()].to_owned();
                self.heard += at + part.len();
                return heard;
            }
            assert!(began.elapsed() < PATIENCE, "waited for «{part}» after:\n{all}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Types a line.
    ///
    /// # Panics
    /// When nobody reads it.
    pub fn line(&mut self, text: &str) {
        writeln!(self.child.stdin.as_mut().expect("a pipe"), "{text}").expect("typed");
    }

    /// Lines, each when it is asked for.
    ///
    /// # Panics
    /// When one is not.
    #[track_caller]
    pub fn answers(&mut self, lines: &[(&str, &str)]) {
        for (question, line) in lines {
            self.says(question);
            self.line(line);
        }
    }
}

impl Talk {
    /// No more is typed.
    pub fn hang_up(&mut self) {
        drop(self.child.stdin.take());
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it does not end well.
    pub fn ends(&mut self) {
        assert!(self.child.wait().expect("ended").success(), "{}", self.all());
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
