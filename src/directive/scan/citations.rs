//! Citations: `<<#cite …>>`, and those in running text.

use super::near_misses::in_html;
use super::{Ending, InvalidDirective, PossibleCitation, ScanItem, Scanner};
use crate::citation::{self, Citation, CitationSyntax, Mode, OnUnknownKey, TextContext, syntax};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl Scanner<'_> {
    /// Reads the citation at a candidate. Returns the offset at which to continue.
    pub(super) fn citation(&mut self, at: usize) -> usize {
        let Some(text_context) = self.mask.text_context(at) else {
            self.citation_outside_text(at);
            return at + 1;
        };
        if self.is_in_math(at) {
            return at + 1;
        }
        let is_text = |at: usize| self.mask.text_context(at).is_some();
        let Some(mut citation) = syntax::read(&self.unmarked, at, is_text) else { return at + 1 };
        if !self.syntaxes.contains(citation.syntax) {
            self.warn_about_syntax(&citation);
            return at + 1;
        }
        let end = citation.span.end;
        let section = self.section(at);
        self.cited_heading(at, text_context);
        let mut fallback = citation.fallback.take();
        let has_markers = self.text[citation.span.range()] != self.unmarked[citation.span.range()];
        for citation in std::iter::once(&mut citation).chain(fallback.as_deref_mut()) {
            (citation.text_context, citation.section) = (text_context, section);
            if has_markers {
                // The lines of a block quote lose their markers, so the text has to be on one line.
                citation.cluster.join_lines();
            }
        }
        citation.fallback = fallback;
        self.result.items.push(ScanItem::Citation(citation));
        end
    }

    /// Reports what looks like a citation in HTML or as a link definition.
    fn citation_outside_text(&mut self, at: usize) {
        if self.syntaxes.contains(CitationSyntax::MdbookBib) && self.mask.literal(at) == Some(super::LiteralKind::Html)
        {
            self.citation_in_html(at);
        }
        if self.syntaxes.contains(CitationSyntax::Pandoc) {
            self.link_definition(at);
        }
    }

    /// Reports a citation in HTML, where mdbook-bib reads its own syntax.
    fn citation_in_html(&mut self, at: usize) {
        let citation = syntax::read(self.text, at, |_| false);
        let Some(citation) = citation.filter(|citation| citation.syntax != CitationSyntax::Pandoc) else { return };
        let warning = in_html(self.source, citation.span);
        match citation.on_unknown_key {
            OnUnknownKey::Error => self.result.warnings.push(warning),
            OnUnknownKey::Warn | OnUnknownKey::Ignore => self.possible_citation(&citation, warning),
        }
    }

    /// Reports a citation in a syntax that is not enabled.
    fn warn_about_syntax(&mut self, citation: &Citation) {
        let written = &self.text[citation.span.range()];
        let name = citation.syntax.as_str();
        let all = [CitationSyntax::Native, CitationSyntax::MdbookBib, CitationSyntax::Pandoc];
        let syntaxes = all.iter().filter(|&&syntax| self.syntaxes.contains(syntax) || syntax == citation.syntax);
        let syntaxes: Vec<_> = syntaxes.map(|syntax| format!("\"{}\"", syntax.as_str())).collect();
        let syntaxes = syntaxes.join(", ");
        let message = format!("`{written}` is not read as a citation, because `citations` does not name `{name}`");
        let warning = Code::NearMiss
            .at((self.source, citation.span), message)
            .help(format!("write `citations = [{syntaxes}]` under `[preprocessor.papers]` in book.toml"));
        self.possible_citation(citation, warning);
    }

    fn possible_citation(&mut self, citation: &Citation, warning: Diagnostic) {
        let keys = citation.cluster.items.iter().map(|item| item.key.value.clone()).collect();
        self.result.possible_citations.push(PossibleCitation { keys, warning });
    }

    /// Reports a link definition whose label may be a key.
    fn link_definition(&mut self, at: usize) {
        let Some((key, span)) = syntax::definition(self.text, at) else { return };
        if self.mask.literal(at).is_some() || self.mask.line(at).content != at {
            return;
        }
        let message = format!("`[@{key}]:` at the start of a paragraph is a link definition, not a citation");
        let warning = Code::NearMiss
            .at((self.source, span), message)
            .help(format!("begin with a word, or write `<<#cite {key}>>`"));
        self.result.possible_citations.push(PossibleCitation { keys: vec![key.to_owned()], warning });
    }

    /// Reads the arguments of `<<#cite …>>` that begin at `from`. Returns the offset after the directive.
    pub(super) fn cite(&mut self, at: usize, from: usize, ending: Ending) -> usize {
        let line_end = self.line_end(from);
        let rest = &self.text[from..line_end];
        let Some(length) = rest.find(ending.as_str()) else {
            let span = Span::new(at, line_end);
            let error = Code::BadSyntax
                .at((self.source, span), "unclosed directive `cite`")
                .help(format!("a directive must end with `{}` on the line where it begins", ending.as_str()));
            return self.invalid_cite(span, error);
        };
        let span = Span::new(at, from + length + ending.as_str().len());
        if !rest[..length].starts_with([' ', '\t']) && length > 0 {
            let error = Code::BadSyntax.at((self.source, Span::new(from, from)), "expected a space after `cite`");
            return self.invalid_cite(span, error.label("here"));
        }
        match citation::native(&rest[..length], from) {
            Ok(items) => {
                let text_context = self.mask.text_context(at).unwrap_or(TextContext::Text);
                let section = self.section(at);
                self.cited_heading(at, text_context);
                let citation = Citation::new(CitationSyntax::Native, span, Mode::Parenthetical, items);
                self.result.items.push(ScanItem::Citation(Citation { text_context, section, ..citation }));
                span.end
            }
            Err(place) => {
                let error = Code::BadSyntax.at((self.source, place), "expected a key");
                self.invalid_cite(span, error.help("for example `<<#cite touvron2023llama, p. 3>>`"))
            }
        }
    }

    fn invalid_cite(&mut self, span: Span, error: Diagnostic) -> usize {
        self.result.items.push(ScanItem::Invalid(InvalidDirective::inline(span, vec![error])));
        span.end
    }

    fn is_in_math(&self, at: usize) -> bool {
        let before = self.math.partition_point(|range| range.start <= at);
        self.math[..before].last().is_some_and(|range| range.contains(&at))
    }

    /// Adds the heading that contains a citation, unless it has attributes.
    fn cited_heading(&mut self, at: usize, text_context: TextContext) {
        if text_context != TextContext::Heading {
            return;
        }
        let Some(heading) = self.mask.heading_before(at).filter(|heading| !heading.has_attributes) else { return };
        let headings = &mut self.result.cited_headings;
        if headings.last().is_none_or(|last| last.start != heading.start) {
            headings.push(heading);
        }
    }

    /// Returns the index in [`Scan::headings`](super::Scan::headings) of the heading above a citation.
    fn section(&mut self, at: usize) -> Option<usize> {
        let start = self.mask.section_start(at)?;
        let headings = &mut self.result.headings;
        if headings.last().is_none_or(|last| last.start != start) {
            headings.push(self.mask.section(at)?);
        }
        Some(headings.len() - 1)
    }
}
