//! What the checks of contents find: a sentence each, in English here and by its key in every language.

use std::fmt;

/// Declares the sentences. Their English stands beside their keys, so that none can lack either.
macro_rules! flaws {
    ($($name:ident => $key:literal: $text:literal,)*) => {
        /// What is wrong with a field, and what is allowed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Flaw {
            $(#[doc = $text] $name,)*
        }

        impl Flaw {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name in languages, behind `flaw-`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }

            /// Its English, with the names of values in braces.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

flaws! {
    Missing => "missing": "is missing: write it in at least one language",
    Empty => "empty": "is empty",
    EmptyElement => "empty-element": "is empty: leave it out",
    TooManyEntries => "too-many-entries": "{n} entries: at most {max} are allowed",
    TooManyFiles => "too-many-files": "{n} files: at most {max} are allowed",
    TooManyBytes => "too-many-bytes": "{n} bytes: at most {max} are allowed",
    TooManyLanguages => "too-many-languages": "{n} languages: at most {max} are allowed",
    TextEmpty => "text-empty": "the text in «{language}» is empty",
    TextTooLong => "text-too-long": "the text in «{language}» has {n} bytes: at most {max} are allowed",
    Twice => "twice": "an entry occurs twice",
    ControlCharacters => "control-characters": "contains control characters",
    Format => "format": "formats are numbered from 1",
    NoOne => "no-one": "at least one is needed",
    NoBlock => "no-block": "at least one block is needed",
    AddressLength => "address-length": "is empty or longer than 2048 bytes",
    AddressCharacters => "address-characters": "contains characters that an address cannot",
    AddressPartial => "address-partial": "is not a whole address such as https://example.org/",
    TooLate => "too-late": "lies after the year 9999",
    TimeZone => "time-zone": "is not an IANA time zone such as America/Mexico_City",
    SeveralLanguages => "several-languages": "is in several languages: write a translation for each",
    OtherLanguage => "other-language": "is in another language than the text",
    OwnBackup => "own-backup": "is the person that it steps in for",
    BeforeTurn => "before-turn": "lies before the turn begins",
    LogNumber => "log-number": "messages of a log are numbered from 1",
    RestrictionNeeded => "restriction-needed": "is needed where the scope is restricted",
    AddressesNeeded => "addresses-needed": "are needed where the scope is private",
    RestrictionOnly => "restriction-only": "belongs only to the restricted scope",
    SpaceOrComma => "space-or-comma": "contains a space or a comma",
    Space => "space": "contains a space",
    BeforeEffect => "before-effect": "lies before the notice takes effect",
    ResourceLength => "resource-length": "is longer than 131072 bytes of Base64",
    Base64 => "base64": "is not Base64 with padding (RFC 4648)",
    ResourceSize => "resource-size": "is not the size of the resource inside",
    Digest => "digest": "is not SHA-1 in 40 hexadecimal digits",
    MediaType => "media-type": "is not a media type such as image/png",
    FewPoints => "few-points": "has fewer than four points",
    ManyPoints => "many-points": "has more than 2048 points",
    NotClosed => "not-closed": "is not closed: its last point must be its first",
    Radius => "radius": "has a radius beyond half the Earth (metres)",
    CeilingBelow => "ceiling-below": "lies below the altitude",
    CeilingAlone => "ceiling-alone": "needs an altitude beside it",
    Latitude => "latitude": "has a latitude beyond 90 degrees",
    Longitude => "longitude": "has a longitude beyond 180 degrees",
    FolderSeparator => "folder-separator": "contains a separator of folders: give the name alone",
    FileSize => "file-size": "is not a size from 1 to 4294967296 bytes",
    NothingToDo => "nothing-to-do": "says nothing that is to be done",
    NoDate => "no-date": "is missing: say until when it is done",
    ItemNumber => "item-number": "items are numbered from 1, and are at most 256",
    NoCountryToSign => "no-country-to-sign": "names no country: say how many of each have to sign",
    ManyCountries => "many-countries": "more than 256 countries",
    SignersCount => "signers-count": "of each country at least one signs, and at most 65536",
    Currency => "currency": "is no code of ISO 4217 such as MXN or CLP",
    Amount => "amount": "is more than programs can count exactly",
    QualifiedMajority => "qualified-majority": "a qualified majority is more than one half and at most the whole",
    NoCountry => "no-country": "names no country",
    QuorumTooHigh => "quorum-too-high": "is more than all who may vote",
    AmendUntil => "amend-until": "is not before respond_by, which it needs",
    ContestTime => "contest-time": "the time to contest is at least a moment and at most 90 days",
    SponsorEndorses => "sponsor-endorses": "who puts a proposal forward, too, endorses it",
    ManyHeads => "many-heads": "more heads than a message carries",
    LogOrder => "log-order": "is not in the order of logs, each once",
    NamesNothing => "names-nothing": "names nothing",
    NoRevision => "no-revision": "is missing: write the whole text as it is now, or decline an amendment",
    AcceptedWithoutText => "accepted-without-text": "is missing: an amendment is taken over into a text",
    AcceptedAndDeclined => "accepted-and-declined": "an amendment is accepted and declined",
    BeforeStart => "before-start": "must lie after the start",
    ItemTooLong => "item-too-long": "is longer than a week",
    OutsideSummit => "outside-summit": "lies outside the summit",
    KeyTwice => "key-twice": "is another item's, too",
    RequestLength => "request-length": "lasts no minute, or longer than a week",
    ManyPeople => "many-people": "more than 10000 from one institution",
    NeedCount => "need-count": "each need counts at least one person and at most those who come",
}

/// A flaw with the values that its sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The sentence.
    pub flaw: Flaw,
    /// The values by their names.
    pub values: Vec<(&'static str, String)>,
}

impl Finding {
    /// Of more than are allowed.
    pub(crate) fn beyond(flaw: Flaw, n: usize, max: usize) -> Self {
        Self { flaw, values: vec![("n", n.to_string()), ("max", max.to_string())] }
    }
}

impl From<Flaw> for Finding {
    fn from(flaw: Flaw) -> Self {
        Self { flaw, values: Vec::new() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fill = |text: String, (name, value): &(&str, String)| text.replace(&format!("{{{name}}}"), value);
        f.write_str(&self.values.iter().fold(self.flaw.text().to_owned(), fill))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_has_a_key_of_its_own_and_says_its_values() {
        let keys: BTreeSet<&str> = Flaw::ALL.iter().map(|flaw| flaw.key()).collect();
        assert_eq!(keys.len(), Flaw::ALL.len());
        let long = Finding::beyond(Flaw::TooManyBytes, 65, 64);
        assert_eq!(long.to_string(), "65 bytes: at most 64 are allowed");
    }
}
