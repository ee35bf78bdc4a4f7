//! PUB and SUB, XPUB and XSUB.

use super::beat;
use crate::{
    end::{patience, shown},
    matrix::{Cell, Opened},
    part::{self, Part},
};
use anyhow::{Context, Result, ensure};
use std::time::{Duration, Instant};

/// Between two trials whether a subscription has arrived, at first.
const PAUSE: Duration = Duration::from_millis(3);

/// The pause grows up to so many times that, so that within all patience there are fewer trials than a queue has room for: what comes
/// when it is full is lost, and that would be the last trial.
const PAUSES: u32 = 20;

/// A message of more bytes goes alone. A publisher drops what the queue of a subscriber has no room for, and that of omq-tokio counts
/// bytes: beside anything else that is left in it, it takes no message of half a mebibyte.
const ALONE: usize = 64 << 10;

pub fn pub_sub(cell: &Cell<'_>) -> Result<()> {
    let (mut publisher, mut subscriber) = cell.pair()?;
    subscriber.end().subscribe("bb")?;
    subscriber.end().subscribe("a")?;
    // In whichever order the two are told of.
    for trial in ["a trial", "bb trial"] {
        meet(&mut publisher, &mut subscriber, trial)?;
    }
    beat(cell);
    let mut awaited = Vec::new();
    for (number, message) in cell.messages(17).into_iter().enumerate() {
        let topic = ["a", "zzz", "bb", "b", "a long topic of more bytes"][number % 5];
        let message: Vec<Part> = [topic.into()].into_iter().chain(message).collect();
        let alone = message.iter().map(Part::size).sum::<usize>() > ALONE;
        if alone {
            take(&mut subscriber, &mut awaited)?;
        }
        publisher.end().send(&message)?;
        if topic.starts_with('a') || topic.starts_with("bb") {
            awaited.push(message);
        }
        if alone {
            take(&mut subscriber, &mut awaited)?;
        }
    }
    take(&mut subscriber, &mut awaited)?;
    subscriber.end().unsubscribe("bb")?;
    part(&mut publisher, &mut subscriber)?;
    publisher.expect_quiet()?;
    subscriber.expect_quiet()
}

/// What was sent to this end arrives, in order.
fn take(end: &mut Opened, awaited: &mut Vec<Vec<Part>>) -> Result<()> {
    awaited.drain(..).try_for_each(|message| end.end().expect(&message))
}

/// Sends trials until one arrives, and takes all of them.
fn meet(publisher: &mut Opened, subscriber: &mut Opened, trial: &str) -> Result<()> {
    let start = Instant::now();
    let mut sent = 0_u32;
    let mut arrived = loop {
        ensure!(start.elapsed() < patience(), "no subscription took effect in {:?}", patience());
        sent += 1;
        publisher.end().send(&[trial.into(), sent.to_string().as_str().into()])?;
        if let Some(arrived) = subscriber.end().recv_within(PAUSE * sent.min(PAUSES))? {
            break arrived;
        }
    };
    let last = Part::from(sent.to_string().as_str()).report();
    while arrived.get(1) != Some(&last) {
        arrived = subscriber.end().recv()?;
    }
    Ok(())
}

/// Sends pairs until the first of a pair, whose topic is no longer wanted, stays away.
fn part(publisher: &mut Opened, subscriber: &mut Opened) -> Result<()> {
    let start = Instant::now();
    loop {
        ensure!(start.elapsed() < patience(), "a topic was not given up in {:?}", patience());
        publisher.end().send(&["bb".into()])?;
        publisher.end().send(&["a".into(), "end".into()])?;
        let came = subscriber.end().recv()?;
        if came == part::reports(&["a".into(), "end".into()]) {
            return Ok(());
        }
        ensure!(came == [Part::from("bb").report()], "{} came", shown(&came));
        subscriber.end().expect(&["a".into(), "end".into()])?;
        std::thread::sleep(PAUSE);
    }
}

