//! Citations in the built-in numeric style: `[1, p. 3]` in parentheses, `Dao et al. [1]` in a sentence.
//!
//! For HTML, a citation links to its entry, and the entry links back. Citations in headings and links, and citations
//! for other renderers, are plain text. Prefixes and suffixes are Markdown of the chapter and stay unchanged.

use std::borrow::Cow;

use super::{Context, Renderer, names};
use crate::citation::{CitationItem, CitationSyntax, Mode, TextContext};
use crate::language::Language;
use crate::markup::escape::{html as escape_html, html_in_markdown, inert, markdown as escape_markdown};
use crate::paper::{Paper, is_han};
use crate::plan::ResolvedCitation;
use crate::source::Span;

mod locator;
mod styled;

pub(super) use styled::notes;

/// Renders a citation and returns the span that it replaces, or `None` if the citation stays unchanged.
pub(super) fn text(context: Context<'_>, cited: &ResolvedCitation) -> Option<(Span, String)> {
    let span = cited.citation.span;
    if context.renderer == Renderer::Pandoc {
        return pandoc(context, cited).map(|text| (span, text));
    }
    if let Some(style) = context.styles.citation_style(context.config) {
        return Some(styled::text(context, style, cited));
    }
    let linked = context.renderer == Renderer::Html && cited.citation.text_context.may_link();
    let mut out = Writer::new(context, cited.citation.text_context, if linked { 384 } else { 16 });
    if linked {
        out.out.push_str("<span class=\"papers-citation\"");
        out.attribute("id", &cited.anchor());
        out.direction();
        out.out.push('>');
    }
    let works = &context.plan.chapters[context.chapter].works;
    let mut items = cited.citation.cluster.items.iter().zip(&cited.papers).peekable();
    let before = out.out.len();
    out.names(cited);
    if out.out.len() > before {
        out.out.push(' ');
    }
    out.data("[");
    while let Some((item, &paper)) = items.next() {
        let number = works.numbers.get(&paper).copied().unwrap_or_default();
        out.item(item, paper, number);
        if let Some((next, _)) = items.peek() {
            let plain =
                |item: &CitationItem| item.locator.is_none() && item.suffix.is_empty() && item.prefix.is_empty();
            out.out.push_str(if plain(item) && plain(next) { ", " } else { "; " });
        }
    }
    out.data("]");
    if linked {
        out.out.push_str("</span>");
    }
    Some((span, out.out))
}

/// Converts a citation to Pandoc's syntax. Returns `None` if it is already in that syntax.
fn pandoc(context: Context<'_>, cited: &ResolvedCitation) -> Option<String> {
    // Pandoc resolves keys only, not aliases or identifiers.
    let named = |paper: usize| {
        let key = context.library.papers.key(paper);
        let plain = key.chars().all(|c| c.is_alphanumeric() || c == '_');
        if plain { format!("@{key}") } else { format!("@{{{key}}}") }
    };
    let cluster = &cited.citation.cluster;
    let items = cluster.items.iter().zip(&cited.papers);
    if cited.citation.syntax == CitationSyntax::Pandoc {
        let text = &context.plan.chapters[context.chapter].source.text;
        let (mut out, mut at) = (String::new(), cited.citation.span.start);
        for (item, &paper) in items {
            let Span { start, end } = item.key.span;
            // Pandoc does not recognize a key directly after a letter, which is common in Chinese.
            let is_glued = cluster.mode == Mode::Parenthetical && text[..start].ends_with(is_han);
            let is_known = context.library.papers.key(paper) == item.key.value;
            if is_known && !is_glued {
                continue;
            }
            out.extend([&text[at..start], if is_glued { " " } else { "" }]);
            out.push_str(&if is_known { text[start..end].to_owned() } else { named(paper) });
            at = end;
        }
        out.push_str(&text[at..cited.citation.span.end]);
        return (at > cited.citation.span.start).then_some(out);
    }
    let item = |(item, paper): (&CitationItem, &usize)| {
        let prefix = if item.prefix.is_empty() { String::new() } else { format!("{} ", item.prefix) };
        let author = if item.suppress_author { "-" } else { "" };
        let key = named(*paper);
        let locator = item.locator.as_ref().map(|locator| format!(", {{{}}}", locator::pandoc(locator)));
        let suffix = item.spaced_suffix();
        format!("{prefix}{author}{key}{}{suffix}", locator.unwrap_or_default())
    };
    let items: Vec<_> = items.map(item).collect();
    Some(format!("[{}]", items.join("; ")))
}

