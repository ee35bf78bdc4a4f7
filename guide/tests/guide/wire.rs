//! What the programs say, byte for byte as the RFCs have it. The other side is the test, which writes and reads the frames itself.

use crate::support::{FREE, Folder, Process, Rust, Script, alone, count, until};
use std::{sync::mpsc, thread, time::Duration};
use zmq::{Context, Dealer, Multipart, Router, Socket, multipart};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// A peer that connects to a program.
fn dealer(context: &Context, endpoint: &str) -> Socket<Dealer> {
    context.socket_builder(zmq::DEALER).connect(endpoint).build().unwrap()
}

/// A peer that programs connect to.
fn router(context: &Context) -> (Socket<Router>, String) {
    let socket = context.socket_builder(zmq::ROUTER).bind(FREE).build().unwrap();
    let endpoint = socket.last_endpoint().unwrap();
    (socket, endpoint)
}

/// RFC 7, what clients send: REQUEST; and read: REPLY.
#[test]
fn mdp_of_a_client() {
    alone(60, || {
        let (broker, endpoint) = router(&context());
        for client in ["mdclient", "mdclient2"] {
            let client = Script::new(Rust, client).end(5555, &endpoint).rust("1").start();
            let mut request = broker.recv_multipart().unwrap();
            let address = request.pop_front().unwrap();
            assert_eq!(request, multipart!["", b"MDPC01", b"echo", b"Hello world"]);
            broker.send_multipart(multipart![address, "", b"MDPC01", b"echo", b"Hello", b"world"]).unwrap();
            assert_eq!(count(client, "1 requests/replies processed"), 1);
        }
    });
}

/// RFC 7, what a worker sends: READY, HEARTBEAT, REPLY; and read: REQUEST, HEARTBEAT, DISCONNECT.
#[test]
fn mdp_of_a_worker() {
    alone(60, || {
        let (broker, endpoint) = router(&context());
        let _worker = Script::new(Rust, "mdworker").end(5555, &endpoint).haste(2).start();
        let ready = multipart!["", b"MDPW01", b"\x01", b"echo"];
        let heartbeat = multipart!["", b"MDPW01", b"\x04"];
        let hear = || {
            let mut parts = broker.recv_multipart().unwrap();
            (parts.pop_front().unwrap(), parts)
        };
        let (address, command) = hear();
        assert_eq!(command, ready);
        assert_eq!(hear(), (address.clone(), heartbeat.clone()));
        broker.send_multipart(multipart![&address, "", b"MDPW01", b"\x04"]).unwrap();
        broker
            .send_multipart(multipart![&address, "", b"MDPW01", b"\x02", b"client", "", b"one", b"two"])
            .unwrap();
        let reply = multipart!["", b"MDPW01", b"\x03", b"client", "", b"one", b"two"];
        while hear() != (address.clone(), reply.clone()) {}
        broker.send_multipart(multipart![&address, "", b"MDPW01", b"\x05"]).unwrap();
        // It begins anew on another socket, and has nothing more to say on this one; a heartbeat may have been on its way.
        let (other, command) = loop {
            let (from, command) = hear();
            if from != address || command != heartbeat {
                break (from, command);
            }
        };
        assert_ne!(other, address, "{command:?}");
        assert_eq!(command, ready);
        // A broker that is silent is left, and asked again.
        loop {
            let (from, command) = hear();
            if from != other {
                assert_eq!(command, ready);
                break;
            }
        }
    });
}

