//! A peer that is hostile from the first byte.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| zmq_fuzz::handshake::run(data));
