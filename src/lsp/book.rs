//! The state of one book. A refresh reads again only the files that changed, and analyzes the book with the rest as it was.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, Result};
use rayon::prelude::*;

use super::HostState;
use super::documents::Documents;
use super::layout::Layout;
use super::mdbook::{self, BookConfig, ListedChapter};
use super::search::SearchIndex;
use super::view::BookView;
use crate::config::{BookToml, Config};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::expand::{self, Analysis, Chapter, Parts};
use crate::export;
use crate::files::{self, plain};
use crate::format::{Contents, Reading};
use crate::library::{self, Library};
use crate::lint::{self, LintedLibrary};
use crate::paper::Date;
use crate::plan::ScannedChapter;
use crate::query::Query;
use crate::source::Source;

/// The renderer whose output is checked.
const RENDERER: &str = "html";

/// A book.
#[derive(Debug)]
pub(super) struct Book {
    /// The root and the data files.
    layout: Arc<Layout>,
    settings: Arc<Settings>,
    /// The chapters of SUMMARY.md, and its error.
    chapters: Vec<ListedChapter>,
    summary_problem: Option<Diagnostic>,
    /// The chapters as scanned, by their files relative to the root.
    scanned: BTreeMap<PathBuf, Arc<CachedChapter>>,
    /// The contents of data files, by path relative to the root.
    data: BTreeMap<PathBuf, Contents>,
    /// The data of the book, and their diagnostics.
    query: Arc<Query>,
    data_diagnostics: Vec<Diagnostic>,
    /// The data as checked; `None` before the first refresh.
    linted: Option<LintedLibrary>,
    /// The index of the data for completion, created on first use.
    search: OnceLock<Arc<SearchIndex>>,
    /// The index before the last change, with its data.
    earlier_search: Option<(Arc<Query>, Arc<SearchIndex>)>,
    /// The last library without a file that cannot be read, which completion uses while a file is being edited.
    complete: Arc<Query>,
    analysis: Analysis,
    /// All diagnostics of `check`, sorted by place.
    pub(super) diagnostics: Vec<Diagnostic>,
    changes: Changes,
}

/// The settings of a book.
#[derive(Debug)]
pub(super) struct Settings {
    book: BookConfig,
    /// The settings of the preprocessor.
    pub(super) config: Config,
    diagnostics: Vec<Diagnostic>,
    /// The error of an unsaved book.toml.
    problem: Option<Diagnostic>,
}

/// A chapter as scanned.
#[derive(Debug)]
struct CachedChapter {
    /// The chapter and warnings; `None` if the book's preprocessor does not change it.
    scanned: Option<(ScannedChapter, Vec<Diagnostic>)>,
    has_includes: bool,
    /// The files that it includes, by absolute path.
    includes: BTreeSet<PathBuf>,
    is_missing: bool,
}

/// What changed since the last refresh.
#[derive(Debug, Default)]
struct Changes {
    everything: bool,
    /// Whether files on disk changed, which chapters may include.
    disk: bool,
    /// Absolute paths.
    files: BTreeSet<PathBuf>,
}

impl Changes {
    fn contain(&self, path: &Path) -> bool {
        self.everything || self.files.contains(path)
    }

    fn is_empty(&self) -> bool {
        !self.everything && self.files.is_empty()
    }
}

/// The files of a book: unsaved texts before those on disk.
#[derive(Clone, Copy)]
struct BookFiles<'a> {
    root: &'a Path,
    documents: &'a Documents,
}

impl BookFiles<'_> {
    fn path(self, file: &Path) -> PathBuf {
        plain(&self.root.join(file))
    }

    fn read(self, file: &Path) -> Option<String> {
        match self.documents.get(&self.path(file)) {
            Some(document) => Some(document.source.text.clone()),
            None => files::read(self.root, file).ok(),
        }
    }

    fn contents(self, file: &Path, reading: Reading) -> Result<Contents, files::FileError> {
        let bytes = match self.documents.get(&self.path(file)) {
            Some(document) => document.source.text.clone().into_bytes(),
            None => files::read_bytes(self.root, file)?,
        };
        let mut contents = library::contents(file, bytes, reading);
        // Copies share what is read now.
        contents.entries.par_iter_mut().for_each(|entry| _ = entry.unsettled());
        Ok(contents)
    }

    /// Reads a file that must be valid. If its unsaved text is not, the saved one counts.
    fn parse<T>(self, file: &Path, parse: impl Fn(&str) -> Result<T>) -> (Option<T>, Option<Diagnostic>) {
        let Some(text) = self.read(file) else {
            let message = format!("no file `{}`", file.display());
            return (None, Some(Code::MissingFile.at(Place::File(file.to_owned()), message)));
        };
        match parse(&text) {
            Ok(parsed) => (Some(parsed), None),
            Err(error) => {
                let message = format!("`{}` is invalid", file.display());
                let invalid = Code::BadSyntax.at(Place::File(file.to_owned()), message).help(format!("{error:#}"));
                let saved = files::read(self.root, file).ok().and_then(|saved| parse(&saved).ok());
                (saved, Some(invalid))
            }
        }
    }
}

