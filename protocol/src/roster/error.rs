//! Why rosters are not applied, for people: what happened, where, what to do.

use super::{Scope, signing::SCHEMA};
use crate::{cbor::CborError, id::PublicKey};

/// Why a roster is not applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// Longer than its bound, in bytes or signatures.
    #[error("the roster's {what}: {length}, at most {max} are allowed")]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// How long it is.
        length: usize,
        /// The bound.
        max: usize,
    },
    /// Not canonical CBOR of a roster's shape.
    #[error("the roster is malformed: {0}")]
    Malformed(#[from] CborError),
    /// Written by a newer release.
    #[error("the roster has format {0}, this release reads {SCHEMA}: update the program")]
    Schema(u16),
    /// Signatures must stand in the order of their keys, each key once.
    #[error("the roster's signatures are not in the order of their keys, each once")]
    SignatureOrder,
    /// Too few of the keys that must sign have signed.
    #[error("version {version} of the roster of {scope} has {have} good signatures of {need} needed")]
    Threshold {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
        /// Good signatures of the quorum that lacks most.
        have: usize,
        /// Its threshold.
        need: usize,
    },
    /// A quorum that no scope of its kind may have.
    #[error("{threshold} of {keys} keys is no quorum for {scope}")]
    Quorum {
        /// Whose.
        scope: Scope,
        /// Its keys.
        keys: usize,
        /// Its threshold.
        threshold: u16,
    },
    /// A time to acknowledge that nobody can compare with.
    #[error("a baseline of {0} ms: it is at least a moment and at most a year")]
    Baseline(u64),
    /// The signers are not those that the state names.
    #[error("the roster of {0} names other signers than its own state does")]
    Signers(Scope),
    /// A version is missing in between.
    #[error("version {got} of the roster of {scope} does not follow version {have}, which is here")]
    Gap {
        /// Which roster.
        scope: Scope,
        /// The version that is here.
        have: u32,
        /// The version that was offered.
        got: u32,
    },
    /// It does not cite the version before it.
    #[error("version {version} of the roster of {scope} does not cite the version before it")]
    Previous {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// Another roster of this scope and version is here: somebody signed two.
    #[error(
        "two different rosters of {scope} at version {version}: someone signed both, alert the governors"
    )]
    Twice {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// Another one stands instead, which outranks it: a settlement, or a handover to the signers
    /// that were committed to.
    #[error("version {version} of the roster of {scope} was replaced by one that outranks it")]
    Outranked {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// Other signers than those that the version before committed to.
    #[error("version {version} of the roster of {scope} does not hand over to the signers committed to")]
    Handover {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// From before the checkpoint with which this node began.
    #[error(
        "version {version} of the roster of {scope} is older than the checkpoint {first}, where this node began"
    )]
    BeforeCheckpoint {
        /// Which roster.
        scope: Scope,
        /// The checkpoint's version.
        first: u32,
        /// Which version.
        version: u32,
    },
    /// The root is not the hash of what the changes lead to.
    #[error("the changes of version {version} of the roster of {scope} do not lead to its root")]
    Root {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// No charter names the chamber, or no chamber the institution.
    #[error("{0} is not listed by the roster above it")]
    Unlisted(Scope),
    /// A change that a roster of this scope cannot make.
    #[error("the roster of {0} makes a change that is not its own to make")]
    Foreign(Scope),
    /// It belongs to another federation.
    #[error("the roster belongs to another federation")]
    Federation,
    /// A version of a code list that is not newer than the last.
    #[error("version {version} of the code list «{name}» does not follow its last version")]
    CodeList {
        /// Which list.
        name: String,
        /// Which version.
        version: u32,
    },
    /// What completes a recovery does not hold.
    #[error("the recovery of {scope} does not hold: {why}")]
    Recovery {
        /// Which chamber.
        scope: Scope,
        /// Why.
        why: &'static str,
    },
    /// Past its review date it admits nobody.
    #[error("the roster of {0} is past its review date: its governors renew it before they admit anybody")]
    Stale(Scope),
    /// A checkpoint of another roster than the one that the invitation names.
    #[error("version {version} of the roster of {scope} is not the one that the invitation names")]
    NotPinned {
        /// Which roster.
        scope: Scope,
        /// Which version.
        version: u32,
    },
    /// Two rosters that do not contradict each other.
    #[error("the two rosters of {0} do not contradict each other")]
    NoAlarm(Scope),
    /// There is no first charter to begin with.
    #[error("there is no charter at version 1: the federation's rosters are incomplete")]
    NoCharter,
    /// A key is listed twice.
    #[error("the key {0} is listed twice")]
    KeyTwice(PublicKey),
    /// A key is of another algorithm than its use needs.
    #[error("the key {0} cannot be used for what it is listed for")]
    KeyAlgorithm(PublicKey),
    /// A list is longer than its bound.
    #[error("too many {what}: at most {max} are allowed")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: usize,
    },
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Federation => f.write_str("the federation"),
            Self::Chamber(country) => write!(f, "the chamber of {country}"),
            Self::Institution(id) => write!(f, "{id}"),
        }
    }
}
