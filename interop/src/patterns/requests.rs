//! REQ and REP.

use super::beat;
use crate::{matrix::Cell, part::Part};
use anyhow::Result;

/// Each request is answered with another message, in lockstep.
pub fn req_rep(cell: &Cell<'_>) -> Result<()> {
    let (mut req, mut rep) = cell.pair()?;
    for (number, request) in cell.messages(1).into_iter().enumerate() {
        req.end().send(&request)?;
        rep.end().expect(&request)?;
        let mut reply = request;
        reply.reverse();
        reply.push(Part::pattern(number, 7));
        rep.end().send(&reply)?;
        req.end().expect(&reply)?;
        if number == 2 {
            beat(cell);
        }
    }
    req.expect_quiet()?;
    rep.expect_quiet()
}
