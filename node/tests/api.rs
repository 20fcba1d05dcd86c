//! The local API, tested where others meet it: raw HTTP on the socket of a running node.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "api/calendar.rs"]
mod calendar;
#[path = "api/crisis.rs"]
mod crisis;
#[path = "api/declarations.rs"]
mod declarations;
#[path = "api/doors.rs"]
mod doors;
#[path = "api/drafts.rs"]
mod drafts;
#[path = "api/federation.rs"]
mod federation;
#[path = "api/formats.rs"]
mod formats;
#[path = "api/hostile.rs"]
mod hostile;
#[path = "common/http.rs"]
mod http;
#[path = "api/implementing.rs"]
mod implementing;
#[path = "api/lists.rs"]
mod lists;
#[path = "api/meetings.rs"]
mod meetings;
#[path = "api/reading.rs"]
mod reading;
#[path = "api/search.rs"]
mod search;
#[path = "api/streams.rs"]
mod streams;
#[path = "api/tables.rs"]
mod tables;
#[path = "api/town.rs"]
mod town;
