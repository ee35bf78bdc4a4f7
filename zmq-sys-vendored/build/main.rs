//! Where libzmq comes from, decided for the target and never for the machine that compiles.
//!
//! 1. `vendored` and no `ZMQ_NO_VENDOR`: compile the sources of 4.3.5 (`vendored.rs`).
//! 2. Otherwise look for an installed library (`system.rs`): `ZMQ_LIB_DIR`, then pkg-config.
//! 3. Read the version from the header that belongs to it; older than 4.2.0 ends the build.
//! 4. With `bindgen`, make the bindings from that header (`bindings.rs`).
//! 5. Tell this crate (cfgs) and its dependents (`DEP_ZMQ_*`) what was decided.

#[cfg(feature = "bindgen")]
mod bindings;
#[cfg(feature = "bindgen")]
mod bindings_config;
#[cfg(feature = "vendored")]
mod curve;
mod extras;
mod header;
#[cfg(feature = "vendored")]
mod mends;
#[cfg(feature = "vendored")]
mod sources;
mod system;
#[cfg(feature = "vendored")]
mod units;
#[cfg(feature = "vendored")]
mod vendored;

use std::env;
use std::path::PathBuf;

/// The variables this script reads, each also with the target triple before it, upper case and with
/// underscores (`AARCH64_UNKNOWN_LINUX_MUSL_ZMQ_LIB_DIR`), which goes first. With their meaning, for
/// the message of a build that finds no library.
const VARIABLES: [(&str, &str); 7] = [
    ("ZMQ_NO_VENDOR", "1 links an installed libzmq although the feature `vendored` is on"),
    ("ZMQ_LIB_DIR", "the folder of the installed library"),
    ("ZMQ_INCLUDE_DIR", "the folder of its zmq.h (default: include/ beside the folder of the library)"),
    ("ZMQ_STATIC", "1 links the static library"),
    (WITHOUT_MENDS, "numbers of mends (03,11) that are left out of the compiled libzmq, or all"),
    (NO_COMPILE, "1 compiles no libzmq: enough for cargo check, clippy and rustdoc, which link nothing"),
    (SYSTEM_SODIUM, "1 has CURVE in a compiled libzmq use a libsodium of the system, found by pkg-config"),
];

/// The switch for what looks at Rust alone; DOCS_RS, which docs.rs sets, does the same.
const NO_COMPILE: &str = "ZMQ_NO_COMPILE";

/// The mends that are left out, to find out what one of them changes.
const WITHOUT_MENDS: &str = "ZMQ_SYS_WITHOUT_MENDS";
/// The switch for whose rules ask for libsodium itself.
const SYSTEM_SODIUM: &str = "ZMQ_SYSTEM_SODIUM";

/// The oldest libzmq whose functions the checked-in bindings can rely on.
const OLDEST: (u32, u32, u32) = (4, 2, 0);

/// The target, as cargo describes it to a build script.
struct Target {
    triple: String,
    os: String,
    env: String,
    vendor: String,
}

/// A libzmq that is ready to be linked: cargo has been told how.
struct Library {
    /// The folder that holds `zmq.h`.
    include: PathBuf,
    /// The folder that holds `include/` and `lib/`.
    root: PathBuf,
    /// Whether it was compiled by this script.
    vendored: bool,
    /// The mends that it has, by number: none, if it was installed.
    mends: Vec<u32>,
    /// Whether it calls the functions of `src/curve/`.
    own_boxes: bool,
}

fn main() {
    #[cfg(feature = "vendored")]
    if sources::located() {
        return;
    }
    if let Err(message) = run() {
        // Each of these fails the build, and cargo then shows them alone, not all of this script's output.
        for line in message.lines() {
            println!("cargo::error={line}");
        }
    }
}

