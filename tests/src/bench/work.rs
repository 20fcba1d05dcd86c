//! What the benchmarks work on: federations on disk, and messages that their devices have signed
//! before any clock starts.

use cabildo_client::key::KeyFile;
use cabildo_node::{
    config::{Config, Role, Store},
    demo::{WriteOptions, Written, write},
    driver::clock,
    home::{Home, Paths},
    net::NetError,
    running::{Running, StartError},
};
use cabildo_protocol::{
    authority::Authority,
    bounds, cbor,
    content::{Content, Kind, Proposal},
    id::{FederationId, InstitutionId, LogId, PublicKey},
    message::{self, Draft, Position, Verified, WireMessage},
    roster::{self, Change, Checkpoint, Device, Next, Roster, Scope, SignedRoster},
    text::Texts,
};
use ed25519_dalek::SigningKey;
use libp2p::Multiaddr;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

/// Messages that one commit makes durable, as in the node.
pub const BATCH: usize = 256;
/// Letters of a text that makes a message a kibibyte long, header and signature included.
const NOISE: usize = 680;
/// How long a node that has stopped may keep its port.
const PORT_WAIT: Duration = Duration::from_secs(5);

/// A federation whose homes are on the benchmark's disk.
#[derive(Debug)]
pub struct Federation {
    written: Written,
    authority: Authority,
    writers: Vec<Author>,
}

/// A device that writes, with its log.
#[derive(Debug)]
struct Author {
    /// The node that it belongs to.
    node: usize,
    institution: InstitutionId,
    key: SigningKey,
    position: Position,
}

/// A message and the node whose operator signed it.
pub type Signed = (usize, Verified);

impl Federation {
    /// Writes the homes of a federation. Links are QUIC only and dialled from one side, so that
    /// bare nodes can have the very same ones.
    ///
    /// # Panics
    /// When the disk refuses.
    #[must_use]
    pub fn write(folder: &Path, nodes: usize) -> Self {
        // How full the disk is, is not what is measured.
        let store = Some(Store { min_free_mib: 1, min_free_percent: 0, ..Store::default() });
        let options = WriteOptions { nodes, store, ..WriteOptions::default() };
        let written = write(folder, &options).unwrap_or_else(|error| panic!("{error}"));
        let places: BTreeMap<PublicKey, usize> =
            written.nodes.iter().enumerate().map(|(at, node)| (node.node, at)).collect();
        let mut links: Vec<Vec<usize>> = vec![Vec::new(); nodes];
        for (at, node) in written.nodes.iter().enumerate() {
            for peer in config(&node.home).network.peers {
                let other = places[&peer.node];
                links[at.max(other)].push(at.min(other));
            }
        }
        for (at, node) in written.nodes.iter().enumerate() {
            links[at].sort_unstable();
            links[at].dedup();
            let mut config = config(&node.home);
            config.network.listen.retain(is_quic);
            config.network.peers = links[at]
                .iter()
                .map(|other| cabildo_node::config::Peer {
                    node: written.nodes[*other].node,
                    addresses: written.nodes[*other]
                        .addresses
                        .iter()
                        .filter(|a| is_quic(a))
                        .cloned()
                        .collect(),
                })
                .collect();
            let text = config.to_toml().expect("settings");
            std::fs::write(Paths::new(&node.home).config(), text).expect("settings on the disk");
        }
        let authority = authority(&written.nodes[0].home);
        let writers = authors(&written);
        Self { written, authority, writers }
    }

    /// Gives every institution that writes so many devices, by a roster of its own in all homes.
    ///
    /// # Panics
    /// When the disk refuses.
    pub fn equip(&mut self, devices: usize) {
        let mut random = ChaCha8Rng::seed_from_u64(devices as u64);
        let mut news = Vec::new();
        for at in 0..self.writers.len() {
            let (node, institution) = (self.writers[at].node, self.writers[at].institution.clone());
            let keys: Vec<SigningKey> =
                (1..devices).map(|_| SigningKey::from_bytes(&random.random())).collect();
            news.push(self.list(node, &institution, &keys));
            for key in keys {
                self.writers.push(author(self.authority.federation(), node, institution.clone(), key));
            }
        }
        for node in &self.written.nodes {
            for (at, signed) in news.iter().enumerate() {
                let path = Paths::new(&node.home).rosters().join(format!("30-{at:03}.roster"));
                std::fs::write(path, cbor::encode(signed)).expect("a roster on the disk");
            }
        }
        self.authority = authority(self.home(0));
    }

