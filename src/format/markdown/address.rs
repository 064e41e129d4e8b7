//! Where links lead, and addresses in running text.

use std::collections::HashSet;
use std::ops::Range;

use super::inline::Inline;
use super::{text, vocabulary as words};

/// The bare addresses in a text, with their ranges.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("http://").into_iter().chain(text[at..].find("https://")).min() {
        let start = at + start;
        let end = text[start..]
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '，' | '。' | '）' | '；' | '|'))
            .map_or(text.len(), |end| start + end);
        let mut url = text[start..end].trim_end_matches(['.', ',', ';', ':', ']', '*', '`']);
        while url.ends_with(')') && url.matches(')').count() > url.matches('(').count() {
            url = &url[..url.len() - 1];
        }
        found.push((start..start + url.len(), url.to_owned()));
        at = end.max(start + 1);
    }
    found
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
        || is_publisher(url)
        || url.rsplit('.').next().is_some_and(|end| end.eq_ignore_ascii_case("pdf"))
        || label
            .split(' ')
            .any(|word| matches!(word, "paper" | "pdf" | "arxiv" | "abs" | "论文" | "openreview" | "acl"))
}

/// Whether an address is that of a publisher or an archive of papers.
fn is_publisher(url: &str) -> bool {
    const HOSTS: &[&str] = &[
        "aaai.org",
        "academia.edu",
        "aclanthology.org",
        "acm.org",
        "aps.org",
        "biorxiv.org",
        "cambridge.org",
        "cell.com",
        "ceur-ws.org",
        "cnki.net",
        "dagstuhl.de",
        "elsevier.com",
        "eprint.iacr.org",
        "europepmc.org",
        "frontiersin.org",
        "hal.science",
        "ieee.org",
        "ieeexplore.ieee.org",
        "iop.org",
        "ijcai.org",
        "jmlr.org",
        "jstor.org",
        "mdpi.com",
        "medrxiv.org",
        "mlr.press",
        "nature.com",
        "ncbi.nlm.nih.gov",
        "ndss-symposium.org",
        "neurips.cc",
        "nips.cc",
        "openreview.net",
        "oup.com",
        "plos.org",
        "pnas.org",
        "researchgate.net",
        "sagepub.com",
        "science.org",
        "sciencedirect.com",
        "semanticscholar.org",
        "springer.com",
        "ssrn.com",
        "tandfonline.com",
        "thecvf.com",
        "usenix.org",
        "vldb.org",
        "wiley.com",
    ];
    let Some((_, rest)) = url.split_once("://") else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    let known =
        HOSTS.iter().any(|known| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    known && path.len() >= 4
}

/// Whether a text leads to another site.
pub(super) fn leads_away(text: &Inline) -> bool {
    text.links().any(|(_, url)| url.contains("://"))
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

/// Whether an anchor is that of a heading, among headings of the same text too: `methods-1`.
pub(super) fn is_heading(anchor: &str, anchors: &HashSet<String>) -> bool {
    let first = anchor.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('-').unwrap_or(anchor);
    anchors.contains(&text::folded(anchor)) || anchors.contains(&text::folded(first))
}

/// Whether a text leads to other places of the page: its first link does, and of several all but a few, as in contents.
pub(super) fn leads_within_page(inline: &Inline, anchors: &HashSet<String>) -> bool {
    let within = |url: &str| {
        url.starts_with('#')
            || url.contains(".md#")
            || url.contains("#readme")
            || repository_anchor(url).is_some_and(|anchor| is_heading(anchor, anchors))
    };
    let links: Vec<bool> = inline.links().map(|(_, url)| within(url)).collect();
    let others = links.iter().filter(|within| !**within).count();
    links.first() == Some(&true) && others * 4 < links.len()
}
