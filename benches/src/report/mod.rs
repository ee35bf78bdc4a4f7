//! `REPORT.md` and its pictures, from what was measured and stored.

mod bars;
mod markdown;
mod plots;
mod stats;

use crate::{
    Failure,
    measure::{store::Results, tables},
};
use std::{fs, path::Path};

pub use markdown::table as markdown;

/// All that was measured, in the order of the report.
fn stored() -> Vec<Results> {
    // Where others are compared with ours comes first.
    let tables = tables::peers().into_iter().chain([tables::apart_counts()]).chain(tables::all());
    tables.chain(tables::builds()).filter_map(|table| Results::load(table.id)).collect()
}

/// Writes the report from what is stored.
pub fn write() -> Result<(), Failure> {
    let results = stored();
    if results.is_empty() {
        return Err("nothing was measured: run `measure` first".into());
    }
    // Among the documents of the library, which are in its package.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("docs").join("performance");
    fs::create_dir_all(root.join("plots"))?;
    let plots = plots::draw(&root.join("plots"), &results)?;
    let path = root.join("REPORT.md");
    fs::write(&path, markdown::report(&results, &plots))?;
    println!("{}", path.display());
    Ok(())
}
