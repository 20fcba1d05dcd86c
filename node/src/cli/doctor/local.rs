//! What a doctor finds on this machine: clock, disk, keys, store, rosters, unit, alerts.

use super::{Finding, Scene};
use crate::cli::{args::Part, words::Said};
use cabildo_client::key::{self, KeyError, KeyFile};
use cabildo_node::{config::Role, driver::clock as now, home::Paths};
use cabildo_protocol::{
    authority::Authority,
    cbor,
    id::PublicKey,
    roster::{Scope, SignedRoster},
};
use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{process::Command, time::timeout};

/// File systems by their magic numbers (statfs(2)): those of networks, and those in memory.
const ON_NETWORK: [i64; 5] = [0x6969, 0xff53_4d42, 0xfe53_4d42, 0x517b, 0x0102_1997];
const IN_MEMORY: [i64; 2] = [0x0102_1994, 0x8584_58f6];
/// Where systemd's own time service says that the clock was set.
const TIMESYNC: &str = "/run/systemd/timesync/synchronized";
/// What a roster's file in the store has before its content, see the disk format.
const SMALL_HEAD: usize = 16;
/// Rosters that are read.
const ROSTERS_MAX: usize = 100_000;
/// Bytes of one.
const ROSTER_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// How long another program may take to answer.
const WAIT: Duration = Duration::from_secs(5);

/// Whether the clock is right, as far as anybody here knows.
pub fn clock(scene: &Scene) -> Vec<Finding> {
    let mut found = Vec::new();
    let measured = scene.running.as_ref().and_then(|(status, _)| status.clock);
    if let Some(clock) = measured {
        let span = crate::cli::times::show_span(clock.offset_ms.unsigned_abs());
        let seconds = clock.offset_ms as f64 / 1000.0;
        let fill = |said: Said| {
            said.with("span", &span)
                .with("seconds", &format!("{seconds:+.1}"))
                .number("n", clock.institutions.into())
        };
        found.push(match (clock.is_off(), clock.offset_ms > 0) {
            (false, _) => Finding::well(Part::Clock, "cli-doctor-clock-measured", fill),
            (true, true) => {
                Finding::trouble(Part::Clock, "cli-doctor-clock-slow", "cli-doctor-clock-remedy", fill)
            }
            (true, false) => {
                Finding::trouble(Part::Clock, "cli-doctor-clock-fast", "cli-doctor-clock-remedy", fill)
            }
        });
    } else if let Some((status, _)) = &scene.running
        && status.trouble.iter().any(|trouble| trouble.code == "clock")
    {
        found.push(Finding::trouble(
            Part::Clock,
            "cli-doctor-clock-behind",
            "cli-doctor-clock-remedy",
            |s| s,
        ));
    }
    let services = ["chronyd", "ntpd", "ntpd-rs", "systemd-timesyn"];
    found.push(if Path::new(TIMESYNC).exists() {
        Finding::well(Part::Clock, "cli-doctor-clock-set", |said| said.with("service", "systemd-timesyncd"))
    } else if let Some(service) = services.into_iter().find(|name| runs(name)) {
        Finding::note(Part::Clock, "cli-doctor-clock-service", |said| said.with("service", service))
    } else {
        Finding::note(Part::Clock, "cli-doctor-clock-unknown", |said| said)
    });
    found
}

/// Whether a program of this name runs; the system cuts names at 15 bytes.
fn runs(name: &str) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .into_iter()
        .any(|process| fs::read_to_string(process.path().join("comm")).is_ok_and(|comm| comm.trim() == name))
}

