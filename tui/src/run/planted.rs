//! Panics that a test plants, to see that the terminal is given back and the draft kept:
//! `CABILDO_PLANTED=loop` or `task`, then F12. A build without debug assertions has none of it.

use crossterm::event::Event;

/// Panics where the environment and the key ask for it.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "what it is for")]
pub fn panic_on(event: &Event) {
    use crossterm::event::KeyCode;

    if !matches!(event, Event::Key(key) if key.code == KeyCode::F(12)) {
        return;
    }
    match std::env::var("CABILDO_PLANTED").as_deref() {
        Ok("loop") => panic!("planted in the loop of the interface"),
        Ok("task") => drop(tokio::spawn(async { panic!("planted in a task of the interface") })),
        _ => {}
    }
}

/// Never panics.
#[cfg(not(debug_assertions))]
pub fn panic_on(_: &Event) {}
