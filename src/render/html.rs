//! Lists in HTML: semantic, without script or style, in HTML blocks with the headings of groups between them.
//!
//! In a block no line is blank, every element is closed, and it reads well with no stylesheet at all.

use std::ops::Range;
use std::sync::OnceLock;

use super::blocks::{Block, blocks};
use super::translation::{self, Words};
use super::{Context, RenderOptions, entries, lang};
use crate::config::Config;
use crate::csl::Reference;
use crate::labels::{label, space_after};
use crate::markup::escape;
use crate::markup::user_markdown;
use crate::options::Style;
use crate::paper::{Category, Field, Paper};
use crate::plan::PlannedList;

mod backlinks;
mod bib;
mod coins;
mod entry;
mod table;
mod write;

use coins::Record;

pub(super) use backlinks::backlinks;
pub(super) use write::{Html, words};

/// The list as HTML blocks, and headings where it is in groups.
pub fn list(context: Context<'_>, list: &PlannedList, look: &RenderOptions<'_>) -> String {
    let categories: Vec<_> = list.listing.categories.iter().map(|&index| &context.library.categories[index]).collect();
    let mut html = Html::new(context, list.listing.papers.len() * 2048 + 256);
    let intro = look.intro && categories.iter().any(|category| category.intro.is_some());
    let grouped = !list.listing.groups.is_empty();
    if grouped && intro {
        html.open_section(list, &categories, None, true, look);
        html.intros(&categories);
        html.out.push_str("</section>");
    }
    for block in blocks(context, list, look) {
        if !html.out.is_empty() {
            html.out.push_str("\n\n");
        }
        match block {
            Block::Heading { level, words, id } => {
                html.out.push_str(&"#".repeat(level));
                html.out.push(' ');
                escape::markdown(&words, &mut html.out);
                html.out.push_str(" {#");
                html.out.push_str(id);
                html.out.push('}');
            }
            Block::Papers { places, under } => {
                html.open_section(list, &categories, under, places.start == 0 && !(grouped && intro), look);
                if intro && !grouped {
                    html.intros(&categories);
                }
                html.papers(list, places, look);
                html.out.push_str("</section>");
            }
        }
    }
    html.out
}

/// Papers that something else has made HTML of, in the section that a list is.
pub(super) fn section(context: Context<'_>, list: &PlannedList, look: &RenderOptions<'_>, papers: &str) -> String {
    let categories: Vec<_> = list.listing.categories.iter().map(|&index| &context.library.categories[index]).collect();
    let mut html = Html::new(context, papers.len() + 256);
    html.open_section(list, &categories, None, true, look);
    html.out.push_str(papers);
    html.out.push_str("</section>");
    html.out
}

