//! TeX math between dollar signs: `MathML` in HTML, plain text elsewhere.
//!
//! Math is recognized by Pandoc's rules: no space after the opening dollar, none before the closing dollar, and no
//! digit after it, so prices are not math. math-core converts TeX to `MathML`. It has no commands that load or run
//! anything but does not escape every character, so its output is scanned: output that is unbalanced or contains an
//! `id` or a link, which could conflict with the page, is rejected.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::markup::html_scanner::{Part, Tag, parts, unbalanced};

/// A piece of a one-line text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Text without math.
    Text(&'t str),
    /// TeX, and the source including the dollars.
    Math { tex: &'t str, written: &'t str },
}

/// Splits a one-line text into text and math.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(dollar) = text[at..].find(['$', '\\']).map(|offset| at + offset) {
        if text[dollar..].starts_with('\\') {
            // An escaped character cannot start math.
            at = dollar + 1 + text[dollar + 1..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        let fence = if text[dollar..].starts_with("$$") { "$$" } else { "$" };
        let Some(end) = closing(text, dollar + fence.len(), fence) else {
            at = dollar + fence.len();
            continue;
        };
        if dollar > from {
            pieces.push(Piece::Text(&text[from..dollar]));
        }
        let tex = &text[dollar + fence.len()..end];
        at = end + fence.len();
        from = at;
        pieces.push(Piece::Math { tex, written: &text[dollar..at] });
    }
    if from < text.len() {
        pieces.push(Piece::Text(&text[from..]));
    }
    pieces
}

