//! What words give away in lists: labels of links, fields, venues, and headings under which no papers stand.

use std::collections::HashSet;
use std::sync::LazyLock;

mod headings;
mod labels;
mod people;
mod venues;

use headings::{CONTENTS, NO_PAPERS, TYPES};
use labels::{FIELDS, LABELS};
use people::NO_NAMES;
pub(super) use people::{DOUBLE_SURNAMES, PARTICLES, SURNAMES};
use venues::{VENUE_WORDS, VENUES};

/// What a field of a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Authors,
    Venue,
    Date,
    Tags,
    Institute,
    Abstract,
    Link,
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// A long list of words, which every word of a text is looked up in.
type Words = LazyLock<HashSet<&'static str>>;

static LABEL_WORDS: Words = Words::new(|| LABELS.iter().copied().collect());
static VENUE_NAMES: Words = Words::new(|| VENUES.iter().copied().collect());
static NAMELESS: Words = Words::new(|| NO_NAMES.iter().copied().collect());

/// A text in lower case, of its letters, digits and single blanks alone.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut apart = false;
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, '\'' | '/') {
            if std::mem::take(&mut apart) && !plain.is_empty() {
                plain.push(' ');
            }
            plain.extend(c.to_lowercase());
        } else {
            apart = true;
        }
    }
    plain
}

/// Whether a text is what links to a paper, its code or the like are called.
pub(super) fn is_label(text: &str) -> bool {
    let plain = plain(text);
    let words: Vec<_> = plain.split([' ', '/']).filter(|word| !word.is_empty()).collect();
    words.len() <= 4
        && words.iter().all(|word| {
            let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
            bare.is_empty()
                || LABEL_WORDS.contains(bare)
                || LABEL_WORDS.contains(word)
                || (words.len() <= 2 && is_venue(word))
        })
}

/// Whether a label names something beside the paper, whose date and venue are not the paper's.
pub(super) fn is_other_than_paper(label: &str) -> bool {
    const OTHER: &[&str] = &["video", "videos", "slides", "talk", "code", "blog", "poster", "tutorial", "demo", "post"];
    plain(label).split(' ').any(|word| is_in(OTHER, word)) && !names_venue(label)
}

/// Whether a word in brackets behind a title names the form of a work: `(slides)`.
pub(super) fn is_medium(text: &str) -> bool {
    matches!(
        plain(text).as_str(),
        "slides"
            | "video"
            | "videos"
            | "blog"
            | "blog post"
            | "talk"
            | "thesis"
            | "phd thesis"
            | "book"
            | "tutorial"
            | "keynote"
            | "podcast"
    )
}

/// Whether the summary of a `<details>` element only asks to open it.
pub(super) fn is_generic_summary(title: &str) -> bool {
    matches!(
        plain(title).as_str(),
        "click to expand"
            | "expand"
            | "details"
            | "show more"
            | "more"
            | "click to view"
            | "click me"
            | "unfold"
            | "toggle"
            | "展开"
            | "点击展开"
    )
}

/// Tracks and awards, longest first where one contains another.
pub(super) const TRACKS: &[&str] = &[
    "best student paper award",
    "best paper award candidate",
    "best paper runner-up",
    "best paper award",
    "best paper candidate",
    "best paper finalist",
    "best student paper",
    "outstanding paper award",
    "distinguished paper award",
    "test of time award",
    "honorable mention",
    "outstanding paper",
    "distinguished paper",
    "best paper",
    "full oral",
    "long oral",
    "short oral",
    "oral presentation",
    "oral paper",
    "spotlight paper",
    "spotlight oral",
    "oral",
    "spotlight",
    "highlight",
    "poster",
    "最佳论文",
    "口头报告",
];

/// Whether a text is the name of a track or an award and nothing else.
pub(super) fn is_track(text: &str) -> bool {
    let plain = plain(text);
    is_in(TRACKS, &plain) || is_in(&["findings", "main conference", "long paper", "short paper", "demo paper"], &plain)
}

