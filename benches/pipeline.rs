//! Benchmarks of the pipeline stages, on books and data files of fixed sizes.
//!
//! `cargo bench` prints the times; `cargo bench --bench pipeline -- --test` runs each benchmark once.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use mdbook_papers::citation_states::CitationStates;
use mdbook_papers::config::Config;
use mdbook_papers::diagnostic::Place;
use mdbook_papers::directive::{ScanItem, scan};
use mdbook_papers::format::Reading;
use mdbook_papers::library::{self, Library};
use mdbook_papers::options::Style;
use mdbook_papers::plan::{PlanSettings, ScannedChapter, Step, plan};
use mdbook_papers::query::Query;
use mdbook_papers::render::template::{TemplateInput, Templates};
use mdbook_papers::render::{self, Context, RenderOptions, Renderer};
use mdbook_papers::source::Source;
use mdbook_papers::styles::Styles;
use mdbook_papers::{format, protocol};

fn main() {
    divan::main();
}

/// Returns a data file with `papers` papers in twenty categories, with authors, links, abstracts and notes of typical length.
fn data(papers: usize) -> String {
    let mut toml = String::new();
    for category in 0..20 {
        writeln!(toml, "[[category]]\nid = \"category-{category}\"\ntitle = \"Category {category}\"\n")
            .expect("writing to a string does not fail");
    }
    for paper in 0..papers {
        write!(
            toml,
            "[[paper]]\nid = \"p{paper:06}\"\ntitle = \"Attention number {paper} & what it is <good> for\"\n\
             authors = [\"Ada Lovelace\", \"Charles Babbage\", \"Oskar van der Wal\", \"Yann Dubois\", \"李明\"]\n\
             date = \"{}-{:02}\"\nvenue = \"arXiv\"\ncategories = [\"category-{}\"]\ntags = [\"llm\"]\narxiv = \"2301.{paper:05}\"\n\
             links = {{ pdf = \"https://arxiv.org/pdf/2301.{paper:05}\", code = \"https://github.com/x/{paper}\" }}\n\
             note = \"It says that **{paper}** is a number; 基于LLaMA训练的模型。\"\nabstract = \"{}\"\n\n",
            2012 + paper % 14,
            1 + paper % 12,
            paper % 20,
            "the model is trained on a large corpus ".repeat(20),
        )
        .expect("writing to a string does not fail");
    }
    toml
}

fn library(papers: usize) -> Library {
    library::merge(vec![format::read(&Source::new("papers.toml", data(papers)), Reading::default())]).0
}

/// Returns mdBook's JSON for a book with `chapters` chapters of 5 kB, each ending with `tail`.
fn book(chapters: usize, root: &std::path::Path, tail: &str) -> String {
    let prose = "The model is trained on a large corpus and `a << b` holds. ".repeat(80);
    let items: Vec<_> = (0..chapters)
        .map(|chapter| {
            serde_json::json!({ "Chapter": { "name": format!("Chapter {chapter}"), "path": format!("{chapter}.md"),
                "source_path": format!("{chapter}.md"), "number": [chapter], "sub_items": [], "parent_names": [],
                "content": format!("# Chapter {chapter}\n\n{prose}\n\n{}\n", tail.replace("{}", &(chapter % 20).to_string())) } })
        })
        .collect();
    let papers = serde_json::json!({ "data": ["papers.toml"] });
    let context = serde_json::json!({ "root": root, "renderer": "html", "mdbook_version": "0.5.4",
        "config": { "preprocessor": { "papers": papers } } });
    serde_json::json!([context, { "items": items }]).to_string()
}

/// Runs the preprocessor and discards the book.
fn run_protocol(input: &str) {
    let outcome = protocol::run(input).expect("the input is valid");
    outcome.book.expect("the book has no errors").write(std::io::sink()).expect("writing to a sink does not fail");
}

#[divan::bench]
fn a_book_of_1000_chapters_without_directives(bencher: divan::Bencher<'_, '_>) {
    let input = book(1000, std::path::Path::new("/nowhere"), "");
    bencher.counter(divan::counter::BytesCount::of_str(&input)).bench(|| run_protocol(black_box(&input)));
}

#[divan::bench(args = [1_000, 10_000])]
fn a_book_of_100_lists(bencher: divan::Bencher<'_, '_>, papers: usize) {
    let root = tempfile::tempdir().expect("a temporary folder");
    #[expect(clippy::disallowed_methods, reason = "the benchmark needs a data file")]
    std::fs::write(root.path().join("papers.toml"), data(papers)).expect("the data file is written");
    let input = book(100, root.path(), "<<#papers category-{} limit=20>>");
    bencher.bench(|| run_protocol(black_box(&input)));
}

