//! What `prepare` checks, and what it answers.

use super::{
    federation::QUOTA,
    town::{Answer, Author, Town, ack, agenda, call, comment, content, notice, now, proposal},
};
use cabildo_client::api::Prepared;
use cabildo_protocol::id::Millis;
use serde_json::{Value, json};

const OPERATOR: Author = Author("oaxaca operator");
const SECRETARY: Author = Author("oaxaca secretary");
const DUTY: Author = Author("oaxaca duty");
const MORELIA: Author = Author("morelia operator");

async fn ask(
    town: &Town,
    author: Author,
    answers: Option<&str>,
    content: cabildo_protocol::content::Content,
) -> Answer {
    author.prepare(town, &author.draft(answers, content)).await
}

fn position() -> cabildo_protocol::content::Content {
    content("position", json!({"stance": "endorse"}))
}

fn rsvp() -> cabildo_protocol::content::Content {
    content("rsvp", json!({"attendance": "remote", "people": 2}))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_must_be_one_that_its_key_may_write() {
    let town = Town::oaxaca().await;
    ask(&town, Author("nobody"), None, proposal("x")).await.expect(403, "refused");
    let problem = ask(&town, OPERATOR, None, agenda("mx:20067")).await.expect(403, "refused");
    assert!(problem.message.contains("oaxaca operator"), "{problem}");
    assert_eq!(ask(&town, SECRETARY, None, agenda("mx:20067")).await.status, 200);
    ask(&town, DUTY, None, proposal("x")).await.expect(403, "refused");
    let convened = SECRETARY.write(&town, None, agenda("mx:20067")).await.to_string();
    ask(&town, MORELIA, Some(&convened), rsvp()).await.expect(403, "refused");
    assert_eq!(ask(&town, OPERATOR, Some(&convened), rsvp()).await.status, 200);
    let empty = content("proposal", json!({"title": {"es": ""}, "text": {"es": "x"}}));
    let problem = ask(&town, OPERATOR, None, empty).await.expect(400, "bad_request");
    assert!(problem.message.contains("title"), "{problem}");
    let mut draft = OPERATOR.draft(None, proposal("x"));
    for wrong in [Millis(1), Millis(u64::MAX)] {
        draft.expires = Some(wrong);
        let problem = OPERATOR.prepare(&town, &draft).await.expect(400, "bad_request");
        assert!(problem.message.starts_with("expires"), "{problem}");
    }
    draft.expires = Some(now().plus(60_000));
    assert_eq!(OPERATOR.prepare(&town, &draft).await.status, 200);
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_must_fit_what_it_answers() {
    let town = Town::oaxaca().await;
    let proposed = OPERATOR.write(&town, None, proposal("agua")).await.to_string();
    let noticed = DUTY.write(&town, None, notice("incendio")).await.to_string();
    let convened = SECRETARY.write(&town, None, agenda("mx:20067")).await.to_string();
    let update = || {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(notice("lluvia")) else {
            panic!("an object")
        };
        fields.remove("kind");
        content("notice_update", Value::Object(fields))
    };
    let cancel = || content("notice_cancel", json!({"reason": {"es": "falsa alarma"}}));
    for (root, fits) in [
        (&proposed, vec![position(), comment("x")]),
        (&noticed, vec![ack("seen"), update(), cancel(), comment("x")]),
        (&convened, vec![rsvp(), comment("x")]),
    ] {
        for content in [position(), ack("seen"), update(), cancel(), rsvp(), comment("x")] {
            let answer = ask(&town, OPERATOR, Some(root), content.clone()).await;
            if fits.contains(&content) {
                assert_eq!(answer.status, 200, "{}", answer.text());
                assert_eq!(answer.json::<Prepared>().root.map(|id| id.to_string()).as_ref(), Some(root));
            } else {
                let problem = answer.expect(400, "bad_request");
                assert!(problem.message.starts_with("answers: "), "{problem}");
            }
        }
    }
    // Only who wrote a notice changes it.
    ask(&town, MORELIA, Some(&noticed), update()).await.expect(403, "refused");
    ask(&town, MORELIA, Some(&noticed), cancel()).await.expect(403, "refused");
    assert_eq!(ask(&town, MORELIA, Some(&noticed), ack("seen")).await.status, 200);
    ask(&town, OPERATOR, None, comment("x")).await.expect(400, "bad_request");
    ask(&town, OPERATOR, Some(&proposed), proposal("x")).await.expect(400, "bad_request");
    let other = proposed.replace("cbm1", "cbm1q");
    ask(&town, OPERATOR, Some(&other), comment("x")).await.expect(404, "not_found");
    ask(&town, OPERATOR, Some("cbm1"), comment("x")).await.expect(409, "ambiguous");
    ask(&town, OPERATOR, Some("../../etc"), comment("x")).await.expect(400, "bad_request");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prepare_completes_what_the_client_left_open() {
    let town = Town::oaxaca().await;
    let first: Prepared = ask(&town, OPERATOR, None, proposal("x")).await.json();
    assert_eq!((first.position.seq, first.root, first.needs.institution), (0, None, 1));
    let root = OPERATOR.write(&town, None, proposal("agua")).await;
    let reply = MORELIA.write(&town, Some(&root.to_string()[..20]), comment("¿cuánto cuesta?")).await;
    // An answer to a reply belongs to its thread and names the reply.
    let mut draft = OPERATOR.draft(Some(&reply.to_string()[..20]), comment("mucho"));
    draft.refs = vec![root.to_string(), root.to_string(), reply.to_string()];
    let prepared: Prepared = OPERATOR.prepare(&town, &draft).await.json();
    assert_eq!((prepared.root, prepared.refs), (Some(root), vec![reply, root]));
    assert_eq!((prepared.position.seq, prepared.position.id), (1, root));
    let status: Value = town.json("/v1/status").await;
    assert_eq!(prepared.federation.to_string(), status["federation"]);
    assert_eq!(prepared.institution.to_string(), "mx:20067");
    let morelia: Prepared = ask(&town, MORELIA, None, proposal("x")).await.json();
    assert_eq!(morelia.institution.to_string(), "mx:16053", "a listed key may write through any node");
    draft.refs = vec![root.to_string(); 17];
    OPERATOR.prepare(&town, &draft).await.expect(400, "bad_request");
    draft.refs = vec!["cbm1zzzz".to_owned()];
    OPERATOR.prepare(&town, &draft).await.expect(404, "not_found");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_ends_at_its_quota() {
    let town = Town::oaxaca().await;
    let text = "x".repeat(120_000);
    let long = content("proposal", json!({"title": {"es": "x"}, "text": {"es": text, "en": text}}));
    let mut written = 0;
    let problem = loop {
        let answer = ask(&town, OPERATOR, None, long.clone()).await;
        if answer.status != 200 {
            break answer.expect(403, "refused");
        }
        OPERATOR.write(&town, None, long.clone()).await;
        written += 1;
        assert!(written < 100, "the quota is never reached");
    };
    assert!(problem.message.contains(&QUOTA.to_string()), "{problem}");
    assert_eq!(written, QUOTA / 240_500, "rounded down");
    assert_eq!(ask(&town, OPERATOR, None, notice("x")).await.status, 200, "the other lane has its own");
    town.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_is_no_draft_is_pointed_at() {
    let town = Town::oaxaca().await;
    let key = super::federation::public(OPERATOR.0);
    let secret = "secreto ".repeat(40);
    for (body, wanted) in [
        (String::new(), "line 1, column 0"),
        ("{\n  \"key\": ".to_owned(), "line 2, column 9"),
        ("[]".to_owned(), "line 1"),
        (format!("{{\"key\": \"{key}\"}}"), "missing field `content`"),
        (format!("{{\"key\": \"{secret}\", \"content\": {{}}}}"), "line 1"),
        (format!("{{\"key\": \"{key}\", \"content\": {{\"kind\": \"{secret}\"}}}}"), "unknown variant"),
        ("[".repeat(100_000), "line 1"),
        ("\u{0}\u{1b}[2J".to_owned(), "line 1"),
    ] {
        let answer = call(&town.socket, "POST", "/v1/prepare", body.as_bytes()).await;
        let problem = answer.expect(400, "bad_request");
        assert!(problem.message.contains(wanted), "{problem}");
        assert!(!problem.message.contains("secreto secreto secreto secreto"), "{problem}");
        assert!(!problem.message.contains('\u{1b}'));
    }
    let answer = call(&town.socket, "POST", "/v1/prepare", &[0xff, 0xfe]).await;
    answer.expect(400, "bad_request");
    town.running.stop().await;
}