    /// The next roster of an institution, which lists these devices too.
    fn list(&self, node: usize, institution: &InstitutionId, keys: &[SigningKey]) -> SignedRoster {
        let scope = Scope::Institution(institution.clone());
        let Checkpoint { mut state, roster } = self.authority.checkpoint(&scope).expect("a roster");
        let before = roster.open().expect("a roster");
        let device = |(at, key): (usize, &SigningKey)| {
            let label = format!("ventanilla-{}", at + 2);
            Change::Device(public(key), Device { label, role: roster::Role::Operator, cut_off: (None, None) })
        };
        let next = Next {
            federation: Some(self.authority.federation()),
            scope,
            signers: before.signers,
            changes: keys.iter().enumerate().map(device).collect(),
            issued: before.issued,
            review_by: before.review_by,
        };
        let mut signed = SignedRoster::new(&Roster::next(Some(&roster), &mut state, next).expect("a roster"));
        let path = Paths::new(self.home(node)).keys().join("institution.key");
        signed.sign(&KeyFile::read(&path).expect("a key").open(None).expect("an open key"));
        signed
    }

    /// The rosters.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Changes a node's settings.
    ///
    /// # Panics
    /// When the disk refuses.
    pub fn configure(&self, node: usize, change: impl FnOnce(&mut Config)) {
        let mut config = config(self.home(node));
        change(&mut config);
        let text = config.to_toml().expect("settings");
        std::fs::write(Paths::new(self.home(node)).config(), text).expect("settings on the disk");
    }

    /// A node's key.
    #[must_use]
    pub fn key(&self, node: usize) -> PublicKey {
        self.written.nodes[node].node
    }

