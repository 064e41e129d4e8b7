//! Links that repeat others, redirect, point to closed services, or have a wrong label.

use super::LintedPaper;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::identifier::Identifier;

/// Hosts that redirect to another address, and closed services, with a description; `host/path` is a path on a host.
///
/// A short address hides its target and stops working with the service. The list is small on purpose.
const REDIRECT_HOSTS: &[(&str, &str)] = &[
    ("amzn.to", "a short address"),
    ("bit.ly", "a short address"),
    ("buff.ly", "a short address"),
    ("code.google.com", "Google Code, which was closed in 2016"),
    ("dl.dropbox.com", "the old address of public Dropbox folders, which were closed in 2017"),
    ("git.io", "GitHub's short addresses, discontinued in 2022"),
    ("goo.gl", "Google's short addresses, most of which were switched off in 2025"),
    ("google.com/url", "a Google page that redirects"),
    ("is.gd", "a short address"),
    ("l.facebook.com", "a Facebook page that redirects"),
    ("lm.facebook.com", "a Facebook page that redirects"),
    ("lnkd.in", "LinkedIn's short addresses"),
    ("ow.ly", "a short address"),
    ("out.reddit.com", "a Reddit page that redirects"),
    ("plus.google.com", "Google+, which was closed in 2019"),
    ("slack-redir.net", "a Slack page that redirects"),
    ("t.co", "Twitter's short addresses"),
    ("t.cn", "Weibo's short addresses"),
    ("tinyurl.com", "a short address"),
    ("urldefense.proofpoint.com", "a mail filter that redirects"),
    ("link.zhihu.com", "a Zhihu page that redirects"),
    ("zhihu.com/link", "a Zhihu page that redirects"),
];

/// The query parameters that contain the target of a redirect.
const TARGETS: &[&str] = &["q", "target", "u", "url"];

pub(super) fn check(item: &LintedPaper<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for nth in 0..item.paper.links.len() {
        diagnostics.extend(duplicate_link(item, nth).or_else(|| redirect(item, nth)).or_else(|| mislabeled(item, nth)));
    }
}

fn duplicate_link(item: &LintedPaper<'_>, nth: usize) -> Option<Diagnostic> {
    let links = &item.paper.links;
    let link = &links[nth];
    let address = without_scheme(&link.url);
    let first = links[..nth].iter().find(|first| !address.is_empty() && without_scheme(&first.url) == address)?;
    let message = if first.label == link.label {
        format!("the link `{}` is repeated", link.label)
    } else {
        format!("the link `{}` has the same address as `{}`", link.label, first.label)
    };
    Some(item.at(Code::BadLink, "links", nth, message).help("give it another address, or remove it"))
}

/// Returns an address without scheme, `www.` and trailing slash.
fn without_scheme(url: &str) -> &str {
    let url = url.trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.strip_suffix('/').unwrap_or(rest)
}

fn redirect(item: &LintedPaper<'_>, nth: usize) -> Option<Diagnostic> {
    let link = &item.paper.links[nth];
    if !link.url.contains("://") {
        return None;
    }
    let address = without_scheme(&link.url);
    let (host, path) = address.split_once(['/', '?']).unwrap_or((address, ""));
    let host = host.to_ascii_lowercase();
    let matches = |known: &str| match known.split_once('/') {
        Some((known, start)) => {
            host == known
                && path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        }
        None => host == known,
    };
    let (_, what) = REDIRECT_HOSTS.iter().find(|(known, _)| matches(known))?;
    let diagnostic = item.at(Code::BadLink, "links", nth, format!("the link `{}` leads to {what}", link.label));
    Some(match target(&link.url) {
        Some(target) => diagnostic.help(format!("link to the target: `{target}`")),
        None => diagnostic.help("link to the target itself"),
    })
}

/// Returns the target in the query of a redirecting address.
fn target(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(name, _)| TARGETS.contains(name)).map(|(_, value)| value);
    let value = values.find(|value| value.starts_with("http"))?;
    let decoded = value.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%2f", "/");
    (!decoded.contains('%')).then_some(decoded)
}

/// Reports the label `pdf` on an abstract page of arXiv.
fn mislabeled(item: &LintedPaper<'_>, nth: usize) -> Option<Diagnostic> {
    let link = &item.paper.links[nth];
    let Some(Identifier::Arxiv(arxiv)) = Identifier::in_url(&link.url) else { return None };
    (link.label.eq_ignore_ascii_case("pdf") && link.url.contains("/abs/")).then(|| {
        let message = format!("the link `{}` leads to a page, not to a PDF", link.label);
        let help = format!("the PDF is at `https://arxiv.org/pdf/{arxiv}`");
        item.at(Code::BadLink, "links", nth, message).help(help).level(Level::Info)
    })
}
