//! Programs that run beside each other, each until a deadline.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};

/// How a program ended.
pub struct Ended {
    /// None: it was killed at its deadline.
    pub status: Option<ExitStatus>,
    /// All that it printed.
    pub printed: String,
}

/// Calls `work` for each of `items`, for two at a time, and gives the results in their order.
pub fn in_pairs<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let next = Mutex::new(0..items.len());
    let results: Mutex<Vec<(usize, Result<R>)>> = Mutex::new(Vec::new());
    let poisoned = || anyhow!("a worker panicked");
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Ok(Some(index)) = next.lock().map(|mut next| next.next()) else { return };
                    let result = work(&items[index]);
                    let Ok(mut results) = results.lock() else { return };
                    results.push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().map_err(|_| poisoned())?;
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Runs a program until it ends or is too late; what it prints goes to the file `log` meanwhile.
pub fn until(deadline: Duration, command: &mut Command, log: &Path) -> Result<Ended> {
    let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    let both = file.try_clone().context("a second descriptor of the log")?;
    command.stdin(Stdio::null()).stdout(file).stderr(both);
    command.process_group(0);
    let mut child = command.spawn().with_context(|| format!("cannot start {:?}", command.get_program()))?;
    let status = wait(&mut child, deadline)?;
    // What it forked may be waiting for ever. Mostly there is nothing left, and `kill` says so.
    let group = format!("-{}", child.id());
    let mut kill = Command::new("kill");
    let _ = kill.args(["-KILL", "--", &group]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let printed = fs::read(log).with_context(|| format!("cannot read {}", log.display()))?;
    Ok(Ended { status, printed: String::from_utf8_lossy(&printed).into_owned() })
}

fn wait(child: &mut Child, deadline: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < deadline {
        if let Some(status) = child.try_wait().context("waiting for a program")? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().context("killing a program at its deadline")?;
    child.wait().context("waiting for a program that was killed")?;
    Ok(None)
}
