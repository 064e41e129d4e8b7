//! `mdbook-papers help [COMMAND]`, the topic `help directives`, and the texts that end each help.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};

use anyhow::{Context, Result, bail};
use clap::{Command, CommandFactory};

use super::{Cli, ExitStatus};
use crate::config::CONFIG_KEYS;
use crate::options::{DIRECTIVES, DirectiveLevel, OptionSpec, Style, ValueType};

/// Where the guide is. `repository` in Cargo.toml names the repository.
const GUIDE: &str = concat!("Guide: ", env!("CARGO_PKG_REPOSITORY"), "/tree/main/book/guide");

/// Ends the help of the program.
pub(super) const PROGRAM: &str = "`mdbook-papers help directives` describes what chapters can contain.\n\n\
    mdBook runs this program for a book whose book.toml has [preprocessor.papers].\n\n";

/// The examples of each command, one a line.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "add",
        &[
            "mdbook-papers add 2302.13971 --category base-models",
            "mdbook-papers add 10.1145/3530811 --note 'A survey.'",
        ],
    ),
    ("build", &["mdbook-papers build", "mdbook-papers build my-list --dest-dir public"]),
    ("check", &["mdbook-papers check --strict", "mdbook-papers check --fix"]),
    ("completions", &["mdbook-papers completions fish"]),
    (
        "export",
        &[
            "mdbook-papers export --to bibtex --output papers.bib",
            "mdbook-papers export 'peft since=2023' --to markdown --update README.md",
        ],
    ),
    ("fmt", &["mdbook-papers fmt", "mdbook-papers fmt --check data/papers.toml"]),
    ("help", &["mdbook-papers help export", "mdbook-papers help directives"]),
    (
        "import",
        &["mdbook-papers import README.md --book my-list", "mdbook-papers import zotero.bib --into data/papers.toml"],
    ),
    ("install", &["mdbook-papers install", "mdbook-papers install my-list"]),
    ("list", &["mdbook-papers list 'base-models sort=-date limit=5'", "mdbook-papers list --categories"]),
    ("lsp", &["mdbook-papers lsp"]),
    ("man", &["mdbook-papers man /usr/local/share/man/man1"]),
    ("serve", &["mdbook-papers serve", "mdbook-papers serve my-list --port 8000"]),
];

/// Returns the command line with examples and the address of the guide.
pub(super) fn command() -> Command {
    let mut command = Cli::command();
    let names: Vec<_> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name.as_str(), |subcommand| {
            let examples =
                EXAMPLES.iter().find(|(command, _)| *command == name).map_or(&[][..], |(_, examples)| examples);
            let mut end = subcommand.get_after_help().map(|end| format!("{end}\n\n")).unwrap_or_default();
            if !examples.is_empty() {
                let _ = write!(end, "Examples:\n  {}\n\n", examples.join("\n  "));
            }
            subcommand.after_help(end + GUIDE)
        });
    }
    command.after_help(format!("{PROGRAM}{GUIDE}"))
}

/// Prints the help of the program, a command or a topic.
///
/// # Errors
/// There is no such command or topic.
pub(super) fn run(topic: Option<&str>) -> Result<ExitStatus> {
    let mut command = command();
    command.build();
    let text = match topic {
        None => command.render_long_help().to_string(),
        Some("directives") => directives(),
        Some(name) => match command.find_subcommand_mut(name) {
            Some(subcommand) => subcommand.render_long_help().to_string(),
            None => bail!("there is no command or topic `{name}`; `mdbook-papers help` lists the commands"),
        },
    };
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    Ok(ExitStatus::Success)
}

/// Describes the directives, their options and the keys of book.toml, from the tables that parse them.
fn directives() -> String {
    let mut out = String::from("Directives, each `<<#NAME ARGUMENTS>>` in a chapter:\n");
    for directive in DIRECTIVES {
        let level = match directive.level {
            DirectiveLevel::Block => "alone on its line",
            DirectiveLevel::Inline => "anywhere in text",
        };
        let _ = write!(out, "\n<<#{}>>, {level}: {}\n", directive.name, directive.about);
        let mut options: Vec<&OptionSpec> = directive.options().collect();
        options.sort_by_key(|option| option.name);
        for option in options {
            row(&mut out, option.name, &values(option.takes), option.about, option.default);
        }
    }
    out.push_str("\nKeys of [preprocessor.papers] in book.toml:\n");
    for key in CONFIG_KEYS {
        row(&mut out, key.name, &values(key.takes), key.about, key.default);
    }
    let _ = write!(out, "\n{GUIDE}\n");
    out
}

/// Writes the name and the values of an option, and below them what it does.
fn row(out: &mut String, name: &str, values: &str, about: &str, default: &str) {
    let _ = write!(out, "  {name}={values}\n      {about}; default: {}\n", default.replace('`', ""));
}

/// Describes the values that an option accepts.
fn values(takes: ValueType) -> String {
    match takes {
        ValueType::Flag => "true|false".to_owned(),
        ValueType::OneOf(words) | ValueType::FlagOr(words) => words.join("|"),
        ValueType::ListOf(words) => format!("LIST of {}", words.join("|")),
        ValueType::Number => "NUMBER".to_owned(),
        ValueType::Text => "TEXT".to_owned(),
        ValueType::SortFields => "FIELD,-FIELD,…".to_owned(),
        ValueType::Words => "WORD,…".to_owned(),
        ValueType::Types => "TYPE,…".to_owned(),
        ValueType::Years => "YEAR|FROM..TO".to_owned(),
        ValueType::Date => "DATE".to_owned(),
        ValueType::Expression => "EXPRESSION".to_owned(),
        ValueType::Level => "2|3|4|5|6".to_owned(),
        ValueType::Style => format!("{}|CSL-STYLE|FILE", Style::built_in_names().collect::<Vec<_>>().join("|")),
        ValueType::ReferenceStyle => "numeric|STYLE|FILE".to_owned(),
        ValueType::Keys => "KEY,…|*".to_owned(),
        ValueType::Texts | ValueType::Names => "[\"TEXT\", …]".to_owned(),
        ValueType::Table => "{ NAME = \"TEXT\", … }".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits a command line into words; single quotes are the only quotes of the examples.
    fn words(line: &str) -> Vec<String> {
        let parts = line.split('\'').enumerate();
        let words = parts.flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    }

    #[test]
    fn every_command_has_examples_that_it_accepts() {
        let command = command();
        let mut names: Vec<_> = command.get_subcommands().filter(|command| !command.is_hide_set()).collect();
        names.sort_by_key(|command| command.get_name());
        for subcommand in names {
            let name = subcommand.get_name();
            let (_, examples) =
                EXAMPLES.iter().find(|(command, _)| *command == name).unwrap_or_else(|| panic!("{name}"));
            for example in *examples {
                let words = words(example);
                assert_eq!(words[1], name);
                command.clone().try_get_matches_from(words).unwrap_or_else(|error| panic!("{example}\n{error}"));
            }
        }
    }

    #[test]
    fn the_topic_directives_has_every_option_and_key() {
        let text = directives();
        for directive in DIRECTIVES {
            assert!(text.contains(&format!("<<#{}>>, ", directive.name)), "{}", directive.name);
            for option in directive.options() {
                assert!(text.contains(&format!("\n  {}=", option.name)), "{}", option.name);
            }
        }
        for key in CONFIG_KEYS {
            assert!(text.contains(&format!("\n  {}=", key.name)), "{}", key.name);
        }
    }
}
