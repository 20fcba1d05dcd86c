//! Requests and responses of the sync protocol, and of that for files, on a stream: one canonical CBOR item
//! each, bounded before it is read, ended by the end of the stream.

use cabildo_protocol::{attachment, bounds, cbor, sync};
use futures::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use libp2p::{StreamProtocol, request_response};
use serde::{Serialize, de::DeserializeOwned};
use std::{io, marker::PhantomData};

/// The protocol's name on the wire.
pub const SYNC: StreamProtocol = StreamProtocol::new("/cabildo/sync/1");

/// The name on the wire of the protocol for files.
pub const FILES: StreamProtocol = StreamProtocol::new("/cabildo/attachments/1");

/// Reads and writes the sync protocol.
pub type SyncCodec =
    Codec<sync::Request, sync::Response, { bounds::SYNC_REQUEST_MAX }, { bounds::SYNC_RESPONSE_MAX }>;

/// Reads and writes the protocol for files.
pub type FileCodec = Codec<
    attachment::Request,
    attachment::Response,
    { bounds::ATTACHMENT_REQUEST_MAX },
    { bounds::ATTACHMENT_RESPONSE_MAX },
>;

/// Reads and writes questions and answers of at most so many bytes.
#[derive(Debug)]
pub struct Codec<Q, R, const ASKED_MAX: usize, const ANSWERED_MAX: usize>(PhantomData<fn() -> (Q, R)>);

impl<Q, R, const ASKED_MAX: usize, const ANSWERED_MAX: usize> Clone for Codec<Q, R, ASKED_MAX, ANSWERED_MAX> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<Q, R, const ASKED_MAX: usize, const ANSWERED_MAX: usize> Default
    for Codec<Q, R, ASKED_MAX, ANSWERED_MAX>
{
    fn default() -> Self {
        Self(PhantomData)
    }
}

async fn read<M: DeserializeOwned>(io: &mut (impl AsyncRead + Unpin + Send), max: usize) -> io::Result<M> {
    let mut bytes = Vec::new();
    // One byte more tells a frame that is too long from one that just fits.
    io.take(max as u64 + 1).read_to_end(&mut bytes).await?;
    let invalid = |text: String| io::Error::new(io::ErrorKind::InvalidData, text);
    if bytes.len() > max {
        return Err(invalid(format!("more than {max} bytes")));
    }
    cbor::decode(&bytes).map_err(|error| match error.problem {
        // The peer may have stopped in between: that is no lie.
        cbor::Problem::Truncated => io::Error::new(io::ErrorKind::UnexpectedEof, error.to_string()),
        _ => invalid(error.to_string()),
    })
}

impl<Q, R, const ASKED_MAX: usize, const ANSWERED_MAX: usize> request_response::Codec
    for Codec<Q, R, ASKED_MAX, ANSWERED_MAX>
where
    Q: Serialize + DeserializeOwned + Send,
    R: Serialize + DeserializeOwned + Send,
{
    type Protocol = StreamProtocol;
    type Request = Q;
    type Response = R;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Q>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io, ASKED_MAX).await
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<R>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io, ANSWERED_MAX).await
    }

    async fn write_request<T>(&mut self, _: &StreamProtocol, io: &mut T, request: Q) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&cbor::encode(&request)).await
    }

    async fn write_response<T>(&mut self, _: &StreamProtocol, io: &mut T, response: R) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&cbor::encode(&response)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::sync::{Fingerprint, Request};
    use futures::io::Cursor;

    #[tokio::test]
    async fn frames_are_bounded_and_whole() {
        let request = Request::Overview(Fingerprint([3; 16]));
        let bytes = cbor::encode(&request);
        let max = bytes.len();
        let read = async |bytes: &[u8], max| read::<Request>(&mut Cursor::new(bytes.to_vec()), max).await;
        assert_eq!(read(&bytes, max).await.expect("a request"), request);
        assert!(read(&bytes, max - 1).await.is_err(), "longer than its bound");
        let kind = async |bytes: &[u8]| read(bytes, max + 1).await.expect_err("refused").kind();
        assert_eq!(kind(&bytes[..max - 1]).await, io::ErrorKind::UnexpectedEof, "cut");
        assert_eq!(kind(&[&bytes[..], &[0]].concat()).await, io::ErrorKind::InvalidData, "trailing bytes");
        assert_eq!(kind(&[0; 9]).await, io::ErrorKind::InvalidData, "no request");
    }
}
