//! The folds of each kind of thread.

use super::stage::{
    MORELIA, OAXACA, Stage, VALPARAISO, ack, asked, at, id, notice_fields, position, propose, say, speakers,
    waiting, warn,
};
use cabildo_protocol::{
    bounds::{FUTURE_MAX_MS, RESPONSE_DEFAULT_MS},
    content::{AckState, Kind, Severity, Stance},
    id::MessageId,
    message::Message,
    views::{self, NoticeState, Thread},
};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn the_last_position_in_time_counts_and_late_ones_stand_apart() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let first = position(&mut s.morelia, &root, 2000, "object");
    let last = position(&mut s.morelia, &root, 3000, "endorse");
    let own = position(&mut s.oaxaca, &root, 3000, "endorse");
    let late = position(&mut s.morelia, &root, 11_001, "abstain");
    let just = position(&mut s.valparaiso, &root, 11_000, "ask_for_changes");
    let view = s.proposal(&root, &[first, last.clone(), late.clone(), just, own]);
    assert_eq!(
        speakers(view.positions.iter().map(|p| &p.source)),
        [(VALPARAISO, false), (MORELIA, false), (OAXACA, false)]
    );
    assert_eq!(view.positions[1].source.id, last.id());
    assert_eq!(view.late.iter().map(|p| p.source.id).collect::<Vec<_>>(), [late.id()]);
    let tally = |country: &str, stance| view.tally[&country.parse().unwrap()].get(&stance).copied();
    assert_eq!(tally("mx", Stance::Endorse), Some(2));
    assert_eq!(tally("mx", Stance::Abstain), None);
    assert_eq!(tally("cl", Stance::AskForChanges), Some(1));
    assert_eq!(view.clock.respond_by, at(11_000));
    assert_eq!(asked(&view.clock), [id(VALPARAISO), id(MORELIA)]);
    assert!(waiting(&view.clock).is_empty() && view.clock.over);
}

#[test]
fn who_is_asked_is_named_or_follows_from_the_rosters() {
    let mut s = Stage::new();
    s.now = at(5000);
    let open = propose(&mut s.morelia, 1000, json!({"respond_by": null}));
    let view = s.proposal(&open, &[]);
    // Neither the author, nor the relay, nor who is suspended.
    assert_eq!(asked(&view.clock), [id(VALPARAISO), id(OAXACA)]);
    assert_eq!(waiting(&view.clock), asked(&view.clock));
    assert_eq!(view.clock.respond_by, at(1000 + RESPONSE_DEFAULT_MS));
    assert!(!view.clock.over);

    let named = propose(&mut s.morelia, 2000, json!({"asked": [VALPARAISO, MORELIA]}));
    let volunteer = position(&mut s.oaxaca, &named, 3000, "endorse");
    let view = s.proposal(&named, &[volunteer]);
    assert_eq!(asked(&view.clock), [id(VALPARAISO)]);
    assert_eq!(waiting(&view.clock), [id(VALPARAISO)]);
    assert_eq!(view.positions.len(), 1, "who may take a position is counted, asked or not");

    s.now = at(20_000);
    let late = position(&mut s.valparaiso, &named, 15_000, "object");
    let view = s.proposal(&named, &[late]);
    assert!(waiting(&view.clock).is_empty(), "a late answer is an answer");
    assert!(view.positions.is_empty() && view.tally.is_empty());
}

