//! `ipc`.

use super::{Call, invalid};
use crate::{Errno, Error, Result};

/// How many bytes a path has at most: the system's address holds these and a NUL.
#[cfg(unix)]
pub const LONGEST_PATH: usize =
    size_of::<libc::sockaddr_un>() - std::mem::offset_of!(libc::sockaddr_un, sun_path) - 1;
#[cfg(not(unix))]
pub const LONGEST_PATH: usize = 107;

/// A path; `*` for one in a folder of its own; on Linux `@name` without a file.
pub fn ipc(path: &str, call: Call) -> Result<()> {
    if path == "*" {
        return match call {
            Call::Bind => Ok(()),
            Call::Connect => Err(invalid("`*` is a path to bind to: connect to the peer's last_endpoint")),
        };
    }
    if path.starts_with('*') && call == Call::Bind {
        return Err(invalid(format!("libzmq would take {path:?} for `*`: write ./{path}")));
    }
    if path == "@" {
        return Err(invalid("the name after `@` is missing"));
    }
    if path.len() > LONGEST_PATH {
        let reason = format!("the path has {} bytes, and {LONGEST_PATH} at most on this system", path.len());
        return Err(Error::refused(Errno::ENAMETOOLONG, "", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Call::*, LONGEST_PATH, refuses, takes};

    #[test]
    fn paths() {
        if cfg!(target_os = "linux") {
            assert_eq!(LONGEST_PATH, 107);
        } else if cfg!(any(target_vendor = "apple", target_os = "freebsd")) {
            assert_eq!(LONGEST_PATH, 103);
        }
        let longest = format!("ipc:///{}", "p".repeat(LONGEST_PATH - 1));
        for call in [Bind, Connect] {
            for endpoint in ["ipc:///tmp/a b:c;d", "ipc://relative", "ipc://@name", "ipc://./*", "ipc://a*"] {
                takes(endpoint, call);
            }
            takes(&longest, call);
            refuses(&format!("{longest}p"), call, &format!("{LONGEST_PATH} at most"));
            refuses(&format!("{longest}p"), call, "ENAMETOOLONG");
            refuses("ipc://@", call, "the name after `@`");
        }
        takes("ipc://*", Bind);
        refuses("ipc://*", Connect, "last_endpoint");
        refuses("ipc://*x", Bind, "./*x");
        takes("ipc://*x", Connect);
    }
}