impl Book {
    /// Loads a book.
    ///
    /// # Errors
    /// The book.toml is missing or invalid.
    pub(super) fn load(root: &Path, documents: &Documents, host: HostState) -> Result<Self> {
        let files = BookFiles { root, documents };
        let settings = settings(files, host)?;
        let query = Arc::new(Query::new(Arc::new(Library::default()), &settings.config.language));
        let mut book = Self {
            layout: Arc::new(Layout { root: root.to_owned(), data: BTreeSet::new() }),
            settings: Arc::new(settings),
            chapters: Vec::new(),
            summary_problem: None,
            scanned: BTreeMap::new(),
            data: BTreeMap::new(),
            complete: Arc::clone(&query),
            search: OnceLock::new(),
            earlier_search: None,
            query,
            data_diagnostics: Vec::new(),
            linted: None,
            analysis: Analysis::default(),
            diagnostics: Vec::new(),
            changes: Changes { everything: true, ..Changes::default() },
        };
        book.refresh(documents, host)?;
        Ok(book)
    }

    /// Marks a file as changed, by its absolute path.
    pub(super) fn touch(&mut self, path: &Path) {
        self.changes.files.insert(path.to_owned());
    }

    /// Marks a file as changed on disk, by its absolute path.
    pub(super) fn touch_saved(&mut self, path: &Path) {
        self.changes.disk = true;
        self.touch(path);
    }

    /// Returns the root and the data files.
    pub(super) fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    /// Returns the absolute path of the root.
    pub(super) fn root(&self) -> &Path {
        &self.layout.root
    }