/// Returns the offset of the closing dollars of math that begins at `from`.
fn closing(text: &str, from: usize, fence: &str) -> Option<usize> {
    let display = fence == "$$";
    if !display && text[from..].starts_with(char::is_whitespace) {
        return None;
    }
    let mut at = from;
    loop {
        let offset = at + text[at..].find(['$', '\\'])?;
        if text[offset..].starts_with('\\') {
            at = offset + 1 + text[offset + 1..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        let (before, after) = (&text[from..offset], text[offset..].strip_prefix(fence));
        let closes = !before.trim().is_empty() && (display || !before.ends_with(char::is_whitespace));
        match after {
            Some(after) if closes && (display || !after.starts_with(|c: char| c.is_ascii_digit())) => {
                return Some(offset);
            }
            // A single dollar inside is a price or the start of the math.
            Some(_) if !display => return None,
            _ => at = offset + 1,
        }
    }
}

/// Converts TeX to `MathML` that is safe in every HTML context.
///
/// # Errors
///
/// Returns the reason if the TeX is invalid, too long, or uses labels, references or links.
pub(crate) fn html(tex: &str, display: bool) -> Result<String, String> {
    // math-core is recursive, so the length is limited.
    const MAX_LENGTH: usize = 4096;
    if tex.len() > MAX_LENGTH {
        return Err(format!("it is longer than {MAX_LENGTH} bytes"));
    }
    let converter = LatexToMathML::new(MathCoreConfig::default()).map_err(|_| "it cannot be typeset".to_owned())?;
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    let mathml =
        converter.convert_with_local_state(tex, display).map_err(|error| sentence(&error.error_message()))?.mathml;
    if unbalanced(&mathml).is_some() {
        return Err("its MathML is unbalanced".to_owned());
    }
    let mut out = String::with_capacity(mathml.len() + 32);
    for part in parts(&mathml) {
        match part {
            Part::Tag(tag) if is_harmless(&tag) => {
                let class = if tag.name == "math" && !tag.closes { " class=\"papers-math\"" } else { "" };
                let named = usize::from(tag.closes) + 1 + tag.name.len();
                out.push_str(&tag.written[..named]);
                out.push_str(class);
                escape_special(&tag.written[named..], &mut out);
            }
            Part::Text(text) => escape_special(&text.replace('<', "&lt;"), &mut out),
            Part::Tag(_) | Part::Comment(_) => return Err("labels, references and links are not supported".to_owned()),
        }
    }
    Ok(out)
}

/// Returns whether a tag is a `MathML` element without a link, an `id` or an event handler.
pub(crate) fn is_harmless(tag: &Tag<'_>) -> bool {
    let known = tag.name.starts_with('m') && tag.name.bytes().all(|byte| byte.is_ascii_lowercase());
    let meddles =
        |name: &String| matches!(name.as_str(), "id" | "href" | "src") || name.starts_with("on") || name.contains(':');
    known && !tag.attribute_names().iter().any(meddles)
}

/// Writes characters that are special to mdBook and its plugins as character references.
fn escape_special(mathml: &str, out: &mut String) {
    for c in mathml.chars() {
        match c {
            '$' => out.push_str("&#36;"),
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            '|' => out.push_str("&#124;"),
            '\\' => out.push_str("&#92;"),
            '@' => out.push_str("&#64;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}

/// Converts a math-core message to the style of our messages.
fn sentence(message: &str) -> String {
    let message = message.trim_end_matches('.').replace('"', "`");
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn math_is_distinguished_from_prices() {
        #[track_caller]
        fn check(text: &str, expect: &[&str]) {
            let math = |piece| match piece {
                Piece::Math { tex, .. } => Some(tex),
                Piece::Text(_) => None,
            };
            assert_eq!(pieces(text).into_iter().filter_map(math).collect::<Vec<_>>(), expect, "{text}");
            let whole = pieces(text).into_iter().map(|piece| match piece {
                Piece::Text(words) => words,
                Piece::Math { written, .. } => written,
            });
            assert_eq!(whole.collect::<String>(), text);
        }
        check("$O(n^2)$ and $x$", &["O(n^2)", "x"]);
        check("the $\\alpha$-divergence", &["\\alpha"]);
        check("$$x$$", &["x"]);
        check("$x\\$y$", &["x\\$y"]);
        check("between $5 and $10", &[]);
        check("$5-$10", &[]);
        check("costs $5, saves $n$ or $10 in $m$", &["n", "m"]);
        check("$ x$ and \\$x$", &[]);
        check("$", &[]);
        check("$$", &[]);
        check("$$$", &[]);
        check("a$评$b", &["评"]);
        check("\\", &[]);
    }

    #[test]
    fn math_is_converted_or_rejected() {
        #[track_caller]
        fn check(tex: &str, expect: Result<&str, &str>) {
            assert_eq!(html(tex, false).as_deref().map_err(String::as_str), expect, "{tex}");
        }
        check("x", Ok("<math class=\"papers-math\"><mi>x</mi></math>"));
        check("\\text{<script>}", Ok("<math class=\"papers-math\"><mtext>&lt;script&gt;</mtext></math>"));
        check("\\frac{a", Err("expected closing token `}`, but reached end of input"));
        check("\\href{javascript:x}{y}", Err("unknown command `\\href`"));
        check(&"x".repeat(5000), Err("it is longer than 4096 bytes"));
    }

    proptest! {
        #[test]
        fn mathml_is_balanced_and_harmless(tex in "(\\\\(text|frac|color|mathrm|href|class|tag|label|left|right|begin|end|sqrt|style|operatorname|ce)|[{}<>\"'&$|@\\\\^_ a-c1\n#%~]|\\{(matrix|align|x)\\}){0,12}") {
            let Ok(out) = html(&tex, true) else { return Ok(()) };
            prop_assert!(!out.contains(['{', '}', '$', '|', '@', '\n']), "{}", out);
            let mut open = Vec::new();
            for tag in out.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
                let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
                prop_assert!(name.starts_with('m'), "{} in {}", name, out);
                prop_assert!(!tag.contains(" on") && !tag.contains("href"), "{}", out);
                if tag.starts_with('/') {
                    prop_assert_eq!(open.pop(), Some(name), "{}", out);
                } else if !tag.ends_with('/') {
                    open.push(name);
                }
            }
            prop_assert!(open.is_empty(), "{}", out);
        }
    }
}
