//! `peers why NAME`: why nothing comes from somebody, in plain words.
//!
//! What the node itself met comes first; names and TCP ports are tried here and now, because the last
//! attempt may be old.

use super::{
    error::CliError,
    output::{Output, Page},
    session::Session,
    words::Said,
};
use cabildo_client::api::{PeerInfo, ReachState, SCHEMA, Status};
use cabildo_protocol::id::InstitutionId;
use libp2p::{Multiaddr, multiaddr::Protocol};
use serde_json::json;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};

/// How long a name or a connection is waited for.
const WAIT: Duration = Duration::from_secs(4);
/// Addresses that are tried of one node.
const ADDRESSES_MAX: usize = 8;
/// Nodes that one name may mean.
const NODES_MAX: usize = 16;
/// A link of this age should have been compared.
const SETTLED_MS: u64 = 60_000;

/// A reason, as programs read it; for people there is a sentence of this name, and perhaps a remedy.
type Reason = &'static str;
const SENTENCES: &str = "cli-why";

/// `peers why NAME`.
pub async fn why(session: &Session<'_>, name: &str, output: &mut Output) -> Result<(), CliError> {
    let peers = session.api.peers().await?;
    let found: Vec<&PeerInfo> = peers.iter().filter(|peer| is_meant(peer, name)).collect();
    if found.is_empty() {
        return nodeless(session, name, output);
    }
    if found.len() > NODES_MAX {
        return Err(Said::new("cli-why-many").with("name", name).number("n", found.len() as u64).into());
    }
    let (mut page, mut told) = (Page::default(), Vec::new());
    for peer in found {
        let mut reasons = ours(&session.status);
        reasons.extend(of_node(peer, session.status.now.0.saturating_sub(session.status.started.0)));
        if !peer.connected {
            for address in peer.addresses.iter().take(ADDRESSES_MAX) {
                reasons.extend(tried(address).await);
            }
        }
        if reasons.is_empty() {
            reasons.push(if peer.connected { "well" } else { "unknown" });
        }
        reasons.dedup();
        show(session, peer, &reasons, &mut page);
        told.push(json!({ "institution": peer.institution, "peer_id": peer.peer_id, "label": peer.label,
            "connected": peer.connected, "behind": peer.behind, "reasons": reasons,
            "last_error": peer.last_error, "next_try": peer.next_try }));
    }
    if output.is_json() {
        return output.json(&json!({ "schema": SCHEMA, "peers": told }));
    }
    output.page(&page)
}

fn show(session: &Session<'_>, peer: &PeerInfo, reasons: &[Reason], page: &mut Page) {
    let (words, reader) = (session.words, session.reader());
    page.gap();
    page.line(&format!("{} · {}", reader.who(&peer.institution), peer.label));
    for reason in reasons {
        let sentence = match *reason {
            "coming" => words.say(&Said::new("cli-why-coming").number("n", peer.behind)),
            reason => words.term(SENTENCES, reason),
        };
        page.line(&format!("  {sentence}"));
        let remedy = format!("{reason}-remedy");
        if words.has(SENTENCES, &remedy) {
            page.line(&format!("    {}", words.term(SENTENCES, &remedy)));
        }
    }
    if !peer.connected {
        if let Some(error) = &peer.last_error {
            page.line(&format!("  {}", words.say(&Said::new("cli-why-said").with("why", error))));
        }
        if let Some(at) = peer.next_try {
            page.line(&format!("  {}", words.say(&Said::new("cli-peer-next").with("at", &reader.at(at)))));
        }
    }
}

/// An institution that is a member and has no node, or nobody at all.
fn nodeless(session: &Session<'_>, name: &str, output: &mut Output) -> Result<(), CliError> {
    let wanted = name.to_lowercase();
    let member = session.institutions.iter().find(|member| {
        let named = member.names.0.values().any(|text| text.to_lowercase().contains(&wanted));
        member.id.as_str() == wanted || named
    });
    let Some(member) = member else { return Err(Said::new("cli-why-nobody").with("name", name).into()) };
    if output.is_json() {
        let told = json!([{ "institution": member.id, "reasons": ["no_node"] }]);
        return output.json(&json!({ "schema": SCHEMA, "peers": told }));
    }
    let own: &InstitutionId = &session.status.institution;
    let id = if member.id == *own { "cli-why-ourselves" } else { "cli-why-no-node" };
    let said = Said::new(id).with("name", &session.reader().who(&member.id));
    output.line(&session.words.say(&said))
}

