//! Headings, and their titles without the directives and citations in them.

use crate::source::Span;

/// A heading of a chapter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// The offset at which it begins.
    pub start: usize,
    /// Its text in pieces, each with the range it comes from.
    pub words: Vec<(Span, String)>,
    /// Whether it has attributes, such as `{#id}`.
    pub has_attributes: bool,
}

impl Heading {
    /// Returns its text on one line, with `edits` applied. They are replacements of ranges, in order.
    pub fn title(&self, edits: &[(Span, String)]) -> String {
        let mut title = String::new();
        for (span, words) in &self.words {
            let mut at = span.start;
            let first = edits.partition_point(|(edit, _)| edit.end <= span.start);
            let inside = edits[first..].iter().take_while(|(edit, _)| edit.start < span.end);
            // A piece with entities such as `&amp;` cannot be cut by source offsets.
            let as_written = words.len() == span.end - span.start;
            let mut unedited = true;
            for (edit, with) in inside {
                if as_written && at < edit.start {
                    title.push_str(&words[at - span.start..edit.start - span.start]);
                }
                if edit.start >= span.start {
                    title.push_str(with);
                }
                at = edit.end.min(span.end);
                unedited = false;
            }
            if as_written || unedited {
                title.push_str(&words[if unedited { 0 } else { at - span.start }..]);
            }
        }
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Returns the offset in `text`, the chapter, at which attributes of the heading are inserted.
    pub fn end(&self, text: &str) -> usize {
        let words = self.words.last().map_or(self.start, |(span, _)| span.end);
        let line = text[words..].find('\n').map_or(text.len(), |length| words + length);
        words + text[words..line].trim_end().len()
    }
}

/// Returns the id that mdBook 0.5 gives a heading (`id_from_content` in mdbook-html).
pub fn heading_id(title: &str) -> String {
    let keep = |c: char| match c {
        '_' | '-' => Some(c),
        c if c.is_alphanumeric() => Some(c),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    };
    title.trim().to_lowercase().chars().filter_map(keep).collect()
}

#[cfg(test)]
mod tests {
    use crate::citation::CitationSyntax;
    use crate::directive::{ScanItem, scan_with_citations};
    use crate::source::Source;

    #[test]
    fn citations_are_removed_from_titles() {
        #[track_caller]
        fn check(heading: &str, expect: &str) {
            let syntaxes = [CitationSyntax::Pandoc, CitationSyntax::MdbookBib].into_iter().collect();
            let text = format!("# A\n\n{heading}\n\n[@last]\n");
            let scan = scan_with_citations(&Source::new("a.md", text), syntaxes, false, &[]);
            let spans = scan.items.iter().filter_map(|item| match item {
                ScanItem::Directive(directive) => Some((directive.span, "7".to_owned())),
                ScanItem::Citation(citation) => Some((citation.span, String::new())),
                ScanItem::Invalid(_) => None,
            });
            let spans: Vec<_> = spans.collect();
            let Some(ScanItem::Citation(last)) = scan.items.last() else { panic!("{heading}") };
            let title = last.section.map(|section| scan.headings[section].title(&spans));
            assert_eq!(title.as_deref(), Some(expect), "{heading}");
        }
        check("## Plain & `code` *words*", "Plain & code words");
        check("## Scaling [see @a, p. 3]", "Scaling");
        check("## @a and **[@b]** &amp; {{#cite c}} more", "and & more");
        check("## <<#papers-count x>> papers <<#cite a>>", "7 papers");
        check("Set\next [@a]\n===", "Set ext");
        check("## 说明@@a。", "说明。");
        check("text [@a]\n\n<<#papers>>\n\n## Later [@b]", "Later");
        check("text\n<<#papers>>\ntext\n\n## Later &lt; @b &gt;", "Later < >");
    }
}
