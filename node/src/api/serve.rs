//! The accept loop: bounded connections, each with its peer's credentials and time limits.

use super::{Api, routes, socket::Bound};
use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http1, service::Service as _};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{fmt, sync::Arc, time::Duration};
use tokio::{
    net::UnixStream,
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

/// Serves until it is stopped, or nobody is left who could stop it; then removes the socket.
pub async fn run(bound: Bound, api: Api, mut stopped: watch::Receiver<bool>) {
    let free = Arc::new(Semaphore::new(api.limits().connections));
    let grace = api.limits().stop;
    let router = routes::router(api.clone());
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let permit = free.clone().acquire_owned().await.ok()?;
            Some((permit, bound.listener.accept().await))
        };
        tokio::select! {
            biased;
            () = super::stop(&mut stopped) => break,
            // Without this the results of ended connections would pile up.
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            Some((permit, accepted)) = next => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, permit, router.clone(), api.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection to the local API was not taken");
                    tokio::time::sleep(REST).await;
                }
            },
        }
    }
    drop(bound.listener);
    let all = async { while connections.join_next().await.is_some() {} };
    // What is still under way then has a reader that does not read, or waits for a disk.
    let _ = tokio::time::timeout(grace, all).await;
    connections.shutdown().await;
    bound.file.remove();
}

async fn connection(stream: UnixStream, _permit: OwnedSemaphorePermit, router: Router, api: Api) {
    let client = match stream.peer_cred() {
        Ok(peer) => Client { uid: peer.uid(), pid: peer.pid() },
        Err(error) => {
            tracing::warn!(%error, "a connection to the local API that the system knows nothing of");
            return;
        }
    };
    let mut stopped = api.0.stopped.clone();
    let service = TowerToHyperService::new(router);
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(client);
        service.call(request.map(Body::new))
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(api.limits().head)
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
        tracing::debug!(%client, %error, "a connection to the local API broke off");
    }
}
