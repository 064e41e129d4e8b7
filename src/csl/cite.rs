//! Citations: one or several works in the text, with what is said before and after each.
//!
//! hayagriva formats each cite alone; brackets, delimiters, "see" and the collapsing of years and numbers are put around
//! them here, since it has no words before and after a cite and wants to see all citations at once.

use std::str::FromStr;

use hayagriva::citationberg::taxonomy::{Locator, Term};
use hayagriva::citationberg::{Collapse, TermForm};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, LocatorPayload, SpecificLocator,
};

use super::citation::{Citation, Part};
use super::distinct::Mark;
use super::finish::{Setting, finished};
use super::note::rest_of;
use super::runs::{Formatted, Look};
use super::walk::{Walked, look_of_layout, walk};
use super::{Class, Style, Use, locator, rewrite, tidy};
use crate::paper::Paper;

/// A work cited.
#[derive(Debug, Clone, Copy)]
pub struct Cite<'a> {
    /// The work.
    pub paper: &'a Paper,
    /// Its number, where the style is one of numbers.
    pub number: Option<usize>,
    /// What tells it apart.
    pub mark: &'a Mark,
    /// Where in the work: what it is by CSL's name (`page`, `chapter`), and which.
    pub locator: Option<(&'a str, &'a str)>,
    /// What is said before it.
    pub prefix: &'a str,
    /// What is said after it.
    pub suffix: &'a str,
    /// In what form.
    pub form: Form,
    /// Whether it was cited before.
    pub position: Position,
    /// The number of the footnote, in a style of notes.
    pub note: Option<usize>,
}

impl<'a> Cite<'a> {
    /// A plain cite.
    pub fn new(paper: &'a Paper, number: Option<usize>, mark: &'a Mark) -> Self {
        Self {
            paper,
            number,
            mark,
            locator: None,
            prefix: "",
            suffix: "",
            form: Form::Normal,
            position: Position::First,
            note: None,
        }
    }
}

/// The form of a cite.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// Everything between brackets.
    #[default]
    Normal,
    /// Without the author, whom the text has named.
    SuppressAuthor,
    /// The author in the text, the rest between brackets; only of the first cite of a citation.
    Narrative,
}

/// Whether a work was cited before. Styles of notes are shorter the second time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Position {
    /// Not before.
    #[default]
    First,
    /// Before, in the footnote of that number if it was in one.
    Subsequent {
        /// The footnote that cited it first.
        first_note: Option<usize>,
        /// Whether one of the last few footnotes, as many as the style says, cites it.
        near: bool,
    },
    /// By the cite right before this one, at the same place or without one.
    Ibid {
        /// The footnote that cited it first.
        first_note: Option<usize>,
        /// Whether it has a locator, and another than that cite.
        with_locator: bool,
    },
}

/// One cite, before anything is put around it.
#[derive(Clone)]
pub(super) struct Alone<'a> {
    pub(super) paper: &'a Paper,
    pub(super) mark: &'a Mark,
    pub(super) number: Option<usize>,
    pub(super) locator: Option<SpecificLocator<'a>>,
    pub(super) position: Position,
    pub(super) note: Option<usize>,
}

/// A cite on its way into a citation.
pub(super) struct Ready<'a> {
    /// Its place among those given.
    at: usize,
    pub(super) cite: Cite<'a>,
    pub(super) walked: Walked,
}

impl Ready<'_> {
    fn has_words(&self) -> bool {
        !self.cite.prefix.trim().is_empty() || !self.cite.suffix.trim().is_empty()
    }
}

/// A cite that is written already, as far as the next one may leave out what both have.
struct Written {
    names: Option<String>,
    /// Its year and the letter after it, where no locator follows them.
    year: Option<(String, String)>,
    has_locator: bool,
    has_suffix: bool,
}

