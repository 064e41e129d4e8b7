//! The locale that a document is printed in: what the style, the locale file and English define, the nearest first.
//!
//! Source: the CSL specification, "Locale Fallback" and "Ordinal Suffixes".

use rustc_hash::FxHashMap;

use super::element::{DateForm, TermForm};
use super::locale::{Gender, LocalDate, Locale, Locales, OrdinalMatch, Term, primary_dialect};
use super::style::Style;

/// The terms, dates and options of a language in a style.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    /// The language tag, such as `de-AT`.
    pub(super) language: String,
    forms: FxHashMap<&'a str, Vec<&'a Term>>,
    ordinals: Vec<(u8, &'a Term)>,
    dates: [Option<&'a LocalDate>; 2],
    /// `punctuation-in-quote`.
    pub(super) punctuation_in_quote: bool,
    /// `limit-day-ordinals-to-day-1`.
    pub(super) limit_day_ordinals: bool,
    /// The quotation marks.
    pub(super) quotes: Quotes<'a>,
    /// `et-al`, `and` and the symbol for it, which every list of names needs.
    pub(super) et_al: &'a str,
    /// The word for `and`.
    pub(super) and: &'a str,
    /// The sign for `and`.
    pub(super) and_symbol: &'a str,
}

/// Quotation marks, outer and inner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Quotes<'a> {
    pub(super) outer: (&'a str, &'a str),
    pub(super) inner: (&'a str, &'a str),
}

impl<'a> Terms<'a> {
    /// Merges the locales that apply to a language.
    pub(super) fn new(style: &'a Style, locales: &'a Locales, language: &str) -> Self {
        let language = normalized(language);
        let layers = layers(style, locales, &language);
        let mut terms: FxHashMap<&str, Vec<&Term>> = FxHashMap::default();
        for layer in &layers {
            #[expect(clippy::iter_over_hash_type, reason = "the order among names has no effect")]
            for (name, forms) in &layer.terms {
                // Ordinals of two languages do not mix, and neither do those of a style and its locale.
                if !name.starts_with("ordinal") {
                    terms.entry(name).or_default().extend(forms);
                }
            }
        }
        let ordinals = layers.iter().map(|layer| ordinals(layer)).find(|found| !found.is_empty()).unwrap_or_default();
        let date = |form| layers.iter().flat_map(|layer| &layer.dates).find(|date| date.form == form);
        let option = |read: fn(&Locale) -> Option<bool>| layers.iter().find_map(|layer| read(layer)).unwrap_or(false);
        let mut merged = Self {
            dates: [date(DateForm::Text), date(DateForm::Numeric)],
            punctuation_in_quote: option(|layer| layer.punctuation_in_quote),
            limit_day_ordinals: option(|layer| layer.limit_day_ordinals),
            quotes: Quotes::default(),
            et_al: "",
            and: "",
            and_symbol: "&",
            language,
            forms: terms,
            ordinals,
        };
        let long = |name| merged.long(name).unwrap_or_default();
        let quotes = Quotes {
            outer: (long("open-quote"), long("close-quote")),
            inner: (long("open-inner-quote"), long("close-inner-quote")),
        };
        (merged.et_al, merged.and, merged.quotes) = (long("et-al"), long("and"), quotes);
        merged.and_symbol =
            merged.get("and", TermForm::Symbol, false).filter(|sign| *sign != merged.and).unwrap_or("&");
        merged
    }

