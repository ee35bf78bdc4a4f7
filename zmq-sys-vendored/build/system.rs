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
    let root = dir.parent().unwrap_or(dir).to_owned();
    let include = target.var("ZMQ_INCLUDE_DIR").map_or_else(|| root.join("include"), PathBuf::from);
    if !include.join("zmq.h").is_file() {
        return Err(not_found(&format!(
            "{} has no zmq.h; ZMQ_INCLUDE_DIR names its folder.",
            include.display()
        )));
    }

    println!("cargo::rustc-link-search=native={}", dir.display());
    let kind = if is_static { "static" } else { "dylib" };
    println!("cargo::rustc-link-lib={kind}={name}");
    if is_static {
        target.link_windows_libraries();
        if let Some(runtime) = target.cxx_runtime() {
            println!("cargo::rustc-link-lib={runtime}");
        }
    }
    Ok(Library { include, root, vendored: false })
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
    let mut config = pkg_config::Config::new();
    if target.flag("ZMQ_STATIC") {
        config.statik(true);
    }
    let found = config.atleast_version(&dotted(OLDEST)).probe("libzmq").map_err(|error| {
        let older = pkg_config::Config::new().cargo_metadata(false).probe("libzmq");
        match older {
            Ok(library) => too_old(&library.version),
            Err(_) => not_found(&format!("pkg-config says:\n{}", indented(&error.to_string()))),
        }
    })?;

    let variable = |name: &str| pkg_config::get_variable("libzmq", name).ok().filter(|dir| !dir.is_empty());
    let include = target
        .var("ZMQ_INCLUDE_DIR")
        .or_else(|| variable("includedir"))
        .map(PathBuf::from)
        .into_iter()
        .chain(found.include_paths)
        .find(|dir| dir.join("zmq.h").is_file())
        .ok_or_else(|| not_found("pkg-config knows libzmq, but there is no zmq.h where it points."))?;
    let root =
        variable("prefix").map_or_else(|| include.parent().unwrap_or(&include).to_owned(), PathBuf::from);
    Ok(Library { include, root, vendored: false })
}

/// The one message of a build that has no libzmq.
fn not_found(detail: &str) -> String {
    let mut text = format!(
        "zmq-sys-vendored: no libzmq {} or later was found.\n{detail}\n\n\
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

fn indented(text: &str) -> String {
    text.trim().lines().map(|line| format!("  {line}\n")).collect()
}
