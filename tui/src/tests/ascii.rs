//! On a terminal that has only ASCII nothing else is drawn but what people wrote.

use super::fixture::{Screen, both, inbox, info, members, status};
use crate::{asks_for_ascii, update::Event, view};
use cabildo_client::{api::ApiEvent, lang::Lang};
use cabildo_protocol::text::Texts;
use ratatui::{buffer::Buffer, layout::Rect};

/// A screen on which people wrote ASCII.
fn screen(language: &str) -> Screen {
    let mut screen = Screen::empty((80, 24), language);
    screen.model.ascii = true;
    let plain = |texts: &mut Texts| texts.0.values_mut().for_each(|t| *t = view::ascii_text(t));
    let (mut members, mut status, mut inbox) = (members(), status(), inbox());
    members.iter_mut().for_each(|member| plain(&mut member.names));
    inbox.threads.iter_mut().for_each(|thread| plain(&mut thread.title));
    plain(&mut status.federation_name);
    screen.events([
        Event::Linked,
        Event::Members(Ok(members)),
        Event::Status(Ok(Box::new(status))),
        Event::Inbox(Ok(Box::new(inbox))),
    ]);
    screen
}

#[test]
fn no_frame_bar_or_sign_is_beyond_ascii() {
    for language in Lang::available() {
        for keys in [
            "",
            "?",
            "?/sal",
            "r",
            "jr",
            "jjr",
            "cHola",
            "n",
            "n7",
            "n7<f5>",
            "n7Agua<tab>Agua<ctrl-s>",
            "n7<f4>",
            "N",
            ":",
            "/mare",
            "L",
            "<ctrl-c>",
            "jr1<enter>",
            "jr1<enter><enter>",
            "jr1m",
            "jr1m<ctrl-s>",
        ] {
            let mut screen = screen(language.as_str());
            let fire = both("Incendio", "Fire");
            screen.event(Event::Node(ApiEvent::Message(info(8, "notice", "cl:05101", fire))));
            screen.event(Event::Node(ApiEvent::Progress { behind: 7 }));
            screen.keys(keys);
            // The reader shows a thread of people: it is not looked at here.
            screen.model.reader = None;
            let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: 80, height: 24 });
            view::draw(&screen.model, &mut buffer);
            let odd: String = buffer.content().iter().map(|c| c.symbol()).filter(|s| !s.is_ascii()).collect();
            assert_eq!(odd, "", "{language} after «{keys}»:\n{}", screen.text());
        }
    }
}

#[test]
fn the_environment_asks_for_ascii_as_the_standard_says() {
    for (set, want) in [
        (&[][..], false),
        (&[("LANG", "C")], true),
        (&[("LANG", "POSIX")], true),
        (&[("LANG", "C.UTF-8")], false),
        (&[("LANG", "es_MX.UTF-8")], false),
        (&[("LANG", "es_MX.UTF-8"), ("LC_ALL", "C")], true),
        (&[("LANG", "C"), ("LC_ALL", ""), ("LC_CTYPE", "es_CL.UTF-8")], false),
        (&[("LANG", "es_MX.UTF-8"), ("TERM", "dumb")], true),
    ] {
        let found = |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(asks_for_ascii(found), want, "{set:?}");
    }
}
