//! Alerts of real nodes: what one institution writes runs the program of another, once.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::{api::DraftRequest, http::ApiClient, key::KeyFile};
use cabildo_node::{config::Config, driver::clock};
use cabildo_protocol::{
    content::Content,
    id::{MessageId, Millis, PublicKey},
    message::{Draft, sign},
};
use common::{Federation, ack, arrives, federation, until};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// Notes each object that it is given, one a line, and ends as a file says.
const RECORDER: &str = r#"
read -r line
[ ! -e "$1.hang" ] || { rm "$1.hang"; echo hanging; sleep 1000; }
[ ! -e "$1.fail" ] || { rm "$1.fail"; echo 'no \033[31mroute' >&2; exit 7; }
printf '%s\n' "$line" >>"$1"
"#;

/// Long enough for a wrong alert to come.
const SILENCE: Duration = Duration::from_secs(2);

struct Recorder {
    script: PathBuf,
    told: PathBuf,
}

impl Recorder {
    fn new(folder: &Path, name: &str) -> Self {
        let script = folder.join("recorder");
        fs::write(&script, RECORDER).expect("written");
        Self { script, told: folder.join(name) }
    }

    /// A rule of this name that runs it.
    fn rule(&self, more: &str) -> String {
        let name = self.told.file_name().expect("a name").to_string_lossy();
        let (script, told) = (self.script.display(), self.told.display());
        format!(
            "[[alert]]\nname = \"{name}\"\nrun = [\"/bin/sh\", \"{script}\", \"{told}\"]\nretry_seconds = 1\n{more}\n"
        )
    }

    fn told(&self) -> Vec<Value> {
        let text = fs::read_to_string(&self.told).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
    }

    fn ids(&self) -> Vec<String> {
        self.told().iter().map(|told| told["id"].as_str().unwrap_or_default().to_owned()).collect()
    }

    async fn tells(&self, id: &MessageId) {
        let id = id.to_string();
        until(&format!("{} tells {id}", self.told.display()), async || self.ids().contains(&id)).await;
    }

    fn next(&self, what: &str) {
        fs::write(self.told.with_extension(what), "").expect("written");
    }
}

fn set_rules(federation: &Federation, rules: &[String]) {
    let path = federation.home("oaxaca").join("config.toml");
    let text = fs::read_to_string(&path).expect("settings");
    let own = text.split("[[alert]]").next().expect("a beginning");
    let text = format!("{own}\n{}", rules.concat());
    Config::parse(&text, &path).expect("settings");
    fs::write(&path, text).expect("written");
}

fn notice(severity: &str, place: &str) -> Content {
    let info = json!({"categories": ["geo"], "event": {"es": "Sismo"}, "urgency": "immediate",
        "severity": severity, "certainty": "observed",
        "areas": [{"description": {"es": "aquí"}, "places": [place]}]});
    serde_json::from_value(
        json!({"kind": "notice", "schema": 1, "status": "actual", "scope": "public", "info": [info]}),
    )
    .expect("a notice")
}

