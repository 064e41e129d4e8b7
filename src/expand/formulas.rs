//! Formulas of chapters as `MathML`, for books with `math = true`.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Level};
use crate::directive::{Formulas, InvalidFormula, ScanItem};
use crate::markup::{escape, math};
use crate::source::{Source, Span};

/// Returns the `MathML` of each formula with its range, and warnings about formulas that stay as written.
///
/// Formulas in the arguments of directives belong to the directive.
pub(super) fn typeset(
    source: &Arc<Source>,
    formulas: Formulas,
    items: &[ScanItem],
) -> (Vec<(Span, String)>, Vec<Diagnostic>) {
    let item_at = |span: Span| {
        let first = items.partition_point(|item| item.span().end <= span.start);
        items.get(first).filter(|item| item.span().start < span.end)
    };
    let contains = |outer: Span, inner: Span| outer.start <= inner.start && inner.end <= outer.end;
    let (mut edits, mut warnings) = (Vec::with_capacity(formulas.list.len()), Vec::new());
    for formula in formulas.list {
        let span = formula.span;
        let html = match item_at(span) {
            Some(item) if !contains(item.span(), span) => Err("a formula cannot contain a directive".to_owned()),
            Some(ScanItem::Directive(_) | ScanItem::Invalid(_)) => continue,
            Some(ScanItem::Citation(_)) | None => math::html(formula.tex.trim(), formula.display),
        };
        match html {
            Ok(html) => edits.push((span, in_markdown(&html, formula.display))),
            Err(reason) => warnings.push(not_typeset(source, span, &reason)),
        }
    }
    for (span, invalid) in formulas.invalid {
        if item_at(span).is_some() {
            continue;
        }
        warnings.push(match invalid {
            InvalidFormula::UnbalancedBraces => not_typeset(source, span, "unbalanced braces"),
            InvalidFormula::Unclosed => warning(source, span, "`$$` without a second `$$` in the same paragraph").help(
                "a formula has no blank line in it, and none of its lines begins a list, heading or quote; \
                 for dollar signs write `\\$\\$`",
            ),
        });
    }
    (edits, warnings)
}

/// Adds formulas to the edits of a chapter. Formulas in a citation are next to its keys, and are replaced in its text.
pub(super) fn add(formulas: &[(Span, String)], text: &str, edits: &mut Vec<(Span, String)>) {
    if formulas.is_empty() {
        return;
    }
    let (mut alone, steps) = (Vec::new(), edits.len());
    for (span, html) in formulas {
        let first = edits[..steps].partition_point(|(edit, _)| edit.end <= span.start);
        match edits[..steps].get_mut(first).filter(|(edit, _)| edit.start < span.end) {
            Some((_, with)) => *with = with.replacen(&text[span.range()], html, 1),
            None => alone.push((*span, html.clone())),
        }
    }
    edits.append(&mut alone);
    edits.sort_by_key(|(span, _)| span.start);
}

fn not_typeset(source: &Arc<Source>, span: Span, reason: &str) -> Diagnostic {
    warning(source, span, "this formula cannot be typeset")
        .label(reason)
        .help("it stays as written; for a dollar sign write `\\$`")
}

fn warning(source: &Arc<Source>, span: Span, message: &str) -> Diagnostic {
    Code::BadValue.at((source, span), message).level(Level::Warning)
}

/// `MathML` in a line of Markdown. A formula on a line of its own is in an element that can scroll.
fn in_markdown(html: &str, display: bool) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let (open, close) = if display { ("<span class=\"papers-math-block\">", "</span>") } else { ("", "") };
    out.push_str(open);
    escape::no_markdown(html, &mut out);
    out.push_str(close);
    out
}
