//! Exports papers and categories to the formats of other programs.
//!
//! Values that a format cannot represent are omitted, never altered. Custom fields are exported only on request.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use crate::bibtex_writer;
use crate::format;
use crate::library::Library;
use crate::paper::csl::{self, Purpose};
use crate::paper::{Category, Field, FieldType, Paper};

mod append;
mod atom;
mod edit;
mod hayagriva_yaml;
mod markdown;
mod readme_section;
mod ris;
mod schema;
mod toml_format;
mod yaml;

pub use append::{AppendError, Appended, NO_TARGET, append, target};
pub use edit::{Changes, Revision, edit};
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
    /// CSL items in YAML, as pandoc reads them
    CslYaml,
    /// Hayagriva YAML, the format of Typst
    Hayagriva,
    /// RIS, which reference managers read
    Ris,
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

impl ExportFormat {
    /// Returns the format of a file by the ending of its name.
    pub fn of(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "bib" => Some(Self::Bibtex),
            "ris" => Some(Self::Ris),
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            "md" => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// The papers to export, in order, and their categories.
#[derive(Debug)]
pub struct Selection<'l> {
    /// The title of the export.
    pub title: &'l str,
    /// The papers.
    pub papers: Vec<Cow<'l, Paper>>,
    /// The categories, in the order of the data files.
    pub categories: Vec<Cow<'l, Category>>,
    /// The groups in the order of their headings, for formats with headings. Without groups, these are the categories.
    pub groups: Vec<PaperGroup>,
    /// Where the feed is published, if it is.
    pub feed: Option<Feed>,
}

/// The addresses of a published feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The address of the book.
    pub site: String,
    /// The address of the feed.
    pub address: String,
}

impl Feed {
    /// Returns the addresses of the feed at a path, such as `feed.xml`, of a site.
    pub fn new(site: &str, path: &str) -> Self {
        let site = format!("{}/", site.trim_end_matches('/'));
        Self { address: format!("{site}{path}"), site }
    }
}

/// A heading with the papers below it.
#[derive(Debug, Clone)]
pub struct PaperGroup {
    /// The level of the heading below those of the first level, which is 0.
    pub level: usize,
    /// The text of the heading.
    pub title: String,
    /// The keys of the papers; none if there are groups below.
    pub keys: Vec<String>,
}

impl<'l> Selection<'l> {
    /// Selects papers with their categories and the parents of these; with `all_categories` every declared category.
    ///
    /// Without `all_fields` the custom fields in `x` are omitted.
    pub fn new(library: &'l Library, papers: &[usize], title: &'l str, all_categories: bool, all_fields: bool) -> Self {
        let mut selected = vec![false; library.papers.len()];
        let mut chosen = Vec::new();
        for &paper in papers {
            // A paper in several groups is written once.
            if !std::mem::replace(&mut selected[paper], true) {
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
                let mut paper = paper.clone();
                paper.x.retain(|name, _| format::is_standard_field(name));
                Cow::Owned(paper)
            })
            .collect();
        let is_used = |id: &str| {
            papers
                .iter()
                .flat_map(|paper| &paper.categories)
                .any(|own| own == id || own.strip_prefix(id).is_some_and(|rest| rest.starts_with('/')))
        };
        let is_selected = |key: &str| library.paper(key).is_some_and(|paper| selected[paper]);
        let categories = library
            .categories
            .iter()
            .filter(|category| all_categories || is_used(&category.id))
            .map(|category| {
                let mut category = category.clone();
                category.order.retain(|key| is_selected(&key.value));
                Cow::Owned(category)
            })
            .collect();
        Self { title, papers, categories, groups: Vec::new(), feed: None }
    }

    /// Omits the headings of categories, for formats with headings, unless they are among `chosen`, above or below one of
    /// these, or the only ones of a paper.
    pub fn retain_categories(&mut self, chosen: &[&str]) {
        let is_within =
            |id: &str, outer: &str| id == outer || id.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
        let is_chosen = |id: &str| chosen.iter().any(|chosen| is_within(id, chosen) || is_within(chosen, id));
        let is_below = |id: &str| chosen.iter().any(|chosen| is_within(id, chosen));
        let elsewhere = self.papers().filter(|paper| !paper.categories.iter().any(|id| is_below(id)));
        let needed: HashSet<String> = elsewhere.flat_map(|paper| paper.categories.iter().cloned()).collect();
        self.categories
            .retain(|category| is_chosen(&category.id) || needed.iter().any(|id| is_within(id, &category.id)));
    }

    fn papers(&self) -> impl Iterator<Item = &Paper> {
        self.papers.iter().map(AsRef::as_ref)
    }

    /// The categories that the data files declare.
    fn declared(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter().map(AsRef::as_ref).filter(|category: &&Category| category.origin.is_some())
    }

    /// The selection as one table of the schema.
    fn tables(&self) -> Vec<(String, schema::Node)> {
        let categories: Vec<_> = self.declared().map(|one| schema::Node::Table(schema::category(one))).collect();
        let papers = self.papers().map(|one| schema::Node::Table(schema::paper(one))).collect();
        let mut tables = vec![("category".to_owned(), schema::Node::List(categories))];
        tables.retain(|(_, table)| *table != schema::Node::List(Vec::new()));
        tables.push(("paper".to_owned(), schema::Node::List(papers)));
        tables
    }
}

