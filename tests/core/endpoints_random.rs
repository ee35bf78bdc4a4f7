//! Random endpoints: compared with what C itself binds to, and made of good and bad pieces to connect to.
#![cfg(unix)] // `lo` is an interface of Unix, and the resolver of Windows takes no name for this machine

use crate::support::{raw, within};
use std::{
    ffi::CString,
    io,
    time::{Duration, Instant},
};
use zmq::{Context, Errno, Socket, SocketType};

/// A small generator of numbers; the seed is told with what fails.
struct Random(u64);

impl Random {
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from[(self.0 >> 33) as usize % from.len()]
    }
}

/// Calls again for a moment while the address is in use: libzmq closes its sockets a moment later.
fn settled<E>(mut call: impl FnMut() -> Result<(), E>, in_use: impl Fn(&E) -> bool) -> Result<(), E> {
    let deadline = Instant::now() + Duration::from_secs(2);
    loop {
        let result = call();
        if !result.as_ref().is_err_and(&in_use) || Instant::now() > deadline {
            return result;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The port at the end of the endpoint a socket is bound to.
fn bound_port(socket: &Socket<SocketType>) -> String {
    let endpoint = socket.last_endpoint().unwrap();
    let address = endpoint.split_once("://").unwrap().1.split('/').next().unwrap().to_owned();
    address.rsplit_once(':').unwrap().1.to_owned()
}

/// Random endpoints: what C binds to where the text says, we do; what we bind to is where the text says; and what we refuse
/// says why. Compared with C's own call.
#[test]
fn what_c_binds_to_sensibly_we_bind_to() {
    within(240, || {
        let ctx = Context::new().unwrap();
        let fresh = || {
            let socket = ctx.socket(SocketType::Dealer).unwrap();
            socket.set_linger(Some(Duration::ZERO)).unwrap();
            socket
        };
        // A port that was free a moment ago.
        let probe = fresh();
        probe.bind("tcp://127.0.0.1:*").unwrap();
        let free = bound_port(&probe);
        drop(probe);
        let transports: &[&str] = if zmq::has("WS") { &["tcp", "tcp", "ws"] } else { &["tcp"] };
        let hosts = [
            "*",
            "127.0.0.1",
            "lo",
            "localhost",
            "127.1",
            "[127.0.0.1]",
            "0.0.0.0",
            "",
            "::1",
            "[::1]",
            "1.2.3.4",
            "lo%lo",
            "*%lo",
            "127.0.0.1%lo",
            " lo",
            "lo/",
            "[lo",
            "a;b",
            "::ffff:127.0.0.1",
            "127.0.0.1:1",
            "\u{1}",
        ];
        let ports = [
            "*", "0", "00", "", "-1", "+", "x", "0x", "70000", "free", "+free", "0free", "free/", "free/a",
            "freex", " free", "free ",
        ];
        let (mut both, mut refused, mut taken) = (0, 0, 0);
        let seed = u64::from(std::process::id());
        let mut random = Random(seed);
        for _ in 0..500 {
            // Half of the pieces are good.
            let transport = random.pick(transports);
            let host =
                if random.pick(&[true, false]) { random.pick(&hosts[..7]) } else { random.pick(&hosts) };
            let port = if random.pick(&[true, false]) {
                random.pick(&["*", "0", "free", "0free"])
            } else {
                random.pick(&ports)
            };
            let source = random.pick(&["", "", "", "127.0.0.1:0;", "lo:*;", "lo;", ":0;", ";"]);
            let port = port.replace("free", &free);
            let endpoint = format!("{transport}://{source}{host}:{port}");
            let (ours, theirs) = (fresh(), fresh());
            let c_endpoint = CString::new(&*endpoint).unwrap();
            let in_use = |error: &io::Error| error.kind() == io::ErrorKind::AddrInUse;
            let c = settled(|| raw::bind(&theirs, &c_endpoint), in_use);
            let c_port = c.is_ok().then(|| bound_port(&theirs));
            drop(theirs);
            let bound = settled(|| ours.bind(&endpoint), |error| *error == Errno::EADDRINUSE);
            if c.as_ref().is_err_and(in_use) || bound.as_ref().is_err_and(|error| *error == Errno::EADDRINUSE)
            {
                taken += 1; // by another program
                continue;
            }
            let said = port.split('/').next().unwrap_or_default();
            let asked = said.trim_start_matches('0');
            match bound {
                Ok(()) => {
                    let bound = bound_port(&ours);
                    let there = ["", "*"].contains(&asked) || asked == bound;
                    assert!(there, "seed {seed}: {endpoint} is bound to {bound}");
                    assert!(c.is_ok(), "seed {seed}: C refuses {endpoint}: {c:?}");
                    both += 1;
                }
                Err(error) => {
                    refused += 1;
                    // C is bound where the text says: at the very number, or at a free one that was asked for.
                    let literal = c_port.as_deref() == Some(asked);
                    let sensible = (literal || c_port.is_some() && ["*", "0"].contains(&said))
                        && (transport == "ws" || !port.contains('/'))
                        && !host.contains('%');
                    assert!(!sensible, "seed {seed}: C takes {endpoint}, and we say {error}");
                    let told = error.to_string();
                    let system = [Errno::EADDRNOTAVAIL, Errno::EACCES];
                    let vague = ["Invalid argument", "No such device"].iter().any(|text| told.contains(text));
                    assert!(system.contains(&error.errno()) || !vague, "seed {seed}: {told}");
                }
            }
        }
        println!("{both} bound, {refused} refused, {taken} taken");
        assert!(both > 40 && refused > 100, "{both} bound, {refused} refused, {taken} taken");
    });
}

/// Random endpoints to connect to, made of good pieces and bad ones: all good is taken, one bad is refused with a reason.
#[test]
fn what_can_work_is_connected_and_nothing_else() {
    within(120, || {
        let ctx = Context::new().unwrap();
        let (good_hosts, good_ports) = (
            ["127.0.0.1", "localhost", "[127.0.0.1]", "a-b.c_d.invalid", "127.1"],
            ["1", "9", "65535", "0009"],
        );
        let bad_hosts =
            ["", "*", "1.2.3.4:5", "a/b", "a b", "[a", "bücher", "127.0.0.1%lo", "[::1]", "-", "."];
        let bad_ports = ["", "0", "*", "-1", "+9", "9x", "0x9", "65536", "9/", " 9", "9 "];
        let sources = ["", "", "127.0.0.1:0;", "lo:*;"];
        let bad_sources = ["127.0.0.1;", ";", "*:0;", "127.0.0.1:x;", "no-such-nic:0;", ":0;"];
        let seed = u64::from(std::process::id());
        let mut random = Random(seed);
        for number in 0..300 {
            let (mut host, mut port, mut source) =
                (random.pick(&good_hosts), random.pick(&good_ports), random.pick(&sources));
            let bad = random.pick(&[0, 1, 2, 3]);
            match bad {
                1 => host = random.pick(&bad_hosts),
                2 => port = random.pick(&bad_ports),
                3 => source = random.pick(&bad_sources),
                _ => (),
            }
            let endpoint = format!("tcp://{source}{host}:{port}");
            let socket = ctx.socket(zmq::DEALER).unwrap();
            match socket.connect(&endpoint) {
                Ok(()) => assert_eq!(bad, 0, "seed {seed}, {number}: {endpoint} is taken"),
                Err(error) => {
                    assert!(bad > 0, "seed {seed}, {number}: {error}");
                    assert!(!error.to_string().contains("Invalid argument"), "no reason: {error}");
                }
            }
        }
    });
}
