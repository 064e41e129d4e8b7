//! Locators: `p. 3`, `chaps. 1-2`, `§ 4`, `{any text}`. A number without a term is a page.

use strum::IntoStaticStr;

use crate::paper::is_han;

/// A place in a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator {
    /// The unit.
    pub label: LocatorLabel,
    /// The number or numbers, as written.
    pub value: String,
}

impl Locator {
    /// Whether the value consists of Chinese numerals, as in `第三章`.
    pub fn has_chinese_number(&self) -> bool {
        let is_part = |c: char| NUMERALS.contains(c) || SEPARATORS.contains(c);
        self.value.contains(|c| NUMERALS.contains(c)) && self.value.chars().all(is_part)
    }
}

/// The unit of a locator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum LocatorLabel {
    /// An appendix.
    Appendix,
    /// A book of a work.
    Book,
    /// A chapter.
    Chapter,
    /// A column.
    Column,
    /// An equation.
    Equation,
    /// A figure.
    Figure,
    /// A folio.
    Folio,
    /// An issue or number.
    Issue,
    /// A line.
    Line,
    /// A note.
    Note,
    /// An opus.
    Opus,
    /// A page, the default.
    Page,
    /// A paragraph.
    Paragraph,
    /// A part.
    Part,
    /// A section.
    Section,
    /// An entry of a dictionary.
    SubVerbo,
    /// A table.
    Table,
    /// A verse.
    Verse,
    /// A volume.
    Volume,
}

impl LocatorLabel {
    /// Returns the name of the CSL locator.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Chinese numerals.
const NUMERALS: &str = "〇零一二三四五六七八九十百";

/// Characters between the numbers of a Chinese locator.
const SEPARATORS: &str = " -–—~～、,.";

type Spellings = &'static [&'static str];

/// The accepted terms of each label: English terms before the number, Chinese terms after the number, which may follow
/// `第`, and Chinese terms before the number. An English term comes before its prefixes.
const TERMS: &[(LocatorLabel, Spellings, Spellings, Spellings)] = &[
    (LocatorLabel::Appendix, &["appendices", "appendix", "apps.", "app."], &[], &["附录"]),
    (LocatorLabel::Book, &["books", "book", "bks.", "bk."], &[], &[]),
    (LocatorLabel::Chapter, &["chapters", "chapter", "chaps.", "chap.", "chs.", "ch."], &["章"], &[]),
    (LocatorLabel::Column, &["columns", "column", "cols.", "col."], &["栏"], &[]),
    (LocatorLabel::Equation, &["equations", "equation", "eqs.", "eq."], &[], &["式"]),
    (LocatorLabel::Figure, &["figures", "figure", "figs.", "fig."], &[], &["图", "圖"]),
    (LocatorLabel::Folio, &["folios", "folio", "fols.", "fol."], &["叶"], &[]),
    (LocatorLabel::Issue, &["numbers", "number", "nos.", "no."], &["期"], &[]),
    (LocatorLabel::Line, &["lines", "line", "ll.", "l."], &["行"], &[]),
    (LocatorLabel::Note, &["notes", "note", "nn.", "n."], &[], &[]),
    (LocatorLabel::Opus, &["opera", "opus", "opp.", "op."], &[], &[]),
    (LocatorLabel::Page, &["pages", "page", "pp.", "p."], &["页", "頁"], &["页", "頁"]),
    (LocatorLabel::Paragraph, &["paragraphs", "paragraph", "paras.", "para.", "¶¶", "¶"], &["段"], &[]),
    (LocatorLabel::Part, &["parts", "part", "pts.", "pt."], &["部分"], &[]),
    (LocatorLabel::Section, &["sections", "section", "secs.", "sec.", "§§", "§"], &["节", "節"], &[]),
    (LocatorLabel::SubVerbo, &["sub verbis", "sub verbo", "s.vv.", "s.v."], &[], &[]),
    (LocatorLabel::Table, &["tables", "table", "tbls.", "tbl."], &[], &["表"]),
    (LocatorLabel::Verse, &["verses", "verse", "vv.", "v."], &[], &[]),
    (LocatorLabel::Volume, &["volumes", "volume", "vols.", "vol."], &["卷"], &[]),
];

/// Pairs each label with its English terms.
fn english_terms() -> impl Iterator<Item = (LocatorLabel, &'static str)> {
    TERMS.iter().flat_map(|(label, english, ..)| english.iter().map(|term| (*label, *term)))
}

/// Pairs each label with its Chinese terms after the number.
fn chinese_suffixes() -> impl Iterator<Item = (LocatorLabel, &'static str)> {
    TERMS.iter().flat_map(|(label, _, suffixes, _)| suffixes.iter().map(|term| (*label, *term)))
}

/// Pairs each label with its Chinese terms before the number.
fn chinese_prefixes() -> impl Iterator<Item = (LocatorLabel, &'static str)> {
    TERMS.iter().flat_map(|(label, .., prefixes)| prefixes.iter().map(|term| (*label, *term)))
}

