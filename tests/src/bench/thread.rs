//! A proposal on which every municipality of Mexico and Chile has taken a position: what its view costs, as the
//! fold alone and as a node answers it, and what one more position does.

use super::{
    door,
    place::Place,
    rosters::{DEVICES, FOUNDED, Rosters, key},
    scale::{Process, program},
    table::{Table, median, millis, number, percent},
    work::BATCH,
};
use cabildo_client::key::KeyFile;
use cabildo_node::{
    config::Config,
    home::{Home, Paths},
};
use cabildo_protocol::{
    authority::Authority,
    cbor,
    content::{Content, PositionTaken, Proposal, Stance},
    id::{InstitutionId, MessageId},
    message::{Message, Position, Verified},
    store::Store as _,
    text::Texts,
    views::{self, Context, Thread},
};
use std::{
    collections::BTreeMap,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

/// How soon a view is to be there, and what one more position may cost.
const VIEW_MAX: Duration = Duration::from_millis(10);
const MORE_MAX: Duration = Duration::from_millis(1);

/// What everybody answers.
#[must_use]
pub fn proposal() -> Content {
    let text = |text: &str| Texts::one("es".parse().expect("a tag"), text);
    Content::Proposal(Proposal::new(text("Convenio de agua potable"), text("Se propone un convenio.")))
}

/// The n-th answer.
#[must_use]
pub fn position(n: usize) -> Content {
    let stances = [Stance::Endorse, Stance::Object, Stance::Abstain, Stance::AskForChanges];
    Content::Position(PositionTaken {
        schema: 1,
        stance: stances[n % stances.len()],
        reason: Texts::one("es".parse().expect("a tag"), "Así lo acordó el cabildo en su sesión ordinaria."),
        mandate: Some(format!("Acuerdo {n}/2026")),
        revision: None,
        read: None,
        sponsors: false,
    })
}

/// A federation of so many institutions, with a thread in which each but the first answers.
struct Crowd {
    rosters: Rosters,
    /// The proposal, and what is said to it.
    thread: Vec<Verified>,
}

impl Crowd {
    fn new(count: usize) -> Self {
        let rosters = Rosters::found(count);
        let first = write(&rosters, 0, &start(&rosters, 0), None, &proposal());
        let root = first.id();
        let answer = |n| write(&rosters, n, &start(&rosters, n), Some(root), &position(n));
        let thread = std::iter::once(first.clone()).chain((1..count).map(answer)).collect();
        Self { rosters, thread }
    }

    /// Answers of the first institution, one after the other.
    fn more(&self, count: usize) -> Vec<Verified> {
        let root = &self.thread[0];
        let mut last = root.position();
        let answers = (0..count).map(|n| {
            let answer = write(&self.rosters, 0, &last, Some(root.id()), &position(n));
            last = answer.position();
            answer
        });
        answers.collect()
    }

    /// The home of the first institution's node, with the thread in its store.
    fn home(&self, folder: &Path) -> Paths {
        let mut config = Config::default();
        config.network.listen = vec!["/ip4/127.0.0.1/tcp/0".parse().expect("an address")];
        (config.store.min_free_mib, config.store.min_free_percent) = (1, 0);
        let paths = Home::create(folder, &config).unwrap_or_else(|error| panic!("{error}"));
        let node = key(&format!("{}-node", self.rosters.institutions[0]));
        KeyFile::create(&paths.node_key(), &node, None).expect("a key");
        for (number, roster) in self.rosters.all.iter().enumerate() {
            let file = paths.rosters().join(format!("{number:05}.roster"));
            std::fs::write(file, cbor::encode(roster)).expect("a roster on the disk");
        }
        let mut store = door::store(&paths.store(), false);
        for batch in self.thread.chunks(BATCH) {
            batch.iter().for_each(|message| store.append(message).expect("an appended message"));
            store.commit().expect("a commit");
        }
        paths
    }
}

fn start(rosters: &Rosters, n: usize) -> Position {
    Position::start(&rosters.id, &Rosters::log(&device(&rosters.institutions[n])))
}

fn device(institution: &InstitutionId) -> String {
    format!("{institution}-{}", DEVICES - 1)
}

fn write(
    rosters: &Rosters,
    n: usize,
    last: &Position,
    root: Option<MessageId>,
    content: &Content,
) -> Verified {
    let institution = &rosters.institutions[n];
    rosters.write(institution, &device(institution), last, (root, content.kind(), &content.encode()))
}

/// The fold alone over messages that are in memory, and a node's answer, which reads them from the disk;
/// that again after one more position.
///
/// # Errors
/// When the program is not there, or does not answer.
///
/// # Panics
/// When its own messages are refused, or the disk fails.
pub fn measure(place: &Place, count: usize, repetitions: usize, table: &mut Table) -> Result<(), String> {
    let crowd = Crowd::new(count);
    let authority = Authority::load(&crowd.rosters.all).expect("good rosters");
    let messages: Vec<Message> = crowd.thread.iter().map(|message| (**message).clone()).collect();
    let (root, replies) = messages.split_first().expect("a thread");
    let forks = BTreeMap::new();
    let context = Context { authority: &authority, forks: &forks, now: FOUNDED.plus(1) };
    let folds = (0..repetitions).map(|_| {
        let began = Instant::now();
        let view = black_box(views::thread(root, replies, &context));
        let time = began.elapsed().as_secs_f64();
        let Thread::Proposal(view) = view else { panic!("no proposal") };
        assert_eq!(view.positions.iter().filter(|entry| entry.counted).count(), count - 1);
        time
    });
    row("thread: fold of a proposal", &folds.collect::<Vec<_>>(), VIEW_MAX, count, table);
    let mut view = views::thread(root, replies, &context);
    let answers = crowd.more(repetitions);
    let takes = answers.iter().map(|message| {
        let began = Instant::now();
        assert!(black_box(view.take(message, &context)), "a position that is simple");
        began.elapsed().as_secs_f64()
    });
    row("thread: one more position into its view", &takes.collect::<Vec<_>>(), MORE_MAX, count, table);

    let program = program()?;
    let folder = place.path().join("thread");
    let running = Process::start(&program, &crowd.home(&folder), "node")?;
    running.wait_for_index()?;
    let path = format!("/v1/messages/{}", root.id());
    let get = || {
        let began = Instant::now();
        running.get(&path).map(|_| began.elapsed().as_secs_f64())
    };
    get()?;
    let again: Vec<f64> = (0..repetitions).map(|_| get()).collect::<Result<_, _>>()?;
    let mut more = Vec::new();
    for message in &answers {
        running.submit(message)?;
        more.push(get()?);
    }
    running.stop(rustix::process::Signal::TERM);
    row("thread: a node's answer", &again, VIEW_MAX, count, table);
    let what = "thread: a node's answer after one more position";
    row(what, &more, VIEW_MAX + MORE_MAX, count, table);
    std::fs::remove_dir_all(folder).map_err(|error| error.to_string())
}

fn row(what: &str, times: &[f64], most: Duration, answers: usize, table: &mut Table) {
    let time = Duration::from_secs_f64(median(times));
    let share = percent(time.as_secs_f64() / most.as_secs_f64());
    table.row(
        what,
        millis(time),
        format!("{share} of {}; {} positions", millis(most), number(answers as f64 - 1.0)),
    );
}
