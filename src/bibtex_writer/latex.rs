//! Writes text as LaTeX: escapes special characters, preserves mathematics and protects case.

use crate::citeproc::{is_changed_by_title_case, is_part_of_word};
use crate::paper::Title;

/// A text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if let Some(length) = math(rest) {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            before = '$';
            continue;
        }
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            // BibTeX counts `\{` as a brace when it looks for the end of a value.
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '$' | '&' | '%' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            '\u{A0}' => out.push('~'),
            // Two of them would be a ligature.
            '-' | '\'' if c == before => {
                out.push_str("{}");
                out.push(c);
            }
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
        before = c;
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Returns a title in LaTeX with its markup.
pub(super) fn marked_title(title: &Title) -> String {
    let mut out = String::new();
    for (text, style) in title.pieces() {
        let commands = [
            (style.italic, "\\emph{"),
            (style.bold, "\\textbf{"),
            (style.superscript, "\\textsuperscript{"),
            (style.subscript, "\\textsubscript{"),
            (style.small_caps, "\\textsc{"),
            (style.protected, "{"),
        ];
        let open = commands.iter().filter(|(set, _)| *set).map(|(_, command)| *command);
        let depth = open.clone().count();
        out.extend(open);
        out.push_str(&self::title(text));
        out.extend(std::iter::repeat_n("}", depth));
    }
    out
}

/// Returns a title in LaTeX; words with inner capitals are protected, but not `Low-Rank`, whose capitals are those of its parts.
pub(super) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while !rest.is_empty() {
        let blank = rest.len() - rest.trim_start().len();
        out.push_str(&rest[..blank]);
        rest = &rest[blank..];
        // Mathematics may contain spaces.
        let end = math(rest).unwrap_or_else(|| rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let word = &rest[..end];
        rest = &rest[end..];
        let from = word.find(char::is_alphanumeric).unwrap_or(0);
        let to = word
            .rfind(char::is_alphanumeric)
            .map_or(word.len(), |at| at + word[at..].chars().next().map_or(0, char::len_utf8));
        let inner = &word[from..to];
        let capitals = inner.chars().skip(1).any(char::is_uppercase);
        if capitals && !is_compound(inner) && !word.contains('$') {
            out.push_str(&escaped(&word[..from]));
            protect(inner, &mut out);
            out.push_str(&escaped(&word[to..]));
        } else {
            out.push_str(&escaped(word));
        }
    }
    out
}

/// Returns whether a word consists of parts that are lower case, or capitalized words of several letters.
fn is_compound(word: &str) -> bool {
    word.split(|c: char| !c.is_alphanumeric()).all(|part| {
        let mut letters = part.chars();
        let is_capital = letters.next().is_some_and(char::is_uppercase);
        let rest = letters.as_str();
        !(rest.contains(char::is_uppercase) || is_capital && rest.is_empty())
    })
}

/// Writes a word in braces, without the parts that title case may change, such as the last of `BERT-based`.
fn protect(word: &str, out: &mut String) {
    let is_between = |c: char| !is_part_of_word(c);
    let mut rest = word;
    while !rest.is_empty() {
        let (between, parts) = rest.split_at(rest.find(is_part_of_word).unwrap_or(rest.len()));
        out.push_str(&escaped(between));
        rest = parts;
        let mut end = 0;
        let mut protected = 0;
        // A run of parts that are protected, with what is between them.
        while end < rest.len() {
            let length = rest[end..].find(is_between).unwrap_or(rest.len() - end);
            if is_changed_by_title_case(&rest[end..end + length], false) {
                break;
            }
            protected = if length > 0 { end + length } else { protected };
            end += length;
            end += rest[end..].find(is_part_of_word).unwrap_or(rest.len() - end);
        }
        if protected > 0 {
            out.extend(["{", &escaped(&rest[..protected]), "}"]);
        }
        let next = rest[end..].find(is_between).map_or(rest.len(), |length| end + length);
        out.push_str(&escaped(&rest[protected..next]));
        rest = &rest[next..];
    }
}

/// Returns an address or identifier in LaTeX, where only braces and backslashes are special.
pub(super) fn verbatim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            c if c.is_whitespace() => out.push_str("%20"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Returns the length of the mathematics at the start of a text: `$…$` with balanced braces, distinguished
/// from amounts of money by pandoc's rule.
fn math(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('$')?;
    let end = inner.find('$')?;
    let (math, after) = (&inner[..end], &inner[end + 1..]);
    let tight = !math.is_empty() && !math.starts_with(char::is_whitespace) && !math.ends_with(char::is_whitespace);
    let money = after.starts_with(|c: char| c.is_ascii_digit());
    let mut depth = 0_i32;
    let balanced = math.chars().all(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth >= 0
    });
    let plain = !math.chars().any(char::is_control) && !math.ends_with('\\');
    (tight && !money && balanced && depth == 0 && plain).then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_capitals_of_their_own_are_protected() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(title(text), expect);
        }
        check("Parameter-Efficient Transfer Learning for NLP", "Parameter-Efficient Transfer Learning for {NLP}");
        check("LoRA: Low-Rank Adaptation", "{LoRA}: Low-Rank Adaptation");
        check("Chain-of-Thought and/or GPT-4", "Chain-of-Thought and/or {GPT-4}");
        check("Q-Former, Pre-LN, O'Brien", "{Q-Former}, {Pre-LN}, {O'Brien}");
        check("Self-BLEU (iPhone)", "{Self-BLEU} ({iPhone})");
    }

    #[test]
    fn words_with_capitals_are_protected_without_what_title_case_changes() {
        for (text, expect) in [
            ("GPT-4 and Transformer-XL", "{GPT-4} and {Transformer-XL}"),
            ("(LoRA-Fine-Tuning-aware)", "({LoRA-Fine-Tuning}-aware)"),
            ("pre-BERT-based/XL models", "pre-{BERT}-based/{XL} models"),
            ("LLM.int8() for iOS", "{LLM.int8}() for {iOS}"),
            ("Plain words-with", "Plain words-with"),
        ] {
            assert_eq!(title(text), expect);
        }
    }
}
