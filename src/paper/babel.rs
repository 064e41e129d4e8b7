//! Maps the language names of babel and polyglossia to BCP 47 tags.

/// Returns the tag of a language name; a tag is returned unchanged.
pub fn tag(name: &str) -> Option<String> {
    let folded = name.trim().to_lowercase();
    // BibLaTeX has keys such as `langgerman`.
    let folded = folded.strip_prefix("lang").unwrap_or(&folded);
    if let Ok(at) = NAMES.binary_search_by_key(&folded, |(name, _)| name) {
        return Some(NAMES[at].1.to_owned());
    }
    let name = name.trim().replace('_', "-");
    let mut parts = name.split('-');
    let language = parts.next().filter(|part| matches!(part.len(), 2 | 3) && is_alphabetic(part));
    let rest = parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    language.filter(|_| rest).map(|_| name.clone())
}

/// Returns the name that BibLaTeX's `langid` has for a language, or `None` if no language of babel has the tag.
pub fn name(tag: &str) -> Option<&'static str> {
    // Of several names for one language these are the ones that BibLaTeX documents.
    const PREFERRED: &[(&str, &str)] = &[
        ("de", "german"),
        ("de-AT", "austrian"),
        ("en-GB", "british"),
        ("en-US", "american"),
        ("es", "spanish"),
        ("fr", "french"),
        ("fr-CA", "canadien"),
        ("hu", "hungarian"),
        ("pt", "portuguese"),
        ("pt-BR", "brazilian"),
        ("zh-Hans", "chinese-hans"),
        ("zh-Hant", "chinese-hant"),
        ("sl", "slovene"),
        ("fa", "persian"),
        ("zh", "chinese"),
    ];
    let find =
        |names: &'static [(&str, &str)], tag: &str| names.iter().find(|(_, known)| known.eq_ignore_ascii_case(tag));
    let preferred = PREFERRED.iter().find(|(known, _)| known.eq_ignore_ascii_case(tag)).map(|(_, name)| *name);
    preferred.or_else(|| find(NAMES, tag).map(|(name, _)| *name))
}

fn is_alphabetic(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Sorted by name.
const NAMES: &[(&str, &str)] = &[
    ("acadian", "fr-CA"),
    ("afrikaans", "af"),
    ("albanian", "sq"),
    ("american", "en-US"),
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("australian", "en-AU"),
    ("austrian", "de-AT"),
    ("bahasai", "id"),
    ("bahasam", "ms"),
    ("basque", "eu"),
    ("belarusian", "be"),
    ("bengali", "bn"),
    ("brazil", "pt-BR"),
    ("brazilian", "pt-BR"),
    ("british", "en-GB"),
    ("bulgarian", "bg"),
    ("canadian", "en-CA"),
    ("canadien", "fr-CA"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("chinese-hans", "zh-Hans"),
    ("chinese-hant", "zh-Hant"),
    ("chinese-simplified", "zh-Hans"),
    ("chinese-traditional", "zh-Hant"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("esperanto", "eo"),
    ("estonian", "et"),
    ("farsi", "fa"),
    ("finnish", "fi"),
    ("francais", "fr"),
    ("french", "fr"),
    ("galician", "gl"),
    ("georgian", "ka"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("indonesian", "id"),
    ("irish", "ga"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("khmer", "km"),
    ("korean", "ko"),
    ("lao", "lo"),
    ("latin", "la"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("macedonian", "mk"),
    ("magyar", "hu"),
    ("malay", "ms"),
    ("marathi", "mr"),
    ("mexican", "es-MX"),
    ("mongolian", "mn"),
    ("naustrian", "de-AT"),
    ("newzealand", "en-NZ"),
    ("ngerman", "de"),
    ("norsk", "nb"),
    ("norwegian", "no"),
    ("nswissgerman", "de-CH"),
    ("nynorsk", "nn"),
    ("occitan", "oc"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("polutonikogreek", "el-polyton"),
    ("portuges", "pt"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("sanskrit", "sa"),
    ("scottish", "gd"),
    ("serbian", "sr-Latn"),
    ("serbianc", "sr-Cyrl"),
    ("slovak", "sk"),
    ("slovene", "sl"),
    ("slovenian", "sl"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("swissgerman", "de-CH"),
    ("tamil", "ta"),
    ("telugu", "te"),
    ("thai", "th"),
    ("tibetan", "bo"),
    ("turkish", "tr"),
    ("ukenglish", "en-GB"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("usenglish", "en-US"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
    ("中文", "zh"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_their_tags() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        let check = |name: &str, expect: Option<&str>| assert_eq!(tag(name).as_deref(), expect);
        check("ngerman", Some("de"));
        check("USenglish", Some("en-US"));
        check("langlatin", Some("la"));
        check("en", Some("en"));
        check("zh_CN", Some("zh-CN"));
        check("Old Church Slavonic", None);
        check("Klingon", None);
    }
}
