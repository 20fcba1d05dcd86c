//! Errors as the API says them: a status, and a [`Problem`] that says what happened and what to do.

use crate::handle::{Stopped, SubmitError};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cabildo_client::api::Problem;
use cabildo_protocol::{content::ContentError, ingest::Refusal, message::MessageError, store::StoreError};

/// Characters that an error repeats of what was sent.
const ECHO_MAX: usize = 24;

/// A request that was not done.
#[derive(Debug)]
pub struct Failure {
    pub status: StatusCode,
    pub problem: Problem,
}

impl Failure {
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>, remedy: &str) -> Self {
        let remedy = (!remedy.is_empty()).then(|| remedy.to_owned());
        Self { status, problem: Problem { code: code.to_owned(), message: message.into(), remedy } }
    }

    pub fn bad_request(message: impl Into<String>, remedy: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message, remedy)
    }

    pub fn not_found(message: impl Into<String>, remedy: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message, remedy)
    }

    pub fn refused(message: impl Into<String>, remedy: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "refused", message, remedy)
    }

    pub fn too_large(message: impl Into<String>) -> Self {
        let remedy = "shorten it, or divide it into several messages";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message, remedy)
    }

    /// Not now, but the same request may be done later.
    pub fn unavailable(message: impl Into<String>, remedy: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message, remedy)
    }

    pub fn internal(message: impl Into<String>) -> Self {
        let remedy = "see the node's log; report it if it comes back";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message, remedy)
    }

    pub fn relay() -> Self {
        let remedy = "write through a node of your institution";
        let message = "this node is a relay: it keeps what others write and takes no messages from clients";
        Self::new(StatusCode::FORBIDDEN, "not_permitted", message, remedy)
    }

    /// What others will rely on waits until every signature here was checked: of so many it was not.
    pub fn while_unchecked(messages: u64) -> Result<(), Self> {
        let message = match messages {
            0 => return Ok(()),
            1 => "the signature of one message is still being checked".to_owned(),
            n => format!("the signatures of {n} messages are still being checked"),
        };
        Err(Self::unavailable(message, "try again in a moment; `cabildo status` says how many are left"))
    }

    pub fn read_only() -> Self {
        let remedy = "free some disk space; the node goes on by itself";
        let message = "the node is read-only: its disk is full";
        Self::new(StatusCode::INSUFFICIENT_STORAGE, "read_only", message, remedy)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(self.problem)).into_response()
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        Self::unavailable(stopped.to_string(), "try again when it runs")
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full { .. } => Self::read_only(),
            error => Self::internal(error.to_string()),
        }
    }
}

impl From<MessageError> for Failure {
    fn from(error: MessageError) -> Self {
        match error {
            MessageError::TooLong { .. } => Self::too_large(error.to_string()),
            MessageError::Malformed { .. } | MessageError::Inconsistent(_) | MessageError::BodyMismatch => {
                Self::bad_request(error.to_string(), "send the bytes as the signing function gave them")
            }
            MessageError::Key | MessageError::Signature => {
                Self::bad_request(error.to_string(), "sign it with the key that it names")
            }
        }
    }
}

impl From<ContentError> for Failure {
    fn from(error: ContentError) -> Self {
        Self::bad_request(shorten(&error.to_string()), "correct it and prepare it again")
    }
}

impl From<SubmitError> for Failure {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Refused(refusal) => refusal.into(),
            SubmitError::Relay => Self::relay(),
            SubmitError::Stopped => {
                Self::unavailable("the node is stopping", "submit the same bytes again when it runs")
            }
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let said = refusal.to_string();
        match refusal {
            Refusal::Bytes(error) => error.into(),
            Refusal::Content(error) => error.into(),
            Refusal::Store(error) => error.into(),
            Refusal::ReadOnly => Self::read_only(),
            Refusal::NoBody => Self::bad_request(said, "submit the header together with its body"),
            Refusal::Conflict { .. } | Refusal::Duplicate => {
                let remedy = "prepare it again and sign it at the place that the log has now";
                Self::new(StatusCode::CONFLICT, "conflict", said, remedy)
            }
            Refusal::Federation => {
                Self::refused(said, "sign it for the federation that `GET /v1/status` names")
            }
            Refusal::UnlistedKey => Self::refused(said, "ask your institution to list the key in its roster"),
            Refusal::Institution(_) => Self::refused(said, "name the institution that lists the key"),
            Refusal::NotAllowed { .. } => {
                Self::refused(said, "use a device that may, or ask for the right in the roster")
            }
            Refusal::BeyondCutOff { .. } | Refusal::Fork { .. } => {
                Self::refused(said, "the log has ended: ask your institution to list a new device")
            }
            Refusal::BrokenLink | Refusal::Inconsistent(_) | Refusal::Contradiction(_) => {
                Self::refused(said, "prepare it again and sign what the node answers")
            }
            Refusal::Mandate { .. } => {
                Self::refused(said, "cite one that does, or add it: `cabildo roster mandate`")
            }
            Refusal::Theme { .. } => {
                Self::refused(said, "take a code with the version of its list: agua@2, diseases/A97@1")
            }
            Refusal::Quota { .. } => Self::refused(said, "ask your chamber to raise the grant"),
            Refusal::Future { .. } => Self::refused(said, "set the clock of this machine"),
            Refusal::RosterBehind { .. } | Refusal::HeldFull | Refusal::Held | Refusal::Gap => {
                Self::unavailable(said, "submit the same bytes again when the node has caught up")
            }
        }
    }
}

