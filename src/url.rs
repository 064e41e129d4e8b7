//! Decides which addresses from data may become links.
//!
//! Allowed are `http`, `https`, `mailto` and relative addresses. Nothing is fetched.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns the address for a link, with its scheme in lower case, or `None` if it is not safe.
///
/// Leading and trailing whitespace is removed, and inner whitespace is percent-encoded. An address that starts with two
/// slashes or backslashes refers to another host and is rejected, as is one with control characters, which browsers remove
/// before they parse the scheme.
pub fn safe(url: &str) -> Option<Cow<'_, str>> {
    if is_plain(url) {
        return Some(Cow::Borrowed(url));
    }
    let url = url.trim();
    if url.is_empty() || url.chars().any(char::is_control) {
        return None;
    }
    if url.starts_with(['/', '\\']) && url[1..].starts_with(['/', '\\']) {
        return None;
    }
    let Some((scheme, rest)) = scheme(url) else {
        return Some(encode_whitespace(url));
    };
    let lower = scheme.to_ascii_lowercase();
    let allowed = match lower.as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/')),
        "mailto" => !rest.is_empty(),
        _ => false,
    };
    if !allowed {
        return None;
    }
    if lower == scheme {
        return Some(encode_whitespace(url));
    }
    Some(Cow::Owned(encode_whitespace(&format!("{lower}:{rest}")).into_owned()))
}

/// Returns whether an address is `http` or `https` in ASCII without spaces, as nearly all are, and needs no change.
fn is_plain(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && rest.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

/// Splits `scheme:rest`. Returns `None` if the text before the colon is not a scheme.
fn scheme(url: &str) -> Option<(&str, &str)> {
    let colon = url.find(':')?;
    let before = &url[..colon];
    if before.contains(['/', '?', '#']) { None } else { Some((before, &url[colon + 1..])) }
}

/// Suggests an address for one without a scheme: `arxiv.org/abs/…`, `ada@example.org`.
pub fn meant(url: &str) -> Option<String> {
    let url = url.trim();
    if scheme(url).is_some() || url.starts_with(['/', '.', '#', '?']) {
        return None;
    }
    let (host, path) = url.split_once('/').unwrap_or((url, ""));
    let top = host.rsplit_once('.').map_or("", |(_, top)| top);
    let domain = top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    if host.contains('@') && domain {
        return Some(format!("mailto:{url}"));
    }
    // A relative address of a file in the same folder has no slash.
    (domain && !path.is_empty()).then(|| format!("https://{url}"))
}

/// Appends a value of a query string, percent-encoded except for letters, digits and `-._~` in ASCII.
pub fn encode_query(value: &str, out: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

fn encode_whitespace(url: &str) -> Cow<'_, str> {
    if !url.contains(char::is_whitespace) {
        return Cow::Borrowed(url);
    }
    let mut encoded = String::with_capacity(url.len() + 8);
    for c in url.chars() {
        if c.is_whitespace() {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(c);
        }
    }
    Cow::Owned(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_query_are_encoded() {
        let mut out = String::new();
        encode_query("C++ & \"评\"-a", &mut out);
        assert_eq!(out, "C%2B%2B%20%26%20%22%E8%AF%84%22-a");
    }

    #[test]
    fn a_missing_scheme_is_guessed() {
        assert_eq!(meant("arxiv.org/abs/1").as_deref(), Some("https://arxiv.org/abs/1"));
        assert_eq!(meant("ada@example.org").as_deref(), Some("mailto:ada@example.org"));
        for relative in ["talk.pdf", "slides/talk.pdf", "../a.b/c", "https://x.org/a", "#a", "/a.b/c"] {
            assert_eq!(meant(relative), None, "{relative}");
        }
    }

    #[test]
    fn only_addresses_that_are_safe_to_follow_become_links() {
        #[track_caller]
        fn check(url: &str, expect: Option<&str>) {
            assert_eq!(safe(url).as_deref(), expect, "{url}");
        }
        check("https://arxiv.org/abs/2302.13971v1", Some("https://arxiv.org/abs/2302.13971v1"));
        check(" HTTPS://Example.org/A B ", Some("https://Example.org/A%20B"));
        check("mailto:ada@example.org", Some("mailto:ada@example.org"));
        check("slides/talk.pdf#page=3", Some("slides/talk.pdf#page=3"));
        check("../a:b", Some("../a:b"));
        check("#anchor", Some("#anchor"));
        check("/absolute", Some("/absolute"));
        check("/\u{2003}/evil.example", Some("/%E2%80%83/evil.example"));
        for unsafe_url in [
            "",
            "  ",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:x",
            "java\nscript:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "blob:x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "\\\\evil.example",
            "/\\evil.example",
            "http:",
            "https:///x",
            "mailto:",
            "http:evil.example",
        ] {
            check(unsafe_url, None);
        }
    }
}
