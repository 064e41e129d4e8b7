//! Which language a text is in, and when the page has to be told.

use crate::config::Config;
use crate::paper::{Paper, has_han};

/// The value of `lang` for a text that belongs to a paper: its title, a name.
///
/// A text with Han characters is Chinese unless the paper names another language that is written with them.
/// None where the page's own language already says so, or where nothing is known.
pub fn of_work<'a>(config: &Config, paper: &'a Paper, text: &str) -> Option<&'a str> {
    let said = paper.language.as_deref();
    let language = match said {
        Some(said) if !has_han(text) || writes_han(said) => Some(said),
        _ => guess(config, text),
    };
    language.filter(|language| primary(language) != primary(&config.language))
}

/// The value of `lang` for a text of the list itself: a note, a summary, an introduction.
pub fn of_text(config: &Config, text: &str) -> Option<&'static str> {
    guess(config, text).filter(|language| *language != primary(&config.language))
}

/// Chinese where there are Han characters; English where there are none in a book whose language has them.
fn guess(config: &Config, text: &str) -> Option<&'static str> {
    if has_han(text) {
        // In a Japanese book Han characters are as likely Japanese.
        return (!matches!(primary(&config.language), "ja" | "ko")).then_some("zh");
    }
    (writes_han(&config.language) && text.chars().any(char::is_alphabetic)).then_some("en")
}

fn writes_han(language: &str) -> bool {
    matches!(primary(language), "zh" | "ja" | "ko" | "yue" | "wuu" | "nan" | "hak" | "lzh" | "cmn")
}

/// The language without script or region.
pub fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_said_only_where_it_is_another() {
        #[track_caller]
        fn check(book: &str, work: Option<&str>, text: &str, expect: Option<&str>) {
            let config = Config { language: book.to_owned(), ..Config::default() };
            let paper = Paper { language: work.map(str::to_owned), ..Paper::default() };
            assert_eq!(of_work(&config, &paper, text), expect, "{book} {work:?} {text}");
        }
        check("en", None, "LLaMA", None);
        check("en", None, "评估LLMs", Some("zh"));
        check("en", Some("zh-Hant"), "評估", Some("zh-Hant"));
        check("en", Some("ja"), "評価", Some("ja"));
        check("en", Some("de"), "Über", Some("de"));
        check("en", Some("en"), "评估", Some("zh"));
        check("zh", None, "LLaMA", Some("en"));
        check("zh", None, "评估", None);
        check("zh-Hant", None, "评估", None);
        check("zh", None, "2023", None);
    }
}
