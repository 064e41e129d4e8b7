//! Which wording of a text is shown: that of the data, a translation, or both side by side.

use crate::config::Config;
use crate::directive::Lang;
use crate::language::primary;
use crate::paper::{Category, Paper, Translation};

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

/// A text that a translation may give as well.
type Part = fn(&Translation) -> Option<&str>;

/// The wordings of a title, of which there is at least one.
pub(super) fn titles(paper: &Paper, lang: Option<Lang>) -> impl Iterator<Item = Words<'_>> {
    chosen(Some(&paper.title), &paper.translations, |words| words.title.as_deref(), lang)
}

/// The wordings of a summary.
pub(super) fn summaries(paper: &Paper, lang: Option<Lang>) -> impl Iterator<Item = Words<'_>> {
    chosen(paper.summary.as_deref(), &paper.translations, |words| words.summary.as_deref(), lang)
}

/// The wordings of a note.
pub(super) fn notes(paper: &Paper, lang: Option<Lang>) -> impl Iterator<Item = Words<'_>> {
    chosen(paper.note.as_deref(), &paper.translations, |words| words.note.as_deref(), lang)
}

/// The wordings of a remark.
pub(super) fn remarks(paper: &Paper, lang: Option<Lang>) -> impl Iterator<Item = Words<'_>> {
    chosen(paper.remark.as_deref(), &paper.translations, |words| words.remark.as_deref(), lang)
}

/// The title of a category; both wordings are one text, since it names a thing.
pub(super) fn category_title(category: &Category, lang: Option<Lang>) -> String {
    let titles = chosen(Some(&category.title), &category.translations, |words| words.title.as_deref(), lang);
    titles.map(|words| words.text).collect::<Vec<_>>().join(" / ")
}

/// The text of the data and its translations, as `lang` wants them: where it wants one language, the translation stands in
/// place of the text; without a translation the text stays.
fn chosen<'p>(
    own: Option<&'p str>,
    translations: &'p [(String, Translation)],
    part: Part,
    lang: Option<Lang>,
) -> impl Iterator<Item = Words<'p>> {
    let translated = |language: &str| {
        let fits = |(tag, words): &'p (String, Translation)| {
            let text = part(words).filter(|_| primary(tag) == language)?;
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
        let shown = |lang| titles(&paper, lang).map(|words| words.text).collect::<Vec<_>>();
        assert_eq!(shown(None), ["Measure"]);
        assert_eq!(shown(Some(Lang::En)), ["Measure"]);
        assert_eq!(shown(Some(Lang::Zh)), ["评估"]);
        assert_eq!(shown(Some(Lang::Both)), ["Measure", "评估"]);
        assert_eq!(notes(&paper, Some(Lang::Both)).count(), 0);
        let words = titles(&paper, Some(Lang::Zh)).next().unwrap();
        assert_eq!(words.language(&Config::default()), Some("zh-Hans"));
        assert_eq!(words.language(&Config { language: "zh".to_owned(), ..Config::default() }), None);
    }
}
