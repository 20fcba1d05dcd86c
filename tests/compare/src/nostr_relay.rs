//! nostr-rs-relay: signed events over a WebSocket.

use crate::{
    Setup,
    pace::{Arrivals, PATIENCE, WARM, paced, rate},
    payload,
    process::{Process, free_port, version},
    table::Row,
};
use anyhow::{Context as _, Result, bail};
use futures::{SinkExt as _, Stream, StreamExt as _};
use nostr::prelude::{
    ClientMessage, Event, EventBuilder, Filter, FinalizeEvent as _, Keys, Kind, RelayMessage, SecretKey,
    SubscriptionId,
};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, sync::mpsc, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Error, Message},
};

/// Events under way: fewer than the relay puts aside while it writes.
const WINDOW: usize = 1000;
/// Notes are what is counted, long texts what is published one at a time.
const MANY: Kind = Kind::TextNote;
const SINGLE: Kind = Kind::LongFormTextNote;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub async fn measure(setup: &Setup, program: &Path) -> Result<Vec<Row>> {
    let folder = setup.place.fresh("nostr");
    let port = free_port()?;
    let config = folder.join("config.toml");
    std::fs::write(&config, format!("[network]\naddress = \"127.0.0.1\"\nport = {port}\n"))?;
    let mut command = Command::new(program);
    command.arg("--config").arg(&config).arg("--db").arg(&folder);
    let mut process = Process::start(&mut command, &folder.join("log"))?;
    process.listens(port).await?;
    let (single, many) = (setup.effort.single, setup.effort.many);
    let propagation = propagate(port, single).await?;
    let events = sign(MANY, many)?;
    let ingest = ingest(port, &events).await?;
    let catch_up = catch_up(port, many).await?;
    drop(process);
    Ok(vec![Row {
        system: format!("nostr-rs-relay {}", version(program, &["--version"])),
        propagation,
        ingest: Some(ingest),
        catch_up: Some(catch_up),
        messages: many,
    }])
}

async fn connect(port: u16) -> Result<Socket> {
    // Without this small frames wait for others.
    Ok(connect_async_with_config(format!("ws://127.0.0.1:{port}"), None, true).await?.0)
}

/// Events of these texts, signed before any clock starts.
fn sign(kind: Kind, count: usize) -> Result<Vec<Event>> {
    let keys = Keys::new(SecretKey::from_slice(&[7; 32])?);
    let sign = |number| Ok(EventBuilder::new(kind, payload::text(number)).finalize(&keys)?);
    (0..count).map(sign).collect()
}

async fn send(socket: &mut Socket, message: ClientMessage<'_>) -> Result<()> {
    Ok(socket.send(Message::text(message.as_json())).await?)
}

/// The next message of the relay; texts are parsed, signatures not checked.
async fn next(
    socket: &mut (impl Stream<Item = Result<Message, Error>> + Unpin),
) -> Result<RelayMessage<'static>> {
    loop {
        let message = timeout(PATIENCE, socket.next()).await.context("the relay says nothing")?;
        if let Message::Text(text) = message.context("the relay has hung up")?? {
            return Ok(RelayMessage::from_json(text.as_bytes())?);
        }
    }
}

/// A socket on which events of a kind come.
async fn subscribed(port: u16, kind: Kind) -> Result<Socket> {
    let mut socket = connect(port).await?;
    send(&mut socket, ClientMessage::req(SubscriptionId::new("all"), vec![Filter::new().kind(kind)])).await?;
    Ok(socket)
}

async fn propagate(port: u16, count: usize) -> Result<Vec<Duration>> {
    let mut subscriber = subscribed(port, SINGLE).await?;
    while !matches!(next(&mut subscriber).await?, RelayMessage::EndOfStoredEvents(_)) {}
    let (arrived, mut arrivals): (_, Arrivals) = mpsc::unbounded_channel();
    let reader = tokio::spawn(async move {
        while let Ok(message) = next(&mut subscriber).await {
            if let RelayMessage::Event { event, .. } = message
                && let Some(number) = payload::number(event.content.as_bytes())
            {
                let _ = arrived.send((number, Instant::now()));
            }
        }
    });
    let events = sign(SINGLE, count + WARM)?;
    let (mut sink, mut answers) = connect(port).await?.split();
    let confirmations = tokio::spawn(async move { while next(&mut answers).await.is_ok() {} });
    let publish = async |number: usize| {
        let event = ClientMessage::event(events[number].clone());
        Ok(sink.send(Message::text(event.as_json())).await?)
    };
    let times = paced(count, publish, &mut arrivals).await;
    reader.abort();
    confirmations.abort();
    times
}

async fn ingest(port: u16, events: &[Event]) -> Result<f64> {
    let frames = events.iter().map(|event| ClientMessage::event(event.clone()).as_json());
    let mut frames = frames.collect::<Vec<String>>().into_iter();
    let mut socket = connect(port).await?;
    let began = Instant::now();
    let (mut sent, mut confirmed) = (0, 0);
    while confirmed < events.len() {
        for frame in frames.by_ref().take(confirmed + WINDOW - sent) {
            socket.feed(Message::text(frame)).await?;
            sent += 1;
        }
        socket.flush().await?;
        match next(&mut socket).await? {
            RelayMessage::Ok { status: true, .. } => confirmed += 1,
            other => bail!("instead of a confirmation: {other:?}"),
        }
    }
    Ok(rate(confirmed, began))
}

/// From the connection on.
async fn catch_up(port: u16, count: usize) -> Result<f64> {
    let began = Instant::now();
    let mut socket = subscribed(port, MANY).await?;
    let mut here = vec![false; count];
    let mut arrived = 0;
    while arrived < count {
        let message = next(&mut socket).await.with_context(|| format!("{arrived} of {count} came"))?;
        let RelayMessage::Event { event, .. } = message else {
            bail!("{message:?} after {arrived} of {count}")
        };
        let number = payload::number(event.content.as_bytes()).context("another text")?;
        arrived += usize::from(!std::mem::replace(&mut here[number], true));
    }
    Ok(rate(count, began))
}