/// A text of another program's parser for an error of ours: on one line, and of what it repeats
/// between quotes only the beginning, because that may be a whole document.
pub fn shorten(text: &str) -> String {
    let text = cabildo_protocol::sanitize::line(text);
    let mut short = String::new();
    let (mut closing, mut repeated) = (None, 0);
    for c in text.chars() {
        match closing {
            Some(end) if c == end => closing = None,
            Some(_) => {
                repeated += 1;
                if repeated > ECHO_MAX {
                    if repeated == ECHO_MAX + 1 {
                        short.push('…');
                    }
                    continue;
                }
            }
            None => {
                closing = match c {
                    '"' | '`' => Some(c),
                    '«' => Some('»'),
                    _ => None,
                };
                repeated = 0;
            }
        }
        short.push(c);
    }
    if short.chars().count() > 300 {
        short = short.chars().take(299).chain(['…']).collect();
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_repeats_little_of_what_was_sent() {
        let long = "x".repeat(5000);
        for text in [format!("unknown variant `{long}`, expected `a`"), format!("«{long}"), long.clone()] {
            let short = shorten(&text);
            assert!(short.chars().count() <= 300, "{short}");
        }
        assert_eq!(
            shorten(&format!("unknown variant `{long}`, expected `proposal`")),
            format!("unknown variant `{}…`, expected `proposal`", "x".repeat(ECHO_MAX))
        );
        assert_eq!(shorten("a\u{1b}[2Jb\nc"), "a[2Jb c");
        assert_eq!(shorten("missing field `title`"), "missing field `title`");
    }

    #[test]
    fn evidence_waits_for_signatures_that_are_still_being_checked() {
        assert!(Failure::while_unchecked(0).is_ok());
        for (messages, said) in [(1, "one message is"), (20_000, "20000 messages are")] {
            let failure = Failure::while_unchecked(messages).expect_err("not yet");
            assert_eq!(failure.status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(failure.problem.message.contains(said), "{}", failure.problem.message);
        }
    }

    #[test]
    fn every_refusal_has_a_code_a_status_and_a_remedy() {
        let check = |refusal: Refusal, status: u16, code: &str| {
            let failure = Failure::from(refusal);
            assert_eq!((failure.status.as_u16(), failure.problem.code.as_str()), (status, code));
            assert!(!failure.problem.message.is_empty());
            assert!(failure.problem.remedy.is_some_and(|r| !r.is_empty()), "{}", failure.problem.message);
        };
        let store = |full| {
            let (place, detail) = ("store".to_owned(), "why".to_owned());
            if full { StoreError::Full { place, detail } } else { StoreError::Broken { place, detail } }
        };
        check(Refusal::Bytes(MessageError::Signature), 400, "bad_request");
        check(Refusal::Bytes(MessageError::TooLong { what: "x", length: 2, max: 1 }), 413, "too_large");
        check(Refusal::UnlistedKey, 403, "refused");
        check(Refusal::Conflict { head: 2, seq: 2 }, 409, "conflict");
        check(Refusal::Content(ContentError::UnknownKind(9)), 400, "bad_request");
        check(Refusal::ReadOnly, 507, "read_only");
        check(Refusal::Store(store(true)), 507, "read_only");
        check(Refusal::Store(store(false)), 500, "internal");
        check(Refusal::HeldFull, 503, "unavailable");
    }
}
