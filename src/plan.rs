//! Plans the book: resolves every directive and citation to papers, numbers and anchors, before anything is rendered.
//!
//! A [`Plan`] is built once and never changed. Rendering a page needs the plan of the whole book, since pages link to each
//! other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Diagnostic;
use crate::directive::{Directive, Heading, InvalidDirective, PossibleCitation, ScanItem};
use crate::library::Library;
use crate::paper::Date;
use crate::query::{Listing, Query};
use crate::source::{Source, Span};
use crate::source_map::ChapterFile;

mod categories;
mod citations;
mod page;
mod resolve;
mod size;
mod target;

pub use categories::CategoryLocation;
pub use citations::{CitationSite, CitedWorks, ResolvedCitation};
pub use target::LinkTarget;

use categories::CategoryLocations;
use page::Page;
use resolve::{ResolvedChapter, is_of_book};

/// A scanned chapter.
#[derive(Debug, Default, Clone)]
pub struct ScannedChapter {
    /// The text and name of the chapter.
    pub source: Arc<Source>,
    /// The file on disk.
    pub file: ChapterFile,
    /// The path of its page relative to the book's source folder, such as `papers/peft.md`; `None` for a draft chapter.
    pub page: Option<PathBuf>,
    /// Directives and citations, in order.
    pub items: Vec<ScanItem>,
    /// Text that may be a citation.
    pub possible_citations: Vec<PossibleCitation>,
    /// The headings of sections with citations.
    pub headings: Vec<Heading>,
    /// The headings that contain citations and no attributes.
    pub cited_headings: Vec<Heading>,
    /// What closes an open code block or comment at its end, before text is appended.
    pub closing: Option<String>,
    /// The formulas to replace, and what replaces each, in order.
    pub formulas: Vec<(Span, String)>,
}

/// The settings that the plan depends on.
#[expect(missing_debug_implementations, reason = "it contains functions")]
pub struct PlanSettings<'a> {
    /// Whether the style of a directive numbers papers.
    pub numbered: &'a (dyn Fn(&Directive) -> bool + Sync),
    /// Sorts references, given in the order of first citation.
    pub order: &'a (dyn Fn(Vec<usize>) -> Vec<usize> + Sync),
    /// Whether citations are numbers, which lead to the references that have the same numbers.
    pub numeric: bool,
    /// Whether references are numbered through the book rather than in each chapter.
    pub through_book: bool,
    /// Whether references are appended to chapters that cite without a references directive.
    pub append: bool,
    /// Whether entries of other chapters do not show the citations of a page.
    pub is_excepted: &'a (dyn Fn(&Path) -> bool + Sync),
}

/// The plan of the book.
#[derive(Debug, Default)]
pub struct Plan {
    /// The chapters.
    pub chapters: Vec<PlannedChapter>,
    /// The canonical entry of each listed paper, by its index in the library.
    pub canonical: FxHashMap<usize, EntryLocation>,
    /// The canonical listing of each listed category, by its index in the library.
    pub category_locations: FxHashMap<usize, CategoryLocation>,
    /// The entry of each paper in the references of the book.
    pub book_references: FxHashMap<usize, EntryLocation>,
    /// The works that the book refers to.
    pub works: Arc<CitedWorks>,
    /// Whether citations are numbers.
    pub numeric: bool,
    /// Whether references are numbered through the book.
    pub through_book: bool,
    /// The list that readers can filter, if any; of several, the one with the most papers.
    pub filter_list: Option<FilterList>,
    /// The chapters from whose pages all listed papers can be read: that of the list that readers can filter, and those
    /// of papers that it lacks.
    pub index_chapters: Vec<usize>,
    /// The chapter with the records of all papers, if the book has one.
    pub records_chapter: Option<usize>,
    /// The citations of each paper without those of excepted chapters, if there are such.
    unexcepted_sites: Option<FxHashMap<usize, Vec<CitationSite>>>,
    /// The papers that each section cites, in order, by chapter and section; found when an entry first shows them.
    cited_in_sections: OnceLock<FxHashMap<(usize, usize), Vec<usize>>>,
    /// The citations of each paper, in order.
    pub citation_sites: FxHashMap<usize, Vec<CitationSite>>,
}

