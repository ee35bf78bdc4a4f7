//! The ends of a cell: opened as its axes say, and joined.

use super::axes::{Axes, Heartbeats, Mechanism, Pattern, Security, Transport};
use crate::{
    end::End,
    ours::{Keys, Ours, Us},
    part::Part,
    theirs::{Peer, Theirs},
};
use anyhow::{Result, ensure};
use std::{
    cell::{Cell as Number, RefCell},
    path::Path,
    rc::Rc,
    time::Duration,
};
use zmq::SocketType;

/// What a cell is played with.
pub struct Cell<'a> {
    pub axes: Axes,
    pub us: &'a Us,
    pub peer: &'a Rc<RefCell<Peer>>,
    pub keys: &'a Keys,
    /// A folder for the files of ipc.
    pub folder: &'a Path,
    /// How many endpoints were made in that folder.
    pub endpoints: &'a Number<u32>,
}

/// One of the two ends of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    First,
    Second,
}

/// An end, and the way to what only ours has.
pub enum Opened {
    Ours(Box<Ours>),
    Theirs(Theirs),
}

impl Opened {
    pub fn end(&mut self) -> &mut dyn End {
        match self {
            Opened::Ours(ours) => ours.as_mut(),
            Opened::Theirs(theirs) => theirs,
        }
    }

    /// Sees that each connection was made once and held, if this is our end.
    pub fn expect_quiet(&self) -> Result<()> {
        match self {
            Opened::Ours(ours) => ours.expect_quiet(),
            Opened::Theirs(_) => Ok(()),
        }
    }
}

impl Cell<'_> {
    /// Opens an end.
    pub fn open(&self, which: Which, routing_id: Option<&[u8]>) -> Result<Opened> {
        let axes = &self.axes;
        let ours = (which == Which::First) == axes.ours_first;
        let security = self.security(ours);
        let heartbeats = self.heartbeats();
        if ours {
            let kind = kind(axes.our_kind())?;
            Ok(Opened::Ours(Box::new(self.us.open(kind, axes.flavour, security, heartbeats, routing_id)?)))
        } else {
            let kind = axes.their_kind();
            Ok(Opened::Theirs(Theirs::open(self.peer, self.keys, kind, security, heartbeats, routing_id)?))
        }
    }

    /// Whether this end binds.
    pub fn binds(&self, which: Which) -> bool {
        let ours = (which == Which::First) == self.axes.ours_first;
        ours == self.axes.we_bind
    }

    /// Both ends, joined.
    pub fn pair(&self) -> Result<(Opened, Opened)> {
        let (mut first, mut second) = (self.open(Which::First, None)?, self.open(Which::Second, None)?);
        self.join(&mut first, &mut second)?;
        Ok((first, second))
    }

    /// Binds one and connects the other.
    pub fn join(&self, first: &mut Opened, second: &mut Opened) -> Result<()> {
        let (binder, connector) = if self.binds(Which::First) { (first, second) } else { (second, first) };
        let endpoint = self.bind(binder)?;
        connector.end().connect(&endpoint)
    }

    /// Binds to an endpoint that is free.
    pub fn bind(&self, binder: &mut Opened) -> Result<String> {
        let endpoint = match self.axes.transport {
            Transport::Tcp => "tcp://127.0.0.1:*".into(),
            Transport::Ws => "ws://127.0.0.1:*".into(),
            Transport::Ipc => {
                self.endpoints.set(self.endpoints.get() + 1);
                format!("ipc://{}/{}", self.folder.display(), self.endpoints.get())
            }
        };
        let bound = binder.end().bind(&endpoint)?;
        ensure!(!bound.contains('*') && bound.contains("://"), "bound to {bound}");
        Ok(bound)
    }

    /// Messages of one part, and one of several. Their length decides how ZMTP frames them: in one byte or in eight, in a
    /// buffer with others or by itself.
    pub fn messages(&self, seed: u8) -> Vec<Vec<Part>> {
        let mut sizes = vec![0, 1, 255, 256, 8192];
        if self.axes.is_large() {
            sizes.push(1 << 20);
        }
        let mut messages: Vec<Vec<Part>> =
            sizes.iter().map(|size| vec![Part::pattern(*size, seed)]).collect();
        messages.push([0, 1, 255, 0, 256, 8192, 0].map(|size| Part::pattern(size, seed + 1)).to_vec());
        messages
    }

    fn heartbeats(&self) -> Option<Heartbeats> {
        let millis = |interval, timeout| Heartbeats {
            interval: Duration::from_millis(interval),
            timeout: Duration::from_millis(timeout),
        };
        match self.axes.pattern {
            Pattern::Idle => Some(millis(40, 400)),
            _ => self.axes.heartbeats.then(|| millis(5, 20_000)),
        }
    }

    fn security(&self, ours: bool) -> Security {
        let serves = ours == self.axes.we_serve();
        let stranger = self.axes.pattern == Pattern::Stranger;
        match (self.axes.mechanism, serves) {
            (Mechanism::Null, _) => Security::None,
            (Mechanism::Plain, true) => Security::PlainServer,
            (Mechanism::Plain, false) if stranger => Security::PlainStranger,
            (Mechanism::Plain, false) => Security::PlainClient,
            (Mechanism::Curve, true) => Security::CurveServer,
            (Mechanism::Curve, false) if stranger => Security::CurveStranger,
            (Mechanism::Curve, false) => Security::CurveClient,
        }
    }
}

fn kind(name: &str) -> Result<SocketType> {
    Ok(match name {
        "REQ" => SocketType::Req,
        "REP" => SocketType::Rep,
        "PUB" => SocketType::Pub,
        "SUB" => SocketType::Sub,
        "PUSH" => SocketType::Push,
        "PULL" => SocketType::Pull,
        "DEALER" => SocketType::Dealer,
        "ROUTER" => SocketType::Router,
        "XPUB" => SocketType::XPub,
        "XSUB" => SocketType::XSub,
        "PAIR" => SocketType::Pair,
        "STREAM" => SocketType::Stream,
        _ => anyhow::bail!("no kind {name}"),
    })
}
