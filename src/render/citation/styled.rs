//! Citations in a CSL style, in the text or as footnotes.

use super::Writer;
use crate::citation::{Mode, TextContext};
use crate::csl::{Citation, Class, Formatted, Part, Shift, Style};
use crate::plan::{ResolvedCitation, Step};
use crate::render::{Context, Renderer};
use crate::source::{Span, line_start};

/// Renders a citation and returns the span that it replaces. The span includes the space before a superscript citation.
pub(super) fn text(context: Context<'_>, style: &Style, cited: &ResolvedCitation) -> (Span, String) {
    let linked = context.renderer == Renderer::Html && cited.citation.text_context.may_link();
    let mut out = Writer::new(context, cited.citation.text_context, 0);
    let citation = formatted(context, cited);
    if linked {
        // Keep MathJax, if the book loads it, from typesetting TeX in data.
        let class = if context.config.mathjax { "papers-citation tex2jax_ignore" } else { "papers-citation" };
        out.out.push_str("<span");
        out.attribute("class", class);
        out.attribute("id", &cited.anchor());
        out.direction();
        out.out.push('>');
    }
    let note = context.citations.at(context.chapter, cited.ordinal).and_then(|at| at.note);
    let note = note.filter(|_| !citation.parts.is_empty());
    let before = out.out.len();
    match &citation.lead {
        // If no cite follows the author, link the author.
        Some(lead) if linked && citation.parts.iter().all(|part| part.cite != lead.cite) => {
            out.linked_part(lead, cited);
        }
        Some(lead) => out.formatted(&lead.text),
        None if citation.parts.is_empty() => out.names(cited),
        None => {}
    }
    if out.out.len() == before && note.is_some() && cited.citation.cluster.mode == Mode::Narrative {
        // A footnote mark needs text before it in a narrative citation.
        out.data(&context.library.papers[cited.papers[0]].title);
    }
    let mut span = cited.citation.span;
    let raised = |part: &Part| part.text.runs.iter().any(|run| run.look.shift == Shift::Super);
    if out.out.len() == before {
        let first = citation.parts.first().filter(|part| linked && !part.is_markdown);
        if note.is_some() || first.is_some_and(raised) {
            span.start -= space_before(&context.plan.chapters[context.chapter].source.text, span.start);
        }
    } else if note.is_none()
        && (style.class == Class::Note && !citation.parts.is_empty() || citation.has_space_after_lead())
    {
        out.out.push(' ');
    }
    match note {
        Some(note) => out.out.extend(["[^", &name(context, note), "]"]),
        None if citation.raises_words() => out.raised(citation, cited),
        None => out.parts(&citation, cited),
    }
    if linked {
        out.out.push_str("</span>");
    }
    (span, out.out)
}

/// Returns the length of the space between a word and the superscript citation at `at`: 0 or 1. The space is part of
/// Markdown syntax at the start of a line or after a list marker.
fn space_before(text: &str, at: usize) -> usize {
    let Some(text) = text[line_start(text, at)..at].strip_suffix(' ') else { return 0 };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '”' | '’' | '"' | ')' | '.' | ',' | ';' | '?');
    let end = text.trim_end_matches(['*', '_', '`']);
    usize::from(end.ends_with(is_word) && text.contains(char::is_alphabetic))
}

/// Renders the footnotes that the citations of a chapter become in a note style.
pub(in crate::render) fn notes(context: Context<'_>) -> String {
    let mut notes = String::new();
    for step in &context.plan.chapters[context.chapter].steps {
        let Step::Citation(cited) = step else { continue };
        let Some(note) = context.citations.at(context.chapter, cited.ordinal).and_then(|at| at.note) else { continue };
        let citation = formatted(context, cited);
        if citation.parts.is_empty() {
            continue;
        }
        let linked = context.renderer == Renderer::Html;
        let mut out = Writer::new(context, TextContext::Text, 0);
        if linked {
            let class = if context.config.mathjax { "papers-footnote tex2jax_ignore" } else { "papers-footnote" };
            out.out.push_str("<span");
            out.attribute("class", class);
            out.direction();
            out.out.push('>');
        }
        out.parts(&citation, cited);
        if linked {
            out.out.push_str("</span>");
        }
        notes.extend(["\n\n[^", &name(context, note), "]: ", &out.out]);
    }
    if !notes.is_empty() {
        notes.push('\n');
    }
    notes
}

/// Returns the label of a footnote.
fn name(context: Context<'_>, note: usize) -> String {
    format!("{}{note}", context.plan.chapters[context.chapter].notes)
}

fn formatted(context: Context<'_>, cited: &ResolvedCitation) -> Citation {
    let citation = context.citations.at(context.chapter, cited.ordinal).map(|at| at.citation.clone());
    citation.unwrap_or_default().spaced()
}

impl Writer<'_> {
    /// Writes the parts of a citation and links each cite to its entry. Prefixes and suffixes stay Markdown.
    fn parts(&mut self, citation: &Citation, cited: &ResolvedCitation) {
        let mut row = Formatted::default();
        for part in &citation.parts {
            if part.is_markdown {
                self.formatted(&std::mem::take(&mut row));
                self.out.push_str(&part.text.to_plain());
            } else if self.linked {
                self.linked_part(part, cited);
            } else {
                row.append(part.text.clone());
            }
        }
        self.formatted(&row);
        if citation.parts.is_empty() && citation.lead.is_none() {
            // Some styles render nothing for a work without authors and date: use the title.
            for (nth, &paper) in cited.papers.iter().enumerate() {
                self.out.push_str(if nth > 0 { "; " } else { "" });
                let title = self.escaped(&self.context.library.papers[paper].title);
                self.link(paper, &title);
            }
        }
    }

    /// Writes a superscript citation, including its prefixes and suffixes.
    fn raised(&mut self, citation: Citation, cited: &ResolvedCitation) {
        let first = citation.parts.first().map(|part| part.text.to_plain());
        let bracketed = first.is_some_and(|first| first.starts_with(['[', '(']));
        let (open, close) = match (self.linked, bracketed) {
            (true, _) => ("<sup>", "</sup>"),
            (false, true) => ("", ""),
            (false, false) => ("\\[", "\\]"),
        };
        self.out.push_str(open);
        self.parts(&citation.lowered(), cited);
        self.out.push_str(close);
    }

    fn linked_part(&mut self, part: &Part, cited: &ResolvedCitation) {
        match part.cite.and_then(|cite| cited.papers.get(cite)) {
            Some(&paper) => self.link(paper, &part.text.to_html(false)),
            None => self.formatted(&part.text),
        }
    }

    /// Writes formatted text of a style.
    fn formatted(&mut self, text: &Formatted) {
        let text = match (self.linked, self.inert) {
            (true, _) => text.to_html(false),
            (false, true) => text.to_inert().to_markdown(false),
            (false, false) => text.to_markdown(false),
        };
        self.out.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_superscript_citation_follows_a_word_without_space() {
        #[track_caller]
        fn check(before: &str, expect: usize) {
            assert_eq!(space_before(before, before.len()), expect, "{before:?}");
        }
        check("Text ", 1);
        check("> - in **bold** ", 1);
        check("(so) ", 1);
        check("文字 ", 1);
        check("Text", 0);
        check("Text\n", 0);
        check("Text  ", 0);
        check("1. ", 0);
        check("- ", 0);
        check("a * ", 0);
        check("[^x]: ", 0);
        check("- [x] ", 0);
        check("| cell | ", 0);
        check("Wow! ", 0);
    }
}