    /// Where a node listens for QUIC.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn address(&self, node: usize) -> &Multiaddr {
        self.written.nodes[node].addresses.iter().find(|address| is_quic(address)).expect("an address")
    }

    /// A node as another one knows it.
    #[must_use]
    pub fn peer(&self, node: usize) -> cabildo_node::config::Peer {
        cabildo_node::config::Peer { node: self.key(node), addresses: vec![self.address(node).clone()] }
    }

    /// The home of a node.
    #[must_use]
    pub fn home(&self, node: usize) -> &Path {
        &self.written.nodes[node].home
    }

    /// How many nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.written.nodes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.nodes.is_empty()
    }

    /// The nodes that a node dials; all of them come before it.
    ///
    /// # Panics
    /// When its settings cannot be read.
    #[must_use]
    pub fn dials(&self, node: usize) -> Vec<usize> {
        let known = config(self.home(node)).network.peers;
        (0..node).filter(|at| known.iter().any(|peer| peer.node == self.written.nodes[*at].node)).collect()
    }

    /// Starts a node.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(&self, node: usize) -> Running {
        let began = Instant::now();
        loop {
            let home = Home::open(self.home(node)).unwrap_or_else(|error| panic!("{error}"));
            match Running::start(home).await {
                Ok(running) => return running,
                // A node that has just stopped in this process gives its port back a little later.
                Err(StartError::Network(NetError::PortTaken { .. })) if began.elapsed() < PORT_WAIT => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Signs so many messages more, of all writers in turn.
    ///
    /// # Panics
    /// When a message cannot be signed.
    pub fn sign(&mut self, count: usize) -> Vec<Signed> {
        // Bytes that are the same in every run: what varies between runs is the machine.
        let mut random = ChaCha8Rng::seed_from_u64(count as u64);
        let writers = self.writers.len();
        (0..count).map(|n| self.sign_one(n % writers, content(n), &mut random)).collect()
    }

    /// As [`Federation::sign`], each a kibibyte on the wire that no compression makes shorter.
    ///
    /// # Panics
    /// When a message cannot be signed.
    pub fn sign_noise(&mut self, count: usize) -> Vec<Signed> {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut random = ChaCha8Rng::seed_from_u64(count as u64);
        let writers = self.writers.len();
        let sign = |n: usize| {
            let letter = |_| char::from(LETTERS[random.random_range(0..LETTERS.len())]);
            let noise: String = (0..NOISE).map(letter).collect();
            self.sign_one(n % writers, proposal(n, noise), &mut random)
        };
        (0..count).map(sign).collect()
    }

    fn sign_one(&mut self, by: usize, content: Content, random: &mut ChaCha8Rng) -> Signed {
        let author = &mut self.writers[by];
        let mut salt = [0; bounds::SALT_LEN];
        random.fill(&mut salt);
        let draft = Draft {
            federation: self.authority.federation(),
            institution: author.institution.clone(),
            lane: content.kind().lane(),
            kind: content.kind() as u16,
            root: None,
            refs: Vec::new(),
            audience: None,
            needs: self.authority.needs(&author.institution),
            created: clock(),
            expires: None,
            content: content.encode(),
            salt,
        };
        let message = message::sign(&draft, &author.position, &author.key).expect("a message");
        author.position = message.position();
        (author.node, message)
    }
}

/// The message as gossip carries it.
#[must_use]
pub fn frame(message: &Verified) -> Vec<u8> {
    WireMessage::for_gossip(message).encode()
}

/// The rosters in a home.
///
/// # Panics
/// When they are none.
#[must_use]
pub fn authority(home: &Path) -> Authority {
    let folder = Paths::new(home).rosters();
    let files = std::fs::read_dir(&folder).expect("rosters");
    let mut files: Vec<_> = files.map(|file| file.expect("a roster").path()).collect();
    files.sort();
    let rosters: Vec<SignedRoster> = files
        .iter()
        .map(|file| cbor::decode(&std::fs::read(file).expect("a roster")).expect("a roster"))
        .collect();
    Authority::load(&rosters).expect("rosters that fit together")
}

fn config(home: &Path) -> Config {
    Paths::new(home).load_config().unwrap_or_else(|error| panic!("{error}"))
}

fn is_quic(address: &Multiaddr) -> bool {
    address.to_string().contains("/quic-v1")
}

/// The operators of all nodes but relays.
fn authors(written: &Written) -> Vec<Author> {
    let nodes = written.nodes.iter().enumerate().filter(|(_, node)| node.role != Role::Relay);
    nodes
        .map(|(at, node)| {
            let paths = Paths::new(&node.home);
            let file = KeyFile::read(&paths.operator_key(&Config::default())).expect("a key");
            let key = file.open(None).expect("an open key");
            author(written.federation, at, node.institution.clone(), key)
        })
        .collect()
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey::ed25519(key.verifying_key().to_bytes())
}

fn author(federation: FederationId, node: usize, institution: InstitutionId, key: SigningKey) -> Author {
    let log = LogId { key: public(&key), lane: Kind::Proposal.lane() };
    Author { node, institution, key, position: Position::start(&federation, &log) }
}

/// A short proposal, as a town hall writes one: about half a kilobyte.
fn content(number: usize) -> Content {
    let paragraph = "Se propone un convenio entre municipios para compartir mediciones de la red de agua \
        potable y avisar de cortes con dos días de anticipación. Cada cabildo nombra a una persona \
        responsable, publica sus mediciones cada semana y responde en cuarenta y ocho horas a las \
        consultas de los demás. El convenio vale un año y se renueva por mayoría.";
    proposal(number, paragraph.to_owned())
}

fn proposal(number: usize, paragraph: String) -> Content {
    let text = |text: String| Texts::one("es".parse().expect("a tag"), text);
    let proposal = Proposal {
        schema: 1,
        title: text(format!("Convenio de agua potable, expediente {number}")),
        summary: Texts::default(),
        text: text(paragraph),
        theme: Some("agua".to_owned()),
        places: Vec::new(),
        respond_by: None,
        asked: Vec::new(),
        terms: None,
        costs: Vec::new(),
        attachments: Vec::new(),
    };
    Content::Proposal(proposal)
}
