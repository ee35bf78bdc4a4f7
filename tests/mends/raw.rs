//! Raw calls of libzmq, since what is tested here is what the guards of the safe crate forbid; with `interposed/raw.rs` and
//! `system/raw.rs` the only files of this room with unsafe in them.
//!
//! Invariants: OPEN, a `Context` and a `Socket` are open until `term` and `close` take them; TEXT, an endpoint is a C string that
//! outlives the call; ROOM, a buffer is as long as said.
#![allow(unsafe_code, dead_code)] // each set of features uses a part

use std::{
    ffi::{CString, c_int, c_void},
    io,
    sync::atomic::{AtomicUsize, Ordering},
};

/// What a call says: the number it returned, or the error.
fn checked(rc: c_int) -> io::Result<i32> {
    if rc == -1 {
        // SAFETY: takes nothing and cannot fail.
        return Err(io::Error::from_raw_os_error(unsafe { zmq_sys::zmq_errno() }));
    }
    Ok(rc)
}

/// A context that is not ended by itself.
#[derive(Clone, Copy)]
pub struct Context(*mut c_void);

// SAFETY: C says that a context may be used by all threads.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

impl Context {
    pub fn new() -> Context {
        // SAFETY: takes nothing.
        let context = unsafe { zmq_sys::zmq_ctx_new() };
        assert!(!context.is_null(), "{}", io::Error::last_os_error());
        Context(context)
    }

    pub fn set(self, option: i32, value: i32) {
        // SAFETY: OPEN; numbers only.
        checked(unsafe { zmq_sys::zmq_ctx_set(self.0, option, value) }).unwrap();
    }

    /// A socket that does not wait for ever, so that a fault is a failure and no deadline: sends and receives end after five
    /// seconds.
    pub fn socket(self, kind: i32) -> Socket {
        let socket = self.try_socket(kind).unwrap();
        socket.set(zmq_sys::ZMQ_RCVTIMEO, 5000);
        socket.set(zmq_sys::ZMQ_SNDTIMEO, 5000);
        socket
    }

    pub fn try_socket(self, kind: i32) -> io::Result<Socket> {
        // SAFETY: OPEN; C checks the number.
        let socket = unsafe { zmq_sys::zmq_socket(self.0, kind) };
        if socket.is_null() { checked(-1).map(|_| Socket(socket)) } else { Ok(Socket(socket)) }
    }

    /// Ends every call of its sockets.
    pub fn shutdown(self) {
        // SAFETY: OPEN.
        checked(unsafe { zmq_sys::zmq_ctx_shutdown(self.0) }).unwrap();
    }

    /// Waits until all is sent, or given up.
    pub fn term(self) -> io::Result<()> {
        loop {
            // SAFETY: OPEN until it succeeds, and not used after that.
            match checked(unsafe { zmq_sys::zmq_ctx_term(self.0) }) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                result => return result.map(drop),
            }
        }
    }
}

/// A socket that is not closed by itself.
#[derive(Clone, Copy)]
pub struct Socket(*mut c_void);

// SAFETY: the tests hand a socket over to one other thread, or share one of a kind that has a lock.
unsafe impl Send for Socket {}

/// A frame, and whether another one follows.
pub type Frame = (Vec<u8>, bool);

impl Socket {
    pub fn set(self, option: i32, value: i32) {
        self.set_bytes(option, &value.to_ne_bytes()).unwrap();
    }

    pub fn set_bytes(self, option: i32, value: &[u8]) -> io::Result<i32> {
        // SAFETY: OPEN, ROOM.
        checked(unsafe { zmq_sys::zmq_setsockopt(self.0, option, value.as_ptr().cast(), value.len()) })
    }

    pub fn get(self, option: i32) -> i32 {
        let (mut value, mut size) = ([0; 4], 4);
        // SAFETY: OPEN, ROOM.
        let rc = unsafe { zmq_sys::zmq_getsockopt(self.0, option, value.as_mut_ptr().cast(), &mut size) };
        checked(rc).unwrap();
        i32::from_ne_bytes(value)
    }

    /// Processes what other threads have told it, and says whether it can receive.
    pub fn can_receive(self) -> bool {
        self.get(zmq_sys::ZMQ_EVENTS) & zmq_sys::ZMQ_POLLIN != 0
    }

    /// Whether its descriptor (`ZMQ_FD`) can be read: another thread has something to tell.
    pub fn signalled(self) -> bool {
        let mut item = libc::pollfd { fd: self.get(zmq_sys::ZMQ_FD), events: libc::POLLIN, revents: 0 };
        // SAFETY: one item, which outlives the call.
        checked(unsafe { libc::poll(&mut item, 1, 0) }).unwrap() == 1
    }

