//! Where the boxes of NaCl come from, which CURVE is made of: from `src/curve/`, or from a libsodium of the system.

use std::path::PathBuf;

use crate::{SYSTEM_SODIUM, Target, cargo_var};

/// Whether they are those of `src/curve/`, which libzmq finds by the names in `curve/sodium.h`.
pub fn is_ours(target: &Target) -> bool {
    !target.flag(SYSTEM_SODIUM)
}

/// The folders with their `sodium.h`; none where the compiler looks by itself.
pub fn includes(target: &Target) -> Result<Vec<PathBuf>, String> {
    if is_ours(target) { Ok(vec![folder()?]) } else { Ok(probe(false)?.include_paths) }
}

/// Tells cargo what to link behind libzmq.
pub fn link(target: &Target) -> Result<(), String> {
    if is_ours(target) { Ok(()) } else { probe(true).map(drop) }
}

fn folder() -> Result<PathBuf, String> {
    Ok(PathBuf::from(cargo_var("CARGO_MANIFEST_DIR")?).join("curve"))
}

fn probe(link: bool) -> Result<pkg_config::Library, String> {
    // Older ones lack functions that libzmq calls.
    let library = pkg_config::Config::new().atleast_version("1.0.3").cargo_metadata(link).probe("libsodium");
    library.map_err(|error| {
        format!(
            "{SYSTEM_SODIUM} asks for a libsodium of the system, and pkg-config knows none (Debian, Ubuntu: \
             apt install libsodium-dev pkg-config). Without that variable none is needed.\n{error}"
        )
    })
}