fn is_meant(peer: &PeerInfo, name: &str) -> bool {
    let wanted = name.to_lowercase();
    peer.institution.as_str() == wanted
        || peer.label.to_lowercase() == wanted
        || peer.peer_id.starts_with(name) && name.len() >= 8
        || peer.institution_name.0.values().any(|text| text.to_lowercase().contains(&wanted))
}

/// What hinders this node, whomever it is linked to.
fn ours(status: &Status) -> Vec<Reason> {
    let hidden = (status.reach.state == ReachState::Hidden).then_some(if status.reach.full {
        "own_full"
    } else {
        "own_hidden"
    });
    let codes = status.trouble.iter().map(|trouble| trouble.code.as_str());
    codes
        .filter_map(|code| match code {
            "disk_full" => Some("disk_full"),
            "unlisted" => Some("unlisted"),
            "clock" => Some("clock"),
            _ => None,
        })
        .chain(hidden)
        .collect()
}

/// What the node knows of its link to another.
fn of_node(peer: &PeerInfo, running_ms: u64) -> Vec<Reason> {
    if peer.connected {
        return match (peer.behind, peer.last_sync) {
            (1.., _) => vec!["coming"],
            // Whoever does not list us yet gives rosters and nothing else.
            (0, None) if running_ms > SETTLED_MS => vec!["rosters"],
            (0, None) => vec!["starting"],
            (0, Some(_)) if peer.through.is_some() => vec!["relayed"],
            (0, Some(_)) => Vec::new(),
        };
    }
    let met = peer.last_error.as_deref().and_then(met);
    if met.is_none() && peer.addresses.is_empty() {
        return vec!["no_address"];
    }
    met.into_iter().collect()
}

/// What words of systems and libraries mean.
const MEANINGS: [(&str, Reason); 18] = [
    ("no relay is linked", "no_relay"),
    ("resource limit", "relay_full"),
    ("no reservation", "no_place"),
    ("cut off the network", "severed"),
    ("unexpected peer id", "other_node"),
    ("wrongpeerid", "other_node"),
    ("no record", "name"),
    ("lookup", "name"),
    ("resolve", "name"),
    ("dns", "name"),
    ("protocols could be agreed", "version"),
    ("negotiation failed", "version"),
    ("unsupported protocol", "version"),
    ("refused", "refused"),
    ("unreachable", "silent"),
    ("timed out", "silent"),
    ("timeout", "silent"),
    ("reset", "turned_away"),
];

/// What the words of the last failed attempt mean.
fn met(error: &str) -> Option<Reason> {
    let error = error.to_lowercase();
    MEANINGS.iter().find(|(part, _)| error.contains(part)).map(|(_, reason)| *reason)
}

