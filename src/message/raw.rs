//! The only file of this room with unsafe in it: one owned `zmq_msg_t`.
//!
//! **Valid invariant**: the C message inside a `RawMessage` was made by one of libzmq's `zmq_msg_init…` calls
//! and is closed once, by `Drop`. libzmq keeps no pointer to the struct itself, so it may be moved.
//!
//! **Sharing invariant**: through `&RawMessage`, C writes to the struct in one case only: `zmq_msg_copy` sets a
//! flag in the source the first time a payload outside the struct is shared, without an atomic. That write, and
//! every other read of the flags of such a message, happens under the [`lock`] of the message's address. Payload
//! pointer, length and type are never written through `&RawMessage`.
//!
//! **Layout invariant**: where [`layout::KNOWN`] is true, the type, and the length and payload of a short message, are bytes of the
//! struct, which every call that makes a message has written, and so has [`layout::short`].
#![allow(unsafe_code)]

use super::{Message, layout, lock::Locked};
use crate::{Result, error::check};
use std::{cell::UnsafeCell, ffi::CStr, mem::MaybeUninit, ptr};

/// An owned C message.
#[repr(transparent)]
pub(crate) struct RawMessage(pub(super) UnsafeCell<zmq_sys::zmq_msg_t>);

// SAFETY: libzmq ties a message to no thread, and every owner a payload may have is `Send`.
unsafe impl Send for RawMessage {}
// SAFETY: sharing invariant.
unsafe impl Sync for RawMessage {}

impl RawMessage {
    /// An empty message.
    #[inline]
    pub fn empty() -> RawMessage {
        if layout::fits(0) {
            return RawMessage::short(&[]);
        }
        let mut message = MaybeUninit::uninit();
        // SAFETY: room for one message; zmq_msg_init cannot fail.
        unsafe { zmq_sys::zmq_msg_init(message.as_mut_ptr()) };
        // SAFETY: just initialised.
        RawMessage(UnsafeCell::new(unsafe { message.assume_init() }))
    }

    /// A message with a copy of a few bytes that [fit](layout::fits), made without a call of C.
    #[inline(always)]
    fn short(bytes: &[u8]) -> RawMessage {
        RawMessage(UnsafeCell::new(layout::short(bytes)))
    }

    /// A message of `size` bytes, written by `fill` before anybody can read them.
    #[inline]
    fn filled(size: usize, fill: impl FnOnce(*mut u8)) -> Result<RawMessage> {
        let mut message = MaybeUninit::uninit();
        // SAFETY: room for one message.
        check(unsafe { zmq_sys::zmq_msg_init_size(message.as_mut_ptr(), size) })?;
        // SAFETY: just initialised.
        let message = RawMessage(UnsafeCell::new(unsafe { message.assume_init() }));
        fill(message.data().cast_mut());
        Ok(message)
    }

    /// A message with a copy of `bytes`.
    #[inline]
    pub fn copy_of(bytes: &[u8]) -> Result<RawMessage> {
        RawMessage::filled(bytes.len(), |data| {
            // SAFETY: `data` has room for `bytes.len()` bytes and is new, so the two cannot overlap.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len()) }
        })
    }

    /// Calls `send` with a message that has a copy of `bytes` and is never moved before. What `send` refuses comes back; what
    /// it succeeds with is empty then, and is not closed. `None`: there is no memory.
    #[inline(always)]
    pub fn lend_copy<E>(
        bytes: &[u8],
        send: impl FnOnce(&mut RawMessage) -> Result<(), E>,
    ) -> Option<Result<(), (E, RawMessage)>> {
        let mut place = MaybeUninit::<RawMessage>::uninit();
        if layout::fits(bytes.len()) {
            layout::fill(place.write(RawMessage::short(&[])).0.get_mut(), bytes);
        } else {
            RawMessage::copy_to(bytes, &mut place)?;
        }
        // SAFETY: initialised above.
        let sent = send(unsafe { place.assume_init_mut() });
        // SAFETY: initialised above, and valid whatever `send` did; it is taken out once.
        Some(sent.map_err(|error| (error, unsafe { RawMessage::take_out(&place) })))
    }

    /// Makes a message with a copy of `bytes` at a place. `None`: there is no memory, and nothing was made.
    #[inline(always)]
    fn copy_to(bytes: &[u8], place: &mut MaybeUninit<RawMessage>) -> Option<()> {
        let message = place.as_mut_ptr().cast::<zmq_sys::zmq_msg_t>(); // RawMessage is transparent
        // SAFETY: room for one message.
        check(unsafe { zmq_sys::zmq_msg_init_size(message, bytes.len()) }).ok()?;
        // SAFETY: just initialised.
        let data = unsafe { zmq_sys::zmq_msg_data(message) };
        // SAFETY: `data` has room for `bytes.len()` bytes and is new, so the two cannot overlap.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), data.cast(), bytes.len()) };
        Some(())
    }

