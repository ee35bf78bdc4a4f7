//! What Linux says of this process, in `/proc`.

use std::{
    collections::BTreeMap,
    fs, thread,
    time::{Duration, Instant},
};

/// The open descriptors of this process and what they are.
pub fn descriptors() -> BTreeMap<i32, String> {
    let entries = fs::read_dir("/proc/self/fd").unwrap().flatten();
    entries
        .filter_map(|entry| {
            let fd = entry.file_name().to_str()?.parse().ok()?;
            let target = fs::read_link(entry.path()).ok()?.to_string_lossy().into_owned();
            // The one that lists the folder is gone already.
            (!target.ends_with("/fd")).then_some((fd, target))
        })
        .collect()
}

/// Waits until no descriptor has come or gone for a while: threads of libzmq close what they no longer need when they get to
/// it.
pub fn wait_for_quiet_descriptors() {
    let (mut known, mut since) = (descriptors(), Instant::now());
    while since.elapsed() < Duration::from_millis(50) {
        thread::sleep(Duration::from_millis(2));
        let now = descriptors();
        if now != known {
            (known, since) = (now, Instant::now());
        }
    }
}

/// The descriptors that are open now and were not `before`.
pub fn new_descriptors(before: &BTreeMap<i32, String>) -> BTreeMap<i32, String> {
    descriptors().into_iter().filter(|(fd, target)| before.get(fd) != Some(target)).collect()
}

/// The threads of this process: number and name.
pub fn threads() -> BTreeMap<i32, String> {
    let entries = fs::read_dir("/proc/self/task").unwrap().flatten();
    entries
        .filter_map(|entry| {
            let tid = entry.file_name().to_str()?.parse().ok()?;
            Some((tid, fs::read_to_string(entry.path().join("comm")).ok()?.trim_end().to_owned()))
        })
        .collect()
}

/// The value of a line such as `VmRSS:` in the status of a thread of this process.
pub fn status(tid: i32, key: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/self/task/{tid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(line.trim().to_owned())
}

/// The memory in use, in KiB.
pub fn resident() -> u64 {
    let text = status(std::process::id() as i32, "VmRSS").unwrap();
    text.split_whitespace().next().unwrap().parse().unwrap()
}

/// Whether a thread of this process sleeps in a system call.
pub fn is_blocked(tid: i32) -> bool {
    status(tid, "State").is_some_and(|state| state.starts_with('S'))
}
