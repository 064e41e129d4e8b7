//! Where a work was published, beyond venue and year: `vol. 53, no. 6, pp. 13–15`, editors, genre, publisher.

use super::names::Names;
use crate::config::Config;
use crate::labels::label;
use crate::language::{Language, Script};
use crate::paper::{Field, Paper};

/// Returns the details of a work, each with the separator before it.
pub(super) fn text(config: &Config, paper: &Paper) -> String {
    let language = Language::of_page(&config.language);
    let separator = match language.script {
        Script::Han => "，",
        Script::Japanese => "、",
        Script::Arabic => "، ",
        Script::Latin | Script::Hangul | Script::Hebrew => ", ",
    };
    let mut text = String::new();
    for detail in details(config, language, paper) {
        text.push_str(separator);
        text.push_str(&detail);
    }
    text
}

/// Returns the venue to show with details. Without them, it is the publisher if there is no venue.
pub(super) fn venue<'p>(paper: &'p Paper, details: &str) -> Option<&'p str> {
    if details.is_empty() { paper.shown_venue() } else { paper.venue.as_deref() }
}

/// Returns details without the separator before the first.
pub(super) fn alone(details: &str) -> &str {
    details.trim_start_matches([',', '，', '、', '،', ' '])
}

fn details(config: &Config, language: &Language, paper: &Paper) -> Vec<String> {
    let numbered = |name: &str, value: &Option<String>| {
        let value = value.as_deref()?.replace("--", "–");
        let several = value.contains(['-', '–', ',', '&']);
        Some(language.locator(name, several).replace("{}", &value.replace('-', "–")))
    };
    let text = |field: Field| field.text(paper).map(str::to_owned);
    let editors = (!paper.authors.is_empty() && !paper.editors.is_empty()).then(|| {
        let names = Names::of(config, &paper.editors).and_others(&paper.editors).to_text();
        let edited = label(config, "edited", Some(&names));
        let space = if edited.starts_with('（') { "" } else { " " };
        [names.as_str(), space, edited].concat()
    });
    let publisher = match (&paper.publisher, text(Field::PublisherPlace)) {
        (Some(publisher), Some(place)) => Some(format!("{publisher} ({place})")),
        (publisher, place) => publisher.clone().or(place),
    };
    let all = [
        Field::Edition.text(paper).map(|edition| self::edition(config, edition)),
        numbered("volume", &paper.volume),
        numbered("issue", &paper.issue),
        text(Field::Number),
        numbered("page", &paper.pages),
        editors,
        text(Field::Genre),
        publisher.filter(|publisher| paper.venue.as_ref() != Some(publisher)),
    ];
    all.into_iter().flatten().collect()
}

/// Returns an edition with its word, unless it is not a number.
fn edition(config: &Config, edition: &str) -> String {
    let is_number = edition.chars().all(|c| c.is_ascii_digit());
    if is_number { label(config, "edition", None).replace("{edition}", edition) } else { edition.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::Person;

    #[track_caller]
    fn check(language: &str, expect: &str) {
        let config = Config { language: language.to_owned(), ..Config::default() };
        let mut paper = Paper {
            volume: Some("53".to_owned()),
            issue: Some("6".to_owned()),
            pages: Some("13-15".to_owned()),
            publisher: Some("Wet Press".to_owned()),
            ..Paper::default()
        };
        for (field, value) in [(Field::Edition, "2"), (Field::Genre, "PhD thesis"), (Field::PublisherPlace, "Rome")] {
            *field.text_mut(&mut paper) = Some(value.to_owned());
        }
        paper.authors.named = vec![Person::parse("Ann Ames")];
        paper.editors.named = vec![Person::parse("Bo Berg")];
        assert_eq!(text(&config, &paper), expect);
    }

    #[test]
    fn details_are_in_the_language_of_the_book() {
        check("en", ", edition 2, vol. 53, no. 6, pp. 13–15, Bo Berg (ed.), PhD thesis, Wet Press (Rome)");
        check("de", ", 2. Auflage, Bd. 53, Nr. 6, S. 13–15, Bo Berg (Hrsg.), PhD thesis, Wet Press (Rome)");
    }

    #[test]
    fn works_without_details_have_no_text() {
        let paper = Paper { venue: Some("V".to_owned()), publisher: Some("V".to_owned()), ..Paper::default() };
        assert_eq!(text(&Config::default(), &paper), "");
    }

    #[test]
    fn an_edition_that_is_not_a_number_is_printed_as_it_is() {
        assert_eq!(edition(&Config::default(), "2nd"), "2nd");
        assert_eq!(edition(&Config::default(), "3"), "edition 3");
    }
}
