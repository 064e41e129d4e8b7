//! Locators: `p. 3`, `chaps. 1-2`, `§ 4`, `{odd ones}`; the page is meant where a number stands alone.

use crate::paper::is_han;

/// Where in a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator {
    /// What is counted, by its name in CSL.
    pub label: &'static str,
    /// Which of them, as written.
    pub value: String,
}

impl Locator {
    /// Whether Chinese numerals count them, as in `第三章`.
    pub fn has_chinese_number(&self) -> bool {
        let counts = |c: char| NUMERALS.contains(c) || BETWEEN.contains(c);
        self.value.contains(|c| NUMERALS.contains(c)) && self.value.chars().all(counts)
    }
}

/// Chinese numerals.
const NUMERALS: &str = "〇零一二三四五六七八九十百";

/// What stands between the numbers of a Chinese locator.
const BETWEEN: &str = " -–—~～、,.";

/// What writers call the places of a work, and what CSL calls them. Longer words stand before their beginnings.
const TERMS: &[(&str, &[&str])] = &[
    ("appendix", &["appendices", "appendix", "apps.", "app."]),
    ("book", &["books", "book", "bks.", "bk."]),
    ("chapter", &["chapters", "chapter", "chaps.", "chap.", "chs.", "ch."]),
    ("column", &["columns", "column", "cols.", "col."]),
    ("equation", &["equations", "equation", "eqs.", "eq."]),
    ("figure", &["figures", "figure", "figs.", "fig."]),
    ("folio", &["folios", "folio", "fols.", "fol."]),
    ("line", &["lines", "line", "ll.", "l."]),
    ("note", &["notes", "note", "nn.", "n."]),
    ("issue", &["numbers", "number", "nos.", "no."]),
    ("opus", &["opera", "opus", "opp.", "op."]),
    ("page", &["pages", "page", "pp.", "p."]),
    ("paragraph", &["paragraphs", "paragraph", "paras.", "para.", "¶¶", "¶"]),
    ("part", &["parts", "part", "pts.", "pt."]),
    ("section", &["sections", "section", "secs.", "sec.", "§§", "§"]),
    ("sub-verbo", &["sub verbis", "sub verbo", "s.vv.", "s.v."]),
    ("table", &["tables", "table", "tbls.", "tbl."]),
    ("verse", &["verses", "verse", "vv.", "v."]),
    ("volume", &["volumes", "volume", "vols.", "vol."]),
];

/// What Chinese writers put behind the number, `第` before it, and what CSL calls that.
const COUNTED: &[(&str, &str)] = &[
    ("部分", "part"),
    ("页", "page"),
    ("頁", "page"),
    ("章", "chapter"),
    ("节", "section"),
    ("節", "section"),
    ("卷", "volume"),
    ("期", "issue"),
    ("段", "paragraph"),
    ("行", "line"),
    ("栏", "column"),
    ("叶", "folio"),
];

/// What they put before it.
const NAMED: &[(&str, &str)] = &[
    ("附录", "appendix"),
    ("页", "page"),
    ("頁", "page"),
    ("图", "figure"),
    ("圖", "figure"),
    ("表", "table"),
    ("式", "equation"),
];

/// Splits what stands after a key into the locator, if there is one, and the rest, both without the comma before.
pub(super) fn split(text: &str) -> (Option<Locator>, String) {
    if text.is_empty() {
        return (None, String::new());
    }
    let text = text.trim_start();
    let after_comma = text.strip_prefix([',', '，']).map_or(text, str::trim_start);
    if let Some(inner) = after_comma.strip_prefix('{') {
        return braced(inner).unwrap_or_else(|| (None, rest(text)));
    }
    if let Some((locator, after)) = chinese(after_comma) {
        return (Some(locator), rest(after));
    }
    let (label, from) = term(after_comma).unwrap_or(("page", after_comma));
    let labelled = from.len() < after_comma.len();
    let length = value_length(from, labelled);
    if length == 0 {
        return (None, rest(text));
    }
    (Some(Locator { label, value: from[..length].to_owned() }), rest(&from[length..]))
}

/// A locator in braces is taken whole; `{}` says that there is none.
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
    let whole = inner[..end].trim();
    let rest = rest(&inner[end + 1..]);
    if whole.is_empty() {
        return Some((None, rest));
    }
    if let Some((locator, "")) = chinese(whole) {
        return Some((Some(locator), rest));
    }
    let (label, value) = term(whole).unwrap_or(("page", whole));
    Some((Some(Locator { label, value: value.trim().to_owned() }), rest))
}

/// What remains: without blanks around it, and without a comma before it where a word follows.
fn rest(text: &str) -> String {
    let text = text.trim();
    text.strip_prefix(',').map_or(text, str::trim_start).to_owned()
}

/// The term at the beginning of a text and what follows it.
fn term(text: &str) -> Option<(&'static str, &str)> {
    TERMS.iter().find_map(|(label, words)| {
        words.iter().find_map(|word| {
            let head = text.get(..word.len())?;
            let after = &text[word.len()..];
            let ends = word.ends_with(['.', '¶', '§']) || after.starts_with(char::is_whitespace);
            (head.eq_ignore_ascii_case(word) && ends).then(|| (*label, after.trim_start()))
        })
    })
}

