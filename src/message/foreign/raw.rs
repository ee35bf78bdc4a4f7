//! The only file of this room with unsafe in it: what libzmq is told of memory that is not its own.
//!
//! The release invariant is that of `src/release/raw.rs`: a `free` runs inside of calls of C, and no code of the program in it.
#![allow(unsafe_code)]

use crate::{
    Result,
    error::check,
    guard::sends,
    message::{INLINE, Message, raw::RawMessage, tracker::Tracked},
    release::{self, Owner},
};
use std::{
    any::TypeId,
    borrow::Cow,
    cell::UnsafeCell,
    ffi::c_void,
    mem::{ManuallyDrop, MaybeUninit, needs_drop},
    ptr,
    sync::Arc,
};

/// Whether dropping a `T` does no more than to give memory back.
fn is_inert<T: 'static>() -> bool {
    let inert = [
        TypeId::of::<Vec<u8>>(),
        TypeId::of::<String>(),
        TypeId::of::<Box<[u8]>>(),
        TypeId::of::<Arc<[u8]>>(),
        TypeId::of::<Cow<'static, [u8]>>(),
        TypeId::of::<Message>(),
    ];
    !needs_drop::<T>() || inert.contains(&TypeId::of::<T>())
}

/// What runs when libzmq has let go of a payload.
type FreeFn = unsafe extern "C" fn(data: *mut c_void, hint: *mut c_void);

impl RawMessage {
    /// A message over memory that is never freed.
    pub fn borrowed(bytes: &'static [u8]) -> Result<RawMessage> {
        // SAFETY: the memory is valid for ever, is only read (`make_mut` copies it), and nothing frees it.
        unsafe { RawMessage::foreign(bytes.as_ptr(), bytes.len(), None, ptr::null_mut()) }
    }

    /// A message over the memory of `vec`, which is freed when libzmq lets go of it.
    pub fn from_vec(vec: Vec<u8>) -> Result<RawMessage> {
        unsafe extern "C" fn free(data: *mut c_void, hint: *mut c_void) {
            // SAFETY: pointer and capacity (the hint) of a vector that was taken apart for this message alone.
            drop(unsafe { Vec::<u8>::from_raw_parts(data.cast(), 0, hint.addr()) });
        }
        let vec = ManuallyDrop::new(vec);
        let hint = ptr::without_provenance_mut(vec.capacity());
        // SAFETY: the vector is not touched again before `free`; the capacity is not zero, as the caller copies
        // short payloads, and `free` is what takes pointer and capacity back.
        let made = unsafe { RawMessage::foreign(vec.as_ptr(), vec.len(), Some(free), hint) };
        if made.is_err() {
            drop(ManuallyDrop::into_inner(vec));
        }
        made
    }

    /// A message that holds a reference to `bytes`.
    pub fn from_arc(bytes: Arc<[u8]>) -> Result<RawMessage> {
        unsafe extern "C" fn free(data: *mut c_void, hint: *mut c_void) {
            let bytes = ptr::slice_from_raw_parts(data.cast_const().cast::<u8>(), hint.addr());
            // SAFETY: pointer and length (the hint) of an Arc that was given to this message.
            drop(unsafe { Arc::from_raw(bytes) });
        }
        let len = bytes.len();
        let data = Arc::into_raw(bytes);
        // SAFETY: the reference given up with `into_raw` keeps the bytes until `free` takes it back.
        let made =
            unsafe { RawMessage::foreign(data.cast(), len, Some(free), ptr::without_provenance_mut(len)) };
        if made.is_err() {
            // SAFETY: the message was not made, so `free` will not run and the reference is still ours.
            drop(unsafe { Arc::from_raw(data) });
        }
        made.and_then(RawMessage::only_read)
    }

    /// As [`from_owner`](Self::from_owner), for any owner.
    pub fn from_any_owner<T: AsRef<[u8]> + Send + Sync + 'static>(owner: T) -> Result<RawMessage> {
        // SAFETY: the list has types of std and our own, whose drop gives memory back, and what has nothing to drop.
        unsafe { RawMessage::from_owner(owner, is_inert::<T>()) }
    }

    /// A payload that tells of its end by `last`, which is code of this crate that takes a lock of its own for a moment.
    pub fn from_tracked<T: AsRef<[u8]> + Send + Sync + 'static>(tracked: Tracked<T>) -> Result<RawMessage> {
        // SAFETY: as for the payload alone; what is beside it sets a flag and wakes threads.
        unsafe { RawMessage::from_owner(tracked, is_inert::<T>()) }
    }

    /// A message over bytes that may be somebody's, or just memory.
    #[cfg(feature = "bytes")]
    pub fn from_bytes(bytes: bytes::Bytes) -> Result<RawMessage> {
        // What has an owner, which may be code of the program, is never unique, as the crate `bytes` promises.
        let inert = bytes.is_unique();
        // SAFETY: unique bytes are memory of the crate `bytes`, and stay so: nobody else has them.
        unsafe { RawMessage::from_owner(bytes, inert) }
    }

    /// A message over the bytes of `owner`, which is dropped when libzmq lets go of them: in `free` if it is `inert`, else
    /// by the thread of `src/release`.
    ///
    /// # Safety
    /// Dropping an `inert` owner runs no code of the program (release invariant), and does not panic.
    pub unsafe fn from_owner<T: AsRef<[u8]> + Send + Sync + 'static>(
        owner: T,
        inert: bool,
    ) -> Result<RawMessage> {
        unsafe extern "C" fn free<T: Send + 'static>(_data: *mut c_void, hint: *mut c_void) {
            // SAFETY: the owner that was given to this message alone.
            drop(unsafe { Owner::<T>::from_hint(hint) });
        }
        let owner = Owner::new(owner);
        let bytes = owner.as_ref();
        if bytes.len() <= INLINE {
            return RawMessage::copy_of(bytes);
        }
        let free: FreeFn = if inert {
            free::<T>
        } else {
            release::start();
            release::put
        };
        // SAFETY: the owner lies in its box, untouched, until it is dropped; its bytes live and stay as long. Both functions
        // take the hint of an owner that was forgotten.
        let made = unsafe { RawMessage::foreign(bytes.as_ptr(), bytes.len(), Some(free), owner.hint()) };
        if made.is_ok() {
            std::mem::forget(owner); // C has it
        }
        made.and_then(RawMessage::only_read)
    }

    /// Has libzmq leave a payload as it is that others may see.
    fn only_read(mut self) -> Result<RawMessage> {
        if sends::write_to_payloads() {
            // Flagged as shared from now on, also when the other message is gone.
            self.share_mut().map(drop)?;
        }
        Ok(self)
    }

    /// A message over memory that is not libzmq's.
    ///
    /// # Safety
    /// `size` bytes at `data` stay readable and unchanged until `free` runs, for ever without it. `free` may run
    /// on any thread, and may be called with `data` and `hint` once.
    unsafe fn foreign(
        data: *const u8,
        size: usize,
        free: Option<FreeFn>,
        hint: *mut c_void,
    ) -> Result<RawMessage> {
        let mut message = MaybeUninit::uninit();
        let data = data.cast_mut().cast();
        // SAFETY: room for one message, and the caller's promise. C fails before it takes anything over.
        check(unsafe { zmq_sys::zmq_msg_init_data(message.as_mut_ptr(), data, size, free, hint) })?;
        // SAFETY: just initialised.
        Ok(RawMessage(UnsafeCell::new(unsafe { message.assume_init() })))
    }
}
