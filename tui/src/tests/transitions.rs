//! What keys and news lead to, as tables.

use super::fixture::{NOW, Screen, both, id, info, institution};
use crate::{
    keys::Place,
    model::{
        Failure, Link, Lock, Mood, Overlay, Pane, Secret, Signing,
        compose::{Act, DraftKey, Form, Sending},
    },
    update::{Command, Event, Unlock, update},
    view,
};
use cabildo_client::api::ApiEvent;
use cabildo_protocol::{
    content::{AckState, Attendance, Content, Stance},
    id::{Millis, PublicKey},
};

fn screen() -> Screen {
    let mut screen = Screen::new((80, 24), "es");
    screen.todo.clear();
    screen
}

fn sent(screen: &Screen) -> Option<Content> {
    screen.todo.iter().find_map(|command| match command {
        Command::Send { content, .. } => Some((**content).clone()),
        _ => None,
    })
}

#[test]
fn keys_lead_from_place_to_place() {
    for (keys, place, pane) in [
        ("", Place::Inbox, Pane::Inbox),
        ("<enter>", Place::Reader, Pane::Reader),
        ("<enter><esc>", Place::Inbox, Pane::Inbox),
        ("<tab>", Place::Reader, Pane::Reader),
        ("<tab><tab>", Place::Inbox, Pane::Inbox),
        ("?", Place::Help, Pane::Inbox),
        ("??", Place::Inbox, Pane::Inbox),
        ("r", Place::Menu, Pane::Reader),
        ("r<esc>", Place::Reader, Pane::Reader),
        ("rn", Place::Editor, Pane::Reader),
        ("rn<esc>", Place::Reader, Pane::Reader),
        ("c", Place::Editor, Pane::Reader),
        ("cq", Place::Editor, Pane::Reader),
        ("jr<enter>", Place::Look, Pane::Reader),
        ("jr<enter><esc>", Place::Menu, Pane::Reader),
        ("jrnNo<ctrl-s>jk", Place::Look, Pane::Reader),
        ("jrnNo<ctrl-s><esc>", Place::Editor, Pane::Reader),
        ("m", Place::Pick, Pane::Reader),
        ("m<esc>", Place::Reader, Pane::Reader),
        ("m1", Place::Menu, Pane::Reader),
        ("m<up><enter>", Place::Sheet, Pane::Reader),
        ("<enter>jjj<pgdn>G", Place::Reader, Pane::Reader),
    ] {
        let mut screen = screen();
        screen.keys(keys);
        assert_eq!((screen.model.place(), screen.model.pane), (place, pane), "after «{keys}»");
    }
}

#[test]
fn answers_are_what_was_chosen() {
    for (keys, check) in [
        ("r<enter>", (|c| matches!(c, Content::Ack(a) if a.state == AckState::Seen)) as fn(&Content) -> bool),
        ("a4<enter>", |c| matches!(c, Content::Ack(a) if a.state == AckState::NeedHelp && a.note.is_empty())),
        ("r7<enter>", |c| matches!(c, Content::Ack(a) if a.state == AckState::Closed)),
        ("r4nagua<ctrl-s>", |c| matches!(c, Content::Ack(a) if !a.note.is_empty())),
        ("jp2<enter><enter>", |c| matches!(c, Content::Position(p) if p.stance == Stance::Object)),
        ("jr4nmás plazo<ctrl-s><enter>", |c| {
            matches!(c, Content::Position(p) if p.stance == Stance::AskForChanges
                && p.reason.0.values().any(|t| t == "más plazo"))
        }),
        (
            "jjr<right>j12<enter><enter>",
            |c| matches!(c, Content::Rsvp(r) if r.attendance == Attendance::Remote && r.people == 112),
        ),
        ("jjr<left><enter><enter>", |c| matches!(c, Content::Rsvp(r) if r.people == 0)),
        ("jjrjj++j+<enter><enter>", |c| matches!(c, Content::Rsvp(r) if r.access.values().all(|n| *n == 1))),
        (
            "cHola<enter>todos<ctrl-s><enter>",
            |c| matches!(c, Content::Comment(t) if t.text.0.values().any(|t| t == "Hola\ntodos")),
        ),
    ] {
        let mut screen = screen();
        screen.keys(keys).later(10_000);
        let content = sent(&screen).unwrap_or_else(|| panic!("nothing sent after «{keys}»"));
        assert!(check(&content), "after «{keys}»: {content:?}");
        assert!(content.check().is_ok(), "{content:?}");
        let under = screen.model.compose.as_ref().is_some_and(|c| c.sending == Sending::Under);
        assert!(under || screen.model.outgoing.iter().any(|o| o.under), "after «{keys}»");
    }
}