/// RFC 7 and 8, what a broker sends: REQUEST and REPLY, HEARTBEAT, DISCONNECT, and the status of a service.
#[test]
fn mdp_of_a_broker() {
    alone(60, || {
        let context = context();
        let (_broker, [endpoint]) = Script::new(Rust, "mdbroker").end(5555, FREE).haste(2).bound();
        let (client, worker) = (dealer(&context, &endpoint), dealer(&context, &endpoint));
        let ask = |service: &str, body: &str| {
            client.send_multipart(["", "MDPC01", service, body]).unwrap();
            client.recv_multipart().unwrap()
        };
        assert_eq!(ask("mmi.service", "echo"), multipart!["", b"MDPC01", b"mmi.service", b"404"]);
        assert_eq!(ask("mmi.other", "echo"), multipart!["", b"MDPC01", b"mmi.other", b"501"]);

        worker.send_multipart(["", "MDPW01", "\x01", "echo"]).unwrap();
        assert_eq!(worker.recv_multipart().unwrap(), multipart!["", b"MDPW01", b"\x04"]);
        assert_eq!(ask("mmi.service", "echo"), multipart!["", b"MDPC01", b"mmi.service", b"200"]);

        client.send_multipart(["", "MDPC01", "echo", "one", "two"]).unwrap();
        // Heartbeats go on, both ways; a worker that it knows no more gets DISCONNECT, which would fail here.
        let work = |worker: &Socket<Dealer>| loop {
            let parts = worker.recv_multipart().unwrap();
            if parts != multipart!["", b"MDPW01", b"\x04"] {
                break parts;
            }
            worker.send_multipart(["", "MDPW01", "\x04"]).unwrap();
        };
        let request = work(&worker);
        assert_eq!(request.len(), 7, "{request:?}");
        assert_eq!(request[..3], multipart!["", b"MDPW01", b"\x02"][..]);
        assert_eq!(request[4..], multipart!["", b"one", b"two"][..]);
        worker.send_multipart(multipart!["", b"MDPW01", b"\x03", &request[3], "", b"three"]).unwrap();
        assert_eq!(client.recv_multipart().unwrap(), multipart!["", b"MDPC01", b"echo", b"three"]);

        // Valid and not expected: a second READY, a service of the broker's own, a reply of somebody unknown.
        let disconnect = multipart!["", b"MDPW01", b"\x05"];
        worker.send_multipart(["", "MDPW01", "\x01", "echo"]).unwrap();
        assert_eq!(work(&worker), disconnect);
        for unexpected in [
            multipart!["", b"MDPW01", b"\x01", b"mmi.mine"],
            multipart!["", b"MDPW01", b"\x03", b"client", "", b"three"],
            multipart!["", b"MDPW01", b"\x04"],
        ] {
            let worker = dealer(&context, &endpoint);
            worker.send_multipart(unexpected).unwrap();
            assert_eq!(worker.recv_multipart().unwrap(), disconnect);
        }
        // It knows that none of them is a worker.
        assert_eq!(ask("mmi.service", "echo")[3], "404");
    });
}

/// RFC 6, a queue: heartbeats, and a request with the address of who sent it.
#[test]
fn ppp_of_a_queue() {
    alone(60, || {
        let context = context();
        let script = Script::new(Rust, "ppqueue").end(5555, FREE).end(5556, FREE).haste(2);
        let (_queue, [frontend, backend]) = script.bound();
        let worker = dealer(&context, &backend);
        worker.send(b"\x01").unwrap();
        assert_eq!(worker.recv_multipart().unwrap(), multipart![b"\x02"]);
        let client = dealer(&context, &frontend);
        client.send_multipart(["", "one", "two"]).unwrap();
        let request = loop {
            worker.send(b"\x02").unwrap();
            let parts = worker.recv_multipart().unwrap();
            if parts != multipart![b"\x02"] {
                break parts;
            }
        };
        assert_eq!(request[1..], multipart!["", b"one", b"two"][..]);
        worker.send_multipart(request).unwrap();
        assert_eq!(client.recv_multipart().unwrap(), multipart!["", b"one", b"two"]);
    });
}

/// RFC 6, a worker: READY, HEARTBEAT, an echo, and READY again for a queue that was silent.
#[test]
fn ppp_of_a_worker() {
    alone(60, || ppp_worker("ppworker"));
}

#[test]
fn ppp_of_a_worker_on_tokio() {
    alone(60, || ppp_worker("ppworker_tokio"));
}

fn ppp_worker(worker: &str) {
    let (queue, endpoint) = router(&context());
    let _worker = Script::new(Rust, worker).end(5556, &endpoint).rust("0").haste(2).start();
    let ready = queue.recv_multipart().unwrap();
    assert_eq!(ready[1..], multipart![b"\x01"][..]);
    assert_eq!(queue.recv_multipart().unwrap(), multipart![&ready[0], b"\x02"]);
    let request = multipart![&ready[0], b"client", "", b"one", b"two"];
    queue.send_multipart(request.clone()).unwrap();
    while queue.recv_multipart().unwrap() != request {}
    let again = loop {
        let parts = queue.recv_multipart().unwrap();
        if parts[0] != ready[0] {
            break parts;
        }
    };
    assert_eq!(again[1..], multipart![b"\x01"][..]);
}

/// RFC 9: the three services, and each status.
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

