//! The command that measures a node on bad lines, and the terminal interface with many messages.

use cabildo_tests::slow::{blocked, countries, crisis, idle, link::Shape, screen};
use clap::{Parser, ValueEnum};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

/// Measures a node on bad lines, and the terminal interface with many messages.
#[derive(Debug, Parser)]
#[command(name = "slow", version)]
struct Arguments {
    /// Measure for a minute or two with little; otherwise it takes half an hour or more.
    #[arg(long)]
    short: bool,
    /// For how many seconds the countries are cut off from each other; else 300, or 5 with `--short`.
    #[arg(long)]
    cut: Option<u16>,
    /// Only these.
    #[arg(value_enum)]
    what: Vec<What>,
    /// A folder to work in; what is written there is removed at the end.
    #[arg(long, default_value = ".")]
    dir: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Crisis,
    Idle,
    Blocked,
    Countries,
    Screen,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let folder = match tempfile::tempdir_in(&arguments.dir) {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("slow: {}: {error}", arguments.dir.display());
            return ExitCode::FAILURE;
        }
    };
    let all = [What::Blocked, What::Crisis, What::Countries, What::Idle, What::Screen];
    for what in all.into_iter().filter(|what| arguments.what.is_empty() || arguments.what.contains(what)) {
        measure(what, folder.path(), &arguments);
    }
    ExitCode::SUCCESS
}

fn measure(what: What, folder: &Path, &Arguments { short, cut, .. }: &Arguments) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    match what {
        What::Blocked => match runtime.block_on(blocked::measure(folder)) {
            Ok(found) => {
                println!(
                    "UDP blocked      linked after {:.1} s by {}",
                    found.took.as_secs_f64(),
                    found.address
                );
            }
            Err(why) => println!("UDP blocked      skipped: {why}"),
        },
        What::Crisis => {
            let (pending, notices) = if short { (8_000, 2) } else { (140_000, 8) };
            let found = runtime.block_on(crisis::measure(folder, pending, notices));
            let mib = found.pending as f64 / 1024.0 / 1024.0;
            println!(
                "64 kbit/s, 600 ms, 3 % lost, {mib:.0} MiB pending; a crisis notice is held (limit 15 s)"
            );
            let (after, come) = found.after;
            println!(
                "  missed while away  {:.1} s after the start, {come} messages in all by then",
                after.as_secs_f64()
            );
            let all: Vec<String> =
                found.during.iter().map(|took| format!("{:.1}", took.as_secs_f64())).collect();
            println!("  given meanwhile    {} s", all.join(", "));
            println!("  bulk meanwhile     {:.1} messages/s", found.bulk);
        }
        What::Countries => {
            // At 20 messages a second.
            let (linked, parted) = if short { (100, 5) } else { (6_000, 300) };
            let cut = usize::from(cut.unwrap_or(parted)) * 20;
            let case = countries::Case { linked, cut, shape: Shape::FAR };
            let found = runtime.block_on(countries::measure(folder, case));
            println!(
                "5 nodes each in two countries, 150 ms each way and 5 % lost between them, 20 messages/s"
            );
            let [median, most, slowest] = found.last.map(|time| time.as_secs_f64());
            println!("  the last has it    median {median:.2} s, 99 % {most:.2} s, slowest {slowest:.2} s");
            println!(
                "  cut for {:4.0} s     {:.1} s until all lines are called, {:.1} s until all have the same (limit 30 s)",
                cut as f64 / 20.0,
                found.called.as_secs_f64(),
                found.healed.as_secs_f64()
            );
        }
        What::Idle => {
            let (nodes, settle, time) = if short { (6, 3, 10) } else { (30, 30, 240) };
            println!("idle, {nodes} nodes, both directions with the headers of IP and UDP (aim 20 MB a day)");
            let cases = [
                ("those whom it knows", false, false, false),
                ("all metered", false, true, true),
                ("the same, metered", false, true, false),
                ("every other", true, false, false),
                ("every other, all metered", true, true, true),
            ];
            for (what, all, metered, others_metered) in cases.into_iter().take(if short { 2 } else { 5 }) {
                let (settle, time) = (Duration::from_secs(settle), Duration::from_secs(time));
                let case = idle::Case { nodes, all, metered, others_metered, settle, time };
                let found = runtime.block_on(idle::measure(&folder.join(what.replace(' ', "-")), case));
                println!(
                    "  linked with {what:24} {:2} links  {:5.1} MB a day ({:.2} a link), {:.1} datagrams/s",
                    found.links,
                    found.bytes_a_day / 1e6,
                    found.bytes_a_day / 1e6 / found.links as f64,
                    found.datagrams,
                );
            }
        }
        What::Screen => {
            let (messages, keys, idle) = if short { (5_000, 200, 5) } else { (100_000, 2_000, 10) };
            let found = screen::measure(folder, messages, keys, Duration::from_secs(idle));
            let ms = |time: Duration| time.as_secs_f64() * 1000.0;
            println!("screen 200×60 with {messages} messages");
            println!(
                "  first frame        {:.0} ms (limit 100), inbox {:.0} ms",
                ms(found.first),
                ms(found.inbox)
            );
            println!(
                "  key to frame       median {:.1} ms, 99 % {:.1} ms (limit 16), most {:.1} ms",
                ms(found.percentile(50)),
                ms(found.percentile(99)),
                ms(found.percentile(100)),
            );
            let mut bytes = found.bytes.clone();
            bytes.sort_unstable();
            let median = bytes.get(bytes.len() / 2).copied().unwrap_or_default();
            let mean = bytes.iter().sum::<usize>() / bytes.len().max(1);
            println!("  bytes a key        median {median}, mean {mean}");
            let (time, written, ticks) = found.idle;
            println!(
                "  idle               {written} bytes and {ticks} clock ticks in {:.0} s",
                time.as_secs_f64()
            );
        }
    }
}
