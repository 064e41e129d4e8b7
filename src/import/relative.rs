//! Addresses that are relative to a list. They lead nowhere from a data file or a book in another folder.

use crate::diagnostic::{Code, Diagnostic};
use crate::format::Contents;

/// Makes the relative addresses in links and text absolute. Without a base, the first one is reported with their number.
pub fn resolve(contents: &mut Contents, base: Option<&str>) -> Option<Diagnostic> {
    let mut resolver = Resolver { base, count: 0 };
    let mut first = None;
    for entry in &mut contents.entries {
        let paper = &mut entry.unsettled().0;
        let before = resolver.count;
        for link in &mut paper.links {
            link.url = resolver.address(&link.url, false);
        }
        for text in [&mut paper.note, &mut paper.abstract_text].into_iter().flatten() {
            *text = resolver.text(text);
        }
        if resolver.count > before {
            first = first.or_else(|| entry.origin.clone());
        }
    }
    for category in &mut contents.categories {
        let before = resolver.count;
        category.intro = category.intro.take().map(|intro| resolver.text(&intro));
        if resolver.count > before {
            first = first.or_else(|| category.origin.clone());
        }
    }
    for prose in &mut contents.prose {
        let before = resolver.count;
        prose.text = resolver.text(&prose.text);
        if resolver.count > before {
            first = first.or_else(|| Some(prose.origin.clone()));
        }
    }
    let origin = first.filter(|_| base.is_none())?;
    let message = match resolver.count {
        1 => "an address is relative to the list".to_owned(),
        count => format!("{count} addresses are relative to the list, here and below"),
    };
    let diagnostic = Code::NotUnderstood.at((&origin.source, origin.span), message);
    Some(diagnostic.help("`--base-url URL` makes them absolute"))
}

/// Replaces relative addresses and counts them.
struct Resolver<'b> {
    base: Option<&'b str>,
    count: usize,
}

impl Resolver<'_> {
    /// Returns an absolute address for a relative one; others are unchanged.
    fn address(&mut self, url: &str, is_image: bool) -> String {
        if !is_relative(url) {
            return url.to_owned();
        }
        self.count += 1;
        let Some(base) = self.base else { return url.to_owned() };
        let mut folder = base.trim_end_matches('/').to_owned();
        // GitHub shows a page for a file at `blob`, and the file at `raw`.
        if is_image && folder.contains("github.com/") {
            folder = folder.replacen("/blob/", "/raw/", 1);
        }
        let mut path = url.trim_start_matches('/');
        loop {
            if let Some(rest) = path.strip_prefix("./") {
                path = rest;
            } else if let Some(rest) = path.strip_prefix("../") {
                path = rest;
                folder.truncate(folder.rfind('/').unwrap_or(folder.len()));
            } else {
                return format!("{folder}/{path}");
            }
        }
    }

    /// Returns Markdown with absolute addresses in its links and images, and in those of HTML.
    fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        loop {
            let found = [("](", ')'), ("src=\"", '"'), ("href=\"", '"')]
                .into_iter()
                .filter_map(|(open, close)| Some((rest.find(open)?, open, close)))
                .min();
            let Some((at, open, close)) = found else { break };
            let start = at + open.len();
            let end = rest[start..].find([close, ' ', '\n']).map_or(rest.len(), |end| start + end);
            let is_image = open.starts_with("src") || open == "](" && begins_image(&rest[..at]);
            out.push_str(&rest[..start]);
            out.push_str(&self.address(&rest[start..end], is_image));
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }
}

/// Returns whether the bracket that closes behind a text is that of an image.
fn begins_image(before: &str) -> bool {
    let mut depth = 0_usize;
    for (at, c) in before.char_indices().rev() {
        match c {
            ']' => depth += 1,
            '[' if depth == 0 => return before[..at].ends_with('!'),
            '[' => depth -= 1,
            _ => {}
        }
    }
    false
}

/// Returns whether an address is relative to a file: it has no scheme, and is no fragment of the page.
fn is_relative(url: &str) -> bool {
    let scheme = url.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    !url.is_empty() && !scheme && !url.starts_with(['#', '<', '{']) && !url.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_become_absolute() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let mut resolver = Resolver { base: Some("https://github.com/o/r/blob/main/lists"), count: 0 };
            assert_eq!(resolver.text(text), expect);
        }
        check("[a](papers/a.pdf)", "[a](https://github.com/o/r/blob/main/lists/papers/a.pdf)");
        check("![a](./a.png \"A\")", "![a](https://github.com/o/r/raw/main/lists/a.png \"A\")");
        check(
            "[![a](a.png)](../b)",
            "[![a](https://github.com/o/r/raw/main/lists/a.png)](https://github.com/o/r/blob/main/b)",
        );
        check("<img src=\"a.png\">", "<img src=\"https://github.com/o/r/raw/main/lists/a.png\">");
        for text in ["[a](https://a.example/b)", "[a](#b)", "[a](mailto:a@b.example)", "[a]()", "f(x)"] {
            check(text, text);
        }
    }
}
