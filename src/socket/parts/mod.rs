//! Messages of several parts, each in one pass: what does not change between two parts is asked once, and a first part, those
//! in the middle and a last one have each a place of their own.

mod recv;
mod send;
