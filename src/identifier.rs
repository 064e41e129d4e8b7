//! Identifiers of works: arXiv, DOI, ISBN, ACL Anthology and OpenReview, read from texts and from addresses.
//!
//! [`Identifier::parse`] parses a field or a command-line argument, in any usual spelling;
//! [`Identifier::in_url`] recognizes addresses. Both return the plain form that the schema uses: an arXiv
//! identifier without `arXiv:`, a DOI without its resolver. Pages of Hugging Face are arXiv identifiers. Nothing is
//! fetched: a valid identifier need not exist.
//!
//! ```
//! use mdbook_papers::identifier::{Arxiv, Identifier};
//! let found = Identifier::in_url("https://arxiv.org/pdf/2302.13971v1.pdf");
//! assert_eq!(found, Arxiv::parse("arXiv:2302.13971v1").map(Identifier::Arxiv));
//! assert_eq!(Identifier::parse("https://doi.org/10.1000/182").map(|id| id.to_string()).as_deref(), Some("10.1000/182"));
//! ```

use std::fmt;

mod arxiv;
mod doi;
mod isbn;
mod web;

pub use arxiv::Arxiv;
pub use doi::Doi;
pub use isbn::Isbn;
pub use web::percent_decode;

/// An identifier of a work.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Identifier {
    /// A preprint on arXiv.
    Arxiv(Arxiv),
    /// A DOI.
    Doi(Doi),
    /// A book.
    Isbn(Isbn),
    /// A paper of the ACL Anthology: `2023.acl-long.754`, `D19-1250`.
    Acl(String),
    /// A submission on OpenReview, by its forum.
    OpenReview(String),
}

impl Identifier {
    /// Parses an identifier, or the address of one, with optional surrounding whitespace.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.contains("://") {
            return Self::in_url(text);
        }
        let arxiv = || Arxiv::parse(text).map(Self::Arxiv);
        let doi = || Doi::parse(text).map(Self::Doi);
        let isbn = || Isbn::parse(text).map(Self::Isbn);
        arxiv().or_else(doi).or_else(isbn).or_else(|| web::acl(text).map(Self::Acl)).or_else(|| Self::in_url(text))
    }

    /// Returns the identifier in an address of a known host: arXiv and its mirrors, Hugging Face papers, DOI
    /// resolvers, the ACL Anthology, OpenReview.
    pub fn in_url(url: &str) -> Option<Self> {
        web::read(url)
    }

    /// Returns the DOI in the path or query of the address of a publisher's page, if recognizable.
    pub fn doi_in(url: &str) -> Option<Self> {
        web::embedded_doi(url).map(Self::Doi)
    }

    /// Returns the identifier that all spellings, versions and registries of one work share.
    ///
    /// DOIs of arXiv and the ACL become their identifiers; DOIs are lower case, and arXiv identifiers have no
    /// version.
    #[must_use]
    pub fn work(&self) -> Self {
        match self {
            Self::Arxiv(arxiv) => Self::Arxiv(Arxiv { version: None, ..arxiv.clone() }),
            Self::Doi(doi) => {
                let lower = doi.as_str().to_ascii_lowercase();
                let arxiv = lower.strip_prefix("10.48550/arxiv.").and_then(Arxiv::parse);
                let acl = lower.strip_prefix("10.18653/v1/").and_then(web::acl);
                let arxiv = arxiv.map(|arxiv| Self::Arxiv(arxiv).work());
                arxiv.or(acl.map(Self::Acl)).unwrap_or_else(|| Self::Doi(doi.lower()))
            }
            Self::Isbn(_) | Self::Acl(_) | Self::OpenReview(_) => self.clone(),
        }
    }

    /// Returns the name of the registry for messages.
    pub const fn registry(&self) -> &'static str {
        match self {
            Self::Arxiv(_) => "arXiv",
            Self::Doi(_) => "DOI",
            Self::Isbn(_) => "ISBN",
            Self::Acl(_) => "ACL Anthology",
            Self::OpenReview(_) => "OpenReview",
        }
    }

    /// Returns the address of the page; `None` for a book.
    pub fn url(&self) -> Option<String> {
        Some(match self {
            Self::Arxiv(arxiv) => format!("https://arxiv.org/abs/{arxiv}"),
            Self::Doi(doi) => format!("https://doi.org/{}", doi.encoded()),
            Self::Isbn(_) => return None,
            Self::Acl(id) => format!("https://aclanthology.org/{id}/"),
            Self::OpenReview(id) => format!("https://openreview.net/forum?id={id}"),
        })
    }
}

