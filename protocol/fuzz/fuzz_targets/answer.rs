//! Answers of a listed peer to what a node has asked.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cabildo_protocol_fuzz::answer(bytes));
