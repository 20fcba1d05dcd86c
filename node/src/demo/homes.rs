//! Writing a federation as homes of nodes.

use super::{
    DemoError, NODES_MAX,
    cast::{self, Member},
    federation::{self, Federation, Keys, public},
};
use crate::{
    config::{Config, Peer, Role, Store},
    home::{self, Home, Paths},
};
use cabildo_client::{key::KeyFile, ledger::Ledger};
use cabildo_protocol::{
    cbor,
    id::{FederationId, InstitutionId, Language, Millis, PublicKey},
    roster::SignedRoster,
};
use libp2p::Multiaddr;
use serde::Serialize;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    net::{Ipv4Addr, TcpListener, UdpSocket},
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

/// The folder of the governors' keys.
pub(super) const GOVERNORS: &str = "governors";

/// Version of `federation.json`; grows when a field changes its meaning.
const SCHEMA: u16 = 1;
/// Below the ports that systems give to outgoing connections, so that no connection takes one
/// between writing and starting.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
/// Ports that this process gave away: their node may be stopped just now, and will want them again.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
/// Nodes beside the relay that each node knows.
const NEIGHBOURS: usize = 4;
/// Nodes that the relay knows; others come to it.
const RELAY_KNOWS: usize = 32;
/// Threads that write homes.
const WRITERS: usize = 16;

/// What is written.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// How many nodes: those of the demo first, then the largest municipalities.
    pub nodes: usize,
    /// When the nodes are read-only for want of room; none for the defaults.
    pub store: Option<Store>,
    /// The interface's first language in each home; none for the default.
    pub language: Option<Language>,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { nodes: cast::CAST, store: None, language: None }
    }
}

/// A federation as written: the content of `federation.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Version of this shape.
    pub schema: u16,
    /// The federation's id.
    pub federation: FederationId,
    /// Its nodes; the demo's own first.
    pub nodes: Vec<WrittenNode>,
    /// The keys that govern its chambers: whoever has them continues the federation. They lie
    /// here because this is a demonstration; real ones never share a machine.
    pub governors: Vec<WrittenGovernors>,
}

/// One node of a written federation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenNode {
    /// Its name, as its folder.
    pub name: String,
    /// `node` or `relay`.
    pub role: Role,
    /// Whose it is.
    pub institution: InstitutionId,
    /// Its home, absolute.
    pub home: PathBuf,
    /// Where it listens.
    pub addresses: Vec<Multiaddr>,
    /// Its node key.
    pub node: PublicKey,
    /// The socket of its local API, absolute.
    pub socket: PathBuf,
}

/// Where the keys of a chamber are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenGovernors {
    /// The chamber.
    pub chamber: String,
    /// Key files of its governors, absolute.
    pub governors: Vec<PathBuf>,
    /// How many of them must sign.
    pub threshold: u16,
    /// Key files for its recovery, absolute.
    pub recovery: Vec<PathBuf>,
}

/// Writes a new federation with new keys into a folder that is empty or does not exist. It
/// appears there whole or not at all.
///
/// # Errors
/// When the folder holds something, its path is too long for sockets, no ports are free, or the
/// system refuses something.
pub fn write(folder: &Path, options: &WriteOptions) -> Result<Written, DemoError> {
    if !(1..=NODES_MAX).contains(&options.nodes) {
        return Err(DemoError::Count(options.nodes));
    }
    let folder = std::path::absolute(folder).map_err(|source| at(folder, source))?;
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return Err(DemoError::Occupied { path: folder });
    };
    let occupied = match fs::read_dir(&folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(e) if e.kind() == io::ErrorKind::NotFound => false,
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => true,
        Err(source) => return Err(at(&folder, source)),
    };
    if occupied {
        return Err(DemoError::Occupied { path: folder });
    }
    let plan = Plan::new(&folder, options)?;
    fs::create_dir_all(parent).map_err(|source| at(parent, source))?;
    let unfinished = tempfile::Builder::new()
        .prefix(&format!(".{}-", name.to_string_lossy()))
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .map_err(|source| at(parent, source))?;
    plan.write(unfinished.path())?;
    fs::rename(unfinished.path(), &folder).map_err(|source| at(&folder, source))?;
    // It has moved away: nothing is left to delete.
    let _ = unfinished.keep();
    sync(parent)?;
    Ok(plan.written)
}

/// Everything that is decided before anything is written.
struct Plan {
    federation: Federation,
    written: Written,
    configs: Vec<Config>,
}