    /// Waits for so many items, each of which is this socket, and gives the number of those that are ready.
    pub fn poll_times(self, count: usize) -> io::Result<i32> {
        let item = |_| zmq_sys::zmq_pollitem_t {
            socket: self.0,
            fd: 0,
            events: zmq_sys::ZMQ_POLLIN as _,
            revents: 0,
        };
        let mut items: Vec<_> = (0..count).map(item).collect();
        // SAFETY: OPEN; so many items.
        checked(unsafe { zmq_sys::zmq_poll(items.as_mut_ptr(), count as i32, 0) })
    }

    /// Binds, and gives the endpoint.
    pub fn bind(self, endpoint: &str) -> String {
        self.try_bind(endpoint).unwrap();
        let (mut value, mut size) = ([0u8; 256], 256);
        let (option, room) = (zmq_sys::ZMQ_LAST_ENDPOINT, value.as_mut_ptr().cast());
        // SAFETY: OPEN, ROOM.
        checked(unsafe { zmq_sys::zmq_getsockopt(self.0, option, room, &mut size) }).unwrap();
        String::from_utf8_lossy(&value[..size - 1]).into_owned()
    }

    pub fn try_bind(self, endpoint: &str) -> io::Result<i32> {
        let endpoint = CString::new(endpoint).unwrap();
        // SAFETY: OPEN, TEXT.
        checked(unsafe { zmq_sys::zmq_bind(self.0, endpoint.as_ptr()) })
    }

    pub fn connect(self, endpoint: &str) {
        self.try_connect(endpoint).unwrap();
    }

    pub fn try_connect(self, endpoint: &str) -> io::Result<i32> {
        let endpoint = CString::new(endpoint).unwrap();
        // SAFETY: OPEN, TEXT.
        checked(unsafe { zmq_sys::zmq_connect(self.0, endpoint.as_ptr()) })
    }

    pub fn disconnect(self, endpoint: &str) {
        let endpoint = CString::new(endpoint).unwrap();
        // SAFETY: OPEN, TEXT.
        checked(unsafe { zmq_sys::zmq_disconnect(self.0, endpoint.as_ptr()) }).unwrap();
    }

    pub fn unbind(self, endpoint: &str) {
        let endpoint = CString::new(endpoint).unwrap();
        // SAFETY: OPEN, TEXT.
        checked(unsafe { zmq_sys::zmq_unbind(self.0, endpoint.as_ptr()) }).unwrap();
    }

    pub fn send(self, body: &[u8], flags: i32) {
        self.try_send(body, flags).unwrap();
    }

    pub fn try_send(self, body: &[u8], flags: i32) -> io::Result<i32> {
        // SAFETY: OPEN, ROOM.
        checked(unsafe { zmq_sys::zmq_send(self.0, body.as_ptr().cast(), body.len(), flags) })
    }

    /// Sends memory of the program without a copy.
    pub fn send_lent(self, lent: &Lent) {
        unsafe extern "C" fn free(_: *mut c_void, _: *mut c_void) {}
        // SAFETY: numbers, for which zeros are a value; C initialises it next.
        let mut message = unsafe { std::mem::zeroed::<zmq_sys::zmq_msg_t>() };
        let (data, size, hint) = (lent.0.cast(), lent.0.len(), std::ptr::null_mut());
        // SAFETY: ROOM; the memory stays for ever, and nothing frees it.
        checked(unsafe { zmq_sys::zmq_msg_init_data(&mut message, data, size, Some(free), hint) }).unwrap();
        // SAFETY: OPEN; an initialised message, which C takes over when it succeeds.
        checked(unsafe { zmq_sys::zmq_msg_send(&mut message, self.0, 0) }).unwrap();
    }

    pub fn recv(self) -> Frame {
        self.try_recv(0).unwrap()
    }

    pub fn try_recv(self, flags: i32) -> io::Result<Frame> {
        // SAFETY: numbers and pointers, for which zeros are a value; C initialises it next.
        let mut message = unsafe { std::mem::zeroed::<zmq_sys::zmq_msg_t>() };
        // SAFETY: room for a message.
        checked(unsafe { zmq_sys::zmq_msg_init(&mut message) }).unwrap();
        // SAFETY: OPEN; an initialised message.
        let received = checked(unsafe { zmq_sys::zmq_msg_recv(&mut message, self.0, flags) });
        let frame = received.map(|size| {
            // SAFETY: an initialised message, whose data is as long as was said.
            let data: *const u8 = unsafe { zmq_sys::zmq_msg_data(&mut message) }.cast();
            // SAFETY: as above.
            let body = unsafe { std::slice::from_raw_parts(data, size as usize) }.to_vec();
            // SAFETY: an initialised message.
            (body, unsafe { zmq_sys::zmq_msg_more(&message) } != 0)
        });
        // SAFETY: an initialised message, not used after this.
        checked(unsafe { zmq_sys::zmq_msg_close(&mut message) }).unwrap();
        frame
    }

