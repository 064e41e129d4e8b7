//! Lists through a template of the book's own, in MiniJinja.
//!
//! A template is the author's word and its values are data: whatever they hold is escaped for where it lands, whatever the
//! template does with them, and what comes out is looked through before it goes into a page. A template reads other
//! templates of the book and nothing else, and stops when it works too long or writes too much.

use std::fmt;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use super::{Context, RenderOptions, Target, html};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::files::{self, FileError};
use crate::library::Library;
use crate::markup::{escape, user_markdown};
use crate::plan::PlannedList;
use crate::source::Source;

mod block;
mod errors;
mod filters;
mod values;

pub use filters::FILTERS;
pub use values::{ENTRY_VALUES, GROUP_VALUES, VALUES, values};

/// The largest template, in bytes.
const LARGEST: usize = 1024 * 1024;

/// What one list may cost in MiniJinja's units, an instruction or 64 bytes each, and what every paper of the library adds.
const FUEL: u64 = 1_000_000;
const FUEL_A_PAPER: u64 = 2_000;

/// The most that one list may be, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// The templates of a book. Each file is read and compiled once, when it is first asked for.
pub struct Templates {
    root: PathBuf,
    target: Target,
    environment: Environment<'static>,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("root", &self.root).field("target", &self.target).finish_non_exhaustive()
    }
}

/// A list and the template that it goes through.
#[derive(Debug, Clone, Copy)]
pub struct TemplateInput<'a> {
    /// What it is rendered with.
    pub context: Context<'a>,
    /// The library of that context, to be shared with the values.
    pub library: &'a Arc<Library>,
    /// The list.
    pub list: &'a PlannedList,
    /// Its look.
    pub look: &'a RenderOptions<'a>,
    /// The path of the template from the book's root.
    pub path: &'a str,
}

impl Templates {
    /// The templates of the book at `root` with so many papers, for one renderer.
    pub fn new(root: &Path, config: &Config, papers: usize, target: Target) -> Self {
        let mut environment = Environment::new();
        let papers = u64::try_from(papers).unwrap_or(u64::MAX);
        environment.set_fuel(Some(FUEL.saturating_add(papers.saturating_mul(FUEL_A_PAPER))));
        environment.set_debug(true);
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        environment.remove_global("debug");
        // Nothing but `escape::…` below makes text of data safe.
        environment.remove_filter("safe");
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("papers".into()));
        environment.set_formatter(move |out, _, value| {
            let written = match value.as_str() {
                _ if value.is_undefined() || value.is_none() => return Ok(()),
                Some(text) if value.is_safe() => return out.write_str(text).map_err(Error::from),
                Some(text) => escaped(text, target),
                None => escaped(&value.to_string(), target),
            };
            out.write_str(&written).map_err(Error::from)
        });
        filters::add(&mut environment, &Arc::new(config.clone()), target);
        let folder = root.to_owned();
        environment.set_loader(move |name| match read(&folder, name) {
            Ok(text) => Ok(Some(text)),
            Err((_, why)) => Err(Error::new(ErrorKind::TemplateNotFound, why)),
        });
        Self { root: root.to_owned(), target, environment }
    }

    /// The list as a block, as its template writes it, and a warning where it writes HTML for a reader of Markdown; `named`
    /// is where the template is named.
    ///
    /// # Errors
    /// Whatever keeps it from being shown, placed in the template where that is known.
    pub fn list(
        &self,
        asked: &TemplateInput<'_>,
        named: impl FnOnce() -> Place,
    ) -> Result<(String, Option<Diagnostic>), Diagnostic> {
        let text = read(&self.root, asked.path).map_err(|(code, why)| {
            code.at(named(), why).label("named here").help("the paths of templates start from the book's root")
        })?;
        let main = Source::new(asked.path, text);
        let refused = |name: &str| read(&self.root, name).err().map(|(_, why)| why);
        let written = self.run(asked, &main).map_err(|error| errors::diagnostic(&error, &main, &refused))?;
        if self.target == Target::Html {
            block::check(&written, &main)?;
            let anchors = asked.list.anchors.iter().flatten().map(String::as_str);
            let body = block::with_anchors(&block::without_blank_lines(&written), anchors);
            return Ok((html::section(asked.context, asked.list, asked.look, &body), None));
        }
        let written = written.replace("\r\n", "\n");
        let written = written.trim();
        Ok(match user_markdown::first_html(written) {
            // No code block may come out for tests.
            _ if self.target == Target::Test => (user_markdown::markdown(written, false).trim().to_owned(), None),
            None => (written.to_owned(), None),
            // Data in it are escaped for Markdown, which HTML does not know: it becomes text.
            Some(html) => {
                (user_markdown::markdown(written, true).trim().to_owned(), Some(errors::stray_html(html, &main)))
            }
        })
    }

    fn run(&self, asked: &TemplateInput<'_>, main: &Source) -> Result<String, Error> {
        let template = self.environment.get_template(asked.path)?;
        values::check_names(&template, &main.text)?;
        let values = values(asked.context, asked.library, asked.list, asked.look);
        let mut written = Bounded::default();
        let rendered = template.render_captured_to(values, &mut written).map(|_| ());
        if written.full {
            return Err(Error::from(ErrorKind::OutOfFuel));
        }
        rendered?;
        // MiniJinja writes nothing but strings.
        Ok(String::from_utf8_lossy(&written.bytes).into_owned())
    }
}