    /// Out of line: else the compiler takes it out before it asks whether that is needed, which is a copy on the way of every
    /// message, of bytes that were written a moment ago.
    ///
    /// # Safety
    /// `place` is initialised, and nobody uses or closes what is in it afterwards.
    #[cold]
    #[inline(never)]
    unsafe fn take_out(place: &MaybeUninit<RawMessage>) -> RawMessage {
        // SAFETY: the caller promises it.
        unsafe { place.assume_init_read() }
    }

    /// A message of `size` zero bytes.
    pub fn zeroed(size: usize) -> Result<RawMessage> {
        RawMessage::filled(size, |data| {
            // SAFETY: `data` has room for `size` bytes.
            unsafe { ptr::write_bytes(data, 0, size) }
        })
    }

    /// The C message, for the calls of other rooms.
    #[inline]
    pub fn as_mut_ptr(&mut self) -> *mut zmq_sys::zmq_msg_t {
        self.0.get_mut()
    }

    /// The C message, for calls that write nothing but what the sharing invariant says.
    #[inline]
    pub fn as_ptr(&self) -> *mut zmq_sys::zmq_msg_t {
        self.0.get()
    }

    /// The payload.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        if let Some(bytes) = self.short_bytes() {
            return bytes;
        }
        let (data, size) = (self.data(), self.size());
        if size == 0 {
            return &[]; // C's pointer may be null
        }
        // SAFETY: C says that `size` bytes lie at `data`; they live as long as the message and are not written
        // while it is borrowed (sharing invariant).
        unsafe { std::slice::from_raw_parts(data, size) }
    }

    /// How many bytes the payload has.
    #[inline]
    pub fn size(&self) -> usize {
        if self.is_known_short() {
            return self.byte(layout::SIZE).into();
        }
        // SAFETY: valid invariant.
        unsafe { zmq_sys::zmq_msg_size(self.as_ptr()) }
    }

    /// The payload, writable.
    ///
    /// # Safety
    /// The payload lies in the struct, or was allocated by libzmq for this message alone.
    unsafe fn bytes_mut(&mut self) -> &mut [u8] {
        let (data, size) = (self.data().cast_mut(), self.size());
        if size == 0 {
            return &mut [];
        }
        // SAFETY: as in `bytes`; the caller promises that nobody else reads or owns them.
        unsafe { std::slice::from_raw_parts_mut(data, size) }
    }

    /// The payload's address.
    #[inline]
    fn data(&self) -> *const u8 {
        // SAFETY: valid invariant.
        unsafe { zmq_sys::zmq_msg_data(self.as_ptr()) }.cast_const().cast()
    }

    /// A byte of the struct that is not written through `&self`.
    #[inline(always)]
    fn byte(&self, at: usize) -> u8 {
        // SAFETY: valid and layout invariants; sharing invariant.
        unsafe { (*self.as_ptr()).bytes[at] }
    }

    /// Whether it is known that the payload lies in the struct itself.
    #[inline(always)]
    fn is_known_short(&self) -> bool {
        layout::KNOWN && self.byte(layout::TYPE) == layout::SHORT
    }

    /// The payload, if it is known to lie in the struct itself.
    #[inline(always)]
    fn short_bytes(&self) -> Option<&[u8]> {
        if !self.is_known_short() {
            return None;
        }
        let start = self.as_ptr().cast_const().cast::<u8>();
        // SAFETY: a place inside the struct.
        let data = unsafe { start.add(layout::DATA) };
        // SAFETY: layout invariant; the payload is not written while it is borrowed (sharing invariant).
        Some(unsafe { std::slice::from_raw_parts(data, self.byte(layout::SIZE).into()) })
    }

    /// Whether the payload lies in the struct itself: then no call through `&self` writes to it.
    #[inline]
    pub fn is_inline(&self) -> bool {
        if layout::KNOWN {
            return self.is_known_short();
        }
        let start = ptr::from_ref(self).addr();
        (start..start + size_of::<RawMessage>()).contains(&self.data().addr())
    }

    /// Whether more parts of the same message follow.
    #[inline]
    pub fn more(&mut self) -> bool {
        if layout::KNOWN {
            return layout::more(self.0.get_mut());
        }
        // SAFETY: valid invariant; nobody else may look at the message now.
        unsafe { zmq_sys::zmq_msg_more(self.as_mut_ptr()) != 0 }
    }

    /// Whether other messages may share the payload.
    fn is_shared(&mut self) -> bool {
        // SAFETY: valid invariant.
        unsafe { zmq_sys::zmq_msg_get(self.as_mut_ptr(), zmq_sys::ZMQ_SHARED) != 0 }
    }

    /// Whether other messages may share the payload, for a reader that is not alone with the message.
    pub fn shared(&self) -> bool {
        let _locked = (!self.is_inline()).then(|| self.lock());
        // SAFETY: valid invariant; reads the flags under the sharing invariant.
        unsafe { zmq_sys::zmq_msg_get(self.0.get(), zmq_sys::ZMQ_SHARED) != 0 }
    }

    /// The descriptor of the connection the message came over.
    #[cfg(unix)]
    pub fn src_fd(&self) -> Option<i32> {
        // SAFETY: valid invariant; reads the metadata, which nobody writes to.
        let fd = unsafe { zmq_sys::zmq_msg_get(self.0.get(), zmq_sys::ZMQ_SRCFD) };
        (fd >= 0).then_some(fd)
    }

    /// A property the connection gave to the message.
    ///
    /// Messages share it: C counts the shares with an atomic, never changes it, and takes it off a message only when that
    /// is sent, received into or closed, for which nobody else may borrow it.
    pub fn gets(&self, property: &CStr) -> Option<&CStr> {
        // SAFETY: valid invariant; the name outlives the call; C only reads the message's metadata.
        let value = unsafe { zmq_sys::zmq_msg_gets(self.as_ptr(), property.as_ptr()) };
        if value.is_null() {
            return None;
        }
        // SAFETY: a NUL-terminated string that lives as long as the message's metadata.
        Some(unsafe { CStr::from_ptr(value) })
    }

    /// How long the name of its group is.
    #[cfg(feature = "draft")]
    pub fn group_len(&self) -> usize {
        self.group().len()
    }

    /// How long the name of its group is: it has none without the draft API.
    #[cfg(not(feature = "draft"))]
    pub fn group_len(&self) -> usize {
        0
    }

    /// Takes over what the draft API ties to a message beside its payload: group and routing id.
    #[cfg(not(feature = "draft"))]
    pub fn take_over(&mut self, _from: &RawMessage) {}

    /// Another message with the same payload, which is not copied unless it is short.
    pub fn share(&self) -> Result<RawMessage> {
        let mut copy = RawMessage::empty();
        let _locked = (!self.is_inline()).then(|| self.lock());
        // SAFETY: valid invariant for both; the source is written to under the sharing invariant.
        check(unsafe { zmq_sys::zmq_msg_copy(copy.as_mut_ptr(), self.as_ptr()) })?;
        Ok(copy)
    }

    /// As [`share`](Self::share), for an owner that is alone with the message and needs no lock.
    pub fn share_mut(&mut self) -> Result<RawMessage> {
        let mut copy = RawMessage::empty();
        // SAFETY: valid invariant for both; the source is borrowed by nobody else.
        check(unsafe { zmq_sys::zmq_msg_copy(copy.as_mut_ptr(), self.as_mut_ptr()) })?;
        Ok(copy)
    }

    /// The lock of the sharing invariant.
    fn lock(&self) -> Locked {
        Locked::of(ptr::from_ref(self).addr() / size_of::<Message>())
    }
}

