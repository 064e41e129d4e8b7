//! Papers in styles of the Citation Style Language: the bridge between the library and [`citeproc`].
//!
//! Papers become items, and what the processor formats becomes [`Formatted`] text, which writes itself as HTML or
//! CommonMark. Bundled styles and locales come from hayagriva's archive.

use rayon::prelude::*;

use crate::citeproc::{self, Cluster, Locales, Processor, Works};
use crate::language;
use crate::paper::Paper;
use crate::paper::csl::Purpose;

mod archive;
mod bundle;
mod citation;
mod item;
mod locale;
mod math;
mod parse;
mod rich;
mod runs;

pub use self::bundle::{names, near};
pub use self::citation::{Citation, Part};
pub use self::locale::all as locales;
pub use self::parse::ParseError;
pub use self::runs::{Formatted, Look, Run, Shift};
pub use crate::citeproc::Disambiguation;

/// The number of references that are formatted in one go.
const CHUNK: usize = 64;

/// A style, prepared for formatting.
#[derive(Debug)]
pub struct Style {
    /// Its title, as in "IEEE Reference Guide".
    pub title: String,
    /// How it cites.
    pub class: Class,
    csl: citeproc::Style,
    /// What the items of its papers contain.
    purpose: Purpose,
}

/// How a style cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// By author and year.
    AuthorDate,
    /// By author alone, with a title where that is not enough.
    Author,
    /// By number.
    Numeric,
    /// By a label made of names and year.
    Label,
    /// In footnotes.
    Note,
}

/// A paper with its number and its disambiguation.
pub type NumberedPaper<'p> = (&'p Paper, Option<usize>, Disambiguation);

/// A formatted reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// The number or label that a style sets before the text, brackets included; that of its citations if it has labels and
    /// no references.
    pub label: Option<Formatted>,
    /// The text.
    pub text: Formatted,
}

/// The citations of chapters that refer to the same works.
#[derive(Debug, Default)]
pub struct Document {
    /// The disambiguation of each work.
    pub disambiguation: Vec<Disambiguation>,
    /// The citations of each chapter.
    pub chapters: Vec<Vec<Citation>>,
}

impl Style {
    /// Returns a bundled style by any of its [`names`].
    pub fn bundled(name: &str) -> Option<Self> {
        bundle::by_name(name)?.read().map(Self::new)
    }

    /// Parses a `.csl` file. A dependent style takes its rules from its parent, which must be bundled.
    ///
    /// # Errors
    /// Returns why the text is not a style, with the place.
    pub fn parse(csl: &str) -> Result<Self, ParseError> {
        parse::parse(csl).map(Self::new)
    }

    fn new(csl: citeproc::Style) -> Self {
        let purpose = if csl.prints_abstracts() { Purpose::CitationWithAbstract } else { Purpose::Citation };
        Self { title: csl.info.title.clone(), class: class(&csl), csl, purpose }
    }

