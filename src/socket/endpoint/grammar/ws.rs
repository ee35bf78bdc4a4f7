//! `ws` and `wss`.

use super::{
    Call, Needs,
    host::{self, Names},
    invalid,
};
use crate::{
    Result,
    guard::{Mend, lacks},
};

/// How many bytes libzmq takes of all that follows the transport.
const LONGEST: usize = 4096;

/// How many bytes of host and path fit in the request that begins a connection: without the mend, libzmq writes it into 8192 bytes,
/// with 182 around them and a NUL at the end, and aborts if it is longer.
const LONGEST_REQUEST: usize = 8192 - 1 - 182;

/// `host:port` and perhaps a path.
pub fn read<'a>(text: &'a str, call: Call, needs: &mut Needs<'a>) -> Result<()> {
    let bind = call == Call::Bind;
    let (address, path) = match text.find('/') {
        Some(slash) => text.split_at(slash),
        None => (text, ""),
    };
    if path.contains(|c: char| c.is_control() || c == ' ') {
        return Err(invalid(format!(
            "the path {path:?} has a space or a control character: write %20 and the like"
        )));
    }
    let segments = path.matches('/').count();
    if lacks(Mend::Websocket) {
        if segments > 1 {
            return Err(invalid("this libzmq takes one path segment at most"));
        }
        if asks_for(text) > LONGEST_REQUEST {
            return Err(invalid("its host and path are longer than what this libzmq can ask a server for"));
        }
    } else if text.len() > LONGEST {
        return Err(invalid(format!("its host and path are longer than {LONGEST} bytes")));
    } else if bind && segments > 1 && [":*", ":0"].iter().any(|port| address.ends_with(port)) {
        return Err(invalid("libzmq takes one path segment at most where it chooses the port"));
    }
    if !bind && path.contains(':') {
        return Err(invalid(format!(
            "libzmq takes the path {path:?} for a part of the host: no colon there"
        )));
    }
    let (host, port) = host::split(address)?;
    host::port(port, bind)?;
    host::host(host, Names::Any, bind, needs).map(drop)
}

/// The length of what libzmq takes for the host and the path; a colon in the path is in both.
fn asks_for(rest: &str) -> usize {
    rest.rfind(':').unwrap_or(rest.len()) + rest.rfind('/').map_or(1, |slash| rest.len() - slash)
}

#[cfg(test)]
mod tests {
    use super::super::{Call::*, Needs, refuses, takes};
    use crate::guard::{Mend, lacks};

    #[test]
    fn endpoints() {
        for transport in ["ws", "wss"] {
            for address in
                ["127.0.0.1:80", "127.0.0.1:80/", "localhost:80/path?x=y", "under_score:1", "bücher:1"]
            {
                for call in [Bind, Connect] {
                    assert_eq!(
                        takes(&format!("{transport}://{address}"), call),
                        Needs::default(),
                        "{address}"
                    );
                }
            }
            for address in ["*:*", "*:0/path", "*:80", "eth0:80/a:b"] {
                takes(&format!("{transport}://{address}"), Bind);
            }
            assert_eq!(takes(&format!("{transport}://[::1]:80/path"), Connect).ipv6, Some("[::1]"));
            for call in [Bind, Connect] {
                for port in ["70000", "-1", "+7", "55x5", "http"] {
                    refuses(&format!("{transport}://127.0.0.1:{port}"), call, "is not a port");
                    refuses(&format!("{transport}://127.0.0.1:{port}/path"), call, "is not a port");
                }
                refuses(&format!("{transport}://127.0.0.1"), call, "the port is missing");
                refuses(&format!("{transport}://127.0.0.1/path:80"), call, "");
                refuses(&format!("{transport}://:80/path"), call, "the host before the port is missing");
                refuses(&format!("{transport}://127.0.0.1:80/a b"), call, "a space or a control character");
                refuses(
                    &format!("{transport}://127.0.0.1:80/a\r\nX: y"),
                    call,
                    "a space or a control character",
                );
                refuses(&format!("{transport}://a:0;127.0.0.1:80"), call, "is not a host");
            }
            refuses(&format!("{transport}://127.0.0.1:0"), Connect, "port 0");
            refuses(&format!("{transport}://*:80"), Connect, "an address to bind to");
        }
    }

    #[test]
    fn what_this_libzmq_mistakes() {
        if !lacks(Mend::Websocket) {
            for call in [Bind, Connect] {
                takes("ws://127.0.0.1:80/a/b/", call);
                refuses(&format!("ws://127.0.0.1:80/{}", "p".repeat(4096)), call, "longer than 4096");
            }
            refuses("ws://127.0.0.1:*/a/b", Bind, "one path segment");
            refuses("ws://127.0.0.1:80/a:90", Connect, "no colon there");
            return;
        }
        for call in [Bind, Connect] {
            refuses("ws://127.0.0.1:80/a/b", call, "one path segment");
            refuses(&format!("ws://127.0.0.1:80/{}", "p".repeat(8192)), call, "longer than what");
        }
        refuses("ws://127.0.0.1:80/a:90", Connect, "no colon there");
    }
}
