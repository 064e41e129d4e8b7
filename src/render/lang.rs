//! The values of the HTML attribute `lang`.

use crate::config::Config;
use crate::language::primary;
use crate::markup::escape;
use crate::paper::{Paper, has_han};

/// Returns the value of `lang` for a text that belongs to a paper, such as its title or a name.
///
/// Text with Han characters is Chinese unless the paper is in another language written in them. Returns `None` if the
/// text is in the page's language or its language is unknown.
pub(super) fn of_work<'a>(config: &Config, paper: &'a Paper, text: &str) -> Option<&'a str> {
    let language = match paper.language.as_deref() {
        Some(language) if !has_han(text) || writes_han(language) => Some(language),
        _ => guess(config, text),
    };
    language.filter(|language| primary(language) != primary(&config.language))
}

/// Returns the value of `lang` for other text, such as a note, a summary or an introduction.
pub(super) fn of_text(config: &Config, text: &str) -> Option<&'static str> {
    guess(config, text).filter(|language| *language != primary(&config.language))
}

/// Writes a name that may be in two languages, such as `基础模型 / Base models`, with the language of each part, if it is not
/// the page's, in an element `tag`.
pub(super) fn bilingual(config: &Config, name: &str, tag: &str, out: &mut String) {
    for (nth, part) in name.split(" / ").enumerate() {
        if nth > 0 {
            out.push_str(" / ");
        }
        if !has_han(part) {
            marked(of_text(config, part), part, tag, out);
            continue;
        }
        // A part may also have words of both languages.
        for (at, word) in part.split(' ').enumerate() {
            if at > 0 {
                out.push(' ');
            }
            marked(of_text(config, word).filter(|_| has_han(word)), word, tag, out);
        }
    }
}

fn marked(language: Option<&str>, text: &str, tag: &str, out: &mut String) {
    match language {
        Some(language) => {
            out.extend(["<", tag, " lang=\"", language, "\">"]);
            escape::html(text, out);
            out.extend(["</", tag, ">"]);
        }
        None => escape::html(text, out),
    }
}

/// Guesses Chinese from Han characters, and English from their absence in a book whose language is written in them.
fn guess(config: &Config, text: &str) -> Option<&'static str> {
    if has_han(text) {
        // In a Japanese book Han characters are probably Japanese.
        return (!matches!(primary(&config.language), "ja" | "ko")).then_some("zh");
    }
    (writes_han(&config.language) && text.chars().any(char::is_alphabetic)).then_some("en")
}

fn writes_han(language: &str) -> bool {
    matches!(primary(language), "zh" | "ja" | "ko" | "yue" | "wuu" | "nan" | "hak" | "lzh" | "cmn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_name_has_its_language() {
        #[track_caller]
        fn check(book: &str, name: &str, expect: &str) {
            let config = Config { language: book.to_owned(), ..Config::default() };
            let mut out = String::new();
            bilingual(&config, name, "b", &mut out);
            assert_eq!(out, expect, "{book}");
        }
        check("en", "平替 / For <ChatGPT>", "<b lang=\"zh\">平替</b> / For &lt;ChatGPT&gt;");
        check("en", "Models · 模型", "Models · <b lang=\"zh\">模型</b>");
        check("en", "Models", "Models");
        check("zh", "平替 / For ChatGPT", "平替 / <b lang=\"en\">For ChatGPT</b>");
        check("zh", "评估 LLMs", "评估 LLMs");
    }

    #[test]
    fn lang_is_given_only_for_another_language() {
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
