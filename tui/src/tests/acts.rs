//! The menu of what can be done about a thread, and what comes of it: who is offered what, the forms, and
//! what is signed, which is what the command line makes of the same.

mod hostile;
mod meetings;
mod notices;
mod texts;
mod translations;
mod works;

use super::fixture::{self, Screen, detail, id};
use crate::update::{Command, Event};
use cabildo_client::api::DeviceInfo;
use cabildo_protocol::{content::Content, id::MessageId, roster::Role, views::Thread};

const HOUR: u64 = 3_600_000;

/// A screen that reads a thread, its root with the number `n` in the fixture's inbox.
fn reading(size: (u16, u16), language: &str, n: u8, view: Thread) -> Screen {
    let mut screen = Screen::new(size, language);
    screen.model.chosen = Some(id(n));
    screen.keys("<enter>");
    replaced(&mut screen, n, view);
    screen.todo.clear();
    screen
}

/// The thread has become another.
fn replaced(screen: &mut Screen, n: u8, view: Thread) {
    let mut detail = detail(view);
    (detail.info.id, detail.info.thread) = (id(n), id(n));
    screen.event(Event::Detail(id(n), Ok(Box::new(detail))));
}

/// What the menu offers, by the names of the acts.
fn offered(screen: &Screen, thread: MessageId) -> Vec<&'static str> {
    screen.model.acts(thread).iter().map(|possible| possible.act.name()).collect()
}

/// Opens the form of an act from the menu.
fn open<'a>(screen: &'a mut Screen, act: &str) -> &'a mut Screen {
    let thread = screen.model.current().expect("a thread");
    let at = screen.model.acts(thread).iter().position(|possible| possible.act.name() == act);
    let at = at.unwrap_or_else(|| panic!("«{act}» in {:?}", offered(screen, thread)));
    screen.keys(&format!("m{}<enter>", "j".repeat(at)))
}

/// What is signed after these keys, and the time to take it back.
fn signed(screen: &mut Screen, keys: &str) -> Content {
    screen.keys(keys).later(11_000);
    let sent = screen.todo.drain(..).find_map(|command| match command {
        Command::Send { content, .. } => Some(*content),
        _ => None,
    });
    let content = sent.unwrap_or_else(|| panic!("nothing is sent:\n{}", screen.text()));
    assert_eq!(content.check(), Ok(()));
    content
}

/// Takes a picture of what the keys lead to, in every language and at three sizes.
fn pictures(name: &str, n: u8, view: &Thread, act: &str, keys: &str) {
    for language in ["es", "en", "pt"] {
        for size in [(80, 24), (120, 40), (40, 12)] {
            let mut screen = reading(size, language, n, view.clone());
            if act.is_empty() { &mut screen } else { open(&mut screen, act) }.keys(keys);
            picture(&format!("{name}_{language}_{}x{}", size.0, size.1), &screen);
        }
    }
}

fn picture(name: &str, screen: &Screen) {
    insta::assert_snapshot!(name, screen.text());
}

/// Whoever may not write something is not offered it, and is told so by its key.
#[test]
fn only_what_the_rosters_grant_is_offered() {
    let mut screen = reading((80, 24), "es", 1, fixture::details().swap_remove(1).view.expect("a view"));
    let thread = screen.model.current().expect("a thread");
    let all = offered(&screen, thread);
    let mut status = fixture::status();
    status.may_author = Some(["position", "pause"].map(str::to_owned).to_vec());
    screen.event(Event::Status(Ok(Box::new(status.clone()))));
    assert_eq!(offered(&screen, thread), ["position", "pause"], "of {all:?}");
    screen.keys("c");
    assert!(screen.text().contains("no permiten"), "{}", screen.text());
    let begun = |screen: &mut Screen| {
        let text = screen.keys("<esc><esc>n").text();
        ["Propuesta", "Aviso: sismo"].map(|template| text.contains(template))
    };
    assert_eq!(begun(&mut screen), [false, false], "nothing can be begun: {}", screen.text());
    assert!(screen.text().contains("no permiten"), "{}", screen.text());
    status.may_author = Some(vec!["notice".to_owned()]);
    screen.event(Event::Status(Ok(Box::new(status.clone()))));
    assert_eq!(begun(&mut screen), [false, true], "{}", screen.text());

    status.may_author = None;
    let key = screen.model.key.expect("a key");
    let device = |role| DeviceInfo { key, label: "ventanilla-1".to_owned(), role, ended: false };
    screen.event(Event::Status(Ok(Box::new(status))));
    screen.keys("<esc>").event(Event::Devices(Ok(vec![device(Role::ReadOnly)])));
    assert_eq!(offered(&screen, thread), [""; 0]);
    screen.event(Event::Devices(Ok(vec![device(Role::Operator)])));
    assert_eq!(offered(&screen, thread), all);
}
