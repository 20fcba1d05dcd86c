//! Messages one at a time, and the time from the publishing call until each is delivered.

use anyhow::{Context as _, Result, bail};
use std::time::{Duration, Instant};
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{MissedTickBehavior, interval, timeout},
};

/// Between two messages.
pub const PACE: Duration = Duration::from_millis(50);
/// Published before it counts, so that links, caches and tables are there.
pub const WARM: usize = 20;
/// Longer than any of them takes: only a defect waits so long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What a subscriber got, and when.
pub type Arrivals = UnboundedReceiver<(usize, Instant)>;

/// Publishes the numbers from 0 on, some to warm up and then so many that count, and waits for each.
///
/// # Errors
/// When one is not published or does not arrive.
pub async fn paced(
    count: usize,
    mut publish: impl AsyncFnMut(usize) -> Result<()>,
    arrivals: &mut Arrivals,
) -> Result<Vec<Duration>> {
    let mut ticks = interval(PACE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut times = Vec::with_capacity(count);
    for number in 0..WARM + count {
        ticks.tick().await;
        let began = Instant::now();
        publish(number).await.with_context(|| format!("message {number} was not published"))?;
        let at = arrival(number, arrivals).await?;
        if number >= WARM {
            times.push(at.saturating_duration_since(began));
        }
    }
    Ok(times)
}

async fn arrival(number: usize, arrivals: &mut Arrivals) -> Result<Instant> {
    loop {
        match timeout(PATIENCE, arrivals.recv()).await {
            Ok(Some((arrived, at))) if arrived == number => return Ok(at),
            Ok(Some(_)) => {}
            Ok(None) => bail!("the subscriber ended before message {number}"),
            Err(_) => bail!("message {number} did not arrive"),
        }
    }
}

/// Messages a second since an instant.
pub fn rate(count: usize, began: Instant) -> f64 {
    count as f64 / began.elapsed().as_secs_f64()
}
