//! Requests of a listed peer to the sync responder.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cabildo_protocol_fuzz::serve(bytes));