impl Style {
    /// A citation of one or several works.
    ///
    /// Cites are sorted as the style says, unless words around one of them make their order the writer's.
    pub fn citation(&self, cites: &[Cite<'_>], language: &str) -> Citation {
        let layout = &self.csl.citation.layout;
        let mut ready: Vec<_> = cites.iter().enumerate().map(|(at, cite)| self.ready(at, *cite, language)).collect();
        let narrative = cites.first().is_some_and(|cite| cite.form == Form::Narrative);
        if !narrative && !ready.iter().any(Ready::has_words) && ready.len() > 1 {
            let papers: Vec<_> = cites.iter().map(|cite| cite.paper).collect();
            let numbers: Vec<_> = cites.iter().map(|cite| cite.number).collect();
            let order = self.order_of_cites(&papers, &numbers, language);
            ready.sort_by_key(|ready| order.iter().position(|&at| at == ready.at));
        }
        if self.groups_cites() {
            group_by_names(&mut ready);
        }
        let mut citation = Citation::default();
        if narrative {
            self.take_lead(&mut ready, &mut citation, language);
        }
        let base = look_of_layout(layout);
        let begins_note = ready.first().is_some_and(|ready| self.begins_note_with_term(ready));
        citation.parts.push(Part::between(layout.prefix.as_deref().unwrap_or_default(), base));
        self.join(ready, base, &mut citation.parts);
        if let Some(first) = citation.parts.iter_mut().find(|part| part.cite.is_some() && begins_note) {
            tidy::capitalize(&mut first.text);
        }
        let suffix = layout.suffix.as_deref().unwrap_or_default();
        self.close(&mut citation.parts, suffix, base, cites, language);
        citation.parts.retain(|part| !part.text.runs.is_empty());
        if citation.parts.iter().all(|part| part.cite.is_none() && !part.is_markdown) {
            citation.parts.clear();
        }
        citation
    }

    fn ready<'a>(&self, at: usize, cite: Cite<'a>, language: &str) -> Ready<'a> {
        let which = cite.locator.map(|(label, which)| self.places(label, which, cite.paper, language));
        let locator = cite.locator.zip(which.as_deref()).map(|((label, _), which)| {
            SpecificLocator(Locator::from_str(label).unwrap_or(Locator::Page), LocatorPayload::Str(which))
        });
        let Cite { paper, mark, number, position, note, .. } = cite;
        let walked = self.alone_or_named(Alone { paper, mark, number, locator, position, note }, language);
        Ready { at, cite, walked }
    }

    /// The places that a locator names, with what they are where the style never says so; only a page goes without saying.
    fn places(&self, label: &str, which: &str, paper: &Paper, language: &str) -> String {
        if label == "page" {
            return self.ranged(which).unwrap_or_else(|| locator::dashed(which));
        }
        let places = locator::dashed(which);
        let kind = Locator::from_str(label).ok().filter(|_| !self.names_locators).map(Term::Locator);
        let term = kind.and_then(|kind| {
            let locale = self.locale(paper, language).1.first()?;
            let term = locale.term(kind, TermForm::Short).or_else(|| locale.term(kind, TermForm::Long))?;
            if locator::is_several(&places) { term.multiple() } else { term.single() }
        });
        match term {
            Some(term) => format!("{term} {places}"),
            None => places,
        }
    }

    /// Pages that are a range, as the style has ranges; hayagriva asks that of references alone.
    fn ranged(&self, pages: &str) -> Option<String> {
        let format = self.csl.settings.page_range_format?;
        let (first, last) = pages.split_once(['-', '–'])?;
        let is_page = |page: &str| !page.trim().is_empty() && page.trim().bytes().all(|byte| byte.is_ascii_digit());
        let mut ranged = String::new();
        let is_range = is_page(first) && is_page(last);
        (is_range && format.format(&mut ranged, first, last, None).is_ok()).then_some(ranged)
    }

    /// Takes the author of a narrative citation out of it. Where a style has no author in its citations, nothing is taken:
    /// "as \[2\] shows" is what it would have its writers say.
    fn take_lead(&self, ready: &mut [Ready<'_>], citation: &mut Citation, language: &str) {
        let Some(first) = ready.first_mut() else { return };
        let lead = if first.walked.names.is_some() {
            let (lead, rest) = std::mem::take(&mut first.walked).split_names();
            first.walked.formatted = rest_of(&first.cite, &lead, rest);
            Some(lead)
        } else {
            self.words_beside_note(&first.cite, language)
        };
        citation.lead = lead.map(|lead| Part { cite: Some(first.at), text: tidy::trimmed(lead), is_markdown: false });
    }

    fn groups_cites(&self) -> bool {
        let rules = &self.csl.citation;
        let years = matches!(rules.collapse, Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged));
        matches!(self.class, Class::AuthorDate | Class::Author) && (years || rules.cite_group_delimiter.is_some())
    }

    /// Puts the cites in a row, delimiters between them, years and numbers collapsed.
    fn join(&self, ready: Vec<Ready<'_>>, base: Look, parts: &mut Vec<Part>) {
        let rules = &self.csl.citation;
        let delimiter = rules.layout.delimiter.as_deref().unwrap_or_default();
        let usual = if self.groups_cites() { ", " } else { delimiter };
        let in_group = rules.cite_group_delimiter.as_deref().unwrap_or(usual);
        let after_collapse = rules.after_collapse_delimiter.as_deref().unwrap_or(delimiter);
        let years = matches!(rules.collapse, Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged));
        let suffixes = matches!(rules.collapse, Some(Collapse::YearSuffix | Collapse::YearSuffixRanged));
        let hidden = match rules.collapse {
            Some(Collapse::CitationNumber) => within_ranges(&ready),
            _ => vec![false; ready.len()],
        };
        let mut collapsed = false;
        let mut before: Option<Written> = None;
        for (nth, ready) in ready.into_iter().enumerate() {
            if hidden[nth] {
                continue;
            }
            let range = nth > 0 && hidden[nth - 1];
            let has_words = ready.has_words();
            let Ready { at, cite, walked } = ready;
            let names = walked.names_text();
            let year = walked.year_and_letter(cite.mark.letter.as_deref());
            // What the writer says before or after a cite makes it one of its own.
            let apart = has_words || before.as_ref().is_some_and(|before| before.has_suffix);
            let shared = before.as_ref().filter(|before| before.names.is_some() && before.names == names && !apart);
            let same_names = shared.is_some();
            let shared_year = shared.and_then(|before| before.year.as_ref()).map(|(year, _)| year).filter(|_| suffixes);
            let same_year = shared_year.is_some() && shared_year == year.as_ref().map(|(year, _)| year);
            let has_locator = cite.locator.is_some();
            let located = has_locator || shared.is_some_and(|before| before.has_locator);
            let between = match &before {
                None => "",
                Some(_) if range => "–",
                Some(_) if same_names && same_year => rules.get_year_suffix_delimiter(),
                Some(_) if same_names && !located => in_group,
                Some(_) if collapsed => after_collapse,
                Some(_) => delimiter,
            };
            collapsed = range || (same_names && years);
            let text = match (&year, cite.form) {
                (Some((_, letter)), _) if same_names && same_year => Formatted::of(letter, base),
                _ if same_names && years => walked.split_names().1,
                (_, Form::SuppressAuthor) if walked.names.is_some() => {
                    let (names, rest) = walked.split_names();
                    rest_of(&cite, &names, rest)
                }
                _ => walked.formatted,
            };
            let has_suffix = !cite.suffix.trim().is_empty();
            before = Some(Written { names, year: year.filter(|_| !has_locator), has_locator, has_suffix });
            // A style may have nothing to say of a work without authors and date.
            let is_led = cite.form == Form::Narrative;
            let text =
                if text.is_empty() && !is_led { Formatted::of(&cite.paper.title, base) } else { tidy::trimmed(text) };
            let unled = cite.suffix.trim_start_matches([',', ' ']);
            let suffix = if text.is_empty() { unled.to_owned() } else { after_cite(cite.suffix) };
            parts.push(Part::between(between, base));
            parts.push(Part { is_markdown: true, ..Part::between(&before_cite(cite.prefix), base) });
            parts.push(Part { cite: Some(at), text, is_markdown: false });
            parts.push(Part { is_markdown: true, ..Part::between(&suffix, base) });
        }
    }

    /// One citation alone, as the style has it between its brackets.
    pub(super) fn alone(&self, alone: Alone<'_>, language: &str) -> Walked {
        let several = match &alone.locator {
            Some(SpecificLocator(_, LocatorPayload::Str(which))) => locator::is_several(which),
            _ => false,
        };
        let variant = alone.mark.variant() * 2 + usize::from(several);
        let style = self.citing[variant].get_or_init(|| rewrite::citing(&self.csl, alone.mark, several));
        let naming_some = self.naming_some(alone.paper, Use::Citation, variant, style);
        let style = naming_some.as_deref().unwrap_or(style);
        let mut item = self.item(alone.paper, alone.mark);
        alone.mark.rename(&mut item);
        let (code, locales) = self.locale(alone.paper, language);
        let number = alone.number.unwrap_or(1).saturating_sub(1);
        let mut driver = BibliographyDriver::new().with_citation_number_offset(number);
        let cite = |locator| CitationItem::new(&item, locator, Some(code.clone()), false, None);
        let request = |items, note| CitationRequest::new(items, style, Some(code.clone()), locales, note);
        let is_later = matches!(alone.position, Position::Subsequent { .. });
        let other = is_later.then(|| self.item(&Paper::default(), &Mark::default()));
        let other = other.as_ref().map(CitationItem::with_entry);
        // hayagriva finds positions by what was cited before; only the last note is near, as `rewrite` has it.
        match alone.position {
            Position::First => {}
            Position::Subsequent { first_note, near: true } => {
                driver.citation(request(std::iter::once(cite(None)).chain(other).collect(), first_note));
            }
            Position::Subsequent { first_note, near: false } => {
                driver.citation(request(vec![cite(None)], first_note));
                driver.citation(request(other.into_iter().collect(), first_note));
            }
            Position::Ibid { first_note, with_locator } => {
                let before = alone.locator.clone().filter(|_| !with_locator);
                driver.citation(request(vec![cite(before)], first_note));
            }
        }
        driver.citation(request(vec![cite(alone.locator)], alone.note));
        let request = BibliographyRequest { style, locale: Some(code.clone()), locale_files: locales };
        let rendered = driver.finish(request).citations.pop();
        let setting = Setting::of(alone.paper, locales);
        let walked = rendered.map(|rendered| finished(walk(&rendered.citation, setting), setting));
        let mut walked = walked.unwrap_or_default();
        self.add_letter(&mut walked, alone.mark);
        walked
    }
}

