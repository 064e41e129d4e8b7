//! Shared by the readers of external formats: the paper under construction, its diagnostics, and the unknown names of
//! a file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::bibtex::{dates::Dated, links};
use super::entry::add_distinct;
use super::schema::fold_blanks;
use super::tree::{Node, Value};
use crate::diagnostic::{Code, Diagnostic, Label, Level};
use crate::paper::{DateValue, Field, Paper, Title};
use crate::source::{Source, Span};
use crate::url;

/// An entry under construction.
pub(super) struct Record<'s> {
    pub(super) source: &'s Arc<Source>,
    /// The span that represents the entry.
    pub(super) header: Span,
    pub(super) paper: Paper,
    pub(super) found: Vec<Diagnostic>,
}

impl<'s> Record<'s> {
    pub(super) fn new(source: &'s Arc<Source>, header: Span, key: &str) -> Self {
        let paper = Paper { key: key.to_owned(), ..Paper::default() };
        Self { source, header, paper, found: Vec::new() }
    }

    pub(super) fn warn(&mut self, code: Code, span: Span, message: String) -> &mut Diagnostic {
        self.found.push(code.at((self.source, span), message).level(Level::Warning));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    pub(super) fn wrong_type(&mut self, name: &str, node: &Node<'_>, expected: &str) {
        let message = format!("the field `{name}` is not {expected}");
        let found = self.warn(Code::BadValue, node.span, message);
        (found.label, found.help) = (Some(Label::Expected(expected.to_owned())), Some("it is skipped".to_owned()));
    }

    /// Returns a text as written; numbers and lists of texts count as text. Returns `None` if it is empty.
    pub(super) fn text(&mut self, name: &str, node: &Node<'_>) -> Option<String> {
        let text = match &node.value {
            Value::Null => return None,
            Value::List(items) if items.iter().all(|item| item.scalar().is_some()) => {
                items.iter().filter_map(Node::scalar).collect::<Vec<_>>().join(", ")
            }
            _ if node.scalar().is_none() => {
                self.wrong_type(name, node, "a text");
                return None;
            }
            _ => node.scalar().unwrap_or_default().to_owned(),
        };
        Some(text).filter(|text| !text.trim().is_empty())
    }

    /// Returns a text on one line.
    pub(super) fn line(&mut self, name: &str, node: &Node<'_>) -> Option<String> {
        self.text(name, node).map(|text| fold_blanks(&text).into_owned())
    }

    /// Sets a text field that has no value yet; the second of two different values goes into `x`.
    pub(super) fn set(&mut self, field: Field, text: String) {
        match field.text_mut(&mut self.paper) {
            Some(known) if *known == text => {}
            Some(_) => self.keep(field.name(), text),
            unset => *unset = Some(text),
        }
    }

    /// Stores a value that no field is for.
    pub(super) fn keep(&mut self, name: &str, value: impl Into<Json>) {
        let value = value.into();
        if !value.is_null() && !self.paper.x.contains_key(name) {
            self.paper.x.insert(name.to_owned(), value);
        }
    }

    pub(super) fn link(&mut self, label: &str, address: &str, span: Span) {
        if links::is_on_disk(address) {
            let message = format!("the link `{label}` is a local file");
            let found = Code::NotUnderstood.at((self.source, span), message);
            self.found.push(found.help("it is neither published nor exported"));
            return;
        }
        for link in links::links(label, address) {
            if self.paper.links.contains(&link) {
                continue;
            }
            if url::safe(&link.url).is_none() {
                let found = self.warn(Code::BadLink, span, format!("the link `{label}` has no safe address"));
                found.label = Some(Label::Expected("`https:`, `http:`, `mailto:` or a relative address".to_owned()));
                found.help = Some("it is shown as text".to_owned());
            } else if let Some(meant) = url::meant(&link.url) {
                let found = self.warn(Code::BadLink, span, format!("the link `{label}` has no scheme"));
                found.help = Some(format!("did you mean `{meant}`?"));
            }
            self.paper.links.push(link);
        }
    }

    /// Returns the date, and reports one that the calendar does not have.
    pub(super) fn date(&mut self, dated: Dated, span: Span) -> Option<DateValue> {
        if let Some(value) = dated.value.as_ref().filter(|_| dated.invalid) {
            let found = self.warn(Code::BadDate, span, format!("`{value}` is not a date"));
            found.label = Some(Label::Expected("a date or a range of dates".to_owned()));
            found.help = value.date().map(|date| format!("it is read as `{date}`"));
        }
        dated.value
    }

    /// Returns the paper and its diagnostics.
    pub(super) fn finish(mut self) -> (Paper, Vec<Diagnostic>) {
        if self.paper.title.is_empty() {
            let message = format!("the entry `{}` has no title", self.paper.key);
            self.warn(Code::MissingTitle, self.header, message).help = Some("its key is shown in its place".to_owned());
            self.paper.title = title_of_key(&self.paper.key);
        }
        (self.paper, self.found)
    }
}

/// Unknown names: the first span of each and the number of occurrences.
#[derive(Default)]
pub(super) struct UnknownNames(HashMap<String, (Span, usize)>);

impl UnknownNames {
    pub(super) fn count(&mut self, word: &str, span: Span) {
        match self.0.get_mut(word) {
            Some((_, times)) => *times += 1,
            None => {
                self.0.insert(word.to_owned(), (span, 1));
            }
        }
    }

