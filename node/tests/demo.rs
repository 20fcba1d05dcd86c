//! The demo as a whole: seven real nodes play it, and one that is cut off is found out.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use cabildo_node::demo::{DemoOptions, Outcome, run_into};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Plays it and returns the outcome with the lines that it printed.
fn play(json: bool, cut: Option<&str>) -> (Outcome, Vec<String>) {
    let lines = Lines::default();
    let options = DemoOptions {
        headless: true,
        json,
        cut: cut.map(str::to_owned),
        languages: vec!["es".parse().unwrap()],
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let begun = Instant::now();
    let outcome = runtime.block_on(run_into(&options, Box::new(lines.clone()))).expect("a demo");
    assert!(begun.elapsed() < Duration::from_secs(180), "{:?}", begun.elapsed());
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    (outcome, text.lines().map(str::to_owned).collect())
}

fn objects(lines: &[String]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
}

fn messages(objects: &[Value]) -> Vec<&Value> {
    objects.iter().filter(|o| o["event"] == "message").collect()
}

/// Every answer comes after its institution's own API has returned what it answers.
fn each_heard_what_it_answers(objects: &[Value]) {
    let mut heard = BTreeSet::new();
    for object in objects {
        let of = |field: &str| object[field].as_str().unwrap_or_default();
        if of("event") == "heard" {
            heard.insert((of("node"), of("id")));
        } else if !of("answers").is_empty() {
            assert!(heard.contains(&(of("node"), of("answers"))), "not heard before: {object}");
        }
    }
    assert!(!heard.is_empty());
}

#[test]
fn the_whole_cast_converges_and_every_answer_cites_a_message() {
    let (outcome, lines) = play(true, None);
    for line in &lines {
        println!("{line}");
    }
    let objects = objects(&lines);
    let summary = objects.last().expect("a summary");
    assert!(outcome.converged(), "{summary}");
    assert_eq!(
        (&summary["event"], &summary["converged"], &summary["nodes"]),
        (&"summary".into(), &true.into(), &7.into())
    );
    each_heard_what_it_answers(&objects);
    let said = messages(&objects);
    assert_eq!(summary["messages"], said.len());
    assert_eq!((&summary["cut"], &summary["behind"]), (&Value::Array(vec![]), &Value::Array(vec![])));
    for figure in ["p50", "p99", "max"] {
        assert!(summary["last_node_ms"][figure].is_u64(), "{summary}");
    }

    let mut seen: BTreeMap<&str, &Value> = BTreeMap::new();
    for message in said {
        if let Some(answers) = message["answers"].as_str() {
            let answered = seen.get(answers).unwrap_or_else(|| panic!("{answers} was not said before"));
            assert_ne!(answered["node"], message["node"], "nobody answers itself");
        }
        seen.insert(message["id"].as_str().unwrap(), message);
    }
    let begun: BTreeSet<_> = seen
        .values()
        .filter(|m| m["answers"].is_null())
        .map(|m| (m["node"].as_str().unwrap(), m["kind"].as_str().unwrap()))
        .collect();
    let three = [("sfic", "agenda"), ("valparaiso", "proposal"), ("copiapo", "notice")];
    assert_eq!(begun, BTreeSet::from(three));
    let oaxaca: BTreeSet<_> =
        seen.values().filter(|m| m["node"] == "oaxaca").map(|m| &m["kind"]).map(Value::to_string).collect();
    assert_eq!(oaxaca, ["\"ack\"", "\"position\"", "\"rsvp\""].map(str::to_owned).into());
    let to_oaxaca = seen
        .values()
        .filter(|m| m["answers"].as_str().and_then(|id| seen.get(id)).is_some_and(|m| m["node"] == "oaxaca"));
    assert_eq!(to_oaxaca.count(), 3, "each of Oaxaca's three is answered");
}

#[test]
fn a_node_that_is_cut_off_is_named_and_says_nothing() {
    let (outcome, lines) = play(true, Some("morelia"));
    let objects = objects(&lines);
    let summary = objects.last().expect("a summary");
    assert!(!outcome.converged());
    assert_eq!(summary["converged"], false);
    assert_eq!((&summary["cut"][0], &summary["behind"]), (&"morelia".into(), &Value::from(vec!["morelia"])));
    let said = messages(&objects);
    each_heard_what_it_answers(&objects);
    assert!(said.iter().all(|m| m["node"] != "morelia"), "no answer from it");
    assert!(objects.iter().all(|o| o["event"] != "heard" || o["node"] != "morelia"), "its API has nothing");
    assert!(said.len() > 8, "the others talk: {}", said.len());
}

#[test]
fn for_people_it_is_one_line_an_event() {
    let (outcome, lines) = play(false, None);
    assert!(outcome.converged(), "{lines:?}");
    for line in &lines {
        println!("{line}");
        assert!(!line.contains("demo-") && !line.contains("kind-") && !line.contains('\u{2068}'), "{line}");
        assert!(line.chars().count() <= 200, "{line}");
    }
    assert_eq!(lines.len(), outcome.summary.expect("a summary").messages + 2);
}
