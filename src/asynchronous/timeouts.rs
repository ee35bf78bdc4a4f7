//! Operations that end when a time is over.

use super::Runtime;
use std::{
    future::poll_fn,
    pin::pin,
    task::{Poll, ready},
    time::Duration,
};

/// What an operation gives, or nothing if it has not ended after `timeout`. The timer is made only where the operation waits.
pub async fn within<R: Runtime, F: Future>(timeout: Option<Duration>, operation: F) -> Option<F::Output> {
    let mut operation = pin!(operation);
    let mut timer = pin!(None::<R::Timer>);
    poll_fn(|cx| {
        if let Poll::Ready(done) = operation.as_mut().poll(cx) {
            return Poll::Ready(Some(done));
        }
        let Some(timeout) = timeout else { return Poll::Pending };
        if timer.is_none() {
            timer.set(Some(R::timer(timeout)));
        }
        if let Some(timer) = timer.as_mut().as_pin_mut() {
            ready!(timer.poll(cx));
        }
        // It may have been the turn of other tasks, and not the socket, that it waited for.
        Poll::Ready(match operation.as_mut().poll(cx) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        })
    })
    .await
}
