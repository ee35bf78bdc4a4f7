//! The boxes of NaCl for a compiled libzmq, which makes CURVE of them and finds them by the names in `curve/sodium.h`.
//!
//! The primitives are those of well-kept crates; here is no more than how NaCl puts them together (`boxes.rs`, safe, over
//! slices) and the functions that C calls (`raw.rs`).

mod boxes;
mod raw;
