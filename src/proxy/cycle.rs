//! The loop of a proxy on a thread: waits, takes commands, and lets both directions go on.

use super::{
    kinds::Ends,
    orders::Orders,
    raw::Items,
    report::{ProxyEnd, ProxyError},
    work::{Place, Work},
};
use crate::{Message, POLLIN, Result};

/// How long to wait, in milliseconds, where no event tells of room.
const RETRY: i32 = 1;

/// How many messages go before the other direction and the commands get their turn; as in C.
const BURST: usize = 1000;

/// Runs a proxy until a command or an error ends it.
pub(super) fn run(
    ends: Ends<'_>,
    prefixes: Option<[Message; 2]>,
    orders: Option<&Orders>,
) -> Result<ProxyEnd, ProxyError> {
    let mut work = Work::new(&ends, prefixes)?;
    match turn(&ends, &mut work, orders) {
        Ok(()) => Ok(work.end()),
        Err(error) => Err(ProxyError::new(error, work.end())),
    }
}

fn turn(ends: &Ends<'_>, work: &mut Work, orders: Option<&Orders>) -> Result<()> {
    let Ends { frontend, backend, capture, control } = *ends;
    let mut items = Items::new();
    let (front, back) = (items.place(frontend.raw), items.place(backend.raw));
    let capture = capture.map_or(front, |capture| items.place(capture.raw));
    let control = control.map(|control| items.place(control.raw));
    let waker = orders.map(|orders| (items.place(orders.waker()), orders));
    let index = |place| match place {
        Place::Frontend => front,
        Place::Backend => back,
        Place::Capture => capture,
    };
    while !work.state.terminated {
        items.want_nothing();
        let retry = work.wants(|place, events| items.want(index(place), events));
        control.iter().for_each(|control| items.want(*control, POLLIN));
        waker.iter().for_each(|(waker, _)| items.want(*waker, POLLIN));
        items.wait(if retry { RETRY } else { -1 })?;

        if control.is_some_and(|control| items.has(control, POLLIN)) {
            work.obey(ends)?;
        }
        if let Some((_, orders)) = waker.filter(|(waker, _)| items.has(*waker, POLLIN)) {
            let statistics = work.statistics();
            orders.obey(&mut work.state, || statistics)?;
        }
        work.advance(ends, BURST, |place, events| items.has(index(place), events))?;
    }
    Ok(())
}
