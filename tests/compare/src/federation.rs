//! A federation for the measurement: homes that the program wrote, thirty institutions with ten devices each,
//! and messages that those have signed before any clock starts.

use crate::payload;
use anyhow::{Context as _, Result};
use cabildo_client::key::KeyFile;
use cabildo_protocol::{
    authority::Authority,
    cbor,
    content::{Content, Kind, Proposal},
    id::{FederationId, InstitutionId, LogId, Millis, PublicKey},
    message::{self, Draft, Message, Position},
    roster::{Change, Checkpoint, Device, Next, Role, Roster, Scope, SignedRoster},
    text::Texts,
};
use ed25519_dalek::SigningKey;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

/// Institutions that write, and devices of each.
const INSTITUTIONS: usize = 30;
const DEVICES: usize = 10;

/// A node's home as `demo --write` tells of it.
#[derive(Debug)]
pub struct Home {
    /// Its folder.
    pub folder: PathBuf,
    /// The socket of its local API.
    pub socket: PathBuf,
    node: String,
    addresses: Vec<String>,
    institution: InstitutionId,
}

/// Homes of nodes, and those who write.
pub struct Federation {
    /// The homes, relays left out.
    pub homes: Vec<Home>,
    authority: Authority,
    authors: Vec<Author>,
    random: ChaCha8Rng,
}

/// A device with its log.
struct Author {
    institution: InstitutionId,
    key: SigningKey,
    position: Position,
}

impl Federation {
    /// Has the program write one.
    ///
    /// # Errors
    /// When it does not, or what it wrote is not as expected.
    pub fn write(program: &Path, folder: &Path) -> Result<Self> {
        let nodes = (INSTITUTIONS + 1).to_string();
        let output = Command::new(program)
            .args(["demo", "--nodes", &nodes, "--write"])
            .arg(folder)
            .env_remove("CABILDO_HOME")
            .output()?;
        anyhow::ensure!(output.status.success(), "demo --write: {}", String::from_utf8_lossy(&output.stderr));
        let written: Value = serde_json::from_slice(&fs::read(folder.join("federation.json"))?)?;
        let nodes = written["nodes"].as_array().context("nodes in federation.json")?;
        let homes: Option<Vec<Home>> = nodes.iter().filter(|node| node["role"] == "node").map(home).collect();
        let homes = homes.context("homes in federation.json")?;
        let mut federation = Self {
            authority: authority(&homes[0].folder)?,
            homes,
            authors: Vec::new(),
            random: ChaCha8Rng::seed_from_u64(0),
        };
        federation.equip()?;
        Ok(federation)
    }

    /// Gives every institution its devices, by a roster of its own in all homes.
    fn equip(&mut self) -> Result<()> {
        let mut rosters = Vec::new();
        for home in &self.homes {
            let operator = KeyFile::read(&home.folder.join("keys/operator.key"))?.open(None)?;
            let more = (1..DEVICES).map(|_| SigningKey::from_bytes(&self.random.random()));
            let keys: Vec<SigningKey> = more.collect();
            rosters.push(list(&self.authority, home, &keys)?);
            let federation = self.authority.federation();
            let author = |key| Author::new(&federation, &home.institution, key);
            self.authors.extend([operator].into_iter().chain(keys).map(author));
        }
        for home in &self.homes {
            for (at, signed) in rosters.iter().enumerate() {
                let path = home.folder.join(format!("rosters/30-{at:03}.roster"));
                fs::write(path, cbor::encode(signed))?;
            }
        }
        self.authority = authority(&self.homes[0].folder)?;
        Ok(())
    }

    /// Leaves a node these peers alone, to which it connects.
    ///
    /// # Errors
    /// When its settings cannot be changed.
    pub fn connect(&self, home: usize, peers: &[usize]) -> Result<()> {
        let path = self.homes[home].folder.join("config.toml");
        let mut config: toml::Table = fs::read_to_string(&path)?.parse()?;
        let peer = |at: &usize| {
            let Home { node, addresses, .. } = &self.homes[*at];
            let addresses = addresses.iter().cloned().map(toml::Value::String).collect();
            toml::Table::from_iter([
                ("node".to_owned(), toml::Value::String(node.clone())),
                ("addresses".to_owned(), toml::Value::Array(addresses)),
            ])
        };
        let peers = peers.iter().map(|at| toml::Value::Table(peer(at))).collect();
        let network = config.get_mut("network").and_then(toml::Value::as_table_mut).context("[network]")?;
        network.insert("peers".to_owned(), toml::Value::Array(peers));
        Ok(fs::write(&path, toml::to_string(&config)?)?)
    }

