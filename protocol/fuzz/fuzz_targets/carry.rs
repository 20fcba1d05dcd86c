//! Files that are carried from node to node, in pieces.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cabildo_protocol_fuzz::carry(bytes));