/// Whether there is room, on a disk of the right kind.
pub fn disk(scene: &Scene) -> Vec<Finding> {
    let root = scene.paths.root();
    let path = root.display().to_string();
    let fill = |said: Said| said.with("path", &path);
    let (Ok(space), Ok(kind)) = (rustix::fs::statvfs(root), rustix::fs::statfs(root)) else {
        return vec![Finding::trouble(
            Part::Disk,
            "cli-doctor-disk-unread",
            "cli-doctor-disk-unread-remedy",
            fill,
        )];
    };
    let mib = 1024 * 1024;
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    let all = space.f_blocks.saturating_mul(space.f_frsize);
    let settings = &scene.config.store;
    let share = all / 100 * u64::from(settings.min_free_percent);
    let wanted = settings.min_free_mib.saturating_mul(mib).max(share);
    let fill = |said: Said| fill(said).number("free", free / mib).number("wanted", wanted / mib);
    let mut found = vec![match free {
        free if free < wanted => {
            Finding::trouble(Part::Disk, "cli-doctor-disk-full", "cli-doctor-disk-remedy", fill)
        }
        free if free < wanted.saturating_mul(2) => Finding::note(Part::Disk, "cli-doctor-disk-scarce", fill),
        _ => Finding::well(Part::Disk, "cli-doctor-disk-room", fill),
    }];
    #[expect(clippy::useless_conversion, reason = "the type is another on other systems")]
    let kind = i64::from(kind.f_type);
    if ON_NETWORK.contains(&kind) {
        found.push(Finding::trouble(
            Part::Disk,
            "cli-doctor-disk-network",
            "cli-doctor-disk-network-remedy",
            fill,
        ));
    }
    if IN_MEMORY.contains(&kind) {
        found.push(Finding::trouble(
            Part::Disk,
            "cli-doctor-disk-memory",
            "cli-doctor-disk-network-remedy",
            fill,
        ));
    }
    found
}

/// Whether keys are there, private, listed and locked.
pub fn keys(scene: &Scene) -> Vec<Finding> {
    let mut found = Vec::new();
    let node = scene.paths.node_key();
    let listed = |key: &PublicKey| {
        let authority = scene.authority.as_ref()?;
        Some(authority.node(key).is_some_and(|(_, node)| node.active))
    };
    match read(&node, &mut found) {
        Some(file) => {
            let fill = |said: Said| said.with("key", &file.public().to_string());
            found.push(match listed(&file.public()) {
                Some(false) => Finding::trouble(
                    Part::Keys,
                    "cli-doctor-node-unlisted",
                    "cli-doctor-node-unlisted-remedy",
                    fill,
                ),
                _ => Finding::well(Part::Keys, "cli-doctor-node-key", fill),
            });
        }
        None if !node.exists() && scene.running.is_none() => {
            let fill = |said: Said| said.with("path", &node.display().to_string());
            found.push(Finding::trouble(
                Part::Keys,
                "cli-doctor-node-missing",
                "cli-doctor-node-missing-remedy",
                fill,
            ));
        }
        None => {}
    }
    let own = scene.paths.operator_key(&scene.config);
    if scene.config.node.role == Role::Relay || !own.exists() {
        let relay = scene.config.node.role == Role::Relay;
        found.extend(
            (!relay).then(|| Finding::note(Part::Keys, "cli-doctor-operator-elsewhere", |said| said)),
        );
        return found;
    }
    if let Some(file) = read(&own, &mut found) {
        let path = own.display().to_string();
        let fill = |said: Said| said.with("key", &file.public().to_string()).with("path", &path);
        let device = scene.authority.as_ref().map(|authority| authority.device(&file.public()).is_some());
        found.push(match device {
            Some(false) => Finding::trouble(
                Part::Keys,
                "cli-doctor-operator-unlisted",
                "cli-doctor-operator-unlisted-remedy",
                fill,
            ),
            _ => Finding::well(Part::Keys, "cli-doctor-operator-key", fill),
        });
        if !file.is_encrypted() {
            found.push(Finding::trouble(
                Part::Keys,
                "cli-doctor-operator-plain",
                "cli-doctor-operator-plain-remedy",
                fill,
            ));
        }
    }
    found
}

