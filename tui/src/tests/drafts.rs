//! Drafts outlive the program, whatever ends it.

use super::fixture::{NOW, id};
use crate::{
    model::{
        compose::{Act, DRAFT_SCHEMA, Draft, DraftKey, Form},
        sheet::Filled,
    },
    run::drafts::Drafts,
};
use std::{fs, os::unix::fs::PermissionsExt as _};

fn draft(text: &str) -> Draft {
    let key = DraftKey { thread: id(1), act: Act::Comment };
    Draft { schema: DRAFT_SCHEMA, key, form: Form::Comment, text: text.to_owned(), saved: NOW }
}

#[test]
fn what_was_kept_is_read_again_until_it_is_forgotten() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("drafts");
    let drafts = Drafts::new(folder.clone());
    assert_eq!(drafts.read(), vec![]);
    for text in ["Hola", "Hola a todos", "«ñandú»\n🌊"] {
        drafts.keep(&draft(text)).expect("kept");
        assert_eq!(Drafts::new(folder.clone()).read(), vec![draft(text)]);
    }
    let other = Draft { key: DraftKey { act: Act::Ack, ..draft("").key }, ..draft("otro") };
    drafts.keep(&other).expect("kept");
    assert_eq!(drafts.read().len(), 2);
    drafts.forget(other.key).expect("forgotten");
    drafts.forget(other.key).expect("twice is no error");
    assert_eq!(drafts.read().len(), 1);
}

#[test]
fn a_form_of_an_earlier_release_is_still_a_draft() {
    let earlier = r#"{"languages":["es"],"shown":"es","values":{"title":{"es":"Agua"}}}"#;
    let filled: Filled = serde_json::from_str(earlier).expect("a form");
    assert_eq!((filled.of, serde_json::to_string(&filled).expect("json").as_str()), (None, earlier));
}

#[test]
fn nobody_else_reads_a_draft() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("drafts");
    Drafts::new(folder.clone()).keep(&draft("secreto")).expect("kept");
    let mode = |path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(folder.clone()), 0o700);
    for entry in fs::read_dir(&folder).expect("a folder") {
        assert_eq!(mode(entry.expect("an entry").path()), 0o600);
    }
}

#[test]
fn a_half_written_or_foreign_file_stops_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let drafts = Drafts::new(home.path().to_owned());
    drafts.keep(&draft("entero")).expect("kept");
    let write = |name: &str, text: &[u8]| fs::write(home.path().join(name), text).expect("written");
    write("medio.json", b"{\"schema\":1,\"key\":");
    write("binario.json", &[0xff, 0xfe, 0]);
    write("nuevo.json", serde_json::to_string(&Draft { schema: 2, ..draft("x") }).expect("json").as_bytes());
    write("resto.tmp", b"{}");
    assert_eq!(drafts.read(), vec![draft("entero")]);
}
