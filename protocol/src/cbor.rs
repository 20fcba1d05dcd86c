//! Deterministic CBOR (the DAG-CBOR subset without floats, tags and links).
//!
//! [`check`] decides without a schema whether bytes are in canonical form; only then may a
//! decoder look at them. One value has one encoding, so equal meaning is equal bytes.
//! Source: RFC 8949 §4.2 and the DAG-CBOR specification.

use crate::bounds::CBOR_DEPTH_MAX;
use serde::{Serialize, de::DeserializeOwned};

/// Why bytes are not canonical CBOR, and at which offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not canonical CBOR at byte {offset}: {problem}")]
pub struct CborError {
    /// Offset of the offending item, in bytes from the start.
    pub offset: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What makes an encoding unacceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The input ends inside an item.
    #[error("the input ends inside an item")]
    Truncated,
    /// Bytes follow the one item that was expected.
    #[error("bytes follow the end of the item")]
    Trailing,
    /// A number or length is not in its shortest form.
    #[error("a number or length is not in its shortest form")]
    NotShortest,
    /// Indefinite lengths, floats, tags, `undefined` and simple values are not used.
    #[error("a type that is not used here")]
    Forbidden,
    /// Map keys must be texts in length-first order, each once.
    #[error("map keys are not texts in order, each once")]
    Keys,
    /// A text is not UTF-8.
    #[error("a text is not UTF-8")]
    Utf8,
    /// Deeper than [`CBOR_DEPTH_MAX`].
    #[error("nested too deep")]
    Depth,
    /// Canonical, but not the shape that was expected.
    #[error("not the expected shape")]
    Shape,
}

/// Checks that `bytes` is exactly one item in canonical form.
///
/// # Errors
/// Says where and why it is not.
pub fn check(bytes: &[u8]) -> Result<(), CborError> {
    let mut scan = Scan { bytes, at: 0 };
    scan.item(0)?;
    if scan.at == bytes.len() { Ok(()) } else { Err(scan.error(Problem::Trailing)) }
}

/// Decodes one canonical item.
///
/// # Errors
/// When the bytes are not canonical, or not of the shape of `T`.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CborError> {
    check(bytes)?;
    serde_ipld_dagcbor::from_slice(bytes).map_err(|_| CborError { offset: 0, problem: Problem::Shape })
}

/// Encodes a value of this crate; the types here hold nothing that the format cannot carry.
#[must_use]
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "no type of this crate can fail to encode")]
    serde_ipld_dagcbor::to_vec(value).expect("protocol types always encode")
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn error(&self, problem: Problem) -> CborError {
        CborError { offset: self.at, problem }
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], CborError> {
        let end = self.at.checked_add(n).ok_or_else(|| self.error(Problem::Truncated))?;
        let slice = self.bytes.get(self.at..end).ok_or_else(|| self.error(Problem::Truncated))?;
        self.at = end;
        Ok(slice)
    }

    /// Reads a head; returns the major type and its argument.
    fn head(&mut self) -> Result<(u8, u64), CborError> {
        let start = self.at;
        let first = self.take(1)?.first().copied().unwrap_or(0);
        let (major, low) = (first >> 5, first & 0x1f);
        let (argument, least) = match low {
            0..=23 => (u64::from(low), 0),
            24..=27 => {
                let raw = self.take(1 << (low - 24))?;
                let value = raw.iter().fold(0u64, |n, b| (n << 8) | u64::from(*b));
                let least = match low {
                    24 => 24,
                    25 => 1 << 8,
                    26 => 1 << 16,
                    _ => 1 << 32,
                };
                (value, least)
            }
            _ => return Err(CborError { offset: start, problem: Problem::Forbidden }),
        };
        if major == 7 && !(20..=22).contains(&low) {
            return Err(CborError { offset: start, problem: Problem::Forbidden });
        }
        if argument < least {
            return Err(CborError { offset: start, problem: Problem::NotShortest });
        }
        Ok((major, argument))
    }

    fn item(&mut self, depth: usize) -> Result<(), CborError> {
        if depth > CBOR_DEPTH_MAX {
            return Err(self.error(Problem::Depth));
        }
        let start = self.at;
        let (major, argument) = self.head()?;
        let length = usize::try_from(argument).unwrap_or(usize::MAX);
        match major {
            0 | 1 | 7 => Ok(()),
            2 => self.take(length).map(|_| ()),
            3 => self.text(length).map(|_| ()),
            4 => (0..length).try_for_each(|_| self.item(depth + 1)),
            5 => self.map(length, depth),
            _ => Err(CborError { offset: start, problem: Problem::Forbidden }),
        }
    }

    fn text(&mut self, length: usize) -> Result<&'a [u8], CborError> {
        let start = self.at;
        let raw = self.take(length)?;
        let good = raw.is_ascii() || std::str::from_utf8(raw).is_ok();
        if good { Ok(raw) } else { Err(CborError { offset: start, problem: Problem::Utf8 }) }
    }

    fn map(&mut self, length: usize, depth: usize) -> Result<(), CborError> {
        let mut last: Option<&'a [u8]> = None;
        for _ in 0..length {
            let start = self.at;
            let (major, argument) = self.head()?;
            if major != 3 {
                return Err(CborError { offset: start, problem: Problem::Keys });
            }
            let key = self.text(usize::try_from(argument).unwrap_or(usize::MAX))?;
            let in_order = last.is_none_or(|last| (last.len(), last) < (key.len(), key));
            if !in_order {
                return Err(CborError { offset: start, problem: Problem::Keys });
            }
            last = Some(key);
            self.item(depth + 1)?;
        }
        Ok(())
    }
}
