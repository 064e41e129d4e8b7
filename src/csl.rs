//! References and citations in the styles of the Citation Style Language.
//!
//! This folder is the only place, beside the reader of its data format, that knows hayagriva. What goes in is papers and what
//! comes out is [`Formatted`]: runs of text, unescaped, which write themselves for where they land. Each reference is
//! formatted alone, so that the time is linear in their number; what depends on the other papers is told with a [`Mark`].

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayagriva::citationberg::json::{Item, Value};
use hayagriva::citationberg::{self, CitationFormat, IndependentStyle, Locale, LocaleCode, StyleCategory, StyleClass};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChildren};
use rayon::prelude::*;

use self::locale::Locales;
use self::mend::Precision;
use self::walk::{Walked, walk};
use crate::language;
use crate::paper::Paper;

mod bundle;
mod citation;
mod cite;
mod distinct;
mod finish;
mod guard;
mod item;
mod locale;
mod locator;
mod mend;
mod note;
mod order;
mod parse;
mod rewrite;
mod runs;
mod tidy;
mod title;
mod walk;

pub use self::bundle::{names, near};
pub use self::citation::{Citation, Part};
pub use self::cite::{Cite, Form, Position};
pub use self::distinct::Mark;
pub use self::parse::ParseError;
pub use self::runs::{Formatted, Look, Run, Shift};

/// A style, ready to format with.
pub struct Style {
    /// Its title, as in "IEEE Reference Guide".
    pub title: String,
    /// How it cites.
    pub class: Class,
    /// As written, but for what [`mend`] changes.
    csl: IndependentStyle,
    /// What its conditions ask after in place of what hayagriva may hide.
    shadows: mend::Shadows,
    /// Whether it says where the letter after a year stands; else that is after the first year.
    places_letters: bool,
    /// Whether it says what a locator is.
    names_locators: bool,
    /// For references: for years, months and days, without and with letters.
    referring: [OnceLock<IndependentStyle>; Precision::COUNT * 2],
    /// For citations, by what [`Mark`] asks of them, and for one place and several.
    citing: [OnceLock<IndependentStyle>; Mark::VARIANTS * 2],
    /// The same for works with more authors than the data name: by variant, and how many they name.
    naming_some: Mutex<BTreeMap<(Use, usize, usize), Arc<IndependentStyle>>>,
    /// For the keys that references and cites are sorted by.
    sorting: order::Sorting,
    locales: Locales,
}

impl fmt::Debug for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Style").field("title", &self.title).field("class", &self.class).finish_non_exhaustive()
    }
}

/// What a variant of a style is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Reference,
    Citation,
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

/// A formatted reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// The number or label that a style sets before the text, brackets included; that of its citations where it has labels and
    /// no references.
    pub label: Option<Formatted>,
    /// The text.
    pub text: Formatted,
}

impl Style {
    /// A style that comes with the program, by any of its [`names`].
    pub fn bundled(name: &str) -> Option<Self> {
        match bundle::by_name(name)?.get() {
            citationberg::Style::Independent(style) => Some(Self::new(style)),
            citationberg::Style::Dependent(_) => None,
        }
    }

    /// The style of a `.csl` file. A dependent style takes its rules from its parent, which must be in the bundle.
    pub fn parse(csl: &str) -> Result<Self, ParseError> {
        parse::parse(csl).map(Self::new)
    }

    fn new(csl: IndependentStyle) -> Self {
        let (mut csl, shadows) = mend::mended(csl);
        Self {
            title: csl.info.title.value.clone(),
            class: class(&csl),
            names_locators: rewrite::names_locators(&mut csl),
            places_letters: rewrite::with_letters(&csl).is_some(),
            referring: std::array::from_fn(|_| OnceLock::new()),
            citing: std::array::from_fn(|_| OnceLock::new()),
            naming_some: Mutex::default(),
            sorting: order::Sorting::default(),
            csl,
            shadows,
            locales: Locales::default(),
        }
    }

    /// Whether it cites by number.
    pub fn is_numeric(&self) -> bool {
        self.class == Class::Numeric
    }

