//! The pipeline on one page: chapters and data in, expanded chapters and diagnostics out.
//!
//! Every chapter is scanned before one is rendered. Without a directive in the book no data file is opened.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use crate::assets;
use crate::citation_states::CitationStates;
use crate::config::{BookToml, Config, Numbering, OnError};
use crate::diagnostic::{self, Code, Diagnostic, Level};
use crate::directive::{Directive, Placement, Scan, ScanItem, scan_with_citations};
use crate::files;
use crate::format::Reading;
use crate::labels;
use crate::library::{self, Library};
use crate::markup::check;
use crate::options::Style;
use crate::paper::Date;
use crate::plan::{self, Plan, PlanSettings, ScannedChapter, Step};
use crate::query::Query;
use crate::render::{self, Context, EntryCache, RenderOptions, Renderer, error_box};
use crate::source::{Source, Span};
use crate::source_map::{self, ChapterFile};
use crate::splice::splice;
use crate::styles::{self, Styles};

mod bibliography;
mod templated;

use templated::TemplatedLists;

/// A book as mdBook hands it over.
#[derive(Debug)]
pub struct Book<'a> {
    /// The book's root on disk.
    pub root: &'a Path,
    /// The renderer the book is for.
    pub renderer: &'a str,
    /// The whole configuration.
    pub config: &'a Value,
    /// The chapters that [may hold directives](crate::directive::may_hold_directives), in the order of SUMMARY.md.
    pub chapters: Vec<Chapter<'a>>,
    /// The pages of all chapters, from the folder of the chapters.
    pub pages: Vec<&'a Path>,
}

/// A chapter.
#[derive(Debug)]
pub struct Chapter<'a> {
    /// The name in SUMMARY.md.
    pub name: Cow<'a, str>,
    /// The page, from the folder of the chapters; none where there is none.
    pub path: Option<PathBuf>,
    /// The file, from the folder of the chapters; none where there is none.
    pub source_path: Option<PathBuf>,
    /// The Markdown.
    pub content: Cow<'a, str>,
}

/// What a book becomes: its chapters are rendered when they are asked for, each apart from the others.
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
    /// How many chapters the book had.
    own: usize,
    /// Errors that belong to no chapter, and are shown in each.
    errors: Vec<Diagnostic>,
    /// What was found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether an error stands against publishing the book.
    pub failed: bool,
}

/// A page that the book did not have.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// What it is called in the table of contents.
    pub name: String,
    /// The page, from the folder of the chapters.
    pub path: PathBuf,
    /// The Markdown.
    pub content: String,
}

/// A book read and planned, before anything is rendered.
#[derive(Debug)]
pub struct Analysis {
    /// The settings.
    pub config: Config,
    /// All papers and categories.
    pub library: Arc<Library>,
    /// What stands where.
    pub plan: Plan,
    /// The CSL styles of the book.
    styles: Styles,
    /// What citations in a CSL style depend on.
    citations: CitationStates,
    /// What templates make of the lists that go through one.
    texts: TemplatedLists,
    /// What belongs to no chapter: findings in the configuration and the data, sorted by place.
    shared: Vec<Diagnostic>,
    /// What chapters may have meant to say.
    warnings: Vec<Diagnostic>,
}

/// When the data files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// If a directive asks for them.
    IfAsked,
    /// Whatever the chapters say.
    Always,
}

/// Finds what every directive of a book becomes.
///
/// What is wrong is in the diagnostics; under `on-error = "warn"` it stands in the chapters as well.
pub fn expand(book: Book<'_>) -> Expansion {
    let (own, renderer) = (book.chapters.len(), Renderer::of(book.renderer));
    let analysis = analyse(book, Data::IfAsked);
    let diagnostics = analysis.diagnostics();
    let Analysis { config, library, plan, shared, styles, citations, texts, .. } = analysis;
    let erred = diagnostics.iter().any(|found| found.level == Level::Error);
    Expansion {
        newest: plan.newest_addition(&library),
        cache: EntryCache::new(&plan),
        errors: shared.into_iter().filter(|found| found.level == Level::Error).collect(),
        renderer,
        own,
        failed: erred && config.on_error == OnError::Fail,
        diagnostics,
        library,
        config,
        plan,
        styles,
        citations,
        texts,
    }
}

impl Expansion {
    /// The indices of the chapters that change, in order.
    pub fn changed(&self) -> Vec<usize> {
        let changes = |index: &usize| !self.plan.chapters[*index].steps.is_empty();
        (0..self.own).filter(changes).collect()
    }

