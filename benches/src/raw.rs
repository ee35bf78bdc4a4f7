//! The only file of this crate with unsafe in it: the programs in C.
#![allow(unsafe_code)]

mod c {
    unsafe extern "C" {
        pub fn bench_pair_reused(count: usize) -> usize;
        pub fn bench_pair_owned(count: usize) -> usize;
    }
}

pub fn pair_reused(count: usize) -> usize {
    // SAFETY: takes a number, and closes what it opens.
    unsafe { c::bench_pair_reused(count) }
}

pub fn pair_owned(count: usize) -> usize {
    // SAFETY: takes a number, and closes what it opens.
    unsafe { c::bench_pair_owned(count) }
}