    /// Receives a frame and leaves it where it is.
    pub fn hold(self) -> Held {
        // SAFETY: numbers and pointers, for which zeros are a value; C initialises it next.
        let mut message = Box::new(unsafe { std::mem::zeroed::<zmq_sys::zmq_msg_t>() });
        // SAFETY: room for a message.
        checked(unsafe { zmq_sys::zmq_msg_init(&mut *message) }).unwrap();
        // SAFETY: OPEN; an initialised message.
        checked(unsafe { zmq_sys::zmq_msg_recv(&mut *message, self.0, 0) }).unwrap();
        Held(message)
    }

    /// The frames of one message.
    pub fn recv_message(self) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        loop {
            let (frame, more) = self.recv();
            frames.push(frame);
            if !more {
                return frames;
            }
        }
    }

    /// Events of a mask, as a PAIR in the same context.
    pub fn monitor(self, context: Context, events: i32) -> Socket {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let endpoint = format!("inproc://monitor-{}", NUMBER.fetch_add(1, Ordering::SeqCst));
        let name = CString::new(endpoint.clone()).unwrap();
        // SAFETY: OPEN, TEXT.
        let rc = unsafe { zmq_sys::zmq_socket_monitor(self.0, name.as_ptr(), events) };
        checked(rc).unwrap();
        let pair = context.socket(zmq_sys::ZMQ_PAIR);
        pair.connect(&endpoint);
        pair
    }

    /// The next event of a monitor.
    pub fn event(self) -> i32 {
        self.try_event(0).unwrap()
    }

    pub fn try_event(self, flags: i32) -> io::Result<i32> {
        let (head, _) = self.try_recv(flags)?;
        self.recv();
        Ok(i32::from(u16::from_ne_bytes([head[0], head[1]])))
    }

    pub fn close(self) {
        // SAFETY: OPEN until now, and not used after this.
        checked(unsafe { zmq_sys::zmq_close(self.0) }).unwrap();
    }

    #[cfg(feature = "draft")]
    pub fn join(self, group: &str) {
        let group = CString::new(group).unwrap();
        // SAFETY: OPEN, TEXT.
        checked(unsafe { zmq_sys::zmq_join(self.0, group.as_ptr()) }).unwrap();
    }

    #[cfg(feature = "draft")]
    pub fn send_to_group(self, group: &str, body: &[u8]) {
        let group = CString::new(group).unwrap();
        // SAFETY: numbers and pointers, for which zeros are a value; C initialises it next.
        let mut message = unsafe { std::mem::zeroed::<zmq_sys::zmq_msg_t>() };
        // SAFETY: ROOM; C copies.
        let rc = unsafe { zmq_sys::zmq_msg_init_buffer(&mut message, body.as_ptr().cast(), body.len()) };
        checked(rc).unwrap();
        // SAFETY: an initialised message, TEXT.
        checked(unsafe { zmq_sys::zmq_msg_set_group(&mut message, group.as_ptr()) }).unwrap();
        // SAFETY: OPEN; an initialised message, which C takes over when it succeeds.
        checked(unsafe { zmq_sys::zmq_msg_send(&mut message, self.0, 0) }).unwrap();
    }
}

/// The bytes of the struct of a message that C made with this content, which is short.
pub fn short_message(content: &[u8]) -> [u8; 64] {
    // SAFETY: numbers, for which zeros are a value; C initialises it next.
    let mut message = unsafe { std::mem::zeroed::<zmq_sys::zmq_msg_t>() };
    // SAFETY: room for a message.
    checked(unsafe { zmq_sys::zmq_msg_init_size(&mut message, content.len()) }).unwrap();
    // SAFETY: an initialised message.
    let data: *mut u8 = unsafe { zmq_sys::zmq_msg_data(&mut message) }.cast();
    // SAFETY: room for as many bytes, and new.
    unsafe { data.copy_from_nonoverlapping(content.as_ptr(), content.len()) };
    message.bytes
}

/// Memory that libzmq is given, and that is never freed.
pub struct Lent(*mut [u8]);

impl Lent {
    pub fn new(bytes: &[u8]) -> Lent {
        Lent(Box::into_raw(bytes.into()))
    }

    /// What is there now, when nobody else uses it.
    pub fn now(&self) -> Vec<u8> {
        // SAFETY: it was leaked, and the receiver has what was sent, so that libzmq does not write to it any more.
        unsafe { &*self.0 }.to_vec()
    }
}

/// A message as it was received.
pub struct Held(Box<zmq_sys::zmq_msg_t>);

impl Held {
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: an initialised message.
        let size = unsafe { zmq_sys::zmq_msg_size(&*self.0) };
        // SAFETY: an initialised message; C does not write to it.
        let data: *const u8 = unsafe { zmq_sys::zmq_msg_data((&raw const *self.0).cast_mut()) }.cast();
        // SAFETY: the data of a message are as long as it says, and stay while it is held.
        unsafe { std::slice::from_raw_parts(data, size) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: an initialised message, not used after this.
        checked(unsafe { zmq_sys::zmq_msg_close(&mut *self.0) }).unwrap();
    }
}
