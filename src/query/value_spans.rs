//! Positions in the value of an option, as spans in the source text.

use std::ops::Range;
use std::sync::Arc;

use crate::source::{Source, Span};

/// The span of a value in its source, with its quotes if it has any.
#[derive(Debug, Clone, Copy)]
pub(super) struct ValueSpans<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) span: Span,
}

impl<'a> ValueSpans<'a> {
    pub(super) fn new(source: &'a Arc<Source>, span: Span) -> Self {
        Self { source, span }
    }

    /// Returns the source span of a range in the parsed value. Parsing removes quotes and escapes, so offsets differ.
    pub(super) fn range(self, range: Range<usize>) -> Span {
        let raw = &self.source.text[self.span.range()];
        let Some(quoted) = raw.strip_prefix('"') else {
            let end = range.end.min(raw.len());
            return Span::new(range.start.min(end), end).shifted(self.span.start);
        };
        let (mut value, mut starts) = (0, None);
        let mut chars = quoted.char_indices().peekable();
        let mut end = quoted.len();
        while let Some((at, c)) = chars.next() {
            let escaped = c == '\\' && chars.peek().is_some_and(|&(_, next)| matches!(next, '"' | '\\'));
            if value >= range.start {
                starts.get_or_insert(at);
            }
            if value >= range.end || (c == '"' && !escaped) {
                end = at;
                break;
            }
            value += c.len_utf8();
            if escaped {
                chars.next();
            }
        }
        Span::new(starts.unwrap_or(end).min(end), end).shifted(self.span.start + 1)
    }

    /// Returns the span of an item in a comma-separated list, or the span of the list if the item is not found.
    pub(super) fn item(self, item: &str) -> Span {
        let raw = &self.source.text[self.span.range()];
        let mut at = 0;
        for part in raw.split(',') {
            let bare = part.trim_matches(|c: char| c.is_whitespace() || c == '"');
            if bare == item {
                let start = at + part.find(bare).unwrap_or(0);
                return Span::new(start, start + bare.len()).shifted(self.span.start);
            }
            at += part.len() + 1;
        }
        self.span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_a_value_have_spans_in_the_source() {
        #[track_caller]
        fn check(raw: &str, range: Range<usize>, expect: &str) {
            let text = format!("where={raw} >>");
            let source = Source::new("a.md", text.as_str());
            let span = ValueSpans::new(&source, Span::new(6, 6 + raw.len())).range(range);
            assert_eq!(&text[span.range()], expect);
        }
        check("year>2020", 0..4, "year");
        check("year>2020", 5..99, "2020");
        check(r#""year > 2020""#, 7..11, "2020");
        check(r#""'评' in \"a\\\" or b""#, 17..18, "b");
        check(r#""a \"b\" c""#, 2..5, r#"\"b\""#);
        check(r#""a""#, 1..1, "");
    }

    #[test]
    fn items_of_a_list_are_found() {
        #[track_caller]
        fn check(raw: &str, item: &str, expect: &str) {
            let source = Source::new("a.md", raw);
            let span = ValueSpans::new(&source, Span::new(0, raw.len())).item(item);
            assert_eq!(&raw[span.range()], expect);
        }
        check("a,ab,b", "b", "b");
        check("\"a b, c\"", "c", "c");
        check("\"a b, c\"", "a b", "a b");
        check("a\\\"b", "a\"b", "a\\\"b");
    }
}
