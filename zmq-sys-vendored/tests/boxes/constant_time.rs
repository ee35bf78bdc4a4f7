//! Valgrind takes keys and messages for memory that nobody has written, and counts what branches on it or indexes by it.

use std::process::Command;

use crate::raw::{self, valgrind};

/// What a box is longer than what is in it.
const MAC: usize = 16;

#[test]
fn nothing_branches_on_a_secret() {
    let there =
        Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success());
    if !there || !cfg!(target_arch = "x86_64") {
        eprintln!("no valgrind, or not x86_64: nothing to look with");
        return;
    }
    // As the workspace compiles it, and a release: the checks of a debug build branch, on sums and on lengths.
    if cfg!(debug_assertions) {
        eprintln!("SKIPPED: a build with checks branches on what it checks");
        return;
    }
    let mut command = Command::new("valgrind");
    command.arg("--quiet").arg(std::env::current_exe().unwrap());
    let output = command
        .args(["--exact", "constant_time::with_valgrind", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}\n{report}");
}

/// Each of the two verdicts, which the answer tells anyway, is a branch; there is no other.
#[test]
#[ignore = "the test above runs it with valgrind"]
fn with_valgrind() {
    if !valgrind::is_here() {
        return;
    }
    let mut secret = std::array::from_fn(|at| (at as u8).wrapping_mul(17).wrapping_add(5));
    let mut message: Vec<u8> = (0..3000).map(|at| at as u8).collect();
    let (public, nonce) = (raw::public_key(&[7; 32]), [2; 24]);
    valgrind::undefined(&mut secret);
    valgrind::undefined(&mut message);

    let (mut found, mut own) = (valgrind::errors(), [0; 32]);
    let mut more = |what: &str, expected: usize| {
        let errors = valgrind::errors();
        assert_eq!(errors - found, expected, "{what}");
        found = errors;
    };
    own.copy_from_slice(&raw::public_key(&secret));
    more("the public key", 0);
    let shared = raw::shared(&public, &secret);
    more("whether a shared key is refused", 1);
    let mut shared = shared.expect("a shared key");
    more("what this program does with it", 0);

    let mut sealed = raw::easy(&message, &nonce, &shared);
    more("sealing", 0);
    let opened = raw::open_easy(&sealed, &nonce, &shared);
    more("whether a box is genuine", 1);

    valgrind::defined(&mut own);
    valgrind::defined(&mut shared);
    valgrind::defined(&mut sealed);
    valgrind::defined(&mut message);
    let mut opened = opened.expect("a box");
    valgrind::defined(&mut opened);
    assert_eq!(opened, message);
    assert_eq!(sealed.len(), message.len() + MAC);
    // What valgrind followed was the keys themselves.
    valgrind::defined(&mut secret);
    assert_eq!(own, raw::public_key(&secret));
}
