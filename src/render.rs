//! Rendering of planned lists and citations, as HTML or as plain CommonMark.
//!
//! Text from data is escaped here. This module does not select, sort or number papers.

use crate::citation_states::CitationStates;
use crate::config::Config;
use crate::directive::Directive;
use crate::labels;
use crate::library::Library;
use crate::markup::escape;
use crate::options::{CitedIn, Lang, Options, Style};
use crate::paper::{Date, Field, is_han};
use crate::plan::{Plan, PlannedList, ResolvedCitation, Step};
use crate::source::Span;
use crate::styles::{self, Styles};

mod blocks;
pub use blocks::title_of_group;
mod citation;
mod details;
mod entries;
mod entry_cache;
pub mod error_box;
mod field;
pub mod html;
mod index;
mod lang;
mod links;
pub mod markdown;
mod names;
mod references;
mod stats;
pub mod template;
mod translation;

pub use entry_cache::EntryCache;

/// The mdBook renderer that the chapters are prepared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renderer {
    /// The renderer `html`: chapters may contain HTML.
    Html,
    /// Any other renderer: plain CommonMark.
    Markdown,
    /// `mdbook test`: plain CommonMark without code blocks, which would be compiled.
    Test,
    /// A renderer whose Markdown Pandoc reads: plain CommonMark with citations in Pandoc's syntax.
    Pandoc,
}

impl Renderer {
    /// Maps the name of an mdBook renderer.
    pub fn of(renderer: &str, config: &Config) -> Self {
        match renderer {
            "html" => Renderer::Html,
            "test" => Renderer::Test,
            _ if config.pandoc_citations.iter().any(|name| name == renderer) => Renderer::Pandoc,
            _ => Renderer::Markdown,
        }
    }
}

/// The default heading level of groups.
const HEADING: u8 = 3;

/// How a listing is rendered: the options of its directive, with defaults from the configuration.
#[expect(clippy::struct_excessive_bools, reason = "the fields are independent options")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderOptions<'a> {
    /// The style.
    pub style: &'a Style,
    /// Whether notes and remarks are shown.
    pub notes: bool,
    /// Whether one-line summaries are shown.
    pub summaries: bool,
    /// Whether abstracts are shown.
    pub abstracts: bool,
    /// Whether tags are shown.
    pub tags: bool,
    /// Whether the introduction of the categories is shown.
    pub intro: bool,
    /// Whether readers can filter the list.
    pub filter: bool,
    /// Which translations are shown.
    pub lang: Option<Lang>,
    /// Whether an entry on one line shows volume, pages, publisher and the like.
    pub details: bool,
    /// The columns of a table.
    pub fields: Vec<Field>,
    /// The level of the headings of groups, 2 to 6.
    pub heading: u8,
    /// Whether the script adds buttons.
    pub buttons: bool,
    /// What an entry shows of the places that cite the paper.
    pub cited_in: CitedIn,
    /// Text to show if no paper is selected; `None` for the default label.
    pub empty: Option<&'a str>,
}

impl<'a> RenderOptions<'a> {
    /// Returns the render options of a directive.
    pub fn of(directive: &'a Directive, config: &'a Config) -> Self {
        let options = &directive.options;
        let style = styles::of_directive(directive, config);
        // These styles have no room for notes and summaries, so they are shown only on request.
        let roomy = !matches!(style, Style::Compact | Style::Table | Style::Csl(_) | Style::CslFile(_));
        Self {
            style,
            notes: options.notes.unwrap_or(roomy),
            summaries: options.summaries.unwrap_or(roomy),
            abstracts: options.abstracts.unwrap_or(false),
            tags: options.tags.unwrap_or(true),
            intro: options.intro.unwrap_or(false),
            filter: options.filter.unwrap_or(false),
            lang: options.lang,
            details: false,
            fields: if options.fields.is_empty() { COLUMNS.to_vec() } else { options.fields.clone() },
            heading: options.heading.unwrap_or(HEADING),
            // A list of links is plain unless the directive asks for more.
            buttons: options.buttons.unwrap_or(*style != Style::Links),
            cited_in: options.cited_in.unwrap_or(config.cited_in),
            empty: options.empty.as_deref(),
        }
    }

    /// Returns the render options of references. They show bibliographic fields only: no notes, summaries, abstracts,
    /// introduction or filter.
    pub fn of_references(style: &'a Style, options: &Options, config: &Config) -> Self {
        Self {
            style,
            notes: false,
            summaries: false,
            abstracts: false,
            tags: true,
            intro: false,
            filter: false,
            lang: None,
            details: true,
            fields: COLUMNS.to_vec(),
            heading: options.heading.unwrap_or(HEADING),
            buttons: true,
            cited_in: options.cited_in.unwrap_or(config.cited_in),
            empty: None,
        }
    }

    /// Returns the columns of a table. Fields that are switched on by an option are appended.
    fn columns(&self) -> Vec<Field> {
        let requested = [
            (Field::Summary, self.summaries),
            (Field::Abstract, self.abstracts),
            (Field::Note, self.notes),
            (Field::Remark, self.notes),
        ];
        let requested = requested.into_iter().filter(|(field, requested)| *requested && !self.fields.contains(field));
        self.fields.iter().copied().chain(requested.map(|(field, _)| field)).collect()
    }
}

