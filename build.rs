//! Tells the tests whether the boxes of CURVE are in the library; nothing else.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(zmq_test_boxes)");
    if env::var("DEP_ZMQ_BOXES").is_ok_and(|boxes| boxes == "1") {
        println!("cargo::rustc-cfg=zmq_test_boxes");
    }
}
