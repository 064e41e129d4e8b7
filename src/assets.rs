//! The stylesheet, the script and the JSON Schema that `install` copies into a book.
//!
//! The first line of a copy contains the version that wrote it and a hash of the rest, by which edited copies are detected and
//! never overwritten.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::files;

/// A file that is copied into a book.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The file name in a book.
    pub name: &'static str,
    /// The key of `[output.html]` that registers it; empty if there is none.
    pub key: &'static str,
    /// The text before and after the mark on the first line.
    comment: [&'static str; 2],
    text: &'static str,
}

/// The assets of a page.
pub const ASSETS: &[Asset] = &[STYLESHEET, SCRIPT];

/// The stylesheet of lists.
pub const STYLESHEET: Asset =
    Asset { name: "papers.css", key: "additional-css", comment: COMMENT, text: include_str!("../assets/papers.css") };

/// The script: filters, copy buttons, previews. It consists of the files in `assets/script`.
pub const SCRIPT: Asset =
    Asset { name: "papers.js", key: "additional-js", comment: COMMENT, text: include_str!("../assets/papers.js") };

/// The JSON Schema for editors, stored in the folder of the data.
pub const SCHEMA: Asset = Asset {
    name: "papers.schema.json",
    key: "",
    comment: ["{ \"$comment\": \"", "\","],
    text: include_str!("../papers.schema.json"),
};

const COMMENT: [&str; 2] = ["/* ", " */"];

/// The state of a file with the name of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssetState {
    /// An unedited copy of this version.
    Current,
    /// An unedited copy of another version.
    Stale,
    /// An edited copy.
    Edited,
    /// Not a copy.
    Unrelated,
}

const MARK: &str = "mdbook-papers ";

impl Asset {
    /// Returns the file with its mark, as it is written into a book.
    pub fn marked(&self) -> String {
        let [before, after] = self.comment;
        let version = env!("CARGO_PKG_VERSION");
        let hash = hash(self.text());
        format!(
            "{before}{MARK}{version} {hash:016x}: `mdbook-papers install` updates this unless it was edited.{after}\n{}",
            self.text()
        )
    }

    /// Returns the text after the first line. In JSON, the mark's line contains the opening brace.
    fn text(&self) -> &'static str {
        self.text.strip_prefix("{\n").unwrap_or(self.text)
    }

    /// Returns the state of a file with this asset's name.
    pub fn state(&self, file: &str) -> AssetState {
        let Some((mark, rest)) = file.split_once('\n') else { return AssetState::Unrelated };
        let Some((mark, _)) = self.mark(mark).and_then(|mark| mark.split_once(':')) else {
            return AssetState::Unrelated;
        };
        let recorded = mark.rsplit(' ').next().unwrap_or_default();
        let is = |hash: u64| recorded == format!("{hash:016x}");
        match is(hash(rest)) {
            false => AssetState::Edited,
            true if is(hash(self.text())) => AssetState::Current,
            true => AssetState::Stale,
        }
    }

    /// Returns the mark of a copy: version and hash.
    fn mark<'f>(&self, file: &'f str) -> Option<&'f str> {
        file.strip_prefix(self.comment[0])?.strip_prefix(MARK)
    }

    /// Returns the path under which a book registers the asset; `config` is the book's configuration.
    pub fn registered(&self, config: &Value) -> Option<PathBuf> {
        let files = config.pointer("/output/html")?.get(self.key)?.as_array()?;
        let mut paths = files.iter().filter_map(Value::as_str).map(Path::new);
        paths.find(|path| path.ends_with(self.name)).map(Path::to_owned)
    }
}

/// Returns warnings for copies that another version wrote. `data` are the paths and globs of the book's data.
pub fn check(root: &Path, config: &Value, data: &[String]) -> Vec<Diagnostic> {
    let registered = ASSETS.iter().filter_map(|asset| Some((asset, asset.registered(config)?)));
    let mut schemas: Vec<_> = data.iter().map(|data| (&SCHEMA, folder_of(Path::new(data)).join(SCHEMA.name))).collect();
    schemas.dedup_by(|(_, later), (_, first)| later == first);
    let stale = |(asset, path): (&Asset, PathBuf)| {
        let text = files::read(root, &path).ok()?;
        let version = asset.mark(&text)?.split(' ').next()?.to_owned();
        (asset.state(&text) == AssetState::Stale).then_some((path, version))
    };
    registered
        .chain(schemas)
        .filter_map(stale)
        .map(|(path, version)| {
            let message = format!("`{}` was written by another version, mdbook-papers {version}", path.display());
            Code::StaleAssets.at(Place::File(path), message).help("`mdbook-papers install` updates it")
        })
        .collect()
}

