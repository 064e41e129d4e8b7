//! The words we put into pages ourselves, in English and Chinese, and the book's own in their place.

use crate::config::{BookToml, Config};
use crate::diagnostic::{Code, Diagnostic, Level, nearest};
use crate::paper::{Status, has_han};
use crate::render::language::primary;

mod terms;

/// A wording, by name, in English and Chinese.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    /// Its name in the configuration.
    pub name: &'static str,
    english: &'static str,
    chinese: &'static str,
}

/// Every wording there is, save the names of columns and types; `{count}` stands for a number.
pub const LABELS: &[Label] = &[
    Label { name: "abstract", english: "Abstract:", chinese: "摘要：" },
    Label { name: "authors", english: "({count} authors)", chinese: "（共 {count} 位作者）" },
    Label { name: "bibliography", english: "Bibliography", chinese: "参考文献" },
    Label { name: "cited-in", english: "Cited in:", chinese: "引用于：" },
    Label { name: "empty", english: "No papers yet.", chinese: "暂无论文。" },
    Label { name: "et-al", english: "et al.", chinese: "等" },
    Label { name: "list", english: "Papers", chinese: "论文" },
    Label { name: "new", english: "new", chinese: "新" },
    Label { name: "no-author", english: "No author", chinese: "无作者" },
    Label { name: "no-category", english: "On no shelf", chinese: "未归类" },
    Label { name: "no-status", english: "No status", chinese: "无状态" },
    Label { name: "no-tag", english: "No tag", chinese: "无标签" },
    Label { name: "no-type", english: "No type", chinese: "无类型" },
    Label { name: "no-venue", english: "No venue", chinese: "无出处" },
    Label { name: "no-year", english: "No year", chinese: "无年份" },
    Label { name: "number", english: "No.", chinese: "序号" },
    Label { name: "per-shelf", english: "Papers per shelf", chinese: "各类论文数" },
    Label { name: "per-year", english: "Papers per year", chinese: "各年论文数" },
    Label { name: "permalink", english: "Link to this entry", chinese: "本条链接" },
    Label { name: "read", english: "read", chinese: "已读" },
    Label { name: "reading", english: "reading", chinese: "在读" },
    Label { name: "references", english: "References", chinese: "参考文献" },
    Label { name: "remark", english: "Remark:", chinese: "编者按：" },
    Label { name: "shelf", english: "Shelf", chinese: "分类" },
    Label { name: "shelves", english: "Shelves", chinese: "分类" },
    Label { name: "table", english: "As a table", chinese: "表格" },
    Label { name: "tags", english: "Tags:", chinese: "标签：" },
    Label { name: "to-read", english: "to read", chinese: "待读" },
    Label { name: "total", english: "{count} papers", chinese: "共 {count} 篇" },
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
    // Those of `LABELS` are asked for again and again.
    let at = LABELS.binary_search_by(|label| label.name.cmp(name));
    let label = at.map(|at| &LABELS[at]).ok().or_else(|| all().find(|label| label.name == name));
    debug_assert!(label.is_some(), "`{name}` is not in the table of labels");
    label.map_or("", |label| if chinese { label.chinese } else { label.english })
}

/// What a column of a table is called: that field, at its head.
pub fn column<'a>(config: &'a Config, field: &str) -> &'a str {
    label(config, &format!("column-{field}"), None)
}

/// What a type of CSL is called.
pub fn kind<'a>(config: &'a Config, kind: &str) -> &'a str {
    label(config, &format!("type-{kind}"), None)
}

/// What a status is called.
pub fn status(config: &Config, status: Status) -> &str {
    label(config, status.as_str(), None)
}

/// What stands between a label and what it introduces: nothing after a full-width colon, which brings its own room.
pub fn room_after(words: &str) -> &'static str {
    if words.ends_with('：') { "" } else { " " }
}

/// The name of every wording.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().map(|label| label.name)
}

/// Every wording there is.
fn all() -> impl Iterator<Item = &'static Label> {
    LABELS.iter().chain(terms::COLUMNS).chain(terms::KINDS)
}

/// Faults of the book's own wording: names that do not exist, and places of what a wording does not say.
pub fn check(config: &Config, toml: &BookToml<'_>) -> Vec<Diagnostic> {
    let known = || all().map(|label| label.name);
    let mut found = Vec::new();
    for (name, words) in &config.labels {
        let Some(label) = all().find(|label| label.name == name) else {
            let unknown = Code::UnknownOption.at(toml.labels_place(), format!("no label `{name}`"));
            found.push(unknown.did_you_mean(nearest(name, known())));
            continue;
        };
        let own: Vec<_> = placeholders(label.english).collect();
        for odd in placeholders(words).filter(|odd| !own.contains(odd)) {
            let message = format!("the label `{name}` says nothing in place of `{{{odd}}}`");
            let place = Code::BadValue.at(toml.labels_place(), message).level(Level::Warning);
            let help = own.first().map(|own| format!("it has `{{{own}}}`"));
            found.push(place.help(help.unwrap_or_else(|| "it is shown as it stands".to_owned())));
        }
    }
    found
}

/// The names between braces, as `count` in `{count} papers`.
fn placeholders(words: &str) -> impl Iterator<Item = &str> {
    let inner = words.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inner.filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{FIELDS, GROUPS, TYPES};

    #[test]
    fn every_field_group_status_and_type_has_a_name_in_both_languages() {
        let fields = FIELDS.iter().map(|field| format!("column-{field}"));
        let groups = GROUPS.iter().map(|group| format!("no-{group}"));
        let kinds = TYPES.iter().map(|kind| format!("type-{kind}"));
        let statuses = Status::ALL.iter().map(|status| status.as_str().to_owned());
        for name in fields.chain(groups).chain(kinds).chain(statuses) {
            assert!(all().any(|label| label.name == name), "{name}");
        }
        assert!(all().all(|label| has_han(label.chinese) && label.english.is_ascii()));
        assert!(LABELS.is_sorted_by_key(|label| label.name));
    }

    #[test]
    fn the_books_own_wording_stands_in_place_of_ours() {
        let mut config = Config { language: "zh-CN".to_owned(), ..Config::default() };
        assert_eq!((column(&config, "title"), kind(&config, "book")), ("标题", "图书"));
        config.labels.insert("column-title".to_owned(), "题".to_owned());
        assert_eq!(column(&config, "title"), "题");
    }
}