/// The default columns of a table.
const COLUMNS: &[Field] = &[Field::Title, Field::Authors, Field::Venue, Field::Date, Field::Links];

/// Returns the separator after a sentence: a full stop, unless `part` already ends with punctuation.
fn sentence_end(part: &str) -> &'static str {
    match part.chars().next_back() {
        Some('.' | '?' | '!' | '…') => " ",
        Some('。' | '？' | '！') => "",
        Some(c) if is_han(c) => "。",
        _ => ". ",
    }
}

/// The input of every rendering function.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The library.
    pub library: &'a Library,
    /// The configuration.
    pub config: &'a Config,
    /// The renderer.
    pub renderer: Renderer,
    /// The CSL styles that the book uses.
    pub styles: &'a Styles,
    /// The state of each citation in a CSL style.
    pub citations: &'a CitationStates,
    /// The plan of the book.
    pub plan: &'a Plan,
    /// The index of the chapter that is rendered.
    pub chapter: usize,
    /// The latest date on which papers were added. Papers with this date are marked as new; `None` if all papers have
    /// the same date.
    pub newest: Option<Date>,
    /// Cached texts of entries that appear in several chapters.
    pub cache: Option<&'a EntryCache>,
}

impl Context<'_> {
    /// Returns whether the entry with this anchor, in the current chapter, is the canonical entry of the paper.
    fn is_canonical(self, paper: usize, anchor: &str) -> bool {
        self.plan
            .canonical
            .get(&paper)
            .is_some_and(|location| location.chapter == self.chapter && location.anchor == anchor)
    }
}

/// Renders a listing as a block without a trailing newline. HTML output has no blank line.
pub fn list(context: Context<'_>, list: &PlannedList, options: &RenderOptions<'_>) -> String {
    match context.renderer {
        Renderer::Html => html::list(context, list, options),
        Renderer::Markdown | Renderer::Test | Renderer::Pandoc => markdown::list(context, list, options),
    }
}

/// Renders an index of categories with links and the number of papers in each.
pub fn index(context: Context<'_>, categories: &[usize]) -> String {
    index::block(context, categories)
}

/// Renders statistics: the number of papers by year and by category, each as a chart and a table.
pub fn stats(context: Context<'_>, papers: &[usize]) -> String {
    stats::block(context, papers)
}

/// Renders a citation and returns the span that it replaces, or `None` if the citation stays unchanged.
pub fn citation(context: Context<'_>, cited: &ResolvedCitation) -> Option<(Span, String)> {
    citation::text(context, cited)
}

/// Returns the footnotes of a chapter that is cited in a note style; empty if it has none.
pub fn notes(context: Context<'_>) -> String {
    if context.renderer == Renderer::Pandoc { String::new() } else { citation::notes(context) }
}

/// Renders references as a block.
pub fn references(context: Context<'_>, list: &PlannedList, options: &Options) -> String {
    references::list(context, list, options)
}

/// Returns a hidden element with the labels that `papers.js` needs, or an empty string if this page needs none.
pub fn script_labels(context: Context<'_>) -> String {
    let steps = &context.plan.chapters[context.chapter].steps;
    let has_entries = |step: &Step| matches!(step, Step::List(..) | Step::References(..) | Step::Citation(_));
    if context.renderer != Renderer::Html || !context.config.has_script || !steps.iter().any(has_entries) {
        return String::new();
    }
    let mut out = String::from("\n\n<div class=\"papers-labels\" hidden");
    if let Some(language) = labels::language(context.config, "script-find") {
        out.extend([" lang=\"", language, "\" dir=\"ltr\""]);
    }
    let mut attribute = |name: &str, value: &str| {
        out.extend([" data-", name, "=\""]);
        escape::html(value, &mut out);
        out.push('"');
    };
    for (name, label) in labels::page_script(context.config) {
        attribute(name, label);
    }
    let index = &context.plan.index_chapters;
    let addresses = index.iter().filter_map(|&chapter| context.plan.file_href(context.chapter, chapter));
    let addresses: Vec<_> = addresses.map(|address| address.replace(' ', "%20")).collect();
    if !addresses.is_empty() {
        attribute("index", &addresses.join(" "));
    }
    let records = context.plan.records_chapter.and_then(|chapter| context.plan.file_href(context.chapter, chapter));
    if let Some(address) = records {
        attribute("records", &address);
    }
    out.push_str("></div>\n");
    out
}

/// Renders the page with the records of all papers, which `papers.js` loads.
pub fn records(context: Context<'_>) -> String {
    html::records::page(context)
}

/// Renders the heading of a page in Markdown.
pub fn heading(words: &str) -> String {
    let mut heading = String::from("# ");
    escape::markdown(words, &mut heading);
    heading
}

/// Renders references for the end of a chapter that has no directive for them.
pub fn appended_references(context: Context<'_>, list: &PlannedList) -> String {
    references::appended(context, list)
}
