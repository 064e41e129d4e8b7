//! Footnotes of chapters: where they are referred to, and their definitions.

use pulldown_cmark::{Event, Parser, Tag};

use super::mask::options;
use crate::source::Span;

/// A reference to a footnote, or the definition of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footnote {
    /// Its range in the chapter.
    pub span: Span,
    /// The label, without `^`.
    pub label: String,
}

/// The footnotes of a chapter.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Footnotes {
    /// The references to footnotes that are defined, in order.
    pub references: Vec<Footnote>,
    /// The definitions, in order.
    pub definitions: Vec<Footnote>,
}

/// Returns the footnotes of a chapter. Those in code are text.
pub fn footnotes(text: &str) -> Footnotes {
    let mut found = Footnotes::default();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        let footnote = |label: &str| Footnote { span: range.clone().into(), label: label.to_owned() };
        match event {
            Event::FootnoteReference(label) => found.references.push(footnote(&label)),
            Event::Start(Tag::FootnoteDefinition(label)) => found.definitions.push(footnote(&label)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_need_a_definition_and_code_has_none() {
        let text = "a[^x] `[^x]` [^y] b[^x][^z]\n\n[^x]: Text\n    more\n\n[^z]: Other\n";
        let found = footnotes(text);
        let shown = |list: &[Footnote]| {
            list.iter()
                .map(|note| format!("{}: {}", note.label, text[note.span.range()].trim_end()))
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(&found.references), ["x: [^x]", "x: [^x]", "z: [^z]"]);
        assert_eq!(shown(&found.definitions), ["x: [^x]: Text\n    more", "z: [^z]: Other"]);
    }
}
