//! The duty rota that holds: an institution's last one that counts.

use super::{Context, Source};
use crate::{
    content::{Content, Kind, Rota},
    id::InstitutionId,
    message::Message,
};
use serde::{Deserialize, Serialize};

/// A duty rota, and who signed it when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotaView {
    /// Who and when.
    pub source: Source,
    /// What it says.
    pub rota: Rota,
}

/// The rota of an institution that holds, out of messages of any kind, order and author. What is void,
/// disputed, not due or cannot be read never counts.
#[must_use]
pub fn rota(messages: &[Message], of: &InstitutionId, context: &Context<'_>) -> Option<RotaView> {
    let own = messages.iter().filter(|message| {
        message.envelope().institution == *of
            && message.details().is_some_and(|details| details.kind == Kind::Rota as u16)
            && context.hidden(message).is_none()
    });
    let counted = own.filter_map(|message| match message.content() {
        Some(Ok(Content::Rota(rota))) => Some(RotaView { source: context.source(message), rota }),
        _ => None,
    });
    counted.filter(|view| !view.source.disputed).max_by_key(|view| (view.source.created, view.source.id))
}
