//! The same day twice: driven through the screen and again in `--plain`, on equal federations. Both
//! write the same messages: kinds, threads, texts and order; ids, times and signatures aside.

use cabildo_client::{
    http::{ApiClient, MessageFilter},
    writer::WriteRequest,
};
use cabildo_protocol::content::Content;
use cabildo_tests::{
    processes::{PATIENCE, Processes, program},
    talk::Talk,
    terminal::Terminal,
};
use portable_pty::CommandBuilder;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NOTE: &str = "Brigadas en camino";
const TITLE: &str = "Agua";
const TEXT: &str = "Primero.";
const COMMENT: &str = "Gracias";

/// Two nodes, a notice and a proposal from the one to the other.
struct Day {
    processes: Processes,
    runtime: tokio::runtime::Runtime,
}

impl Day {
    fn begin() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let mut processes = Processes::write(7);
        runtime.block_on(async {
            for name in ["oaxaca", "valparaiso"] {
                processes.start(name);
                processes.answers(name).await;
            }
            let notice = json!({
                "schema": 1, "status": "actual", "scope": "public",
                "info": [{
                    "categories": ["met"], "event": {"es": "Marejada"}, "urgency": "immediate",
                    "severity": "severe", "certainty": "observed", "headline": {"es": "Marejada"},
                    "instruction": {"es": "Aléjese de la costa."},
                }],
            });
            let rain =
                json!({"schema": 1, "title": {"es": "Captación de lluvia"}, "text": {"es": "Se propone."}});
            let contents = [
                Content::Notice(serde_json::from_value(notice).expect("a notice")),
                Content::Proposal(serde_json::from_value(rain).expect("a proposal")),
            ];
            for content in contents {
                let request = WriteRequest::new(content);
                let api = processes.api("valparaiso");
                let id = processes.writer("valparaiso").write(&api, request).await.expect("kept").id;
                arrives(&processes.api("oaxaca"), &id.to_string()).await;
            }
        });
        Self { processes, runtime }
    }

    /// The screen on Oaxaca's home.
    fn open(&self) -> Terminal {
        let mut command = CommandBuilder::new(program());
        command.arg("--home");
        command.arg(&self.processes.node("oaxaca").home);
        command.env("HOME", self.processes.folder.path());
        command.env("LANG", "es_MX.UTF-8");
        for name in ["CABILDO_HOME", "XDG_DATA_HOME", "LC_ALL", "LC_MESSAGES", "LANGUAGE"] {
            command.env_remove(name);
        }
        let text = self.processes.folder.path().join("texto.txt");
        std::fs::write(&text, TEXT).expect("written");
        command.env_remove("VISUAL");
        command.env("EDITOR", format!("cp {}", text.display()));
        Terminal::start(command, 40, 100)
    }

    /// Waits until so many messages of Oaxaca are at the other node, and says what they are: kind,
    /// who speaks, to what, and with which words, in their order.
    fn messages(&self, count: usize) -> Vec<Value> {
        self.runtime.block_on(async {
            let api = self.processes.api("valparaiso");
            let institution = Some("mx:20067".parse().expect("an institution"));
            let filter = MessageFilter { institution, limit: Some(100), ..MessageFilter::default() };
            let began = Instant::now();
            let mut found = api.messages(&filter).await.expect("messages");
            while found.len() < count {
                assert!(began.elapsed() < PATIENCE, "only {} of {count} messages: {found:?}", found.len());
                tokio::time::sleep(Duration::from_millis(100)).await;
                found = api.messages(&filter).await.expect("messages");
            }
            let mut all = Vec::new();
            for info in found.iter().rev() {
                let root = api.message(&info.thread.to_string()).await.expect("a root");
                let detail = api.message(&info.id.to_string()).await.expect("a message");
                let mut content = serde_json::to_value(detail.content.expect("a content")).expect("JSON");
                // By when depends on the hour at which it was written.
                if let Some(by) = content.get_mut("respond_by") {
                    *by = json!("a time");
                }
                // The text that was read is named by its id.
                if let Some(revision) = content.get_mut("revision") {
                    assert_eq!(*revision, json!(info.thread), "nobody has revised it");
                    *revision = json!("the first");
                }
                all.push(json!({
                    "kind": info.kind, "institution": info.institution, "lane": info.log.lane,
                    "root": root.info.title, "root_by": root.info.institution, "content": content,
                }));
            }
            all
        })
    }
}

