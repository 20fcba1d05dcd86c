//! A proposal from its first draft to its result by real nodes: a closing that leaves a position out,
//! a contest that names it, and a final message that every node comes to alike.

use cabildo_client::writer::WriteRequest;
use cabildo_protocol::{
    content::{Content, Outcome},
    views::{Doubt, ProposalView, Stage, Thread},
};
use cabildo_tests::processes::{PATIENCE, Processes, program};
use serde_json::Value;
use std::{process::Command, time::Duration, time::Instant};

const NODES: [&str; 6] = ["oaxaca", "morelia", "valparaiso", "copiapo", "embajada", "sfic"];
/// From the proposal to its deadline, and from the closing to the end of the time to contest.
const TIME: &str = "20s";

struct Federation(Processes);

impl Federation {
    fn run(&self, node: &str, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(program());
        command.arg("--home").arg(&self.0.node(node).home).args(["--language", "es"]).args(arguments);
        let output = command.output().expect("a program");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
    }

    fn writes(&self, node: &str, arguments: &[&str]) -> String {
        let (status, said) = self.run(node, &[&["--json"], arguments].concat());
        assert_eq!(status, 0, "{node} {arguments:?}: {said}");
        let said: Value = serde_json::from_str(&said).expect("JSON");
        said["id"].as_str().expect("an id").to_owned()
    }

    /// What a command says that is refused.
    fn refused(&self, node: &str, arguments: &[&str]) -> String {
        let (status, said) = self.run(node, arguments);
        assert_eq!(status, 6, "{node} {arguments:?}: {said}");
        said
    }

    async fn view(&self, node: &str, id: &str) -> Option<ProposalView> {
        match self.0.api(node).message(id).await.ok()?.view? {
            Thread::Proposal(view) => Some(*view),
            _ => None,
        }
    }

