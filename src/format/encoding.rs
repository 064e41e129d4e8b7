//! Decodes data files.
//!
//! Files in the schema of this program are UTF-8. External formats may be UTF-16 with a byte-order mark, or contain
//! Windows-1252 (a superset of Latin-1), which is decoded and reported.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// The encoding if not UTF-8, and the offset in `text` of the first character that shows it.
    pub encoding: Option<(&'static str, usize)>,
}

impl Decoded {
    fn without_mark(mut self) -> Self {
        const MARK: char = '\u{FEFF}';
        if self.text.starts_with(MARK) {
            self.text.drain(..MARK.len_utf8());
            self.encoding = self.encoding.map(|(name, at)| (name, at - MARK.len_utf8()));
        }
        self
    }
}

/// Decodes the bytes of a file.
///
/// # Errors
/// The text before the first byte in an unknown encoding.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, String> {
    if let Some((encoding, _)) = Encoding::for_bom(&bytes).filter(|(encoding, _)| *encoding != encoding_rs::UTF_8) {
        return utf_16(encoding, &bytes);
    }
    if let Some(encoding) = unmarked_utf_16(&bytes) {
        return utf_16(encoding, &bytes);
    }
    let decoded = match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, encoding: None },
        Err(error) => windows_1252(error.as_bytes())?,
    };
    Ok(decoded.without_mark())
}

/// Detects UTF-16 without a byte-order mark: in the ASCII that every format begins with, every other byte is zero.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..64.min(bytes.len() & !1)).filter(|start| start.len() >= 4)?;
    let zeros = |nth: usize| start.iter().skip(nth).step_by(2).all(|byte| *byte == 0);
    let ascii = |nth: usize| start.iter().skip(nth).step_by(2).all(|byte| byte.is_ascii() && *byte != 0);
    if zeros(1) && ascii(0) {
        Some(UTF_16LE)
    } else if zeros(0) && ascii(1) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn utf_16(encoding: &'static Encoding, bytes: &[u8]) -> Result<Decoded, String> {
    debug_assert!(encoding == UTF_16LE || encoding == UTF_16BE, "only these are detected");
    let (text, wrong) = encoding.decode_with_bom_removal(bytes);
    if wrong {
        let valid = text.split('\u{FFFD}').next().unwrap_or_default();
        return Err(valid.to_owned());
    }
    Ok(Decoded { text: text.into_owned(), encoding: Some(("UTF-16", 0)) })
}

/// Decodes bytes that are not UTF-8 as Windows-1252, unless they look like another encoding.
fn windows_1252(bytes: &[u8]) -> Result<Decoded, String> {
    let (mut text, mut first, mut odd) = (String::with_capacity(bytes.len() + 16), None, EncodingIssue::default());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.valid().is_empty() {
            odd.end_run();
        }
        if chunk.invalid().is_empty() {
            continue;
        }
        first.get_or_insert(text.len());
        odd.add(chunk.invalid());
        let (characters, _) = WINDOWS_1252.decode_without_bom_handling(chunk.invalid());
        text.push_str(&characters);
    }
    odd.end_run();
    if odd.is_another_encoding() {
        text.truncate(first.unwrap_or(0));
        return Err(text);
    }
    Ok(Decoded { text, encoding: first.map(|at| ("Windows-1252", at)) })
}

/// Detects encodings for Chinese, Japanese or Cyrillic: Windows-1252 leaves five bytes
/// undefined, and accented letters are rarely adjacent.
#[derive(Default)]
struct EncodingIssue {
    run: usize,
    in_long_runs: usize,
    all: usize,
    undefined: bool,
}

impl EncodingIssue {
    fn add(&mut self, bytes: &[u8]) {
        self.run += bytes.len();
        self.all += bytes.len();
        self.undefined |= bytes.iter().any(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D));
    }

    fn end_run(&mut self) {
        if self.run > 2 {
            self.in_long_runs += self.run;
        }
        self.run = 0;
    }

    fn is_another_encoding(&self) -> bool {
        self.undefined || 2 * self.in_long_runs > self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text, with the encoding and offset if it was not UTF-8.
    type Read<'t> = (&'t str, Option<(&'t str, usize)>);

    #[track_caller]
    fn check(bytes: &[u8], expect: Result<Read<'_>, &str>) {
        let decoded = decode(bytes.to_vec());
        let decoded = decoded.as_ref().map(|decoded| (decoded.text.as_str(), decoded.encoding));
        assert_eq!(decoded.map_err(String::as_str), expect);
    }

    #[test]
    fn texts_are_read_in_the_encoding_they_have() {
        check(b"", Ok(("", None)));
        check("评估 é".as_bytes(), Ok(("评估 é", None)));
        check("\u{FEFF}ab".as_bytes(), Ok(("ab", None)));
        check(b"\xFF\xFEa\0\xE9\0", Ok(("aé", Some(("UTF-16", 0)))));
        check(b"\xFE\xFF\0a\x8B\xC4", Ok(("a评", Some(("UTF-16", 0)))));
        check(b"@\0a\0{\0}\0", Ok(("@a{}", Some(("UTF-16", 0)))));
        check(b"\0@\0a\0{\0}", Ok(("@a{}", Some(("UTF-16", 0)))));
        check(b"M\xFC\xDFig, Ren\xE9e \x96 x", Ok(("Müßig, Renée – x", Some(("Windows-1252", 1)))));
        check("Zoë and Ren\u{0}e".replace('\u{0}', "").as_bytes(), Ok(("Zoë and Rene", None)));
        check(b"Zo\xC3\xAB, Ren\xE9", Ok(("Zoë, René", Some(("Windows-1252", 9)))));
    }

    #[test]
    fn what_is_in_no_encoding_that_can_be_told_is_not_guessed() {
        check(b"a \x81", Err("a "));
        let (gbk, _, _) = encoding_rs::GBK.encode("标题 = 评估大模型");
        check(&gbk, Err(""));
        check(b"\xFF\xFEa\0\x00\xD8", Err("a"));
    }
}
