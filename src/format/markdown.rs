//! Reading lists in Markdown: headings are categories, items are papers, and everything else is kept as text.
//!
//! The Markdown is parsed once into blocks whose text knows its place in the source. An entry is read by rules that claim ranges
//! of its text; whatever no rule claims becomes the note, cut out of the source, so that no word is lost. The rules follow how
//! people write such lists, and no list is known by name.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Contents, Entry};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::identifier::Identifier;
use crate::paper::{Category, Contributors, DateValue, Origin, Paper, is_plain_key, key};
use crate::source::{Source, Span, Spanned, line_end, line_start};

mod address;
mod block;
mod builder;
mod claims;
mod dates;
mod entry;
mod html;
mod image;
mod inline;
mod item;
mod names;
mod outline;
mod parser;
mod place;
mod segment;
mod table;
mod text;
mod title;
mod vocabulary;

use entry::Draft;
use outline::{Outline, Placed, Unread, What};
pub use vocabulary::kind;

pub(super) fn read(source: &Arc<Source>) -> Contents {
    let file = source.text.as_str();
    let outline = outline::read(file, &parser::parse(file));
    let mut contents = Contents::default();
    let used = |category: usize| outline.papers.iter().any(|placed| placed.category == Some(category));
    let is_category = |category: usize| !outline.categories[category].is_title || used(category);
    contents.diagnostics.extend(
        outline.unread.iter().map(|unread| diagnostic(source, unread, unread.category.is_some_and(is_category))),
    );
    for (_, category) in outline.categories.iter().enumerate().filter(|(nth, _)| is_category(*nth)) {
        let intro = category.text();
        contents.categories.push(Category {
            id: category.id.clone(),
            title: category.title.clone(),
            intro: Some(intro).filter(|intro| !intro.is_empty()),
            origin: Some(origin(source, category.span)),
            ..Category::default()
        });
    }
    let title = outline.categories.iter().enumerate().find(|(nth, category)| category.is_title && !used(*nth));
    for (span, text) in title.into_iter().flat_map(|(_, title)| &title.intro) {
        contents.prose.push(super::Prose { text: text.clone(), leads: true, origin: origin(source, *span) });
    }
    for span in &outline.prose {
        let text = outline::dedented(file, *span);
        let leads = outline.categories.iter().all(|category| category.is_title || category.span.start > span.start);
        contents.prose.push(super::Prose { text, leads, origin: origin(source, *span) });
    }
    let shortcodes = ("the name of an emoji, as in `:star:`, is", "names of emoji, as in `:star:`, are");
    contents.diagnostics.extend(skipped(source, &outline, |draft| draft.shortcodes, shortcodes));
    let pictures = ("a picture of an entry is", "pictures of entries are");
    contents.diagnostics.extend(skipped(source, &outline, |draft| draft.pictures, pictures));
    for span in outline.papers.iter().flat_map(|placed| &placed.draft.unaddressed) {
        contents.diagnostics.push(Code::NotUnderstood.at((source, *span), "this link has no address, and is skipped"));
    }
    let mut taken = HashSet::new();
    let (papers, repeated) = merged(&outline);
    contents.diagnostics.extend(repeated.iter().map(|repeated| repetition(source, repeated)));
    for merged in papers {
        let mut paper = paper(&merged.draft, merged.kind);
        paper.key = anchor(file, merged.draft.span)
            .filter(|anchor| taken.insert((*anchor).to_owned()))
            .map_or_else(|| key(&paper, &mut taken), str::to_owned);
        let categories = merged.categories.iter().map(|&category| &outline.categories[category]);
        let categories = categories.map(|category| Spanned::new(category.id.clone(), category.span)).collect();
        contents.entries.push(Entry::read(paper, Some(origin(source, merged.draft.span)), categories));
    }
    contents
}

/// The diagnostic for something that is not understood; `in_category` if the text of a category holds it.
fn diagnostic(source: &Arc<Source>, unread: &Unread, in_category: bool) -> Diagnostic {
    let line = Span::new(unread.span.start, line_end(&source.text, unread.span.start).min(unread.span.end));
    let message = match unread.what {
        What::Item => "this item is not read as a paper",
        What::Row => "this row is not read as a paper",
        What::Text => "this paragraph is not read as a paper",
        What::Table => "this table is not read as papers",
        What::Images(1) => "this picture is not read",
        What::Images(count) => &format!("{count} pictures are not read"),
    };
    let help = match unread.what {
        What::Images(2..) => "they are kept in the text of their category",
        _ => "it is kept in the text of its category",
    };
    let diagnostic = Code::NotUnderstood.at((source, line), message);
    if in_category { diagnostic.help(help) } else { diagnostic }
}

