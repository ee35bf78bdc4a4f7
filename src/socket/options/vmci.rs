//! VMware's communication between virtual machines. No build of ours has it.

use super::options;
use std::time::Duration;

options! {
    /// Options: the transport `vmci`, on a libzmq with it. libzmq 4.3.5 sets these and does not read them.
    room;
    /// Buffer of a connection in bytes. Set before bind and connect.
    #[doc(alias = "ZMQ_VMCI_BUFFER_SIZE")]
    ZMQ_VMCI_BUFFER_SIZE: long, "the system's" => vmci_buffer_size: set set_vmci_buffer_size(u64);
    /// Smallest buffer in bytes for a peer to request. Set before bind and connect.
    #[doc(alias = "ZMQ_VMCI_BUFFER_MIN_SIZE")]
    ZMQ_VMCI_BUFFER_MIN_SIZE: long, "the system's" => vmci_buffer_min_size: set set_vmci_buffer_min_size(u64);
    /// Largest buffer in bytes for a peer to request. Set before bind and connect.
    #[doc(alias = "ZMQ_VMCI_BUFFER_MAX_SIZE")]
    ZMQ_VMCI_BUFFER_MAX_SIZE: long, "the system's" => vmci_buffer_max_size: set set_vmci_buffer_max_size(u64);
    /// Timeout of one connection attempt. `None` leaves it to the system. Set before connect.
    #[doc(alias = "ZMQ_VMCI_CONNECT_TIMEOUT")]
    ZMQ_VMCI_CONNECT_TIMEOUT: millis_or_forever, "the system's" => vmci_connect_timeout: set set_vmci_connect_timeout(Option<Duration>);
}
