//! A stream that ends where its other end reads nothing, or next to nothing, of what it asked for.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// Bytes that a reader has to take in a second.
const RATE: u32 = 1024;

/// A stream, and how long its reader may keep it waiting.
pub struct Patient<S> {
    stream: S,
    patience: Duration,
    /// When it ends, while something waits to be read; each byte that is read puts it off.
    until: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    pub fn new(stream: S, patience: Duration) -> Self {
        Self { stream, patience, until: None, alarm: Box::pin(sleep(patience)) }
    }

    /// Something still waits to be read.
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let until = *self.until.get_or_insert_with(|| Instant::now() + self.patience);
        self.alarm.as_mut().reset(until);
        ready!(self.alarm.as_mut().poll(cx));
        Poll::Ready(io::Error::new(io::ErrorKind::TimedOut, "the answer is not read"))
    }

    fn read(&mut self, bytes: usize) {
        if let Some(until) = &mut self.until {
            let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
            *until = (*until + Duration::from_secs(1) * bytes / RATE).min(Instant::now() + self.patience);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, bytes) {
            Poll::Pending => self.wait(cx).map(Err),
            Poll::Ready(written) => {
                self.read(*written.as_ref().unwrap_or(&0));
                Poll::Ready(written)
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Pending => self.wait(cx).map(Err),
            flushed => {
                self.until = None;
                flushed
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    const PATIENCE: Duration = Duration::from_millis(300);

    /// How long it takes to hand over so many bytes to a reader that takes some ten times a second, or why not.
    async fn hand_over(bytes: usize, each_time: usize) -> Result<Duration, io::ErrorKind> {
        let (ours, mut theirs) = duplex(64);
        let reader = tokio::spawn(async move {
            let mut buffer = vec![0; each_time.max(1)];
            while each_time > 0 && theirs.read_exact(&mut buffer).await.is_ok() {
                sleep(Duration::from_millis(100)).await;
            }
            // Reads nothing, and does not go away either.
            std::future::pending::<()>().await;
            drop(theirs);
        });
        let began = Instant::now();
        let mut stream = Patient::new(ours, PATIENCE);
        let written = stream.write_all(&vec![7; bytes]).await;
        reader.abort();
        written.map(|()| began.elapsed()).map_err(|error| error.kind())
    }

    #[tokio::test]
    async fn who_reads_is_waited_for_and_who_does_not_is_not() {
        let whole = hand_over(30_000, 2048).await.expect("slow, but it reads");
        assert!(whole > 4 * PATIENCE, "{whole:?}");
        assert_eq!(hand_over(30_000, 0).await, Err(io::ErrorKind::TimedOut));
        assert_eq!(hand_over(30_000, 16).await, Err(io::ErrorKind::TimedOut), "a trickle is none");
        assert!(hand_over(60, 0).await.is_ok(), "what the system takes does not wait");
    }
}
