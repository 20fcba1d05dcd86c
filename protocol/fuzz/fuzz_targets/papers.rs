//! Requests, key cards and invitations.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cabildo_protocol_fuzz::papers(bytes));
