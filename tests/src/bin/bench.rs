//! The benchmark command: measures the machine's limits and the node in one run, prints one table.

use cabildo_tests::bench::{
    footprint,
    run::{self, Effort, Part},
};
use clap::Parser;
use std::{path::PathBuf, process::ExitCode};

/// Measures a node against what this machine allows, and against bare gossipsub.
#[derive(Debug, Parser)]
#[command(name = "bench", version)]
struct Arguments {
    /// Measure for about a minute; otherwise it takes minutes.
    #[arg(long)]
    short: bool,
    /// A folder on the disk to measure; what is written there is removed at the end.
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// Measure only these parts.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// How the benchmark runs itself to measure memory: takes in a folder's frames.
    #[arg(long, hide = true, num_args = 2, value_names = ["FOLDER", "HOME"])]
    take_in: Option<Vec<PathBuf>>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some([folder, home]) = arguments.take_in.as_deref() {
        println!("{}", footprint::take_in(folder, home));
        return ExitCode::SUCCESS;
    }
    let effort = if arguments.short { Effort::SHORT } else { Effort::LONG };
    match run::all(&arguments.dir, effort, &arguments.only) {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("bench: {problem}");
            ExitCode::FAILURE
        }
    }
}
