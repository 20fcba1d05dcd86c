//! Help in the reader's language: clap knows the shape of the command line, the languages' files
//! what everything means.

use super::{
    args::Cli,
    vocabulary::{self, List},
    words::{Said, Words},
};
use clap::{Arg, Command, CommandFactory as _};

/// The command line as the program understands it: English names, all languages' beside them.
pub fn grammar(words: &Words) -> Command {
    with_names(Cli::command(), words, "")
}

/// The commands below one, each by all languages' names too.
fn with_names(command: Command, words: &Words, path: &str) -> Command {
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        let path = format!("{path}{name}");
        let others = vocabulary::verbs(words, &path).into_iter().filter(|verb| *verb != name);
        with_names(sub.aliases(others.collect::<Vec<_>>()), words, &format!("{path}-"))
    })
}

/// The same command line as the reader sees it: names and help in that language. It understands
/// what [`grammar`] does, and says in its own words what is wrong.
pub fn command(words: &Words) -> Command {
    let root = Cli::command();
    let common: Vec<String> =
        root.get_arguments().filter(|arg| arg.is_global_set()).map(|arg| arg.get_id().to_string()).collect();
    below(in_words(root, words, &common, &[], "cabildo"), words, &common, "")
}

/// The commands below one, as the reader sees them.
fn below(command: Command, words: &Words, common: &[String], path: &str) -> Command {
    let command = command.mut_subcommands(|sub| {
        let english = sub.get_name().to_owned();
        let path = format!("{path}{english}");
        let mut names = vocabulary::verbs(words, &path);
        if !names.contains(&english) {
            names.push(english);
        }
        let shown = names.remove(0);
        let sub = in_words(sub, words, common, &names, &path).name(shown).aliases(names);
        below(sub, words, common, &format!("{path}-"))
    });
    command
        .subcommand_help_heading(words.text("cli-heading-commands"))
        .subcommand_value_name(words.text("cli-value-command"))
}

/// The help of a command, which also goes by other names.
fn in_words(command: Command, words: &Words, common: &[String], others: &[String], name: &str) -> Command {
    let usage = words.text("cli-heading-usage");
    let template = format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}");
    let mut after = Vec::new();
    if !others.is_empty() {
        after.push(words.say(&Said::new("cli-help-also").with("names", &others.join(", "))));
    }
    let example = format!("example-{name}");
    if words.has("cli", &example) {
        let example = words.term("cli", &example);
        after.push(words.say(&Said::new("cli-help-example").with("example", &example)));
    }
    let command = command
        .about(words.text(&format!("cli-help-{name}")))
        .help_template(template)
        .mut_args(|arg| argument(arg, words, name, common));
    if after.is_empty() { command } else { command.after_help(after.join("\n\n")) }
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
    let list = if id == "need" { Some(&vocabulary::ACCESS) } else { List::of(&values) };
    match list {
        Some(list) => help = format!("{help}: {}", list.all(words)),
        None if takes_values && !values.is_empty() => help = format!("{help}: {}", values.join(", ")),
        None => {}
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
            let mut all = vec![&root];
            let mut at = 0;
            while let Some(command) = all.get(at).copied() {
                all.extend(command.get_subcommands());
                at += 1;
            }
            assert!(all.len() > 40, "the commands below commands too");
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
        assert!(spanish.contains("cabildo proponer --title es="), "{spanish}");
        assert!(
            spanish.contains("Uso: cabildo proponer") && spanish.contains("También: propose, propor"),
            "{spanish}"
        );
        assert!(help("en", "respond").contains("ask_for_changes"));
        assert!(help("pt", "respond").contains("apoiar"));
        assert!(help("es", "rsvp").contains("silla"));
    }

    #[test]
    fn every_command_that_a_text_names_is_there() {
        let texts = [
            ("es", include_str!("../../../configs/lang/es.ftl")),
            ("en", include_str!("../../../configs/lang/en.ftl")),
            ("pt", include_str!("../../../configs/lang/pt.ftl")),
        ];
        let mut named = 0;
        for (language, text) in texts {
            let words = Words::new(vec![language.parse().expect("a tag")]);
            let all = grammar(&words);
            for quoted in text.split("«cabildo ").skip(1).filter_map(|rest| rest.split('»').next()) {
                let mut command = &all;
                for word in quoted.split_whitespace().take_while(|word| !word.starts_with(['-', '{'])) {
                    if command.get_subcommands().next().is_none() {
                        break;
                    }
                    command = command.find_subcommand(word).unwrap_or_else(|| panic!("{language}: {quoted}"));
                    named += 1;
                }
            }
        }
        assert!(named > 100, "the texts name {named}");
    }

    /// Words of a line of the shell, as far as examples need it.
    fn split(line: &str) -> Vec<String> {
        let (mut words, mut quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ' ' if !quoted => words.push(String::new()),
                c => words.last_mut().expect("a word").push(c),
            }
        }
        words
    }

    #[test]
    fn every_example_can_be_pasted_and_is_in_the_readers_words() {
        for language in ["es", "en", "pt"] {
            let words = Words::new(vec![language.parse().expect("a tag")]);
            for command in Cli::command().get_subcommands() {
                let id = format!("example-{}", command.get_name());
                assert!(words.has("cli", &id), "no example of {}", command.get_name());
                let example = words.term("cli", &id);
                let line = example.split(" > ").next().expect("a line");
                let line = split(line);
                let verb = &vocabulary::verbs(&words, command.get_name())[0];
                assert!(line.contains(verb), "{example}");
                let parsed = grammar(&words).try_get_matches_from(line);
                assert!(parsed.is_ok(), "{example}: {parsed:?}");
            }
        }
    }
}
