//! Which wording of a text is shown: that of the data, a translation, or both side by side.

use crate::config::Config;
use crate::language::primary;
use crate::options::Lang;
use crate::paper::{Category, Field, Paper, Slot, Translation};

/// A text and the language that the data say it is in, if it is a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words<'p> {
    pub(super) text: &'p str,
    /// The tag of the translation; none for the text of the data.
    pub(super) translation: Option<&'p str>,
}

impl<'p> Words<'p> {
    fn own(text: &'p str) -> Self {
        Self { text, translation: None }
    }

    /// The value of `lang` for a translation, where the page does not already say so.
    pub(super) fn language(self, config: &Config) -> Option<&'p str> {
        self.translation.filter(|tag| primary(tag) != primary(&config.language))
    }
}

/// The texts of a field that `lang` selects; translations may have one where the paper has none.
pub(super) fn texts(paper: &Paper, field: Field, lang: Option<Lang>) -> impl Iterator<Item = Words<'_>> {
    let own = field.value(paper).and_then(|value| value.as_str());
    chosen(own, &paper.translations, field.translation(), lang)
}

/// The title of a category; both wordings are one text, since it names a thing.
pub(super) fn category_title(category: &Category, lang: Option<Lang>) -> String {
    let titles = chosen(Some(&category.title), &category.translations, Field::Title.translation(), lang);
    titles.map(|words| words.text).collect::<Vec<_>>().join(" / ")
}

/// The text of the data and its translations, as `lang` wants them: where it wants one language, the translation stands in
/// place of the text; without a translation the text stays.
fn chosen<'p>(
    own: Option<&'p str>,
    translations: &'p [(String, Translation)],
    part: Option<&'static Slot<Option<String>, Translation>>,
    lang: Option<Lang>,
) -> impl Iterator<Item = Words<'p>> {
    let translated = |language: &str| {
        let fits = |(tag, words): &'p (String, Translation)| {
            let text = part.and_then(|part| (part.get)(words).as_deref()).filter(|_| primary(tag) == language)?;
            Some(Words { text, translation: Some(tag) })
        };
        translations.iter().find_map(fits).filter(|words| Some(words.text) != own)
    };
    let own = own.map(Words::own);
    let words = match lang {
        None => [own, None, None],
        Some(Lang::En) => [translated("en").or(own), None, None],
        Some(Lang::Zh) => [translated("zh").or(own), None, None],
        Some(Lang::Both) => [own, translated("zh"), translated("en")],
    };
    words.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_stands_in_place_of_the_text_or_beside_it() {
        let title = |title: &str| Translation { title: Some(title.to_owned()), ..Translation::default() };
        let translations = vec![("de".to_owned(), title("Maß")), ("zh-Hans".to_owned(), title("评估"))];
        let paper = Paper { title: "Measure".to_owned(), translations, ..Paper::default() };
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
