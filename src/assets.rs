//! The stylesheet and the script for readers, and how copies of them in a book are told.
//!
//! A copy's first line names the version that wrote it and a hash of the rest, so that what somebody has edited is known
//! and never written over.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::files;

/// A file for readers.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its name in a book.
    pub name: &'static str,
    /// The key of `[output.html]` that registers it.
    pub key: &'static str,
    text: &'static str,
}

/// The files for readers.
pub const ASSETS: &[Asset] = &[STYLESHEET, SCRIPT];

/// The look of lists.
pub const STYLESHEET: Asset =
    Asset { name: "papers.css", key: "additional-css", text: include_str!("../assets/papers.css") };

/// Finding, copying and following.
pub const SCRIPT: Asset = Asset { name: "papers.js", key: "additional-js", text: include_str!("../assets/papers.js") };

/// What a file under the name of an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Ours, of this version.
    Current,
    /// Ours, of another version.
    Stale,
    /// Ours, and edited since.
    Edited,
    /// Somebody else's.
    Foreign,
}

const MARK: &str = "/* mdbook-papers ";

impl Asset {
    /// The file as it goes into a book.
    pub fn marked(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        format!(
            "{MARK}{version} {:016x}: `mdbook-papers install` updates this unless it was edited. */\n{}",
            hash(self.text),
            self.text
        )
    }

    /// What a file under its name is.
    pub fn state(&self, file: &str) -> State {
        let Some((mark, rest)) = file.split_once('\n') else { return State::Foreign };
        let Some(mark) = mark.strip_prefix(MARK).and_then(|mark| mark.split_once(':')) else { return State::Foreign };
        let said = mark.0.rsplit(' ').next().unwrap_or_default();
        let is = |hash: u64| said == format!("{hash:016x}");
        match is(hash(rest)) {
            false => State::Edited,
            true if is(hash(self.text)) => State::Current,
            true => State::Stale,
        }
    }

    /// Where a book registers it, if it does; `config` is the book's configuration.
    pub fn registered(&self, config: &Value) -> Option<PathBuf> {
        let files = config.pointer("/output/html")?.get(self.key)?.as_array()?;
        let mut paths = files.iter().filter_map(Value::as_str).map(Path::new);
        paths.find(|path| path.ends_with(self.name)).map(Path::to_owned)
    }
}

/// Warnings of copies in a book that another version wrote.
pub fn check(root: &Path, config: &Value) -> Vec<Diagnostic> {
    let stale = |asset: &&Asset| {
        let path = asset.registered(config)?;
        let text = files::read(root, &path).ok()?;
        let version = text.strip_prefix(MARK)?.split(' ').next()?.to_owned();
        (asset.state(&text) == State::Stale).then_some((path, version))
    };
    ASSETS
        .iter()
        .filter_map(|asset| stale(&asset))
        .map(|(path, version)| {
            let message = format!("`{}` is of mdbook-papers {version}, another one than this", path.display());
            Code::StaleAssets.at(Place::File(path), message).help("`mdbook-papers install` brings it up to date")
        })
        .collect()
}

/// FNV-1a, 64 bits, of a text; the ends of its lines do not count, since version control changes them.
fn hash(text: &str) -> u64 {
    let bytes = text.bytes().filter(|&byte| byte != b'\r');
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_told_by_their_first_line() {
        let asset = SCRIPT;
        let fresh = asset.marked();
        assert_eq!(asset.state(&fresh), State::Current);
        assert_eq!(asset.state(&fresh.replace('\n', "\r\n")), State::Current);
        assert_eq!(asset.state(&format!("{fresh}// mine\n")), State::Edited);
        let old = format!("{MARK}0.0.1 {:016x}: x */\nold\n", hash("old\n"));
        assert_eq!(asset.state(&old), State::Stale);
        for foreign in ["", "old", "/* another */\nold\n", "/* mdbook-papers \nold"] {
            assert_eq!(asset.state(foreign), State::Foreign, "{foreign}");
        }
    }

    #[test]
    fn hashes_are_those_of_fnv_1a() {
        // From the test suite of the hash's authors, http://www.isthe.com/chongo/tech/comp/fnv/.
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn both_are_small() {
        let sum: usize = ASSETS.iter().map(|asset| asset.marked().len()).sum();
        assert!(sum < 24_000, "{sum}");
    }
}
