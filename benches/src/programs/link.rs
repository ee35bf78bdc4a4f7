//! Two sockets of which one is connected to the other.

use crate::Failure;
use zmq::{Context, KeyPair, Security, Socket, kind::Kind};

/// How two sockets meet.
pub struct Place {
    endpoint: &'static str,
    /// The keys of server and client.
    keys: Option<(KeyPair, KeyPair)>,
}

impl Place {
    pub fn new(transport: &str) -> Result<Place, Failure> {
        let (endpoint, keys) = match transport {
            "inproc" => ("inproc://bench", None),
            "ipc" => ("ipc://*", None),
            "tcp" => ("tcp://127.0.0.1:*", None),
            "curve" => ("tcp://127.0.0.1:*", Some((KeyPair::generate()?, KeyPair::generate()?))),
            _ => return Err(format!("no transport {transport}").into()),
        };
        Ok(Place { endpoint, keys })
    }

    /// A context for each side, or one for both where only that can meet itself.
    pub fn contexts(&self, sockets: usize) -> Result<(Context, Context), Failure> {
        let sockets = u32::try_from(sockets)?.max(1023);
        let near = Context::builder().max_sockets(sockets).build()?;
        let far = if self.endpoint.starts_with("inproc") {
            near.clone()
        } else {
            Context::builder().max_sockets(sockets).build()?
        };
        Ok((near, far))
    }

    /// Binds, and gives the endpoint.
    pub fn bind<K: Kind>(&self, socket: &Socket<K>) -> Result<String, Failure> {
        if let Some((server, _)) = &self.keys {
            socket.set_security(&Security::curve_server(&server.secret))?;
        }
        socket.bind(self.endpoint)?;
        Ok(socket.last_endpoint()?)
    }

    pub fn connect<K: Kind>(&self, socket: &Socket<K>, endpoint: &str) -> Result<(), Failure> {
        if let Some((server, client)) = &self.keys {
            socket.set_security(&Security::curve_client(&server.public, client))?;
        }
        Ok(socket.connect(endpoint)?)
    }
}

/// The first is bound, the second connected.
pub fn open<N: Kind, F: Kind>(transport: &str, near: N, far: F) -> Result<(Socket<N>, Socket<F>), Failure> {
    let place = Place::new(transport)?;
    let (near_context, far_context) = place.contexts(2)?;
    let (near, far) = (near_context.socket(near)?, far_context.socket(far)?);
    place.connect(&far, &place.bind(&near)?)?;
    Ok((near, far))
}
