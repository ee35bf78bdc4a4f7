//! Error numbers: those of the system, libzmq's own, and those by which libzmq calls the first where a system lacks them.

/// Where libzmq's own numbers begin.
const OWN: i32 = libzmq::ZMQ_HAUSNUMERO;

macro_rules! errnos {
    ($($name:ident)*; $($own:ident = $offset:literal)*) => {
        $(
            #[allow(missing_docs)]
            pub const $name: i32 = libc::$name;
        )*
        $(
            #[allow(missing_docs)]
            pub const $own: i32 = OWN + $offset;
        )*
    };
}

errnos! {
    EACCES EADDRINUSE EAGAIN EBUSY ECONNREFUSED EFAULT EINTR EHOSTUNREACH EINPROGRESS EINVAL EMFILE EMSGSIZE ENAMETOOLONG
    ENODEV ENOENT ENOMEM ENOTCONN ENOTSOCK EPROTO EPROTONOSUPPORT ENOTSUP ENOBUFS ENETDOWN EADDRNOTAVAIL;

    EFSM = 51 ENOCOMPATPROTO = 52 ETERM = 53 EMTHREAD = 54 ENOTSUP_ALT = 1 EPROTONOSUPPORT_ALT = 2 ENOBUFS_ALT = 3
    ENETDOWN_ALT = 4 EADDRINUSE_ALT = 5 EADDRNOTAVAIL_ALT = 6 ECONNREFUSED_ALT = 7 EINPROGRESS_ALT = 8 ENOTSOCK_ALT = 9
    EMSGSIZE_ALT = 10 EAFNOSUPPORT_ALT = 11 ENETUNREACH_ALT = 12 ECONNABORTED_ALT = 13 ECONNRESET_ALT = 14 ENOTCONN_ALT = 15
    ETIMEDOUT_ALT = 16 EHOSTUNREACH_ALT = 17 ENETRESET_ALT = 18
}
