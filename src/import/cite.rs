//! Replaces footnotes of chapters that describe a work by citations of that work.

use std::collections::HashMap;
use std::sync::Arc;

use super::merge_into::normalized;
use crate::directive::{Footnote, Footnotes, footnotes};
use crate::format::{self, Contents, Entry, Format, Reading};
use crate::library::Library;
use crate::paper::is_plain_key;
use crate::source::{Source, Span, line_end, line_start};
use crate::splice::splice;

/// A chapter with footnotes, some of which describe works.
#[derive(Debug)]
pub struct FootnotedChapter {
    /// The chapter.
    pub source: Arc<Source>,
    notes: Footnotes,
    /// The works that footnotes describe: the title by label.
    works: HashMap<String, String>,
    /// The works as entries.
    entries: Vec<Entry>,
}

impl FootnotedChapter {
    /// Reads the footnotes of a chapter.
    pub fn read(source: Arc<Source>) -> Self {
        let notes = footnotes(&source.text);
        let mut chapter = Self { source, notes, works: HashMap::new(), entries: Vec::new() };
        for note in &chapter.notes.definitions {
            let Some(entry) = entry(&chapter.source, note) else { continue };
            chapter.works.insert(note.label.clone(), normalized(&entry.paper().title));
            chapter.entries.push(entry);
        }
        chapter
    }

    /// Takes the works as the contents of a data file.
    pub fn take_contents(&mut self) -> Contents {
        Contents { entries: std::mem::take(&mut self.entries), external: true, ..Contents::default() }
    }

    /// Returns the definitions that describe no work.
    pub fn other_notes(&self) -> impl Iterator<Item = &Footnote> {
        self.notes.definitions.iter().filter(|note| !self.works.contains_key(&note.label))
    }

    /// Returns the replacements that make citations of the library's papers from footnotes, in order.
    pub fn edits(&self, library: &Library) -> Vec<(Span, String)> {
        let mut titles: HashMap<String, usize> = HashMap::new();
        for paper in 0..library.papers.len() {
            titles.entry(normalized(&library.papers[paper].title)).or_insert(paper);
        }
        let key = |note: &Footnote| {
            let title = self.works.get(&note.label)?;
            let named = library.paper(&note.label).filter(|&paper| normalized(&library.papers[paper].title) == *title);
            let paper = named.or_else(|| titles.get(title).copied())?;
            Some(library.papers.key(paper))
        };
        let text = &self.source.text;
        let mut edits: Vec<(Span, String)> = Vec::new();
        let mut cited: Vec<&str> = Vec::new();
        for note in &self.notes.references {
            let Some(key) = key(note) else { continue };
            if let Some((span, citation)) = edits.last_mut().filter(|(span, _)| span.end == note.span.start) {
                // Adjacent footnotes become one citation.
                cited.push(key);
                *citation = self.citation(span.start, &cited);
                span.end = note.span.end;
            } else {
                cited = vec![key];
                edits.push((note.span, self.citation(note.span.start, &cited)));
            }
        }
        let described = self.notes.definitions.iter().filter(|note| key(note).is_some());
        for removed in removals(text, described) {
            // References within a definition are removed with it.
            edits.retain(|(span, _)| span.start < removed.start || span.start >= removed.end);
            edits.push((removed, String::new()));
        }
        edits.sort_by_key(|(span, _)| span.start);
        edits
    }

    /// Returns the citation of papers that replaces a footnote at `at`, with a space before it where the footnote follows a word.
    fn citation(&self, at: usize, keys: &[&str]) -> String {
        let key = |key: &&str| match keys.len() {
            1 if is_plain_key(key) => (*key).to_owned(),
            _ if is_plain_key(key) => format!("@{key}"),
            _ => format!("@{{{key}}}"),
        };
        let keys: Vec<_> = keys.iter().map(key).collect();
        let before = self.source.text[..at].chars().next_back();
        let space =
            if before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '*' | '_')) { "" } else { " " };
        format!("{space}<<#cite {}>>", keys.join("; "))
    }
}

/// Returns the ranges that remove definitions, with the empty lines after them; at the end of the text, with those before.
fn removals<'n>(text: &str, notes: impl Iterator<Item = &'n Footnote>) -> Vec<Span> {
    let mut removals: Vec<Span> = Vec::new();
    for note in notes {
        let start = line_start(text, note.span.start);
        let ends_line = text[note.span.range()].ends_with('\n');
        let end = if ends_line { note.span.end } else { line_end(text, note.span.end) };
        let end = text.len() - text[end..].trim_start_matches('\n').len();
        match removals.last_mut().filter(|last| last.end >= start) {
            Some(last) => last.end = end,
            None => removals.push(Span::new(start, end)),
        }
    }
    if let Some(last) = removals.last_mut().filter(|last| last.end == text.len()) {
        let kept = text[..last.start].trim_end_matches('\n').len();
        last.start = last.start.min(kept + 1);
    }
    removals
}