#[test]
fn what_does_not_belong_is_left_out() {
    let mut s = Stage::new();
    s.now = at(5000);
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let other = propose(&mut s.oaxaca, 1001, json!({}));
    let text = json!({"text": {"es": "¿Y el presupuesto?"}});
    let comment = say(&mut s.valparaiso, Kind::Comment, Some(root.id()), 2000, text.clone());
    let elsewhere = say(&mut s.valparaiso, Kind::Comment, Some(other.id()), 2001, text.clone());
    let void = say(&mut s.stranger, Kind::Comment, Some(root.id()), 2002, text.clone());
    let misplaced = ack(&mut s.valparaiso, &root, 2003, "seen");
    let mut sealed = s.morelia.draft(Kind::Comment);
    sealed.root = Some(root.id());
    sealed.audience = Some(cabildo_protocol::id::Hash([1; 32]));
    let sealed = s.morelia.sign(&sealed).into_message();
    let mut garbled = s.morelia.draft(Kind::Position);
    garbled.root = Some(root.id());
    garbled.content = vec![0xa0];
    let garbled = s.morelia.sign(&garbled).into_message();
    let mut unknown = s.morelia.draft(Kind::Comment);
    (unknown.root, unknown.kind) = (Some(root.id()), 900);
    let unknown = s.morelia.sign(&unknown).into_message();
    let bare = position(&mut s.morelia, &root, 3000, "object").without_body();
    let soon = position(&mut s.valparaiso, &root, 5000 + FUTURE_MAX_MS, "endorse");
    let future = position(&mut s.valparaiso, &root, 5001 + FUTURE_MAX_MS, "object");
    let replies = [
        comment.clone(),
        elsewhere,
        void,
        misplaced,
        sealed,
        garbled,
        unknown,
        bare,
        soon.clone(),
        future.clone(),
    ];
    let view = s.proposal(&root, &replies);
    assert_eq!(view.comments.iter().map(|c| c.source.id).collect::<Vec<_>>(), [comment.id()]);
    assert!(view.positions.is_empty());
    assert_eq!(view.late.iter().map(|p| p.source.id).collect::<Vec<_>>(), [soon.id()]);
    s.now = at(5001);
    assert_eq!(s.proposal(&root, &replies).late[0].source.id, future.id(), "shown when it is due");
}

#[test]
fn disputed_answers_are_shown_and_not_counted() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let before = position(&mut s.morelia, &root, 2000, "endorse");
    let after = position(&mut s.morelia, &root, 3000, "object");
    let only = position(&mut s.valparaiso, &root, 3000, "object");
    s.forks.insert(after.log(), after.seq());
    s.forks.insert(only.log(), 1);
    let view = s.proposal(&root, &[before.clone(), after, only]);
    assert_eq!(
        speakers(view.positions.iter().map(|p| &p.source)),
        [(VALPARAISO, true), (MORELIA, false), (MORELIA, true)]
    );
    assert_eq!(view.positions[1].source.id, before.id());
    assert_eq!(view.tally.len(), 1);
    assert_eq!(view.tally[&"mx".parse().unwrap()], [(Stance::Endorse, 1)].into());
    assert_eq!(waiting(&view.clock), [id(VALPARAISO)]);
    assert!(!view.source.disputed);
    s.forks.insert(root.log(), root.seq());
    assert!(s.proposal(&root, &[]).source.disputed);
}

#[test]
fn acknowledgements_make_a_matrix() {
    let mut s = Stage::new();
    let root = warn(&mut s.valparaiso, 1000, "extreme", "Tsunami");
    let seen = ack(&mut s.oaxaca, &root, 1500, "seen");
    let acting = ack(&mut s.oaxaca, &root, 9000, "acting");
    let early = ack(&mut s.morelia, &root, 900, "not_affected");
    let view = s.notice(&root, &[seen, early, acting.clone()]);
    assert_eq!(view.state, NoticeState::Active);
    assert_eq!(speakers(view.acks.iter().map(|a| &a.source)), [(MORELIA, false), (OAXACA, false)]);
    let row = &view.acks[1];
    assert_eq!((row.state, row.first, row.time_to_ack_ms), (AckState::Acting, at(1500), 500));
    assert_eq!(row.source.id, acting.id());
    assert_eq!(view.acks[0].time_to_ack_ms, 0, "clocks differ: never below nothing");
    assert_eq!(asked(&view.clock), [id(MORELIA), id(OAXACA)]);
    assert!(waiting(&view.clock).is_empty());
    s.forks.insert(acting.log(), acting.seq());
    let view = s.notice(&root, &[acting]);
    assert_eq!(speakers(view.acks.iter().map(|a| &a.source)), [(OAXACA, true)]);
    assert_eq!(waiting(&view.clock), [id(MORELIA), id(OAXACA)]);
}

