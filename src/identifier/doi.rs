//! DOIs: `10.`, a registrant, a slash and a suffix of any characters (ISO 26324, the DOI Handbook, 2.2).

use std::fmt;

use super::strip_prefix_ignore_case;

/// A DOI without a resolver, as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Doi(String);

impl Doi {
    /// Parses a DOI, with an optional `doi:` before it.
    ///
    /// A suffix may contain anything but whitespace and control characters; nothing is trimmed from its end.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = strip_prefix_ignore_case(text, "doi:").unwrap_or(text);
        let (prefix, suffix) = text.split_once('/')?;
        let mut parts = prefix.strip_prefix("10.")?.split('.');
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let registrant = parts.next().is_some_and(|part| digits(part) && part.len() >= 4);
        let suffix_fits = !suffix.is_empty() && !suffix.chars().any(|c| c.is_whitespace() || c.is_control());
        (registrant && parts.all(digits) && suffix_fits).then(|| Self(text.to_owned()))
    }

    /// Returns the DOI as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the DOI for comparison, with ASCII letters in lower case.
    pub(super) fn lower(&self) -> Self {
        Self(self.0.to_ascii_lowercase())
    }

    /// Returns the DOI as the path of an address.
    pub(super) fn encoded(&self) -> String {
        use fmt::Write as _;
        let mut encoded = String::with_capacity(self.0.len());
        for c in self.0.chars() {
            if c.is_alphanumeric() || "-._~!$&'()*+,;=:@/".contains(c) {
                encoded.push(c);
            } else {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    // Writing to a string cannot fail.
                    let _ = write!(encoded, "%{byte:02X}");
                }
            }
        }
        encoded
    }
}

impl fmt::Display for Doi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_a_prefix_and_a_suffix() {
        #[track_caller]
        fn check(text: &str, expect: Option<&str>) {
            assert_eq!(Doi::parse(text).as_ref().map(Doi::as_str), expect, "{text}");
        }
        check("10.1000/182", Some("10.1000/182"));
        check(" DOI: 10.1000/182 ", Some("10.1000/182"));
        check("10.1000.10/123", Some("10.1000.10/123"));
        check("10.1016/0370-2693(83)90177-3", Some("10.1016/0370-2693(83)90177-3"));
        check("10.1002/(SICI)1097<1::AID-ASI1>3.0.CO;2-#", Some("10.1002/(SICI)1097<1::AID-ASI1>3.0.CO;2-#"));
        for invalid in
            ["", "10.1000", "10.1000/", "10.100/1", "11.1000/1", "10.1000/a b", "10.x/1", "10./1", "10.1000./1"]
        {
            check(invalid, None);
        }
    }
}
