//! Read-only feeds over TCP: some routes of the local API, for programs elsewhere.
//!
//! `docs/feeds.md` says how they are used. Whoever connects is a stranger: nothing is written here,
//! nothing but the feeds of the settings is reachable, and connections, requests and waiting are
//! bounded by address. In a feed without a token are no notices that are not for everybody.

mod door;
mod gate;
mod patience;

use super::{Api, ApiServer, Limits, problem::Failure, routes, serve};
use crate::{
    config::{self, Access, Feed},
    handle::Handle,
};
use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use cabildo_client::key::{self, KeyError};
use door::Door;
use gate::{Gate, Token};
use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
};

/// Characters that a token has at least: nobody guesses it.
const TOKEN_MIN: usize = 16;
/// Connections that wait to be taken.
const BACKLOG: u32 = 128;
/// Bytes that the system keeps of an answer that is not read yet.
const UNREAD_MAX: u32 = 256 * 1024;

/// Bounds of the feeds in number and time.
#[derive(Debug, Clone)]
pub struct FeedLimits {
    /// Those of every server.
    pub server: Limits,
    /// Connections of one address at once; more are closed.
    pub per_address: u32,
    /// How long a reader may take nothing of its answer.
    pub patience: Duration,
}

impl Default for FeedLimits {
    fn default() -> Self {
        let server = Limits {
            connections: 64,
            streams: 0,
            reads: 4,
            head: Duration::from_secs(10),
            ..Limits::default()
        };
        Self { server, per_address: 16, patience: Duration::from_secs(30) }
    }
}

/// Why the feeds cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// A token's file cannot be read.
    #[error("a token of [feeds.serve] cannot be used: {0}")]
    Secret(#[from] KeyError),
    /// What is in it is none.
    #[error(
        "{path} holds no token: one word of at least {TOKEN_MIN} letters, digits and -._~+/= is one · make one: (umask 077; openssl rand -hex 24 > {path})"
    )]
    Token {
        /// Which file.
        path: PathBuf,
    },
    /// The address cannot be had.
    #[error("{address}: {source} · see [feeds] listen in config.toml")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// What is served and to whom: the settings, and the tokens of their files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    listen: SocketAddr,
    settings: config::Feeds,
    tokens: BTreeMap<Feed, Token>,
}

impl Rules {
    /// Of a home; none where no feeds are served.
    ///
    /// # Errors
    /// When a token cannot be read.
    pub fn read(settings: &config::Feeds, root: &Path) -> Result<Option<Self>, FeedError> {
        let Some(listen) = settings.listen else { return Ok(None) };
        let mut tokens = BTreeMap::new();
        for (feed, access) in &settings.serve {
            if let Access::Token(path) = access {
                let path = root.join(path);
                let text = key::read_secret(&path)?;
                let word = text.trim_end_matches(['\r', '\n']);
                let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
                if word.len() < TOKEN_MIN || !word.bytes().all(fits) {
                    return Err(FeedError::Token { path });
                }
                tokens.insert(*feed, Token::of(word));
            }
        }
        Ok(Some(Self { listen, settings: settings.clone(), tokens }))
    }
}

/// An address that is listened at, before anything is served there.
#[derive(Debug, Clone)]
pub struct Bound {
    asked: SocketAddr,
    listener: Arc<TcpListener>,
}

/// Feeds that are being served. Dropped without [`FeedServer::stop`] they end too, a moment later.
#[derive(Debug)]
pub struct FeedServer {
    rules: Rules,
    bound: Bound,
    server: ApiServer,
}

impl FeedServer {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.bound.listener.local_addr().unwrap_or(self.rules.listen)
    }

    /// What it serves.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// As the local API's.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

/// Takes the address of these rules, or that of a server which has it already. To be called inside a tokio
/// runtime.
///
/// # Errors
/// When the system refuses it.
pub fn bind(rules: &Rules, running: Option<&FeedServer>) -> Result<Bound, FeedError> {
    let asked = rules.listen;
    if let Some(there) = running.filter(|server| server.bound.asked == asked) {
        return Ok(there.bound.clone());
    }
    let listen = || -> io::Result<TcpListener> {
        let socket = if asked.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.set_reuseaddr(true)?;
        socket.set_send_buffer_size(UNREAD_MAX)?;
        socket.bind(asked)?;
        socket.listen(BACKLOG)
    };
    let listener = listen().map_err(|source| FeedError::Listen { address: asked, source })?;
    Ok(Bound { asked, listener: Arc::new(listener) })
}

/// Serves the feeds of a node. To be called inside a tokio runtime.
#[must_use]
pub fn serve(handle: &Handle, rules: Rules, bound: Bound) -> FeedServer {
    serve_within(FeedLimits::default(), handle, rules, bound)
}

/// As [`serve`], within other limits.
#[must_use]
pub fn serve_within(limits: FeedLimits, handle: &Handle, rules: Rules, bound: Bound) -> FeedServer {
    let (stop, stopped) = watch::channel(false);
    let gate = Arc::new(Gate::new(&rules.settings, handle.metrics().clone()));
    let api = |public| Api::new(handle.clone(), limits.server.clone(), stopped.clone(), public);
    let router = router(&rules, gate, &[api(false), api(true)]);
    let door = Door::new(bound.listener.clone(), limits.per_address, limits.patience);
    let server = limits.server;
    let task = tokio::spawn(async move { serve::run(door, router, &server, stopped).await });
    let server = FeedServer { rules, bound, server: ApiServer { stop, task } };
    let feeds: Vec<Feed> = server.rules.settings.serve.keys().copied().collect();
    tracing::info!(address = %server.address(), ?feeds, "feeds are served");
    server
}

/// The routes of a feed.
fn paths(feed: Feed) -> &'static [&'static str] {
    match feed {
        Feed::Cap => &["/v1/cap.atom", "/v1/messages/{id}/cap"],
        Feed::Agendas => &["/v1/agendas.ics", "/v1/messages/{id}/ics"],
        Feed::Geo => &["/v1/geo/{layer}"],
        Feed::Messages => &["/v1/messages.csv", "/v1/messages/{id}/csv", "/v1/commitments.csv"],
        Feed::Responses => &["/v1/response-times.csv"],
        Feed::Metrics => &["/v1/metrics"],
    }
}

/// The routes that are served, for whoever may read them, with problems for everything else.
fn router(rules: &Rules, gate: Arc<Gate>, [closed, open]: &[Api; 2]) -> Router {
    let mut router = Router::new();
    for feed in rules.settings.serve.keys() {
        let token = rules.tokens.get(feed).cloned();
        let api = if token.is_some() { closed } else { open };
        for (_, path, answer) in
            routes::table().into_iter().filter(|(_, path, _)| paths(*feed).contains(path))
        {
            let answer = answer.with_state(api.clone());
            router = router.route(
                path,
                match token.clone() {
                    Some(token) => answer.layer(middleware::from_fn_with_state(token, with_token)),
                    None => answer,
                },
            );
        }
    }
    let served: Vec<&str> = rules.settings.serve.keys().flat_map(|feed| paths(*feed)).copied().collect();
    let remedy: Arc<str> = format!("there are {}", served.join(", ")).into();
    let unknown = move || {
        let remedy = remedy.clone();
        async move { Failure::not_found("this address has feeds alone, and none here", &remedy) }
    };
    router.fallback(unknown).layer(middleware::from_fn_with_state(gate, gate::pass))
}

/// Lets in who has the token.
async fn with_token(State(token): State<Token>, request: Request, next: Next) -> Response {
    match token.check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}
