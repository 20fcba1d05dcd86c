//! The real program in a pseudo-terminal, as a person would use it at 80×24: drafts that survive,
//! a terminal that is left as it was, the demo.

use cabildo_client::writer::WriteRequest;
use cabildo_protocol::{
    content::{Content, Proposal},
    text::Texts,
};
use cabildo_tests::{
    processes::{PATIENCE, Processes, program},
    terminal::Terminal,
};
use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    path::Path,
    time::{Duration, Instant},
};

const TITLE: &str = "Captación de lluvia";

fn command(words: &[&str], folder: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(program());
    command.args(words);
    command.env("HOME", folder);
    command.env("TMPDIR", folder);
    command.env("LANG", "es_MX.UTF-8");
    for name in
        ["CABILDO_HOME", "NO_COLOR", "XDG_DATA_HOME", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "RUST_BACKTRACE"]
    {
        command.env_remove(name);
    }
    command
}

/// The interface on Oaxaca's home, with the node inside where none runs.
fn open(processes: &Processes) -> Terminal {
    let home = processes.node("oaxaca").home.to_string_lossy().into_owned();
    Terminal::start(command(&["--home", &home], processes.folder.path()), 24, 80)
}

fn signal(terminal: &Terminal, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(terminal.pid()).expect("a pid")).expect("a pid");
    kill_process(pid, signal).expect("a process");
}

/// Writes a proposal through the node that runs.
fn propose(processes: &Processes) {
    let text = |text: &str| Texts::one("es".parse().expect("a tag"), text);
    let content = Proposal::new(text(TITLE), text("Se propone."));
    let request = WriteRequest::new(Content::Proposal(content));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        processes.answers("oaxaca").await;
        processes.writer("oaxaca").write(&processes.api("oaxaca"), request).await.expect("kept");
    });
}

/// Opens the thread and the editor for a comment.
fn begin_comment(terminal: &mut Terminal) {
    terminal.shows(TITLE);
    terminal.send("\r");
    terminal.shows("Se propone.");
    terminal.send("c");
    terminal.shows("omentario");
}

#[test]
fn a_draft_survives_leaving_and_kill_and_the_terminal_is_left_as_it_was() {
    let processes = Processes::write(7);
    let mut terminal = open(&processes);
    propose(&processes);
    begin_comment(&mut terminal);
    terminal.send("Una frase a medias");
    terminal.shows("Una frase a medias");
    terminal.send("\u{3}");
    terminal.shows("Borrador guardado");
    terminal.send("\u{3}");
    assert_eq!(terminal.exit_status(), 0);
    assert!(!terminal.alternate_screen(), "the screen is the one from before");

    let mut terminal = open(&processes);
    begin_comment(&mut terminal);
    terminal.shows("Una frase a medias");
    terminal.send(" y algo más");
    terminal.shows("a medias y algo más");
    // The draft follows the keys with a short delay.
    std::thread::sleep(Duration::from_secs(2));
    signal(&terminal, Signal::KILL);
    assert_ne!(terminal.exit_status(), 0);

    let mut terminal = open(&processes);
    begin_comment(&mut terminal);
    terminal.shows("a medias y algo más");
    signal(&terminal, Signal::TERM);
    terminal.exit_status();
    assert!(!terminal.alternate_screen(), "the screen is the one from before");

    let mut terminal = open(&processes);
    begin_comment(&mut terminal);
    terminal.shows("a medias y algo más");
}

/// Opens the interface so that it panics where it is told to; see `tui/src/run/planted.rs`.
#[cfg(debug_assertions)]
fn open_planted(processes: &Processes, planted: &str) -> Terminal {
    let home = processes.node("oaxaca").home.to_string_lossy().into_owned();
    let mut command = command(&["--home", &home], processes.folder.path());
    command.env("CABILDO_PLANTED", planted);
    Terminal::start(command, 24, 80)
}

#[cfg(debug_assertions)]
#[test]
fn a_panic_gives_the_terminal_back_and_loses_no_draft() {
    let processes = Processes::write(7);
    let mut draft = String::new();
    for (planted, letters) in [("task", "Una frase"), ("loop", " a medias")] {
        let mut terminal = open_planted(&processes, planted);
        if draft.is_empty() {
            propose(&processes);
        }
        begin_comment(&mut terminal);
        terminal.shows(&draft);
        draft += letters;
        // At once: no time to write the draft but after the panic.
        terminal.send(&format!("{letters}\u{1b}[24~"));
        assert_eq!(terminal.exit_status(), 1, "{planted}");
        assert!(!terminal.alternate_screen(), "{planted}: the screen is the one from before");
        terminal.shows("planted in");
        terminal.shows("borrador");
    }
    let mut terminal = open(&processes);
    begin_comment(&mut terminal);
    terminal.shows("Una frase a medias");
}

