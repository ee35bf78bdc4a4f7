//! What goes one way, or both: PUSH and PULL, PAIR, STREAM.

use super::beat;
use crate::{
    end::End,
    matrix::{Cell, Opened},
    part::{self, Part},
};
use anyhow::{Result, bail, ensure};
use std::time::Duration;
use zmq::Event;

/// How many small messages go at once: more than a batch of libzmq has.
const MANY: u8 = 40;

/// All of it is sent before the first is read, and arrives in order.
fn flow(from: &mut Opened, to: &mut Opened, cell: &Cell<'_>, seed: u8) -> Result<()> {
    let small = (0..MANY).map(|number| vec![Part::Bytes(vec![number]), Part::pattern(250, number)]);
    let messages: Vec<Vec<Part>> = small.chain(cell.messages(seed)).collect();
    for message in &messages {
        from.end().send(message)?;
    }
    messages.iter().try_for_each(|message| to.end().expect(message))
}

pub fn push_pull(cell: &Cell<'_>) -> Result<()> {
    let (mut push, mut pull) = cell.pair()?;
    flow(&mut push, &mut pull, cell, 3)?;
    beat(cell);
    push.end().send(&["last".into()])?;
    pull.end().expect(&["last".into()])?;
    push.expect_quiet()?;
    pull.expect_quiet()
}

/// Both ways, one after the other and at once.
pub fn pair(cell: &Cell<'_>) -> Result<()> {
    let (mut one, mut other) = cell.pair()?;
    flow(&mut one, &mut other, cell, 5)?;
    beat(cell);
    flow(&mut other, &mut one, cell, 9)?;
    one.end().send(&["ping".into()])?;
    other.end().send(&["pong".into(), "".into()])?;
    one.end().expect(&["pong".into(), "".into()])?;
    other.end().expect(&["ping".into()])?;
    one.expect_quiet()?;
    other.expect_quiet()
}

/// Bytes without ZMTP: the beginning is told, each direction arrives whole, and so is the end.
pub fn stream(cell: &Cell<'_>) -> Result<()> {
    let (mut one, mut other) = cell.pair()?;
    let (id, of_other) = (greeted(one.end())?, greeted(other.end())?);
    let (there, back) = (Part::pattern(70_000, 11), Part::pattern(300, 13));
    one.end().send(&[id.clone(), there.clone()])?;
    ensure!(other.end().recv_stream(70_000)? == (of_other.report(), there.report()), "other bytes arrived");
    other.end().send(&[of_other.clone(), back.clone()])?;
    ensure!(one.end().recv_stream(300)? == (id.report(), back.report()), "other bytes came back");
    // A connection that ends is told by an empty message.
    drop(one);
    other.end().expect(&[of_other, "".into()])
}

/// The routing id of a connection that has begun.
fn greeted(end: &mut dyn End) -> Result<Part> {
    match end.recv()?.as_slice() {
        [id, empty] if empty == "x" => part::reported(id),
        other => bail!("{}: began with {}", end.name(), crate::end::shown(other)),
    }
}

/// Three times a heartbeat's timeout without a message. A peer that answers no PING is given up then, and so is seen.
pub fn idle(cell: &Cell<'_>) -> Result<()> {
    let (mut push, mut pull) = cell.pair()?;
    push.end().send(&["first".into()])?;
    pull.end().expect(&["first".into()])?;
    pull.end().expect_nothing(Duration::from_millis(1200))?;
    push.expect_quiet()?;
    pull.expect_quiet()?;
    push.end().send(&["second".into()])?;
    pull.end().expect(&["second".into()])?;
    push.expect_quiet()?;
    pull.expect_quiet()
}

/// Who has the wrong password or keys is turned away, and told so.
pub fn stranger(cell: &Cell<'_>) -> Result<()> {
    let (push, mut pull) = cell.pair()?;
    let ours = match (&push, &pull) {
        (Opened::Ours(ours), _) | (_, Opened::Ours(ours)) => ours,
        _ => bail!("no end is ours"),
    };
    match ours.handshake()? {
        Event::HandshakeFailedAuth { status: 400 } => {}
        event => bail!("a stranger's handshake ended so: {event}"),
    }
    pull.end().expect_nothing(Duration::from_millis(20))
}
