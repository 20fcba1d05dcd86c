//! The files of a thread in the reader.

use super::fixture::{self, Screen, detail, id};
use crate::update::Event;
use cabildo_client::api::{AttachmentInfo, AttachmentState};
use cabildo_protocol::{id::Hash, views::Thread};

fn file(number: u32, name: &str, state: AttachmentState) -> AttachmentInfo {
    AttachmentInfo {
        message: id(1),
        number,
        name: name.to_owned(),
        mime_type: "application/pdf".to_owned(),
        size: 3_000_000,
        root: Hash([2; 32]),
        found: Some("application/zip".to_owned()),
        differs: state == AttachmentState::Saved,
        state,
        here: 3,
        chunks: 12,
        fetching: state == AttachmentState::Partial,
        trouble: (state == AttachmentState::Partial).then(|| "no_peer".to_owned()),
    }
}

#[test]
fn files_are_listed_with_what_they_are_and_whether_they_are_here() {
    for (language, parts) in [
        ("es", ["Archivos (2)", "guardado aquí", "parecen application/zip", "aquí hay 3 de 12 partes"]),
        ("en", ["Files (2)", "saved here", "they look like application/zip", "3 of 12 parts are here"]),
        ("pt", ["Arquivos (2)", "guardado aqui", "parecem application/zip", "aqui há 3 de 12 partes"]),
    ] {
        let mut screen = Screen::new((100, 60), language);
        screen.event(Event::Inbox(Ok(Box::new(fixture::inbox()))));
        screen.keys("<enter>");
        let opened = screen.model.reader.as_ref().map(|reader| reader.id).expect("an open thread");
        let mut detail = detail(Thread::Agenda(Box::new(fixture::agenda())));
        (detail.info.id, detail.info.thread) = (opened, opened);
        let names = ["plano.pdf", "acta\u{202e}fdp.exe\u{1b}[2J.pdf"];
        detail.attachments =
            vec![file(1, names[0], AttachmentState::Saved), file(2, names[1], AttachmentState::Partial)];
        screen.event(Event::Detail(opened, Ok(Box::new(detail))));
        screen.keys("G");
        let text = screen.text();
        for part in parts {
            assert!(text.contains(part), "«{part}» in {text}");
        }
        assert!(text.contains("plano.pdf · 2.9 MiB · application/pdf"), "{text}");
        assert!(text.contains("actafdp.exe[2J.pdf") && !text.contains(['\u{202e}', '\u{1b}']), "{text}");
    }
}
