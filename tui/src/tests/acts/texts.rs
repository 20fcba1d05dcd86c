//! New texts of our own proposals and declarations, and amendments of others'.

use super::{offered, open, pictures, reading, replaced, signed};
use crate::{
    keys::Place,
    model::sheet::Field,
    tests::fixture::{ago, both, id, proposal, source, tag},
};
use cabildo_protocol::{
    content::{Amendment, Content, Revision},
    text::Texts,
    views::{AmendmentEntry, AmendmentState, ProposalView, Stage, Thread},
};

fn amendment(n: u8, who: &str, es: &str, reason: Texts) -> AmendmentEntry {
    AmendmentEntry {
        source: source(n, who, ago(3_600_000)),
        amends: id(2),
        text: Texts::one(tag("es"), es),
        reason,
        state: AmendmentState::Proposed,
        moved_on: false,
    }
}

/// The fixture's proposal as one of `who`, with two amendments that are open.
pub fn of(who: &str) -> ProposalView {
    let mut view = proposal();
    view.source = source(2, who, view.source.created);
    let reason = both("El desierto también.", "The desert, too.");
    view.amendments = vec![
        amendment(62, "cl:03101", "Se propone instalar cien sistemas y diez atrapanieblas.", reason),
        amendment(63, "cl:05101", "Se propone instalar cincuenta sistemas.", Texts::default()),
    ];
    view
}

fn thread(view: ProposalView) -> Thread {
    Thread::Proposal(Box::new(view))
}

fn note(text: &str) -> Texts {
    Texts::one(tag("es"), text)
}

#[test]
fn its_author_changes_a_text_and_others_propose_to() {
    let mut fixed = of("mx:20067");
    fixed.close.terms.amend_until = Some(ago(1));
    let mut decided = of("mx:20067");
    decided.close.stage = Stage::Rejected;
    let mut theirs = of("mx:16053");
    theirs.close.stage = Stage::Rejected;
    for (view, want) in [
        (of("mx:20067"), &["position", "revision", "revision", "revision", "decline", "withdrawal"][..]),
        (fixed, &["position", "decline", "withdrawal"]),
        (decided, &["position"]),
        (of("mx:16053"), &["position", "amendment"]),
        (theirs, &["position"]),
    ] {
        let screen = reading((80, 24), "es", 2, thread(view));
        let acts = offered(&screen, id(2));
        let acts: Vec<&str> =
            acts.into_iter().filter(|act| !["pause", "comment", "translation"].contains(act)).collect();
        assert_eq!(acts, want);
    }
}

#[test]
fn a_new_text_begins_with_the_one_that_stands() {
    let mut screen = reading((80, 24), "es", 2, thread(of("mx:20067")));
    open(&mut screen, "revision").keys("<ctrl-s>");
    assert!(screen.text().contains("dice lo mismo que antes"), "{}", screen.text());
    // As `revise ID --text es=… --note es=…`.
    let content = signed(&mut screen, " Y nada más.<tab><tab>Se cierra la lista.<ctrl-s><enter>");
    let text = Texts::one(tag("es"), format!("{} Y nada más.", proposal().proposal.text.0[&tag("es")]));
    let note = note("Se cierra la lista.");
    let want = Revision { schema: 1, text, accepts: Vec::new(), declines: Vec::new(), note };
    assert_eq!(content, Content::Revision(want));
}

#[test]
fn an_amendment_is_taken_over_with_its_text_or_declined() {
    // As `revise ID --accept 62`.
    let mut screen = reading((80, 24), "es", 2, thread(of("mx:20067")));
    let content = signed(screen.keys("m3"), "<ctrl-s><enter>");
    let text = of("mx:20067").amendments[0].text.clone();
    let want =
        Revision { schema: 1, text, accepts: vec![id(62)], declines: Vec::new(), note: Texts::default() };
    assert_eq!(content, Content::Revision(want));
    // As `revise ID --decline 63 --note es=…`.
    let mut screen = reading((80, 24), "es", 2, thread(of("mx:20067")));
    open(&mut screen, "decline").keys("<ctrl-s>");
    assert!(screen.text().contains("marque al menos una"), "{}", screen.text());
    let content = signed(&mut screen, "<right> <tab>No alcanza.<ctrl-s><enter>");
    let (text, accepts, declines) = (Texts::default(), Vec::new(), vec![id(63)]);
    let want = Revision { schema: 1, text, accepts, declines, note: note("No alcanza.") };
    assert_eq!(content, Content::Revision(want));
}

#[test]
fn what_is_picked_while_a_draft_goes_on_is_marked_in_it() {
    let mut screen = reading((80, 24), "es", 2, thread(of("mx:20067")));
    open(&mut screen, "revision").keys(" Más.<esc>m4");
    let sheet = screen.model.sheet.as_ref().expect("a form");
    assert!(sheet.filled.value(Field::Text, &tag("es")).ends_with(" Más."));
    assert_eq!(sheet.filled.marked(Field::Accepts).collect::<Vec<_>>(), [id(63).to_string()]);
    assert!(screen.text().contains("Sigue un borrador"), "{}", screen.text());
    // What was declined meanwhile is marked no more.
    let mut view = of("mx:20067");
    view.amendments[1].state = AmendmentState::Declined;
    replaced(&mut screen, 2, thread(view));
    screen.keys("<ctrl-s>");
    assert!(screen.text().contains("ya no está abierto"), "{}", screen.text());
    screen.keys(" <right>  <ctrl-s>");
    assert_eq!(screen.model.place(), Place::Look);
}

#[test]
fn an_amendment_names_the_text_that_it_changes() {
    // As `amend ID --text es=… --note es=…`.
    let mut screen = reading((80, 24), "es", 2, thread(of("mx:16053")));
    let content =
        signed(open(&mut screen, "amendment"), " Con mantenimiento.<tab>Si no, fallan.<ctrl-s><enter>");
    let text = format!("{} Con mantenimiento.", proposal().proposal.text.0[&tag("es")]);
    let (text, reason) = (Texts::one(tag("es"), text), note("Si no, fallan."));
    let want = Amendment { schema: 1, amends: id(2), text, reason };
    assert_eq!(content, Content::Amendment(want));
}

#[test]
fn a_declaration_is_revised_by_its_author() {
    use crate::tests::declaration;
    let mut screen = reading((80, 24), "es", 2, Thread::Declaration(Box::new(declaration::open("mx:20067"))));
    let content = signed(open(&mut screen, "revision"), " Juntas.<ctrl-s><enter>");
    let Content::Revision(revision) = content else { panic!("{content:?}") };
    assert_eq!(
        revision.text,
        both("Nos comprometemos a cuidar el agua. Juntas.", "We commit ourselves to care for water.")
    );
    let screen = reading((80, 24), "es", 2, Thread::Declaration(Box::new(declaration::open("mx:16053"))));
    assert!(!offered(&screen, id(2)).contains(&"revision"));
    assert!(offered(&screen, id(2)).contains(&"signature"));
}

#[test]
fn pictures_in_every_language() {
    let ours = thread(of("mx:20067"));
    for (name, act, keys) in [
        ("acts_proposal", "", "m"),
        ("acts_revision", "revision", " Y más.<tab>"),
        ("acts_accept_look", "", "m3<ctrl-s>"),
        ("acts_revision_preview", "revision", " Y más.<f5>"),
        ("acts_decline", "decline", "<right> "),
    ] {
        pictures(name, 2, &ours, act, keys);
    }
    pictures("acts_amendment", 2, &thread(of("mx:16053")), "amendment", "");
}
