//! Parses an argument of `add` into a request for a work or a page.

use crate::identifier::Identifier;
use crate::url;

/// A request for a paper's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// A DOI or an arXiv identifier, looked up at the resolver.
    Work(Identifier),
    /// A DOI within the address of a page: the page is read if the resolver does not know the DOI.
    WorkOrPage(Identifier, String),
    /// The address of a page, whose metadata is read.
    Page(String),
}

impl Request {
    /// Parses an argument.
    ///
    /// # Errors
    /// The error for an argument that cannot be looked up.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match Identifier::parse(text) {
            Some(work @ (Identifier::Arxiv(_) | Identifier::Doi(_))) => return Ok(Request::Work(work)),
            Some(Identifier::Isbn(_)) => {
                return Err("ISBNs cannot be looked up; add the book by hand with `--title`".to_owned());
            }
            Some(page) if !text.contains("://") => return page.url().map(Request::Page).ok_or_else(not_recognized),
            _ => {}
        }
        let address = if text.contains("://") { Some(text.to_owned()) } else { url::meant(text) };
        let address =
            address.as_deref().and_then(url::safe).filter(|address| is_web(address)).ok_or_else(not_recognized)?;
        Ok(match Identifier::doi_in(&address) {
            Some(doi) => Request::WorkOrPage(doi, address.into_owned()),
            None => Request::Page(address.into_owned()),
        })
    }
}

fn not_recognized() -> String {
    "expected a DOI, an arXiv identifier or an address".to_owned()
}

/// Returns whether an address uses HTTP or HTTPS.
pub(super) fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_name_a_work_or_a_page() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let read = match Request::read(text) {
                Ok(Request::Work(work)) => format!("{} {work}", work.registry()),
                Ok(Request::WorkOrPage(work, url)) => format!("{} {work} in {}", work.registry(), &url[..12]),
                Ok(Request::Page(url)) => url,
                Err(why) => why,
            };
            assert_eq!(read, expect, "{text}");
        }
        let message = "expected a DOI, an arXiv identifier or an address";
        check("2302.13971v2", "arXiv 2302.13971v2");
        check(" arXiv:hep-th/9901001 ", "arXiv hep-th/9901001");
        check("https://arxiv.org/pdf/2302.13971v1.pdf", "arXiv 2302.13971v1");
        check("arxiv.org/abs/math.GT/0309136", "arXiv math/0309136");
        check("doi:10.1000/182", "DOI 10.1000/182");
        check("https://dx.doi.org/10.1000/182", "DOI 10.1000/182");
        check(
            "https://link.springer.com/article/10.1007/s11263-015-0816-y#Sec1",
            "DOI 10.1007/s11263-015-0816-y in https://link",
        );
        check(
            "https://www.nature.com/articles/s41586-021-03819-2",
            "https://www.nature.com/articles/s41586-021-03819-2",
        );
        check("2023.acl-long.754", "https://aclanthology.org/2023.acl-long.754/");
        check("https://openreview.net/pdf?id=iO4LZibEqW", "https://openreview.net/pdf?id=iO4LZibEqW");
        check("example.org/post", "https://example.org/post");
        check("HTTPS://example.org/a b", "https://example.org/a%20b");
        check("978-0-262-03384-8", "ISBNs cannot be looked up; add the book by hand with `--title`");
        for no in [
            "",
            "LLaMA",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "javascript://a/b",
            "ada@example.org",
            "a\u{7}b://x",
        ] {
            check(no, message);
        }
    }
}
