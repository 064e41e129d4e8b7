//! Selection of translations: the original text, a translation, or both.

use crate::config::Config;
use crate::language::primary;
use crate::options::Lang;
use crate::paper::{Category, Field, Paper, Slot, Translation};

/// A text, and the language tag of the translation it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LocalizedText<'p> {
    pub(super) text: &'p str,
    /// The tag of the translation; `None` for the original text.
    pub(super) translation: Option<&'p str>,
}

impl<'p> LocalizedText<'p> {
    fn original(text: &'p str) -> Self {
        Self { text, translation: None }
    }

    /// Returns the value of `lang` for a translation; `None` if it is in the page's language.
    pub(super) fn language(self, config: &Config) -> Option<&'p str> {
        self.translation.filter(|tag| primary(tag) != primary(&config.language))
    }
}

/// Returns the texts of a field that `lang` selects. A field may have translations only.
pub(super) fn texts(paper: &Paper, field: Field, lang: Option<Lang>) -> impl Iterator<Item = LocalizedText<'_>> {
    let original = field.value(paper).and_then(|value| value.as_str());
    chosen(original, &paper.translations, field.translation(), lang)
}

/// Returns the title of a category. If both languages are selected, it is one combined text.
pub(super) fn category_title(category: &Category, lang: Option<Lang>) -> String {
    let titles = chosen(Some(&category.title), &category.translations, Field::Title.translation(), lang);
    titles.map(|words| words.text).collect::<Vec<_>>().join(" / ")
}

/// Selects from the original text and its translations. If `lang` is one language, its translation replaces the
/// original, or the original is used if there is none.
fn chosen<'p>(
    original: Option<&'p str>,
    translations: &'p [(String, Translation)],
    part: Option<&'static Slot<Option<String>, Translation>>,
    lang: Option<Lang>,
) -> impl Iterator<Item = LocalizedText<'p>> {
    let translated = |language: &str| {
        let fits = |(tag, words): &'p (String, Translation)| {
            let text = part.and_then(|part| (part.get)(words).as_deref()).filter(|_| primary(tag) == language)?;
            Some(LocalizedText { text, translation: Some(tag) })
        };
        translations.iter().find_map(fits).filter(|words| Some(words.text) != original)
    };
    let original = original.map(LocalizedText::original);
    let words = match lang {
        None => [original, None, None],
        Some(Lang::En) => [translated("en").or(original), None, None],
        Some(Lang::Zh) => [translated("zh").or(original), None, None],
        Some(Lang::Both) => [original, translated("zh"), translated("en")],
    };
    words.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_replaces_the_text_or_follows_it() {
        let title = |title: &str| Translation { title: Some(title.to_owned()), ..Translation::default() };
        let translations = vec![("de".to_owned(), title("Maß")), ("zh-Hans".to_owned(), title("评估"))];
        let paper = Paper { title: "Measure".into(), translations, ..Paper::default() };
        let shown = |lang| texts(&paper, Field::Title, lang).map(|words| words.text).collect::<Vec<_>>();
        assert_eq!(shown(None), ["Measure"]);
        assert_eq!(shown(Some(Lang::En)), ["Measure"]);
        assert_eq!(shown(Some(Lang::Zh)), ["评估"]);
        assert_eq!(shown(Some(Lang::Both)), ["Measure", "评估"]);
        assert_eq!(texts(&paper, Field::Note, Some(Lang::Both)).count(), 0);
        let words = texts(&paper, Field::Title, Some(Lang::Zh)).next().unwrap();
        assert_eq!(words.language(&Config::default()), Some("zh-Hans"));
        assert_eq!(words.language(&Config { language: "zh".to_owned(), ..Config::default() }), None);
    }
}
