//! `ws` and `wss`.

use super::{
    Call, Needs,
    host::{self, Names},
    invalid,
};
use crate::{Result, guard::connections};

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
    connections::websocket(text, bind)?;
    let (host, port) = host::split(address)?;
    host::port(port, bind)?;
    host::host(host, Names::Any, bind, needs).map(drop)
}

#[cfg(test)]
mod tests {
    use super::super::{Call::*, Needs, refuses, takes};
    use crate::guard::connections;

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
        if !connections::websockets_are_short() {
            for call in [Bind, Connect] {
                takes("ws://127.0.0.1:80/a/b/", call);
                refuses(&format!("ws://127.0.0.1:80/{}", "p".repeat(4096)), call, "longer than 4096");
            }
            for address in ["*:*/a/b", "127.0.0.1:0/a:b/c"] {
                takes(&format!("ws://{address}"), Bind);
            }
            takes("ws://127.0.0.1:80/a:90", Connect);
            return;
        }
        for call in [Bind, Connect] {
            refuses("ws://127.0.0.1:80/a/b", call, "one path segment");
            refuses(&format!("ws://127.0.0.1:80/{}", "p".repeat(8192)), call, "longer than what");
        }
        refuses("ws://127.0.0.1:80/a:90", Connect, "a colon in the path");
    }
}
