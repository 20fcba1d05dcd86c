//! The command line: reads the arguments, asks the node, answers people and programs.

// What the commands are made of stands here before the node's client that connects them.
#![allow(dead_code, unused_imports)]

mod args;
mod contents;
mod error;
mod help;
mod language;
mod output;
mod render;
mod texts;
mod times;
mod usage;
mod words;
