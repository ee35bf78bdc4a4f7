//! Tells the tests which `zmq.h` the FFI crate uses, and whether it has the boxes of CURVE in it; nothing else.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(zmq_test_boxes)");
    if let Ok(include) = env::var("DEP_ZMQ_INCLUDE") {
        if env::var("DEP_ZMQ_BOXES").is_ok_and(|boxes| boxes == "1") {
            println!("cargo::rustc-cfg=zmq_test_boxes");
        }
        println!("cargo::rustc-env=ZMQ_SAFE_INCLUDE={include}");
    }
}
