//! Help in the reader's language: clap knows the shape of the command line, the languages' files
//! what everything means.

use super::{
    args::Cli,
    words::{Said, Words},
};
use clap::{Arg, Command, CommandFactory as _};

/// The command line with its help in the reader's language.
pub fn command(words: &Words) -> Command {
    let root = Cli::command();
    let common: Vec<String> = root.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    let root = in_words(root, words, &common).mut_subcommands(|sub| in_words(sub, words, &common));
    root.subcommand_help_heading(words.text("cli-heading-commands"))
        .subcommand_value_name(words.text("cli-value-command"))
}

fn in_words(command: Command, words: &Words, common: &[String]) -> Command {
    let name = command.get_name().to_owned();
    let usage = words.text("cli-heading-usage");
    let template = format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}");
    let example_id = format!("example-{name}");
    let example = words.has("cli", &example_id).then(|| {
        let example = words.term("cli", &example_id);
        words.say(&Said::new("cli-help-example").with("example", &example))
    });
    let command = command
        .about(words.text(&format!("cli-help-{name}")))
        .help_template(template)
        .mut_args(|arg| argument(arg, words, &name, common));
    match example {
        Some(example) => command.after_help(example),
        None => command,
    }
}

/// An argument's help: its own in this command, else the one that it has in all.
fn argument(arg: Arg, words: &Words, command: &str, common: &[String]) -> Arg {
    let id = arg.get_id().to_string();
    let name = id.replace('_', "-");
    let own = format!("{command}-{name}");
    let mut help =
        if words.has("cli-help", &own) { words.term("cli-help", &own) } else { words.term("cli-arg", &name) };
    let values: Vec<String> = arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
    let takes_values = arg.get_action().takes_values();
    if takes_values && !values.is_empty() {
        help = format!("{help}: {}", values.join(", "));
    }
    let heading = match () {
        () if common.contains(&id) => "cli-heading-common",
        () if arg.is_positional() => "cli-heading-arguments",
        () => "cli-heading-options",
    };
    let arg = arg.help(help).help_heading(words.text(heading)).hide_env(true);
    if takes_values { arg.hide_possible_values(true) } else { arg }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(language: &str, name: &str) -> String {
        let words = Words::new(vec![language.parse().expect("a tag")]);
        let mut root = command(&words);
        root.build();
        let command = root.find_subcommand_mut(name).expect("a command");
        command.render_long_help().to_string()
    }

    #[test]
    fn every_command_and_argument_is_explained_in_every_language() {
        for language in ["es", "en", "pt"] {
            let words = Words::new(vec![language.parse().expect("a tag")]);
            let mut root = command(&words);
            root.build();
            let all = std::iter::once(&root).chain(root.get_subcommands());
            for command in all {
                let texts = command
                    .get_arguments()
                    .map(|arg| (arg.get_id().to_string(), arg.get_help().map(ToString::to_string)))
                    .chain([("about".to_owned(), command.get_about().map(ToString::to_string))]);
                for (id, text) in texts {
                    let text = text.unwrap_or_default();
                    let named = text.starts_with("cli-");
                    assert!(!text.is_empty() && !named, "{language}: {} {id}: «{text}»", command.get_name());
                }
            }
        }
    }

    #[test]
    fn help_speaks_one_language_and_shows_an_example() {
        let spanish = help("es", "propose");
        for english in ["Usage", "Options", "possible values", "env:", "Print help"] {
            assert!(!spanish.contains(english), "«{english}» in {spanish}");
        }
        assert!(spanish.contains("cabildo propose --title"), "{spanish}");
        assert!(help("en", "respond").contains("ask_for_changes"));
    }
}
