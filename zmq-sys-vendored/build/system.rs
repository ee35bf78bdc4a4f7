//! Finds an installed libzmq: in the folder that `ZMQ_LIB_DIR` names, or by pkg-config.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Library, OLDEST, Target, VARIABLES, dotted, too_old};

/// Where the package managers have it: the system and the command.
const PACKAGES: [(&str, &str); 6] = [
    ("Debian, Ubuntu", "apt install libzmq3-dev pkg-config"),
    ("Fedora", "dnf install zeromq-devel pkgconf-pkg-config"),
    ("Alpine", "apk add zeromq-dev pkgconf"),
    ("Arch", "pacman -S zeromq pkgconf"),
    ("Homebrew", "brew install zeromq pkgconf"),
    ("vcpkg", "vcpkg install zeromq, then ZMQ_LIB_DIR=<vcpkg>/installed/<triplet>/lib"),
];

/// Finds the library and tells cargo to link it.
pub fn find(target: &Target) -> Result<Library, String> {
    match target.var("ZMQ_LIB_DIR") {
        Some(dir) => in_folder(target, Path::new(&dir)),
        None => by_pkg_config(target),
    }
}

/// The library in `dir`, which the user named.
fn in_folder(target: &Target, dir: &Path) -> Result<Library, String> {
    let is_static = target.flag("ZMQ_STATIC");
    let name = library_name(target, dir, is_static)
        .ok_or_else(|| not_found(&format!("ZMQ_LIB_DIR is {}, which has no libzmq.", dir.display())))?;
    let has_header = |dir: &PathBuf| dir.join("zmq.h").is_file();
    let include = match target.var("ZMQ_INCLUDE_DIR") {
        Some(named) => Some(PathBuf::from(named)).filter(has_header),
        // The library is in <root>/lib, or in <root>/lib/<system>.
        None => dir.ancestors().skip(1).take(2).map(|root| root.join("include")).find(has_header),
    };
    let include = include.ok_or_else(|| {
        let dir = dir.display();
        not_found(&format!("{dir} has a libzmq, but there is no zmq.h: name its folder in ZMQ_INCLUDE_DIR."))
    })?;
    let root = include.parent().unwrap_or(&include).to_owned();

    println!("cargo::rustc-link-search=native={}", dir.display());
    let kind = if is_static { "static" } else { "dylib" };
    println!("cargo::rustc-link-lib={kind}={name}");
    if is_static {
        target.link_windows_libraries();
        if let Some(runtime) = target.cxx_runtime() {
            println!("cargo::rustc-link-lib={runtime}");
        }
    }
    Ok(Library { include, root, vendored: false, mends: Vec::new(), own_boxes: false })
}

/// The name that `-l` takes for the libzmq in `dir`. The builds for MSVC put their toolset and version
/// into it (`libzmq-v143-mt-4_3_5.lib`), so there any file that begins right will do.
fn library_name(target: &Target, dir: &Path, is_static: bool) -> Option<String> {
    let mut files: Vec<String> =
        fs::read_dir(dir).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    files.sort();
    if target.env == "msvc" {
        let exact = ["zmq.lib", "libzmq.lib"].iter().find(|name| files.iter().any(|file| file == *name));
        let any = || files.iter().find(|file| file.starts_with("libzmq") && file.ends_with(".lib"));
        let file = exact.map(|name| (*name).to_owned()).or_else(|| any().cloned())?;
        return file.strip_suffix(".lib").map(str::to_owned);
    }
    let wanted: &[&str] = match (is_static, target.os.as_str()) {
        (true, _) => &["libzmq.a"],
        (false, "windows") => &["libzmq.dll.a", "libzmq.dll"],
        (false, _) if target.vendor == "apple" => &["libzmq.dylib", "libzmq.tbd"],
        (false, _) => &["libzmq.so"],
    };
    wanted.iter().any(|name| files.iter().any(|file| file == name)).then(|| "zmq".to_owned())
}

/// The library that pkg-config knows.
fn by_pkg_config(target: &Target) -> Result<Library, String> {
    let is_static = target.flag("ZMQ_STATIC");
    let mut config = pkg_config::Config::new();
    config.atleast_version(&dotted(OLDEST)).statik(is_static).cargo_metadata(!is_static);
    let found = config.probe("libzmq").map_err(|error| {
        let older = pkg_config::Config::new().cargo_metadata(false).probe("libzmq");
        match older {
            Ok(library) => too_old(&library.version),
            Err(_) => not_found(&reason(&error)),
        }
    })?;
    if is_static {
        link_statically(&found);
    }

    let variable = |name: &str| pkg_config::get_variable("libzmq", name).ok().filter(|dir| !dir.is_empty());
    let include = target
        .var("ZMQ_INCLUDE_DIR")
        .or_else(|| variable("includedir"))
        .map(PathBuf::from)
        .into_iter()
        .chain(found.include_paths)
        .find(|dir: &PathBuf| dir.join("zmq.h").is_file())
        .ok_or_else(|| not_found("pkg-config knows libzmq, but there is no zmq.h where it points."))?;
    let root =
        variable("prefix").map_or_else(|| include.parent().unwrap_or(&include).to_owned(), PathBuf::from);
    Ok(Library { include, root, vendored: false, mends: Vec::new(), own_boxes: false })
}

/// Links the archive of libzmq, and what it needs in turn in whatever form there is: pkg-config's crate
/// would take the shared libzmq wherever it lies in a folder of the system.
fn link_statically(found: &pkg_config::Library) {
    for dir in &found.link_paths {
        println!("cargo::rustc-link-search=native={}", dir.display());
    }
    for dir in &found.framework_paths {
        println!("cargo::rustc-link-search=framework={}", dir.display());
    }
    for name in &found.libs {
        let kind = if name == "zmq" { "static=" } else { "" };
        println!("cargo::rustc-link-lib={kind}{name}");
    }
    for name in &found.frameworks {
        println!("cargo::rustc-link-lib=framework={name}");
    }
}

/// The one message of a build that has no libzmq.
fn not_found(detail: &str) -> String {
    let mut text = format!(
        "no libzmq {} or later was found.\n{detail}\n\n\
         Either turn on the feature `vendored` (without ZMQ_NO_VENDOR), which compiles libzmq from source,\n\
         or install it:\n",
        dotted(OLDEST)
    );
    for (system, command) in PACKAGES {
        text.push_str(&format!("  {system:<15} {command}\n"));
    }
    text.push_str("or say where it is, by these variables (also with the target before the name, as in\n");
    text.push_str("AARCH64_UNKNOWN_LINUX_MUSL_ZMQ_LIB_DIR):\n");
    for (name, meaning) in VARIABLES {
        text.push_str(&format!("  {name:<15} {meaning}\n"));
    }
    text.trim_end().to_owned()
}

/// Why pkg-config had no answer, in a line: its own text runs to a page.
fn reason(error: &pkg_config::Error) -> String {
    use pkg_config::Error::{Command, Failure, ProbeFailure};
    match error {
        Failure { output, .. } | ProbeFailure { output, .. } => {
            let text = String::from_utf8_lossy(&output.stderr);
            format!("pkg-config: {}", text.lines().next().unwrap_or("no answer"))
        }
        Command { cause, .. } => format!("pkg-config could not be run: {cause}"),
        other => format!("pkg-config: {}", other.to_string().trim()),
    }
}
