//! The README names each program, and each begins with how to run it.

use std::{fs, path::Path};

#[test]
fn every_program_is_in_the_readme_and_says_how_to_run_it() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(package.join("README.md")).unwrap();
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    let mut listed = Vec::new();
    for line in manifest.lines().filter(|line| line.trim_start().starts_with("{ name = ")) {
        let [_, name, _, path, ..] = line.split('"').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(readme.contains(&format!("`{name}`")), "README.md does not name {name}");
        let text = fs::read_to_string(package.join(path)).unwrap();
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(head.contains("Run `") && head.contains(name), "{path} does not say how to run it");
        listed.push(path.to_owned());
    }
    // Those in the folders of the chapters are listed, each in its own.
    for chapter in ["basics", "patterns", "request_reply", "reliability", "pubsub", "more"] {
        for entry in fs::read_dir(package.join(chapter)).unwrap() {
            let path = format!("{chapter}/{}", entry.unwrap().file_name().into_string().unwrap());
            assert!(listed.contains(&path), "Cargo.toml does not list {path}");
        }
    }
    assert!(listed.len() > 85);
}

/// The crate's documentation has the README as a page; a package cannot have files of another one.
#[test]
fn the_readme_is_a_page_of_the_crate() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(package.join(path)).unwrap();
    assert!(
        read("README.md") == read("../src/guide/zeromq_guide.md"),
        "cp guide/README.md src/guide/zeromq_guide.md"
    );
}
