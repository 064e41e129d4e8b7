//! Papers and categories out to other programs: a text in each of their formats.
//!
//! Nothing here reads; what a format cannot hold is left out, never bent. The user's own fields stay at home unless they are
//! asked for.

use std::borrow::Cow;

use serde_json::Map;

use crate::bibtex_writer;
use crate::library::Library;
use crate::paper::{Category, Paper};

mod append;
mod atom;
mod csl;
mod edit;
mod markdown;
mod readme_section;
mod schema;
mod toml_format;
mod yaml;

pub use append::{AppendError, Appended, append, can_append};
pub use edit::{News, Revision, edit};
pub use readme_section::{BEGIN, END, Missing, difference, update};
pub use toml_format::FormatError;

/// A format that papers are exported in; the names are those of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[non_exhaustive]
pub enum ExportFormat {
    /// BibTeX
    Bibtex,
    /// BibLaTeX
    Biblatex,
    /// CSL-JSON, the format of citation processors
    CslJson,
    /// The schema of the data files, in JSON
    Json,
    /// The schema of the data files, in YAML
    Yaml,
    /// The schema of the data files, in TOML
    Toml,
    /// A reading list
    Markdown,
    /// A feed of the papers by the date they were added
    Atom,
}

/// What is written: papers in their order, and the categories they stand in.
#[derive(Debug)]
pub struct Selection<'l> {
    /// The title of the whole.
    pub title: &'l str,
    /// The papers.
    pub papers: Vec<Cow<'l, Paper>>,
    /// The categories, parents before what stands below them only where the data have them so.
    pub categories: Vec<Cow<'l, Category>>,
}

impl<'l> Selection<'l> {
    /// Papers of a library, and the categories they stand in with those above them; every declared category where `whole`.
    ///
    /// Without `all_fields` the table `x` stays at home.
    pub fn new(library: &'l Library, papers: &[usize], title: &'l str, whole: bool, all_fields: bool) -> Self {
        let mut kept = vec![false; library.papers.len()];
        let mut chosen = Vec::new();
        for &paper in papers {
            // A paper that stands in several groups is written once.
            if !std::mem::replace(&mut kept[paper], true) {
                chosen.push(paper);
            }
        }
        let papers: Vec<_> = chosen
            .iter()
            .map(|&paper| {
                let paper = &library.papers[paper];
                if all_fields || paper.x.is_empty() {
                    return Cow::Borrowed(paper);
                }
                Cow::Owned(Paper { x: Map::new(), ..paper.clone() })
            })
            .collect();
        let stands = |id: &str| {
            papers
                .iter()
                .flat_map(|paper| &paper.categories)
                .any(|own| own == id || own.strip_prefix(id).is_some_and(|rest| rest.starts_with('/')))
        };
        let is_kept = |key: &str| library.paper(key).is_some_and(|paper| kept[paper]);
        let categories = library
            .categories
            .iter()
            .filter(|category| whole || stands(&category.id))
            .map(|category| {
                let mut category = category.clone();
                category.order.retain(|key| is_kept(&key.value));
                Cow::Owned(category)
            })
            .collect();
        Self { title, papers, categories }
    }

    fn papers(&self) -> impl Iterator<Item = &Paper> {
        self.papers.iter().map(AsRef::as_ref)
    }

    /// The categories that the data declare.
    fn declared(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter().map(AsRef::as_ref).filter(|category: &&Category| category.origin.is_some())
    }

    /// Our own schema as one table.
    fn tables(&self) -> Vec<(String, schema::Node)> {
        let categories: Vec<_> = self.declared().map(|one| schema::Node::Table(schema::category(one))).collect();
        let papers = self.papers().map(|one| schema::Node::Table(schema::paper(one))).collect();
        let mut tables = vec![("category".to_owned(), schema::Node::List(categories))];
        tables.retain(|(_, table)| *table != schema::Node::List(Vec::new()));
        tables.push(("paper".to_owned(), schema::Node::List(papers)));
        tables
    }
}

/// The text of a selection in a format.
pub fn write(selection: &Selection<'_>, format: ExportFormat) -> String {
    match format {
        ExportFormat::Toml => schema::toml(selection.declared(), selection.papers()),
        ExportFormat::Yaml => yaml::document(&selection.tables()),
        ExportFormat::Json => pretty(&schema::Node::Table(selection.tables())),
        ExportFormat::CslJson => pretty(&selection.papers().map(csl::item).collect::<Vec<_>>()),
        ExportFormat::Bibtex => bibtex_writer::write(selection.papers(), bibtex_writer::Dialect::Bibtex),
        ExportFormat::Biblatex => bibtex_writer::write(selection.papers(), bibtex_writer::Dialect::Biblatex),
        ExportFormat::Markdown => markdown::write(selection),
        ExportFormat::Atom => atom::write(selection),
    }
}

/// Formats a TOML data file in the canonical form, with its comments.
///
/// # Errors
/// A syntax error, or a table or value that is no category and no paper.
pub fn canonical(text: &str) -> Result<String, FormatError> {
    toml_format::Document::read(text).map(toml_format::Document::write)
}

/// A paper as it stands in a canonical TOML file.
pub fn toml_entry(paper: &Paper) -> String {
    schema::toml([], [paper])
}

/// A category as it stands in a canonical TOML file.
pub fn toml_category(category: &Category) -> String {
    schema::toml([category], [])
}

/// A text as a value in TOML.
pub fn toml_text(text: &str) -> String {
    toml_format::value("", &toml_format::Value::Text(text.to_owned()))
}

/// The fields of a paper by name, without its key; each value as it stands in a canonical TOML file, tables in braces.
pub fn fields(paper: &Paper) -> Vec<(String, String)> {
    schema::values(paper)
}

fn pretty(value: &impl serde::Serialize) -> String {
    // Nothing of this can fail to be JSON: names are texts.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
