//! libzmq in a few units instead of a hundred files, so that the compiler sees what a message goes through at once and can
//! inline it: a third of the instructions on its way were calls from one small function to another in another file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Target;

/// A unit: its name, and the files of `src/` that it includes, without their suffix.
type Unit = (&'static str, &'static [&'static str]);

/// Sockets, queues, sessions and engines: all that a message goes through on its way, in one.
#[rustfmt::skip]
const MESSAGES: Unit = (
    "messages",
    &[
        "channel",
        "client",
        "clock",
        "ctx",
        "dealer",
        "decoder_allocators",
        "dgram",
        "dish",
        "dist",
        "epoll",
        "err",
        "fq",
        "gather",
        "io_object",
        "io_thread",
        "kqueue",
        "lb",
        "mailbox",
        "mailbox_safe",
        "metadata",
        "msg",
        "mtrie",
        "object",
        "own",
        "pair",
        "peer",
        "pipe",
        "poll",
        "poller_base",
        "polling_util",
        "precompiled",
        "pub",
        "pull",
        "push",
        "radio",
        "radix_tree",
        "random",
        "raw_decoder",
        "raw_encoder",
        "raw_engine",
        "reaper",
        "rep",
        "req",
        "router",
        "scatter",
        "select",
        "server",
        "session_base",
        "signaler",
        "socket_base",
        "stream",
        "stream_engine_base",
        "sub",
        "tcp",
        "thread",
        "trie",
        "v1_decoder",
        "v1_encoder",
        "v2_decoder",
        "v2_encoder",
        "v3_1_encoder",
        "xpub",
        "xsub",
        "zmq",
        "zmtp_engine",
        "devpoll",
        "pollset",
    ],
);

/// Everything about addresses and connections, and what is asked or decided once.
#[rustfmt::skip]
const CONNECTIONS: Unit = (
    "connections",
    &[
        "address",
        "curve_client",
        "curve_mechanism_base",
        "curve_server",
        "endpoint",
        "gssapi_client",
        "gssapi_mechanism_base",
        "gssapi_server",
        "ip",
        "ip_resolver",
        "ipc_address",
        "ipc_connecter",
        "ipc_listener",
        "mechanism",
        "mechanism_base",
        "norm_engine",
        "null_mechanism",
        "options",
        "pgm_receiver",
        "pgm_sender",
        "pgm_socket",
        "plain_client",
        "plain_server",
        "proxy",
        "socket_poller",
        "socks",
        "socks_connecter",
        "stream_connecter_base",
        "stream_listener_base",
        "tcp_address",
        "tcp_connecter",
        "tcp_listener",
        "timers",
        "tipc_address",
        "tipc_connecter",
        "tipc_listener",
        "udp_address",
        "udp_engine",
        "vmci",
        "vmci_address",
        "vmci_connecter",
        "vmci_listener",
        "ws_address",
        "ws_connecter",
        "ws_decoder",
        "ws_encoder",
        "ws_engine",
        "ws_listener",
        "zap_client",
        "zmq_utils",
    ],
);

const UNITS: [Unit; 2] = [MESSAGES, CONNECTIONS];

/// What only the feature `wss` compiles; their headers ask for GnuTLS.
const WSS: [&str; 2] = ["wss_address", "wss_engine"];

/// Writes the units into `folder` and returns their files.
///
/// For MSVC each file is one: nobody has compiled them together there.
pub fn write(target: &Target, source: &Path, folder: &Path) -> Result<Vec<PathBuf>, String> {
    complete(source)?;
    let wss: &[&str] = if cfg!(feature = "wss") { &WSS } else { &[] };
    if target.env == "msvc" {
        let names = UNITS.iter().flat_map(|(_, names)| *names).chain(wss);
        return Ok(names.map(|name| source.join("src").join(format!("{name}.cpp"))).collect());
    }
    fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let mut files = Vec::new();
    for (unit, names) in UNITS {
        let more = if unit == CONNECTIONS.0 { wss } else { &[] };
        let text: String =
            names.iter().chain(more).map(|name| format!("#include \"{name}.cpp\"\n")).collect();
        let file = folder.join(format!("{unit}.cpp"));
        fs::write(&file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        files.push(file);
    }
    Ok(files)
}

/// Fails unless each file of libzmq is in one unit: another release may have more of them.
fn complete(source: &Path) -> Result<(), String> {
    let folder = source.join("src");
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let mut present = BTreeSet::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        present.extend(name.to_string_lossy().strip_suffix(".cpp").map(str::to_owned));
    }
    let mut faults = Vec::new();
    for name in UNITS.iter().flat_map(|(_, names)| *names).chain(&WSS) {
        if !present.remove(*name) {
            faults.push(format!("{name}.cpp is missing or in two units"));
        }
    }
    faults.extend(present.iter().map(|name| format!("{name}.cpp is in no unit")));
    if faults.is_empty() {
        return Ok(());
    }
    Err(format!("the units of libzmq and its files in {} differ:\n{}", folder.display(), faults.join("\n")))
}
