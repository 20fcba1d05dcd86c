//! Every bound of the protocol in one place, with the relations that must hold between them.
//!
//! A length from the network is compared with one of these before anything is decoded or
//! allocated. Units are bytes unless the name says otherwise.

/// A signed header, signature included.
pub const HEADER_MAX: usize = 2 * 1024;
/// A body record: salt and content together.
pub const BODY_MAX: usize = 256 * 1024;
/// Above this size gossip carries only the header, and the body is fetched.
pub const GOSSIP_BODY_MAX: usize = 48 * 1024;
/// One frame of gossip.
pub const GOSSIP_FRAME_MAX: usize = 64 * 1024;
/// One request of the sync protocol.
pub const SYNC_REQUEST_MAX: usize = 256 * 1024;
/// One response of the sync protocol.
pub const SYNC_RESPONSE_MAX: usize = 2 * 1024 * 1024;
/// What a responder puts into one page of messages, before it stops adding.
pub const SYNC_PAGE_TARGET: usize = 1024 * 1024;
/// Runs of logs asked for in one request.
pub const SYNC_WANTS_MAX: usize = 1024;
/// Ranges in one answer of a reconciliation.
pub const RANGES_MAX: usize = 4096;
/// Into how many parts a range is split that differs.
pub const RANGE_PARTS: usize = 4;
/// Ranges in one question of a reconciliation: as many as one answer has room for their parts.
pub const RANGES_ASKED_MAX: usize = RANGES_MAX / RANGE_PARTS;
/// Log heads in one reconciliation message, all ranges together.
pub const RANGE_HEADS_MAX: usize = 4096;
/// Nesting of CBOR items.
pub const CBOR_DEPTH_MAX: usize = 16;
/// Messages that one header may refer to.
pub const REFS_MAX: usize = 16;
/// The random salt in front of each body.
pub const SALT_LEN: usize = 16;
/// Messages of one log that wait for their predecessor.
pub const HELD_PER_LOG_MAX: usize = 256;
/// Messages that wait for their predecessor, all logs together.
pub const HELD_MAX: usize = 4096;
/// Bytes of messages that wait for their predecessor, all logs together.
pub const HELD_BYTES_MAX: usize = 32 * 1024 * 1024;
/// How far ahead of the local clock `created` may lie before a message is held back from view.
pub const FUTURE_MAX_MS: u64 = 10 * 60 * 1000;
/// How far a clock may be from those of others before people are told.
pub const CLOCK_OFF_MS: u64 = 2 * 60 * 1000;
/// A language tag (BCP 47).
pub const LANGUAGE_TAG_MAX: usize = 35;
/// Languages in one text.
pub const LANGUAGES_MAX: usize = 24;
/// A title, headline or label, in one language.
pub const TITLE_MAX: usize = 400;
/// A paragraph: a summary, reason, note or comment, in one language.
pub const PARAGRAPH_MAX: usize = 16 * 1024;
/// A long text, in one language.
pub const TEXT_MAX: usize = 128 * 1024;
/// Items in a list inside a body.
pub const LIST_MAX: usize = 256;
/// A short code, identifier or address inside a body.
pub const CODE_MAX: usize = 128;
/// A web address inside a body.
pub const URI_MAX: usize = 2048;
/// Points of one polygon.
pub const POLYGON_MAX: usize = 2048;
/// A resource carried inside a notice, as Base64.
pub const RESOURCE_MAX: usize = 128 * 1024;
/// Files that one message names.
pub const ATTACHMENTS_MAX: usize = 16;
/// The name of a file.
pub const ATTACHMENT_NAME_MAX: usize = 255;
/// A file that a message names.
pub const ATTACHMENT_MAX: u64 = 1 << 32;
/// A chunk of a file; the last one is shorter.
pub const CHUNK: usize = 256 * 1024;
/// One request for a part of a file.
pub const ATTACHMENT_REQUEST_MAX: usize = 256;
/// One response to it: the hashes of all chunks of the largest file, or a chunk.
pub const ATTACHMENT_RESPONSE_MAX: usize = 512 * 1024 + 64;
/// The radius of a circle, metres: half the Earth's circumference.
pub const RADIUS_MAX_M: u32 = 20_100_000;
/// People who come to a summit from one institution.
pub const PEOPLE_MAX: u32 = 10_000;
/// One item of an agenda, minutes: a week.
pub const ITEM_MINUTES_MAX: u32 = 7 * 24 * 60;
/// The last instant that calendars can write: 9999-12-31T23:59:59.999Z.
pub const LAST_INSTANT_MS: u64 = 253_402_300_799_999;
/// Heads of logs that a closing counts: its body is within [`BODY_MAX`].
pub const CLOSING_HEADS_MAX: usize = 3000;
/// Amendments of one institution to one proposal that are shown: its last ones.
pub const AMENDMENTS_MAX: usize = 32;
/// Offers that are shown beside one need: the nearest.
pub const HELP_OFFERS_MAX: usize = 10;
/// Requests of one institution for items of a meeting that are shown: its last ones.
pub const ITEM_REQUESTS_MAX: usize = 32;
/// What was said of one item of a commitment and is shown: the last.
pub const PROGRESS_SHOWN_MAX: usize = 32;
/// How deep answers to comments are shown below each other: deeper ones stand at this depth.
pub const COMMENT_DEPTH_MAX: u8 = 6;
/// A cost: what also programs count exactly that know no whole numbers but floats.
pub const COST_MAX: u64 = (1 << 53) - 1;
/// Institutions of one country that a declaration may require.
pub const SIGNERS_MAX: u32 = 65_536;
/// The longest time to acknowledge that can be compared with: a year.
pub const BASELINE_MAX_MS: u64 = 366 * 24 * 60 * 60 * 1000;
/// The longest time to contest a closing: 90 days.
pub const CONTEST_MAX_MS: u64 = 90 * 24 * 60 * 60 * 1000;
/// The longest that a pause of the response clock excuses, from the question on: 90 days.
pub const PAUSE_MAX_MS: u64 = 90 * 24 * 60 * 60 * 1000;
/// The response clock where a message does not say otherwise: 48 hours.
pub const RESPONSE_DEFAULT_MS: u64 = 48 * 60 * 60 * 1000;
/// The document of one version of a list of codes.
pub const CODE_LIST_MAX: usize = 64 * 1024;
/// The documents of all versions of all lists: they are in the charter's state, which a checkpoint carries.
pub const CODE_LISTS_MAX: usize = 512 * 1024;
/// A signed roster.
pub const ROSTER_MAX: usize = 1024 * 1024;
/// Keys that may sign a roster in one quorum.
pub const QUORUM_KEYS_MAX: usize = 64;
/// Detached signatures of one roster: the majority of a chamber's institutions among them.
pub const ROSTER_SIGNATURES_MAX: usize = 4096;
/// Device keys of one institution.
pub const DEVICES_MAX: usize = 256;
/// Node keys of one institution.
pub const NODES_MAX: usize = 32;
/// Fork proofs kept, one a log.
pub const PROOFS_MAX: usize = 65_536;
/// So often a log goes back to its fork at once for another branch…
pub const REWINDS_AT_ONCE: u32 = 8;
/// …and then not sooner than this after the last time: what falls stays on the disk.
pub const REWIND_EVERY_MS: u64 = 60_000;
/// Heads that one receipt names.
pub const RECEIPT_HEADS_MAX: usize = 64;
/// A signed receipt.
pub const RECEIPT_MAX: usize = 8 * 1024;
/// Receipts kept: the newest of each node about each institution.
pub const RECEIPTS_MAX: usize = 16_384;
/// Receipts in one answer.
pub const RECEIPTS_PAGE_MAX: usize = 1024;
/// How soon after a log grew a node says that it holds it: what comes together is named together.
pub const RECEIPT_DELAY_MS: u64 = 2_000;
/// A node says it of one institution's logs at most so often.
pub const RECEIPT_EVERY_MS: u64 = 60_000;
/// The same for crises.
pub const RECEIPT_CRISIS_MS: u64 = 5_000;
/// What is older when a node starts is receipted no more.
pub const RECEIPT_RECENT_MS: u64 = 7 * 24 * 60 * 60 * 1000;