    /// Whether it has references at all; some styles of notes have none.
    pub fn has_references(&self) -> bool {
        self.csl.bibliography.is_some()
    }

    /// Whether its references have an order of their own; else they are in the order of the citations.
    pub fn sorts_references(&self) -> bool {
        self.csl.bibliography.as_ref().is_some_and(|bibliography| bibliography.sort.is_some())
    }

    /// How many footnotes back a citation is near.
    pub(crate) fn near_notes(&self) -> usize {
        usize::try_from(self.csl.citation.near_note_distance).unwrap_or(usize::MAX)
    }

    /// Whether the cites of a citation have an order of their own.
    pub(crate) fn sorts_cites(&self) -> bool {
        self.csl.citation.sort.is_some()
    }

    /// The reference of a paper, with its number where the style is one of numbers.
    ///
    /// `language` is that of the page. Terms are in the style's own language or in the page's; a Chinese work has Chinese ones,
    /// and in a Chinese style a foreign work has those of its own language.
    pub fn reference(&self, paper: &Paper, number: Option<usize>, mark: &Mark, language: &str) -> Reference {
        self.walked_reference(paper, number, mark, language).0
    }

    /// The references of papers in a row, each with its number and mark.
    ///
    /// As [`reference`](Self::reference), except that a style may set a dash for authors who are those of the reference before.
    pub fn references<'a>(
        &self,
        papers: impl IntoIterator<Item = (&'a Paper, Option<usize>, &'a Mark)>,
        language: &str,
    ) -> Vec<Reference> {
        let bibliography = self.csl.bibliography.as_ref();
        let substitute = bibliography.and_then(|style| style.subsequent_author_substitute.as_deref());
        let mut before: Option<String> = None;
        let papers: Vec<_> = papers.into_iter().collect();
        let walked: Vec<_> = papers
            .into_par_iter()
            .map(|(paper, number, mark)| self.walked_reference(paper, number, mark, language))
            .collect();
        let formatted = walked.into_iter().map(|(mut reference, names)| {
            let (Some(substitute), Some(names)) = (substitute, names) else { return reference };
            if before.as_ref() == Some(&names) {
                reference.text.replace_first(&names, substitute);
            } else {
                before = Some(names);
            }
            reference
        });
        formatted.collect()
    }

    /// A reference, and the text of its first names.
    fn walked_reference(
        &self,
        paper: &Paper,
        number: Option<usize>,
        mark: &Mark,
        language: &str,
    ) -> (Reference, Option<String>) {
        let known = Precision::of(paper);
        let variant = known as usize * 2 + usize::from(mark.letter.is_some());
        let style = self.referring[variant].get_or_init(|| {
            let style = mend::without_dates_unknown(&rewrite::without_citations(&self.csl), known);
            if mark.letter.is_some() { rewrite::with_letters(&style).unwrap_or(style) } else { style }
        });
        let naming_some = self.naming_some(paper, Use::Reference, variant, style);
        let style = naming_some.as_deref().unwrap_or(style);
        let item = self.item(paper, mark);
        let Some((label, mut walked)) = self.bibliography(style, &item, paper, number, language) else {
            let label = (self.class == Class::Label && !self.has_references()).then(|| {
                let cite = Cite::new(paper, number, mark);
                self.citation(&[cite], language).to_formatted()
            });
            return (Reference { label, text: Formatted::default() }, None);
        };
        self.add_letter(&mut walked, mark);
        let names = walked.names_text().filter(|names| !names.trim().is_empty());
        (Reference { label, text: tidy::reference(walked.formatted) }, names)
    }

    /// A variant of this style as it is for a paper with more authors than the data name.
    fn naming_some(
        &self,
        paper: &Paper,
        for_use: Use,
        variant: usize,
        style: &IndependentStyle,
    ) -> Option<Arc<IndependentStyle>> {
        // No style names more, and no data are to make a variant for every number.
        let named = paper.authors.len().min(100);
        let wanted = paper.authors.others && named > 0;
        wanted.then(|| {
            let mut made = self.naming_some.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (for_use, variant, named);
            Arc::clone(made.entry(key).or_insert_with(|| Arc::new(rewrite::naming_some(style, named))))
        })
    }

    /// What the bibliography of a variant of this style makes of one item, its first field apart where the style has it so.
    fn bibliography(
        &self,
        style: &IndependentStyle,
        item: &Item,
        paper: &Paper,
        number: Option<usize>,
        language: &str,
    ) -> Option<(Option<Formatted>, Walked)> {
        let (code, locales) = self.locale(paper, language);
        let mut driver = BibliographyDriver::new().with_citation_number_offset(number.unwrap_or(1).saturating_sub(1));
        let cited = CitationItem::new(item, None, Some(code.clone()), false, None);
        driver.citation(CitationRequest::new(vec![cited], style, Some(code.clone()), locales, None));
        let rendered = driver.finish(BibliographyRequest { style, locale: Some(code), locale_files: locales });
        let entry = rendered.bibliography?.items.pop()?;
        let setting = finish::Setting::of(paper, locales);
        let walk = |children: &ElemChildren| finish::finished(walk(children, setting), setting);
        let label = entry.first_field.map(|field| tidy::trimmed(walk(&ElemChildren(vec![field])).formatted));
        Some((label, walk(&entry.content)))
    }

    /// Whether it has something to say only of works that would look the same.
    fn says_more_of_works_alike(&self) -> bool {
        rewrite::disambiguating(&self.csl).is_some()
    }

    /// Puts the letter after the first year, where the style does not say where it stands.
    fn add_letter(&self, walked: &mut Walked, mark: &Mark) {
        if let (Some(letter), Some(year), false) = (&mark.letter, walked.year, self.places_letters) {
            walked.insert(year, letter);
        }
    }

    /// The item of a paper, with what the conditions of this style ask after.
    fn plain_item(&self, paper: &Paper) -> Item {
        let mut item = item::item(paper);
        for (field, shadow) in &self.shadows {
            if item.0.contains_key(field) {
                item.0.insert(shadow.clone(), Value::String("x".to_owned()));
            }
        }
        item
    }

    fn item(&self, paper: &Paper, mark: &Mark) -> Item {
        let mut item = self.plain_item(paper);
        guard::guard(&mut item);
        if let Some(Value::Names(authors)) = item.0.get_mut("author").filter(|_| paper.authors.others) {
            authors.push(item::others());
        }
        if let Some(letter) = &mark.letter {
            item.0.insert(rewrite::LETTER.to_owned(), Value::String(letter.clone()));
        }
        if self.class == Class::Label {
            item.0.insert("citation-label".to_owned(), Value::String(item::label(paper)));
        }
        item
    }

    /// The locale that the terms of a paper's reference are in.
    fn locale(&self, paper: &Paper, language: &str) -> (LocaleCode, &[Locale]) {
        let of_style = self.csl.default_locale.as_ref().map(|code| code.0.as_str());
        let of_list = of_style.unwrap_or(language);
        let tag = match item::language(paper) {
            Some(work) if is_chinese(work) => work,
            Some(work) if is_chinese(of_list) && locale::is_known(work) => work,
            _ if is_chinese(of_list) => "en-US",
            _ => of_list,
        };
        self.locales.get(tag)
    }
}

fn is_chinese(tag: &str) -> bool {
    matches!(language::primary(tag), "zh" | "cmn" | "yue" | "lzh")
}

fn is_english(tag: &str) -> bool {
    language::primary(tag) == "en"
}

/// How a style cites, as it says, or as its citations tell.
fn class(csl: &IndependentStyle) -> Class {
    if csl.settings.class == StyleClass::Note {
        return Class::Note;
    }
    let format = csl.info.category.iter().find_map(|category| match category {
        StyleCategory::CitationFormat { format } => Some(*format),
        StyleCategory::Field { .. } => None,
    });
    match format {
        Some(CitationFormat::Author) => Class::Author,
        Some(CitationFormat::Numeric) => Class::Numeric,
        Some(CitationFormat::Label) => Class::Label,
        Some(CitationFormat::Note) => Class::Note,
        None if rewrite::cites_numbers(csl) => Class::Numeric,
        Some(CitationFormat::AuthorDate) | None => Class::AuthorDate,
    }
}
