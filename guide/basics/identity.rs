//! What a ROUTER sees: the routing id of the peer before its message, made up by the ROUTER or given by the peer.
//!
//! A REQ socket puts an empty delimiter between the two. Give a peer a routing id only when others must know it by name; two
//! peers with the same one are trouble.
//!
//! Run `identity`; it needs no partner.

use zmq_guide::dump::dump;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let sink = context.socket_builder(zmq::ROUTER).bind("inproc://example").build()?;

    let anonymous = context.socket_builder(zmq::REQ).connect("inproc://example").build()?;
    anonymous.send("ROUTER uses a generated 5 byte identity")?;
    print!("{}", dump(&sink.recv_multipart()?));

    let identified = context.socket(zmq::REQ)?;
    identified.set_routing_id(b"PEER2")?; // before it connects
    identified.connect("inproc://example")?;
    identified.send("ROUTER socket uses REQ's socket identity")?;
    print!("{}", dump(&sink.recv_multipart()?));
    Ok(())
}
