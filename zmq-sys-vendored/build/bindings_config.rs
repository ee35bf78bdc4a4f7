//! How bindgen reads `zmq.h`. The build script (feature `bindgen`) and `cargo xtask bindings` both
//! include this file, so that the checked-in bindings and those made at build time have one shape.

use std::path::Path;

/// What `src/types.rs` defines by hand, because the C definition depends on the target: the width of
/// a descriptor, the alignment of a message, the types that the C library owns.
const HAND_WRITTEN: [&str; 5] = ["zmq_fd_t", "zmq_msg_t", "iovec", "sigset_t", "__sigset_t"];

/// A bindgen builder for `header`; `include_dirs` are searched for what that header includes, and
/// `draft` says whether the declarations of the draft API belong to the result.
///
/// The output names no type of the platform it was made on, so it compiles for every target.
pub fn builder(header: &str, include_dirs: &[&Path], draft: bool) -> bindgen::Builder {
    let mut builder = bindgen::builder()
        .header(header)
        .clang_args(include_dirs.iter().map(|dir| format!("-I{}", dir.display())))
        .rust_target(bindgen::RustTarget::stable(85, 0).expect("Rust 1.85 is a target bindgen knows"))
        .rust_edition(bindgen::RustEdition::Edition2024)
        .formatter(bindgen::Formatter::Prettyplease)
        .disable_header_comment()
        .raw_line("// What bindgen makes of zmq.h. Do not edit: `cargo xtask bindings` writes this file.")
        .raw_line("")
        .raw_line("use crate::types::*;")
        .use_core()
        .generate_comments(false)
        .layout_tests(false)
        .merge_extern_blocks(true)
        .derive_debug(true)
        .derive_copy(true)
        .default_macro_constant_type(bindgen::MacroTypeVariation::Signed)
        .allowlist_function("zmq_.*")
        .allowlist_type("zmq_.*")
        .allowlist_var("ZMQ_.*|EFSM|ENOCOMPATPROTO|ETERM|EMTHREAD")
        // Marks of the preprocessor, which say nothing about the library.
        .blocklist_item("ZMQ_DEFINED_STDINT|ZMQ_EXPORT|ZMQ_HAVE_POLLER|ZMQ_HAS_CAPABILITIES|ZMQ_HAVE_TIMERS");
    for name in HAND_WRITTEN {
        builder = builder.blocklist_type(name);
    }
    if draft {
        builder = builder.clang_arg("-DZMQ_BUILD_DRAFT_API");
    }
    builder
}
