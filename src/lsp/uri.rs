//! Conversion between `file:` URIs and paths (RFC 8089).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use lsp_types::Uri;

use crate::source::plain;

/// Returns the path of a `file:` URI, or `None` for a URI in another scheme.
pub(super) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    // An authority such as `localhost` precedes the path.
    let path = decoded(&rest[rest.find('/')?..])?;
    let path = if cfg!(windows) { path.trim_start_matches('/') } else { &path };
    Some(plain(Path::new(path)))
}

/// Returns the `file:` URI of an absolute path.
pub(super) fn of_path(path: &Path) -> Option<Uri> {
    let mut uri = String::from("file://");
    let path = path.to_str()?;
    if !path.starts_with('/') {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            // Writing to a string does not fail.
            byte => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri.parse().ok()
}

/// Decodes `%XX`. Returns `None` if the result is not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        if let Some(value) = hex.filter(|_| byte == b'%') {
            bytes.push(value);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_and_uris_convert_to_each_other() {
        #[track_caller]
        fn check(path: &str, uri: &str) {
            assert_eq!(of_path(Path::new(path)).unwrap().as_str(), uri);
            assert_eq!(to_path(&uri.parse().unwrap()).unwrap(), Path::new(path));
        }
        check("/a/b c.md", "file:///a/b%20c.md");
        check("/书/100%.toml", "file:///%E4%B9%A6/100%25.toml");
        assert_eq!(to_path(&"file://localhost/a/./b/../c".parse().unwrap()), Some(PathBuf::from("/a/c")));
        assert_eq!(to_path(&"untitled:Untitled-1".parse().unwrap()), None);
        assert_eq!(to_path(&"file:///%FF".parse().unwrap()), None);
    }
}
