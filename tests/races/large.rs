//! Large messages, made, sent and dropped by many threads: what they lie in goes from one to another (mends 95, 96 and 100).

use std::{sync::mpsc, thread};

use zmq::{Context, Message};

#[test]
fn memory_changes_hands() {
    let (give, take) = mpsc::channel::<(u8, Message)>();
    let makers: Vec<_> = (0..3_u8)
        .map(|maker| {
            let give = give.clone();
            thread::spawn(move || {
                for number in 0..60_usize {
                    let size = match number % 10 {
                        9 => 600_000 + number * 1000,
                        _ => 500 + (number * 7919 + usize::from(maker) * 104_729) % 60_000,
                    };
                    give.send((maker, Message::from(&vec![maker; size][..]))).unwrap();
                }
            })
        })
        .collect();
    drop(give);
    let closer = thread::spawn(move || {
        let mut kept = Vec::new();
        for (byte, message) in take {
            assert!(message.iter().step_by(509).all(|found| *found == byte));
            kept.push(message);
            if kept.len() > 20 {
                kept.clear();
            }
        }
    });
    makers.into_iter().for_each(|maker| maker.join().unwrap());
    closer.join().unwrap();
}

/// Contexts end meanwhile, which gives all back that nothing lies in, and connections receive into the same regions.
#[test]
fn contexts_end_beside_connections() {
    let streams: Vec<_> = (0..2_u8)
        .map(|number| {
            thread::spawn(move || {
                for round in 0..5_usize {
                    let context = Context::new().unwrap();
                    let (push, pull) =
                        (context.socket(zmq::PUSH).unwrap(), context.socket(zmq::PULL).unwrap());
                    pull.bind("tcp://127.0.0.1:*").unwrap();
                    push.connect(&pull.last_endpoint().unwrap()).unwrap();
                    let size = [3_000, 20_000, 70_000, 300_000, 1_000_000][round];
                    let sender = thread::spawn(move || {
                        for _ in 0..60 {
                            push.send(vec![number; size]).unwrap();
                        }
                        push
                    });
                    for _ in 0..60 {
                        let message = pull.recv().unwrap();
                        assert!(
                            message.len() == size
                                && message.iter().step_by(509).all(|found| *found == number)
                        );
                    }
                    drop(sender.join().unwrap());
                }
            })
        })
        .collect();
    streams.into_iter().for_each(|stream| stream.join().unwrap());
}
