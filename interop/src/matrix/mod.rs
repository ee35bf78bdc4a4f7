//! The matrix: which cells there are, and how one is played.

mod axes;
mod cell;
mod run;

pub use axes::{Axes, Flavour, Heartbeats, Mechanism, Pattern, Security, Transport, all};
pub use cell::{Cell, Opened, Which};
pub use run::{Outcome, Played, play};
