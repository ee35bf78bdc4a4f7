//! A service that needs no blocking type: what it names of this crate is of `zmq::tokio`, or a value that both worlds have.

use std::time::Duration;
use zmq::{
    Certificate, Endpoint, EventMask, KeyPair, Rep, Security, SocketType,
    tokio::{Context, Monitor, Socket},
};

/// Echoes in upper case until nobody has asked for a while.
async fn serve(mut server: Socket<Rep>, patience: Duration) -> zmq::Result<u32> {
    let mut served = 0;
    while let Some(request) = server.recv_timeout(patience).await? {
        server.send(request.to_ascii_uppercase()).await?;
        served += 1;
    }
    Ok(served)
}

/// Counts handshakes that succeed.
async fn count(mut monitor: Monitor) -> zmq::Result<u32> {
    let mut count = 0;
    while !monitor.is_stopped() {
        count += u32::from(monitor.recv().await?.event == zmq::Event::HandshakeSucceeded);
    }
    Ok(count)
}

#[test]
fn a_service() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let done = crate::support::within(100, move || {
        runtime.block_on(async {
            let ctx = Context::builder().io_threads(1).linger(Duration::from_secs(10)).build()?;
            let keys = if zmq::has("curve") { Some(KeyPair::generate()?) } else { None };
            let endpoint = Endpoint::tcp("127.0.0.1", None)?;
            let server = ctx
                .socket_builder(zmq::REP)
                .security(&Security::curve_if(keys.as_ref(), None)?)
                .heartbeat(Duration::from_secs(5), None, None)
                .rcvhwm(0)
                .linger(Duration::ZERO)
                .build()?;
            let monitor = tokio::spawn(count(server.monitor(EventMask::ALL)?));
            server.bind(&endpoint)?;
            let endpoint: Endpoint = server.last_endpoint()?.parse()?;
            let service = tokio::spawn(serve(server, Duration::from_secs(3)));

            let server_key = keys.map(|keys| Certificate::from(keys.public));
            let security = Security::curve_if(None, server_key.as_ref().map(Certificate::public_key))?;
            let mut client = ctx.socket(zmq::REQ)?;
            assert_eq!(client.socket_type(), SocketType::Req);
            client.set_security(&security)?;
            client.set_req_relaxed(true)?;
            client.connect(&endpoint)?;
            for _ in 0..3 {
                client.send_timeout("hello", Duration::from_secs(60)).await?;
                assert_eq!(client.recv_timeout(Duration::from_secs(60)).await?.expect("a reply"), "HELLO");
            }
            drop(client);
            assert_eq!(service.await.unwrap()?, 3);
            assert_eq!(monitor.await.unwrap()?, 1);
            ctx.term_timeout(Duration::from_secs(60)).await.expect("all sockets are closed");
            Ok::<_, zmq::Error>(())
        })
    });
    done.unwrap();
}
