//! Reads book.toml. mdBook 0.4 ignores keys that it does not know; mdBook 0.5 refuses them.
//!
//! The keys that mdBook removed are listed in the migration guide of its changelog for 0.5.0.

use std::path::Path;

use anyhow::{Context, Result, bail};
use mdbook_preprocessor::config::Config;
use toml::{Table, Value};

use crate::files;

/// The configuration of a book, and the keys that mdBook 0.5 does not accept.
pub(super) struct BookToml {
    pub(super) config: Config,
    #[cfg(feature = "build")]
    refused: Vec<RefusedKey>,
}

/// A key of book.toml that mdBook 0.5 does not accept, with what to do about it.
#[cfg_attr(not(feature = "build"), expect(dead_code, reason = "only mdBook's library accepts too little"))]
struct RefusedKey {
    /// Its path, such as `book.multilingual`.
    path: String,
    help: &'static str,
}

/// The keys that mdBook 0.5 accepts, by table. The tables `output` and `preprocessor` accept any.
const ACCEPTED: &[(&str, &[&str])] = &[
    ("book", &["authors", "description", "language", "src", "text-direction", "title"]),
    ("build", &["build-dir", "create-missing", "extra-watch-dirs", "use-default-preprocessors"]),
    ("rust", &["edition"]),
];

/// The keys that earlier versions of mdBook accepted.
const REMOVED: &[(&str, &str)] = &[
    ("authors", "move it to `[book]`"),
    ("book.multilingual", "remove it, no version of mdBook used it"),
    ("description", "move it to `[book]`"),
    ("output.html.copy-fonts", "remove it, mdBook 0.5 copies its fonts unless there is a `theme/fonts/fonts.css`"),
    ("output.html.curly-quotes", "write `smart-punctuation`, which is on by default"),
    ("output.html.destination", "write `build-dir` in `[build]`"),
    ("output.html.google-analytics", "put the script into `theme/head.hbs`"),
    ("source", "write `src` in `[book]`"),
    ("title", "move it to `[book]`"),
];

/// The top-level keys of the format before 0.1, which mdBook 0.4 still reads, and their names in `[book]`.
const LEGACY: &[(&str, &str)] =
    &[("authors", "authors"), ("description", "description"), ("source", "src"), ("title", "title")];

impl BookToml {
    /// Reads the file as mdBook 0.4 does, including settings from the environment.
    ///
    /// # Errors
    /// The file cannot be read or is not TOML, or a value has the wrong type.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let context = || format!("the book.toml in `{}` is invalid", root.display());
        let mut book = Self::parse(&text(root)?).with_context(context)?;
        book.config.update_from_env().context("the settings in the environment are invalid")?;
        Ok(book)
    }

    /// Parses the text of the file, without settings from the environment.
    ///
    /// # Errors
    /// It is not TOML, or a value has the wrong type.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut table: Table = text.parse()?;
        let refused = remove_refused(&mut table);
        // Without refused keys, the error of the text has positions.
        let config = if refused.is_empty() { text.parse()? } else { Value::Table(table).try_into::<Config>()? };
        Ok(Self {
            config,
            #[cfg(feature = "build")]
            refused,
        })
    }

    /// Returns the names of the book's renderers. Without any, mdBook writes HTML.
    #[cfg(feature = "build")]
    pub(super) fn outputs(&self) -> Vec<String> {
        self.config.outputs::<Value>().unwrap_or_default().into_keys().collect()
    }

    /// Logs the keys that mdBook 0.5 does not accept.
    #[cfg(feature = "build")]
    pub(super) fn note_refused(&self) {
        for RefusedKey { path, help } in &self.refused {
            tracing::info!("book.toml: mdBook 0.5 does not accept `{path}`, earlier versions do; {help}");
        }
    }

    /// Returns an error that names the keys that mdBook 0.5 does not accept, if there are any.
    #[cfg(feature = "build")]
    pub(super) fn check_accepted(&self) -> Result<()> {
        if self.refused.is_empty() {
            return Ok(());
        }
        let keys = self.refused.iter().map(|RefusedKey { path, help }| format!("\n  `{path}`: {help}"));
        bail!(
            "the built-in mdBook 0.5 does not accept {} of book.toml, earlier versions do:{}",
            super::report::plural(self.refused.len(), "key"),
            keys.collect::<String>()
        );
    }
}

