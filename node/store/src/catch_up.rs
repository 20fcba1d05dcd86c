//! A thread that follows the commits with something of its own, and readers that wait until it has them.

use std::{
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// How long a reader waits before it looks through the messages itself.
const PATIENCE: Duration = Duration::from_millis(250);
/// While no reader waits, so long is gathered what commits bring: one visit for many of them.
const GATHER: Duration = Duration::from_millis(100);

/// What the thread and the readers tell each other: how far it is.
#[derive(Debug, Default)]
pub struct CatchUp<S> {
    state: Mutex<State<S>>,
    moved: Condvar,
    /// A reader has begun to wait, or the thread is to end.
    asked: Condvar,
    stop: AtomicBool,
}

#[derive(Debug, Default)]
struct State<S> {
    reached: S,
    /// Readers that wait.
    readers: usize,
}

/// What a reader finds.
#[derive(Debug)]
pub enum Found<T> {
    /// What it waits for.
    Here(T),
    /// It is worth waiting.
    Soon,
    /// It is not.
    InVain,
}

impl<S> CatchUp<S> {
    fn lock(&self) -> MutexGuard<'_, State<S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a reader finds what it looks for; none where that is in vain or takes too long.
    pub fn wait<T>(&self, look: impl Fn(&S) -> Found<T>) -> Option<T> {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.lock();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match look(&state.reached) {
                Found::Here(found) => return Some(found),
                Found::Soon if !left.is_zero() => {}
                Found::Soon | Found::InVain => return None,
            }
            state.readers += 1;
            self.asked.notify_all();
            state = self.moved.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            state.readers -= 1;
        }
    }

    /// How far it is.
    pub fn read<T>(&self, read: impl FnOnce(&S) -> T) -> T {
        read(&self.lock().reached)
    }

    /// Says how far it is now.
    pub fn tell(&self, change: impl FnOnce(&mut S)) {
        change(&mut self.lock().reached);
        self.moved.notify_all();
    }

    /// Waits for more to come, unless a reader waits.
    pub fn gather(&self) {
        let idle = |state: &mut State<S>| state.readers == 0 && !self.is_stopped();
        drop(self.asked.wait_timeout_while(self.lock(), GATHER, idle));
    }

    /// Ends the gathering. The lock is taken so that a thread about to wait does not miss it.
    pub fn hurry(&self) {
        drop(self.lock());
        self.asked.notify_all();
    }

    /// Whether the thread is to end.
    pub fn stop(&self, stop: bool) {
        self.stop.store(stop, Ordering::Relaxed);
        self.hurry();
    }

    /// See [`CatchUp::stop`].
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
