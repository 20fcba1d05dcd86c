//! Key files: one Ed25519 key each, for a node or for an operator's device, in plain or under a
//! passphrase.
//!
//! A file is a JSON object of a few lines. Under a passphrase the secret is encrypted with
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) by a key that Argon2id (RFC 9106) makes of the
//! passphrase; the public key is authenticated with it. Files are private (mode 0600), refused when
//! they are not, and never rewritten.

use crate::files;
use argon2::{Algorithm, Argon2, Params, Version};
use cabildo_protocol::id::PublicKey;
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::{
    fmt, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};
use zeroize::{Zeroize as _, Zeroizing};

/// The format that this release writes, and the newest that it reads.
const FORMAT: u16 = 1;
/// A key file is far smaller.
const FILE_MAX: u64 = 4096;
/// Argon2id of new files: 64 MiB, three passes, one lane (RFC 9106, second recommended option,
/// with one lane because town halls' machines may have one core).
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// What a file may ask of this machine.
const COST_MAX: Cost = Cost { memory_kib: 1024 * 1024, passes: 16, lanes: 8 };

/// A passphrase, wiped from memory when it is dropped.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// From a text, as it is.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is a file already; a key is never overwritten.
    #[error("{path} is there already · a key is never overwritten: name another file, or move this one away")]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// Others may read the file.
    #[error("{path} can be read by others (mode {mode:o}) · close it: chmod 600 {path}")]
    Loose {
        /// Which file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Not a key file, or not intact.
    #[error("{path} is no intact key file: {problem} · restore it from its backup")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What does not fit.
        problem: String,
    },
    /// Written by a newer release.
    #[error("{path} has format {found}, this release reads up to {FORMAT} · install the newer release")]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its format.
        found: u16,
    },
    /// The key is encrypted and no passphrase was given.
    #[error("{path} is locked with a passphrase")]
    Locked {
        /// Which file.
        path: PathBuf,
    },
    /// The passphrase does not open it.
    #[error("the passphrase is wrong for {path}")]
    Wrong {
        /// Which file.
        path: PathBuf,
    },
    /// The system gives no randomness.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

impl KeyError {
    /// The key in a file cannot be used for what it is there for.
    #[must_use]
    pub fn unfit(path: &Path) -> Self {
        Self::damaged(path, "its key cannot be used here")
    }

    fn damaged(path: &Path, problem: impl fmt::Display) -> Self {
        Self::Damaged { path: path.to_owned(), problem: problem.to_string() }
    }
}

/// Reads a file that holds a secret as a text, such as a token: private as keys are.
///
/// # Errors
/// When it is not there, too long, readable by others, or no text.
pub fn read_secret(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    let bytes = read_private(path, 0o600)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| {
        let source = io::Error::new(io::ErrorKind::InvalidData, "not a text");
        KeyError::Io { path: path.to_owned(), source }
    })?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The bytes of a file that nobody else may read, but for these bits.
fn read_private(path: &Path, widest: u32) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let io = |source| KeyError::Io { path: path.to_owned(), source };
    let (metadata, bytes) = files::read_small(path, FILE_MAX).map_err(io)?;
    let bytes = Zeroizing::new(bytes);
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 & !widest != 0 {
        return Err(KeyError::Loose { path: path.to_owned(), mode });
    }
    Ok(bytes)
}

/// A key file as it was read; the secret may still be locked.
#[derive(Clone)]
pub struct KeyFile {
    path: PathBuf,
    public: PublicKey,
    secret: Secret,
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyFile({}, {})", self.path.display(), self.public)
    }
}