const _: () = {
    assert!(GOSSIP_BODY_MAX + HEADER_MAX + 64 <= GOSSIP_FRAME_MAX);
    assert!(BODY_MAX + HEADER_MAX + 64 <= SYNC_PAGE_TARGET);
    assert!(SYNC_PAGE_TARGET + BODY_MAX + HEADER_MAX + 64 <= SYNC_RESPONSE_MAX);
    // Two ends of 36 bytes, what is there, and the lists' heads.
    assert!(RANGES_ASKED_MAX * 96 <= SYNC_REQUEST_MAX);
    assert!(RANGES_MAX * 96 + RANGE_HEADS_MAX * 96 <= SYNC_RESPONSE_MAX);
    assert!(ROSTER_MAX + 128 * ROSTER_SIGNATURES_MAX + 1024 <= SYNC_RESPONSE_MAX);
    assert!(CODE_LISTS_MAX < ROSTER_MAX);
    assert!(HELD_PER_LOG_MAX <= HELD_MAX);
    assert!(REFS_MAX * 34 + 512 <= HEADER_MAX);
    assert!((ATTACHMENT_MAX / CHUNK as u64) * 32 + 64 <= ATTACHMENT_RESPONSE_MAX as u64);
    assert!(CHUNK + 64 <= ATTACHMENT_RESPONSE_MAX);
    assert!(ATTACHMENTS_MAX * (ATTACHMENT_NAME_MAX + CODE_MAX + 96) < BODY_MAX - TEXT_MAX);
    assert!(TEXT_MAX < BODY_MAX && RESOURCE_MAX < BODY_MAX);
    assert!(CLOSING_HEADS_MAX * 81 + LIST_MAX * 36 + 8 * 1024 <= BODY_MAX);
    assert!(RECEIPT_HEADS_MAX * 96 + 512 <= RECEIPT_MAX);
    assert!(SYNC_PAGE_TARGET + RECEIPT_MAX + 64 <= SYNC_RESPONSE_MAX);
    assert!(RECEIPTS_PAGE_MAX <= RECEIPTS_MAX);
    assert!(SYNC_WANTS_MAX * 64 <= SYNC_REQUEST_MAX);
};
