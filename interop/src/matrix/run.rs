//! A cell, played.

use super::{axes::Pattern, cell::Cell};
use crate::{patterns, theirs::Lacks};
use anyhow::Result;
use std::time::{Duration, Instant};

/// How a cell ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// The peer's library does not have what it needs.
    Lacks(String),
    Failed(String),
}

/// A cell that was played.
pub struct Played {
    pub outcome: Outcome,
    pub time: Duration,
}

/// Plays a cell.
pub fn play(cell: &Cell<'_>) -> Played {
    let start = Instant::now();
    let outcome = match converse(cell) {
        Ok(()) => Outcome::Passed,
        Err(error) => match error.chain().find_map(|cause| cause.downcast_ref::<Lacks>()) {
            Some(Lacks(what)) => Outcome::Lacks(what.clone()),
            None => Outcome::Failed(format!("{error:#}")),
        },
    };
    Played { outcome, time: start.elapsed() }
}

fn converse(cell: &Cell<'_>) -> Result<()> {
    match cell.axes.pattern {
        Pattern::ReqRep => patterns::requests::req_rep(cell),
        Pattern::DealerRouter => patterns::routing::dealer_router(cell),
        Pattern::PubSub => patterns::topics::pub_sub(cell),
        Pattern::XpubXsub => patterns::topics::xpub_xsub(cell),
        Pattern::PushPull => patterns::flows::push_pull(cell),
        Pattern::LongId => patterns::routing::long_id(cell),
        Pattern::LongTopic => patterns::topics::long_topic(cell),
        Pattern::Upward => patterns::topics::upward(cell),
        Pattern::Pair => patterns::flows::pair(cell),
        Pattern::Stream => patterns::flows::stream(cell),
        Pattern::Idle => patterns::flows::idle(cell),
        Pattern::Stranger => patterns::flows::stranger(cell),
    }
}
