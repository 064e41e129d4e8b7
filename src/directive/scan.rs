//! The scanner: finds directives and citations in a chapter.
//!
//! It searches the bytes of the chapter, checks each match against the [`Mask`], and parses its arguments.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use super::fast_path::is_plain;
use super::heading::Heading;
use super::mask::{LiteralKind, Mask, SPACES};
use super::parse::{self, Ending};
use super::reprinted::directive_end;
use super::{Directive, Formula, Placement, math};
use crate::citation::syntax::{self, is_escaped};
use crate::citation::{Citation, CitationSyntaxes};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::options::{self, DirectiveKind, DirectiveLevel, DirectiveSpec};
use crate::source::{Source, Span, line_end};

mod citations;
mod near_misses;

/// A directive or citation that the scanner found.
#[derive(Debug, Clone)]
pub enum ScanItem {
    /// A directive to expand.
    Directive(Box<Directive>),
    /// A directive with errors.
    Invalid(InvalidDirective),
    /// A citation.
    Citation(Citation),
}

impl ScanItem {
    /// Returns its range in the chapter.
    pub fn span(&self) -> Span {
        match self {
            ScanItem::Directive(directive) => directive.span,
            ScanItem::Invalid(invalid) => invalid.span,
            ScanItem::Citation(citation) => citation.span,
        }
    }
}

/// A directive that cannot be expanded.
#[derive(Debug, Clone)]
pub struct InvalidDirective {
    /// Its range in the chapter.
    pub span: Span,
    /// Where the error box goes.
    pub placement: Placement,
    /// The errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl InvalidDirective {
    /// Creates an invalid directive in running text.
    pub fn inline(span: Span, diagnostics: Vec<Diagnostic>) -> Self {
        Self { span, placement: Placement::Inline, diagnostics }
    }
}

/// Whether a chapter may contain directives. `raw` is its text, plain or as a JSON string.
///
/// Returns `true` in case of doubt: JSON with `\u00..` escapes has to be decoded before it can be searched.
pub fn may_hold_directives(raw: &[u8]) -> bool {
    let contains = |needle: &[u8]| memmem::find(raw, needle).is_some();
    memmem::find_iter(raw, b"<<").any(|at| near_misses::may_begin(&raw[at + 2..]))
        || contains(b"\\u00")
        || contains(near_misses::BRACES)
        || contains(b"<\\<")
        || contains(b"<\\\\<")
        || memmem::find_iter(raw, b"<!--").any(|at| {
            // In JSON a tab is `\t`, two characters.
            let rest = raw[at + 4..].trim_ascii_start();
            rest.starts_with(b"#") || rest.starts_with(b"\\t")
        })
}

/// Returns the directives of a chapter in order, and warnings about near misses.
pub fn scan(source: &Arc<Source>) -> (Vec<ScanItem>, Vec<Diagnostic>) {
    let Scan { items, warnings, .. } = scan_with_citations(source, CitationSyntaxes::default(), false, &[]);
    (items, warnings)
}

/// The result of scanning a chapter.
#[derive(Debug, Default)]
pub struct Scan {
    /// Directives and citations, in order.
    pub items: Vec<ScanItem>,
    /// Warnings about text that may have been meant as a directive.
    pub warnings: Vec<Diagnostic>,
    /// Text that may have been meant as a citation.
    pub possible_citations: Vec<PossibleCitation>,
    /// The headings above citations, in order, without the first heading of the chapter.
    pub headings: Vec<Heading>,
    /// The headings that contain citations and no attributes, in order.
    pub cited_headings: Vec<Heading>,
    /// The text that closes a code block or comment left open at the end of the chapter, if it contains citations.
    pub closing: Option<String>,
}

/// Text that looks like a citation but is not one. It is reported if one of its keys is known.
#[derive(Debug, Clone)]
pub struct PossibleCitation {
    /// The keys.
    pub keys: Vec<String>,
    /// The warning.
    pub warning: Diagnostic,
}

