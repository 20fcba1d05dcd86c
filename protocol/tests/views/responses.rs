//! Who answered in time, who needs longer and said so, and how fast institutions answer.

use super::stage::*;
use cabildo_protocol::{
    bounds::PAUSE_MAX_MS,
    content::Kind,
    message::Message,
    views::{self, Clock, Figures, RecipientState, rank},
};
use proptest::prelude::*;
use serde_json::json;

/// A proposal asks within ten seconds of 1,000.
const DUE: u64 = 11_000;

fn pause(writer: &mut super::fixture::Writer, root: &Message, ms: u64, until: u64) -> Message {
    let fields = json!({"until": at(until).0, "reason": {"es": "Sesiona el lunes."}});
    say(writer, Kind::Pause, Some(root.id()), ms, fields)
}

fn clock(stage: &Stage, root: &Message, replies: &[Message]) -> Clock {
    stage.proposal(root, replies).clock
}

fn of(clock: &Clock, who: &str) -> (RecipientState, Option<u64>, Option<u64>) {
    let found = clock.recipients.iter().find(|r| r.institution.as_str() == who).unwrap();
    (found.state, found.answered_in_ms, found.late_by_ms)
}

#[test]
fn in_time_late_open_and_overdue() {
    let mut stage = Stage::new();
    let root = propose(&mut stage.oaxaca, 1000, json!({"asked": [MORELIA, VALPARAISO]}));
    let morelia = position(&mut stage.morelia, &root, 4000, "endorse");
    let again = position(&mut stage.morelia, &root, DUE + 9, "object");
    stage.now = at(DUE);
    let seen = clock(&stage, &root, &[morelia.clone(), again.clone()]);
    assert_eq!(of(&seen, MORELIA), (RecipientState::Answered, Some(3000), None), "the first answer counts");
    assert_eq!(of(&seen, VALPARAISO), (RecipientState::Open, None, None));
    stage.now = at(DUE + 500);
    let seen = clock(&stage, &root, &[morelia.clone(), again.clone()]);
    assert_eq!(of(&seen, VALPARAISO), (RecipientState::Overdue, None, Some(500)));
    assert!(seen.waiting().eq([&id(VALPARAISO)]));
    stage.now = at(60_000);
    let late = position(&mut stage.valparaiso, &root, DUE + 2000, "endorse");
    let seen = clock(&stage, &root, &[morelia, again, late]);
    assert_eq!(of(&seen, VALPARAISO), (RecipientState::Late, Some(12_000), Some(2000)));
    assert_eq!(seen.waiting().count(), 0);
}

#[test]
fn a_pause_excuses_who_signs_it_in_time_and_until_its_end() {
    let mut stage = Stage::new();
    let root = propose(&mut stage.oaxaca, 1000, json!({"asked": [MORELIA, VALPARAISO]}));
    let asks = pause(&mut stage.morelia, &root, 9000, 20_000);
    let too_late = pause(&mut stage.valparaiso, &root, DUE + 1, 90_000);
    for (now, morelia) in [
        (10_000, RecipientState::Paused),
        (20_000, RecipientState::Paused),
        (20_001, RecipientState::Overdue),
    ] {
        stage.now = at(now);
        let seen = clock(&stage, &root, &[asks.clone(), too_late.clone()]);
        assert_eq!(of(&seen, MORELIA).0, morelia, "at {now}");
        if now > DUE {
            assert_eq!(of(&seen, VALPARAISO).0, RecipientState::Overdue, "at {now}");
        }
    }
    stage.now = at(60_000);
    let answer = position(&mut stage.morelia, &root, 19_000, "endorse");
    let seen = clock(&stage, &root, &[asks.clone(), answer]);
    assert_eq!(of(&seen, MORELIA), (RecipientState::Answered, Some(18_000), None));
    let shorter = pause(&mut stage.morelia, &root, 12_000, 15_000);
    let after = pause(&mut stage.morelia, &root, 16_000, 50_000);
    let seen = clock(&stage, &root, &[asks, shorter, after]);
    assert_eq!(
        of(&seen, MORELIA),
        (RecipientState::Overdue, None, Some(45_000)),
        "the last one in time holds"
    );
}

#[test]
fn a_pause_shortens_no_time_and_lasts_no_longer_than_it_may() {
    let mut stage = Stage::new();
    let root = propose(&mut stage.oaxaca, 1000, json!({"asked": [MORELIA, VALPARAISO]}));
    let none = pause(&mut stage.morelia, &root, 2000, 3000);
    let endless = pause(&mut stage.valparaiso, &root, 2000, PAUSE_MAX_MS * 50);
    let seen = clock(&stage, &root, &[none, endless]);
    let due = |who: &str| seen.recipients.iter().find(|r| r.institution.as_str() == who).unwrap().due;
    assert_eq!(due(MORELIA), at(DUE));
    assert_eq!(due(VALPARAISO), at(1000).plus(PAUSE_MAX_MS));
}

