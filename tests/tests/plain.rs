//! An operator's day in `--plain`, through pipes, against real nodes: read, acknowledge, propose,
//! answer, search, switch language, a notice that arrives meanwhile, a node killed and back. And
//! the first minute of somebody who has no home yet.

use cabildo_client::{http::ApiClient, writer::WriteRequest};
use cabildo_protocol::content::Content;
use cabildo_tests::{
    processes::{PATIENCE, Processes, program},
    talk::Talk,
    terminal::Terminal,
};
use portable_pty::CommandBuilder;
use serde_json::json;
use std::time::{Duration, Instant};

async fn write(processes: &Processes, name: &str, content: serde_json::Value, kind: &str) -> String {
    let content = match kind {
        "notice" => Content::Notice(serde_json::from_value(content).expect("a notice")),
        _ => Content::Proposal(serde_json::from_value(content).expect("a proposal")),
    };
    let request = WriteRequest::new(content);
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
    talk.ends();
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
    talk.hang_up();
    talk.ends();
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
