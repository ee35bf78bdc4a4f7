//! `tcp` and `udp`.

use super::{
    Call, Needs,
    host::{self, Host, Names},
    invalid,
};
use crate::Result;
use std::net::IpAddr;

/// `host:port`, and before it `source:port;`, the address of this machine to connect from.
pub fn tcp<'a>(text: &'a str, call: Call, needs: &mut Needs<'a>) -> Result<()> {
    let bind = call == Call::Bind;
    let target = match text.rsplit_once(';') {
        None => text,
        Some((source, target)) => {
            read_source(source, bind, needs).map_err(|error| {
                let why = error.reason().unwrap_or_default().to_owned();
                error.because(format!("the source address {source:?}: {why}"))
            })?;
            target
        }
    };
    let names = match (bind, needs.source) {
        (true, _) => Names::Any,
        (false, true) => Names::Plain,
        (false, false) => Names::First,
    };
    let (host, port) = host::split(target)?;
    host::port(port, bind)?;
    host::host(host, names, bind, needs).map(drop)
}

fn read_source<'a>(source: &'a str, bind: bool, needs: &mut Needs<'a>) -> Result<()> {
    needs.source = true;
    let Some((host, port)) = source.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) else {
        return Err(invalid("a port is missing, 0 for any of them, as in 192.168.1.17:0;192.168.1.1:5555"));
    };
    host::port(port, true)?;
    match host::host(host, if bind { Names::Any } else { Names::First }, true, needs)? {
        Host::Any if !bind => Err(invalid("it is an address or an interface; 0.0.0.0 is any of them")),
        Host::Name(name) => {
            needs.interface = Some(name);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// `host:port`, and before it `interface;` if the host is a multicast group.
pub fn udp<'a>(text: &'a str, call: Call, needs: &mut Needs<'a>) -> Result<()> {
    let bind = call == Call::Bind;
    let (interface, target) = match text.rsplit_once(';') {
        None => (None, text),
        Some((interface, target)) => (Some(interface), target),
    };
    let (host, port) = host::split(target)?;
    host::port(port, bind)?;
    let group = host::host(host, Names::Any, bind, needs)?;
    let Some(interface) = interface else { return Ok(()) };
    if group != Host::Address || !is_multicast(host) {
        return Err(invalid(format!("{host:?} is no multicast group, which alone goes with an interface")));
    }
    match host::host(interface, Names::Any, true, needs) {
        Ok(Host::Address) if is_multicast(interface) => {
            Err(invalid(format!("{interface:?} is a multicast group, and not an interface")))
        }
        Ok(Host::Name(name)) => {
            needs.interface = Some(name);
            Ok(())
        }
        Ok(_) => Ok(()),
        Err(error) => {
            let why = error.reason().unwrap_or_default().to_owned();
            Err(error.because(format!("the interface {interface:?}: {why}")))
        }
    }
}

/// Whether a literal address, perhaps with brackets and zone, is that of a group.
fn is_multicast(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let address = bare.rsplit_once('%').map_or(bare, |(address, _)| address);
    address.parse::<IpAddr>().is_ok_and(|address| address.is_multicast())
}

#[cfg(test)]
mod tests {
    use super::super::{Call::*, Needs, refuses, takes};

    #[test]
    fn ports() {
        for host in ["tcp://*", "tcp://127.0.0.1", "tcp://eth0", "udp://*"] {
            for port in ["1", "5555", "65535", "05555", "0", "*"] {
                takes(&format!("{host}:{port}"), Bind);
            }
        }
        for port in ["1", "5555", "65535", "05555"] {
            takes(&format!("tcp://127.0.0.1:{port}"), Connect);
            takes(&format!("udp://127.0.0.1:{port}"), Connect);
        }
        let wrong = [
            "-1",
            "+7",
            "55x5",
            "5555/path",
            "0x50",
            "65536",
            "70000",
            "4294967297",
            "!",
            " 5",
            "5 ",
            "http",
            "٣",
        ];
        for transport in ["tcp", "udp"] {
            for port in wrong {
                let endpoint = format!("{transport}://127.0.0.1:{port}");
                refuses(&endpoint, Bind, "a number from 1 to 65535, or `*`");
                refuses(&endpoint, Connect, "a number from 1 to 65535");
            }
            refuses(&format!("{transport}://127.0.0.1:00"), Bind, "a number from 1 to 65535");
            refuses(&format!("{transport}://127.0.0.1:00"), Connect, "port 0");
            refuses(&format!("{transport}://127.0.0.1:0"), Connect, "port 0");
            refuses(&format!("{transport}://127.0.0.1:*"), Connect, "a port to bind to");
            for call in [Bind, Connect] {
                refuses(&format!("{transport}://127.0.0.1:"), call, "the port after the colon is missing");
                refuses(&format!("{transport}://127.0.0.1"), call, "the port is missing");
                refuses(&format!("{transport}://[::1]"), call, "the port after the address is missing");
            }
        }
    }

    #[test]
    fn hosts() {
        for host in ["127.0.0.1", "127.1", "localhost", "a.b-c.example.", "under_score", "1", "[localhost]"] {
            for call in [Bind, Connect] {
                assert_eq!(takes(&format!("tcp://{host}:5"), call), Needs::default(), "{host}");
            }
        }
        for host in ["*", "eth0", "eth0:1", "br-lan", "Local Area Connection", "_any", "wlan@0"] {
            assert_eq!(takes(&format!("tcp://{host}:5"), Bind), Needs::default(), "{host}");
        }
        refuses("tcp://*:5555", Connect, "an address to bind to");
        refuses("tcp://:5555", Connect, "the host before the port is missing");
        refuses("tcp://:5555", Bind, "`*` stands for all addresses");
        refuses("tcp://_any:5", Connect, "begins with a letter or a digit");
        for host in ["a b", "wlan@0", "a*b", "bücher.example", "-a", ".a"] {
            refuses(&format!("tcp://{host}:5"), Connect, "is not a host");
        }
        for call in [Bind, Connect] {
            refuses("tcp://1.2.3.4:5555:6", call, "one port follows the host");
            refuses("tcp://host/path:5555", call, "is not a host");
            refuses("tcp:// a:5555", call, "is not a host");
            refuses("tcp://a\n:5555", call, "is not a host");
            refuses("tcp://[]:5555", call, "the host is empty");
            refuses(&format!("tcp://{}:5", "a".repeat(256)), call, "255 bytes");
        }
        refuses("tcp://eth0:1:5", Connect, "one port follows the host");
        refuses("tcp://host:80:90:5", Bind, "one port follows the host");
    }

    #[test]
    fn ipv6() {
        for (host, zone) in [
            ("[::1]", None),
            ("::1", None),
            ("[fe80::1%eth0]", Some("eth0")),
            ("fe80::1%eth0", Some("eth0")),
            ("[fe80::1%12]", Some("12")),
            ("[::ffff:127.0.0.1%lo]", Some("lo")),
        ] {
            for call in [Bind, Connect] {
                let endpoint = format!("tcp://{host}:5555");
                let needs = takes(&endpoint, call);
                assert_eq!((needs.ipv6, needs.zones), (Some(host), zone.into_iter().collect()), "{host}");
            }
        }
        assert_eq!(takes("tcp://[::ffff:127.0.0.1]:5", Connect), Needs::default(), "an address of IPv4");
        assert_eq!(takes("tcp://printer.local%eth0:5", Connect).zones, ["eth0"]);
        for call in [Bind, Connect] {
            for host in ["[::1", "::1]", "[[::1]]", "[fe80::1]%eth0", "a[b]"] {
                refuses(&format!("tcp://{host}:5"), call, "brackets go around");
            }
            for host in ["[::1::]", "[1:2]", "[host:80]"] {
                refuses(&format!("tcp://{host}:5"), call, "is not an IPv6 address");
            }
            for zone in ["", "0", "-1", "_", "5x", "99999999999"] {
                refuses(
                    &format!("tcp://[fe80::1%{zone}]:5"),
                    call,
                    "after `%` is not the name or the number",
                );
            }
            refuses("tcp://127.0.0.1%eth0:5", call, "no IPv6 address");
        }
        refuses("tcp://*%eth0:5", Bind, "no IPv6 address");
    }

    #[test]
    fn sources() {
        for source in
            ["127.0.0.1:0", "127.0.0.1:5555", "0.0.0.0:*", "[127.0.0.1]:1", "127.1:0", "0x7f000001:0"]
        {
            for call in [Bind, Connect] {
                let endpoint = format!("tcp://{source};127.0.0.1:5");
                assert_eq!(takes(&endpoint, call), Needs { source: true, ..Needs::default() }, "{source}");
            }
        }
        let needs = takes("tcp://eth1:0;_server1:5555", Connect);
        assert_eq!((needs.interface, needs.source), (Some("eth1"), true));
        assert_eq!(takes("tcp://eth1:2:0;server1:5555", Connect).interface, Some("eth1:2"));
        let needs = takes("tcp://[fe80::2%eth0]:0;[fe80::1%eth1]:5555", Connect);
        assert_eq!((needs.ipv6, needs.zones), (Some("[fe80::2%eth0]"), vec!["eth0", "eth1"]));
        for (source, why) in [
            ("127.0.0.1", "a port is missing, 0 for any"),
            ("[::1]", "a port is missing, 0 for any"),
            ("", "a port is missing"),
            (":0", "the host before the port is missing"),
            ("127.0.0.1:x", "is not a port"),
            ("127.0.0.1:70000", "is not a port"),
            ("1.2.3.4:0;127.0.0.1:0", "is not a host"),
            ("eth0%:0", "after `%`"),
        ] {
            for call in [Bind, Connect] {
                refuses(&format!("tcp://{source};127.0.0.1:5"), call, why);
                refuses(&format!("tcp://{source};127.0.0.1:5"), call, "the source address");
            }
        }
        refuses("tcp://*:0;127.0.0.1:5", Connect, "an address or an interface");
        refuses("tcp://127.0.0.1:0;", Connect, "the port is missing");
        refuses("tcp://127.0.0.1:0;127.0.0.1:0", Connect, "port 0");
    }

    #[test]
    fn groups() {
        for call in [Bind, Connect] {
            for endpoint in
                ["udp://239.0.0.1:5555", "udp://*;239.0.0.1:5555", "udp://127.0.0.1;239.0.0.1:5555"]
            {
                assert_eq!(takes(endpoint, call), Needs::default(), "{endpoint}");
            }
            assert_eq!(takes("udp://eth0;239.0.0.1:5555", call).interface, Some("eth0"));
            assert_eq!(takes("udp://eth0;[ff02::1]:5555", call).ipv6, Some("[ff02::1]"));
            refuses("udp://eth0;127.0.0.1:5555", call, "no multicast group");
            refuses("udp://eth0;host:5555", call, "no multicast group");
            refuses("udp://239.0.0.2;239.0.0.1:5555", call, "and not an interface");
            refuses("udp://;239.0.0.1:5555", call, "the interface \"\"");
        }
        refuses("udp://*:5555", Connect, "an address to bind to");
    }
}