/// A planned chapter.
#[derive(Debug, Default)]
pub struct PlannedChapter {
    /// The text and name of the chapter.
    pub source: Arc<Source>,
    /// The file on disk.
    pub file: ChapterFile,
    /// The path of its page relative to the book's source folder.
    pub page: Option<PathBuf>,
    /// The path of the published page, with `/` between folders.
    pub html: Option<String>,
    /// The steps, one for each directive and citation.
    pub steps: Vec<Step>,
    /// The references that are appended to the chapter.
    pub appended: Option<PlannedList>,
    /// What closes an open code block or comment at its end, before text is appended.
    pub closing: Option<String>,
    /// The formulas to replace, and what replaces each, in order.
    pub formulas: Vec<(Span, String)>,
    /// The works that its citations are numbered by.
    pub works: Arc<CitedWorks>,
    /// The papers in its lists.
    pub listed: FxHashSet<usize>,
    /// The papers in its references.
    pub referenced: FxHashSet<usize>,
    /// Warnings about possible citations.
    pub warnings: Vec<Diagnostic>,
    /// The prefix of the labels of generated footnotes, which no footnote of the chapter begins with.
    pub notes: String,
    /// The titles of sections with citations.
    pub sections: Vec<String>,
    /// About how many bytes its directives become.
    pub list_bytes: usize,
    /// The ids of headings that contain citations, which would otherwise be part of them, each with the offset at which it
    /// is inserted.
    pub heading_ids: Vec<(usize, String)>,
}

/// The plan of a directive or a citation.
#[derive(Debug)]
pub enum Step {
    /// A list of papers.
    List(Box<Directive>, Box<PlannedList>),
    /// The number of papers.
    Count(Box<Directive>, usize),
    /// The index of categories, by their indices in the library.
    Index(Box<Directive>, Vec<usize>),
    /// Statistics of these papers.
    Stats(Box<Directive>, Vec<usize>),
    /// A citation.
    Citation(ResolvedCitation),
    /// References.
    References(Box<Directive>, Box<PlannedList>),
    /// A directive that cannot be expanded.
    Invalid(InvalidDirective),
}

/// A listing with its numbers and anchors.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PlannedList {
    /// The papers and categories.
    pub listing: Listing,
    /// The anchor of each entry; `None` if the paper has one on this page already.
    pub anchors: Vec<Option<String>>,
    /// The id of the heading of each group, a group before the groups in it.
    pub headings: Vec<String>,
    /// The number of the first entry, if entries are numbered.
    pub first: Option<usize>,
    /// The number of each entry if they are not consecutive; otherwise empty.
    pub numbers: Vec<usize>,
    /// Its position among the lists of the chapter, from 0.
    pub ordinal: usize,
    /// Whether the list is the references of a chapter or the book.
    pub is_references: bool,
    /// Whether the list is the references of the book.
    pub of_book: bool,
}

/// The location of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLocation {
    /// The index of the chapter.
    pub chapter: usize,
    /// The anchor of the entry.
    pub anchor: String,
}

/// A list that readers can filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilterList {
    /// The index of the chapter.
    pub chapter: usize,
    /// Its position among the lists of the chapter, from 0.
    pub ordinal: usize,
    /// The number of papers in it.
    pub papers: usize,
}

/// The rank of a listing. The greatest is canonical; of several, the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum CanonicalRank {
    /// Filtered, cut, or with `canonical=false`.
    Partial,
    /// All papers of its selectors.
    Complete,
    /// With `canonical`.
    Marked,
}

