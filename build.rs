//! Tells the tests whether the boxes of libsodium are in the program; nothing else.

use std::{env, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(zmq_test_sodium)");
    if let Ok(include) = env::var("DEP_ZMQ_INCLUDE") {
        // What was compiled lies beside what is compiled here.
        let out = env::var("OUT_DIR").unwrap_or_default();
        let build = Path::new(&out).ancestors().nth(2);
        let compiled = build.is_some_and(|build| Path::new(&include).starts_with(build));
        if compiled && env::var_os("CARGO_FEATURE_CURVE").is_some() {
            println!("cargo::rustc-cfg=zmq_test_sodium");
        }
    }
}
