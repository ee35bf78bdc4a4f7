//! The runtime of the programs on tokio: both sides of a row are tasks of one.

use std::env;

use crate::program::Failure;

/// How many threads carry the tasks.
pub enum Threads {
    /// One: the tasks take turns.
    One,
    /// Two, as many as there are sides.
    Two,
}

/// Runs a task to its end. The environment variable `BENCH_THREADS`, as `1` or `2`, goes before what the program chose.
pub fn block_on(
    threads: Threads,
    task: impl Future<Output = Result<(), Failure>> + Send + 'static,
) -> Result<(), Failure> {
    let one = match env::var("BENCH_THREADS").as_deref() {
        Ok("1") => true,
        Ok("2") => false,
        _ => matches!(threads, Threads::One),
    };
    let runtime = if one {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?
    } else {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?
    };
    runtime.block_on(async { tokio::spawn(task).await? })
}
