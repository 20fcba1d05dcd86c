//! The lines of an inbox and their order.

use super::stage::{
    MORELIA, OAXACA, Stage, VALPARAISO, ack, at, id, notice_fields, position, propose, say, warn,
};
use cabildo_protocol::{
    content::{Kind, Severity},
    id::Millis,
    message::Message,
    views::{Summary, by_urgency, summary},
};
use serde_json::json;
use std::cmp::Ordering;

/// The line of a thread in the inbox of an institution.
fn line(s: &Stage, me: &str, root: &Message, replies: &[Message]) -> Summary {
    let last = replies.iter().filter_map(|m| m.details()).map(|d| d.created).max().unwrap_or(Millis(0));
    let line = summary(&s.thread(root, replies), last, false, &id(me), s.now);
    let json = serde_json::to_string(&line).unwrap();
    assert_eq!(serde_json::from_str::<Summary>(&json).unwrap(), line);
    line
}

#[test]
fn a_line_says_what_is_asked_and_what_we_said() {
    let mut s = Stage::new();
    s.now = at(5000);
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let first = position(&mut s.morelia, &root, 2000, "endorse");
    let last = position(&mut s.morelia, &root, 3000, "ask_for_changes");
    let replies = [first, last];
    let ours = line(&s, MORELIA, &root, &replies);
    assert_eq!((ours.kind, ours.open, ours.ours_missing), (Some(Kind::Proposal), true, false));
    assert_eq!((ours.asked, ours.answered, ours.ours.as_deref()), (2, 1, Some("ask_for_changes")));
    assert_eq!((ours.respond_by, ours.last), (Some(at(11_000)), at(3000)));
    assert_eq!(ours.title.0.values().next().unwrap(), "Agua");
    let theirs = line(&s, VALPARAISO, &root, &replies);
    assert_eq!((theirs.ours_missing, theirs.ours), (true, None));
    let authors = line(&s, OAXACA, &root, &replies);
    assert_eq!((authors.ours_missing, authors.ours), (false, None));
    s.now = at(11_001);
    let closed = line(&s, VALPARAISO, &root, &replies);
    assert_eq!((closed.open, closed.ours_missing), (false, false));
}

#[test]
fn a_notice_says_how_bad_it_is_now_and_whether_it_is_real() {
    let mut s = Stage::new();
    let root = warn(&mut s.valparaiso, 1000, "extreme", "Tsunami");
    let real = line(&s, OAXACA, &root, &[]);
    assert_eq!((real.severity, real.exercise, real.open), (Some(Severity::Extreme), false, true));
    assert!(real.ours_missing);
    let better = notice_fields("minor", "Baja", None);
    let update = say(&mut s.valparaiso, Kind::NoticeUpdate, Some(root.id()), 2000, better);
    let closed = ack(&mut s.oaxaca, &root, 3000, "closed");
    let now = line(&s, OAXACA, &root, &[update, closed]);
    assert_eq!((now.severity, now.ours.as_deref()), (Some(Severity::Minor), Some("closed")));
    let mut drill = notice_fields("extreme", "Simulacro", None);
    drill["status"] = json!("exercise");
    let drill = say(&mut s.valparaiso, Kind::Notice, None, 4000, drill);
    assert!(line(&s, OAXACA, &drill, &[]).exercise);
    let bare = line(&s, OAXACA, &root.without_body(), &[]);
    assert_eq!((bare.kind, bare.open, bare.severity), (Some(Kind::Notice), true, None));
}

#[test]
fn the_most_urgent_comes_first() {
    let mut s = Stage::new();
    s.now = at(30_000);
    let mut drill = notice_fields("extreme", "Simulacro", None);
    drill["status"] = json!("exercise");
    let extreme = warn(&mut s.valparaiso, 1000, "extreme", "Tsunami");
    let minor = warn(&mut s.valparaiso, 2000, "minor", "Marejadas");
    let drill = say(&mut s.valparaiso, Kind::Notice, None, 3000, drill);
    let answered = warn(&mut s.valparaiso, 4000, "extreme", "Incendio");
    let soon = propose(&mut s.valparaiso, 21_000, json!({}));
    let later = propose(&mut s.valparaiso, 25_000, json!({}));
    let ours = propose(&mut s.oaxaca, 26_000, json!({}));
    let old = propose(&mut s.valparaiso, 27_000, json!({"respond_by": at(27_001).0}));
    let older = propose(&mut s.valparaiso, 28_000, json!({"respond_by": at(28_001).0}));
    let seen = ack(&mut s.oaxaca, &answered, 5000, "seen");
    let want = [
        ("the worst that waits for us", line(&s, OAXACA, &extreme, &[])),
        ("a smaller one that waits", line(&s, OAXACA, &minor, &[])),
        ("the nearest deadline", line(&s, OAXACA, &soon, &[])),
        ("a later deadline", line(&s, OAXACA, &later, &[])),
        ("an exercise, 48 hours", line(&s, OAXACA, &drill, &[])),
        ("in force, answered", line(&s, OAXACA, &answered, &[seen])),
        ("open, our own", line(&s, OAXACA, &ours, &[])),
        ("closed, newest", line(&s, OAXACA, &older, &[])),
        ("closed, older", line(&s, OAXACA, &old, &[])),
    ];
    for (i, (a_name, a)) in want.iter().enumerate() {
        for (j, (b_name, b)) in want.iter().enumerate() {
            assert_eq!(by_urgency(a, b), i.cmp(&j), "{a_name} · {b_name}");
        }
    }
    assert_eq!(by_urgency(&want[0].1, &want[0].1.clone()), Ordering::Equal);
}
