//! The pipeline: takes chapters and data, returns expanded chapters and diagnostics.
//!
//! All chapters are scanned before any is rendered. If the book has no directive, no data file is read.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use crate::assets;
use crate::citation_states::CitationStates;
use crate::config::{self, BookToml, Config, Numbering, OnError};
use crate::csl;
use crate::diagnostic::{self, Diagnostic, Level};
use crate::directive::{
    self, Directive, Formulas, Placement, Scan, ScanItem, may_hold_directives, scan_with_citations,
};
use crate::files;
use crate::format::Reading;
use crate::labels;
use crate::library::{self, Library};
use crate::markup::check;
use crate::options::{Options, Style};
use crate::paper::Date;
use crate::plan::{self, Plan, PlanSettings, PlannedList, ScannedChapter, Step};
use crate::query::{Listing, Query};
use crate::render::{self, Context, EntryCache, RenderOptions, Renderer, error_box};
use crate::source::{Source, Span};
use crate::source_map::{self, ChapterFile};
use crate::splice::splice;
use crate::styles::{self, Styles};

mod bibliography;
mod formulas;
mod records;
mod templated;

use templated::TemplatedLists;

/// A book as received from mdBook.
#[derive(Debug)]
pub struct Book<'a> {
    /// The root folder of the book.
    pub root: &'a Path,
    /// The name of the renderer.
    pub renderer: &'a str,
    /// The configuration in book.toml.
    pub config: &'a Value,
    /// The chapters that [may change](may_change), in the order of SUMMARY.md.
    pub chapters: Vec<Chapter<'a>>,
    /// The paths of all chapters, relative to the source folder.
    pub pages: Vec<&'a Path>,
}

/// A chapter.
#[derive(Debug)]
pub struct Chapter<'a> {
    /// The name in SUMMARY.md.
    pub name: Cow<'a, str>,
    /// The path of the page, relative to the source folder; `None` for a draft chapter.
    pub path: Option<PathBuf>,
    /// The path of the source file, relative to the source folder; `None` if it has none.
    pub source_path: Option<PathBuf>,
    /// The Markdown.
    pub content: Cow<'a, str>,
}

/// The result of expanding a book. Chapters are rendered on demand, independently of each other.
#[derive(Debug)]
pub struct Expansion {
    library: Arc<Library>,
    config: Config,
    plan: Plan,
    styles: Styles,
    citations: CitationStates,
    texts: TemplatedLists,
    renderer: Renderer,
    newest: Option<Date>,
    cache: EntryCache,
    /// The number of chapters of the input.
    chapter_count: usize,
    /// Errors that belong to no chapter; each chapter shows them.
    errors: Vec<Diagnostic>,
    /// All diagnostics, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether an error prevents publishing the book.
    pub failed: bool,
}

/// A page that is added to the book.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// The name in the table of contents.
    pub name: String,
    /// The path, relative to the source folder.
    pub path: PathBuf,
    /// The Markdown.
    pub content: String,
}

/// A scanned and planned book, before rendering.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The settings of the preprocessor.
    pub config: Config,
    /// All papers and categories.
    pub library: Arc<Library>,
    /// The plan of directives and citations.
    pub plan: Plan,
    /// The CSL styles of the book.
    styles: Styles,
    /// The states of citations in a CSL style.
    citations: CitationStates,
    /// The output of templates for listings that use one.
    texts: TemplatedLists,
    /// Diagnostics of the configuration and the data, sorted by place.
    shared: Vec<Diagnostic>,
    /// Warnings about possible directives and citations in chapters.
    warnings: Vec<Diagnostic>,
}

/// When the data files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// If a directive or citation needs them.
    IfNeeded,
    /// Always.
    Always,
}

/// Returns whether a chapter may change, from its text, plain or as a JSON string.
pub fn may_change(config: &Value, renderer: &str) -> impl Fn(&[u8]) -> bool + use<> {
    let syntaxes = config::syntaxes(config);
    let math = config::math(config) && renderer == "html";
    move |raw| may_hold_directives(raw) || syntaxes.may_be_in(raw) || math && memchr::memchr(b'$', raw).is_some()
}

