//! Names of things: hashes, keys, logs, institutions, places, languages and instants.
//!
//! In CBOR the binary ones are byte strings; in JSON and on screen they are bech32m texts
//! (`cbm1…` a message, `cbk1…` a key, `cbf1…` a federation, `cbh1…` any other hash).

use crate::bounds;
use bech32::{Bech32m, Hrp};
use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};
use std::{fmt, str::FromStr};

/// Why a text or byte string does not name anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not bech32m, or a checksum that does not fit.
    #[error("«{0}» is not a complete id: its checksum does not fit")]
    Checksum(String),
    /// The wrong kind of id.
    #[error("«{text}» should begin with «{expected}1»")]
    Kind {
        /// What was given.
        text: String,
        /// The expected human-readable part.
        expected: &'static str,
    },
    /// The wrong length in bytes.
    #[error("an id of {0} bytes where another length is needed")]
    Length(usize),
    /// A code that is not of the form that its list prescribes.
    #[error("«{text}» is not {expected}")]
    Form {
        /// What was given.
        text: String,
        /// What should have been given, for people.
        expected: &'static str,
    },
}

/// Declares a newtype over `N` bytes that is bytes in CBOR and bech32m for people. A function
/// cannot declare types, and four hand-written copies had drifted apart by the second edit.
macro_rules! binary_id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $hrp:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// The human-readable part of its bech32m form.
            pub const HRP: &'static str = $hrp;

            /// The raw bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// From exactly as many bytes as it has.
            ///
            /// # Errors
            /// [`IdError::Length`] for any other number.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, IdError> {
                bytes.try_into().map(Self).map_err(|_| IdError::Length(bytes.len()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_bech32($hrp, &self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let id = Self::from_slice(&from_bech32($hrp, text)?)?;
                // The last letter has spare bits: only one of its values is the id's own text.
                if id.to_string().eq_ignore_ascii_case(text) {
                    Ok(id)
                } else {
                    Err(IdError::Checksum(text.to_owned()))
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                if s.is_human_readable() {
                    s.collect_str(self)
                } else {
                    s.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                if d.is_human_readable() {
                    String::deserialize(d)?.parse().map_err(D::Error::custom)
                } else {
                    let bytes = serde_bytes::ByteBuf::deserialize(d)?;
                    Self::from_slice(&bytes).map_err(D::Error::custom)
                }
            }
        }
    };
}

binary_id!(
    /// SHA-256 of something that is neither a message nor a federation.
    Hash, 32, "cbh"
);
binary_id!(
    /// SHA-256 of a signed header, signature included: the name of a message.
    MessageId, 32, "cbm"
);
binary_id!(
    /// SHA-256 of the first charter: the name of a federation.
    FederationId, 32, "cbf"
);
binary_id!(
    /// A public key: one byte of algorithm ([`PublicKey::ED25519`], [`PublicKey::X25519`]),
    /// then the 32 bytes of the key.
    PublicKey, 33, "cbk"
);

impl PublicKey {
    /// Algorithm byte of Ed25519 (RFC 8032), for signatures.
    pub const ED25519: u8 = 1;
    /// Algorithm byte of X25519 (RFC 7748), for key agreement.
    pub const X25519: u8 = 2;

    /// An Ed25519 public key from its 32 bytes.
    #[must_use]
    pub fn ed25519(bytes: [u8; 32]) -> Self {
        Self::tagged(Self::ED25519, bytes)
    }

    /// An X25519 public key from its 32 bytes.
    #[must_use]
    pub fn x25519(bytes: [u8; 32]) -> Self {
        Self::tagged(Self::X25519, bytes)
    }

    /// The algorithm byte.
    #[must_use]
    pub fn algorithm(&self) -> u8 {
        self.0[0]
    }

    /// The 32 bytes of the key proper.
    #[must_use]
    pub fn key_bytes(&self) -> [u8; 32] {
        let mut key = [0; 32];
        key.copy_from_slice(&self.0[1..]);
        key
    }

    fn tagged(algorithm: u8, bytes: [u8; 32]) -> Self {
        let mut tagged = [algorithm; 33];
        tagged[1..].copy_from_slice(&bytes);
        Self(tagged)
    }
}

/// SHA-256 over a domain tag and the parts, one after the other.
#[must_use]
pub fn hash(domain: &str, parts: &[&[u8]]) -> Hash {
    let mut sha = Sha256::new();
    sha.update(domain.as_bytes());
    sha.update([0]);
    for part in parts {
        sha.update(part);
    }
    Hash(sha.finalize().into())
}

fn to_bech32(hrp: &'static str, bytes: &[u8]) -> String {
    bech32::encode_lower::<Bech32m>(Hrp::parse_unchecked(hrp), bytes).unwrap_or_default()
}

fn from_bech32(expected: &'static str, text: &str) -> Result<Vec<u8>, IdError> {
    if text.len() > 90 {
        return Err(IdError::Length(text.len()));
    }
    let checked = bech32::primitives::decode::CheckedHrpstring::new::<Bech32m>(text)
        .map_err(|_| IdError::Checksum(text.chars().take(90).collect()))?;
    if checked.hrp().to_lowercase() != expected {
        return Err(IdError::Kind { text: text.to_owned(), expected });
    }
    Ok(checked.byte_iter().collect())
}

/// The urgency lane of a log. Each device key writes one log in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Lane {
    /// Notices, updates, cancellations and acknowledgements.
    Crisis = 0,
    /// Everything else.
    Acts = 1,
}

