//! One run of all benchmarks, in order, into one table.

use super::{
    catchup::{self, Found},
    door::{self, Door},
    footprint, last, limits,
    pair::{Pair, Round, WINDOW},
    place::Place,
    reconcile, rosters, scale,
    table::{Table, median, millis, number, percent, quantile, rate},
    thread, transfer,
    work::{BATCH, Federation, frame},
};
use std::{path::Path, time::Duration};

/// The most that a repetition of catching up may take.
const CATCH_UP_MAX: Duration = Duration::from_secs(600);

/// Institutions with three devices each, whose logs are compared.
const COMPARED: usize = 3000;

/// Institutions that write what a fresh node catches up, beside a relay, and the devices of each.
const INSTITUTIONS: usize = 30;
const DEVICES: usize = 10;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Messages at the engine's door, in one repetition.
    pub door: usize,
    /// Messages between two nodes, in one repetition.
    pub pair: usize,
    /// Repetitions of both.
    pub repetitions: usize,
    /// Nodes, one federation after the other.
    pub nodes: &'static [usize],
    /// Messages to all of them.
    pub last: usize,
    /// Messages to catch up.
    pub catch_up: usize,
    /// Repetitions of that.
    pub catch_ups: usize,
    /// Messages whose memory and disk are measured.
    pub footprint: usize,
    /// Messages of nodes whose start, memory and lists are measured, one after the other.
    pub many: &'static [usize],
    /// Institutions whose rosters are verified.
    pub institutions: usize,
    /// Positions on one proposal.
    pub answers: usize,
    /// Messages in each of 9,000 logs that are compared.
    pub compared: usize,
}

impl Effort {
    /// Ends within about a minute; for whoever changes something.
    pub const SHORT: Self = Self {
        door: 4096,
        pair: 2000,
        repetitions: 5,
        nodes: &[20],
        last: 60,
        // Long enough that logs are taken by their last signatures.
        catch_up: 20_000,
        catch_ups: 3,
        footprint: 8192,
        many: &[40_000],
        institutions: 600,
        answers: 200,
        compared: 1,
    };
    /// Takes minutes; for figures that are quoted.
    pub const LONG: Self = Self {
        door: 16_384,
        pair: 8000,
        repetitions: 9,
        nodes: &[20, 50],
        last: 500,
        catch_up: 100_000,
        catch_ups: 3,
        footprint: 50_000,
        many: &[10_000, 100_000, 1_000_000],
        institutions: 3000,
        answers: 2826,
        compared: 100,
    };
}

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// The machine's limits and the engine's door.
    Door,
    /// Gossip between two nodes.
    Two,
    /// Time to the last of many nodes.
    Many,
    /// Catching up.
    Fresh,
    /// Memory and disk.
    Weight,
    /// A node with many messages: its start and its memory.
    Scale,
    /// Rosters of a large federation.
    Rosters,
    /// A proposal on which everybody has taken a position.
    Thread,
    /// Two nodes that find out in which logs they differ.
    Reconcile,
}