#[test]
fn who_rejects_a_notice_says_why() {
    let mut screen = screen();
    screen.keys("r<up><enter>");
    assert_eq!(sent(&screen), None);
    assert!(screen.text().contains("Escriba por qué"), "{}", screen.text());
    screen.keys("El polígono no cierra<ctrl-s>");
    let content = sent(&screen).expect("sent");
    assert!(content.check().is_ok() && matches!(content, Content::Ack(a) if a.state == AckState::Rejected));
}

#[test]
fn saved_is_said_only_after_the_node_confirmed() {
    let mut screen = screen();
    screen.keys("r3<enter>");
    assert!(!screen.text().contains("Guardado"), "{}", screen.text());
    let key = DraftKey { thread: id(1), act: Act::Ack };
    screen.keys("x<enter>");
    assert_eq!(screen.todo.iter().filter(|c| matches!(c, Command::Send { .. })).count(), 1, "sent once");
    screen.event(Event::Sent(key, Ok(id(77))));
    assert!(screen.model.compose.is_none() && screen.model.drafts.is_empty());
    assert!(!screen.todo.contains(&Command::Forget(key)), "there were no words to keep");
    assert!(screen.text().contains("Guardado en el nodo"), "{}", screen.text());
}

#[test]
fn a_failure_keeps_the_words_and_says_why() {
    let mut screen = screen();
    screen.keys("cHola<ctrl-s><enter>").later(10_000);
    let key = DraftKey { thread: id(1), act: Act::Comment };
    let failure = Failure { code: "refused".to_owned(), message: "the quota is used up".to_owned() };
    screen.event(Event::Sent(key, Err(failure)));
    let text = screen.text();
    assert!(text.contains("La federación no lo acepta") && text.contains("Hola"), "{text}");
    assert_eq!(screen.model.drafts[&key].text, "Hola");
    screen.keys(" y más<ctrl-s><enter>").later(10_000);
    assert_eq!(screen.todo.iter().filter(|c| matches!(c, Command::Send { .. })).count(), 2);
}

#[test]
fn without_a_link_nothing_is_sent_and_the_draft_stays() {
    let mut screen = screen();
    screen.event(Event::Unlinked);
    screen.keys("cHola<ctrl-s>");
    assert_eq!(sent(&screen), None);
    assert!(screen.text().contains("Hola"));
    assert_eq!(screen.model.drafts.len(), 1);
    screen.event(Event::Linked);
    assert_eq!(screen.model.link, Link::Up);
    assert!(screen.todo.contains(&Command::LoadInbox));
}

#[test]
fn what_was_read_before_is_read_without_a_node() {
    let mut screen = screen();
    screen.keys("<enter><esc>").event(Event::Unlinked).keys("<enter>");
    assert!(screen.text().contains("Evacúe el borde costero"), "{}", screen.text());
    let failure = || Failure { code: "not_running".to_owned(), message: "no node".to_owned() };
    screen.event(Event::Detail(id(1), Err(failure())));
    assert!(screen.text().contains("Evacúe el borde costero"), "a failure takes nothing away");
}

#[test]
fn control_c_saves_first_and_leaves_second() {
    let mut screen = screen();
    screen.keys("cHola<ctrl-c>");
    assert!(screen.text().contains("Borrador guardado"), "{}", screen.text());
    assert!(!screen.todo.contains(&Command::Quit));
    let kept = screen.todo.iter().rev().find_map(|c| match c {
        Command::Keep(draft) => Some(draft.text.clone()),
        _ => None,
    });
    assert_eq!(kept.as_deref(), Some("Hola"));
    screen.keys("!<ctrl-c>");
    assert!(!screen.todo.contains(&Command::Quit), "a key between them begins anew");
    screen.keys("<ctrl-c>");
    assert!(screen.todo.contains(&Command::Quit));
}

#[test]
fn a_crisis_rings_once_and_the_editor_keeps_the_keys() {
    let mut screen = screen();
    screen.keys("jc");
    let arrives = || {
        let title = both("Incendio", "Fire");
        Event::Node(ApiEvent::Message(info(8, "notice", "cl:05101", title)))
    };
    screen.events([arrives(), arrives()]);
    assert_eq!(screen.todo.iter().filter(|c| **c == Command::Bell).count(), 1);
    assert_eq!(screen.model.place(), Place::Editor);
    screen.keys("Hola");
    assert_eq!(screen.model.compose.as_ref().expect("an editor").words(), "Hola");
    assert!(screen.text().contains("AVISO DE CRISIS"));
    screen.keys("<ctrl-g>");
    assert_eq!(screen.model.reader.as_ref().map(|r| r.id), Some(id(8)));
    assert_eq!(screen.model.drafts.len(), 1, "what was typed is kept");
    assert!(screen.model.alert.is_none());
}

