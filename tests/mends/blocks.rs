//! Mend 95: what a message lies in is used again by the thread that allocated it. The safe crate's messages are C's.

use std::{collections::BTreeSet, sync::mpsc, thread};

use zmq::Message;

use crate::mended;
#[cfg(target_env = "gnu")]
use crate::system::raw::allocated;

/// How many go back at once (`blocks_back`).
const BACK: usize = 32;

fn address(message: &Message) -> usize {
    message.as_ptr().addr()
}

fn messages(count: usize, size: usize) -> Vec<Message> {
    (0..count).map(|number| Message::from(&vec![number as u8; size][..])).collect()
}

#[test]
fn mend_95_what_another_thread_frees_comes_back() {
    mended!(60, || {
        for size in [34, 250, 1000, 1900] {
            let first = messages(BACK + 1, size);
            let addresses: BTreeSet<usize> = first.iter().take(BACK).map(address).collect();
            // The last one has the others go back.
            thread::spawn(move || first.into_iter().for_each(drop)).join().unwrap();
            let again = messages(BACK, size);
            let found = again.iter().filter(|message| addresses.contains(&address(message))).count();
            assert!(found >= BACK - 1, "{found} of {BACK} places of {size} bytes were used again");
            for (number, message) in again.iter().enumerate() {
                assert!(message.iter().all(|byte| *byte == number as u8));
            }
        }
    });
}

/// As a server does, it receives before it sends.
#[test]
fn mend_95_a_thread_that_frees_before_it_allocates() {
    mended!(60, || {
        const SIZE: usize = 250;
        let request = messages(1, SIZE);
        let server = thread::spawn(move || {
            drop(request);
            let first = messages(BACK + 1, SIZE);
            let addresses: BTreeSet<usize> = first.iter().take(BACK).map(address).collect();
            thread::spawn(move || first.into_iter().for_each(drop)).join().unwrap();
            let again = messages(BACK, SIZE);
            again.iter().filter(|message| addresses.contains(&address(message))).count()
        });
        let found = server.join().unwrap();
        assert!(found >= BACK - 1, "{found} of {BACK} places were used again");
    });
}

#[cfg(target_env = "gnu")]
#[test]
fn mend_95_a_thread_that_ends_keeps_nothing() {
    mended!(120, || {
        let begin = || {
            thread::spawn(|| drop(messages(900, 1000))).join().unwrap();
            // What another has in hand for its owner, too.
            let some = messages(BACK / 2, 1000);
            thread::spawn(move || drop(some)).join().unwrap();
        };
        begin();
        let before = allocated();
        for _ in 0..200 {
            begin();
        }
        let more = allocated().saturating_sub(before);
        assert!(more < 4 << 20, "{more} bytes more after 400 threads");
    });
}

/// What is kept has a bound, on both sides: ten thousand messages at once are a burst.
#[cfg(target_env = "gnu")]
#[test]
fn mend_95_a_burst_is_given_back() {
    mended!(60, || {
        let before = allocated();
        drop(messages(10_000, 1000));
        let many = messages(10_000, 1000);
        thread::spawn(move || drop(many)).join().unwrap();
        let more = allocated().saturating_sub(before);
        assert!(more < 4 << 20, "{more} bytes are kept");
    });
}

#[test]
fn mend_95_threads_come_and_go_with_messages_of_others() {
    mended!(120, || {
        // More than there are places for owners.
        for round in 0..100_usize {
            let (give, take) = mpsc::channel::<(usize, Message)>();
            let makers: Vec<_> = (0..3)
                .map(|maker| {
                    let give = give.clone();
                    thread::spawn(move || {
                        for number in 0..500_usize {
                            let size = 1 + (number * 37 + maker * 11 + round) % 2500;
                            let message = Message::from(&vec![(number + maker) as u8; size][..]);
                            give.send((number + maker, message)).unwrap();
                        }
                    })
                })
                .collect();
            drop(give);
            let closer = thread::spawn(move || {
                let mut held = Vec::new();
                for (number, message) in take {
                    assert!(message.iter().all(|byte| *byte == number as u8));
                    held.push(message);
                    if held.len() > 40 {
                        held.clear();
                    }
                }
                held
            });
            // The makers have ended by the time the last of their messages are freed, here.
            makers.into_iter().for_each(|maker| maker.join().unwrap());
            drop(closer.join().unwrap());
        }
    });
}
