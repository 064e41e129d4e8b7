//! Labels: the UI text of pages, in the language of the book or as the configuration overrides it.

use crate::config::{BookToml, Config};
use crate::diagnostic::{Code, Diagnostic, Level, nearest};
use crate::language::{ENGLISH, Language, label_names};
use crate::paper::{Field, Status};

/// Returns the label with this name, in the language of `next_to` if the label is next to that text, else in the book's
/// language.
pub fn label<'a>(config: &'a Config, name: &str, next_to: Option<&str>) -> &'a str {
    if let Some(label) = config.labels.get(name) {
        return label;
    }
    let language = match next_to {
        Some(text) => Language::next_to(text, &config.language),
        None => Language::of_page(&config.language),
    };
    let label = language.label(name);
    debug_assert!(label.is_some(), "there is no label `{name}`");
    label.unwrap_or_default()
}

/// Returns the language of a label where it is not the page's: English, if there are no labels in the page's language.
pub fn language(config: &Config, name: &str) -> Option<&'static str> {
    let is_english = !config.labels.contains_key(name) && Language::of(&config.language).is_none();
    is_english.then_some(ENGLISH.tag)
}

/// Returns the label of a field, as the head of its column.
pub fn column(config: &Config, field: Field) -> &str {
    label(config, field.label(), None)
}

/// Returns the label of a CSL item type.
pub fn item_type<'a>(config: &'a Config, name: &str) -> &'a str {
    label(config, &format!("type-{name}"), None)
}

/// Returns the label of a reading status.
pub fn status(config: &Config, status: Status) -> &str {
    label(config, status.as_str(), None)
}

/// Returns the labels that `papers.js` shows, with their names in the script.
pub fn page_script(config: &Config) -> impl Iterator<Item = (&'static str, &str)> {
    label_names().filter_map(|name| Some((name.strip_prefix("script-")?, label(config, name, None))))
}

/// Returns the separator after a label: a space, except after a full-width colon.
pub fn space_after(label: &str) -> &'static str {
    if label.ends_with('：') { "" } else { " " }
}

/// Checks the labels in book.toml for unknown names and placeholders.
pub fn check(config: &Config, toml: &BookToml<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (name, text) in &config.labels {
        let Some(original) = ENGLISH.label(name) else {
            let unknown = Code::UnknownOption.at(toml.labels_place(), format!("no label `{name}`"));
            diagnostics.push(unknown.did_you_mean(nearest(name, label_names())));
            continue;
        };
        let expected: Vec<_> = placeholders(original).collect();
        for unknown in placeholders(text).filter(|unknown| !expected.contains(unknown)) {
            let message = format!("label `{name}` has no placeholder `{{{unknown}}}`");
            let warning = Code::BadValue.at(toml.labels_place(), message).level(Level::Warning);
            let help = expected.first().map(|expected| format!("it has `{{{expected}}}`"));
            diagnostics.push(warning.help(help.unwrap_or_else(|| "it is shown as written".to_owned())));
        }
    }
    diagnostics
}

/// Returns the placeholders of a label, such as `count` in `{count} papers`.
fn placeholders(label: &str) -> impl Iterator<Item = &str> {
    let inner = label.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inner.filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_the_configuration_replace_those_of_the_language() {
        let mut config = Config { language: "zh-CN".to_owned(), ..Config::default() };
        assert_eq!((column(&config, Field::Title), item_type(&config, "book")), ("标题", "图书"));
        config.labels.insert("column-title".to_owned(), "题".to_owned());
        assert_eq!(column(&config, Field::Title), "题");
    }
}