/// The text of a template, or why it cannot be had.
fn read(root: &Path, name: &str) -> Result<String, (Code, String)> {
    let path = Path::new(name);
    // A template is part of the book: unlike data, it may not be fetched from outside, whatever its path says.
    let climbs = path.components().any(|part| part == Component::ParentDir);
    match files::read(root, path) {
        _ if climbs => Err((Code::MissingFile, format!("`{name}` lies outside the book"))),
        Ok(text) if text.len() > LARGEST => Err((Code::MissingFile, format!("`{name}` is larger than 1 MiB"))),
        Ok(text) => Ok(text),
        Err(FileError::NotUtf8 { .. }) => Err((Code::NotUtf8, format!("`{name}` is not UTF-8"))),
        Err(FileError::Folder) => Err((Code::MissingFile, format!("`{name}` is a folder"))),
        Err(FileError::Outside) => Err((Code::MissingFile, format!("`{name}` lies outside the book"))),
        Err(FileError::TooLarge) => Err((Code::MissingFile, format!("`{name}` is larger than 1 MiB"))),
        Err(FileError::Io(error)) => Err((Code::MissingFile, format!("`{name}` cannot be read: {error}"))),
        Err(FileError::Missing | FileError::BadGlob(_)) => Err((Code::MissingFile, format!("no template `{name}`"))),
    }
}

/// The text as it may stand in the output.
fn escaped(text: &str, target: Target) -> String {
    let mut out = String::with_capacity(text.len());
    if target == Target::Html {
        escape::html(text, &mut out);
        return out;
    }
    // It may stand where a line begins, which only the template knows.
    if text.starts_with(char::is_whitespace) {
        out.push(' ');
    }
    escape::markdown_line_start(text, &mut out);
    if out.ends_with('!') {
        // Before a link it would make an image of it.
        out.insert(out.len() - 1, '\\');
    }
    out
}

/// Text that has been made ready for the output.
fn ready(text: String) -> Value {
    Value::from_safe_string(text)
}

/// Output up to the most that a list may be.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > LONGEST {
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

    /// Data that tries what data may try.
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

    /// Pieces that templates may be made of, careless ones among them.
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

    fn rendered(template: &str, target: Target) -> Result<String, Diagnostic> {
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
            target,
            styles: &styles,
            citations: &citations,
            plan: &plan,
            chapter: 0,
            newest: None,
            kept: None,
        };
        let look = RenderOptions::of(&directive, &config);
        let asked = TemplateInput { context, library, list: &list, look: &look, path: "t.jinja" };
        let templates = Templates::new(folder.path(), &config, 2, target);
        templates.list(&asked, || Place::Configuration).map(|(text, _)| text)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_a_template_does_its_html_is_one_whole_block_and_nothing_runs(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..10)
        ) {
            let Ok(html) = rendered(&pieces.concat(), Target::Html) else { return Ok(()) };
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
        fn whatever_a_template_does_its_markdown_holds_no_html(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..10)
        ) {
            for target in [Target::Markdown, Target::Test] {
                let Ok(text) = rendered(&pieces.concat(), target) else { return Ok(()) };
                prop_assert!(user_markdown::first_html(&text).is_none(), "{}", text);
            }
        }
    }
}