#[test]
fn only_its_own_institution_changes_a_notice() {
    let mut s = Stage::new();
    let root = warn(&mut s.valparaiso, 1000, "severe", "Marejadas");
    let update = |w: &mut _, ms, headline: &str| {
        say(w, Kind::NoticeUpdate, Some(root.id()), ms, notice_fields("extreme", headline, None))
    };
    let cancel =
        |w: &mut _, ms| say(w, Kind::NoticeCancel, Some(root.id()), ms, json!({"reason": {"es": "Pasó"}}));
    let foreign = [update(&mut s.oaxaca, 2000, "¡Falso!"), cancel(&mut s.oaxaca, 2001)];
    let view = s.notice(&root, &foreign);
    assert_eq!(view.state, NoticeState::Active);
    assert!(view.updates.is_empty() && view.cancelled.is_none());
    assert_eq!(view.notice.severity(), Severity::Severe);

    let first = update(&mut s.valparaiso, 3000, "Uno");
    let second = update(&mut s.valparaiso, 4000, "Dos");
    let view = s.notice(&root, &[second.clone(), first.clone()]);
    assert_eq!(view.updates.iter().map(|u| u.id).collect::<Vec<_>>(), [first.id(), second.id()]);
    assert_eq!(view.notice.title().0.values().next().unwrap(), "Dos");
    assert_eq!(view.clock.respond_by, at(1000 + RESPONSE_DEFAULT_MS), "the first clock goes on");

    let end = cancel(&mut s.valparaiso, 5000);
    let again = cancel(&mut s.valparaiso, 5001);
    let revived = update(&mut s.valparaiso, 6000, "Tres");
    let all = [first.clone(), second.clone(), end.clone(), again, revived.clone()];
    let view = s.notice(&root, &all);
    assert_eq!(view.state, NoticeState::Cancelled);
    assert_eq!(view.cancelled.unwrap().0.id, end.id());
    assert_eq!(view.notice.title().0.values().next().unwrap(), "Dos", "nothing follows a cancellation");
    assert_eq!(view.updates.len(), 3);

    s.forks.insert(end.log(), second.seq());
    let view = s.notice(&root, &all);
    assert_eq!(view.state, NoticeState::Active);
    assert!(view.cancelled.unwrap().0.disputed, "shown, marked");
    assert_eq!(view.notice.title().0.values().next().unwrap(), "Uno");
}

#[test]
fn a_notice_expires_when_all_its_blocks_have() {
    let mut s = Stage::new();
    let mut fields = notice_fields("minor", "Lluvia", Some(10_000));
    let later = notice_fields("severe", "Crecida", Some(20_000));
    fields["info"].as_array_mut().unwrap().push(later["info"][0].clone());
    let root = say(&mut s.oaxaca, Kind::Notice, None, 1000, fields);
    for (now, state) in
        [(9000, NoticeState::Active), (19_999, NoticeState::Active), (20_000, NoticeState::Expired)]
    {
        s.now = at(now);
        assert_eq!(s.notice(&root, &[]).state, state, "at {now}");
    }
    let open = say(
        &mut s.oaxaca,
        Kind::NoticeUpdate,
        Some(root.id()),
        2000,
        notice_fields("severe", "Sin fin", None),
    );
    assert_eq!(s.notice(&root, &[open]).state, NoticeState::Active);
}

#[test]
fn answers_to_an_agenda_add_up() {
    let mut s = Stage::new();
    let text = json!({"es": "Cumbre"});
    let fields = json!({"title": text, "host": OAXACA, "time_zone": "America/Mexico_City",
        "starts": at(100_000).0, "ends": at(200_000).0, "items": []});
    let root = say(&mut s.oaxaca, Kind::Agenda, None, 1000, fields);
    let rsvp = |w: &mut _, ms, attendance: &str, people, access| {
        let fields = json!({"attendance": attendance, "people": people, "access": access});
        say(w, Kind::Rsvp, Some(root.id()), ms, fields)
    };
    let first = rsvp(&mut s.morelia, 2000, "in_person", 9, json!({"diet": 3}));
    let last = rsvp(&mut s.morelia, 3000, "in_person", 4, json!({"diet": 1, "wheelchair": 2}));
    let void = rsvp(&mut s.valparaiso, 3000, "in_person", 50, json!({}));
    let own = rsvp(&mut s.oaxaca, 3000, "remote", 7, json!({"diet": 2}));
    let view = s.agenda(&root, &[first.clone(), last.clone(), void, own.clone()]);
    assert_eq!(speakers(view.answers.iter().map(|a| &a.source)), [(MORELIA, false), (OAXACA, false)]);
    assert_eq!((view.in_person, view.remote), (4, 7));
    let access: Vec<u64> = view.access.values().copied().collect();
    assert_eq!(access, [2, 3]);
    assert_eq!(asked(&view.clock), [id(MORELIA)], "who may not answer is not asked");
    s.forks.insert(last.log(), last.seq());
    let view = s.agenda(&root, &[first, last, own]);
    assert_eq!((view.in_person, view.remote, view.answers.len()), (9, 7, 3));
}