/// The field that a word before a colon, or at the head of a column, names.
pub(super) fn field(name: &str) -> Option<Field> {
    let plain = plain(name);
    match FIELDS.iter().find(|(_, names)| names.contains(&plain.as_str())) {
        Some((field, _)) => Some(*field),
        None if !plain.is_empty() && is_label(&plain) => Some(Field::Link),
        None => ["论文", "代码", "主页", "项目", "数据", "链接"]
            .iter()
            .any(|word| plain.starts_with(word))
            .then_some(Field::Link),
    }
}

/// Whether a word is the name of a venue, with or without a year at its end.
pub(super) fn is_venue(word: &str) -> bool {
    is_name_of_venue(&word.to_lowercase())
}

/// Whether a word in lower case is the name of a venue.
fn is_name_of_venue(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(|c: char| c.is_ascii_digit());
    let bare = bare.trim_end_matches(['\'', '\u{2019}', '-']);
    !bare.is_empty()
        && (VENUE_NAMES.contains(bare)
            || bare.split(['-', '/', '@', ':', '_']).any(|part| part.len() > 2 && VENUE_NAMES.contains(part)))
}

/// The first name of a venue in a text, without what is joined to it: `CVPR` of `CVPR2024`, `CVPR-2024-Papers`.
pub(super) fn venue_in(text: &str) -> Option<&str> {
    let word = text.split_whitespace().find(|word| is_venue(word))?;
    let parts = word.split(['-', '/', '@', ':', '_', '(', ')', '[', ']']);
    let bare = |part: &'_ str| part.trim_end_matches(|c: char| !c.is_alphabetic()).len();
    parts.map(|part| &part[..bare(part)]).find(|part| is_venue(part))
}

/// Whether a text names a venue, as far as its words tell.
pub(super) fn names_venue(text: &str) -> bool {
    let lower = text.to_lowercase();
    let names = |word: &str| is_name_of_venue(word) || is_in(VENUE_WORDS, word.trim_matches([',', '(', ')']));
    lower.trim_start().starts_with("j. ") || lower.split_whitespace().any(names)
}

/// Whether a word in lower case is in no name of a person.
pub(super) fn is_no_name(lower: &str) -> bool {
    NAMELESS.contains(lower)
}

/// A heading without its number and what decorates it.
fn bare_heading(title: &str) -> String {
    let plain = plain(title);
    plain.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned()
}

/// Whether no papers stand under a heading, nor under those below it.
pub(super) fn is_no_papers(title: &str) -> bool {
    let bare = bare_heading(title);
    let first = bare.split(' ').next().unwrap_or_default();
    let last = bare.rsplit(' ').next().unwrap_or_default();
    is_in(NO_PAPERS, &bare)
        || matches!(first, "contributing" | "acknowledgement" | "acknowledgements" | "license" | "contributors")
        || matches!(last, "criteria" | "convention" | "conventions" | "contributors" | "maintainers" | "news")
        || bare.starts_with("how to contribute")
        || bare.starts_with("contribut") && bare.split(' ').count() <= 5
}

/// Whether a heading stands over a list of what the list holds.
pub(super) fn is_contents(title: &str) -> bool {
    let bare = bare_heading(title);
    is_in(CONTENTS, &bare) || bare.contains("table of contents") || bare.ends_with("目录")
}

/// The CSL type of what is no paper, by the heading that it stands under.
pub fn kind(title: &str) -> &'static str {
    let bare = bare_heading(title);
    let words: Vec<_> = bare.split([' ', '/']).collect();
    let found = TYPES
        .iter()
        .find(|(_, names)| names.iter().any(|name| words.contains(name) || (!name.is_ascii() && bare.contains(name))));
    // `Models` alone names what can be downloaded; `Base Models` may name papers.
    let usual = if bare == "models" { "software" } else { "webpage" };
    found.map_or(usual, |(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_their_names() {
        for (field, names) in FIELDS {
            for name in *names {
                assert_eq!(self::field(name), Some(*field), "{name}");
                assert_eq!(self::field(&format!(" {}:", name.to_uppercase())), Some(*field), "{name}");
            }
        }
        assert_eq!(field("Code & data"), Some(Field::Link));
        assert_eq!(field("What they found"), None);
    }
}
