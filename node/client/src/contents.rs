//! How contents follow from what a thread says: the same on the command line and in the terminal.

use cabildo_protocol::content::{Notice, ResponseType, Severity, Urgency};

/// Has every block of a notice say that the danger is over: what still says otherwise would be taken for what
/// holds.
pub fn all_clear(notice: &mut Notice) {
    for info in &mut notice.info {
        info.responses = vec![ResponseType::AllClear];
        (info.urgency, info.severity) = (Urgency::Past, Severity::Minor);
    }
}
