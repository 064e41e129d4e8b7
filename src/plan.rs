//! What stands where: every directive and citation of the book with its papers, numbers and anchors, before anything is
//! rendered.
//!
//! Built once and never changed. Rendering needs all of it, since pages link to each other.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Diagnostic;
use crate::directive::{Directive, Heading, InvalidDirective, PossibleCitation, ScanItem};
use crate::library::Library;
use crate::paper::Date;
use crate::query::{Listing, Query};
use crate::source::Source;
use crate::source_map::ChapterFile;

mod categories;
mod citations;
mod page;
mod resolve;
mod target;

pub use categories::CategoryLocation;
pub use citations::{CitationSite, CitedWorks, ResolvedCitation};
pub use target::Target;

use categories::CategoryLocations;
use page::Page;
use resolve::{ResolvedChapter, is_of_book};

/// A chapter as scanned.
#[derive(Debug, Default)]
pub struct ScannedChapter {
    /// Its text and name.
    pub source: Arc<Source>,
    /// Its file on disk.
    pub file: ChapterFile,
    /// Its page, from the folder of the chapters, as mdBook names it: `papers/peft.md`; none where it has none.
    pub page: Option<PathBuf>,
    /// What it says to us, in order.
    pub items: Vec<ScanItem>,
    /// What it may have meant to cite.
    pub possible_citations: Vec<PossibleCitation>,
    /// The headings under which citations stand.
    pub headings: Vec<Heading>,
    /// What goes before a text at its end.
    pub closing: Option<String>,
}

/// What the plan has to know of styles and settings.
#[expect(missing_debug_implementations, reason = "it holds functions")]
pub struct PlanSettings<'a> {
    /// Whether the style of a directive numbers its papers.
    pub numbered: &'a (dyn Fn(&Directive) -> bool + Sync),
    /// The order of references, from the order in which they are first cited.
    pub order: &'a (dyn Fn(Vec<usize>) -> Vec<usize> + Sync),
    /// Whether numbers run through the book, rather than through each chapter.
    pub through_book: bool,
    /// Whether chapters that cite and do not say where their references stand get them at their end.
    pub append: bool,
}

/// The whole book.
#[derive(Debug, Default)]
pub struct Plan {
    /// Every chapter.
    pub chapters: Vec<PlannedChapter>,
    /// Where each listed paper is at home, by its index in the library.
    pub canonical: FxHashMap<usize, EntryLocation>,
    /// Where each listed category is at home, by its index in the library.
    pub category_locations: FxHashMap<usize, CategoryLocation>,
    /// Where each paper stands in the references of the whole book.
    pub book_references: FxHashMap<usize, EntryLocation>,
    /// What the whole book refers to, in the order of its references.
    pub works: Arc<CitedWorks>,
    /// Where each paper is cited, in order.
    pub citation_sites: FxHashMap<usize, Vec<CitationSite>>,
}

/// A chapter as planned.
#[derive(Debug, Default)]
pub struct PlannedChapter {
    /// Its text and name.
    pub source: Arc<Source>,
    /// Its file on disk.
    pub file: ChapterFile,
    /// Its page, as mdBook names it.
    pub page: Option<PathBuf>,
    /// The page as it is published, from the root, with `/` between folders.
    pub html: Option<String>,
    /// For each finding, what becomes of it.
    pub steps: Vec<Step>,
    /// The references at its end, where they are put there.
    pub appended: Option<PlannedList>,
    /// What goes before a text at its end, where a block of code or a comment is open there.
    pub closing: Option<String>,
    /// What its numbers and letters are counted over.
    pub works: Arc<CitedWorks>,
    /// The papers that its lists show.
    pub listed: FxHashSet<usize>,
    /// The papers that its references show.
    pub referenced: FxHashSet<usize>,
    /// Warnings about what may have been meant as a citation.
    pub warnings: Vec<Diagnostic>,
    /// What the names of its notes begin with: nothing that names of its own begin with.
    pub notes: String,
    /// What the sections are called in which it cites.
    pub sections: Vec<String>,
}

