//! Amendments of a proposal and its co-sponsors.

use super::stage::{MORELIA, Stage, VALPARAISO, at, propose, say};
use cabildo_protocol::{
    bounds::AMENDMENTS_MAX,
    content::Kind,
    views::{AmendmentState, ProposalView, Stage as Life},
};
use serde_json::json;

fn states(view: &ProposalView) -> Vec<(AmendmentState, bool)> {
    view.amendments.iter().map(|entry| (entry.state, entry.moved_on)).collect()
}

#[test]
fn the_author_takes_amendments_over_or_not() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let id = Some(root.id());
    let fields = |amends, text: &str| json!({"amends": amends, "text": {"es": text}});
    let first = say(&mut s.morelia, Kind::Amendment, id, 2000, fields(root.id(), "Agua limpia"));
    let second = say(&mut s.valparaiso, Kind::Amendment, id, 2100, fields(root.id(), "Agua cara"));
    let third = say(&mut s.valparaiso, Kind::Amendment, id, 2200, fields(root.id(), "Agua de mar"));
    let mut all = vec![first.clone(), second.clone(), third];
    let open = (AmendmentState::Proposed, false);
    assert_eq!(states(&s.proposal(&root, &all)), [open; 3]);
    let foreign = say(&mut s.valparaiso, Kind::Revision, id, 2500, json!({"declines": [first.id()]}));
    let taken = json!({"text": {"es": "Agua limpia"}, "accepts": [first.id()], "declines": [second.id()]});
    let revision = say(&mut s.oaxaca, Kind::Revision, id, 3000, taken);
    all.extend([foreign, revision.clone()]);
    let view = s.proposal(&root, &all);
    let (accepted, declined) = (AmendmentState::Accepted, AmendmentState::Declined);
    assert_eq!(states(&view), [(accepted, false), (declined, false), (AmendmentState::Proposed, true)]);
    assert_eq!(
        (view.current(), view.text().best(&[]).map(|(_, text)| text)),
        (revision.id(), Some("Agua limpia"))
    );
    assert_eq!(view.text_before(&revision.id()), &view.proposal.text);
    assert_eq!(view.text_of(&root.id()), Some(&view.proposal.text));
    assert_eq!(view.text_of(&first.id()), None, "an amendment is no text of it");
    for n in 0..40 {
        let fields = fields(revision.id(), &format!("Agua {n}"));
        all.push(say(&mut s.morelia, Kind::Amendment, id, 4000 + n, fields));
    }
    let of = |who: &str| {
        let view = s.proposal(&root, &all);
        view.amendments.iter().filter(|entry| entry.source.institution.as_str() == who).count()
    };
    assert_eq!((of(MORELIA), of(VALPARAISO)), (AMENDMENTS_MAX, 2), "nobody fills the page of others");
}

#[test]
fn after_the_time_to_amend_the_text_stays_and_positions_are_taken() {
    let mut s = Stage::new();
    let terms = json!({"rule": "simple_majority", "amend_until": at(5000)});
    let root = propose(&mut s.oaxaca, 1000, json!({"respond_by": at(9000), "terms": terms}));
    let id = Some(root.id());
    let amendment = |amends, text: &str| json!({"amends": amends, "text": {"es": text}});
    let first = say(&mut s.morelia, Kind::Amendment, id, 5000, amendment(root.id(), "Agua limpia"));
    let revision = say(&mut s.oaxaca, Kind::Revision, id, 5000, json!({"text": {"es": "Agua limpia"}}));
    let position = say(&mut s.valparaiso, Kind::Position, id, 4000, json!({"stance": "endorse"}));
    let second = say(&mut s.morelia, Kind::Amendment, id, 5001, amendment(revision.id(), "Agua cara"));
    let other = say(&mut s.oaxaca, Kind::Revision, id, 5002, json!({"text": {"es": "Agua de mar"}}));
    let declines = say(&mut s.oaxaca, Kind::Revision, id, 6000, json!({"declines": [first.id()]}));
    let all = [first, revision.clone(), position, second, other, declines];
    let mut stages = Vec::new();
    for now in [5000, 5001, 9000, 9001] {
        s.now = at(now);
        let view = s.proposal(&root, &all);
        stages.push((view.close.stage, view.may_change(s.now).is_ok()));
    }
    let passed = Life::DeadlinePassed;
    assert_eq!(
        stages,
        [(Life::Amending, true), (Life::Voting, false), (Life::Voting, false), (passed, false)]
    );
    let view = s.proposal(&root, &all);
    assert_eq!(view.current(), revision.id(), "the text of the last moment holds");
    assert_eq!(states(&view), [(AmendmentState::Declined, false)]);
    let why: Vec<_> = view.close.set_aside.iter().map(|a| (a.kind.as_str(), a.why.as_str())).collect();
    assert_eq!(why, [("amendment", "text_fixed"), ("revision", "text_fixed")]);
    let [taken] = view.positions.as_slice() else { panic!("{:?}", view.positions) };
    assert!(taken.counted && taken.moved_on, "a position taken before counts, and is marked");
}

#[test]
fn who_puts_a_proposal_forward_too_is_named_while_the_position_stands() {
    let mut s = Stage::new();
    let root = propose(&mut s.oaxaca, 1000, json!({}));
    let id = Some(root.id());
    let sponsor = json!({"stance": "endorse", "sponsors": true});
    let both = [
        say(&mut s.morelia, Kind::Position, id, 2000, sponsor.clone()),
        say(&mut s.valparaiso, Kind::Position, id, 2100, sponsor),
    ];
    let names = |view: &ProposalView| -> Vec<String> {
        view.sponsors().map(|entry| entry.source.institution.to_string()).collect()
    };
    assert_eq!(names(&s.proposal(&root, &both)), [VALPARAISO, MORELIA]);
    let changed = say(&mut s.valparaiso, Kind::Position, id, 2200, json!({"stance": "endorse"}));
    let all = [&both[..], &[changed]].concat();
    assert_eq!(names(&s.proposal(&root, &all)), [MORELIA], "its last position counts");
    s.forks.insert(both[0].log(), both[0].seq());
    assert!(names(&s.proposal(&root, &all)).is_empty());
}
