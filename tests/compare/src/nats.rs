//! NATS JetStream: a stream in files, published to with confirmations, and replayed.

use crate::{
    Setup,
    pace::{Arrivals, PATIENCE, paced, rate},
    payload,
    process::{Process, free_port, version},
    table::Row,
};
use anyhow::{Context as _, Result};
use async_nats::jetstream::{
    self, Context,
    consumer::{
        DeliverPolicy,
        push::{Ordered, OrderedConfig},
    },
    stream::{Config, StorageType},
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, time::timeout};

/// Publications under way.
const WINDOW: usize = 1000;

pub async fn measure(setup: &Setup, program: &Path) -> Result<Vec<Row>> {
    let folder = setup.place.fresh("nats");
    let port = free_port()?;
    let mut command = Command::new(program);
    command.args(["-a", "127.0.0.1", "-p", &port.to_string(), "-js", "-sd"]).arg(&folder);
    let mut process = Process::start(&mut command, &folder.join("log"))?;
    process.listens(port).await?;
    let propagation = propagate(port, setup.effort.single).await?;
    let many = setup.effort.many;
    let context = connect(port).await?;
    create(&context, "many").await?;
    let ingest = ingest(&context, many).await?;
    let catch_up = catch_up(port, many).await?;
    drop(process);
    Ok(vec![Row {
        system: format!("NATS JetStream {}", version(program, &["-v"])),
        propagation,
        ingest: Some(ingest),
        catch_up: Some(catch_up),
        messages: many,
    }])
}

async fn connect(port: u16) -> Result<Context> {
    Ok(jetstream::new(async_nats::connect(format!("127.0.0.1:{port}")).await?))
}

/// A stream in files of what is published to its name.
async fn create(context: &Context, name: &str) -> Result<()> {
    let config = Config {
        name: name.to_owned(),
        subjects: vec![name.to_owned()],
        storage: StorageType::File,
        ..Config::default()
    };
    context.create_stream(config).await?;
    Ok(())
}

/// A fresh subscriber that is served in order, without confirmations.
async fn subscriber(port: u16, name: &str, from: DeliverPolicy) -> Result<Ordered> {
    let client = async_nats::connect(format!("127.0.0.1:{port}")).await?;
    let inbox = client.new_inbox();
    let config = OrderedConfig { deliver_subject: inbox, deliver_policy: from, ..OrderedConfig::default() };
    let stream = jetstream::new(client).get_stream(name).await?;
    Ok(stream.create_consumer(config).await?.messages().await?)
}

async fn propagate(port: u16, count: usize) -> Result<Vec<Duration>> {
    let context = connect(port).await?;
    create(&context, "single").await?;
    let mut messages = subscriber(port, "single", DeliverPolicy::New).await?;
    let (arrived, mut arrivals): (_, Arrivals) = mpsc::unbounded_channel();
    let reader = tokio::spawn(async move {
        while let Some(Ok(message)) = messages.next().await {
            if let Some(number) = payload::number(&message.payload) {
                let _ = arrived.send((number, Instant::now()));
            }
        }
    });
    let publish = async |number: usize| {
        context.publish("single", payload::text(number).into()).await?.await?;
        Ok(())
    };
    let times = paced(count, publish, &mut arrivals).await;
    reader.abort();
    times
}

async fn ingest(context: &Context, count: usize) -> Result<f64> {
    let texts: Vec<String> = (0..count).map(payload::text).collect();
    let began = Instant::now();
    let publish = |text: String| async { anyhow::Ok(context.publish("many", text.into()).await?.await?) };
    let confirmed = stream::iter(texts.into_iter().map(publish)).buffered(WINDOW);
    let confirmed: usize = confirmed.try_fold(0, async |n, _| Ok(n + 1)).await?;
    Ok(rate(confirmed, began))
}

/// From the connection on.
async fn catch_up(port: u16, count: usize) -> Result<f64> {
    let began = Instant::now();
    let mut messages = subscriber(port, "many", DeliverPolicy::All).await?;
    let mut here = vec![false; count];
    let mut arrived = 0;
    while arrived < count {
        let message = timeout(PATIENCE, messages.next()).await?.context("the replay ended")??;
        let number = payload::number(&message.payload).context("another text")?;
        arrived += usize::from(!std::mem::replace(&mut here[number], true));
    }
    Ok(rate(count, began))
}
