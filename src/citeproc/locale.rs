//! A locale: the terms, date formats and options of one language, from a locale file or from `cs:locale` of a style.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::element::{DateForm, DatePart, TermForm};
use super::error::Error;
use super::read;
use super::variable::named;

/// The terms, date formats and options of a language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Locale {
    /// `xml:lang`; `None` in a style means every language.
    pub language: Option<String>,
    /// The terms by name.
    pub terms: FxHashMap<Box<str>, Vec<Term>>,
    /// Formats of dates.
    pub dates: Vec<LocalDate>,
    /// `punctuation-in-quote`.
    pub punctuation_in_quote: Option<bool>,
    /// `limit-day-ordinals-to-day-1`.
    pub limit_day_ordinals: Option<bool>,
}

impl Locale {
    /// Parses a locale file of the CSL project.
    ///
    /// The error has the byte offset of the element that CSL does not allow.
    pub fn parse(xml: &str) -> Result<Self, Error> {
        read::locale_file(xml)
    }
}

/// One form of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// `form`.
    pub form: TermForm,
    /// `gender`: that of the term itself.
    pub gender: Option<Gender>,
    /// `gender-form`: that of what the term goes with.
    pub gender_form: Option<Gender>,
    /// `match` of an ordinal.
    pub matching: Option<OrdinalMatch>,
    /// One of something.
    pub single: Box<str>,
    /// Several of something.
    pub multiple: Box<str>,
}

named! {
    /// `gender` and `gender-form`.
    Gender { Masculine = "masculine", Feminine = "feminine", Neuter = "neuter", }
}

named! {
    /// `match` of an ordinal.
    OrdinalMatch {
        LastDigit = "last-digit",
        LastTwoDigits = "last-two-digits",
        WholeNumber = "whole-number",
    }
}

/// The format of a localized date.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalDate {
    /// `form`.
    pub form: DateForm,
    /// `delimiter`.
    pub delimiter: Box<str>,
    /// Its parts in order.
    pub parts: Vec<DatePart>,
}

/// Locales by their language tag.
#[derive(Clone, Debug, Default)]
pub struct Locales {
    read: FxHashMap<String, Arc<Locale>>,
}

impl Locales {
    /// Adds a locale under the language that it names.
    pub fn insert(&mut self, locale: impl Into<Arc<Locale>>) {
        let locale = locale.into();
        let tag = locale.language.clone().unwrap_or_default();
        self.read.insert(tag, locale);
    }

    /// Returns the locale of exactly that tag.
    pub fn get(&self, tag: &str) -> Option<&Locale> {
        self.read.get(tag).map(Arc::as_ref)
    }
}

/// Returns the dialect that a language without a region means, and the first that the CSL project had of a language.
///
/// Source: the list "primary dialects" of the CSL locales repository.
pub fn primary_dialect(language: &str) -> Option<&'static str> {
    Some(match language {
        "af" => "af-ZA",
        "bal" => "bal-PK",
        "bg" => "bg-BG",
        "brh" => "brh-PK",
        "ca" => "ca-AD",
        "cs" => "cs-CZ",
        "cy" => "cy-GB",
        "da" => "da-DK",
        "de" => "de-DE",
        "el" => "el-GR",
        "en" => "en-US",
        "es" => "es-ES",
        "et" => "et-EE",
        "fa" => "fa-IR",
        "fi" => "fi-FI",
        "fr" => "fr-FR",
        "gl" => "gl-ES",
        "he" => "he-IL",
        "hi" => "hi-IN",
        "hr" => "hr-HR",
        "hu" => "hu-HU",
        "hy" => "hy-AM",
        "id" => "id-ID",
        "is" => "is-IS",
        "it" => "it-IT",
        "ja" => "ja-JP",
        "km" => "km-KH",
        "ko" => "ko-KR",
        "lij" => "lij-IT",
        "lt" => "lt-LT",
        "lv" => "lv-LV",
        "mn" => "mn-MN",
        "ms" => "ms-MY",
        "nb" | "no" => "nb-NO",
        "nl" => "nl-NL",
        "nn" => "nn-NO",
        "pa" => "pa-PK",
        "pl" => "pl-PL",
        "pt" => "pt-PT",
        "ro" => "ro-RO",
        "ru" => "ru-RU",
        "sk" => "sk-SK",
        "sl" => "sl-SI",
        "sr" => "sr-Cyrl-RS",
        "sv" => "sv-SE",
        "th" => "th-TH",
        "tr" => "tr-TR",
        "uk" => "uk-UA",
        "vi" => "vi-VN",
        "zh" => "zh-CN",
        _ => return None,
    })
}
