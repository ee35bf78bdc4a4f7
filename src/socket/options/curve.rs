//! CURVE: keys and roles.

use super::options;

options! {
    /// Options: CURVE. A server has its secret key; a client has its own two keys and the server's public one. Keys are 32
    /// bytes, or 40 characters in the alphabet Z85. All of them are set before bind and connect.
    ///
    /// Without the feature `curve` they are [`EINVAL`](crate::Errno::EINVAL), and the error says so.
    room;
    /// Act as CURVE server. Without an [`Authenticator`](crate::Authenticator) in the context it admits every client with
    /// its public key. `false` goes back to NULL, whatever the mechanism was.
    #[doc(alias = "ZMQ_CURVE_SERVER")]
    ZMQ_CURVE_SERVER: flag, "false" => curve_server: get curve_server(bool), set set_curve_server(bool);
    /// The public key of this socket.
    #[doc(alias = "ZMQ_CURVE_PUBLICKEY")]
    ZMQ_CURVE_PUBLICKEY: key, "zeros" => curve_publickey: get curve_publickey([u8; 32]), set set_curve_publickey(&[u8; 32]);
    /// The public key of this socket, in Z85.
    #[doc(alias = "ZMQ_CURVE_PUBLICKEY")]
    ZMQ_CURVE_PUBLICKEY: key_z85, "40 times the character `0`" => curve_publickey_z85: get curve_publickey_z85(String), set set_curve_publickey_z85(&str);
    /// The secret key of this socket.
    #[doc(alias = "ZMQ_CURVE_SECRETKEY")]
    ZMQ_CURVE_SECRETKEY: key, "zeros" => curve_secretkey: get curve_secretkey([u8; 32]), set set_curve_secretkey(&[u8; 32]);
    /// The secret key of this socket, in Z85.
    #[doc(alias = "ZMQ_CURVE_SECRETKEY")]
    ZMQ_CURVE_SECRETKEY: key_z85, "40 times the character `0`" => curve_secretkey_z85: get curve_secretkey_z85(String), set set_curve_secretkey_z85(&str);
    /// The public key of the server; makes this socket a client.
    #[doc(alias = "ZMQ_CURVE_SERVERKEY")]
    ZMQ_CURVE_SERVERKEY: key, "zeros" => curve_serverkey: get curve_serverkey([u8; 32]), set set_curve_serverkey(&[u8; 32]);
    /// The public key of the server in Z85; makes this socket a client.
    #[doc(alias = "ZMQ_CURVE_SERVERKEY")]
    ZMQ_CURVE_SERVERKEY: key_z85, "40 times the character `0`" => curve_serverkey_z85: get curve_serverkey_z85(String), set set_curve_serverkey_z85(&str);
}