    /// Analyzes the book again if a file changed.
    ///
    /// # Errors
    /// The book.toml is missing or invalid.
    pub(super) fn refresh(&mut self, documents: &Documents, host: HostState) -> Result<()> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let changes = std::mem::take(&mut self.changes);
        let layout = Arc::clone(&self.layout);
        let files = BookFiles { root: &layout.root, documents };
        let is_new = self.refresh_settings(files, &changes, host)?;
        let changes = if is_new { Changes { everything: true, ..changes } } else { changes };
        self.refresh_chapters(files, &changes);
        self.refresh_data(files, &changes, host.today);
        self.analyze(files);
        let of_library =
            self.linted.iter().flat_map(LintedLibrary::diagnostics).cloned().chain(self.problems()).collect();
        self.diagnostics = lint::check_book(&self.analysis, of_library, host.today);
        Ok(())
    }

    /// Returns the errors of book.toml and SUMMARY.md. `check` stops at them.
    fn problems(&self) -> Vec<Diagnostic> {
        let summary = self.settings.book.src().join("SUMMARY.md");
        let missing = self.scanned.iter().filter(|(_, cached)| cached.is_missing).map(|(file, _)| {
            let message = format!("no file `{}`", file.display());
            Code::MissingFile.at(Place::File(summary.clone()), message)
        });
        missing.chain(self.settings.problem.clone()).chain(self.summary_problem.clone()).collect()
    }

    /// Reads book.toml again if it changed. Returns whether the settings differ.
    fn refresh_settings(&mut self, files: BookFiles<'_>, changes: &Changes, host: HostState) -> Result<bool> {
        if !changes.contain(&files.path(Path::new("book.toml"))) {
            return Ok(false);
        }
        let new = settings(files, host)?;
        let differs = new.book.value != self.settings.book.value;
        self.settings = Arc::new(new);
        Ok(differs)
    }

    /// Reads SUMMARY.md and chapters again if they changed.
    fn refresh_chapters(&mut self, files: BookFiles<'_>, changes: &Changes) {
        let Self { settings, scanned, chapters, summary_problem, .. } = self;
        let src = settings.book.src();
        let summary = src.join("SUMMARY.md");
        if changes.contain(&files.path(&summary)) {
            let listed;
            (listed, *summary_problem) = files.parse(&summary, mdbook::chapters);
            *chapters = listed.unwrap_or_default();
        }
        let is_current = |file: &Path, cached: &CachedChapter| {
            let is_included = cached.includes.iter().any(|included| changes.files.contains(included));
            !(changes.contain(&files.path(file)) || is_included || cached.has_includes && changes.disk)
        };
        let read = |chapter: &ListedChapter| {
            let path = chapter.path.as_ref()?;
            let file = plain(&src.join(path));
            let cached = scanned.get(&file).filter(|cached| is_current(&file, cached) && cached.names(&chapter.name));
            let read = || Arc::new(CachedChapter::read(files, settings, chapter, path, &file));
            let chapter = cached.map_or_else(read, Arc::clone);
            Some((file, chapter))
        };
        *scanned = chapters.par_iter().filter_map(read).collect();
    }

    fn refresh_data(&mut self, files: BookFiles<'_>, changes: &Changes, today: Date) {
        if !changes.everything && changes.files.iter().all(|path| self.is_only_chapter(path)) {
            return;
        }
        let Self { settings, data, .. } = self;
        let reading = Reading { annotations: settings.config.annotations, ..Reading::default() };
        let mut read = BTreeMap::new();
        let toml_text = |path: &Path| files.read(path);
        let toml = BookToml::new(&toml_text);
        let (library, diagnostics) = library::load_with(files.root, &settings.config, &toml, |file| {
            let cached = data.remove(file).filter(|_| !changes.contain(&files.path(file)));
            let contents = cached.map_or_else(|| files.contents(file, reading), Ok)?;
            read.insert(file.to_owned(), contents.clone());
            Ok(contents)
        });
        *data = read;
        if !self.layout.data.iter().eq(data.keys()) {
            self.layout = Arc::new(Layout { root: self.layout.root.clone(), data: data.keys().cloned().collect() });
        }
        let library = Arc::new(library);
        self.linted = Some(LintedLibrary::new(Arc::clone(&library), today, self.linted.take()));
        let is_complete = !library.incomplete;
        let indexed = Arc::clone(self.complete_query());
        self.query = Arc::new(Query::new(library, &self.settings.config.language));
        if is_complete {
            self.complete = Arc::clone(&self.query);
        }
        if is_complete || self.complete.library().papers.is_empty() {
            self.earlier_search = self.search.take().map(|index| (indexed, index)).or(self.earlier_search.take());
        }
        self.data_diagnostics = diagnostics;
    }

    fn analyze(&mut self, files: BookFiles<'_>) {
        let text = |path: &Path| files.read(path);
        let toml = BookToml::new(&text);
        let of = |chapter: &ListedChapter| {
            let file = plain(&self.settings.book.src().join(chapter.path.as_ref()?));
            self.scanned.get(&file)?.scanned.clone()
        };
        let parts = Parts {
            root: files.root,
            renderer: RENDERER,
            config: self.settings.config.clone(),
            toml: &toml,
            diagnostics: self.settings.diagnostics.clone(),
            chapters: self.chapters.iter().filter_map(of).collect(),
            pages: self.chapters.iter().filter_map(|chapter| chapter.path.as_deref()).collect(),
            read: &text,
        };
        let data = || (Arc::clone(&self.query), self.data_diagnostics.clone());
        self.analysis = expand::combine(parts, |_, _, _| data());
    }

    /// Whether a file in Markdown belongs to the source folder and is not a data file.
    fn is_only_chapter(&self, path: &Path) -> bool {
        let is_markdown = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
        let src = self.absolute(self.settings.book.src());
        is_markdown && path.starts_with(src) && !self.is_data(&self.relative(path))
    }

    /// Returns the settings of the preprocessor.
    pub(super) fn config(&self) -> &Config {
        &self.settings.config
    }

    /// Returns the analysis of the last refresh.
    pub(super) fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// Returns the data to query.
    pub(super) fn query(&self) -> &Arc<Query> {
        &self.query
    }

    /// Whether SUMMARY.md lists a chapter, by its path from the root.
    pub(super) fn has_chapter(&self, file: &Path) -> bool {
        self.scanned.get(file).is_some_and(|chapter| !chapter.is_missing)
    }

    /// Returns the text of a file of the book, saved or not, by its path from the root.
    pub(super) fn text(&self, documents: &Documents, file: &Path) -> Option<String> {
        BookFiles { root: self.root(), documents }.read(file)
    }

    /// Returns the data file that papers are added to, by its path from the root.
    pub(super) fn target(&self, documents: &Documents) -> Option<PathBuf> {
        export::target(self.root(), &self.config().data, |file| self.text(documents, file))
    }

    /// Returns the absolute path of a file of the book.
    pub(super) fn absolute(&self, file: &Path) -> PathBuf {
        self.layout.absolute(file)
    }

    /// Returns the texts of all Markdown files in the source folder, which are chapters and what they include.
    pub(super) fn markdown_sources(&self, documents: &Documents) -> Vec<Arc<Source>> {
        let files = BookFiles { root: self.root(), documents };
        let pattern = self.settings.book.src().join("**/*.md");
        let found = files::expand(self.root(), &pattern.to_string_lossy()).unwrap_or_default();
        let source = |file: &PathBuf| Some(Source::new(file.clone(), files.read(file)?));
        let is_chapter = |file: &&PathBuf| !self.is_data(file);
        found.iter().filter(is_chapter).filter_map(source).collect()
    }

    /// Returns the last data without a file that cannot be read, or the present ones if there are none.
    pub(super) fn complete_query(&self) -> &Arc<Query> {
        if self.complete.library().papers.is_empty() { &self.query } else { &self.complete }
    }

    /// Returns what completion needs to know of the book.
    pub(super) fn view(&self) -> BookView {
        let new = || {
            let earlier = self.earlier_search.as_ref().map(|(query, index)| (&**query.library(), &**index));
            Arc::new(SearchIndex::new(self.complete_query().library(), earlier))
        };
        BookView {
            layout: Arc::clone(&self.layout),
            settings: Arc::clone(&self.settings),
            query: Arc::clone(self.complete_query()),
            index: Arc::clone(self.search.get_or_init(new)),
        }
    }

    /// Whether a path, relative to the root, is a data file of the book.
    pub(super) fn is_data(&self, file: &Path) -> bool {
        self.layout.is_data(file)
    }

    /// Returns the path relative to the root, or with `..` for a data file outside.
    pub(super) fn relative(&self, path: &Path) -> PathBuf {
        self.layout.relative(path)
    }

    /// Returns the absolute path of a place.
    pub(super) fn place_path(&self, place: &Place) -> PathBuf {
        let file = match place {
            Place::Span(source, _) => source.path.clone(),
            Place::File(path) => path.clone(),
            Place::Chapter(name) => {
                let chapter = self.chapters.iter().find(|chapter| chapter.name == *name);
                let path = chapter.and_then(|chapter| chapter.path.as_ref());
                path.map_or_else(|| PathBuf::from("book.toml"), |path| self.settings.book.src().join(path))
            }
            Place::Configuration => PathBuf::from("book.toml"),
        };
        self.absolute(&file)
    }
}