/// Plans the book. Chapters are planned in parallel.
pub fn plan(query: &Query, chapters: Vec<ScannedChapter>, settings: &PlanSettings<'_>) -> Plan {
    let library = query.library();
    let resolved: Vec<_> = chapters.into_par_iter().map(|scanned| ResolvedChapter::new(library, scanned)).collect();
    let works = Arc::new(CitedWorks::new((settings.order)(resolve::cited_in_book(&resolved, settings.through_book))));
    let mut plan = Plan { numeric: settings.numeric, through_book: settings.through_book, ..Plan::default() };
    let book_is_listed = resolved.iter().any(|chapter| chapter.has_references(is_of_book));
    let mut ranks: FxHashMap<usize, CanonicalRank> = FxHashMap::default();
    let mut category_locations = CategoryLocations::default();
    // Now that it is known what the book cites, chapters no longer depend on each other.
    plan.chapters =
        resolved.into_par_iter().map(|chapter| chapter.plan(query, settings, &works, book_is_listed)).collect();
    size::limit_book(&mut plan.chapters);
    for (chapter, planned) in plan.chapters.iter().enumerate() {
        for step in &planned.steps {
            match step {
                Step::List(directive, list) => {
                    set_canonical(&mut plan.canonical, chapter, directive, list, &mut ranks);
                    category_locations.add(chapter, directive, list);
                    let papers = list.listing.papers.len();
                    let is_larger = plan.filter_list.is_none_or(|largest| largest.papers < papers);
                    if directive.options.filter == Some(true) && papers > 0 && is_larger {
                        plan.filter_list = Some(FilterList { chapter, ordinal: list.ordinal, papers });
                    }
                }
                Step::References(directive, list) if is_of_book(directive) => {
                    for (&paper, anchor) in list.listing.papers.iter().zip(&list.anchors) {
                        let Some(anchor) = anchor.clone() else { continue };
                        plan.book_references.entry(paper).or_insert(EntryLocation { chapter, anchor });
                    }
                }
                Step::Count(..)
                | Step::Index(..)
                | Step::Stats(..)
                | Step::Citation(_)
                | Step::References(..)
                | Step::Invalid(_) => {}
            }
        }
    }
    plan.index_chapters = index_chapters(&plan);
    plan.citation_sites = citations::citation_sites(&plan.chapters);
    plan.unexcepted_sites = citations::without_excepted(&plan, settings.is_excepted);
    plan.works = works;
    plan.category_locations = category_locations.canonical(library);
    plan
}

/// Plans a single list that is not part of a book.
pub fn plan_single(library: &Library, listing: Listing, directive: &Directive, numbered: bool) -> PlannedList {
    Page::default().list(library, listing, directive, numbered)
}

impl Plan {
    /// Returns the papers that the book lists, refers to or cites.
    pub fn shown(&self) -> BTreeSet<usize> {
        let mut shown = BTreeSet::new();
        for chapter in &self.chapters {
            shown.extend(chapter.appended.iter().flat_map(|list| &list.listing.papers));
            for step in &chapter.steps {
                match step {
                    Step::List(_, list) | Step::References(_, list) => shown.extend(&list.listing.papers),
                    Step::Citation(cited) => shown.extend(&cited.papers),
                    Step::Count(..) | Step::Index(..) | Step::Stats(..) | Step::Invalid(_) => {}
                }
            }
        }
        shown
    }

    /// Returns the latest day on which a listed paper was added, or `None` if all were added on one day.
    pub fn newest_addition(&self, library: &Library) -> Option<Date> {
        let papers = self.chapters.iter().flat_map(|chapter| &chapter.listed);
        let added = || papers.clone().filter_map(|&paper| library.papers[paper].added);
        let newest = added().max()?;
        added().any(|date| date < newest).then_some(newest)
    }
}

/// Returns chapters whose lists together contain every listed paper, that of the list that readers can filter first.
fn index_chapters(plan: &Plan) -> Vec<usize> {
    let mut covered: FxHashSet<usize> = FxHashSet::default();
    let filtered = plan.filter_list.map(|list| list.chapter);
    let others = (0..plan.chapters.len()).filter(|chapter| Some(*chapter) != filtered);
    let has_new = |chapter: &usize| {
        let planned = &plan.chapters[*chapter];
        let lists = planned.steps.iter().filter_map(|step| match step {
            Step::List(_, list) => Some(&list.listing.papers),
            _ => None,
        });
        let before = covered.len();
        covered.extend(lists.flatten());
        covered.len() > before && planned.html.is_some()
    };
    filtered.into_iter().chain(others).filter(has_new).collect()
}

