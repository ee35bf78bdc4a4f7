//! One message of more than 2 GiB to pyzmq and one back: no length is counted in 31 bits on the way.
#![cfg(all(unix, target_pointer_width = "64"))]

use crate::common::{Folder, Remote, context, is_pattern, pattern, say, with_peers_within};
use std::{fs, time::Duration};
use zmq::Multipart;

/// More than an `i32` can count, and not a multiple of anything.
const SIZE: usize = (2 << 30) + 54_321;

/// What both directions need, with as much to spare.
const NEEDED_GIB: u64 = 10;

/// The memory that is to be had without swapping, in GiB, where the system tells.
fn available_gib() -> u64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    let kib: Option<u64> = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse().ok());
    kib.unwrap_or_default() >> 20
}

#[test]
fn more_than_2_gib() {
    let available = available_gib();
    if available < NEEDED_GIB {
        return say(&format!(
            "SKIPPED: a message over 2 GiB needs {NEEDED_GIB} GiB free, here are {available}"
        ));
    }
    with_peers_within(Duration::from_secs(300), || {
        let folder = Folder::new();
        let remote = Remote::new();
        let (ours, theirs) = (context().socket(zmq::PAIR).unwrap(), remote.socket("PAIR"));
        ours.bind(&folder.ipc("huge")).unwrap();
        theirs.connect(&folder.ipc("huge"));

        // With a part before and after it, which must not be mistaken for the end of it.
        ours.send_multipart(Multipart::from([pattern(3), pattern(SIZE), pattern(5)])).unwrap();
        assert_eq!(theirs.sizes(), [3, SIZE, 5]);

        let received = theirs.pattern(&[3, SIZE, 5], || ours.recv_multipart().unwrap());
        assert_eq!(received.iter().map(|part| part.len()).collect::<Vec<_>>(), [3, SIZE, 5]);
        assert!(received.iter().all(|part| is_pattern(part)));
    });
}
