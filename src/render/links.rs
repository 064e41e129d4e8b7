//! What links lead to: which one the title of an entry links to, which lead to code, and what they are called.

use std::path::Path;

use crate::paper::Link;
use crate::url;

/// Splits links into the one that the title links to, and the others.
///
/// The title links to a page about the work rather than to a file or to code. Links whose URL is not safe are never
/// chosen.
pub(super) fn title_link(links: &[Link]) -> (Option<&Link>, impl Iterator<Item = &Link>) {
    let is_safe = |link: &Link| url::safe(&link.url).is_some();
    let page = links.iter().position(|link| is_safe(link) && !is_pdf(&link.url) && !is_code(link));
    let file = || links.iter().position(|link| is_safe(link) && !is_code(link));
    linked_at(links, page.or_else(file).or_else(|| links.iter().position(is_safe)))
}

/// Splits links into the first one whose URL is safe, and the others.
pub(super) fn first_link(links: &[Link]) -> (Option<&Link>, impl Iterator<Item = &Link>) {
    linked_at(links, links.iter().position(|link| url::safe(&link.url).is_some()))
}

/// Splits links into the one at a position, and the others.
fn linked_at(links: &[Link], linked: Option<usize>) -> (Option<&Link>, impl Iterator<Item = &Link>) {
    let others = links.iter().enumerate().filter(move |(at, _)| Some(*at) != linked).map(|(_, link)| link);
    (linked.map(|at| &links[at]), others)
}

/// Returns web pages before PDF files, in stable order.
pub(super) fn pages_before_pdfs(links: &[Link]) -> Vec<&Link> {
    let (files, pages): (Vec<_>, Vec<_>) = links.iter().partition(|link| is_pdf(&link.url));
    pages.into_iter().chain(files).collect()
}

/// Returns the label of a link. That of BibTeX's field `url` is the name of the archive that the link leads to, if it is known.
pub(super) fn label(link: &Link) -> &str {
    if link.label != "url" {
        return &link.label;
    }
    match host(&link.url).as_deref() {
        Some("arxiv.org") => "arXiv",
        Some("doi.org" | "dx.doi.org") => "doi",
        _ => &link.label,
    }
}

/// Returns whether a URL is that of a PDF file.
fn is_pdf(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    Path::new(&path).extension().is_some_and(|extension| extension == "pdf") || path.contains("arxiv.org/pdf/")
}

/// Hosts of repositories.
const CODE_HOSTS: &[&str] =
    &["bitbucket.org", "codeberg.org", "gist.github.com", "git.sr.ht", "gitee.com", "github.com", "gitlab.com"];

/// Words of a label that mean code.
const CODE_WORDS: &[&str] = &["code", "codes", "github", "gitlab", "implementation", "repo", "repository"];

/// Chinese words of a label that mean code.
const CHINESE_CODE_WORDS: &[&str] = &["代码", "源码", "仓库"];

/// Returns whether a link leads to code, by its label or its host.
pub(super) fn is_code(link: &Link) -> bool {
    let label = link.label.to_lowercase();
    let mut words = label.split(|c: char| !c.is_alphanumeric());
    words.any(|word| CODE_WORDS.contains(&word))
        || CHINESE_CODE_WORDS.iter().any(|word| label.contains(word))
        || host(&link.url).is_some_and(|host| CODE_HOSTS.contains(&host.as_str())) && !is_pdf(&link.url)
}

/// Returns the host of an absolute URL in lower case, without `www.`.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?.to_ascii_lowercase();
    Some(host.strip_prefix("www.").map_or_else(|| host.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(label: &str, url: &str) -> Link {
        Link { label: label.to_owned(), url: url.to_owned() }
    }

    #[test]
    fn code_is_recognized_by_label_or_host() {
        #[track_caller]
        fn check(label: &str, url: &str, expect: bool) {
            assert_eq!(is_code(&link(label, url)), expect, "{label} {url}");
        }
        check("Code", "https://example.org/x", true);
        check("Code (PyTorch)", "https://example.org/x", true);
        check("GitHub", "https://example.org/x", true);
        check("官方代码", "https://example.org/x", true);
        check("project", "https://github.com/a/b", true);
        check("project", "https://WWW.GitHub.com:443/a/b", true);
        check("card", "https://github.com/a/b/blob/main/card.pdf", false);
        check("project", "https://a.github.io/b", false);
        check("decoder", "https://example.org/github.com", false);
        check("paper", "github.com", false);
    }

    #[test]
    fn a_url_of_bibtex_is_labelled_by_its_archive() {
        #[track_caller]
        fn check(name: &str, url: &str, expect: &str) {
            assert_eq!(label(&link(name, url)), expect, "{name} {url}");
        }
        check("url", "http://arxiv.org/abs/1706.03762", "arXiv");
        check("url", "https://doi.org/10.1145/3530811", "doi");
        check("url", "https://example.org/a", "url");
        check("paper", "http://arxiv.org/abs/1706.03762", "paper");
    }

    #[test]
    fn a_title_links_to_a_page_before_files_and_code() {
        #[track_caller]
        fn check(links: &[Link], expect: Option<&str>) {
            assert_eq!(title_link(links).0.map(|link| link.label.as_str()), expect);
        }
        let pdf = link("pdf", "https://arxiv.org/pdf/2302.13971");
        let code = link("code", "https://github.com/a/b");
        let page = link("page", "https://example.org/a");
        check(&[pdf.clone(), code.clone(), page.clone()], Some("page"));
        check(&[pdf.clone(), code.clone()], Some("pdf"));
        check(&[code.clone(), pdf], Some("pdf"));
        check(&[link("x", "javascript:x"), code], Some("code"));
        check(&[link("x", "javascript:x")], None);
        check(&[], None);
    }
}
