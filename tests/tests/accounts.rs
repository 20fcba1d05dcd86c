//! Three operators with a system account, a home and a key each, on one node whose socket a group
//! shares: as the guide to shifts says, with accounts that the system tells apart.

use cabildo_tests::{
    processes::{PATIENCE, Processes, program},
    skip::not_shown,
};
use serde_json::Value;
use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Instant,
};

/// The node's account, and the group of those who may use its socket.
const NODE: u32 = 61_000;
const GROUP: u32 = 61_100;
const OPERATORS: [u32; 3] = [61_001, 61_002, 61_003];

/// Ended with the test.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program that every account can run, and a place for what they hand to each other.
struct Machine {
    program: PathBuf,
    folder: PathBuf,
}

impl Machine {
    fn command(&self, account: u32, group: u32) -> Command {
        let mut command = Command::new("setpriv");
        let (account, group) = (account.to_string(), group.to_string());
        command.args(["--reuid", &account, "--regid", &account, "--groups", &group]).arg(&self.program);
        command.env_remove("CABILDO_HOME").env("HOME", &self.folder).stdin(Stdio::null());
        command
    }

    fn run(&self, account: u32, group: u32, home: &Path, arguments: &[&str]) -> Output {
        let mut command = self.command(account, group);
        command.arg("--home").arg(home).args(arguments).output().expect("a program")
    }

    /// The folder of an operator's account.
    fn home(&self, operator: u32) -> PathBuf {
        self.folder.join(operator.to_string())
    }

    /// A command of an operator that must succeed, with what it says.
    fn says(&self, operator: u32, arguments: &[&str]) -> String {
        let home = self.home(operator);
        let (socket, pass) = (self.folder.join("run/api.sock"), home.join("passphrase"));
        let given = ["--socket", path(&socket), "--passphrase-file", path(&pass), "--json"];
        let output = self.run(operator, GROUP, &home, &[&given, arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn writes(&self, operator: u32, arguments: &[&str]) -> String {
        let said: Value = serde_json::from_str(&self.says(operator, arguments)).expect("JSON");
        said["id"].as_str().expect("an id").to_owned()
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn give(path: &Path, account: u32, group: u32, mode: u32) {
    chown(path, Some(account), Some(group)).expect("an owner");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

fn give_all(folder: &Path, account: u32) {
    chown(folder, Some(account), Some(account)).expect("an owner");
    if folder.is_dir() {
        for entry in fs::read_dir(folder).expect("a folder") {
            give_all(&entry.expect("an entry").path(), account);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_accounts_with_a_key_each_work_on_one_node() {
    if !rustix::process::geteuid().is_root() || Command::new("setpriv").arg("--version").output().is_err() {
        not_shown("three accounts on one node", "other accounts need root and setpriv");
        return;
    }
    let processes = Processes::write(7);
    let folder = processes.folder.path().to_path_buf();
    let machine = Machine { program: folder.join("cabildo"), folder: folder.clone() };
    fs::copy(program(), &machine.program).expect("a program");
    give(&machine.program, 0, 0, 0o755);
    for open in [folder.clone(), folder.join("f")] {
        give(&open, 0, 0, 0o711);
    }
    let home = processes.node("oaxaca").home.clone();
    let config = fs::read_to_string(home.join("config.toml")).expect("a configuration");
    let socket = folder.join("run/api.sock");
    let shared = config
        .replace("socket = \"run/api.sock\"", &format!("socket = \"{}\"", socket.display()))
        .replace("group = \"\"", &format!("group = \"{GROUP}\""));
    fs::write(home.join("config.toml"), shared).expect("a configuration");
    give_all(&home, NODE);
    fs::create_dir(folder.join("run")).expect("a folder");
    give(&folder.join("run"), NODE, GROUP, 0o750);

    let log = folder.join("node.log");
    let mut node = machine.command(NODE, GROUP);
    node.arg("--home").arg(&home).arg("node").stdout(Stdio::null());
    let _node = Node(node.stderr(fs::File::create(&log).expect("a log")).spawn().expect("a node"));
    let began = Instant::now();
    while !machine.run(NODE, GROUP, &home, &["frontier"]).status.success() {
        assert!(began.elapsed() < PATIENCE, "{}", fs::read_to_string(&log).expect("a log"));
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    let cards = folder.join("cards");
    fs::create_dir(&cards).expect("a folder");
    for operator in OPERATORS {
        let own = machine.home(operator);
        fs::create_dir(&own).expect("a folder");
        fs::write(own.join("passphrase"), format!("la frase de la cuenta {operator}\n")).expect("a file");
        give(&own.join("passphrase"), operator, operator, 0o600);
        give(&own, operator, operator, 0o700);
        let label = format!("turno-{operator}");
        machine.says(operator, &["key", "new", "--institution", "mx:20067", "--label", &label]);
        // The card is what an operator hands over; nothing else leaves the account.
        let card = cards.join(operator.to_string());
        fs::copy(own.join("keys/operator.card"), &card).expect("a card");
        give(&cards, 0, 0, 0o755);
        give(&card, NODE, NODE, 0o644);
        let listed = machine.run(NODE, GROUP, &home, &["roster", "device", "add", path(&card)]);
        assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    }

    let [first, second, third] = OPERATORS;
    let exercise = ["alert", "--event", "es=Incendio", "--severity", "severe", "--status", "exercise"];
    let notice = machine.writes(first, &exercise);
    let proposal =
        machine.writes(second, &["propose", "--title", "es=Pozo", "--text", "es=Perforar un pozo"]);
    let answer = machine.writes(third, &["comment", &proposal, "--text", "es=De acuerdo"]);
    machine.says(second, &["mark", &notice, "--assign", &format!("turno-{third}")]);
    let shown = machine.says(first, &["show", &proposal]);
    assert!(shown.contains(&answer), "{shown}");
    assert!(machine.says(third, &["shift"]).contains(&notice), "handed over");

    // Each write is logged with the account that the system saw.
    let log = fs::read_to_string(&log).expect("a log");
    for (operator, id) in [(first, &notice), (second, &proposal), (third, &answer)] {
        let line = log.lines().find(|line| line.contains(id.as_str())).expect("a line");
        assert!(line.contains(&format!("uid {operator} ")), "{line}");
    }

    // Nobody signs with another's key, and who is not in the group does not reach the node.
    let theirs = machine.home(first);
    let given = ["--socket", path(&socket), "propose", "--title", "es=Otro", "--text", "es=Otro"];
    let stolen = machine.run(second, GROUP, &theirs, &given);
    assert_eq!(stolen.status.code(), Some(5), "{}", String::from_utf8_lossy(&stolen.stderr));
    let stranger = machine.run(61_009, 61_009, &folder.join("none"), &["--socket", path(&socket), "list"]);
    assert_eq!(stranger.status.code(), Some(5), "{}", String::from_utf8_lossy(&stranger.stderr));
}