    /// The new text of a chapter, by its index.
    pub fn chapter(&self, index: usize) -> String {
        splice(self.text(index), &self.edits(index))
    }

    /// The text of a chapter as it came.
    pub(crate) fn text(&self, index: usize) -> &str {
        &self.plan.chapters[index].source.text
    }

    /// What takes the place of what in a chapter.
    pub(crate) fn edits(&self, index: usize) -> Vec<(Span, String)> {
        let context = Context {
            library: &self.library,
            config: &self.config,
            renderer: self.renderer,
            styles: &self.styles,
            citations: &self.citations,
            plan: &self.plan,
            chapter: index,
            newest: self.newest,
            cache: Some(&self.cache),
        };
        edits(context, &self.texts, &self.errors)
    }

    /// A page that goes to the end of the book.
    pub fn page(&self) -> Option<Page> {
        let planned = self.plan.chapters.get(self.own)?;
        let path = planned.page.clone().unwrap_or_default();
        Some(Page { name: planned.file.name.clone(), path, content: self.chapter(self.own) })
    }
}

/// Reads the configuration, the chapters and the data of a book, and plans it.
pub fn analyse(book: Book<'_>, data: Data) -> Analysis {
    let Book { root, renderer, config: given, chapters, pages } = book;
    let read = |path: &Path| files::read(root, path).ok();
    let toml = BookToml::new(&read);
    let (config, mut shared) = Config::read(given, &toml);
    shared.extend(labels::check(&config, &toml));
    shared.extend(assets::check(root, given, &config.data));

    let (mut scanned, mut warnings) = scan_all(chapters, &config, &read);
    scanned.extend(bibliography::page((root, &pages), &config, &scanned));
    let (library, found) = if data == Data::Always || asks_for_data(&scanned) {
        let without_abstracts = data == Data::IfAsked && !ask_for_abstracts(&scanned, &config);
        let reading = Reading { annotations: config.annotations, without_abstracts };
        library::load(root, &config, &toml, reading)
    } else {
        (Library::default(), Vec::new())
    };
    shared.extend(found);

    let (styles, mut found) = Styles::load(root, styles_asked_for(&scanned, &config, &toml));
    for chapter in &scanned {
        source_map::map_to_disk(&mut found, &chapter.source, &chapter.file, &read);
    }
    shared.extend(found);
    let library = Arc::new(library);
    let styling = PlanSettings {
        numbered: &|directive| styles.numbers(styles::of_directive(directive, &config)),
        order: &|cited| styles.order(&config, &library, cited),
        through_book: config.numbering == Numbering::Book,
        append: config.append_references,
    };
    let query = Query::new(Arc::clone(&library), &config.language);
    let mut plan = plan::plan(&query, scanned, &styling);
    let citations = CitationStates::of(&styles, &config, &library, &plan);
    // A template may fail, and a fault has to be known before anything is rendered.
    let texts =
        templated::render((root, renderer), &config, (&library, &styles, &citations), &mut plan, &toml, &mut warnings);
    map_plan_to_disk(&mut plan, &read);
    warnings.extend(math_warnings(&library, &plan));
    shared.extend(faults_of_shown(&library, &plan));
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

/// What is wrong with the entries that the book shows; a title that is missing is one that readers miss.
///
/// What is merely not understood is for `check` to tell. Entries that nobody asked for yet are read here, on every core.
fn faults_of_shown(library: &Library, plan: &Plan) -> Vec<Diagnostic> {
    let shown: Vec<_> = plan.shown().into_iter().collect();
    let faults = shown.par_iter().flat_map_iter(|&paper| library.papers.faults(paper));
    let faults = faults.filter(|fault| fault.level != Level::Info);
    let raised = |fault: &Diagnostic| match fault.code {
        Code::MissingTitle => fault.clone().level(Level::Error),
        _ => fault.clone(),
    };
    faults.map(raised).collect()
}

impl Analysis {
    /// Everything that was found, sorted by place.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all: Vec<_> = self.shared.iter().chain(&self.warnings).cloned().collect();
        for chapter in &self.plan.chapters {
            all.extend_from_slice(&chapter.warnings);
            for step in &chapter.steps {
                if let Step::Invalid(fault) = step {
                    all.extend_from_slice(&fault.diagnostics);
                }
            }
        }
        diagnostic::sort(&mut all);
        // What is wrong with a template is wrong wherever it is used.
        all.dedup_by(|later, first| later.is_same_as(first));
        all
    }
}

