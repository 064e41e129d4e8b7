//! Compresses the data of dependencies that the program would otherwise contain as it is: the styles and locales of hayagriva's
//! archive, and the initials of Chinese characters in pinyin.
//!
//! The dependencies that provide the data are needed only here. Their values are written in the form in which the program
//! reads them: CSL as XML, and initials as bytes of a table.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the script writes the files of the build, and a failure ends it, with its place"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hayagriva::archive::{ArchivedStyle, LOCALES};
use hayagriva::citationberg::{self, LocaleFile};
use miniz_oxide::deflate::compress_to_vec;
use pinyin::ToPinyinMulti;

/// The level of compression; 10 is the highest.
const LEVEL: u8 = 10;

/// Characters that may have a reading: the planes of Chinese characters.
const CHINESE: std::ops::RangeInclusive<char> = '\u{3007}'..='\u{323af}';

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
    write_archive(&out);
    write_initials(&out);
}

/// Writes each style and locale as compressed XML, and `archive.rs` with the tables of both.
fn write_archive(out: &Path) {
    let mut code = String::from("/// The styles of the archive.\npub(super) static STYLES: &[ArchivedStyle] = &[\n");
    for (number, style) in ArchivedStyle::all().iter().enumerate() {
        let xml = write_xml(out, &format!("style-{number}"), &style_xml(*style));
        let (names, id) = (style.names(), style.csl_id());
        writeln!(code, "    ArchivedStyle {{ names: &{names:?}, id: {id:?}, xml: {xml} }},").unwrap();
    }
    code.push_str("];\n\n/// The locales of the archive.\npub(super) static LOCALES: &[ArchivedLocale] = &[\n");
    for (number, bytes) in LOCALES.iter().enumerate() {
        let locale: citationberg::Locale = ciborium::from_reader(*bytes).unwrap();
        let language = locale.lang.clone().unwrap().to_string();
        let xml = write_xml(out, &format!("locale-{number}"), &locale_xml(locale));
        writeln!(code, "    ArchivedLocale {{ language: {language:?}, xml: {xml} }},").unwrap();
    }
    code.push_str("];\n");
    std::fs::write(out.join("archive.rs"), code).unwrap();
}

/// Writes compressed XML to a file, and returns the expression that includes it.
fn write_xml(out: &Path, name: &str, xml: &str) -> String {
    std::fs::write(out.join(name), compress_to_vec(xml.as_bytes(), LEVEL)).unwrap();
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))")
}

/// A style as XML. citationberg has types for a part of CSL only, but its types have everything that the styles of the archive
/// use.
fn style_xml(style: ArchivedStyle) -> String {
    let xml = style.get().to_xml().unwrap();
    // citationberg's names of a term and of a kind of locator.
    xml.replace("term=\"et al\"", "term=\"et-al\"").replace("\"sub verbo\"", "\"sub-verbo\"")
}

/// A locale as XML.
fn locale_xml(locale: citationberg::Locale) -> String {
    let file = LocaleFile {
        version: "1.0".to_owned(),
        lang: locale.lang.unwrap(),
        info: None,
        terms: locale.terms,
        date: locale.date,
        style_options: locale.style_options,
    };
    // citationberg names the root element `style`.
    let xml = file.to_xml().unwrap();
    let inner = xml.strip_prefix("<style").unwrap().strip_suffix("</style>").unwrap();
    format!("<locale{inner}</locale>")
}

/// Writes the initials of all characters: for each character of `CHINESE`, the place of its initials among the distinct ones.
fn write_initials(out: &Path) {
    let all: Vec<String> = CHINESE.map(initials).collect();
    let distinct: Vec<&str> = all.iter().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
    let place = |initials: &String| u16::try_from(distinct.binary_search(&initials.as_str()).unwrap()).unwrap();
    let places: Vec<u8> = all.iter().flat_map(|initials| place(initials).to_le_bytes()).collect();
    std::fs::write(out.join("initials"), compress_to_vec(&places, LEVEL)).unwrap();
    let code = format!(
        "static DISTINCT: &[&str] = &{distinct:?};\n\
         static PLACES: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/initials\"));\n\
         const FIRST: char = {:?};\n",
        CHINESE.start()
    );
    std::fs::write(out.join("initials.rs"), code).unwrap();
}

/// Returns the distinct initials of the readings of a character, sorted; empty if it has none.
fn initials(c: char) -> String {
    let readings = c.to_pinyin_multi().into_iter().flatten();
    let letters: BTreeSet<_> =
        readings.filter_map(|reading| reading.plain().chars().next()).filter(char::is_ascii_lowercase).collect();
    letters.into_iter().collect()
}
