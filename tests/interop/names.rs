//! Every method of pyzmq's `Socket` and `Context` is found here under pyzmq's name: as a method, or by `doc(alias)`.
#![cfg(unix)]

use crate::{
    common::{Process, with_peers},
    surface::read,
};

/// What has no counterpart, and why.
const NONE: [(&str, &str, &str); 4] = [
    ("Socket", "closed", "a socket that is dropped cannot be asked"),
    ("Socket", "copy_threshold", "whether a payload is copied, its type says: see `IntoMessage`"),
    ("Context", "closed", "a context that is dropped cannot be asked; `is_shut_down`"),
    ("Context", "shadow_pyczmq", "pyczmq is not maintained"),
];

#[test]
fn every_method_of_theirs_is_found() {
    with_peers(|| {
        let surface = read();
        let lines = Process::python("names.py", &[]).finish();
        assert!(lines.len() > 50, "{lines:?}");
        let mut lacks = Vec::new();
        for line in &lines {
            let (of, name) = line.split_once(' ').unwrap();
            let ours = &surface[of];
            let found = ours.names.contains(name) || ours.aliases.contains(name);
            let excused = NONE.iter().any(|(kind, other, _)| (*kind, *other) == (of, name));
            if found == excused {
                lacks.push(format!(
                    "{of}.{name}: {}",
                    if found { "is there, and on the list" } else { "not found" }
                ));
            }
        }
        assert!(lacks.is_empty(), "{}", lacks.join("\n"));
    });
}
