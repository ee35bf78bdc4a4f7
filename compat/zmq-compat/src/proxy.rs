//! Proxies, which are those of zmq-safe: a loop that goes on over signals.

use crate::{Error, Result, Socket};

/// Passes messages between two sockets until the context ends, which is the error that it returns.
#[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `proxy`, or `Proxy` for one in the background"))]
pub fn proxy(frontend: &Socket, backend: &Socket) -> Result<()> {
    ended(zmq_safe::proxy(frontend.as_core(), backend.as_core()))
}

/// As [`proxy`], and sends a copy of each message to `capture`.
#[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `proxy_with_capture`, or `ProxyBuilder`"))]
pub fn proxy_with_capture(frontend: &mut Socket, backend: &mut Socket, capture: &mut Socket) -> Result<()> {
    ended(zmq_safe::proxy_with_capture(frontend.as_core(), backend.as_core(), capture.as_core()))
}

/// As [`proxy`], and takes `PAUSE`, `RESUME` and `TERMINATE` from `control`.
#[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `proxy_steerable`, or `ProxyControl`"))]
pub fn proxy_steerable(frontend: &mut Socket, backend: &mut Socket, control: &mut Socket) -> Result<()> {
    ended(zmq_safe::proxy_steerable(frontend.as_core(), backend.as_core(), control.as_core()))
}

/// As [`proxy_steerable`], with a capture socket.
#[cfg_attr(
    feature = "port",
    deprecated(note = "zmq-safe: `proxy_steerable_with_capture`, or `ProxyBuilder`")
)]
pub fn proxy_steerable_with_capture(
    frontend: &mut Socket,
    backend: &mut Socket,
    capture: &mut Socket,
    control: &mut Socket,
) -> Result<()> {
    let (frontend, backend) = (frontend.as_core(), backend.as_core());
    ended(zmq_safe::proxy_steerable_with_capture(frontend, backend, capture.as_core(), control.as_core()))
}

fn ended<T>(result: std::result::Result<T, zmq_safe::ProxyError>) -> Result<()> {
    match result {
        Ok(_) => Ok(()),
        Err(ended) => Err(Error::of(ended.errno().raw())),
    }
}