/// Whether something comes from a list in Markdown.
pub fn is_list(origin: &Origin) -> bool {
    super::Format::of_source(&origin.source) == Some(super::Format::Markdown)
}

/// The diagnostic for what decorates entries and is skipped: names of emoji, badges and other pictures. `names` has the words for
/// one of them and for several.
fn skipped(
    source: &Arc<Source>,
    outline: &Outline,
    count: impl Fn(&Draft) -> usize,
    names: (&str, &str),
) -> Option<Diagnostic> {
    let all: usize = outline.papers.iter().map(|placed| count(&placed.draft)).sum();
    let first = outline.papers.iter().find(|placed| count(&placed.draft) > 0)?;
    let line = Span::new(first.draft.span.start, line_end(&source.text, first.draft.span.start));
    let message = match all {
        1 => format!("{} skipped", names.0),
        all => format!("{all} {} skipped, here and below", names.1),
    };
    Some(Code::NotUnderstood.at((source, line), message))
}

/// An item that repeats a paper above it and differs from it.
struct Repeated {
    span: Span,
    /// The place of the paper.
    known: Span,
    /// What differs.
    differing: Vec<&'static str>,
}

/// The diagnostic for an item that repeats a paper.
fn repetition(source: &Arc<Source>, repeated: &Repeated) -> Diagnostic {
    let line = Span::new(repeated.span.start, line_end(&source.text, repeated.span.start).min(repeated.span.end));
    let known = source.line_column(repeated.known.start).line;
    let message = format!("the paper of line {known} is repeated with {}", repeated.differing.join(" and "));
    let diagnostic = Code::DuplicateWork.at((source, line), message).level(Level::Info);
    diagnostic.help("both become one entry, with the values of the first")
}

/// The title of a list: its first heading, if that is above all others.
pub fn title(text: &str) -> Option<String> {
    outline::list_title(&parser::parse(text))
}

/// Whether a text is written as titles are: most of its longer words begin with capitals, or it is in Chinese.
fn title_case(text: &str) -> bool {
    let words: Vec<_> =
        text.split_whitespace().filter(|word| word.len() > 3 && word.starts_with(char::is_alphabetic)).collect();
    let capitals = words.iter().filter(|word| word.starts_with(|c: char| c.is_uppercase() || !c.is_ascii())).count();
    !words.is_empty() && capitals * 10 >= words.len() * 6
}

/// The place of something by its first line.
fn origin(source: &Arc<Source>, span: Span) -> Origin {
    let start = span.start.min(source.text.len());
    let line = Span::new(start, line_end(&source.text, start));
    Origin { source: Arc::clone(source), span: line, key: line, merged: Vec::new() }
}

/// A paper with all the categories that it is in.
struct Merged {
    draft: Draft,
    kind: &'static str,
    categories: Vec<usize>,
}

/// The papers, each once however often the list has it; and the items that repeat one and differ from it.
fn merged(outline: &Outline) -> (Vec<Merged>, Vec<Repeated>) {
    let mut repeated = Vec::new();
    let mut all: Vec<Merged> = Vec::new();
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_link: HashMap<String, usize> = HashMap::new();
    for Placed { draft, category, kind } in &outline.papers {
        let title = text::folded(&draft.title);
        let same = by_title.entry(title.clone()).or_default();
        let titled = draft.links.first().filter(|_| draft.titled_link).map(|link| work_at(&link.url));
        // The same address under a longer or shorter title.
        let longer = titled.as_ref().and_then(|url| by_link.get(url)).copied().filter(|&known| {
            let other = text::folded(&all[known].draft.title);
            title.len() >= 3 && other.contains(&title) || other.len() >= 3 && title.contains(&other)
        });
        let known = same.iter().copied().find(|&known| is_same(&all[known].draft, draft));
        if let Some(first) = known.or(longer) {
            let mut differing = all[first].differing(draft);
            if known.is_none() {
                differing.insert(0, "another title");
            }
            if !differing.is_empty() {
                repeated.push(Repeated { span: draft.span, known: all[first].draft.span, differing });
            }
            all[first].add(draft, *category);
        } else {
            same.push(all.len());
            if let Some(url) = titled {
                by_link.entry(url).or_insert(all.len());
            }
            all.push(Merged { draft: draft.clone(), kind, categories: category.iter().copied().collect() });
        }
    }
    (all, repeated)
}

