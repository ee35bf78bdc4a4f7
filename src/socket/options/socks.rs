//! Proxies between this socket and its peers.

use super::options;

options! {
    /// Options: connecting over `tcp` through a SOCKS5 proxy. The name of the peer's host is resolved by the proxy.
    room;
    /// SOCKS5 proxy for `tcp` connections, as `host:port`. `None` is none. Set before connect. An unreachable proxy is no
    /// error: libzmq reconnects, as for an unreachable peer.
    ///
    /// **With an installed libzmq up to 4.3.5 the proxy must be reachable for the life of the socket.** Closing the socket
    /// between a failed attempt and the next one aborts the process; this crate cannot see the moment. Keep such a socket
    /// until the process ends.
    #[doc(alias = "ZMQ_SOCKS_PROXY")]
    ZMQ_SOCKS_PROXY: text_or_none, "none" => socks_proxy: get socks_proxy(Option<String>), set set_socks_proxy(Option<&str>);
    /// User name for the proxy, at most 255 bytes. `None` selects no authentication. Set before connect. Draft in libzmq 4.3.5,
    /// and works in every build of it.
    #[doc(alias = "ZMQ_SOCKS_USERNAME")]
    ZMQ_SOCKS_USERNAME: text_or_none, "none" => socks_username: get socks_username(Option<String>), set set_socks_username(Option<&str>);
    /// Password for the proxy, at most 255 bytes. Set before connect. Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_SOCKS_PASSWORD")]
    ZMQ_SOCKS_PASSWORD: text_or_none, "none" => socks_password: get socks_password(Option<String>), set set_socks_password(Option<&str>);
}
