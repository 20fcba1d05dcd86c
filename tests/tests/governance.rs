//! Governance on a bad day, with the real program: two rosters at one version, and one that nobody has looked
//! at in time.

use cabildo_client::{
    api::{AlarmInfo, FederationInfo, MemberInfo},
    key::KeyFile,
};
use cabildo_node::driver::clock;
use cabildo_protocol::{
    authority::Authority,
    enrol::Sheaf,
    id::{Hash, InstitutionId, Millis, PublicKey},
    roster::{Change, Next, Quorum, Recovery, Roster, Scope, SignedRecovery, SignedRoster, Standing},
};
use cabildo_tests::{
    processes::{PATIENCE, Processes, program},
    terminal::Terminal,
};
use portable_pty::CommandBuilder;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

struct Hall {
    processes: Processes,
    at: PathBuf,
}

impl Hall {
    fn new() -> Self {
        let processes = Processes::write(7);
        let at = processes.folder.path().to_owned();
        fs::write(at.join("secret"), "una frase larga\n").expect("written");
        Self { processes, at }
    }

    async fn start(&mut self, node: &str) {
        self.processes.start(node);
        self.processes.answers(node).await;
    }

    fn home(&self, node: &str) -> String {
        self.processes.node(node).home.display().to_string()
    }

    fn run(&self, line: &[&str]) -> Output {
        Command::new(program())
            .args(line)
            .current_dir(&self.at)
            .env_remove("CABILDO_HOME")
            .env("HOME", &self.at)
            .env("LANG", "en_US.UTF-8")
            .stdin(Stdio::null())
            .output()
            .expect("the program runs")
    }

    fn done(&self, line: &[&str]) -> String {
        let output = self.run(line);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line:?}: {}\n{error}", output.status);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What was said, in one line; it must end with this status.
    fn refused(&self, status: i32, line: &[&str]) -> String {
        let output = self.run(line);
        let error = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(status), "{line:?}: {error}");
        error
    }

    /// A governor's key of Mexico's chamber.
    fn key(&self, governor: usize) -> PathBuf {
        let chambers = &self.processes.written.governors;
        let mexico = chambers.iter().find(|chamber| chamber.chamber == "mx").expect("a chamber");
        mexico.governors[governor].clone()
    }

    fn public(&self, governor: usize) -> PublicKey {
        KeyFile::read(&self.key(governor)).expect("a key").public()
    }

    fn sign(&self, file: &str, key: &Path) {
        self.done(&["roster", "sign", file, "--key", &key.display().to_string(), "--yes"]);
    }

    async fn rosters(&self, node: &str) -> Sheaf {
        self.processes.api(node).all_rosters().await.expect("rosters")
    }

    /// A file with all rosters that a node has.
    async fn save(&self, node: &str, file: &str) {
        fs::write(self.at.join(file), self.rosters(node).await.encode()).expect("written");
    }

    async fn federation(&self, node: &str) -> FederationInfo {
        self.processes.api(node).federation().await.expect("the federation")
    }

    async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let began = Instant::now();
        while !is_so().await {
            assert!(began.elapsed() < PATIENCE, "not so: {what}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn propose(&self, node: &str, title: &str) -> Output {
        self.run(&[
            "propose",
            "--home",
            &self.home(node),
            "--title",
            title,
            "--text",
            "es=Se propone.",
            "--json",
        ])
    }
}

/// The alarm of a node about rosters, when there is one.
fn alarm(info: &FederationInfo) -> Option<(Scope, u32, Vec<PublicKey>, bool)> {
    info.alarms.iter().find_map(|alarm| match alarm {
        AlarmInfo::Rosters { scope, version, signers, open, split: false } => {
            Some((scope.clone(), *version, signers.clone(), *open))
        }
        _ => None,
    })
}