#[divan::bench(args = [1_000, 10_000])]
fn reading_toml(bencher: divan::Bencher<'_, '_>, papers: usize) {
    let source = Source::new("papers.toml", data(papers));
    bencher
        .counter(divan::counter::BytesCount::of_str(&source.text))
        .bench(|| format::read(black_box(&source), Reading::default()));
}

#[divan::bench]
fn scanning_a_chapter(bencher: divan::Bencher<'_, '_>) {
    let text = format!(
        "{}\n\n<<#papers category-1>>\n",
        "Some *prose* with `code` in it, and a list:\n\n- item\n\n".repeat(100)
    );
    let source = Source::new("a.md", text);
    bencher.counter(divan::counter::BytesCount::of_str(&source.text)).bench(|| scan(black_box(&source)));
}

#[divan::bench(args = ["reading-list", "compact", "table", "links", "apa", "ieee", "chicago-author-date", "nature", "gb-7714-2015-numeric"])]
fn rendering_10_000_papers(bencher: divan::Bencher<'_, '_>, style: &str) {
    render(bencher, &Style::parse(style), &|asked| render::list(asked.context, asked.list, asked.render_options));
}

/// Renders with a template of this repository's book.
#[divan::bench]
fn rendering_10_000_papers_through_a_template(bencher: divan::Bencher<'_, '_>) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let templates = Templates::new(root, &Config::default(), 10_000, Renderer::Html);
    render(bencher, &Style::Template("templates/one-line.jinja".to_owned()), &|asked| {
        templates.list(asked, || Place::Configuration).expect("the template can be used").0
    });
}

fn render(bencher: divan::Bencher<'_, '_>, style: &Style, text: &(dyn Fn(&TemplateInput<'_>) -> String + Sync)) {
    let library = library(10_000);
    let mut config = Config::default();
    config.style = style.clone();
    let source = Source::new("a.md", "<<#papers>>");
    let (items, _): (Vec<ScanItem>, _) = scan(&source);
    let styling = PlanSettings {
        numbered: &|_| true,
        order: &|cited| cited,
        numeric: true,
        through_book: false,
        append: false,
        is_excepted: &|_| false,
    };
    let query = Query::new(Arc::new(library), "en");
    let plan = plan(&query, vec![ScannedChapter { source, items, ..ScannedChapter::default() }], &styling);
    let Some(Step::List(directive, list)) = plan.chapters[0].steps.first() else {
        unreachable!("the chapter has a list")
    };
    let (styles, _) = Styles::load(std::path::Path::new("."), [(style, Place::Configuration)]);
    let citations = CitationStates::default();
    let (library, styles) = (query.library(), &styles);
    let context = Context {
        library,
        config: &config,
        renderer: Renderer::Html,
        styles,
        citations: &citations,
        plan: &plan,
        chapter: 0,
        newest: None,
        cache: None,
    };
    let render_options = RenderOptions::of(directive, &config);
    let path = "templates/one-line.jinja";
    bencher.bench(|| {
        text(&TemplateInput { context, library, list: black_box(list), render_options: &render_options, path })
    });
}

/// Runs a query over 10,000 papers after another query has filled the caches.
#[divan::bench(args = [
    "<<#papers>>",
    "<<#papers sort=title>>",
    "<<#papers sort=-date,authors>>",
    "<<#papers tag=llm author=lovelace venue=arxiv>>",
    "<<#papers where=\"'llm' in tags and year >= 2021\">>",
    "<<#papers where=\"title | lower is startingwith('attention') and year >= 2021\">>",
    "<<#papers group=category,year limit=100>>",
])]
fn querying_10_000_papers(bencher: divan::Bencher<'_, '_>, text: &str) {
    query(bencher, text, true);
}

/// Runs the first query over 10,000 papers, which normalizes texts and computes sort keys.
#[divan::bench(args = ["<<#papers sort=title>>", "<<#papers tag=llm author=lovelace venue=arxiv>>"])]
fn querying_10_000_papers_first(bencher: divan::Bencher<'_, '_>, text: &str) {
    query(bencher, text, false);
}

fn query(bencher: divan::Bencher<'_, '_>, text: &str, cached: bool) {
    let library = Arc::new(library(10_000));
    let source = Source::new("a.md", text);
    let (items, _) = scan(&source);
    let Some(ScanItem::Directive(directive)) = items.first() else { unreachable!("the text is a directive") };
    let run = |query: &Query| query.run(black_box(directive), &source, &|_, _| false).expect("the directive is valid");
    if cached {
        let query = Query::new(library, "en");
        bencher.bench_local(|| run(&query));
    } else {
        bencher.with_inputs(|| Query::new(Arc::clone(&library), "en")).bench_local_refs(|query| run(query));
    }
}
