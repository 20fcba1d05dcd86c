//! What every request to a feed passes: how often, by which name, from which page, with which token; and
//! what its answer gets.

use super::door::Caller;
use crate::{
    api::problem::{Failure, shorten},
    config::Feeds,
    metrics::Metrics,
};
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
        header::{
            ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, AUTHORIZATION, CACHE_CONTROL, ETAG, HOST, IF_NONE_MATCH,
            ORIGIN, RETRY_AFTER, VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
        },
        uri::Authority,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    fmt,
    net::Ipv6Addr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Addresses whose requests are counted; the one that was here longest ago is forgotten first.
const CALLERS_MAX: usize = 4096;
/// Bytes of an answer: more than any feed has.
const ANSWER_MAX: usize = 64 * 1024 * 1024;

/// The token of a feed, by its hash: comparing that tells nobody how much of a guess was right.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// The answer to whoever is refused.
type Refused = Box<Response>;

fn refused(answer: impl IntoResponse) -> Refused {
    Box::new(answer.into_response())
}

impl Token {
    pub fn of(word: &str) -> Self {
        Self(Sha256::digest(word).into())
    }

    /// Whether a request has it: as a bearer's, or as the password of whatever user, because calendars
    /// and maps know nothing else.
    pub fn check(&self, head: &HeaderMap) -> Result<(), Refused> {
        let given = head.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(word);
        if given.is_some_and(|word| Self::of(&word) == *self) {
            return Ok(());
        }
        let failure = Failure::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "this feed is for whoever has its token",
            "send it as `Authorization: Bearer TOKEN`, or as a password with any user name",
        );
        Err(refused(([(WWW_AUTHENTICATE, "Basic realm=\"cabildo\", charset=\"UTF-8\"")], failure)))
    }
}

/// The word that a request shows.
fn word(authorization: &str) -> Option<String> {
    let (scheme, rest) = authorization.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.to_owned());
    }
    let pair = scheme.eq_ignore_ascii_case("basic").then(|| BASE64.decode(rest.as_bytes()).ok()).flatten()?;
    Some(String::from_utf8(pair).ok()?.split_once(':')?.1.to_owned())
}

/// What holds for all feeds.
#[derive(Debug)]
pub struct Gate {
    hosts: Vec<String>,
    origins: Vec<String>,
    rates: Rates,
    metrics: Arc<Metrics>,
}

impl Gate {
    pub fn new(settings: &Feeds, metrics: Arc<Metrics>) -> Self {
        let rates = Rates { per_minute: settings.per_minute, seen: Mutex::default() };
        Self { hosts: settings.hosts.clone(), origins: settings.origins.clone(), rates, metrics }
    }