/// Brings cites with the names of an earlier one behind it, unless words around one of them tie it to its place.
fn group_by_names(ready: &mut Vec<Ready<'_>>) {
    let mut at = 1;
    while at < ready.len() {
        let names = ready[at].walked.names_text();
        let last = ready[..at].iter().rposition(|other| names.is_some() && other.walked.names_text() == names);
        if let Some(last) = last.filter(|last| last + 1 < at && !ready[at].has_words()) {
            let moved = ready.remove(at);
            ready.insert(last + 1, moved);
        }
        at += 1;
    }
}

/// Which cites stand within a range of three numbers or more, between its first and its last.
fn within_ranges(ready: &[Ready<'_>]) -> Vec<bool> {
    let number = |ready: &Ready<'_>| ready.cite.number.filter(|_| ready.cite.locator.is_none() && !ready.has_words());
    let follows = |nth: usize| {
        let pair = ready.get(nth).and_then(number).zip(ready.get(nth + 1).and_then(number));
        pair.is_some_and(|(this, next)| this + 1 == next)
    };
    (0..ready.len()).map(|nth| nth > 0 && follows(nth - 1) && follows(nth)).collect()
}

/// What is said before a cite, with a blank after it.
fn before_cite(prefix: &str) -> String {
    let prefix = prefix.trim();
    let blank = if prefix.is_empty() || prefix.ends_with(['(', '[', '“', '‘', '「', '《']) { "" } else { " " };
    format!("{prefix}{blank}")
}

/// What is said after a cite, with a blank before it unless it begins with a mark.
fn after_cite(suffix: &str) -> String {
    let suffix = suffix.trim();
    let blank =
        if suffix.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '[' | '&')) { " " } else { "" };
    format!("{blank}{suffix}")
}
