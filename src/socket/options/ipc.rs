//! Who may connect over `ipc`.

use super::options;

options! {
    /// Options: filters for peers over `ipc`. A peer is accepted if any filter matches; without filters every peer is.
    room;
    /// Admit the processes of a user over `ipc`. `None` removes all. Set before bind. [`EINVAL`](crate::Errno::EINVAL)
    /// where libzmq cannot ask the system for the peer.
    #[doc(alias = "ZMQ_IPC_FILTER_UID")]
    ZMQ_IPC_FILTER_UID: filter, "no filter" => ipc_filter_uid: add set_ipc_filter_uid(Option<u32>);
    /// Admit the processes of a group over `ipc`. `None` removes all. Set before bind. [`EINVAL`](crate::Errno::EINVAL)
    /// where libzmq cannot ask the system for the peer.
    #[doc(alias = "ZMQ_IPC_FILTER_GID")]
    ZMQ_IPC_FILTER_GID: filter, "no filter" => ipc_filter_gid: add set_ipc_filter_gid(Option<u32>);
    /// Admit a process over `ipc`. `None` removes all. Set before bind. [`EINVAL`](crate::Errno::EINVAL) where libzmq
    /// cannot ask the system for the peer.
    #[doc(alias = "ZMQ_IPC_FILTER_PID")]
    ZMQ_IPC_FILTER_PID: filter, "no filter" => ipc_filter_pid: add set_ipc_filter_pid(Option<u32>);
}