impl Message {
    /// A message with a copy of `bytes`, made where it will lie: it is not moved on its way to C.
    #[inline(always)]
    pub(super) fn copy_of(bytes: &[u8]) -> Message {
        if layout::fits(bytes.len()) {
            return Message { raw: RawMessage::short(bytes), own: true, more: false };
        }
        let mut message = MaybeUninit::<Message>::uninit();
        let place = message.as_mut_ptr();
        // SAFETY: a field of the place, not read.
        let raw = unsafe { &raw mut (*place).raw }.cast::<zmq_sys::zmq_msg_t>();
        // SAFETY: room for one message; a `RawMessage` is nothing else.
        if unsafe { zmq_sys::zmq_msg_init_size(raw, bytes.len()) } == -1 {
            super::out_of_memory(bytes.len());
        }
        // SAFETY: just initialised.
        let data = unsafe { zmq_sys::zmq_msg_data(raw) }.cast::<u8>();
        // SAFETY: `data` has room for `bytes.len()` bytes and is new, so the two cannot overlap.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len()) };
        // SAFETY: a field of the place, not read.
        let own = unsafe { &raw mut (*place).own };
        // SAFETY: inside the place.
        unsafe { own.write(true) };
        // SAFETY: a field of the place, not read.
        let more = unsafe { &raw mut (*place).more };
        // SAFETY: inside the place.
        unsafe { more.write(false) };
        // SAFETY: all fields are initialised.
        unsafe { message.assume_init() }
    }

    /// See [`Message::make_mut`]: the payload if it is this message's alone, else nothing.
    pub(super) fn exclusive(&mut self) -> Option<&mut [u8]> {
        if self.raw.is_inline() || (self.own && !self.raw.is_shared()) {
            // SAFETY: the payload lies in the struct, or libzmq allocated it for this message (`own`) and no
            // copy shares it.
            Some(unsafe { self.raw.bytes_mut() })
        } else {
            None
        }
    }
}

impl Drop for RawMessage {
    #[inline]
    fn drop(&mut self) {
        if layout::KNOWN && layout::owns_nothing(self.0.get_mut()) {
            return;
        }
        // SAFETY: valid invariant, and this is the one close.
        unsafe { zmq_sys::zmq_msg_close(self.as_mut_ptr()) };
    }
}
