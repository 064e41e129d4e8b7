//! Links that repeat others, pass through somebody else's counter, lead to what is gone, or say what they are not.

use super::{LintedPaper, Subject};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::identifier::Identifier;

/// Hosts that only pass on to another address, or to none any more; `host/path` is a part of a host.
///
/// A short address hides where it leads and dies with the service. The list is kept small: each row has its reason.
const HOSTS: &[(&str, &str)] = &[
    ("amzn.to", "a short address"),
    ("bit.ly", "a short address"),
    ("buff.ly", "a short address"),
    ("code.google.com", "Google Code, which was closed in 2016"),
    ("dl.dropbox.com", "the old address of public Dropbox folders, which were closed in 2017"),
    ("git.io", "GitHub's short addresses, of which there are no new ones since 2022"),
    ("goo.gl", "Google's short addresses, most of which were switched off in 2025"),
    ("google.com/url", "a page of Google that passes on"),
    ("is.gd", "a short address"),
    ("l.facebook.com", "a page of Facebook that passes on"),
    ("lm.facebook.com", "a page of Facebook that passes on"),
    ("lnkd.in", "LinkedIn's short addresses"),
    ("ow.ly", "a short address"),
    ("out.reddit.com", "a page of Reddit that passes on"),
    ("plus.google.com", "Google+, which was closed in 2019"),
    ("slack-redir.net", "a page of Slack that passes on"),
    ("t.co", "Twitter's short addresses"),
    ("t.cn", "Weibo's short addresses"),
    ("tinyurl.com", "a short address"),
    ("urldefense.proofpoint.com", "a filter for mail that passes on"),
    ("link.zhihu.com", "a page of Zhihu that passes on"),
    ("zhihu.com/link", "a page of Zhihu that passes on"),
];

/// The query parameters in which such pages have the address that they pass on to.
const TARGETS: &[&str] = &["q", "target", "u", "url"];

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for item in subject.items() {
        for nth in 0..item.paper.links.len() {
            found.extend(repeated(&item, nth).or_else(|| shim(&item, nth)).or_else(|| mislabelled(&item, nth)));
        }
    }
}

fn repeated(item: &LintedPaper<'_>, nth: usize) -> Option<Diagnostic> {
    let links = &item.paper.links;
    let link = &links[nth];
    let address = plain(&link.url);
    let first = links[..nth].iter().find(|first| !address.is_empty() && plain(&first.url) == address)?;
    let message = if first.label == link.label {
        format!("the link `{}` stands there twice", link.label)
    } else {
        format!("the link `{}` leads where `{}` does", link.label, first.label)
    };
    Some(item.at(Code::BadLink, "links", nth, message).help("give it its own address, or leave it out"))
}

/// An address without what makes no difference.
fn plain(url: &str) -> &str {
    let url = url.trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.strip_suffix('/').unwrap_or(rest)
}

fn shim(item: &LintedPaper<'_>, nth: usize) -> Option<Diagnostic> {
    let link = &item.paper.links[nth];
    if !link.url.contains("://") {
        return None;
    }
    let address = plain(&link.url);
    let (host, path) = address.split_once(['/', '?']).unwrap_or((address, ""));
    let host = host.to_ascii_lowercase();
    let fits = |known: &str| match known.split_once('/') {
        Some((known, start)) => {
            host == known
                && path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        }
        None => host == known,
    };
    let (_, what) = HOSTS.iter().find(|(known, _)| fits(known))?;
    let found = item.at(Code::BadLink, "links", nth, format!("the link `{}` leads to {what}", link.label));
    Some(match target(&link.url) {
        Some(target) => found.help(format!("write where it leads: `{target}`")),
        None => found.help("write the address that it leads to"),
    })
}

/// The address within the query of another.
fn target(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(name, _)| TARGETS.contains(name)).map(|(_, value)| value);
    let value = values.find(|value| value.starts_with("http"))?;
    let decoded = value.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%2f", "/");
    (!decoded.contains('%')).then_some(decoded)
}

/// `pdf` on a page of arXiv that is none.
fn mislabelled(item: &LintedPaper<'_>, nth: usize) -> Option<Diagnostic> {
    let link = &item.paper.links[nth];
    let Some(Identifier::Arxiv(arxiv)) = Identifier::in_url(&link.url) else { return None };
    (link.label.eq_ignore_ascii_case("pdf") && link.url.contains("/abs/")).then(|| {
        let message = format!("the link `{}` leads to a page, not to a PDF", link.label);
        let help = format!("the PDF is at `https://arxiv.org/pdf/{arxiv}`");
        item.at(Code::BadLink, "links", nth, message).help(help).level(Level::Info)
    })
}