/// Expands every directive of a book.
///
/// Errors are in the diagnostics, and also in the chapters if `on-error` is `"warn"`.
pub fn expand(book: Book<'_>) -> Expansion {
    let (chapter_count, renderer) = (book.chapters.len(), book.renderer);
    let analysis = analyze(book, Data::IfNeeded);
    let diagnostics = analysis.diagnostics();
    let Analysis { config, library, plan, shared, styles, citations, texts, .. } = analysis;
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    Expansion {
        newest: plan.newest_addition(&library),
        cache: EntryCache::new(&plan),
        errors: shared.into_iter().filter(|diagnostic| diagnostic.level == Level::Error).collect(),
        renderer: Renderer::of(renderer, &config),
        chapter_count,
        failed: has_errors && config.on_error == OnError::Fail,
        diagnostics,
        library,
        config,
        plan,
        styles,
        citations,
        texts,
    }
}

/// Restores directives and citations that a preprocessor before this one has printed with escapes.
fn restore_reprinted(book: &mut Book<'_>) {
    let is_reprinted = config::is_reprinted(book.config);
    book.chapters.par_iter_mut().for_each(|chapter| {
        if let Cow::Owned(restored) = directive::restore(&chapter.content, is_reprinted) {
            chapter.content = Cow::Owned(restored);
        }
    });
}

impl Expansion {
    /// Returns the indices of the chapters that change, in order.
    pub fn changed(&self) -> Vec<usize> {
        let changes = |index: &usize| {
            let chapter = &self.plan.chapters[*index];
            !chapter.steps.is_empty() || !chapter.formulas.is_empty()
        };
        (0..self.chapter_count).filter(changes).collect()
    }

    /// Returns the expanded text of the chapter at `index`.
    pub fn chapter(&self, index: usize) -> String {
        splice(self.text(index), &self.edits(index))
    }

    /// Returns the unchanged text of the chapter at `index`.
    pub(crate) fn text(&self, index: usize) -> &str {
        &self.plan.chapters[index].source.text
    }

    /// Returns the replacements in the chapter at `index`.
    pub(crate) fn edits(&self, index: usize) -> Vec<(Span, String)> {
        edits(self.context(index), &self.texts, &self.errors)
    }

    fn context(&self, index: usize) -> Context<'_> {
        Context {
            library: &self.library,
            config: &self.config,
            renderer: self.renderer,
            styles: &self.styles,
            citations: &self.citations,
            plan: &self.plan,
            chapter: index,
            newest: self.newest,
            cache: Some(&self.cache),
        }
    }

    /// Returns the pages to append to the book: the bibliography, and the records of papers.
    pub fn pages(&self) -> Vec<Page> {
        let added = self.chapter_count..self.plan.chapters.len();
        let page = |index: usize| {
            let planned = &self.plan.chapters[index];
            let content = match self.plan.records_chapter {
                Some(records) if records == index => render::records(self.context(index)),
                _ if planned.steps.is_empty() => return None,
                _ => self.chapter(index),
            };
            Some(Page { name: planned.file.name.clone(), path: planned.page.clone().unwrap_or_default(), content })
        };
        added.filter_map(page).collect()
    }
}

/// The parts of a book that an analysis combines. A program that analyzes a book repeatedly reads again only those that
/// changed.
#[expect(missing_debug_implementations, reason = "it contains functions")]
pub struct Parts<'a> {
    /// The root folder of the book.
    pub root: &'a Path,
    /// The name of the renderer.
    pub renderer: &'a str,
    /// The settings of the preprocessor.
    pub config: Config,
    /// The positions of the settings in book.toml.
    pub toml: &'a BookToml<'a>,
    /// Diagnostics of the settings.
    pub diagnostics: Vec<Diagnostic>,
    /// The chapters that [may change](may_change), in the order of SUMMARY.md, as [scanned](scan_chapter).
    pub chapters: Vec<(ScannedChapter, Vec<Diagnostic>)>,
    /// The paths of all chapters, relative to the source folder.
    pub pages: Vec<&'a Path>,
    /// Reads a file below the root.
    pub read: source_map::ReadFile<'a>,
}

/// Reads the configuration, the chapters and the data of a book, and plans it.
pub fn analyze(mut book: Book<'_>, data: Data) -> Analysis {
    restore_reprinted(&mut book);
    let Book { root, renderer, config: config_value, chapters, pages } = book;
    let read = |path: &Path| files::read(root, path).ok();
    let toml = BookToml::new(&read);
    let (config, diagnostics) = read_settings(root, config_value, &toml);
    // Chapters are scanned in parallel.
    let chapters = chapters.into_par_iter().map(|chapter| scan_chapter(chapter, &config, renderer)).collect();
    let parts = Parts { root, renderer, config, toml: &toml, diagnostics, chapters, pages, read: &read };
    combine(parts, |config, scanned, styles| {
        let needs = needs_data(scanned);
        let (library, diagnostics) = if needs || data == Data::Always && !has_only_formulas(config, &read) {
            let without_abstracts =
                data == Data::IfNeeded && !styles.print_abstracts() && !need_abstracts(scanned, config);
            let reading = Reading { annotations: config.annotations, without_abstracts };
            library::load(root, config, &toml, reading)
        } else {
            (Library::default(), Vec::new())
        };
        (Arc::new(Query::new(Arc::new(library), &config.language)), diagnostics)
    })
}