impl Plan {
    fn new(folder: &Path, options: &WriteOptions) -> Result<Self, DemoError> {
        let members = cast::members(options.nodes)?;
        for member in &members {
            let socket = Paths::new(&folder.join(&member.name)).socket(&Config::default());
            if home::check_socket_path(&socket).is_err() {
                return Err(DemoError::Deep { path: folder.to_owned(), socket });
            }
        }
        let addresses = free_addresses(members.len())?;
        let federation = federation::found(members, now()?)?;
        let nodes: Vec<_> = federation
            .members
            .iter()
            .zip(addresses)
            .map(|((member, keys), addresses)| {
                let paths = Paths::new(&folder.join(&member.name));
                WrittenNode {
                    name: member.name.clone(),
                    role: member.role,
                    institution: member.institution.clone(),
                    home: paths.root().to_owned(),
                    addresses,
                    node: public(&keys.node),
                    socket: paths.socket(&Config::default()),
                }
            })
            .collect();
        let configs = (0..nodes.len()).map(|n| config(&nodes, n, options)).collect();
        let key_file = |kind: &str, country, n: usize| {
            folder.join(GOVERNORS).join(format!("{country}-{kind}-{}.key", n + 1))
        };
        let governors = federation.chambers.iter().map(|chamber| {
            let country = &chamber.country;
            WrittenGovernors {
                chamber: country.to_string(),
                governors: (0..chamber.governors.len()).map(|n| key_file("governor", country, n)).collect(),
                threshold: federation::THRESHOLD,
                recovery: (0..chamber.recovery.len()).map(|n| key_file("recovery", country, n)).collect(),
            }
        });
        let governors = governors.collect();
        let written = Written { schema: SCHEMA, federation: federation.id, nodes, governors };
        Ok(Self { federation, written, configs })
    }