impl Lane {
    /// From its number on the wire.
    #[must_use]
    pub fn from_number(n: u8) -> Option<Self> {
        match n {
            0 => Some(Self::Crisis),
            1 => Some(Self::Acts),
            _ => None,
        }
    }
}

impl Serialize for Lane {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u8(*self as u8)
    }
}

impl<'de> Deserialize<'de> for Lane {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::from_number(u8::deserialize(d)?).ok_or_else(|| D::Error::custom("unknown lane"))
    }
}

/// One log: what one device key signed in one lane. Text form `cbk1…/0`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId {
    /// The device key that signs it.
    pub key: PublicKey,
    /// Its lane.
    pub lane: Lane,
}

impl LogId {
    /// What stands in place of a predecessor's id in the first message of this log: the hash of
    /// (federation, key, lane).
    #[must_use]
    pub fn genesis(&self, federation: &FederationId) -> MessageId {
        MessageId(
            hash("cabildo/genesis/1", &[federation.as_bytes(), self.key.as_bytes(), &[self.lane as u8]]).0,
        )
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.key, self.lane as u8)
    }
}

impl fmt::Debug for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LogId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let form = || IdError::Form {
            text: text.chars().take(100).collect(),
            expected: "a log (cbk1…/0 or cbk1…/1)",
        };
        let (key, lane) = text.rsplit_once('/').ok_or_else(form)?;
        let lane = match lane {
            "0" => Lane::Crisis,
            "1" => Lane::Acts,
            _ => return Err(form()),
        };
        Ok(Self { key: key.parse()?, lane })
    }
}

impl Serialize for LogId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if s.is_human_readable() { s.collect_str(self) } else { (self.key, self.lane).serialize(s) }
    }
}

impl<'de> Deserialize<'de> for LogId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            String::deserialize(d)?.parse().map_err(D::Error::custom)
        } else {
            let (key, lane) = Deserialize::deserialize(d)?;
            Ok(Self { key, lane })
        }
    }
}

/// Declares a validated text; the check is a function given by name.
macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $check:ident, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(CompactString);

        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                if $check(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(IdError::Form { text: text.chars().take(60).collect(), expected: $expected })
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                CompactString::deserialize(d)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

code!(
    /// An institution: `country:code` with the official code where there is one (`mx:20067`),
    /// else `country:x-slug` (`mx:x-embajada-cl`), unique in its chamber.
    InstitutionId, is_institution, "an institution (mx:20067, cl:05101, mx:x-nombre)"
);
code!(
    /// A country: ISO 3166-1 alpha-2, lower case, as in [`InstitutionId`]; the name of a chamber.
    Country, is_country, "a country of two lower-case letters (mx, cl)"
);
code!(
    /// A place: a municipality (`mx:20067`), a subdivision (ISO 3166-2, `MX-OAX`) or a country
    /// (ISO 3166-1, `MX`).
    Place, is_place, "a place (mx:20067, MX-OAX or MX)"
);
code!(
    /// A language tag (BCP 47), as `es-MX`, `pt-BR`, `arn`.
    Language, is_language, "a language tag (es, es-MX, en, arn)"
);

impl InstitutionId {
    /// The country, which is the name of its chamber.
    #[must_use]
    pub fn country(&self) -> Country {
        Country(self.0.get(..2).unwrap_or_default().into())
    }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_lowercase())
}