#[derive(Serialize, Deserialize)]
struct OnDisk {
    cabildo_key: u16,
    public: PublicKey,
    secret: Secret,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Secret {
    /// The 32 bytes of the seed (RFC 8032), hexadecimal.
    Plain(String),
    /// The same, encrypted.
    Argon2id { cost: Cost, salt: String, nonce: String, sealed: String },
}

impl Drop for Secret {
    fn drop(&mut self) {
        if let Self::Plain(text) = self {
            text.zeroize();
        }
    }
}

/// What deriving a key costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    fn is_bearable(self) -> bool {
        self.memory_kib <= COST_MAX.memory_kib
            && self.passes <= COST_MAX.passes
            && self.lanes <= COST_MAX.lanes
    }
}

/// A new key from the system's randomness.
///
/// # Errors
/// [`KeyError::Random`].
pub fn generate() -> Result<SigningKey, KeyError> {
    let mut seed = Zeroizing::new([0u8; 32]);
    getrandom::fill(&mut seed[..]).map_err(KeyError::Random)?;
    Ok(SigningKey::from_bytes(&seed))
}

impl KeyFile {
    /// Writes a key to a new file that only the user may read.
    ///
    /// # Errors
    /// [`KeyError::Exists`], or what the system refuses.
    pub fn create(path: &Path, key: &SigningKey, passphrase: Option<&Passphrase>) -> Result<(), KeyError> {
        Self::create_at_cost(path, key, passphrase, COST)
    }

    fn create_at_cost(
        path: &Path,
        key: &SigningKey,
        passphrase: Option<&Passphrase>,
        cost: Cost,
    ) -> Result<(), KeyError> {
        let public = PublicKey::ed25519(key.verifying_key().to_bytes());
        let seed = Zeroizing::new(key.to_bytes());
        let secret = match passphrase {
            None => Secret::Plain(hex(&seed[..])),
            Some(passphrase) => seal(path, &public, &seed, passphrase, cost)?,
        };
        let on_disk = OnDisk { cabildo_key: FORMAT, public, secret };
        let mut text = Zeroizing::new(
            serde_json::to_string_pretty(&on_disk).map_err(|error| KeyError::damaged(path, error))?,
        );
        text.push('\n');
        files::create_durably(path, text.as_bytes()).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.to_owned() },
            _ => KeyError::Io { path: path.to_owned(), source },
        })
    }

    /// Reads a file. Does not open what is locked.
    ///
    /// # Errors
    /// When it is not there, readable by others, damaged, or of a newer format.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        Self::read_within(path, 0o600)
    }

    /// Reads a file that the service manager has put into a folder that it closes itself: with an
    /// access list for the service its mode shows a group, which nobody is in.
    ///
    /// # Errors
    /// As [`KeyFile::read`].
    pub fn read_credential(path: &Path) -> Result<Self, KeyError> {
        Self::read_within(path, 0o640)
    }

    fn read_within(path: &Path, widest: u32) -> Result<Self, KeyError> {
        let bytes = read_private(path, widest)?;
        #[derive(Deserialize)]
        struct Format {
            cabildo_key: u16,
        }
        let format: Format =
            serde_json::from_slice(&bytes).map_err(|_| KeyError::damaged(path, "it is not one"))?;
        if format.cabildo_key > FORMAT {
            return Err(KeyError::Newer { path: path.to_owned(), found: format.cabildo_key });
        }
        // The parser's own words could show a part of the secret.
        let on_disk: OnDisk = serde_json::from_slice(&bytes)
            .map_err(|error| KeyError::damaged(path, format!("line {} does not fit", error.line())))?;
        Ok(Self { path: path.to_owned(), public: on_disk.public, secret: on_disk.secret })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a passphrase is needed.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        matches!(self.secret, Secret::Argon2id { .. })
    }

    /// The key itself. Under a passphrase this takes some tenths of a second and 64 MiB: callers
    /// with an event loop put it on a blocking thread.
    ///
    /// # Errors
    /// [`KeyError::Locked`], [`KeyError::Wrong`], or [`KeyError::Damaged`] where secret and public
    /// key do not belong together.
    pub fn open(&self, passphrase: Option<&Passphrase>) -> Result<SigningKey, KeyError> {
        let seed = match (&self.secret, passphrase) {
            (Secret::Plain(text), _) => unhex::<32>(text).ok_or_else(|| self.unfit("secret"))?,
            (Secret::Argon2id { .. }, None) => return Err(KeyError::Locked { path: self.path.clone() }),
            (Secret::Argon2id { cost, salt, nonce, sealed }, Some(passphrase)) => {
                let salt = unhex::<16>(salt).ok_or_else(|| self.unfit("salt"))?;
                let nonce = unhex::<24>(nonce).ok_or_else(|| self.unfit("nonce"))?;
                let sealed = unhex::<48>(sealed).ok_or_else(|| self.unfit("sealed key"))?;
                if !cost.is_bearable() {
                    return Err(self.unfit("cost"));
                }
                let cipher = cipher(&self.path, passphrase, &salt[..], *cost)?;
                let payload = Payload { msg: &sealed[..], aad: self.public.as_bytes() };
                let wrong = || KeyError::Wrong { path: self.path.clone() };
                let opened = cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| wrong())?;
                let opened = Zeroizing::new(opened);
                let mut seed = Zeroizing::new([0u8; 32]);
                seed.copy_from_slice(opened.get(..32).ok_or_else(|| self.unfit("sealed key"))?);
                seed
            }
        };
        let key = SigningKey::from_bytes(&seed);
        if PublicKey::ed25519(key.verifying_key().to_bytes()) != self.public {
            return Err(KeyError::damaged(&self.path, "secret and public key do not belong together"));
        }
        Ok(key)
    }

    fn unfit(&self, what: &str) -> KeyError {
        KeyError::damaged(&self.path, format!("its {what} does not fit"))
    }
}

