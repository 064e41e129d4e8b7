//! Titles: text with inline markup.
//!
//! The markup is that of CSL-JSON: `<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>`,
//! `<span style="font-variant: small-caps;">`, `<span class="nocase">` and `<span class="nodecor">`. A tag without a
//! partner is text.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;

/// A title. It derefs to its text without markup, by which titles are sorted, searched and compared.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Title {
    text: String,
    /// The source, if it differs from the text.
    source: Option<Box<str>>,
    /// The work has no title, and the text is its key.
    is_key: bool,
}

/// How a part of a title is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each kind of markup nests in every other")]
pub struct TitleStyle {
    /// `<i>`; inside of another `<i>`, upright.
    pub italic: bool,
    /// `<b>`.
    pub bold: bool,
    /// `<sup>`.
    pub superscript: bool,
    /// `<sub>`.
    pub subscript: bool,
    /// `<sc>`.
    pub small_caps: bool,
    /// `<span class="nocase">`: the case is not converted.
    pub protected: bool,
}

impl Title {
    /// Parses a title with markup.
    pub fn parse(source: impl Into<String>) -> Self {
        let source = source.into();
        if !source.contains("</") {
            return Self { text: source, source: None, is_key: false };
        }
        let text: String = pieces(&source).into_iter().map(|(text, _)| text).collect();
        let has_markup = text != source;
        Self { text, source: has_markup.then(|| source.into_boxed_str()), is_key: false }
    }

    /// Returns the title of a work that has none: its key.
    pub fn of_key(key: &str) -> Self {
        let trimmed = key.trim();
        Self { text: if trimmed.is_empty() { key } else { trimmed }.to_owned(), source: None, is_key: true }
    }

    /// Returns whether the work has no title.
    pub fn is_key(&self) -> bool {
        self.is_key
    }

    /// The text without markup.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text with its markup.
    pub fn source(&self) -> &str {
        self.source.as_deref().unwrap_or(&self.text)
    }

    /// Returns whether there is markup.
    pub fn has_markup(&self) -> bool {
        self.source.is_some()
    }

    /// Returns the parts of the text, each with its style.
    pub fn pieces(&self) -> Vec<(&str, TitleStyle)> {
        match &self.source {
            Some(source) => pieces(source),
            None => vec![(&self.text, TitleStyle::default())],
        }
    }
}

impl fmt::Debug for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_key {
            return f.debug_tuple("Key").field(&self.text).finish();
        }
        fmt::Debug::fmt(self.source(), f)
    }
}

impl Deref for Title {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for Title {
    fn from(source: String) -> Self {
        Self::parse(source)
    }
}

impl From<&str> for Title {
    fn from(source: &str) -> Self {
        Self::parse(source)
    }
}

impl PartialEq<str> for Title {
    fn eq(&self, text: &str) -> bool {
        self.text == text
    }
}

impl PartialEq<&str> for Title {
    fn eq(&self, text: &&str) -> bool {
        self.text == *text
    }
}

impl PartialEq<String> for Title {
    fn eq(&self, text: &String) -> bool {
        self.text == *text
    }
}

/// The maximum length of a tag in bytes, without `<` and `>`.
const MAX_TAG: usize = 64;

/// The kinds of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markup {
    Italic,
    Bold,
    Superscript,
    Subscript,
    SmallCaps,
    Protected,
    /// Markup that only processors of CSL follow.
    Plain,
}

/// Returns the markup of an opening tag.
fn opening(tag: &str) -> Option<(&'static str, Markup)> {
    Some(match tag {
        "i" => ("i", Markup::Italic),
        "em" => ("em", Markup::Italic),
        "b" => ("b", Markup::Bold),
        "strong" => ("strong", Markup::Bold),
        "sup" => ("sup", Markup::Superscript),
        "sub" => ("sub", Markup::Subscript),
        "sc" => ("sc", Markup::SmallCaps),
        _ => {
            let attribute: String = tag.strip_prefix("span ")?.chars().filter(|c| !c.is_whitespace()).collect();
            let (name, value) = attribute.split_once('=')?;
            let value = value.trim_matches(['"', '\'']).trim_end_matches(';');
            match (name, value) {
                ("class", "nocase") => ("span", Markup::Protected),
                ("class", "nodecor") => ("span", Markup::Plain),
                ("style", "font-variant:small-caps") => ("span", Markup::SmallCaps),
                _ => return None,
            }
        }
    })
}

