//! What a heading says, without what stands in it for us.

use crate::source::Span;

/// A heading of a chapter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// Where it begins.
    pub start: usize,
    /// Its words as they read, each with where they are written.
    pub words: Vec<(Span, String)>,
}

impl Heading {
    /// Its words on one line, with texts in place of ranges, which are in order.
    pub fn title(&self, edits: &[(Span, String)]) -> String {
        let mut title = String::new();
        for (span, words) in &self.words {
            let mut at = span.start;
            let first = edits.partition_point(|(edit, _)| edit.end <= span.start);
            let inside = edits[first..].iter().take_while(|(edit, _)| edit.start < span.end);
            // Words that are written otherwise, as `&amp;` is, are taken whole or not at all.
            let as_written = words.len() == span.end - span.start;
            let mut whole = true;
            for (edit, with) in inside {
                if as_written && at < edit.start {
                    title.push_str(&words[at - span.start..edit.start - span.start]);
                }
                if edit.start >= span.start {
                    title.push_str(with);
                }
                at = edit.end.min(span.end);
                whole = false;
            }
            if as_written || whole {
                title.push_str(&words[if whole { 0 } else { at - span.start }..]);
            }
        }
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use crate::directive::{ScanItem, scan_citing};
    use crate::source::Source;

    #[test]
    fn a_title_has_no_citation_in_it() {
        #[track_caller]
        fn check(heading: &str, expect: &str) {
            let syntaxes = crate::citation::CitationSyntaxes { pandoc: true, mdbook_bib: true, mathjax: false };
            let text = format!("# A\n\n{heading}\n\n[@last]\n");
            let scan = scan_citing(&Source::new("a.md", text), syntaxes);
            let spans = scan.items.iter().filter_map(|item| match item {
                ScanItem::Directive(found) => Some((found.span, "7".to_owned())),
                ScanItem::Citation(found) => Some((found.span, String::new())),
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