fn run() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rustc-check-cfg=cfg(zmq_sys_vendored, zmq_sys_boxes)");
    let target = Target::new()?;

    // Steps 1 and 2.
    let library = if cfg!(feature = "vendored") && !target.flag("ZMQ_NO_VENDOR") {
        compile(&target)?
    } else {
        let library = system::find(&target)?;
        extras::link_gnutls()?;
        library
    };

    // Step 3.
    let header = library.include.join("zmq.h");
    if !library.vendored {
        println!("cargo::rerun-if-changed={}", header.display());
    }
    let version = header::version(&header)?;
    if version < OLDEST {
        return Err(too_old(&dotted(version)));
    }

    // Step 4.
    #[cfg(feature = "bindgen")]
    bindings::generate(&library.include)?;

    // Step 5.
    if library.vendored {
        println!("cargo::rustc-cfg=zmq_sys_vendored");
        if library.own_boxes {
            println!("cargo::rustc-cfg=zmq_sys_boxes");
        }
    }
    tell_mends(&library.mends)?;
    // For the test of this crate that compiles C against the header.
    println!("cargo::rustc-env=ZMQ_SYS_INCLUDE={}", library.include.display());
    println!("cargo::metadata=include={}", library.include.display());
    println!("cargo::metadata=root={}", library.root.display());
    println!("cargo::metadata=version={}", dotted(version));
    println!("cargo::metadata=mends={}", numbers(&library.mends));
    println!("cargo::metadata=draft={}", u8::from(cfg!(feature = "draft")));
    println!("cargo::metadata=boxes={}", u8::from(library.own_boxes));
    Ok(())
}

#[cfg(feature = "vendored")]
fn compile(target: &Target) -> Result<Library, String> {
    vendored::build(target)
}

#[cfg(not(feature = "vendored"))]
fn compile(_: &Target) -> Result<Library, String> {
    Err("the feature `vendored` is off".to_owned())
}

/// The numbers of mends, as they stand in a variable.
fn numbers(mends: &[u32]) -> String {
    let numbers: Vec<String> = mends.iter().map(|number| format!("{number:02}")).collect();
    numbers.join(",")
}

/// Writes the constant that tells the mends, for `src/lib.rs`.
fn tell_mends(mends: &[u32]) -> Result<(), String> {
    let file = PathBuf::from(cargo_var("OUT_DIR")?).join("mends.rs");
    std::fs::write(&file, format!("&{mends:?}\n")).map_err(|error| format!("{}: {error}", file.display()))
}

/// The message for a library that lacks what the bindings declare.
fn too_old(version: &str) -> String {
    format!(
        "the installed libzmq is {version}; {} or later is needed. Install a newer one, \
         name its folder in ZMQ_LIB_DIR, or turn on the feature `vendored`.",
        dotted(OLDEST)
    )
}

fn dotted((major, minor, patch): (u32, u32, u32)) -> String {
    format!("{major}.{minor}.{patch}")
}

/// A variable that cargo sets for every build script.
fn cargo_var(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("the variable {name} of cargo: {error}"))
}

impl Target {
    fn new() -> Result<Self, String> {
        Ok(Self {
            triple: cargo_var("TARGET")?,
            os: cargo_var("CARGO_CFG_TARGET_OS")?,
            // Absent or empty where a target has none.
            env: env::var("CARGO_CFG_TARGET_ENV").unwrap_or_default(),
            vendor: env::var("CARGO_CFG_TARGET_VENDOR").unwrap_or_default(),
        })
    }

    /// One of [`VARIABLES`], the form with the target before the plain one; empty counts as unset.
    fn var(&self, name: &str) -> Option<String> {
        let prefixed = format!("{}_{name}", self.triple.to_uppercase().replace(['-', '.'], "_"));
        for key in [prefixed.as_str(), name] {
            println!("cargo::rerun-if-env-changed={key}");
        }
        [prefixed.as_str(), name].iter().find_map(|key| env::var(key).ok().filter(|value| !value.is_empty()))
    }

    /// One of [`VARIABLES`] as a switch: set, and not to `0`.
    fn flag(&self, name: &str) -> bool {
        self.var(name).is_some_and(|value| value != "0")
    }

    /// Whether this build is for what looks at Rust alone.
    fn compiles_nothing(&self) -> bool {
        self.flag(NO_COMPILE) || self.flag("DOCS_RS")
    }

    /// What a static libzmq needs from a Windows system.
    fn link_windows_libraries(&self) {
        if self.os == "windows" {
            for name in ["advapi32", "iphlpapi", "rpcrt4", "ws2_32"] {
                println!("cargo::rustc-link-lib={name}");
            }
        }
    }

    /// The C++ runtime that a static libzmq needs; the linker of MSVC finds its own.
    fn cxx_runtime(&self) -> Option<&'static str> {
        match (self.os.as_str(), self.env.as_str()) {
            ("windows", "msvc") => None,
            ("android", _) => Some("c++_shared"),
            ("freebsd" | "openbsd", _) => Some("c++"),
            _ if self.vendor == "apple" => Some("c++"),
            _ => Some("stdc++"),
        }
    }
}
