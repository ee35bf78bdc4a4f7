//! The last owner of a context ends it, whatever it is, and the executor does not wait for that: here a message lingers for
//! ever, and who could take it comes only after the drop, from the same task.

use super::runtime::{Context, run, timeout};
use crate::common::Folder;
use std::time::Duration;
use zmq::EventMask;

/// A context with a message that nobody is there to take goes with its last owner; then the message is taken.
macro_rules! nobody_waits {
    ($($(#[$doc:meta])* $name:ident: |$ctx:ident, $dealer:ident| $end:block)*) => {$(
        $(#[$doc])*
        #[test]
        fn $name() {
            run(async {
                let folder = Folder::new();
                let endpoint = folder.late("late");
                let $ctx = Context::new().unwrap();
                #[allow(unused_mut)]
                let mut $dealer = $ctx.socket(zmq::DEALER).unwrap();
                $dealer.connect(&endpoint).unwrap();
                $dealer.send("precious").await.unwrap();
                $end
                let ctx = Context::new().unwrap();
                let mut late = ctx.socket(zmq::DEALER).unwrap();
                late.bind(&endpoint).unwrap();
                assert_eq!(late.recv().await.unwrap(), "precious");
            });
        }
    )*};
}

nobody_waits! {
    a_handle: |ctx, dealer| {
        drop(dealer);
        drop(ctx);
    }
    a_socket: |ctx, dealer| {
        drop(ctx);
        drop(dealer);
    }
    a_half: |ctx, dealer| {
        drop(ctx);
        let (send, recv) = dealer.into_split();
        drop(send);
        drop(recv);
    }
    a_sink: |ctx, dealer| {
        drop(ctx);
        drop(dealer.into_sink());
    }
    a_monitor: |ctx, dealer| {
        let monitor = dealer.monitor(EventMask::ALL).unwrap();
        drop((ctx, dealer));
        drop(monitor);
    }
    /// A future that owns it all and waits.
    a_task: |ctx, dealer| {
        let waiting = async move {
            let _ctx = ctx;
            drop(dealer.recv().await);
        };
        assert!(timeout(Duration::from_millis(20), waiting).await.is_none());
    }
    a_proxy: |ctx, dealer| {
        let mut other = ctx.socket(zmq::DEALER).unwrap();
        drop(ctx);
        let proxying = async move { drop(zmq::asynchronous::proxy(&mut dealer, &mut other).await) };
        assert!(timeout(Duration::from_millis(20), proxying).await.is_none());
    }
    /// `term` that nobody waits for to the end.
    the_end: |ctx, dealer| {
        drop(dealer);
        assert!(timeout(Duration::from_millis(20), ctx.term()).await.is_none());
    }
}