/// Splits a source at the tags that have a partner.
fn pieces(source: &str) -> Vec<(&str, TitleStyle)> {
    let tags = paired_tags(source);
    let mut out = Vec::with_capacity(tags.len() + 1);
    let mut style = TitleStyle::default();
    let mut from = 0;
    for (range, markup) in tags {
        if from < range.start {
            out.push((&source[from..range.start], style));
        }
        from = range.end;
        match markup {
            Markup::Italic => style.italic = !style.italic,
            Markup::Bold => style.bold = !style.bold,
            Markup::Superscript => style.superscript = !style.superscript,
            Markup::Subscript => style.subscript = !style.subscript,
            Markup::SmallCaps => style.small_caps = !style.small_caps,
            Markup::Protected => style.protected = !style.protected,
            Markup::Plain => {}
        }
    }
    if from < source.len() {
        out.push((&source[from..], style));
    }
    out
}

/// Returns the places of the tags that have a partner, in order.
fn paired_tags(source: &str) -> Vec<(std::ops::Range<usize>, Markup)> {
    let mut open: Vec<(std::ops::Range<usize>, &str, Markup)> = Vec::new();
    // How many tags of each name are open, so that a closing tag without a partner is not searched for.
    let mut count: HashMap<&str, usize> = HashMap::new();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = source[at..].find('<').map(|offset| at + offset) {
        at = start + 1;
        let length = source.as_bytes()[at..].iter().take(MAX_TAG).position(|&byte| byte == b'>');
        let Some(length) = length else { continue };
        let inner = &source[at..at + length];
        let range = start..at + length + 1;
        if let Some(name) = inner.strip_prefix('/') {
            // The nearest tag of this name; those inside of it have no partner.
            if count.get(name).is_some_and(|&count| count > 0)
                && let Some(partner) = open.iter().rposition(|(_, known, _)| *known == name)
            {
                for (_, known, _) in &open[partner..] {
                    *count.entry(known).or_default() -= 1;
                }
                let (opened, _, markup) = open.swap_remove(partner);
                open.truncate(partner);
                at = range.end;
                tags.push((opened, markup));
                tags.push((range, markup));
            }
        } else if let Some((name, markup)) = opening(inner) {
            *count.entry(name).or_default() += 1;
            at = range.end;
            open.push((range, name, markup));
        }
    }
    tags.sort_unstable_by_key(|(range, _)| range.start);
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_parsed() {
        let check = |source: &str, text: &str, marked: &[&str]| {
            let title = Title::parse(source);
            assert_eq!((title.as_str(), title.source()), (text, source));
            let pieces = title.pieces();
            let styled: Vec<_> =
                pieces.iter().filter(|(_, style)| *style != TitleStyle::default()).map(|(text, _)| *text).collect();
            assert_eq!(styled, marked, "{source}");
        };
        check("On <i>E. coli</i> in H<sub>2</sub>O", "On E. coli in H2O", &["E. coli", "2"]);
        check("The <span class=\"nocase\">iPhone</span>", "The iPhone", &["iPhone"]);
        check("<span style=\"font-variant: small-caps;\">Bert</span> a", "Bert a", &["Bert"]);
        check("A <i>b <b>c</b> <i>d</i></i>", "A b c d", &["b ", "c", " "]);
        // What has no partner or is not in the list is text.
        check("a <i>b and 1 < 2 </b>", "a <i>b and 1 < 2 </b>", &[]);
        check("<script>x</script> <i onclick=1>y</i>", "<script>x</script> <i onclick=1>y</i>", &[]);
        check("<i>a <b>c</i> d", "a <b>c d", &["a <b>c"]);
    }

    #[test]
    fn time_is_linear_in_tags() {
        let source = format!("{}{}", "<i>".repeat(100_000), "</b></".repeat(100_000));
        assert_eq!(Title::parse(source.clone()).as_str(), source);
    }
}
