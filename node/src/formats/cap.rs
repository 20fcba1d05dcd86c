//! CAP 1.2, the OASIS Common Alerting Protocol: notices as other systems read and write them.
//!
//! One block of ours has all its languages, one of CAP's has one: so a block goes out once a language,
//! and blocks that differ in nothing but their texts come in as one. Everything else stands one to one.
//! What CAP cannot write is rounded: times to the second, radii to the metre, heights to the foot.

mod read;
mod write;

pub use read::{CapError, INFO_MAX, of, read};
pub use write::{inside, time, write};

use cabildo_protocol::{
    content::{AckState, CapStatus, Comment, Content, Notice, Origin},
    id::{InstitutionId, Language, MessageId, Millis},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// The namespace of CAP 1.2.
pub const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";
/// The media type of an alert.
pub const MEDIA_TYPE: &str = "application/cap+xml";

/// CAP `msgType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MsgType {
    /// The first.
    Alert,
    /// Replaces what it refers to.
    Update,
    /// Withdraws what it refers to.
    Cancel,
    /// Acknowledges what it refers to.
    Ack,
    /// Rejects what it refers to.
    Error,
}

/// CAP `alert`: a notice with what our header says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// CAP `identifier`.
    pub identifier: String,
    /// CAP `sender`.
    pub sender: String,
    /// CAP `sent`.
    pub sent: Millis,
    /// CAP `msgType`.
    pub msg_type: MsgType,
    /// CAP `references`, each `sender,identifier,sent`.
    pub references: Vec<String>,
    /// Everything else. An alert that is none of ours may have no block.
    pub notice: Notice,
}

/// An earlier message of a thread.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// Who.
    pub institution: &'a InstitutionId,
    /// Which.
    pub id: &'a MessageId,
    /// When.
    pub created: Millis,
}

impl Earlier<'_> {
    fn reference(&self, zone: &jiff::tz::TimeZone) -> String {
        format!("{},{},{}", self.institution, self.id, time(self.created, zone))
    }
}

/// What a signed message is in CAP; none where it is nothing of a notice's thread. `about` is
/// the notice that it belongs to, which a cancellation or an acknowledgement does not go out without, `earlier` what came before it there, `name` its institution's.
#[must_use]
pub fn of_message(
    message: Earlier<'_>,
    content: &Content,
    about: Option<&Notice>,
    earlier: &[Earlier<'_>],
    name: &Texts,
    zone: &jiff::tz::TimeZone,
) -> Option<Alert> {
    let bare = |note: &Texts, word: &str| {
        let said: Vec<&str> = note.0.values().map(String::as_str).chain([word]).collect();
        let note = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        let about = about?;
        let (restriction, addresses) = (about.restriction.clone(), about.addresses.clone());
        let bare = Notice::new(about.status, Vec::new());
        Some(Notice { note: Some(note), scope: about.scope, restriction, addresses, ..bare })
    };
    let (msg_type, mut notice) = match content {
        Content::Notice(notice) => (MsgType::Alert, notice.clone()),
        Content::NoticeUpdate(notice) => (MsgType::Update, notice.clone()),
        Content::NoticeCancel(cancel) => (MsgType::Cancel, bare(&cancel.reason, "")?),
        Content::Ack(ack) if ack.state == AckState::Rejected => (MsgType::Error, bare(&ack.note, "")?),
        Content::Ack(ack) => (MsgType::Ack, bare(&ack.note, ack.state.name())?),
        _ => return None,
    };
    for info in &mut notice.info {
        if info.sender_name.is_empty() {
            let spoken = languages(info);
            let of = |tag: &Language| name.best(std::slice::from_ref(tag)).map(|(_, name)| name.to_owned());
            info.sender_name.0 =
                spoken.into_iter().filter_map(|tag| of(&tag).map(|name| (tag, name))).collect();
        }
    }
    let mut references: Vec<String> = earlier.iter().map(|before| before.reference(zone)).collect();
    references.extend(
        notice
            .origin
            .take()
            .map(|origin| format!("{},{},{}", origin.sender, origin.identifier, time(origin.sent, zone))),
    );
    Some(Alert {
        identifier: message.id.to_string(),
        sender: message.institution.to_string(),
        sent: message.created,
        msg_type,
        references,
        notice,
    })
}

/// A title that says in front where the notice is not the real thing, for readers that know no status.
#[must_use]
pub fn marked(status: CapStatus, title: &str) -> String {
    let mark = match status {
        CapStatus::Actual => return title.to_owned(),
        CapStatus::Exercise => "SIMULACRO / EXERCISE",
        CapStatus::Test => "PRUEBA / TEST",
        CapStatus::System => "SISTEMA / SYSTEM",
        CapStatus::Draft => "BORRADOR / DRAFT",
    };
    format!("{mark}: {title}")
}

impl Alert {
    /// A draft for an operator: nothing of it is sent by itself. What the alert said of itself stands
    /// in its origin.
    #[must_use]
    pub fn into_draft(self) -> Notice {
        let origin = Origin {
            sender: self.sender,
            identifier: self.identifier,
            sent: self.sent,
            references: self.references,
        };
        Notice { origin: Some(origin), ..self.notice }
    }

    /// What an acknowledgement or a rejection of one of our messages says, as a draft of a comment there: whose
    /// system it is has no key here, so an operator repeats it. None where it answers nothing of ours.
    #[must_use]
    pub fn answer(&self) -> Option<(MessageId, Comment)> {
        if !matches!(self.msg_type, MsgType::Ack | MsgType::Error) {
            return None;
        }
        let mut named = self.references.iter().filter_map(|reference| reference.split(',').nth(1));
        let message = named.find_map(|identifier| identifier.parse().ok())?;
        let sent = time(self.sent, &jiff::tz::TimeZone::UTC);
        let head = format!("CAP {:?} · {} · {sent}", self.msg_type, self.sender);
        let said = self.notice.note.iter().fold(head, |head, note| format!("{head}\n\n{note}"));
        Some((message, Comment::new(Texts::one(UNDETERMINED.parse().ok()?, said))))
    }
}

/// The languages of a block, at least one.
fn languages(info: &cabildo_protocol::content::Info) -> std::collections::BTreeSet<Language> {
    let own = [
        &info.event,
        &info.audience,
        &info.sender_name,
        &info.headline,
        &info.description,
        &info.instruction,
    ];
    let resources = info.resources.iter().map(|resource| &resource.description);
    let areas = info.areas.iter().map(|area| &area.description);
    own.into_iter().chain(resources).chain(areas).flat_map(|texts| texts.0.keys().cloned()).collect()
}

/// The language of a note: CAP does not say it (BCP 47).
const UNDETERMINED: &str = "und";
/// Lists of places whose codes are ours, and how CAP's geocodes name them.
const PLACE_LISTS: [(&str, &str); 2] = [("mx:", "INEGI"), ("cl:", "CUT")];
/// The list of states and regions.
const SUBDIVISIONS: &str = "ISO3166-2";
/// The list of countries.
const COUNTRIES: &str = "ISO3166-1";
/// Municipalities of other countries, with our whole code.
const PLACES: &str = "cabildo:place";
/// Languages in which one block goes out: each is a block of CAP, with all its areas and resources.
const LANGUAGES_MAX: usize = cabildo_protocol::bounds::LANGUAGES_MAX;
/// Until when an acknowledgement is asked for.
const RESPOND_BY: &str = "cabildo:respondBy";
/// Who is asked.
const ASKED: &str = "cabildo:asked";

#[cfg(test)]
mod tests;