/// Splits the text after a key into the locator, without the comma before it, and the suffix.
pub(super) fn split(text: &str) -> (Option<Locator>, String) {
    if text.is_empty() {
        return (None, String::new());
    }
    let text = text.trim_start();
    let after_comma = text.strip_prefix([',', '，']).map_or(text, str::trim_start);
    if let Some(inner) = after_comma.strip_prefix('{') {
        return braced(inner).unwrap_or_else(|| (None, suffix(text)));
    }
    if let Some((locator, after)) = chinese(after_comma) {
        return (Some(locator), suffix(after));
    }
    let (label, from) = term(after_comma).unwrap_or((LocatorLabel::Page, after_comma));
    let has_term = from.len() < after_comma.len();
    let length = value_length(from, has_term);
    if length == 0 {
        return (None, suffix(text));
    }
    (Some(Locator { label, value: from[..length].to_owned() }), suffix(&from[length..]))
}

/// Reads a locator in braces, which may be any text, after the opening brace. `{}` means no locator.
fn braced(inner: &str) -> Option<(Option<Locator>, String)> {
    let mut depth = 0_usize;
    let end = inner.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
        None
    })?;
    let locator = inner[..end].trim();
    let suffix = suffix(&inner[end + 1..]);
    if locator.is_empty() {
        return Some((None, suffix));
    }
    if let Some((locator, "")) = chinese(locator) {
        return Some((Some(locator), suffix));
    }
    let (label, value) = term(locator).unwrap_or((LocatorLabel::Page, locator));
    Some((Some(Locator { label, value: value.trim().to_owned() }), suffix))
}

/// Returns the suffix: the remaining text, trimmed, with one space after a comma at its start.
fn suffix(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix(',').map(str::trim_start) {
        None => text.to_owned(),
        Some("") => String::new(),
        Some(rest) => format!(", {rest}"),
    }
}

/// Reads an English term at the start of a text. Returns its label and the text after it.
fn term(text: &str) -> Option<(LocatorLabel, &str)> {
    english_terms().find_map(|(label, word)| {
        let head = text.get(..word.len())?;
        let after = &text[word.len()..];
        // `p.\ 3` has Pandoc's no-break space.
        let after = after.strip_prefix('\\').filter(|rest| rest.starts_with(' ')).unwrap_or(after);
        let ends = word.ends_with(['.', '¶', '§']) || after.starts_with(char::is_whitespace);
        (head.eq_ignore_ascii_case(word) && ends).then(|| (label, after.trim_start()))
    })
}

/// Reads a Chinese locator: `第 3–5 页`, `3 页` or `图 2`. Returns it and the text after it.
fn chinese(text: &str) -> Option<(Locator, &str)> {
    let locator = |label, value: &str| Locator { label, value: value.trim().to_owned() };
    let ordinal = text.strip_prefix('第');
    let counted = ordinal.unwrap_or(text);
    let is_number = |c: char| c.is_ascii_digit() || (ordinal.is_some() && NUMERALS.contains(c));
    let after = counted.trim_start_matches(|c| is_number(c) || SEPARATORS.contains(c));
    let value = &counted[..counted.len() - after.len()];
    if value.contains(is_number) {
        return chinese_suffixes().find_map(|(label, word)| {
            let rest = after.strip_prefix(word)?;
            // In `5 行业` the word is 行业, not 行.
            let is_word = ordinal.is_some() || !rest.starts_with(is_han);
            is_word.then(|| (locator(label, value), rest))
        });
    }
    chinese_prefixes().find_map(|(label, word)| {
        let from = text.strip_prefix(word)?.trim_start();
        let length = value_length(from, true);
        (length > 0).then(|| (locator(label, &from[..length]), &from[length..]))
    })
}

/// Returns the length of the numbers at the start of a text: a number, a range, or a list of them.
///
/// After a term, Roman numerals and single letters are numbers too.
fn value_length(text: &str, has_term: bool) -> usize {
    let mut length = 0;
    let mut at = 0;
    while at < text.len() {
        let word = text[at..].split(char::is_whitespace).next().unwrap_or_default();
        let bare = word.trim_end_matches([',', '.', ';', ':', '，', '。']);
        let is_joint = length > 0
            && (matches!(word, "-" | "–" | "—" | "&")
                || (word == "and" && next_is_number(&text[at + word.len()..], has_term)));
        if !is_joint && !is_number(bare, has_term) {
            break;
        }
        if !is_joint {
            length = at + bare.len();
        }
        // A list continues after a comma and before "and", a range around a dash between spaces.
        let continues = is_joint || word.ends_with(',') || next_joins(&text[at + word.len()..]);
        at += word.len();
        if !continues {
            break;
        }
        at += text[at..].len() - text[at..].trim_start().len();
    }
    length
}