/// Makes the entries of a list canonical where none of a higher or the same rank exists.
fn set_canonical(
    canonical: &mut FxHashMap<usize, EntryLocation>,
    chapter: usize,
    directive: &Directive,
    list: &PlannedList,
    ranks: &mut FxHashMap<usize, CanonicalRank>,
) {
    let rank = canonical_rank(directive);
    for (&paper, anchor) in list.listing.papers.iter().zip(&list.anchors) {
        let is_better = ranks.get(&paper).is_none_or(|&best| best < rank);
        if let (true, Some(anchor)) = (is_better, anchor) {
            ranks.insert(paper, rank);
            canonical.insert(paper, EntryLocation { chapter, anchor: anchor.clone() });
        }
    }
}

fn canonical_rank(directive: &Directive) -> CanonicalRank {
    let options = &directive.options;
    match options.canonical {
        Some(true) => CanonicalRank::Marked,
        None if options.limit.is_none() && options.offset.is_none() && options.filters.is_empty() => {
            CanonicalRank::Complete
        }
        None | Some(false) => CanonicalRank::Partial,
    }
}

/// Returns the anchor of a paper: `papers-KEY`. Every character that is not a letter, a digit or one of `._:/-` becomes
/// `~HEX~`, so that different keys have different anchors.
pub fn anchor(key: &str) -> String {
    anchor_with("papers-", key)
}

/// Returns the anchor of a paper in references: `papers-ref-KEY`, escaped as by [`anchor`].
pub fn reference_anchor(key: &str) -> String {
    anchor_with("papers-ref-", key)
}