fn member(info: &FederationInfo, id: &str) -> Option<MemberInfo> {
    let id: InstitutionId = id.parse().expect("an id");
    info.members.iter().find(|member| member.id == id).cloned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rosters_at_one_version_alarm_everybody_until_the_next_settles_it() {
    let mut hall = Hall::new();
    hall.start("oaxaca").await;
    let home = hall.home("oaxaca");
    let mexico = Scope::Chamber("mx".parse().expect("a country"));
    hall.save("oaxaca", "all.rosters").await;
    let init = ["init", "--home", "casa", "--own-id", "mx:09015", "--request", "request.txt", "--skip-words"];
    hall.done(&[&init[..], &["--passphrase-file", "secret"]].concat());
    // One admits a newcomer, one suspends a member. A governor signs both: the second one with a copy of the
    // key that does not know of the first.
    hall.done(&[
        "roster",
        "draft",
        "mx",
        "--from",
        "all.rosters",
        "--admit",
        "request.txt",
        "--out",
        "a.rosters",
    ]);
    (0..2).for_each(|governor| hall.sign("a.rosters", &hall.key(governor)));
    let copy = hall.at.join("copy.key");
    fs::copy(hall.key(1), &copy).expect("a copy");
    let suspend = |key: &str, first: &str| {
        let key =
            ["roster", "suspend", "mx:16053", "--home", &home, "--key", key, "--out", "b.rosters", first]
                .map(str::to_owned);
        let line: Vec<&str> = key.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        hall.run(&line)
    };
    let twice = suspend(&hall.key(1).display().to_string(), "");
    assert_eq!(twice.status.code(), Some(6), "{}", String::from_utf8_lossy(&twice.stderr));
    let signed = suspend("copy.key", "--first");
    assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
    hall.sign("b.rosters", &hall.key(2));
    // Each comes to a node that does not hear of the other.
    hall.done(&["roster", "publish", "a.rosters", "--home", &home]);
    assert!(member(&hall.federation("oaxaca").await, "mx:09015").is_some());
    hall.processes.kill("oaxaca");
    hall.start("valparaiso").await;
    let there = hall.home("valparaiso");
    hall.done(&["roster", "publish", "b.rosters", "--home", &there]);
    assert!(alarm(&hall.federation("valparaiso").await).is_none());
    hall.start("oaxaca").await;
    for node in ["oaxaca", "valparaiso"] {
        hall.until("the alarm is here", async || alarm(&hall.federation(node).await).is_some()).await;
        let info = hall.federation(node).await;
        let (scope, version, signers, open) = alarm(&info).expect("an alarm");
        assert_eq!((scope, version, open), (mexico.clone(), 2, true));
        assert_eq!(signers, [hall.public(1)], "who signed both, and nobody else");
        // Granted is what both grant, revoked what either revokes.
        assert!(member(&info, "mx:09015").is_none());
        assert_eq!(member(&info, "mx:16053").expect("a member").standing, Standing::Suspended);
        let said = hall.done(&["status", "--home", &hall.home(node)]);
        assert!(said.contains(&hall.public(1).to_string()), "{said}");
    }
    // A second one of a version is nobody's to publish, and nothing else stops.
    hall.start("morelia").await;
    hall.until("Morelia has both", async || alarm(&hall.federation("morelia").await).is_some()).await;
    assert_eq!(hall.propose("morelia", "es=Agua").status.code(), Some(6));
    assert!(hall.propose("oaxaca", "es=Agua").status.success());
    // The next version cites both; a crash on the way changes nothing.
    hall.processes.kill("valparaiso");
    hall.start("valparaiso").await;
    assert_eq!(alarm(&hall.federation("valparaiso").await).map(|(.., open)| open), Some(true));
    hall.save("valparaiso", "both.rosters").await;
    hall.done(&["roster", "draft", "mx", "--from", "both.rosters", "--out", "settled.rosters"]);
    hall.sign("settled.rosters", &hall.key(0));
    hall.done(&["roster", "hold", "settled.rosters", "--home", &there]);
    // The federation's screen names who signed both, and what waits for whom.
    let mut terminal = typing(&hall.at, &["--home", &there]);
    terminal.shows("Cabildo");
    terminal.send("F");
    terminal.shows(&hall.public(1).to_string()[..12]);
    terminal.shows("lacks");
    terminal.send("qq");
    assert_eq!(terminal.exit_status(), 0);
    hall.sign("settled.rosters", &hall.key(2));
    hall.done(&["roster", "publish", "settled.rosters", "--home", &there]);
    for node in ["oaxaca", "valparaiso", "morelia"] {
        let settled = async || alarm(&hall.federation(node).await).is_some_and(|(.., open)| !open);
        hall.until("it is settled", settled).await;
    }
    let (one, other) = (hall.federation("oaxaca").await, hall.federation("valparaiso").await);
    assert_eq!(one.members, other.members);
    assert_eq!(hall.rosters("oaxaca").await, hall.rosters("valparaiso").await);
}

/// A next version of Mexico's roster that should have been looked at before now; nobody has signed it.
fn overdue(rosters: &[SignedRoster], changes: Vec<Change>) -> Sheaf {
    let scope = Scope::Chamber("mx".parse().expect("a country"));
    let mut sheaf = Sheaf::of_scope(rosters, &scope).expect("rosters");
    let authority = Authority::load(&sheaf.rosters).expect("rosters");
    let before = authority.checkpoint(&scope).expect("a roster");
    let roster = before.roster.open().expect("a roster");
    let next = Next {
        federation: Some(authority.federation()),
        scope,
        signers: roster.signers.clone(),
        changes,
        issued: roster.issued,
        review_by: Millis(roster.issued.0 + 1),
    };
    let version = Roster::next(Some(&before.roster), &mut before.state.clone(), next).expect("a version");
    sheaf.rosters.push(SignedRoster::new(&version));
    sheaf
}

#[tokio::test(flavor = "multi_thread")]
async fn overdue_governance_is_said_and_admits_nobody_and_stops_nothing_else() {
    let mut hall = Hall::new();
    for node in ["oaxaca", "valparaiso"] {
        hall.start(node).await;
    }
    let home = hall.home("oaxaca");
    let init = ["init", "--home", "casa", "--own-id", "mx:09015", "--request", "request.txt", "--skip-words"];
    hall.done(&[&init[..], &["--passphrase-file", "secret"]].concat());
    let admit = |out: &str| {
        let line = ["roster", "admit", "request.txt", "--home", &home, "--out", out, "--yes", "--key"];
        let key = hall.key(0).display().to_string();
        let line: Vec<String> = line.iter().map(|word| (*word).to_owned()).chain([key]).collect();
        line
    };
    let late = overdue(&hall.rosters("oaxaca").await.rosters, Vec::new());
    fs::write(hall.at.join("late.rosters"), late.encode()).expect("written");
    (0..2).for_each(|governor| hall.sign("late.rosters", &hall.key(governor)));
    hall.done(&["roster", "publish", "late.rosters", "--home", &home]);
    // Said in the reader's words, at the shell and on the screen.
    let status = hall.run(&["status", "--home", &home, "--language", "es"]);
    let said = String::from_utf8_lossy(&status.stdout).into_owned();
    assert_eq!(status.status.code(), Some(4), "{said}");
    assert!(said.contains("fecha de revisión"), "{said}");
    let mut command = CommandBuilder::new(program());
    command.args(["--home", &home, "--language", "es"]);
    command.cwd(&hall.at);
    command.env("HOME", &hall.at);
    command.env("LANG", "C.UTF-8");
    let mut terminal = Terminal::start(command, 24, 80);
    terminal.shows("fecha de revisión");
    terminal.send("q");
    assert_eq!(terminal.exit_status(), 0);
    // Nobody is admitted: not by a draft, nor by a signature on one from before.
    let line = admit("admit.rosters");
    let said = hall.refused(6, &line.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(said.contains("vencido"), "{said}");
    assert!(!hall.at.join("admit.rosters").exists());
    let rosters = hall.rosters("oaxaca").await.rosters;
    let entry = Authority::load(&rosters).expect("rosters");
    let entry = entry.institution(&"mx:16053".parse().expect("an id")).expect("a member").clone();
    let admits = Change::Institution("mx:09015".parse().expect("an id"), Box::new(entry));
    fs::write(hall.at.join("early.rosters"), overdue(&rosters, vec![admits]).encode()).expect("written");
    let key = hall.key(0).display().to_string();
    let said = hall.refused(6, &["roster", "sign", "early.rosters", "--key", &key, "--yes"]);
    assert!(said.contains("past its review date"), "{said}");
    // Warnings go on, to whoever knows of it and to whoever does not.
    let alert =
        ["alert", "--home", &home, "--event", "es=Sismo", "--severity", "severe", "--category", "geo"];
    let line =
        [&alert[..], &["--description", "es=Fuerte", "--place", "mx:20067", "--expires", "6h", "--json"]]
            .concat();
    let written: serde_json::Value = serde_json::from_str(&hall.done(&line)).expect("JSON");
    let id = written["id"].as_str().expect("an id").to_owned();
    let there = hall.home("valparaiso");
    hall.until("the notice is there", async || hall.run(&["show", &id, "--home", &there]).status.success())
        .await;
    // A version without changes renews it.
    hall.save("oaxaca", "all.rosters").await;
    hall.done(&["roster", "draft", "mx", "--from", "all.rosters", "--out", "renewed.rosters"]);
    (0..2).for_each(|governor| hall.sign("renewed.rosters", &hall.key(governor)));
    hall.done(&["roster", "publish", "renewed.rosters", "--home", &home]);
    assert_eq!(hall.run(&["status", "--home", &home]).status.code(), Some(0));
    let line = admit("admit.rosters");
    hall.done(&line.iter().map(String::as_str).collect::<Vec<_>>());
}

/// Homes of Oaxaca and Valparaíso, of Mexico and Chile, and of the member whose standing changes.
const WATCHED: [&str; 3] = ["oaxaca", "valparaiso", "morelia"];

impl Hall {
    /// Writes a chamber's next version about Morelia, has two governors sign it, and publishes it.
    fn decides(&self, verb: &str, more: &[&str]) {
        let (file, key) = (format!("{verb}.rosters"), self.key(0).display().to_string());
        let _ = fs::remove_file(self.at.join(&file));
        let home = self.home("oaxaca");
        let line = ["roster", verb, "mx:16053", "--home", &home, "--key", &key, "--out", &file];
        self.done(&[&line[..], more].concat());
        self.sign(&file, &self.key(2));
        self.done(&["roster", "publish", &file, "--home", &home]);
    }

    fn says(&self, node: &str, title: &str) -> String {
        let output = self.propose(node, title);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let written: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        written["id"].as_str().expect("an id").to_owned()
    }

    fn titles(&self, node: &str) -> Vec<String> {
        let said = self.done(&["list", "--home", &self.home(node), "--json"]);
        let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let threads = said["threads"].as_array().expect("threads").iter();
        let mut titles: Vec<_> =
            threads.map(|t| t["title"]["es"].as_str().expect("a title").to_owned()).collect();
        titles.sort();
        titles
    }

    /// Waits until every node that runs shows these proposals and no other, and all are equally far.
    async fn show(&self, titles: &[&str]) {
        for node in WATCHED {
            self.until(&format!("{node} shows {titles:?}"), async || self.titles(node) == titles).await;
        }
        let frontier = async |node: &str| self.processes.api(node).frontier().await.expect("a frontier");
        let equal = async || {
            let first = frontier(WATCHED[0]).await;
            frontier(WATCHED[1]).await == first && frontier(WATCHED[2]).await == first
        };
        self.until("all are equally far", equal).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_suspended_reinstated_and_revoked_is_shown_alike_everywhere() {
    let mut hall = Hall::new();
    for node in WATCHED {
        hall.start(node).await;
    }
    let first = hall.says("morelia", "es=Uno");
    hall.show(&["Uno"]).await;
    // Morelia writes on where nobody hears it, and is suspended by those who do not know of that.
    for node in ["oaxaca", "valparaiso"] {
        hall.processes.kill(node);
    }
    hall.says("morelia", "es=Dos");
    hall.processes.kill("morelia");
    for node in ["oaxaca", "valparaiso"] {
        hall.start(node).await;
    }
    hall.decides("suspend", &[]);
    hall.start("morelia").await;
    hall.show(&["Uno"]).await;
    assert_eq!(hall.propose("morelia", "es=Tres").status.code(), Some(6));
    // Lifted, all has been said in time.
    hall.decides("reinstate", &[]);
    hall.show(&["Dos", "Uno"]).await;
    hall.says("morelia", "es=Tres");
    hall.show(&["Dos", "Tres", "Uno"]).await;
    // A governor says with which message it ended, though more is here; what ends is kept as evidence.
    hall.decides("suspend", &["--last", &first]);
    hall.show(&["Uno"]).await;
    hall.decides("revoke", &[]);
    hall.show(&["Uno"]).await;
    assert_eq!(hall.propose("morelia", "es=Cuatro").status.code(), Some(6));
    let key = hall.key(0).display().to_string();
    let foreign = hall.says("oaxaca", "es=Ajeno");
    let home = hall.home("oaxaca");
    let line = ["roster", "revoke", "mx:16053", "--home", &home, "--key", &key, "--last", &foreign];
    let said = hall.refused(6, &line);
    assert!(said.contains("mx:16053"), "{said}");
    // After a crash as before; whoever has left hears nothing more.
    for node in WATCHED {
        hall.processes.kill(node);
        hall.start(node).await;
    }
    for node in &WATCHED[..2] {
        hall.until("what came since is there", async || hall.titles(node) == ["Ajeno", "Uno"]).await;
    }
    assert_eq!(hall.titles("morelia"), ["Uno"]);
}

/// A notice of new governors for Mexico, signed by its recovery keys, so many days old.
fn notice(hall: &Hall, rosters: &[SignedRoster], governors: &[PublicKey], days: u64) -> Sheaf {
    let scope = Scope::Chamber("mx".parse().expect("a country"));
    let mut sheaf = Sheaf::of_scope(rosters, &scope).expect("rosters");
    let authority = Authority::load(&sheaf.rosters).expect("rosters");
    let notice = Recovery {
        federation: Hash(authority.federation().0),
        chamber: "mx".parse().expect("a country"),
        version: authority.version(&scope),
        previous: authority.checkpoint(&scope).expect("a roster").roster.hash(),
        signers: Quorum::new(governors.iter().copied(), 2),
        issued: Millis(clock().0 - days * 24 * 3_600_000),
        waits_ms: 7 * 24 * 3_600_000,
    };
    let mut signed = SignedRecovery::new(&notice);
    let chambers = &hall.processes.written.governors;
    let mexico = chambers.iter().find(|chamber| chamber.chamber == "mx").expect("a chamber");
    for path in &mexico.recovery[..2] {
        signed.sign(&KeyFile::read(path).expect("a key").open(None).expect("an open key"));
    }
    sheaf.notice = Some(signed);
    sheaf
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_quorum_is_found_again_by_recovery_keys_and_a_majority() {
    let mut hall = Hall::new();
    for node in ["oaxaca", "valparaiso"] {
        hall.start(node).await;
    }
    let home = hall.home("oaxaca");
    let secret = ["--passphrase-file", "secret"];
    let mut governors = Vec::new();
    for name in ["new-1.key", "new-2.key", "new-3.key"] {
        hall.done(&[&["roster", "key", name][..], &secret].concat());
        governors.push(KeyFile::read(&hall.at.join(name)).expect("a key").public());
    }
    let rosters = hall.rosters("oaxaca").await.rosters;
    fs::write(hall.at.join("early.rosters"), notice(&hall, &rosters, &governors, 6).encode())
        .expect("written");
    let due = notice(&hall, &rosters, &governors, 8);
    fs::write(hall.at.join("notice.rosters"), due.encode()).expect("written");
    // It waits at a node for all to see who can still object; a copy with more signatures adds them.
    hall.done(&["roster", "hold", "early.rosters", "--home", &home]);
    let waiting = hall.federation("oaxaca").await.drafts;
    let until = waiting[0].until.expect("a waiting time");
    assert!((waiting.len(), waiting[0].complete) == (1, true) && until > clock(), "{waiting:?}");
    let hash = waiting[0].hash.to_string();
    let said = hall.done(&["roster", "pending", &hash, "--home", &home]);
    assert!(said.contains(&governors[0].to_string()[..12]), "{said}");
    hall.done(&["roster", "pending", &hash, "--home", &home, "--out", "taken.rosters"]);
    hall.refused(6, &["roster", "complete", "taken.rosters", "--out", "never.rosters"]);
    hall.refused(6, &["roster", "complete", "early.rosters", "--out", "never.rosters"]);
    hall.done(&["roster", "complete", "notice.rosters", "--out", "recovered.rosters"]);
    let publish = ["roster", "publish", "recovered.rosters", "--home", &home];
    for name in ["new-1.key", "new-3.key"] {
        let sign = ["roster", "sign", "recovered.rosters", "--key", name, "--yes"];
        hall.done(&[&sign[..], &secret].concat());
    }
    hall.refused(6, &publish);
    // Five institutions of Mexico's chamber take part: three countersign, each with its own key.
    for node in ["oaxaca", "morelia", "embajada"] {
        hall.refused(6, &publish);
        hall.sign("recovered.rosters", &Path::new(&hall.home(node)).join("keys/institution.key"));
    }
    hall.done(&publish);
    assert!(hall.federation("oaxaca").await.drafts.is_empty(), "a notice that another version outdated");
    let scope = Scope::Chamber("mx".parse().expect("a country"));
    for node in ["oaxaca", "valparaiso"] {
        let version = async || {
            let rosters = hall.rosters(node).await.rosters;
            Authority::load(&rosters).expect("rosters").version(&scope)
        };
        hall.until("the new governors are known", async || version().await == 2).await;
    }
    // The new ones govern, the old ones no more; and what they were given notice of is over.
    hall.save("valparaiso", "all.rosters").await;
    hall.done(&["roster", "draft", "mx", "--from", "all.rosters", "--out", "next.rosters"]);
    let old = hall.key(0).display().to_string();
    hall.refused(6, &["roster", "sign", "next.rosters", "--key", &old, "--yes"]);
    for name in ["new-1.key", "new-2.key"] {
        hall.done(&[&["roster", "sign", "next.rosters", "--key", name, "--yes"][..], &secret].concat());
    }
    hall.done(&["roster", "publish", "next.rosters", "--home", &hall.home("valparaiso")]);
    let rosters = hall.rosters("valparaiso").await.rosters;
    let mut stale = Sheaf::new(rosters);
    stale.notice = due.notice;
    fs::write(hall.at.join("void.rosters"), stale.encode()).expect("written");
    hall.refused(6, &["roster", "complete", "void.rosters", "--out", "never.rosters"]);
}

/// What a person sees and types, on a machine of her own.
fn typing(at: &Path, line: &[&str]) -> Terminal {
    let mut command = CommandBuilder::new(program());
    command.args(line);
    command.args(["--language", "en"]);
    command.cwd(at);
    command.env("HOME", at);
    command.env("LANG", "C.UTF-8");
    command.env_remove("CABILDO_HOME");
    Terminal::start(command, 60, 100)
}

/// The words that are read aloud, without the ends of lines that the screen puts in.
fn words(screen: &str, before: &str) -> Vec<String> {
    let (_, rest) = screen.split_once(before).unwrap_or_else(|| panic!("no «{before}»: {screen}"));
    rest.split_whitespace().take(12).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn governors_and_a_newcomer_compare_words_on_machines_without_a_shared_folder() {
    let mut hall = Hall::new();
    for node in ["oaxaca", "valparaiso"] {
        hall.start(node).await;
    }
    hall.run(&["propose", "--home", &hall.home("oaxaca"), "--title", "es=Agua", "--text", "es=De lluvia."]);
    let (home, key, second) =
        (hall.home("oaxaca"), hall.key(0).display().to_string(), hall.key(1).display().to_string());
    // The newcomer's machine: only the texts go from one to the other.
    let newcomer = tempfile::tempdir().expect("a folder");
    let there = newcomer.path();
    fs::write(there.join("secret"), "una frase larga\n").expect("written");
    let init = ["init", "--home", "casa", "--own-id", "mx:09015", "--device", "desk", "--node-label", "node"];
    let more = ["--skip-words", "--passphrase-file", "secret"];
    let mut terminal = typing(there, &[&init[..], &more].concat());
    terminal.shows("Hand the request to a governor");
    let read_aloud = words(&terminal.text(), "To be read aloud:");
    assert_eq!(terminal.exit_status(), 0);
    let request = fs::read_to_string(there.join("casa/request.txt")).expect("the request");
    fs::write(hall.at.join("request.txt"), request).expect("written");
    // Two commands for each governor. Whoever does not hear the same words says no, and nothing is signed.
    let admit = ["roster", "admit", "request.txt", "--home", &home, "--key", &key, "--out", "admit.rosters"];
    for answer in ["no", "yes"] {
        let mut terminal = typing(&hall.at, &admit);
        terminal.shows("is it admitted? (yes/no)");
        assert_eq!(words(&terminal.text(), "To be read aloud:"), read_aloud);
        terminal.send(&format!("{answer}\r"));
        let (status, yes) = (terminal.exit_status(), answer == "yes");
        assert_eq!((status == 0, hall.at.join("admit.rosters").exists()), (yes, yes), "{}", terminal.text());
    }
    let mut terminal = typing(&hall.at, &["roster", "sign", "admit.rosters", "--key", &second]);
    terminal.shows("Sign it? (yes/no)");
    terminal.send("y\r");
    assert_eq!(terminal.exit_status(), 0);
    hall.done(&["roster", "publish", "admit.rosters", "--home", &home]);
    let mut terminal =
        typing(&hall.at, &["roster", "invite", "mx:09015", "--home", &home, "--out", "invitation.txt"]);
    terminal.shows("To be read aloud:");
    assert_eq!(terminal.exit_status(), 0);
    let read_aloud = words(&terminal.text(), "To be read aloud:");
    let invitation = fs::read_to_string(hall.at.join("invitation.txt")).expect("the invitation");
    fs::write(there.join("invitation.txt"), invitation).expect("written");
    let join = ["join", "--home", "casa", "invitation.txt", "--passphrase-file", "secret"];
    for answer in ["no", "yes"] {
        let mut terminal = typing(there, &join);
        terminal.shows("whoever invites reads? (yes/no)");
        assert_eq!(words(&terminal.text(), "To be read aloud:"), read_aloud);
        terminal.send(&format!("{answer}\r"));
        let (status, screen) = (terminal.exit_status(), terminal.text());
        assert_eq!(status == 0, answer == "yes", "{screen}");
        assert_eq!(screen.contains("100 %") && screen.contains("up to date"), answer == "yes", "{screen}");
    }
}
