//! Memory that a message was given goes back to the allocator as it was taken from it: with the same address, size and
//! alignment. The allocator of this program remembers, and compares.

mod raw;
#[path = "../support/mod.rs"]
mod support;

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};
use support::{eventually, pipeline, within};
use zmq::{Context, Message};

/// Sends what `make` makes over `inproc` and drops it, and drops it unsent, alone and after a clone; nothing is left, nor
/// freed as something else.
fn comes_back(what: &str, make: impl Fn() -> Message) {
    let ctx = Context::new().unwrap();
    let (push, pull) = pipeline(&ctx, "layouts");
    for sent in [false, true] {
        let message = make();
        drop(message.clone());
        if sent {
            push.send(message).unwrap();
            assert_eq!(pull.recv().unwrap().first(), Some(&7), "{what}");
        }
        assert_eq!(raw::wrong(), None, "{what}, sent: {sent}");
    }
}

/// A vector of `len` bytes that has room for `capacity`.
fn vec(len: usize, capacity: usize) -> Vec<u8> {
    let mut vec = Vec::with_capacity(capacity);
    vec.resize(len, 7);
    assert!(vec.capacity() >= capacity);
    vec
}

#[test]
fn as_it_was_taken() {
    within(60, || {
        for (len, capacity) in
            [(34, 34), (34, 35), (34, 64), (100, 5_000), (5_000, 1 << 20), (1 << 20, 1 << 20)]
        {
            comes_back("Vec", || vec(len, capacity).into());
            comes_back("String", || String::from_utf8(vec(len, capacity)).unwrap().into());
            comes_back("Box", || vec(len, capacity).into_boxed_slice().into());
            comes_back("Arc", || Arc::<[u8]>::from(vec(len, capacity)).into());
            comes_back("Arc<str>", || {
                Arc::<str>::from(String::from_utf8(vec(len, capacity)).unwrap()).into()
            });
            comes_back("from_owner, Vec", || Message::from_owner(vec(len, capacity)));
            comes_back("from_owner, Cow", || Message::from_owner(Cow::<[u8]>::Owned(vec(len, capacity))));
            comes_back("tracked", || Message::tracked(vec(len, capacity)).0);
            #[cfg(feature = "bytes")]
            comes_back("Bytes", || bytes::Bytes::from(vec(len, capacity)).into());
        }
    });
}

/// An owner with an alignment of its own, and with code: dropped elsewhere, and a moment later.
#[test]
fn an_owner_with_an_alignment() {
    #[repr(align(256))]
    struct Aligned([u8; 256], Arc<AtomicUsize>);
    impl AsRef<[u8]> for Aligned {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    impl Drop for Aligned {
        fn drop(&mut self) {
            assert_eq!(std::ptr::from_ref(self).addr() % 256, 0);
            self.1.fetch_add(1, SeqCst);
        }
    }
    within(60, || {
        let dropped = Arc::new(AtomicUsize::new(0));
        comes_back("aligned", || Message::from_owner(Aligned([7; 256], dropped.clone())));
        eventually("both are dropped", || dropped.load(SeqCst) == 2);
        assert_eq!(raw::wrong(), None);
    });
}

/// The allocator itself sees what it is for.
#[test]
fn a_wrong_layout_is_seen() {
    support::in_child!(60, || {
        raw::free_as_another();
        assert_eq!(raw::wrong(), Some((100, 60)));
    });
}
