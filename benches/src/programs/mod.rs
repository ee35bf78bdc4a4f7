//! The programs: each takes words (`throughput tcp 16 100000`), measures itself, and prints lines `name value`. They do what
//! the ones in `c/` do, as the crate's documentation says to do it.

mod apart;
mod asynchronous;
mod latency;
mod link;
mod pair;
mod payload;
mod poller;
mod publish;
mod throughput;

use crate::{Failure, raw};
use apart::Apart;
use std::{process::ExitCode, time::Duration};

/// What cannot be done with the library at hand, for the exit code: no failure.
pub const NOT_HERE: u8 = 3;

/// Who a program is written for.
pub const LANGUAGES: [&str; 10] = [
    "c",
    "rust",
    "rust-spin",
    "rust-spin-both",
    "rust-multipart",
    "tokio",
    "tokio-many",
    "tokio-one",
    "tokio-threads",
    "async-io",
];

/// Runs one program once.
pub fn run(language: &str, words: &[&str]) -> Result<ExitCode, Failure> {
    if language == "c" {
        return Ok(raw::run(words)?.into());
    }
    if let [row @ ("apart" | "apart_trips" | "far" | "far_trips"), place, size, count] = words {
        let trips = row.ends_with("trips");
        let apart = Apart { language, trips, size: size.parse()?, count: count.parse()? };
        return if row.starts_with("far") { apart.far(place) } else { apart.near(place) };
    }
    if language == "rust" {
        return blocking(words);
    }
    match (language, words) {
        ("rust-multipart", ["multipart", transport, parts, size, count]) => {
            throughput::multipart(transport, parts.parse()?, size.parse()?, count.parse()?)?;
        }
        ("rust-spin", ["latency", pairing, transport, size, count]) => {
            latency::trips(pairing, transport, size.parse()?, count.parse()?, apart::SPIN)?;
        }
        ("rust-spin" | "rust-spin-both", _) => return Ok(NOT_HERE.into()),
        (runtime, ["throughput", transport, size, count]) => {
            return asynchronous::throughput(runtime, transport, size.parse()?, count.parse()?);
        }
        (runtime, ["latency", pairing, transport, size, count]) => {
            return asynchronous::latency(runtime, pairing, transport, size.parse()?, count.parse()?);
        }
        _ => return Ok(NOT_HERE.into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn blocking(words: &[&str]) -> Result<ExitCode, Failure> {
    match words {
        ["pair_reused", count] => pair::reused(count.parse()?)?,
        ["pair_owned", count] => pair::owned(count.parse()?)?,
        ["pair_parts", count] => pair::parts(count.parse()?)?,
        ["pair_array", count] => pair::array(count.parse()?)?,
        ["throughput", transport, size, count] => {
            throughput::parts(transport, 1, size.parse()?, count.parse()?)?;
        }
        ["multipart", transport, parts, size, count] => {
            throughput::parts(transport, parts.parse()?, size.parse()?, count.parse()?)?;
        }
        ["latency", pairing, transport, size, count] => {
            latency::trips(pairing, transport, size.parse()?, count.parse()?, Duration::ZERO)?;
        }
        ["routing", transport, peers, count] => latency::routing(transport, peers.parse()?, count.parse()?)?,
        ["fanout", transport, subscribers, size, count] => {
            publish::fanout(transport, subscribers.parse()?, size.parse()?, count.parse()?)?;
        }
        ["subscriptions", subscriptions, count] => {
            publish::subscriptions(subscriptions.parse()?, count.parse()?)?;
        }
        ["payload", how @ ("copy" | "zero"), transport, size, count] => {
            payload::run(*how == "copy", transport, size.parse()?, count.parse()?)?;
        }
        ["poller", sockets, count] => poller::run(sockets.parse()?, count.parse()?)?,
        _ => return Ok(NOT_HERE.into()),
    }
    Ok(ExitCode::SUCCESS)
}