impl fmt::Display for Identifier {
    /// Returns the plain form, without the name of the registry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arxiv(arxiv) => arxiv.fmt(f),
            Self::Doi(doi) => doi.fmt(f),
            Self::Isbn(isbn) => isbn.fmt(f),
            Self::Acl(id) | Self::OpenReview(id) => f.write_str(id),
        }
    }
}

/// Removes a prefix, case-insensitively, and whitespace after it.
fn strip_prefix_ignore_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| text[prefix.len()..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_spellings_are_parsed() {
        #[track_caller]
        fn check(text: &str, expect: Option<(&str, &str)>) {
            let found = Identifier::parse(text);
            let plain = found.as_ref().map(|found| (found.registry(), found.to_string()));
            assert_eq!(plain, expect.map(|(registry, id)| (registry, id.to_owned())), "{text}");
        }
        check("2302.13971", Some(("arXiv", "2302.13971")));
        check(" arXiv: 2302.13971v1 ", Some(("arXiv", "2302.13971v1")));
        check("https://arxiv.org/abs/2302.13971", Some(("arXiv", "2302.13971")));
        check("arxiv.org/abs/2302.13971", Some(("arXiv", "2302.13971")));
        check("10.18653/v1/2023.acl-long.754", Some(("DOI", "10.18653/v1/2023.acl-long.754")));
        check("doi:10.1000/182", Some(("DOI", "10.1000/182")));
        check("https://doi.org/10.1000/182", Some(("DOI", "10.1000/182")));
        check("978-0-262-03384-8", Some(("ISBN", "9780262033848")));
        check("ISBN 0-306-40615-2", Some(("ISBN", "0306406152")));
        check("2023.acl-long.754", Some(("ACL Anthology", "2023.acl-long.754")));
        check("D19-1250", Some(("ACL Anthology", "D19-1250")));
        check("https://openreview.net/forum?id=iO4LZibEqW", Some(("OpenReview", "iO4LZibEqW")));
        for nothing in ["", "touvron2023llama", "2023", "https://example.org/", "978-0-262-03384-9", "10.1/", "GPT-4"] {
            check(nothing, None);
        }
    }

    #[test]
    fn identifiers_of_one_work_are_equal() {
        #[track_caller]
        fn check(a: &str, b: &str) {
            let work = |text| Identifier::parse(text).map(|found| found.work());
            assert!(work(a).is_some(), "{a}");
            assert_eq!(work(a), work(b));
        }
        check("2302.13971v1", "10.48550/arXiv.2302.13971");
        check("2302.13971v1", "https://huggingface.co/papers/2302.13971");
        check("10.1145/ABC", "https://dl.acm.org/doi/pdf/10.1145/abc");
        check("10.18653/v1/D19-1250", "https://www.aclweb.org/anthology/D19-1250.pdf");
        check("10.18653/v1/2023.acl-long.754", "https://aclanthology.org/2023.acl-long.754/");
        check("hep-th/9901001", "https://arxiv.org/pdf/hep-th/9901001v3");
        check("math.GT/0309136", "math/0309136");
        check("0-306-40615-2", "978-0-306-40615-7");
    }

    #[test]
    fn an_identifier_has_an_address() {
        #[track_caller]
        fn check(text: &str, expect: Option<&str>) {
            assert_eq!(Identifier::parse(text).and_then(|found| found.url()).as_deref(), expect);
        }
        check("arXiv:2302.13971v1", Some("https://arxiv.org/abs/2302.13971v1"));
        check("10.1002/(SICI)1<1::AID>3.0.CO;2-#", Some("https://doi.org/10.1002/(SICI)1%3C1::AID%3E3.0.CO;2-%23"));
        check("D19-1250", Some("https://aclanthology.org/D19-1250/"));
        check("openreview.net/pdf?id=iO4LZibEqW", Some("https://openreview.net/forum?id=iO4LZibEqW"));
        check("9780262033848", None);
    }
}
