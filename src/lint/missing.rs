//! What a paper could say and does not: its authors, its year.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for item in subject.items() {
        let key = &item.paper.key;
        if item.paper.authors.is_empty() && item.paper.editors.is_empty() {
            found.push(item.at_key(Code::MissingAuthor, format!("the paper `{key}` has no authors")));
        }
        // One that cannot be read is at fault already.
        if item.paper.date.is_none() && crate::format::locate(item.origin, "date", 0) == item.origin.span {
            found.push(item.at_key(Code::MissingYear, format!("the paper `{key}` has no year")));
        }
    }
}