    /// Returns one diagnostic for each name, at its first occurrence.
    pub(super) fn finish(
        self,
        source: &Arc<Source>,
        message: &dyn Fn(&str) -> String,
        help: &dyn Fn(&str) -> String,
    ) -> Vec<Diagnostic> {
        let mut unknown: Vec<_> = self.0.into_iter().collect();
        unknown.sort_by_key(|(_, (span, _))| *span);
        let found = unknown.into_iter().map(|(word, (span, times))| {
            let found = Code::NotUnderstood.at((source, span), message(&word)).help(help(&word));
            if times == 1 { found } else { found.label(format!("{times} entries have it")) }
        });
        found.collect()
    }

    /// Returns diagnostics for names of fields, which are preserved in `x`.
    pub(super) fn fields(self, source: &Arc<Source>) -> Vec<Diagnostic> {
        self.finish(source, &|word| format!("the field `{word}` has no equivalent here"), &|word| {
            format!("it is stored for templates and exports as `x.{word}`")
        })
    }
}

/// Returns a key for an entry without one, from the file name and the line.
pub(super) fn generated_key(source: &Source, at: usize) -> String {
    let stem = source.path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    format!("{stem}-{}", source.line_column(at).line)
}

/// Adds the keywords of a text or a list of texts, without duplicates.
pub(super) fn add_keywords(node: &Node<'_>, keywords: &mut Vec<String>) {
    let texts = node.items().iter().filter_map(Node::scalar);
    let words = texts.flat_map(|text| text.split([',', ';'])).map(fold_blanks).filter(|keyword| !keyword.is_empty());
    add_distinct(keywords, words.map(Cow::into_owned).collect());
}

/// Returns the title of an entry that has none: its key, on one line.
pub(super) fn title_of_key(key: &str) -> Title {
    match fold_blanks(key) {
        folded if folded.is_empty() => Title::of_key(key),
        folded => Title::of_key(&folded),
    }
}

/// Returns pages in the form of the schema: `2397-2430`.
pub(super) fn hyphenated(pages: &str) -> String {
    let mut out = String::with_capacity(pages.len());
    let dash = |c: char| matches!(c, '-' | '–' | '—' | '‐' | '‑');
    let mut rest = pages;
    while let Some(at) = rest.find(dash) {
        out.push_str(rest[..at].trim_end());
        out.push('-');
        rest = rest[at..].trim_start_matches(dash).trim_start();
    }
    out.push_str(rest);
    out
}
