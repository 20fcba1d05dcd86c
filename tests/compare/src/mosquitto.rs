//! Mosquitto: MQTT 3.1.1 at quality 1, with a subscriber whose session is kept.

use crate::{
    Setup,
    pace::{Arrivals, PATIENCE, paced, rate},
    payload,
    process::{Process, free_port, version},
    table::Row,
};
use anyhow::{Context as _, Result, bail};
use rumqttc::{AsyncClient, ConnectReturnCode, Event, EventLoop, MqttOptions, Packet, QoS};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, time::timeout};

/// Publications under way.
const WINDOW: u16 = 1000;
const TOPIC: &str = "compare/many";

pub async fn measure(setup: &Setup, program: &Path) -> Result<Vec<Row>> {
    let folder = setup.place.fresh("mosquitto");
    let port = free_port()?;
    // Run as root, it would become a user who may not write here.
    let config = format!(
        "listener {port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\n\
         persistence_location {}/\nmax_queued_messages 0\nmax_inflight_messages 0\n",
        folder.display()
    );
    std::fs::write(folder.join("mosquitto.conf"), config)?;
    let mut command = Command::new(program);
    command.arg("-c").arg(folder.join("mosquitto.conf"));
    let mut process = Process::start(&mut command, &folder.join("log"))?;
    process.listens(port).await?;
    let propagation = propagate(port, setup.effort.single).await?;
    let many = setup.effort.many;
    // The broker keeps messages for those that it knows.
    drop(subscribed(port, "many", TOPIC).await?);
    let ingest = ingest(port, many).await?;
    let catch_up = catch_up(port, many).await?;
    drop(process);
    Ok(vec![Row {
        system: format!("Mosquitto {}", version(program, &["-h"])),
        propagation,
        ingest: Some(ingest),
        catch_up: Some(catch_up),
        messages: many,
    }])
}

fn connect(port: u16, name: &str) -> (AsyncClient, EventLoop) {
    let mut options = MqttOptions::new(name, "127.0.0.1", port);
    options.set_inflight(WINDOW).set_clean_session(false).set_keep_alive(Duration::from_secs(60));
    let (client, mut events) = AsyncClient::new(options, usize::from(WINDOW));
    let mut network = rumqttc::NetworkOptions::new();
    network.set_tcp_nodelay(true);
    events.set_network_options(network);
    (client, events)
}

/// A subscriber whose subscription is confirmed.
async fn subscribed(port: u16, name: &str, topic: &str) -> Result<(AsyncClient, EventLoop)> {
    let (client, mut events) = connect(port, name);
    client.subscribe(topic, QoS::AtLeastOnce).await?;
    while !matches!(next(&mut events).await?, Packet::SubAck(_)) {}
    Ok((client, events))
}

async fn next(events: &mut EventLoop) -> Result<Packet> {
    loop {
        let event = timeout(PATIENCE, events.poll()).await.context("the broker says nothing")??;
        if let Event::Incoming(packet) = event {
            return Ok(packet);
        }
    }
}

async fn propagate(port: u16, count: usize) -> Result<Vec<Duration>> {
    let (_subscriber, mut events) = subscribed(port, "single", "compare/single").await?;
    let (arrived, mut arrivals): (_, Arrivals) = mpsc::unbounded_channel();
    let reader = tokio::spawn(async move {
        while let Ok(packet) = next(&mut events).await {
            if let Packet::Publish(publish) = packet
                && let Some(number) = payload::number(&publish.payload)
            {
                let _ = arrived.send((number, Instant::now()));
            }
        }
    });
    let (client, mut events) = connect(port, "publisher");
    let poll = tokio::spawn(async move { while next(&mut events).await.is_ok() {} });
    let publish = async |number: usize| {
        let text = payload::text(number);
        Ok(client.publish("compare/single", QoS::AtLeastOnce, false, text).await?)
    };
    let times = paced(count, publish, &mut arrivals).await;
    reader.abort();
    poll.abort();
    times
}

async fn ingest(port: u16, count: usize) -> Result<f64> {
    let texts: Vec<String> = (0..count).map(payload::text).collect();
    let (client, mut events) = connect(port, "many-publisher");
    while !matches!(next(&mut events).await?, Packet::ConnAck(_)) {}
    let began = Instant::now();
    let feed = tokio::spawn(async move {
        for text in texts {
            client.publish(TOPIC, QoS::AtLeastOnce, false, text).await?;
        }
        // Without its client the event loop ends before the last confirmation.
        Ok::<_, rumqttc::ClientError>(client)
    });
    let mut confirmed = 0;
    while confirmed < count {
        if matches!(next(&mut events).await?, Packet::PubAck(_)) {
            confirmed += 1;
        }
    }
    let rate = rate(count, began);
    feed.await??;
    Ok(rate)
}

/// From the connection on.
async fn catch_up(port: u16, count: usize) -> Result<f64> {
    let (_client, mut events) = connect(port, "many");
    let mut here = vec![false; count];
    let (mut arrived, began) = (0, Instant::now());
    while arrived < count {
        match next(&mut events).await.with_context(|| format!("{arrived} of {count} came"))? {
            Packet::ConnAck(ack) if ack.code != ConnectReturnCode::Success || !ack.session_present => {
                bail!("the session was not kept: {ack:?}");
            }
            Packet::Publish(publish) => {
                let number = payload::number(&publish.payload).context("another text")?;
                arrived += usize::from(!std::mem::replace(&mut here[number], true));
            }
            _ => {}
        }
    }
    Ok(rate(count, began))
}