impl Html<'_> {
    /// Opens a section, named by the heading it stands under or by its categories; `first` where it begins its list.
    fn open_section(
        &mut self,
        list: &PlannedList,
        categories: &[&Category],
        under: Option<&str>,
        first: bool,
        look: &RenderOptions<'_>,
    ) {
        // A reader's MathJax would typeset, and so run, TeX in data.
        let class = if self.context.config.mathjax { "papers tex2jax_ignore" } else { "papers" };
        self.out.push_str("<section");
        self.attribute("class", class);
        self.attribute("role", "doc-bibliography");
        if let Some(heading) = under {
            self.attribute("aria-labelledby", heading);
        } else {
            let titles: Vec<_> =
                categories.iter().map(|category| translation::category_title(category, look.lang)).collect();
            let titles = titles.join(", ");
            let of_none = if list.is_references { "references" } else { "list" };
            let name = if titles.is_empty() { label(self.context.config, of_none, None) } else { &titles };
            self.attribute("aria-label", name);
        }
        if look.filter {
            // One filter works on all sections of a list: the first has its number, which the address keeps, the others
            // belong to the one before.
            let number = if first { (list.ordinal + 1).to_string() } else { String::new() };
            self.attribute("data-papers-filter", &number);
        }
        self.out.push_str(">\n");
    }

    fn intros(&mut self, categories: &[&Category]) {
        for intro in categories.iter().filter_map(|category| category.intro.as_deref()) {
            let language = lang::of_text(self.context.config, intro);
            self.markdown("papers-intro", "", intro, language);
        }
    }

    /// The papers at some places of a list, or the words that there are none.
    fn papers(&mut self, list: &PlannedList, places: Range<usize>, look: &RenderOptions<'_>) {
        if places.is_empty() {
            let words = look.empty.unwrap_or_else(|| label(self.context.config, "empty", None));
            self.element("p", "papers-empty", lang::of_text(self.context.config, words), words);
            self.out.push('\n');
        } else if *look.style == Style::Table {
            self.table(list, places, look);
        } else {
            self.total(list);
            self.items(list, places, look);
        }
    }

    /// How many papers stand on a shelf that is shown in one piece.
    fn total(&mut self, list: &PlannedList) {
        let count = list.listing.papers.len();
        if list.listing.categories.is_empty() || !list.listing.groups.is_empty() || count < 2 {
            return;
        }
        let words = label(self.context.config, "total", None).replace("{count}", &count.to_string());
        self.element("p", "papers-total", None, &words);
        self.out.push('\n');
    }

    fn items(&mut self, list: &PlannedList, places: Range<usize>, look: &RenderOptions<'_>) {
        let entries = entries::entries(self.context, list, &places, look);
        let numbered = entries::are_numbered(self.context, list, look, entries.as_deref());
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
        let usual = list.is_references && look.style == self.context.styles.of_references(self.context.config);
        let mut expected = first;
        for (nth, at) in places.enumerate() {
            let (paper, anchor) = (list.listing.papers[at], list.anchors[at].as_deref());
            let number = list.numbers.get(at).copied().filter(|_| numbered);
            let value = number.filter(|_| number != expected);
            expected = number.map(|number| number + 1);
            let entry = entries.as_ref().map(|entries| &entries[nth]);
            self.open_entry(paper, anchor, value);
            let kept = self.context.kept.and_then(|kept| kept.get(paper));
            match kept.filter(|_| usual && anchor.is_some() && entry.is_none()) {
                Some(kept) => self.once(&kept.entry, |html| html.body(paper, anchor, None, look)),
                None => self.body(paper, anchor, entry, look),
            }
            // One record a page is enough for a paper.
            if anchor.is_some() && !(list.is_references && self.is_listed(paper)) {
                let records = |html: &mut Self| html.records(&html.context.library.papers[paper]);
                match kept {
                    Some(kept) => self.once(&kept.records, records),
                    None => records(self),
                }
            }
            if list.is_references || anchor.is_some_and(|anchor| self.context.is_canonical(paper, anchor)) {
                backlinks(self.context, paper, &mut self.out);
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push_str(">\n");
    }

    /// The start of an entry; `value` is its number, where that is not one more than the last.
    fn open_entry(&mut self, paper: usize, anchor: Option<&str>, value: Option<usize>) {
        self.open_item("li", &self.context.library.papers[paper], anchor);
        if let Some(value) = value {
            self.attribute("value", &value.to_string());
        }
        self.out.push_str(">\n");
    }

    /// What an entry says to readers.
    fn body(&mut self, index: usize, anchor: Option<&str>, entry: Option<&Reference>, look: &RenderOptions<'_>) {
        let paper = &self.context.library.papers[index];
        match (look.style, entry) {
            (_, Some(entry)) if !entry.text.is_empty() => self.reference(paper, entry, look),
            (Style::Links, _) => self.links_entry(paper, look),
            (Style::Csl(_) | Style::CslFile(_), Some(entry)) => {
                self.label(entry, look);
                self.compact_entry(paper, look);
            }
            (Style::Compact | Style::Csl(_) | Style::CslFile(_), _) => self.compact_entry(paper, look),
            _ => self.reading_list_entry(paper, anchor, look),
        }
        if look.abstracts {
            self.abstract_text(paper);
        }
        if look.notes {
            self.notes(paper, look);
            self.remarks(paper, look);
        }
    }

    /// What programs read of a paper: its record for reference managers, and the BibTeX that our script gives to readers.
    fn records(&mut self, paper: &Paper) {
        let Config { metadata, has_script, .. } = *self.context.config;
        let record = if metadata { Record::of(paper) } else { Record::default() };
        if metadata {
            self.coins(&record);
        }
        if has_script {
            self.bib(paper, &record);
        }
    }

    /// A text that is written now, or was before. Another core may wait for it, so that nothing in it is for several.
    fn once(&mut self, text: &OnceLock<Box<str>>, write: impl FnOnce(&mut Self)) {
        let text = text.get_or_init(|| {
            let mut html = Self::new(self.context, 1024);
            write(&mut html);
            html.out.into()
        });
        self.out.push_str(text);
    }

    fn is_listed(&self, paper: usize) -> bool {
        self.context.plan.chapters.get(self.context.chapter).is_some_and(|page| page.listed.contains(&paper))
    }

    /// The start of the element that a paper is, up to its other attributes.
    fn open_item(&mut self, tag: &str, paper: &Paper, anchor: Option<&str>) {
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push_str(" class=\"papers-item\"");
        if let Some(anchor) = anchor {
            self.attribute("id", anchor);
        }
        self.attribute("data-key", &paper.key);
        self.out.push_str(" data-year=\"");
        if let Some(year) = paper.year() {
            self.out.push_str(itoa::Buffer::new().format(year));
        }
        self.out.push_str("\" data-tags=\"");
        for (at, tag) in paper.tags.iter().enumerate() {
            // Tags are separated by blanks; one inside a tag becomes a hyphen.
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
        if paper.links.iter().any(|link| link.label.eq_ignore_ascii_case("code")) {
            self.out.push_str(" data-code=\"\"");
        }
    }

    /// The abstract, folded away.
    fn abstract_text(&mut self, paper: &Paper) {
        let Some(text) = &paper.abstract_text else { return };
        let words = label(self.context.config, "abstract", Some(text)).trim_end_matches([':', '：']);
        self.out.push_str("<details class=\"papers-abstract\"><summary>");
        escape::html(words, &mut self.out);
        self.out.push_str("</summary>\n");
        let language = lang::of_work(self.context.config, paper, text);
        self.markdown("papers-abstract-text", "", text, language);
        self.out.push_str("</details>\n");
    }

    fn notes(&mut self, paper: &Paper, look: &RenderOptions<'_>) {
        for note in translation::texts(paper, Field::Note, look.lang) {
            self.markdown("papers-note", "", note.text, self.language_of(note));
        }
    }

    fn remarks(&mut self, paper: &Paper, look: &RenderOptions<'_>) {
        for remark in translation::texts(paper, Field::Remark, look.lang) {
            let words = label(self.context.config, "remark", Some(remark.text));
            let mut lead = "<span class=\"papers-label\">".to_owned();
            escape::html(words, &mut lead);
            lead.push_str("</span>");
            lead.push_str(space_after(words));
            self.markdown("papers-remark", &lead, remark.text, self.language_of(remark));
        }
    }

    /// The language of a text of the list itself, said by the data if it is a translation.
    fn language_of<'w>(&self, words: Words<'w>) -> Option<&'w str> {
        let config = self.context.config;
        if words.translation.is_some() { words.language(config) } else { lang::of_text(config, words.text) }
    }

    /// Markdown from data; `lead` is HTML that goes before its words.
    fn markdown(&mut self, class: &str, lead: &str, text: &str, language: Option<&str>) {
        self.open("div", class, language);
        self.out.push('\n');
        user_markdown::html(text, lead, &mut self.out);
        self.out.push_str("</div>\n");
    }
}

/// The short name, where the title does not already hold it.
pub(super) fn nickname(paper: &Paper) -> Option<&str> {
    paper.short.as_deref().filter(|short| !paper.title.contains(short))
}