/// Measures these parts, or everything where none is named, and returns the table.
///
/// # Errors
/// When the place is no disk, or a part of the benchmark fails.
///
/// # Panics
/// When a node or the disk fails.
pub fn all(under: &Path, effort: Effort, only: &[Part]) -> Result<Table, String> {
    let place = Place::below(under)?;
    let mut table = Table::default();
    table.row("where", place.path().display().to_string(), place.file_system());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let build = if cfg!(debug_assertions) {
        "NOT a release build: figures are not worth quoting"
    } else {
        "release build"
    };
    table.row("machine", format!("{cores} cores"), build);
    let wanted = |part| only.is_empty() || only.contains(&part);
    if wanted(Part::Door) {
        engine(&place, effort, &mut table);
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    if wanted(Part::Two) {
        runtime.block_on(two(&place, effort, &mut table));
    }
    if wanted(Part::Many) {
        let mut steps = last::steps();
        for nodes in effort.nodes {
            runtime.block_on(many(&place, (*nodes, effort.last), &mut steps, &mut table));
        }
    }
    if wanted(Part::Fresh) {
        runtime.block_on(fresh(&place, effort, &mut table));
    }
    if wanted(Part::Weight) {
        weight(&place, effort, &mut table)?;
    }
    if wanted(Part::Rosters) {
        stage("rosters of a large federation");
        rosters::measure(effort.institutions, effort.repetitions, &mut table);
    }
    if wanted(Part::Thread) {
        stage("a proposal with many positions");
        thread::measure(&place, effort.answers, effort.repetitions, &mut table)?;
    }
    if wanted(Part::Reconcile) {
        stage("two nodes with 9,000 logs");
        reconcile::measure(COMPARED, effort.compared, &mut table);
    }
    if wanted(Part::Scale) {
        stage("a node with many messages");
        for count in effort.many {
            scale::measure(&place, *count, effort.catch_ups, &mut table)?;
        }
    }
    Ok(table)
}

/// Says on the side what is under way.
fn stage(what: &str) {
    eprintln!("… {what}");
}

/// The machine's limits and the engine's door.
fn engine(place: &Place, effort: Effort, table: &mut Table) {
    stage("limits of the machine, the engine's door");
    let mut federation = Federation::write(&place.path().join("door"), 7);
    let messages = federation.sign(effort.door);
    let total: usize = messages.iter().map(|(_, message)| message.total_len() as usize).sum();
    let size = total / messages.len();
    let header = messages[0].1.header_bytes().len();
    let frames: Vec<_> = messages.iter().map(|(_, message)| frame(message)).collect();
    let measure = |name: &str, index, run: fn(Door, &[Vec<u8>]) -> f64| {
        let folder = place.fresh(name);
        let rate = run(Door::new(door::store(&folder, index), federation.authority()), &frames);
        std::fs::remove_dir_all(folder).expect("a removed store");
        rate
    };
    let mut rounds: Vec<[f64; 5]> = Vec::new();
    for _ in 0..effort.repetitions {
        rounds.push([
            limits::verify_rate(header, effort.door),
            limits::append_rate(place.path(), size, BATCH, effort.door / BATCH),
            measure("index-off", false, door::on_one_thread),
            measure("index-on", true, door::on_one_thread),
            measure("two-threads", true, door::on_two_threads),
        ]);
    }
    // Each ratio is of figures that were measured right after each other.
    let middle = |of: &dyn Fn(&[f64; 5]) -> f64| median(&rounds.iter().map(of).collect::<Vec<_>>());
    let together = |r: &[f64; 5]| limits::together(&[r[0], r[1]]);
    table.row(
        "limit: strict verifications",
        rate(middle(&|r| r[0])),
        format!("one core, {header} bytes signed"),
    );
    let records = format!("records of {size} bytes, one fdatasync per {BATCH}");
    table.row("limit: append and fdatasync", rate(middle(&|r| r[1])), records);
    let both = "one after the other: what the engine's door is compared with";
    table.row("limit: both", rate(middle(&together)), both);
    let names = ["one thread, no index", "one thread, index", "verification on a second thread, index"];
    for (at, name) in names.iter().enumerate() {
        let share = percent(middle(&|r| r[at + 2] / together(r)));
        let mut against = format!("{share} of both limits together, aim 70 %");
        if at == 2 {
            let slower = percent(middle(&|r| r[4] / r[0].min(r[1])));
            against = format!("{share} of both limits together; {slower} of the slower one alone");
        }
        table.row(format!("engine's door: {name}"), rate(middle(&|r| r[at + 2])), against);
    }
}

/// Gossip between two nodes.
async fn two(place: &Place, effort: Effort, table: &mut Table) {
    stage("two nodes, real and bare");
    let mut federation = Federation::write(&place.path().join("two"), 2);
    let all = federation.sign(effort.pair * (effort.repetitions + 1));
    let mut pair = Pair::start(&federation).await;
    let mut rounds: Vec<[Round; 2]> = Vec::new();
    for messages in all.chunks(effort.pair) {
        rounds.push([pair.real(messages).await, pair.bare(messages).await]);
    }
    pair.stop().await;
    // The first round warms up.
    rounds.remove(0);
    let middle = |of: &dyn Fn(&[Round; 2]) -> f64| median(&rounds.iter().map(of).collect::<Vec<_>>());
    let what = format!("{WINDOW} under way, {} came by gossip", percent(middle(&|r| r[1].gossiped)));
    table.row("two nodes: bare gossipsub", rate(middle(&|r| r[1].rate)), what);
    let ratio = percent(middle(&|r| r[0].rate / r[1].rate));
    let gossiped = percent(middle(&|r| r[0].gossiped));
    let against = format!("{ratio} of bare gossipsub; {gossiped} came by gossip, the rest by sync");
    table.row("two nodes: submitted at one, durable at the other", rate(middle(&|r| r[0].rate)), against);
}

/// Time to the last of many nodes.
async fn many(place: &Place, (nodes, count): (usize, usize), steps: &mut last::Steps, table: &mut Table) {
    stage(&format!("{nodes} nodes, real and bare"));
    let mut federation = Federation::write(&place.path().join(format!("many-{nodes}")), nodes);
    let messages = federation.sign(count + nodes);
    let mut clusters = last::Clusters::start(&federation, steps).await;
    let (warm, measured) = messages.split_at(nodes);
    clusters.measure(warm).await;
    let times = clusters.measure(measured).await;
    clusters.stop().await;
    let shares = [0.5, 0.99, 1.0];
    let figures = |of: &[Duration]| shares.map(|share| quantile(of, share));
    let show = |of: &[Duration]| figures(of).map(millis).join(" / ");
    let ratios = |of: &[Duration]| {
        let ratio =
            |(own, bare): (Duration, Duration)| format!("{:.2}", own.as_secs_f64() / bare.as_secs_f64());
        let ratios: Vec<_> = figures(of).into_iter().zip(figures(&times.bare)).map(ratio).collect();
        format!("{} × bare gossipsub", ratios.join(" / "))
    };
    let what = |what: &str| format!("last of {nodes} nodes, p50 / p99 / max: {what}");
    let count = format!("{} messages, one at a time, same links", times.bare.len());
    table.row(what("bare gossipsub"), show(&times.bare), count);
    let mut against = format!("{}, aim 1.5", ratios(&times.accepted));
    if times.by_sync > 0 {
        against = format!("{against}; {} not by gossip alone", times.by_sync);
    }
    table.row(what("verified, linked, handed on"), show(&times.accepted), against);
    let against = format!("{}; the author's disk sync not counted", ratios(&times.from_publish));
    table.row(what("the same from the author's publish"), show(&times.from_publish), against);
    let against = format!("{}; all nodes on this one disk", ratios(&times.durable));
    table.row(what("durable and told to clients"), show(&times.durable), against);
}

/// Catching up.
async fn fresh(place: &Place, effort: Effort, table: &mut Table) {
    stage("catching up");
    let mut federation = Federation::write(&place.path().join("fresh"), INSTITUTIONS + 1);
    federation.equip(DEVICES);
    let peer = federation.key(0);
    federation.configure(0, |config| config.network.peers.clear());
    federation.configure(1, |config| config.network.peers.retain(|known| known.node == peer));
    let messages = federation.sign_noise(effort.catch_up);
    catchup::fill(&federation, 0, true, &messages);
    let peer = federation.start(0).await;
    let size = messages.iter().map(|(_, m)| m.total_len()).sum::<u64>() / messages.len() as u64;
    let mut rounds = Vec::new();
    for _ in 0..effort.catch_ups {
        catchup::quiet().await;
        rounds.push((
            transfer::rate(messages.iter().map(|(_, message)| message)).await,
            limits::append_rate(place.path(), size as usize, BATCH, messages.len() / BATCH),
            catchup::measure(&federation, 1, &peer, CATCH_UP_MAX).await,
        ));
    }
    peer.stop().await;
    let middle = |of: &dyn Fn(&(f64, f64, Found)) -> f64| median(&rounds.iter().map(of).collect::<Vec<_>>());
    table.row(
        "limit: transfer",
        rate(middle(&|r| r.0)),
        format!("messages of {size} bytes, the same pages over QUIC"),
    );
    table.row("limit: append and fdatasync", rate(middle(&|r| r.1)), format!("one fdatasync per {BATCH}"));
    let rate_found = middle(&|r| r.2.kept);
    let against = format!(
        "{} of the slower limit, aim 60 %; {} messages of {} logs from one peer, from link to durable",
        percent(middle(&|r| r.2.kept / r.0.min(r.1))),
        number(effort.catch_up as f64),
        INSTITUTIONS * DEVICES,
    );
    table.row("catching up", rate(rate_found), against);
    let signatures = format!("{} signatures", number(effort.catch_up as f64));
    table.row("catching up: every signature checked", rate(middle(&|r| r.2.checked)), signatures);
    table.row("catching up: indexed", rate(middle(&|r| r.2.indexed)), "lists and words of every text");
}

/// Memory and disk.
fn weight(place: &Place, effort: Effort, table: &mut Table) -> Result<(), String> {
    stage("memory and disk");
    let mut federation = Federation::write(&place.path().join("weight"), 7);
    let messages = federation.sign(effort.footprint);
    let size = messages.iter().map(|(_, m)| m.total_len() as f64).sum::<f64>() / messages.len() as f64;
    let found = footprint::measure(&place.fresh("taken-in"), &federation, &messages)?;
    let bytes = |value: f64| format!("{} bytes", number(value));
    let count = number(effort.footprint as f64);
    let growth = format!("growth of a process that takes in {count}, store, index and engine");
    table.row("memory per message", bytes(found.memory), growth);
    let times = format!("{:.2} × its {} bytes of header and body", found.segments / size, number(size));
    table.row("disk per message: segments", bytes(found.segments), times);
    let index = format!(
        "blocks of all files; {} of them the index, the rest may be preallocated",
        bytes(found.index)
    );
    table.row("disk per message: everything", bytes(found.disk), index);
    Ok(())
}
