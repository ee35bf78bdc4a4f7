//! Mend 96: what large messages lie in is kept mapped and used again, within bounds, and given back to the system.
//! The safe crate's messages are C's.
#![cfg(target_pointer_width = "64")]

use std::{
    fs, mem,
    sync::{
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use zmq::{Context, Message};

use crate::{
    mended,
    support::{bind_tcp, emulated, eventually, raw::in_fork, resident},
    system::raw::faults,
};

pub const MIB: usize = 1 << 20;
/// What is kept of what no message lies in (`pieces_kept`).
const KEPT: usize = 32 * MIB;

pub fn messages(count: usize, size: usize) -> Vec<Message> {
    let payload = vec![7; size];
    (0..count).map(|_| Message::from(&payload[..])).collect()
}

pub fn drop_elsewhere(messages: Vec<Message>) {
    thread::spawn(move || drop(messages)).join().unwrap();
}

/// Whether a place is still memory of this process.
fn is_mapped(address: usize) -> bool {
    fs::read_to_string("/proc/self/maps").unwrap().lines().filter(|line| line.contains(" rw-p ")).any(
        |line| {
            let (from, to) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
            let number = |text| usize::from_str_radix(text, 16).unwrap();
            (number(from)..number(to)).contains(&address)
        },
    )
}

pub fn grown(before: u64) -> usize {
    resident().saturating_sub(before) as usize * 1024
}

#[test]
fn mend_96_what_large_messages_lay_in_is_used_again() {
    mended!(60, || {
        for (size, count) in [(16 * 1024, 400), (64 * 1024, 200), (250_000, 80), (500_000, 40)] {
            drop_elsewhere(messages(count, size));
            let before = faults();
            drop_elsewhere(messages(count, size));
            let more = faults() - before;
            let pages = (size * count / 4096) as i64;
            assert!(more < pages / 4, "{more} page faults for {count} messages of {size} bytes");
        }
    });
}

#[test]
fn mend_96_a_burst_is_given_back() {
    if emulated("how much memory it has itself") {
        return;
    }
    mended!(60, || {
        let before = resident();
        for size in [16 * 1024, 100_000, 500_000] {
            let burst = messages(512 * MIB / size / 2, size);
            assert!(grown(before) > 200 * MIB);
            drop_elsewhere(burst);
            let kept = grown(before);
            // What waits to be put back, and heads, come on top.
            assert!(kept < KEPT + 8 * MIB, "{kept} bytes are kept after a burst of {size} bytes each");
        }
    });
}

/// Nothing else goes on meanwhile: the connection looks after it.
#[test]
fn mend_96_all_is_given_back_after_a_quiet_second() {
    mended!(60, || {
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.connect(&bind_tcp(&pull)).unwrap();
        let payload = vec![7; 100_000];
        let mut places = Vec::new();
        for _ in 0..20 {
            for _ in 0..20 {
                push.send(&payload[..]).unwrap();
            }
            for _ in 0..20 {
                let message = pull.recv().unwrap();
                assert!(message.len() == payload.len() && message.iter().all(|byte| *byte == 7));
                places.push(message.as_ptr().addr());
            }
        }
        assert!(places.iter().any(|place| is_mapped(*place)), "nothing was kept");
        eventually("all is given back", || !places.iter().any(|place| is_mapped(*place)));
        // And all goes on.
        push.send(&payload[..]).unwrap();
        assert_eq!(&pull.recv().unwrap()[..], &payload[..]);
    });
}

#[test]
fn mend_96_the_end_of_a_context_gives_all_back() {
    mended!(60, || {
        let ctx = Context::new().unwrap();
        let some = messages(40, 500_000);
        let places: Vec<usize> = some.iter().map(|message| message.as_ptr().addr()).collect();
        drop_elsewhere(some);
        assert!(places.iter().all(|place| is_mapped(*place)), "nothing was kept");
        // A context without a socket has no threads, and nothing to end.
        drop(ctx.socket(zmq::PAIR).unwrap());
        drop(ctx);
        assert!(!places.iter().any(|place| is_mapped(*place)), "it is still mapped");
    });
}

/// A program that keeps one message of many does not keep their memory.
#[test]
fn mend_96_what_lies_between_messages_is_given_back() {
    mended!(60, || {
        let before = resident();
        let ctx = Context::new().unwrap();
        drop(ctx.socket(zmq::PAIR).unwrap());
        let mut all = messages(8_000, 16 * 1024);
        let mut number = 0;
        all.retain(|_| {
            number += 1;
            number % 100 == 0
        });
        drop(ctx);
        let more = grown(before);
        assert!(more < 16 * MIB, "{more} bytes more with {} messages of 16 KiB", all.len());
        assert!(all.iter().all(|message| message.iter().all(|byte| *byte == 7)));
    });
}

/// A few looks at each page: what another message has in there would show.
fn is_all(message: &[u8], byte: u8) -> bool {
    message.iter().step_by(509).chain(message.last()).all(|found| *found == byte)
}

#[test]
fn mend_96_threads_come_and_go_with_large_messages_of_others() {
    mended!(120, || {
        let ctx = Context::new().unwrap();
        drop(ctx.socket(zmq::PAIR).unwrap());
        let mut places = Vec::new();
        for round in 0..6_usize {
            let (give, take) = mpsc::channel::<(u8, Message)>();
            let makers: Vec<_> = (0..3_usize)
                .map(|maker| {
                    let give = give.clone();
                    thread::spawn(move || {
                        for number in 0..60_usize {
                            let size = match number % 30 {
                                0 => 3 * MIB,
                                1 => 500_000,
                                _ => 4000 + (number * 7919 + maker * 104_729 + round * 1009) % 200_000,
                            };
                            let byte = (number + 50 * maker) as u8;
                            give.send((byte, Message::from(&vec![byte; size][..]))).unwrap();
                        }
                    })
                })
                .collect();
            drop(give);
            let closers = thread::spawn(move || {
                let (mut kept, mut places) = (Vec::new(), Vec::new());
                for (byte, message) in take {
                    places.push(message.as_ptr().addr());
                    kept.push((byte, message));
                    if kept.len() > 30 {
                        for (byte, message) in mem::take(&mut kept) {
                            assert!(is_all(&message, byte));
                        }
                    }
                }
                for (byte, message) in kept {
                    assert!(is_all(&message, byte));
                }
                places
            });
            makers.into_iter().for_each(|maker| maker.join().unwrap());
            places.extend(closers.join().unwrap());
        }
        drop(ctx);
        // Those of malloc may stay.
        let regions = places.iter().filter(|place| is_region(**place)).count();
        assert_eq!(regions, 0, "of {} messages", places.len());
    });
}

/// Whether it may lie in a region, which is mapped from one multiple of its size to the next.
fn is_region(address: usize) -> bool {
    let region = address & !(32 * MIB - 1);
    is_mapped(address) && is_mapped(region) && is_mapped(region + 32 * MIB - 1)
}

/// A thread of the parent was about to count what it had freed: the child never ended.
#[test]
fn mend_96_a_child_forked_while_messages_are_freed() {
    mended!(120, || {
        let ends = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !ends.load(Relaxed) {
                        drop(Message::from(&[7; 20_000][..]));
                    }
                });
            }
            let codes: Vec<_> = (0..1500)
                .map(|_| {
                    in_fork(|| {
                        drop(messages(3, 9000));
                        0
                    })
                })
                .take_while(|code| *code == Some(0))
                .collect();
            ends.store(true, Relaxed);
            assert_eq!(codes.len(), 1500, "that child did not end");
        });
    });
}

