//! README.md documents every directive, option, configuration key, field, label and style, with defaults.

use mdbook_papers::config::CONFIG_KEYS;
use mdbook_papers::language::label_names;
use mdbook_papers::options::{DIRECTIVES, SORT_FIELDS, Style};

const README: &str = include_str!("../README.md");

/// Returns the table rows that contain `word` in their first column.
fn rows(word: &str) -> Vec<&'static str> {
    let has_word = |row: &&str| row.split('|').nth(1).is_some_and(|first| first.contains(&format!("`{word}`")));
    README.lines().filter(has_word).collect()
}

#[test]
fn every_option_is_in_the_readme() {
    for directive in DIRECTIVES {
        assert!(
            README.contains(&format!("`<<#{}", directive.name)),
            "README.md has no row with `<<#{}`",
            directive.name
        );
        for option in directive.options() {
            assert!(!rows(option.name).is_empty(), "no table in README.md has a row for the option `{}`", option.name);
        }
    }
}

#[test]
fn every_configuration_key_is_in_the_readme_with_its_default() {
    for key in CONFIG_KEYS.iter().filter(|key| key.name != "labels") {
        let rows = rows(key.name);
        assert!(
            rows.iter().any(|row| row.contains(key.default)),
            "no row for `{}` in README.md has its default `{}`: {rows:?}",
            key.name,
            key.default
        );
    }
}

#[test]
fn every_field_label_and_style_is_in_the_readme() {
    let prefixed = |name: &&str| ["column-", "script-", "type-"].iter().any(|prefix| name.starts_with(prefix));
    let labels = label_names().filter(|name| !prefixed(name));
    for word in Style::built_in_names().chain(labels) {
        assert!(README.contains(&format!("`{word}`")), "{word}");
    }
    // The rare fields are in the guide's table of variables.
    let guide = include_str!("../book/guide/data-formats.md");
    for word in SORT_FIELDS {
        let code = format!("`{word}`");
        assert!(README.contains(&code) || guide.contains(&code), "{word}");
    }
}
