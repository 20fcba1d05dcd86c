//! The acknowledgement matrix: times to each state, needs and offers, and whom a reminder is for.

use super::stage::*;
use cabildo_protocol::{
    content::{AckState, Kind},
    id::InstitutionId,
    message::Message,
    views::{self, MatrixRow, NodeHas, NoticeView, RecipientState, ReminderReason},
};
use serde_json::json;
use std::collections::BTreeMap;

fn nodes(list: &[(&str, NodeHas)]) -> BTreeMap<InstitutionId, NodeHas> {
    list.iter().map(|(who, has)| (id(who), *has)).collect()
}

fn row<'a>(rows: &'a [MatrixRow], who: &str) -> &'a MatrixRow {
    rows.iter().find(|row| row.institution.as_str() == who).unwrap()
}

/// A notice of Oaxaca asks Morelia, Valparaíso and one that has never written.
fn asked(stage: &mut Stage) -> Message {
    let mut fields = notice_fields("severe", "Sismo", None);
    fields["asked"] = json!([MORELIA, VALPARAISO, "cl:03101"]);
    fields["respond_by"] = json!(at(11_000).0);
    say(&mut stage.oaxaca, Kind::Notice, None, 1000, fields)
}

fn view(stage: &Stage, root: &Message, replies: &[Message]) -> NoticeView {
    stage.notice(root, replies)
}

#[test]
fn each_state_has_its_time_and_who_answered_has_it() {
    let mut stage = Stage::new();
    let root = asked(&mut stage);
    let replies = vec![
        ack(&mut stage.morelia, &root, 3000, "seen"),
        ack(&mut stage.morelia, &root, 5000, "acting"),
        ack(&mut stage.morelia, &root, 6000, "seen"),
        ack(&mut stage.morelia, &root, 9000, "closed"),
        ack(&mut stage.valparaiso, &root, 12_000, "can_offer"),
    ];
    let notice = view(&stage, &root, &replies);
    let rows = views::matrix(&notice, &nodes(&[(VALPARAISO, NodeHas::Away), ("cl:03101", NodeHas::NotYet)]));
    assert_eq!(rows.len(), 3);
    let morelia = row(&rows, MORELIA);
    assert_eq!((morelia.node, morelia.state), (NodeHas::Has, Some(AckState::Closed)));
    let wanted = [(AckState::Seen, 2000), (AckState::Acting, 4000), (AckState::Closed, 8000)];
    assert_eq!(morelia.steps_ms, wanted.into_iter().collect());
    assert_eq!((morelia.first_ms, morelia.answer), (Some(2000), Some(RecipientState::Answered)));
    let valparaiso = row(&rows, VALPARAISO);
    assert_eq!((valparaiso.node, valparaiso.answer), (NodeHas::Has, Some(RecipientState::Late)));
    let silent = row(&rows, "cl:03101");
    assert_eq!(
        (silent.node, silent.state, silent.answer),
        (NodeHas::NotYet, None, Some(RecipientState::Overdue))
    );
    let figures = views::ack_figures(&rows);
    assert_eq!((figures.asked, figures.has, figures.acknowledged, figures.in_time), (3, 2, 2, 1));
    assert_eq!((figures.median_ms, figures.p90_ms), (Some(2000), Some(11_000)));
    // Two of three have it, acknowledged it and did something; one in time.
    assert_eq!((figures.acted, figures.score()), (2, Some(58)));
    assert_eq!(views::ack_figures(&[]).score(), None);
}

#[test]
fn offers_meet_needs_the_nearest_first_and_only_while_they_stand() {
    let mut stage = Stage::new();
    let root = asked(&mut stage);
    let mut replies = vec![
        ack(&mut stage.morelia, &root, 3000, "need_help"),
        ack(&mut stage.valparaiso, &root, 4000, "can_offer"),
        ack(&mut stage.oaxaca, &root, 5000, "can_offer"),
    ];
    let help = views::help(&view(&stage, &root, &replies));
    assert_eq!(help.len(), 1);
    let offers: Vec<&str> = help[0].offers.iter().map(|offer| offer.institution.as_str()).collect();
    assert_eq!(
        (help[0].needs.as_str(), offers),
        (MORELIA, vec![OAXACA, VALPARAISO]),
        "its own country first"
    );
    replies.push(ack(&mut stage.oaxaca, &root, 6000, "closed"));
    let help = views::help(&view(&stage, &root, &replies));
    assert_eq!(help[0].offers.len(), 1);
    replies.push(ack(&mut stage.morelia, &root, 7000, "closed"));
    assert!(views::help(&view(&stage, &root, &replies)).is_empty());
}

#[test]
fn only_who_is_silent_is_reminded_and_why_is_said() {
    let mut stage = Stage::new();
    let root = asked(&mut stage);
    let reasons = |stage: &Stage, replies: &[Message], known: &[(&str, NodeHas)]| {
        let clock = view(stage, &root, replies).clock;
        let all = views::reminders(&clock, &nodes(known));
        all.into_iter().map(|r| (r.institution.to_string(), r.reason)).collect::<Vec<_>>()
    };
    stage.now = at(2000);
    let seen = ack(&mut stage.morelia, &root, 1500, "seen");
    let known = [(MORELIA, NodeHas::Has), (VALPARAISO, NodeHas::Has)];
    let wanted =
        [(VALPARAISO.to_owned(), ReminderReason::Silent), ("cl:03101".to_owned(), ReminderReason::NoNode)];
    assert_eq!(reasons(&stage, std::slice::from_ref(&seen), &known), wanted);
    let fields = json!({"until": at(50_000).0, "reason": {"es": "Sin luz."}});
    let pause = say(&mut stage.valparaiso, Kind::Pause, Some(root.id()), 1800, fields);
    stage.now = at(40_000);
    let known = [(VALPARAISO, NodeHas::Has), ("cl:03101", NodeHas::Away)];
    assert_eq!(
        reasons(&stage, &[seen.clone(), pause], &known),
        [("cl:03101".to_owned(), ReminderReason::Away)]
    );
    let known = [(VALPARAISO, NodeHas::Has), ("cl:03101", NodeHas::NotYet)];
    let wanted =
        [(VALPARAISO.to_owned(), ReminderReason::Overdue), ("cl:03101".to_owned(), ReminderReason::NotYet)];
    assert_eq!(reasons(&stage, &[seen], &known), wanted);
}
