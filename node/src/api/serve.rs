//! The accept loop: bounded connections, each with who is at its other end and with time limits.

use super::{Api, Limits, routes, socket::Bound};
use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http1, service::Service as _};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{fmt, future::Future, io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{UnixListener, UnixStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};

/// Bytes of a request's head.
const HEAD_MAX: usize = 32 * 1024;
/// Lines of a request's head.
const HEADERS_MAX: usize = 64;
/// How long the server rests when the system refuses a connection, as with too many open files.
const REST: Duration = Duration::from_millis(100);

/// Who is at the other end of a connection, by the system's word.
#[derive(Debug, Clone, Copy)]
pub struct Client {
    pub uid: u32,
    pub pid: Option<i32>,
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "uid {} pid {pid}", self.uid),
            None => write!(f, "uid {}", self.uid),
        }
    }
}

/// Where connections come in.
pub trait Door: Send + 'static {
    /// One of them.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;
    /// Who is at its other end.
    type Client: fmt::Display + Clone + Send + Sync + 'static;

    /// Waits for the next one; none where its other end is not let in.
    fn next(&self) -> impl Future<Output = io::Result<Option<(Self::Stream, Self::Client)>>> + Send;
}

impl Door for UnixListener {
    type Stream = UnixStream;
    type Client = Client;

    async fn next(&self) -> io::Result<Option<(UnixStream, Client)>> {
        let (stream, _) = self.accept().await?;
        Ok(match stream.peer_cred() {
            Ok(peer) => Some((stream, Client { uid: peer.uid(), pid: peer.pid() })),
            Err(error) => {
                tracing::warn!(%error, "a connection to the local API that the system knows nothing of");
                None
            }
        })
    }
}

/// Serves the whole API until it is stopped; then removes the socket.
pub async fn local(bound: Bound, api: Api, stopped: watch::Receiver<bool>) {
    let router = routes::router(api.clone());
    run(bound.listener, router, api.limits(), stopped).await;
    bound.file.remove();
}

/// Serves until it is stopped, or nobody is left who could stop it.
pub async fn run<D: Door>(door: D, router: Router, limits: &Limits, mut stopped: watch::Receiver<bool>) {
    let free = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let permit = free.clone().acquire_owned().await.ok()?;
            Some((permit, door.next().await))
        };
        tokio::select! {
            biased;
            () = super::stop(&mut stopped) => break,
            // Without this the results of ended connections would pile up.
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            Some((permit, came)) = next => match came {
                Ok(Some((stream, client))) => {
                    let (router, stopped) = (router.clone(), stopped.clone());
                    connections.spawn(connection(stream, client, permit, router, limits.head, stopped));
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(REST).await;
                }
            },
        }
    }
    drop(door);
    let all = async { while connections.join_next().await.is_some() {} };
    // What is still under way then has a reader that does not read, or waits for a disk.
    let _ = tokio::time::timeout(limits.stop, all).await;
    connections.shutdown().await;
}

async fn connection<S, C>(
    stream: S,
    client: C,
    _permit: OwnedSemaphorePermit,
    router: Router,
    head: Duration,
    mut stopped: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    C: fmt::Display + Clone + Send + Sync + 'static,
{
    let service = TowerToHyperService::new(router);
    let caller = client.clone();
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(caller.clone());
        service.call(request.map(Body::new))
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(HEAD_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(serving);
    let done = tokio::select! {
        done = &mut serving => done,
        () = super::stop(&mut stopped) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = done {
        // What is no HTTP, too slow or gone: the client's affair.
        tracing::debug!(%client, %error, "a connection broke off");
    }
}
