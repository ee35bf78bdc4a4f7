//! Compiles libzmq from the sources that `zeromq-src` carries, with the configuration of `platform/`.
//!
//! 1. Copy the sources to OUT_DIR (`sources.rs`).
//! 2. Mend the copy.
//! 3. Compile it in a few units (`units.rs`), each behind the header that configures it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Library, Target, WITHOUT_MENDS, cargo_var, curve, extras, mends, numbers, sources, units};

/// Compiles libzmq as a static library and tells cargo to link it.
pub fn build(target: &Target) -> Result<Library, String> {
    supported(target)?;
    println!("cargo::rerun-if-changed=platform");
    println!("cargo::rerun-if-changed=curve");
    let out = PathBuf::from(cargo_var("OUT_DIR")?);
    let source = out.join("source");
    sources::copy(&source)?;
    let mends = mend(target, &source)?;
    let include = install_headers(&source, &out)?;
    if target.compiles_nothing() {
        // A program that is linked all the same fails with this name.
        println!("cargo::rustc-link-lib=static=zmq_is_not_compiled_with_{}", crate::NO_COMPILE);
    } else {
        compile(target, &source, &out, &mends)?;
    }
    let own_boxes = cfg!(feature = "curve") && curve::is_ours(target);
    Ok(Library { include, root: out, vendored: true, mends, own_boxes })
}

/// Mends the copied sources before they are compiled, and gives the numbers of the mends.
fn mend(target: &Target, source: &Path) -> Result<Vec<u32>, String> {
    println!("cargo::rerun-if-changed=mends");
    let without = target.var(WITHOUT_MENDS).unwrap_or_default();
    let without: Vec<&str> = without.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    let folder = PathBuf::from(cargo_var("CARGO_MANIFEST_DIR")?).join("mends");
    let mends = mends::apply(source, &folder, &without)?;
    Ok(mends.into_iter().map(|mend| mend.number).collect())
}

/// The systems for which `platform/` has a header.
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

/// Compiles what is in `source`, links it, and what it needs in turn.
fn compile(target: &Target, source: &Path, out: &Path, mends: &[u32]) -> Result<(), String> {
    let extras = extras::find()?;
    // Where upstream's build puts what ours has in `platform/`; many files include it.
    let empty = out.join("platform.hpp");
    fs::write(&empty, "").map_err(|error| format!("cannot write {}: {error}", empty.display()))?;

    let external = source.join("external");
    let mut c = compiler(target, source, out, &extras)?;
    c.file(external.join("sha1").join("sha1.c")).file(mark(out, mends)?);
    if cargo_var("CARGO_CFG_TARGET_ENDIAN")? == "big" {
        // For SHA-1, whose digest is another one without it: upstream's CMake does not say so, and web sockets are refused.
        c.define("WORDS_BIGENDIAN", "1");
    }
    if target.os == "windows" {
        // The epoll of Windows.
        c.file(external.join("wepoll").join("wepoll.c"));
    }
    let mut cxx = compiler(target, source, out, &extras)?;
    cxx.cpp(true).files(units::write(target, source, &out.join("units"))?);
    if target.env == "msvc" {
        cxx.flag("/EHsc");
    } else {
        cxx.std("c++11");
    }

    let failed = |error: cc::Error| format!("libzmq does not compile: {error}");
    let objects = c.try_compile_intermediates().map_err(failed)?;
    cxx.objects(objects).out_dir(out.join("lib")).try_compile("zmq").map_err(failed)?;
    target.link_windows_libraries();
    if cfg!(feature = "curve") {
        curve::link(target)?;
    }
    extras.link()
}

/// A file that makes the archive itself say which mends are in it.
fn mark(out: &Path, mends: &[u32]) -> Result<PathBuf, String> {
    let file = out.join("zmq_sys_mends.c");
    let text =
        format!("extern const char zmq_sys_mends[];\nconst char zmq_sys_mends[] = \"{}\";\n", numbers(mends));
    fs::write(&file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    Ok(file)
}

/// What C and C++ files have in common. What the user says in CFLAGS and CXXFLAGS comes after it, and so wins.
fn compiler(target: &Target, source: &Path, out: &Path, extras: &extras::Found) -> Result<cc::Build, String> {
    let platform = PathBuf::from(cargo_var("CARGO_MANIFEST_DIR")?).join("platform").join("zmq_platform.hpp");
    let mut build = cc::Build::new();
    build.warnings(false).opt_level(3).out_dir(out.join("objects"));
    if target.env == "msvc" {
        build.flag(format!("/FI{}", platform.display())).flag("/J").flag("/GL-");
    } else {
        build.flag("-include").flag(&platform).flag("-funsigned-char");
        // Functions of a static library are not replaced by those of a program; the compiler may count on what it sees.
        build.flag_if_supported("-fno-semantic-interposition");
    }
    // `cc` asks for frame pointers wherever debug information is on; a release build has them only when the flags for rustc, or
    // the user's own, say so.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        build.force_frame_pointer(false);
    }
    build.include(source.join("include")).include(source.join("src")).include(out);
    build.include(source.join("external").join("sha1")).include(source.join("external").join("wepoll"));
    build.define("ZMQ_STATIC", "1");
    if target.os == "windows" {
        build.define("_WIN32_WINNT", "0x0600");
    }
    if cfg!(feature = "draft") {
        build.define("ZMQ_BUILD_DRAFT_API", "1");
    }
    if cfg!(feature = "curve") {
        build.define("ZMQ_SYS_CURVE", "1");
        build.includes(curve::includes(target)?);
    }
    for name in &extras.defines {
        build.define(name, "1");
    }
    build.includes(&extras.includes);
    Ok(build)
}

/// Puts the public headers where a C program expects them, `include/` beside `lib/`.
fn install_headers(source: &Path, out: &Path) -> Result<PathBuf, String> {
    let include = out.join("include");
    let failed = |error: std::io::Error| format!("{}: {error}", include.display());
    fs::create_dir_all(&include).map_err(failed)?;
    for name in ["zmq.h", "zmq_utils.h"] {
        fs::copy(source.join("include").join(name), include.join(name)).map_err(failed)?;
    }
    Ok(include)
}
