//! Signatures of messages that are kept already: checked beside everything else, by threads that yield to all
//! others.

use crate::driver::Command;
use cabildo_protocol::{
    engine::{Input, Stretch},
    message::{KeyCache, WireMessage, signed},
};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::{io, thread};

/// How much the threads yield: what is fetched meanwhile comes first, but others wait for what was checked.
const NICE: i32 = 10;

/// Messages whose signatures are to be checked.
#[derive(Debug)]
pub struct Job {
    /// Which they are.
    pub stretch: Stretch,
    /// They themselves.
    pub messages: Vec<WireMessage>,
}

/// Where jobs are brought. The threads end when it is gone.
#[derive(Debug)]
pub struct Checker(Sender<Job>);

impl Checker {
    /// Starts as many threads, whose findings go to the driver.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(threads: usize, driver: &Sender<Command>) -> io::Result<Self> {
        let (sender, jobs) = unbounded();
        for number in 0..threads.max(1) {
            let (jobs, driver) = (jobs.clone(), driver.clone());
            thread::Builder::new().name(format!("check-{number}")).spawn(move || work(&jobs, &driver))?;
        }
        Ok(Self(sender))
    }

    /// Has these checked. How many wait is bounded by the engine, which asks for few at once.
    pub fn check(&self, job: Job) {
        // Fails only where the node is stopping.
        let _ = self.0.send(job);
    }
}

fn work(jobs: &Receiver<Job>, driver: &Sender<Command>) {
    cabildo_store::yield_to_others(NICE);
    let mut keys = KeyCache::default();
    while let Ok(Job { stretch, messages }) = jobs.recv() {
        let good = signed(&messages, &mut keys);
        if driver.send(Command::Engine(Input::Checked { stretch, good })).is_err() {
            return;
        }
    }
}