#[cfg(debug_assertions)]
#[test]
fn an_index_that_panics_is_made_anew_behind_the_open_screen() {
    let processes = Processes::write(7);
    let mut terminal = open_planted(&processes, "index");
    propose(&processes);
    begin_comment(&mut terminal);
    terminal.send("Sigue abierta");
    terminal.shows("Sigue abierta");
    std::thread::sleep(Duration::from_secs(1));
    assert!(terminal.alternate_screen() && !terminal.text().contains("planted"), "{terminal:?}");
    terminal.send("\u{3}");
    terminal.shows("Borrador guardado");
    terminal.send("\u{3}");
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn a_second_one_opens_on_the_running_node_and_any_size_will_do() {
    let processes = Processes::write(7);
    let mut first = open(&processes);
    propose(&processes);
    first.shows(TITLE);
    let mut second = open(&processes);
    second.shows(TITLE);
    for (rows, cols) in [(50, 200), (8, 20), (12, 40), (24, 80)] {
        second.resize(rows, cols);
        std::thread::sleep(Duration::from_millis(300));
    }
    second.shows(TITLE);
    second.send("?");
    second.shows("Ayuda");
    second.send("?");
    second.send("q");
    assert_eq!(second.exit_status(), 0);
    first.send("q");
    assert_eq!(first.exit_status(), 0);
}

#[test]
fn a_command_runs_on_the_terminal_and_comes_back() {
    let processes = Processes::write(7);
    let mut terminal = open(&processes);
    propose(&processes);
    terminal.shows(TITLE);
    terminal.send("F$historia\r");
    terminal.shows("Intro: volver a Cabildo");
    terminal.shows("Padrón de mx:x-sfic, versión 1");
    terminal.send("\r");
    terminal.shows("La orden terminó bien");
    terminal.send("$nada\r");
    terminal.shows("«nada»");
    terminal.send("\r");
    terminal.shows("estado 2");
    terminal.send("q");
    assert_eq!(terminal.exit_status(), 0);
}

/// Prints what each key sends over the line; with nothing to say, nothing is sent.
#[test]
fn bytes_a_key_over_the_line() {
    let processes = Processes::write(7);
    let mut terminal = open(&processes);
    propose(&processes);
    terminal.shows(TITLE);
    terminal.shows("nodos en línea");
    let settle = || std::thread::sleep(Duration::from_millis(700));
    settle();
    let before = terminal.written();
    std::thread::sleep(Duration::from_secs(3));
    let idle = terminal.written() - before;
    println!("idle for 3 s: {idle} bytes");
    assert!(idle < 400, "a minute's tick at most, not {idle} bytes");
    for (what, keys) in [
        ("open a thread", "\r"),
        ("open the editor", "c"),
        ("a letter", "a"),
        ("a letter", "b"),
        ("close", "\u{1b}"),
    ] {
        let before = terminal.written();
        terminal.send(keys);
        settle();
        println!("{what}: {} bytes", terminal.written() - before);
    }
    terminal.send("q");
    assert_eq!(terminal.exit_status(), 0);
}

/// A proposal, with its text from the writer's own editor: taken back once, then signed.
#[test]
fn a_proposal_is_written_taken_back_and_signed() {
    let processes = Processes::write(7);
    let text = processes.folder.path().join("texto.txt");
    std::fs::write(&text, "Se propone poner atrapanieblas.\n").expect("written");
    let home = processes.node("oaxaca").home.to_string_lossy().into_owned();
    let mut words = command(&["--home", &home], processes.folder.path());
    words.env_remove("VISUAL");
    words.env("EDITOR", format!("cp {}", text.display()));
    let mut terminal = Terminal::start(words, 24, 80);
    terminal.shows("nodos en línea");
    terminal.send("n");
    terminal.shows("Escribir algo nuevo");
    terminal.send("1");
    terminal.shows("Título");
    terminal.send("Niebla\t\t");
    terminal.shows("por llenar");
    terminal.send("\u{1b}[17~");
    terminal.shows("Se propone poner atrapanieblas.");
    terminal.send("\u{13}");
    terminal.shows("Esto se firma");
    terminal.send("\r");
    terminal.shows("Se firma en");
    terminal.send("z");
    terminal.shows("Retirado");
    terminal.send("\u{13}");
    terminal.shows("Esto se firma");
    terminal.send("\r");
    terminal.shows("Se firma en");
    terminal.shows("Guardado en el nodo");
    terminal.until("the proposal in the list", |screen| {
        screen.contains("propuesta") && screen.contains("Niebla")
    });
    terminal.send("q");
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn the_demo_opens_asks_for_an_acknowledgement_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut terminal = Terminal::start(command(&["demo"], folder.path()), 24, 80);
    terminal.shows("todo se borrará al salir");
    terminal.shows("AVISO DE CRISIS");
    terminal.send("!");
    terminal.shows("Riesgo de aluvión");
    terminal.send("r");
    terminal.shows("Acuse del aviso");
    // The number chooses; what is signed is signed by Enter alone.
    terminal.send("3\r");
    // Until it is there the keys belong to what is being sent.
    terminal.shows("Guardado en el nodo");
    terminal.until("our answer", |screen| screen.contains("contestamos: actuando"));
    // Copiapó, whose notice it is, answers what we did; comments stand at the end of the page.
    let deadline = Instant::now() + PATIENCE;
    while !terminal.text().contains("Gracias, Oaxaca") {
        assert!(Instant::now() < deadline, "nobody answers us; the screen shows:\n{}", terminal.text());
        terminal.send("G");
        std::thread::sleep(Duration::from_millis(200));
    }
    terminal.send("q");
    assert_eq!(terminal.exit_status(), 0);
    assert!(!terminal.alternate_screen());
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}
