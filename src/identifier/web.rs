//! Recognizes identifiers in web addresses.

use std::borrow::Cow;

use super::{Arxiv, Doi, Identifier};

/// Hosts of arXiv papers: arXiv and sites that use its identifiers.
const ARXIV_HOSTS: &[&str] = &[
    "alphaxiv.org",
    "ar5iv.labs.arxiv.org",
    "ar5iv.org",
    "arxiv.org",
    "browse.arxiv.org",
    "export.arxiv.org",
    "lanl.arxiv.org",
];

/// Path segments before an identifier.
const ARXIV_PATHS: &[&str] = &["abs", "e-print", "format", "html", "overview", "pdf", "ps", "src"];

/// Hosts of DOI resolvers.
const DOI_HOSTS: &[&str] = &["doi.org", "dx.doi.org"];

/// Path segments before a DOI in the ACM Digital Library.
const ACM_PATHS: &[&str] = &["abs", "book", "epdf", "fullHtml", "pdf", "proceedings"];

const ACL_HOSTS: &[&str] = &["aclanthology.info", "aclanthology.org", "aclweb.org"];

pub(super) fn read(url: &str) -> Option<Identifier> {
    let (host, path, query) = split(url)?;
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = percent_decode(path)?;
    if ARXIV_HOSTS.contains(&host) {
        let (before, id) = path.split_once('/')?;
        return ARXIV_PATHS.contains(&before).then(|| arxiv(id))?;
    }
    if DOI_HOSTS.contains(&host) {
        return Doi::parse(&path).map(Identifier::Doi);
    }
    if ACL_HOSTS.contains(&host) {
        // The old form was `anthology/papers/D/D19/D19-1250`.
        let id = path.trim_end_matches('/').rsplit('/').next()?;
        return acl(id.strip_suffix(".pdf").or(id.strip_suffix(".bib")).unwrap_or(id)).map(Identifier::Acl);
    }
    match host {
        "huggingface.co" | "hf.co" => arxiv(path.strip_prefix("papers/")?),
        "dl.acm.org" => {
            let rest = path.strip_prefix("doi/")?;
            let kind = rest.split_once('/').filter(|(kind, _)| ACM_PATHS.contains(kind));
            Doi::parse(kind.map_or(rest, |(_, doi)| doi)).map(Identifier::Doi)
        }
        "openreview.net" if ["forum", "pdf", "attachment"].contains(&path.as_ref()) => {
            let id = query.split('&').find_map(|pair| pair.strip_prefix("id="))?;
            let fits = id.len() >= 8 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            fits.then(|| Identifier::OpenReview(id.to_owned()))
        }
        _ => None,
    }
}

/// Path segments after a DOI in addresses of publishers.
const TRAILING_SEGMENTS: &[&str] = &[
    "abs",
    "abstract",
    "citations",
    "epdf",
    "epub",
    "figures",
    "full",
    "html",
    "meta",
    "pdf",
    "references",
    "summary",
];

/// Returns the DOI in the path or query of an address.
pub(super) fn embedded_doi(url: &str) -> Option<Doi> {
    let (host, path, query) = split(url)?;
    let path = format!("/{}", percent_decode(path)?);
    let in_path = path.match_indices("/10.").map(|(at, _)| &path[at + 1..]);
    let in_query = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| value);
    let found =
        in_path.map(str::to_owned).chain(in_query.filter_map(|value| Some(percent_decode(value)?.into_owned())));
    let mut dois = found.filter(|text| text.starts_with("10.") && Doi::parse(text).is_some());
    let mut doi = dois.next()?;
    let preprints = ["biorxiv.org", "medrxiv.org"].iter().any(|server| host.ends_with(server));
    loop {
        let cut =
            doi.trim_end_matches('/').rsplit_once(['/', '.']).filter(|(_, tail)| TRAILING_SEGMENTS.contains(tail));
        // Preprint servers append the version.
        let version = doi.rsplit_once('v').filter(|(id, version)| {
            let digits = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
            preprints && digits && id.ends_with(|c: char| c.is_ascii_digit())
        });
        match cut.or(version) {
            Some((rest, _)) if Doi::parse(rest).is_some() => doi.truncate(rest.len()),
            _ => return Doi::parse(&doi),
        }
    }
}

fn arxiv(id: &str) -> Option<Identifier> {
    let id = id.trim_end_matches('/');
    Arxiv::parse(id.strip_suffix(".pdf").unwrap_or(id)).map(Identifier::Arxiv)
}

/// Parses an ACL Anthology identifier: `2023.acl-long.754`, or before 2020 `D19-1250`. Returns it in its usual case.
pub(super) fn acl(id: &str) -> Option<String> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((volume, number)) = id.split_once('-').filter(|(volume, _)| volume.len() == 3) {
        let letter = volume.starts_with(|c: char| c.is_ascii_alphabetic());
        let old = letter && digits(&volume[1..]) && number.len() == 4 && digits(number);
        return old.then(|| id.to_ascii_uppercase());
    }
    let mut parts = id.split('.');
    let (year, volume, number) = (parts.next()?, parts.next()?, parts.next()?);
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let volume_fits = volume.split_once('-').is_some_and(|(venue, name)| word(venue) && word(name));
    let fits = year.len() == 4 && digits(year) && volume_fits && digits(number) && parts.next().is_none();
    fits.then(|| id.to_ascii_lowercase())
}

