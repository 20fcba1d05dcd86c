//! What dashboard and alert rules read is what a running node counts.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use common::{federation, proposal};
use std::{collections::BTreeSet, fs, path::Path};

/// Every name of a metric in a text.
fn metrics(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("cabildo_")).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_metric_of_dashboard_and_rules_is_there() {
    let federation = federation(1);
    let node = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    federation.writer("oaxaca").write(&api, proposal("Agua")).await.expect("kept");
    let counted = metrics(&api.metrics().await.expect("metrics"));
    node.stop().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../configs/monitoring");
    for (file, least) in [("cabildo.rules.yml", 8), ("grafana-cabildo.json", 14)] {
        let text = fs::read_to_string(folder.join(file)).expect("readable");
        let read = metrics(&text);
        assert!(read.len() >= least, "{file} reads {read:?}");
        // A family of counters shows itself with its first member.
        let absent: Vec<_> =
            read.difference(&counted).filter(|name| *name != "cabildo_gossip_frames_total").collect();
        assert!(absent.is_empty(), "{file} reads {absent:?}, a node has {counted:?}");
    }
    let dashboard = fs::read(folder.join("grafana-cabildo.json")).expect("readable");
    let dashboard: serde_json::Value = serde_json::from_slice(&dashboard).expect("JSON");
    assert!(dashboard["panels"].as_array().is_some_and(|panels| panels.len() >= 10));
}