/// Scans a chapter for directives, and for citations in the given syntaxes.
///
/// `formulas` cannot contain citations, nor can, with `mathjax`, TeX between `\\(` and `\\)`.
pub fn scan_with_citations(
    source: &Arc<Source>,
    syntaxes: CitationSyntaxes,
    mathjax: bool,
    formulas: &[Formula],
) -> Scan {
    let text = source.text.as_str();
    let candidates = syntax::candidates(syntaxes, text);
    if candidates.is_empty() && !may_hold_directives(text.as_bytes()) {
        return Scan::default();
    }
    // Citations need their text context and the heading above them.
    let plain = candidates.is_empty() && memmem::find(text.as_bytes(), b"<<#cite").is_none() && is_plain(text);
    let mask = if plain { Mask::empty(text) } else { Mask::new(text) };
    let mut scanner = Scanner::new(source, mask, syntaxes);
    if !candidates.is_empty() {
        scanner.find_math(mathjax, formulas);
    }
    scanner.scan(candidates)
}

struct Scanner<'s> {
    source: &'s Arc<Source>,
    text: &'s str,
    /// The text with the markers of block quotes inside paragraphs replaced by spaces.
    unmarked: Cow<'s, str>,
    mask: Mask<'s>,
    syntaxes: CitationSyntaxes,
    /// Formulas, which cannot contain citations.
    math: Vec<Range<usize>>,
    /// The last line whose end was looked up, from the offset of that lookup.
    line: Range<usize>,
    result: Scan,
}

impl<'s> Scanner<'s> {
    fn new(source: &'s Arc<Source>, mask: Mask<'s>, syntaxes: CitationSyntaxes) -> Self {
        let text = source.text.as_str();
        let (unmarked, math) = (Cow::Borrowed(text), Vec::new());
        Self { source, text, unmarked, mask, syntaxes, math, line: 0..0, result: Scan::default() }
    }

    fn find_math(&mut self, mathjax: bool, formulas: &[Formula]) {
        self.unmarked = self.mask.unmarked(self.text);
        self.math = math::ranges(&self.unmarked, mathjax, |at| self.mask.text_context(at).is_some());
        self.math.extend(formulas.iter().map(|formula| formula.span.range()));
        self.math.sort_by_key(|range| range.start);
        self.math.dedup_by(|later, first| {
            let overlaps = later.start < first.end;
            if overlaps {
                first.end = first.end.max(later.end);
            }
            overlaps
        });
    }

    /// Scans the chapter. `candidates` are the offsets at which a citation may begin.
    fn scan(mut self, candidates: Vec<usize>) -> Scan {
        let mut candidates = candidates.into_iter().peekable();
        let mut from = 0;
        loop {
            let angle = memchr::memchr(b'<', &self.text.as_bytes()[from..]).map(|offset| from + offset);
            while candidates.next_if(|&at| at < from).is_some() {}
            if limits::CHAPTER_DIRECTIVES.is_exceeded_by(self.result.items.len()) {
                self.stop();
                break;
            }
            from = match (angle, candidates.peek()) {
                (Some(angle), Some(&at)) if at < angle => self.citation(at),
                (Some(angle), _) => self.angle_bracket(angle),
                (None, Some(&at)) => self.citation(at),
                (None, None) => break,
            };
        }
        self.warn_about_braces();
        if self.result.items.iter().any(|item| matches!(item, ScanItem::Citation(_))) {
            self.result.closing = self.mask.closing();
        }
        self.result
    }

    /// Reports that the chapter has too many directives. The text after the last allowed one stays as written.
    fn stop(&mut self) {
        let last = self.result.items.pop().map(|item| match item {
            ScanItem::Directive(directive) => directive.span,
            ScanItem::Citation(citation) => citation.span,
            ScanItem::Invalid(invalid) => invalid.span,
        });
        let place = (self.source, last.unwrap_or_default());
        self.result.warnings.push(Code::BadValue.at(place, limits::CHAPTER_DIRECTIVES.to_string()));
    }

