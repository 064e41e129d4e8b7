//! What stands where: every directive of the book with its papers, numbers and anchors, before anything is rendered.
//!
//! Built once and never changed. Rendering needs all of it, since pages link to each other.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::directive::{Directive, Fault, Finding, Numbered};
use crate::library::Library;
use crate::options::Kind;
use crate::query::{Listing, Query};
use crate::source::Source;
use crate::trace::ChapterFile;

/// A chapter as scanned.
#[derive(Debug)]
pub struct Scanned {
    /// Its text and name.
    pub source: Arc<Source>,
    /// Its file on disk.
    pub file: ChapterFile,
    /// What it says to us, in order.
    pub findings: Vec<Finding>,
}

/// The whole book.
#[derive(Debug, Default)]
pub struct Plan {
    /// Every chapter.
    pub chapters: Vec<Planned>,
    /// Where each listed paper is at home, by its index in the library.
    pub homes: HashMap<usize, Home>,
}

/// A chapter as planned.
#[derive(Debug)]
pub struct Planned {
    /// Its text and name.
    pub source: Arc<Source>,
    /// Its file on disk.
    pub file: ChapterFile,
    /// For each finding, what becomes of it.
    pub steps: Vec<Step>,
}

/// What becomes of a finding.
#[derive(Debug)]
pub enum Step {
    /// A list.
    List(Box<Directive>, List),
    /// A number.
    Count(Box<Directive>, usize),
    /// Nothing.
    Fault(Fault),
}

/// A listing with its numbers and anchors.
#[derive(Debug, PartialEq, Eq)]
pub struct List {
    /// The papers and categories selected.
    pub listing: Listing,
    /// For each paper, the anchor it gets here; none where it stands on this page already.
    pub anchors: Vec<Option<String>>,
    /// The number of the first paper, if they are numbered.
    pub first: Option<usize>,
    /// Which list of its chapter it is, from 0.
    pub ordinal: usize,
}

/// The listing of a paper that pages elsewhere link to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The index of the chapter.
    pub chapter: usize,
    /// The anchor in it.
    pub anchor: String,
}

/// How good a home a listing is; the greatest wins, the first among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    Any,
    Whole,
    Marked,
}

/// Plans the book; `numbered` says whether a style numbers its papers, by the directive.
pub fn plan(query: &Query, chapters: Vec<Scanned>, numbered: impl Fn(&Directive) -> bool) -> Plan {
    let library = query.library();
    let mut plan = Plan::default();
    let mut claims: HashMap<usize, Claim> = HashMap::new();
    for (chapter, scanned) in chapters.into_iter().enumerate() {
        let mut page = Page::default();
        let mut steps = Vec::with_capacity(scanned.findings.len());
        for finding in scanned.findings {
            let directive = match finding {
                Finding::Directive(directive) => directive,
                Finding::Fault(fault) => {
                    steps.push(Step::Fault(fault));
                    continue;
                }
            };
            let listing = match query.run(&directive, &scanned.source, &|_, _| false) {
                Ok(listing) => listing,
                Err(diagnostics) => {
                    let Directive { span, standing, .. } = *directive;
                    steps.push(Step::Fault(Fault { span, standing, diagnostics }));
                    continue;
                }
            };
            match directive.spec.kind {
                Kind::Papers => {}
                Kind::Count => {
                    steps.push(Step::Count(directive, listing.papers.len()));
                    continue;
                }
                Kind::Index | Kind::Stats | Kind::Cite | Kind::References => continue,
            }
            let list = page.list(library, listing, &directive, numbered(&directive));
            let claim = claim(&directive);
            for (&paper, anchor) in list.listing.papers.iter().zip(&list.anchors) {
                let better = claims.get(&paper).is_none_or(|&held| held < claim);
                if let (true, Some(anchor)) = (better, anchor) {
                    claims.insert(paper, claim);
                    plan.homes.insert(paper, Home { chapter, anchor: anchor.clone() });
                }
            }
            steps.push(Step::List(directive, list));
        }
        plan.chapters.push(Planned { source: scanned.source, file: scanned.file, steps });
    }
    plan
}

fn claim(directive: &Directive) -> Claim {
    let options = &directive.options;
    match options.home {
        Some(true) => Claim::Marked,
        None if options.limit.is_none() && options.offset.is_none() => Claim::Whole,
        _ => Claim::Any,
    }
}

/// What the lists of one chapter share.
#[derive(Default)]
struct Page {
    anchored: HashSet<usize>,
    lists: usize,
    /// One more than the last number given.
    next: Option<usize>,
}

impl Page {
    fn list(&mut self, library: &Library, listing: Listing, directive: &Directive, numbered: bool) -> List {
        let start = directive.options.start.unwrap_or(1);
        let first = match directive.options.numbered {
            Some(Numbered::Flag(flag)) => flag.then_some(start),
            Some(Numbered::Continue) => Some(self.next.unwrap_or(start)),
            None => numbered.then_some(start),
        };
        if let Some(first) = first {
            self.next = Some(first.saturating_add(listing.papers.len()));
        }
        let anchor = |paper: &usize| self.anchored.insert(*paper).then(|| anchor(library.papers.key(*paper)));
        let anchors = listing.papers.iter().map(anchor).collect();
        let ordinal = self.lists;
        self.lists += 1;
        List { listing, anchors, first, ordinal }
    }
}

/// The anchor of a paper on a page: `papers-KEY`, in which every character that is not a letter, a digit or one of
/// `._:/-` is `~HEX~`, so that different keys have different anchors.
pub fn anchor(key: &str) -> String {
    use std::fmt::Write as _;
    let mut anchor = String::from("papers-");
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
            let (findings, _) = scan(&source);
            Scanned { source, file: ChapterFile::default(), findings }
        });
        plan(&Query::new(Arc::new(library), "en"), scanned.collect(), |_| true)
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
            let home = plan_of(chapters).homes.get(&1).cloned();
            assert_eq!(home, Some(Home { chapter: expect, anchor: "papers-b".to_owned() }), "{chapters:?}");
        }
        check(&["<<#papers x>>", "<<#papers y>>"], 0);
        check(&["<<#papers limit=2>>", "<<#papers y>>"], 1);
        check(&["<<#papers x>>", "<<#papers y home>>"], 1);
        check(&["<<#papers x home>>", "<<#papers y home>>"], 0);
        check(&["<<#papers limit=2>>", "<<#papers y home=false>>"], 0);
    }

    #[test]
    fn odd_characters_in_keys_are_spelt_out() {
        assert_eq!(anchor("touvron2023llama"), "papers-touvron2023llama");
        assert_eq!(anchor("O'Keeffe_1962"), "papers-O~27~Keeffe_1962");
        assert_eq!(anchor("a b~/评.:-"), "papers-a~20~b~7E~/评.:-");
    }
}
