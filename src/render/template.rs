//! Listings rendered by a template of the book, in MiniJinja.
//!
//! Templates are trusted, data is not. Values are escaped for the output format whatever the template does with them,
//! and the output is checked before it becomes part of a page. A template can include other templates of the book and
//! no other files. Its computation and its output are limited.

use std::fmt;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use super::{Context, RenderOptions, Renderer, html};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::files::{self, FileError};
use crate::library::Library;
use crate::limits;
use crate::markup::{escape, user_markdown};
use crate::plan::PlannedList;
use crate::source::Source;

mod block;
mod errors;
mod filters;
mod nesting;
mod values;

pub use filters::FILTERS;
pub use values::{ENTRY_VALUES, GROUP_VALUES, VALUES, values};

/// The fuel of one rendering, in MiniJinja's units (an instruction, or 64 bytes), and the fuel that each paper of the
/// library adds.
const FUEL: u64 = 1_000_000;
const FUEL_PER_PAPER: u64 = 2_000;

/// The limit on the recursion of templates, in MiniJinja's units: an include counts 10, a macro 4.
const RECURSION: usize = 100;

/// The templates of a book. Each file is read and compiled on first use.
pub struct Templates {
    root: PathBuf,
    renderer: Renderer,
    environment: Environment<'static>,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("root", &self.root).field("target", &self.renderer).finish_non_exhaustive()
    }
}

/// A listing and the template that renders it.
#[derive(Debug, Clone, Copy)]
pub struct TemplateInput<'a> {
    /// The context of the listing.
    pub context: Context<'a>,
    /// The library of the context, shared with the template's values.
    pub library: &'a Arc<Library>,
    /// The listing.
    pub list: &'a PlannedList,
    /// The render options of the listing.
    pub render_options: &'a RenderOptions<'a>,
    /// The path of the template, relative to the book's root.
    pub path: &'a str,
}

impl Templates {
    /// Creates the templates of the book at `root` for one renderer. `papers` is the size of the library.
    pub fn new(root: &Path, config: &Config, papers: usize, renderer: Renderer) -> Self {
        let mut environment = Environment::new();
        let papers = u64::try_from(papers).unwrap_or(u64::MAX);
        environment.set_fuel(Some(FUEL.saturating_add(papers.saturating_mul(FUEL_PER_PAPER))));
        environment.set_recursion_limit(RECURSION);
        environment.set_debug(true);
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        environment.remove_global("debug");
        // Only `safe_value` below marks text from data as safe.
        environment.remove_filter("safe");
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("papers".into()));
        environment.set_formatter(move |out, _, value| {
            let written = match value.as_str() {
                _ if value.is_undefined() || value.is_none() => return Ok(()),
                Some(text) if value.is_safe() => return out.write_str(text).map_err(Error::from),
                Some(text) => escaped(text, renderer),
                None => escaped(&value.to_string(), renderer),
            };
            out.write_str(&written).map_err(Error::from)
        });
        filters::add(&mut environment, &Arc::new(config.clone()), renderer);
        let folder = root.to_owned();
        environment.set_loader(move |name| match read_included(&folder, name) {
            Ok(text) => Ok(Some(text)),
            Err(why) => Err(Error::new(ErrorKind::TemplateNotFound, why)),
        });
        Self { root: root.to_owned(), renderer, environment }
    }

    /// Renders a listing as a block. Also returns a warning if the template writes HTML for a renderer that reads
    /// Markdown. `named` returns the place that names the template.
    ///
    /// # Errors
    ///
    /// Returns a diagnostic, placed in the template where possible, if the template cannot be read, compiled or
    /// rendered, or if its output is not allowed.
    pub fn list(
        &self,
        input: &TemplateInput<'_>,
        named: impl FnOnce() -> Place,
    ) -> Result<(String, Option<Diagnostic>), Diagnostic> {
        let text = read(&self.root, input.path).map_err(|(code, why)| {
            code.at(named(), why).label("named here").help("the paths of templates start from the book's root")
        })?;
        let main = Source::new(input.path, text);
        if let Some(span) = nesting::too_deep(&main.text) {
            return Err(Code::BadValue.at((&main, span), limits::TEMPLATE_NESTING.to_string()).label("here"));
        }
        let refused = |name: &str| read_included(&self.root, name).err();
        let written = self.run(input, &main).map_err(|error| errors::diagnostic(&error, &main, &refused))?;
        if self.renderer == Renderer::Html {
            block::check(&written, &main)?;
            let anchors = input.list.anchors.iter().flatten().map(String::as_str);
            let body = block::with_anchors(&block::without_blank_lines(&written), anchors);
            return Ok((html::section(input.context, input.list, input.render_options, &body), None));
        }
        let written = written.replace("\r\n", "\n");
        let written = written.trim();
        Ok(match user_markdown::first_html(written) {
            // `mdbook test` would compile code blocks.
            _ if self.renderer == Renderer::Test => (user_markdown::markdown(written, false).trim().to_owned(), None),
            None => (written.to_owned(), None),
            // Data in it is escaped for Markdown, which is not safe in HTML, so the HTML becomes text.
            Some(html) => {
                (user_markdown::markdown(written, true).trim().to_owned(), Some(errors::stray_html(html, &main)))
            }
        })
    }

    fn run(&self, input: &TemplateInput<'_>, main: &Source) -> Result<String, Error> {
        let template = self.environment.get_template(input.path)?;
        values::check_names(&template, &main.text)?;
        let values = values(input.context, input.library, input.list, input.render_options);
        let mut written = BoundedOutput::default();
        let rendered = template.render_captured_to(values, &mut written).map(|_| ());
        if written.full {
            return Err(Error::from(ErrorKind::OutOfFuel));
        }
        rendered?;
        // MiniJinja writes only strings.
        Ok(String::from_utf8_lossy(&written.bytes).into_owned())
    }
}

