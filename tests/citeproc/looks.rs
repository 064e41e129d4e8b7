//! A form in which formatted HTML compares: characters with their looks, and one blank for any number of them.

/// A character and its looks, as letters in order.
pub(crate) type Character = (char, String);

const LOOKS: [(&str, &str); 7] =
    [("i", "i"), ("em", "i"), ("b", "b"), ("strong", "b"), ("sup", "^"), ("sub", "_"), ("u", "u")];

/// Reads HTML.
pub(crate) fn looked(html: &str) -> Vec<Character> {
    let mut open: Vec<(String, String)> = Vec::new();
    let mut out: Vec<Character> = Vec::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if c == '<'
            && let Some(end) = rest.find('>')
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        {
            tag(&rest[1..end], &mut open, &mut out);
            rest = &rest[end + 1..];
            continue;
        }
        let (c, length) = if c == '&' { entity(rest) } else { (c, c.len_utf8()) };
        character(c, &open, &mut out);
        rest = &rest[length..];
    }
    if out.last().is_some_and(|(c, _)| *c == ' ') {
        out.pop();
    }
    if out.first().is_some_and(|(c, _)| *c == ' ') {
        out.remove(0);
    }
    out
}

fn character(c: char, open: &[(String, String)], out: &mut Vec<Character>) {
    if matches!(c, ' ' | '\n' | '\t' | '\r') {
        if out.last().is_some_and(|(c, _)| *c != ' ') {
            out.push((' ', String::new()));
        }
        return;
    }
    let looks =
        if c.is_whitespace() { String::new() } else { open.last().map(|(_, looks)| looks.clone()).unwrap_or_default() };
    out.push((c, looks));
}

fn tag(tag: &str, open: &mut Vec<(String, String)>, out: &mut Vec<Character>) {
    let is_block = |name: &str| matches!(name, "div" | "p" | "li" | "br");
    if let Some(name) = tag.strip_prefix('/') {
        while let Some((closed, _)) = open.pop() {
            if closed == name {
                break;
            }
        }
        if is_block(name) {
            character(' ', open, out);
        }
        return;
    }
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let name = name.trim_end_matches('/');
    let mut looks: String = open.last().map(|(_, looks)| looks.clone()).unwrap_or_default();
    let attributes = attributes.replace(' ', "");
    let mut set = |look: &str, on: bool| {
        looks = looks.replace(look, "");
        if on {
            looks.push_str(look);
        }
    };
    if let Some((_, look)) = LOOKS.iter().find(|(tag, _)| *tag == name) {
        set(look, true);
    }
    let changes = [
        ("font-style:normal", "i", false),
        ("font-variant:small-caps", "s", true),
        ("font-variant:normal", "s", false),
        ("font-weight:normal", "b", false),
        ("font-weight:bold", "b", true),
        ("text-decoration:underline", "u", true),
        ("baseline", "^", false),
        ("baseline", "_", false),
        ("nodecor", "i", false),
        ("nodecor", "b", false),
        ("nodecor", "s", false),
    ];
    for (words, look, on) in changes {
        if attributes.contains(words) {
            set(look, on);
        }
    }
    if is_block(name) {
        character(' ', open, out);
    }
    if name != "br" {
        let mut letters: Vec<char> = looks.chars().collect();
        letters.sort_unstable();
        open.push((name.to_owned(), letters.into_iter().collect()));
    }
}

fn entity(rest: &str) -> (char, usize) {
    let known = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", '\u{a0}')];
    if let Some((name, c)) = known.iter().find(|(name, _)| rest.starts_with(name)) {
        return (*c, name.len());
    }
    let number = rest.strip_prefix("&#").and_then(|rest| rest.split_once(';'));
    let found = number.and_then(|(digits, _)| Some((char::from_u32(digits.parse().ok()?)?, digits.len() + 3)));
    found.unwrap_or(('&', 1))
}

/// Makes characters readable.
pub(crate) fn shown(characters: &[Character]) -> String {
    let mut out = String::new();
    let mut now = String::new();
    for (c, looks) in characters {
        let looks = if c.is_whitespace() { now.clone() } else { looks.clone() };
        if looks != now {
            if !now.is_empty() {
                out.push('}');
            }
            if !looks.is_empty() {
                out.extend(["{", &looks, ":"]);
            }
            now = looks;
        }
        out.push(*c);
    }
    out + if now.is_empty() { "" } else { "}" }
}