    /// Waits until a node shows the proposal so.
    async fn until(
        &self,
        node: &str,
        id: &str,
        what: &str,
        holds: impl Fn(&ProposalView) -> bool,
    ) -> ProposalView {
        let began = Instant::now();
        loop {
            let view = self.view(node, id).await;
            if let Some(view) = view.as_ref().filter(|view| holds(view)) {
                return view.clone();
            }
            assert!(began.elapsed() < PATIENCE, "{node} does not show {what}: {view:#?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_that_a_closing_leaves_out_is_contested_and_counted() {
    let mut federation = Federation(Processes::write(7));
    for name in NODES.into_iter().chain(["relay"]) {
        federation.0.start(name);
    }
    for name in NODES {
        federation.0.answers(name).await;
    }
    let terms = ["--rule", "cada-país", "--quorum", "3", "--respond-by", TIME, "--contest", TIME];
    let proposal = ["propose", "--title", "es=Convenio", "--text", "es=Se comparte el agua"];
    let id = federation.writes("oaxaca", &[&proposal[..], &terms].concat());
    for node in ["morelia", "valparaiso", "copiapo"] {
        federation.until(node, &id, "the proposal", |_| true).await;
        federation.writes(node, &["respond", &id, "endorse"]);
    }
    let early = federation.refused("oaxaca", &["close", &id]);
    assert!(early.contains("Es demasiado pronto"), "{early}");
    let early = federation.refused("oaxaca", &["finalize", &id]);
    assert!(early.contains("no está cerrada"), "{early}");

    let three = |view: &ProposalView| view.positions.len() == 3 && view.close.stage == Stage::DeadlinePassed;
    let view = federation.until("oaxaca", &id, "three positions after the deadline", three).await;
    assert_eq!(view.close.outcome, Some(Outcome::Adopted));
    let (_, shown) = federation.run("oaxaca", &["show", &id]);
    assert!(
        shown.contains("venció el plazo, sin cerrar")
            && shown.contains("mayoría en cada país · Chile, México · quórum 3"),
        "{shown}"
    );
    // Whoever else may vote has to give the proposer time.
    let early = federation.refused("morelia", &["close", &id]);
    assert!(early.contains("Es demasiado pronto"), "{early}");

    // The proposer counts two of three, with which the quorum is not met.
    let mut closing = view.to_close();
    let copiapo = view.positions.iter().find(|entry| entry.source.institution.as_str() == "cl:03101");
    let left_out = copiapo.expect("a position").source.id;
    closing.heads.retain(|(_, _, position)| *position != left_out);
    assert_eq!(closing.heads.len(), 2);
    let request = WriteRequest::new(Content::Closing(closing)).answering(&id);
    let api = federation.0.api("oaxaca");
    federation.0.writer("oaxaca").write(&api, request).await.expect("a closing");

    let closed = |view: &ProposalView| view.close.stage == Stage::Closed;
    let view = federation.until("copiapo", &id, "the closing", closed).await;
    assert_eq!(view.close.outcome, Some(Outcome::Lapsed));
    assert!(view.close.doubts.contains(&Doubt::LeftOut), "{:?}", view.close.doubts);
    let (_, table) = federation.run("copiapo", &["table", &id]);
    let row = table.lines().find(|row| row.starts_with("cl:03101")).expect("a row");
    assert!(row.contains(",endorse,false,left_out,"), "{row}");
    let again = federation.refused("oaxaca", &["close", &id]);
    assert!(again.contains("ya está cerrada"), "{again}");
    federation.writes("copiapo", &["contest", &id, "--text", "es=La nuestra llegó a tiempo"]);
    let contested = |view: &ProposalView| view.close.stage == Stage::Contested;
    federation.until("oaxaca", &id, "the contest", contested).await;
    let early = federation.refused("oaxaca", &["finalize", &id]);
    assert!(early.contains("Es demasiado pronto"), "{early}");

    let began = Instant::now();
    while federation.run("oaxaca", &["finalize", &id]).0 != 0 {
        assert!(began.elapsed() < PATIENCE, "{}", federation.refused("oaxaca", &["finalize", &id]));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    for node in NODES {
        let adopted = |view: &ProposalView| view.close.stage == Stage::Adopted;
        let view = federation.until(node, &id, "the result", adopted).await;
        assert_eq!(view.positions.iter().filter(|entry| entry.counted).count(), 3, "{node}");
        assert!(view.close.doubts.is_empty(), "{node}: {:?}", view.close.doubts);
    }
    let (_, shown) = federation.run("sfic", &["show", &id]);
    assert!(shown.contains("aprobada"), "{shown}");
    carried_out(&federation, &id).await;
    answered(&federation).await;
    let late = federation.refused("oaxaca", &["withdraw", &id]);
    assert!(late.contains("ya no está abierta"), "{late}");
    let other = federation.refused("copiapo", &["withdraw", &id]);
    assert!(other.contains("Solo quien presentó"), "{other}");
}

/// What follows is committed to, done and listed, each by its own institution.
async fn carried_out(federation: &Federation, id: &str) {
    let items = ["--item", "Diez pozos;1s", "--item", "Estudio;30d;@cl:05101"];
    let office = ["--office", "es=Dirección de Aguas", "--review", "90d"];
    let other = federation.refused("morelia", &[&["commit", id][..], &items, &office].concat());
    assert!(other.contains("Solo quien la presentó"), "{other}");
    federation.writes("oaxaca", &[&["comprometer", id][..], &items, &office].concat());
    let two = |view: &ProposalView| view.close.stage == Stage::Implementing;
    federation.until("valparaiso", id, "the commitment", two).await;
    let foreign = federation.refused("copiapo", &["progress", id, "1", "done"]);
    assert!(foreign.contains("Oaxaca de Juárez"), "{foreign}");
    federation.writes("valparaiso", &["avance", id, "2", "hecho", "--text", "es=Entregado"]);
    let half = |view: &ProposalView| view.implementation.as_ref().is_some_and(|w| w.pending().count() == 1);
    federation.until("oaxaca", id, "the progress", half).await;
    let (_, listed) = federation.run("oaxaca", &["compromisos"]);
    assert!(listed.contains("1. Diez pozos") && !listed.contains("Estudio"), "{listed}");
    let (_, shown) = federation.run("oaxaca", &["show", id]);
    assert!(shown.contains("en ejecución") && shown.contains("Responsable: Dirección de Aguas"), "{shown}");
    federation.writes("oaxaca", &["progress", id, "1", "done"]);
    let done = |view: &ProposalView| view.close.stage == Stage::Done;
    federation.until("sfic", id, "the end", done).await;
}

/// Feedback goes around: asked, answered, closed, and asked again.
async fn answered(federation: &Federation) {
    let asked = ["--asked", "cl:05101", "--title", "es=Falta agua", "--text", "es=Desde hace dos semanas"];
    let id = federation.writes("morelia", &[&["retroalimentar"][..], &asked].concat());
    let shows = async |node: &str, what: &str| {
        let began = Instant::now();
        loop {
            let (_, shown) = federation.run(node, &["show", &id]);
            if shown.contains(what) {
                return shown;
            }
            assert!(began.elapsed() < PATIENCE, "{node} does not show «{what}»: {shown}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    shows("valparaiso", "sin respuesta").await;
    let early = federation.refused("morelia", &["follow-up", &id, "reopen", "--text", "es=¿Y?"]);
    assert!(early.contains("Nadie ha respondido"), "{early}");
    federation.writes("valparaiso", &["seguimiento", &id, "respuesta", "--text", "es=Van camiones"]);
    shows("oaxaca", "respondida").await;
    let foreign = federation.refused("oaxaca", &["follow-up", &id, "close", "--text", "es=Ya"]);
    assert!(foreign.contains("Valparaíso"), "{foreign}");
    federation.writes("valparaiso", &["follow-up", &id, "close", "--text", "es=Hay agua"]);
    shows("morelia", "cerrada").await;
    federation.writes("morelia", &["follow-up", &id, "reopen", "--text", "es=Todavía no"]);
    let shown = shows("sfic", "reabierta").await;
    assert!(shown.contains("Qué pasó con ella (3)") && shown.contains("Van camiones"), "{shown}");
}
