//! Compiles libzmq as one unit, so that the compiler sees all of it and can inline what a message goes through: a third of the
//! instructions on its way were calls from one small function to another in another file.
//!
//! `zeromq-src` compiles each file by itself, and there is no other way to its sources than to let it. So it is made to do no
//! more than list the headers of each file, and what it made of that is replaced.

use std::fs;
use std::path::Path;

use crate::vendored::{highest_flags, upstream};
use crate::{Target, raw};

/// Lists headers in place of compiling: only those of libzmq, for the sake of time.
const LIST_HEADERS: &str = "-x c++ -M -MG -nostdinc -nostdinc++";

/// The C library may have `strlcpy`; libzmq has one of its own.
const STRLCPY: &str = "\
#include <string.h>
#ifndef __GLIBC__
#define ZMQ_HAVE_STRLCPY 1
#elif __GLIBC_PREREQ (2, 38)
#define ZMQ_HAVE_STRLCPY 1
#endif
";

/// What `zeromq-src` defines on Linux beside what `upstream` does.
const DEFINES: [&str; 10] = [
    "ZMQ_USE_CV_IMPL_STL11",
    "ZMQ_USE_BUILTIN_SHA1",
    "ZMQ_HAVE_WS",
    "ZMQ_HAVE_LINUX",
    "ZMQ_IOTHREAD_POLLER_USE_EPOLL",
    "ZMQ_POLL_BASED_ON_POLL",
    "ZMQ_HAVE_IPC",
    "HAVE_STRNLEN",
    "ZMQ_HAVE_UIO",
    "ZMQ_HAVE_STRUCT_SOCKADDR_UN",
];

/// Where it is known to compile, and tested.
pub fn possible(target: &Target) -> bool {
    target.os == "linux"
}

/// Whether it could be built. If not, `compile` is to be called once more.
pub fn build(target: &Target, source: &Path, out: &Path, compile: impl Fn()) -> bool {
    let name = highest_flags("CXXFLAGS", target);
    let flags = std::env::var(&name).unwrap_or_default();
    raw::set_var(&name, LIST_HEADERS);
    compile();
    raw::set_var(&name, &flags);
    match replace(source, out) {
        Ok(()) => true,
        Err(error) => {
            println!("cargo::warning=libzmq is compiled file by file, which makes it slower: {error}");
            false
        }
    }
}

fn replace(source: &Path, out: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let mut names = Vec::new();
    for file in fs::read_dir(source.join("src")).map_err(failed)? {
        let name = file.map_err(failed)?.file_name().into_string().map_err(|name| format!("{name:?}"))?;
        // wss needs a library of its own.
        if name.ends_with(".cpp") && !name.starts_with("wss_") && !name.contains("tweetnacl") {
            names.push(name);
        }
    }
    names.sort();
    let unit = out.join("libzmq.cpp");
    let includes: String = names.iter().map(|name| format!("#include \"{name}\"\n")).collect();
    fs::write(&unit, format!("{STRLCPY}{includes}")).map_err(failed)?;
    fs::remove_dir_all(out.join("lib")).map_err(failed)?;

    let mut build = upstream(source, out);
    let sha1 = source.join("external").join("sha1");
    build.file(&unit).file(sha1.join("sha1.c")).include(&sha1);
    // Functions of a static library are not replaced by those of a program; the compiler may count on what it sees.
    build.flag_if_supported("-fno-semantic-interposition");
    for name in DEFINES {
        build.define(name, "1");
    }
    build.out_dir(out.join("lib")).cargo_metadata(false);
    build.try_compile("zmq").map_err(|error| error.to_string())
}
