//! A peer that is hostile after the handshake.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| zmq_fuzz::peer::run(data));
