//! How the handle of a background proxy reaches its thread: orders by a channel of std, and a pair of sockets that wakes
//! the thread where it waits for sockets.

use super::{
    relay::receive,
    report::ProxyStatistics,
    work::{Command, State},
};
use crate::{
    Context, DONTWAIT, Errno, Message, Pair, Result, Socket,
    socket::{private_endpoint, raw::RawSocket},
};
use std::{sync::mpsc, time::Duration};

/// A command to the thread; what it answers when it has obeyed.
struct Order {
    command: Command,
    done: mpsc::Sender<ProxyStatistics>,
}

/// The end of the link that is on the thread.
pub(super) struct Orders {
    waker: Socket<Pair>,
    orders: mpsc::Receiver<Order>,
}

impl Orders {
    pub fn waker(&self) -> &RawSocket {
        self.waker.raw()
    }

    /// Takes all orders. Each comes before its wake-up, so that none is left when no wake-up is.
    pub fn obey(&self, state: &mut State, statistics: impl Fn() -> ProxyStatistics) -> Result<()> {
        let mut wake_up = Message::new();
        while receive(self.waker.raw(), &mut wake_up)?.is_some() {}
        for Order { command, done } in self.orders.try_iter() {
            state.obey(command);
            // Whoever asked may have gone.
            let _ = done.send(statistics());
        }
        Ok(())
    }

    /// Takes no more orders: whoever waits for an answer is told. Leaves the socket.
    pub fn close(self) -> Socket<Pair> {
        self.waker
    }
}

/// The end that is with the handle.
pub(super) struct OrderSender {
    waker: Socket<Pair>,
    orders: mpsc::Sender<Order>,
}

impl OrderSender {
    /// Gives an order, and where the answer will come; nothing if the thread takes no more.
    pub fn order(&self, command: Command) -> Option<mpsc::Receiver<ProxyStatistics>> {
        let (done, answer) = mpsc::channel();
        self.orders.send(Order { command, done }).ok()?;
        // Its queue has no mark, so that none is lost. If the context was shut down, the thread ends.
        while self.waker.send_flags(Message::new(), DONTWAIT).is_err_and(|e| e.errno() == Errno::EINTR) {}
        Some(answer)
    }
}

/// Two ends, in the context of `socket`.
pub(super) fn link(socket: &RawSocket) -> Result<(OrderSender, Orders)> {
    let context = Context::of(socket);
    let name = private_endpoint("proxy");
    let (here, there) = (context.socket(crate::PAIR)?, context.socket(crate::PAIR)?);
    // A sender that does not wait learns of room a millisecond late from an installed libzmq: at a mark, a wake-up would be lost.
    here.set_sndhwm(0)?;
    there.set_rcvhwm(0)?;
    there.bind(&name)?;
    here.connect(&name)?;
    here.set_linger(Some(Duration::ZERO))?;
    let (send, receive) = mpsc::channel();
    Ok((OrderSender { waker: here, orders: send }, Orders { waker: there, orders: receive }))
}
