//! A scanner for tags in HTML, used to check that HTML from users is balanced.

/// A token of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'h> {
    /// Text, with character references as written.
    Text(&'h str),
    /// A tag.
    Tag(Tag<'h>),
    /// A comment or a declaration.
    Comment(&'h str),
}

/// A start or end tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'h> {
    /// The element name, as written.
    pub(crate) name: &'h str,
    /// Whether it is an end tag.
    pub(crate) closes: bool,
    /// The text between the name and `>`.
    pub(crate) attributes: &'h str,
    /// The offset of its start.
    pub(crate) start: usize,
    /// The complete tag.
    pub(crate) written: &'h str,
}

impl<'h> Tag<'h> {
    /// Returns whether its element is void.
    pub(crate) fn is_void(&self) -> bool {
        const VOID: &[&str] =
            &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
        self.attributes.ends_with('/') || VOID.iter().any(|name| name.eq_ignore_ascii_case(self.name))
    }

    /// Returns the attribute names in lower case.
    pub(crate) fn attribute_names(&self) -> Vec<String> {
        self.named_attributes().into_iter().map(|(name, _)| name).collect()
    }

    /// Returns the attributes: names in lower case, and unquoted values with character references as written.
    pub(crate) fn named_attributes(&self) -> Vec<(String, &'h str)> {
        let mut named = Vec::new();
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
            if end == 0 {
                return named;
            }
            let name = rest[..end].to_ascii_lowercase();
            rest = rest[end..].trim_start();
            let Some(value) = rest.strip_prefix('=') else {
                named.push((name, ""));
                continue;
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            named.push((name, value));
            rest = after;
        }
    }
}

/// Splits HTML into tokens. A `<` that does not start a tag is text.
pub(crate) fn parts(html: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = html[at..].find('<').map(|offset| at + offset) {
        let Some((part, end)) = tag(html, start) else {
            at = start + 1;
            continue;
        };
        if start > from {
            parts.push(Part::Text(&html[from..start]));
        }
        parts.push(part);
        (from, at) = (end, end);
    }
    if from < html.len() {
        parts.push(Part::Text(&html[from..]));
    }
    parts
}

/// Returns the tag or comment that starts at `start`, and its end.
fn tag(html: &str, start: usize) -> Option<(Part<'_>, usize)> {
    let rest = &html[start + 1..];
    if let Some(comment) = rest.strip_prefix("!--") {
        let end = comment.find("-->").map_or(html.len(), |end| start + 4 + end + 3);
        return Some((Part::Comment(&html[start..end]), end));
    }
    if rest.starts_with(['!', '?']) {
        let end = rest.find('>').map_or(html.len(), |end| start + 1 + end + 1);
        return Some((Part::Comment(&html[start..end]), end));
    }
    let (closes, named) = rest.strip_prefix('/').map_or((false, rest), |named| (true, named));
    if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let length = named.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(named.len());
    let (name, tail) = named.split_at(length);
    let mut quote = None;
    let close = tail.char_indices().find(|&(_, c)| match quote {
        Some(open) => {
            if c == open {
                quote = None;
            }
            false
        }
        None if c == '"' || c == '\'' => {
            quote = Some(c);
            false
        }
        None => c == '>',
    });
    let (attributes, length) = close.map_or((tail, tail.len()), |(at, _)| (&tail[..at], at + 1));
    let end = html.len() - tail.len() + length;
    Some((Part::Tag(Tag { name, closes, attributes: attributes.trim_end(), start, written: &html[start..end] }), end))
}

/// Returns the first tag that is not closed or closes nothing, or `None` if the HTML is balanced.
pub(crate) fn unbalanced(html: &str) -> Option<Tag<'_>> {
    const RAW: &[&str] = &["script", "style", "textarea", "title"];
    let mut open: Vec<Tag<'_>> = Vec::new();
    for part in parts(html) {
        let Part::Tag(tag) = part else { continue };
        let raw = open.last().filter(|last| RAW.iter().any(|name| name.eq_ignore_ascii_case(last.name)));
        // In a script `<` only starts its end tag.
        if raw.is_some_and(|raw| !tag.closes || !raw.name.eq_ignore_ascii_case(tag.name)) {
            continue;
        }
        if !tag.written.ends_with('>') {
            return Some(tag);
        }
        if tag.closes {
            match open.pop() {
                Some(last) if last.name.eq_ignore_ascii_case(tag.name) => {}
                _ => return Some(tag),
            }
        } else if !tag.is_void() {
            open.push(tag);
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unbalanced_tags_are_reported() {
        #[track_caller]
        fn check(html: &str, expect: Option<&str>) {
            assert_eq!(unbalanced(html).map(|tag| tag.written), expect, "{html}");
        }
        check("<p>a <br> <img src='>'> 1 < 2</p>", None);
        check("<div><p></div>", Some("</div>"));
        check("<div>", Some("<div>"));
        check("</div>", Some("</div>"));
        check("<script>if (a < b) '<p>'</script>", None);
        check("<!-- <p> --><P></p>", None);
        check("<p", Some("<p"));
        check("<p a=\"", Some("<p a=\""));
    }

    #[test]
    fn attributes_are_named() {
        let Part::Tag(tag) = parts("<a HREF=x on='a b' c = \"d\" e/>")[0] else { unreachable!("it is a tag") };
        assert_eq!(tag.attribute_names(), ["href", "on", "c", "e"]);
    }
}
