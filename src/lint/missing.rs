//! Papers without authors or year.

use super::LintedPaper;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(item: &LintedPaper<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let key = &item.paper.key;
    // A field that is present but invalid has been reported already.
    let is_absent = |field| crate::format::locate(item.origin, field, 0).1 == item.origin.span;
    if item.paper.authors.is_empty() && item.paper.editors.is_empty() && is_absent("authors") {
        diagnostics.push(item.at_key(Code::MissingAuthor, format!("the paper `{key}` has no authors")));
    }
    // What is in press has no date yet.
    let is_forthcoming = item.paper.year_text().is_some();
    if item.paper.date.is_none() && !is_forthcoming && is_absent("date") {
        diagnostics.push(item.at_key(Code::MissingYear, format!("the paper `{key}` has no year")));
    }
}
