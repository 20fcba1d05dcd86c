//! Checks of the files that a message names.

use super::{Checked, ensure, mime_type, wrong};
use crate::{
    bounds::{ATTACHMENT_MAX, ATTACHMENT_NAME_MAX, ATTACHMENTS_MAX},
    content::{Attachment, Finding, Flaw},
};

pub(super) fn attachments(all: &[Attachment]) -> Checked {
    let n = all.len();
    if n > ATTACHMENTS_MAX {
        return wrong("attachments", Finding::beyond(Flaw::TooManyFiles, n, ATTACHMENTS_MAX));
    }
    all.iter().enumerate().try_for_each(|(n, file)| attachment(&format!("attachments[{n}]"), file))
}

fn attachment(at: &str, c: &Attachment) -> Checked {
    let (name, size) = (format!("{at}.name"), format!("{at}.size"));
    match c.name.len() {
        0 => return wrong(name, Flaw::Empty),
        n if n > ATTACHMENT_NAME_MAX => {
            return wrong(name, Finding::beyond(Flaw::TooManyBytes, n, ATTACHMENT_NAME_MAX));
        }
        _ => {}
    }
    ensure(!c.name.chars().any(char::is_control), &name, Flaw::ControlCharacters)?;
    ensure(!c.name.contains(['/', '\\']), &name, Flaw::FolderSeparator)?;
    mime_type(&format!("{at}.mime_type"), &c.mime_type)?;
    ensure((1..=ATTACHMENT_MAX).contains(&c.size), &size, Flaw::FileSize)
}
