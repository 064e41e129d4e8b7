//! Listings in HTML: semantic elements in HTML blocks, with Markdown headings of groups between them.
//!
//! A block has no blank line and closes every element. The markup is readable without a stylesheet.

use std::ops::Range;
use std::sync::OnceLock;

use super::blocks::{Block, blocks};
use super::translation::{self, LocalizedText};
use super::{Context, RenderOptions, entries, lang, links};
use crate::csl::Reference;
use crate::labels::{self, label, space_after};
use crate::markup::escape;
use crate::markup::user_markdown;
use crate::options::Style;
use crate::paper::{Category, Field, Paper};
use crate::plan::PlannedList;

mod backlinks;
mod coins;
mod entry;
mod foot;
pub(super) mod records;
mod search;
mod table;
mod write;

use backlinks::folded_backlinks;
use coins::Record;

pub(super) use backlinks::{CitingPlaces, backlinks};
pub(super) use write::{Html, text_with_math};

/// Renders a listing as HTML blocks, with Markdown headings if it is grouped.
pub fn list(context: Context<'_>, list: &PlannedList, options: &RenderOptions<'_>) -> String {
    let categories: Vec<_> = list.listing.categories.iter().map(|&index| &context.library.categories[index]).collect();
    let mut html = Html::new(context, list.listing.papers.len() * 2048 + 256);
    let intro = options.intro && categories.iter().any(|category| category.intro.is_some());
    let grouped = !list.listing.groups.is_empty();
    html.filter_slot(list, options);
    if grouped && intro {
        html.open_section(list, &categories, None, true, options);
        html.intros(&categories);
        html.out.push_str("</section>");
    }
    for block in blocks(context, list, options) {
        if !html.out.is_empty() {
            html.out.push_str("\n\n");
        }
        match block {
            Block::Heading { level, title, id } => {
                html.out.push_str(&"#".repeat(level));
                html.out.push(' ');
                escape::markdown(&escape::inert(&title), &mut html.out);
                html.out.push_str(" {#");
                html.out.push_str(id);
                html.out.push('}');
            }
            Block::Papers { places, under } => {
                html.open_section(list, &categories, under, places.start == 0 && !(grouped && intro), options);
                if intro && !grouped {
                    html.intros(&categories);
                }
                html.papers(list, places, options);
                html.out.push_str("</section>");
            }
        }
    }
    html.out
}

/// Wraps HTML that a template rendered in the section of a listing.
pub(super) fn section(context: Context<'_>, list: &PlannedList, options: &RenderOptions<'_>, papers: &str) -> String {
    let categories: Vec<_> = list.listing.categories.iter().map(|&index| &context.library.categories[index]).collect();
    let mut html = Html::new(context, papers.len() + 256);
    html.open_section(list, &categories, None, true, options);
    html.out.push_str(papers);
    html.out.push_str("</section>");
    html.out
}

