//! `cargo xtask platform`: our configuration of libzmq beside the one that upstream's CMake finds.
//!
//! What ours says is asked of the preprocessor, with the flags that the build script gives it.

mod exceptions;
mod names;
mod upstream;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build_script::{BuildScript, Call, Compiler};
use crate::process;
use crate::workspace::Workspace;
use exceptions::{EXCEPTIONS, Exception};

/// What the preprocessor knows: a name and its value, of which an empty one counts as 1.
type Defines = BTreeMap<String, String>;

/// Checks the names in every header, then the values for this machine.
pub fn check(workspace: &Workspace) -> Result<()> {
    let upstreams = names::of_upstream(&workspace.libzmq()?)?;
    names::check_headers(&workspace.sys_crate()?.join("platform"), &upstreams.probed)?;

    if !process::exists("cmake") || !process::exists("pkg-config") {
        println!("no comparison with upstream's CMake: cmake or pkg-config is not installed");
        return Ok(());
    }
    compare(workspace, &upstreams)
}

fn compare(workspace: &Workspace, names: &names::Names) -> Result<()> {
    let script = BuildScript::load(workspace)?;
    let theirs = upstream::configure(workspace)?;
    let ours = our_call(workspace, &script)?;

    let mut names: BTreeSet<String> = names.probed.union(&names.derived).cloned().collect();
    names.extend(upstream::passed(&theirs.flags));
    names.extend(upstream::passed(&ours.flags));
    let theirs = defines(&theirs.compiler, &theirs.flags, &names)?;
    let ours = defines(Path::new(&compiler()), &ours.flags, &names)?;

    let mut same = 0;
    let mut excepted = 0;
    let mut faults = Vec::new();
    for name in &names {
        let (upstream, our) = (theirs.get(name), ours.get(name));
        let exception = EXCEPTIONS.iter().find(|exception| exception.name == name);
        match (upstream == our, exception) {
            (true, None) => same += 1,
            (true, Some(exception)) if exception.always => {
                faults.push(format!("{name}: no difference any more, so the exception is not needed"));
            }
            (true, Some(_)) => same += 1,
            (false, Some(exception)) if exception.covers(upstream, our) => {
                excepted += 1;
                println!("  {name}: {}; {}", difference(upstream, our), exception.reason);
            }
            (false, _) => faults.push(format!("{name}: {}", difference(upstream, our))),
        }
    }
    faults.extend(unused_exceptions(&names));
    println!("{}: {same} names as upstream's CMake has them, {excepted} named exceptions", script.host);
    if !faults.is_empty() {
        bail!("our configuration of libzmq and upstream's differ:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

fn unused_exceptions(names: &BTreeSet<String>) -> impl Iterator<Item = String> {
    let unknown = |exception: &&Exception| exception.always && !names.contains(exception.name);
    EXCEPTIONS
        .iter()
        .filter(unknown)
        .map(|exception| format!("{}: an exception for an unknown name", exception.name))
}

fn difference(upstream: Option<&String>, our: Option<&String>) -> String {
    let shown = |value: Option<&String>| {
        value.map_or("not defined".to_owned(), |value| format!("defined as {value}"))
    };
    format!("upstream {}, ours {}", shown(upstream), shown(our))
}

/// How the build script has a file of libzmq compiled for this machine.
fn our_call(workspace: &Workspace, script: &BuildScript) -> Result<Call> {
    let folder = workspace.scratch("platform/ours")?;
    let compiler = Compiler { cc: c_compiler(), cxx: compiler(), ar: "ar".to_owned() };
    let calls = script.calls(&script.host, &compiler, &folder)?;
    calls.into_iter().find(|call| call.cxx).context("the build script compiles no C++")
}

/// The C++ compiler, as `cc` and CMake choose it on a Unix.
fn compiler() -> String {
    std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned())
}

fn c_compiler() -> String {
    std::env::var("CC").unwrap_or_else(|_| "cc".to_owned())
}

/// Which of `names` the preprocessor knows in front of a file that is compiled with `flags`.
fn defines(compiler: &Path, flags: &[String], names: &BTreeSet<String>) -> Result<Defines> {
    let mut command = Command::new(compiler);
    command.args(flags).args(["-dM", "-E", "-x", "c++", "/dev/null"]);
    let text = process::output(&mut command)?;
    let defined = text.lines().filter_map(|line| line.strip_prefix("#define ")).filter_map(|line| {
        let (name, value) = line.split_once(' ').unwrap_or((line, ""));
        let value = if value.is_empty() { "1" } else { value };
        names.contains(name).then(|| (name.to_owned(), value.to_owned()))
    });
    Ok(defined.collect())
}