/// Reads a template that another includes. The error is a message.
fn read_included(root: &Path, name: &str) -> Result<String, String> {
    let text = read(root, name).map_err(|(_, why)| why)?;
    match nesting::too_deep(&text) {
        Some(span) => {
            let line = Source::new(name, text).line_column(span.start).line;
            Err(format!("`{name}` has {} in line {line}", limits::TEMPLATE_NESTING))
        }
        None => Ok(text),
    }
}

/// Reads a template. The error is a code and a message.
fn read(root: &Path, name: &str) -> Result<String, (Code, String)> {
    let path = Path::new(name);
    // Templates are part of the book, so a path must not leave the book's root, unlike that of a data file.
    let climbs = path.components().any(|part| part == Component::ParentDir);
    match files::read(root, path) {
        _ if climbs => Err((Code::MissingFile, format!("`{name}` lies outside the book"))),
        Ok(text) if limits::TEMPLATE_BYTES.is_exceeded_by(text.len()) => {
            Err((Code::MissingFile, format!("`{name}` is larger than 1 MiB")))
        }
        Ok(text) => Ok(text),
        Err(FileError::NotUtf8 { .. }) => Err((Code::NotUtf8, format!("`{name}` is not UTF-8"))),
        Err(FileError::Folder) => Err((Code::MissingFile, format!("`{name}` is a folder"))),
        Err(FileError::Outside) => Err((Code::MissingFile, format!("`{name}` lies outside the book"))),
        Err(FileError::TooLarge) => Err((Code::MissingFile, format!("`{name}` is larger than 1 MiB"))),
        Err(FileError::Io(error)) => Err((Code::MissingFile, format!("`{name}` cannot be read: {error}"))),
        Err(FileError::Missing | FileError::BadGlob(_)) => Err((Code::MissingFile, format!("no template `{name}`"))),
    }
}

/// Escapes text for the output format.
fn escaped(text: &str, renderer: Renderer) -> String {
    let mut out = String::with_capacity(text.len());
    if renderer == Renderer::Html {
        // It may be in a heading.
        escape::html(&escape::inert(text), &mut out);
        return out;
    }
    // The text may be at the start of a line, which only the template knows.
    if text.starts_with(char::is_whitespace) {
        out.push(' ');
    }
    escape::markdown_line_start(text, &mut out);
    if out.ends_with('!') {
        // `!` before a link would make it an image.
        out.insert(out.len() - 1, '\\');
    }
    out
}

/// Marks text as escaped for the output format.
fn safe_value(text: String) -> Value {
    Value::from_safe_string(text)
}

/// An output buffer with a maximum size.
#[derive(Default)]
struct BoundedOutput {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for BoundedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if limits::TEMPLATE_OUTPUT_BYTES.is_exceeded_by(self.bytes.len() + bytes.len()) {
            self.full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "templates are read from the disk")]
mod tests {
    use super::*;
    use crate::citation_states::CitationStates;
    use crate::directive::{ScanItem, scan};
    use crate::markup::html_scanner::{Part, parts};
    use crate::plan::{Plan, plan_single};
    use crate::query::Query;
    use crate::styles::Styles;
    use crate::url;
    use crate::{format, library};
    use proptest::prelude::*;

    /// Hostile data.
    const DATA: &str = r#"
        [[category]]
        id = "c"
        title = "</section><script>alert(1)</script>"
        [[paper]]
        id = "\"><img src=x onerror=alert(1)>"
        title = "--> </p> <script>alert(1)</script> javascript:alert(1) $x^2$ {{ 7 }} | * _a_ [b](javascript:c)"
        authors = ["x onclick=alert(1)", "Ada Lovelace"]
        date = "2023"
        categories = ["c"]
        links = { "<b>" = "javascript:alert(1)", pdf = "https://x.org/?a=\"<>" }
        note = "<div onclick=x>\n\n[a](javascript:x) **b**\n\n```html\n<script>\n\n```"
        x = { url = " java\tscript:alert(1)", style = "background: url(//evil.example)" }
        [[paper]]
        id = "b"
        title = "1. B"
    "#;

