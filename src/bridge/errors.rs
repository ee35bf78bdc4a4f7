//! Errors of this crate in an error type of the program.

/// Lets `?` turn every error of this crate into an error type of your own.
///
/// A failed [`send`](crate::Socket::send) gives a [`SendError`](crate::SendError), with the message that was not sent, a failed
/// [`recv_string`](crate::Socket::recv_string) a [`RecvStringError`](crate::RecvStringError), and so on. A type that has
/// `From<zmq::Error>` gets the conversions from the others by this macro; the messages are dropped on the way. It takes any number of
/// types, and each has to be of the crate that calls it.
///
/// ```
/// #[derive(Debug)]
/// enum MyError {
///     Zmq(zmq::Error),
///     Io(std::io::Error),
/// }
///
/// impl From<zmq::Error> for MyError {
///     fn from(error: zmq::Error) -> MyError {
///         MyError::Zmq(error)
///     }
/// }
///
/// zmq::errors_from!(MyError);
///
/// fn ask(socket: &zmq::Socket<zmq::Req>) -> Result<String, MyError> {
///     socket.send("Hello")?; // a SendError
///     Ok(socket.recv_string()?) // a RecvStringError
/// }
/// # fn main() -> zmq::Result<()> {
/// # let socket = zmq::Context::new()?.socket(zmq::REQ)?;
/// # socket.set_sndtimeo(std::time::Duration::ZERO)?;
/// # assert!(matches!(ask(&socket), Err(MyError::Zmq(error)) if error.is_would_block()));
/// # Ok(()) }
/// ```
///
/// With thiserror, `#[from]` makes the first conversion:
///
/// ```
/// #[derive(Debug, thiserror::Error)]
/// enum MyError {
///     #[error(transparent)]
///     Zmq(#[from] zmq::Error),
///     #[error("no answer")]
///     NoAnswer,
/// }
///
/// zmq::errors_from!(MyError);
/// ```
///
/// `anyhow::Error`, `Box<dyn Error>` and `std::io::Error` need nothing: they take each of the errors as it is.
#[macro_export]
macro_rules! errors_from {
    ($($error:ty),+ $(,)?) => {$(
        impl<M> ::core::convert::From<$crate::SendError<M>> for $error {
            fn from(error: $crate::SendError<M>) -> Self {
                ::core::convert::From::from($crate::Error::from(error))
            }
        }
        $crate::errors_from!(@each $error; RecvStringError RecvPartsError ProxyError);
    )+};
    (@each $error:ty; $($ours:ident)+) => {$(
        impl ::core::convert::From<$crate::$ours> for $error {
            fn from(error: $crate::$ours) -> Self {
                ::core::convert::From::from($crate::Error::from(error))
            }
        }
    )+};
}