    /// Why a request is not answered; else the page that may read the answer.
    fn check(&self, caller: Caller, request: &Request) -> Result<Option<HeaderValue>, Refused> {
        if let Err(wait) = self.rates.take(caller, Instant::now()) {
            let text = format!("{caller} asks too often: it has {} requests a minute", self.rates.per_minute);
            let failure = Failure::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many",
                text,
                "wait as long as `Retry-After` says; keep what you have read, and ask with `If-None-Match`",
            );
            let wait = HeaderValue::from(wait.as_secs().saturating_add(1));
            return Err(refused(([(RETRY_AFTER, wait)], failure)));
        }
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            let text = "feeds are read: this address answers GET and HEAD alone";
            let remedy = "write through the node's local API";
            let failure = Failure::new(StatusCode::METHOD_NOT_ALLOWED, "bad_request", text, remedy);
            return Err(refused(([(ALLOW, "GET, HEAD")], failure)));
        }
        self.host(request.uri(), request.headers()).map_err(refused)?;
        self.origin(request.headers()).map_err(refused)
    }

    /// An address, or a name that is listed: a web page that has its own name lead here is refused.
    fn host(&self, uri: &Uri, head: &HeaderMap) -> Result<(), Failure> {
        let mut named = head.get_all(HOST).iter().map(|value| value.to_str().ok()?.parse::<Authority>().ok());
        let (first, second) = (named.next().flatten(), named.next());
        let Some(host) = first.filter(|_| second.is_none()) else {
            let text = "the request does not say for which host it is";
            return Err(Failure::bad_request(text, "send one `Host`, as every browser and library does"));
        };
        match [Some(&host), uri.authority()].into_iter().flatten().find(|name| !self.is_ours(name.host())) {
            None => Ok(()),
            Some(other) => {
                let text = format!("{} is no name of this node", shorten(&format!("«{}»", other.host())));
                let remedy = "ask by its address, or have its administrator list the name: [feeds] hosts";
                Err(Failure::new(StatusCode::MISDIRECTED_REQUEST, "not_permitted", text, remedy))
            }
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        let v6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        v6.is_some_and(|v6| v6.parse::<Ipv6Addr>().is_ok())
            || host.parse::<std::net::Ipv4Addr>().is_ok()
            || host.eq_ignore_ascii_case("localhost")
            || self.hosts.iter().any(|ours| host.eq_ignore_ascii_case(ours))
    }

    fn origin(&self, head: &HeaderMap) -> Result<Option<HeaderValue>, Failure> {
        let Some(origin) = head.get(ORIGIN) else { return Ok(None) };
        if origin.to_str().is_ok_and(|origin| self.origins.iter().any(|listed| listed == origin)) {
            return Ok(Some(origin.clone()));
        }
        let said = shorten(&format!("«{}»", String::from_utf8_lossy(origin.as_bytes())));
        let text = format!("scripts of {said} may not read this feed");
        let remedy = "have the node's administrator list the page: [feeds] origins";
        Err(Failure::new(StatusCode::FORBIDDEN, "not_permitted", text, remedy))
    }
}

/// Every request and every answer.
pub async fn pass(
    State(gate): State<Arc<Gate>>,
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    let mut answer = match gate.check(caller, &request) {
        Err(answer) => *answer,
        Ok(origin) => {
            let known = request.headers().get(IF_NONE_MATCH).cloned();
            // Hashed as a whole also where only the head is sent: that leaves the body out by itself.
            let (mut parts, body) = request.into_parts();
            parts.method = Method::GET;
            let mut answer = tagged(next.run(Request::from_parts(parts, body)).await, known).await;
            answer.headers_mut().extend(origin.map(|origin| (ACCESS_CONTROL_ALLOW_ORIGIN, origin)));
            answer
        }
    };
    let status = answer.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        gate.metrics.feeds_served.inc();
    } else {
        gate.metrics.feeds_refused.inc();
        tracing::debug!(%caller, status = status.as_u16(), "a feed was not given");
    }
    let head = answer.headers_mut();
    head.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    head.insert(VARY, HeaderValue::from_static("Origin, Authorization"));
    head.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// With the hash of what it says; only with that, where it is what the reader has.
