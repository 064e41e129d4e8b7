//! Characters that look like others or are invisible: search does not find the text, and fonts may lack them.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::texts::Text;
use super::{at, fix};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::source::Span;

pub(super) fn check(text: &Text<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !text.value.is_ascii() {
        diagnostics.extend(check_text(text));
    }
}

fn check_text(text: &Text<'_>) -> Option<Diagnostic> {
    let first = text.value.chars().find_map(|c| Some((c, unusual(c)?)));
    if first.is_none() && is_nfc(&text.value) {
        return None;
    }
    let (origin, span) = text.locate();
    let Some((c, (what, instead))) = first else {
        let message = format!("`{}` has combining marks that are not composed", text.field);
        let help = format!("write `{}`", excerpt(&clean(&text.value)));
        let fix = fix::rewrite(origin, span, clean);
        return Some(at(origin, span, Code::BadValue, message).level(Level::Warning).help(help).fix(fix));
    };
    // The span of the character, if the file contains it literally.
    let raw = origin.source.text.get(span.range()).unwrap_or_default();
    let place = raw.find(c).map_or(span, |start| Span::new(start, start + c.len_utf8()).shifted(span.start));
    let message = format!("`{}` contains U+{:04X}, {what}", text.field, u32::from(c));
    let here = at(origin, place, Code::BadValue, message).level(Level::Warning);
    Some(match instead {
        Some(instead) => {
            let help = if instead.is_empty() { "remove it".to_owned() } else { format!("write `{instead}`") };
            here.help(help).fix(fix::rewrite(origin, span, clean))
        }
        None => here,
    })
}

/// Describes an unusual character, and returns its replacement if that is certain.
fn unusual(c: char) -> Option<(&'static str, Option<String>)> {
    let same = || Some(c.nfkc().collect());
    Some(match c {
        '\u{2F00}'..='\u{2FDF}' => ("a dictionary radical, not the character itself", same()),
        '\u{2E80}'..='\u{2EFF}' => {
            ("a dictionary radical, not the character itself", same().filter(|s: &String| s.chars().ne([c])))
        }
        '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}' => {
            ("a compatibility ideograph", same().filter(|s: &String| s.chars().ne([c])))
        }
        '\u{FB00}'..='\u{FB06}' => ("a ligature", same()),
        '\u{AD}' => ("a soft hyphen", Some(String::new())),
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' => ("a zero-width character", Some(String::new())),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => ("a bidirectional control character", None),
        '\u{FFFD}' => ("the replacement for a lost character", None),
        '\u{7F}'..='\u{9F}' => ("a control character", None),
        '\u{E000}'..='\u{F8FF}' => ("a private use character", None),
        _ => return None,
    })
}

/// Replaces all such characters and normalizes the text to NFC.
fn clean(text: &str) -> String {
    let replaced = text.chars().map(|c| match unusual(c) {
        Some((_, Some(instead))) => instead,
        _ => c.to_string(),
    });
    replaced.collect::<String>().nfc().collect()
}

fn excerpt(text: &str) -> String {
    const MAX_LENGTH: usize = 40;
    let short: String = text.chars().take(MAX_LENGTH).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
