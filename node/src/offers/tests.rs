//! What is offered until when, and what of a feed is read at all.

use super::*;
use crate::formats::cap;
use cabildo_protocol::content::Severity;

const ALERT: &str = r#"<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>ID</identifier><sender>smn@example.org</sender><sent>2026-11-27T06:00:00-06:00</sent><status>STATUS</status><msgType>TYPE</msgType><scope>Public</scope>REFS<info><language>es-MX</language><category>Met</category><event>Lluvia</event><urgency>Immediate</urgency><severity>SEVERITY</severity><certainty>Likely</certainty><expires>2026-11-28T06:00:00-06:00</expires></info></alert>"#;

fn alert(id: &str, kind: &str, refers: &[&str], severity: &str) -> String {
    let named: Vec<String> =
        refers.iter().map(|id| format!("smn@example.org,{id},2026-11-27T06:00:00-06:00")).collect();
    let references = if named.is_empty() {
        String::new()
    } else {
        format!("<references>{}</references>", named.join(" "))
    };
    let text = ALERT.replace("ID", id).replace("TYPE", kind).replace("REFS", &references);
    text.replace("SEVERITY", severity).replace("STATUS", "Actual")
}

fn read(text: &str) -> Alert {
    cap::read(text.as_bytes()).expect("an alert")
}

/// 2026-11-27T13:00:00Z.
const NOW: Millis = Millis(1_795_784_400_000);

fn feed(severity: Severity, exercises: bool) -> CapFeed {
    let (name, url) = ("smn".to_owned(), "http://127.0.0.1:1/".to_owned());
    CapFeed { name, url, every_seconds: 30, severity, exercises }
}

fn offers(folder: &Path) -> Offers {
    Offers::new(&Config::default(), &folder.join("passed-over.json"))
}

fn ids(offers: &Offers, taken: &Taken, now: Millis) -> Vec<String> {
    let named = |offer: Offer| format!("{} {:?}", offer.msg_type, offer.severity).to_lowercase();
    offers.now(taken, now).into_iter().map(named).collect()
}

#[test]
fn what_a_feed_says_is_offered_until_it_is_over_replaced_taken_or_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = offers(folder.path());
    let every = feed(Severity::Unknown, false);
    let first = read(&alert("a", "Alert", &[], "Severe"));
    assert_eq!(all.take_in(&every, vec![first.clone()], NOW).len(), 1);
    assert!(all.take_in(&every, vec![first.clone()], NOW).is_empty(), "news once");
    let none = Taken::new();
    assert_eq!(ids(&all, &none, NOW), ["alert severe"]);
    assert!(ids(&all, &none, NOW.plus(24 * 3_600_000)).is_empty(), "over");
    // An update takes its place; a cancellation is of interest to whoever took it over.
    all.take_in(&every, vec![read(&alert("b", "Update", &["a"], "Extreme"))], NOW);
    assert_eq!(ids(&all, &none, NOW), ["update extreme"]);
    all.take_in(&every, vec![read(&alert("c", "Cancel", &["b"], "Extreme"))], NOW);
    assert!(ids(&all, &none, NOW).is_empty());
    let notice = MessageId([7; 32]);
    let taken =
        |in_force| Taken::from([(("smn@example.org".to_owned(), "b".to_owned()), (notice, in_force))]);
    assert!(ids(&all, &taken(false), NOW).is_empty(), "there is nothing left to withdraw");
    let taken = taken(true);
    assert_eq!(ids(&all, &taken, NOW), ["cancel extreme"]);
    assert_eq!(all.now(&taken, NOW)[0].replaces, Some(notice));
    // What was passed over is remembered by the next start.
    let other = read(&alert("d", "Alert", &[], "Minor"));
    all.take_in(&every, vec![other.clone()], NOW);
    assert_eq!(ids(&all, &none, NOW), ["alert minor"]);
    all.pass_over(&other).expect("written");
    assert!(ids(&all, &none, NOW).is_empty());
    let again = offers(folder.path());
    assert!(again.take_in(&every, vec![other], NOW).is_empty());
    assert!(ids(&again, &none, NOW).is_empty());
}

