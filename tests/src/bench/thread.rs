//! A proposal on which every municipality of Mexico and Chile has taken a position: what its view costs, as the
//! fold alone and as a node answers it, and what one more position does.

use super::{
    catchup,
    place::Place,
    rosters::{DEVICES, FOUNDED, Rosters},
    scale::{Process, paths, program},
    table::{Table, median, millis, number, percent},
    work::Federation,
};
use cabildo_protocol::{
    authority::Authority,
    content::{Content, PositionTaken, Proposal, Stance},
    message::{Message, Position, Verified},
    text::Texts,
    views::{self, Context, Thread},
};
use std::{
    collections::BTreeMap,
    hint::black_box,
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

/// The fold alone, over messages that are in memory.
///
/// # Panics
/// When its own messages are refused.
pub fn fold(count: usize, repetitions: usize, table: &mut Table) {
    let rosters = Rosters::found(count);
    let authority = Authority::load(&rosters.all).expect("good rosters");
    let write = |n: usize, root: Option<&Verified>, content: &Content| {
        let institution = &rosters.institutions[n];
        let device = format!("{institution}-{}", DEVICES - 1);
        let last = Position::start(&rosters.id, &Rosters::log(&device));
        rosters.write(
            institution,
            &device,
            &last,
            (root.map(|root| root.id()), content.kind(), &content.encode()),
        )
    };
    let root = write(0, None, &proposal());
    let replies: Vec<Message> =
        (1..count).map(|n| write(n, Some(&root), &position(n)).into_message()).collect();
    let root = root.into_message();
    let forks = BTreeMap::new();
    let context = Context { authority: &authority, forks: &forks, now: FOUNDED.plus(1) };
    let times: Vec<f64> = (0..repetitions.max(3))
        .map(|_| {
            let began = Instant::now();
            let view = black_box(views::thread(&root, &replies, &context));
            let time = began.elapsed().as_secs_f64();
            let Thread::Proposal(view) = view else { panic!("no proposal") };
            assert_eq!(view.positions.iter().filter(|entry| entry.counted).count(), count - 1);
            time
        })
        .collect();
    row("thread: fold of a proposal", &times, VIEW_MAX, count - 1, table);
}

/// The same as a node answers it, and again after one more position.
///
/// # Errors
/// When the program is not there, or does not answer.
///
/// # Panics
/// When the disk fails.
pub fn measure(place: &Place, count: usize, repetitions: usize, table: &mut Table) -> Result<(), String> {
    let program = program()?;
    let mut federation = Federation::write(&place.path().join("thread"), count + 1);
    let thread = federation.sign_thread(repetitions);
    // Its own answers are written while it is looked at.
    let (kept, later) = thread.split_at(thread.len() - repetitions);
    let (root, answers) = (thread[0].1.id(), kept.len() - 1);
    catchup::fill(&federation, 0, false, kept);
    let running = Process::start(&program, &paths(&federation, 0), "node")?;
    running.wait_for_index()?;
    let path = format!("/v1/messages/{root}");
    let get = || {
        let began = Instant::now();
        running.get(&path).map(|_| began.elapsed().as_secs_f64())
    };
    get()?;
    let again: Vec<f64> = (0..repetitions).map(|_| get()).collect::<Result<_, _>>()?;
    let mut more = Vec::new();
    for (_, message) in later {
        running.submit(message)?;
        more.push(get()?);
    }
    running.stop(rustix::process::Signal::TERM);
    row("thread: a node's answer", &again, VIEW_MAX, answers, table);
    row("thread: a node's answer after one more position", &more, VIEW_MAX + MORE_MAX, answers, table);
    Ok(())
}

fn row(what: &str, times: &[f64], most: Duration, answers: usize, table: &mut Table) {
    let time = Duration::from_secs_f64(median(times));
    let share = percent(time.as_secs_f64() / most.as_secs_f64());
    table.row(
        what,
        millis(time),
        format!("{share} of {}; {} positions", millis(most), number(answers as f64)),
    );
}
