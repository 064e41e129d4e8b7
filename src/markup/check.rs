//! Checks of text that cannot be rendered as intended.

use super::math::{self, Piece};
use super::user_markdown;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::format::locate;
use crate::paper::{Origin, Paper};

/// Returns a warning for each formula of a paper that cannot be typeset and is therefore shown as written.
pub(crate) fn math(paper: &Paper, origin: Option<&Origin>) -> Vec<Diagnostic> {
    let lines = [("title", Some(paper.title.as_str())), ("summary", paper.summary.as_deref())];
    let blocks = [("abstract", &paper.abstract_text), ("note", &paper.note), ("remark", &paper.remark)];
    let with_math = |text: Option<&str>| text.is_some_and(|text| text.contains('$'));
    let mut diagnostics = Vec::new();
    let mut report = |field: &str, written: &str, tex: &str, display: bool| {
        let (Err(reason), Some(origin)) = (math::html(tex, display), origin) else { return };
        let (origin, span) = locate(origin, field, 0);
        let place = (&origin.source, span);
        let message = format!("`{written}` in the {field} of `{}` is not valid math", paper.key);
        let shown = Code::BadValue.at(place, message).level(Level::Warning).label(reason);
        diagnostics.push(shown.help("it is shown as written; for a dollar sign write `\\$`"));
    };
    for (field, text) in lines.into_iter().filter(|(_, text)| with_math(*text)) {
        for piece in math::pieces(text.unwrap_or_default()) {
            if let Piece::Math { tex, written } = piece {
                report(field, written, tex, false);
            }
        }
    }
    for (field, text) in blocks.into_iter().filter(|(_, text)| with_math(text.as_deref())) {
        for (tex, display) in user_markdown::math(text.as_deref().unwrap_or_default()) {
            let fence = if display { "$$" } else { "$" };
            report(field, &format!("{fence}{tex}{fence}"), &tex, display);
        }
    }
    diagnostics
}
