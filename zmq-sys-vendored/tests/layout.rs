//! The declarations against the C compiler's view of the same header: every constant, and the sizes,
//! alignments and offsets of every type. Needs a C compiler and nothing else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::mem::{align_of, offset_of, size_of};
use std::path::PathBuf;
use std::process::Command;

use zmq_sys::{iovec, zmq_fd_t, zmq_msg_t, zmq_pollitem_t};

#[cfg(feature = "bindgen")]
const BINDINGS: &str = include_str!(concat!(env!("OUT_DIR"), "/bindings.rs"));
#[cfg(not(any(feature = "bindgen", feature = "draft")))]
const BINDINGS: &str = include_str!("../src/bindings/stable.rs");
#[cfg(all(not(feature = "bindgen"), feature = "draft"))]
const BINDINGS: &str = include_str!("../src/bindings/draft.rs");

/// Facts by name; C prints them and Rust computes them.
type Facts = BTreeMap<String, String>;

#[test]
fn constants_have_the_values_of_c() {
    let expected = constants();
    assert!(expected.len() > 150, "only {} constants were found in the bindings", expected.len());
    let mut body = String::new();
    for (name, value) in &expected {
        // The installed header may be older than the checked-in bindings and lack the newest names.
        let format = if value.starts_with('"') { r#"\"%s\""# } else { "%d" };
        writeln!(body, "#ifdef {name}\n  printf(\"{name}={format}\\n\", {name});\n#endif").unwrap();
    }
    let found = c_facts("constants", &body);

    if cfg!(any(zmq_sys_vendored, feature = "bindgen")) {
        assert_eq!(found, expected);
    } else {
        let shared = |name: &String| !name.starts_with("ZMQ_VERSION_") && expected.contains_key(name);
        assert!(found.len() > 150, "the installed header has only {} of the constants", found.len());
        for (name, value) in found.iter().filter(|(name, _)| shared(name)) {
            assert_eq!(Some(value), expected.get(name), "{name}");
        }
    }
}

#[test]
fn types_have_the_layout_of_c() {
    let mut body = String::new();
    let mut expected = Facts::new();
    let mut fact = |name: &str, in_c: &str, in_rust: usize| {
        writeln!(body, "  printf(\"{name}=%lu\\n\", (unsigned long) ({in_c}));").unwrap();
        expected.insert(name.to_owned(), in_rust.to_string());
    };
    macro_rules! layout {
        ($type:ident { $($field:ident),* }) => {
            let name = stringify!($type);
            fact(&format!("size of {name}"), &format!("sizeof (C_{name})"), size_of::<$type>());
            let align = format!("offsetof (struct {{ char c; C_{name} t; }}, t)");
            fact(&format!("alignment of {name}"), &align, align_of::<$type>());
            $(let field = stringify!($field);
            let offset = format!("offsetof (C_{name}, {field})");
            fact(&format!("offset of {name}.{field}"), &offset, offset_of!($type, $field));)*
        };
    }
    layout!(zmq_msg_t {});
    layout!(zmq_pollitem_t { socket, fd, events, revents });
    layout!(zmq_fd_t {});
    fact("zmq_fd_t is signed", "((C_zmq_fd_t) -1) < 0", usize::from(!cfg!(windows)));
    if cfg!(unix) {
        layout!(iovec { iov_base, iov_len });
    }
    #[cfg(feature = "draft")]
    {
        use zmq_sys::zmq_poller_event_t;
        layout!(zmq_poller_event_t { socket, fd, user_data, events });
    }
    assert_eq!(c_facts("types", &body), expected);
    assert_eq!(size_of::<zmq_msg_t>(), 64);
    assert_eq!(align_of::<zmq_msg_t>(), align_of::<*const ()>());
}

#[test]
fn the_version_number_is_made_as_in_c() {
    let found = c_facts("version", "  printf(\"version=%d\\n\", ZMQ_VERSION);\n");
    let version = found["version"].parse::<i32>().unwrap();
    if cfg!(any(zmq_sys_vendored, feature = "bindgen")) {
        assert_eq!(version, zmq_sys::ZMQ_VERSION);
    }
    assert!(version >= zmq_sys::ZMQ_MAKE_VERSION(4, 2, 0));
}

/// The constants of the bindings: their names, and their values as C prints them.
fn constants() -> Facts {
    let mut facts = Facts::new();
    for line in BINDINGS.lines() {
        let Some(rest) = line.trim().strip_prefix("pub const ") else { continue };
        let (name, rest) = rest.split_once(": ").expect("a constant has a type");
        let (_, value) = rest.split_once(" = ").expect("a constant has a value");
        let value = value.strip_suffix(';').expect("a constant fits a line");
        let value = match value.strip_prefix('b') {
            Some(text) => text.replace("\\0", ""),
            None => value.to_owned(),
        };
        facts.insert(name.to_owned(), value);
    }
    facts
}

/// Compiles and runs a C program whose `main` is `body`, and reads the lines `name=value` it prints.
fn c_facts(name: &str, body: &str) -> Facts {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("layout-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let source = folder.join(format!("{name}.c"));
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let draft = if cfg!(feature = "draft") { "#define ZMQ_BUILD_DRAFT_API\n" } else { "" };
    let uio = if cfg!(unix) { "#include <sys/uio.h>\ntypedef struct iovec C_iovec;\n" } else { "" };
    let event =
        if cfg!(feature = "draft") { "typedef zmq_poller_event_t C_zmq_poller_event_t;\n" } else { "" };
    // Headers before 4.3.3 have no name for the type.
    let descriptor = if cfg!(zmq_sys_vendored) || cfg!(windows) { "zmq_fd_t" } else { "int" };
    let text = format!(
        "{draft}#include <stddef.h>\n#include <stdio.h>\n#include <zmq.h>\n{uio}{event}\
         typedef zmq_msg_t C_zmq_msg_t;\ntypedef zmq_pollitem_t C_zmq_pollitem_t;\n\
         typedef {descriptor} C_zmq_fd_t;\n\
         int main (void)\n{{\n{body}  return 0;\n}}\n"
    );
    fs::write(&source, text).unwrap();
    let mut compiler = compiler();
    compiler.arg(format!("-I{}", env!("ZMQ_SYS_INCLUDE"))).arg(&source);
    if cfg!(target_env = "msvc") {
        compiler.arg(format!("/Fe{}", program.display())).current_dir(&folder);
    } else {
        compiler.arg("-o").arg(&program);
    }
    let output = compiler.output().expect("the layout test needs a C compiler");
    assert!(output.status.success(), "{compiler:?}\n{}", String::from_utf8_lossy(&output.stderr));

    let output = Command::new(&program).output().unwrap();
    assert!(output.status.success(), "{program:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let facts = text.lines().filter_map(|line| line.split_once('='));
    let facts = facts.map(|(name, value)| (name.to_owned(), value.trim_end().to_owned())).collect();
    fs::remove_dir_all(&folder).ok();
    facts
}

/// The C compiler: the one that the variable CC names, or the one that the system calls its own. Not by
/// the crate `cc`: as a dependency of tests too it would be compiled in another way for `cargo test` than
/// for `cargo build`, and libzmq with it, twice.
fn compiler() -> Command {
    let usual = match (cfg!(target_env = "msvc"), cfg!(windows)) {
        (true, _) => "cl",
        (false, true) => "gcc",
        (false, false) => "cc",
    };
    let named = std::env::var("CC").ok().filter(|name| !name.trim().is_empty());
    let words = named.as_deref().unwrap_or(usual);
    // CC may hold arguments, as in "ccache gcc".
    let mut words = words.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(usual));
    command.args(words);
    command
}