    /// Reads what begins with the `<` at `at`. Returns the offset at which to continue.
    fn angle_bracket(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if let Some(inner) = rest.strip_prefix("<<#") {
            return self.directive(at, inner);
        }
        if let Some(inner) = rest.strip_prefix("<<") {
            self.warn_about_brackets(at, inner);
        }
        if rest.starts_with("<!--") {
            return self.comment(at);
        }
        if rest.starts_with("<\\<") {
            self.warn_about_reprinted(at, rest);
        }
        at + 1
    }

    /// Reads `<<#name … >>`. `inner` is the text after `<<#`.
    fn directive(&mut self, at: usize, inner: &str) -> usize {
        let next = at + 3;
        let trimmed = inner.trim_start_matches([' ', '\t']);
        if trimmed.len() < inner.len() {
            let name = name(trimmed);
            self.warn_about_form(name, at, Span::new(at, self.text.len() - trimmed.len() + name.len()));
        }
        let name = name(inner);
        if name.is_empty() || is_escaped(self.text, at) {
            return next;
        }
        let name_span = Span::new(next, next + name.len());
        let spec = options::directive(name);
        if let Some(literal) = self.mask.literal(at) {
            if literal == LiteralKind::Html && spec.is_some() {
                self.warn_about_html(Span::new(at, name_span.end));
            }
            return next;
        }
        let Some(spec) = spec else {
            self.warn_about_name(name, name_span);
            return next;
        };
        self.parse(spec, at, name_span.end, Ending::Angles)
    }

    /// Reads `<!-- #name … -->`, the form that tools which reprint Markdown do not change.
    fn comment(&mut self, at: usize) -> usize {
        let next = at + 4;
        let inner = self.text[next..].trim_start_matches([' ', '\t']);
        let Some(named) = inner.strip_prefix('#') else { return next };
        let has_space = inner.len() < self.text.len() - next;
        let name = name(named);
        let start = self.text.len() - named.len();
        let span = Span::new(start, start + name.len());
        match options::directive(name) {
            Some(spec) if has_space && self.mask.is_comment(at) => {
                return self.parse(spec, at, span.end, Ending::Comment);
            }
            Some(_) if self.mask.literal(at) == Some(LiteralKind::Html) => {
                self.warn_about_html(Span::new(at, span.end));
            }
            spec if self.mask.is_comment(at) => self.warn_about_comment(name, span, spec.is_some()),
            _ => {}
        }
        next
    }

    /// Parses the arguments that begin at `from`. Returns the offset after the directive.
    fn parse(&mut self, spec: &'static DirectiveSpec, at: usize, from: usize, ending: Ending) -> usize {
        if spec.kind == DirectiveKind::Cite {
            return self.cite(at, from, ending);
        }
        let line = Span::new(from, self.line_end(from));
        let arguments = parse::arguments(self.source, spec, at, line, ending);
        let end = match &arguments {
            Ok((_, _, end)) | Err((_, end)) => *end,
        };
        let mut span = Span::new(at, end);
        let placement = self.placement(spec, &mut span);
        self.result.items.push(match (arguments, placement) {
            (Ok((selectors, options, _)), Ok(placement)) => {
                ScanItem::Directive(Box::new(Directive { spec, span, selectors, options, placement }))
            }
            (Err((diagnostics, _)), placement) => ScanItem::Invalid(InvalidDirective {
                span,
                placement: placement.unwrap_or(Placement::Inline),
                diagnostics,
            }),
            (Ok(_), Err(misplaced)) => ScanItem::Invalid(InvalidDirective::inline(span, vec![misplaced])),
        });
        span.end.max(end)
    }

