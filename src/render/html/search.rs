//! What the script needs to search and sort entries, whatever their style shows.
//!
//! The script also searches the text of an entry, `data-tags`, `data-year`, and the venue and authors of its record or its
//! BibTeX, which are complete.

use super::write::Html;
use crate::language::pinyin;
use crate::paper::Paper;
use crate::plan::PlannedList;
use crate::render::RenderOptions;

impl Html<'_> {
    /// Reserves the place of the controls of a list that readers can filter.
    pub(super) fn filter_slot(&mut self, list: &PlannedList, options: &RenderOptions<'_>) {
        if options.filter && self.context.config.has_script && !list.listing.papers.is_empty() {
            self.out.push_str("<div class=\"papers-slot\"></div>");
        }
    }

    /// Writes attributes that only the script reads.
    pub(super) fn script_attributes(&mut self, index: usize, anchor: Option<&str>, options: &RenderOptions<'_>) {
        let paper = &self.context.library.papers[index];
        if !anchor.is_some_and(|anchor| self.context.is_canonical(index, anchor))
            && let Some(href) = self.context.plan.canonical_href(self.context.chapter, index)
        {
            self.attribute("data-canonical", &href);
        }
        if let Some(added) = paper.added {
            self.attribute("data-added", &added.to_string());
        }
        if options.filter {
            self.search_attributes(paper, options);
        }
    }

    /// Writes searchable texts that neither the entry nor its record contains.
    fn search_attributes(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        let translated = || paper.translations.iter().map(|(_, translation)| translation);
        let titles = translated().filter_map(|words| words.title.as_ref()).chain(paper.short.as_ref());
        self.searchable("data-titles", titles.filter(|title| !paper.title.contains(title.as_str())));
        let summaries = paper.summary.iter().chain(translated().filter_map(|words| words.summary.as_ref()));
        if !options.summaries {
            self.searchable("data-summary", summaries.clone());
        }
        let notes = paper.note.iter().chain(translated().filter_map(|words| words.note.as_ref()));
        if !options.notes {
            self.searchable("data-note", notes.clone().map(|note| without_markup(note)));
        }
        let authors: Vec<_> = paper.authors.iter().map(ToString::to_string).collect();
        let texts = authors.iter().chain(&paper.tags).chain(summaries).chain(notes).map(String::as_str);
        let texts = std::iter::once(paper.title.as_str()).chain(texts);
        let mut initials = String::new();
        for text in texts {
            pinyin::initials(text, &mut initials);
        }
        if !initials.is_empty() {
            self.attribute("data-pinyin", &initials);
        }
    }

    /// Writes an attribute with texts, unless there are none.
    fn searchable(&mut self, name: &str, texts: impl Iterator<Item = impl AsRef<str>>) {
        let mut all = String::new();
        for text in texts {
            if !all.is_empty() {
                all.push_str(" / ");
            }
            all.push_str(text.as_ref());
        }
        if !all.is_empty() {
            self.attribute(name, &all);
        }
    }
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
