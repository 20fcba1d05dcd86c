//! A bad line between two nodes: a relay of datagrams that is as slow, as far and as lossy as it is
//! told, and counts what goes through. It needs no rights and no kernel's help.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{net::UdpSocket, task::JoinHandle, time::Instant};

/// What IPv4 and UDP put in front of each datagram, bytes.
const HEADERS: u64 = 28;
/// Longer than any datagram.
const DATAGRAM_MAX: usize = 65_536;

/// How bad a line is, in each direction.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Bits a second; none for as many as there are.
    pub rate: Option<u64>,
    /// How long a datagram is on its way.
    pub delay: Duration,
    /// Share of the datagrams that get lost.
    pub loss: f64,
    /// How long a datagram may wait for its turn before it is dropped.
    pub queue: Duration,
}

impl Shape {
    /// A line that only counts.
    pub const OPEN: Self =
        Self { rate: None, delay: Duration::ZERO, loss: 0.0, queue: Duration::from_secs(1) };
    /// A poor satellite link: 64 kbit/s, a round trip of 600 ms, 3 % lost.
    pub const POOR: Self = Self {
        rate: Some(64_000),
        delay: Duration::from_millis(300),
        loss: 0.03,
        queue: Duration::from_secs(2),
    };
    /// Across the continent by a bad provider: 150 ms each way, 5 % lost.
    pub const FAR: Self =
        Self { rate: None, delay: Duration::from_millis(150), loss: 0.05, queue: Duration::from_secs(1) };
}

/// What went through, both directions together.
#[derive(Debug, Default)]
pub struct Counted {
    bytes: AtomicU64,
    datagrams: AtomicU64,
}

impl Counted {
    /// Bytes, with the headers of IP and UDP.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Datagrams.
    #[must_use]
    pub fn datagrams(&self) -> u64 {
        self.datagrams.load(Ordering::Relaxed)
    }
}

/// A line that is up until it is dropped.
#[derive(Debug)]
pub struct Link {
    /// Where it is entered.
    pub port: u16,
    /// What went through.
    pub counted: Arc<Counted>,
    cut: Arc<AtomicBool>,
    tasks: [JoinHandle<()>; 2],
}

impl Link {
    /// A line to where a node listens.
    ///
    /// # Panics
    /// When the system gives no sockets.
    pub async fn to(target: SocketAddr, shape: Shape, seed: u64) -> Self {
        let front = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a socket"));
        let back = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a socket"));
        back.connect(target).await.expect("an address");
        let port = front.local_addr().expect("an address").port();
        let counted = Arc::<Counted>::default();
        let cut = Arc::<AtomicBool>::default();
        // Whoever spoke last on this side is answered.
        let speaker: Arc<Mutex<Option<SocketAddr>>> = Arc::default();
        let there = {
            let (front, back, speaker) = (front.clone(), back.clone(), speaker.clone());
            let mut way = Way::new(shape, seed, (counted.clone(), cut.clone()));
            tokio::spawn(async move {
                let mut buffer = vec![0; DATAGRAM_MAX];
                loop {
                    let Ok((length, from)) = front.recv_from(&mut buffer).await else { continue };
                    *speaker.lock().unwrap_or_else(PoisonError::into_inner) = Some(from);
                    way.carry(&buffer[..length], back.clone(), None);
                }
            })
        };
        let here = {
            let mut way = Way::new(shape, seed ^ 1, (counted.clone(), cut.clone()));
            tokio::spawn(async move {
                let mut buffer = vec![0; DATAGRAM_MAX];
                loop {
                    let Ok(length) = back.recv(&mut buffer).await else { continue };
                    let to = *speaker.lock().unwrap_or_else(PoisonError::into_inner);
                    if to.is_some() {
                        way.carry(&buffer[..length], front.clone(), to);
                    }
                }
            })
        };
        Self { port, counted, cut, tasks: [there, here] }
    }

    /// Nothing goes through from now on, or everything again.
    pub fn cut(&self, cut: bool) {
        self.cut.store(cut, Ordering::Relaxed);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// One direction.
struct Way {
    shape: Shape,
    random: ChaCha8Rng,
    counted: Arc<Counted>,
    cut: Arc<AtomicBool>,
    /// When the line has sent all that it took.
    free: Instant,
}

impl Way {
    fn new(shape: Shape, seed: u64, (counted, cut): (Arc<Counted>, Arc<AtomicBool>)) -> Self {
        Self { shape, random: ChaCha8Rng::seed_from_u64(seed), counted, cut, free: Instant::now() }
    }

    fn carry(&mut self, datagram: &[u8], out: Arc<UdpSocket>, to: Option<SocketAddr>) {
        let (now, size) = (Instant::now(), datagram.len() as u64 + HEADERS);
        let start = self.free.max(now);
        let lost = self.cut.load(Ordering::Relaxed) || self.random.random_bool(self.shape.loss);
        if lost || start - now > self.shape.queue {
            return;
        }
        self.counted.bytes.fetch_add(size, Ordering::Relaxed);
        self.counted.datagrams.fetch_add(1, Ordering::Relaxed);
        let sending = self
            .shape
            .rate
            .map_or(Duration::ZERO, |rate| Duration::from_secs_f64(size as f64 * 8.0 / rate as f64));
        self.free = start + sending;
        let (arrival, datagram) = (self.free + self.shape.delay, datagram.to_vec());
        tokio::spawn(async move {
            tokio::time::sleep_until(arrival).await;
            // Who is gone is not reached.
            let _ = match to {
                Some(to) => out.send_to(&datagram, to).await,
                None => out.send(&datagram).await,
            };
        });
    }
}