/// Returns the folder of a data file or glob, relative to the book's root.
pub fn folder_of(data: &Path) -> PathBuf {
    let is_glob = |part: &std::path::Component<'_>| files::is_glob(&part.as_os_str().to_string_lossy());
    let folder = data.parent().unwrap_or(Path::new(""));
    folder.components().take_while(|part| !is_glob(part)).collect()
}

/// Returns the 64-bit FNV-1a hash of a text. Carriage returns are ignored, because version control may change line endings.
fn hash(text: &str) -> u64 {
    let bytes = text.bytes().filter(|&byte| byte != b'\r');
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_recognized_by_their_first_line() {
        let asset = SCRIPT;
        let fresh = asset.marked();
        assert_eq!(asset.state(&fresh), AssetState::Current);
        assert_eq!(asset.state(&fresh.replace('\n', "\r\n")), AssetState::Current);
        assert_eq!(asset.state(&format!("{fresh}// mine\n")), AssetState::Edited);
        let old = format!("/* {MARK}0.0.1 {:016x}: x */\nold\n", hash("old\n"));
        assert_eq!(asset.state(&old), AssetState::Stale);
        for unrelated in ["", "old", "/* another */\nold\n", "/* mdbook-papers \nold"] {
            assert_eq!(asset.state(unrelated), AssetState::Unrelated, "{unrelated}");
        }
    }

    #[test]
    fn the_marked_schema_is_json_and_recognized() {
        let fresh = SCHEMA.marked();
        let schema: Value = serde_json::from_str(&fresh).expect("it is JSON");
        assert!(schema["$comment"].as_str().is_some_and(|mark| mark.starts_with(MARK)));
        assert_eq!(schema["properties"], serde_json::from_str::<Value>(SCHEMA.text).expect("it is JSON")["properties"]);
        assert_eq!(SCHEMA.state(&fresh), AssetState::Current);
        assert_eq!(SCHEMA.state(&fresh.replacen("draft", "craft", 1)), AssetState::Edited);
        assert_eq!(SCHEMA.state(SCHEMA.text), AssetState::Unrelated);
    }

    #[test]
    fn hashes_match_fnv_1a() {
        // From the test suite of the hash's authors, http://www.isthe.com/chongo/tech/comp/fnv/.
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the script is a file of the repository")]
    fn the_script_consists_of_its_parts() {
        const PARTS: &[&str] = &[
            include_str!("../assets/script/base.js"),
            include_str!("../assets/script/records.js"),
            include_str!("../assets/script/search.js"),
            include_str!("../assets/script/basket.js"),
            include_str!("../assets/script/visits.js"),
            include_str!("../assets/script/copy.js"),
            include_str!("../assets/script/filter.js"),
            include_str!("../assets/script/preview.js"),
            include_str!("../assets/script/palette.js"),
            include_str!("../assets/script/start.js"),
        ];
        let script = format!(
            "// Assembled from the files in assets/script by `UPDATE_SCRIPT=1 cargo test --lib assets`.\n(() => {{\n{}}})();\n",
            PARTS.join("\n")
        );
        if std::env::var_os("UPDATE_SCRIPT").is_some() {
            std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/papers.js"), &script).unwrap();
        }
        assert!(SCRIPT.text == script, "`UPDATE_SCRIPT=1 cargo test --lib assets` updates assets/papers.js");
    }

    #[test]
    fn assets_are_within_their_size_limit() {
        const LIMIT: usize = 72_000;
        let sum: usize = ASSETS.iter().map(|asset| asset.marked().len()).sum();
        assert!(
            sum < LIMIT,
            "papers.css and papers.js have {sum} bytes together, and the limit is {LIMIT}: every page of a book loads both. \
             Shorten them by {} bytes",
            sum + 1 - LIMIT
        );
    }
}
