//! Reads and edits book.toml; comments and order are preserved.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

use crate::assets::Asset;
use crate::files;

/// A book.toml document.
pub(super) struct Settings {
    document: DocumentMut,
    /// Whether its line ending is CRLF.
    crlf: bool,
}

impl Settings {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let document = text.parse().context("book.toml is invalid")?;
        Ok(Self { document, crlf: text.contains("\r\n") })
    }

    pub(super) fn text(&self) -> String {
        let text = self.document.to_string();
        if self.crlf { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text }
    }

    pub(super) fn src(&self) -> PathBuf {
        self.path_or(&["book", "src"], "src")
    }

    pub(super) fn build_dir(&self) -> PathBuf {
        self.path_or(&["build", "build-dir"], "book")
    }

    fn path_or(&self, keys: &[&str], default: &str) -> PathBuf {
        self.get(keys).and_then(Item::as_str).unwrap_or(default).into()
    }

    fn get(&self, keys: &[&str]) -> Option<&Item> {
        keys.iter().try_fold(self.document.as_item(), |item, key| item.as_table_like()?.get(key))
    }

    /// Returns the names of the book's renderers. Without any, mdBook writes HTML.
    pub(super) fn outputs(&self) -> Vec<String> {
        let outputs = self.get(&["output"]).and_then(Item::as_table_like);
        outputs.into_iter().flat_map(TableLike::iter).map(|(name, _)| name.to_owned()).collect()
    }

    /// Returns whether the book has outputs, but no HTML output.
    pub(super) fn has_other_outputs_only(&self) -> bool {
        self.get(&["output"]).is_some() && self.get(&["output", "html"]).is_none()
    }

    /// Returns whether the book registers mdbook-bib, and not this preprocessor.
    pub(super) fn has_only_mdbook_bib(&self) -> bool {
        let has = |name| self.get(&["preprocessor", name]).is_some();
        has("bib") && !has("papers")
    }

    /// Returns the configured data files.
    pub(super) fn data(&self) -> Option<Vec<PathBuf>> {
        let data = self.get(&["preprocessor", "papers", "data"])?;
        match data.as_array() {
            Some(list) => Some(list.iter().filter_map(Value::as_str).map(PathBuf::from).collect()),
            None => data.as_str().map(|file| vec![file.into()]),
        }
    }

    /// Registers the preprocessor; returns whether this changed anything.
    pub(super) fn register(&mut self) -> Result<bool> {
        let is_new = self.get(&["preprocessor", "papers"]).is_none();
        // Included files and translations may contain directives.
        let has_gettext = self.get(&["preprocessor", "gettext"]).is_some();
        let earlier = ["links"].into_iter().chain(has_gettext.then_some("gettext"));
        let table = self.table(&["preprocessor", "papers"])?;
        let ordered = table.contains_key("after") || table.contains_key("before");
        if !ordered {
            table.insert("after", toml_edit::value(earlier.collect::<Array>()));
        }
        Ok(is_new || !ordered)
    }

    pub(super) fn set_data(&mut self, files: &[PathBuf]) -> Result<()> {
        let list: Array = files.iter().map(|file| slashed(file)).collect();
        self.table(&["preprocessor", "papers"])?.insert("data", toml_edit::value(list));
        Ok(())
    }

    /// Makes `mdbook serve` watch a folder or file; returns whether this changed anything.
    pub(super) fn watch(&mut self, path: &Path) -> Result<bool> {
        self.push(&["build"], "extra-watch-dirs", path)
    }

    /// Returns the path under which the book registers an asset.
    pub(super) fn registered(&self, asset: &Asset) -> Option<PathBuf> {
        let list = self.get(&["output", "html", asset.key])?.as_array()?;
        list.iter().filter_map(Value::as_str).map(PathBuf::from).find(|path| path.ends_with(asset.name))
    }

    pub(super) fn add_asset(&mut self, asset: &Asset, path: &Path) -> Result<()> {
        self.push(&["output", "html"], asset.key, path).map(|_| ())
    }

    /// Returns the folder of the book's own stylesheets and scripts.
    pub(super) fn folder_for_assets(&self, root: &Path) -> PathBuf {
        let registered = ["additional-css", "additional-js"].iter().find_map(|key| {
            let list = self.get(&["output", "html", key])?.as_array()?;
            list.iter().filter_map(Value::as_str).find_map(|path| Some(Path::new(path).parent()?.to_owned()))
        });
        let theme = self.path_or(&["output", "html", "theme"], "theme");
        registered.unwrap_or_else(|| if files::is_folder(&root.join(&theme)) { theme } else { PathBuf::new() })
    }

    /// Adds a path to a list of paths; returns whether it was missing.
    fn push(&mut self, table: &[&str], key: &str, path: &Path) -> Result<bool> {
        let path = slashed(path);
        let item = self.table(table)?.entry(key).or_insert_with(|| toml_edit::value(Array::new()));
        let list = item.as_array_mut().with_context(|| format!("`{key}` in book.toml is not a list"))?;
        let same =
            |other: &Value| other.as_str().is_some_and(|other| files::plain(Path::new(other)) == Path::new(&path));
        if list.iter().any(same) {
            return Ok(false);
        }
        let mut value = Value::from(path);
        if let Some(last) = list.iter().last() {
            // With the same whitespace as the last item.
            let lead = last.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
            value.decor_mut().set_prefix(if list.len() == 1 && lead.is_empty() { " " } else { &lead });
        }
        let trailing = list.trailing().as_str().unwrap_or_default().to_owned();
        if list.trailing_comma() && trailing.contains('#') {
            // A comment after the last path remains on its line.
            value.decor_mut().set_prefix(format!("{}\n    ", trailing.trim_end()));
            list.set_trailing("\n");
        }
        list.push_formatted(value);
        Ok(true)
    }

    /// Returns the table at a path, which is created if it does not exist.
    fn table(&mut self, keys: &[&str]) -> Result<&mut dyn TableLike> {
        let mut table: &mut dyn TableLike = self.document.as_table_mut();
        for (at, key) in keys.iter().enumerate() {
            let outer = at + 1 < keys.len();
            let item = table.entry(key).or_insert_with(|| {
                let mut new = Table::new();
                new.set_implicit(outer);
                Item::Table(new)
            });
            table = item.as_table_like_mut().with_context(|| format!("`{key}` in book.toml is not a table"))?;
        }
        Ok(table)
    }
}

/// Formats a path with `/` as separator on every system.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
