//! Compiles the programs in C against the header of the libzmq that is linked.

use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=c");
    let mut build = cc::Build::new();
    if let Ok(include) = env::var("DEP_ZMQ_INCLUDE") {
        build.include(include);
    }
    for file in fs::read_dir("c")? {
        let path = file?.path();
        // main.c is for a program that has no Rust around it.
        if path.extension().is_some_and(|extension| extension == "c") && !path.ends_with("main.c") {
            build.file(path);
        }
    }
    build.opt_level(3).warnings(true).compile("zmq_bench_c");
    Ok(())
}
