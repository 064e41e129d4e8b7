//! Entries in CommonMark for the list styles.

use crate::csl::Reference;
use crate::labels::{self, label, space_after};
use crate::markup::escape::{markdown as escape, markdown_line_start, markdown_url};
use crate::markup::user_markdown;
use crate::options::Style;
use crate::paper::{Field, Link, Paper, TitleStyle, has_han};
use crate::render::links::{self, first_link, pages_before_pdfs, title_link};
use crate::render::names::Names;
use crate::render::translation::{self, LocalizedText};
use crate::render::{Context, RenderOptions, Renderer, details, entries, html, sentence_end};
use crate::url;

/// A CommonMark buffer.
pub(super) struct Markdown<'a> {
    pub(super) context: Context<'a>,
    pub(super) out: String,
}

impl Markdown<'_> {
    /// Writes an entry without indentation.
    pub(super) fn item(&mut self, paper: &Paper, reference: Option<&Reference>, options: &RenderOptions<'_>) {
        match (options.style, reference) {
            (_, Some(reference)) if !reference.text.is_empty() => self.reference(paper, reference, options),
            (Style::Links, _) => self.links_entry(paper, options),
            (Style::Csl(_) | Style::CslFile(_), Some(reference)) => {
                self.label(reference, options);
                self.compact_entry(paper, options);
            }
            (Style::Compact | Style::Csl(_) | Style::CslFile(_), _) => self.compact_entry(paper, options),
            _ => self.reading_list_entry(paper, options),
        }
        if options.abstracts
            && let Some(text) = &paper.abstract_text
        {
            self.labelled("abstract", text);
        }
        if options.notes {
            for text in translation::texts(paper, Field::Note, options.lang) {
                self.out.push_str("\n\n");
                let note = user_markdown::markdown(text.text, self.context.renderer != Renderer::Test);
                self.out.push_str(note.trim_end().trim_start_matches(['\n', '\r']));
            }
            for remark in translation::texts(paper, Field::Remark, options.lang) {
                self.labelled("remark", remark.text);
            }
        }
    }

    /// Writes title, venue and year; authors and links; summary.
    fn reading_list_entry(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        self.title(None, "**", paper, options);
        self.short_name(paper);
        let venue = paper.shown_venue();
        if venue.is_some() || paper.date.is_some() {
            self.out.push(' ');
        }
        self.venue_and_year(paper, venue);
        self.status(paper);
        if let Some(names) = Names::of_paper(self.context.config, paper) {
            self.out.push_str("\\\n");
            markdown_line_start(&names.to_text(), &mut self.out);
        }
        self.links(pages_before_pdfs(&paper.shown_links()));
        self.summaries(paper, options);
    }

    /// Writes title, authors, venue, year and links in one line.
    fn compact_entry(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        let links = paper.shown_links();
        let (linked, others) = title_link(&links);
        let title = self.title(linked, "", paper, options);
        self.short_name(paper);
        self.out.push_str(sentence_end(html::distinct_short_name(paper).map_or(title, |_| ")")));
        let config = self.context.config;
        let (names, details) = if options.details {
            (Names::of_paper(config, paper), details::text(config, paper))
        } else {
            (Names::short_of_paper(config, paper), String::new())
        };
        if let Some(names) = names {
            let names = names.to_text();
            escape(&names, &mut self.out);
            self.out.push_str(sentence_end(&names));
        }
        let venue = details::venue(paper, &details);
        let has_date = venue.is_some() || paper.date.is_some() || paper.venue_note.is_some();
        if has_date || !details.is_empty() {
            self.venue_and_year(paper, venue);
            escape(if has_date { &details } else { details::alone(&details) }, &mut self.out);
            self.out.push_str(if details.ends_with('.') { "" } else { "." });
        }
        self.status(paper);
        self.links(others);
        self.summaries(paper, options);
    }

    /// Writes an entry as the CSL style formats it.
    fn reference(&mut self, paper: &Paper, reference: &Reference, options: &RenderOptions<'_>) {
        self.label(reference, options);
        self.out.push_str(&reference.text.to_markdown(true));
        self.summaries(paper, options);
    }

    /// Writes the label of an entry in a CSL style.
    fn label(&mut self, reference: &Reference, options: &RenderOptions<'_>) {
        if let Some(label) = entries::label(self.context, options, reference) {
            self.out.push_str(&label.to_markdown(false));
            self.out.push(' ');
        }
    }

    fn links_entry(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        let all = paper.shown_links();
        let (linked, others) = first_link(&all);
        self.title(linked, "", paper, options);
        if options.summaries {
            for (at, summary) in translation::texts(paper, Field::Summary, options.lang).enumerate() {
                self.out.push_str(if at == 0 { ": " } else { " / " });
                escape(summary.text, &mut self.out);
            }
        }
        self.links(others);
    }

    /// Writes the title between `marks`, linked if `link` is given, and its translations where the options ask for
    /// them.
    ///
    /// Returns the title that was written last.
    pub(super) fn title<'p>(
        &mut self,
        linked: Option<&Link>,
        marks: &str,
        paper: &'p Paper,
        options: &RenderOptions<'_>,
    ) -> &'p str {
        let mut last = paper.title.as_str();
        for (at, title) in translation::texts(paper, Field::Title, options.lang).enumerate() {
            last = title.text;
            match linked {
                _ if at > 0 => {
                    self.out.push_str(" / ");
                    escape(title.text, &mut self.out);
                }
                Some(linked) => self.link(&title_text(paper, title), &linked.url),
                None if marks.is_empty() && !paper.title.has_markup() => markdown_line_start(title.text, &mut self.out),
                None => {
                    self.out.push_str(marks);
                    self.out.push_str(&title_text(paper, title));
                    self.out.push_str(marks);
                }
            }
        }
        last
    }

    pub(super) fn short_name(&mut self, paper: &Paper) {
        if let Some(short) = html::distinct_short_name(paper) {
            self.out.push_str(" (");
            escape(short, &mut self.out);
            self.out.push(')');
        }
    }

    fn venue_and_year(&mut self, paper: &Paper, venue: Option<&str>) {
        if let Some(venue) = venue {
            escape(venue, &mut self.out);
        }
        if let Some(year) = paper.year_text() {
            if venue.is_some() {
                self.out.push(' ');
            }
            escape(&year, &mut self.out);
        }
        if let Some(venue_note) = &paper.venue_note {
            self.out.push_str(" (");
            escape(venue_note, &mut self.out);
            self.out.push(')');
        }
    }

    fn status(&mut self, paper: &Paper) {
        if let Some(status) = paper.status {
            self.out.push_str(" (");
            escape(labels::status(self.context.config, status), &mut self.out);
            self.out.push(')');
        }
    }

    fn summaries(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        if options.summaries {
            for summary in translation::texts(paper, Field::Summary, options.lang) {
                self.out.push_str("\n\n");
                markdown_line_start(summary.text, &mut self.out);
            }
        }
    }

    /// Writes Markdown from data after a label.
    fn labelled(&mut self, name: &str, text: &str) {
        self.out.push_str("\n\n");
        let words = label(self.context.config, name, Some(text));
        escape(words, &mut self.out);
        self.out.push_str(if user_markdown::begins_with_paragraph(text) { space_after(words) } else { "\n\n" });
        self.out.push_str(user_markdown::markdown(text, self.context.renderer != Renderer::Test).trim());
    }

    pub(super) fn links<'l>(&mut self, links: impl IntoIterator<Item = &'l Link>) {
        for entry in links {
            if !self.out.is_empty() && !self.out.ends_with(['\n', ' ']) {
                self.out.push(' ');
            }
            self.out.push_str("\\[");
            if url::safe(&entry.url).is_some() {
                let mut label = String::with_capacity(entry.label.len());
                escape(links::label(entry), &mut label);
                self.link(&label, &entry.url);
            } else {
                escape(&entry.label, &mut self.out);
                self.out.push_str(": ");
                escape(&entry.url, &mut self.out);
            }
            self.out.push_str("\\]");
        }
    }

    /// Writes a link; its text is CommonMark.
    fn link(&mut self, text: &str, address: &str) {
        self.out.push('[');
        self.out.push_str(text);
        self.out.push_str("](");
        markdown_url(&url::safe(address).unwrap_or_default(), &mut self.out);
        self.out.push(')');
    }
}

/// Returns a title as CommonMark. Only the original one has markup, of which CommonMark has emphasis.
fn title_text(paper: &Paper, title: LocalizedText<'_>) -> String {
    let mut out = String::new();
    if title.translation.is_some() {
        escape(title.text, &mut out);
        return out;
    }
    let pieces = paper.title.pieces();
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    for (at, (text, style)) in pieces.iter().enumerate() {
        let before = pieces[..at].iter().rev().find_map(|(text, _)| text.chars().next_back());
        let after = pieces[at + 1..].iter().find_map(|(text, _)| text.chars().next());
        let mark = match style {
            TitleStyle { bold: true, .. } => "**",
            TitleStyle { italic: true, .. } => "*",
            _ => "",
        };
        // Delimiters must touch the text, and a word must not continue outside of them.
        let may_be_marked = text.trim() == *text && is_apart(before) && is_apart(after) && !has_han(text);
        let mark = if may_be_marked && !text.is_empty() { mark } else { "" };
        out.push_str(mark);
        escape(text, &mut out);
        out.push_str(mark);
    }
    out
}