/// Returns the host in lower case, the path without its first slash, and the query; the scheme is optional.
fn split(url: &str) -> Option<(String, &str, &str)> {
    let url = url.trim();
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => rest,
        Some(_) => return None,
        None => url,
    };
    let (rest, _fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_once('/')?;
    let host = host.split_once(':').map_or(host, |(host, _port)| host);
    Some((host.to_ascii_lowercase(), path, query))
}

/// Decodes percent-encoding. Returns `None` if the result is not UTF-8.
pub fn percent_decode(path: &str) -> Option<Cow<'_, str>> {
    if !path.contains('%') {
        return Some(Cow::Borrowed(path));
    }
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(value) = hex.filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            decoded.push(value);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_identify_works() {
        #[track_caller]
        fn check(url: &str, expect: &str) {
            let found = read(url).map(|found| format!("{} {found}", found.registry()));
            assert_eq!(found.as_deref().unwrap_or("-"), expect, "{url}");
        }
        check("https://arxiv.org/abs/2302.13971v1", "arXiv 2302.13971v1");
        check("http://www.arxiv.org/pdf/2212.10560.pdf", "arXiv 2212.10560");
        check("https://arxiv.org/pdf/2302.13971v1.pdf#page=3", "arXiv 2302.13971v1");
        check("HTTPS://ArXiv.org/html/2302.13971/", "arXiv 2302.13971");
        check("https://export.arxiv.org/abs/hep-th/9901001", "arXiv hep-th/9901001");
        check("https://ar5iv.labs.arxiv.org/html/2302.13971", "arXiv 2302.13971");
        check("https://huggingface.co/papers/2302.13971", "arXiv 2302.13971");
        check("https://doi.org/10.18653/v1/D19-1250", "DOI 10.18653/v1/D19-1250");
        check("http://dx.doi.org/10.1002/a%3C1%3E2", "DOI 10.1002/a<1>2");
        check("https://dl.acm.org/doi/10.1145/3442188.3445922", "DOI 10.1145/3442188.3445922");
        check("https://dl.acm.org/doi/abs/10.1145/3442188.3445922?x=y", "DOI 10.1145/3442188.3445922");
        check("https://aclanthology.org/2023.acl-long.754.pdf", "ACL Anthology 2023.acl-long.754");
        check("https://www.aclweb.org/anthology/papers/D/D19/D19-1250/", "ACL Anthology D19-1250");
        check("https://openreview.net/forum?id=iO4LZibEqW&noteId=x", "OpenReview iO4LZibEqW");
        for elsewhere in [
            "https://arxiv.org/list/cs.CL/recent",
            "https://arxiv.org/a/smith_j_1",
            "https://evil.example/arxiv.org/abs/2302.13971",
            "https://arxiv.org.evil.example/abs/2302.13971",
            "https://huggingface.co/datasets/databricks/databricks-dolly-15k",
            "https://github.com/a/b",
            "https://doi.org/%FF",
            "ftp://arxiv.org/abs/2302.13971",
            "https://openreview.net/group?id=ICLR.cc",
            "https://aclanthology.org/volumes/2023.acl-long/",
            "%",
            "",
        ] {
            check(elsewhere, "-");
        }
    }

    #[test]
    fn publisher_addresses_contain_dois() {
        #[track_caller]
        fn check(url: &str, expect: &str) {
            assert_eq!(embedded_doi(url).as_ref().map_or("-", Doi::as_str), expect, "{url}");
        }
        check("https://onlinelibrary.wiley.com/doi/full/10.1002/adma.201501234", "10.1002/adma.201501234");
        check("https://www.tandfonline.com/doi/pdf/10.1080/0123.2020.1?needAccess=true", "10.1080/0123.2020.1");
        check("https://link.springer.com/content/pdf/10.1007/s11263-015-0816-y.pdf", "10.1007/s11263-015-0816-y");
        check("https://iopscience.iop.org/article/10.1088/1742-6596/1/1/001/meta", "10.1088/1742-6596/1/1/001");
        check("https://www.frontiersin.org/articles/10.3389/fpsyg.2020.1/full/", "10.3389/fpsyg.2020.1");
        check(
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0012345",
            "10.1371/journal.pone.0012345",
        );
        check("https://x.example/a?id=10.1371%2Fjournal.pone.1&x=y", "10.1371/journal.pone.1");
        check("https://www.biorxiv.org/content/10.1101/2020.01.02.123456v3.full.pdf", "10.1101/2020.01.02.123456");
        check("https://psycnet.apa.org/doi/10.1037/rev0000126", "10.1037/rev0000126");
        for none in ["https://example.org/10.5/post", "https://example.org/v/10.1000", "https://example.org/", ""] {
            check(none, "-");
        }
    }
}
