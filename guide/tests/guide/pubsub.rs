//! Chapter 5: late subscribers, snails and taps.

use crate::support::{FREE, Rust, Script, alone, mixed, until};

#[test]
fn a_late_subscriber_gets_the_last_value() {
    mixed(100, |caches, others| {
        let (publisher, [upstream]) = Script::new(others, "pathopub").end(5556, FREE).bound();
        let (cache, [endpoint]) = Script::new(caches, "lvcache").end(5557, &upstream).end(5558, FREE).bound();
        until(&publisher, |line| line == "published all topics");
        let subscribe = || Script::new(others, "pathosub").end(5556, &endpoint).arg("123").start();
        // The first one may be there before the topic is; the second subscribes to what is known, and subscribed to already.
        let first = subscribe();
        assert!(first.line().starts_with("b'123': b'"));
        let second = subscribe();
        assert!(second.line().starts_with("b'123': b'"));
        until(&cache, |line| line == "Sending cached topic b'123'");
    });
}

#[test]
fn a_snail_ends_itself() {
    alone(60, || {
        let lines = Script::new(Rust, "suisnail").end(5556, FREE).haste(4).start().finish();
        assert_eq!(lines.last().unwrap(), "E: subscriber cannot keep up, aborting");
    });
}

#[test]
fn espresso_shows_what_passes() {
    alone(60, || {
        let lines = Script::new(Rust, "espresso").end(6000, FREE).end(6001, FREE).haste(10).start().finish();
        let count = |text: &str| lines.iter().filter(|line| line.starts_with(text)).count();
        assert_eq!(count("Subscriber received 5 messages"), 1);
        assert!(count("[b'A-") + count("[b'B-") >= 5, "{lines:?}");
        assert!(count(r"[b'\x01A']") == 1 && count(r"[b'\x01B']") == 1, "{lines:?}");
    });
}
