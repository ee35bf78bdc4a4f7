//! Proxies: what goes through, what is captured, and what is in hand at an end.

use super::runtime::{Context, Socket, run, sleep, spawn};
use crate::support::{in_child, raw::cpu_time};
use std::time::Duration;
use zmq::{
    Errno, Multipart,
    SocketType::{self, *},
    asynchronous::{proxy, proxy_steerable, proxy_with_capture},
};

pub fn bound(ctx: &Context, kind: SocketType, name: &str) -> Socket<SocketType> {
    let socket = ctx.socket(kind).unwrap();
    socket.bind(&format!("inproc://{name}")).unwrap();
    socket
}

pub fn connected(ctx: &Context, kind: SocketType, name: &str) -> Socket<SocketType> {
    let socket = ctx.socket(kind).unwrap();
    socket.connect(&format!("inproc://{name}")).unwrap();
    socket
}

/// A ROUTER that must reach its peers, and two of them with room for hardly anything: "full" and "idle".
async fn two_peers(ctx: &Context) -> (Socket<SocketType>, [Socket<SocketType>; 2]) {
    let mut router = ctx.socket(Router).unwrap();
    router.with(|router| router.set_router_mandatory(true)).unwrap().unwrap();
    router.set_sndhwm(1).unwrap();
    router.bind("inproc://peers").unwrap();
    let mut peers = Vec::new();
    for name in ["full", "idle"] {
        let mut peer = ctx.socket(Dealer).unwrap();
        peer.set_routing_id(name.as_bytes()).unwrap();
        peer.set_rcvhwm(1).unwrap();
        peer.connect("inproc://peers").unwrap();
        peer.send("here").await.unwrap();
        assert_eq!(router.recv_multipart().await.unwrap(), Multipart::from([name, "here"]));
        peers.push(peer);
    }
    let Ok(peers) = peers.try_into() else { panic!() };
    (router, peers)
}

/// Requests through a proxy find their way back.
#[test]
fn requests_go_through_a_proxy() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut frontend, mut backend) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        let front = frontend.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let back = backend.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let proxying = spawn(async move { proxy(&mut frontend, &mut backend).await.unwrap_err() });
        let mut servers = Vec::new();
        for _ in 0..3 {
            let mut server = ctx.socket(zmq::REP).unwrap();
            server.connect(&format!("tcp://127.0.0.1:{back}")).unwrap();
            servers.push(spawn(async move {
                while let Ok(request) = server.recv_multipart().await {
                    if server.send_multipart(request).await.is_err() {
                        break;
                    }
                }
            }));
        }
        let mut clients = Vec::new();
        for client in 0..10 {
            let mut socket = ctx.socket(zmq::REQ).unwrap();
            socket.connect(&format!("tcp://127.0.0.1:{front}")).unwrap();
            clients.push(spawn(async move {
                for number in 0..50 {
                    let request = Multipart::from([format!("{client}"), format!("{number}")]);
                    socket.send_multipart(request.clone()).await.unwrap();
                    assert_eq!(socket.recv_multipart().await.unwrap(), request);
                }
            }));
        }
        for client in clients {
            client.join().await;
        }
        ctx.shutdown();
        assert!(proxying.join().await.is_terminated());
        for server in servers {
            server.join().await;
        }
    });
}

/// A proxy with one direction, and kinds that only the run time knows.
#[test]
fn one_direction() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut frontend, mut backend) = (bound(&ctx, Pull, "front"), bound(&ctx, Push, "back"));
        let _proxying = spawn(async move { drop(proxy(&mut frontend, &mut backend).await) });
        let (mut push, mut pull) = (connected(&ctx, Push, "front"), connected(&ctx, Pull, "back"));
        for number in 0..100 {
            push.send(format!("{number}")).await.unwrap();
            assert_eq!(pull.recv_string().await.unwrap(), format!("{number}"));
        }
        for (front, back, errno) in [(Rep, Push, Errno::ENOTSUP), (Pull, Sub, Errno::EINVAL)] {
            let (mut front, mut back) = (ctx.socket(front).unwrap(), ctx.socket(back).unwrap());
            let Err(refused) = proxy(&mut front, &mut back).await;
            assert_eq!(refused.errno(), errno);
        }
        let (mut capture, mut control) = (ctx.socket(Sub).unwrap(), ctx.socket(Req).unwrap());
        let (mut front, mut back) = (ctx.socket(Pull).unwrap(), ctx.socket(Push).unwrap());
        let Err(refused) = proxy_with_capture(&mut front, &mut back, &mut capture).await;
        assert_eq!(refused.errno(), Errno::ENOTSUP);
        let refused = proxy_steerable(&mut front, &mut back, &mut control).await.unwrap_err();
        assert_eq!(refused.errno(), Errno::ENOTSUP);
    });
}