#[test]
fn a_root_that_cannot_be_shown_says_why() {
    let mut s = Stage::new();
    s.now = at(5000);
    let reason = |s: &Stage, root: &Message| match s.thread(root, &[]) {
        Thread::Opaque { reason, source, .. } => {
            assert_eq!(source.id, root.id());
            reason
        }
        other => panic!("{other:?}"),
    };
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    assert_eq!(reason(&s, &root.clone().without_body()), "no_body");
    let stranger = propose(&mut s.stranger, 1000, json!({}));
    assert_eq!(reason(&s, &stranger), "void");
    let reply = position(&mut s.morelia, &root, 2000, "endorse");
    assert_eq!(reason(&s, &reply), "not_a_thread");
    let newer = s.valparaiso.write_newer().into_message();
    assert_eq!(reason(&s, &newer), "unknown_version");
    let mut draft = s.oaxaca.draft(Kind::Proposal);
    draft.kind = 900;
    let unknown = s.oaxaca.sign(&draft).into_message();
    assert_eq!(reason(&s, &unknown), "unknown_kind");
    draft.kind = Kind::Proposal as u16;
    draft.content = vec![0xa0];
    let garbled = s.oaxaca.sign(&draft).into_message();
    assert_eq!(reason(&s, &garbled), "malformed");
    draft.audience = Some(cabildo_protocol::id::Hash([1; 32]));
    let sealed = s.oaxaca.sign(&draft).into_message();
    assert_eq!(reason(&s, &sealed), "sealed");
    let future = propose(&mut s.morelia, 5001 + FUTURE_MAX_MS, json!({}));
    assert_eq!(reason(&s, &future), "not_due");
}

#[test]
fn an_all_clear_is_in_force_and_asks_nobody_for_anything() {
    let mut s = Stage::new();
    s.now = at(5000);
    let root = warn(&mut s.oaxaca, 1000, "severe", "Incendio");
    let mut fields = notice_fields("minor", "Fin del incendio", None);
    fields["info"][0]["responses"] = json!(["all_clear"]);
    let update = say(&mut s.oaxaca, Kind::NoticeUpdate, Some(root.id()), 2000, fields.clone());
    let second = fields["info"][0].clone();
    fields["info"].as_array_mut().unwrap().push(second);
    fields["info"][1]["responses"] = json!(["avoid"]);
    let half = say(&mut s.oaxaca, Kind::NoticeUpdate, Some(root.id()), 3000, fields);
    let line = |replies: &[Message]| {
        let view = s.notice(&root, replies);
        let open = view.state == NoticeState::Active;
        let thread = Thread::Notice(Box::new(view));
        (open, views::summary(&thread, at(3000), false, &id(MORELIA), s.now).open)
    };
    assert_eq!(line(&[]), (true, true));
    assert_eq!(line(std::slice::from_ref(&update)), (true, false));
    assert_eq!(line(&[update, half]), (true, true), "all of it has to say so");
}

/// Takes back what `what` says.
fn erase(writer: &mut super::fixture::Writer, what: &Message, root: &Message, ms: u64) -> Message {
    let fields = json!({"what": what.id(), "log": what.log(), "seq": what.seq()});
    say(writer, Kind::Erasure, Some(root.id()), ms, fields)
}

#[test]
fn what_its_institution_took_back_is_left_out_whether_its_text_is_still_here_or_not() {
    let mut s = Stage::new();
    s.now = at(5000);
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let theirs = position(&mut s.morelia, &root, 2000, "object");
    let ours = position(&mut s.valparaiso, &root, 2001, "endorse");
    let foreign = erase(&mut s.oaxaca, &theirs, &root, 3000);
    let own = erase(&mut s.morelia, &theirs, &root, 3001);
    // What names another place has no effect: no node drops anything for it.
    let fields = json!({"what": ours.id(), "log": ours.log(), "seq": ours.seq() + 1});
    let beside = say(&mut s.valparaiso, Kind::Erasure, Some(root.id()), 3002, fields);
    let stances = |replies: &[Message]| s.proposal(&root, replies).positions.len();
    assert_eq!(stances(&[theirs.clone(), ours.clone(), foreign.clone()]), 2, "only one's own words");
    assert_eq!(stances(&[ours.clone(), beside]), 1);
    for theirs in [theirs.clone(), theirs.clone().without_body()] {
        assert_eq!(stances(&[own.clone(), theirs, ours.clone(), foreign.clone()]), 1);
    }
    let gone = erase(&mut s.oaxaca, &root, &root, 4000);
    for root in [root.clone(), root.clone().without_body()] {
        let view = s.thread(&root, &[ours.clone(), gone.clone()]);
        assert!(matches!(&view, Thread::Opaque { reason, .. } if reason == "erased"), "{view:?}");
    }
}