fn anchor_with(prefix: &str, key: &str) -> String {
    use std::fmt::Write as _;
    let mut anchor = String::with_capacity(prefix.len() + key.len());
    anchor.push_str(prefix);
    if key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        anchor.push_str(key);
        return anchor;
    }
    for c in key.chars() {
        if c.is_alphanumeric() || "._:/-".contains(c) {
            anchor.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(anchor, "~{:X}~", u32::from(c));
        }
    }
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::scan;
    use crate::{format, library};

    const DATA: &str = "[[paper]]\nid = \"a\"\ntitle = \"A\"\ncategories = [\"x\"]\n\
                        [[paper]]\nid = \"b\"\ntitle = \"B\"\ncategories = [\"x\", \"y\"]\n";

    fn read(data: &str) -> Library {
        library::merge(vec![format::read(&Source::new("d.toml", data), format::Reading::default())]).0
    }

    fn library() -> Library {
        read(DATA)
    }

    fn plan_of(chapters: &[&str]) -> Plan {
        plan_with(chapters, true, false)
    }

    fn plan_with(chapters: &[&str], numeric: bool, through_book: bool) -> Plan {
        plan_of_data(DATA, chapters, numeric, through_book)
    }

    fn plan_of_data(data: &str, chapters: &[&str], numeric: bool, through_book: bool) -> Plan {
        let scanned = chapters.iter().map(|text| {
            let source = Source::new("c.md", *text);
            let (items, _) = scan(&source);
            ScannedChapter { source, items, ..ScannedChapter::default() }
        });
        let settings = PlanSettings {
            numbered: &|_| true,
            order: &|cited| cited,
            numeric,
            through_book,
            append: false,
            is_excepted: &|_| false,
        };
        plan(&Query::new(Arc::new(read(data)), "en"), scanned.collect(), &settings)
    }

    fn lists(plan: &Plan) -> Vec<(Option<usize>, Vec<Option<&str>>)> {
        let steps = plan.chapters.iter().flat_map(|chapter| &chapter.steps);
        steps
            .filter_map(|step| match step {
                Step::List(_, list) => Some((list.first, list.anchors.iter().map(Option::as_deref).collect())),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn anchors_are_unique_on_a_page() {
        let plan = plan_of(&["<<#papers x>>\n\n<<#papers>>", "<<#papers y>>"]);
        assert_eq!(
            lists(&plan),
            [
                (Some(1), vec![Some("papers-a"), Some("papers-b")]),
                (Some(1), vec![None, None]),
                (Some(1), vec![Some("papers-b")]),
            ]
        );
    }

    #[test]
    fn numbers_continue_on_request() {
        let plan = plan_of(&[
            "<<#papers x numbered=continue>>\n\n<<#papers y numbered=continue>>\n\n<<#papers x start=7>>\n\n<<#papers x numbered=false>>",
            "<<#papers x numbered=continue start=5>>",
        ]);
        let first: Vec<_> = lists(&plan).into_iter().map(|(first, _)| first).collect();
        assert_eq!(first, [Some(1), Some(3), Some(7), None, Some(5)]);
    }

    #[test]
    fn marked_and_complete_listings_are_canonical() {
        #[track_caller]
        fn check(chapters: &[&str], expect: usize) {
            let location = plan_of(chapters).canonical.get(&1).cloned();
            assert_eq!(
                location,
                Some(EntryLocation { chapter: expect, anchor: "papers-b".to_owned() }),
                "{chapters:?}"
            );
        }
        check(&["<<#papers x>>", "<<#papers y>>"], 0);
        check(&["<<#papers limit=2>>", "<<#papers y>>"], 1);
        check(&["<<#papers x>>", "<<#papers y canonical>>"], 1);
        check(&["<<#papers x canonical>>", "<<#papers y home>>"], 0);
        check(&["<<#papers limit=2>>", "<<#papers y canonical=false>>"], 0);
    }

    #[test]
    fn a_number_leads_to_the_reference_with_this_number() {
        #[track_caller]
        fn check(numeric: bool, through_book: bool, chapters: &[&str], expect: (usize, &str)) {
            let plan = plan_with(chapters, numeric, through_book);
            let target = plan.link_target(&library(), 0, 1).map(|target| (target.chapter, target.anchor));
            assert_eq!(target, Some((expect.0, expect.1.to_owned())), "{chapters:?}");
        }
        let both = "<<#papers x>>\n\n<<#cite b>>\n\n<<#references>>";
        check(true, false, &[both], (0, "papers-ref-b"));
        check(false, false, &[both], (0, "papers-b"));
        let listed = ["<<#papers x>>\n\n<<#cite b>>", "<<#references scope=book>>"];
        check(true, true, &listed, (1, "papers-ref-b"));
        check(true, false, &listed, (0, "papers-b"));
        check(false, true, &listed, (0, "papers-b"));
        check(true, false, &["<<#cite b>>", "<<#papers x>>", "<<#references scope=book>>"], (1, "papers-b"));
    }

    #[test]
    fn a_category_of_categories_is_on_the_page_that_lists_them() {
        let data = "[[category]]\nid = \"p\"\n[[category]]\nid = \"p/a\"\n[[category]]\nid = \"p/b\"\n\
                    [[paper]]\nid = \"a\"\ntitle = \"A\"\ncategories = [\"p/a\"]\n\
                    [[paper]]\nid = \"b\"\ntitle = \"B\"\ncategories = [\"p/b\"]\n";
        let location = |chapters: &[&str]| {
            let plan = plan_of_data(data, chapters, true, false);
            plan.category_locations.get(&0).map(|location| location.chapter)
        };
        assert_eq!(location(&["<<#papers p/**>>", "<<#papers p/a>>\n\n<<#papers p/b>>"]), Some(1));
        assert_eq!(location(&["<<#papers p/a>>", "<<#papers p/b>>"]), None);
    }

    #[test]
    fn tags_lead_to_the_largest_list_with_a_filter() {
        let list =
            |chapters: &[&str]| plan_of(chapters).filter_list.map(|list| (list.chapter, list.ordinal, list.papers));
        assert_eq!(list(&["<<#papers y filter>>", "<<#papers y>>\n\n<<#papers x filter>>"]), Some((1, 1, 2)));
        assert_eq!(list(&["<<#papers x>>"]), None);
    }

    #[test]
    fn special_characters_in_keys_are_escaped() {
        assert_eq!(anchor("touvron2023llama"), "papers-touvron2023llama");
        assert_eq!(anchor("O'Keeffe_1962"), "papers-O~27~Keeffe_1962");
        assert_eq!(anchor("a b~/评.:-"), "papers-a~20~b~7E~/评.:-");
    }
}