/// What trying a TCP address here and now says.
async fn tried(address: &str) -> Option<Reason> {
    let address: Multiaddr = address.parse().ok()?;
    let (mut host, mut port, mut udp) = (None, None, false);
    for part in &address {
        match part {
            Protocol::Ip4(ip) => host = Some(ip.to_string()),
            Protocol::Ip6(ip) => host = Some(ip.to_string()),
            Protocol::Dns(name) | Protocol::Dns4(name) | Protocol::Dns6(name) => {
                host = Some(name.to_string())
            }
            Protocol::Tcp(number) => port = Some(number),
            Protocol::Udp(number) => (port, udp) = (Some(number), true),
            _ => {}
        }
    }
    let (host, port) = (host?, port?);
    let found = timeout(WAIT, lookup_host((host.as_str(), port))).await;
    let sockets: Vec<SocketAddr> = found.ok().and_then(Result::ok).map(Iterator::collect).unwrap_or_default();
    if sockets.is_empty() {
        return Some("name");
    }
    if udp {
        // Only a node can knock there.
        return None;
    }
    let mut reason = "silent";
    for socket in sockets.into_iter().take(ADDRESSES_MAX) {
        match timeout(WAIT, TcpStream::connect(socket)).await {
            Ok(Ok(_)) => return Some("answers"),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => reason = "refused",
            _ => {}
        }
    }
    Some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer() -> PeerInfo {
        PeerInfo {
            peer_id: "12D3KooWExample".into(),
            label: "nodo-1".into(),
            institution: "cl:05101".parse().expect("a code"),
            institution_name: cabildo_protocol::text::Texts::one("es".parse().expect("a tag"), "Valparaíso"),
            connected: false,
            addresses: vec![],
            through: None,
            rtt_ms: None,
            last_sync: None,
            behind: 0,
            next_try: None,
            last_error: None,
        }
    }

    #[test]
    fn the_words_of_systems_have_their_meaning() {
        for (said, reason) in [
            ("Failed to negotiate transport protocol(s): [(/dns/x/tcp/1: : no record found for x)]", "name"),
            ("… Connection refused (os error 111)", "refused"),
            ("… Network is unreachable (os error 101)", "silent"),
            ("… Timeout has been reached", "silent"),
            ("Dial error: Unexpected peer ID 12D3… at /ip4/10.0.0.1/tcp/1", "other_node"),
            ("… Relay has no reservation for destination.", "no_place"),
            ("… Remote reported resource limit exceeded.", "relay_full"),
            ("Dial error: this node is cut off the network", "severed"),
        ] {
            assert_eq!(met(said), Some(reason), "{said}");
        }
        assert_eq!(met("something new"), None);
    }

    #[test]
    fn a_link_that_was_never_compared_is_one_to_somebody_who_does_not_list_us() {
        assert_eq!(of_node(&peer(), 0), vec!["no_address"]);
        let linked = PeerInfo { connected: true, ..peer() };
        assert_eq!(of_node(&linked, 5_000), vec!["starting"]);
        assert_eq!(of_node(&linked, 600_000), vec!["rosters"]);
        assert_eq!(of_node(&PeerInfo { behind: 7, ..linked.clone() }, 5_000), vec!["coming"]);
        let compared = PeerInfo { last_sync: Some(cabildo_protocol::id::Millis(9)), ..linked };
        assert!(of_node(&compared, 600_000).is_empty());
        let through = PeerInfo { through: Some("relevo-1".into()), ..compared };
        assert_eq!(of_node(&through, 600_000), vec!["relayed"]);
    }

    #[test]
    fn a_node_is_meant_by_its_institution_its_label_or_its_id() {
        for name in ["cl:05101", "valpara", "Valparaíso", "nodo-1", "12D3KooWEx"] {
            assert!(is_meant(&peer(), name), "{name}");
        }
        for name in ["mx:20067", "nodo", "12D3"] {
            assert!(!is_meant(&peer(), name), "{name}");
        }
    }

    #[test]
    fn each_reason_has_its_sentence_in_every_language() {
        let own = ["disk_full", "unlisted", "clock", "coming", "rosters", "starting", "no_address"];
        let more = ["answers", "well", "unknown", "own_hidden", "own_full", "relayed"];
        for language in ["es", "en", "pt"] {
            let words = crate::cli::words::Words::new(vec![language.parse().expect("a tag")]);
            let met = MEANINGS.iter().map(|(_, reason)| *reason);
            for reason in own.into_iter().chain(more).chain(met) {
                assert!(words.has(SENTENCES, reason), "{language}: {reason}");
            }
        }
    }

    #[tokio::test]
    async fn an_address_is_tried_here_and_now() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("/ip4/127.0.0.1/tcp/{}", listener.local_addr().expect("an address").port());
        assert_eq!(tried(&address).await, Some("answers"));
        drop(listener);
        assert_eq!(tried(&address).await, Some("refused"));
        assert_eq!(tried("/dns4/nowhere.invalid/tcp/4").await, Some("name"));
        assert_eq!(tried("rubbish").await, None);
    }
}