    /// Writes everything into `root`, where it stays until it is moved to its place.
    fn write(&self, root: &Path) -> Result<(), DemoError> {
        let homes: Vec<_> = self.federation.members.iter().zip(&self.configs).collect();
        let rosters = &self.federation.rosters;
        // Keys are made durable one by one: beside each other the disk takes them together.
        std::thread::scope(|threads| {
            let share = homes.len().div_ceil(WRITERS).max(1);
            let writers = homes.chunks(share).map(|share| {
                threads.spawn(move || {
                    share.iter().try_for_each(|((member, keys), config)| {
                        write_home(&root.join(&member.name), member, keys, config, rosters)
                    })
                })
            });
            let writers: Vec<_> = writers.collect();
            writers
                .into_iter()
                .try_for_each(|writer| writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })?;
        let governors = root.join(GOVERNORS);
        let private = fs::DirBuilder::new().mode(0o700).create(&governors);
        private.map_err(|source| at(&governors, source))?;
        for (chamber, written) in self.federation.chambers.iter().zip(&self.written.governors) {
            let keys = chamber.governors.iter().chain(&chamber.recovery);
            for (key, path) in keys.zip(written.governors.iter().chain(&written.recovery)) {
                let name = path.file_name().unwrap_or_default();
                KeyFile::create(&governors.join(name), key, None)?;
                Ledger::begin(&governors.join(name))?;
            }
        }
        let path = root.join("federation.json");
        let mut text = serde_json::to_vec_pretty(&self.written).map_err(|e| at(&path, e.into()))?;
        text.push(b'\n');
        fs::write(&path, text).map_err(|source| at(&path, source))?;
        sync(root)
    }
}

fn write_home(
    root: &Path,
    member: &Member,
    keys: &Keys,
    config: &Config,
    rosters: &[(String, SignedRoster)],
) -> Result<(), DemoError> {
    let paths = Home::create(root, config)?;
    KeyFile::create(&paths.node_key(), &keys.node, None)?;
    let institution = paths.keys().join("institution.key");
    KeyFile::create(&institution, &keys.institution, None)?;
    Ledger::begin(&institution)?;
    if let Some(operator) = &keys.operator {
        KeyFile::create(&paths.operator_key(config), operator, None)?;
        Ledger::begin(&paths.operator_key(config))?;
    }
    if let Some(encryption) = &keys.encryption {
        KeyFile::create(&paths.keys().join("encryption.key"), encryption, None)?;
    }
    for (name, signed) in rosters {
        let path = paths.rosters().join(name);
        fs::write(&path, cbor::encode(signed)).map_err(|source| at(&path, source))?;
    }
    tracing::debug!(member = %member.institution, home = %root.display(), "written");
    Ok(())
}

fn config(nodes: &[WrittenNode], own: usize, options: &WriteOptions) -> Config {
    let mut config = Config::default();
    if let Some(node) = nodes.get(own) {
        config.node.institution = Some(node.institution.clone());
        config.node.role = node.role;
        config.network.listen = node.addresses.clone();
    }
    let known = neighbours(nodes, own);
    let peer = |node: &WrittenNode| Peer { node: node.node, addresses: node.addresses.clone() };
    config.network.peers = known.into_iter().map(peer).collect();
    if let Some(store) = &options.store {
        config.store = store.clone();
    }
    if let Some(language) = &options.language {
        config.operator.language = Some(language.clone());
    }
    config
}

/// Whom a node knows: the relays, and those that follow it in a ring, so that all are joined
/// without the relay too. A relay knows all, up to a bound.
fn neighbours(nodes: &[WrittenNode], own: usize) -> Vec<&WrittenNode> {
    let others = || nodes.iter().cycle().skip(own + 1).take(nodes.len().saturating_sub(1));
    if nodes.get(own).is_some_and(|node| node.role == Role::Relay) {
        return others().take(RELAY_KNOWS).collect();
    }
    let relays = others().filter(|node| node.role == Role::Relay);
    relays.chain(others().filter(|node| node.role != Role::Relay).take(NEIGHBOURS)).collect()
}

/// Addresses on loopback for so many nodes: a port for QUIC and TCP each that is free for both.
fn free_addresses(count: usize) -> Result<Vec<Vec<Multiaddr>>, DemoError> {
    let dice = getrandom::u32().map_err(|e| DemoError::Ports(e.to_string()))?;
    let length = u32::from(PORTS.end - PORTS.start);
    let start = u16::try_from(dice % length).unwrap_or_default();
    let ports = (PORTS.start + start..PORTS.end).chain(PORTS.start..PORTS.start + start);
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    // Held until all are found, so that none is found twice.
    let mut held: Vec<(u16, TcpListener, UdpSocket)> = Vec::with_capacity(count);
    for port in ports.filter(|port| !given.contains(port)) {
        if held.len() == count {
            break;
        }
        let here = (Ipv4Addr::LOCALHOST, port);
        if let (Ok(tcp), Ok(udp)) = (TcpListener::bind(here), UdpSocket::bind(here)) {
            held.push((port, tcp, udp));
        }
    }
    if held.len() < count {
        return Err(DemoError::Ports(format!("only {} of {count} are free", held.len())));
    }
    given.extend(held.iter().map(|(port, ..)| *port));
    let addresses = |port: u16| {
        [format!("/ip4/127.0.0.1/udp/{port}/quic-v1"), format!("/ip4/127.0.0.1/tcp/{port}")]
            .iter()
            .map(|address| {
                address.parse().map_err(|e: libp2p::multiaddr::Error| DemoError::Ports(e.to_string()))
            })
            .collect()
    };
    held.iter().map(|(port, ..)| addresses(*port)).collect()
}

/// The system's clock.
pub(super) fn now() -> Result<Millis, DemoError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| DemoError::Clock)?;
    u64::try_from(since.as_millis()).map(Millis).map_err(|_| DemoError::Clock)
}

/// Makes everything durable that was written on the file system of a folder: once, rather than
/// file by file.
fn sync(folder: &Path) -> Result<(), DemoError> {
    let opened = File::open(folder).map_err(|source| at(folder, source))?;
    rustix::fs::syncfs(&opened).map_err(|e| at(folder, e.into()))
}