/// A busy thread: what is said, by whom, and when, follows from the numbers.
fn busy(s: &mut Stage, acts: &[(u8, u8, u16)]) -> (Message, Vec<Message>) {
    let root = warn(&mut s.oaxaca, 1000, "severe", "Incendio");
    let mut now = 1000;
    let replies = acts.iter().map(|(who, what, pause)| {
        now += u64::from(*pause);
        let id: Option<MessageId> = Some(root.id());
        let writer = [&mut s.oaxaca, &mut s.morelia, &mut s.valparaiso];
        let writer = writer.into_iter().nth(usize::from(who % 3)).unwrap();
        match what % 6 {
            0 => ack(writer, &root, now, "seen"),
            1 => ack(writer, &root, now, "acting"),
            2 => ack(writer, &root, now, "closed"),
            3 => say(writer, Kind::NoticeUpdate, id, now, notice_fields("minor", "Menor", Some(50_000))),
            4 => say(writer, Kind::NoticeCancel, id, now, json!({"reason": {"es": "Fin"}})),
            _ => say(writer, Kind::Comment, id, now, json!({"text": {"es": "¿?"}})),
        }
    });
    let replies = replies.collect();
    (root, replies)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_arrival_never_matters(
        acts in proptest::collection::vec((0u8..3, 0u8..6, 0u16..3), 1..16),
        shuffle in any::<u64>(),
        fork in proptest::option::of((0u8..3, 1u64..8)),
    ) {
        let mut s = Stage::new();
        let (root, replies) = busy(&mut s, &acts);
        if let Some((who, seq)) = fork {
            let writer = [&s.oaxaca, &s.morelia, &s.valparaiso][usize::from(who)];
            s.forks.insert(writer.log(Kind::Ack), seq);
        }
        let mut other = replies.clone();
        other.sort_by_key(|m| cabildo_protocol::id::hash("shuffle", &[m.id().as_bytes(), &shuffle.to_be_bytes()]));
        let view = s.thread(&root, &replies);
        prop_assert_eq!(views::thread(&root, &other, &s.context()), view);
    }
}

#[test]
fn comments_stand_below_what_they_answer_and_never_deeper_than_can_be_read() {
    let mut s = Stage::new();
    s.now = at(90_000);
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let comment = |writer: &mut super::fixture::Writer, ms, answers: Option<MessageId>| {
        say(writer, Kind::Comment, Some(root.id()), ms, json!({"text": {"es": "Sí"}, "answers": answers}))
    };
    let first = comment(&mut s.morelia, 2000, None);
    let second = comment(&mut s.valparaiso, 3000, None);
    let late = comment(&mut s.oaxaca, 4000, Some(first.id()));
    let astray = comment(&mut s.oaxaca, 4500, Some(root.id()));
    let mut all = vec![first.clone(), second.clone(), late.clone(), astray.clone()];
    let shown = |s: &Stage, all: &[Message]| -> Vec<(MessageId, u8)> {
        s.proposal(&root, all).comments.iter().map(|entry| (entry.source.id, entry.depth)).collect()
    };
    let wanted = [(first.id(), 0), (late.id(), 1), (second.id(), 0), (astray.id(), 0)];
    assert_eq!(shown(&s, &all), wanted);
    let mut last = late.id();
    for n in 0..20 {
        let deeper = comment(&mut s.valparaiso, 5000 + n, Some(last));
        last = deeper.id();
        all.push(deeper);
    }
    let depths: Vec<u8> = shown(&s, &all).iter().map(|(_, depth)| *depth).collect();
    assert_eq!(depths.len(), 24);
    assert_eq!(depths.iter().max(), Some(&cabildo_protocol::bounds::COMMENT_DEPTH_MAX));
    // Where what was answered is not here, the answer stands by itself.
    let orphan = shown(&s, &[late.clone(), second.clone()]);
    assert_eq!(orphan, [(second.id(), 0), (late.id(), 0)]);
}
