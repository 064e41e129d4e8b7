//! Finding directives in a chapter: bytes are searched, the mask is asked, the arguments are parsed.
//!
//! A name that is not ours belongs to somebody else and is left alone, with a warning when it is one slip away.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use super::citation_syntax::{self, Citation, Unknown, is_escaped};
use super::fast_path::is_plain;
use super::heading::Heading;
use super::mask::{BLANK, Literal, Mask};
use super::math;
use super::parse::{self, Ending};
use super::{Directive, Placement, TextContext};
use crate::citation::{self, CitationSyntaxes, Mode};
use crate::diagnostic::{Code, Diagnostic};
use crate::options::{self, DIRECTIVES, DirectiveKind, DirectiveLevel, DirectiveSpec};
use crate::source::{Source, Span, line_end, line_start};

/// Something a chapter says to us.
#[derive(Debug)]
pub enum ScanItem {
    /// A directive to expand.
    Directive(Box<Directive>),
    /// A directive that cannot be read.
    Invalid(InvalidDirective),
    /// A citation.
    Citation(Citation),
}

/// A directive that cannot be expanded.
#[derive(Debug)]
pub struct InvalidDirective {
    /// All of it.
    pub span: Span,
    /// How it stands in the text.
    pub placement: Placement,
    /// Why not.
    pub diagnostics: Vec<Diagnostic>,
}

impl InvalidDirective {
    /// A fault in running text.
    pub fn inline(span: Span, diagnostics: Vec<Diagnostic>) -> Self {
        Self { span, placement: Placement::Inline, diagnostics }
    }
}

/// Whether a chapter may say something to us; `raw` is its JSON text, or its own.
///
/// Errs on the side of yes: text in which characters are written `\u00..` has to be decoded to know.
pub fn may_hold_directives(raw: &[u8]) -> bool {
    let holds = |needle: &[u8]| memmem::find(raw, needle).is_some();
    holds(b"<<#")
        || holds(b"\\u00")
        || holds(BRACES)
        || holds(b"<\\<")
        || holds(b"<\\\\<")
        || memmem::find_iter(raw, b"<!--").any(|at| {
            // A tab in JSON text is `\t`, two characters.
            let rest = raw[at + 4..].trim_ascii_start();
            rest.starts_with(b"#") || rest.starts_with(b"\\t")
        })
}

/// Everything that a chapter says to us in directives, in order, and warnings about what it may have meant to say.
pub fn scan(source: &Arc<Source>) -> (Vec<ScanItem>, Vec<Diagnostic>) {
    let Scan { items, warnings, .. } = scan_citing(source, CitationSyntaxes::default());
    (items, warnings)
}

/// What a chapter says to us.
#[derive(Debug, Default)]
pub struct Scan {
    /// Directives and citations, in order.
    pub items: Vec<ScanItem>,
    /// Warnings about what it may have meant to say.
    pub warnings: Vec<Diagnostic>,
    /// What it may have meant to cite.
    pub possible_citations: Vec<PossibleCitation>,
    /// The headings, save the chapter's own, under which citations stand, in order.
    pub headings: Vec<Heading>,
    /// What goes before a text at the end of a chapter that cites, where a block of code or a comment is open there.
    pub closing: Option<String>,
}

/// Something that cites nothing and looks like a citation; if one of its keys is known, it was meant as one.
#[derive(Debug)]
pub struct PossibleCitation {
    /// The keys.
    pub keys: Vec<String>,
    /// What to say if one is known.
    pub warning: Diagnostic,
}

/// The same, with citations in these ways of writing.
pub fn scan_citing(source: &Arc<Source>, syntaxes: CitationSyntaxes) -> Scan {
    let text = source.text.as_str();
    let candidates = citation_syntax::candidates(syntaxes, text);
    if candidates.is_empty() && !may_hold_directives(text.as_bytes()) {
        return Scan::default();
    }
    // Citations need to know where they stand, and what stands above them.
    let plain = candidates.is_empty() && memmem::find(text.as_bytes(), b"<<#cite").is_none() && is_plain(text);
    scan_with(source, if plain { Mask::none(text) } else { Mask::new(text) }, syntaxes, candidates)
}

