//! Styles and locales of hayagriva's archive, for the processor.
//!
//! The archive contains values of citationberg's types. They are written as XML, which the processor parses like the files of
//! users. citationberg has types for a part of CSL only, but its types have everything that the styles of the archive use.

use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::{self, LocaleFile};

use crate::citeproc::{Locale, Style};

/// Returns a style of the archive.
pub(super) fn style(archived: ArchivedStyle) -> Option<Style> {
    let xml = archived.get().to_xml().ok()?;
    // citationberg's names of a term and of a kind of locator.
    let xml = xml.replace("term=\"et al\"", "term=\"et-al\"").replace("\"sub verbo\"", "\"sub-verbo\"");
    let mut style = Style::parse(&xml).ok()?;
    style.locales.iter_mut().for_each(rename_terms);
    Some(style)
}

/// Returns a locale of the archive.
pub(super) fn locale(bytes: &[u8]) -> Option<Locale> {
    let locale: citationberg::Locale = ciborium::from_reader(bytes).ok()?;
    let file = LocaleFile {
        version: "1.0".to_owned(),
        lang: locale.lang?,
        info: None,
        terms: locale.terms,
        date: locale.date,
        style_options: locale.style_options,
    };
    // citationberg names the root element `style`.
    let xml = file.to_xml().ok()?;
    let inner = xml.strip_prefix("<style")?.strip_suffix("</style>")?;
    let mut locale = Locale::parse(&format!("<locale{inner}</locale>")).ok()?;
    rename_terms(&mut locale);
    Some(locale)
}

/// Names terms as CSL does, where citationberg has other names for them.
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
    use hayagriva::archive::LOCALES;

    use super::*;

    #[test]
    fn every_style_and_locale_of_the_archive_is_read() {
        for archived in ArchivedStyle::all() {
            let style = style(*archived).unwrap_or_else(|| panic!("{archived:?}"));
            assert!(style.remarks.is_empty(), "{archived:?}: {:?}", style.remarks);
        }
        for bytes in LOCALES {
            let locale = locale(bytes).unwrap();
            assert!(locale.terms.contains_key("and others"), "{:?}", locale.language);
        }
    }
}
