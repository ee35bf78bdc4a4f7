//! What keeps strangers out of a world.

use crate::patterns::{self, Pattern};
use rand::{RngExt as _, rngs::StdRng};
use zmq::{Authenticator, Context, KeyPair, PlainUsers, Security, Socket, SocketType};

pub(super) enum Secret {
    None,
    /// The keys of the servers, which are the sockets that bind.
    Curve(KeyPair),
    /// A password, and who knows it.
    Plain(#[allow(dead_code, reason = "it answers until the world ends")] Authenticator),
}

impl Secret {
    pub(super) fn new(rng: &mut StdRng, ctx: &Context, pattern: Pattern) -> Secret {
        let bare = pattern.kinds[0] == SocketType::Stream || patterns::is_dgram(pattern.kinds[0]);
        match rng.random_range(0..10) {
            _ if bare => Secret::None,
            0..2 if zmq::has(zmq::Capability::Curve) => Secret::Curve(KeyPair::generate().unwrap()),
            2..4 => {
                let authenticator = Authenticator::start(ctx).unwrap();
                authenticator.configure_plain("*", PlainUsers::from([("somebody", "secret")]));
                Secret::Plain(authenticator)
            }
            _ => Secret::None,
        }
    }

    pub(super) fn is_none(&self) -> bool {
        matches!(self, Secret::None)
    }

    /// Sets it on one that binds, or on one that connects.
    pub(super) fn set(&self, socket: &Socket<SocketType>, binds: bool) {
        match self {
            Secret::None => {}
            Secret::Curve(keys) if binds => {
                socket.set_security(&Security::curve_server(&keys.secret)).unwrap();
            }
            Secret::Curve(keys) => {
                let own = KeyPair::generate().unwrap();
                socket.set_security(&Security::curve_client(&keys.public, &own)).unwrap();
            }
            Secret::Plain(_) if binds => {
                socket.set_security(&Security::plain_server().zap_domain("world")).unwrap();
            }
            Secret::Plain(_) => {
                socket.set_security(&Security::plain_client("somebody", "secret")).unwrap();
            }
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Secret::None => "open",
            Secret::Curve(_) => "CURVE",
            Secret::Plain(_) => "PLAIN",
        }
    }
}
