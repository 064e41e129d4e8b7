//! From a planned list to the text that stands in its place, in HTML or in plain CommonMark.
//!
//! Everything from data is escaped here for where it lands; nothing here selects, sorts or numbers.

use crate::citation_states::CitationStates;
use crate::config::Config;
use crate::directive::Directive;
use crate::labels;
use crate::library::Library;
use crate::markup::escape;
use crate::options::{Lang, Options, Style};
use crate::paper::{Date, Field, Link, is_han};
use crate::plan::{Plan, PlannedList, ResolvedCitation, Step};
use crate::source::Span;
use crate::styles::{self, Styles};
use crate::url;

mod blocks;
mod citation;
mod entries;
mod entry_cache;
pub mod error_box;
mod field;
pub mod html;
mod index;
mod lang;
pub mod markdown;
mod names;
mod references;
mod stats;
pub mod template;
mod translation;

pub use entry_cache::EntryCache;

/// What mdBook does with the chapters afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A page: the renderer `html`.
    Html,
    /// Plain CommonMark: every other renderer.
    Markdown,
    /// Plain CommonMark without code blocks, which `mdbook test` would compile.
    Test,
    /// Plain CommonMark for Pandoc, which cites by itself.
    Pandoc,
}

impl Target {
    /// The target of a renderer.
    pub fn of(renderer: &str) -> Self {
        match renderer {
            "html" => Target::Html,
            "pandoc" => Target::Pandoc,
            "test" => Target::Test,
            _ => Target::Markdown,
        }
    }
}

/// The level of the headings of groups where nobody says another.
const HEADING: u8 = 3;

/// How a list looks: the directive's options over the configuration.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
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
    /// Whether the introduction of the categories is shown.
    pub intro: bool,
    /// Whether readers can filter the list.
    pub filter: bool,
    /// Which translations are shown.
    pub lang: Option<Lang>,
    /// The columns of a table.
    pub fields: Vec<Field>,
    /// The level of the headings of groups, 2 to 6.
    pub heading: u8,
    /// What stands where no paper is selected, if the directive says so.
    pub empty: Option<&'a str>,
}

impl<'a> RenderOptions<'a> {
    /// The look of a directive.
    pub fn of(directive: &'a Directive, config: &'a Config) -> Self {
        let options = &directive.options;
        let style = styles::of_directive(directive, config);
        // A line or a row has no room for what nobody asked for.
        let roomy = !matches!(style, Style::Compact | Style::Table | Style::Csl(_) | Style::CslFile(_));
        Self {
            style,
            notes: options.notes.unwrap_or(roomy),
            summaries: options.summaries.unwrap_or(roomy),
            abstracts: options.abstracts.unwrap_or(false),
            intro: options.intro.unwrap_or(false),
            filter: options.filter.unwrap_or(false),
            lang: options.lang,
            fields: if options.fields.is_empty() { COLUMNS.to_vec() } else { options.fields.clone() },
            heading: options.heading.unwrap_or(HEADING),
            empty: options.empty.as_deref(),
        }
    }

    /// The look of papers by themselves, without notes, summaries or anything else that a directive may ask for.
    pub fn bare(style: &'a Style) -> Self {
        Self {
            style,
            notes: false,
            summaries: false,
            abstracts: false,
            intro: false,
            filter: false,
            lang: None,
            fields: COLUMNS.to_vec(),
            heading: HEADING,
            empty: None,
        }
    }

    /// The same, with the headings of groups where `options` have them.
    #[must_use]
    pub fn headed(self, options: &Options) -> Self {
        Self { heading: options.heading.unwrap_or(HEADING), ..self }
    }

    /// The columns of a table, with those that options ask for by name at the end.
    fn columns(&self) -> Vec<Field> {
        let asked = [
            (Field::Summary, self.summaries),
            (Field::Abstract, self.abstracts),
            (Field::Note, self.notes),
            (Field::Remark, self.notes),
        ];
        let asked = asked.into_iter().filter(|(field, asked)| *asked && !self.fields.contains(field));
        self.fields.iter().copied().chain(asked.map(|(field, _)| field)).collect()
    }
}

