//! Real nodes on loopback: gossip, catching up, the relay alone in between, being cut off.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::writer::WriteError;
use cabildo_node::{
    config::Config,
    home::Home,
    net::NetError,
    running::{Running, StartError},
};
use common::{PATIENCE, arrives, endorse, federation, proposal, until};
use std::time::Instant;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_writes_the_others_have_and_answer() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let morelia = federation.start("morelia").await;
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    let id = federation.writer("oaxaca").write(&here, proposal("Agua")).await.expect("kept").id;
    arrives(&there, &id).await;
    let answer = federation.writer("morelia").write(&there, endorse(&id)).await.expect("kept").id;
    arrives(&here, &answer).await;
    until("equal frontiers", async || {
        here.frontier().await.expect("heads") == there.frontier().await.expect("heads")
    })
    .await;
    assert!(here.status().await.expect("a status").connected >= 1);
    oaxaca.stop().await;
    morelia.stop().await;
    assert!(here.status().await.is_err(), "a stopped node answers no more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_relay_alone_in_between_is_enough() {
    let federation = federation(7);
    let relay = federation.start("relay").await;
    let oaxaca = federation.start("oaxaca").await;
    let writer = federation.writer("oaxaca");
    let here = federation.api("oaxaca");
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(writer.write(&here, proposal(&format!("Propuesta {n}"))).await.expect("kept").id);
    }
    for id in &ids {
        arrives(&federation.api("relay"), id).await;
    }
    oaxaca.stop().await;
    let copiapo = federation.start("copiapo").await;
    for id in &ids {
        arrives(&federation.api("copiapo"), id).await;
    }
    let refused =
        federation.writer("oaxaca").write(&federation.api("relay"), proposal("por el relevo")).await;
    assert!(matches!(refused, Err(WriteError::Client(_))), "a relay takes no messages: {refused:?}");
    relay.stop().await;
    copiapo.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_cut_off_lacks_what_the_others_say_until_the_links_are_back() {
    let federation = federation(7);
    let (oaxaca, morelia) = (federation.start("oaxaca").await, federation.start("morelia").await);
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    until("a link", async || here.status().await.expect("a status").connected > 0).await;
    morelia.handle().sever(true);
    until("no link", async || here.status().await.expect("a status").connected == 0).await;
    let id = federation.writer("oaxaca").write(&here, proposal("Sin red")).await.expect("kept").id;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert!(there.message(&id.to_string()).await.is_err());
    assert_eq!(there.status().await.expect("a status").connected, 0);
    assert!(there.status().await.expect("a status").trouble.is_empty(), "no trouble of its own");
    morelia.handle().sever(false);
    arrives(&there, &id).await;
    oaxaca.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_away_says_how_far_behind_it_is_until_it_is_not() {
    const MISSED: u64 = 400;
    let federation = federation(7);
    let (oaxaca, morelia) = (federation.start("oaxaca").await, federation.start("morelia").await);
    let (here, there) = (federation.api("oaxaca"), federation.api("morelia"));
    until("a link", async || here.status().await.expect("a status").connected > 0).await;
    morelia.handle().sever(true);
    until("no link", async || here.status().await.expect("a status").connected == 0).await;
    let writer = federation.writer("oaxaca");
    for n in 0..MISSED {
        writer.write(&here, proposal(&format!("Propuesta {n}"))).await.expect("kept");
    }
    assert_eq!(there.status().await.expect("a status").behind, 0, "nobody told it");
    morelia.handle().sever(false);
    let mut behind = Vec::new();
    let began = Instant::now();
    // Without a pause: it does not take long.
    loop {
        let status = there.status().await.expect("a status");
        behind.push(status.behind);
        assert!(status.behind <= MISSED, "it says more than there is: {status:?}");
        if status.messages == MISSED && status.behind == 0 {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "it does not catch up: {behind:?}");
    }
    let most = *behind.iter().max().expect("some");
    assert!(most > 0, "it never said that it was behind: {behind:?}");
    let falling = behind.iter().skip_while(|n| **n < most);
    assert!(falling.is_sorted_by(|a, b| a >= b), "it fell: {behind:?}");
    oaxaca.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_in_use_a_home_in_use_and_a_home_without_rosters_are_said() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let said = Home::open(&federation.home("oaxaca")).expect_err("in use").to_string();
    assert!(said.contains("already running") && said.contains("process"), "{said}");
    let other = federation.home("morelia");
    let path = other.join("config.toml");
    let mut config = Config::load(&path).expect("settings");
    let taken = Config::load(&federation.home("oaxaca").join("config.toml")).expect("settings");
    for address in taken.network.listen {
        config.network.listen = vec![address.clone()];
        std::fs::write(&path, config.to_toml().expect("TOML")).expect("written");
        let error = Running::start(Home::open(&other).expect("a home")).await.expect_err("in use");
        assert!(matches!(error, StartError::Network(NetError::PortTaken { .. })), "{error}");
        let said = error.to_string();
        assert!(said.contains(&address.to_string()) && said.contains("config.toml"), "{said}");
        assert!(said.contains(&format!("(process {})", std::process::id())), "{said}");
    }
    oaxaca.stop().await;
    std::fs::remove_dir_all(other.join("rosters")).expect("removed");
    std::fs::remove_dir_all(other.join("store")).expect("removed");
    let error = Running::start(Home::open(&other).expect("a home")).await.expect_err("no rosters");
    assert!(matches!(error, StartError::NoRosters { .. }), "{error}");
}
