//! Messages whose number of parts is known to the program, and parts that go into a buffer.

use super::{
    Runtime, Socket,
    operation::{Attempts, repeat_attempts},
    readiness::Direction,
    split::{RecvHalf, SendHalf},
};
use crate::{
    IntoMessage, Message, Multipart, RecvBuf, RecvPartsError, Result, SendError,
    kind::{CanRecv, CanSendMultipart, Kind},
};

macro_rules! sends {
    ($($of:ident)*) => {$(
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Sends the parts of an array as one message, whole or not at all, without an allocation. Waits as
            /// [`send`](Self::send) does. Dropping the future drops the unsent message.
            ///
            /// # Errors
            /// As the blocking [`send_parts`](crate::Socket::send_parts).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Push, R>) -> zmq::Result<()> {
            /// socket.send_parts(["head", "body"]).await?;
            /// # Ok(()) }
            /// ```
            pub fn send_parts<M: IntoMessage, const N: usize>(
                &mut self,
                parts: [M; N],
            ) -> impl Future<Output = Result<(), SendError<Multipart>>> + Send + use<'_, K, R, M, N>
            where
                K: CanSendMultipart,
            {
                const { assert!(N > 0, "a message has at least one part") };
                let parts: [Message; N] = parts.map(Into::into);
                send(self, parts)
            }
        }
    )*};
}

macro_rules! receives {
    ($($of:ident)*) => {$(
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Receives a message of `N` parts. Waits as [`recv`](Self::recv) does. Cancel-safe.
            ///
            /// # Errors
            /// [`RecvPartsError::Number`]: the message had more parts or fewer, and is in the error, whole. Others as
            /// [`recv`](Self::recv).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Pull, R>) -> zmq::Result<()> {
            /// let [head, body] = socket.recv_parts().await?;
            /// println!("{head:?} {body:?}");
            /// # Ok(()) }
            /// ```
            pub async fn recv_parts<const N: usize>(&mut self) -> Result<[Message; N], RecvPartsError>
            where
                K: CanRecv,
            {
                let mut parts = std::array::from_fn(|_| Message::new());
                self.recv_parts_into(&mut parts).await?;
                Ok(parts)
            }

            /// As [`recv_parts`](Self::recv_parts), into messages; their old contents are released. Cancel-safe.
            ///
            /// # Errors
            /// As [`recv_parts`](Self::recv_parts).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Pull, R>) -> zmq::Result<()> {
            /// let mut parts = [zmq::Message::new(), zmq::Message::new()];
            /// socket.recv_parts_into(&mut parts).await?;
            /// # Ok(()) }
            /// ```
            pub async fn recv_parts_into<const N: usize>(
                &mut self,
                parts: &mut [Message; N],
            ) -> Result<(), RecvPartsError>
            where
                K: CanRecv,
            {
                recv(self, parts).await
            }

            /// Receives one part into a buffer. The result has its length, the copied bytes, and whether
            /// [more](RecvBuf::more) parts follow. Cancel-safe.
            ///
            /// # Errors
            /// As [`recv`](Self::recv).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Pull, R>) -> zmq::Result<()> {
            /// let mut buffer = [0; 1024];
            /// let received = socket.recv_buf(&mut buffer).await?;
            /// println!("{:?}", &buffer[..received.copied]);
            /// # Ok(()) }
            /// ```
            #[doc(alias = "zmq_recv")]
            pub async fn recv_buf(&mut self, buffer: &mut [u8]) -> Result<RecvBuf>
            where
                K: CanRecv,
            {
                Ok(RecvBuf::of(&self.recv().await?, buffer))
            }
        }
    )*};
}

sends!(Socket SendHalf);
receives!(Socket RecvHalf);

async fn send<K: Kind, const N: usize>(
    on: &mut impl Attempts<crate::Socket<K>>,
    mut parts: [Message; N],
) -> Result<(), SendError<Multipart>> {
    let mut gone = 0;
    let sent = repeat_attempts(on, Direction::Send, |socket: &crate::Socket<K>| {
        socket.try_send_slice(&mut parts).map_err(|(sent, error)| {
            gone = sent;
            error
        })
    })
    .await;
    sent.map_err(|error| SendError::new(error, parts.into_iter().skip(gone).collect()))
}

async fn recv<K: CanRecv, const N: usize>(
    on: &mut impl Attempts<crate::Socket<K>>,
    parts: &mut [Message; N],
) -> Result<(), RecvPartsError> {
    let received = repeat_attempts(on, Direction::Recv, |socket: &crate::Socket<K>| {
        match socket.try_recv_array(parts) {
            Err(RecvPartsError::Recv(error)) => Err(error),
            done => Ok(done),
        }
    });
    received.await?
}
