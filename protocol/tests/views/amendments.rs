//! Amendments of a proposal and its co-sponsors.

use super::stage::{MORELIA, Stage, VALPARAISO, propose, say};
use cabildo_protocol::{
    bounds::AMENDMENTS_MAX,
    content::Kind,
    views::{AmendmentState, ProposalView},
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