fn at(path: &Path, source: io::Error) -> DemoError {
    DemoError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::{
        authority::Authority,
        content::Kind,
        ingest::Refusal,
        message::{Draft, Position, sign},
        roster::{Role as DeviceRole, Scope},
    };
    use std::collections::BTreeSet;

    fn written(nodes: usize) -> (tempfile::TempDir, Written) {
        let base = tempfile::tempdir().expect("a folder");
        let options = WriteOptions { nodes, ..WriteOptions::default() };
        let written = write(&base.path().join("federacion"), &options).expect("written");
        (base, written)
    }

    fn authority(node: &WrittenNode) -> Authority {
        let folder = fs::read_dir(node.home.join("rosters")).expect("a folder");
        let rosters: Vec<SignedRoster> = folder
            .map(|entry| cbor::decode(&fs::read(entry.expect("an entry").path()).expect("bytes")))
            .collect::<Result<_, _>>()
            .expect("rosters");
        Authority::load(&rosters).expect("an authority")
    }

    fn operator(node: &WrittenNode) -> ed25519_dalek::SigningKey {
        let file = KeyFile::read(&node.home.join("keys/operator.key")).expect("an operator's key");
        file.open(None).expect("without a passphrase")
    }

    #[test]
    fn the_homes_are_those_of_the_cast_and_open() {
        let (base, written) = written(cast::CAST);
        let folder = base.path().join("federacion");
        let names: BTreeSet<_> = written.nodes.iter().map(|node| node.name.as_str()).collect();
        let cast = ["oaxaca", "morelia", "valparaiso", "copiapo", "embajada", "sfic", "relay"];
        assert_eq!(names, BTreeSet::from(cast));
        let json: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.join("federation.json")).expect("read")).expect("JSON");
        assert_eq!(json, serde_json::to_value(&written).expect("JSON"));
        assert_eq!(fs::metadata(&folder).expect("there").permissions().mode() & 0o777, 0o700);
        for node in &written.nodes {
            assert_eq!(node.home, folder.join(&node.name));
            let home = Home::open(&node.home).expect("a home");
            assert_eq!(home.paths().socket(home.config()), node.socket);
            assert_eq!(home.config().network.listen, node.addresses);
            assert_eq!(home.config().node.role, node.role);
            let key = KeyFile::read(&home.paths().node_key()).expect("a node key");
            assert_eq!((key.public(), key.is_encrypted()), (node.node, false));
            let authority = authority(node);
            assert_eq!(authority.federation(), written.federation);
            assert_eq!(authority.node(&node.node).map(|(id, _)| id), Some(&node.institution));
            assert_eq!(authority.versions().len(), 3 + cast.len());
            assert_eq!(authority.institution(&node.institution).map(|e| e.names.0.len()), Some(2));
        }
        let keys: Vec<_> =
            written.governors.iter().flat_map(|g| g.governors.iter().chain(&g.recovery)).collect();
        assert_eq!(keys.len(), 12);
        for key in keys {
            KeyFile::read(key).expect("a governor's key, private to the user");
        }
    }

    /// What the authority says to a message of each kind by each operator, whose roles differ.
    #[test]
    fn everybody_may_write_what_its_role_says_and_the_relay_nothing() {
        let (_base, written) = written(cast::CAST);
        let authority = authority(&written.nodes[0]);
        for node in &written.nodes {
            if node.role == Role::Relay {
                assert!(!node.home.join("keys/operator.key").exists());
                assert!(authority.devices().all(|(_, institution, _)| *institution != node.institution));
                assert!(Kind::ALL.iter().all(|kind| !authority.may(&node.institution, *kind)));
                continue;
            }
            let key = operator(node);
            let device = authority.device(&public(&key)).expect("a device").1;
            let convenes = node.name == cast::SFIC;
            assert_eq!(
                (device.label.as_str(), device.role == DeviceRole::Secretary),
                ("ventanilla-1", convenes)
            );
            for kind in Kind::ALL {
                let of_meetings =
                    [Kind::Agenda, Kind::AgendaUpdate, Kind::AgendaCancel, Kind::Minutes].contains(&kind);
                let allowed = !of_meetings || convenes;
                let judged = authority.judge_submission(&message(&written, node, &key, kind));
                match judged {
                    Ok(()) => assert!(allowed, "{} wrote {kind:?}", node.name),
                    Err(Refusal::NotAllowed { .. }) => assert!(!allowed, "{}: {kind:?}", node.name),
                    Err(other) => panic!("{}: {kind:?}: {other}", node.name),
                }
            }
        }
    }

    fn message(
        written: &Written,
        node: &WrittenNode,
        key: &ed25519_dalek::SigningKey,
        kind: Kind,
    ) -> cabildo_protocol::message::Message {
        let log = cabildo_protocol::id::LogId { key: public(key), lane: kind.lane() };
        let draft = Draft {
            federation: written.federation,
            institution: node.institution.clone(),
            lane: kind.lane(),
            kind: kind as u16,
            root: kind.names_root().then_some(cabildo_protocol::id::MessageId([7; 32])),
            refs: Vec::new(),
            audience: None,
            needs: cabildo_protocol::message::RosterNeeds { charter: 1, chamber: 1, institution: 1 },
            created: now().expect("a clock"),
            expires: None,
            content: vec![0xa0],
            salt: [1; 16],
        };
        sign(&draft, &Position::start(&written.federation, &log), key).expect("signed").into_message()
    }

    #[test]
    fn keys_differ_from_run_to_run_and_encryption_keys_open_what_is_listed() {
        let ((_a, first), (_b, second)) = (written(2), written(2));
        assert_ne!(first.federation, second.federation);
        for (a, b) in first.nodes.iter().zip(&second.nodes) {
            assert_ne!(a.node, b.node);
            assert_ne!(operator(a).to_bytes(), operator(b).to_bytes());
        }
        let node = &first.nodes[0];
        let kept = KeyFile::read(&node.home.join("keys/encryption.key")).expect("kept");
        let secret = x25519_dalek::StaticSecret::from(kept.open(None).expect("open").to_scalar_bytes());
        let listed = PublicKey::x25519(x25519_dalek::PublicKey::from(&secret).to_bytes());
        let authority = authority(node);
        let state = authority.scope_state(&Scope::Institution(node.institution.clone())).expect("a roster");
        assert_eq!(state.encryption, BTreeSet::from([listed]));
    }

    #[test]
    fn thirty_nodes_have_ports_of_their_own_and_bounded_lists_that_join_all() {
        let (_base, written) = written(30);
        let mut ports = BTreeSet::new();
        for node in &written.nodes {
            let (quic, tcp) = (node.addresses[0].to_string(), node.addresses[1].to_string());
            let port: u16 = tcp.rsplit('/').next().and_then(|p| p.parse().ok()).expect("a port");
            assert_eq!(quic, format!("/ip4/127.0.0.1/udp/{port}/quic-v1"));
            assert!(ports.insert(port), "{port} twice");
            UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).expect("free");
            TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("free");
        }
        for without_relay in [false, true] {
            let mut reached = BTreeSet::from([written.nodes[0].node]);
            let mut ahead = vec![written.nodes[0].home.clone()];
            while let Some(home) = ahead.pop() {
                let config = Paths::new(&home).load_config().expect("settings");
                assert!(config.network.peers.len() <= RELAY_KNOWS);
                for peer in config.network.peers {
                    let node = written.nodes.iter().find(|n| n.node == peer.node).expect("a node");
                    assert_eq!(peer.addresses, node.addresses);
                    if !(without_relay && node.role == Role::Relay) && reached.insert(node.node) {
                        ahead.push(node.home.clone());
                    }
                }
            }
            assert_eq!(reached.len(), written.nodes.len() - usize::from(without_relay));
        }
    }

    #[test]
    fn what_is_there_is_left_alone_and_nothing_is_half_written() {
        let base = tempfile::tempdir().expect("a folder");
        let options = WriteOptions::default();
        let full = base.path().join("llena");
        fs::create_dir(&full).expect("made");
        fs::write(full.join("x"), "x").expect("written");
        let said = write(&full, &options).expect_err("refused").to_string();
        assert!(said.contains("llena is not empty · name a folder"), "{said}");
        let said = write(&full.join("x"), &options).expect_err("refused").to_string();
        assert!(said.contains("x is not empty"), "{said}");
        for nodes in [0, NODES_MAX + 1] {
            let options = WriteOptions { nodes, ..WriteOptions::default() };
            assert!(matches!(write(&base.path().join("n"), &options), Err(DemoError::Count(_))));
        }
        let deep = base.path().join("d".repeat(90));
        let said = write(&deep, &options).expect_err("refused").to_string();
        assert!(said.contains("lies too deep") && said.contains("107 bytes"), "{said}");
        let entries: Vec<_> = fs::read_dir(base.path()).expect("a folder").collect();
        assert_eq!(entries.len(), 1, "{entries:?}");

        let empty = base.path().join("vacía");
        fs::create_dir(&empty).expect("made");
        write(&empty, &options).expect("an empty folder is taken");
        assert!(matches!(write(&empty, &options), Err(DemoError::Occupied { .. })));
    }

    #[test]
    fn a_failure_half_way_leaves_nothing() {
        let base = tempfile::tempdir().expect("a folder");
        let plan = Plan::new(&base.path().join("f"), &WriteOptions::default()).expect("planned");
        let place = tempfile::tempdir_in(base.path()).expect("a folder");
        // The last home's place is taken by a file.
        let last = &plan.written.nodes.last().expect("nodes").name;
        fs::write(place.path().join(last), "x").expect("written");
        plan.write(place.path()).expect_err("refused");
        assert!(place.path().join(&plan.written.nodes[0].name).exists());
        drop(place);
        assert_eq!(fs::read_dir(base.path()).expect("a folder").count(), 0);
    }
}