/// What becomes of a finding.
#[derive(Debug)]
pub enum Step {
    /// A list.
    List(Box<Directive>, Box<PlannedList>),
    /// A number.
    Count(Box<Directive>, usize),
    /// The categories, by their indices in the library.
    Index(Box<Directive>, Vec<usize>),
    /// How many papers there are of each year and category, of these.
    Stats(Box<Directive>, Vec<usize>),
    /// A citation.
    Citation(ResolvedCitation),
    /// What is cited.
    References(Box<Directive>, Box<PlannedList>),
    /// Nothing.
    Invalid(InvalidDirective),
}

/// A listing with its numbers and anchors.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PlannedList {
    /// The papers and categories selected.
    pub listing: Listing,
    /// For each paper, the anchor it gets here; none where it stands on this page already.
    pub anchors: Vec<Option<String>>,
    /// For each group, a group before those within it, the id of its heading.
    pub headings: Vec<String>,
    /// The number of the first paper, if they are numbered.
    pub first: Option<usize>,
    /// For each paper its number, where they need not follow each other; else empty.
    pub numbers: Vec<usize>,
    /// Which list of its chapter it is, from 0.
    pub ordinal: usize,
    /// Whether it is the references of a chapter or the book.
    pub is_references: bool,
    /// Whether those are the references of the whole book.
    pub of_book: bool,
}

/// The listing of a paper that pages elsewhere link to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLocation {
    /// The index of the chapter.
    pub chapter: usize,
    /// The anchor in it.
    pub anchor: String,
}

/// How good a home a listing is; the greatest wins, the first among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum CanonicalRank {
    Any,
    Whole,
    Marked,
}

/// Plans the book.
pub fn plan(query: &Query, chapters: Vec<ScannedChapter>, styling: &PlanSettings<'_>) -> Plan {
    let library = query.library();
    let drafts: Vec<_> = chapters.into_par_iter().map(|scanned| ResolvedChapter::of(library, scanned)).collect();
    let works = Arc::new(CitedWorks::new((styling.order)(resolve::cited_in_book(&drafts, styling.through_book))));
    let mut plan = Plan::default();
    let of_book = drafts.iter().any(|draft| draft.has_references(is_of_book));
    let mut claims: FxHashMap<usize, CanonicalRank> = FxHashMap::default();
    let mut category_locations = CategoryLocations::default();
    // It is known what the book cites: the rest of a chapter's plan is its own.
    plan.chapters = drafts.into_par_iter().map(|draft| draft.plan(query, styling, &works, of_book)).collect();
    for (chapter, planned) in plan.chapters.iter().enumerate() {
        for step in &planned.steps {
            match step {
                Step::List(directive, list) => {
                    claim_homes(&mut plan.canonical, chapter, directive, list, &mut claims);
                    category_locations.claim(chapter, directive, list);
                }
                Step::References(directive, list) if is_of_book(directive) => {
                    for (&paper, anchor) in list.listing.papers.iter().zip(&list.anchors) {
                        let Some(anchor) = anchor.clone() else { continue };
                        plan.book_references.entry(paper).or_insert(EntryLocation { chapter, anchor });
                    }
                }
                _ => {}
            }
        }
    }
    plan.citation_sites = citations::citation_sites(&plan.chapters);
    plan.works = works;
    plan.category_locations = category_locations.canonical();
    plan
}

/// A list on a page of its own, as a directive has it that stands in no chapter.
pub fn alone(library: &Library, listing: Listing, directive: &Directive, numbered: bool) -> PlannedList {
    Page::default().list(library, listing, directive, numbered)
}

