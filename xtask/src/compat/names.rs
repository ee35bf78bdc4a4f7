//! Every public name of `zmq-sys` 0.12 has to be in `compat/zmq-sys`, with the same type and value.
//!
//! A test is made of the declarations in the registry's package. It is compiled together with their modules, which link nothing.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::{Place, read, registry::Registry};

/// What has another value on purpose: it is that of another libzmq.
const OTHER: [&str; 1] = ["ZMQ_GROUP_MAX_LENGTH"];

/// The types, which the test of the functions takes for granted.
const TYPES: [&str; 3] = ["zmq_msg_t", "zmq_free_fn", "zmq_pollitem_t"];

/// Writes the package with the test.
pub fn write(place: &Place, registry: &Registry) -> Result<()> {
    let source = registry.package("zmq-sys")?.join("src");
    let (lib, ffi) = (read(&source.join("lib.rs"))?, read(&source.join("ffi.rs"))?);
    let errno = read(&source.join("errno.rs"))?;
    let test = test(&lib, &ffi, &errno)?;
    let dependencies = "\n[dependencies]\nlibc = \"0.2\"\nzmq-sys = \"0.12\"\n";
    let files =
        [("src/lib.rs", ""), ("tests/names.rs", &test), ("src/ffi.rs", &ffi), ("src/errno.rs", &errno)];
    place.package("names", dependencies, &files)?;
    // Their edition, in which blocks of foreign functions are written so.
    let manifest = place.folder.join("names").join("Cargo.toml");
    place.write("names/Cargo.toml", &read(&manifest)?.replace("\"2024\"", "\"2018\""))
}

fn test(lib: &str, ffi: &str, errno: &str) -> Result<String> {
    let mut text = String::from(
        "#![allow(dead_code, unused_imports, non_camel_case_types, clippy::all)]\n\
         #[path = \"../src/ffi.rs\"]\nmod ffi;\n#[path = \"../src/errno.rs\"]\nmod errno;\n\
         use std::os::raw::*;\nuse zmq_sys::*;\n\n#[test]\nfn constants() {\n",
    );
    let names = exported(lib)?;
    for name in names.iter().filter(|name| name.starts_with("ZMQ_")) {
        let same = if OTHER.contains(name) { "!=" } else { "==" };
        writeln!(text, "    assert!(ffi::{name} {same} zmq_sys::{name}, \"{name}\");")?;
    }
    for line in errno.lines() {
        let name = line.strip_prefix("pub const ").and_then(|rest| rest.split(':').next());
        if let Some(name) = name {
            writeln!(text, "    assert_eq!(errno::{name}, zmq_sys::errno::{name}, \"{name}\");")?;
        }
    }
    text.push_str("}\n\n#[test]\nfn functions() {\n");
    for name in names.iter().filter(|name| name.starts_with("zmq_") && !TYPES.contains(name)) {
        let signature = signature(ffi, name)?;
        writeln!(text, "    let _: unsafe extern \"C\" fn{signature} = zmq_sys::{name};")?;
    }
    text.push_str(
        "    let _: zmq_sys::RawFd = 0;\n    let _: zmq_free_fn = None;\n    let _ = (zmq_msg_t::default().__, zmq_pollitem_t::default().fd);\n}\n",
    );
    Ok(text)
}

/// What the package exports of its module `ffi`.
fn exported(lib: &str) -> Result<Vec<&str>> {
    let list = lib.split_once("pub use crate::ffi::{").and_then(|(_, rest)| rest.split_once("};"));
    let (list, _) = list.context("zmq-sys exports nothing of its module ffi")?;
    let lines = list.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    Ok(lines.flat_map(|line| line.split(',')).map(str::trim).filter(|name| !name.is_empty()).collect())
}

/// `(a: T, ..) -> R` of a function. A struct that is not exported is left to the compiler.
fn signature(ffi: &str, name: &str) -> Result<String> {
    let declared = ffi.split_once(&format!("pub fn {name}(")).and_then(|(_, rest)| rest.split_once(';'));
    let (declared, _) = declared.with_context(|| format!("zmq-sys does not declare {name}"))?;
    let words = declared.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(format!("({}", words.replace("::std::os::raw::", "").replace("iovec", "_")))
}
