//! Lists, single messages, the inbox, the state, the metrics.

use super::town::{Author, Town, ack, agenda, bytes, call, comment, content, notice, now, proposal};
use cabildo_client::api::{Inbox, InstitutionInfo, MessageDetail, MessageList, PeerInfo, Status};
use cabildo_protocol::{content::Content, views::Thread};
use serde_json::{Value, json};
use std::{os::unix::fs::PermissionsExt as _, time::Duration};

const OPERATOR: Author = Author("oaxaca operator");
const SECRETARY: Author = Author("oaxaca secretary");
const MORELIA: Author = Author("morelia operator");

#[tokio::test(flavor = "multi_thread")]
async fn a_new_node_says_who_it_is() {
    let town = Town::oaxaca().await;
    let status: Status = town.json("/v1/status").await;
    assert_eq!(status.institution.to_string(), "mx:20067");
    assert_eq!(status.federation_name.best(&[]).map(|(_, text)| text), Some("Federación de prueba"));
    assert_eq!((status.role.as_str(), status.messages, status.logs), ("node", 0, 0));
    assert_eq!((status.known, status.connected), (2, 0));
    assert_eq!(status.trouble, vec![], "peers that are away are no trouble");
    let may = status.may_author.as_ref().expect("what it may author");
    assert!(["proposal", "ack", "closing"].into_iter().all(|kind| may.iter().any(|m| m == kind)), "{may:?}");
    assert!(status.listening.iter().any(|address| address.contains("127.0.0.1")), "{status:?}");
    assert!(status.now >= status.started);
    let peers: Vec<PeerInfo> = town.json("/v1/peers").await;
    let mut whose: Vec<_> = peers.iter().map(|peer| peer.institution.to_string()).collect();
    whose.sort();
    assert_eq!(whose, ["mx:16053", "mx:x-relay"]);
    let members: Vec<InstitutionInfo> = town.json("/v1/institutions").await;
    assert_eq!(members.len(), 3);
    assert_eq!(members.iter().map(|m| m.id.to_string()).max().as_deref(), Some("mx:x-relay"));
    let inbox: Inbox = town.json("/v1/inbox").await;
    assert!(inbox.threads.is_empty());
    assert_eq!(town.count().await, 0);
    let metrics = town.get("/v1/metrics").await;
    assert!(metrics.head.contains("application/openmetrics-text; version=1.0.0; charset=utf-8"));
    assert!(metrics.text().contains("\ncabildo_peers_known 2\n"), "{}", metrics.text());
    assert!(metrics.text().ends_with("# EOF\n"));
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).expect("metadata").permissions().mode() & 0o777;
    assert_eq!(mode(&town.socket), 0o600);
    assert_eq!(mode(town.socket.parent().expect("a folder")), 0o700);
    let socket = town.socket.clone();
    town.running.stop().await;
    assert!(!socket.exists(), "a node that has stopped leaves no socket");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_read_in_every_way() {
    let town = Town::oaxaca().await;
    let message = OPERATOR.signed(&town, None, proposal("Agua limpia"), |_| ()).await;
    assert_eq!(town.submit(&bytes(&message)).await.status, 200);
    let id = message.id();
    let answer = town.get(&format!("/v1/messages/{id}/raw")).await;
    assert!(answer.head.contains("content-type: application/cbor"), "{}", answer.head);
    assert_eq!(answer.body, bytes(&message), "the signed bytes, as they came");
    let endorse = content("position", json!({"stance": "endorse"}));
    let reply = MORELIA.write(&town, Some(&id.to_string()), endorse).await;
    for given in [id.to_string(), id.to_string()[..16].to_owned(), id.to_string().to_ascii_uppercase()] {
        let detail: MessageDetail = town.json(&format!("/v1/messages/{given}")).await;
        assert_eq!((detail.info.id, detail.info.kind.as_str()), (id, "proposal"));
        let Some(Thread::Proposal(view)) = detail.view else { panic!("a proposal's view") };
        assert_eq!(view.positions.len(), 1);
        assert!(matches!(detail.content, Some(Content::Proposal(_))));
    }
    let detail: MessageDetail = town.json(&format!("/v1/messages/{reply}")).await;
    assert_eq!((detail.info.thread, detail.info.institution.to_string()), (id, "mx:16053".to_owned()));
    assert!(matches!(detail.view, Some(Thread::Proposal(_))), "a reply shows its thread");
    let listed = town.json::<MessageList>("/v1/messages").await.messages;
    assert_eq!(listed.iter().map(|m| m.id).collect::<Vec<_>>(), [reply, id], "newest first");
    assert_eq!(listed[1].title.best(&[]).map(|(_, text)| text), Some("Agua limpia"));
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_and_bounded() {
    let town = Town::oaxaca().await;
    let first = OPERATOR.write(&town, None, proposal("uno")).await;
    let second = OPERATOR.write(&town, None, proposal("dos")).await;
    let reply = MORELIA.write(&town, Some(&first.to_string()), comment("x")).await;
    let noticed = OPERATOR.write(&town, None, notice("incendio")).await;
    let ids = async |query: &str| -> Vec<_> {
        let listed: MessageList = town.json(&format!("/v1/messages{query}")).await;
        listed.messages.into_iter().map(|message| message.id).collect()
    };
    assert_eq!(ids("?limit=2").await.len(), 2);
    assert_eq!(ids("?limit=0").await.len(), 0);
    assert_eq!(ids("?kind=proposal").await, [second, first]);
    assert_eq!(ids("?kind=proposal,notice").await, [noticed, second, first]);
    assert_eq!(ids("?kind=unknown:900").await, []);
    assert_eq!(ids("?institution=mx:16053").await, [reply]);
    assert_eq!(ids("?institution=mx%3A16053&kind=proposal").await, []);
    assert_eq!(ids(&format!("?thread={}", &first.to_string()[..20])).await, [reply, first]);
    assert_eq!(ids(&format!("?thread={reply}&kind=comment")).await, [reply]);
    for (query, said) in [
        ("?limit=1001", "limit=1001"),
        ("?limit=-1", "limit"),
        ("?limit=99999999999", "limit"),
        ("?kind=propuesta", "«propuesta»"),
        ("?institution=oaxaca", "«oaxaca»"),
        ("?kinds=proposal", "kinds"),
        ("?thread=", "id"),
        ("?kind=%ff", "kind"),
    ] {
        let (status, problem) = town.problem(&format!("/v1/messages{query}")).await;
        assert_eq!((status, problem.code.as_str()), (400, "bad_request"), "{query}: {problem}");
        assert!(problem.message.contains(said), "{query}: {problem}");
    }
    let (status, problem) = town.problem("/v1/messages/cbm1").await;
    assert_eq!((status, problem.code.as_str()), (409, "ambiguous"));
    assert!([first, second, reply, noticed].iter().all(|id| problem.message.contains(&id.to_string())));
    assert_eq!(town.problem("/v1/inbox?limit=1001").await.0, 400);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_follows_every_answer() {
    let town = Town::oaxaca().await;
    let inbox = async || -> Inbox { town.json("/v1/inbox").await };
    let proposed = MORELIA.write(&town, None, proposal("agua")).await;
    let convened = SECRETARY.write(&town, None, agenda("mx:20067")).await;
    let noticed = MORELIA.write(&town, None, notice("incendio")).await;
    let order: Vec<_> = inbox().await.threads.iter().map(|line| line.source.id).collect();
    assert_eq!(order, [noticed, proposed, convened], "the unanswered notice first, ours last");
    // Read at once after each write: a line is never older than what was confirmed.
    for (round, state) in ["seen", "accepted", "acting", "closed"].into_iter().enumerate() {
        OPERATOR.write(&town, Some(&noticed.to_string()), ack(state)).await;
        let threads = inbox().await.threads;
        let line = threads.iter().find(|line| line.source.id == noticed).expect("the notice");
        assert_eq!((line.ours.as_deref(), line.ours_missing), (Some(state), false), "round {round}");
        assert_eq!((line.asked, line.answered), (1, 1), "the relay may not, Morelia wrote it");
        assert!(line.last >= line.source.created);
    }
    let limited: Inbox = town.json("/v1/inbox?limit=1").await;
    assert_eq!(limited.threads.len(), 1);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_follows_the_clock() {
    let town = Town::oaxaca().await;
    let respond_by = now().plus(2500);
    let text = json!({"es": "Breve"});
    let short = content("proposal", json!({"title": text, "text": text, "respond_by": respond_by}));
    let id = MORELIA.write(&town, None, short).await;
    let line = async || {
        let inbox: Inbox = town.json("/v1/inbox").await;
        (inbox.now, inbox.threads.into_iter().find(|line| line.source.id == id).expect("the proposal"))
    };
    loop {
        let (now, line) = line().await;
        // `now` is read before the line is made, by a moment.
        assert!(line.open || line.ours_missing == line.open);
        if now > respond_by {
            assert!(!line.open && !line.ours_missing, "nothing was written, but the time is over");
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_and_the_routes_agree() {
    let town = Town::oaxaca().await;
    let id = OPERATOR.write(&town, None, proposal("agua")).await;
    // Of two a page of one has a next.
    OPERATOR.write(&town, None, proposal("agua")).await;
    let description: Value = town.json("/v1/openapi.json").await;
    let paths = description["paths"].as_object().expect("paths");
    assert!(paths.len() >= 12);
    for (path, methods) in paths {
        let filled = path.replace("{id}", &id.to_string());
        for method in ["get", "post", "put", "delete", "patch"] {
            let described = methods.get(method).is_some();
            if described && path == "/v1/events" {
                continue;
            }
            let answer = call(&town.socket, &method.to_ascii_uppercase(), &filled, b"").await;
            let status = answer.status;
            assert_eq!(status == 405, !described, "{method} {path} is answered {status}");
            assert!(!answer.text().contains("there is nothing at"), "{method} {path}");
            if described {
                let said = &methods[method]["responses"][status.to_string()];
                let known = !said.is_null() || !methods[method]["responses"]["default"].is_null();
                assert!(known, "{method} {path} is answered {status}, which is not described");
            }
        }
    }
    // What the routes answer has the fields that the description says, and no others.
    for (path, schema, place) in [
        ("/v1/status", "Status", ""),
        ("/v1/peers", "PeerInfo", "/0"),
        ("/v1/institutions", "InstitutionInfo", "/0"),
        ("/v1/frontier", "Head", "/0"),
        ("/v1/inbox?limit=1", "Inbox", ""),
        ("/v1/messages?limit=1", "MessageList", ""),
        ("/v1/messages", "MessageInfo", "/messages/0"),
        ("/v1/search?q=agua&limit=1", "SearchResult", ""),
        ("/v1/search?q=agua", "Excerpt", "/found/0/excerpt"),
        (&format!("/v1/messages/{id}"), "MessageDetail", ""),
        ("/v1/nothing", "Problem", ""),
    ] {
        let answer: Value = town.get(path).await.json();
        let object = answer.pointer(place).expect("what is described");
        let mut given: Vec<_> = object.as_object().expect("an object").keys().cloned().collect();
        let described = description["components"]["schemas"][schema]["properties"].as_object();
        let mut described: Vec<_> = described.expect("properties").keys().cloned().collect();
        given.sort();
        described.sort();
        assert_eq!(given, described, "{schema}");
    }
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_thread_is_the_same_whether_it_was_kept_or_is_read_anew() {
    let town = Town::oaxaca().await;
    let id = OPERATOR.write(&town, None, proposal("Agua")).await.to_string();
    let position = |stance: &str| content("position", json!({"stance": stance, "reason": {"es": "Sí"}}));
    let path = format!("/v1/messages/{id}");
    let view = async || town.json::<Value>(&path).await["view"].clone();
    let tally = |view: &Value| view["tally"]["mx"].clone();
    for n in 0..70 {
        let author = if n % 2 == 0 { OPERATOR } else { MORELIA };
        author.write(&town, Some(&id), position("endorse")).await;
    }
    assert_eq!(tally(&view().await), json!({"endorse": 2}));
    // Each of these is taken in or makes the view anew, and the next question sees it.
    MORELIA.write(&town, Some(&id), position("object")).await;
    assert_eq!(tally(&view().await), json!({"endorse": 1, "object": 1}));
    let last = OPERATOR.write(&town, Some(&id), position("abstain")).await;
    assert_eq!(tally(&view().await), json!({"abstain": 1, "object": 1}));
    MORELIA.write(&town, Some(&id), comment("Bien")).await;
    assert_eq!(view().await["comments"].as_array().map(Vec::len), Some(1));
    let kept = view().await;
    let table = town.get(&format!("{path}/csv")).await.text();
    assert!(table.contains(",abstain,true,,false,"), "{table}");
    // Another node's memory knows nothing: a fold of everything says the same.
    let (socket, town) = (town.socket.clone(), town.again().await);
    assert_eq!(socket, town.socket);
    let fresh = town.json::<Value>(&path).await["view"].clone();
    assert_eq!(fresh, kept);
    let info: Value = town.json(&format!("/v1/messages/{last}")).await;
    let (log, seq) = (info["log"].clone(), info["seq"].clone());
    let erasure =
        content("erasure", json!({"what": last, "log": log, "seq": seq, "reason": {"es": "Error"}}));
    OPERATOR.write(&town, Some(&id), erasure).await;
    let after = town.json::<Value>(&path).await["view"].clone();
    assert_eq!(tally(&after), json!({"endorse": 1, "object": 1}), "what was erased counts nowhere");
    town.running.stop().await;
}
