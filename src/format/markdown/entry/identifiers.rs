//! DOIs and arXiv identifiers in plain text: `doi:10.…`, `arXiv:2312.00752`.

use std::ops::Range;

use super::Reader;

impl Reader<'_> {
    /// Takes the identifiers in a range.
    pub(super) fn identifiers(&mut self, range: Range<usize>) {
        for (place, found) in find(self.text(range.clone())) {
            let place = range.start + place.start..range.start + place.end;
            match found {
                Found::Arxiv(id) if self.draft.arxiv.as_ref().is_none_or(|known| *known == id) => {
                    self.draft.arxiv = Some(id);
                }
                Found::Doi(id) if self.draft.doi.as_ref().is_none_or(|known| *known == id) => self.draft.doi = Some(id),
                _ => continue,
            }
            self.claims.claim(place);
        }
    }
}

#[derive(Debug, PartialEq)]
pub(super) enum Found {
    Arxiv(String),
    Doi(String),
}

/// The identifiers in a text, each with its range and the word that names it.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Found)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, _) in lower.match_indices("arxiv") {
        let after = &text[at + 5..];
        let rest = after.trim_start_matches([':', ' ', '.', '/', '(', '[']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number =
            rest[digits..].strip_prefix('.').map_or(0, |tail| tail.bytes().take_while(u8::is_ascii_digit).count());
        if digits != 4 || !(4..=5).contains(&number) || after.len() - rest.len() > 3 {
            continue;
        }
        let mut end = text.len() - rest.len() + digits + 1 + number;
        let id = text[text.len() - rest.len()..end].to_owned();
        let version =
            text[end..].strip_prefix('v').map_or(0, |tail| tail.bytes().take_while(u8::is_ascii_digit).count());
        if version > 0 {
            end += 1 + version;
        }
        // `[cs.CL]` behind the number.
        let class = text[end..].trim_start();
        if let Some(class) = class.strip_prefix('[')
            && let Some(close) = class.find(']')
            && close <= 12
            && class[..close].contains('.')
        {
            end = text.len() - class.len() + close + 1;
        }
        // `arXiv preprint arXiv:…` names the venue with the first word.
        found.push((at..end, Found::Arxiv(id)));
    }
    for (at, _) in lower.match_indices("10.") {
        let registrant = text[at + 3..].bytes().take_while(u8::is_ascii_digit).count();
        let boundary = !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/'));
        if !(4..=9).contains(&registrant) || !text[at + 3 + registrant..].starts_with('/') || !boundary {
            continue;
        }
        let rest = &text[at..];
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ',' | ';' | ']' | '，' | '。' | '）'))
            .unwrap_or(rest.len());
        let mut doi = rest[..end].trim_end_matches(['.', ':', '*', '`']);
        while doi.ends_with(')') && doi.matches(')').count() > doi.matches('(').count() {
            doi = &doi[..doi.len() - 1];
        }
        let before = lower[..at].trim_end_matches([':', ' ', '：']);
        let start =
            ["doi", "dx.doi.org/", "doi.org/"].iter().find_map(|name| before.strip_suffix(name)).map_or(at, str::len);
        if doi.len() > registrant + 4 {
            found.push((start..at + doi.len(), Found::Doi(doi.to_owned())));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_found_in_plain_text() {
        #[track_caller]
        fn check(text: &str, expect: &[(&str, &str)]) {
            let found: Vec<_> = find(text)
                .into_iter()
                .map(|(range, found)| {
                    let id = match found {
                        Found::Arxiv(id) | Found::Doi(id) => id,
                    };
                    (text[range].to_owned(), id)
                })
                .collect();
            let expect: Vec<_> = expect.iter().map(|(range, id)| ((*range).to_owned(), (*id).to_owned())).collect();
            assert_eq!(found, expect, "{text}");
        }
        check("ICLR 2022. doi:10.1145/3530811", &[("doi:10.1145/3530811", "10.1145/3530811")]);
        check("2023, arXiv:2312.00752v2.", &[("arXiv:2312.00752v2", "2312.00752")]);
        check("arXiv preprint arXiv:1905.00001, 2019", &[("arXiv:1905.00001", "1905.00001")]);
        check("arXiv 2021", &[]);
        check("version 10.5/x", &[]);
    }
}
