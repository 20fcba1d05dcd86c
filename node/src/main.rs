//! The `cabildo` command.

fn main() {}
