//! What a stranger says, by bytes of an input.

use std::os::unix::net::UnixStream;

use crate::hostile::{Hostile, MORE};
use crate::input::Input;

const COMMANDS: [&str; 11] =
    ["PING", "PONG", "SUBSCRIBE", "CANCEL", "JOIN", "LEAVE", "READY", "ERROR", "HELLO", "WELCOME", "UNKNOWN"];

/// Lengths around which something changes: small messages, the short frame, the buffer of the decoder.
pub(super) const LENGTHS: [usize; 12] = [0, 1, 29, 33, 34, 64, 255, 256, 8183, 8192, 65_535, 70_000];

/// What a stranger says.
pub(super) fn say(stranger: &mut Hostile<UnixStream>, operation: u8, input: &mut Input<'_>) {
    match operation {
        0 => stranger.raw(input.counted()),
        1 => {
            let flags = input.byte();
            stranger.frame(flags & 7, input.counted());
        }
        2 => {
            let (flags, length) = (input.byte() & MORE, *input.choose(&LENGTHS));
            let fill = input.byte();
            stranger.frame(flags, &vec![fill; length]);
        }
        3 => {
            let name = *input.choose(&COMMANDS);
            stranger.command(name, input.counted());
        }
        4 => stranger.repeat(input.word().into()),
        5 => stranger.flush(),
        6 => {
            // PING and PONG with a time to live and a context.
            let ping = input.byte();
            let mut body = input.word().to_be_bytes()[..if ping & 1 == 0 { 2 } else { 0 }].to_vec();
            body.extend(input.counted());
            stranger.command(if ping & 1 == 0 { "PING" } else { "PONG" }, &body);
        }
        7 => {
            // A subscription of any length, as a command or as a message of old.
            let (how, length) = (input.byte(), *input.choose(&LENGTHS));
            let topic = vec![how; length];
            match how & 3 {
                0 => stranger.command("SUBSCRIBE", &topic),
                1 => stranger.command("CANCEL", &topic),
                old => stranger.frame(0, &[&[old & 1][..], &topic].concat()),
            }
        }
        8 => {
            // A length that is not kept.
            let (flags, length) = (input.byte() & 7, input.byte());
            let mut size = [0; 8];
            size[usize::from(length & 7)] = input.byte();
            stranger.raw(&[&[flags | 2][..], &size].concat());
        }
        9 => {
            let group = input.counted();
            let name = if group.len() & 1 == 0 { "JOIN" } else { "LEAVE" };
            stranger.command(name, group);
        }
        10 => {
            // A whole message: an envelope, and a body of several parts.
            let parts = input.byte() & 7;
            for _ in 0..parts {
                stranger.frame(MORE, input.counted());
            }
            stranger.frame(0, input.counted());
        }
        _ => stranger.read(),
    }
}
