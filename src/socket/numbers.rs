//! The numbers of the options.
//!
//! The header declares some of them for the draft API only. Libraries of version 4.3.5 act on those all the same,
//! whether built with drafts or not, so that they belong to the stable interface here; and the numbers are fixed, since
//! peers of this crate in C have them compiled in.

pub(crate) use zmq_sys::*;

macro_rules! numbers {
    ($($name:ident = $number:literal;)*) => {$(
        pub(crate) const $name: i32 = $number;
    )*};
}

numbers! {
    ZMQ_ZAP_ENFORCE_DOMAIN = 93;
    ZMQ_LOOPBACK_FASTPATH = 94;
    ZMQ_METADATA = 95;
    ZMQ_MULTICAST_LOOP = 96;
    ZMQ_XPUB_MANUAL_LAST_VALUE = 98;
    ZMQ_SOCKS_USERNAME = 99;
    ZMQ_SOCKS_PASSWORD = 100;
    ZMQ_ONLY_FIRST_SUBSCRIBE = 108;
    ZMQ_RECONNECT_STOP = 109;
    ZMQ_TOPICS_COUNT = 116;
}
