//! The languages of UI text: one table each, in a file named after its subtag.
//!
//! To add a language, write its file and register it in [`LANGUAGES`]. Names of columns and types that its table lacks
//! are in English.

use crate::paper::{Date, has_han};

mod de;
mod en;
pub mod pinyin;
mod zh;

pub use en::ENGLISH;
pub use zh::CHINESE;

/// All languages that have a table.
pub static LANGUAGES: &[&Language] = &[&ENGLISH, &CHINESE, &de::GERMAN];

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
    /// Letters, with spaces between words.
    Latin,
    /// Han characters, without spaces between words.
    Han,
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
    /// Next to Han characters it is Chinese. Next to other letters it is the page's language, or English on a page in a
    /// language that is written in Han characters.
    pub fn next_to(text: &str, tag: &str) -> &'static Self {
        match Self::of_page(tag) {
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
        check(Language::of_page("fr"), "en");
        check(Language::of_page("deu"), "en");
        check(Language::next_to("Ada", "de"), "de");
        check(Language::next_to("Ada", "zh-Hant"), "en");
        check(Language::next_to("Ada", "ja"), "en");
        check(Language::next_to("张三", "de"), "zh");
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
    }
}