    /// Returns the placement of a directive, and widens its span over Unicode whitespace around it on its line.
    ///
    /// # Errors
    /// Returns a diagnostic if a block-level directive is not alone on its line.
    fn placement(&mut self, spec: &DirectiveSpec, span: &mut Span) -> Result<Placement, Diagnostic> {
        if spec.level == DirectiveLevel::Inline {
            return Ok(Placement::Inline);
        }
        let line = self.mask.line(span.start);
        let from = line.content.min(span.start);
        let before = &self.text[from..span.start];
        let after = &self.text[span.end..self.line_end(span.end)];
        if !(before.trim().is_empty() && after.trim().is_empty()) {
            return Err(Code::MisplacedListing
                .at((self.source, *span), "a list cannot be inside a line of text")
                .label(format!("`{}` must be alone on its line", spec.name))
                .help("put it on a line of its own, with nothing before or after it"));
        }
        span.start = from + before.len() - before.trim_start_matches(SPACES).len();
        span.end += after.trim_end_matches(SPACES).len();
        let blank_before = !line.opens && !self.mask.blank_before(&line, span.start);
        let blank_after = !self.mask.blank_after(&line, span.start);
        let placement = Placement::Block { prefix: line.prefix, blank_before, blank_after };
        if blank_before || blank_after {
            self.mask.insert_block(*span, &placement.place("<hr>".to_owned()));
        }
        Ok(placement)
    }

    /// Returns the end of the line that contains `offset`. Cached, since a long line may contain thousands of directives.
    fn line_end(&mut self, offset: usize) -> usize {
        if !self.line.contains(&offset) {
            self.line = offset..line_end(self.text, offset);
        }
        self.line.end
    }
}