/// A key's file; what is wrong with one that is there is a finding.
fn read(path: &Path, found: &mut Vec<Finding>) -> Option<KeyFile> {
    let shown = path.display().to_string();
    match KeyFile::read(path) {
        Ok(file) => return Some(file),
        Err(KeyError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
        Err(KeyError::Io { source, .. }) if source.kind() == io::ErrorKind::PermissionDenied => {
            found.push(Finding::note(Part::Keys, "cli-doctor-key-unread", |said| said.with("path", &shown)));
        }
        Err(KeyError::Loose { mode, .. }) => {
            let mode = format!("{mode:o}");
            found.push(Finding::trouble(
                Part::Keys,
                "cli-doctor-key-loose",
                "cli-doctor-key-loose-remedy",
                |said| said.with("path", &shown).with("mode", &mode),
            ));
        }
        Err(error) => {
            let why = error.to_string();
            found.push(Finding::trouble(
                Part::Keys,
                "cli-doctor-key-bad",
                "cli-doctor-key-bad-remedy",
                |said| said.with("path", &shown).with("why", &why),
            ));
        }
    }
    None
}

/// What is kept, and whether all of it was intact.
pub fn store(scene: &Scene) -> Vec<Finding> {
    let mut found = Vec::new();
    match &scene.running {
        Some((status, _)) => {
            let fill = |said: Said| {
                said.number("messages", status.messages).number("mib", status.store_bytes / (1024 * 1024))
            };
            found.push(Finding::well(Part::Store, "cli-doctor-store-kept", fill));
            if status.behind > 0 {
                found.push(Finding::note(Part::Store, "cli-doctor-store-behind", |s| {
                    s.number("n", status.behind)
                }));
            }
        }
        None => {
            let count = segments(&scene.paths.store());
            let fill = |said: Said| said.number("n", count);
            found.push(Finding::note(Part::Store, "cli-doctor-store-stopped", fill));
        }
    }
    let quarantine = scene.paths.store().join("quarantine");
    let aside = fs::read_dir(&quarantine).map_or(0, Iterator::count) as u64;
    if aside > 0 {
        let path = quarantine.display().to_string();
        found.push(Finding::trouble(
            Part::Store,
            "cli-doctor-store-aside",
            "cli-doctor-store-aside-remedy",
            |said| said.number("n", aside).with("path", &path),
        ));
    }
    found
}

fn segments(store: &Path) -> u64 {
    let names = fs::read_dir(store).into_iter().flatten().flatten();
    names.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "seg")).count() as u64
}

/// The rosters as they lie on the disk, in the home and in the store, without opening it.
pub fn authority(paths: &Paths) -> Option<Authority> {
    let mut rosters: Vec<SignedRoster> = Vec::new();
    for (folder, head) in [(paths.rosters(), 0), (paths.store().join("rosters"), SMALL_HEAD)] {
        let files = fs::read_dir(folder).into_iter().flatten().flatten().take(ROSTERS_MAX);
        let mut files: Vec<PathBuf> = files.map(|entry| entry.path()).collect();
        files.sort();
        for file in files {
            let fits = fs::metadata(&file).is_ok_and(|m| m.is_file() && m.len() <= ROSTER_BYTES_MAX);
            let bytes = if fits { fs::read(&file).ok() } else { None };
            let roster = bytes.and_then(|bytes| cbor::decode(bytes.get(head..)?).ok());
            rosters.extend(roster);
        }
    }
    let mut open = std::collections::BTreeMap::new();
    for signed in rosters {
        if let Ok(roster) = signed.open() {
            open.entry((roster.scope, roster.version)).or_insert(signed);
        }
    }
    Authority::load(&open.into_values().collect::<Vec<_>>()).ok()
}

/// Whether the rosters are there and not to be reviewed.
pub fn roster(scene: &Scene) -> Vec<Finding> {
    let Some(authority) = &scene.authority else {
        let path = scene.paths.rosters().display().to_string();
        if scene.running.is_some() {
            // The node could read them, or it would not run.
            return vec![Finding::note(Part::Roster, "cli-doctor-roster-unread", |s| s.with("path", &path))];
        }
        return vec![Finding::trouble(
            Part::Roster,
            "cli-doctor-roster-none",
            "cli-doctor-roster-none-remedy",
            |s| s.with("path", &path),
        )];
    };
    let versions = authority.versions().len() as u64;
    let mut found =
        vec![Finding::well(Part::Roster, "cli-doctor-roster-versions", |s| s.number("n", versions))];
    let node = KeyFile::read(&scene.paths.node_key()).ok();
    let listed =
        node.and_then(|file| authority.node(&file.public()).map(|(institution, _)| institution.clone()));
    let Some(own) = scene.config.node.institution.clone().or(listed) else { return found };
    for scope in [Scope::Federation, Scope::Chamber(own.country()), Scope::Institution(own.clone())] {
        let Some(review) = authority.review_by(&scope) else { continue };
        let (version, scope_name) = (u64::from(authority.version(&scope)), scope.to_string());
        let days = review.0.saturating_sub(now().0) / (24 * 60 * 60 * 1000);
        let fill =
            |said: Said| said.with("scope", &scope_name).number("version", version).number("days", days);
        found.push(if review < now() {
            Finding::trouble(Part::Roster, "cli-doctor-roster-over", "cli-doctor-roster-over-remedy", fill)
        } else {
            Finding::well(Part::Roster, "cli-doctor-roster-valid", fill)
        });
    }
    found
}

