//! The programs in C over builds of libzmq that are not ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Program, or_leave_out};
use crate::workspace::Workspace;
use crate::{files, process};

/// What upstream's CMake is asked for: its defaults, with CURVE by the libsodium that it finds, since Debian's build and
/// ours have it, and nothing that is no part of the library.
const OPTIONS: [&str; 8] = [
    "-DCMAKE_BUILD_TYPE=Release",
    // 4.3.5 asks for a policy that CMake 4 no longer has.
    "-DCMAKE_POLICY_VERSION_MINIMUM=3.5",
    "-DCMAKE_INSTALL_LIBDIR=lib",
    "-DENABLE_CURVE=ON",
    "-DWITH_LIBSODIUM=ON",
    "-DBUILD_TESTS=OFF",
    "-DWITH_PERF_TOOL=OFF",
    "-DWITH_DOCS=OFF",
];

/// How the programs are linked to a build.
enum Link {
    /// To what the linker finds first.
    Shared,
    /// To the static library.
    Static,
}

/// Builds what can be built here, and says why where one cannot.
pub fn build(workspace: &Workspace) -> Result<Vec<Program>> {
    let folder = workspace.target.join("libzmq-cmake");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut programs = Vec::new();
    programs.extend(or_leave_out("debian", program(workspace, "debian", None, &Link::Shared)));
    match cmake(workspace, &folder) {
        Ok(installed) => {
            let installed = Some(installed.as_path());
            for (name, link) in [("cmake-shared", Link::Shared), ("cmake-static", Link::Static)] {
                programs.extend(or_leave_out(name, program(workspace, name, installed, &link)));
            }
        }
        Err(error) => eprintln!("cmake-shared and cmake-static are left out: {error:#}"),
    }
    Ok(programs)
}

/// Builds libzmq with upstream's CMake, once for each version, and gives the folder where it is installed.
fn cmake(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let libzmq = workspace.libzmq()?;
    let (source, build, installed) = (folder.join("source"), folder.join("build"), folder.join("installed"));
    // Written last, so what was interrupted is done again.
    let marker = folder.join("complete");
    let mark = format!("{}\n{}\n", libzmq.display(), OPTIONS.join(" "));
    if fs::read_to_string(&marker).is_ok_and(|text| text == mark) {
        return Ok(installed);
    }
    eprintln!("building libzmq with upstream's CMake in {}, once", folder.display());
    for folder in [&source, &build, &installed] {
        files::remove_tree(folder)?;
    }
    // CMake removes a file of its source.
    files::copy_tree(&libzmq, &source)?;
    let mut configure = Command::new("cmake");
    configure.arg("-S").arg(&source).arg("-B").arg(&build).args(OPTIONS).args(["-G", "Unix Makefiles"]);
    configure.arg(format!("-DCMAKE_INSTALL_PREFIX={}", installed.display()));
    process::quietly(&mut configure)?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from).to_string();
    process::run(Command::new("cmake").arg("--build").arg(&build).args(["--parallel", &jobs]))?;
    process::quietly(Command::new("cmake").arg("--install").arg(&build))?;
    fs::write(&marker, mark).with_context(|| format!("cannot write {}", marker.display()))?;
    Ok(installed)
}

/// Compiles the programs in C against a build: an installed one, or the system's.
fn program(workspace: &Workspace, name: &str, installed: Option<&Path>, link: &Link) -> Result<Program> {
    let folder = workspace.target.join("libzmq-cmake");
    let version = pkg_config(installed, &["--modversion"])?.join(" ");
    eprintln!("compiling the programs in C over {name}, libzmq {version}");
    let executable = folder.join(format!("bench-{name}"));
    let mut gcc = Command::new("gcc");
    gcc.args(["-O3", "-pthread", "-o"]).arg(&executable).args(sources(workspace)?);
    gcc.args(pkg_config(installed, &["--cflags"])?);
    match link {
        Link::Shared => {
            gcc.args(pkg_config(installed, &["--libs"])?);
            if let Some(installed) = installed {
                gcc.arg(format!("-Wl,-rpath,{}", installed.join("lib").display()));
            }
        }
        Link::Static => {
            // Its C++ is the compiler's; what else it needs it says.
            let words = pkg_config(installed, &["--libs", "--static"])?;
            gcc.args(words.iter().map(|word| if word == "-lzmq" { "-l:libzmq.a" } else { word }));
            gcc.arg("-lstdc++");
        }
    }
    process::quietly(&mut gcc)?;
    Ok(Program::new(name, &[&executable]))
}

/// What pkg-config says of libzmq.
fn pkg_config(installed: Option<&Path>, arguments: &[&str]) -> Result<Vec<String>> {
    let mut command = Command::new("pkg-config");
    if let Some(installed) = installed {
        command.env("PKG_CONFIG_PATH", installed.join("lib").join("pkgconfig"));
    }
    let words = process::output(command.args(arguments).arg("libzmq"))?;
    Ok(words.split_whitespace().map(str::to_owned).collect())
}

/// The programs.
fn sources(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let folder = workspace.root.join("benches").join("c");
    let mut sources = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "c") {
            sources.push(path);
        }
    }
    if !folder.join("main.c").is_file() {
        bail!("{} has no main.c", folder.display());
    }
    sources.sort();
    Ok(sources)
}
