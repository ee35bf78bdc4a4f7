//! `tipc` and `vmci`: numbers of services, nodes and virtual machines.

use super::{Call, invalid};
use crate::Result;

/// Services below this number belong to the system.
const RESERVED: u32 = 64;

/// `{type,lower,upper}`, `{type,instance}`, both perhaps with `@zone.cluster.node`; `<zone.cluster.node:port>`; `<*>`.
pub fn tipc(text: &str, call: Call) -> Result<()> {
    match (text, call) {
        ("<*>", Call::Bind) => return Ok(()),
        ("<*>", Call::Connect) => return Err(invalid("`<*>` is an address to bind to")),
        _ => (),
    }
    if let Some(inner) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        let (node, port) =
            inner.split_once(':').ok_or_else(|| invalid("not of the form <zone.cluster.node:port>"))?;
        check_node(node)?;
        number(port, "port")?;
        return match call {
            Call::Connect => Ok(()),
            Call::Bind => {
                Err(invalid("the system chooses the port of a node: bind to `<*>`, or to a service"))
            }
        };
    }
    let (service, node) = match text.split_once('@') {
        Some((service, node)) => (service, Some(node)),
        None => (text, None),
    };
    let inner = service.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let inner = inner.ok_or_else(|| {
        invalid("not of the form {type,lower,upper} to bind, {type,instance} or <zone.cluster.node:port> to connect")
    })?;
    if let Some(node) = node {
        check_node(node)?;
    }
    let numbers: Vec<&str> = inner.split(',').collect();
    let (service, lower, upper) = match numbers[..] {
        [service, instance] => (service, instance, None),
        [service, lower, upper] => (service, lower, Some(upper)),
        _ => return Err(invalid("a service has two numbers, {type,instance}, or three, {type,lower,upper}")),
    };
    let (service, lower) = (number(service, "type")?, number(lower, "instance")?);
    // libzmq does not take the first of them with two numbers.
    if service < RESERVED || service == RESERVED && upper.is_none() {
        return Err(invalid(format!("the type {service} is reserved: take one above {RESERVED}")));
    }
    match upper {
        Some(upper) if number(upper, "upper instance")? < lower => {
            Err(invalid("the upper instance is less than the lower"))
        }
        Some(_) if call == Call::Connect => {
            Err(invalid("a connection goes to one instance: {type,instance} with two numbers"))
        }
        _ => Ok(()),
    }
}

fn check_node(text: &str) -> Result<()> {
    let wrong = || invalid(format!("{text:?} is not a node: zone.cluster.node, up to 255.4095.4095"));
    let mut parts = text.split('.');
    for most in [255, 4095, 4095] {
        let part = parts.next().ok_or_else(wrong)?;
        number(part, "node").ok().filter(|&part| part <= most).ok_or_else(wrong)?;
    }
    if parts.next().is_some() { Err(wrong()) } else { Ok(()) }
}

/// A number, perhaps after spaces, as libzmq itself writes it.
fn number(text: &str, what: &str) -> Result<u32> {
    let digits = text.trim_start_matches(' ');
    let digits = Some(digits).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    let number = digits.and_then(|digits| digits.parse().ok());
    number.ok_or_else(|| invalid(format!("the {what} {text:?} is not a number up to 4294967295")))
}

/// `machine:port`, of which each is a number, or `*` for any; `@` is this machine.
pub fn vmci(text: &str, call: Call) -> Result<()> {
    let (machine, port) =
        text.rsplit_once(':').ok_or_else(|| invalid("the port is missing: machine:port"))?;
    let any = |text: &str| call == Call::Bind && ["*", "-1"].contains(&text);
    if !any(machine) && machine != "@" {
        number(machine, "machine")?;
    }
    if !any(port) {
        number(port, "port")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Call::*, refuses, takes};

    #[test]
    fn services() {
        for address in ["{5555,0,0}", "{5555, 0, 100}", "{5555,50}", "{64,0,0}", "{5560,0,0}@1.2.3", "<*>"] {
            takes(&format!("tipc://{address}"), Bind);
        }
        for address in ["{5555,50}", "{5556,0}@0.0.0", "{5556, 0}@255.4095.4095", "<1.2.3:123123>"] {
            takes(&format!("tipc://{address}"), Connect);
        }
        for call in [Bind, Connect] {
            for (address, why) in [
                ("5555", "not of the form"),
                ("{5555,0,0", "not of the form"),
                ("{5555,0,0}x", "not of the form"),
                ("{5555,0@1.1.1}", "not of the form"),
                ("{5555}", "two numbers"),
                ("{5555,0,0,0}", "two numbers"),
                ("{,0,0}", "the type \"\""),
                ("{-5555,0,0}", "the type \"-5555\""),
                ("{5555,+1}", "the instance \"+1\""),
                ("{5555,0x1}", "the instance"),
                ("{5555,0,99999999999}", "the upper instance"),
                ("{5555,5,4}", "less than the lower"),
                ("{63,0,0}", "reserved"),
                ("{64,0}", "reserved"),
                ("{5555,0}@1.1", "is not a node"),
                ("{5555,0}@1.1.1.1", "is not a node"),
                ("{5555,0}@256.0.0", "is not a node"),
                ("{5555,0}@", "is not a node"),
                ("<1.2.3>", "not of the form <"),
                ("<1.2:3>", "is not a node"),
                ("<1.2.3:x>", "the port"),
                ("<*>x", "not of the form"),
            ] {
                refuses(&format!("tipc://{address}"), call, why);
            }
        }
        refuses("tipc://<*>", Connect, "to bind to");
        refuses("tipc://<1.2.3:4>", Bind, "bind to `<*>`");
        refuses("tipc://{5555,0,0}", Connect, "one instance");
    }

    #[test]
    fn virtual_machines() {
        for address in ["*:*", "*:5555", "-1:-1", "@:5555", "2:5555"] {
            takes(&format!("vmci://{address}"), Bind);
        }
        takes("vmci://2:5555", Connect);
        takes("vmci://@:5555", Connect);
        for call in [Bind, Connect] {
            refuses("vmci://2", call, "the port is missing");
            refuses("vmci://2:", call, "the port \"\"");
            refuses("vmci://:5", call, "the machine \"\"");
            refuses("vmci://2:5x", call, "the port \"5x\"");
            refuses("vmci://2:4294967296", call, "the port");
            refuses("vmci://x:5", call, "the machine \"x\"");
        }
        refuses("vmci://*:5", Connect, "the machine \"*\"");
        refuses("vmci://2:*", Connect, "the port \"*\"");
    }
}
