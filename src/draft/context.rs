//! Options of a context that are text.

use crate::{Context, ContextBuilder, Result};

impl<C> ContextBuilder<C> {
    /// A text put before the names of the I/O threads: `app` gives `app/ZMQbg/IO/0`; the system keeps 15 bytes of it. 1 to
    /// 16 bytes without NUL, but not 4: those libzmq takes for a number. Default: none. Prevails over
    /// [`thread_name_prefix`](Self::thread_name_prefix).
    ///
    /// Any other text is [`EINVAL`](crate::Errno::EINVAL) of [`build`](Self::build).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::builder().thread_name_prefix_text("broker").build()?;
    /// assert_eq!(ctx.thread_name_prefix_text()?, "broker");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_THREAD_NAME_PREFIX")]
    #[doc(alias = "zmq_ctx_set_ext")]
    pub fn thread_name_prefix_text(mut self, prefix: &str) -> Self {
        // An empty one is what libzmq refuses.
        let fits = (1..=16).contains(&prefix.len()) && prefix.len() != 4 && !prefix.contains('\0');
        self.name = Some(if fits { prefix.to_owned() } else { String::new() });
        self
    }
}

impl Context {
    /// The text before the names of the I/O threads; empty is none. Default: empty.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM) once the context has ended.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::new()?;
    /// assert_eq!(ctx.thread_name_prefix_text()?, "");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_THREAD_NAME_PREFIX")]
    #[doc(alias = "zmq_ctx_get_ext")]
    pub fn thread_name_prefix_text(&self) -> Result<String> {
        self.with_raw("ZMQ_THREAD_NAME_PREFIX", |raw| raw.get_text(zmq_sys::ZMQ_THREAD_NAME_PREFIX))
    }
}
