//! Which libzmq this program runs with: the first thing to tell when something is odd.
//!
//! A program that needs a capability rather than a number asks [`zmq::has`].
//!
//! Run `version`; it needs no partner.

fn main() {
    let (major, minor, patch) = zmq::version();
    println!("Current libzmq version is {major}.{minor}.{patch}");
    println!("Current zmq-guide version is {}", env!("CARGO_PKG_VERSION"));
}