/// Writes as Morelia's operator, so many minutes ago.
async fn write(federation: &Federation, content: Content, minutes: u64) -> MessageId {
    let api: ApiClient = federation.api("morelia");
    let path = federation.home("morelia").join("keys/operator.key");
    let key = KeyFile::read(&path).expect("a key").open(None).expect("an open key");
    let public = PublicKey::ed25519(key.verifying_key().to_bytes());
    let request =
        DraftRequest { key: public, answers: None, refs: vec![], expires: None, content: content.clone() };
    let prepared = api.prepare(&request).await.expect("prepared");
    let draft = Draft {
        federation: prepared.federation,
        institution: prepared.institution,
        lane: content.kind().lane(),
        kind: content.kind() as u16,
        root: None,
        refs: vec![],
        audience: None,
        needs: prepared.needs,
        created: Millis(clock().0 - minutes * 60_000),
        expires: None,
        content: content.encode(),
        salt: [7; 16],
    };
    let message = sign(&draft, &prepared.position, &key).expect("signed").into_message();
    api.submit(&message).await.expect("kept").id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_severe_notice_is_told_once_and_a_minor_one_never() {
    let federation = federation(7);
    let here = Recorder::new(federation.folder.path(), "here");
    let elsewhere = Recorder::new(federation.folder.path(), "elsewhere");
    set_rules(&federation, &[here.rule("area = [\"MX\"]"), elsewhere.rule("area = [\"CL\"]")]);
    let (oaxaca, morelia) = (federation.start("oaxaca").await, federation.start("morelia").await);
    let minor = write(&federation, notice("minor", "MX-MIC"), 0).await;
    let severe = write(&federation, notice("severe", "mx:16053"), 0).await;
    arrives(&federation.api("oaxaca"), &minor).await;
    here.tells(&severe).await;
    let told = &here.told()[0];
    assert_eq!((told["schema"].as_u64(), told["test"].as_bool()), (Some(1), Some(false)));
    assert_eq!((&told["rule"], &told["severity"]), (&json!("here"), &json!("severe")));
    assert_eq!((&told["institution"], &told["places"]), (&json!("mx:16053"), &json!(["mx:16053"])));
    assert_eq!(told["texts"]["event"], json!({"es": "Sismo"}));
    let metrics = federation.api("oaxaca").metrics().await.expect("metrics");
    assert!(metrics.contains("cabildo_alerts_told_total 1"), "{metrics}");
    oaxaca.stop().await;
    // The next start finds the same notice open, and the record of it.
    let oaxaca = federation.start("oaxaca").await;
    let extreme = write(&federation, notice("extreme", "MX"), 0).await;
    here.tells(&extreme).await;
    tokio::time::sleep(SILENCE).await;
    assert_eq!(here.ids(), [severe.to_string(), extreme.to_string()]);
    assert!(elsewhere.told().is_empty());
    oaxaca.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_answered_is_not_asked_again_and_who_has_not_is() {
    let federation = federation(7);
    let late = Recorder::new(federation.folder.path(), "late");
    let (oaxaca, morelia) = (federation.start("oaxaca").await, federation.start("morelia").await);
    let open = write(&federation, notice("severe", "MX"), 11).await;
    let answered = write(&federation, notice("extreme", "MX"), 11).await;
    let young = write(&federation, notice("extreme", "MX"), 3).await;
    let api = federation.api("oaxaca");
    for id in [&open, &answered, &young] {
        arrives(&api, id).await;
    }
    federation.writer("oaxaca").write(&api, ack(&answered)).await.expect("kept");
    oaxaca.stop().await;
    set_rules(&federation, &[late.rule("unacknowledged_minutes = 10")]);
    let oaxaca = federation.start("oaxaca").await;
    late.tells(&open).await;
    tokio::time::sleep(SILENCE).await;
    assert_eq!(late.ids(), [open.to_string()]);
    oaxaca.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_fails_or_hangs_is_tried_again_and_given_up_in_the_end() {
    let federation = federation(7);
    let shaky = Recorder::new(federation.folder.path(), "shaky");
    let broken = "[[alert]]\nname = \"broken\"\nrun = [\"/bin/false\"]\nretries = 1\nretry_seconds = 1\n";
    set_rules(&federation, &[shaky.rule("timeout_seconds = 1"), broken.to_owned()]);
    shaky.next("hang");
    shaky.next("fail");
    let (oaxaca, morelia) = (federation.start("oaxaca").await, federation.start("morelia").await);
    let severe = write(&federation, notice("severe", "MX"), 0).await;
    shaky.tells(&severe).await;
    assert_eq!(shaky.told()[0]["attempt"], json!(3));
    let api = federation.api("oaxaca");
    until("the broken one is given up", async || {
        let trouble = api.status().await.expect("a status").trouble;
        trouble.iter().any(|t| t.code == "alert_failed" && t.message.contains("«broken»"))
    })
    .await;
    // Two tries of each failed, and nothing of it is tried again by the next start.
    let metrics = api.metrics().await.expect("metrics");
    assert!(metrics.contains("cabildo_alerts_failed_total 4"), "{metrics}");
    oaxaca.stop().await;
    let oaxaca = federation.start("oaxaca").await;
    tokio::time::sleep(SILENCE).await;
    let metrics = api.metrics().await.expect("metrics");
    assert!(metrics.contains("cabildo_alerts_failed_total 0"), "{metrics}");
    assert_eq!(shaky.ids(), [severe.to_string()]);
    oaxaca.stop().await;
    morelia.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_says_what_became_of_each_rule() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let api = federation.api("oaxaca");
    let said = api.test_alerts(None).await.expect_err("no rules").to_string();
    assert!(said.contains("no rules for alerts") && said.contains("[[alert]]"), "{said}");
    oaxaca.stop().await;
    let well = Recorder::new(federation.folder.path(), "well");
    let failing = Recorder::new(federation.folder.path(), "failing");
    let missing = "[[alert]]\nname = \"missing\"\nrun = [\"/no/such/program\"]\n".to_owned();
    set_rules(&federation, &[well.rule(""), failing.rule(""), missing]);
    failing.next("fail");
    let oaxaca = federation.start("oaxaca").await;
    let tested = api.test_alerts(None).await.expect("tested").rules;
    let ends: Vec<_> = tested.iter().map(|t| (t.rule.as_str(), t.ok, t.end.as_str(), t.status)).collect();
    let want = [
        ("well", true, "exited", Some(0)),
        ("failing", false, "exited", Some(7)),
        ("missing", false, "not_started", None),
    ];
    assert_eq!(ends, want);
    assert_eq!(well.told()[0]["test"], json!(true));
    assert!(tested[1].output.contains("route") && !tested[1].output.contains('\u{1b}'), "{tested:?}");
    assert_eq!(api.test_alerts(Some("failing")).await.expect("tested").rules.len(), 1);
    let said = api.test_alerts(Some("guardia")).await.expect_err("none").to_string();
    assert!(said.contains("«guardia»") && said.contains("well, failing, missing"), "{said}");
    oaxaca.stop().await;
}

/// What the shipped program mails, with these variables.
fn mailed(own: &[(&str, &str)]) -> String {
    mailed_to(own, &["guardia@example.org", "alcaldia@example.org"]).expect("a mail")
}

/// The mail that goes out, if any does.
fn mailed_to(own: &[(&str, &str)], to: &[&str]) -> Option<String> {
    use std::{
        io::Write as _,
        os::unix::fs::PermissionsExt as _,
        process::{Command, Stdio},
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (sendmail, mail) = (folder.path().join("sendmail"), folder.path().join("mail"));
    fs::write(&sendmail, format!("#!/bin/sh\ncat >{}\n", mail.display())).expect("written");
    fs::set_permissions(&sendmail, fs::Permissions::from_mode(0o755)).expect("set");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../configs/alerts/alert-mail");
    let variables = ["RULE", "ID", "KIND", "INSTITUTION", "PLACES", "CREATED", "RESPOND_BY", "SHOW"];
    let mut child = Command::new("/bin/sh")
        .arg(script)
        .args(to)
        .envs(variables.map(|name| (format!("CABILDO_{name}"), "x")))
        .env("CABILDO_SENDMAIL", &sendmail)
        .env("CABILDO_SEVERITY", "severe")
        .env("CABILDO_TITLE", "Sismo en Juchitán; $(touch /tmp/no) \"`id`\"")
        .env("CABILDO_INSTITUTION_NAME", "Oaxaca de Juárez")
        .envs(own.iter().map(|(name, value)| (format!("CABILDO_{name}"), value)))
        .stdin(Stdio::piped())
        .spawn()
        .expect("a process");
    child.stdin.take().expect("a pipe").write_all(b"{}\n").expect("written");
    let done = child.wait().expect("ended").success();
    assert_eq!(done, mail.exists());
    fs::read_to_string(mail).ok()
}

#[test]
fn the_mail_goes_to_whom_of_the_rota_the_rule_is_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let people = folder.path().join("people");
    fs::write(&people, "guardia-1 uno@example.org\n\nguardia-2 dos@example.org\n").expect("written");
    let file = format!("@{}", people.display());
    for (tell, to) in [
        ("guardia-1", Some("To: uno@example.org, alcaldia@example.org\n")),
        ("guardia-2", Some("To: dos@example.org, alcaldia@example.org\n")),
        ("", Some("To: uno@example.org, dos@example.org, alcaldia@example.org\n")),
    ] {
        let mail = mailed_to(&[("TELL", tell)], &[&file, "alcaldia@example.org"]);
        assert!(mail.as_deref().zip(to).is_some_and(|(mail, to)| mail.starts_with(to)), "{tell}: {mail:?}");
    }
    assert_eq!(mailed_to(&[("TELL", "guardia-9")], &[&file]), None, "nobody is told, and that is said");
}

#[test]
fn the_mail_that_is_shipped_has_an_honest_head_and_the_whole_text() {
    let mail = mailed(&[("TEST", "1"), ("STATUS", "test")]);
    let (head, text) = mail.split_once("\n\n").expect("a head");
    assert!(head.is_ascii() && head.starts_with("To: guardia@example.org, alcaldia@example.org\n"), "{head}");
    let subject = head.lines().find(|line| line.starts_with("Subject: ")).expect("a subject");
    assert!(subject.contains("PRUEBA") && subject.contains("severe: Sismo en Juchit"), "{subject}");
    assert!(text.contains("Sismo en Juchitán; $(touch /tmp/no) \"`id`\""), "{text}");
}

#[test]
fn the_mail_says_first_what_is_not_the_real_thing() {
    for (status, mark) in [
        ("exercise", "[SIMULACRO EXERCISE] "),
        ("test", "[PRUEBA TEST] "),
        ("system", "[NO REAL: system] "),
        ("draft", "[NO REAL: draft] "),
        ("actual", ""),
        ("", ""),
    ] {
        let mail = mailed(&[("STATUS", status)]);
        assert!(mail.contains(&format!("\nSubject: {mark}Cabildo severe: Sismo en")), "{mail}");
        assert!(mail.contains(&format!("\n\n{mark}Sismo en Juchitán")), "{mail}");
    }
}