fn seal(
    path: &Path,
    public: &PublicKey,
    seed: &[u8; 32],
    passphrase: &Passphrase,
    cost: Cost,
) -> Result<Secret, KeyError> {
    let (mut salt, mut nonce) = ([0u8; 16], [0u8; 24]);
    getrandom::fill(&mut salt).and_then(|()| getrandom::fill(&mut nonce)).map_err(KeyError::Random)?;
    let payload = Payload { msg: &seed[..], aad: public.as_bytes() };
    let sealed = cipher(path, passphrase, &salt, cost)?
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|error| KeyError::damaged(path, error))?;
    Ok(Secret::Argon2id { cost, salt: hex(&salt), nonce: hex(&nonce), sealed: hex(&sealed) })
}

fn cipher(
    path: &Path,
    passphrase: &Passphrase,
    salt: &[u8],
    cost: Cost,
) -> Result<XChaCha20Poly1305, KeyError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .map_err(|error| KeyError::damaged(path, error))?;
    let mut derived = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.0.as_bytes(), salt, &mut derived[..])
        .map_err(|error| KeyError::damaged(path, error))?;
    XChaCha20Poly1305::new_from_slice(&derived[..]).map_err(|error| KeyError::damaged(path, error))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Option<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0u8; N]);
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Cheap, so that tests do not wait.
    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn a_plain_key_is_private_and_never_overwritten() {
        let folder = folder();
        let path = folder.path().join("node.key");
        let key = generate().expect("randomness");
        KeyFile::create(&path, &key, None).expect("written");
        assert_eq!(fs::metadata(&path).expect("metadata").permissions().mode() & 0o777, 0o600);
        let before = fs::read(&path).expect("bytes");
        let said = KeyFile::create(&path, &generate().expect("randomness"), None).expect_err("refused");
        assert!(said.to_string().contains("never overwritten"), "{said}");
        assert_eq!(fs::read(&path).expect("bytes"), before);
        let file = KeyFile::read(&path).expect("readable");
        assert!(!file.is_encrypted());
        assert_eq!(file.open(None).expect("open").to_bytes(), key.to_bytes());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
    }

    #[test]
    fn a_locked_key_opens_with_its_passphrase_alone_and_is_never_rewritten() {
        let folder = folder();
        let path = folder.path().join("operator.key");
        let key = generate().expect("randomness");
        let passphrase = Passphrase::new("agua de lluvia".into());
        KeyFile::create_at_cost(&path, &key, Some(&passphrase), CHEAP).expect("written");
        let before = fs::read(&path).expect("bytes");
        let file = KeyFile::read(&path).expect("readable");
        assert!(file.is_encrypted() && !format!("{file:?} {passphrase:?}").contains("lluvia"));
        assert!(matches!(file.open(None), Err(KeyError::Locked { .. })));
        let wrong = file.open(Some(&Passphrase::new("agua de mar".into()))).expect_err("wrong");
        assert!(wrong.to_string().contains("passphrase is wrong for"), "{wrong}");
        assert_eq!(fs::read(&path).expect("bytes"), before);
        assert_eq!(file.open(Some(&passphrase)).expect("open").to_bytes(), key.to_bytes());
    }

    #[test]
    fn another_public_key_in_a_locked_file_is_noticed() {
        let folder = folder();
        let path = folder.path().join("operator.key");
        let passphrase = Passphrase::new("x".into());
        KeyFile::create_at_cost(&path, &generate().expect("randomness"), Some(&passphrase), CHEAP)
            .expect("written");
        let public = KeyFile::read(&path).expect("readable").public();
        let other = PublicKey::ed25519(generate().expect("randomness").verifying_key().to_bytes());
        let text = fs::read_to_string(&path).expect("text");
        fs::write(&path, text.replace(&public.to_string(), &other.to_string())).expect("written");
        let file = KeyFile::read(&path).expect("readable");
        assert!(matches!(file.open(Some(&passphrase)), Err(KeyError::Wrong { .. })));
    }

    #[test]
    fn loose_newer_and_damaged_files_are_refused_with_a_remedy() {
        let folder = folder();
        let path = folder.path().join("node.key");
        KeyFile::create(&path, &generate().expect("randomness"), None).expect("written");
        let good = fs::read_to_string(&path).expect("text");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        let said = KeyFile::read(&path).expect_err("refused").to_string();
        assert!(said.contains("mode 640") && said.contains("chmod 600"), "{said}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
        let secret = good.lines().find(|line| line.contains("plain")).expect("a line").to_owned();
        for (text, what) in [
            (good.replace("\"cabildo_key\": 1", "\"cabildo_key\": 2"), "format 2"),
            (good[..good.len() / 2].to_owned(), "no intact key file"),
            (good.replace("plain", "sealed"), "no intact key file"),
            (good.replace(&secret, "\"plain\": \"00\""), "secret does not fit"),
            (String::new(), "no intact key file"),
            ("x".repeat(5000), "too long"),
        ] {
            fs::write(&path, text).expect("written");
            let said = match KeyFile::read(&path) {
                Err(error) => error.to_string(),
                Ok(file) => file.open(None).expect_err("refused").to_string(),
            };
            assert!(said.contains(what) && said.contains("node.key"), "{what}: {said}");
            assert!(!said.contains(&secret[20..40]), "{said}");
        }
    }

    #[test]
    fn a_file_cannot_ask_for_all_memory() {
        let folder = folder();
        let path = folder.path().join("operator.key");
        let passphrase = Passphrase::new("x".into());
        KeyFile::create_at_cost(&path, &generate().expect("randomness"), Some(&passphrase), CHEAP)
            .expect("written");
        let text = fs::read_to_string(&path).expect("text");
        fs::write(&path, text.replace("\"memory_kib\": 64", "\"memory_kib\": 4294967295")).expect("written");
        let said = KeyFile::read(&path).expect("readable").open(Some(&passphrase)).expect_err("refused");
        assert!(said.to_string().contains("cost does not fit"), "{said}");
    }
}