    /// Returns a term, in the nearest form that there is.
    pub(super) fn get(&self, name: &str, form: TermForm, plural: bool) -> Option<&'a str> {
        self.gendered(name, form, plural, None)
    }

    /// Returns a term that goes with something of a gender.
    pub(super) fn gendered(&self, name: &str, form: TermForm, plural: bool, gender: Option<Gender>) -> Option<&'a str> {
        let term = match self.forms.get(name) {
            Some(forms) => find(forms, form, gender)?,
            None if name == "ordinal" => self.ordinals.iter().find(|(number, _)| *number == u8::MAX)?.1,
            None => return None,
        };
        Some(if plural { &term.multiple } else { &term.single })
    }

    /// Returns a term in its long form for one thing.
    pub(super) fn long(&self, name: &str) -> Option<&'a str> {
        self.get(name, TermForm::Long, false)
    }

    /// Returns the gender of a term.
    pub(super) fn gender(&self, name: &str) -> Option<Gender> {
        self.forms.get(name)?.iter().find_map(|term| term.gender)
    }

    /// Returns the format of localized dates.
    pub(super) fn date(&self, form: DateForm) -> Option<&'a LocalDate> {
        self.dates[form as usize]
    }

    /// Returns what follows a number to make it an ordinal.
    pub(super) fn ordinal(&self, number: u32, gender: Option<Gender>) -> &'a str {
        let fits = |at: u8, term: &Term| {
            let at = u32::from(at);
            let matching =
                term.matching.unwrap_or(if at < 10 { OrdinalMatch::LastDigit } else { OrdinalMatch::LastTwoDigits });
            match matching {
                OrdinalMatch::WholeNumber => number == at,
                OrdinalMatch::LastTwoDigits => number % 100 == at,
                OrdinalMatch::LastDigit => number % 10 == at % 10,
            }
        };
        let among = |numbers: std::ops::RangeInclusive<u8>, gender: Option<Gender>| {
            let found = self
                .ordinals
                .iter()
                .find(|(at, term)| numbers.contains(at) && term.gender_form == gender && fits(*at, term));
            found.map(|(_, term)| &*term.single)
        };
        let any = |gender| {
            among(10..=99, gender).or_else(|| among(0..=9, gender)).or_else(|| {
                let found = self.ordinals.iter().find(|(at, term)| *at == u8::MAX && term.gender_form == gender);
                found.map(|(_, term)| &*term.single)
            })
        };
        gender.and_then(|gender| any(Some(gender))).or_else(|| any(None)).unwrap_or_default()
    }
}

/// The nearest form of a term: `verb-short` falls to `verb`, `symbol` to `short`, both to `long`.
fn find<'a>(forms: &[&'a Term], form: TermForm, gender: Option<Gender>) -> Option<&'a Term> {
    let mut form = form;
    loop {
        let of_form = || forms.iter().filter(|term| term.form == form);
        let found = of_form()
            .find(|term| term.gender_form == gender)
            .or_else(|| of_form().find(|term| term.gender_form.is_none()));
        if let Some(term) = found {
            return Some(term);
        }
        form = match form {
            TermForm::VerbShort => TermForm::Verb,
            TermForm::Symbol => TermForm::Short,
            TermForm::Verb | TermForm::Short => TermForm::Long,
            TermForm::Long => return None,
        };
    }
}

/// The ordinals of a locale; `ordinal` itself has the greatest number.
fn ordinals(locale: &Locale) -> Vec<(u8, &Term)> {
    let mut found = Vec::new();
    for number in 0..=99_u8 {
        if let Some(terms) = locale.terms.get(format!("ordinal-{number:02}").as_str()) {
            found.extend(terms.iter().map(|term| (number, term)));
        }
    }
    if let Some(terms) = locale.terms.get("ordinal") {
        found.extend(terms.iter().map(|term| (u8::MAX, term)));
    }
    found
}

/// The locales that apply, the most particular first.
fn layers<'a>(style: &'a Style, locales: &'a Locales, tag: &str) -> Vec<&'a Locale> {
    let language = tag.split('-').next().unwrap_or_default();
    let primary = primary_dialect(language);
    let mut layers = Vec::new();
    let mut of_style = |wanted: Option<&str>| {
        layers.extend(style.locales.iter().filter(|locale| match (&locale.language, wanted) {
            (Some(has), Some(wanted)) => has.eq_ignore_ascii_case(wanted),
            (None, None) => true,
            _ => false,
        }));
    };
    of_style(Some(tag));
    if tag != language {
        of_style(Some(language));
    }
    of_style(None);
    layers.extend(locales.get(tag));
    if primary != Some(tag) {
        layers.extend(primary.and_then(|tag| locales.get(tag)));
    }
    if tag != "en-US" {
        layers.extend(locales.get("en-US"));
    }
    layers
}

/// A tag with the case that locales have: `de-at` becomes `de-AT`; a language without a region gets its primary one.
fn normalized(tag: &str) -> String {
    let mut parts = Vec::new();
    for (at, part) in tag.split(['-', '_']).enumerate() {
        parts.push(match (at, part.len()) {
            (0, _) => part.to_ascii_lowercase(),
            (_, 2) => part.to_ascii_uppercase(),
            (_, 4) => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
            _ => part.to_owned(),
        });
    }
    match (parts.as_slice(), primary_dialect(&parts[0])) {
        ([_], Some(primary)) => primary.to_owned(),
        _ => parts.join("-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_normalized() {
        #[track_caller]
        fn check(tag: &str, expect: &str) {
            assert_eq!(normalized(tag), expect);
        }
        check("de-at", "de-AT");
        check("en", "en-US");
        check("zh", "zh-CN");
        check("sr-latn-rs", "sr-Latn-RS");
        check("la", "la");
        check("EN_gb", "en-GB");
    }
}