/// Returns the text of a book's book.toml.
///
/// # Errors
/// It cannot be read.
pub(super) fn text(root: &Path) -> Result<String> {
    match files::read(root, Path::new("book.toml")) {
        Ok(text) => Ok(text),
        Err(_) => bail!("the book.toml in `{}` cannot be read", root.display()),
    }
}

/// Removes the keys that mdBook 0.5 does not accept. Values of the format before 0.1 move to their present keys.
fn remove_refused(table: &mut Table) -> Vec<RefusedKey> {
    let mut refused = Vec::new();
    let mut legacy = Table::new();
    table.retain(|key, value| {
        let accepted = ACCEPTED.iter().any(|(name, _)| *name == key) || ["output", "preprocessor"].contains(&key);
        if let Some((_, name)) = LEGACY.iter().find(|(name, _)| *name == key) {
            legacy.insert((*name).to_owned(), value.clone());
        }
        accepted || refuse(&mut refused, key.to_owned())
    });
    for (name, keys) in ACCEPTED {
        let Some(Value::Table(inner)) = table.get_mut(*name) else { continue };
        inner.retain(|key, _| keys.contains(&key) || refuse(&mut refused, format!("{name}.{key}")));
    }
    if !legacy.is_empty()
        && let Value::Table(book) = table.entry("book").or_insert_with(|| Value::Table(Table::new()))
    {
        legacy.extend(std::mem::take(book));
        *book = legacy;
    }
    if let Some(Value::Table(html)) = table.get_mut("output").and_then(|output| output.get_mut("html")) {
        html.retain(|key, _| {
            let path = format!("output.html.{key}");
            !REMOVED.iter().any(|(removed, _)| *removed == path) || refuse(&mut refused, path)
        });
    }
    refused
}

/// Adds a key to the refused ones; returns `false`, so that it is removed.
fn refuse(refused: &mut Vec<RefusedKey>, path: String) -> bool {
    let removed = REMOVED.iter().find(|(removed, _)| *removed == path);
    refused.push(RefusedKey { path, help: removed.map_or("remove it, mdBook never read it", |(_, help)| help) });
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect_refused: &[&str], expect: &str) {
        let mut table: Table = text.parse().unwrap();
        let refused = remove_refused(&mut table);
        assert_eq!(refused.iter().map(|key| key.path.as_str()).collect::<Vec<_>>(), expect_refused);
        assert_eq!(table, expect.parse().unwrap());
        Value::Table(table).try_into::<Config>().unwrap();
    }

    #[test]
    fn keys_that_only_earlier_versions_accept_are_removed() {
        check(
            "[book]\ntitle = \"T\"\nmultilingual = false\nauthor = \"A\"\n[build]\nclean = true\n[other]\n\
             [output.html]\ncurly-quotes = true\ntheme = \"t\"\n[output.html.search]\nenable = false\n",
            &["other", "book.multilingual", "book.author", "build.clean", "output.html.curly-quotes"],
            "[book]\ntitle = \"T\"\n[build]\n[output.html]\ntheme = \"t\"\n[output.html.search]\nenable = false\n",
        );
    }

    #[test]
    fn the_format_before_0_1_is_read() {
        check(
            "title = \"T\"\nsource = \"text\"\n[book]\ntitle = \"U\"\n",
            &["title", "source"],
            "[book]\ntitle = \"U\"\nsrc = \"text\"\n",
        );
    }

    #[test]
    fn accepted_keys_are_unchanged() {
        let text = "[book]\ntitle = \"T\"\nauthors = [\"A\"]\ndescription = \"D\"\nsrc = \"s\"\nlanguage = \"he\"\n\
                    text-direction = \"rtl\"\n[build]\nbuild-dir = \"b\"\ncreate-missing = false\nextra-watch-dirs = []\n\
                    use-default-preprocessors = true\n[rust]\nedition = \"2024\"\n[output.epub]\nany = 1\n[preprocessor.x]\n";
        check(text, &[], text);
    }
}
