//! Manual pages, from the same definition as the help: one folder for each language, as `man`
//! looks for them.

use super::{
    args::Cli,
    error::CliError,
    help,
    output::Output,
    vocabulary,
    words::{Said, Words},
};
use cabildo_client::lang::Lang;
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use std::{fs, io, path::Path};

/// Headings of a page, as they are generated and as they are called in the languages' files.
const HEADINGS: [(&str, &str); 5] = [
    ("NAME", "cli-man-name"),
    ("SYNOPSIS", "cli-man-synopsis"),
    ("DESCRIPTION", "cli-man-description"),
    ("EXTRA", "cli-man-example"),
    ("VERSION", "cli-man-version"),
];

/// Writes the pages of all languages below a folder: `man1`, `es/man1`, …
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let mut count = 0;
    for tag in Lang::available() {
        let pages = match tag.as_str() {
            "en" => folder.join("man1"),
            other => folder.join(other).join("man1"),
        };
        count += language(&pages, &Words::new(vec![tag])).map_err(|error| {
            let said = Said::new("cli-paper-unwritable").with("path", &pages.display().to_string());
            CliError::Failed(said.with("why", &error.to_string()))
        })?;
    }
    let path = folder.display().to_string();
    output.line(&words.say(&Said::new("cli-man-written").with("path", &path).number("n", count)))
}

/// The pages of one language. A command's page stands under its English name, which every guide
/// may use, and under the one that this language shows.
fn language(folder: &Path, words: &Words) -> io::Result<u64> {
    fs::create_dir_all(folder)?;
    let mut root = help::command(words);
    root.build();
    fs::write(folder.join("cabildo.1"), page(root.clone(), words)?)?;
    let mut count = 1;
    for english in Cli::command().get_subcommands().map(Command::get_name) {
        let Some(command) = root.find_subcommand(english) else { continue };
        let page = page(command.clone(), words)?;
        let shown = vocabulary::plain(command.get_name());
        for name in std::iter::once(english).chain((shown != english).then_some(shown.as_str())) {
            fs::write(folder.join(format!("cabildo-{name}.1")), &page)?;
            count += 1;
        }
    }
    Ok(count)
}

fn page(command: Command, words: &Words) -> io::Result<String> {
    let title = command.get_display_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    let source = format!("cabildo {}", env!("CARGO_PKG_VERSION"));
    let mut bytes = Vec::new();
    Man::new(command).title(title).source(source).manual("Cabildo").render(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut page = String::with_capacity(text.len());
    for line in text.lines() {
        let heading = line.strip_prefix(".SH ").map(|heading| heading.trim_matches('"'));
        match heading.and_then(|heading| HEADINGS.iter().find(|(name, _)| *name == heading)) {
            Some((_, id)) => page.push_str(&format!(".SH \"{}\"", words.text(id).to_uppercase())),
            None => page.push_str(line),
        }
        page.push('\n');
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_in_every_language() {
        let folder = tempfile::tempdir().expect("a folder");
        let words = Words::new(vec!["es".parse().expect("a tag")]);
        write(folder.path(), &words, &mut Output::new(false, false)).expect("written");
        let read = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a page");
        for command in Cli::command().get_subcommands() {
            for language in ["", "es/", "pt/"] {
                let page = read(&format!("{language}man1/cabildo-{}.1", command.get_name()));
                assert!(page.starts_with(".ie") || page.contains("\n.TH "), "{page}");
                assert!(!page.contains("cli-"), "{page}");
            }
        }
        let spanish = read("es/man1/cabildo-proponer.1");
        assert_eq!(spanish, read("es/man1/cabildo-propose.1"));
        for part in ["SH \"NOMBRE\"", "SH \"SINOPSIS\"", "Presenta una propuesta"] {
            assert!(spanish.contains(part), "«{part}» in {spanish}");
        }
        for english in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXTRA", "Possible values", "environment"] {
            assert!(!spanish.contains(english), "«{english}» in {spanish}");
        }
        assert!(read("man1/cabildo.1").contains("cabildo\\-propose(1)"));
    }
}