/// Whether the next word joins two numbers.
fn next_joins(text: &str) -> bool {
    let next = text.trim_start();
    ["- ", "– ", "— ", "& ", "and "].iter().any(|word| next.starts_with(word))
}

/// Whether a number follows an "and". A Roman numeral such as `I` must be the last word or precede a comma.
fn next_is_number(text: &str, has_term: bool) -> bool {
    let mut words = text.split_whitespace();
    let next = words.next().unwrap_or_default();
    let ends = words.next().is_none() || next.ends_with(',');
    let bare = next.trim_end_matches([',', '.', ';', ':', '，', '。']);
    is_number(bare, has_term && ends)
}

fn is_number(word: &str, has_term: bool) -> bool {
    if word.chars().any(|c| c.is_ascii_digit()) {
        return word.chars().all(|c| (c.is_alphanumeric() && !is_han(c)) || "-–—:./()[]*+".contains(c));
    }
    let roman = |part: &str| !part.is_empty() && part.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
    let letter = |part: &str| part.chars().count() == 1 && part.chars().all(char::is_uppercase);
    has_term && word.split(['-', '–', '—']).all(|part| roman(part) || letter(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, locator: Option<(&str, &str)>, suffix: &str) {
        let (read, rest) = split(text);
        let read = read.as_ref().map(|locator| (locator.label.as_str(), locator.value.as_str()));
        assert_eq!((read, rest.as_str()), (locator, suffix), "{text}");
    }

    #[test]
    fn a_locator_is_a_term_and_numbers() {
        check(", p. 3", Some(("page", "3")), "");
        check(", pp. 33-35, 38-39 and *passim*", Some(("page", "33-35, 38-39")), "and *passim*");
        check(" pp. 33 – 35", Some(("page", "33 – 35")), "");
        check(", chap. 1", Some(("chapter", "1")), "");
        check(", Chapter 4, with care", Some(("chapter", "4")), ", with care");
        check(", § 4.2", Some(("section", "4.2")), "");
        check(", sec. A", Some(("section", "A")), "");
        check(", p. xiv", Some(("page", "xiv")), "");
        check(", vol. II-IV", Some(("volume", "II-IV")), "");
        check(", fig. 3b", Some(("figure", "3b")), "");
        check(", secs. A-C", Some(("section", "A-C")), "");
        check(", figures 2 and 3", Some(("figure", "2 and 3")), "");
        check(", pp. 3, 5 and 7, or so", Some(("page", "3, 5 and 7")), ", or so");
        check(", pp. iv and vi", Some(("page", "iv and vi")), "");
        check(", fig. 2 and more", Some(("figure", "2")), "and more");
        check(", fig. 2 and I agree", Some(("figure", "2")), "and I agree");
        check(", table 2", Some(("table", "2")), "");
        check(", pp.\\ 33-35", Some(("page", "33-35")), "");
        check(", chapter\\ 4 (with care)", Some(("chapter", "4")), "(with care)");
        check(", p.\\n", None, ", p.\\n");
    }

    #[test]
    fn a_number_without_a_term_is_a_page() {
        check(", 33", Some(("page", "33")), "");
        check(" 33-35", Some(("page", "33-35")), "");
        check(", 33, and more", Some(("page", "33")), ", and more");
    }

    #[test]
    fn other_text_is_a_suffix() {
        check("", None, "");
        check(", and elsewhere", None, ", and elsewhere");
        check(" and elsewhere", None, "and elsewhere");
        check(", I think", None, ", I think");
        check(", page by page", None, ", page by page");
        check(", pages", None, ", pages");
        check(", 5 行业", Some(("page", "5")), "行业");
        check(", 一行代码", None, ", 一行代码");
        check(", 表格", None, ", 表格");
        check("，另见", None, "，另见");
    }

    #[test]
    fn chinese_terms_surround_the_number() {
        check("，第3页", Some(("page", "3")), "");
        check(", 第3-5页", Some(("page", "3-5")), "");
        check(", 第 3、5 页，及其后", Some(("page", "3、5")), "，及其后");
        check(", 第三章的方法", Some(("chapter", "三")), "的方法");
        check(", 12 页", Some(("page", "12")), "");
        check(", 页3", Some(("page", "3")), "");
        check("，图 2b", Some(("figure", "2b")), "");
        check("，附录 A", Some(("appendix", "A")), "");
        check("{第3页}", Some(("page", "3")), "");
        check(", p. 3", Some(("page", "3")), "");
    }

    #[test]
    fn braces_delimit_any_locator() {
        check(" {ii, A, D-Z}, with a suffix", Some(("page", "ii, A, D-Z")), ", with a suffix");
        check(
            ", {pp. iv, vi-xi, (xv)-(xvii)} with suffix here",
            Some(("page", "iv, vi-xi, (xv)-(xvii)")),
            "with suffix here",
        );
        check("{chap. {3}}", Some(("chapter", "{3}")), "");
        check(", {} 99 years later", None, "99 years later");
        check(", {p. 3", None, ", {p. 3");
    }
}
