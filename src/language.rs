//! The languages of UI text: one table each, in a file named after its subtag.
//!
//! To add a language, write its file and register it in [`LANGUAGES`]. Names of columns and types that its table lacks
//! are in English.

use crate::paper::{Date, has_han};

mod de;
mod en;
mod es;
mod fa;
mod fr;
mod he;
mod ja;
mod ko;
pub mod pinyin;
mod zh;

pub use en::ENGLISH;
pub use zh::CHINESE;

/// All languages that have a table.
pub static LANGUAGES: &[&Language] = &[
    &ENGLISH,
    &CHINESE,
    &de::GERMAN,
    &es::SPANISH,
    &fa::PERSIAN,
    &fr::FRENCH,
    &he::HEBREW,
    &ja::JAPANESE,
    &ko::KOREAN,
];

/// The labels and the punctuation of one language.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// The primary subtag, as in BCP 47.
    pub tag: &'static str,
    /// The script of the language.
    pub script: Script,
    /// Labels by name, sorted; `{count}` and `{shown}` are placeholders for numbers.
    labels: &'static [(&'static str, &'static str)],
    /// The punctuation of lists of names.
    pub names: Names,
    /// The date patterns.
    dates: Dates,
    /// The locator patterns, sorted by label.
    locators: &'static [Term],
}

/// A script, as far as typography depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Han characters, without spaces between words.
    Han,
    /// Kana and Han characters, without spaces between words.
    Japanese,
    /// Hangul.
    Hangul,
    /// Arabic letters, from right to left.
    Arabic,
    /// Hebrew letters, from right to left.
    Hebrew,
}

impl Script {
    /// Returns whether a text contains a character of the script.
    fn is_in(self, text: &str) -> bool {
        match self {
            Script::Latin => text.chars().any(|c| c.is_alphabetic() && c < '\u{250}'),
            Script::Han => has_han(text),
            Script::Japanese => has_han(text) || text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30FF}')),
            Script::Hangul => text.chars().any(|c| matches!(c, '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}')),
            Script::Arabic => text.chars().any(is_arabic),
            Script::Hebrew => text.chars().any(is_hebrew),
        }
    }
}

const fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{5FF}' | '\u{FB1D}'..='\u{FB4F}')
}

const fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Returns whether a text runs from right to left, by its first letter, or `None` if it has no letter.
pub fn runs_right_to_left(text: &str) -> Option<bool> {
    text.chars().find(|c| c.is_alphabetic()).map(|c| is_hebrew(c) || is_arabic(c))
}

/// Returns whether a language is written from right to left, as mdBook decides it.
pub fn is_right_to_left(tag: &str) -> bool {
    // From `TextDirection::from_lang_code` of mdBook 0.5.4.
    const TAGS: &[&str] = &[
        "ae", "ar", "ara", "arc", "ave", "egy", "fa", "fas", "he", "heb", "ku", "kur", "nqo", "pal", "per", "phn",
        "ps", "pus", "sam", "syc", "syr", "ur", "urd", "yi", "yid",
    ];
    TAGS.contains(&primary(tag))
}

/// The punctuation of a list of names.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// The separator between two names.
    pub separator: &'static str,
    /// The separator between a single name and "et al.".
    pub et_al_after_one: &'static str,
    /// The separator between several names and "et al.".
    pub et_al_after_several: &'static str,
    /// The separator between "et al." and the number of names.
    pub space: &'static str,
}

/// Date patterns by precision, with the placeholders `{year}`, `{month}` and `{day}`.
#[derive(Debug, Clone, Copy)]
struct Dates {
    day: &'static str,
    month: &'static str,
    year: &'static str,
    /// The values of `{month}`.
    months: [&'static str; 12],
}

/// A locator label and its patterns; `{}` is the value.
#[derive(Debug, Clone, Copy)]
struct Term {
    /// The CSL name of the label.
    label: &'static str,
    /// The pattern for a single value.
    one: &'static str,
    /// The pattern for a range or a list.
    many: &'static str,
}

impl Language {
    /// Returns the language of a BCP 47 tag, or `None` if it has no table.
    pub fn of(tag: &str) -> Option<&'static Self> {
        let subtag = primary(tag);
        LANGUAGES.iter().copied().find(|language| language.tag == subtag)
    }

