//! Tells the tests which `zmq.h` the FFI crate uses; nothing else.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Ok(include) = std::env::var("DEP_ZMQ_INCLUDE") {
        println!("cargo::rustc-env=ZMQ_SAFE_INCLUDE={include}");
    }
}
