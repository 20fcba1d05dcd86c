//! What a file is by its first bytes, against what its author says that it is.
//!
//! No program opens a file for that: the beginning of it is compared with a table of signatures.

/// Zip archives that go by names of their own. Their first bytes are those of any archive.
const ZIPPED: [&str; 4] = [
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/vnd.google-earth.kmz",
    "application/epub+zip",
];
/// Names of the same thing.
const ALIKE: [(&str, &str); 12] = [
    ("image/jpg", "image/jpeg"),
    ("text/xml", "application/xml"),
    ("application/x-zip-compressed", "application/zip"),
    ("application/x-gzip", "application/gzip"),
    ("audio/x-wav", "audio/wav"),
    ("audio/x-flac", "audio/flac"),
    ("audio/mp3", "audio/mpeg"),
    ("audio/m4a", "audio/mp4"),
    ("video/x-m4v", "video/mp4"),
    ("image/x-icon", "image/vnd.microsoft.icon"),
    ("image/svg+xml", "application/xml"),
    ("application/xhtml+xml", "application/xml"),
];

/// What the first bytes of a file are by their signature; none where there is none that is known.
#[must_use]
pub fn found(head: &[u8]) -> Option<&'static str> {
    infer::get(head).map(|kind| kind.mime_type())
}

/// Whether a file's first bytes contradict what its author says that it is: they bear another signature,
/// or not the one that such a file has.
#[must_use]
pub fn differs(declared: &str, head: &[u8]) -> bool {
    let declared = plain(declared);
    if declared == "application/octet-stream" {
        // It says nothing that could be contradicted.
        return false;
    }
    let Some(found) = found(head) else {
        // Old office files have a signature that only a reader of their insides tells apart.
        return infer::is_mime_supported(&declared) && !is_text(&declared);
    };
    let found = plain(found);
    let zipped = found == "application/zip" && ZIPPED.iter().any(|name| declared.starts_with(name));
    !(declared == found || zipped)
}

/// Texts need not begin as most of them do.
fn is_text(mime_type: &str) -> bool {
    mime_type.starts_with("text/") || mime_type.ends_with("xml")
}

fn plain(mime_type: &str) -> String {
    let small = mime_type.to_ascii_lowercase();
    ALIKE.iter().find(|(alias, _)| *alias == small).map_or(small, |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0";
    const ELF: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    const EXE: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";

    #[test]
    fn a_file_is_what_it_begins_with() {
        for (declared, head, want) in [
            ("application/pdf", PDF, false),
            ("APPLICATION/PDF", PDF, false),
            ("image/png", PNG, false),
            ("image/png", PDF, true),
            ("application/pdf", PNG, true),
            ("application/pdf", EXE, true),
            ("application/pdf", ELF, true),
            ("image/jpeg", b"no signature at all".as_slice(), true),
            ("text/plain", b"Hola.\n".as_slice(), false),
            ("text/csv", b"a;b\n".as_slice(), false),
            ("text/plain", EXE, true),
            ("application/json", b"{}".as_slice(), false),
            ("image/svg+xml", b"<svg xmlns='x'/>".as_slice(), false),
            ("application/vnd.oasis.opendocument.text", ZIP, false),
            ("application/zip", ZIP, false),
            ("application/x-zip-compressed", ZIP, false),
            ("application/pdf", ZIP, true),
            ("application/octet-stream", EXE, false),
            ("application/octet-stream", b"Hola.\n".as_slice(), false),
            ("application/x-of-our-own", b"anything".as_slice(), false),
            ("application/pdf", b"".as_slice(), true),
        ] {
            assert_eq!(differs(declared, head), want, "{declared}: {:?} {head:?}", found(head));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(begin in 0..5_usize, rest in proptest::collection::vec(any::<u8>(), 0..600), cut: usize) {
            let head = [[PDF, PNG, ZIP, ELF, b""][begin], &rest].concat();
            let head = &head[..cut % (head.len() + 1)];
            let _ = (found(head), differs("application/pdf", head));
        }
    }
}