    /// Returns the language of a page with the language tag `tag`, or English if it has no table.
    pub fn of_page(tag: &str) -> &'static Self {
        Self::of(tag).unwrap_or(&ENGLISH)
    }

    /// Returns the language for text next to `text` on a page whose language is `tag`.
    ///
    /// Next to characters of its script it is the page's language, next to other Han characters Chinese. Next to other
    /// letters it is the page's language if that is written in Latin letters, else English.
    pub fn next_to(text: &str, tag: &str) -> &'static Self {
        match Self::of_page(tag) {
            page if page.script != Script::Latin && page.script.is_in(text) => page,
            _ if has_han(text) => &CHINESE,
            page if page.script == Script::Latin => page,
            _ => &ENGLISH,
        }
    }

    /// Returns the label with this name, in English if this language lacks it, or `None` if the name is unknown.
    pub fn label(&self, name: &str) -> Option<&'static str> {
        let lookup = |language: &Self| {
            let at = language.labels.binary_search_by(|(label, _)| (*label).cmp(name)).ok()?;
            Some(language.labels[at].1)
        };
        lookup(self).or_else(|| lookup(&ENGLISH))
    }

    /// Formats a date as text.
    pub fn date(&self, date: Date) -> String {
        let Dates { day, month, year, months } = self.dates;
        let pattern = match (date.month, date.day) {
            (Some(_), Some(_)) => day,
            (Some(_), None) => month,
            (None, _) => year,
        };
        let name = date.month.and_then(|month| months.get(usize::from(month).checked_sub(1)?)).copied();
        pattern
            .replace("{year}", &date.year.to_string())
            .replace("{month}", name.unwrap_or_default())
            .replace("{day}", &date.day.map(|day| day.to_string()).unwrap_or_default())
    }

    /// Returns the pattern of a locator label, in English if this language lacks it; `{}` is the value.
    pub fn locator(&self, label: &str, several: bool) -> &'static str {
        let lookup = |language: &Self| {
            let term = language.locators.iter().find(|term| term.label == label)?;
            Some(if several { term.many } else { term.one })
        };
        lookup(self).or_else(|| lookup(&ENGLISH)).unwrap_or("{}")
    }
}

/// Returns the names of all labels.
pub fn label_names() -> impl Iterator<Item = &'static str> {
    ENGLISH.labels.iter().map(|(name, _)| *name)
}

/// Returns the language subtag of a BCP 47 tag.
pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{FIELDS, GROUPS, TYPES};
    use crate::paper::Status;

    #[test]
    fn every_field_group_status_and_type_has_a_label() {
        let fields = FIELDS.iter().map(|field| format!("column-{field}"));
        let groups = GROUPS.iter().map(|group| format!("no-{group}"));
        let types = TYPES.iter().map(|name| format!("type-{name}"));
        let statuses = Status::ALL.iter().map(|status| status.as_str().to_owned());
        for name in fields.chain(groups).chain(types).chain(statuses) {
            assert!(ENGLISH.label(&name).is_some(), "{name}");
        }
    }

    #[test]
    fn tables_have_the_labels_and_placeholders_of_english() {
        for language in LANGUAGES {
            assert!(language.labels.is_sorted_by_key(|(name, _)| name), "{}", language.tag);
            for (name, text) in language.labels {
                let english = ENGLISH.label(name).unwrap_or_else(|| panic!("{}: no label `{name}`", language.tag));
                for placeholder in ["{count}", "{shown}"] {
                    assert_eq!(text.contains(placeholder), english.contains(placeholder), "{}: {name}", language.tag);
                }
            }
            let has = |name: &str| language.labels.iter().any(|(label, _)| *label == name);
            let needed = label_names().filter(|name| !name.starts_with("column-") && !name.starts_with("type-"));
            assert_eq!(needed.filter(|name| !has(name)).collect::<Vec<_>>(), [""; 0], "{}", language.tag);
            for term in language.locators {
                assert!(ENGLISH.locators.iter().any(|english| english.label == term.label), "{}", term.label);
                assert!(term.one.contains("{}") && term.many.contains("{}"), "{}: {}", language.tag, term.label);
            }
        }
    }

    #[test]
    fn labels_match_the_language_of_the_page_or_the_adjacent_text() {
        #[track_caller]
        fn check(language: &Language, expect: &str) {
            assert_eq!(language.tag, expect);
        }
        check(Language::of_page("de-AT"), "de");
        check(Language::of_page("it"), "en");
        check(Language::of_page("deu"), "en");
        check(Language::next_to("Ada", "de"), "de");
        check(Language::next_to("Ada", "zh-Hant"), "en");
        check(Language::next_to("Ada", "ja"), "en");
        check(Language::next_to("张三", "de"), "zh");
        check(Language::next_to("中村", "ja"), "ja");
        check(Language::next_to("かな", "ja"), "ja");
        check(Language::next_to("김", "ko"), "ko");
        check(Language::next_to("張三", "ko"), "zh");
        check(Language::next_to("דוד", "he"), "he");
        check(Language::next_to("Ada", "he"), "en");
        check(Language::next_to("فارابی", "fa-IR"), "fa");
        check(Language::next_to("فارابی", "fr"), "fr");
    }

    #[test]
    fn dates_are_formatted_for_the_language() {
        #[track_caller]
        fn check(tag: &str, date: &str, expect: &str) {
            let date = Date::parse(date).expect("a date");
            assert_eq!(Language::of_page(tag).date(date), expect);
        }
        check("en", "2023-02-27", "27 February 2023");
        check("en", "2023-02", "February 2023");
        check("zh", "2023-02-27", "2023年2月27日");
        check("zh", "2023", "2023年");
        check("de", "2023-03-07", "7. März 2023");
        check("de", "2023-12", "Dezember 2023");
        check("fr", "2023-03-07", "7 mars 2023");
        check("es", "2023-03-07", "7 de marzo de 2023");
        check("ja", "2023-03-07", "2023年3月7日");
        check("ko", "2023-03", "2023년 3월");
        check("he", "2023-03-07", "7 במרץ 2023");
        check("fa", "2023-03-07", "7 مارس 2023");
    }
}
