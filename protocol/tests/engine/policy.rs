//! A node's own policy: what it hides it neither forwards nor shows, and counts; it keeps, links and
//! hands on by sync what everybody does.

use super::{desk::*, fixture::*};
use cabildo_protocol::{
    authority::Authority,
    content::Kind,
    engine::{Engine, Options},
    ingest::Verdict,
    message::{Message, Verified},
    policy::{Hidden, Policy},
    store::memory::MemoryStore,
};

fn check(policy: Policy, hides: impl Fn(&Message) -> Option<Hidden>) {
    let mut desk = Desk::new();
    let authority = Authority::load(&desk.federation.rosters).unwrap();
    let options = Options { policy: policy.clone(), ..Options::default() };
    desk.engine = Engine::new(authority, MemoryStore::new(), options).unwrap();
    let mut plain = Desk::new();
    let mut messages: Vec<Verified> = Vec::new();
    for (institution, name) in [("mx:20067", "oaxaca-device"), ("cl:05101", "valparaiso-device")] {
        let mut writer = Writer::new(&desk.federation, institution, name);
        messages.extend([Kind::Proposal, Kind::Comment, Kind::Notice].map(|kind| writer.write(kind)));
    }
    for message in &messages {
        let expected = hides(message);
        assert_eq!(policy.hides(message), expected, "{message:?}");
        let verdict = if expected.is_some() { Verdict::Ignore } else { Verdict::Accept };
        assert_eq!(desk.gossip(message), verdict, "{message:?}");
        plain.gossip(message);
        assert!(desk.has(message), "kept all the same");
    }
    assert_eq!(desk.engine.frontier(), plain.engine.frontier());
    let counted: u64 = policy.count(messages.iter().map(|m| &**m)).values().sum();
    assert_eq!(counted, messages.iter().filter(|m| hides(m).is_some()).count() as u64);
}

#[test]
fn institutions_kinds_and_themes_are_hidden_here_and_valid_everywhere() {
    check(Policy::default(), |_| None);
    let valparaiso = Policy { institutions: [code("cl:05101")].into(), ..Policy::default() };
    check(valparaiso, |m| (m.envelope().institution == code("cl:05101")).then_some(Hidden::Institution));
    let kind = |m: &Message| m.details().map(|d| d.kind);
    let comments = Policy { kinds: [Kind::Comment].into(), ..Policy::default() };
    check(comments, |m| (kind(m) == Some(Kind::Comment as u16)).then_some(Hidden::Kind));
    let themes = Policy { themes: ["agua".to_owned()].into(), ..Policy::default() };
    let theme = |m: &Message| match m.content() {
        Some(Ok(cabildo_protocol::content::Content::Proposal(proposal))) => proposal.theme,
        _ => None,
    };
    check(themes, |m| (theme(m).as_deref() == Some("agua")).then_some(Hidden::Theme));
}

#[test]
fn a_policy_reads_what_people_write_and_nothing_else() {
    let read = |json: &str| serde_json::from_str::<Policy>(json);
    assert!(read("{}").unwrap().is_empty());
    let policy = read(r#"{"kinds": ["comment"], "institutions": ["cl:05101"], "themes": ["agua"]}"#).unwrap();
    assert!(!policy.is_empty() && policy.kinds.contains(&Kind::Comment));
    for wrong in [r#"{"kind": []}"#, r#"{"kinds": ["gossip"]}"#, r#"{"institutions": ["Oaxaca"]}"#] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
