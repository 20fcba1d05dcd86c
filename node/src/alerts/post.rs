//! Sending to a web server, signed as the Standard Webhooks specification (1.0.0) has it.

use super::program::{End, OUTPUT_MAX, Outcome};
use crate::{config::Webhook, web};
use cabildo_client::key::{self, KeyError};
use cabildo_protocol::{id::Millis, sanitize};
use data_encoding::BASE64;
use futures::StreamExt as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, Response, header::CONTENT_TYPE, redirect::Policy};
use sha2::Sha256;
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use zeroize::Zeroizing;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a secret.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// Secrets in one file: an old one and a new one, while the other side changes them.
const SECRETS_MAX: usize = 4;

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
enum SecretError {
    #[error(transparent)]
    File(#[from] KeyError),
    #[error(
        "{path} holds no secret: lines of whsec_ and 24 to 64 bytes in Base64 · make one: (umask 077; echo \"whsec_$(head -c 32 /dev/urandom | base64)\" > {path})"
    )]
    Form { path: PathBuf },
}

/// Sends to web servers; makes its connections when they are needed.
#[derive(Debug)]
pub struct Poster {
    client: Result<Client, String>,
    home: PathBuf,
}

impl Poster {
    /// For the rules of a home.
    pub fn new(home: &Path) -> Self {
        // The administrator has named the server: what it says is elsewhere is not told.
        let client = Client::builder().redirect(Policy::none()).no_proxy().user_agent("Cabildo").build();
        Self { client: client.map_err(|error| web::reason(&error)), home: home.to_owned() }
    }

    /// Sends once, and waits for the answer's status.
    pub async fn post(&self, rule: &Webhook, id: &str, body: Vec<u8>, now: Millis) -> Outcome {
        let began = Instant::now();
        let ended = |end, said: &str| {
            let said: String = said.chars().take(OUTPUT_MAX / 4).collect();
            Outcome { end, took: began.elapsed(), output: sanitize::line(said.trim()) }
        };
        let secret = self.home.join(&rule.secret);
        let seconds = now.0 / 1000;
        let (client, signature) = match (&self.client, sign(&secret, id, seconds, &body)) {
            (Ok(client), Ok(signature)) => (client, signature),
            (Err(why), _) => return ended(End::NotSent, why),
            (_, Err(why)) => return ended(End::NotSent, &why.to_string()),
        };
        let request = client
            .post(&rule.url)
            .timeout(Duration::from_secs(u64::from(rule.timeout_seconds)))
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(body);
        match request.send().await {
            Ok(answer) => {
                let status = answer.status().as_u16();
                ended(End::Answered(status), &beginning(answer).await)
            }
            Err(error) if error.is_timeout() => ended(End::TimedOut, ""),
            Err(error) => ended(End::NotSent, &web::reason(&error)),
        }
    }
}

/// The signatures by all secrets of a file, one after another.
fn sign(path: &Path, id: &str, seconds: u64, body: &[u8]) -> Result<String, SecretError> {
    let text = key::read_secret(path)?;
    let form = || SecretError::Form { path: path.to_owned() };
    let mut signatures = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(SECRETS_MAX) {
        let secret = line.strip_prefix(PREFIX).and_then(|rest| BASE64.decode(rest.as_bytes()).ok());
        let secret = secret.map(Zeroizing::new).filter(|secret| SECRET_BYTES.contains(&secret.len()));
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret.ok_or_else(form)?).map_err(|_| form())?;
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        signatures.push(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())));
    }
    if signatures.is_empty() { Err(form()) } else { Ok(signatures.join(" ")) }
}

/// The beginning of what a server answers.
async fn beginning(answer: Response) -> String {
    let mut kept = Vec::new();
    let mut coming = answer.bytes_stream();
    while let (true, Some(Ok(bytes))) = (kept.len() < OUTPUT_MAX, coming.next().await) {
        kept.extend(bytes.iter().take(OUTPUT_MAX - kept.len()));
    }
    String::from_utf8_lossy(&kept).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn file(folder: &Path, text: &str) -> PathBuf {
        let path = folder.join("secret");
        std::fs::write(&path, text).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("set");
        path
    }

    #[test]
    fn a_signature_is_that_of_the_specification() {
        // The example of the specification's reference libraries.
        let folder = tempfile::tempdir().expect("a folder");
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let path = file(folder.path(), &format!("{secret}\n"));
        let body = br#"{"test": 2432232314}"#;
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signature = sign(&path, id, 1_614_265_330, body).expect("signed");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let path = file(folder.path(), &format!("{secret}\nwhsec_{}\n", BASE64.encode(&[7; 32])));
        let both = sign(&path, id, 1_614_265_330, body).expect("signed");
        assert!(both.starts_with(&format!("{signature} v1,")) && both.len() == 2 * signature.len() + 1);
    }

    #[test]
    fn what_is_no_secret_is_said_and_not_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        for bad in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_x", "whsec_AAAA"] {
            let path = file(folder.path(), bad);
            let said = sign(&path, "a", 1, b"{}").expect_err(bad).to_string();
            assert!(said.contains("holds no secret") && (bad.is_empty() || !said.contains(bad)), "{said}");
        }
        let path = file(folder.path(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
        let said = sign(&path, "a", 1, b"{}").expect_err("others can read it").to_string();
        assert!(said.contains("chmod 600"), "{said}");
    }
}
