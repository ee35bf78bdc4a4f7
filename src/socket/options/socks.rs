//! Proxies between this socket and its peers.

use super::options;

options! {
    /// Options: connecting over `tcp` through a SOCKS5 proxy. The name of the peer's host is resolved by the proxy.
    room;
    /// The proxy that `tcp` connections go through, as `host:port`; `None` is none. Set before connecting. An address that
    /// does not work is no error: the connection is tried again and again, as with a peer that is not there.
    ///
    /// **With an installed libzmq up to 4.3.5 the proxy must be there as long as the socket is.** When an attempt to reach it has failed and
    /// the next one has not begun, closing the socket ends the process: libzmq takes its descriptor back a second time.
    /// Nothing outside of libzmq can see that moment, so that this crate cannot prevent it. Keep such a socket until the
    /// process ends, or use a proxy that does not go away.
    #[doc(alias = "ZMQ_SOCKS_PROXY")]
    ZMQ_SOCKS_PROXY: text_or_none, "none" => socks_proxy: get socks_proxy(Option<String>), set set_socks_proxy(Option<&str>);
    /// The user name for the proxy, 255 bytes at most; `None` is a proxy that asks for none. Set before connecting. Draft
    /// in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_SOCKS_USERNAME")]
    ZMQ_SOCKS_USERNAME: text_or_none, "none" => socks_username: get socks_username(Option<String>), set set_socks_username(Option<&str>);
    /// The password for the proxy, 255 bytes at most. Set before connecting. Draft in libzmq 4.3.5, and works in every
    /// build of it.
    #[doc(alias = "ZMQ_SOCKS_PASSWORD")]
    ZMQ_SOCKS_PASSWORD: text_or_none, "none" => socks_password: get socks_password(Option<String>), set set_socks_password(Option<&str>);
}
