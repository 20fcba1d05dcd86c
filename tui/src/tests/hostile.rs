//! Text of others, at its worst, never reaches a cell unclean, and nothing panics, at any size.

use super::fixture::{self, Screen, tag};
use crate::{
    model::{Failure, Link},
    update::Event,
    view,
};
use cabildo_client::api::{ApiEvent, MessageDetail, Trouble};
use cabildo_protocol::{
    content::Method,
    text::Texts,
    views::{AmendmentEntry, AmendmentState, Summary, Thread, TranslationEntry},
};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect};

pub fn hostile() -> impl Strategy<Value = String> {
    let dangerous = proptest::sample::select(
        "\u{0}\u{7}\u{8}\t\n\r\u{1b}[]m;\u{85}\u{9b}\u{9d}\u{ad}\u{301}\u{30d}\u{323}\u{489}\u{61c}\u{1100}\u{1161}\
         \u{11a8}\u{200b}\u{200d}\u{200e}\u{2028}\u{202e}\u{2066}\u{2069}\u{20dd}\u{2126}\u{212b}\u{3164}\u{fb1d}\
         \u{fe0f}\u{feff}\u{fffe}\u{1d15e}\u{e0041}\u{e0100}\u{10fffd}漢字🌊🇲🇽👩‍👩‍👧aeoñ "
            .chars()
            .collect::<Vec<_>>(),
    );
    let flood = (any::<char>(), 1..40_usize).prop_map(|(c, n)| format!("o{}{}", "\u{30d}".repeat(n), c));
    let piece = prop_oneof![
        6 => dangerous.prop_map(String::from),
        3 => any::<char>().prop_map(String::from),
        1 => flood,
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn texts(text: &str) -> Texts {
    Texts::one(tag("es"), text)
}

/// Puts a text into every field of a view that can hold one.
pub fn poison(view: &mut Thread, text: &str) {
    match view {
        Thread::Proposal(v) => {
            v.proposal.title = texts(text);
            v.proposal.summary = texts(text);
            v.proposal.text = texts(text);
            v.proposal.theme = Some(text.to_owned());
            for p in &mut v.positions {
                p.reason = texts(text);
                p.mandate = Some(text.to_owned());
            }
            v.late = v.positions.clone();
            let source = v.source.clone();
            v.translations = vec![TranslationEntry {
                source: source.clone(),
                what: source.id,
                language: tag("pt"),
                method: Method::Machine,
                translator: Some(text.to_owned()),
                title: Texts::one(tag("es"), text),
                text: texts(text),
                stale: true,
            }];
            v.amendments = vec![AmendmentEntry {
                amends: source.id,
                source,
                text: texts(&format!("más {text}")),
                reason: texts(text),
                state: AmendmentState::Proposed,
                moved_on: true,
            }];
            v.comments.iter_mut().for_each(|c| c.text = texts(text));
        }
        Thread::Notice(v) => {
            let first = v.updates.first().cloned();
            v.cancelled = first.map(|source| (source, texts(text)));
            v.acks.iter_mut().for_each(|ack| ack.note = texts(text));
            let notice = &mut v.notice;
            for field in [&mut notice.source, &mut notice.restriction, &mut notice.note] {
                *field = Some(text.to_owned());
            }
            for list in [&mut notice.addresses, &mut notice.codes, &mut notice.incidents] {
                *list = vec![text.to_owned(); 2];
            }
            for info in &mut notice.info {
                for field in [
                    &mut info.event,
                    &mut info.audience,
                    &mut info.sender_name,
                    &mut info.headline,
                    &mut info.description,
                    &mut info.instruction,
                ] {
                    *field = texts(text);
                }
                info.web = Some(text.to_owned());
                info.contact = Some(text.to_owned());
                info.parameters = vec![(text.to_owned(), text.to_owned())];
                info.event_codes = info.parameters.clone();
                for area in &mut info.areas {
                    area.description = texts(text);
                    area.geocodes = info.parameters.clone();
                }
            }
            notice.info.push(notice.info[0].clone());
        }
        Thread::Agenda(v) => {
            v.agenda.title = texts(text);
            v.agenda.summary = texts(text);
            v.agenda.venue = texts(text);
            v.agenda.time_zone = text.to_owned();
            v.agenda.items.iter_mut().for_each(|item| item.title = texts(text));
            v.answers.iter_mut().for_each(|answer| answer.note = texts(text));
        }
        Thread::Declaration(v) => {
            v.declaration.title = texts(text);
            v.declaration.summary = texts(text);
            v.declaration.text = texts(text);
            v.declaration.theme = Some(text.to_owned());
            for entry in v.signatures.iter_mut().chain(&mut v.late) {
                entry.note = texts(text);
                entry.mandate = Some(text.to_owned());
            }
            v.revisions.iter_mut().for_each(|revision| revision.text = texts(text));
        }
        Thread::Feedback(v) => {
            v.feedback.title = texts(text);
            v.feedback.text = texts(text);
            v.feedback.theme = Some(text.to_owned());
            v.steps.iter_mut().for_each(|step| step.text = texts(text));
        }
        Thread::Opaque { reason, .. } => *reason = text.to_owned(),
    }
}

/// A screen on which everything that others wrote is this text.
fn poisoned(text: &str, size: (u16, u16), thread: usize) -> Screen {
    let mut screen = Screen::new(size, "es");
    let mut inbox = fixture::inbox();
    inbox.threads.iter_mut().for_each(|line: &mut Summary| {
        line.title = texts(text);
        line.ours = Some(text.to_owned());
    });
    let mut members = fixture::members();
    members.iter_mut().for_each(|member| {
        member.names = texts(text);
        member.time_zone = Some(text.to_owned());
    });
    let mut status = fixture::status();
    status.federation_name = texts(text);
    status.behind = u64::try_from(thread).expect("small") * 5;
    let trouble = || text.to_owned();
    status.trouble = ["roster_review".to_owned(), trouble()]
        .map(|code| Trouble {
            code,
            values: [("of".to_owned(), trouble())].into(),
            message: trouble(),
            remedy: trouble(),
        })
        .into();
    let failure = Failure { code: text.to_owned(), message: text.to_owned() };
    let mut detail: MessageDetail = fixture::details().swap_remove(thread);
    detail.info.title = texts(text);
    poison(detail.view.as_mut().expect("a view"), text);
    let arrived = fixture::info(8, "notice", "cl:05101", texts(text));
    screen.events([
        Event::Inbox(Ok(Box::new(inbox))),
        Event::Members(Ok(members)),
        Event::Status(Ok(Box::new(status))),
        Event::Node(ApiEvent::Message(arrived)),
    ]);
    let id = detail.info.id;
    let place = screen.model.threads().iter().position(|t| t.source.id == id).expect("in the list");
    screen.keys(&format!("{}<enter>", "j".repeat(place)));
    screen.event(Event::Detail(id, Ok(Box::new(detail))));
    if thread == 2 {
        screen.keys("c");
        screen.event(Event::Paste(text.to_owned()));
        let key = screen.model.compose.as_ref().expect("an editor").key;
        screen.event(Event::Sent(key, Err(failure)));
    }
    screen
}

/// What a terminal obeys or does not show, by Unicode's own classes: the sanitiser is not asked, so that a
/// gap in its list is seen here.
fn is_obeyed(c: char) -> bool {
    let bidirectional =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let zero_width =
        matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    let variation =
        matches!(c, '\u{180b}'..='\u{180d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    let separator_or_tag = matches!(c, '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}');
    c.is_control() || bidirectional || zero_width || variation || separator_or_tag
}

pub fn assert_clean(screen: &Screen) {
    let (columns, rows) = screen.model.size;
    let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: columns, height: rows });
    view::draw(&screen.model, &mut buffer);
    for cell in buffer.content() {
        let bad = cell.symbol().chars().find(|c| is_obeyed(*c));
        assert_eq!(bad, None, "in {:?}", cell.symbol());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn no_cell_holds_what_a_terminal_obeys(
        text in hostile(),
        size in (1_u16..140, 1_u16..45),
        thread in 0_usize..3,
        scrolls in 0_usize..6,
        lost in any::<bool>(),
    ) {
        let mut screen = poisoned(&text, size, thread);
        if lost {
            screen.model.link = Link::Lost { since: screen.model.now };
            screen.model.note = None;
        }
        assert_clean(&screen);
        for _ in 0..scrolls {
            screen.keys("<pgdn>");
            assert_clean(&screen);
        }
        screen.keys("<esc>?");
        assert_clean(&screen);
        screen.event(Event::Resize(size.1, size.0));
        assert_clean(&screen);
        // A form: pasted into, looked at in every face.
        screen.keys("<esc><esc><esc>n");
        assert_clean(&screen);
        screen.keys("<enter>");
        for next in ["<tab>", "<tab><f5>", "<esc><f2>"] {
            screen.event(Event::Paste(text.clone()));
            screen.event(Event::Edited(Ok(text.clone())));
            assert_clean(&screen);
            screen.keys(next);
            assert_clean(&screen);
        }
    }
}