/// RFC 10, a server: PONG, and the control frame as it came.
#[test]
fn flp_of_a_server() {
    alone(60, || {
        let context = context();
        let (_server, [endpoint]) = Script::new(Rust, "flserver3").end(5555, FREE).bound();
        // Its name is its endpoint: what is sent to that name arrives.
        let client = context.socket_builder(zmq::ROUTER).router_mandatory(true).build().unwrap();
        client.connect(&endpoint).unwrap();
        while client
            .send_multipart([&*endpoint, "PING"])
            .is_err_and(|error| error.errno() == zmq::Errno::EHOSTUNREACH)
        {}
        assert_eq!(client.recv_multipart().unwrap(), multipart![&endpoint, b"PONG"]);
        client.send_multipart(multipart![&endpoint, b"\0\xFF control", b"a", b"name"]).unwrap();
        assert_eq!(client.recv_multipart().unwrap(), multipart![&endpoint, b"\0\xFF control", b"OK"]);
    });
}

/// RFC 10, a client: PING, and a control frame before what it asks. It has no name.
#[test]
fn flp_of_a_client() {
    alone(60, || {
        let context = context();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let endpoint = format!("tcp://127.0.0.1:{port}");
        let server = context.socket_builder(zmq::ROUTER).routing_id(endpoint.as_bytes()).build().unwrap();
        server.bind(&endpoint).unwrap();
        let client = Script::new(Rust, "flclient3").arg(&endpoint).env("REQUESTS", "1").haste(4).start();
        let (mut pinged, mut asked) = (false, None);
        while !pinged || asked.is_none() {
            let mut parts = server.recv_multipart().unwrap();
            let name = parts.pop_front().unwrap();
            assert_eq!((name.len(), name[0]), (5, 0), "a name of its own: {name:?}");
            if parts == multipart![b"PING"] {
                pinged = true;
                server.send_multipart(multipart![&name, b"PONG"]).unwrap();
            } else {
                assert_eq!(parts[1..], multipart![b"random name"][..]);
                asked = parts.pop_front().map(|control| (name, control));
            }
        }
        let (name, control) = asked.unwrap();
        // An answer to another request is passed over.
        server.send_multipart(multipart![&name, b"another", b"OK"]).unwrap();
        server.send_multipart(multipart![name, control, b"OK"]).unwrap();
        assert_eq!(count(client, "1 requests answered, 0 lost"), 1);
    });
}

/// A pair of Clone servers that meet in a folder, and where the first one's sockets are.
fn clone_server(folder: &Folder) -> ([Process; 2], [String; 3]) {
    let at = |name: &str| format!("ipc://{}", folder.path().join(name).display());
    let sockets =
        |name: &str| ["snapshots", "updates", "collector"].map(|socket| at(&format!("{name}-{socket}")));
    let start = |role: &str, me: &str, peer: &str| {
        let script = Script::new(Rust, "clonesrv6")
            .arg(role)
            .arg(&sockets(me).join(","))
            .arg(&sockets(peer).join(","));
        script.arg(&at(&format!("{me}-state"))).arg(&at(&format!("{peer}-state"))).haste(4).start()
    };
    let servers = [start("-p", "p", "b"), start("-b", "b", "p")];
    (servers, sockets("p"))
}