/// Reads the settings of a book, and checks its labels and assets.
pub fn read_settings(root: &Path, config: &Value, toml: &BookToml<'_>) -> (Config, Vec<Diagnostic>) {
    let (settings, mut diagnostics) = Config::read(config, toml);
    diagnostics.extend(labels::check(&settings, toml));
    diagnostics.extend(assets::check(root, config, &settings.data));
    (settings, diagnostics)
}

/// Combines the parts of a book and plans it.
///
/// `load` returns the library to query and the diagnostics of the data, for the settings, all chapters and the CSL styles.
pub fn combine(
    parts: Parts<'_>,
    load: impl FnOnce(&Config, &[ScannedChapter], &Styles) -> (Arc<Query>, Vec<Diagnostic>),
) -> Analysis {
    let Parts { root, renderer, config, toml, diagnostics: mut shared, chapters, pages, read } = parts;
    let (mut scanned, mut warnings) = (Vec::with_capacity(chapters.len() + 1), Vec::new());
    for (chapter, mut diagnostics) in chapters {
        source_map::map_to_disk(&mut diagnostics, &chapter.source, &chapter.file, read);
        warnings.append(&mut diagnostics);
        scanned.push(chapter);
    }
    scanned.extend(bibliography::page((root, &pages), &config, &scanned));
    let has_script = config.has_script && Renderer::of(renderer, &config) == Renderer::Html && needs_data(&scanned);
    scanned.extend(has_script.then(|| records::page((root, &pages), &config)));
    let (styles, mut diagnostics) = Styles::load(root, requested_styles(&scanned, &config, toml));
    for chapter in &scanned {
        source_map::map_to_disk(&mut diagnostics, &chapter.source, &chapter.file, read);
    }
    shared.extend(diagnostics);
    let (query, diagnostics) = load(&config, &scanned, &styles);
    shared.extend(diagnostics);
    let library = Arc::clone(query.library());
    let settings = PlanSettings {
        numbered: &|directive| styles.numbers(styles::of_directive(directive, &config)),
        order: &|cited| styles.order(&config, &library, cited),
        numeric: styles.citation_style(&config).is_none_or(csl::Style::is_numeric),
        through_book: config.numbering == Numbering::Book,
        append: config.append_references,
        is_excepted: &|page| config.cited_in_except.iter().any(|path| page.starts_with(files::plain(Path::new(path)))),
    };
    let mut plan = plan::plan(&query, scanned, &settings);
    if has_script && !plan.shown().is_empty() {
        plan.records_chapter = plan.chapters.len().checked_sub(1);
    }
    let citations = CitationStates::of(&styles, &config, &library, &plan);
    // Templates are rendered here because errors must be known before any chapter is rendered.
    let texts =
        templated::render((root, renderer), &config, (&library, &styles, &citations), &mut plan, toml, &mut warnings);
    map_plan_to_disk(&mut plan, read);
    warnings.extend(math_warnings(&library, &plan));
    shared.extend(entry_diagnostics(&library, &plan));
    diagnostic::sort(&mut shared);
    Analysis { config, library, plan, styles, citations, texts, shared, warnings }
}

/// Returns a warning for math that cannot be typeset, in each paper that the book lists.
fn math_warnings(library: &Library, plan: &Plan) -> Vec<Diagnostic> {
    let lists = plan.chapters.iter().flat_map(|chapter| &chapter.steps).filter_map(|step| match step {
        Step::List(_, list) => Some(list),
        _ => None,
    });
    let mut seen = HashSet::new();
    let papers = lists.flat_map(|list| &list.listing.papers).copied().filter(|&paper| seen.insert(paper));
    papers.flat_map(|paper| check::math(&library.papers[paper], library.papers.origin(paper))).collect()
}

/// Returns errors and warnings of the entries that the book shows.
///
/// Diagnostics of level info are only reported by `check`. Entries are parsed here, in parallel, if they were not
/// before.
fn entry_diagnostics(library: &Library, plan: &Plan) -> Vec<Diagnostic> {
    let shown: Vec<_> = plan.shown().into_iter().collect();
    let diagnostics = shown.par_iter().flat_map_iter(|&paper| library.papers.diagnostics(paper));
    diagnostics.filter(|diagnostic| diagnostic.level != Level::Info).cloned().collect()
}

