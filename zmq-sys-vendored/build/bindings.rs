//! Feature `bindgen`: bindings of the header that belongs to the library which is linked.

use std::path::{Path, PathBuf};

use crate::{bindings_config, cargo_var};

/// Writes `bindings.rs` into OUT_DIR, from the `zmq.h` in `include`.
pub fn generate(include: &Path) -> Result<(), String> {
    let header = include.join("zmq.h");
    let header =
        header.to_str().ok_or_else(|| format!("bindgen needs a path in UTF-8: {}", header.display()))?;
    let output = PathBuf::from(cargo_var("OUT_DIR")?).join("bindings.rs");
    bindings_config::builder(header, &[include], cfg!(feature = "draft"))
        .generate()
        .map_err(|error| format!("bindgen could not read {header}: {error}"))?
        .write_to_file(&output)
        .map_err(|error| format!("cannot write {}: {error}", output.display()))
}