impl Plan {
    /// The papers that the book lists, refers to or cites, each once, in the order of the library.
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

fn claim_homes(
    canonical: &mut FxHashMap<usize, EntryLocation>,
    chapter: usize,
    directive: &Directive,
    list: &PlannedList,
    claims: &mut FxHashMap<usize, CanonicalRank>,
) {
    let claim = claim(directive);
    for (&paper, anchor) in list.listing.papers.iter().zip(&list.anchors) {
        let better = claims.get(&paper).is_none_or(|&held| held < claim);
        if let (true, Some(anchor)) = (better, anchor) {
            claims.insert(paper, claim);
            canonical.insert(paper, EntryLocation { chapter, anchor: anchor.clone() });
        }
    }
}

fn claim(directive: &Directive) -> CanonicalRank {
    let options = &directive.options;
    match options.canonical {
        Some(true) => CanonicalRank::Marked,
        None if options.limit.is_none() && options.offset.is_none() && options.filters.is_empty() => {
            CanonicalRank::Whole
        }
        _ => CanonicalRank::Any,
    }
}

/// The anchor of a paper on a page: `papers-KEY`, in which every character that is not a letter, a digit or one of
/// `._:/-` is `~HEX~`, so that different keys have different anchors.
pub fn anchor(key: &str) -> String {
    anchor_with("papers-", key)
}

/// The anchor of a paper among references: `papers-ref-KEY`, spelt as [`anchor`] does.
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

    fn plan_of(chapters: &[&str]) -> Plan {
        let data = "[[paper]]\nid = \"a\"\ntitle = \"A\"\ncategories = [\"x\"]\n[[paper]]\nid = \"b\"\ntitle = \"B\"\ncategories = [\"x\", \"y\"]\n";
        let (library, _) = library::merge(vec![format::read(&Source::new("d.toml", data), format::Reading::default())]);
        let scanned = chapters.iter().map(|text| {
            let source = Source::new("c.md", *text);
            let (items, _) = scan(&source);
            ScannedChapter { source, items, ..ScannedChapter::default() }
        });
        let styling = PlanSettings { numbered: &|_| true, order: &|cited| cited, through_book: false, append: false };
        plan(&Query::new(Arc::new(library), "en"), scanned.collect(), &styling)
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
    fn anchors_are_given_once_a_page() {
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
    fn numbers_go_on_where_asked() {
        let plan = plan_of(&[
            "<<#papers x numbered=continue>>\n\n<<#papers y numbered=continue>>\n\n<<#papers x start=7>>\n\n<<#papers x numbered=false>>",
            "<<#papers x numbered=continue start=5>>",
        ]);
        let first: Vec<_> = lists(&plan).into_iter().map(|(first, _)| first).collect();
        assert_eq!(first, [Some(1), Some(3), Some(7), None, Some(5)]);
    }

    #[test]
    fn a_paper_is_at_home_where_it_is_marked_or_listed_whole() {
        #[track_caller]
        fn check(chapters: &[&str], expect: usize) {
            let home = plan_of(chapters).canonical.get(&1).cloned();
            assert_eq!(home, Some(EntryLocation { chapter: expect, anchor: "papers-b".to_owned() }), "{chapters:?}");
        }
        check(&["<<#papers x>>", "<<#papers y>>"], 0);
        check(&["<<#papers limit=2>>", "<<#papers y>>"], 1);
        check(&["<<#papers x>>", "<<#papers y canonical>>"], 1);
        check(&["<<#papers x canonical>>", "<<#papers y home>>"], 0);
        check(&["<<#papers limit=2>>", "<<#papers y canonical=false>>"], 0);
    }

    #[test]
    fn odd_characters_in_keys_are_spelt_out() {
        assert_eq!(anchor("touvron2023llama"), "papers-touvron2023llama");
        assert_eq!(anchor("O'Keeffe_1962"), "papers-O~27~Keeffe_1962");
        assert_eq!(anchor("a b~/评.:-"), "papers-a~20~b~7E~/评.:-");
    }
}
