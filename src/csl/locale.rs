//! The locales that styles take their terms from, each read from the archive when it is first requested.
//!
//! All of them together take fifty times as long as the one or two that a book needs.

use std::sync::{Arc, OnceLock};

use super::archive::{ArchivedLocale, LOCALES};
use crate::citeproc::locale::primary_dialect;
use crate::citeproc::{Locale, Locales};

/// The locales read so far, by their place in the archive.
static READ: OnceLock<Vec<OnceLock<Option<Arc<Locale>>>>> = OnceLock::new();

/// The language of terms that nobody translated.
const ENGLISH: &str = "en-US";

/// Returns all bundled locales.
pub fn all() -> Locales {
    let mut locales = Locales::default();
    LOCALES.iter().filter_map(ArchivedLocale::read).for_each(|locale| locales.insert(locale));
    locales
}

/// Returns the tag of the locale for a language tag: English if there is none.
pub(super) fn tag(language: &str) -> String {
    position(language).map_or(ENGLISH, |at| LOCALES[at].language).to_owned()
}

/// Adds the locale of a tag, and those that it falls back to.
pub(super) fn add(tag: &str, locales: &mut Locales) {
    let primary = primary_dialect(tag.split('-').next().unwrap_or_default());
    for tag in [Some(tag), primary, Some(ENGLISH)].into_iter().flatten() {
        let Some(at) = LOCALES.iter().position(|locale| locale.language.eq_ignore_ascii_case(tag)) else { continue };
        let read = READ.get_or_init(|| LOCALES.iter().map(|_| OnceLock::new()).collect());
        if let Some(locale) = read[at].get_or_init(|| LOCALES[at].read().map(Arc::new)) {
            locales.insert(Arc::clone(locale));
        }
    }
}

/// Returns whether there is a locale for the language.
pub(super) fn is_known(tag: &str) -> bool {
    position(tag).is_some()
}

/// Where the locale for a language tag is: that of the region, of the script, or the language's first.
fn position(tag: &str) -> Option<usize> {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let usual = match language {
        "zh" | "cmn" | "yue" | "lzh" => {
            let traditional = parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"));
            (if traditional { "zh-tw" } else { "zh-cn" }).to_owned()
        }
        "en" => "en-us".to_owned(),
        "pt" => "pt-pt".to_owned(),
        _ => format!("{language}-{language}"),
    };
    let is = |wanted: &str| LOCALES.iter().position(|locale| locale.language.eq_ignore_ascii_case(wanted));
    let of_language = |locale: &ArchivedLocale| locale.language.split('-').next() == Some(language);
    is(&tag).or_else(|| is(&usual)).or_else(|| LOCALES.iter().position(of_language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_finds_its_locale() {
        #[track_caller]
        fn check(language: &str, expect: &str) {
            assert_eq!(tag(language), expect);
        }
        check("en", "en-US");
        check("en-GB", "en-GB");
        check("EN-gb", "en-GB");
        check("en-CA", "en-US");
        check("zh", "zh-CN");
        check("zh-Hans", "zh-CN");
        check("zh-Hant-HK", "zh-TW");
        check("de", "de-DE");
        check("de-AT", "de-AT");
        check("pt", "pt-PT");
        check("ja", "ja-JP");
        check("cs", "cs-CZ");
        check("la", "la");
        check("tlh", "en-US");
        check("", "en-US");
    }
}
