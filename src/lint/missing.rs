//! What a paper could say and does not: its authors, its year.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for item in subject.items() {
        let key = &item.paper.key;
        // What cannot be read is at fault already.
        let is_silent = |field| crate::format::locate(item.origin, field, 0).1 == item.origin.span;
        if item.paper.authors.is_empty() && item.paper.editors.is_empty() && is_silent("authors") {
            found.push(item.at_key(Code::MissingAuthor, format!("the paper `{key}` has no authors")));
        }
        if item.paper.date.is_none() && is_silent("date") {
            found.push(item.at_key(Code::MissingYear, format!("the paper `{key}` has no year")));
        }
    }
}
