//! Search in the inbox, the palette, and the search in the help.

use super::fixture::{Screen, id};
use crate::{
    keys::Place,
    model::{Overlay, Pane},
    update::{Command, Event, offers},
};

fn screen(keys: &str) -> Screen {
    let mut screen = Screen::new((80, 24), "es");
    screen.todo.clear();
    screen.keys(keys);
    screen
}

#[test]
fn the_list_follows_every_letter() {
    for (keys, found, chosen) in [
        ("/", 5, 1),
        ("/captacion", 1, 2),
        ("/CAPTACIÓN", 1, 2),
        ("/cumbre", 1, 3),
        ("/valpar", 2, 1),
        ("/propuesta", 2, 2),
        ("/propuesta morelia", 1, 2),
        ("/cl:03101", 1, 4),
        ("/student", 1, 5),
        ("/nadaquever", 0, 0),
        ("/nadaquever<ctrl-u>", 5, 1),
        ("/agu<backspace><backspace><backspace>", 5, 2),
        ("/propuesta<down>", 2, 5),
        ("/cumbre<esc>", 5, 3),
    ] {
        let screen = screen(keys);
        let id = (chosen > 0).then(|| id(chosen));
        assert_eq!((screen.model.threads().len(), screen.model.chosen), (found, id), "after «{keys}»");
    }
}

#[test]
fn what_was_found_stays_until_it_is_left() {
    let mut screen = screen("/propuesta<enter>");
    assert_eq!(screen.model.place(), Place::Inbox);
    screen.keys("j<enter>");
    assert_eq!(screen.model.reader.as_ref().map(|r| r.id), Some(id(5)));
    screen.keys("<esc>");
    assert_eq!((screen.model.pane, screen.model.threads().len()), (Pane::Inbox, 2));
    screen.event(Event::Inbox(Ok(Box::new(super::fixture::inbox()))));
    assert_eq!(screen.model.threads().len(), 2, "news are searched too");
    screen.keys("<esc>");
    assert_eq!(screen.model.threads().len(), 5);
}

#[test]
fn the_palette_does_opens_and_finds() {
    for (keys, place) in [
        (":", Place::Pick),
        (":<esc>", Place::Inbox),
        (":ver los demás nodos<enter>", Place::Network),
        (":ver los demas nodos<enter>", Place::Network),
        (":idioma<enter>", Place::Inbox),
        (":simulacro aluvion<enter>", Place::Reader),
        (":xqzw<enter>", Place::Inbox),
    ] {
        assert_eq!(screen(keys).model.place(), place, "after «{keys}»");
    }
    assert_eq!(screen(":simulacro aluvion<enter>").model.reader.as_ref().map(|r| r.id), Some(id(4)));
    let found = screen(":(mx:16053)<enter>");
    assert_eq!(found.model.threads().len(), 1, "{}", found.text());
    assert!(screen(":idioma<enter>").text().contains("Waiting for our answer"));
    let all = offers(&screen("").model, "");
    assert!(all.len() > 15 + 5 + 6 - 2, "{}", all.len());
}

#[test]
fn the_help_is_searched_without_accents() {
    let mut screen = screen("?/CONTRASENA");
    let text = screen.text();
    assert!(text.contains("abrir la clave con la contraseña") && !text.contains("comentar"), "{text}");
    screen.keys("<enter>j<esc>");
    assert!(matches!(screen.model.overlay, Overlay::None));
    screen.keys("?/xyz");
    assert!(screen.text().contains("No se encontró nada"), "{}", screen.text());
    screen.keys("<esc>");
    assert!(screen.text().contains("leer el asunto elegido"), "{}", screen.text());
}

#[test]
fn a_line_is_offered_completed_and_run() {
    let run = |keys: &str| {
        let mut screen = Screen::new((80, 24), "es");
        screen.model.runs_lines = true;
        screen.todo.clear();
        screen.keys(keys);
        let run = screen.todo.iter().find_map(|command| match command {
            Command::Run(words) => Some(words.join("|")),
            _ => None,
        });
        (screen, run)
    };
    for (keys, words) in [
        ("$padrón historia<enter>", Some("padrón|historia")),
        ("F$pendientes<enter>", Some("padrón|pendientes")),
        ("$mostrar cbm1 --title \"dos palabras\"<enter>", Some("mostrar|cbm1|--title|dos palabras")),
        ("$<enter><enter>", Some("padrón|pendientes")),
        ("$mostrar \"sin fin<enter>", None),
        ("$padrón historia<esc>", None),
    ] {
        assert_eq!(run(keys).1.as_deref(), words, "{keys}");
    }
    // What is offered is gone on with.
    let (screen, _) = run("$padron adm<down><enter>");
    assert!(matches!(&screen.model.overlay, Overlay::Palette { text, .. } if text == "$padrón admitir "));
    insta::assert_snapshot!(run("F$").0.text());
    let (mut screen, _) = run("$padrón historia<enter>");
    screen.todo.clear();
    screen.event(Event::Ran(Ok(6)));
    assert!(screen.text().contains("estado 6"), "{}", screen.text());
    assert!(screen.todo.contains(&Command::LoadInbox), "what it changed is asked for");
    // Where there is no program nothing runs.
    let mut screen = Screen::new((80, 24), "es");
    screen.todo.clear();
    screen.keys("$padrón historia<enter>");
    assert!(screen.todo.is_empty());
}
