//! Requests and responses of the sync protocol, and of that for files, on a stream: one canonical CBOR item
//! each, bounded before it is read, ended by the end of the stream.

use cabildo_protocol::{
    attachment, bounds, cbor,
    sync::{Request, Response},
};
use futures::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use libp2p::{StreamProtocol, request_response};
use serde::de::DeserializeOwned;
use std::io;

/// The protocol's name on the wire.
pub const SYNC: StreamProtocol = StreamProtocol::new("/cabildo/sync/1");

/// The name on the wire of the protocol for files.
pub const FILES: StreamProtocol = StreamProtocol::new("/cabildo/attachments/1");

/// Reads and writes the sync protocol.
#[derive(Debug, Clone, Copy, Default)]
pub struct SyncCodec;

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

async fn write(io: &mut (impl AsyncWrite + Unpin + Send), bytes: Vec<u8>) -> io::Result<()> {
    io.write_all(&bytes).await
}

impl request_response::Codec for SyncCodec {
    type Protocol = StreamProtocol;
    type Request = Request;
    type Response = Response;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Request>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io, bounds::SYNC_REQUEST_MAX).await
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Response>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io, bounds::SYNC_RESPONSE_MAX).await
    }

    async fn write_request<T>(&mut self, _: &StreamProtocol, io: &mut T, request: Request) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        write(io, cbor::encode(&request)).await
    }

    async fn write_response<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        response: Response,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        write(io, cbor::encode(&response)).await
    }
}

/// Reads and writes the protocol for files.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileCodec;

impl request_response::Codec for FileCodec {
    type Protocol = StreamProtocol;
    type Request = attachment::Request;
    type Response = attachment::Response;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<attachment::Request>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io, bounds::ATTACHMENT_REQUEST_MAX).await
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<attachment::Response>
    where
        T: AsyncRead + Unpin + Send,
    {
        read(io, bounds::ATTACHMENT_RESPONSE_MAX).await
    }

    async fn write_request<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        request: attachment::Request,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        write(io, cbor::encode(&request)).await
    }

    async fn write_response<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        response: attachment::Response,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        write(io, cbor::encode(&response)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::sync::Fingerprint;
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
