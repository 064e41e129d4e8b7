//! Text as lists hold it, made clean: ligatures, soft hyphens, blanks of no width, stray punctuation.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// A text on one line without the characters that nobody sees and nobody meant.
pub(super) fn line(text: &str) -> String {
    if text.is_ascii() {
        let spaced = text.split(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
        return spaced.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE0F}' => {}
            '\u{FB00}'..='\u{FB06}' => clean.extend(std::iter::once(c).nfkd()),
            // The radicals that PDFs have in place of characters.
            '\u{2E80}'..='\u{2FDF}' => clean.extend(std::iter::once(c).nfkc()),
            // An accent after a blank belongs to the letter that follows or came before.
            '\u{0300}'..='\u{036F}' if clean.ends_with(' ') => {
                clean.pop();
                clean.push(c);
            }
            c if c.is_whitespace() || c.is_control() => {
                if !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            c => clean.push(c),
        }
    }
    clean.trim().nfc().collect()
}

/// A title: without the quotes around it and the full stop or comma behind it.
pub(super) fn title(text: &str) -> String {
    let mut title = line(text);
    loop {
        let before = title.len();
        if let Some(mark) = shortcodes(&title).pop().filter(|mark| mark.end == title.len()) {
            title.truncate(mark.start);
        }
        title = bare(&title).to_owned();
        title = title
            .trim_end_matches([',', ';', ':', '：', '，', '。', '、'])
            .trim_start_matches([':', '：', ',', '-'])
            .trim()
            .to_owned();
        if let Some(rest) = title.strip_prefix('.').filter(|rest| rest.starts_with([' ', '.'])) {
            title = rest.trim_start().to_owned();
        }
        if title.ends_with('.') && !title.ends_with("...") {
            title.pop();
        }
        for (open, close) in QUOTES {
            let inner = title.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
            if let Some(inner) = inner.filter(|inner| !inner.contains([*open, *close])) {
                title = inner.trim().to_owned();
            }
            // A quote that is opened or closed, and not both.
            let (opened, closed) = (title.matches(*open).count(), title.matches(*close).count());
            if opened + closed == 1 || open == close && opened == 1 {
                title = title.trim_start_matches(*open).trim_end_matches(*close).trim().to_owned();
            }
        }
        if title.len() == before {
            return title;
        }
    }
}

/// A text without what decorates its ends: stars, bullets, emoji and their names.
pub(super) fn bare(text: &str) -> &str {
    let mut text = text;
    loop {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|') || is_ornament(c));
        let rest = without_shortcode(trimmed);
        if rest.len() == text.len() {
            return text;
        }
        text = rest;
    }
}

/// Whether a character is a bullet, an arrow, a dingbat or an emoji.
pub(super) fn is_ornament(c: char) -> bool {
    matches!(c, '•' | '‣' | '◦' | '·' | '\u{FE0F}' | '\u{200D}')
        || matches!(c, '\u{2190}'..='\u{21FF}' | '\u{25A0}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// A text without the name of an emoji at its beginning, as in `:star: …`.
fn without_shortcode(text: &str) -> &str {
    let Some((name, rest)) = text.strip_prefix(':').and_then(|rest| rest.split_once(':')) else { return text };
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '+' | '-'));
    if is_name { rest } else { text }
}

/// A text without the names of emoji in it.
pub(super) fn without_shortcodes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(':') {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        // A colon within words or a time is none of theirs.
        let after = if kept.ends_with(char::is_alphanumeric) { rest } else { without_shortcode(rest) };
        if after.len() == rest.len() {
            kept.push(':');
            rest = &rest[1..];
        } else {
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}

/// The names of emoji in a text, as in `:star:`, each with its colons.
pub(super) fn shortcodes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(':').map(|start| at + start) {
        let length = text[start..].len() - without_shortcode(&text[start..]).len();
        let before = &text[at..start];
        // A colon within words or a time is none of theirs.
        if length > 0 && !before.ends_with(char::is_alphanumeric) {
            found.push(start..start + length);
            at = start + length;
        } else {
            at = start + 1;
        }
    }
    found
}

/// Whether a text holds the name of an emoji, as in `:star:`.
pub(super) fn is_shortcode(text: &str) -> bool {
    text.contains(':') && without_shortcodes(text).len() < text.len()
}

/// What stands around quoted text.
pub(super) const QUOTES: &[(char, char)] = &[('"', '"'), ('\u{201C}', '\u{201D}'), ('「', '」'), ('《', '》')];

/// The first quoted text: where it begins and ends, quotes and all.
pub(super) fn quoted(text: &str) -> Option<(usize, usize)> {
    let found = QUOTES.iter().filter_map(|&(open, close)| {
        let start = text.find(open)?;
        let inner = start + open.len_utf8();
        let end = inner + text[inner..].find(close)? + close.len_utf8();
        Some((start, end))
    });
    found.min()
}

/// How many words a text has; each Chinese character counts for half a word.
pub(super) fn words(text: &str) -> usize {
    let han = if text.is_ascii() { 0 } else { text.chars().filter(|&c| crate::paper::is_han(c)).count() };
    let latin = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    if han > 0 { latin.max(1) - 1 + han.div_ceil(2) } else { latin }
}

/// What tells two spellings of one title from two titles: its letters and digits alone.
pub(super) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    text.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A slug: letters and digits of any script in lower case, joined by hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in line(text).chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_what_decorates_them() {
        #[track_caller]
        fn check(written: &str, expect: &str) {
            assert_eq!(title(written), expect, "{written}");
        }
        check("• A Study of Lists.", "A Study of Lists");
        check("⭐ A Study of Lists 🔥", "A Study of Lists");
        check(":star: A Study of Lists", "A Study of Lists");
        check("“A Study of Lists", "A Study of Lists");
        check("\"A Study of Lists\"", "A Study of Lists");
        check("∞-former: Infinite Memory", "∞-former: Infinite Memory");
        check("H•O: Hands and Objects", "H•O: Hands and Objects");
    }

    #[test]
    fn names_of_emoji_are_no_text() {
        #[track_caller]
        fn check(written: &str, expect: &str) {
            assert_eq!(without_shortcodes(written), expect, "{written}");
        }
        check(":star::star: good", " good");
        check("at 10:30: a talk", "at 10:30: a talk");
        check("a: b :fire:", "a: b ");
    }
}