/// Returns a selection as text in a format.
pub fn write(selection: &Selection<'_>, format: ExportFormat) -> String {
    match format {
        ExportFormat::Toml => schema::toml(selection.declared(), selection.papers()),
        ExportFormat::Yaml => yaml::document(&selection.tables()),
        ExportFormat::Json => pretty(&schema::Node::Table(selection.tables())),
        ExportFormat::CslJson => {
            pretty(&selection.papers().map(|paper| csl::item(paper, Purpose::Export)).collect::<Vec<_>>())
        }
        ExportFormat::CslYaml => {
            let items = selection.papers().map(|paper| serde_json::json!(csl::item(paper, Purpose::Export)));
            let items = items.map(|item| schema::Node::from(&item)).collect();
            yaml::document(&[("references".to_owned(), schema::Node::List(items))])
        }
        ExportFormat::Hayagriva => yaml::document(&selection.papers().map(hayagriva_yaml::entry).collect::<Vec<_>>()),
        ExportFormat::Ris => ris::write(selection.papers()),
        ExportFormat::Bibtex => bibtex_writer::write(selection.papers(), bibtex_writer::Dialect::Bibtex),
        ExportFormat::Biblatex => bibtex_writer::write(selection.papers(), bibtex_writer::Dialect::Biblatex),
        ExportFormat::Markdown => markdown::write(selection),
        ExportFormat::Atom => atom::write(selection),
    }
}

/// Returns the bibliographic fields of a selection that a format cannot represent, each with the number of papers that have it.
pub fn losses(selection: &Selection<'_>, format: ExportFormat) -> Vec<(&'static str, usize)> {
    let lost = Field::ALL.iter().filter(|field| field.csl().is_some());
    let counted = lost.map(|&field| {
        let is_held = is_held(field, format);
        let is_lost = |paper: &&Paper| {
            field.value(paper).is_some()
                && (!is_held || is_conditional(field, format) && !is_written(field, paper, format))
        };
        (field.name(), selection.papers().filter(is_lost).count())
    });
    counted.filter(|(_, count)| *count > 0).collect()
}

/// Returns whether a format has a place for a field only in some types of entries, or together with other fields.
fn is_conditional(field: Field, format: ExportFormat) -> bool {
    match format {
        ExportFormat::Bibtex | ExportFormat::Biblatex => {
            matches!(field, Field::Medium | Field::CollectionNumber | Field::Number)
        }
        ExportFormat::Hayagriva => matches!(field, Field::Accessed | Field::CollectionNumber | Field::EventTitle),
        ExportFormat::Ris => matches!(field, Field::EventTitle | Field::Number),
        _ => false,
    }
}

/// Returns whether the entry of a paper differs from that of the paper without a field.
fn is_written(field: Field, paper: &Paper, format: ExportFormat) -> bool {
    let mut without = paper.clone();
    match field.field_type() {
        FieldType::Date(slot) => *(slot.get_mut)(&mut without) = None,
        _ => *field.text_mut(&mut without) = None,
    }
    let entry = |paper: &Paper| match format {
        ExportFormat::Bibtex => bibtex_writer::write(std::iter::once(paper), bibtex_writer::Dialect::Bibtex),
        ExportFormat::Biblatex => bibtex_writer::write(std::iter::once(paper), bibtex_writer::Dialect::Biblatex),
        ExportFormat::Hayagriva => yaml::document(&[hayagriva_yaml::entry(paper)]),
        _ => ris::write(std::iter::once(paper)),
    };
    entry(paper) != entry(&without)
}

/// Returns whether a format has a place for a field, by the table of fields and by what the writers map themselves.
fn is_held(field: Field, format: ExportFormat) -> bool {
    match format {
        ExportFormat::Bibtex => {
            let others = matches!(field, Field::Date | Field::Issue | Field::Publisher | Field::CollectionNumber | Field::Medium);
            others || field.bibtex().is_some()
        }
        ExportFormat::Biblatex => {
            let roles = matches!(
                field,
                Field::Directors | Field::Compilers | Field::Organizers | Field::Producers | Field::Illustrators
            );
            roles || field.biblatex().is_some() || is_held(field, ExportFormat::Bibtex)
        }
        ExportFormat::Hayagriva => {
            let others = matches!(
                field,
                Field::Volume
                    | Field::Issue
                    | Field::Publisher
                    | Field::CollectionTitle
                    | Field::CollectionNumber
                    | Field::EventTitle
                    | Field::Accessed
            );
            others || field.hayagriva().is_some()
        }
        ExportFormat::Ris => {
            let others = matches!(
                field,
                Field::Number | Field::NumberOfVolumes | Field::Issn | Field::Pmid | Field::Pmcid | Field::EventTitle
            );
            others || field.ris().is_some()
        }
        ExportFormat::CslJson
        | ExportFormat::CslYaml
        | ExportFormat::Json
        | ExportFormat::Yaml
        | ExportFormat::Toml
        // These are lists to read and have no fields.
        | ExportFormat::Markdown
        | ExportFormat::Atom => true,
    }
}

/// Formats a TOML data file in the canonical form, with its comments.
///
/// # Errors
/// A syntax error, or a table or value that is no category and no paper.
pub fn canonical(text: &str) -> Result<String, FormatError> {
    toml_format::Document::read(text).map(toml_format::Document::write)
}

/// Returns a paper as an entry of a canonical TOML file.
pub fn toml_entry(paper: &Paper) -> String {
    schema::toml([], [paper])
}

/// Returns a category as an entry of a canonical TOML file.
pub fn toml_category(category: &Category) -> String {
    schema::toml([category], [])
}

/// Returns a text as a TOML value.
pub fn toml_text(text: &str) -> String {
    toml_format::value("", &toml_format::Value::Text(text.to_owned()))
}

/// Returns the fields of a paper except its key: names, and values as in a canonical TOML file, tables inline.
pub fn fields(paper: &Paper) -> Vec<(String, String)> {
    schema::values(paper)
}

fn pretty(value: &impl serde::Serialize) -> String {
    // Serializing cannot fail: all names are strings.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
