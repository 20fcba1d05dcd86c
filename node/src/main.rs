//! The `cabildo` command.

mod cli;

fn main() {}
