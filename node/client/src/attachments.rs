//! How the files that messages name stand, in words: the same on every face of the program.

use crate::{
    api::{AttachmentInfo, AttachmentState},
    lang::{Arg, Lang},
};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// A size for people: never less than there is.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..KIB => format!("{bytes} B"),
        KIB..MIB => format!("{} KiB", bytes.div_ceil(KIB)),
        _ => {
            let tenths = bytes.saturating_mul(10).div_ceil(MIB);
            format!("{}.{} MiB", tenths / 10, tenths % 10)
        }
    }
}

/// One line: what it is called, how large it is, what its author says that it is, and whether it is here.
/// Names come from others: whoever shows the line sanitises it.
#[must_use]
pub fn line(lang: &Lang, file: &AttachmentInfo) -> String {
    let state = state(lang, file);
    [file.name.as_str(), &size(file.size), &file.mime_type, &state].join(" · ")
}

/// Whether it is here, how far a fetch is, and what keeps it.
#[must_use]
pub fn state(lang: &Lang, file: &AttachmentInfo) -> String {
    let count = |n: u32| Arg::from(n as usize);
    let counted = [("k", count(file.here)), ("n", count(file.chunks))];
    let here = match file.state {
        AttachmentState::Saved => return lang.text("attachment-saved"),
        AttachmentState::Partial => lang.with("attachment-partial", &counted),
        AttachmentState::Absent => lang.text("attachment-absent"),
    };
    let why = match file.trouble.as_deref() {
        Some("no_peer") => Some("attachment-no-peer"),
        Some("no_room") => Some("attachment-no-room"),
        Some(_) => Some("attachment-disk"),
        None => file.fetching.then_some("attachment-fetching"),
    };
    [Some(here), why.map(|id| lang.text(id))].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What is said where its bytes contradict what its author says that it is.
#[must_use]
pub fn warning(lang: &Lang, file: &AttachmentInfo) -> Option<String> {
    let said = match &file.found {
        Some(found) => lang.with("attachment-differs", &[("found", Arg::from(found))]),
        None => lang.with("attachment-unlike", &[("declared", Arg::from(&file.mime_type))]),
    };
    file.differs.then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::id::{Hash, MessageId};

    fn file() -> AttachmentInfo {
        AttachmentInfo {
            message: MessageId([1; 32]),
            number: 1,
            name: "acta.pdf".to_owned(),
            mime_type: "application/pdf".to_owned(),
            size: 300_000,
            root: Hash([2; 32]),
            found: None,
            differs: false,
            state: AttachmentState::Absent,
            here: 0,
            chunks: 2,
            fetching: false,
            trouble: None,
        }
    }

    #[test]
    fn a_size_is_never_less_than_there_is() {
        for (bytes, want) in [
            (1, "1 B"),
            (1023, "1023 B"),
            (1024, "1 KiB"),
            (1025, "2 KiB"),
            (MIB - 1, "1024 KiB"),
            (MIB, "1.0 MiB"),
            (MIB + 1, "1.1 MiB"),
            (33_554_432, "32.0 MiB"),
        ] {
            assert_eq!(size(bytes), want);
        }
    }

    #[test]
    fn each_state_and_each_trouble_has_words_of_its_own() {
        let lang = |tag: &str| Lang::new(&[tag.parse().expect("a tag")]);
        assert_eq!(line(&lang("es"), &file()), "acta.pdf · 293 KiB · application/pdf · no está aquí");
        let partial = |trouble: Option<&str>| AttachmentInfo {
            state: AttachmentState::Partial,
            here: 1,
            fetching: true,
            trouble: trouble.map(str::to_owned),
            ..file()
        };
        let mut all = vec![
            state(&lang("en"), &file()),
            state(&lang("en"), &AttachmentInfo { state: AttachmentState::Saved, ..file() }),
        ];
        for trouble in [None, Some("no_peer"), Some("no_room"), Some("disk")] {
            let said = state(&lang("en"), &partial(trouble));
            assert!(said.starts_with("1 of 2"), "{said}");
            all.push(said);
        }
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len(), "{all:?}");
        assert_eq!(warning(&lang("en"), &file()), None);
        let other = AttachmentInfo { differs: true, found: Some("application/zip".to_owned()), ..file() };
        let said = warning(&lang("en"), &other).expect("a warning");
        assert!(said.contains("application/zip"), "{said}");
        let none = AttachmentInfo { differs: true, ..file() };
        assert!(warning(&lang("pt"), &none).is_some_and(|said| said.contains("application/pdf")));
    }
}