/// Every chapter with what it says to us, and warnings about what it may have meant to say.
fn scan_all(
    chapters: Vec<Chapter<'_>>,
    config: &Config,
    read: source_map::ReadFile<'_>,
) -> (Vec<ScannedChapter>, Vec<Diagnostic>) {
    let mut warnings = Vec::new();
    // Chapters are scanned apart from each other, on every core.
    let scanned = chapters.into_par_iter().map(|chapter| {
        let path = chapter.source_path.as_ref().map(|path| files::plain(&config.src.join(path)));
        let shown = path.clone().unwrap_or_else(|| PathBuf::from(chapter.name.as_ref()));
        let source = Source::new(shown, chapter.content);
        let file = ChapterFile { name: chapter.name.into_owned(), path };
        let Scan { items, warnings, possible_citations, headings, closing } =
            scan_with_citations(&source, config.citations, config.mathjax);
        (ScannedChapter { source, file, page: chapter.path, items, possible_citations, headings, closing }, warnings)
    });
    let scanned: Vec<_> = scanned.collect();
    let place = |(scanned, mut found): (ScannedChapter, Vec<Diagnostic>)| {
        source_map::map_to_disk(&mut found, &scanned.source, &scanned.file, read);
        warnings.append(&mut found);
        scanned
    };
    (scanned.into_iter().map(place).collect(), warnings)
}

fn asks_for_data(scanned: &[ScannedChapter]) -> bool {
    let mut items = scanned.iter().flat_map(|chapter| &chapter.items);
    items.any(|item| !matches!(item, ScanItem::Invalid(_)))
}

/// Whether something in the book may look at abstracts: a template, or a directive that says the word.
fn ask_for_abstracts(scanned: &[ScannedChapter], config: &Config) -> bool {
    let is_template = |style: &Style| matches!(style, Style::Template(_));
    let asks = |chapter: &ScannedChapter, directive: &Directive| {
        let own = directive.options.style.as_ref().is_some_and(|style| is_template(&style.value));
        own || chapter.source.text[directive.span.range()].contains("abstract")
    };
    let asks = |chapter: &ScannedChapter| {
        chapter.items.iter().any(|item| matches!(item, ScanItem::Directive(found) if asks(chapter, found)))
    };
    is_template(&config.style) || config.references.as_ref().is_some_and(is_template) || scanned.iter().any(asks)
}

/// The styles that directives and the configuration name, each with where; none where no directive asks for anything.
fn styles_asked_for<'s>(
    scanned: &'s [ScannedChapter],
    config: &'s Config,
    toml: &BookToml<'_>,
) -> Vec<(&'s Style, diagnostic::Place)> {
    if !asks_for_data(scanned) {
        return Vec::new();
    }
    let is_csl = |style: &&Style| matches!(style, Style::Csl(_) | Style::CslFile(_));
    let mut asked = Vec::new();
    asked.extend(Some(&config.style).filter(is_csl).map(|style| (style, toml.value_place("style"))));
    asked.extend(config.references.as_ref().filter(is_csl).map(|style| (style, toml.value_place("references"))));
    for chapter in scanned {
        for item in &chapter.items {
            let ScanItem::Directive(directive) = item else { continue };
            let Some(style) = directive.options.style.as_ref().filter(|style| is_csl(&&style.value)) else { continue };
            asked.push((&style.value, diagnostic::Place::Span(Arc::clone(&chapter.source), style.span)));
        }
    }
    asked
}

fn map_plan_to_disk(plan: &mut Plan, read: source_map::ReadFile<'_>) {
    for chapter in &mut plan.chapters {
        let faults = chapter.steps.iter_mut().filter_map(|step| match step {
            Step::Invalid(fault) => Some(&mut fault.diagnostics),
            _ => None,
        });
        source_map::map_to_disk(faults.flatten().chain(&mut chapter.warnings), &chapter.source, &chapter.file, read);
    }
}

/// What stands in place of each directive of a chapter; errors of the data come before the first.
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
            // What is not in the library may only be unread: then the reason stands here.
            Step::Invalid(fault) if fault.diagnostics.is_empty() => {
                pending = errors;
                (fault.span, &fault.placement, String::new())
            }
            Step::Invalid(fault) => {
                let text = error_box::text(context.renderer, &fault.placement, &fault.diagnostics);
                (fault.span, &fault.placement, text)
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
    let end = Span::new(chapter.source.text.len(), chapter.source.text.len());
    let appended = chapter.appended.as_ref().map(|list| render::appended_references(context, list)).unwrap_or_default();
    let appended = appended + &render::notes(context) + &render::script_labels(context);
    if !appended.is_empty() {
        edits.push((end, chapter.closing.clone().unwrap_or_default() + &appended));
    }
    edits
}