impl Analysis {
    /// Renders the entry of a paper in CommonMark, in the style of the book; in the style `reading-list` if that is a template.
    pub fn entry(&self, paper: usize) -> String {
        let context = Context {
            library: &self.library,
            config: &self.config,
            renderer: Renderer::Markdown,
            styles: &self.styles,
            citations: &self.citations,
            plan: &self.plan,
            chapter: 0,
            newest: None,
            cache: None,
        };
        let listing = Listing { papers: vec![paper], ..Listing::default() };
        let list = PlannedList { listing, anchors: vec![None], ..PlannedList::default() };
        let style = match &self.config.style {
            Style::Template(_) | Style::Table => &Style::ReadingList,
            style => style,
        };
        let bare = RenderOptions::of_references(style, &Options::default(), &self.config);
        let options = RenderOptions { notes: true, summaries: true, ..bare };
        render::markdown::list(context, &list, &options)
    }

    /// Returns all diagnostics, sorted by place.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all: Vec<_> = self.shared.iter().chain(&self.warnings).cloned().collect();
        for chapter in &self.plan.chapters {
            all.extend_from_slice(&chapter.warnings);
            for step in &chapter.steps {
                if let Step::Invalid(invalid) = step {
                    all.extend_from_slice(&invalid.diagnostics);
                }
            }
        }
        diagnostic::sort(&mut all);
        // A template that is used several times fails with the same error each time.
        all.dedup_by(|later, first| later.is_same_as(first));
        diagnostic::count_repeats(&mut all);
        all
    }
}

/// Scans a chapter. Also returns warnings about possible directives and citations.
pub fn scan_chapter(chapter: Chapter<'_>, config: &Config, renderer: &str) -> (ScannedChapter, Vec<Diagnostic>) {
    let path = chapter.source_path.as_ref().map(|path| files::plain(&config.src.join(path)));
    let shown = path.clone().unwrap_or_else(|| PathBuf::from(chapter.name.as_ref()));
    let source = Source::new(shown, chapter.content);
    let file = ChapterFile { name: chapter.name.into_owned(), path };
    let found = if config.math { directive::formulas(&source.text) } else { Formulas::default() };
    let Scan { items, mut warnings, possible_citations, headings, cited_headings, closing } =
        scan_with_citations(&source, config.citations, config.mathjax, &found.list);
    let (formulas, invalid) = match Renderer::of(renderer, config) {
        Renderer::Html => formulas::typeset(&source, found, &items),
        Renderer::Markdown | Renderer::Pandoc | Renderer::Test => (Vec::new(), Vec::new()),
    };
    warnings.extend(invalid);
    let page = chapter.path;
    let scanned =
        ScannedChapter { source, file, page, items, possible_citations, headings, cited_headings, closing, formulas };
    (scanned, warnings)
}

/// Returns whether the book converts formulas and has neither configured nor created data files.
fn has_only_formulas(config: &Config, read: source_map::ReadFile<'_>) -> bool {
    let default = Config::default().data;
    config.math && config.data == default && default.iter().all(|path| read(Path::new(path)).is_none())
}

/// Returns whether a chapter contains a directive, a citation, or text that is reported if it is a known key.
fn needs_data(scanned: &[ScannedChapter]) -> bool {
    let is_valid = |item: &ScanItem| !matches!(item, ScanItem::Invalid(_));
    scanned.iter().any(|chapter| !chapter.possible_citations.is_empty() || chapter.items.iter().any(is_valid))
}

/// Returns whether a listing may need abstracts: it uses a template, or its directive contains `abstract`.
fn need_abstracts(scanned: &[ScannedChapter], config: &Config) -> bool {
    let is_template = |style: &Style| matches!(style, Style::Template(_));
    let needs = |chapter: &ScannedChapter, directive: &Directive| {
        let has_template = directive.options.style.as_ref().is_some_and(|style| is_template(&style.value));
        has_template || chapter.source.text[directive.span.range()].contains("abstract")
    };
    let needs = |chapter: &ScannedChapter| {
        chapter.items.iter().any(|item| matches!(item, ScanItem::Directive(directive) if needs(chapter, directive)))
    };
    is_template(&config.style) || config.references.as_ref().is_some_and(is_template) || scanned.iter().any(needs)
}

