//! Where links lead, and addresses in running text.

use std::collections::HashSet;

use super::tree::Piece;
use super::{text, words};

/// Takes the addresses out of a text, each with what the text calls it; gives the text without them.
pub(super) fn cut(text: &str, mut link: impl FnMut(&str, &str)) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("http://").into_iter().chain(rest.find("https://")).min() {
        let end = rest[start..]
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '，' | '。' | '）' | '；'))
            .map_or(rest.len(), |end| start + end);
        let mut url = rest[start..end].trim_end_matches(['.', ',', ';', ':', ']', '*', '`']);
        while url.ends_with(')') && url.matches(')').count() > url.matches('(').count() {
            url = &url[..url.len() - 1];
        }
        let before = &rest[..start];
        let label = label_before(before);
        link(label, url);
        // `[[pdf]] (https://…)` and `Paper: https://…` leave nothing behind.
        let head = before.trim_end_matches([' ', '(', '<']);
        let cut = if label.is_empty() { head.len() } else { head.rfind(label).unwrap_or(head.len()) };
        kept.push_str(head[..cut].trim_end_matches(['[', ' ']));
        rest = rest[start + url.len()..].trim_start_matches([')', '>', ']']);
    }
    kept.push_str(rest);
    kept
}

/// What a text before an address calls it.
pub(super) fn label_before(before: &str) -> &str {
    let head = before.trim_end_matches([' ', '(', ':', '：', '<', '[', ']', '-']);
    let start = head
        .rfind(['[', ',', ';', '.', '|', '。', '，', ']', ')'])
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let label = head[start..].trim();
    if text::words(label) <= 4 { label } else { "" }
}

/// Whether an address may be that of a work: one on the web, or a document beside the list.
pub(super) fn leads_to_work(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    let path = path.trim_end_matches(".gz");
    url.contains("://")
        || path.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "pdf" | "ps" | "djvu" | "epub" | "doc" | "docx"))
}

/// Whether a link leads to a paper rather than to code or a page.
pub(super) fn is_of_paper(label: &str, url: &str) -> bool {
    let label = words::plain(label);
    crate::identifier::Identifier::in_url(url).is_some()
        || url.rsplit('.').next().is_some_and(|end| end.eq_ignore_ascii_case("pdf"))
        || label
            .split(' ')
            .any(|word| matches!(word, "paper" | "pdf" | "arxiv" | "abs" | "论文" | "openreview" | "acl"))
}

/// Whether a text leads to another site.
pub(super) fn leads_away(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| {
        matches!(piece, Piece::Run(run) if run.link.as_ref().is_some_and(|link| link.url.contains("://")) && !run.image)
    })
}

/// The fragment of an address of a page of a repository: `top` of `https://github.com/someone/list/tree/main#top`.
pub(super) fn repository_anchor(url: &str) -> Option<&str> {
    let (page, fragment) = url.split_once('#')?;
    let path = page.split_once("://github.com/")?.1.trim_end_matches('/');
    let mut parts = path.split('/').skip(2);
    let root = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => true,
        (Some("tree" | "blob"), Some(_), file) => {
            file.is_none_or(|file| file.to_ascii_lowercase().starts_with("readme"))
        }
        _ => false,
    };
    root.then_some(fragment)
}

/// Whether a text leads to other places of the page, and nowhere else.
pub(super) fn leads_within_page(pieces: &[Piece], anchors: &HashSet<String>) -> bool {
    let mut within = false;
    for piece in pieces {
        if let Piece::Run(run) = piece
            && let Some(link) = &run.link
        {
            let own = link.url.starts_with('#')
                || link.url.contains(".md#")
                || link.url.contains("#readme")
                || repository_anchor(&link.url).is_some_and(|anchor| anchors.contains(&text::folded(anchor)));
            if !own {
                return false;
            }
            within = true;
        }
    }
    within
}
