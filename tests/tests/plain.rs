//! An operator's day in `--plain`, through pipes, against real nodes: read, acknowledge, propose,
//! answer, search, switch language, a notice that arrives meanwhile, a node killed and back. And
//! the first minute of somebody who has no home yet.

use cabildo_client::{http::ApiClient, writer::WriteRequest};
use cabildo_protocol::content::Content;
use cabildo_tests::{
    processes::{PATIENCE, Processes, program},
    terminal::Terminal,
};
use portable_pty::CommandBuilder;
use serde_json::json;
use std::{
    io::{Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// The program in lines: what is typed, and what it has said.
struct Talk {
    child: Child,
    said: Arc<Mutex<String>>,
    heard: usize,
}

impl Talk {
    fn open(home: &Path) -> Self {
        let mut command = Command::new(program());
        command.arg("--home").arg(home).arg("--plain").env("LANG", "es_MX.UTF-8").env("TERM", "dumb");
        for name in ["CABILDO_HOME", "LC_ALL", "LC_MESSAGES", "LANGUAGE"] {
            command.env_remove(name);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("a process");
        let said = Arc::new(Mutex::new(String::new()));
        let (mut out, to) = (child.stdout.take().expect("a pipe"), said.clone());
        std::thread::spawn(move || {
            let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
            while let Ok(n @ 1..) = out.read(&mut buffer) {
                bytes.extend_from_slice(&buffer[..n]);
                *to.lock().expect("a lock") = String::from_utf8_lossy(&bytes).into_owned();
            }
        });
        Self { child, said, heard: 0 }
    }

    fn all(&self) -> String {
        self.said.lock().expect("a lock").clone()
    }

    /// Waits until it says something after what was heard last; returns everything up to there.
    #[track_caller]
    fn says(&mut self, part: &str) -> String {
        let began = Instant::now();
        loop {
            let all = self.all();
            let new = all.get(self.heard..).unwrap_or_default();
            if let Some(at) = new.find(part) {
                let heard = new[..at + part.len()].to_owned();
                self.heard += at + part.len();
                return heard;
            }
            assert!(began.elapsed() < PATIENCE, "waited for «{part}» after:\n{all}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn line(&mut self, text: &str) {
        writeln!(self.child.stdin.as_mut().expect("a pipe"), "{text}").expect("typed");
    }

    /// Lines, each when it is asked for.
    #[track_caller]
    fn answers(&mut self, lines: &[(&str, &str)]) {
        for (question, line) in lines {
            self.says(question);
            self.line(line);
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn write(processes: &Processes, name: &str, content: serde_json::Value, kind: &str) -> String {
    let content = match kind {
        "notice" => Content::Notice(serde_json::from_value(content).expect("a notice")),
        _ => Content::Proposal(serde_json::from_value(content).expect("a proposal")),
    };
    let request = WriteRequest { answers: None, refs: vec![], expires: None, content };
    let sent = processes.writer(name).write(&processes.api(name), request).await.expect("kept");
    sent.id.to_string()
}

fn notice(headline: &str, status: &str) -> serde_json::Value {
    json!({
        "schema": 1, "status": status, "scope": "public",
        "info": [{
            "categories": ["met"], "event": {"es": headline}, "urgency": "immediate", "severity": "severe",
            "certainty": "observed", "headline": {"es": headline}, "instruction": {"es": "Aléjese de la costa."},
        }],
    })
}

/// Waits until a node has the message, and with it what was answered.
async fn until(api: &ApiClient, id: &str, parts: &[&str]) {
    let began = Instant::now();
    loop {
        let shown = api.message(id).await.ok().and_then(|detail| serde_json::to_string(&detail).ok());
        if shown.as_ref().is_some_and(|shown| parts.iter().all(|part| shown.contains(part))) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "waited for {parts:?} in {shown:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_in_lines() {
    let mut processes = Processes::write(7);
    for name in ["oaxaca", "valparaiso"] {
        processes.start(name);
        processes.answers(name).await;
    }
    let (oaxaca, valparaiso) = (processes.api("oaxaca"), processes.api("valparaiso"));
    let surge = write(&processes, "valparaiso", notice("Marejada", "actual"), "notice").await;
    let rain = json!({"schema": 1, "title": {"es": "Captación de lluvia", "en": "Rainwater"},
        "text": {"es": "Se propone \u{1b}[31m captar."}});
    let rain = write(&processes, "valparaiso", rain, "proposal").await;
    until(&oaxaca, &surge, &["Marejada"]).await;
    until(&oaxaca, &rain, &["lluvia"]).await;

    let mut talk = Talk::open(&processes.node("oaxaca").home);
    talk.says("Cabildo en líneas, en el nodo de Oaxaca de Juárez");
    talk.says("esperan nuestra respuesta: 2");
    talk.says("1. SEVERA · aviso de crisis · Marejada");
    talk.answers(&[("Número u orden", "1"), ("Aléjese de la costa.", "responder"), ("3. actuando", "3")]);
    talk.answers(&[("Nota", "Brigadas en camino"), ("Línea", ".")]);
    talk.says("Último vistazo: acuse");
    talk.says("Estado: actuando");
    talk.answers(&[("¿Enviar? s/n", "s")]);
    talk.says("Se publicó: acuse");

    talk.answers(&[("Intro vuelve", "buscar LLUVIA captacion"), ("Encontrados: 1", "1")]);
    talk.answers(&[
        ("Se propone", "responder"),
        ("1. a favor", "apoyar"),
        ("Línea", "."),
        ("Acto", "Acuerdo 12/2026"),
    ]);
    talk.answers(&[("¿Enviar? s/n", "s")]);
    talk.says("Se publicó: postura");
    talk.answers(&[("Intro vuelve", "comentar"), ("Línea", "No se envía"), ("Línea", "*")]);
    talk.says("No se envió nada.");

    talk.answers(&[
        ("Intro vuelve", "proponer"),
        ("Título", "Agua"),
        ("Resumen", ""),
        ("Línea", "Primero."),
        ("Línea", "."),
        ("Otro idioma", "en"),
    ]);
    talk.answers(&[
        ("Título", "Water"),
        ("Resumen", ""),
        ("Línea", "First."),
        ("Línea", "."),
        ("Otro idioma", ""),
    ]);
    talk.answers(&[
        ("Tema", ""),
        ("Lugares", "mx:20067"),
        ("Hasta cuándo", "pronto"),
        ("no es un momento", "48h"),
        ("A quién", "cl:05101"),
    ]);
    talk.says("Título (en): Water");
    talk.answers(&[("¿Enviar? s/n", "n")]);
    talk.says("No se envió nada.");
    talk.answers(&[
        ("Intro vuelve", "3"),
        ("No hay un número 3", "proponer"),
        ("Título", "Agua"),
        ("Resumen", ""),
        ("Línea", "@nada"),
        ("Línea", "."),
        ("Otro idioma", ""),
    ]);
    talk.answers(&[
        ("Tema", ""),
        ("Lugares", ""),
        ("Hasta cuándo", ""),
        ("A quién", ""),
        ("¿Enviar? s/n", "s"),
    ]);
    talk.says("Se publicó: propuesta");
    let told = talk.says("Intro vuelve");
    let water = told.lines().find(|line| line.starts_with("cbm1")).expect("an id").to_owned();

    let drill = write(&processes, "valparaiso", notice("Evacuación", "exercise"), "notice").await;
    talk.says("! SIMULACRO · AVISO DE CRISIS de Valparaíso: Evacuación");
    talk.line("0");
    talk.says(&drill);
    talk.line("idioma en");
    talk.says("Language: English");
    talk.says("Inbox; waiting for our answer:");
    talk.line("help");
    talk.says("propose: writes a proposal");
    talk.line("status");
    talk.says("Nodes connected");
    talk.line("peers");
    talk.says("Valparaíso");

    processes.kill("oaxaca");
    talk.says("the link to the node is lost");
    processes.start("oaxaca");
    processes.answers("oaxaca").await;
    talk.says("The node answers again.");
    talk.line("quit");
    assert!(talk.child.wait().expect("ended").success());
    let said = talk.all();
    let bad = said.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(bad, None, "no escape and no control character: {said:?}");

    until(&valparaiso, &surge, &["Brigadas en camino", "acting"]).await;
    until(&valparaiso, &rain, &["endorse", "Acuerdo 12/2026"]).await;
    until(&valparaiso, &water, &["@nada"]).await;
}

#[test]
fn lines_open_the_node_inside_and_end_with_the_input() {
    let processes = Processes::write(7);
    let home = processes.node("oaxaca").home.clone();
    let mut talk = Talk::open(&home);
    talk.says("Número u orden");
    drop(talk.child.stdin.take());
    assert!(talk.child.wait().expect("ended").success());
    assert!(!processes.node("oaxaca").socket.exists(), "the node inside has stopped");
}

#[test]
fn the_first_time_nothing_is_written_and_escape_leaves() {
    for (key, shown) in [("\u{1b}", "Todavía no hay un nodo"), ("\u{3}", "Salir"), ("2", "Se dejó así")] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = CommandBuilder::new(program());
        command.env("HOME", folder.path());
        command.env("LANG", "C.UTF-8");
        for name in ["CABILDO_HOME", "XDG_DATA_HOME", "LC_ALL", "LC_MESSAGES", "LANGUAGE"] {
            command.env_remove(name);
        }
        let mut terminal = Terminal::start(command, 24, 80);
        terminal.shows("1  Ver una demostración");
        terminal.send("\u{1b}[A");
        // Keys that come together are one: an arrow is no Esc.
        std::thread::sleep(Duration::from_millis(500));
        terminal.send("3");
        terminal.shows("What do you want to do?");
        terminal.send("33");
        terminal.shows("Todavía no hay un nodo");
        terminal.send(key);
        if key == "2" {
            terminal.shows("Qué es su institución");
            terminal.send("\u{1b}");
        }
        assert_eq!(terminal.exit_status(), u32::from(key == "2"));
        assert!(terminal.text().contains(shown), "{}", terminal.text());
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
        assert!(left.is_empty(), "{left:?}");
    }
}