/// Returns the CSL styles that directives and the configuration name, each with its place; empty if the book has no
/// directive.
fn requested_styles<'s>(
    scanned: &'s [ScannedChapter],
    config: &'s Config,
    toml: &BookToml<'_>,
) -> Vec<(&'s Style, diagnostic::Place)> {
    if !needs_data(scanned) {
        return Vec::new();
    }
    let is_csl = |style: &&Style| matches!(style, Style::Csl(_) | Style::CslFile(_));
    let mut requested = Vec::new();
    requested.extend(Some(&config.style).filter(is_csl).map(|style| (style, toml.value_place("style"))));
    requested.extend(config.references.as_ref().filter(is_csl).map(|style| (style, toml.value_place("references"))));
    for chapter in scanned {
        for item in &chapter.items {
            let ScanItem::Directive(directive) = item else { continue };
            let Some(style) = directive.options.style.as_ref().filter(|style| is_csl(&&style.value)) else { continue };
            requested.push((&style.value, diagnostic::Place::Span(Arc::clone(&chapter.source), style.span)));
        }
    }
    requested
}

fn map_plan_to_disk(plan: &mut Plan, read: source_map::ReadFile<'_>) {
    for chapter in &mut plan.chapters {
        let diagnostics = chapter.steps.iter_mut().filter_map(|step| match step {
            Step::Invalid(invalid) => Some(&mut invalid.diagnostics),
            _ => None,
        });
        source_map::map_to_disk(
            diagnostics.flatten().chain(&mut chapter.warnings),
            &chapter.source,
            &chapter.file,
            read,
        );
    }
}

/// Inserts the ids of headings, after the citations in them.
fn add_heading_ids(ids: &[(usize, String)], edits: &mut Vec<(Span, String)>) {
    for (at, id) in ids {
        let after = edits.partition_point(|(span, _)| span.end <= *at);
        edits.insert(after, (Span::new(*at, *at), format!(" {{#{id}}}")));
    }
}

/// Returns the replacement of each directive and citation of a chapter. Errors of the data come before the first.
fn edits(context: Context<'_>, texts: &TemplatedLists, errors: &[Diagnostic]) -> Vec<(Span, String)> {
    let chapter = &context.plan.chapters[context.chapter];
    let mut edits = Vec::with_capacity(chapter.steps.len() + 1);
    let mut pending = errors;
    let inline = Placement::Inline;
    for (nth, step) in chapter.steps.iter().enumerate() {
        let (span, placement, with) = match step {
            Step::List(directive, _) | Step::References(directive, _)
                if texts.contains_key(&(context.chapter, nth)) =>
            {
                (directive.span, &directive.placement, texts[&(context.chapter, nth)].clone())
            }
            Step::List(directive, list) => {
                let render_options = RenderOptions::of(directive, context.config);
                (directive.span, &directive.placement, render::list(context, list, &render_options))
            }
            Step::Count(directive, count) => (directive.span, &directive.placement, count.to_string()),
            Step::Index(directive, categories) => {
                (directive.span, &directive.placement, render::index(context, categories))
            }
            Step::Stats(directive, papers) => (directive.span, &directive.placement, render::stats(context, papers)),
            Step::Citation(cited) => match render::citation(context, cited) {
                Some((span, text)) => (span, &inline, text),
                None => continue,
            },
            Step::References(directive, list) => {
                (directive.span, &directive.placement, render::references(context, list, &directive.options))
            }
            // The key may be in data that could not be read, which is reported here.
            Step::Invalid(invalid) if invalid.diagnostics.is_empty() => {
                pending = errors;
                (invalid.span, &invalid.placement, String::new())
            }
            Step::Invalid(invalid) => {
                let text = error_box::text(context.renderer, &invalid.placement, &invalid.diagnostics);
                (invalid.span, &invalid.placement, text)
            }
        };
        let with = match std::mem::take(&mut pending) {
            [] => with,
            errors => {
                let between = if *placement == Placement::Inline { " " } else { "\n\n" };
                let errors = error_box::text(context.renderer, placement, errors);
                if with.is_empty() { errors } else { format!("{errors}{between}{with}") }
            }
        };
        edits.push((span, placement.place(with)));
    }
    formulas::add(&chapter.formulas, &chapter.source.text, &mut edits);
    if context.renderer == Renderer::Html {
        add_heading_ids(&chapter.heading_ids, &mut edits);
    }
    let end = Span::new(chapter.source.text.len(), chapter.source.text.len());
    let appended = chapter.appended.as_ref().map(|list| render::appended_references(context, list)).unwrap_or_default();
    let appended = appended + &render::notes(context) + &render::script_labels(context);
    if !appended.is_empty() {
        edits.push((end, chapter.closing.clone().unwrap_or_default() + &appended));
    }
    edits
}