/// The columns of a table that names none.
const COLUMNS: &[Field] = &[Field::Title, Field::Authors, Field::Venue, Field::Date, Field::Links];

/// The link that a title becomes, the first that may be followed, and the others.
fn title_link(links: &[Link]) -> (Option<&Link>, impl Iterator<Item = &Link>) {
    let linked = links.iter().position(|link| url::safe(&link.url).is_some());
    let others = links.iter().enumerate().filter(move |(at, _)| Some(*at) != linked).map(|(_, link)| link);
    (linked.map(|at| &links[at]), others)
}

/// What stands after a part of a line before the next: a full stop, save where the part ends with a mark of its own.
fn stop(part: &str) -> &'static str {
    match part.chars().next_back() {
        Some('.' | '?' | '!' | '…') => " ",
        Some('。' | '？' | '！') => "",
        Some(c) if is_han(c) => "。",
        _ => ". ",
    }
}

/// What every list of a book is rendered with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The library.
    pub library: &'a Library,
    /// The configuration.
    pub config: &'a Config,
    /// The target.
    pub target: Target,
    /// The CSL styles that it is set in.
    pub styles: &'a Styles,
    /// What its citations depend on besides their works.
    pub citations: &'a CitationStates,
    /// Everything that stands in the book.
    pub plan: &'a Plan,
    /// The chapter that is rendered.
    pub chapter: usize,
    /// The day on which papers are new: the newest on which any came in, where others came in before.
    pub newest: Option<Date>,
    /// What is written once for all chapters of a book.
    pub kept: Option<&'a EntryCache>,
}

impl Context<'_> {
    /// Whether the entry of this anchor on this page is the one that other pages link to.
    fn is_canonical(self, paper: usize, anchor: &str) -> bool {
        self.plan.canonical.get(&paper).is_some_and(|home| home.chapter == self.chapter && home.anchor == anchor)
    }
}

/// A list as a block: no blank line in it if it is HTML, no final newline.
pub fn list(context: Context<'_>, list: &PlannedList, look: &RenderOptions<'_>) -> String {
    match context.target {
        Target::Html => html::list(context, list, look),
        Target::Markdown | Target::Test | Target::Pandoc => markdown::list(context, list, look),
    }
}

/// The categories with how many papers each has, linked to where they are listed.
pub fn index(context: Context<'_>, categories: &[usize]) -> String {
    index::block(context, categories)
}

/// How many of these papers there are of each year and in each category: a chart, and a table.
pub fn stats(context: Context<'_>, papers: &[usize]) -> String {
    stats::block(context, papers)
}

/// What stands in place of a citation, and of what range; none where it stays as it is written.
pub fn citation(context: Context<'_>, cited: &ResolvedCitation) -> Option<(Span, String)> {
    citation::text(context, cited)
}

/// The notes that the citations of a chapter have become, as they go to its end; empty where there are none.
pub fn notes(context: Context<'_>) -> String {
    if context.target == Target::Pandoc { String::new() } else { citation::notes(context) }
}

/// What is cited, as a block.
pub fn references(context: Context<'_>, list: &PlannedList, options: &Options) -> String {
    references::list(context, list, options)
}

/// Returns the labels that `papers.js` shows on this page, as an element without content; empty where the page does not
/// need them.
pub fn script_labels(context: Context<'_>) -> String {
    let steps = &context.plan.chapters[context.chapter].steps;
    let has_entries = |step: &Step| matches!(step, Step::List(..) | Step::References(..) | Step::Citation(_));
    if context.target != Target::Html || !context.config.has_script || !steps.iter().any(has_entries) {
        return String::new();
    }
    let mut out = String::from("\n\n<div class=\"papers-labels\" hidden");
    for (name, label) in labels::page_script(context.config) {
        out.extend([" data-", name, "=\""]);
        escape::html(label, &mut out);
        out.push('"');
    }
    out.push_str("></div>\n");
    out
}

/// The heading of a page, in Markdown.
pub fn heading(words: &str) -> String {
    let mut heading = String::from("# ");
    escape::markdown(words, &mut heading);
    heading
}

/// What is cited, as it goes to the end of a chapter.
pub fn appended_references(context: Context<'_>, list: &PlannedList) -> String {
    references::appended(context, list)
}
