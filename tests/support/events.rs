//! Reading from monitors.

use std::time::Duration;
use zmq::{Context, Event, EventMask, Monitor, MonitorEvent, Socket};

/// Longer than anything takes.
pub const WAIT: Duration = Duration::from_secs(20);

/// The next event, which must come.
#[track_caller]
pub fn next(monitor: &Monitor) -> MonitorEvent {
    monitor.recv_timeout(super::slowness() * WAIT).unwrap().expect("an event")
}

/// The next event of those in `mask`.
#[track_caller]
pub fn next_of(monitor: &Monitor, mask: EventMask) -> MonitorEvent {
    loop {
        let event = next(monitor);
        if mask.contains(event.event.mask()) {
            return event;
        }
    }
}

/// Everything until the monitor stops.
#[track_caller]
pub fn rest(monitor: &Monitor) -> Vec<MonitorEvent> {
    let mut events = Vec::new();
    while !monitor.is_stopped() {
        events.push(next(monitor));
    }
    assert_eq!(events.pop().unwrap().event, Event::MonitorStopped);
    events
}

pub fn rep_req(ctx: &Context) -> (Socket<zmq::Rep>, Socket<zmq::Req>) {
    (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap())
}
