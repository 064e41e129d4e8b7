//! From a planned list to the text that stands in its place, in HTML or in plain CommonMark.
//!
//! Everything from data is escaped here for where it lands; nothing here selects, sorts or numbers.

use crate::config::Config;
use crate::directive::Directive;
use crate::library::Library;
use crate::options::Style;
use crate::paper::Link;
use crate::plan::{Cited, List, Plan};
use crate::url;

mod citation;
pub mod escape;
pub mod fault;
pub mod html;
pub mod labels;
pub mod language;
pub mod markdown;
mod names;
mod note;
mod references;

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

/// How a list looks: the directive's options over the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look<'a> {
    /// The style.
    pub style: &'a Style,
    /// Whether notes and remarks are shown.
    pub notes: bool,
    /// Whether one-line summaries are shown.
    pub summaries: bool,
    /// Whether the introduction of the categories is shown.
    pub intro: bool,
    /// What stands where no paper is selected, if the directive says so.
    pub empty: Option<&'a str>,
}

impl<'a> Look<'a> {
    /// The look of a directive.
    pub fn of(directive: &'a Directive, config: &'a Config) -> Self {
        let options = &directive.options;
        Self {
            style: options.style.as_ref().map_or(&config.style, |style| &style.value),
            notes: options.notes.unwrap_or(true),
            summaries: options.summaries.unwrap_or(true),
            intro: options.intro.unwrap_or(false),
            empty: options.empty.as_deref(),
        }
    }
}

/// The link that a title becomes, the first that may be followed, and the others.
fn title_link(links: &[Link]) -> (Option<&Link>, impl Iterator<Item = &Link>) {
    let linked = links.iter().position(|link| url::safe(&link.url).is_some());
    let others = links.iter().enumerate().filter(move |(at, _)| Some(*at) != linked).map(|(_, link)| link);
    (linked.map(|at| &links[at]), others)
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
    /// Everything that stands in the book.
    pub plan: &'a Plan,
    /// The chapter that is rendered.
    pub chapter: usize,
}

impl Context<'_> {
    /// Whether the entry of this anchor on this page is the one that other pages link to.
    fn is_home(self, paper: usize, anchor: &str) -> bool {
        self.plan.homes.get(&paper).is_some_and(|home| home.chapter == self.chapter && home.anchor == anchor)
    }
}

/// A list as a block: no blank line in it if it is HTML, no final newline.
pub fn list(context: Context<'_>, list: &List, look: &Look<'_>) -> String {
    match context.target {
        Target::Html => html::list(context, list, look),
        Target::Markdown | Target::Test | Target::Pandoc => markdown::list(context, list, look),
    }
}

/// What stands in place of a citation; none where it stays as it is written.
pub fn citation(context: Context<'_>, cited: &Cited) -> Option<String> {
    citation::text(context, cited)
}

/// What is cited, as a block.
pub fn references(context: Context<'_>, list: &List, style: Option<&Style>) -> String {
    references::list(context, list, style)
}

/// What is cited, as it goes to the end of a chapter.
pub fn appended_references(context: Context<'_>, list: &List) -> String {
    references::appended(context, list)
}
