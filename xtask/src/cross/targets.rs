//! The targets, and what of them runs here.

use anyhow::{Context, Result};

/// A target of rustc.
pub struct Target {
    pub triple: &'static str,
    /// The features that say something about it: those that link no library of the system.
    pub features: &'static str,
    /// How its tests run here.
    pub tests: Option<Tests>,
}

/// How tests are compiled and run.
pub struct Tests {
    pub compiler: Compiler,
    pub emulator: Emulator,
    /// How many times as long as here things may take.
    pub slowness: u32,
}

/// Who compiles C++ and links.
pub enum Compiler {
    /// Debian's cross compiler: what its programs begin with, what they end with, and its package.
    Gcc(&'static str, &'static str, &'static str),
    /// zig, by cargo-zigbuild.
    Zig,
}

/// What runs a program.
pub enum Emulator {
    /// This machine, if a file is there: the loader of programs for this target, from a package of Debian. Without a file, always.
    Machine(Option<(&'static str, &'static str)>),
    /// qemu-user for a processor, with the C library in a folder.
    Qemu(&'static str, &'static str),
    Wine,
}

const UNIX: &str = "draft,bytes,serde,tokio,async-io,tracing";
const WINDOWS: &str = "draft,bytes,serde,tokio,async-io,tracing";

const fn checked(triple: &'static str, features: &'static str) -> Target {
    Target { triple, features, tests: None }
}

const fn tested(
    triple: &'static str,
    features: &'static str,
    compiler: Compiler,
    emulator: Emulator,
    slowness: u32,
) -> Target {
    Target { triple, features, tests: Some(Tests { compiler, emulator, slowness }) }
}

const TARGETS: [Target; 14] = [
    tested("x86_64-unknown-linux-musl", UNIX, Compiler::Zig, Emulator::Machine(None), 2),
    tested(
        "i686-unknown-linux-gnu",
        UNIX,
        Compiler::Gcc("i686-linux-gnu-", "", "g++-i686-linux-gnu"),
        Emulator::Machine(Some(("/lib/ld-linux.so.2", "libc6-i386 lib32stdc++6"))),
        2,
    ),
    tested(
        "aarch64-unknown-linux-gnu",
        UNIX,
        Compiler::Gcc("aarch64-linux-gnu-", "", "g++-aarch64-linux-gnu"),
        Emulator::Qemu("qemu-aarch64", "/usr/aarch64-linux-gnu"),
        20,
    ),
    tested(
        "armv7-unknown-linux-gnueabihf",
        UNIX,
        Compiler::Gcc("arm-linux-gnueabihf-", "", "g++-arm-linux-gnueabihf"),
        Emulator::Qemu("qemu-arm", "/usr/arm-linux-gnueabihf"),
        20,
    ),
    tested(
        "s390x-unknown-linux-gnu",
        UNIX,
        Compiler::Gcc("s390x-linux-gnu-", "", "g++-s390x-linux-gnu"),
        Emulator::Qemu("qemu-s390x", "/usr/s390x-linux-gnu"),
        20,
    ),
    tested(
        "x86_64-pc-windows-gnu",
        WINDOWS,
        Compiler::Gcc("x86_64-w64-mingw32-", "-posix", "g++-mingw-w64-x86-64-posix"),
        Emulator::Wine,
        5,
    ),
    checked("x86_64-pc-windows-msvc", WINDOWS),
    checked("aarch64-apple-darwin", UNIX),
    checked("x86_64-apple-darwin", UNIX),
    checked("x86_64-unknown-freebsd", UNIX),
    checked("aarch64-linux-android", UNIX),
    checked("aarch64-unknown-linux-musl", UNIX),
    checked("riscv64gc-unknown-linux-gnu", UNIX),
    checked("x86_64-unknown-linux-gnu", UNIX),
];

/// The targets of these names, or all for which `fits` holds.
pub fn named(names: &[&str], fits: impl Fn(&Target) -> bool) -> Result<Vec<Target>> {
    let mut fitting: Vec<Target> = TARGETS.into_iter().filter(fits).collect();
    if names.is_empty() {
        return Ok(fitting);
    }
    let known: Vec<&str> = fitting.iter().map(|target| target.triple).collect();
    for name in names {
        known
            .iter()
            .find(|known| *known == name)
            .with_context(|| format!("no such target for this: {name}; it is one of {}", known.join(", ")))?;
    }
    fitting.retain(|target| names.contains(&target.triple));
    Ok(fitting)
}
