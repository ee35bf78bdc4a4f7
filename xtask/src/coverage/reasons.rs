//! What of libzmq the crate does not wrap, and why. The test fails for an entry that is wrapped or that no header has.

const ALIAS: &str = "an older name of the same number";
const DEPRECATED: &str = "deprecated; the newer call is wrapped";
const BY_MESSAGE: &str = "`Socket::send` and `recv` of a `Message` do it without a copy more";
const ATOMIC: &str = "`std::sync::atomic`";
const CLOCK: &str = "`std::time::Instant`";
const THREAD: &str = "`std::thread`";
const DEFAULT: &str = "a default; the documentation of the option has it";
const HEADER: &str = "says what the header has";

/// Names and reasons.
pub const REASONS: &[(&str, &str)] = &[
    ("ZMQ_VERSION_MAJOR", "of the header; `zmq::version` is the library's"),
    ("ZMQ_VERSION_MINOR", "of the header; `zmq::version` is the library's"),
    ("ZMQ_VERSION_PATCH", "of the header; `zmq::version` is the library's"),
    ("ZMQ_VERSION", "of the header; `zmq::version` is the library's"),
    ("ZMQ_EXPORT", HEADER),
    ("ZMQ_DEFINED_STDINT", HEADER),
    ("ZMQ_HAS_CAPABILITIES", HEADER),
    ("ZMQ_HAVE_TIMERS", HEADER),
    ("ZMQ_HAVE_POLLER", HEADER),
    ("ZMQ_HAUSNUMERO", "the base of libzmq's own error numbers"),
    ("ZMQ_IO_THREADS_DFLT", DEFAULT),
    ("ZMQ_MAX_SOCKETS_DFLT", DEFAULT),
    ("ZMQ_THREAD_PRIORITY_DFLT", DEFAULT),
    ("ZMQ_THREAD_SCHED_POLICY_DFLT", DEFAULT),
    ("ZMQ_POLLITEMS_DFLT", "the size of an array inside of libzmq"),
    ("ZMQ_XREQ", ALIAS),
    ("ZMQ_XREP", ALIAS),
    ("ZMQ_IDENTITY", ALIAS),
    ("ZMQ_CONNECT_RID", ALIAS),
    ("ZMQ_DELAY_ATTACH_ON_CONNECT", ALIAS),
    ("ZMQ_NOBLOCK", ALIAS),
    ("ZMQ_FAIL_UNROUTABLE", ALIAS),
    ("ZMQ_ROUTER_BEHAVIOR", ALIAS),
    ("ZMQ_TCP_ACCEPT_FILTER", "deprecated; an authenticator filters addresses"),
    ("ZMQ_IPV4ONLY", "deprecated; `ipv6` is its opposite"),
    ("ZMQ_TYPE", "the kind is known: `Socket::socket_type`"),
    ("ZMQ_STREAMER", "the number means nothing; `Proxy::streamer`"),
    ("ZMQ_FORWARDER", "the number means nothing; `Proxy::forwarder`"),
    ("ZMQ_QUEUE", "the number means nothing; `Proxy::queue`"),
    ("ZMQ_CURRENT_EVENT_VERSION", "a number to pass; the type of the monitor says it"),
    ("ZMQ_CURRENT_EVENT_VERSION_DRAFT", "a number to pass; the type of the monitor says it"),
    ("ZMQ_EVENT_ALL_V1", ALIAS),
    ("ZMQ_EVENT_ALL_V2", "pipe statistics corrupt memory up to libzmq 4.3.5"),
    ("zmq_init", DEPRECATED),
    ("zmq_term", DEPRECATED),
    ("zmq_ctx_destroy", DEPRECATED),
    ("zmq_sendmsg", DEPRECATED),
    ("zmq_recvmsg", DEPRECATED),
    ("zmq_device", "deprecated; `proxy`"),
    ("zmq_send", BY_MESSAGE),
    ("zmq_recv", BY_MESSAGE),
    ("zmq_send_const", "a `Message` of a `&'static [u8]`"),
    ("zmq_proxy_steerable", "broken in libzmq 4.3.5; `proxy_steerable` is written over `poll`"),
    ("zmq_atomic_counter_new", ATOMIC),
    ("zmq_atomic_counter_set", ATOMIC),
    ("zmq_atomic_counter_inc", ATOMIC),
    ("zmq_atomic_counter_dec", ATOMIC),
    ("zmq_atomic_counter_value", ATOMIC),
    ("zmq_atomic_counter_destroy", ATOMIC),
    ("zmq_stopwatch_start", CLOCK),
    ("zmq_stopwatch_intermediate", CLOCK),
    ("zmq_stopwatch_stop", CLOCK),
    ("zmq_sleep", THREAD),
    ("zmq_threadstart", THREAD),
    ("zmq_threadclose", THREAD),
];
