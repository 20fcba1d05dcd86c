//! Frames, news, rosters, and the sync protocol's requests and answers.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cabildo_protocol_fuzz::decode(bytes));
