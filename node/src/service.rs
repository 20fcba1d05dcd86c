//! What a node tells the service manager (systemd): that it answers, that it is alive, that it
//! stops. Without one nothing is told, and nothing fails.
//!
//! Alive means that the driver, which owns the store, has answered a look: a node whose disk or
//! driver hangs is restarted, whatever else of it still runs.

use crate::handle::{Handle, Stopped};
use sd_notify::NotifyState;
use std::{future::Future, path::PathBuf, time::Duration};
use tokio::{task::JoinHandle, time::timeout};

/// Signs of life in the time that the manager waits.
const BEATS: u32 = 3;

/// Tells the manager that the node answers, and then that it is alive, until it is dropped.
#[derive(Debug)]
pub struct Service(Option<JoinHandle<()>>);

impl Service {
    /// To be called when the local API answers, inside a tokio runtime.
    #[must_use]
    pub fn ready(handle: &Handle) -> Self {
        let status = format!("{} · {}", handle.about().institution, handle.about().peer_id);
        tell(&[NotifyState::Ready, NotifyState::Status(&status)]);
        let Some(patience) = sd_notify::watchdog_enabled() else { return Self(None) };
        let handle = handle.clone();
        let beat = patience / BEATS;
        tracing::debug!(?patience, "the service manager waits for signs of life");
        Self(Some(tokio::spawn(async move {
            let ask = async || handle.look().await.map(|_| ());
            keep_alive(beat, ask, || tell(&[NotifyState::Watchdog])).await;
        })))
    }

    /// Tells the manager that the node stops.
    pub fn stopping(self) {
        tell(&[NotifyState::Stopping]);
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

/// Gives a sign of life each time that the node has answered in time. Ends when it stops.
async fn keep_alive<F: Future<Output = Result<(), Stopped>>>(
    beat: Duration,
    ask: impl Fn() -> F,
    mut sign: impl FnMut(),
) {
    loop {
        match timeout(beat, ask()).await {
            Ok(Ok(())) => sign(),
            Ok(Err(Stopped)) => return,
            Err(_) => tracing::error!("the driver does not answer: no sign of life is given"),
        }
        tokio::time::sleep(beat).await;
    }
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "the service manager cannot be told anything");
    }
}

/// A secret that the service manager has handed over, if it did (`LoadCredential=`).
#[must_use]
pub fn credential(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from)?;
    let path = folder.join(name);
    (folder.is_absolute() && path.exists()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn a_node_that_does_not_answer_gives_no_sign_of_life() {
        let (asked, signs) = (AtomicUsize::new(0), AtomicUsize::new(0));
        // It answers twice, hangs twice, answers once, stops.
        let ask = || async {
            match asked.fetch_add(1, Ordering::Relaxed) {
                0 | 1 | 4 => Ok(()),
                2 | 3 => std::future::pending().await,
                _ => Err(Stopped),
            }
        };
        let sign = || {
            signs.fetch_add(1, Ordering::Relaxed);
        };
        keep_alive(Duration::from_millis(50), ask, sign).await;
        assert_eq!((asked.into_inner(), signs.into_inner()), (6, 3));
    }
}
