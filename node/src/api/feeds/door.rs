//! Where strangers connect: so many of one address, each with a stream that waits for no slow reader.

use super::patience::Patient;
use crate::api::serve;
use std::{
    collections::BTreeMap,
    fmt, io,
    net::{IpAddr, Ipv6Addr},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// Who is at the other end: an IPv4 address, or the network of an IPv6 address, which is one subscriber's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caller(pub IpAddr);

impl Caller {
    fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
            v4 => v4,
        })
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How many connections each has.
type Counts = Arc<Mutex<BTreeMap<Caller, u32>>>;

/// The address that is listened at.
pub struct Door {
    listener: Arc<TcpListener>,
    counts: Counts,
    per_address: u32,
    patience: Duration,
}

impl Door {
    pub fn new(listener: Arc<TcpListener>, per_address: u32, patience: Duration) -> Self {
        Self { listener, counts: Counts::default(), per_address, patience }
    }
}

impl serve::Door for Door {
    type Stream = Counted;
    type Client = Caller;

    async fn next(&self) -> io::Result<Option<(Counted, Caller)>> {
        let (stream, address) = self.listener.accept().await?;
        let caller = Caller::of(address.ip());
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(caller).or_default();
        if *count >= self.per_address {
            tracing::debug!(%caller, "has too many connections to the feeds");
            return Ok(None);
        }
        *count += 1;
        let stream = Patient::new(stream, self.patience);
        Ok(Some((Counted { stream, caller, counts: self.counts.clone() }, caller)))
    }
}

/// A connection, counted until it ends.
pub struct Counted {
    stream: Patient<TcpStream>,
    caller: Caller,
    counts: Counts,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.caller);
            }
        }
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_caller_whatever_address_it_takes() {
        let of = |text: &str| Caller::of(text.parse().expect("an address")).to_string();
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }
}
