//! `roster invite`: what a newcomer needs to find the federation, and to know that it is the one.

use super::{
    super::{
        args::{Common, Invite},
        error::CliError,
        output::{Output, Page},
        qr, session,
        words::{Said, Words},
    },
    client, read_aloud, write_file,
};
use cabildo_client::api::PeerInfo;
use cabildo_node::{config::Config, identity};
use cabildo_protocol::{
    authority::Authority,
    enrol::{Invitation, on_one_line},
    id::{Hash, PublicKey},
    roster::Scope,
};
use libp2p::{Multiaddr, PeerId, multiaddr::Protocol};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Institutions whose nodes an invitation names: while one answers, the newcomer gets in.
const PEERS: usize = 3;
/// Rosters whose newest version it names.
const CHECKPOINT: usize = 8;

/// Writes the invitation, and shows the words that both sides compare.
pub async fn invite(
    common: &Common,
    args: &Invite,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let api = client(common)?;
    let rosters = api.all_rosters().await?.rosters;
    let authority = Authority::load(&rosters)?;
    let own: PeerId = api.status().await?.peer_id.parse().map_err(|_| Said::new("cli-invite-no-node"))?;
    let own = identity::node_key(&own).ok_or_else(|| Said::new("cli-invite-no-node"))?;
    let config = session::home(common).map(|(_, config)| config).unwrap_or_default();
    let mut peers: BTreeMap<PublicKey, Vec<Multiaddr>> = BTreeMap::new();
    for address in &args.address {
        let (node, address) = apart(address, own);
        peers.entry(node).or_default().push(address);
    }
    peers.entry(own).or_default().extend(addresses(&config));
    for peer in config.network.peers {
        peers.entry(peer.node).or_default().extend(peer.addresses);
    }
    // This node runs, and so do those that it is linked to: they come first, of each institution one.
    let linked: BTreeSet<PublicKey> = api.peers().await?.iter().filter_map(linked).collect();
    let mut peers: Vec<_> = peers.into_iter().collect();
    peers.sort_by_key(|(node, _)| (*node != own, !linked.contains(node)));
    let (mut of, mut named) = (BTreeSet::new(), Vec::new());
    for (node, addresses) in &peers {
        let institution = authority.node(node).map(|(id, _)| id.clone());
        if let Some(institution) = institution.filter(|_| !addresses.is_empty())
            && named.len() < PEERS
            && of.insert(institution)
        {
            named.push((*node, addresses.iter().take(4).map(ToString::to_string).collect()));
        }
    }
    if named.is_empty() {
        return Err(Said::new("cli-invite-no-address").into());
    }
    // The own chamber first: a newcomer believes no older or other history of these.
    let own_chamber = args.institution_id.country();
    let chambers = authority.scope_state(&Scope::Federation).map(|state| state.chambers.keys().cloned());
    let others = chambers.into_iter().flatten().filter(|country| *country != own_chamber);
    let scopes = [own_chamber.clone()].into_iter().chain(others).map(Scope::Chamber);
    let checkpoint = [Scope::Federation].into_iter().chain(scopes).take(CHECKPOINT).filter_map(|scope| {
        let checkpoint = authority.checkpoint(&scope)?;
        Some((scope.clone(), authority.version(&scope), checkpoint.roster.hash()))
    });
    let invitation = Invitation {
        schema: Invitation::SCHEMA,
        institution: args.institution_id.clone(),
        federation: authority.federation(),
        checkpoint: checkpoint.collect(),
        peers: named,
    };
    if authority.institution(&args.institution_id).is_none() {
        output.note(&words.say(&Said::new("cli-invite-not-listed").with("id", args.institution_id.as_str())));
    }
    if invitation.peers.len() < PEERS {
        output.note(&words.say(&Said::new("cli-invite-few").number("n", invitation.peers.len() as u64)));
    }
    tell(&invitation, args, words, output)
}

fn tell(invitation: &Invitation, args: &Invite, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let text = invitation.to_text();
    let spoken = read_aloud(&Hash(invitation.federation.0), words);
    if let Some(path) = &args.invitation_out {
        write_file(path, format!("{text}\n").as_bytes())?;
    }
    if output.is_json() {
        return output.json(&json!({
            "schema": 1,
            "institution": invitation.institution,
            "federation": invitation.federation,
            "words": spoken,
            "invitation": on_one_line(&text),
        }));
    }
    let mut page = Page::default();
    page.block(0, &text);
    page.gap();
    output.page(&page)?;
    if let Some(code) = qr::code(&on_one_line(&text), output) {
        output.own(&format!("{code}\n"))?;
    }
    output.line(&words.say(&Said::new("cli-roster-words").with("words", &spoken)))?;
    output.line(&words.say(&Said::new("cli-invite-next").with("id", invitation.institution.as_str())))
}

/// A peer's key, where it is linked.
fn linked(peer: &PeerInfo) -> Option<PublicKey> {
    let id = peer.connected.then(|| peer.peer_id.parse::<PeerId>().ok())??;
    identity::node_key(&id)
}

/// Where others reach this node: what the settings say, else where it listens, if that is a place.
fn addresses(config: &Config) -> Vec<Multiaddr> {
    if !config.network.external.is_empty() {
        return config.network.external.clone();
    }
    let everywhere = |address: &Multiaddr| {
        address.iter().any(|part| match part {
            Protocol::Ip4(ip) => ip.is_unspecified(),
            Protocol::Ip6(ip) => ip.is_unspecified(),
            _ => false,
        })
    };
    config.network.listen.iter().filter(|address| !everywhere(address)).cloned().collect()
}

/// An address with the node that is there: this one, where it does not end in `/p2p/…`.
fn apart(address: &Multiaddr, own: PublicKey) -> (PublicKey, Multiaddr) {
    let mut address = address.clone();
    let node = match address.iter().last() {
        Some(Protocol::P2p(peer)) => identity::node_key(&peer),
        _ => None,
    };
    if node.is_some() {
        address.pop();
    }
    (node.unwrap_or(own), address)
}