/// RFC 12, a server: KTHXBAI, KVPUB, KVSYNC, HUGZ, and the end of a value that expires.
#[test]
fn chp_of_a_server() {
    alone(60, || {
        let (context, folder) = (context(), Folder::new());
        let (_servers, [snapshots, updates, collector]) = clone_server(&folder);
        let subscriber = context.socket_builder(zmq::SUB).subscribe("").connect(&updates).build().unwrap();
        // Only the active one says so: from here on it takes updates, and the subscription has arrived.
        let hugz = multipart![b"HUGZ", [0; 8], "", "", ""];
        assert_eq!(subscriber.recv_multipart().unwrap(), hugz);
        let next = || loop {
            let parts = subscriber.recv_multipart().unwrap();
            if parts != hugz {
                break parts;
            }
        };

        let snapshot = || {
            let client = dealer(&context, &snapshots);
            client.send_multipart(["ICANHAZ?", "/client/"]).unwrap();
            client
        };
        let empty = multipart![b"KTHXBAI", [0; 8], "", "", b"/client/"];
        assert_eq!(snapshot().recv_multipart().unwrap(), empty);

        // A PUB discards what is sent before the server has subscribed, so the server's subscription is waited for.
        let publisher = context.socket_builder(zmq::XPUB).connect(&collector).build().unwrap();
        assert_eq!(publisher.recv().unwrap(), [1][..]);
        let (first, second) = ([7; 16], [8; 16]);
        publisher.send_multipart(multipart![b"/client/a", [0; 8], first, "", b"\0value"]).unwrap();
        assert_eq!(next(), multipart![b"/client/a", [0, 0, 0, 0, 0, 0, 0, 1], first, "", b"\0value"]);
        publisher
            .send_multipart(multipart![b"/other/b", [0; 8], second, "ttl=600\nx=y\n", b"value"])
            .unwrap();
        assert_eq!(
            next(),
            multipart![b"/other/b", [0, 0, 0, 0, 0, 0, 0, 2], second, "ttl=600\nx=y\n", b"value"]
        );

        let client = snapshot();
        let value = multipart![b"/client/a", [0, 0, 0, 0, 0, 0, 0, 1], "", "", b"\0value"];
        assert_eq!(client.recv_multipart().unwrap(), value);
        let end = multipart![b"KTHXBAI", [0, 0, 0, 0, 0, 0, 0, 2], "", "", b"/client/"];
        assert_eq!(client.recv_multipart().unwrap(), end);

        // An empty value deletes; a value that expires is deleted by the server.
        publisher.send_multipart(multipart![b"/client/a", [0; 8], [9; 16], "", ""]).unwrap();
        assert_eq!(next(), multipart![b"/client/a", [0, 0, 0, 0, 0, 0, 0, 3], [9; 16], "", ""]);
        publisher.send_multipart(multipart![b"/client/c", [0; 8], [9; 16], "ttl=0.01\n", b"value"]).unwrap();
        assert_eq!(next()[1], [0, 0, 0, 0, 0, 0, 0, 4][..]);
        let deleted = next();
        assert_eq!(deleted[..2], multipart![b"/client/c", [0, 0, 0, 0, 0, 0, 0, 5]][..]);
        assert!(deleted.len() == 5 && deleted[4].is_empty(), "{deleted:?}");
    });
}

/// RFC 12, a client: ICANHAZ, KVSET, and the same again until it is published.
#[test]
fn chp_of_a_client() {
    alone(60, || {
        let (context, folder) = (context(), Folder::new());
        let sockets = ["snapshots", "updates", "collector"]
            .map(|socket| format!("ipc://{}", folder.path().join(socket).display()));
        let snapshots = context.socket_builder(zmq::ROUTER).bind(&sockets[0]).build().unwrap();
        let publisher = context.socket_builder(zmq::PUB).bind(&sockets[1]).build().unwrap();
        let collector = context.socket_builder(zmq::SUB).subscribe("").bind(&sockets[2]).build().unwrap();
        let (stop, stopped) = mpsc::channel::<()>();
        // A server whose table has one key, and which publishes an update once it has had one of the client's.
        let server = thread::spawn(move || {
            let nine = [0, 0, 0, 0, 0, 0, 0, 9];
            let mut set = None;
            while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {
                let wait = Duration::from_millis(50);
                let [asked, told] = zmq::readable([&snapshots, &collector], wait).unwrap();
                if asked {
                    let request = snapshots.recv_multipart().unwrap();
                    assert_eq!(request[1..], multipart![b"ICANHAZ?", b"/client/"][..]);
                    let value = multipart![&request[0], b"/client/a", [0; 8], "", "", b"one"];
                    snapshots.send_multipart(value).unwrap();
                    let end = multipart![&request[0], b"KTHXBAI", nine, "", "", b"/client/"];
                    snapshots.send_multipart(end).unwrap();
                }
                if told {
                    let update = collector.recv_multipart().unwrap();
                    assert!(update.len() == 5 && update[0].starts_with(b"/client/"), "{update:?}");
                    assert!(
                        update[1] == [0; 8][..] && update[2].len() == 16 && update[3].is_empty(),
                        "{update:?}"
                    );
                    // What comes again is the same.
                    assert_eq!(*set.get_or_insert_with(|| update.clone()), update);
                }
                publisher.send_multipart(multipart![b"HUGZ", [0; 8], "", "", ""]).unwrap();
                if set.is_some() {
                    // What is not after the snapshot is passed over.
                    publisher.send_multipart(multipart![b"/client/b", nine, [1; 16], "", b"old"]).unwrap();
                    let ten = [0, 0, 0, 0, 0, 0, 0, 10];
                    publisher.send_multipart(multipart![b"/client/b", ten, [2; 16], "", b"new"]).unwrap();
                }
            }
        });
        let client = Script::new(Rust, "clonecli6").arg("1").arg(&sockets.join(",")).haste(4).start();
        until(&client, |line| line == "I: b'/client/a' is b'one'");
        let line = until(&client, |line| line.starts_with("I: b'/client/b'"));
        assert_eq!(line, "I: b'/client/b' is b'new'");
        drop(stop);
        server.join().unwrap();
    });
}
