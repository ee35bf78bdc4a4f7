//! Every setter of sockets, with values at random; a test looks into the sources for one that is not here.

use rand::{Rng, RngExt as _, rngs::StdRng};
use std::time::Duration;
use zmq::{GssapiNameType, ReconnectStop, Result, Socket, SocketType};

/// Calls a setter with a value at random.
pub type Call = fn(&mut StdRng, &Socket<SocketType>) -> Result<()>;

/// A setter, with what it is called with.
pub struct Setter {
    pub name: &'static str,
    /// Calls it with anything at all.
    #[allow(dead_code)] // what the fuzzer calls
    pub any: Call,
    /// Calls it with a value that changes nothing of what arrives, if there is one.
    #[allow(dead_code)] // what the shadow model calls
    pub kept: Option<Call>,
}

/// One of a few.
pub fn one<T: Copy>(rng: &mut (impl Rng + ?Sized), of: &[T]) -> T {
    of[rng.random_range(0..of.len())]
}

fn flag(rng: &mut StdRng) -> bool {
    rng.random()
}

fn number(rng: &mut StdRng) -> u32 {
    one(rng, &[0, 1, 2, 7, 255, 256, 1000, 65_535, 65_536, i32::MAX as u32, u32::MAX])
}

fn long(rng: &mut StdRng) -> u64 {
    one(rng, &[0, 1, 2, 1000, u64::MAX])
}

fn size(rng: &mut StdRng) -> Option<u64> {
    one(rng, &[None, Some(0), Some(1), Some(100), Some(1 << 40), Some(u64::MAX)])
}

fn time(rng: &mut StdRng) -> Duration {
    let millis = one(rng, &[0, 1, 2, 7, 100, 1000, 65_500, i32::MAX as u64, 1 << 31]);
    Duration::from_millis(millis)
}

fn maybe<T>(rng: &mut StdRng, value: fn(&mut StdRng) -> T) -> Option<T> {
    flag(rng).then(|| value(rng))
}

/// What keeps closing short: a fuzzer's sockets that linger for ever would never end.
fn short(rng: &mut StdRng) -> Option<Duration> {
    Some(Duration::from_millis(rng.random_range(0..3)))
}

/// What does not stop the program: sends and receives wait for no more than this.
fn timeout(rng: &mut StdRng) -> Option<Duration> {
    short(rng)
}

fn text(rng: &mut StdRng) -> String {
    match rng.random_range(0..8) {
        0 => String::new(),
        1 => "a\0b".into(),
        2 => "x".repeat(one(rng, &[254, 255, 256, 5000])),
        3 => "lo".into(),
        4 => "127.0.0.1".into(),
        5 => "10.0.0.0/8".into(),
        6 => "127.0.0.1:9".into(),
        _ => "ß".into(),
    }
}

fn bytes(rng: &mut StdRng) -> Vec<u8> {
    match rng.random_range(0..8) {
        0 => Vec::new(),
        1 => vec![0, 0x6b, 0x8b, 0x45, 0x67], // the first id that libzmq makes up
        2 => vec![1; one(rng, &[254, 255, 256, 5000])],
        3 => vec![0],
        _ => vec![rng.random_range(1..4)],
    }
}

fn key(rng: &mut StdRng) -> [u8; 32] {
    if flag(rng) { [0; 32] } else { rng.random() }
}

fn z85(rng: &mut StdRng) -> String {
    let length = one(rng, &[0, 39, 40, 40, 41]);
    let of = one(rng, &["0", "~", "Y", "#"]);
    of.repeat(length)
}

fn metadata(rng: &mut StdRng) -> (String, String) {
    (if flag(rng) { format!("X-{}", text(rng)) } else { text(rng) }, text(rng))
}

fn stop(rng: &mut StdRng) -> ReconnectStop {
    ReconnectStop::from_raw(rng.random_range(0..8))
}

fn name_type(rng: &mut StdRng) -> GssapiNameType {
    GssapiNameType::from_raw(rng.random_range(0..4))
}

/// What a system's buffer may be, and messages still move.
fn buffer(rng: &mut StdRng) -> Option<u32> {
    one(rng, &[None, Some(4096), Some(100_000)])
}

/// `set_metadata` with its two values in one.
trait NamedMetadata {
    fn set_named_metadata(&self, property: &(String, String)) -> Result<()>;
}

impl NamedMetadata for Socket<SocketType> {
    fn set_named_metadata(&self, (name, value): &(String, String)) -> Result<()> {
        self.set_metadata(name, value)
    }
}

