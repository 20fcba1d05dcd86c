//! A node whose clock is ten minutes behind those of its peers says so wherever people look.

use crate::{
    common::{Federation, federation, until},
    peer::{Out, Peer},
};
use cabildo_node::driver::clock;
use cabildo_protocol::{
    id::Hash,
    sync::{Overview, Request, Response},
};
use serde_json::Value;
use std::process::Command;

/// What a peer answers whose clock is so far ahead of this machine's.
fn ahead(ms: i64) -> impl FnMut(&Request) -> Option<Out> + Send + 'static {
    move |request| {
        let Request::Overview(..) = request else { return None };
        let (none, now) = (Hash([0; 32]), clock().0.checked_add_signed(ms).expect("an instant"));
        let now = Some(cabildo_protocol::id::Millis(now));
        let overview = Overview { rosters: none, proofs: none, heads: vec![], receipts: None, now };
        Some(Out::response(&Response::Overview(overview)))
    }
}

/// The program on a node's home: its exit status and all that it said.
async fn cabildo(federation: &Federation, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cabildo"));
    command.args(["--language", "es", "--home"]).arg(federation.home("oaxaca")).args(arguments);
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = run.await.expect("a thread").expect("a program");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_off_is_told_of_and_warned_about_before_signing() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    assert_eq!(api.status().await.expect("a status").clock, None, "nobody was compared with");
    let mut peers = Vec::new();
    for (name, ms) in [("valparaiso", 600_000), ("copiapo", 601_000), ("sfic", -86_400_000)] {
        let mut peer = Peer::of(&federation, name);
        peer.say(ahead(ms));
        peer.meet(&federation, "oaxaca").await;
        peers.push(peer);
    }
    let mut found = None;
    until("three are compared with", async || {
        found = api.status().await.expect("a status").clock;
        found.is_some_and(|clock| clock.institutions == 3)
    })
    .await;
    let offset = found.expect("a clock").offset_ms;
    assert!((595_000..=601_000).contains(&offset), "{offset}: the third lies");

    let (status, said) = cabildo(&federation, &["status"]).await;
    assert!(status == 4 && said.contains("Reloj: 10 min atrasado respecto de 3 instituciones"), "{said}");
    let (status, said) = cabildo(&federation, &["--json", "doctor", "clock"]).await;
    let doctor: Value = serde_json::from_str(&said).expect("JSON");
    let finding = &doctor["findings"][0];
    assert!(status == 4 && finding["code"] == "clock-slow" && finding["level"] == "trouble", "{said}");
    assert!(finding["message"].as_str().is_some_and(|text| text.contains("+60")), "{said}");
    assert!(finding["remedy"].as_str().is_some_and(|text| text.contains("timedatectl")), "{said}");
    let (status, said) = cabildo(&federation, &["propose", "--title", "Ciclovía", "--text", "x"]).await;
    assert!(status == 0 && said.contains("El reloj del nodo está 10 min atrasado"), "{said}");

    // All come again with the right time: nothing is said any more.
    for peer in &mut peers {
        peer.say(ahead(0));
        peer.meet_again(&federation, "oaxaca").await;
    }
    until("the clock is right", async || {
        api.status().await.expect("a status").clock.is_some_and(|clock| !clock.is_off())
    })
    .await;
    let (_, said) = cabildo(&federation, &["doctor", "clock"]).await;
    assert!(said.contains("[bien] reloj: a +") || said.contains("[bien] reloj: a -"), "{said}");
    oaxaca.stop().await;
}