/// Returns the work that a footnote describes. Its key is the label of the footnote if that has a letter.
fn entry(source: &Arc<Source>, note: &Footnote) -> Option<Entry> {
    let (_, body) = source.text[note.span.range()].split_once("]:")?;
    let line = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraphs: Vec<_> = body.trim().split("\n\n").map(line).collect();
    let list = Source::new(source.path.clone(), format!("- {}\n", paragraphs.join("\n\n  ")));
    let mut read = format::read_as(Format::Markdown, &list, Reading::default());
    let mut entry = read.entries.pop().filter(|_| read.entries.is_empty())?;
    entry.categories.clear();
    if is_plain_key(&note.label) && note.label.contains(char::is_alphabetic) {
        entry.key.clone_from(&note.label);
        entry.unsettled().0.key.clone_from(&note.label);
    }
    Some(entry)
}

/// Lines of a text that edits change.
#[derive(Debug, PartialEq, Eq)]
pub struct ChangedLines<'t> {
    /// The number of the first line.
    pub first: usize,
    /// The lines before the change.
    pub old: &'t str,
    /// The lines after it.
    pub new: String,
}

/// Returns the lines of a text that sorted edits change.
pub fn changed_lines<'t>(text: &'t str, edits: &[(Span, String)]) -> Vec<ChangedLines<'t>> {
    let mut groups: Vec<(Span, Vec<(Span, String)>)> = Vec::new();
    for (span, with) in edits {
        let ends_line = text[span.range()].ends_with('\n');
        let end = if ends_line { span.end } else { line_end(text, span.end) };
        let start = line_start(text, span.start);
        match groups.last_mut().filter(|(lines, _)| start < lines.end) {
            Some((lines, edits)) => {
                lines.end = lines.end.max(end);
                edits.push((*span, with.clone()));
            }
            None => groups.push((Span::new(start, end), vec![(*span, with.clone())])),
        }
    }
    let lines = groups.into_iter().map(|(lines, edits)| {
        let shifted =
            |(span, with): (Span, String)| (Span::new(span.start - lines.start, span.end - lines.start), with);
        let edits: Vec<_> = edits.into_iter().map(shifted).collect();
        let old = &text[lines.range()];
        ChangedLines { first: text[..lines.start].matches('\n').count() + 1, old, new: splice(old, &edits) }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAPTER: &str = "# Tools\n\nUse GDB[^Gdb][^lldb] (or [^1]), `[^Gdb]`,\nand a remark[^note].\n\n\
        [^Gdb]: [*Gdb Manual*](https://example.org/g). GNU project (Accessed 2022).\n\n\
        [^note]: This is only a remark.\n\n\
        [^lldb]: [*The LLDB Debugger*](https://lldb.llvm.org/). LLVM\n    Team (2022).\n\
        [^1]: A. Ames. (2001). *Ponds and Frogs*. Wet Press.\n";

    fn read() -> (FootnotedChapter, Library) {
        let mut chapter = FootnotedChapter::read(Source::new("a.md", CHAPTER));
        let (library, _) = crate::import::library(vec![chapter.take_contents()], &[]);
        (chapter, library)
    }

    #[test]
    fn footnotes_of_works_become_citations() {
        let (chapter, library) = read();
        assert_eq!(library.papers.keys().collect::<Vec<_>>(), ["Gdb", "lldb", "ames2001ponds"]);
        let others: Vec<_> = chapter.other_notes().map(|note| note.label.as_str()).collect();
        assert_eq!(others, ["note"]);
        assert_eq!(
            splice(CHAPTER, &chapter.edits(&library)),
            "# Tools\n\nUse GDB <<#cite @Gdb; @lldb>> (or <<#cite ames2001ponds>>), `[^Gdb]`,\nand a remark[^note].\n\n\
             [^note]: This is only a remark.\n"
        );
    }

    #[test]
    fn works_of_footnotes_have_their_facts() {
        let (_, library) = read();
        let paper = |key| &library.papers[library.paper(key).unwrap()];
        assert_eq!(paper("Gdb").title.as_str(), "Gdb Manual");
        assert!(paper("Gdb").authors.named.iter().all(|author| author.family != "Accessed"));
        assert_eq!(paper("lldb").title.as_str(), "The LLDB Debugger");
        assert_eq!(paper("lldb").year(), Some(2022));
    }

    #[test]
    fn changed_lines_are_shown_whole() {
        let edits =
            [(Span::new(2, 3), "X".to_owned()), (Span::new(4, 5), "Y".to_owned()), (Span::new(10, 14), String::new())];
        let lines = changed_lines("a b c d\ne\nf\ng h\n", &edits);
        let expect = [
            ChangedLines { first: 1, old: "a b c d", new: "a X Y d".to_owned() },
            ChangedLines { first: 3, old: "f\ng h", new: "h".to_owned() },
        ];
        assert_eq!(lines, expect);
    }
}