/// Rows: the setter, any value, and a value that changes nothing of what arrives.
macro_rules! setters {
    ($($(#[$attribute:meta])* $name:ident: |$rng:ident| $any:expr $(, $kept:expr)?;)*) => {
        pub const SETTERS: &[Setter] = &[$($(#[$attribute])* Setter {
            name: stringify!($name),
            any: |$rng, socket| socket.$name($any),
            kept: setters!(@kept $name $rng $($kept)?),
        }),*];
    };
    (@kept $name:ident $rng:ident) => { None };
    (@kept $name:ident $rng:ident $kept:expr) => { Some(|$rng, socket| {
        let _ = &$rng; // not all need it
        socket.$name($kept)
    }) };
}

setters! {
    // queues
    set_linger: |rng| short(rng);
    set_sndhwm: |rng| number(rng);
    set_rcvhwm: |rng| number(rng);
    set_sndtimeo: |rng| timeout(rng), timeout(rng);
    set_rcvtimeo: |rng| timeout(rng), timeout(rng);
    set_immediate: |rng| flag(rng);
    set_maxmsgsize: |rng| size(rng), one(rng, &[None, Some(1 << 40)]);
    set_conflate: |rng| flag(rng);
    // transport
    set_routing_id: |rng| &bytes(rng);
    set_affinity: |rng| long(rng), one(rng, &[0, 1]);
    set_ipv6: |rng| flag(rng), flag(rng);
    set_ipv4only: |rng| flag(rng), flag(rng);
    set_backlog: |rng| number(rng), one(rng, &[10, 100, 4096]);
    set_reconnect_ivl: |rng| maybe(rng, time), Some(Duration::from_millis(rng.random_range(1..100)));
    set_reconnect_ivl_max: |rng| maybe(rng, time), one(rng, &[None, Some(Duration::from_millis(100))]);
    set_reconnect_stop: |rng| stop(rng), ReconnectStop::NONE;
    set_handshake_ivl: |rng| maybe(rng, time), one(rng, &[None, Some(Duration::from_secs(30))]);
    // tcp
    set_connect_timeout: |rng| maybe(rng, time), one(rng, &[None, Some(Duration::from_secs(30))]);
    set_tcp_maxrt: |rng| maybe(rng, time), one(rng, &[None, Some(Duration::from_secs(30))]);
    set_tcp_keepalive: |rng| maybe(rng, flag), maybe(rng, flag);
    set_tcp_keepalive_cnt: |rng| maybe(rng, number), one(rng, &[None, Some(1), Some(127)]);
    set_tcp_keepalive_idle: |rng| maybe(rng, time), one(rng, &[None, Some(Duration::from_secs(7))]);
    set_tcp_keepalive_intvl: |rng| maybe(rng, time), one(rng, &[None, Some(Duration::from_secs(7))]);
    set_sndbuf: |rng| maybe(rng, number), buffer(rng);
    set_rcvbuf: |rng| maybe(rng, number), buffer(rng);
    set_tos: |rng| number(rng), one(rng, &[0, 0x28, 0xb8]);
    set_bindtodevice: |rng| maybe(rng, text).as_deref(), None;
    set_tcp_accept_filter: |rng| maybe(rng, text).as_deref(), None;
    set_loopback_fastpath: |rng| flag(rng), flag(rng);
    // ipc; filters of others keep everybody out
    #[cfg(unix)]
    set_ipc_filter_uid: |rng| maybe(rng, number);
    #[cfg(unix)]
    set_ipc_filter_gid: |rng| maybe(rng, number);
    #[cfg(unix)]
    set_ipc_filter_pid: |rng| maybe(rng, number), one(rng, &[Some(std::process::id()), None]);
    // socks
    set_socks_proxy: |rng| one(rng, &[None, Some(""), Some("127.0.0.1"), Some("127.0.0.1:9"), Some("[::1]:9")]), None;
    set_socks_username: |rng| maybe(rng, text).as_deref(), one(rng, &[Some("me"), None]);
    set_socks_password: |rng| maybe(rng, text).as_deref(), one(rng, &[Some("it"), None]);
    // multicast and vmci
    set_rate: |rng| number(rng), number(rng).clamp(1, 1000);
    set_recovery_ivl: |rng| time(rng), Duration::from_secs(1);
    set_multicast_hops: |rng| number(rng), one(rng, &[1, 255]);
    set_multicast_maxtpdu: |rng| number(rng), one(rng, &[1, 65_535]);
    set_multicast_loop: |rng| flag(rng), flag(rng);
    set_vmci_buffer_size: |rng| long(rng);
    set_vmci_buffer_min_size: |rng| long(rng);
    set_vmci_buffer_max_size: |rng| long(rng);
    set_vmci_connect_timeout: |rng| maybe(rng, time);
    // security
    set_plain_server: |rng| flag(rng);
    set_plain_username: |rng| maybe(rng, text).as_deref();
    set_plain_password: |rng| maybe(rng, text).as_deref();
    set_zap_domain: |rng| &text(rng);
    set_zap_enforce_domain: |rng| flag(rng);
    set_curve_server: |rng| flag(rng);
    set_curve_publickey: |rng| &key(rng);
    set_curve_publickey_z85: |rng| &z85(rng);
    set_curve_secretkey: |rng| &key(rng);
    set_curve_secretkey_z85: |rng| &z85(rng);
    set_curve_serverkey: |rng| &key(rng);
    set_curve_serverkey_z85: |rng| &z85(rng);
    set_gssapi_server: |rng| flag(rng);
    set_gssapi_principal: |rng| &text(rng);
    set_gssapi_service_principal: |rng| &text(rng);
    set_gssapi_plaintext: |rng| flag(rng);
    set_gssapi_principal_nametype: |rng| name_type(rng);
    set_gssapi_service_principal_nametype: |rng| name_type(rng);
    // routing
    set_router_mandatory: |rng| flag(rng);
    set_router_handover: |rng| flag(rng), flag(rng);
    set_router_raw: |rng| flag(rng);
    set_probe_router: |rng| flag(rng);
    set_connect_routing_id: |rng| &bytes(rng);
    set_req_correlate: |rng| flag(rng);
    set_req_relaxed: |rng| flag(rng);
    set_stream_notify: |rng| flag(rng);
    // publishers and subscribers
    set_invert_matching: |rng| flag(rng);
    set_xpub_nodrop: |rng| flag(rng);
    set_xpub_welcome_msg: |rng| &bytes(rng);
    set_xpub_verbose: |rng| flag(rng), flag(rng);
    set_xpub_verboser: |rng| flag(rng), flag(rng);
    set_xpub_manual: |rng| flag(rng);
    set_xpub_manual_last_value: |rng| flag(rng);
    set_only_first_subscribe: |rng| flag(rng);
    set_named_metadata: |rng| &metadata(rng), &("X-Shadow".to_owned(), "yes".to_owned());
    // heartbeats
    set_heartbeat_ivl: |rng| maybe(rng, time);
    set_heartbeat_timeout: |rng| maybe(rng, time);
    set_heartbeat_ttl: |rng| maybe(rng, time);
    // those of the draft API
    #[cfg(feature = "draft")]
    set_router_notify: |rng| zmq::RouterNotify::from_raw(rng.random_range(0..4));
    #[cfg(feature = "draft")]
    set_hello_msg: |rng| &bytes(rng);
    #[cfg(feature = "draft")]
    set_disconnect_msg: |rng| &bytes(rng);
    #[cfg(feature = "draft")]
    set_hiccup_msg: |rng| &bytes(rng);
    #[cfg(feature = "draft")]
    set_xsub_verbose_unsubscribe: |rng| flag(rng), flag(rng);
    #[cfg(feature = "draft")]
    set_in_batch_size: |rng| number(rng).min(1 << 20), one(rng, &[1, 100, 8192, 100_000]);
    #[cfg(feature = "draft")]
    set_out_batch_size: |rng| number(rng).min(1 << 20), one(rng, &[1, 100, 8192, 100_000]);
    #[cfg(feature = "draft")]
    set_priority: |rng| number(rng), one(rng, &[0, 1, 6]);
    #[cfg(feature = "draft")]
    set_busy_poll: |rng| number(rng), one(rng, &[0, 50]);
    #[cfg(feature = "draft")]
    set_norm_mode: |rng| zmq::NormMode::from_raw(rng.random_range(0..5));
    #[cfg(feature = "draft")]
    set_norm_unicast_nack: |rng| flag(rng);
    #[cfg(feature = "draft")]
    set_norm_buffer_size: |rng| number(rng);
    #[cfg(feature = "draft")]
    set_norm_segment_size: |rng| number(rng);
    #[cfg(feature = "draft")]
    set_norm_block_size: |rng| number(rng);
    #[cfg(feature = "draft")]
    set_norm_num_parity: |rng| number(rng);
    #[cfg(feature = "draft")]
    set_norm_num_autoparity: |rng| number(rng);
    #[cfg(feature = "draft")]
    set_norm_push: |rng| flag(rng);
}

/// Every row of the options in the sources is above, and nothing else is.
#[test]
fn no_setter_is_forgotten() {
    fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if cfg!(unix) || path.file_name().is_none_or(|name| name != "ipc.rs") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    // Only Unix has filters for peers over ipc.
    sources(&root.join("src/socket/options"), &mut texts);
    if cfg!(feature = "draft") {
        texts.push(std::fs::read_to_string(root.join("src/draft/options.rs")).unwrap());
    }
    // A row names its setter after `set` or `add`, and the type in parentheses.
    let rows =
        texts.iter().flat_map(|text| text.lines()).filter(|line| line.trim_start().starts_with("ZMQ_"));
    let mut expected: Vec<&str> = rows
        .flat_map(|row| row.split(' ').zip(row.split(' ').skip(1)))
        .filter(|(verb, name)| ["set", "add"].contains(verb) && name.starts_with("set_"))
        .map(|(_, name)| name.split('(').next().unwrap())
        .chain(["set_named_metadata"])
        .collect();
    let mut here: Vec<_> = SETTERS.iter().map(|setter| setter.name).collect();
    expected.sort_unstable();
    here.sort_unstable();
    assert!(expected.len() > 80, "the rows are written in another way: {expected:?}");
    assert_eq!(here, expected);
}
