//! RFC 9, the Titanic service protocol.

use super::{context, dealer};
use crate::support::{FREE, Folder, Rust, Script, alone};
use zmq::{Multipart, multipart};

/// The three services, and each status.
#[test]
fn tsp_of_titanic() {
    alone(60, || {
        let (context, folder) = (context(), Folder::new());
        let (_broker, [endpoint]) = Script::new(Rust, "mdbroker").end(5555, FREE).haste(10).bound();
        let start =
            |name: &str| Script::new(Rust, name).end(5555, &endpoint).within(&folder).haste(10).start();
        let _titanic = start("titanic");
        let client = dealer(&context, &endpoint);
        let ask = |service: &str, body: &[&str]| -> Multipart {
            client.send_multipart(multipart!["", "MDPC01", service, ..body]).unwrap();
            let reply = client.recv_multipart().unwrap();
            assert_eq!(reply[..3], multipart!["", "MDPC01", service][..]);
            reply[3..].into()
        };
        let accepted = ask("titanic.request", &["echo", "one", "two"]);
        assert!(accepted.len() == 2 && accepted[0] == "200", "{accepted:?}");
        let uuid = accepted[1].to_str().unwrap();
        assert!(uuid.len() == 32 && uuid.bytes().all(|digit| digit.is_ascii_hexdigit()), "{uuid}");
        let pending = ask("titanic.reply", &[uuid]);
        assert!(pending.len() == 1 && pending[0].starts_with(b"300"), "{pending:?}");
        let unknown = ask("titanic.reply", &["0123456789abcdef0123456789abcdef"]);
        assert!(unknown.len() == 1 && unknown[0].starts_with(b"400"), "{unknown:?}");
        let _worker = start("mdworker");
        let reply = loop {
            let reply = ask("titanic.reply", &[uuid]);
            if !reply[0].starts_with(b"300") {
                break reply;
            }
        };
        assert_eq!(reply, multipart![b"200", b"one", b"two"]);
        assert_eq!(ask("titanic.reply", &[uuid]), reply); // as often as one asks
        for _ in 0..2 {
            assert_eq!(ask("titanic.close", &[uuid]), multipart![b"200"]);
        }
        assert!(ask("titanic.reply", &[uuid])[0].starts_with(b"400"));
    });
}
