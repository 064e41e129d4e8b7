//! The page with the records of all papers that the book shows: BibTeX and searchable texts for the script, and `COinS` for
//! reference managers where no entry has them.
//!
//! The script loads this page when a reader searches, copies or downloads. Other pages are small without it.

use std::collections::BTreeSet;

use super::coins::Record;
use super::write::Html;
use crate::bibtex_writer;
use crate::language::pinyin;
use crate::markup::escape;
use crate::paper::Paper;
use crate::plan::{PlannedList, Step};
use crate::render::names::Names;
use crate::render::{Context, RenderOptions};

/// The maximum number of papers in a listing whose entries have `COinS`, which would be a third of a long page.
const MAX_COINS: usize = 100;

/// Returns whether an entry has `COinS`: every entry of a book without the script, except references to entries of the page;
/// with the script, the canonical entry of a paper.
pub(super) fn has_coins(context: Context<'_>, list: &PlannedList, paper: usize, anchor: Option<&str>) -> bool {
    let Some(anchor) = anchor.filter(|_| context.config.metadata) else { return false };
    if context.config.has_script {
        return list.listing.papers.len() <= MAX_COINS && context.is_canonical(paper, anchor);
    }
    let page = context.plan.chapters.get(context.chapter);
    !(list.is_references && page.is_some_and(|page| page.listed.contains(&paper)))
}

/// Renders the page.
pub(in crate::render) fn page(context: Context<'_>) -> String {
    let papers = context.plan.shown();
    let published = Published::of(context);
    let mut html = Html::new(context, papers.len() * 1024);
    // Nothing of the page is shown, printed or found by mdBook's search.
    html.out.push_str("<div hidden>\n");
    if context.config.metadata {
        for &paper in papers.difference(&published.coins) {
            html.coins(&Record::of(&context.library.papers[paper]));
        }
    }
    html.out.push_str("<script type=\"application/json\" class=\"papers-records\">{\"papers\":[");
    for (nth, &paper) in papers.iter().enumerate() {
        html.out.push_str(if nth > 0 { ",\n{" } else { "\n{" });
        html.record(paper, &published);
        html.out.push('}');
    }
    html.out.push_str("\n],\"pages\":");
    let mut initials = String::new();
    for chapter in &context.plan.chapters {
        pinyin::initials(&chapter.file.name, &mut initials);
    }
    escape::json(&initials, &mut html.out);
    html.out.push_str("}</script>\n</div>\n");
    html.out
}

/// What the lists of the book contain of papers. Notes and summaries that no list shows or lets readers search are not
/// published.
#[derive(Default)]
struct Published {
    coins: BTreeSet<usize>,
    summaries: BTreeSet<usize>,
    notes: BTreeSet<usize>,
}

impl Published {
    fn of(context: Context<'_>) -> Self {
        let mut published = Self::default();
        for (chapter, planned) in context.plan.chapters.iter().enumerate() {
            let context = Context { chapter, ..context };
            for step in &planned.steps {
                let Step::List(directive, list) = step else { continue };
                let options = RenderOptions::of(directive, context.config);
                if options.filter || options.summaries {
                    published.summaries.extend(&list.listing.papers);
                }
                if options.filter || options.notes {
                    published.notes.extend(&list.listing.papers);
                }
                let entries = list.listing.papers.iter().zip(&list.anchors);
                let with = entries.filter(|(paper, anchor)| has_coins(context, list, **paper, anchor.as_deref()));
                published.coins.extend(with.map(|(&paper, _)| paper));
            }
        }
        published
    }
}

impl Html<'_> {
    /// Writes the record of a paper as members of a JSON object; values are not empty.
    fn record(&mut self, index: usize, published: &Published) {
        let (context, paper) = (self.context, &self.context.library.papers[index]);
        let translated = || paper.translations.iter().map(|(_, translation)| translation);
        let titles = translated().filter_map(|words| words.title.as_ref()).chain(&paper.short);
        let titles = join(titles.filter(|title| !paper.title.contains(title.as_str())));
        let summaries = paper.summary.iter().chain(translated().filter_map(|words| words.summary.as_ref()));
        let summary = join(summaries.filter(|_| published.summaries.contains(&index)));
        let notes = paper.note.iter().chain(translated().filter_map(|words| words.note.as_ref()));
        let note = join(notes.filter(|_| published.notes.contains(&index)).map(|note| without_markup(note)));
        let (authors, by) = names(context, paper);
        let tags = paper.tags.join(" ");
        let mut initials = String::new();
        for text in [paper.title.as_str(), &titles, &authors, &tags, &summary, &note] {
            pinyin::initials(text, &mut initials);
        }
        let members = [
            ("title", paper.title.as_str()),
            ("short", paper.short.as_deref().unwrap_or_default()),
            ("titles", &titles),
            ("authors", &authors),
            ("by", if by == authors { "" } else { &by }),
            ("venue", paper.venue.as_deref().unwrap_or_default()),
            ("year", &paper.year_text().unwrap_or_default()),
            ("tags", &tags),
            ("summary", &summary),
            ("note", &note),
            ("pinyin", &initials),
            ("added", &paper.added.map(|date| date.to_string()).unwrap_or_default()),
            ("href", &context.plan.canonical_href(context.chapter, index).unwrap_or_default()),
            ("bib", &bibtex_writer::to_cite(paper)),
        ];
        self.out.push_str("\"key\":");
        escape::json(&paper.key, &mut self.out);
        for (name, value) in members.into_iter().filter(|(_, value)| !value.is_empty()) {
            self.out.extend([",\"", name, "\":"]);
            escape::json(value, &mut self.out);
        }
    }
}

/// Returns all authors of a paper, and who an entry names.
fn names(context: Context<'_>, paper: &Paper) -> (String, String) {
    let all = |people| Names::at_most(context.config, people, usize::MAX);
    let authors = (!paper.authors.is_empty()).then(|| all(&paper.authors).and_others(&paper.authors).to_text());
    let by = Names::of_paper(context.config, paper).map(|names| names.to_text());
    (authors.unwrap_or_default(), by.unwrap_or_default())
}

/// Joins texts that are searched together.
fn join(texts: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(" / ");
        }
        all.push_str(text.as_ref());
    }
    all
}

/// Returns Markdown as one line without the most common markup, for a snippet.
fn without_markup(markdown: &str) -> String {
    let words = markdown.split_whitespace().map(|word| word.replace(['*', '`', '|', '#'], ""));
    words.filter(|word| !word.chars().all(|c| c == '-')).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_one_line() {
        assert_eq!(without_markup("A **note**.\n\n- of `two`\n\n| a | b |\n|---|---|"), "A note. of two a b");
    }
}
