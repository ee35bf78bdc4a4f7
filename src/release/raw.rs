//! The only file of this room with unsafe in it: owners of payloads, and the queue of those that libzmq has let go of.
//!
//! **Release invariant**: by way of a payload, code of the program never runs inside a call of libzmq, nor on its threads, nor
//! under a lock of this crate. All that libzmq calls for an owner that may have code is [`put`], which links a node that was
//! allocated with the owner; it allocates, locks and waits for nothing. The owner is dropped by the thread of this room, which
//! holds nothing then. What is dropped in `free` itself is the memory of types that are named in `foreign/mod.rs`.
//!
//! **Node invariant**: a `Node` is a box that was taken apart, and has one holder at a time: an [`Owner`]; then libzmq, which
//! calls [`put`] for it once; then the queue; then the one who took the queue, for the queue is taken as a whole.
#![allow(unsafe_code)]

use crate::process;
use std::{
    ffi::c_void,
    ops::Deref,
    ptr,
    sync::atomic::{
        AtomicPtr,
        Ordering::{Relaxed, SeqCst},
    },
    thread::{self, Thread},
};

/// What a queue needs to know of an owner.
struct Head {
    next: AtomicPtr<Head>,
    /// Drops the node that this is the head of.
    drop: unsafe fn(*mut Head),
}

/// An owner with a place in the queue.
#[repr(C)] // the head comes first
struct Node<T> {
    head: Head,
    owner: T,
}

/// # Safety
/// Node invariant: the holder gives it up.
unsafe fn drop_node<T>(head: *mut Head) {
    // SAFETY: node invariant; the head of a `Node<T>` has its address.
    drop(unsafe { Box::from_raw(head.cast::<Node<T>>()) });
}

/// An owner that libzmq does not have yet.
pub struct Owner<T>(*mut Node<T>);

impl<T: Send + 'static> Owner<T> {
    pub fn new(owner: T) -> Owner<T> {
        let head = Head { next: AtomicPtr::new(ptr::null_mut()), drop: drop_node::<T> };
        Owner(Box::into_raw(Box::new(Node { head, owner })))
    }

    /// What to give to [`put`].
    pub fn hint(&self) -> *mut c_void {
        self.0.cast()
    }

    /// Takes an owner back.
    ///
    /// # Safety
    /// `hint` is that of an owner of this type, which was forgotten; nobody else takes it.
    pub unsafe fn from_hint(hint: *mut c_void) -> Owner<T> {
        Owner(hint.cast())
    }
}

impl<T> Deref for Owner<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: node invariant; it is borrowed from its holder.
        &unsafe { &*self.0 }.owner
    }
}

impl<T> Drop for Owner<T> {
    fn drop(&mut self) {
        // SAFETY: node invariant, and this is its holder.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

/// The owners that libzmq has let go of, the last one first.
static QUEUE: AtomicPtr<Head> = AtomicPtr::new(ptr::null_mut());

/// The thread that drops them, which lives as long as its process.
static RUNNER: AtomicPtr<Runner> = AtomicPtr::new(ptr::null_mut());

struct Runner {
    thread: Thread,
    process: process::Birth,
}

/// What libzmq calls when it has let go of a payload: on any thread, in the middle of anything.
///
/// # Safety
/// `hint` is an [`Owner`]'s, which was forgotten; it is called once.
pub unsafe extern "C" fn put(_data: *mut c_void, hint: *mut c_void) {
    let node = hint.cast::<Head>();
    // SAFETY: node invariant; nobody else has it.
    let next = unsafe { &(*node).next };
    let mut first = QUEUE.load(Relaxed);
    loop {
        next.store(first, Relaxed);
        match QUEUE.compare_exchange_weak(first, node, SeqCst, Relaxed) {
            Ok(_) => break,
            Err(now) => first = now,
        }
    }
    // Where one is queued already, whoever queued it has woken the thread, or will. A thread that is about to start looks
    // after it is known here.
    if first.is_null() {
        wake();
    }
}

fn wake() {
    let runner = RUNNER.load(SeqCst);
    if runner.is_null() {
        return;
    }
    // SAFETY: it was leaked, so that it lives for ever, and is not written to.
    let runner = unsafe { &*runner };
    if !runner.process.forked() {
        runner.thread.unpark();
    }
}

/// This is the thread that drops them from now on: it takes the queue, and parks when that is empty.
pub(super) fn this_thread_drops() {
    let runner = Runner { thread: thread::current(), process: process::Birth::now() };
    RUNNER.store(Box::into_raw(Box::new(runner)), SeqCst);
}

/// Takes the whole queue, in the order of [`put`]. What the iterator does not give is leaked.
pub(super) fn take() -> Batch {
    let mut last = QUEUE.swap(ptr::null_mut(), SeqCst);
    let mut first = ptr::null_mut();
    while !last.is_null() {
        // SAFETY: node invariant; all of them were taken here.
        let next = unsafe { &(*last).next };
        let before = next.load(Relaxed);
        next.store(first, Relaxed);
        first = last;
        last = before;
    }
    Batch(first)
}

/// Owners that were queued.
pub(super) struct Batch(*mut Head);

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.0.is_null()
    }
}

impl Iterator for Batch {
    type Item = Released;

    fn next(&mut self) -> Option<Released> {
        if self.0.is_null() {
            return None;
        }
        let node = self.0;
        // SAFETY: node invariant; the batch has it.
        self.0 = unsafe { &(*node).next }.load(Relaxed);
        Some(Released(node))
    }
}

/// An owner that is to be dropped.
pub(super) struct Released(*mut Head);

impl Released {
    /// Runs code of the program, which may panic.
    pub fn let_go(self) {
        // SAFETY: node invariant; this has it.
        let drop = unsafe { &*self.0 }.drop;
        // SAFETY: node invariant; this has it, and gives it up.
        unsafe { drop(self.0) };
    }
}
