//! Keys of papers: `familyYEARword`, unique among those that are taken.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::Paper;
use crate::identifier::Identifier;

/// Words that say nothing about a title.
const EMPTY: &[&str] = &[
    "a", "an", "the", "on", "of", "in", "to", "for", "and", "with", "from", "at", "is", "are", "do", "does", "how",
    "what", "why", "can", "your", "my",
];

/// Returns whether a text may be a key without quotes or braces: letters, digits and `_-:.`.
pub fn is_plain_key(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || "_-:.".contains(c))
}

/// The key that a paper goes by.
///
/// It depends on the paper alone, and on `taken` only where two would be the same: those get `b`, `c` and so on.
#[expect(clippy::implicit_hasher, reason = "a set of keys is never hashed otherwise")]
pub fn key(paper: &Paper, taken: &mut HashSet<String>) -> String {
    let family = paper.authors.first().map(|author| folded(&author.family)).unwrap_or_default();
    let year = paper.year().or_else(|| arxiv_year(paper)).map(|year| year.to_string()).unwrap_or_default();
    let words: Vec<_> = paper
        .title
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | '/' | '—' | '：' | '，' | ','))
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect();
    let telling = words.iter().find(|word| !EMPTY.contains(&word.as_str())).or_else(|| words.first());
    let word: String = telling.map(|word| word.chars().take(24).collect()).unwrap_or_default();
    let base = if family.is_empty() {
        let second = words.iter().filter(|word| !EMPTY.contains(&word.as_str())).nth(1).cloned().unwrap_or_default();
        let second: String = second.chars().take(24).collect();
        format!("{word}{year}{second}")
    } else {
        format!("{family}{year}{word}")
    };
    let base = if base.is_empty() { "paper".to_owned() } else { base };
    let letters = ('b'..='z').map(|letter| format!("{base}{letter}"));
    let key = std::iter::once(base.clone()).chain(letters).find(|key| !taken.contains(key));
    let key = key.unwrap_or_else(|| format!("{base}-{}", free_number(&base, taken)));
    taken.insert(key.clone());
    key
}

/// A number from 27 on whose key is free; found without counting through all that are taken.
fn free_number(base: &str, taken: &HashSet<String>) -> u64 {
    let is_taken = |number: u64| taken.contains(&format!("{base}-{number}"));
    let (mut below, mut free) = (26, 27);
    while is_taken(free) {
        (below, free) = (free, free * 2);
    }
    // The one is taken, or too small, and the other free.
    while free - below > 1 {
        let middle = below + (free - below) / 2;
        if is_taken(middle) { below = middle } else { free = middle }
    }
    free
}

/// The year in which arXiv gave its identifier.
fn arxiv_year(paper: &Paper) -> Option<u16> {
    let id = match Identifier::parse(paper.arxiv.as_deref()?)?.work() {
        Identifier::Arxiv(arxiv) => arxiv.to_string(),
        _ => return None,
    };
    let two: u16 = id.rsplit('/').next()?.get(..2)?.parse().ok()?;
    Some(if two > 90 { 1900 + two } else { 2000 + two })
}

/// A word in lower case, of letters and digits without accents.
fn folded(word: &str) -> String {
    let latin = |c: char| match c {
        'ø' | 'Ø' => 'o',
        'ł' | 'Ł' => 'l',
        'đ' | 'Đ' => 'd',
        'ı' => 'i',
        c => c,
    };
    word.nfkd().map(latin).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Date, DateValue, Person};

    #[test]
    fn many_of_one_stem_are_told_apart() {
        let mut taken = HashSet::new();
        let paper = Paper { title: "Same".into(), ..Paper::default() };
        let keys: Vec<_> = (0..200).map(|_| key(&paper, &mut taken)).collect();
        assert_eq!([&keys[0], &keys[1], &keys[25], &keys[26]], ["same", "sameb", "samez", "same-27"]);
        assert_eq!(taken.len(), 200);
    }

    #[test]
    fn a_key_is_family_year_and_word() {
        let mut taken = HashSet::new();
        let mut check = |author: &str, year: Option<u16>, title: &str, arxiv: Option<&str>, expect: &str| {
            let authors = Some(author).filter(|author| !author.is_empty()).map(Person::parse);
            let date = year.and_then(|year| Date::new(year, None, None)).map(DateValue::from);
            let paper = Paper {
                title: title.into(),
                authors: authors.into_iter().collect(),
                date,
                arxiv: arxiv.map(str::to_owned),
                ..Paper::default()
            };
            assert_eq!(key(&paper, &mut taken), expect);
        };
        check("Hugo Touvron", Some(2023), "LLaMA: Open and Efficient", None, "touvron2023llama");
        check("Hugo Touvron", Some(2023), "LLaMA: Again", None, "touvron2023llamab");
        check("Srinivasan Iyer", None, "Opt-iml: Scaling", Some("2212.12017"), "iyer2022optiml");
        check("Zoë Ångström", Some(1999), "The Théorie", None, "angstrom1999theorie");
        check("", None, "LLM Zoo", None, "llmzoo");
        check("", None, "评估方法", None, "评估方法");
        check("", None, "…", None, "paper");
    }
}
