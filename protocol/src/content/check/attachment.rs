//! Checks of the files that a message names.

use super::{Checked, ensure, mime_type, wrong};
use crate::{
    bounds::{ATTACHMENT_MAX, ATTACHMENT_NAME_MAX, ATTACHMENTS_MAX},
    content::Attachment,
};

pub(super) fn attachments(all: &[Attachment]) -> Checked {
    let n = all.len();
    if n > ATTACHMENTS_MAX {
        return wrong("attachments", format!("{n} files: at most {ATTACHMENTS_MAX} are allowed"));
    }
    all.iter().enumerate().try_for_each(|(n, file)| attachment(&format!("attachments[{n}]"), file))
}

fn attachment(at: &str, c: &Attachment) -> Checked {
    let (name, size) = (format!("{at}.name"), format!("{at}.size"));
    match c.name.len() {
        0 => return wrong(name, "is empty"),
        n if n > ATTACHMENT_NAME_MAX => {
            return wrong(name, format!("{n} bytes: at most {ATTACHMENT_NAME_MAX} are allowed"));
        }
        _ => {}
    }
    ensure(!c.name.chars().any(char::is_control), &name, "contains control characters")?;
    ensure(!c.name.contains(['/', '\\']), &name, "contains a separator of folders: give the name alone")?;
    mime_type(&format!("{at}.mime_type"), &c.mime_type)?;
    ensure((1..=ATTACHMENT_MAX).contains(&c.size), &size, "is not a size from 1 to 4294967296 bytes")
}