#[test]
fn only_what_is_wanted_is_kept_and_not_without_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = offers(folder.path());
    let severe = feed(Severity::Severe, false);
    let exercise = alert("e", "Alert", &[], "Extreme").replace("Actual", "Exercise");
    let system = alert("s", "Alert", &[], "Extreme").replace("Actual", "System");
    let unwanted = [
        alert("a", "Alert", &[], "Moderate"),
        exercise.clone(),
        system,
        alert("k", "Ack", &["a"], "Extreme"),
        alert("x", "Error", &["a"], "Extreme"),
    ];
    assert!(all.take_in(&severe, unwanted.iter().map(|text| read(text)).collect(), NOW).is_empty());
    assert!(all.is_empty());
    let with_exercises = feed(Severity::Severe, true);
    assert_eq!(all.take_in(&with_exercises, vec![read(&exercise)], NOW).len(), 1);
    let many = (0..KEPT_MAX + 9).map(|n| {
        let mut alert = read(&alert(&format!("n{n}"), "Alert", &[], "Severe"));
        alert.sent = alert.sent.plus(n as u64);
        alert
    });
    all.take_in(&severe, many.collect(), NOW);
    let kept = all.now(&Taken::new(), NOW);
    assert_eq!(kept.len(), KEPT_MAX);
    assert!(kept.windows(2).all(|pair| pair[0].sent >= pair[1].sent), "the newest first");
}

#[test]
fn what_two_feeds_have_is_offered_once_and_nobody_replaces_what_another_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = offers(folder.path());
    let (one, two) = (
        feed(Severity::Unknown, false),
        CapFeed { name: "two".to_owned(), ..feed(Severity::Unknown, false) },
    );
    let alert_a = read(&alert("a", "Alert", &[], "Severe"));
    assert_eq!(all.take_in(&one, vec![alert_a.clone()], NOW).len(), 1);
    assert!(all.take_in(&two, vec![alert_a.clone()], NOW).is_empty());
    assert_eq!(ids(&all, &Taken::new(), NOW), ["alert severe"]);
    assert!(all.find(&id_of(&alert_a)).is_some_and(|(feed, _)| feed == "smn"), "it can be taken");
    let strange = alert("x", "Update", &["a"], "Minor").replace("<sender>smn@", "<sender>other@");
    all.take_in(&two, vec![read(&strange)], NOW);
    assert_eq!(ids(&all, &Taken::new(), NOW).len(), 2);
}

#[test]
fn a_feed_that_fails_is_said_when_it_does_so_again_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (all, smn) = (offers(folder.path()), feed(Severity::Unknown, false));
    for _ in 1..FAILS_MAX {
        all.failed(&smn, "no route".to_owned());
    }
    assert!(all.failing().is_empty());
    all.failed(&smn, "refused".to_owned());
    assert_eq!(all.failing(), [("smn".to_owned(), "refused".to_owned())]);
    all.take_in(&smn, Vec::new(), NOW);
    assert!(all.failing().is_empty(), "it is read again");
}

#[test]
fn a_feed_holds_alerts_or_says_where_they_are() {
    let one = alert("a", "Alert", &[], "Severe");
    let atom = |entry: &str| {
        format!(
            r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry>{entry}</entry></feed>"#
        )
    };
    let whole = document::read(one.as_bytes()).expect("an alert");
    assert_eq!((whole.alerts.len(), whole.links.len()), (1, 0));
    let inside = document::read(atom(&format!("<content type=\"text/xml\">{one}</content>")).as_bytes());
    assert_eq!(inside.expect("a feed").alerts.len(), 1);
    let links = r#"<link rel="alternate" href="/a.html"/><link type="application/cap+xml" href="a.xml?x=1&amp;y=2"/>"#;
    assert_eq!(document::read(atom(links).as_bytes()).expect("a feed").links, ["a.xml?x=1&y=2"]);
    let rss =
        "<rss version=\"2.0\"><channel><item><link> http://x/a.xml </link></item><item/></channel></rss>";
    assert_eq!(document::read(rss.as_bytes()).expect("a feed").links, ["http://x/a.xml"]);
    let broken = document::read(atom(&one.replace("Severe", "Bad")).as_bytes()).expect("a feed");
    assert!(broken.alerts.is_empty() && broken.refused.is_some_and(|why| why.contains("severity")));
    for bad in ["", "<html/>", "{}", "<!DOCTYPE x [<!ENTITY a 'b'>]><rss/>"] {
        assert!(document::read(bad.as_bytes()).is_err(), "{bad}");
    }
}