    /// Parts of templates, including unsafe ones.
    const PIECES: &[&str] = &[
        "<p>",
        "</p>",
        "<a href=\"",
        "\">",
        "</a>",
        "<b title=",
        ">",
        "</b>",
        "<br>",
        "<!-- ",
        " -->",
        "<pre>",
        "</pre>",
        "\n\n",
        "\n",
        " ",
        "<script>",
        "</script>",
        "<li id=\"",
        "<div {{ papers[0].authors[0] }}>",
        "</div>",
        "|",
        "- ",
        "{{ papers[0].title }}",
        "{{ papers[0].key }}",
        "{{ papers[0].links[0].written }}",
        "{{ papers[0].x.url }}",
        "{{ papers[0].x.style }}",
        "{{ papers[0].note | markdown }}",
        "{{ papers[0].title | math }}",
        "{{ title }}",
        "{{ papers[0].links[0] | link }}",
        "{{ papers[0].title | link(papers[0].x.url) }}",
        "{{ papers[0].x.url | url }}",
        "{{ papers[0].title | escape | upper }}",
        "{{ (papers[0].note | markdown)[3:] }}",
        "{{ papers[0].anchor }}",
        "{% set s %}<i>{% endset %}{{ s ~ papers[0].title }}",
        "{{ papers | map(attribute='title') | join('<hr>') }}",
        "{% autoescape false %}{{ papers[0].title }}{% endautoescape %}",
        "{% autoescape 'html' %}{{ papers[0].title | e }}{% endautoescape %}",
        "{{ papers[0].title | replace('-', papers[0].key) }}",
        "{{ '%s' | format(papers[0].title) }}",
        "{{ papers }}",
        "{% for paper in papers %}{{ paper.authors | names(1) }}{% endfor %}",
        "{{ papers[0].authors }}",
        "{{ labels }}",
        "{{ papers[0].nothing }}",
        "{% if papers[0].venue %}",
        "{% endif %}",
        "{{ '<b>' }}",
        "{% raw %}{{ x }}{% endraw %}",
    ];

    fn rendered(template: &str, renderer: Renderer) -> Result<String, Diagnostic> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("t.jinja"), template).unwrap();
        let contents = format::read(&Source::new("papers.toml", DATA), format::Reading::default());
        let query = Query::new(Arc::new(library::merge(vec![contents]).0), "en");
        let source = Source::new("a.md", "<<#papers>>");
        let Some(ScanItem::Directive(directive)) = scan(&source).0.into_iter().next() else {
            unreachable!("it is one")
        };
        let listing = query.run(&directive, &source, &|_, _| false).unwrap();
        let library = query.library();
        let (list, config, plan) =
            (plan_single(library, listing, &directive, true), Config::default(), Plan::default());
        let (styles, citations) = (Styles::default(), CitationStates::default());
        let context = Context {
            library,
            config: &config,
            renderer,
            styles: &styles,
            citations: &citations,
            plan: &plan,
            chapter: 0,
            newest: None,
            cache: None,
        };
        let render_options = RenderOptions::of(&directive, &config);
        let input = TemplateInput { context, library, list: &list, render_options: &render_options, path: "t.jinja" };
        let templates = Templates::new(folder.path(), &config, 2, renderer);
        templates.list(&input, || Place::Configuration).map(|(text, _)| text)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn template_html_is_a_balanced_block_without_scripts(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..10)
        ) {
            let Ok(html) = rendered(&pieces.concat(), Renderer::Html) else { return Ok(()) };
            prop_assert!(html.starts_with("<section class=\"papers\"") && html.ends_with("</section>"), "{}", html);
            prop_assert!(html.lines().all(|line| !line.trim().is_empty()), "{}", html);
            prop_assert!(crate::markup::html_scanner::unbalanced(&html).is_none(), "{}", html);
            for part in parts(&html) {
                let Part::Tag(tag) = part else { continue };
                prop_assert!(!["script", "img", "style"].contains(&tag.name), "{}", html);
                for (name, value) in tag.named_attributes() {
                    prop_assert!(!name.starts_with("on") && name != "style", "{} in {}", name, html);
                    prop_assert!(name != "href" || value.is_empty() || url::safe(value).is_some(), "{} in {}", value, html);
                }
            }
        }

        #[test]
        fn template_markdown_contains_no_html(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..10)
        ) {
            for renderer in [Renderer::Markdown, Renderer::Test] {
                let Ok(text) = rendered(&pieces.concat(), renderer) else { return Ok(()) };
                prop_assert!(user_markdown::first_html(&text).is_none(), "{}", text);
            }
        }
    }
}
