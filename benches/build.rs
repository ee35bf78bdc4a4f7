//! Compiles the programs in C against the header of the libzmq that is linked.

fn main() {
    println!("cargo::rerun-if-changed=c");
    let mut build = cc::Build::new();
    if let Ok(include) = std::env::var("DEP_ZMQ_INCLUDE") {
        build.include(include);
    }
    build.file("c/pair.c").opt_level(3).warnings(true).compile("zmq_bench_c");
}