fn scan_with<'s>(source: &'s Arc<Source>, mask: Mask<'s>, syntaxes: CitationSyntaxes, candidates: Vec<usize>) -> Scan {
    let text = source.text.as_str();
    let mut words = Cow::Borrowed(text);
    let mut math = Vec::new();
    if !candidates.is_empty() {
        words = mask.unmarked(text);
        math = math::ranges(&words, syntaxes.mathjax, |at| mask.setting(at).is_some());
    }
    let mut scan = Scanner { source, text, words, mask, math, line: 0..0, found: Scan::default() };
    let mut candidates = candidates.into_iter().peekable();
    let mut from = 0;
    loop {
        let angle = memchr::memchr(b'<', &text.as_bytes()[from..]).map(|found| from + found);
        while candidates.next_if(|&at| at < from).is_some() {}
        from = match (angle, candidates.peek()) {
            (Some(angle), Some(&at)) if at < angle => scan.citation(syntaxes, at),
            (Some(angle), _) => scan.at(angle),
            (None, Some(&at)) => scan.citation(syntaxes, at),
            (None, None) => break,
        };
    }
    for at in memmem::find_iter(text.as_bytes(), BRACES) {
        let name = name(&text[at + BRACES.len() - PAPERS.len()..]);
        scan.odd_form(name, at, Span::new(at, at + "{{#".len() + name.len()));
    }
    if scan.found.items.iter().any(|item| matches!(item, ScanItem::Citation(_))) {
        scan.found.closing = scan.mask.closing();
    }
    scan.found
}

/// How one who knows mdBook's own directives may begin one of ours; all of ours begin so.
const BRACES: &[u8] = b"{{#papers";
const PAPERS: &str = "papers";

struct Scanner<'s> {
    source: &'s Arc<Source>,
    text: &'s str,
    /// The same, in which paragraphs of quotes go on without a mark.
    words: Cow<'s, str>,
    mask: Mask<'s>,
    /// Formulas, in which nothing cites.
    math: Vec<Range<usize>>,
    /// The line looked at last, from where it was looked at.
    line: Range<usize>,
    found: Scan,
}

