//! Text with markup: characters, and marks between them where italics, quotation marks and the like begin and end.
//!
//! The marks are kept apart from the characters, so a text is parsed once and never again. Markup is that of CSL-JSON:
//! `<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>`, `<span style="font-variant: small-caps;">`, `<span class="nocase">` and
//! `<span class="nodecor">`. A tag that has no partner is text.

/// Characters and where marks are among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The characters, without quotation marks that are marks.
    pub plain: String,
    /// Marks in the order of their places.
    pub marks: Vec<Mark>,
}

/// The beginning or the end of something in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The byte offset in the characters.
    pub at: usize,
    /// What begins or ends.
    pub kind: MarkKind,
    /// Whether it begins.
    pub opens: bool,
}

/// What begins or ends at a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// `<i>`.
    Italic,
    /// `<b>`.
    Bold,
    /// `<sup>`.
    Sup,
    /// `<sub>`.
    Sub,
    /// Small capitals.
    SmallCaps,
    /// Text that keeps its case.
    NoCase,
    /// Text without the formatting around it.
    NoDecor,
    /// A quotation mark, with the character that the source has; of straight ones `'` is the inner sort.
    Quote(char),
}

impl Text {
    /// Returns text without marks, whatever its characters.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { plain: text.into(), marks: Vec::new() }
    }

    /// Returns whether there are no characters.
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// Reads markup and straight quotation marks.
    pub fn parse(source: &str) -> Self {
        if !source.contains(['<', '"', '\'', '\u{201c}', '\u{2018}', '\u{ab}', '\u{201e}', '\u{201a}', '\u{2039}']) {
            return Self::plain(source);
        }
        let mut tokens = tokens(source);
        pair_tags(&mut tokens);
        pair_quotes(&mut tokens);
        assemble(&tokens)
    }
}

