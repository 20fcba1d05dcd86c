//! What messages say, of each kind.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cabildo_protocol_fuzz::content(bytes));
