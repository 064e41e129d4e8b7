//! A reader for published pages, which supports the HTML that mdBook writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the pages of a book by path, without those that mdBook generates from other pages.
pub(crate) fn pages(book: &Path) -> BTreeMap<PathBuf, String> {
    let mut pages = BTreeMap::new();
    let mut folders = vec![book.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a published folder can be listed") {
            let path = entry.expect("an entry of a published folder can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".html") && !["404.html", "print.html", "toc.html"].contains(&&*name) {
                let html = fs::read_to_string(&path).expect("a page can be read");
                let in_book = path.strip_prefix(book).expect("a page is in its book");
                pages.insert(in_book.to_owned(), html);
            }
        }
    }
    pages
}

/// Splits a text that begins with a tag into the inside of the tag and the text after it.
pub(crate) fn tag(html: &str) -> (&str, &str) {
    if html.starts_with("<!--") {
        return ("!", html.split_once("-->").map_or("", |(_, after)| after));
    }
    let mut quoted = false;
    let end = html.find(|c| {
        quoted ^= c == '"';
        c == '>' && !quoted
    });
    let end = end.expect("a tag is closed");
    (&html[1..end], &html[end + 1..])
}

/// Returns the text between two delimiters.
pub(crate) fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}

/// Replaces entities by their characters.
pub(crate) fn decode(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let known = after.split_once(';').and_then(|(name, after)| Some((entity(name)?, after)));
        let (c, after) = known.unwrap_or(('&', after));
        decoded.push(c);
        rest = after;
    }
    decoded + rest
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)
        }
    }
}
