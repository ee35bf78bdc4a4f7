//! PUB and SUB, XPUB and XSUB.

use super::beat;
use crate::{
    end::{patience, shown},
    matrix::{Cell, Opened},
    part::{self, Part},
};
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};

/// Between two trials whether a subscription has arrived.
const PAUSE: Duration = Duration::from_millis(3);

pub fn pub_sub(cell: &Cell<'_>) -> Result<()> {
    let (mut publisher, mut subscriber) = cell.pair()?;
    subscriber.end().subscribe("bb")?;
    subscriber.end().subscribe("a")?;
    meet(&mut publisher, &mut subscriber)?;
    beat(cell);
    let mut wanted = Vec::new();
    for (number, message) in cell.messages(17).into_iter().enumerate() {
        let topic = ["a", "zzz", "bb", "b", "a long topic of more bytes"][number % 5];
        let message: Vec<Part> = [topic.into()].into_iter().chain(message).collect();
        publisher.end().send(&message)?;
        if topic.starts_with('a') || topic.starts_with("bb") {
            wanted.push(message);
        }
    }
    wanted.iter().try_for_each(|message| subscriber.end().expect(message))?;
    subscriber.end().unsubscribe("bb")?;
    part(&mut publisher, &mut subscriber)?;
    publisher.expect_quiet()?;
    subscriber.expect_quiet()
}

/// Sends trials until one arrives, and takes all of them.
fn meet(publisher: &mut Opened, subscriber: &mut Opened) -> Result<()> {
    let start = Instant::now();
    let mut sent = 0_u32;
    let mut arrived = loop {
        ensure!(start.elapsed() < patience(), "no subscription took effect in {:?}", patience());
        sent += 1;
        publisher.end().send(&["a trial".into(), sent.to_string().as_str().into()])?;
        if let Some(trial) = subscriber.end().recv_within(PAUSE)? {
            break trial;
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
    given_up(&mut xpub, &mut xsub, "b")?;
    xpub.expect_quiet()?;
    xsub.expect_quiet()
}

/// A topic of 255 bytes, which a subscription in a short frame has no room for.
pub fn long_topic(cell: &Cell<'_>) -> Result<()> {
    let (mut xpub, mut xsub) = cell.pair()?;
    subscribed(&mut xpub, &mut xsub, "a")?;
    given_up(&mut xpub, &mut xsub, &"b".repeat(255))?;
    xpub.expect_quiet()?;
    xsub.expect_quiet()
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

/// The topic `a` is given up for another: only that arrives from then on.
fn given_up(xpub: &mut Opened, xsub: &mut Opened, topic: &str) -> Result<()> {
    xsub.end().send(&["\u{0}a".into()])?;
    xpub.end().expect(&["\u{0}a".into()])?;
    xsub.end().send(&[format!("\u{1}{topic}").as_str().into()])?;
    ensure!(xpub.end().recv()?.len() == 1, "a subscription of several parts");
    xpub.end().send(&["a".into(), "given up".into()])?;
    xpub.end().send(&[topic.into()])?;
    xsub.end().expect(&[topic.into()])
}

/// Sends a subscription, and sees it arrive.
fn subscribed(xpub: &mut Opened, xsub: &mut Opened, topic: &str) -> Result<()> {
    let subscription = format!("\u{1}{topic}");
    xsub.end().send(&[subscription.as_str().into()])?;
    let start = Instant::now();
    let came = loop {
        ensure!(start.elapsed() < patience(), "no subscription came in {:?}", patience());
        if let Some(came) = xpub.end().recv_within(PAUSE)? {
            break came;
        }
        // libzmq tells a peer that is new of subscriptions in a call on the socket, and a XSUB that binds has none of its own.
        xsub.end().expect_nothing(Duration::from_millis(1))?;
    };
    ensure!(came == [Part::from(subscription.as_str()).report()], "{} came", shown(&came));
    Ok(())
}
