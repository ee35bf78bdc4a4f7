//! Who the peers are: the mechanism in force, PLAIN and the authenticator.

use super::options;
use crate::Mechanism;

options! {
    /// Options: security mechanisms, over `tcp`, `ipc` and `ws`. Set all of them before bind and connect.
    ///
    /// The last option set selects the mechanism: a name, a password or a key turns it on. Both sides need the same
    /// mechanism, one as server and one as client, independent of bind and connect.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.set_plain_username(Some("alice"))?; // or, shorter: `set_security`
    /// client.set_plain_password(Some("secret"))?;
    /// assert_eq!(client.mechanism()?, zmq::Mechanism::Plain);
    /// # Ok(()) }
    /// ```
    room;
    /// The security mechanism selected by the options set so far.
    #[doc(alias = "ZMQ_MECHANISM")]
    ZMQ_MECHANISM: mechanism, "`Null`" => mechanism: get mechanism(Mechanism);
    /// Act as PLAIN server. It asks the [`Authenticator`](crate::Authenticator) about user names and passwords, and admits
    /// nobody without one. `false` goes back to NULL, whatever the mechanism was.
    #[doc(alias = "ZMQ_PLAIN_SERVER")]
    ZMQ_PLAIN_SERVER: flag, "false" => plain_server: get plain_server(bool), set set_plain_server(bool);
    /// User name for a PLAIN server, 1 to 255 bytes; makes this socket a PLAIN client. `None` goes back to NULL, whatever the
    /// mechanism was, and keeps the name.
    #[doc(alias = "ZMQ_PLAIN_USERNAME")]
    ZMQ_PLAIN_USERNAME: text_or_none, "none" => plain_username: get plain_username(Option<String>), set set_plain_username(Option<&str>);
    /// Password for a PLAIN server, 1 to 255 bytes; makes this socket a PLAIN client. It is sent in the clear. `None` goes back
    /// to NULL, whatever the mechanism was, and keeps the password.
    #[doc(alias = "ZMQ_PLAIN_PASSWORD")]
    ZMQ_PLAIN_PASSWORD: text_or_none, "none" => plain_password: get plain_password(Option<String>), set set_plain_password(Option<&str>);
    /// ZAP domain, told to the ZAP handler with each request: 1 to 255 bytes. It cannot be removed again. With a domain the
    /// handler is asked for NULL peers as well.
    #[doc(alias = "ZMQ_ZAP_DOMAIN")]
    ZMQ_ZAP_DOMAIN: zap_domain, "empty" => zap_domain: get zap_domain(String), set set_zap_domain(&str);
    /// Reject peers when there is a [`zap_domain`](crate::Socket::zap_domain) but no ZAP handler. If false, NULL and CURVE
    /// peers are admitted then. Bind and connect are [`EINVAL`](crate::Errno::EINVAL) without a domain, where a CURVE or NULL
    /// server would admit everybody. With an installed libzmq up to 4.3.5 set the domain before this: a PLAIN server without
    /// one would abort the process. Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_ZAP_ENFORCE_DOMAIN")]
    ZMQ_ZAP_ENFORCE_DOMAIN: enforce_domain, "false" => zap_enforce_domain: get zap_enforce_domain(bool), set set_zap_enforce_domain(bool);
}