    /// Returns the names in the style that CSL does not have, each with its byte offset in the file.
    pub(crate) fn unknown_names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.csl.remarks.iter().map(|remark| (remark.offset, remark.name.as_str()))
    }

    /// Returns whether the style cites by number.
    pub fn is_numeric(&self) -> bool {
        self.class == Class::Numeric
    }

    /// Returns whether the style has references; some note styles have none.
    pub fn has_references(&self) -> bool {
        self.csl.bibliography.is_some()
    }

    /// Returns whether references contain abstracts.
    pub fn prints_abstracts(&self) -> bool {
        self.purpose == Purpose::CitationWithAbstract
    }

    /// Returns whether the style sorts references; otherwise they are in the order of the citations.
    pub fn sorts_references(&self) -> bool {
        self.csl.bibliography.as_ref().is_some_and(|bibliography| !bibliography.sort.is_empty())
    }

    /// Returns the order of the references, as indices into `papers`.
    pub fn order(&self, papers: &[&Paper], language: &str) -> Vec<usize> {
        let prepared = Prepared::new(self, papers, language);
        prepared.processor().order(&prepared.items)
    }

    /// Formats the citations of chapters, and disambiguates the works that they cite, with year suffixes in the order of
    /// `papers`.
    ///
    /// Cites refer to works by their index in `papers`; `numbers` are the numbers of the works.
    pub fn document(
        &self,
        papers: &[&Paper],
        numbers: &[usize],
        chapters: &[Vec<Cluster>],
        language: &str,
    ) -> Document {
        let prepared = Prepared::new(self, papers, language);
        let processor = prepared.processor();
        let works = processor.works(&prepared.items, numbers, true).disambiguated().naming_all();
        let disambiguation = works.disambiguation().collect();
        let chapters = chapters.par_iter();
        let chapters =
            chapters.map(|clusters| works.citations(clusters).iter().map(rich::citation).collect()).collect();
        Document { disambiguation, chapters }
    }

    /// Formats the references of papers in their order, each with its number and disambiguation.
    ///
    /// `language` is that of the page. Terms are in the default language of the style, or in that of the page. A Chinese
    /// work has Chinese terms, and in a Chinese style, a work in another language has terms of that language.
    pub fn references(&self, papers: &[NumberedPaper<'_>], language: &str) -> Vec<Reference> {
        let works: Vec<&Paper> = papers.iter().map(|(paper, ..)| *paper).collect();
        let prepared = Prepared::new(self, &works, language);
        let processor = prepared.processor();
        let format = |(at, papers): (usize, &[NumberedPaper<'_>])| {
            let items = &prepared.items[at * CHUNK..][..papers.len()];
            let numbers: Vec<_> = papers.iter().map(|(_, number, _)| number.unwrap_or(1)).collect();
            let works = processor.works(items, &numbers, true);
            let works = works.with_disambiguation(papers.iter().map(|(.., disambiguation)| disambiguation.clone()));
            if self.class == Class::Label && !self.has_references() {
                return labels(&works, papers.len());
            }
            let mut references: Vec<_> = works.references().iter().map(|entry| rich::reference(&entry.text)).collect();
            references.resize_with(papers.len(), Reference::default);
            references
        };
        // A substitute for repeated authors depends on the entry before.
        let substitutes = self.csl.bibliography.as_ref().is_some_and(|bibliography| bibliography.substitute.is_some());
        if substitutes {
            return format((0, papers));
        }
        papers.par_chunks(CHUNK).enumerate().flat_map_iter(format).collect()
    }
}

/// Returns the labels of works in a style without references.
fn labels(works: &Works<'_>, count: usize) -> Vec<Reference> {
    let clusters = (0..count).map(|item| Cluster { cites: vec![citeproc::Cite::new(item)], ..Cluster::default() });
    let citations = works.citations(&clusters.collect::<Vec<_>>());
    let label = |citation: &citeproc::Citation| rich::citation(citation).to_formatted();
    citations.iter().map(|citation| Reference { label: Some(label(citation)), text: Formatted::default() }).collect()
}

/// Papers as items, with the locales that they need.
struct Prepared<'s> {
    style: &'s Style,
    /// The language that is printed in.
    language: String,
    /// The languages of the terms of single works.
    others: Vec<String>,
    locales: Locales,
    items: Vec<citeproc::Item>,
}

impl<'s> Prepared<'s> {
    fn new(style: &'s Style, papers: &[&Paper], language: &str) -> Self {
        let language = style.csl.default_locale.as_deref().unwrap_or(language);
        let mut items: Vec<_> = papers.par_iter().map(|paper| item::item(paper, style.purpose)).collect();
        let mut others: Vec<String> = Vec::new();
        for item in &mut items {
            item.terms = terms_language(item, language).map(locale::tag);
            if let Some(tag) = item.terms.as_ref().filter(|tag| !others.contains(tag)) {
                others.push(tag.clone());
            }
        }
        // A style may have its own terms for a language without a locale.
        let language = if locale::is_known(language) { locale::tag(language) } else { language.to_owned() };
        let mut locales = Locales::default();
        for tag in others.iter().chain([&language]) {
            locale::add(tag, &mut locales);
        }
        Self { style, language, others, locales, items }
    }

    fn processor(&self) -> Processor<'_> {
        let processor = Processor::new(&self.style.csl, &self.locales, Some(&self.language));
        self.others.iter().fold(processor, |processor, tag| processor.with_terms(tag))
    }
}

/// Returns the language of the terms of a work, if it is not that of the list.
///
/// The standard of mainland China, GB/T 7714, has terms in the language of the work; other standards do not.
fn terms_language<'i>(item: &'i citeproc::Item, list: &str) -> Option<&'i str> {
    let is_mainland = is_chinese(list) && locale::tag(list) == "zh-CN";
    match item.language() {
        Some(work) if is_chinese(work) => Some(work),
        Some(work) if is_mainland && locale::is_known(work) => Some(work),
        _ if is_mainland => Some("en-US"),
        _ => None,
    }
}

fn is_chinese(tag: &str) -> bool {
    matches!(language::primary(tag), "zh" | "cmn" | "yue" | "lzh")
}

/// Returns how a style cites: as its category states, or as its citations do.
fn class(csl: &citeproc::Style) -> Class {
    if csl.class == citeproc::style::Class::Note {
        return Class::Note;
    }
    match csl.info.citation_format.as_deref() {
        Some("author") => Class::Author,
        Some("numeric") => Class::Numeric,
        Some("label") => Class::Label,
        Some("note") => Class::Note,
        None if csl.cites_numbers() => Class::Numeric,
        _ => Class::AuthorDate,
    }
}
