//! The styles of lists: built-in, CSL, or a template of the book.

use std::fmt;

use super::CSL_STYLES;

/// The style of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// Title, venue and year, then authors and links, then summary, note and remark.
    #[default]
    ReadingList,
    /// One line per paper.
    Compact,
    /// A table with one row per paper.
    Table,
    /// The title as a link, and a one-line description.
    Links,
    /// A CSL style that comes with the program, by name.
    Csl(String),
    /// A `.csl` file, by its path from the book's root.
    CslFile(String),
    /// A MiniJinja template, by its path from the book's root.
    Template(String),
}

/// The built-in styles.
const BUILT_IN: [Style; 4] = [Style::ReadingList, Style::Compact, Style::Table, Style::Links];

impl Style {
    /// Parses the name of a style or the path of a file. Neither has to exist.
    pub fn parse(written: &str) -> Self {
        let has_extension = |extension: &str| written.to_ascii_lowercase().ends_with(extension);
        if let Some(style) = BUILT_IN.into_iter().find(|style| style.as_str() == written) {
            style
        } else if has_extension(".csl") {
            Style::CslFile(written.to_owned())
        } else if has_extension(".jinja") || has_extension(".j2") {
            Style::Template(written.to_owned())
        } else {
            Style::Csl(written.to_owned())
        }
    }

    /// Returns the name or path that parses to this style.
    pub fn as_str(&self) -> &str {
        match self {
            Style::ReadingList => "reading-list",
            Style::Compact => "compact",
            Style::Table => "table",
            Style::Links => "links",
            Style::Csl(written) | Style::CslFile(written) | Style::Template(written) => written,
        }
    }

    /// Whether the name is that of a built-in or a CSL style. Paths are not checked and count as known.
    pub fn is_known(&self) -> bool {
        match self {
            Style::Csl(name) => CSL_STYLES.contains(&name.to_lowercase().as_str()),
            Style::ReadingList
            | Style::Compact
            | Style::Table
            | Style::Links
            | Style::CslFile(_)
            | Style::Template(_) => true,
        }
    }

    /// Returns the names of the built-in styles.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        static STYLES: [Style; 4] = BUILT_IN;
        STYLES.iter().map(Style::as_str)
    }

    /// Returns the names of all built-in and CSL styles.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::built_in_names().chain(CSL_STYLES.iter().copied())
    }

    /// Describes the accepted values, for the label of a diagnostic.
    pub fn expected() -> String {
        let built_in = Self::built_in_names().map(|style| format!("`{style}`")).collect::<Vec<_>>().join(", ");
        format!("one of {built_in}, the name of a CSL style, or a `.csl` or `.jinja` file")
    }

    /// Whether papers are numbered by default.
    pub const fn is_numbered(&self) -> bool {
        matches!(self, Style::ReadingList)
    }

    /// Whether the style is built in and needs no file.
    pub fn is_built_in(&self) -> bool {
        BUILT_IN.contains(self)
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths_parse_to_styles() {
        for name in Style::built_in_names() {
            let style = Style::parse(name);
            assert!(style.is_built_in() && style.to_string() == name, "{name}");
        }
        assert_eq!(Style::parse("apa"), Style::Csl("apa".to_owned()));
        assert_eq!(Style::parse("styles/Mine.CSL"), Style::CslFile("styles/Mine.CSL".to_owned()));
        assert_eq!(Style::parse("templates/mine.jinja"), Style::Template("templates/mine.jinja".to_owned()));
    }
}