/// The capture socket is shown whole messages of both directions, before they go on; one that is not there holds them up.
#[test]
fn capture() {
    run(async {
        for (kind, listener) in [(Pub, Sub), (Push, Pull), (Dealer, Dealer), (Pair, Pair)] {
            let ctx = Context::new().unwrap();
            let (mut front, mut back) = (bound(&ctx, Router, "front"), bound(&ctx, Dealer, "back"));
            let mut capture = bound(&ctx, kind, "capture");
            let (mut client, mut server) = (connected(&ctx, Req, "front"), connected(&ctx, Rep, "back"));
            let mut listener = connected(&ctx, listener, "capture");
            if kind == Pub {
                listener.subscribe("").unwrap();
                listener.with(|listener| listener.set_rcvtimeo(None)).unwrap().unwrap();
            }
            let proxying = spawn(async move {
                proxy_with_capture(&mut front, &mut back, &mut capture).await.unwrap_err()
            });
            let large = vec![7; 100_000];
            for _ in 0..20 {
                client.send_multipart([large.clone(), vec![]]).await.unwrap();
                let request = server.recv_multipart().await.unwrap();
                server.send_multipart(request).await.unwrap();
                assert_eq!(client.recv_multipart().await.unwrap()[0], large);
                for _ in 0..2 {
                    let shown = listener.recv_multipart().await.unwrap();
                    assert_eq!(shown.iter().map(|part| part.len()).collect::<Vec<_>>(), [5, 0, 100_000, 0]);
                }
            }
            ctx.shutdown();
            assert!(proxying.join().await.is_terminated());
        }

        let ctx = Context::new().unwrap();
        let (mut front, mut back) = (bound(&ctx, Pull, "front"), bound(&ctx, Push, "back"));
        let mut capture = bound(&ctx, Push, "capture");
        let (mut source, mut sink) = (connected(&ctx, Push, "front"), connected(&ctx, Pull, "back"));
        let _proxying =
            spawn(async move { drop(proxy_with_capture(&mut front, &mut back, &mut capture).await) });
        source.send_multipart(["a", "b"]).await.unwrap();
        source.send("c").await.unwrap();
        sleep(Duration::from_millis(50)).await;
        assert_eq!(sink.try_recv().unwrap(), None);
        let mut listener = connected(&ctx, Pull, "capture");
        for socket in [&mut listener, &mut sink] {
            assert_eq!(socket.recv_multipart().await.unwrap(), Multipart::from(["a", "b"]));
            assert_eq!(socket.recv_multipart().await.unwrap(), Multipart::from(["c"]));
        }
    });
}

/// An error ends it, and gives back what is in hand; it can go on then.
#[test]
fn what_is_in_hand_comes_back() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut router, [mut full, _idle]) = two_peers(&ctx).await;
        let mut front = bound(&ctx, Pair, "front");
        let mut source = connected(&ctx, Pair, "front");
        source.send_multipart(["nobody", "text"]).await.unwrap();
        source.send_multipart(["nobody", "rest"]).await.unwrap();
        for text in ["text", "rest"] {
            let Err(ended) = proxy(&mut front, &mut router).await;
            assert_eq!(ended.errno(), Errno::EHOSTUNREACH);
            assert_eq!(ended.into_parts().1.unsent(), [Multipart::from(["nobody", text])]);
        }
        for number in 0..10 {
            source.send_multipart(["full".into(), format!("{number}")]).await.unwrap();
        }
        let other = ctx.clone();
        let proxying = spawn(async move { proxy(&mut front, &mut router).await.unwrap_err() });
        assert_eq!(full.recv().await.unwrap(), "0");
        sleep(Duration::from_millis(50)).await; // until it is full again
        other.shutdown();
        let ended = proxying.join().await;
        assert!(ended.is_terminated());
        let (_, end) = ended.into_parts();
        let passed = end.statistics().backend.sent.parts / 2;
        assert_eq!(end.unsent(), [Multipart::from(["full".into(), format!("{passed}")])]);
        assert!(passed < 9);
    });
}

/// Where one peer of many has no room, and where no event tells of room, it sleeps, goes on in the other direction, and goes
/// on when there is room.
#[test]
fn waiting_for_room_costs_no_time() {
    in_child!(90, || {
        run(async {
            let ctx = Context::from(zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap());
            let (mut router, [mut full, mut idle]) = two_peers(&ctx).await;
            let mut front = bound(&ctx, Pair, "front");
            let mut source = connected(&ctx, Pair, "front");
            let to_one = spawn(async move { proxy(&mut front, &mut router).await.unwrap_err() });
            for number in 0..100 {
                source.send_multipart(["full".into(), format!("{number}")]).await.unwrap();
            }
            // A publisher that drops nothing, and a subscriber that reads nothing.
            let (mut xsub, xpub) = (bound(&ctx, XSub, "xsub"), ctx.socket(XPub).unwrap());
            xpub.set_sndhwm(1).unwrap();
            xpub.with(|xpub| xpub.set_xpub_nodrop(true)).unwrap().unwrap();
            xpub.bind("inproc://xpub").unwrap();
            let (mut xpub, mut publisher) = (xpub, connected(&ctx, XPub, "xsub"));
            let mut sub = ctx.socket(Sub).unwrap();
            sub.set_rcvhwm(1).unwrap();
            sub.connect("inproc://xpub").unwrap();
            sub.subscribe("").unwrap();
            let to_all = spawn(async move { proxy(&mut xsub, &mut xpub).await.unwrap_err() });
            assert_eq!(publisher.recv().await.unwrap(), b"\x01");
            for number in 0..100 {
                publisher.send(format!("{number}")).await.unwrap();
            }

            sleep(Duration::from_millis(500)).await;
            let before = cpu_time();
            sleep(Duration::from_secs(3)).await;
            let spent = cpu_time() - before;
            assert!(spent < Duration::from_millis(300), "{spent:?} of 3 s");
            for number in 0..20 {
                idle.send(format!("{number}")).await.unwrap();
                assert_eq!(source.recv_multipart().await.unwrap()[1], format!("{number}").as_str());
            }
            for number in 0..100 {
                if number % 30 == 0 {
                    sleep(Duration::from_millis(2)).await;
                }
                assert_eq!(full.recv_string().await.unwrap(), format!("{number}"));
                assert_eq!(sub.recv_string().await.unwrap(), format!("{number}"));
            }
            ctx.shutdown();
            assert!(to_one.join().await.is_terminated());
            assert!(to_all.join().await.is_terminated());
        });
    });
}
