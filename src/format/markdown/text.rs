//! Text as lists hold it, made clean: ligatures, soft hyphens, blanks of no width, stray punctuation.

use unicode_normalization::UnicodeNormalization;

/// A text on one line without the characters that nobody sees and nobody meant.
pub(super) fn line(text: &str) -> String {
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
        title = title.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|')).to_owned();
        title = title
            .trim_end_matches([',', ';', ':', '：', '，', '。', '、'])
            .trim_start_matches([':', '：', ',', '.', '-'])
            .trim()
            .to_owned();
        if title.ends_with('.') && !title.ends_with("...") {
            title.pop();
        }
        for (open, close) in QUOTES {
            let inner = title.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
            if let Some(inner) = inner.filter(|inner| !inner.contains([*open, *close])) {
                title = inner.trim().to_owned();
            }
        }
        if title.len() == before {
            return title;
        }
    }
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
    let han = text.chars().filter(|&c| crate::paper::is_han(c)).count();
    let latin = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    if han > 0 { latin.max(1) - 1 + han.div_ceil(2) } else { latin }
}

/// What tells two spellings of one title from two titles: its letters and digits alone.
pub(super) fn folded(text: &str) -> String {
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
