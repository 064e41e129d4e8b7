//! The bundled styles and locales, as compressed XML, which the processor parses like the files of users.
//!
//! build.rs takes them from hayagriva's archive.

use miniz_oxide::inflate::decompress_to_vec;

use crate::citeproc::{Locale, Style};

include!(concat!(env!("OUT_DIR"), "/archive.rs"));

/// A bundled style.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ArchivedStyle {
    /// The names of the style, in lower case.
    pub(super) names: &'static [&'static str],
    /// The address under which the CSL project publishes the style.
    pub(super) id: &'static str,
    xml: &'static [u8],
}

/// A bundled locale.
#[derive(Debug)]
pub(super) struct ArchivedLocale {
    /// The language tag.
    pub(super) language: &'static str,
    xml: &'static [u8],
}

impl ArchivedStyle {
    /// Decompresses and parses the style.
    pub(super) fn read(&self) -> Option<Style> {
        let mut style = Style::parse(&decompress(self.xml)?).ok()?;
        style.locales.iter_mut().for_each(rename_terms);
        Some(style)
    }
}

impl ArchivedLocale {
    /// Decompresses and parses the locale.
    pub(super) fn read(&self) -> Option<Locale> {
        let mut locale = Locale::parse(&decompress(self.xml)?).ok()?;
        rename_terms(&mut locale);
        Some(locale)
    }
}

fn decompress(xml: &[u8]) -> Option<String> {
    String::from_utf8(decompress_to_vec(xml).ok()?).ok()
}

/// Names terms as CSL does, where hayagriva has other names for them.
fn rename_terms(locale: &mut Locale) {
    let terms = &mut locale.terms;
    for (theirs, name) in [("and-others", "and others"), ("printing-number", "printing"), ("sub verbo", "sub-verbo")] {
        if let Some(forms) = terms.remove(theirs) {
            terms.insert(name.into(), forms);
        }
    }
    // Two terms of CSL under one name.
    if let Some(forms) = terms.get("editor-translator").cloned() {
        terms.entry("editortranslator".into()).or_insert(forms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_and_locale_of_the_archive_is_read() {
        for archived in STYLES {
            let style = archived.read().unwrap_or_else(|| panic!("{:?}", archived.names));
            assert!(style.remarks.is_empty(), "{:?}: {:?}", archived.names, style.remarks);
        }
        for archived in LOCALES {
            let locale = archived.read().unwrap();
            assert!(locale.terms.contains_key("and others"), "{:?}", locale.language);
            assert_eq!(locale.language.as_deref(), Some(archived.language));
        }
    }
}