struct Writer<'a> {
    context: Context<'a>,
    /// Whether to write HTML with links.
    linked: bool,
    /// Whether text from data is made inert for mdBook's search.
    inert: bool,
    out: String,
}

impl<'a> Writer<'a> {
    fn new(context: Context<'a>, place: TextContext, capacity: usize) -> Self {
        let is_html = context.renderer == Renderer::Html;
        let linked = is_html && place.may_link();
        let inert = is_html && place == TextContext::Heading;
        Self { context, linked, inert, out: String::with_capacity(capacity) }
    }

    /// Writes the authors of the first work if the citation is narrative.
    fn names(&mut self, cited: &ResolvedCitation) {
        if let (Mode::Narrative, Some(&paper)) = (cited.citation.cluster.mode, cited.papers.first()) {
            let names = names::cited(self.context, &self.context.library.papers[paper]);
            self.data(&names);
        }
    }

    fn item(&mut self, item: &CitationItem, paper: usize, number: usize) {
        if !item.prefix.is_empty() {
            self.out.push_str(&item.prefix);
            self.out.push(' ');
        }
        self.link(paper, itoa::Buffer::new().format(number));
        if let Some(locator) = &item.locator {
            self.out.push_str(", ");
            self.data(&locator::text(locator, Language::of_page(&self.context.config.language)));
        }
        if !item.suffix.is_empty() {
            self.out.push_str(&item.spaced_suffix());
        }
    }

    /// Writes a link to the entry of a paper around `text`, which is already escaped.
    fn link(&mut self, paper: usize, text: &str) {
        let context = self.context;
        let href = self.linked.then(|| {
            let target = context.plan.link_target(context.library, context.chapter, paper)?;
            context.plan.href(context.chapter, &target)
        });
        let Some(href) = href.flatten() else { return self.out.push_str(text) };
        self.out.push_str("<a class=\"papers-cite\" role=\"doc-biblioref\"");
        self.attribute("href", &href);
        self.attribute("title", &preview(context, &context.library.papers[paper]));
        self.out.push('>');
        self.out.push_str(text);
        self.out.push_str("</a>");
    }

    /// Writes text from data, escaped.
    fn data(&mut self, text: &str) {
        let escaped = self.escaped(text);
        self.out.push_str(&escaped);
    }

    /// Escapes text from data for the current output format.
    fn escaped(&self, text: &str) -> String {
        let text = if self.inert { inert(text) } else { Cow::Borrowed(text) };
        let mut escaped = String::with_capacity(text.len());
        if self.linked {
            html_in_markdown(&text, &mut escaped);
        } else {
            escape_markdown(&text, &mut escaped);
        }
        escaped
    }

    /// Writes the attribute that keeps a citation in one direction where the book runs from right to left.
    fn direction(&mut self) {
        if self.context.config.right_to_left {
            self.attribute("dir", "auto");
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_html(value, &mut self.out);
        self.out.push('"');
    }
}

/// Returns the tooltip of a citation: authors, title, venue and year.
fn preview(context: Context<'_>, paper: &Paper) -> String {
    let mut preview = names::cited(context, paper);
    preview.reserve(paper.title.len() + paper.shown_venue().map_or(0, str::len) + 16);
    end_sentence(&mut preview);
    preview.push_str(&paper.title);
    let year = paper.year_text();
    for (nth, place) in paper.shown_venue().into_iter().chain(year.as_deref()).enumerate() {
        if nth == 0 {
            end_sentence(&mut preview);
        } else {
            preview.push(' ');
        }
        preview.push_str(place);
    }
    preview
}

/// Ends a sentence with a full stop and a space, in the punctuation of its script, unless it is empty or already ends.
fn end_sentence(text: &mut String) {
    match text.chars().next_back() {
        None | Some('。' | '？' | '！') => {}
        Some('.' | '?' | '!') => text.push(' '),
        Some(c) if is_han(c) => text.push('。'),
        Some(_) => text.push_str(". "),
    }
}
