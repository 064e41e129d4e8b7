//! The CSL styles of a book. Each style is loaded once.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::config::Config;
use crate::csl;
use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::directive::Directive;
use crate::files::{self, FileError};
use crate::library::Library;
use crate::options::Style;
use crate::paper::Paper;
use crate::source::{Source, Span};

/// The maximum size of a style file, in bytes.
const MAX_STYLE_BYTES: usize = 4 * 1024 * 1024;

/// The CSL styles of a book.
#[derive(Debug, Default)]
pub struct Styles(HashMap<Style, csl::Style>);

impl Styles {
    /// Loads the requested styles; each comes with the place that names it. Returns a diagnostic for each style that
    /// cannot be loaded.
    pub fn load<'s>(root: &Path, requested: impl IntoIterator<Item = (&'s Style, Place)>) -> (Self, Vec<Diagnostic>) {
        let mut loaded = HashMap::new();
        let (mut tried, mut diagnostics) = (HashSet::new(), Vec::new());
        for (style, place) in requested {
            if !tried.insert(style) {
                continue;
            }
            let read = match style {
                Style::Csl(name) => csl::Style::bundled(name).ok_or_else(|| {
                    Code::BadValue.at(place, format!("no CSL style `{name}`")).did_you_mean(csl::near(name))
                }),
                Style::CslFile(path) => file(root, path, place).map(|(style, warnings)| {
                    diagnostics.extend(warnings);
                    style
                }),
                _ => continue,
            };
            match read {
                Ok(read) => _ = loaded.insert(style.clone(), read),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        (Self(loaded), diagnostics)
    }

    /// Returns whether references of a loaded style contain abstracts.
    pub(crate) fn print_abstracts(&self) -> bool {
        self.0.values().any(csl::Style::prints_abstracts)
    }

    /// Returns a loaded CSL style.
    pub(crate) fn get(&self, style: &Style) -> Option<&csl::Style> {
        self.0.get(style)
    }

    /// Returns the CSL style of citations, if one is configured.
    pub(crate) fn citation_style(&self, config: &Config) -> Option<&csl::Style> {
        self.get(config.references.as_ref()?)
    }

    /// Returns the style of references whose directive names none.
    pub(crate) fn of_references<'a>(&self, config: &'a Config) -> &'a Style {
        config.references.as_ref().filter(|style| self.get(style).is_some()).unwrap_or(&Style::Compact)
    }

    /// Returns whether listings in this style are numbered by default.
    pub fn numbers(&self, style: &Style) -> bool {
        self.get(style).map_or_else(|| style.is_numbered(), csl::Style::is_numeric)
    }

    /// Returns the order of references, given the papers in the order in which they are first cited.
    pub fn order(&self, config: &Config, library: &Library, cited: Vec<usize>) -> Vec<usize> {
        let Some(style) = self.citation_style(config).filter(|style| style.sorts_references()) else { return cited };
        let papers: Vec<&Paper> = cited.iter().map(|&paper| &library.papers[paper]).collect();
        style.order(&papers, &config.language).into_iter().map(|at| cited[at]).collect()
    }
}

/// Returns the style of a directive, by default the one in the configuration.
pub fn of_directive<'a>(directive: &'a Directive, config: &'a Config) -> &'a Style {
    directive.options.style.as_ref().map_or(&config.style, |style| &style.value)
}

/// Loads a style from a file of the book, with a warning for each name that CSL does not have.
fn file(root: &Path, path: &str, place: Place) -> Result<(csl::Style, Vec<Diagnostic>), Diagnostic> {
    let missing = |message: String| Code::MissingFile.at(place.clone(), message).label("named here");
    let text = match files::read(root, Path::new(path)) {
        Ok(text) if text.len() > MAX_STYLE_BYTES => return Err(missing(format!("`{path}` is larger than 4 MiB"))),
        Ok(text) => text,
        Err(FileError::TooLarge) => return Err(missing(format!("`{path}` is larger than 4 MiB"))),
        Err(FileError::Missing | FileError::BadGlob(_)) => {
            let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let help = match csl::near(&stem) {
                Some(near) => format!("the style `{near}` is built in and needs no file"),
                None => "the paths of styles start from the book's root".to_owned(),
            };
            return Err(missing(format!("no file `{path}`")).help(help));
        }
        Err(FileError::Folder) => return Err(missing(format!("`{path}` is a folder"))),
        Err(FileError::Outside) => {
            return Err(missing(format!("`{path}` lies outside the book"))
                .help("the paths of styles start from the book's root"));
        }
        Err(FileError::NotUtf8 { .. }) => {
            return Err(Code::NotUtf8.at(place, format!("`{path}` is not UTF-8")).label("named here"));
        }
        Err(FileError::Io(error)) => return Err(missing(format!("`{path}` cannot be read: {error}"))),
    };
    let source = Source::new(path, text.as_str());
    let place = |at: usize| Place::Span(source.clone(), Span::new(at.min(text.len()), at.min(text.len())));
    let style = csl::Style::parse(&text).map_err(|error| {
        let place = error.at.map_or_else(|| Place::File(path.into()), place);
        let help = if error.lacks_parent {
            "put the style that it depends on into the book, and name that one"
        } else {
            "a style of CSL 1.0, as the Citation Style Language project publishes them, is expected"
        };
        Code::BadSyntax.at(place, error.message).help(help)
    })?;
    let mut known = HashSet::new();
    let unknown = style.unknown_names().filter(|(_, name)| known.insert(*name));
    let warning = |(at, name)| {
        let found = Code::BadSyntax.at(place(at), format!("CSL has no variable, type or element `{name}`"));
        found.level(Level::Warning).help("it prints nothing")
    };
    let warnings = unknown.map(warning).collect();
    Ok((style, warnings))
}