impl CachedChapter {
    fn read(files: BookFiles<'_>, settings: &Settings, chapter: &ListedChapter, path: &Path, file: &Path) -> Self {
        let Some(text) = files.read(file) else {
            return Self { scanned: None, has_includes: false, includes: BTreeSet::new(), is_missing: true };
        };
        let has_includes = settings.book.has_includes(&text);
        let (text, includes) = if has_includes {
            settings.book.with_includes((files.root, path), text, &|file| files.read(file))
        } else {
            (text, BTreeSet::new())
        };
        let includes = includes.iter().map(|file| files.path(file)).collect();
        let may_change = expand::may_change(&settings.book.value, RENDERER)(text.as_bytes());
        let scanned = may_change.then(|| {
            let chapter = Chapter {
                name: Cow::Borrowed(&chapter.name),
                path: Some(path.to_owned()),
                source_path: Some(path.to_owned()),
                content: Cow::Owned(text),
            };
            expand::scan_chapter(chapter, &settings.config, RENDERER)
        });
        Self { scanned, has_includes, includes, is_missing: false }
    }

    /// Whether SUMMARY.md still gives the chapter this name.
    fn names(&self, name: &str) -> bool {
        self.scanned.as_ref().is_none_or(|(scanned, _)| scanned.file.name == name)
    }
}

/// Reads the settings of a book.
fn settings(files: BookFiles<'_>, host: HostState) -> Result<Settings> {
    let parse = |text: &str| BookConfig::new((host.parse_config)(text)?);
    let (book, problem) = files.parse(Path::new("book.toml"), parse);
    let reason = problem.as_ref().and_then(|problem| problem.help.as_deref()).unwrap_or("there is no book.toml");
    let book = book.with_context(|| reason.to_owned());
    let book = book.with_context(|| format!("the book in `{}` cannot be loaded", files.root.display()))?;
    let text = |path: &Path| files.read(path);
    let (config, diagnostics) = expand::read_settings(files.root, &book.value, &BookToml::new(&text));
    Ok(Settings { book, config, diagnostics, problem })
}
