//! Every public name of `zmq-sys` 0.12 has to be in `compat/zmq-sys`, with the same type and value, and every method of rust-zmq 0.10
//! in `compat/zmq`.
//!
//! A test is made of the declarations in the registry's packages; that of `zmq-sys` is compiled together with their modules, which link
//! nothing.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::{Bridge, Place, read, registry::Registry};

/// What has another value on purpose: it is that of another libzmq.
const OTHER: [&str; 1] = ["ZMQ_GROUP_MAX_LENGTH"];

/// The types, which the test of the functions takes for granted.
const TYPES: [&str; 3] = ["zmq_msg_t", "zmq_free_fn", "zmq_pollitem_t"];

/// Writes the package with the test for a bridge.
pub(super) fn write(place: &Place, registry: &Registry, bridge: Bridge) -> Result<()> {
    let dependencies = "\n[lib]\ntest = false\ndoctest = false\n\n[dependencies]\nlibc = \"0.2\"\nzmq = \"0.10\"\nzmq-sys = \"0.12\"\n";
    match bridge {
        Bridge::Sys => {
            let source = registry.package("zmq-sys")?.join("src");
            let (lib, ffi) = (read(&source.join("lib.rs"))?, read(&source.join("ffi.rs"))?);
            let errno = read(&source.join("errno.rs"))?;
            let test = test(&lib, &ffi, &errno)?;
            let modules = "#![allow(warnings)]\npub mod errno;\npub mod ffi;\n";
            // Theirs is an edition in which a block of foreign functions is not `unsafe`.
            place.package(
                "names",
                "2018",
                dependencies,
                &[
                    ("src/lib.rs", modules),
                    ("src/ffi.rs", &ffi),
                    ("src/errno.rs", &errno),
                    ("tests/names.rs", &test),
                ],
            )
        }
        Bridge::Zmq => {
            let source = registry.package("zmq")?.join("src");
            let mut test = String::from("#![allow(deprecated)]\n\n#[test]\nfn methods_and_functions() {\n");
            for file in ["lib.rs", "message.rs"] {
                test.push_str(&uses(&read(&source.join(file))?)?);
            }
            test.push_str("}\n");
            place.package("names", "2021", dependencies, &[("src/lib.rs", ""), ("tests/names.rs", &test)])
        }
    }
}

/// A use of each public method and function that is declared in a file of rust-zmq.
fn uses(text: &str) -> Result<String> {
    let mut uses = String::new();
    let mut of = None;
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("impl") {
            // Of `impl<'a> PollItem<'a> {` and the like; not of traits, and not of what is private.
            let name = head.trim_start_matches("<'a>").trim().split(['<', ' ']).next().unwrap_or_default();
            let inherent = !head.contains(" for ") && name != "RawContext";
            of = inherent.then(|| name.to_owned());
        } else if line == "}" {
            of = None;
        }
        let (path, line) = match (&of, line.strip_prefix("    "), line.strip_prefix("        (")) {
            (Some(of), _, Some(row)) if row.contains(" => ZMQ_") => {
                for name in row.split(')').next().unwrap_or_default().split(", ").filter(|name| *name != "_")
                {
                    writeln!(uses, "    let _ = zmq::{of}::{name};")?;
                }
                continue;
            }
            (Some(of), Some(line), _) => (format!("{of}::"), line),
            _ => (String::new(), line),
        };
        let declared = line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("pub unsafe fn "));
        let Some(name) = declared.and_then(|rest| rest.split(['(', '<']).next()) else { continue };
        match (path.as_str(), name) {
            // A function that rust-zmq keeps to itself, in a private module.
            ("", "msg_ptr") => {}
            ("Socket::", "send") => uses.push_str("    let _ = zmq::Socket::send::<&str>;\n"),
            ("Socket::", "send_multipart") => {
                uses.push_str("    let _ = zmq::Socket::send_multipart::<Vec<&str>, &str>;\n")
            }
            _ => writeln!(uses, "    let _ = zmq::{path}{name};")?,
        }
    }
    Ok(uses)
}

fn test(lib: &str, ffi: &str, errno: &str) -> Result<String> {
    let mut text = String::from(
        "use names::{errno, ffi};\nuse std::os::raw::*;\nuse zmq_sys::*;\n\n#[test]\nfn constants() {\n",
    );
    let names = exported(lib)?;
    for name in names.iter().filter(|name| name.starts_with("ZMQ_")) {
        let same = if OTHER.contains(name) { "!=" } else { "==" };
        writeln!(text, "    assert!(ffi::{name} {same} {name}, \"{name}\");")?;
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
