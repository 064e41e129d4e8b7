//! Characters that look like others, or like nothing: search does not find what they stand in, and fonts may lack them.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::texts::{self, Text};
use super::{Subject, at, fix};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::format;
use crate::source::Span;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let odd = texts::all(subject).filter(|text| !text.value.is_ascii());
    found.extend(odd.filter_map(|text| check_text(&text)));
}

fn check_text(text: &Text<'_>) -> Option<Diagnostic> {
    let first = text.value.chars().find_map(|c| Some((c, odd(c)?)));
    if first.is_none() && is_nfc(&text.value) {
        return None;
    }
    let (origin, span) = format::locate(text.origin, &text.field, text.nth);
    let Some((c, (what, instead))) = first else {
        let message = format!("`{}` has letters and their marks apart", text.field);
        let help = format!("write them as one: `{}`", excerpt(&clean(&text.value)));
        let fix = fix::rewrite(origin, span, clean);
        return Some(at(origin, span, Code::BadValue, message).level(Level::Warning).help(help).fix(fix));
    };
    // The character itself, where the text has it as it is.
    let raw = origin.source.text.get(span.range()).unwrap_or_default();
    let place = raw.find(c).map_or(span, |start| Span::new(start, start + c.len_utf8()).shifted(span.start));
    let message = format!("`{}` holds U+{:04X}, {what}", text.field, u32::from(c));
    let here = at(origin, place, Code::BadValue, message).level(Level::Warning);
    Some(match instead {
        Some(instead) => {
            let help = if instead.is_empty() { "leave it out".to_owned() } else { format!("write `{instead}`") };
            here.help(help).fix(fix::rewrite(origin, span, clean))
        }
        None => here,
    })
}

/// What is wrong with a character, and what stands in its place if that is sure.
fn odd(c: char) -> Option<(&'static str, Option<String>)> {
    let same = || Some(c.nfkc().collect());
    Some(match c {
        '\u{2F00}'..='\u{2FDF}' => ("a radical of a dictionary, not the character", same()),
        '\u{2E80}'..='\u{2EFF}' => {
            ("a radical of a dictionary, not the character", same().filter(|s: &String| s.chars().ne([c])))
        }
        '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}' => {
            ("a compatibility ideograph", same().filter(|s: &String| s.chars().ne([c])))
        }
        '\u{FB00}'..='\u{FB06}' => ("a ligature", same()),
        '\u{AD}' => ("a soft hyphen", Some(String::new())),
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' => ("a character without width", Some(String::new())),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => ("a mark that turns the direction of writing", None),
        '\u{FFFD}' => ("what stands for a character that was lost", None),
        '\u{7F}'..='\u{9F}' => ("a control character", None),
        '\u{E000}'..='\u{F8FF}' => ("a character for private use", None),
        _ => return None,
    })
}

/// The text with every such character replaced and every letter composed with its marks.
fn clean(text: &str) -> String {
    let replaced = text.chars().map(|c| match odd(c) {
        Some((_, Some(instead))) => instead,
        _ => c.to_string(),
    });
    replaced.collect::<String>().nfc().collect()
}

fn excerpt(text: &str) -> String {
    const LENGTH: usize = 40;
    let short: String = text.chars().take(LENGTH).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
