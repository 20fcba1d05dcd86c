//! Every screen, in every language and at three sizes, as it was looked at and found good.

use super::fixture::{Screen, both, info, notice, peers};
use crate::{
    model::{Banner, Lock, Overlay, Secret, Signing},
    update::Event,
    view,
};
use cabildo_client::api::ApiEvent;
use cabildo_protocol::{content::CapStatus, views::Thread};
use ratatui::{buffer::Buffer, layout::Rect, style::Color};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 12)];

/// Takes a picture of what the keys lead to, in every language and size.
fn check(name: &str, keys: &str) {
    check_with(name, |screen| {
        screen.keys(keys);
    });
}

/// What the keys lead to without colours: no cell has one, and how severe a notice is stands there as a
/// word.
fn check_plain(language: &str, keys: &str, word: &str) {
    let colours = |screen: &Screen| {
        let (columns, rows) = screen.model.size;
        let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: columns, height: rows });
        view::draw(&screen.model, &mut buffer);
        buffer.content().iter().filter(|cell| (cell.fg, cell.bg) != (Color::Reset, Color::Reset)).count()
    };
    let mut screen = Screen::new((80, 24), language);
    screen.keys(keys);
    assert_ne!(colours(&screen), 0, "{keys}: with colours there are some");
    screen.model.colour = false;
    assert_eq!(colours(&screen), 0, "{keys}");
    assert!(screen.text().contains(word), "«{word}» in\n{}", screen.text());
}

#[test]
fn without_colours_everything_is_said_in_words() {
    for (language, word) in [("es", "SEVERA"), ("en", "SEVERE"), ("pt", "SEVERA")] {
        for keys in ["", "<enter>", "<enter>r4", ":agua", "j<esc>/agua"] {
            check_plain(language, keys, if keys.contains("agua") { "agua" } else { word });
        }
    }
}

fn check_with(name: &str, act: impl Fn(&mut Screen)) {
    for language in ["es", "en", "pt"] {
        for size in SIZES {
            let mut screen = Screen::new(size, language);
            act(&mut screen);
            insta::assert_snapshot!(format!("{name}_{language}_{}x{}", size.0, size.1), screen.text());
        }
    }
}

#[test]
fn inbox() {
    check("inbox", "");
}

#[test]
fn notice_reader() {
    check("notice", "<enter>");
    check("notice_end", "<enter>G");
}

#[test]
fn proposal_reader() {
    check("proposal", "j<enter>");
    check("proposal_end", "j<enter>G");
}

#[test]
fn agenda_reader() {
    check("agenda", "jj<enter>");
    check("agenda_end", "jj<enter>G");
}

#[test]
fn help() {
    check("help", "?");
}

#[test]
fn menus() {
    check("menu_ack", "<enter>r4");
    check("menu_position", "j<enter>rj");
    check("menu_rsvp", "jj<enter>rj12<down><right>");
}

#[test]
fn last_looks() {
    check("look_position", "j<enter>r2nEl presupuesto de 2027 ya está cerrado.<ctrl-s>");
    check("look_rsvp", "jj<enter>rj12<down><right><enter>");
}

#[test]
fn editor() {
    check("editor", "j<enter>r2nEl presupuesto de 2027 ya está cerrado; pedimos plazo hasta marzo.");
    check("editor_empty", "j<enter>c");
}

#[test]
fn forms() {
    check("new", "n");
    check("form_proposal", "n<enter>Captación de niebla<tab><tab>");
    check("form_notice", "n2<tab><tab>5:00<tab><tab><tab><tab><tab>Oaxaca<tab>");
    check("form_agenda", "n8Cumbre<tab><tab>2026-12-02 10:00<tab>2026-12-02 9:00<tab><tab><tab>");
    check("form_tag", "n1<f4>");
    for (name, key) in [("form_preview", "<f5>"), ("form_look", "<ctrl-s>")] {
        check_with(name, |screen| {
            screen.keys("n1Atrapanieblas<tab><tab>");
            screen.event(Event::Edited(Ok("Se propone poner diez.\n\nCada una da 300 litros.".to_owned())));
            screen.keys("<tab>agua<tab>MX-OAX, cl:05101<tab>mx, Copiapó").keys(key);
        });
    }
    check("form_mandate", "j<enter>r1mAcuerdo 12/2026");
}

#[test]
fn what_was_sent_can_be_taken_back() {
    check("counting", "j<enter>r1<enter><enter>");
}

#[test]
fn the_network() {
    check_with("network", |screen| {
        screen.keys("N").event(Event::Peers(Ok(peers())));
        screen.event(Event::Node(ApiEvent::Progress { behind: 120 }));
        screen.event(Event::Node(ApiEvent::Progress { behind: 30 }));
    });
}

#[test]
fn searches() {
    check("find", "/agua");
    check("palette", ":agua");
    check("help_find", "?/salir");
}

#[test]
fn an_exercise_is_loud() {
    check_with("exercise", |screen| {
        let mut view = notice();
        view.notice.status = CapStatus::Exercise;
        let detail = super::fixture::detail(Thread::Notice(Box::new(view)));
        screen.keys("<enter>").event(Event::Detail(detail.info.id, Ok(Box::new(detail))));
    });
}

#[test]
fn blocks_that_do_not_hold_say_so_and_ask_nothing() {
    for language in ["es", "en", "pt"] {
        let mut screen = Screen::new((80, 60), language);
        let mut view = notice();
        let holds = view.notice.info[0].clone();
        let mut over = holds.clone();
        over.expires = Some(screen.model.now);
        let mut later = holds;
        later.effective = Some(screen.model.now.plus(3_600_000));
        view.notice.info = vec![over, later];
        let detail = super::fixture::detail(Thread::Notice(Box::new(view)));
        screen.keys("<enter>").event(Event::Detail(detail.info.id, Ok(Box::new(detail))));
        insta::assert_snapshot!(format!("validity_{language}"), screen.text());
    }
}

#[test]
fn a_notice_arrives_while_one_types() {
    check_with("alert", |screen| {
        screen.model.banner = Some(Banner::Demo);
        screen.keys("j<enter>cHola");
        let title = both("Incendio forestal en Quebrada Verde", "Forest fire in Quebrada Verde");
        screen.event(Event::Node(ApiEvent::Message(info(8, "notice", "cl:05101", title))));
    });
}

#[test]
fn passphrase() {
    check_with("passphrase", |screen| {
        let lock = Lock { wrong: 3, not_before: Some(screen.model.now.plus(4000)), ..Lock::default() };
        screen.model.signing = Signing::Locked(lock);
        screen.model.overlay = Overlay::Passphrase(Secret::new());
        screen.keys("abc");
    });
}

#[test]
fn without_a_node_what_is_here_can_be_read() {
    check_with("lost", |screen| {
        screen.event(Event::Unlinked);
        screen.model.now = screen.model.now.plus(180_000);
    });
}

#[test]
fn at_the_start_and_in_too_small_a_window() {
    insta::assert_snapshot!("start", Screen::empty((80, 24), "es").text());
    insta::assert_snapshot!("small", Screen::new((39, 12), "es").text());
    insta::assert_snapshot!("tiny", Screen::new((9, 3), "es").text());
}
