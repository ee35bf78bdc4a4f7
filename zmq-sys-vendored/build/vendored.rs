//! Compiles libzmq from the sources that `zeromq-src` carries, with the configuration of `platform/`.
//!
//! That crate compiles with an empty `platform.hpp` and takes no flags. `cc`, which it uses, does take
//! flags, from variables of the environment; a header forced in front of every file by such a flag
//! brings the defines that an empty `platform.hpp` lacks.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Library, Target, cargo_var, extras, raw, unit};

/// Compiles libzmq as a static library and tells cargo to link it.
pub fn build(target: &Target) -> Result<Library, String> {
    supported(target)?;
    let extras = extras::find()?;
    let manifest = PathBuf::from(cargo_var("CARGO_MANIFEST_DIR")?);
    println!("cargo::rerun-if-changed=platform");

    let platform = manifest.join("platform").join("zmq_platform.hpp");
    merge_flags("CFLAGS", target, &[]);
    merge_flags("CXXFLAGS", target, &our_flags(target, &platform, &extras));
    raw::set_var("CC_SHELL_ESCAPED_FLAGS", "1");

    let out = PathBuf::from(cargo_var("OUT_DIR")?);
    let source = out.join("source");
    let compile = || zeromq_src::Build::new().enable_draft(cfg!(feature = "draft")).build();
    if !(unit::possible(target) && unit::build(target, &source, &out, compile)) {
        compile();
    }
    if target.os == "windows" && target.env == "gnu" {
        compile_wepoll(&source);
    }
    if cfg!(feature = "wss") {
        compile_wss(&source, &out);
    }
    target.link_windows_libraries();
    extras.link()?;
    Ok(Library { include: install_headers(&source, &out)?, root: out, vendored: true })
}

/// The systems for which `platform/` has a header and `zeromq-src` a choice of poller.
fn supported(target: &Target) -> Result<(), String> {
    let known = matches!(target.os.as_str(), "linux" | "android" | "freebsd" | "windows");
    if known || target.vendor == "apple" {
        return Ok(());
    }
    Err(format!(
        "no configuration of libzmq is known for {}. Link an installed one: \
         ZMQ_NO_VENDOR=1, or without the feature `vendored`.",
        target.triple
    ))
}

/// What every C++ file of libzmq is compiled with, before the user's own flags.
fn our_flags(target: &Target, platform: &Path, extras: &extras::Found) -> Vec<String> {
    let msvc = target.env == "msvc";
    let (define, include) = if msvc { ("/D", "/I") } else { ("-D", "-I") };
    let platform = platform.display();
    let mut flags: Vec<String> = if msvc {
        vec![format!("/FI{platform}"), "/O2".into(), "/J".into()]
    } else {
        let forced = ["-include", &platform.to_string(), "-O3", "-funsigned-char"].map(String::from);
        // The one C file among them, sha1.c: g++ takes it for C++, clang++ does so with a warning, and
        // that of zig refuses it because of -std=c++11.
        forced.into_iter().chain(["-x", "c++"].map(String::from)).collect()
    };
    if !msvc && omit_frame_pointers() {
        flags.push("-fomit-frame-pointer".into());
    }
    if cfg!(feature = "curve") {
        flags.push(format!("{define}ZMQ_SYS_CURVE=1"));
        // Without this the compiler looks where it always does, as for a libsodium of the system.
        if let Some(dir) = sodium_include() {
            flags.push(format!("{include}{}", dir.display()));
        }
    }
    flags.extend(extras.defines.iter().map(|name| format!("{define}{name}=1")));
    flags.extend(extras.includes.iter().map(|dir| format!("{include}{}", dir.display())));
    flags
}

/// `cc` asks for frame pointers wherever debug information is on; a release build of libzmq has them
/// only when the flags for rustc (or the user's flags for C++, which come last) say so.
fn omit_frame_pointers() -> bool {
    println!("cargo::rerun-if-env-changed=CARGO_ENCODED_RUSTFLAGS");
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let rustflags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    release && !rustflags.contains("force-frame-pointers")
}

