//! Who the peers are: the mechanism in force, PLAIN and the authenticator.

use super::options;
use crate::Mechanism;

options! {
    /// Options: security, over `tcp`, `ipc` and `ws`. All of them are set before bind and connect.
    ///
    /// The option set last decides about the mechanism: a name, a password or a key turns it on. Both sides must have the
    /// same, one as server and one as client, which has nothing to do with who binds.
    room;
    /// The mechanism that the options set so far ask for.
    #[doc(alias = "ZMQ_MECHANISM")]
    ZMQ_MECHANISM: mechanism, "`Null`" => mechanism: get mechanism(Mechanism);
    /// Whether this is the server of PLAIN, which asks an [`Authenticator`](crate::Authenticator) about names and passwords,
    /// and lets nobody in without one. `false` goes back to no mechanism, whatever it was.
    #[doc(alias = "ZMQ_PLAIN_SERVER")]
    ZMQ_PLAIN_SERVER: flag, "false" => plain_server: get plain_server(bool), set set_plain_server(bool);
    /// The name to give to a PLAIN server, 1 to 255 bytes, which makes this socket a client. `None` goes back to no
    /// mechanism, whatever it was, and keeps the name.
    #[doc(alias = "ZMQ_PLAIN_USERNAME")]
    ZMQ_PLAIN_USERNAME: text_or_none, "none" => plain_username: get plain_username(Option<String>), set set_plain_username(Option<&str>);
    /// The password to give to a PLAIN server, 1 to 255 bytes, which makes this socket a client. It crosses the network as
    /// it is. `None` goes back to no mechanism, whatever it was, and keeps the password.
    #[doc(alias = "ZMQ_PLAIN_PASSWORD")]
    ZMQ_PLAIN_PASSWORD: text_or_none, "none" => plain_password: get plain_password(Option<String>), set set_plain_password(Option<&str>);
    /// What the authenticator is told about which service this is: 1 to 255 bytes. There is no way back to none. With it,
    /// the authenticator is asked also where there is no mechanism.
    #[doc(alias = "ZMQ_ZAP_DOMAIN")]
    ZMQ_ZAP_DOMAIN: zap_domain, "empty" => zap_domain: get zap_domain(String), set set_zap_domain(&str);
    /// Whether peers are turned away when there is a [`zap_domain`](crate::Socket::zap_domain) and no authenticator
    /// answers for it; if not, those of NULL and CURVE are let in. Without a domain the server of CURVE, or of no mechanism,
    /// would let everybody in: to bind or connect it is [`EINVAL`](crate::Errno::EINVAL). With an installed libzmq up to 4.3.5
    /// the domain must be set before this, since a PLAIN server without one would end the process. Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_ZAP_ENFORCE_DOMAIN")]
    ZMQ_ZAP_ENFORCE_DOMAIN: enforce_domain, "false" => zap_enforce_domain: get zap_enforce_domain(bool), set set_zap_enforce_domain(bool);
}