/// What is freed is given back within seconds, while one connection has something to do now and then.
fn assert_given_back(ctx: &Context, before: u64) {
    let pull = ctx.socket(zmq::PULL).unwrap();
    let push = ctx.socket(zmq::PUSH).unwrap();
    push.connect(&bind_tcp(&pull)).unwrap();
    drop(messages(40, 500_000));
    assert!(grown(before) > 15 * MIB, "nothing was kept");
    eventually("all is given back", || {
        push.send("small").unwrap();
        pull.recv().unwrap();
        grown(before) < 8 * MIB
    });
}

/// The connection that looked after the memory ended while another thread had the lock: nobody did from then on.
#[test]
fn mend_96_connections_come_and_go_while_others_free() {
    if emulated("how much memory it has itself") {
        return;
    }
    mended!(120, || {
        let before = resident();
        let ctx = Context::new().unwrap();
        let ends = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !ends.load(Relaxed) {
                        drop(messages(60, 500_000));
                    }
                });
            }
            for _ in 0..300 {
                let pull = ctx.socket(zmq::PULL).unwrap();
                let push = ctx.socket(zmq::PUSH).unwrap();
                push.connect(&bind_tcp(&pull)).unwrap();
                push.send(&[7; 20_000][..]).unwrap();
                assert_eq!(pull.recv().unwrap().len(), 20_000);
            }
            ends.store(true, Relaxed);
        });
        assert_given_back(&ctx, before);
    });
}
