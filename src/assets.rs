//! The stylesheet and the script for readers, the schema for editors, and how copies of them in a book are told.
//!
//! A copy's first line names the version that wrote it and a hash of the rest, so that what somebody has edited is known
//! and never written over.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::files;

/// A file that a book gets.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its name in a book.
    pub name: &'static str,
    /// The key of `[output.html]` that registers it; empty where none does.
    pub key: &'static str,
    /// What stands before and after the mark on the first line.
    frame: [&'static str; 2],
    text: &'static str,
}

/// The files for readers.
pub const ASSETS: &[Asset] = &[STYLESHEET, SCRIPT];

/// The look of lists.
pub const STYLESHEET: Asset =
    Asset { name: "papers.css", key: "additional-css", frame: COMMENT, text: include_str!("../assets/papers.css") };

/// Finding, copying and following.
pub const SCRIPT: Asset =
    Asset { name: "papers.js", key: "additional-js", frame: COMMENT, text: include_str!("../assets/papers.js") };

/// What editors complete and check data with; it stands beside the data.
pub const SCHEMA: Asset = Asset {
    name: "papers.schema.json",
    key: "",
    frame: ["{ \"$comment\": \"", "\","],
    text: include_str!("../papers.schema.json"),
};

const COMMENT: [&str; 2] = ["/* ", " */"];

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

const MARK: &str = "mdbook-papers ";

impl Asset {
    /// The file as it goes into a book.
    pub fn marked(&self) -> String {
        let [before, after] = self.frame;
        let version = env!("CARGO_PKG_VERSION");
        let hash = hash(self.text());
        format!(
            "{before}{MARK}{version} {hash:016x}: `mdbook-papers install` updates this unless it was edited.{after}\n{}",
            self.text()
        )
    }

    /// What follows the first line; that of JSON opens the object.
    fn text(&self) -> &'static str {
        self.text.strip_prefix("{\n").unwrap_or(self.text)
    }

    /// What a file under its name is.
    pub fn state(&self, file: &str) -> State {
        let Some((mark, rest)) = file.split_once('\n') else { return State::Foreign };
        let Some((mark, _)) = self.mark(mark).and_then(|mark| mark.split_once(':')) else { return State::Foreign };
        let said = mark.rsplit(' ').next().unwrap_or_default();
        let is = |hash: u64| said == format!("{hash:016x}");
        match is(hash(rest)) {
            false => State::Edited,
            true if is(hash(self.text())) => State::Current,
            true => State::Stale,
        }
    }

    /// What a copy says of itself: the version, and the hash.
    fn mark<'f>(&self, file: &'f str) -> Option<&'f str> {
        file.strip_prefix(self.frame[0])?.strip_prefix(MARK)
    }

    /// Where a book registers it, if it does; `config` is the book's configuration.
    pub fn registered(&self, config: &Value) -> Option<PathBuf> {
        let files = config.pointer("/output/html")?.get(self.key)?.as_array()?;
        let mut paths = files.iter().filter_map(Value::as_str).map(Path::new);
        paths.find(|path| path.ends_with(self.name)).map(Path::to_owned)
    }
}

/// Warnings of copies in a book that another version wrote; `data` are the paths and globs of its data.
pub fn check(root: &Path, config: &Value, data: &[String]) -> Vec<Diagnostic> {
    let registered = ASSETS.iter().filter_map(|asset| Some((asset, asset.registered(config)?)));
    let mut schemas: Vec<_> = data.iter().map(|data| (&SCHEMA, folder_of(Path::new(data)).join(SCHEMA.name))).collect();
    schemas.dedup_by(|(_, later), (_, first)| later == first);
    let stale = |(asset, path): (&Asset, PathBuf)| {
        let text = files::read(root, &path).ok()?;
        let version = asset.mark(&text)?.split(' ').next()?.to_owned();
        (asset.state(&text) == State::Stale).then_some((path, version))
    };
    registered
        .chain(schemas)
        .filter_map(stale)
        .map(|(path, version)| {
            let message = format!("`{}` is of mdbook-papers {version}, another one than this", path.display());
            Code::StaleAssets.at(Place::File(path), message).help("`mdbook-papers install` brings it up to date")
        })
        .collect()
}

/// The folder of a data file or glob, from the book's root.
pub fn folder_of(data: &Path) -> PathBuf {
    let is_glob = |part: &std::path::Component<'_>| files::is_glob(&part.as_os_str().to_string_lossy());
    let folder = data.parent().unwrap_or(Path::new(""));
    folder.components().take_while(|part| !is_glob(part)).collect()
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
        let old = format!("/* {MARK}0.0.1 {:016x}: x */\nold\n", hash("old\n"));
        assert_eq!(asset.state(&old), State::Stale);
        for foreign in ["", "old", "/* another */\nold\n", "/* mdbook-papers \nold"] {
            assert_eq!(asset.state(foreign), State::Foreign, "{foreign}");
        }
    }

    #[test]
    fn the_schema_stays_json_and_is_told_as_well() {
        let fresh = SCHEMA.marked();
        let schema: Value = serde_json::from_str(&fresh).expect("it is JSON");
        assert!(schema["$comment"].as_str().is_some_and(|mark| mark.starts_with(MARK)));
        assert_eq!(schema["properties"], serde_json::from_str::<Value>(SCHEMA.text).expect("it is JSON")["properties"]);
        assert_eq!(SCHEMA.state(&fresh), State::Current);
        assert_eq!(SCHEMA.state(&fresh.replacen("draft", "craft", 1)), State::Edited);
        assert_eq!(SCHEMA.state(SCHEMA.text), State::Foreign);
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
