//! Cabildo: two nodes, spoken to through their local APIs.

use crate::{
    Setup,
    federation::{Federation, Home},
    pace::{self, Arrivals, WARM, paced, rate},
    process::{Process, version},
    table::Row,
};
use anyhow::{Context as _, Result, bail};
use cabildo_client::{
    api::{ApiEvent, Submitted},
    http::ApiClient,
};
use cabildo_protocol::message::{Message, WireMessage};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use std::{
    collections::HashMap,
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, time::sleep};

/// Submissions under way: fewer than there are logs, so that each log's come in order, and than the
/// connections that a node takes.
const WINDOW: usize = 200;
/// How often it is looked at how far a node is.
const LOOK: Duration = Duration::from_millis(50);
/// Until gossip has meshed.
const MESH: Duration = Duration::from_secs(3);
/// Far longer than catching up takes.
const PATIENCE: Duration = Duration::from_secs(900);

pub async fn measure(setup: &Setup, program: &Path) -> Result<Vec<Row>> {
    let mut federation = Federation::write(program, &setup.place.path().join("f"))?;
    federation.connect(0, &[])?;
    federation.connect(1, &[0])?;
    let (single, many) = (setup.effort.single + WARM, setup.effort.many);
    let messages = federation.sign(0..single + many)?;
    let (alone, together) = messages.split_at(single);
    let [here, there] = [&federation.homes[0], &federation.homes[1]];
    let mut first = start(program, here, setup).await?;
    let second = start(program, there, setup).await?;
    let propagation = propagate(here, there, alone).await?;
    drop(second);
    let ingest = ingest(here, together).await?;
    let total = single + many;
    first.until(async || Counts::of(here).await.is_ok_and(|counts| counts.lag == 0)).await?;
    fs::remove_dir_all(there.folder.join("store"))?;
    let fresh = start(program, there, setup).await?;
    let (kept, checked) = catch_up(there, total as u64).await?;
    drop(fresh);
    let name = format!("Cabildo {}", version(program, &["--version"]));
    Ok(vec![
        Row {
            system: format!("{name}, durable and readable"),
            propagation,
            ingest: Some(ingest),
            catch_up: Some(kept),
            messages: many,
        },
        Row {
            system: format!("{name}, every signature checked"),
            catch_up: Some(checked),
            messages: many,
            ..Row::default()
        },
    ])
}

async fn start(program: &Path, home: &Home, setup: &Setup) -> Result<Process> {
    let mut command = Command::new(program);
    command.arg("--home").arg(&home.folder).arg("node").env_remove("CABILDO_HOME");
    let mut process = Process::start(&mut command, &setup.place.path().join("cabildo.log"))?;
    let api = ApiClient::new(&home.socket)?;
    process.until(async || api.status().await.is_ok()).await?;
    Ok(process)
}

async fn propagate(here: &Home, there: &Home, messages: &[Message]) -> Result<Vec<Duration>> {
    linked(there).await?;
    let numbers = messages.iter().enumerate().map(|(number, message)| (message.id(), number));
    let numbers: HashMap<_, _> = numbers.collect();
    let mut events = ApiClient::new(&there.socket)?.events(None);
    let (arrived, mut arrivals): (_, Arrivals) = mpsc::unbounded_channel();
    let reader = tokio::spawn(async move {
        while let Some(Ok(received)) = events.next().await {
            if let ApiEvent::Message(info) = received.event
                && let Some(number) = numbers.get(&info.id)
            {
                let _ = arrived.send((*number, Instant::now()));
            }
        }
    });
    sleep(MESH).await;
    let api = ApiClient::new(&here.socket)?;
    let publish = async |number: usize| {
        api.submit(&messages[number]).await?;
        Ok(())
    };
    let times = paced(messages.len() - WARM, publish, &mut arrivals).await;
    reader.abort();
    times
}

/// Waits for a link, and returns when there was still none.
async fn linked(home: &Home) -> Result<Instant> {
    let api = ApiClient::new(&home.socket)?;
    let began = Instant::now();
    loop {
        let asked = Instant::now();
        if api.status().await?.connected > 0 {
            return Ok(asked);
        }
        if began.elapsed() > pace::PATIENCE {
            bail!("no link");
        }
        sleep(LOOK).await;
    }
}

/// As any program may submit them: HTTP over connections that are kept.
async fn ingest(home: &Home, messages: &[Message]) -> Result<f64> {
    let client = reqwest::Client::builder().unix_socket(home.socket.as_path()).no_proxy().build()?;
    let bodies: Vec<Vec<u8>> = messages.iter().map(|message| WireMessage::from(message).encode()).collect();
    let began = Instant::now();
    let submit = |body: Vec<u8>| {
        let request = client.post("http://localhost/v1/messages");
        let request = request.header("content-type", "application/cbor").body(body);
        async move {
            let answer = request.send().await?;
            let (status, answer) = (answer.status(), answer.bytes().await?);
            if !status.is_success() {
                bail!("{status}: {}", String::from_utf8_lossy(&answer));
            }
            Ok(serde_json::from_slice::<Submitted>(&answer)?)
        }
    };
    let confirmed = stream::iter(bodies.into_iter().map(submit)).buffered(WINDOW);
    let confirmed: usize = confirmed.try_fold(0, async |n, _| Ok(n + 1)).await?;
    Ok(rate(confirmed, began))
}

/// Messages a second from the link on: until all are durable and readable, and until all signatures are checked.
async fn catch_up(home: &Home, total: u64) -> Result<(f64, f64)> {
    let began = linked(home).await?;
    let mut kept = None;
    loop {
        let counts = Counts::of(home).await?;
        if counts.messages >= total {
            let kept = *kept.get_or_insert_with(|| rate(total as usize, began));
            if counts.unchecked == 0 {
                return Ok((kept, rate(total as usize, began)));
            }
        }
        if began.elapsed() > PATIENCE {
            bail!("{} of {total} messages came, {} are not checked", counts.messages, counts.unchecked);
        }
        sleep(LOOK).await;
    }
}

/// What a node counts.
struct Counts {
    messages: u64,
    unchecked: u64,
    lag: u64,
}

impl Counts {
    async fn of(home: &Home) -> Result<Self> {
        let text = ApiClient::new(&home.socket)?.metrics().await?;
        let gauge = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.and_then(|value| value.trim().parse().ok()).with_context(|| format!("{name} in the metrics"))
        };
        Ok(Self {
            messages: gauge("cabildo_messages_kept")?,
            unchecked: gauge("cabildo_unchecked")?,
            lag: gauge("cabildo_index_lag")?,
        })
    }
}
