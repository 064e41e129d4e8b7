//! Citations in the built-in numeric style: `[1, p. 3]` beside a sentence, `Dao et al. [1]` in it.
//!
//! A page gets links to where the works stand, and back. In a heading or a link, where no link may stand, and for other
//! renderers, a citation is plain text. The words around a key are the chapter's own Markdown, and stay.

use super::{Context, Target, names};
use crate::citation::{CitationItem, CitationSyntax, Mode};
use crate::language::Language;
use crate::markup::escape::{html as escape_html, html_in_markdown, markdown as escape_markdown};
use crate::paper::{Paper, is_han};
use crate::plan::ResolvedCitation;
use crate::source::Span;

mod locator;
mod styled;

pub(super) use styled::notes;

/// What stands in place of a citation, and of what range; none where it stays as it is written.
pub(super) fn text(context: Context<'_>, cited: &ResolvedCitation) -> Option<(Span, String)> {
    let span = cited.citation.span;
    if context.target == Target::Pandoc {
        return pandoc(context, cited).map(|text| (span, text));
    }
    if let Some(style) = context.styles.citing(context.config) {
        return Some(styled::text(context, style, cited));
    }
    let linked = context.target == Target::Html && cited.citation.text_context.may_link();
    let mut out = Writer { context, linked, out: String::with_capacity(if linked { 384 } else { 16 }) };
    if linked {
        out.out.push_str("<span class=\"papers-citation\"");
        out.attribute("id", &cited.anchor());
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

/// The citation in Pandoc's words, for Pandoc to format; none where it is written so already.
fn pandoc(context: Context<'_>, cited: &ResolvedCitation) -> Option<String> {
    // Pandoc knows papers by their keys alone.
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
            // To Pandoc no key begins right after a word, as it may in Chinese.
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
        let suffix = if item.suffix.is_empty() { String::new() } else { format!(", {}", item.suffix) };
        format!("{prefix}{author}{key}{}{suffix}", locator.unwrap_or_default())
    };
    let items: Vec<_> = items.map(item).collect();
    Some(format!("[{}]", items.join("; ")))
}

struct Writer<'a> {
    context: Context<'a>,
    /// Whether HTML is written, with links.
    linked: bool,
    out: String,
}

impl Writer<'_> {
    /// Who wrote the first work, where the citation is a part of its sentence.
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
            let glued = item.suffix.starts_with(|c: char| c.is_ascii_punctuation() && !"*_`([{<\"'".contains(c));
            self.out.push_str(if glued { "" } else { ", " });
            self.out.push_str(&item.suffix);
        }
    }

    /// Words, as written already, that lead to where a paper stands.
    fn link(&mut self, paper: usize, words: &str) {
        let context = self.context;
        let href = self.linked.then(|| {
            let target = context.plan.target(context.library, context.chapter, paper)?;
            context.plan.href(context.chapter, &target)
        });
        let Some(href) = href.flatten() else { return self.out.push_str(words) };
        self.out.push_str("<a class=\"papers-cite\" role=\"doc-biblioref\"");
        self.attribute("href", &href);
        self.attribute("title", &preview(context, &context.library.papers[paper]));
        self.out.push('>');
        self.out.push_str(words);
        self.out.push_str("</a>");
    }

    /// Text that is not the chapter's own.
    fn data(&mut self, text: &str) {
        if self.linked {
            html_in_markdown(text, &mut self.out);
        } else {
            escape_markdown(text, &mut self.out);
        }
    }

    /// Text that is not the chapter's own, as it may stand here.
    fn written(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        if self.linked {
            html_in_markdown(text, &mut written);
        } else {
            escape_markdown(text, &mut written);
        }
        written
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_html(value, &mut self.out);
        self.out.push('"');
    }
}

/// What a reader is shown who rests on a citation: who, what, where and when.
fn preview(context: Context<'_>, paper: &Paper) -> String {
    let mut preview = names::cited(context, paper);
    preview.reserve(paper.title.len() + paper.venue.as_ref().map_or(0, String::len) + 16);
    end_sentence(&mut preview);
    preview.push_str(&paper.title);
    let mut digits = itoa::Buffer::new();
    let year = paper.year().map(|year| digits.format(year));
    for (nth, place) in paper.venue.as_deref().into_iter().chain(year).enumerate() {
        if nth == 0 {
            end_sentence(&mut preview);
        } else {
            preview.push(' ');
        }
        preview.push_str(place);
    }
    preview
}

/// A full stop and room after it, in the punctuation of the text, where there is a text that has none.
fn end_sentence(text: &mut String) {
    match text.chars().next_back() {
        None | Some('。' | '？' | '！') => {}
        Some('.' | '?' | '!') => text.push(' '),
        Some(c) if is_han(c) => text.push('。'),
        Some(_) => text.push_str(". "),
    }
}
