//! GSSAPI: Kerberos.

use super::options;
use crate::GssapiNameType;

options! {
    /// Options: GSSAPI. All of them are set before bind and connect.
    ///
    /// On a libzmq without it they are [`EINVAL`](crate::Errno::EINVAL), and the error names the feature to turn on. With
    /// an installed libzmq up to 4.3.5 a server admits clients in spite of the authenticator's rejection: a socket with a
    /// [`zap_domain`](crate::Socket::zap_domain) cannot be one ([`ENOTSUP`](crate::Errno::ENOTSUP)).
    ///
    /// The Kerberos library asks the key distribution centre in libzmq's I/O thread, and for a host-based name the name
    /// service, unless `krb5.conf` has `dns_canonicalize_hostname = false`. While it waits for an answer, that thread
    /// serves no other connection of the context: give such sockets an I/O thread of their own
    /// ([`set_affinity`](crate::Socket::set_affinity)), or a context.
    room;
    /// Act as GSSAPI server. Selects the mechanism, whichever the value.
    #[doc(alias = "ZMQ_GSSAPI_SERVER")]
    ZMQ_GSSAPI_SERVER: gssapi_server, "false" => gssapi_server: get gssapi_server(bool), set set_gssapi_server(bool);
    /// Principal of this socket, 1 to 255 bytes. Selects the mechanism. The key of a server is in the key table; a client
    /// has a ticket, or its key in the client key table. An installed libzmq up to 4.3.5 needs both on either side.
    #[doc(alias = "ZMQ_GSSAPI_PRINCIPAL")]
    ZMQ_GSSAPI_PRINCIPAL: text, "the system's" => gssapi_principal: get gssapi_principal(String), set set_gssapi_principal(&str);
    /// Principal of the server, 1 to 255 bytes; makes this socket a GSSAPI client.
    #[doc(alias = "ZMQ_GSSAPI_SERVICE_PRINCIPAL")]
    ZMQ_GSSAPI_SERVICE_PRINCIPAL: text, "none" => gssapi_service_principal: get gssapi_service_principal(String), set set_gssapi_service_principal(&str);
    /// Authenticate only: messages are sent unencrypted.
    #[doc(alias = "ZMQ_GSSAPI_PLAINTEXT")]
    ZMQ_GSSAPI_PLAINTEXT: flag, "false" => gssapi_plaintext: get gssapi_plaintext(bool), set set_gssapi_plaintext(bool);
    /// Name type of the principal of this socket.
    #[doc(alias = "ZMQ_GSSAPI_PRINCIPAL_NAMETYPE")]
    ZMQ_GSSAPI_PRINCIPAL_NAMETYPE: name_type, "`HostBased`" => gssapi_principal_nametype: get gssapi_principal_nametype(GssapiNameType), set set_gssapi_principal_nametype(GssapiNameType);
    /// Name type of the principal of the server.
    #[doc(alias = "ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE")]
    ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE: name_type, "`HostBased`" => gssapi_service_principal_nametype: get gssapi_service_principal_nametype(GssapiNameType), set set_gssapi_service_principal_nametype(GssapiNameType);
}