async fn arrives(api: &ApiClient, id: &str) {
    let began = Instant::now();
    while api.message(id).await.is_err() {
        assert!(began.elapsed() < PATIENCE, "{id} does not arrive");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// On the screen: read, acknowledge, search, answer, propose, switch the language, lose the node,
/// comment.
fn on_the_screen() -> Vec<Value> {
    let mut day = Day::begin();
    let mut terminal = day.open();
    terminal.shows("Captación de lluvia");
    terminal.shows("Marejada");
    terminal.send("\r");
    terminal.shows("Aléjese de la costa.");
    terminal.send("r");
    terminal.shows("Acuse del aviso");
    terminal.send("3n");
    terminal.send(NOTE);
    terminal.shows(NOTE);
    terminal.send("\u{13}");
    terminal.shows("Guardado en el nodo");

    terminal.send("\u{1b}");
    std::thread::sleep(Duration::from_millis(300));
    terminal.send("/lluvia\r");
    terminal.until("only what was found", |text| text.contains("de lluvia") && !text.contains("Marejada"));
    terminal.send("\r");
    terminal.shows("Se propone.");
    terminal.send("r");
    terminal.shows("a favor");
    terminal.send("1\r");
    terminal.shows("Esto se firma");
    terminal.send("\r");
    terminal.shows("Se firma en");
    terminal.until("our position is kept", |text| text.contains("Guardado en el nodo"));

    terminal.send("n");
    terminal.shows("Escribir algo nuevo");
    terminal.send("1");
    terminal.shows("Título");
    terminal.send(TITLE);
    terminal.send("\t\t");
    terminal.shows("por llenar");
    terminal.send("\u{1b}[17~");
    terminal.shows(TEXT);
    terminal.send("\u{13}");
    terminal.shows("Esto se firma");
    terminal.send("\r");
    terminal.shows("Se firma en");
    terminal.until("our proposal is kept", |text| text.contains("Guardado en el nodo"));

    for shown in ["nodes online", "nós em linha", "nodos en línea"] {
        terminal.send("L");
        terminal.shows(shown);
    }
    day.processes.kill("oaxaca");
    terminal.shows("nodo perdido");
    day.processes.start("oaxaca");
    day.runtime.block_on(day.processes.answers("oaxaca"));
    terminal.shows("nodos en línea");
    terminal.send("c");
    terminal.shows("Comentario");
    terminal.send(COMMENT);
    terminal.shows(COMMENT);
    terminal.send("\u{13}");
    terminal.shows("Esto se firma");
    terminal.send("\r");
    let messages = day.messages(4);
    terminal.send("q");
    assert_eq!(terminal.exit_status(), 0);
    messages
}

/// The same in lines.
fn in_lines() -> Vec<Value> {
    let mut day = Day::begin();
    let mut talk = Talk::open(&day.processes.node("oaxaca").home);
    talk.answers(&[
        ("Número u orden", "1"),
        ("Aléjese de la costa.", "responder"),
        ("3. actuando", "3"),
        ("Nota", NOTE),
        ("Línea", "."),
        ("¿Enviar? s/n", "s"),
    ]);
    talk.says("Se publicó: acuse");
    talk.answers(&[
        ("Intro vuelve", "buscar lluvia"),
        ("Encontrados: 1", "1"),
        ("Se propone.", "responder"),
        ("1. a favor", "1"),
        ("Línea", "."),
        ("Acto", ""),
        ("¿Enviar? s/n", "s"),
    ]);
    talk.says("Se publicó: postura");
    talk.answers(&[
        ("Intro vuelve", "proponer"),
        ("Título", TITLE),
        ("Resumen", ""),
        ("Línea", TEXT),
        ("Línea", "."),
        ("Otro idioma", ""),
        ("Tema", ""),
        ("Lugares", ""),
        ("Hasta cuándo", "15d"),
        ("A quién", ""),
        ("¿Enviar? s/n", "s"),
    ]);
    talk.says("Se publicó: propuesta");
    talk.line("idioma en");
    talk.says("Language: English");
    talk.line("language es");
    talk.says("Idioma: español");
    day.processes.kill("oaxaca");
    talk.says("se perdió el enlace");
    day.processes.start("oaxaca");
    day.runtime.block_on(day.processes.answers("oaxaca"));
    talk.says("El nodo responde otra vez.");
    talk.line("buscar lluvia");
    talk.answers(&[
        ("Encontrados: 1", "1"),
        ("Se propone.", "comentar"),
        ("Línea", COMMENT),
        ("Línea", "."),
        ("¿Enviar? s/n", "s"),
    ]);
    talk.says("Se publicó: comentario");
    let messages = day.messages(4);
    talk.line("salir");
    talk.ends();
    messages
}

#[test]
fn the_screen_and_the_lines_write_the_same_day() {
    let screen = on_the_screen();
    let lines = in_lines();
    assert_eq!(screen, lines);
}
