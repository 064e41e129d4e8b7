//! Maps the language names of babel and polyglossia to BCP 47 tags.

/// Returns the tag of a language name; a tag is returned unchanged.
pub(in crate::format) fn tag(name: &str) -> Option<String> {
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

fn is_alphabetic(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Sorted by name.
const NAMES: &[(&str, &str)] = &[
    ("afrikaans", "af"),
    ("american", "en-US"),
    ("arabic", "ar"),
    ("australian", "en-AU"),
    ("austrian", "de-AT"),
    ("basque", "eu"),
    ("brazil", "pt-BR"),
    ("brazilian", "pt-BR"),
    ("british", "en-GB"),
    ("bulgarian", "bg"),
    ("canadian", "en-CA"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("estonian", "et"),
    ("finnish", "fi"),
    ("francais", "fr"),
    ("french", "fr"),
    ("galician", "gl"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("irish", "ga"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("latin", "la"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("magyar", "hu"),
    ("marathi", "mr"),
    ("mexican", "es-MX"),
    ("naustrian", "de-AT"),
    ("newzealand", "en-NZ"),
    ("ngerman", "de"),
    ("norsk", "nb"),
    ("norwegian", "no"),
    ("nswissgerman", "de-CH"),
    ("nynorsk", "nn"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuges", "pt"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("serbian", "sr-Latn"),
    ("serbianc", "sr-Cyrl"),
    ("slovak", "sk"),
    ("slovene", "sl"),
    ("slovenian", "sl"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("swissgerman", "de-CH"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("ukenglish", "en-GB"),
    ("ukrainian", "uk"),
    ("usenglish", "en-US"),
    ("vietnamese", "vi"),
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