/// A piece of a source.
#[derive(Clone, Copy, Debug)]
enum Token<'a> {
    Text(&'a str),
    Tag { source: &'a str, kind: Option<MarkKind>, opens: bool },
    Quote { source: &'a str, before: Option<char>, after: Option<char> },
    Mark(MarkKind, bool),
}

fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(found) = source[at..].find(['<', '"', '\'', '“', '”', '‘', '’', '«', '»', '„', '‚', '‹', '›'])
    {
        let here = at + found;
        let rest = &source[here..];
        let first = rest.chars().next().unwrap_or_default();
        let token = if first == '<' { tag(rest) } else { None };
        let Some((length, token)) = token.or_else(|| (first != '<').then(|| quote(source, here, first))) else {
            at = here + 1;
            continue;
        };
        if start < here {
            tokens.push(Token::Text(&source[start..here]));
        }
        tokens.push(token);
        at = here + length;
        start = at;
    }
    if start < source.len() {
        tokens.push(Token::Text(&source[start..]));
    }
    tokens
}

fn quote(source: &str, at: usize, first: char) -> (usize, Token<'_>) {
    let length = first.len_utf8();
    let token = Token::Quote {
        source: &source[at..at + length],
        before: source[..at].chars().next_back(),
        after: source[at + length..].chars().next(),
    };
    (length, token)
}

/// The tag that a text starts with, and its length.
fn tag(rest: &str) -> Option<(usize, Token<'_>)> {
    let end = rest.find('>')? + 1;
    let source = &rest[..end];
    let inner = &source[1..end - 1];
    let (kind, opens) = match inner {
        "i" | "em" => (Some(MarkKind::Italic), true),
        "b" | "strong" => (Some(MarkKind::Bold), true),
        "sup" => (Some(MarkKind::Sup), true),
        "sub" => (Some(MarkKind::Sub), true),
        "sc" => (Some(MarkKind::SmallCaps), true),
        "/i" | "/em" => (Some(MarkKind::Italic), false),
        "/b" | "/strong" => (Some(MarkKind::Bold), false),
        "/sup" => (Some(MarkKind::Sup), false),
        "/sub" => (Some(MarkKind::Sub), false),
        "/sc" => (Some(MarkKind::SmallCaps), false),
        "/span" => (None, false),
        _ => (Some(span(inner)?), true),
    };
    Some((end, Token::Tag { source, kind, opens }))
}

fn span(inner: &str) -> Option<MarkKind> {
    let attribute: String = inner.strip_prefix("span")?.chars().filter(|c| !c.is_whitespace()).collect();
    let (name, value) = attribute.split_once('=')?;
    let value = value.trim_matches(['"', '\'']);
    match (name, value.trim_end_matches(';')) {
        ("class", "nocase") => Some(MarkKind::NoCase),
        ("class", "nodecor") => Some(MarkKind::NoDecor),
        ("style", "font-variant:small-caps") => Some(MarkKind::SmallCaps),
        _ => None,
    }
}

/// Turns tags that have partners into marks; others become text.
fn pair_tags(tokens: &mut [Token<'_>]) {
    let mut open: Vec<(usize, MarkKind, bool)> = Vec::new();
    for at in 0..tokens.len() {
        let Token::Tag { source, kind, opens } = tokens[at] else { continue };
        let is_span = source.starts_with("<span") || source.starts_with("</span");
        if let (true, Some(kind)) = (opens, kind) {
            open.push((at, kind, is_span));
            continue;
        }
        // The nearest one that this tag can close; those inside it stay without a partner.
        let partner =
            open.iter().rposition(|(_, known, span)| *span == is_span && kind.is_none_or(|kind| kind == *known));
        if let Some(partner) = partner {
            let (begin, kind, _) = open[partner];
            open.truncate(partner);
            tokens[begin] = Token::Mark(kind, true);
            tokens[at] = Token::Mark(kind, false);
        }
    }
    for token in tokens {
        if let Token::Tag { source, .. } = *token {
            *token = Token::Text(source);
        }
    }
}

/// Turns quotation marks that have partners into marks, and apostrophes into theirs.
fn pair_quotes(tokens: &mut [Token<'_>]) {
    let mut open: Vec<(usize, char)> = Vec::new();
    // The sort that comes first is the outer one.
    let mut outer = None;
    for at in 0..tokens.len() {
        let Token::Quote { source, before, after } = tokens[at] else { continue };
        let first = source.chars().next().unwrap_or_default();
        // Tags do not count as neighbours.
        let before = neighbour(tokens, at, before, false);
        let after = neighbour(tokens, at, after, true);
        if let Some(partner) = closes(&open, first, before, after) {
            let (begin, kind) = open[partner];
            open.truncate(partner);
            let straight = |c: char| match c {
                '"' | '\'' if outer.is_none_or(|outer| outer == c) => '"',
                '"' | '\'' => '\'',
                c => c,
            };
            tokens[begin] = Token::Mark(MarkKind::Quote(straight(kind)), true);
            tokens[at] = Token::Mark(MarkKind::Quote(straight(first)), false);
        } else if can_open(first, before, after) {
            open.push((at, first));
            if matches!(first, '"' | '\'') {
                outer = outer.or(Some(first));
            }
        }
    }
    for token in tokens {
        if let Token::Quote { source, .. } = *token {
            *token = Token::Text(if source == "'" { "\u{2019}" } else { source });
        }
    }
}

/// The character next to a quotation mark, across tags.
fn neighbour(tokens: &[Token<'_>], at: usize, direct: Option<char>, forward: bool) -> Option<char> {
    if !matches!(direct, Some('<' | '>')) {
        return direct;
    }
    let character = |token: &Token<'_>| match token {
        Token::Text(text) => Some(if forward { text.chars().next() } else { text.chars().next_back() }),
        Token::Quote { source, .. } => Some(source.chars().next()),
        Token::Mark(MarkKind::Quote(c), _) => Some(Some(*c)),
        Token::Mark(..) | Token::Tag { .. } => None,
    };
    let found = if forward {
        tokens[at + 1..].iter().find_map(character)
    } else {
        tokens[..at].iter().rev().find_map(character)
    };
    found.flatten()
}

fn can_open(first: char, before: Option<char>, after: Option<char>) -> bool {
    match first {
        '"' | '\'' => {
            before.is_none_or(|c| {
                c.is_whitespace() || matches!(c, '(' | '[' | '"' | '\'' | '“' | '‘' | '/' | '-' | '–' | '—' | '«' | '„')
            }) && after.is_some_and(|c| !c.is_whitespace())
        }
        '“' | '‘' | '«' | '„' | '‚' | '‹' | '»' | '›' => true,
        _ => false,
    }
}

/// The open quotation mark that this one closes.
fn closes(open: &[(usize, char)], first: char, before: Option<char>, after: Option<char>) -> Option<usize> {
    let partners: &[char] = match first {
        '"' => &['"'],
        '\'' => &['\''],
        '”' => &['“', '„', '”'],
        '“' => &['„'],
        '’' => &['‘', '‚'],
        '‘' => &['‚'],
        '»' => &['«'],
        '«' => &['»'],
        '›' => &['‹'],
        '‹' => &['›'],
        _ => return None,
    };
    if matches!(first, '"' | '\'') && before.is_none_or(char::is_whitespace) {
        return None;
    }
    // Inside a word it is an apostrophe.
    if matches!(first, '\'' | '’') && after.is_some_and(char::is_alphanumeric) {
        return None;
    }
    open.iter().rposition(|(_, kind)| partners.contains(kind))
}

fn assemble(tokens: &[Token<'_>]) -> Text {
    let mut text = Text::default();
    for token in tokens {
        match token {
            Token::Text(source) | Token::Tag { source, .. } | Token::Quote { source, .. } => {
                text.plain.push_str(source);
            }
            Token::Mark(kind, opens) => text.marks.push(Mark { at: text.plain.len(), kind: *kind, opens: *opens }),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with its marks made visible.
    fn shown(text: &Text) -> String {
        let mut out = String::new();
        let mut at = 0;
        for mark in &text.marks {
            out += &text.plain[at..mark.at];
            at = mark.at;
            let name = match mark.kind {
                MarkKind::Quote(_) => "q".to_owned(),
                kind => format!("{kind:?}").to_lowercase(),
            };
            out += if mark.opens { "{" } else { "}" };
            if mark.opens {
                out.extend([&name, ":"]);
            }
        }
        out + &text.plain[at..]
    }

    #[test]
    fn markup_becomes_marks() {
        #[track_caller]
        fn check(source: &str, expect: &str) {
            assert_eq!(shown(&Text::parse(source)), expect);
        }
        check("plain", "plain");
        check("<i>E. coli</i> in H<sub>2</sub>O", "{italic:E. coli} in H{sub:2}O");
        check("<span class=\"nocase\">iPhone</span> and", "{nocase:iPhone} and");
        check("<span style=\"font-variant: small-caps;\">bc</span>", "{smallcaps:bc}");
        check("a < b and c > d", "a < b and c > d");
        check("<i>open", "<i>open");
        check("<i>a<b>b</i>c</b>", "{italic:a<b>b}c</b>");
        check("The \"big\" one", "The {q:big} one");
        check("On 'soft' limits", "On {q:soft} limits");
        check("dogs' and cat's", "dogs\u{2019} and cat\u{2019}s");
        check("\"<i>It</i>\"", "{q:{italic:It}}");
        check("12\" disk", "12\" disk");
        check("“a ‘b’ c”", "{q:a {q:b} c}");
        check("it’s", "it’s");
        check("<unknown>x</unknown>", "<unknown>x</unknown>");
    }
}
