//! Mend 100: the last blocks that messages of more than 512 KiB lay in are kept and used again, within bounds, and given back.
#![cfg(target_pointer_width = "64")]

use zmq::{Context, Message};

use crate::{
    mended,
    regions::{MIB, drop_elsewhere, grown, messages},
    support::{bind_tcp, eventually, resident},
    system::raw::faults,
};

/// What is kept (`blocks_units`).
const KEPT: usize = 16 * MIB;

/// What one thread makes and another drops, which has room for more than one of each.
fn round(payload: &[u8], count: usize) {
    drop_elsewhere((0..count).map(|_| Message::from(payload)).collect());
}

#[test]
fn mend_100_the_last_blocks_are_used_again() {
    mended!(60, || {
        for (size, count) in [(600_000, 16), (MIB, 8), (3 * MIB, 4), (7 * MIB, 2)] {
            let payload = vec![7; size];
            // Those of the size before go one by one.
            (0..5).for_each(|_| round(&payload, count));
            let before = faults();
            for _ in 0..10 {
                round(&payload, count);
            }
            let more = faults() - before;
            let pages = (10 * size * count / 4096) as i64;
            assert!(more < pages / 4, "{more} page faults for {count} messages of {size} bytes, ten times");
        }
    });
}

/// Those of another size make room for what is needed now.
#[test]
fn mend_100_blocks_of_another_size_go() {
    mended!(60, || {
        round(&vec![7; MIB], 15);
        let payload = vec![7; 3 * MIB];
        for _ in 0..20 {
            round(&payload, 1);
        }
        let before = faults();
        for _ in 0..20 {
            round(&payload, 1);
        }
        let (more, pages) = (faults() - before, (20 * payload.len() / 4096) as i64);
        assert!(more < pages / 4, "{more} page faults for 20 messages of {pages} pages in all");
    });
}

/// In which order ever they are dropped.
#[test]
fn mend_100_a_burst_of_large_ones_is_given_back() {
    mended!(60, || {
        let before = resident();
        for forward in [true, false] {
            let mut burst = messages(300, MIB);
            assert!(grown(before) > 250 * MIB);
            if !forward {
                burst.reverse();
            }
            drop_elsewhere(burst);
            let kept = grown(before);
            assert!(kept > 12 * MIB, "{kept} bytes are kept");
            assert!(kept < KEPT + 8 * MIB, "{kept} bytes are kept after a burst, forward: {forward}");
        }
    });
}

#[test]
fn mend_100_all_blocks_are_given_back_after_a_quiet_second() {
    mended!(60, || {
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.connect(&bind_tcp(&pull)).unwrap();
        let payload = vec![7; MIB];
        let before = resident();
        for _ in 0..5 {
            (0..20).for_each(|_| push.send(&payload[..]).unwrap());
            (0..20).for_each(|_| assert_eq!(&pull.recv().unwrap()[..], &payload[..]));
        }
        assert!(grown(before) > 12 * MIB, "nothing was kept");
        eventually("all is given back", || grown(before) < 4 * MIB);
        push.send(&payload[..]).unwrap();
        assert_eq!(&pull.recv().unwrap()[..], &payload[..]);
    });
}

/// Nor is anything kept of what is dropped after that.
#[test]
fn mend_100_the_end_of_the_last_context_gives_all_blocks_back() {
    mended!(60, || {
        let ctx = Context::new().unwrap();
        drop(ctx.socket(zmq::PAIR).unwrap());
        let before = resident();
        let (late, some) = (messages(10, MIB), messages(10, MIB));
        drop_elsewhere(some);
        let kept = grown(before);
        assert!(kept > 18 * MIB, "nothing was kept");
        drop(ctx);
        assert!(grown(before) < kept - 8 * MIB, "it is still kept");
        drop_elsewhere(late);
        assert!(grown(before) < 4 * MIB, "what was dropped later is kept");
    });
}
