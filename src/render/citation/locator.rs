//! Locators as text: `pp. 33–35`, `chap. 2`, or `第 33–35 页` in Chinese.

use crate::citation::Locator;
use crate::language::{CHINESE, ENGLISH, Language};

/// Formats a locator in a language. A value in Chinese numerals is always formatted in Chinese.
pub(super) fn text(locator: &Locator, language: &Language) -> String {
    if locator.has_chinese_number() {
        let pattern = CHINESE.locator(locator.label.as_str(), true);
        // Chinese numerals are set without spaces: `第三章`.
        if !pattern.ends_with("{}") {
            return pattern.replace(' ', "").replace("{}", &locator.value);
        }
        return pattern.replace("{}", &dashed(&locator.value));
    }
    let several = locator.value.contains(['-', '–', '—', '~', '～', ',', '、', '&', ' ']);
    language.locator(locator.label.as_str(), several).replace("{}", &dashed(&locator.value))
}

/// Formats a locator in English, in a form that Pandoc parses.
pub(super) fn pandoc(locator: &Locator) -> String {
    ENGLISH.locator(locator.label.as_str(), false).replace("{}", &locator.value)
}

/// Replaces each hyphen between letters or digits by an en dash.
fn dashed(value: &str) -> String {
    let mut dashed = String::with_capacity(value.len());
    let mut before = ' ';
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let range = c == '-' && before.is_alphanumeric() && chars.peek().is_some_and(|c| c.is_alphanumeric());
        dashed.push(if range { '–' } else { c });
        before = c;
    }
    dashed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::citation::LocatorLabel;

    #[test]
    fn locators_are_in_the_language_of_the_book() {
        #[track_caller]
        fn check(label: LocatorLabel, value: &str, expect: [&str; 3]) {
            let locator = Locator { label, value: value.to_owned() };
            assert_eq!(["en", "zh", "de"].map(|tag| text(&locator, Language::of_page(tag))), expect);
        }
        check(LocatorLabel::Page, "3", ["p. 3", "第 3 页", "S. 3"]);
        check(LocatorLabel::Page, "33-35", ["pp. 33–35", "第 33–35 页", "S. 33–35"]);
        check(LocatorLabel::Page, "3, 5", ["pp. 3, 5", "第 3, 5 页", "S. 3, 5"]);
        check(LocatorLabel::Chapter, "2", ["chap. 2", "第 2 章", "Kap. 2"]);
        check(LocatorLabel::Chapter, "三", ["第三章"; 3]);
        check(LocatorLabel::Chapter, "序言", ["chap. 序言", "第 序言 章", "Kap. 序言"]);
        check(LocatorLabel::SubVerbo, "模型", ["s.v. 模型", "s.v. 模型", "s. v. 模型"]);
        check(LocatorLabel::Figure, "4", ["fig. 4", "图 4", "Abb. 4"]);
        check(LocatorLabel::Figure, "三", ["图 三"; 3]);
        check(LocatorLabel::Volume, "1-2", ["vols. 1–2", "第 1–2 卷", "Bde. 1–2"]);
        check(LocatorLabel::SubVerbo, "LLaMA", ["s.v. LLaMA", "s.v. LLaMA", "s. v. LLaMA"]);
    }
}
