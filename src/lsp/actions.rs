//! Code actions: the fixes of `check --fix`, and the names that were probably meant.

use std::path::Path;

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, Command, Range, TextEdit, Uri, WorkspaceEdit};

use super::add;
use super::book::Book;
use super::diagnostics;
use super::documents::Documents;
use super::position::Encoding;
use crate::diagnostic::{Diagnostic, Fix, Place};
use crate::lint;
use crate::source::{Source, Span};

/// Returns the actions for diagnostics in a range of an open document.
pub(super) fn actions(
    (book, documents): (&Book, &Documents),
    path: &Path,
    range: Range,
    only: Option<&[CodeActionKind]>,
    encoding: Encoding,
) -> Vec<CodeActionOrCommand> {
    let Some(document) = documents.get(path) else { return Vec::new() };
    let selected = encoding.span(&document.source, range);
    let mut actions = Vec::new();
    let wants = |kind: &CodeActionKind| {
        only.is_none_or(|only| only.iter().any(|wanted| kind.as_str().starts_with(wanted.as_str())))
    };
    // A place in an outdated text has no position in the document.
    let here: Vec<_> = book
        .diagnostics
        .iter()
        .filter(|found| book.place_path(&found.place) == path)
        .filter(|found| matches!(&found.place, Place::Span(source, _) if source.text == document.source.text))
        .collect();
    for found in &here {
        let Place::Span(source, span) = &found.place else { continue };
        if span.end < selected.start || selected.end < span.start || !wants(&CodeActionKind::QUICKFIX) {
            continue;
        }
        let Some((title, fix)) = fix(found, source, *span) else { continue };
        let edit = TextEdit::new(encoding.range(source, fix.span), fix.replacement);
        actions.push(CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostics::convert(found, book, documents, encoding)]),
            edit: Some(edit_of(&document.uri, vec![edit])),
            is_preferred: Some(true),
            ..CodeAction::default()
        });
    }
    if wants(&CodeActionKind::QUICKFIX) {
        let added = add(book, &document.source.text, selected.start, &document.uri);
        actions.extend(added.map(|(span, action)| {
            let is_at = |found: &&&Diagnostic| {
                matches!(&found.place, Place::Span(_, place) if place.start < span.end && span.start < place.end)
            };
            let at = here.iter().filter(is_at).map(|found| diagnostics::convert(found, book, documents, encoding));
            CodeAction { diagnostics: Some(at.collect()), ..action }
        }));
    }
    if wants(&CodeActionKind::SOURCE_FIX_ALL) {
        actions.extend(fix_all(&here, &document.source, &document.uri, encoding));
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// Returns the action that adds the paper whose identifier is at an offset, if the library does not have it, and the place of the
/// identifier.
fn add(book: &Book, text: &str, offset: usize, uri: &Uri) -> Option<(Span, CodeAction)> {
    let library = book.query().library();
    let (span, identifier) = add::identifier_at(text, offset)?;
    let id = identifier.to_string();
    if library.incomplete || library.cited(&id).is_some() {
        return None;
    }
    let title = format!("Add the paper with {} {id}", identifier.registry());
    let arguments = Some(vec![uri.as_str().into(), vec![id].into()]);
    let command = Command { title: title.clone(), command: add::COMMAND.to_owned(), arguments };
    let kind = Some(CodeActionKind::QUICKFIX);
    Some((span, CodeAction { title, kind, command: Some(command), ..CodeAction::default() }))
}

/// Returns the action that applies all certain fixes of a file, if it has at least two.
fn fix_all(here: &[&Diagnostic], source: &Source, uri: &Uri, encoding: Encoding) -> Option<CodeAction> {
    let fixable: Vec<_> = here.iter().filter(|found| found.fix.is_some()).map(|found| (*found).clone()).collect();
    let [fixed] = &lint::apply_fixes(&fixable)[..] else { return None };
    let complete = Span::new(0, source.text.len());
    let edit = TextEdit::new(encoding.range(source, complete), fixed.text.clone());
    (fixed.count > 1).then(|| CodeAction {
        title: format!("Apply all {} fixes in this file", fixed.count),
        kind: Some(CodeActionKind::SOURCE_FIX_ALL),
        edit: Some(edit_of(uri, vec![edit])),
        ..CodeAction::default()
    })
}

/// Returns the edit of one document.
pub(super) fn edit_of(uri: &Uri, edits: Vec<TextEdit>) -> WorkspaceEdit {
    #[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
    let changes = [(uri.clone(), edits)].into_iter().collect();
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// Returns the fix of a diagnostic, or the one that writes the name that was probably meant, with its title.
fn fix(found: &Diagnostic, source: &Source, span: Span) -> Option<(String, Fix)> {
    if let Some(fix) = &found.fix {
        let old = source.text.get(fix.span.range())?;
        let title = match (old, fix.replacement.as_str()) {
            ("", new) => format!("Insert `{new}`"),
            (old, "") => format!("Remove `{old}`"),
            (old, new) => format!("Replace `{old}` by `{new}`"),
        };
        return Some((title, fix.clone()));
    }
    let similar = found.similar.as_deref()?;
    let written = source.text.get(span.range())?;
    let old = misspelled(&found.message, written)?;
    let at = written.find(old)?;
    let start = span.start + at;
    let fix = Fix { span: Span::new(start, start + old.len()), replacement: similar.to_owned() };
    let is_quoted = source.text[..start].ends_with(['"', '\'', '{']);
    let needs_quotes = similar.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '\'' | '>' | '=' | '}'));
    (is_quoted || !needs_quotes).then(|| (format!("Change to `{similar}`"), fix))
}

/// Returns the longest of the names in a message that occurs exactly once in the text at its place.
fn misspelled<'m>(message: &'m str, written: &str) -> Option<&'m str> {
    let names = message.split('`').skip(1).step_by(2);
    names.filter(|name| !name.is_empty() && written.matches(name).count() == 1).max_by_key(|name| name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_misspelled_name_is_in_the_message_and_at_the_place() {
        assert_eq!(misspelled("no paper `nobody` in the category `a`", "\"nobody\""), Some("nobody"));
        assert_eq!(misspelled("`papers` has no option `limt`", "limt"), Some("limt"));
        assert_eq!(misspelled("`type` cannot be `bok`", "bok,bok"), None);
        assert_eq!(misspelled("no category titled `Base \"M\"`", "\"Base \\\"M\\\"\""), None);
    }
}
