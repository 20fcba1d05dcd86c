//! Networks of this machine's own making: namespaces, lines between them, and routers that let nobody
//! in. Needs root, `ip` and, for routers, `nft`.

use std::{
    process::{self, Command},
    sync::atomic::{AtomicU32, Ordering},
};

/// The network that the routers and everyone with a public address are in.
const WIDE: &str = "wide";

/// How a router gives ports to those behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ports {
    /// Each keeps its own, whomever it speaks with: two such routers can be opened from within.
    Kept,
    /// Another one for each it speaks with: nobody outside can know it beforehand.
    Changed,
}

/// Namespaces, gone when this is.
#[derive(Debug)]
pub struct Spaces {
    /// Namespaces are the machine's: nobody else's may be met.
    prefix: String,
    names: Vec<String>,
}

impl Spaces {
    /// Whether this machine lets us.
    ///
    /// # Errors
    /// What is missing.
    pub fn are_allowed() -> Result<(), String> {
        for (program, argument) in [("ip", "-V"), ("nft", "-v")] {
            let ran = Command::new(program).arg(argument).output();
            if !ran.is_ok_and(|output| output.status.success()) {
                return Err(format!("there is no {program}"));
            }
        }
        let spaces = Self::new();
        let tried = spaces.attempt(WIDE, &["nft", "add", "table", "ip", "nat"]);
        tried.map_err(|why| format!("no network namespaces: {why}"))
    }

    /// The wide network, in which nobody is yet.
    ///
    /// # Panics
    /// When the system does not let us.
    #[must_use]
    pub fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let made = MADE.fetch_add(1, Ordering::Relaxed);
        let mut spaces = Self { prefix: format!("cabildo-{}-{made}", process::id()), names: Vec::new() };
        if spaces.add(WIDE).is_ok() {
            let _ = spaces.attempt(WIDE, &["ip", "link", "add", "bridge", "type", "bridge"]);
            let _ = spaces.attempt(WIDE, &["ip", "link", "set", "bridge", "up"]);
        }
        spaces
    }

    /// A machine with a public address, as `10.77.0.2`.
    ///
    /// # Panics
    /// When the system does not let us.
    pub fn public(&mut self, name: &str, address: &str) {
        self.add(name).expect("a namespace");
        self.plug(name, address);
    }

    /// A machine behind a router of its own: the router's public address, and the network behind it as
    /// the first three numbers of addresses.
    ///
    /// # Panics
    /// When the system does not let us.
    pub fn behind_router(&mut self, name: &str, public: &str, network: &str, ports: Ports) {
        let router = format!("{name}-router");
        self.public(&router, public);
        self.add(name).expect("a namespace");
        self.line((&router, "near", &format!("{network}.1")), (name, "wide", &format!("{network}.2")));
        self.run(name, &["ip", "route", "add", "default", "via", &format!("{network}.1")]);
        self.run(&router, &["sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward"]);
        let how = if ports == Ports::Changed { "masquerade fully-random" } else { "masquerade" };
        // What comes unasked is dropped before the router remembers it.
        let rules = format!(
            "add table ip nat
             add chain ip nat out {{ type nat hook postrouting priority 100; }}
             add rule ip nat out oifname \"wide\" {how}
             add table ip filter
             add chain ip filter own {{ type filter hook input priority 0; }}
             add rule ip filter own iifname \"wide\" ct state new drop
             add chain ip filter through {{ type filter hook forward priority 0; }}
             add rule ip filter through iifname \"wide\" ct state new drop"
        );
        for rule in rules.lines() {
            self.run(&router, &["nft", rule.trim()]);
        }
    }

    /// Lets the router of a machine drop UDP.
    ///
    /// # Panics
    /// When the system does not let us.
    pub fn drop_udp(&self, name: &str) {
        let rule = "add rule ip filter through ip protocol udp drop";
        self.run(&format!("{name}-router"), &["nft", rule]);
    }

    /// Parts some machines from the rest of the wide network.
    ///
    /// # Panics
    /// When the system does not let us.
    pub fn part(&self, names: &[String]) {
        self.run(WIDE, &["ip", "link", "add", "apart", "type", "bridge"]);
        self.run(WIDE, &["ip", "link", "set", "apart", "up"]);
        self.attach(names, "apart");
    }

    /// Lets them in again.
    ///
    /// # Panics
    /// When the system does not let us.
    pub fn heal(&self, names: &[String]) {
        self.attach(names, "bridge");
        self.run(WIDE, &["ip", "link", "delete", "apart"]);
    }

    fn attach(&self, names: &[String], bridge: &str) {
        for name in names {
            self.run(WIDE, &["ip", "link", "set", &port(name), "master", bridge]);
        }
    }

    /// What runs a program in a namespace.
    #[must_use]
    pub fn above(&self, name: &str) -> [String; 4] {
        ["ip".into(), "netns".into(), "exec".into(), self.space(name)]
    }

    fn space(&self, name: &str) -> String {
        format!("{}-{name}", self.prefix)
    }

    fn add(&mut self, name: &str) -> Result<(), String> {
        let space = self.space(name);
        ran(Command::new("ip").args(["netns", "add", &space]))?;
        self.names.push(space);
        self.attempt(name, &["ip", "link", "set", "lo", "up"])
    }

    fn plug(&self, name: &str, address: &str) {
        let port = port(name);
        self.line((name, "wide", address), (WIDE, &port, ""));
        self.run(WIDE, &["ip", "link", "set", &port, "master", "bridge"]);
    }

    /// A line between two namespaces: each with the name of its end there, and its address.
    fn line(&self, one: (&str, &str, &str), other: (&str, &str, &str)) {
        let (here, there) = (self.space(one.0), self.space(other.0));
        ran(Command::new("ip")
            .args(["link", "add", one.1, "netns", &here, "type", "veth"])
            .args(["peer", "name", other.1, "netns", &there]))
        .expect("a line");
        for (name, end, address) in [one, other] {
            if !address.is_empty() {
                self.run(name, &["ip", "address", "add", &format!("{address}/24"), "dev", end]);
            }
            self.run(name, &["ip", "link", "set", end, "up"]);
        }
    }

    fn run(&self, name: &str, words: &[&str]) {
        self.attempt(name, words).expect("a command");
    }

    fn attempt(&self, name: &str, words: &[&str]) -> Result<(), String> {
        let above = self.above(name);
        ran(Command::new(&above[0]).args(&above[1..]).args(words))
    }
}

impl Default for Spaces {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Spaces {
    fn drop(&mut self) {
        for name in &self.names {
            let _ = ran(Command::new("ip").args(["netns", "delete", name]));
        }
    }
}

/// The end of a machine's line in the wide network; the system allows 15 characters.
fn port(name: &str) -> String {
    name.chars().take(15).collect()
}

fn ran(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