#[test]
fn what_is_taken_back_asks_nobody_any_more() {
    let mut stage = Stage::new();
    let root = propose(&mut stage.oaxaca, 1000, json!({"asked": [MORELIA, VALPARAISO]}));
    let answer = position(&mut stage.morelia, &root, 4000, "endorse");
    let back = say(&mut stage.oaxaca, Kind::Withdrawal, Some(root.id()), 6000, json!({}));
    stage.now = at(60_000);
    let seen = clock(&stage, &root, &[answer, back]);
    assert_eq!(of(&seen, MORELIA).0, RecipientState::Answered);
    assert_eq!(of(&seen, VALPARAISO), (RecipientState::Released, None, None));
    assert!(seen.waiting().next().is_none() && views::reminders(&seen, &Default::default()).is_empty());
    assert_eq!(views::response_times([&seen]).1.asked, 1, "how it would have answered, nobody knows");
}

#[test]
fn what_is_disputed_or_not_asked_counts_nowhere() {
    let mut stage = Stage::new();
    let root = propose(&mut stage.oaxaca, 1000, json!({"asked": [MORELIA]}));
    let (asks, answer) = (
        pause(&mut stage.morelia, &root, 2000, 40_000),
        position(&mut stage.morelia, &root, 3000, "endorse"),
    );
    let stranger = position(&mut stage.valparaiso, &root, 3000, "endorse");
    stage.forks.insert(asks.log(), asks.seq());
    let seen = clock(&stage, &root, &[asks, answer, stranger]);
    assert_eq!(seen.recipients.len(), 1);
    assert_eq!(of(&seen, MORELIA).0, RecipientState::Overdue);
}

#[test]
fn the_figures_are_those_counted_by_hand() {
    assert_eq!([rank(&[], 50), rank(&[7], 50), rank(&[7], 90)], [None, Some(7), Some(7)]);
    assert_eq!(rank(&[1, 2, 3, 4], 50), Some(2));
    assert_eq!(rank(&[1, 2, 3, 4, 5], 50), Some(3));
    let ten: Vec<u64> = (1..=10).collect();
    assert_eq!([rank(&ten, 90), rank(&ten, 100)], [Some(9), Some(10)]);
    let eleven: Vec<u64> = (1..=11).collect();
    assert_eq!(rank(&eleven, 90), Some(10));

    let mut stage = Stage::new();
    let mut clocks = Vec::new();
    for (n, answered) in [(0, Some(2000)), (1, Some(15_000)), (2, None)] {
        let ms = 1000 + n * 100;
        let root = propose(&mut stage.oaxaca, ms, json!({"asked": [MORELIA, VALPARAISO]}));
        let replies = answered.map(|took| position(&mut stage.morelia, &root, ms + took, "endorse"));
        clocks.push(clock(&stage, &root, &replies.into_iter().collect::<Vec<_>>()));
    }
    let (rows, all) = views::response_times(&clocks);
    let morelia = &rows.iter().find(|row| row.institution == id(MORELIA)).unwrap().figures;
    let wanted = Figures {
        asked: 3,
        answered: 1,
        late: 1,
        overdue: 1,
        median_ms: Some(2000),
        p90_ms: Some(15_000),
        ..Figures::default()
    };
    assert_eq!(*morelia, wanted);
    assert_eq!((all.asked, all.overdue, all.answered, all.late), (6, 4, 1, 1));
    let reversed = clocks.iter().rev();
    assert_eq!(views::response_times(reversed), (rows, all));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Any order of arrival gives the same clock, and everybody asked is counted once.
    #[test]
    fn any_order_gives_the_same_clock(
        acts in proptest::collection::vec((0..2_u8, any::<bool>(), 1000..40_000_u64), 0..8),
        swaps in proptest::collection::vec(any::<prop::sample::Index>(), 8),
        now in 1000..60_000_u64,
    ) {
        let mut stage = Stage::new();
        let root = propose(&mut stage.oaxaca, 1000, json!({"asked": [MORELIA, VALPARAISO]}));
        let mut replies = Vec::new();
        for (who, pauses, ms) in acts {
            let writer = if who == 0 { &mut stage.morelia } else { &mut stage.valparaiso };
            replies.push(match pauses {
                true => pause(writer, &root, ms, ms + 9000),
                false => position(writer, &root, ms, "endorse"),
            });
        }
        stage.now = at(now);
        let first = clock(&stage, &root, &replies);
        for (n, swap) in swaps.iter().enumerate() {
            if !replies.is_empty() {
                let (a, b) = (n % replies.len(), swap.index(replies.len()));
                replies.swap(a, b);
            }
        }
        let second = clock(&stage, &root, &replies);
        prop_assert_eq!(&first, &second);
        let (rows, all) = views::response_times([&first]);
        let sum = all.answered + all.late + all.open + all.paused + all.overdue;
        prop_assert_eq!((rows.len(), all.asked, sum), (2, 2, 2));
    }
}