async fn tagged(answer: Response, known: Option<HeaderValue>) -> Response {
    if answer.status() != StatusCode::OK {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, ANSWER_MAX).await else {
        return Failure::internal("the feed broke off").into_response();
    };
    let hash = HEXLOWER.encode(&Sha256::digest(&bytes)[..16]);
    let tag = format!("\"{hash}\"");
    let same = |listed: &str| listed.trim() == "*" || listed.trim().trim_start_matches("W/") == tag;
    let is_known =
        known.as_ref().and_then(|known| known.to_str().ok()).is_some_and(|l| l.split(',').any(same));
    // Hexadecimal digits between quotes.
    parts.headers.extend(HeaderValue::from_str(&tag).ok().map(|tag| (ETAG, tag)));
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// How many requests each address has left: as many as it has in a minute, which come back with time.
#[derive(Debug)]
struct Rates {
    per_minute: u32,
    seen: Mutex<BTreeMap<Caller, (f64, Instant)>>,
}

impl Rates {
    /// Takes one; or says after how long there is one again.
    fn take(&self, caller: Caller, now: Instant) -> Result<(), Duration> {
        let most = f64::from(self.per_minute);
        let each_second = most / 60.0;
        let left = |(left, at): (f64, Instant)| {
            most.min(left + now.saturating_duration_since(at).as_secs_f64() * each_second)
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= CALLERS_MAX && !seen.contains_key(&caller) {
            seen.retain(|_, credit| left(*credit) < most);
            let first = seen.iter().min_by_key(|(_, (_, at))| *at).map(|(caller, _)| *caller);
            if let Some(first) = first.filter(|_| seen.len() >= CALLERS_MAX) {
                seen.remove(&first);
            }
        }
        let credit = seen.entry(caller).or_insert((most, now));
        let has = left(*credit);
        *credit = (if has >= 1.0 { has - 1.0 } else { has }, now);
        if has >= 1.0 { Ok(()) } else { Err(Duration::from_secs_f64((1.0 - has) / each_second)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(n: u32) -> Caller {
        Caller(std::net::Ipv4Addr::from(n).into())
    }

    #[test]
    fn requests_come_back_with_time_and_no_address_takes_those_of_another() {
        let rates = Rates { per_minute: 60, seen: Mutex::default() };
        let now = Instant::now();
        assert!((0..60).all(|_| rates.take(caller(1), now).is_ok()));
        let wait = rates.take(caller(1), now).expect_err("none is left");
        assert!(wait <= Duration::from_secs(1), "{wait:?}");
        assert!(rates.take(caller(2), now).is_ok());
        let later = now + Duration::from_millis(1100);
        assert!(rates.take(caller(1), later).is_ok());
        assert!(rates.take(caller(1), later).is_err());
        for n in 0..20_000 {
            let _ = rates.take(caller(n), later);
        }
        assert!(rates.seen.lock().expect("not poisoned").len() <= CALLERS_MAX);
    }

    #[test]
    fn a_token_is_a_bearers_word_or_a_password() {
        let token = Token::of("abcdefghijklmnop");
        let check = |line: &str| {
            let mut head = HeaderMap::new();
            head.insert(AUTHORIZATION, line.parse().expect("a line"));
            token.check(&head).is_ok()
        };
        assert!(check("Bearer abcdefghijklmnop") && check("bearer  abcdefghijklmnop"));
        assert!(check(&format!("Basic {}", BASE64.encode(b"who:abcdefghijklmnop"))));
        for wrong in
            ["abcdefghijklmnop", "Bearer", "Bearer ", "Bearer abcdefghijklmno", "Basic x", "Basic Og=="]
        {
            assert!(!check(wrong), "{wrong}");
        }
        assert!(token.check(&HeaderMap::new()).is_err());
        assert_eq!(format!("{token:?}"), "Token");
    }

    #[test]
    fn a_name_that_is_not_listed_is_refused_and_an_address_is_not() {
        let settings = Feeds { hosts: vec!["avisos.example.org".into()], ..Feeds::default() };
        let gate = Gate::new(&settings, Arc::default());
        let check = |hosts: &[&str], uri: &str| {
            let mut head = HeaderMap::new();
            for host in hosts {
                head.append(HOST, host.parse().expect("a line"));
            }
            gate.host(&uri.parse().expect("an address"), &head).is_ok()
        };
        for ours in ["127.0.0.1", "192.0.2.7:4280", "[::1]:4280", "localhost:4280", "AVISOS.example.org"] {
            assert!(check(&[ours], "/v1/cap.atom"), "{ours}");
        }
        for other in
            ["evil.example", "127.0.0.1.evil.example", "[evil]", "", "avisos.example.org.evil.example"]
        {
            assert!(!check(&[other], "/v1/cap.atom"), "{other}");
        }
        assert!(!check(&[], "/v1/cap.atom"));
        assert!(!check(&["localhost", "evil.example"], "/v1/cap.atom"));
        assert!(!check(&["localhost"], "http://evil.example/v1/cap.atom"));
        assert!(check(&["localhost"], "http://127.0.0.1/v1/cap.atom"));
    }
}