/// A locator as Chinese writers have it, `第 3–5 页`, `3 页` or `图 2`, and what follows it.
fn chinese(text: &str) -> Option<(Locator, &str)> {
    let found = |label, value: &str| Locator { label, value: value.trim().to_owned() };
    let ordinal = text.strip_prefix('第');
    let counted = ordinal.unwrap_or(text);
    let is_number = |c: char| c.is_ascii_digit() || (ordinal.is_some() && NUMERALS.contains(c));
    let after = counted.trim_start_matches(|c| is_number(c) || BETWEEN.contains(c));
    let value = &counted[..counted.len() - after.len()];
    if value.contains(is_number) {
        return COUNTED.iter().find_map(|(word, label)| {
            let rest = after.strip_prefix(word)?;
            // `5 行业` counts no lines.
            let whole = ordinal.is_some() || !rest.starts_with(is_han);
            whole.then(|| (found(*label, value), rest))
        });
    }
    NAMED.iter().find_map(|(word, label)| {
        let from = text.strip_prefix(word)?.trim_start();
        let length = value_length(from, true);
        (length > 0).then(|| (found(*label, &from[..length]), &from[length..]))
    })
}

/// How much of the text is a number, a range, or a list of them; after a term, Roman numerals and letters count.
fn value_length(text: &str, labelled: bool) -> usize {
    let mut length = 0;
    let mut at = 0;
    while at < text.len() {
        let word = text[at..].split(char::is_whitespace).next().unwrap_or_default();
        let bare = word.trim_end_matches([',', '.', ';', ':', '，', '。']);
        let dash = length > 0
            && (matches!(word, "-" | "–" | "—" | "&")
                || (word == "and" && next_is_number(&text[at + word.len()..], labelled)));
        if !dash && !is_number(bare, labelled) {
            break;
        }
        if !dash {
            length = at + bare.len();
        }
        // A list goes on after a comma or before an "and", and a range around a dash that stands alone.
        let goes_on = dash || word.ends_with(',') || next_joins(&text[at + word.len()..]);
        at += word.len();
        if !goes_on {
            break;
        }
        at += text[at..].len() - text[at..].trim_start().len();
    }
    length
}

fn next_joins(text: &str) -> bool {
    let next = text.trim_start();
    ["- ", "– ", "— ", "& ", "and "].iter().any(|word| next.starts_with(word))
}

/// Whether an "and" is one between places; a word such as `I` has to be the last.
fn next_is_number(text: &str, labelled: bool) -> bool {
    let mut words = text.split_whitespace();
    let next = words.next().unwrap_or_default();
    let ends = words.next().is_none() || next.ends_with(',');
    let bare = next.trim_end_matches([',', '.', ';', ':', '，', '。']);
    is_number(bare, labelled && ends)
}

fn is_number(word: &str, labelled: bool) -> bool {
    if word.chars().any(|c| c.is_ascii_digit()) {
        return word.chars().all(|c| (c.is_alphanumeric() && !is_han(c)) || "-–—:./()[]*+".contains(c));
    }
    let roman = |part: &str| !part.is_empty() && part.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
    let letter = |part: &str| part.chars().count() == 1 && part.chars().all(char::is_uppercase);
    labelled && word.split(['-', '–', '—']).all(|part| roman(part) || letter(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, locator: Option<(&'static str, &str)>, suffix: &str) {
        let (read, rest) = split(text);
        let read = read.as_ref().map(|locator| (locator.label, locator.value.as_str()));
        assert_eq!((read, rest.as_str()), (locator, suffix), "{text}");
    }

    #[test]
    fn a_locator_is_a_term_and_numbers() {
        check(", p. 3", Some(("page", "3")), "");
        check(", pp. 33-35, 38-39 and *passim*", Some(("page", "33-35, 38-39")), "and *passim*");
        check(" pp. 33 – 35", Some(("page", "33 – 35")), "");
        check(", chap. 1", Some(("chapter", "1")), "");
        check(", Chapter 4, with care", Some(("chapter", "4")), "with care");
        check(", § 4.2", Some(("section", "4.2")), "");
        check(", sec. A", Some(("section", "A")), "");
        check(", p. xiv", Some(("page", "xiv")), "");
        check(", vol. II-IV", Some(("volume", "II-IV")), "");
        check(", fig. 3b", Some(("figure", "3b")), "");
        check(", secs. A-C", Some(("section", "A-C")), "");
        check(", figures 2 and 3", Some(("figure", "2 and 3")), "");
        check(", pp. 3, 5 and 7, or so", Some(("page", "3, 5 and 7")), "or so");
        check(", pp. iv and vi", Some(("page", "iv and vi")), "");
        check(", fig. 2 and more", Some(("figure", "2")), "and more");
        check(", fig. 2 and I agree", Some(("figure", "2")), "and I agree");
        check(", table 2", Some(("table", "2")), "");
    }

    #[test]
    fn a_number_alone_is_a_page() {
        check(", 33", Some(("page", "33")), "");
        check(" 33-35", Some(("page", "33-35")), "");
        check(", 33, and more", Some(("page", "33")), "and more");
    }

    #[test]
    fn other_words_are_a_suffix() {
        check("", None, "");
        check(", and elsewhere", None, "and elsewhere");
        check(" and elsewhere", None, "and elsewhere");
        check(", I think", None, "I think");
        check(", page by page", None, "page by page");
        check(", pages", None, "pages");
        check(", 5 行业", Some(("page", "5")), "行业");
        check(", 一行代码", None, "一行代码");
        check(", 表格", None, "表格");
        check("，另见", None, "，另见");
    }

    #[test]
    fn chinese_has_words_around_the_number() {
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
    fn braces_hold_odd_ones() {
        check(" {ii, A, D-Z}, with a suffix", Some(("page", "ii, A, D-Z")), "with a suffix");
        check(
            ", {pp. iv, vi-xi, (xv)-(xvii)} with suffix here",
            Some(("page", "iv, vi-xi, (xv)-(xvii)")),
            "with suffix here",
        );
        check("{chap. {3}}", Some(("chapter", "{3}")), "");
        check(", {} 99 years later", None, "99 years later");
        check(", {p. 3", None, "{p. 3");
    }
}