/// Returns the name at the start of `text`: letters, digits, `-` and `_`, with a letter first and no `-` last.
pub(super) fn name(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(text.len());
    text[..end].trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let (items, warnings) = scan(&Source::new("a.md", text));
        let mut shown = String::new();
        for item in items {
            match item {
                ScanItem::Directive(directive) => writeln!(shown, "{}", &text[directive.span.range()]),
                ScanItem::Citation(citation) => writeln!(shown, "{}", &text[citation.span.range()]),
                ScanItem::Invalid(invalid) => {
                    writeln!(shown, "{} [{}]", &text[invalid.span.range()], invalid.diagnostics[0].code.as_str())
                }
            }
            .unwrap();
        }
        for warning in warnings {
            writeln!(shown, "({} {})", warning.code.as_str(), warning.place).unwrap();
        }
        assert_eq!(shown.trim_end(), expect, "{text:?}");
    }

    #[test]
    fn directives_are_found_in_text() {
        check("<<#papers>>", "<<#papers>>");
        check("a\n<<#papers x>>\nb", "<<#papers x>>");
        check("<<#papers x>>\n---", "<<#papers x>>");
        check("\u{3000}<<#papers x>>\u{A0}\n\u{A0}", "\u{3000}<<#papers x>>");
        check("> - <<#papers x>>", "<<#papers x>>");
        check("- <<#papers x>>\r\n", "<<#papers x>>");
        check("n: <<#papers-count x>>, <<#papers-count y>>", "<<#papers-count x>>\n<<#papers-count y>>");
        check("# <<#papers-count x>>", "<<#papers-count x>>");
        check("| a |\n|---|\n| <<#papers-count x>> |", "<<#papers-count x>>");
        check("<<#papers \"a>>b\">>", "<<#papers \"a>>b\">>");
        check("| a |\n|---|\n| b |\n<<#papers x>>", "<<#papers x>>");
    }

    #[test]
    fn literal_text_is_unchanged() {
        check("`<<#papers x>>`", "");
        check("```\n<<#papers x>>\n```", "");
        check("    <<#papers x>>", "");
        check("\\<<#papers x>>", "");
        check("\\\\<<#papers-count x>>", "<<#papers-count x>>");
        check("<!-- <<#papers x>> -->", "");
        check("<div>\n<<#papers x>>\n</div>", "(literal-directive a.md:2:1)");
        check("<<#toc>> <<#>> {{#include papers}} `{{#papers x}}`", "");
        check("a << b << #c, <<paper>>, x << papers, \\<<papers>>, `<<papers x>>`", "");
        check("<<# papers>>", "(near-miss a.md:1:1)");
        check("a {{#papers x}} {{#papers-count}}", "(near-miss a.md:1:3)\n(near-miss a.md:1:17)");
    }

    #[test]
    fn a_comment_can_be_a_directive() {
        check("<!-- #papers x -->", "<!-- #papers x -->");
        check("<!--\t#papers x-->", "<!--\t#papers x-->");
        check("n: <!-- #papers-count x --> p", "<!-- #papers-count x -->");
        check("<!-- #papers-->", "<!-- #papers-->");
        check("<!--#papers x -->", "(near-miss a.md:1:6)");
        check("<!-- #paper x -->", "(near-miss a.md:1:7)");
        check("<!-- #later: -->", "");
        check("`<!-- #papers x -->`", "");
        check("<div>\n<!-- #papers x -->\n</div>", "(literal-directive a.md:2:1)");
        check("<!-- #papers x --> <!-- #papers y -->", "<!-- #papers x --> [misplaced-listing]");
    }

    #[test]
    fn a_list_must_be_alone_on_its_line() {
        check("see <<#papers x>>", "<<#papers x>> [misplaced-listing]");
        check("<<#papers x>> and", "<<#papers x>> [misplaced-listing]");
        check("# <<#papers x>>", "<<#papers x>> [misplaced-listing]");
        check("| <<#papers x>> |\n|---|", "<<#papers x>> [misplaced-listing]");
        check("- [ ] <<#papers x>>", "<<#papers x>> [misplaced-listing]");
    }

    #[test]
    fn near_misses_are_reported() {
        check("<<#paper x>>", "(near-miss a.md:1:4)");
        check("<<#Papers x>>", "(near-miss a.md:1:4)");
        check("<<#papres x>>", "(near-miss a.md:1:4)");
        check("<<#bibliography>>", "(near-miss a.md:1:4)");
        check("<< #papers x >>", "(near-miss a.md:1:1)");
        check("a <<papers x>>", "(near-miss a.md:1:3)");
        check("\\<\\<\\#papers x", "(reprinted-directive a.md:1:1)");
        check("\\<\\<\\#papers x>>", "");
        check("\\<\\<#papers x>>", "(reprinted-directive a.md:1:1)");
        check("\\<\\<\\#toc>>", "");
    }

    #[test]
    fn an_unclosed_directive_is_an_error() {
        check("<<#papers x\n>>", "<<#papers x [bad-syntax]");
        check("<<#papers \"x>>\nmore", "<<#papers \"x>> [bad-syntax]");
        check("<<#papers x", "<<#papers x [bad-syntax]");
    }

    #[test]
    fn an_invalid_cite_is_an_error_at_its_place() {
        /// `span` is that of the invalid citation, `next` the citation that the scanner finds after it.
        #[track_caller]
        fn check(text: &str, span: &str, expect: &str, next: Option<&str>) {
            let (items, warnings) = scan(&Source::new("a.md", text));
            let [ScanItem::Invalid(invalid), rest @ ..] = items.as_slice() else { panic!("{items:?}") };
            let [diagnostic] = invalid.diagnostics.as_slice() else { panic!("{invalid:?}") };
            let shown = format!("{} {}", diagnostic.place, diagnostic.message);
            assert_eq!((&text[invalid.span.range()], shown.as_str()), (span, expect), "{text:?}");
            assert_eq!((&invalid.placement, warnings.len()), (&Placement::Inline, 0), "{text:?}");
            let rest = rest.iter().map(|item| match item {
                ScanItem::Citation(citation) => &text[citation.span.range()],
                item => panic!("{item:?}"),
            });
            assert_eq!(rest.collect::<Vec<_>>(), next.into_iter().collect::<Vec<_>>(), "{text:?}");
        }
        let next = Some("<<#cite b>>");
        check("<<#cite>>", "<<#cite>>", "a.md:1:8 expected a key", None);
        check("<<#cite >>", "<<#cite >>", "a.md:1:9 expected a key", None);
        check("<<#cite , p. 3>> <<#cite b>>", "<<#cite , p. 3>>", "a.md:1:9 expected a key", next);
        check("<<#cite a", "<<#cite a", "a.md:1:1 unclosed directive `cite`", None);
        check("<<#cite a\n<<#cite b>>", "<<#cite a", "a.md:1:1 unclosed directive `cite`", next);
        check("<!-- #cite a\n-->\n\n<<#cite b>>", "<!-- #cite a", "a.md:1:1 unclosed directive `cite`", next);
        check("<<#cite,a>> <<#cite b>>", "<<#cite,a>>", "a.md:1:8 expected a space after `cite`", next);
    }

    #[test]
    fn a_near_miss_is_reported_at_the_name() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let (items, warnings) = scan(&Source::new("a.md", text));
            let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
            let Place::Span(_, span) = &warning.place else { panic!("{warning:?}") };
            assert_eq!((&text[span.range()], items.len()), (expect, 0), "{text:?}");
        }
        check("a <<#paper x>> b", "paper");
        check("<<#cites a>>", "cites");
        check("<<# papers x>>", "<<# papers");
        check("<< #papers x >>", "<< #papers");
        check("a <<cite x>>", "<<cite");
        check("{{#papers x}}", "{{#papers");
        check("<!-- #paper x -->", "paper");
        check("<div>\n<<#papers x>>\n</div>", "<<#papers");
    }

    #[test]
    fn the_search_of_raw_bytes_misses_no_directive() {
        for text in [
            "<<#papers>>",
            "<< #papers >>",
            "<<papers>>",
            "<!-- #papers -->",
            "<!--\t #papers",
            "<!--\\t#papers",
            "\\u003c<#papers",
            "\\\\<\\\\<\\\\#papers",
        ] {
            assert!(may_hold_directives(text.as_bytes()), "{text}");
        }
        for text in ["plain", "a < b << c", "<!-- a comment -->", "<!--\\nCopyright", "# heading"] {
            assert!(!may_hold_directives(text.as_bytes()), "{text}");
        }
    }

    /// Lines that open, close or continue blocks, and blank lines.
    const LINES: &[&str] = &[
        "",
        "",
        "",
        "",
        " ",
        "<<#papers x>>",
        "<<#papers x>>",
        "<<#papers-count>>",
        "<<#paper x>>",
        "<<#papers",
        "<<#papers>> a",
        "text",
        "# h",
        "---",
        "```",
        "```rust",
        "``` a`b",
        "````",
        "~~~",
        "   ```",
        "    ```",
        "\t```",
        "- ```",
        "> ```",
        "> ~~~",
        "- a",
        "  b",
        "    c",
        "> q",
        "| a |",
        "|---|",
        "[^1]: f",
        "[a]: b",
        ": d",
        "<div>",
        "</div>",
        "<pre>",
        "</pre>",
        "`",
        "``",
        "a `b",
        "- - ```",
        "1. ~~~",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_fast_path_agrees_with_the_mask(lines in prop::collection::vec(prop::sample::select(LINES), 0..14), crlf in any::<bool>()) {
            let text = lines.join(if crlf { "\r\n" } else { "\n" });
            let source = Source::new("a.md", text.as_str());
            let syntaxes = CitationSyntaxes::default();
            let fast = format!("{:?}", scan_with_citations(&source, syntaxes, false, &[]));
            let parsed = Scanner::new(&source, Mask::new(&text), syntaxes).scan(Vec::new());
            prop_assert_eq!(fast, format!("{parsed:?}"), "{}", text);
        }
    }
}
