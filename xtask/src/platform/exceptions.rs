//! Where our configuration of libzmq means to differ from what upstream's CMake finds.

/// One difference that is meant.
pub struct Exception {
    /// The name of the define.
    pub name: &'static str,
    /// Who defines it.
    pub only: Only,
    /// Whether it shows on every machine; otherwise it depends on what the comment beside it says.
    pub always: bool,
    /// Why ours is right.
    pub reason: &'static str,
}

/// Which side has a define that the other lacks.
#[derive(Clone, Copy, PartialEq)]
pub enum Only {
    Ours,
    Upstream,
}

impl Exception {
    /// Whether this is the difference that is meant.
    pub fn covers(&self, upstream: Option<&String>, our: Option<&String>) -> bool {
        match self.only {
            Only::Ours => upstream.is_none() && our.is_some(),
            Only::Upstream => upstream.is_some() && our.is_none(),
        }
    }
}

/// Any other difference fails, and so does one of these that no longer exists.
pub const EXCEPTIONS: [Exception; 10] = [
    Exception {
        name: "HAVE_FORK",
        only: Only::Upstream,
        always: true,
        reason: "a getpid call at every signal; the safe crate compares process ids when it drops",
    },
    Exception {
        name: "ZMQ_HAVE_WS",
        only: Only::Ours,
        always: true,
        reason: "the files of ws:// are compiled, and need it",
    },
    Exception {
        name: "ZMQ_HAVE_SO_BINDTODEVICE",
        only: Only::Ours,
        always: true,
        reason: "upstream's probe runs with -std=c11, which hides the option",
    },
    Exception {
        name: "ZMQ_HAVE_SO_PRIORITY",
        only: Only::Ours,
        always: true,
        reason: "upstream's probe runs with -std=c11, which hides the option",
    },
    Exception {
        name: "ZMQ_HAVE_O_CLOEXEC",
        only: Only::Ours,
        always: true,
        reason: "upstream's probe runs with -std=c11, which hides the flag",
    },
    // The probe opens a socket of this kind, which some kernels and containers refuse.
    Exception {
        name: "ZMQ_HAVE_TIPC",
        only: Only::Ours,
        always: false,
        reason: "upstream asks the kernel that compiles; ours leaves it to the kernel that runs",
    },
    Exception {
        name: "NDEBUG",
        only: Only::Upstream,
        always: true,
        reason: "the few plain asserts stay, as in upstream's autotools build: one guards a buffer of ws",
    },
    Exception {
        name: "ZMQ_CUSTOM_PLATFORM_HPP",
        only: Only::Upstream,
        always: true,
        reason: "says where upstream's generated header lies; ours is forced in front of every file",
    },
    Exception {
        name: "ZMQ_STATIC",
        only: Only::Ours,
        always: true,
        reason: "upstream passes it for its static library only where it also matters, on Windows",
    },
    Exception {
        name: "ZMQ_SYS_CURVE",
        only: Only::Ours,
        always: true,
        reason: "how the build script tells our header about the feature `curve`",
    },
];
