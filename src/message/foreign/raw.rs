//! The only file of this room with unsafe in it: what libzmq is told of memory that is not its own.
#![allow(unsafe_code)]

use crate::{
    Result,
    error::check,
    message::{INLINE, raw::RawMessage},
};
use std::{
    cell::UnsafeCell,
    ffi::c_void,
    mem::{ManuallyDrop, MaybeUninit},
    panic::{AssertUnwindSafe, catch_unwind},
    ptr,
    sync::Arc,
};

/// What runs when libzmq has let go of a payload.
type FreeFn = unsafe extern "C" fn(data: *mut c_void, hint: *mut c_void);

/// A box that was taken apart, until libzmq has it.
struct Given<T>(*mut T);

impl<T> Drop for Given<T> {
    fn drop(&mut self) {
        // SAFETY: a box taken apart, and of nobody else: libzmq has not got it, or this would have been forgotten.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

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
        made
    }

    /// A message over the bytes of `owner`, which is dropped when libzmq lets go of them.
    pub fn from_owner<T: AsRef<[u8]> + Send + Sync + 'static>(owner: Box<T>) -> Result<RawMessage> {
        unsafe extern "C" fn free<T>(_data: *mut c_void, hint: *mut c_void) {
            // A panic in the owner's drop must not cross into C. Its payload is forgotten, since dropping it
            // could panic again.
            let dropped = catch_unwind(AssertUnwindSafe(|| {
                // SAFETY: the box that was given to this message alone.
                drop(unsafe { Box::from_raw(hint.cast::<T>()) });
            }));
            if let Err(payload) = dropped {
                std::mem::forget(payload);
            }
        }
        let owner = Given(Box::into_raw(owner));
        // SAFETY: nobody else has the box.
        let bytes = unsafe { &*owner.0 }.as_ref();
        if bytes.len() <= INLINE {
            return RawMessage::copy_of(bytes);
        }
        // SAFETY: the owner lies in its box, untouched, until `free`; its bytes live and stay as long.
        let made =
            unsafe { RawMessage::foreign(bytes.as_ptr(), bytes.len(), Some(free::<T>), owner.0.cast()) };
        if made.is_ok() {
            std::mem::forget(owner); // `free` has it
        }
        made
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
