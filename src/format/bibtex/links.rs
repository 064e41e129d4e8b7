//! Parses links and identifiers.

use crate::paper::Link;

/// Returns the links in a decoded field, one for each address.
///
/// The label is the field name without `url_` and the prefix of `BibDesk`.
pub(in crate::format) fn links(name: &str, value: &str) -> Vec<Link> {
    let label = name.strip_prefix("url_").filter(|label| !label.is_empty()).unwrap_or(name);
    let label = if label.starts_with("bdsk-url-") { "url" } else { label };
    // Programs separate addresses with spaces, semicolons or commas.
    let parts = || value.split_whitespace().map(|part| part.trim_end_matches([';', ',']));
    let many = parts().count() > 1 && parts().all(is_address);
    let addresses = if many { parts().collect() } else { vec![value] };
    addresses
        .into_iter()
        .filter(|url| !url.is_empty())
        .map(|url| Link { label: label.to_owned(), url: url.to_owned() })
        .collect()
}

/// Returns whether a text is a web address.
pub(in crate::format) fn is_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")) && !text.contains(char::is_whitespace)
}

/// Returns whether an address is a local file, which is not published.
pub(in crate::format) fn is_on_disk(text: &str) -> bool {
    const ROOTS: [&str; 10] =
        ["/home/", "/Users/", "/Volumes/", "/media/", "/mnt/", "/private/", "/root/", "/tmp/", "/var/", "~/"];
    let bytes = text.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(1) == Some(&b':')
        && matches!(bytes.get(2), Some(b'\\' | b'/'));
    drive
        || ROOTS.iter().any(|root| text.starts_with(root))
        || text.starts_with("\\\\")
        || text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"))
}

/// Returns a DOI without its resolver.
pub(in crate::format) fn doi(text: &str) -> String {
    // A DOI may contain these words, but it begins with a digit.
    if text.starts_with("10.") {
        return text.trim().to_owned();
    }
    let lower = text.to_ascii_lowercase();
    let at = ["doi.org/", "doi:"].iter().filter_map(|front| lower.find(front).map(|at| at + front.len())).max();
    text[at.unwrap_or(0)..].trim().to_owned()
}

/// Returns the arXiv identifier in a DOI that arXiv assigned: `10.48550/arXiv.2302.13971`.
pub(in crate::format) fn arxiv_of_doi(doi: &str) -> Option<String> {
    const PREFIX: &str = "10.48550/arxiv.";
    let (prefix, id) = doi.split_at_checked(PREFIX.len())?;
    (prefix.eq_ignore_ascii_case(PREFIX) && is_arxiv(id)).then(|| id.to_owned())
}

/// Returns the arXiv identifier in a text, without prefixes.
pub(in crate::format) fn arxiv(text: &str) -> Option<String> {
    let text = text.trim();
    // An identifier has at least seven digits; most texts have fewer.
    if text.bytes().filter(u8::is_ascii_digit).count() < 7 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let from = ["arxiv.org/abs/", "arxiv.org/pdf/", "arxiv:", "abs/"]
        .iter()
        .filter_map(|front| lower.find(front).map(|at| at + front.len()))
        .max()
        .unwrap_or(0);
    let id = text[from..].split_whitespace().next()?.trim_end_matches(['.', ',', ']', ')']);
    let id = id.strip_suffix(".pdf").unwrap_or(id);
    is_arxiv(id).then(|| id.to_owned())
}

/// Returns whether a text is an arXiv identifier of either scheme: `2302.13971v1`, `math.GT/0309136`.
pub(in crate::format) fn is_arxiv(id: &str) -> bool {
    let (plain, version) = match id.rfind('v') {
        Some(at) if at > 0 && id[..at].ends_with(|c: char| c.is_ascii_digit()) => (&id[..at], &id[at + 1..]),
        _ => (id, "1"),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let scheme = match (plain.split_once('/'), plain.split_once('.')) {
        (Some((archive, number)), _) => {
            let named = archive.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'.'));
            named && !archive.is_empty() && number.len() == 7 && digits(number)
        }
        (None, Some((month, number))) => {
            month.len() == 4 && digits(month) && matches!(number.len(), 4 | 5) && digits(number)
        }
        (None, None) => false,
    };
    scheme && digits(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_the_name_of_its_field() {
        let check = |name: &str, value: &str, expect: &[(&str, &str)]| {
            let links = links(name, value);
            let read: Vec<_> = links.iter().map(|link| (link.label.as_str(), link.url.as_str())).collect();
            assert_eq!(read, expect);
        };
        check("url", "https://a.b/c d", &[("url", "https://a.b/c d")]);
        check("url", "https://a.b http://c.d", &[("url", "https://a.b"), ("url", "http://c.d")]);
        check("url", "https://a.b; http://c.d", &[("url", "https://a.b"), ("url", "http://c.d")]);
        check("url_slides", "slides.pdf", &[("slides", "slides.pdf")]);
        check("bdsk-url-1", "https://a.b", &[("url", "https://a.b")]);
        check("pdf", "", &[]);
        for private in ["/home/a/b.pdf", "file:///a.pdf", "C:\\a.pdf", "c:/a.pdf", "~/a.pdf", "\\\\host\\a"] {
            assert!(is_on_disk(private), "{private}");
        }
        for public in ["/assets/a.pdf", "a.pdf", "https://a.b", "~50", ""] {
            assert!(!is_on_disk(public), "{public}");
        }
    }

    #[test]
    fn identifiers_are_told() {
        assert_eq!(doi("https://doi.org/10.1/x"), "10.1/x");
        assert_eq!(doi("doi:10.1/X"), "10.1/X");
        assert_eq!(doi("10.1/doi:2"), "10.1/doi:2");
        let check = |text: &str, expect: Option<&str>| assert_eq!(arxiv(text).as_deref(), expect, "{text}");
        check("2302.13971", Some("2302.13971"));
        check("arXiv:2302.13971v2 [cs.CL]", Some("2302.13971v2"));
        check("https://arxiv.org/pdf/2302.13971.pdf", Some("2302.13971"));
        check("math/0307200v3", Some("math/0307200v3"));
        check("hep-th/9711200", Some("hep-th/9711200"));
        check("arXiv preprint arXiv:1706.03762", Some("1706.03762"));
        check("abs/1706.03762", Some("1706.03762"));
        for other in ["", "12345", "10.1000/182", "2302.139711", "v2", "math/123"] {
            check(other, None);
        }
    }
}
