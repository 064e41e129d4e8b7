//! The state of an import, in a file next to the data file: which papers came from which source, with a fingerprint of each
//! field as the source had it.
//!
//! Like a lock file, it belongs under version control and is not edited by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, TomlError};

use crate::export;
use crate::paper::Paper;

/// The first lines of the file.
const HEADER: &str = "# Written by `mdbook-papers import`. It has a fingerprint of each field of a paper as the source had it, which lets a\n\
    # later import distinguish your corrections from changes of the source. Commit it with the data file; do not edit it.\n\
    version = 1\n";

/// The state of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// The fingerprint of the complete data file as `import` wrote it.
    pub file: Option<String>,
    /// The imported papers by key.
    pub papers: BTreeMap<String, Imported>,
}

/// A paper as its source had it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The name of the source file.
    pub from: String,
    /// The fingerprint of each field by name.
    pub fields: BTreeMap<String, String>,
}

impl Memory {
    /// Returns the path of the file for a data file: `papers.import.lock` for `papers.toml`.
    pub fn path(data: &Path) -> PathBuf {
        data.with_extension("import.lock")
    }

    /// Parses the file.
    ///
    /// # Errors
    ///
    /// If the text is not TOML.
    pub fn parse(text: &str) -> Result<Self, TomlError> {
        let document: DocumentMut = text.parse()?;
        let text = |item: &toml_edit::Item| item.as_str().map(str::to_owned);
        let mut memory = Self { file: document.get("file").and_then(text), ..Self::default() };
        for (key, paper) in
            document.get("papers").and_then(|item| item.as_table_like()).into_iter().flat_map(|all| all.iter())
        {
            let fields = paper.as_table_like().into_iter().flat_map(|fields| fields.iter());
            let mut fields: BTreeMap<_, _> =
                fields.filter_map(|(name, print)| Some((name.to_owned(), text(print)?))).collect();
            let from = fields.remove("from").unwrap_or_default();
            memory.papers.insert(key.to_owned(), Imported { from, fields });
        }
        Ok(memory)
    }

    /// Returns the text of the file.
    pub fn to_text(&self) -> String {
        let mut out = HEADER.to_owned();
        if let Some(file) = &self.file {
            let _ = writeln!(out, "file = {}", export::toml_text(file));
        }
        out.push_str("\n[papers]\n");
        for (key, Imported { from, fields }) in &self.papers {
            let prints: Vec<_> = fields.iter().map(|(name, print)| format!(", {name} = \"{print}\"")).collect();
            let _ = writeln!(
                out,
                "{} = {{ from = {}{} }}",
                export::toml_text(key),
                export::toml_text(from),
                prints.concat()
            );
        }
        out
    }

    /// Returns the fingerprint of a field of a paper in its last import.
    pub(super) fn fingerprint(&self, key: &str, field: &str) -> Option<&str> {
        self.papers.get(key)?.fields.get(field).map(String::as_str)
    }

    /// Stores the paper as its source has it.
    pub(super) fn insert(&mut self, key: &str, from: &str, paper: &Paper) {
        let fields = export::fields(paper).into_iter().filter(|(name, _)| name != "x");
        let fields = fields.map(|(name, value)| (name, fingerprint(&value))).collect();
        self.papers.insert(key.to_owned(), Imported { from: from.to_owned(), fields });
    }

    /// Takes over the fingerprints that an entry has in `x.source`, where earlier versions stored them.
    pub(super) fn insert_old(&mut self, paper: &Paper) {
        let Some(old) = paper.x.get("source").and_then(serde_json::Value::as_object) else { return };
        let prints = old.iter().filter_map(|(name, print)| Some((name.clone(), print.as_str()?.to_owned())));
        let imported = Imported { from: String::new(), fields: prints.collect() };
        self.papers.entry(paper.key.clone()).or_insert(imported);
    }

    /// Returns the keys of the papers that came from one of the sources and are not among those that it still has.
    pub(super) fn left(&self, sources: &BTreeSet<String>, present: &BTreeSet<String>) -> Vec<String> {
        let left = self.papers.iter().filter(|(key, paper)| sources.contains(&paper.from) && !present.contains(*key));
        left.map(|(key, _)| key.clone()).collect()
    }
}

/// Returns the FNV-1a hash of a text, 64 bits in hexadecimal.
pub fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_back_equal() {
        let mut memory = Memory { file: Some("0f".to_owned()), ..Memory::default() };
        let paper = Paper { title: "A \"Title\"".into(), ..Paper::default() };
        memory.insert("a.b \"c\"", "lists/README.md", &paper);
        assert_eq!(Memory::parse(&memory.to_text()), Ok(memory));
    }

    #[test]
    fn a_data_file_has_the_file_next_to_it() {
        assert_eq!(Memory::path(Path::new("data/papers.toml")), Path::new("data/papers.import.lock"));
    }
}