/// Returns what identifies the work at an address: its identifier, or the address.
fn work_at(url: &str) -> String {
    Identifier::in_url(url).map_or_else(|| url.to_owned(), |found| found.work().to_string())
}

/// Whether two items of one title are one work: many works have the same short title.
fn is_same(a: &Draft, b: &Draft) -> bool {
    let linked = a.links.iter().any(|link| b.links.iter().any(|other| other.url == link.url));
    linked || text::words(&a.title) >= 3
}

impl Merged {
    /// Returns the facts of another item that differ from those of this paper, and are not added to it.
    fn differing(&self, other: &Draft) -> Vec<&'static str> {
        let draft = &self.draft;
        let of = |draft: &Draft| draft.authors.iter().map(|name| text::folded(&name.family)).collect::<HashSet<_>>();
        let (names, others) = (of(draft), of(other));
        let venues = draft.venue.as_deref().zip(other.venue.as_deref());
        let differs = |(known, other): (&str, &str)| {
            let (known, other) = (text::folded(known), text::folded(other));
            !known.contains(&other) && !other.contains(&known)
        };
        let years = draft.date.zip(other.date);
        let found = [
            (!names.is_subset(&others) && !others.is_subset(&names), "other authors"),
            (venues.is_some_and(differs), "another venue"),
            (years.is_some_and(|(known, other)| known.year != other.year), "another year"),
        ];
        found.into_iter().filter_map(|(differs, what)| differs.then_some(what)).collect()
    }

    fn add(&mut self, other: &Draft, category: Option<usize>) {
        if let Some(category) = category.filter(|category| !self.categories.contains(category)) {
            self.categories.push(category);
        }
        let draft = &mut self.draft;
        if text::words(&draft.title) < text::words(&other.title) {
            draft.title.clone_from(&other.title);
        }
        if draft.authors.len() < other.authors.len() {
            draft.authors.clone_from(&other.authors);
            draft.more = other.more;
        }
        draft.date = draft.date.or(other.date);
        draft.status = draft.status.or(other.status);
        let fill = |known: &mut Option<String>, other: &Option<String>| {
            if known.is_none() {
                known.clone_from(other);
            }
        };
        fill(&mut draft.venue, &other.venue);
        fill(&mut draft.volume, &other.volume);
        fill(&mut draft.issue, &other.issue);
        fill(&mut draft.pages, &other.pages);
        fill(&mut draft.doi, &other.doi);
        fill(&mut draft.arxiv, &other.arxiv);
        fill(&mut draft.short, &other.short);
        fill(&mut draft.abstract_text, &other.abstract_text);
        for link in &other.links {
            draft.link(&link.label, &link.url);
        }
        extend(&mut draft.venue_note, &other.venue_note);
        extend(&mut draft.tags, &other.tags);
        extend(&mut draft.notes, &other.notes);
    }
}

/// Appends what is not there yet.
fn extend(known: &mut Vec<String>, other: &[String]) {
    for text in other {
        if !known.contains(text) {
            known.push(text.clone());
        }
    }
}

/// The anchor that an item begins with, `<a id="key"></a>`, if it may be a key: other pages link to it.
fn anchor(file: &str, item: Span) -> Option<&str> {
    let line = &file[line_start(file, item.start)..line_end(file, item.start)];
    let item = line.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || "-*+.)".contains(c));
    let name = item.strip_prefix("<a id=\"").or_else(|| item.strip_prefix("<a name=\""))?;
    let (name, _) = name.split_once("\"></a>")?;
    (is_plain_key(name) && name.contains(char::is_alphabetic)).then_some(name)
}

/// A draft as a paper, still without a key.
fn paper(draft: &Draft, kind: &str) -> Paper {
    Paper {
        kind: kind.to_owned(),
        title: draft.title.clone().into(),
        short: draft.short.clone(),
        authors: Contributors { named: draft.authors.clone(), others: draft.more },
        date: draft.date.map(DateValue::from),
        venue: draft.venue.clone(),
        venue_note: Some(draft.venue_note.join(", ")).filter(|note| !note.is_empty()),
        volume: draft.volume.clone(),
        issue: draft.issue.clone(),
        pages: draft.pages.clone(),
        doi: draft.doi.clone(),
        arxiv: draft.arxiv.clone(),
        links: draft.links.clone(),
        tags: draft.tags.clone(),
        abstract_text: draft.abstract_text.clone(),
        note: Some(draft.notes.join("\n\n")).filter(|note| !note.trim().is_empty()),
        status: draft.status,
        ..Paper::default()
    }
}