fn is_institution(text: &str) -> bool {
    let Some((country, code)) = text.split_once(':') else { return false };
    let slug = |s: &str| {
        (1..=40).contains(&s.len())
            && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !s.starts_with('-')
            && !s.ends_with('-')
    };
    let official = (1..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    is_country(country) && (official || code.strip_prefix("x-").is_some_and(slug))
}

fn is_place(text: &str) -> bool {
    let upper = |s: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    match text.split_once('-') {
        Some((country, part)) if !text.contains(':') => upper(country, 2..=2) && upper(part, 1..=3),
        _ => upper(text, 2..=2) || is_institution(text),
    }
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    text.len() <= bounds::LANGUAGE_TAG_MAX
        && (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// An instant: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub u64);

impl Millis {
    /// This instant plus so many milliseconds, at most the largest one.
    #[must_use]
    pub fn plus(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: FromStr + fmt::Display>(good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(text.parse::<T>().ok().map(|t| t.to_string()).as_deref(), Some(*text));
        }
        for text in bad {
            assert!(text.parse::<T>().is_err(), "{text}");
        }
    }

    #[test]
    fn codes_have_the_form_that_their_list_prescribes() {
        check::<Country>(&["mx", "cl"], &["", "MX", "m", "mex", "m1", "ñx"]);
        check::<InstitutionId>(
            &["mx:20067", "cl:05101", "mx:x-embajada-cl", "cl:x-2"],
            &[
                "",
                "mx",
                "mx:",
                "mx:x-",
                "mx:x--a",
                "mx:x-a-",
                "mx:x-A",
                "mx:x-ñ",
                "MX:1",
                "mx:1a",
                "mx:1234567890123",
            ],
        );
        check::<InstitutionId>(&[], &["mx:20067 ", "mx:20067\n", "mx::1", "mx:x-a:b", "mx:x-a b"]);
        assert!(format!("mx:x-{}", "a".repeat(40)).parse::<InstitutionId>().is_ok());
        assert!(format!("mx:x-{}", "a".repeat(41)).parse::<InstitutionId>().is_err());
        check::<Place>(
            &["mx:20067", "MX-OAX", "CL-VS", "MX"],
            &["", "mx-oax", "MX-", "MX-OAXA", "M", "MX:1", "oax"],
        );
        check::<Language>(
            &["es", "es-MX", "arn", "zh-Hant-TW", "es-419"],
            &["", "e", "ES", "español", "es-", "es--MX", "es_MX", "es-MX\u{202e}", "abcd", "es-123456789"],
        );
        assert_eq!("cl:x-a".parse::<InstitutionId>().map(|i| i.country().to_string()), Ok("cl".to_owned()));
    }

    #[test]
    fn logs_are_ordered_by_key_then_lane() {
        let log = |n, lane| LogId { key: PublicKey::ed25519([n; 32]), lane };
        let sorted = [log(1, Lane::Crisis), log(1, Lane::Acts), log(2, Lane::Crisis)];
        assert!(sorted.is_sorted());
        for log in sorted {
            assert_eq!(log.to_string().parse::<LogId>(), Ok(log));
        }
        let text = sorted[0].to_string();
        for bad in
            [text.replace("/0", "/2"), text.replace("/0", ""), text.replace("/0", "/00"), "/0".to_owned()]
        {
            assert!(bad.parse::<LogId>().is_err(), "{bad}");
        }
        let other = FederationId([1; 32]);
        assert_ne!(sorted[0].genesis(&other), sorted[1].genesis(&other));
        assert_ne!(sorted[0].genesis(&other), sorted[0].genesis(&FederationId([2; 32])));
    }

    #[test]
    fn an_instant_never_overflows() {
        assert_eq!(Millis(u64::MAX).plus(1), Millis(u64::MAX));
    }
}