impl Scanner<'_> {
    /// Looks at the `<` at `at`; gives back where to go on.
    fn at(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if let Some(inner) = rest.strip_prefix("<<#") {
            return self.directive(at, inner);
        }
        if rest.starts_with("<!--") {
            return self.synonym(at);
        }
        if rest.starts_with("<\\<") {
            self.reprinted(at, rest);
        }
        at + 1
    }

    /// `<<#name … >>`, whose text after `<<#` is `inner`.
    fn directive(&mut self, at: usize, inner: &str) -> usize {
        let next = at + 3;
        let apart = inner.trim_start_matches([' ', '\t']);
        if apart.len() < inner.len() {
            self.odd_form(name(apart), at, Span::new(at, self.text.len() - apart.len() + name(apart).len()));
        }
        let name = name(inner);
        if name.is_empty() || is_escaped(self.text, at) {
            return next;
        }
        let name_span = Span::new(next, next + name.len());
        let spec = options::directive(name);
        if let Some(literal) = self.mask.literal(at) {
            if literal == Literal::Html && spec.is_some() {
                self.literal(Span::new(at, name_span.end));
            }
            return next;
        }
        let Some(spec) = spec else {
            self.near_miss(name, name_span);
            return next;
        };
        self.parse(spec, at, name_span.end, Ending::Angles)
    }

    /// `<!-- #name … -->`, which tools that reprint Markdown leave alone.
    fn synonym(&mut self, at: usize) -> usize {
        let next = at + 4;
        let inner = self.text[next..].trim_start_matches([' ', '\t']);
        let Some(named) = inner.strip_prefix('#') else { return next };
        let blank = inner.len() < self.text.len() - next;
        let name = name(named);
        let start = self.text.len() - named.len();
        let span = Span::new(start, start + name.len());
        match options::directive(name) {
            Some(spec) if blank && self.mask.is_comment(at) => self.parse(spec, at, span.end, Ending::Comment),
            Some(_) if self.mask.literal(at) == Some(Literal::Html) => {
                self.literal(Span::new(at, span.end));
                next
            }
            found if self.mask.is_comment(at) => {
                let near = if found.is_some() { Some(name) } else { near(name) };
                if let Some(near) = near {
                    let found = Code::NearMiss
                        .at((self.source, span), "this comment is left alone, for it is no directive of ours");
                    self.found.warnings.push(found.help(format!("did you mean `<!-- #{near} … -->`?")));
                }
                next
            }
            _ => next,
        }
    }

    /// Looks for a citation at `at`; gives back where to go on.
    fn citation(&mut self, syntaxes: CitationSyntaxes, at: usize) -> usize {
        let Some(setting) = self.mask.setting(at) else {
            if syntaxes.mdbook_bib && self.mask.literal(at) == Some(Literal::Html) {
                self.in_html(syntaxes, at);
            }
            if syntaxes.pandoc {
                self.definition(at);
            }
            return at + 1;
        };
        if self.is_formula(at) {
            return at + 1;
        }
        let is_text = |at: usize| self.mask.setting(at).is_some();
        let Some(mut citation) = citation_syntax::read(syntaxes, &self.words, at, is_text) else { return at + 1 };
        if !(if citation.is_pandoc { syntaxes.pandoc } else { syntaxes.mdbook_bib }) {
            self.unread(syntaxes, &citation);
            return at + 1;
        }
        let end = citation.span.end;
        let section = self.section(at);
        let mut apart = citation.apart.take();
        let goes_on = self.text[citation.span.range()] != self.words[citation.span.range()];
        for citation in std::iter::once(&mut citation).chain(apart.as_deref_mut()) {
            (citation.setting, citation.section) = (setting, section);
            if goes_on {
                // Where its words go, no line of a quote may begin.
                citation.cluster.put_on_one_line();
            }
        }
        citation.apart = apart;
        self.found.items.push(ScanItem::Citation(citation));
        end
    }

    /// A citation in HTML, where mdbook-bib looks for them as well.
    fn in_html(&mut self, syntaxes: CitationSyntaxes, at: usize) {
        let Some(citation) = citation_syntax::read(syntaxes, self.text, at, |_| false).filter(|found| !found.is_pandoc)
        else {
            return;
        };
        let warning = in_html(self.source, citation.span);
        match citation.unknown {
            Unknown::InvalidDirective => self.found.warnings.push(warning),
            Unknown::PossibleCitation | Unknown::Text => self.doubt(&citation, warning),
        }
    }

    /// A citation in a way of writing that the book does not say is read.
    fn unread(&mut self, syntaxes: CitationSyntaxes, citation: &Citation) {
        let written = &self.text[citation.span.range()];
        let (name, other) = if citation.is_pandoc {
            ("pandoc", if syntaxes.mdbook_bib { "mdbook-bib" } else { "native" })
        } else {
            ("mdbook-bib", if syntaxes.pandoc { "pandoc" } else { "native" })
        };
        let message = format!("`{written}` is text, for `citations` does not name `{name}`");
        let warning = Code::NearMiss
            .at((self.source, citation.span), message)
            .help(format!("write `citations = [\"{other}\", \"{name}\"]` under `[preprocessor.papers]` in book.toml"));
        self.doubt(citation, warning);
    }

    /// A citation that cites nothing, and a warning for where it was meant to.
    fn doubt(&mut self, citation: &Citation, warning: Diagnostic) {
        let keys = citation.cluster.items.iter().map(|item| item.key.value.clone()).collect();
        self.found.possible_citations.push(PossibleCitation { keys, warning });
    }

    /// A link's definition that is called as a paper may be.
    fn definition(&mut self, at: usize) {
        let Some((key, span)) = citation_syntax::definition(self.text, at) else { return };
        if self.mask.literal(at).is_some() || self.mask.line(at).content != at {
            return;
        }
        let warning = Code::NearMiss
            .at(
                (self.source, span),
                format!("`[@{key}]:` at the start of a paragraph defines a link, and cites nothing"),
            )
            .help(format!("begin with a word, or write `<<#cite {key}>>`"));
        self.found.possible_citations.push(PossibleCitation { keys: vec![key.to_owned()], warning });
    }

    /// Reads the citation in the arguments from `from` on; gives back where the directive ends.
    fn cite(&mut self, at: usize, from: usize, ending: Ending) -> usize {
        let line_end = self.line_end(from);
        let rest = &self.text[from..line_end];
        let Some(length) = rest.find(ending.as_str()) else {
            let found = Code::BadSyntax
                .at((self.source, Span::new(at, line_end)), "`cite` does not end")
                .help(format!("a directive ends with `{}` on the line where it begins", ending.as_str()));
            return self.cannot_cite(Span::new(at, line_end), found);
        };
        let span = Span::new(at, from + length + ending.as_str().len());
        if !rest[..length].starts_with([' ', '\t']) && length > 0 {
            let found = Code::BadSyntax.at((self.source, Span::new(from, from)), "a blank belongs after `cite`");
            return self.cannot_cite(span, found.label("here"));
        }
        match citation::native(&rest[..length], from) {
            Ok(items) => {
                let setting = self.mask.setting(at).unwrap_or(TextContext::Text);
                let section = self.section(at);
                let citation = citation_syntax::citation(span, Mode::Parenthetical, items);
                let citation = Citation { setting, section, ..citation };
                self.found.items.push(ScanItem::Citation(citation));
                span.end
            }
            Err(place) => {
                let found = Code::BadSyntax.at((self.source, place), "a key belongs here");
                self.cannot_cite(span, found.help("for example `<<#cite touvron2023llama, p. 3>>`"))
            }
        }
    }

    /// Whether a place is within a formula.
    fn is_formula(&self, at: usize) -> bool {
        let before = self.math.partition_point(|range| range.start <= at);
        self.math[..before].last().is_some_and(|range| range.contains(&at))
    }

    /// Which heading a citation stands under.
    fn section(&mut self, at: usize) -> Option<usize> {
        let start = self.mask.section_start(at)?;
        let headings = &mut self.found.headings;
        if headings.last().is_none_or(|last| last.start != start) {
            headings.push(self.mask.section(at)?);
        }
        Some(headings.len() - 1)
    }

    fn cannot_cite(&mut self, span: Span, found: Diagnostic) -> usize {
        self.found.items.push(ScanItem::Invalid(InvalidDirective::inline(span, vec![found])));
        span.end
    }

    /// Reads the arguments from `from` on; gives back where the directive ends.
    fn parse(&mut self, spec: &'static DirectiveSpec, at: usize, from: usize, ending: Ending) -> usize {
        if spec.kind == DirectiveKind::Cite {
            return self.cite(at, from, ending);
        }
        let line = Span::new(from, self.line_end(from));
        let read = parse::arguments(self.source, spec, at, line, ending);
        let end = match &read {
            Ok((_, _, end)) | Err((_, end)) => *end,
        };
        let mut span = Span::new(at, end);
        let placement = self.placement(spec, &mut span);
        self.found.items.push(match (read, placement) {
            (Ok((selectors, options, _)), Ok(placement)) => {
                ScanItem::Directive(Box::new(Directive { spec, span, selectors, options, placement }))
            }
            (Err((diagnostics, _)), placement) => ScanItem::Invalid(InvalidDirective {
                span,
                placement: placement.unwrap_or(Placement::Inline),
                diagnostics,
            }),
            (Ok(_), Err(misplaced)) => {
                ScanItem::Invalid(InvalidDirective { span, placement: Placement::Inline, diagnostics: vec![misplaced] })
            }
        });
        span.end.max(end)
    }

    /// How a directive at `span` stands; the span is widened over white space around it that is no blank to CommonMark.
    fn placement(&mut self, spec: &DirectiveSpec, span: &mut Span) -> Result<Placement, Diagnostic> {
        if spec.placement == DirectiveLevel::Inline {
            return Ok(Placement::Inline);
        }
        let line = self.mask.line(span.start);
        let from = line.content.min(span.start);
        let before = &self.text[from..span.start];
        let after = &self.text[span.end..self.line_end(span.end)];
        if !(before.trim().is_empty() && after.trim().is_empty()) {
            return Err(Code::MisplacedListing
                .at((self.source, *span), "a list cannot stand inside a line of text")
                .label(format!("`{}` stands alone on its line", spec.name))
                .help("put it on a line of its own, with nothing before or after it"));
        }
        span.start = from + before.len() - before.trim_start_matches(BLANK).len();
        span.end += after.trim_end_matches(BLANK).len();
        let blank_before = !line.opens && !self.mask.blank_before(&line, span.start);
        let blank_after = !self.mask.blank_after(&line, span.start);
        let placement = Placement::Block { prefix: line.prefix, blank_before, blank_after };
        if blank_before || blank_after {
            self.mask.put(*span, &placement.place("<hr>".to_owned()));
        }
        Ok(placement)
    }

    /// Where the line that holds `offset` ends, remembered since a long line may hold thousands of directives.
    fn line_end(&mut self, offset: usize) -> usize {
        if !self.line.contains(&offset) {
            self.line = offset..line_end(self.text, offset);
        }
        self.line.end
    }

    fn literal(&mut self, span: Span) {
        self.found.warnings.push(in_html(self.source, span));
    }

    fn near_miss(&mut self, name: &str, span: Span) {
        if let Some(near) = near(name) {
            self.found.warnings.push(
                Code::NearMiss
                    .at((self.source, span), format!("`{name}` is left alone, for it is no directive of ours"))
                    .did_you_mean(Some(near)),
            );
        }
    }

    /// A name of ours in a form that is not ours: `{{#papers …}}`, `<<# papers …>>`.
    fn odd_form(&mut self, name: &str, at: usize, span: Span) {
        if options::directive(name).is_some() && self.mask.literal(at).is_none() && !is_escaped(self.text, at) {
            let found = Code::NearMiss.at((self.source, span), "this is left alone, for it is no directive of ours");
            self.found.warnings.push(found.help(format!("did you mean `<<#{name} …>>`?")));
        }
    }

    /// `\<\<\#papers`: what a tool that reprints Markdown makes of a directive.
    fn reprinted(&mut self, at: usize, rest: &str) {
        let inner = rest["<\\<".len()..].trim_start_matches('\\');
        let Some(inner) = inner.strip_prefix('#') else { return };
        let name = name(inner);
        if options::directive(name).is_none() || self.mask.literal(at).is_some() {
            return;
        }
        let end = self.text.len() - inner.len() + name.len();
        let start = if at > line_start(self.text, at) { at - 1 } else { at };
        self.found.warnings.push(
            Code::ReprintedDirective
                .at(
                    (self.source, Span::new(start, end)),
                    "another preprocessor has turned this directive into plain text",
                )
                .help(format!(
                    "let `papers` run first: add `before = [\"…\"]` with the other's name to `[preprocessor.papers]`, \
                     or write `<!-- #{name} … -->`"
                )),
        );
    }
}