/// The headers of libsodium, as `libsodium-sys-stable` tells, or beside the library that its own
/// variable SODIUM_LIB_DIR names.
fn sodium_include() -> Option<PathBuf> {
    println!("cargo::rerun-if-env-changed=SODIUM_LIB_DIR");
    let told = env::var_os("DEP_SODIUM_INCLUDE").map(PathBuf::from);
    let beside = env::var_os("SODIUM_LIB_DIR").map(|lib| Path::new(&lib).join("../include"));
    // The archives made for MSVC have one more folder than that crate says.
    let nested = told.as_ref().and_then(|dir| Some(dir.parent()?.join("libsodium").join("include")));
    [told, nested, beside].into_iter().flatten().find(|dir| dir.join("sodium.h").is_file())
}

/// Gathers what the user set for `kind` (`CXXFLAGS`) in any of the variables that `cc` reads into the
/// one it ranks highest, behind `ours`: of two flags that contradict each other the last one counts.
fn merge_flags(kind: &str, target: &Target, ours: &[String]) {
    let triple = &target.triple;
    let highest = highest_flags(kind, target);
    let native = env::var("HOST").is_ok_and(|host| host == *triple);
    let names = [
        kind.to_owned(),
        format!("{}_{kind}", if native { "HOST" } else { "TARGET" }),
        format!("{kind}_{}", triple.replace(['-', '.'], "_")),
        highest.clone(),
    ];
    let escaped = env::var("CC_SHELL_ESCAPED_FLAGS").is_ok_and(|value| value != "0" && value != "false");

    let mut flags: Vec<String> = ours.iter().map(|flag| quoted(flag)).collect();
    for name in &names {
        let Ok(users) = env::var(name) else { continue };
        if escaped {
            flags.push(users);
        } else {
            flags.extend(users.split_ascii_whitespace().map(quoted));
        }
        raw::remove_var(name);
    }
    if !flags.is_empty() {
        raw::set_var(&highest, &flags.join(" "));
    }
}

/// The variable that `cc` ranks highest.
pub fn highest_flags(kind: &str, target: &Target) -> String {
    format!("{kind}_{}", target.triple)
}

/// One flag as a word of a POSIX shell, so that a folder may have a space in its name.
fn quoted(flag: &str) -> String {
    format!("'{}'", flag.replace('\'', r"'\''"))
}

/// The epoll of Windows, which `zeromq-src` uses on windows-gnu but compiles for MSVC only.
fn compile_wepoll(source: &Path) {
    let folder = source.join("external").join("wepoll");
    cc::Build::new()
        .file(folder.join("wepoll.c"))
        .include(&folder)
        .define("_WIN32_WINNT", "0x0600")
        .opt_level(3)
        .warnings(false)
        .compile("zmq_wepoll");
}

/// The two files of wss, which `zeromq-src` leaves out. What decides about the layout of libzmq's classes is in the
/// forced header and in what that crate defines, so this passes the same.
fn compile_wss(source: &Path, out: &Path) {
    let mut build = upstream(source, out);
    for name in ["wss_address.cpp", "wss_engine.cpp"] {
        build.file(source.join("src").join(name));
    }
    build.compile("zmq_wss");
}

/// What every file of libzmq that is compiled here needs: what `zeromq-src` defines, as far as it decides about the layout of
/// classes.
pub fn upstream(source: &Path, out: &Path) -> cc::Build {
    let mut build = cc::Build::new();
    build.cpp(true).std("c++11").warnings(false);
    build.include(source.join("include")).include(source.join("src")).include(out);
    build.define("ZMQ_STATIC", "1");
    if cfg!(feature = "draft") {
        build.define("ZMQ_BUILD_DRAFT_API", "1");
    }
    build
}

/// Puts the public headers where a C program expects them, `include/` beside `lib/`, and drops the copy
/// of the whole source tree that `zeromq-src` leaves.
fn install_headers(source: &Path, out: &Path) -> Result<PathBuf, String> {
    let include = out.join("include");
    let failed = |error: std::io::Error| format!("{}: {error}", include.display());
    fs::create_dir_all(&include).map_err(failed)?;
    for name in ["zmq.h", "zmq_utils.h"] {
        fs::copy(source.join("include").join(name), include.join(name)).map_err(failed)?;
    }
    fs::remove_dir_all(source).map_err(failed)?;
    Ok(include)
}
