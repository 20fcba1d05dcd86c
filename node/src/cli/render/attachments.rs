//! Files that messages name.

use super::{ID_LETTERS, Reader, short};
use crate::cli::{output::Page, words::Said};
use cabildo_client::{api::AttachmentInfo, attachments};
use cabildo_protocol::id::MessageId;

/// The files of a message and of its thread: one a line, with the number by which it is fetched.
pub fn attachments(reader: &Reader<'_>, message: &MessageId, files: &[AttachmentInfo]) -> Page {
    let mut page = Page::default();
    if files.is_empty() {
        page.line(&reader.words.text("cli-attachments-none"));
    }
    list(&mut page, reader, message, files);
    page
}

/// The same below a thread; nothing where there are none.
pub(super) fn list(page: &mut Page, reader: &Reader<'_>, message: &MessageId, files: &[AttachmentInfo]) {
    if files.is_empty() {
        return;
    }
    let (words, lang) = (reader.words, reader.words.lang());
    page.gap();
    page.line(&words.say(&Said::new("cli-attachments").number("n", files.len() as u64)));
    let mut last = *message;
    for file in files {
        if file.message != last {
            last = file.message;
            page.line(&format!(
                "  {}",
                words.say(&Said::new("cli-attachments-of").with("id", &short(&last, ID_LETTERS)))
            ));
        }
        page.line(&format!("  {}  {}", file.number, attachments::line(lang, file)));
        if let Some(warning) = attachments::warning(lang, file) {
            page.line(&format!("     ! {warning}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{
        render::tests::{HOSTILE, proposal},
        words::Words,
    };
    use cabildo_client::api::AttachmentState;
    use cabildo_protocol::id::Hash;

    fn file(n: u8, number: u32, name: &str) -> AttachmentInfo {
        AttachmentInfo {
            message: MessageId([n; 32]),
            number,
            name: name.to_owned(),
            mime_type: "application/pdf".to_owned(),
            size: 5000,
            root: Hash([2; 32]),
            found: Some("application/zip".to_owned()),
            differs: true,
            state: AttachmentState::Saved,
            here: 1,
            chunks: 1,
            fetching: false,
            trouble: None,
        }
    }

    #[test]
    fn files_stand_below_their_thread_by_message_and_number_without_anything_hostile() {
        let words = Words::new(vec!["en".parse().expect("a tag")]);
        let detail = proposal("x");
        let reader = Reader::new(&words, &[], &detail.info.institution, detail.now);
        let files = [file(1, 1, "plan.pdf"), file(1, 2, HOSTILE), file(7, 1, "answer.pdf")];
        let text = attachments(&reader, &detail.info.id, &files).into_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let warning = "     ! its bytes are not that: they look like application/zip";
        assert_eq!(lines.len(), 8, "{text}");
        assert_eq!(
            lines[..3],
            ["Files (3)", "  1  plan.pdf · 5 KiB · application/pdf · saved here", warning]
        );
        assert!(lines[3].starts_with("  2  a[31m") && lines[4] == warning, "{text}");
        assert!(lines[5].starts_with("  In cbm1") && lines[6].starts_with("  1  answer.pdf"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}', '\u{200b}']), "{text:?}");
        let whole = crate::cli::render::detail(
            &reader,
            &cabildo_client::api::MessageDetail { attachments: files.to_vec(), ..detail },
        );
        assert!(whole.as_str().contains(&text), "{}", whole.as_str());
        assert_eq!(attachments(&reader, &MessageId([1; 32]), &[]).as_str(), "No files\n");
    }
}