/// The warning of something of ours inside HTML.
fn in_html(source: &Arc<Source>, span: Span) -> Diagnostic {
    Code::LiteralDirective
        .at((source, span), "a directive inside HTML is left as written")
        .help("put it outside, or a blank line before and after it")
}

/// The directive of ours that is one slip away from `name`, case aside.
fn near(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let mut names = DIRECTIVES.iter().map(|ours| ours.name);
    names.find(|ours| strsim::damerau_levenshtein(ours, &lower) <= 1)
}

/// The name at the beginning of `text`: letters, digits, `-` and `_`, a letter first and no `-` last.
fn name(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(text.len());
    text[..end].trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use super::*;
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
                ScanItem::Invalid(fault) => {
                    writeln!(shown, "{} [{}]", &text[fault.span.range()], fault.diagnostics[0].code.as_str())
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
    fn directives_are_found_where_text_stands() {
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
    fn what_is_literal_stays() {
        check("`<<#papers x>>`", "");
        check("```\n<<#papers x>>\n```", "");
        check("    <<#papers x>>", "");
        check("\\<<#papers x>>", "");
        check("\\\\<<#papers-count x>>", "<<#papers-count x>>");
        check("<!-- <<#papers x>> -->", "");
        check("<div>\n<<#papers x>>\n</div>", "(literal-directive a.md:2:1)");
        check("<<#toc>> << #papers >> <<#>> {{#include papers}} `{{#papers x}}`", "");
        check("<<# papers>>", "(near-miss a.md:1:1)");
        check("a {{#papers x}} {{#papers-count}}", "(near-miss a.md:1:3)\n(near-miss a.md:1:17)");
    }

    #[test]
    fn a_comment_can_say_the_same() {
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
    fn a_list_stands_alone_on_its_line() {
        check("see <<#papers x>>", "<<#papers x>> [misplaced-listing]");
        check("<<#papers x>> and", "<<#papers x>> [misplaced-listing]");
        check("# <<#papers x>>", "<<#papers x>> [misplaced-listing]");
        check("| <<#papers x>> |\n|---|", "<<#papers x>> [misplaced-listing]");
        check("- [ ] <<#papers x>>", "<<#papers x>> [misplaced-listing]");
    }

    #[test]
    fn what_may_have_been_meant_is_said() {
        check("<<#paper x>>", "(near-miss a.md:1:4)");
        check("<<#Papers x>>", "(near-miss a.md:1:4)");
        check("<<#papres x>>", "(near-miss a.md:1:4)");
        check("\\<\\<\\#papers x>>", "(reprinted-directive a.md:1:1)");
        check("\\<\\<#papers x>>", "(reprinted-directive a.md:1:1)");
        check("\\<\\<\\#toc>>", "");
    }

    #[test]
    fn a_directive_that_does_not_end_is_a_fault() {
        check("<<#papers x\n>>", "<<#papers x [bad-syntax]");
        check("<<#papers \"x>>\nmore", "<<#papers \"x>> [bad-syntax]");
        check("<<#papers x", "<<#papers x [bad-syntax]");
    }

    #[test]
    fn the_quick_look_never_misses() {
        for text in [
            "<<#papers>>",
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

    /// Lines that open, close or hold something, blank ones among them.
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
        fn what_is_plain_is_what_the_mask_would_say(lines in prop::collection::vec(prop::sample::select(LINES), 0..14), crlf in any::<bool>()) {
            let text = lines.join(if crlf { "\r\n" } else { "\n" });
            let source = Source::new("a.md", text.as_str());
            let quick = format!("{:?}", scan_citing(&source, CitationSyntaxes::default()));
            let whole = scan_with(&source, Mask::new(&text), CitationSyntaxes::default(), Vec::new());
            prop_assert_eq!(quick, format!("{whole:?}"), "{}", text);
        }
    }
}