    /// Signs the texts of these numbers, of all devices in turn.
    ///
    /// # Errors
    /// When one cannot be signed.
    pub fn sign(&mut self, numbers: impl Iterator<Item = usize>) -> Result<Vec<Message>> {
        numbers.map(|number| self.sign_one(number)).collect()
    }

    fn sign_one(&mut self, number: usize) -> Result<Message> {
        let turn = number % self.authors.len();
        let author = &mut self.authors[turn];
        let content = proposal(payload::text(number))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let draft = Draft {
            federation: self.authority.federation(),
            institution: author.institution.clone(),
            lane: content.kind().lane(),
            kind: content.kind() as u16,
            root: None,
            refs: Vec::new(),
            audience: None,
            needs: self.authority.needs(&author.institution),
            created: Millis(now.as_millis().try_into()?),
            expires: None,
            content: content.encode(),
            salt: self.random.random(),
        };
        let message = message::sign(&draft, &author.position, &author.key)?;
        author.position = message.position();
        Ok(message.into_message())
    }
}

impl Author {
    fn new(federation: &FederationId, institution: &InstitutionId, key: SigningKey) -> Self {
        let log = LogId { key: public(&key), lane: Kind::Proposal.lane() };
        Self { institution: institution.clone(), key, position: Position::start(federation, &log) }
    }
}

fn home(node: &Value) -> Option<Home> {
    let text = |name: &str| node[name].as_str().map(str::to_owned);
    let addresses = node["addresses"].as_array()?.iter();
    Some(Home {
        folder: text("home")?.into(),
        socket: text("socket")?.into(),
        node: text("node")?,
        addresses: addresses.map(|address| address.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        institution: text("institution")?.parse().ok()?,
    })
}

/// The rosters in a home.
fn authority(home: &Path) -> Result<Authority> {
    let files = fs::read_dir(home.join("rosters"))?.map(|file| Ok(file?.path()));
    let mut files: Vec<PathBuf> = files.collect::<Result<_>>()?;
    files.sort();
    let rosters = files.iter().map(|file| Ok(cbor::decode(&fs::read(file)?)?));
    Ok(Authority::load(&rosters.collect::<Result<Vec<SignedRoster>>>()?)?)
}

/// The next roster of an institution, which lists these devices too.
fn list(authority: &Authority, home: &Home, keys: &[SigningKey]) -> Result<SignedRoster> {
    let scope = Scope::Institution(home.institution.clone());
    let Checkpoint { mut state, roster } = authority.checkpoint(&scope).context("a roster")?;
    let before = roster.open()?;
    let device = |(at, key): (usize, &SigningKey)| {
        let label = format!("ventanilla-{}", at + 2);
        Change::Device(public(key), Device { label, role: Role::Operator, cut_off: (None, None) })
    };
    let next = Next {
        federation: Some(authority.federation()),
        scope,
        signers: before.signers,
        changes: keys.iter().enumerate().map(device).collect(),
        issued: before.issued,
        review_by: before.review_by,
    };
    let mut signed = SignedRoster::new(&Roster::next(Some(&roster), &mut state, next)?);
    signed.sign(&KeyFile::read(&home.folder.join("keys/institution.key"))?.open(None)?);
    Ok(signed)
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey::ed25519(key.verifying_key().to_bytes())
}

fn proposal(text: String) -> Result<Content> {
    let language = "es".parse()?;
    let title = Texts::one("es".parse()?, "Convenio de agua potable".to_owned());
    Ok(Content::Proposal(Proposal {
        schema: 1,
        title,
        summary: Texts::default(),
        text: Texts::one(language, text),
        theme: Some("agua".to_owned()),
        places: Vec::new(),
        respond_by: None,
        asked: Vec::new(),
        terms: None,
        costs: Vec::new(),
        attachments: Vec::new(),
    }))
}