/// Subscriptions are messages here, so nothing has to be tried.
pub fn xpub_xsub(cell: &Cell<'_>) -> Result<()> {
    let (mut xpub, mut xsub) = cell.pair()?;
    subscribed(&mut xpub, &mut xsub, "a")?;
    beat(cell);
    for message in cell.messages(19) {
        let message: Vec<Part> = ["a".into()].into_iter().chain(message).collect();
        xpub.end().send(&["other".into(), "x".into()])?;
        xpub.end().send(&message)?;
        xsub.end().expect(&message)?;
    }
    given_up(&mut xpub, &mut xsub)?;
    xpub.expect_quiet()?;
    xsub.expect_quiet()
}

/// Lengths of topics around those where a subscription no longer has room in a short frame: as a message (ZMTP up to 3.0) it is one
/// byte longer than its topic, as a command (3.1) ten, and where it is given up, seven.
const LENGTHS: [usize; 11] = [244, 245, 246, 247, 248, 249, 253, 254, 255, 256, 300];

/// XPUB and SUB: subscriptions with long topics.
pub fn long_topic(cell: &Cell<'_>) -> Result<()> {
    let (mut xpub, mut sub) = cell.pair()?;
    for length in LENGTHS {
        let topic = "b".repeat(length);
        sub.end().subscribe(&topic)?;
        arrives(&mut xpub, &mut sub, &format!("\u{1}{topic}")).with_context(|| format!("{length} bytes"))?;
        xpub.end().send(&["a".into(), "for nobody".into()])?;
        xpub.end().send(&[topic.as_str().into(), "x".into()])?;
        sub.end().expect(&[topic.as_str().into(), "x".into()]).with_context(|| format!("{length} bytes"))?;
        sub.end().unsubscribe(&topic)?;
        xpub.end()
            .expect(&[format!("\u{0}{topic}").as_str().into()])
            .with_context(|| format!("{length} bytes"))?;
    }
    xpub.expect_quiet()?;
    sub.expect_quiet()
}

/// What is no subscription goes up as it is, of one part and of several; none may begin with a byte of 0 or 1.
pub fn upward(cell: &Cell<'_>) -> Result<()> {
    let (mut xpub, mut xsub) = cell.pair()?;
    subscribed(&mut xpub, &mut xsub, "a")?;
    xsub.end().send(&["\u{2}up".into()])?;
    xpub.end().expect(&["\u{2}up".into()])?;
    xsub.end().send(&["up".into(), Part::pattern(300, 2), "".into()])?;
    xpub.end().expect(&["up".into(), Part::pattern(300, 2), "".into()])?;
    xpub.expect_quiet()?;
    xsub.expect_quiet()
}

/// The topic `a` is given up for `b`: only that arrives from then on.
fn given_up(xpub: &mut Opened, xsub: &mut Opened) -> Result<()> {
    xsub.end().send(&["\u{0}a".into()])?;
    xpub.end().expect(&["\u{0}a".into()])?;
    xsub.end().send(&["\u{1}b".into()])?;
    xpub.end().expect(&["\u{1}b".into()])?;
    xpub.end().send(&["a".into(), "given up".into()])?;
    xpub.end().send(&["b".into()])?;
    xsub.end().expect(&["b".into()])
}

/// Sends a subscription, and sees it arrive.
fn subscribed(xpub: &mut Opened, xsub: &mut Opened, topic: &str) -> Result<()> {
    let subscription = format!("\u{1}{topic}");
    xsub.end().send(&[subscription.as_str().into()])?;
    arrives(xpub, xsub, &subscription)
}

/// Sees a subscription arrive that was sent before the ends had met.
fn arrives(xpub: &mut Opened, sub: &mut Opened, subscription: &str) -> Result<()> {
    let start = Instant::now();
    let came = loop {
        ensure!(start.elapsed() < patience(), "no subscription came in {:?}", patience());
        if let Some(came) = xpub.end().recv_within(PAUSE)? {
            break came;
        }
        // libzmq tells a peer that is new of subscriptions in a call on the socket, and one that binds has none of its own.
        sub.end().expect_nothing(Duration::from_millis(1))?;
    };
    ensure!(came == [Part::from(subscription).report()], "{} came", shown(&came));
    Ok(())
}