impl Html<'_> {
    /// Opens a section, labelled by the heading above it or by its categories. `first` marks the first section of a
    /// listing.
    fn open_section(
        &mut self,
        list: &PlannedList,
        categories: &[&Category],
        under: Option<&str>,
        first: bool,
        options: &RenderOptions<'_>,
    ) {
        // Keep MathJax, if the book loads it, from typesetting TeX in data.
        let class = if self.context.config.mathjax { "papers tex2jax_ignore" } else { "papers" };
        self.out.push_str("<section");
        self.attribute("class", class);
        self.attribute("role", "doc-bibliography");
        if let Some(heading) = under {
            self.attribute("aria-labelledby", heading);
        } else {
            let titles: Vec<_> =
                categories.iter().map(|category| translation::category_title(category, options.lang)).collect();
            let titles = titles.join(", ");
            let label_name = if list.is_references { "references" } else { "list" };
            let name = if titles.is_empty() { label(self.context.config, label_name, None) } else { &titles };
            self.attribute("aria-label", name);
        }
        if options.filter {
            // One filter controls all sections of a listing. The first section has the listing's number, which is used
            // in the URL; an empty value continues the section before.
            let number = if first { (list.ordinal + 1).to_string() } else { String::new() };
            self.attribute("data-papers-filter", &number);
        }
        if !options.buttons && self.context.config.has_script {
            self.out.push_str(" data-papers-plain=\"\"");
        }
        self.out.push_str(">\n");
    }

    fn intros(&mut self, categories: &[&Category]) {
        for intro in categories.iter().filter_map(|category| category.intro.as_deref()) {
            let language = lang::of_text(self.context.config, intro);
            self.markdown("papers-intro", "", intro, language);
        }
    }

    /// Renders the papers at `places` of a listing, or the text for an empty listing.
    fn papers(&mut self, list: &PlannedList, places: Range<usize>, options: &RenderOptions<'_>) {
        if places.is_empty() {
            let label_text = options.empty.unwrap_or_else(|| label(self.context.config, "empty", None));
            let language = match options.empty {
                Some(text) => lang::of_text(self.context.config, text),
                None => labels::language(self.context.config, "empty"),
            };
            self.element("p", "papers-empty", language, label_text);
            self.out.push('\n');
        } else if *options.style == Style::Table {
            self.table(list, places, options);
        } else {
            if *options.style != Style::Links {
                self.total(list);
            }
            self.items(list, places, options);
        }
    }

    /// Writes the number of papers, for a category that is not grouped.
    fn total(&mut self, list: &PlannedList) {
        let count = list.listing.papers.len();
        if list.listing.categories.is_empty() || !list.listing.groups.is_empty() || count < 2 {
            return;
        }
        let label_text = label(self.context.config, "total", None).replace("{count}", &count.to_string());
        self.element("p", "papers-total", labels::language(self.context.config, "total"), &label_text);
        self.out.push('\n');
    }

    fn items(&mut self, list: &PlannedList, places: Range<usize>, options: &RenderOptions<'_>) {
        let entries = entries::entries(self.context, list, &places, options);
        let numbered = entries::are_numbered(self.context, list, options, entries.as_deref());
        let tag = if numbered { "ol" } else { "ul" };
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push_str(" class=\"papers-list\"");
        let first = list.numbers.get(places.start).copied().or(list.first.map(|first| first + places.start));
        let first = first.filter(|_| numbered);
        if let Some(first) = first.filter(|&first| first != 1) {
            self.attribute("start", &first.to_string());
        }
        self.out.push_str(">\n");
        let has_default_style =
            list.is_references && options.style == self.context.styles.of_references(self.context.config);
        let mut expected = first;
        for (nth, at) in places.enumerate() {
            let (paper, anchor) = (list.listing.papers[at], list.anchors[at].as_deref());
            let number = list.numbers.get(at).copied().filter(|_| numbered);
            let value = number.filter(|_| number != expected);
            expected = number.map(|number| number + 1);
            let entry = entries.as_ref().map(|entries| &entries[nth]);
            self.open_entry(paper, anchor, (number.or(first.map(|first| first + nth)), value));
            let cache = self.context.cache.and_then(|cache| cache.get(paper));
            match cache.filter(|_| has_default_style && anchor.is_some() && entry.is_none()) {
                Some(cache) => self.cached(&cache.entry, |html| html.body(paper, None, options)),
                None => self.body(paper, entry, options),
            }
            let cites = list.is_references || anchor.is_some_and(|anchor| self.context.is_canonical(paper, anchor));
            let sites = CitingPlaces::of(self.context, list, paper, options.cited_in);
            let has_foot = *options.style == Style::ReadingList && entry.is_none();
            if has_foot {
                let paper = &self.context.library.papers[paper];
                self.foot(paper, anchor, options.tags, cites.then_some(sites));
            } else if list.is_references {
                // References show the way back.
                backlinks(self.context, sites, &mut self.out);
            } else if cites {
                folded_backlinks(self.context, sites, &mut self.out);
            }
            if records::has_coins(self.context, list, paper, anchor) {
                let coins = |html: &mut Self| html.coins(&Record::of(&html.context.library.papers[paper]));
                match cache {
                    Some(cache) => self.cached(&cache.coins, coins),
                    None => coins(self),
                }
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push_str(">\n");
    }

    /// Opens an entry with its number, if any, and its number again if it does not follow the previous one.
    fn open_entry(&mut self, paper: usize, anchor: Option<&str>, (number, value): (Option<usize>, Option<usize>)) {
        self.open_item("li", paper, anchor);
        if let Some(value) = value {
            self.attribute("value", &value.to_string());
        }
        if let Some(number) = number {
            // The stylesheet shows this number, which neither a filter nor another order changes.
            self.attribute("data-number", itoa::Buffer::new().format(number));
        }
        self.out.push_str(">\n");
    }

    /// Writes the visible content of an entry except for its last line.
    fn body(&mut self, index: usize, entry: Option<&Reference>, options: &RenderOptions<'_>) {
        let paper = &self.context.library.papers[index];
        match (options.style, entry) {
            (_, Some(entry)) if !entry.text.is_empty() => self.reference(paper, entry, options),
            (Style::Links, _) => self.links_entry(paper, options),
            (Style::Compact | Style::Csl(_) | Style::CslFile(_), label) => self.compact_entry(paper, label, options),
            _ => self.reading_list_entry(paper, options),
        }
        if options.abstracts {
            self.abstract_text(paper);
        }
        if options.notes {
            self.notes(paper, options);
            self.remarks(paper, options);
        }
    }

    /// Writes a cached text and renders it on first use. Other threads may wait for the text, so it must not be
    /// rendered in parallel.
    fn cached(&mut self, text: &OnceLock<Box<str>>, write: impl FnOnce(&mut Self)) {
        let text = text.get_or_init(|| {
            let mut html = Self::new(self.context, 1024);
            write(&mut html);
            html.out.into()
        });
        self.out.push_str(text);
    }

    /// Opens the element of a paper and writes its common attributes.
    fn open_item(&mut self, tag: &str, index: usize, anchor: Option<&str>) {
        let paper = &self.context.library.papers[index];
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push_str(" class=\"papers-item\"");
        if let Some(anchor) = anchor {
            self.attribute("id", anchor);
        }
        self.attribute("data-key", &paper.key);
        if let Some(direction) = write::direction(self.context.config, &paper.title) {
            self.attribute("dir", direction);
        }
        self.out.push_str(" data-year=\"");
        if let Some(year) = paper.year() {
            self.out.push_str(itoa::Buffer::new().format(year));
        }
        self.out.push_str("\" data-tags=\"");
        for (at, tag) in paper.tags.iter().enumerate() {
            // The attribute separates tags by spaces, so a space in a tag becomes a hyphen.
            for (part, word) in tag.split(char::is_whitespace).enumerate() {
                self.out.push_str(match (at, part) {
                    (0, 0) => "",
                    (_, 0) => " ",
                    _ => "-",
                });
                escape::html(word, &mut self.out);
            }
        }
        self.out.push('"');
        if paper.shown_links().iter().any(links::is_code) {
            self.out.push_str(" data-code=\"\"");
        }
        if self.context.config.has_script {
            self.script_attributes(index, anchor);
        }
    }

    /// Writes the abstract, collapsed.
    fn abstract_text(&mut self, paper: &Paper) {
        let Some(text) = &paper.abstract_text else { return };
        let label_text = label(self.context.config, "abstract", Some(text)).trim_end_matches([':', '：']);
        self.out.push_str("<details class=\"papers-abstract\"><summary>");
        escape::html(label_text, &mut self.out);
        self.out.push_str("</summary>\n");
        let language = lang::of_work(self.context.config, paper, text);
        self.markdown("papers-abstract-text", "", text, language);
        self.out.push_str("</details>\n");
    }

    fn notes(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        for note in translation::texts(paper, Field::Note, options.lang) {
            self.markdown("papers-note", "", note.text, self.language_of(note));
        }
    }

    fn remarks(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        for remark in translation::texts(paper, Field::Remark, options.lang) {
            let label_text = label(self.context.config, "remark", Some(remark.text));
            let mut lead = "<span class=\"papers-label\">".to_owned();
            escape::html(label_text, &mut lead);
            lead.push_str("</span>");
            lead.push_str(space_after(label_text));
            self.markdown("papers-remark", &lead, remark.text, self.language_of(remark));
        }
    }

    /// Returns the language of a localized text: the tag of a translation, or a guess.
    fn language_of<'w>(&self, localized: LocalizedText<'w>) -> Option<&'w str> {
        let config = self.context.config;
        if localized.translation.is_some() { localized.language(config) } else { lang::of_text(config, localized.text) }
    }

    /// Writes Markdown from data as HTML. `lead` is HTML that precedes its text.
    fn markdown(&mut self, class: &str, lead: &str, text: &str, language: Option<&str>) {
        self.open_text("div", class, language);
        self.out.push('\n');
        user_markdown::html(text, lead, &mut self.out);
        self.out.push_str("</div>\n");
    }
}

/// Returns the short name unless the title contains it.
pub(super) fn distinct_short_name(paper: &Paper) -> Option<&str> {
    paper.short.as_deref().filter(|short| !paper.title.contains(short))
}