#[test]
fn a_notice_that_rang_is_answered_before_its_text_is_here() {
    let mut screen = screen();
    screen.event(Event::Node(ApiEvent::Message(info(8, "notice", "cl:05101", both("Incendio", "Fire")))));
    screen.keys("!r");
    let reader = screen.model.reader.as_ref().expect("a reader");
    assert_eq!((reader.id, reader.detail.is_none(), screen.model.place()), (id(8), true, Place::Menu));
    screen.keys("3<enter>");
    assert!(matches!(sent(&screen), Some(Content::Ack(ack)) if ack.state == AckState::Acting));
}

#[test]
fn our_own_notices_do_not_ring() {
    let mut screen = screen();
    screen.event(Event::Node(ApiEvent::Message(info(8, "notice", "mx:20067", both("a", "b")))));
    assert!(!screen.todo.contains(&Command::Bell));
}

#[test]
fn a_storm_of_news_asks_the_node_once_at_a_time() {
    let mut screen = screen();
    for n in 40..60 {
        screen.event(Event::Node(ApiEvent::Message(info(n, "comment", "cl:05101", both("a", "b")))));
    }
    assert_eq!(screen.todo.iter().filter(|c| **c == Command::LoadInbox).count(), 1);
    screen.event(Event::Inbox(Ok(Box::new(super::fixture::inbox()))));
    assert_eq!(screen.todo.iter().filter(|c| **c == Command::LoadInbox).count(), 2, "and once more after");
}

#[test]
fn what_was_chosen_stays_chosen_when_the_order_changes() {
    let mut screen = screen();
    screen.keys("jj");
    let chosen = screen.model.chosen;
    let mut inbox = super::fixture::inbox();
    inbox.threads.reverse();
    screen.event(Event::Inbox(Ok(Box::new(inbox))));
    assert_eq!(screen.model.chosen, chosen);
}

#[test]
fn after_an_answer_the_list_is_whole_again() {
    let mut screen = screen();
    screen.keys("<enter>");
    let mut inbox = super::fixture::inbox();
    inbox.threads.rotate_left(1);
    screen.event(Event::Inbox(Ok(Box::new(inbox))));
    screen.keys("<esc>");
    for title in ["Marejadas", "Captación", "Cumbre", "Simulacro", "Student"] {
        assert!(screen.text().contains(title), "{title}:\n{}", screen.text());
    }
}

#[test]
fn what_arrives_above_does_not_move_the_choice() {
    let mut screen = Screen::empty((80, 24), "es");
    let mut inbox = super::fixture::inbox();
    let notice = inbox.threads.remove(0);
    screen.events([Event::Linked, Event::Inbox(Ok(Box::new(inbox.clone())))]);
    let chosen = screen.model.chosen;
    inbox.threads.insert(0, notice);
    screen.event(Event::Inbox(Ok(Box::new(inbox))));
    assert_eq!((screen.model.chosen, screen.model.chosen_index()), (chosen, Some(1)));
}

#[test]
fn two_hundred_pasted_lines_are_one_insertion_and_obey_nobody() {
    let mut screen = screen();
    screen.keys("c");
    let lines: Vec<String> = (0..200).map(|n| format!("línea {n}\u{1b}[31m q\u{202e}")).collect();
    screen.event(Event::Paste(lines.join("\r\n")));
    assert_eq!(screen.model.place(), Place::Editor);
    let compose = screen.model.compose.as_ref().expect("an editor");
    assert_eq!(compose.text.lines().len(), 200);
    assert_eq!(compose.text.lines()[3], "línea 3[31m q");
    let note = screen.model.note.as_ref().expect("a note");
    assert!(note.text.contains("200 líneas") && note.text.contains("400"), "{}", note.text);
    screen.keys("<ctrl-u>");
    let compose = screen.model.compose.as_ref().expect("an editor");
    assert!(compose.text.is_empty(), "one insertion is undone by one key");
}

#[test]
fn a_paste_where_nothing_is_typed_is_no_keys() {
    let mut screen = screen();
    screen.event(Event::Paste("qqq\nr\n".to_owned()));
    assert!(screen.todo.is_empty());
    assert_eq!(screen.model.place(), Place::Inbox);
}