/// What the service manager says of the node's unit.
pub async fn unit(scene: &Scene) -> Vec<Finding> {
    let unit = match scene.config.node.role {
        Role::Node => "cabildo.service",
        Role::Relay => "cabildo-relay.service",
    };
    if !Path::new("/run/systemd/system").exists() {
        return vec![Finding::note(Part::Unit, "cli-doctor-unit-no-systemd", |said| said)];
    }
    let show = Command::new("systemctl")
        .args(["show", unit, "--property=LoadState,ActiveState,UnitFileState,NRestarts"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    let shown = timeout(WAIT, show).await.ok().and_then(Result::ok);
    let text = shown.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    judge_unit(unit, &text)
}

fn judge_unit(unit: &str, shown: &str) -> Vec<Finding> {
    let value = |name: &str| {
        let line = shown.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_default().to_owned()
    };
    let (active, enabled) = (value("ActiveState"), value("UnitFileState"));
    let restarts = value("NRestarts").parse().unwrap_or(0);
    let fill = |said: Said| said.with("unit", unit).with("state", &active).number("restarts", restarts);
    if value("LoadState") != "loaded" {
        return vec![Finding::note(Part::Unit, "cli-doctor-unit-none", fill)];
    }
    let mut found = vec![match active.as_str() {
        "active" => Finding::well(Part::Unit, "cli-doctor-unit-active", fill),
        "failed" => Finding::trouble(Part::Unit, "cli-doctor-unit-failed", "cli-doctor-unit-log", fill),
        _ => Finding::note(Part::Unit, "cli-doctor-unit-idle", fill),
    }];
    if restarts > 0 {
        found.push(Finding::trouble(Part::Unit, "cli-doctor-unit-restarts", "cli-doctor-unit-log", fill));
    }
    if !matches!(enabled.as_str(), "enabled" | "enabled-runtime" | "static") {
        found.push(Finding::trouble(Part::Unit, "cli-doctor-unit-off", "cli-doctor-unit-off-remedy", fill));
    }
    found
}

/// Whether the programs of the rules for alerts are there, and the secrets of webhooks.
pub fn alerts(scene: &Scene) -> Vec<Finding> {
    let rules = &scene.config.alert;
    let mut found = Vec::new();
    if rules.is_empty() {
        found.push(Finding::note(Part::Alerts, "cli-doctor-alerts-none", |said| said));
    }
    for rule in rules {
        let program = rule.run.first().map(String::as_str).unwrap_or_default();
        let runs = fs::metadata(program).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0);
        let fill = |said: Said| said.with("rule", &rule.name).with("program", program);
        found.push(if runs {
            Finding::well(Part::Alerts, "cli-doctor-alerts-rule", fill)
        } else {
            Finding::trouble(
                Part::Alerts,
                "cli-doctor-alerts-missing",
                "cli-doctor-alerts-missing-remedy",
                fill,
            )
        });
    }
    for rule in &scene.config.webhook {
        let secret = key::read_secret(&scene.paths.root().join(&rule.secret));
        found.push(match secret {
            Ok(_) => Finding::well(Part::Alerts, "cli-doctor-webhook", |said| {
                said.with("rule", &rule.name).with("program", &rule.url)
            }),
            Err(error) => Finding::trouble(
                Part::Alerts,
                "cli-doctor-webhook-secret",
                "cli-doctor-webhook-secret-remedy",
                |said| said.with("rule", &rule.name).with("why", &error.to_string()),
            ),
        });
    }
    if let Some((status, _)) = &scene.running {
        let failed = |code: &str| ["alert_failed", "webhook_failed"].contains(&code);
        for trouble in status.trouble.iter().filter(|trouble| failed(&trouble.code)) {
            found.push(Finding::trouble(
                Part::Alerts,
                "cli-doctor-alerts-failed",
                "cli-doctor-alerts-failed-remedy",
                |said| said.with("why", &trouble.message),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn a_unit_is_judged_by_what_systemd_says() {
        let levels = |text: &str| judge_unit("u", text).iter().map(|f| (f.level, f.id)).collect::<Vec<_>>();
        let well = "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nNRestarts=0\n";
        assert_eq!(levels(well), [(Level::Well, "cli-doctor-unit-active")]);
        assert_eq!(levels(""), [(Level::Note, "cli-doctor-unit-none")]);
        let sick = "LoadState=loaded\nActiveState=failed\nUnitFileState=disabled\nNRestarts=5\n";
        let ids: Vec<_> = levels(sick).into_iter().map(|(_, id)| id).collect();
        assert_eq!(ids, ["cli-doctor-unit-failed", "cli-doctor-unit-restarts", "cli-doctor-unit-off"]);
    }
}
