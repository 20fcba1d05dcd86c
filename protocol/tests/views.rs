//! What threads add up to: who counts, who is left out, and that the order of arrival never matters.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "views/amendments.rs"]
mod amendments;
#[path = "views/closing.rs"]
mod closing;
#[path = "engine/contents.rs"]
mod contents;
#[path = "views/declaration.rs"]
mod declaration;
#[path = "views/feedback.rs"]
mod feedback;
#[path = "engine/fixture.rs"]
#[expect(dead_code, reason = "shared with the tests of the engine, which use the rest")]
mod fixture;
#[path = "views/implementing.rs"]
mod implementing;
#[path = "views/inbox.rs"]
mod inbox;
#[path = "views/matrix.rs"]
mod matrix;
#[path = "views/meeting.rs"]
mod meeting;
#[path = "views/responses.rs"]
mod responses;
#[path = "views/rota.rs"]
mod rota;
#[path = "views/second.rs"]
mod second;
#[path = "views/stage.rs"]
mod stage;
#[path = "views/threads.rs"]
mod threads;
#[path = "views/translations.rs"]
mod translations;