#[test]
fn a_wrong_passphrase_waits_longer_each_time() {
    let mut screen = screen();
    screen.model.signing = Signing::Locked(Lock::default());
    screen.model.overlay = Overlay::Passphrase(Secret::new());
    for wait in [1000, 2000, 4000, 8000] {
        screen.keys("abc<enter>");
        assert!(matches!(screen.todo.pop(), Some(Command::Unlock(secret)) if secret.reveal() == "abc"));
        screen.event(Event::Unlocked(Unlock::Wrong));
        assert!(screen.text().contains("Incorrecta"), "{}", screen.text());
        screen.keys("abc<enter>");
        assert!(screen.todo.is_empty(), "no try before the time");
        screen.keys("<ctrl-u>");
        let Signing::Locked(lock) = &screen.model.signing else { panic!("locked") };
        assert_eq!(lock.not_before, Some(Millis(screen.model.now.0 + wait)));
        screen.model.now = screen.model.now.plus(wait);
    }
    screen.keys("b<enter>").event(Event::Unlocked(Unlock::Open(PublicKey::ed25519([5; 32]))));
    assert_eq!(screen.model.signing, Signing::Ready);
    assert_eq!(screen.model.place(), Place::Inbox);
}

#[test]
fn who_cannot_sign_reads_and_is_told_why() {
    let mut screen = screen();
    screen.model.signing = Signing::None { why: "aquí no hay clave".to_owned() };
    screen.keys("r");
    assert!(screen.model.compose.is_none());
    assert_eq!(screen.model.note.as_ref().map(|n| n.mood), Some(Mood::Bad));
    assert!(screen.text().contains("aquí no hay clave"));
    screen.model.signing = Signing::Locked(Lock::default());
    screen.keys("r");
    assert_eq!(screen.model.place(), Place::Passphrase);
}

#[test]
fn the_language_changes_at_once_and_back() {
    let mut screen = screen();
    screen.keys("L");
    assert!(screen.text().contains("Waiting for our answer"), "{}", screen.text());
    assert!(screen.text().contains("Storm surge"), "the texts of others too");
    screen.keys("L");
    assert!(screen.text().contains("Esperam a nossa resposta"), "{}", screen.text());
    screen.keys("L");
    assert!(screen.text().contains("Esperan nuestra respuesta"));
    assert_eq!(screen.model.languages, screen.model.asked);
}

#[test]
fn a_resize_keeps_the_paragraph_on_top() {
    let mut screen = screen();
    screen.keys("j<enter>jjjjjjj");
    let top = screen.model.reader.as_ref().expect("a reader").top.clone();
    assert!(!top.block.is_empty());
    for size in [(40, 12), (200, 12), (60, 14), (80, 24)] {
        screen.event(Event::Resize(size.0, size.1));
        let reader = screen.model.reader.as_ref().expect("a reader");
        let page = view::page(&screen.model, reader);
        let height = view::areas(&screen.model).reader.height;
        let anchor = page.anchor(page.offset(&reader.top, height), height);
        assert!(
            anchor.block == top.block || page.last(height) == page.offset(&reader.top, height),
            "{size:?}"
        );
    }
    assert_eq!(screen.model.reader.as_ref().expect("a reader").top, top);
}

#[test]
fn wide_windows_show_what_is_chosen() {
    let mut screen = Screen::new((120, 40), "es");
    screen.keys("j");
    assert_eq!(screen.model.reader.as_ref().map(|r| r.id), Some(id(2)));
    assert_eq!(screen.model.pane, Pane::Inbox);
}

#[test]
fn a_draft_comes_back_with_its_choice() {
    let mut before = screen();
    before.keys("jr2nmuy tarde");
    let drafts: Vec<_> = before.model.drafts.values().cloned().collect();
    let mut after = screen();
    after.event(Event::Start(drafts));
    assert!(after.text().contains('✎'), "{}", after.text());
    after.keys("jr");
    let compose = after.model.compose.as_ref().expect("an editor");
    assert_eq!(compose.words(), "muy tarde");
    assert_eq!(compose.form, Form::Position(Stance::Object));
}

#[test]
fn progress_is_measured_from_where_it_began() {
    let mut screen = screen();
    for (behind, kept) in [(10, (10, 10)), (120, (120, 120)), (30, (30, 120)), (0, (0, 0))] {
        screen.event(Event::Node(ApiEvent::Progress { behind }));
        assert_eq!(screen.model.behind, kept);
    }
}

#[test]
fn notes_pass_and_the_clock_wakes_the_screen() {
    let mut screen = screen();
    screen.keys("L");
    let until = screen.model.note.as_ref().expect("a note").until;
    assert_eq!(screen.model.wakes(), until);
    let (model, _) = update(screen.model.clone(), until, Event::Wake);
    assert!(model.note.is_none());
    assert_eq!(model.wakes(), Millis(NOW.0 + 60_000));
    assert_eq!(model.name(&institution("cl:99999")), "cl:99999");
}
