//! What hayagriva leaves untidy where a value is missing: doubled blanks and marks, empty brackets.

use super::runs::Formatted;

/// A reference without leftovers.
pub(super) fn reference(formatted: Formatted) -> Formatted {
    trimmed(formatted)
}

/// Without blanks at its ends.
pub(super) fn trimmed(mut formatted: Formatted) -> Formatted {
    while let Some(first) = formatted.runs.first_mut() {
        first.text = first.text.trim_start().to_owned();
        if !first.text.is_empty() {
            break;
        }
        formatted.runs.remove(0);
    }
    while let Some(last) = formatted.runs.last_mut() {
        last.text = last.text.trim_end().to_owned();
        if !last.text.is_empty() {
            break;
        }
        formatted.runs.pop();
    }
    formatted
}
