//! The locales that styles take their terms from, each read from hayagriva's archive when it is first wanted.
//!
//! All of them together take fifty times as long as the one or two that a book needs.

use std::sync::OnceLock;

use hayagriva::archive::LOCALES;
use hayagriva::citationberg::{Locale, LocaleCode};

/// The locales read so far.
#[derive(Debug)]
pub(super) struct Locales {
    read: Vec<OnceLock<Option<Locale>>>,
}

impl Default for Locales {
    fn default() -> Self {
        Self { read: LOCALES.iter().map(|_| OnceLock::new()).collect() }
    }
}

impl Locales {
    /// The locale for a language tag, as the list that hayagriva takes; English for a language that nobody translated to.
    pub(super) fn get(&self, tag: &str) -> (LocaleCode, &[Locale]) {
        let at = position(tag).or_else(|| position("en-US"));
        let locale = at.and_then(|at| self.read[at].get_or_init(|| ciborium::from_reader(LOCALES[at]).ok()).as_ref());
        let code = locale.and_then(|locale| locale.lang.clone()).unwrap_or_else(LocaleCode::en_us);
        (code, locale.map_or(&[], std::slice::from_ref))
    }
}

/// Whether there is a locale for the language.
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
    let is = |wanted: &str| LOCALES.iter().position(|bytes| code(bytes).eq_ignore_ascii_case(wanted));
    let of_language = |bytes: &&[u8]| code(bytes).split('-').next().is_some_and(|code| code == language);
    is(&tag).or_else(|| is(&usual)).or_else(|| LOCALES.iter().position(of_language))
}

/// The language of a locale in the archive, read without the rest: a locale is a map whose first key is `@xml:lang`.
fn code(locale: &[u8]) -> &str {
    const START: &[u8] = b"\x69@xml:lang";
    let Some(rest) = locale.get(1..).and_then(|rest| rest.strip_prefix(START)) else { return "" };
    let Some((&header, text)) = rest.split_first() else { return "" };
    // A short text is one byte of its length over 0x60, and the bytes.
    let length = usize::from(header).saturating_sub(0x60);
    text.get(..length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_of_the_archive_tells_its_language() {
        for bytes in LOCALES {
            let locale: Locale = ciborium::from_reader(*bytes).unwrap();
            assert_eq!(Some(code(bytes)), locale.lang.as_ref().map(|code| code.0.as_str()));
        }
    }

    #[test]
    fn a_language_finds_its_locale() {
        #[track_caller]
        fn check(tag: &str, expect: &str) {
            assert_eq!(Locales::default().get(tag).0.0, expect);
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
