//! The words we put into pages ourselves, in English and Chinese, and the book's own in their place.

use crate::config::{BookToml, Config};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::paper::has_han;
use crate::render::language::primary;

/// A wording, by name, in English and Chinese.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    /// Its name in the configuration.
    pub name: &'static str,
    english: &'static str,
    chinese: &'static str,
}

/// Every wording there is; `{count}` stands for a number.
pub const LABELS: &[Label] = &[
    Label { name: "authors", english: "({count} authors)", chinese: "（共 {count} 位作者）" },
    Label { name: "cited-in", english: "Cited in:", chinese: "引用于：" },
    Label { name: "empty", english: "No papers yet.", chinese: "暂无论文。" },
    Label { name: "et-al", english: "et al.", chinese: "等" },
    Label { name: "remark", english: "Remark:", chinese: "编者按：" },
    Label { name: "list", english: "Papers", chinese: "论文" },
    Label { name: "references", english: "References", chinese: "参考文献" },
];

/// The wording of that name, in the language of `beside` if a text stands beside it, else in the book's.
pub fn label<'a>(config: &'a Config, name: &str, beside: Option<&str>) -> &'a str {
    if let Some(own) = config.labels.get(name) {
        return own;
    }
    let chinese = match beside {
        Some(text) => has_han(text),
        None => primary(&config.language) == "zh",
    };
    let label = LABELS.iter().find(|label| label.name == name);
    debug_assert!(label.is_some(), "`{name}` is not in the table of labels");
    label.map_or("", |label| if chinese { label.chinese } else { label.english })
}

/// What stands between a label and what it introduces: nothing after a full-width colon, which brings its own room.
pub fn room_after(words: &str) -> &'static str {
    if words.ends_with('：') { "" } else { " " }
}

/// Faults of the book's own wording: names that do not exist.
pub fn check(config: &Config, toml: &BookToml<'_>) -> Vec<Diagnostic> {
    let known = || LABELS.iter().map(|label| label.name);
    let unknown = config.labels.keys().filter(|name| !known().any(|label| label == name.as_str()));
    unknown
        .map(|name| {
            Code::UnknownOption
                .at(toml.labels_place(), format!("no label `{name}`"))
                .did_you_mean(nearest(name, known()))
        })
        .collect()
}
