//! The conversations of the matrix. None knows which end is ours.

pub mod flows;
pub mod requests;
pub mod routing;
pub mod topics;

use crate::matrix::Cell;
use std::time::Duration;

/// Long enough for a heartbeat in each direction, if the cell has heartbeats.
fn beat(cell: &Cell<'_>) {
    if cell.axes.heartbeats {
        std::thread::sleep(Duration::from_millis(12));
    }
}
