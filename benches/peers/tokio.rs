//! The runtime of the programs on tokio: both sides of a row are tasks of one.

use std::env;

use crate::program::Failure;

/// Runs a task, and what it spawns, to its end.
///
/// One thread carries the tasks, which take turns. That was faster than two threads for `tmq`, `zeromq` and `rzmq` on nearly
/// every row, for `omq-tokio` on most, on a machine with two cores; the environment variable `BENCH_THREADS` sets another
/// number, to compare.
pub fn block_on(task: impl Future<Output = Result<(), Failure>> + Send + 'static) -> Result<(), Failure> {
    let threads = env::var("BENCH_THREADS").map_or(Ok(1), |number| number.parse())?;
    let runtime = if threads == 1 {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?
    } else {
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?
    };
    runtime.block_on(async { tokio::spawn(task).await? })
}

/// The far side of two processes sends one message before this, and the rest after it.
pub async fn until_begun() -> Result<(), Failure> {
    tokio::task::spawn_blocking(crate::program::until_begun).await?
}

/// The far side of two processes stays until this returns, and its runtime goes on.
pub async fn until_told() -> Result<(), Failure> {
    tokio::task::spawn_blocking(crate::program::until_told).await?
}
