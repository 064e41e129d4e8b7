//! mdBook's preprocessor protocol, versions 0.4 and 0.5: JSON `[context, book]` in, the book out.
//!
//! Only the texts of changed chapters are replaced, by their range in the input. Everything else is written back byte for byte,
//! including fields and items that this version does not know.
//!
//! ```
//! let book = r##"{"items":[{"Chapter":{"name":"A","content":"# A\n\n<<#papers-count>> papers","path":"a.md","sub_items":[]}}]}"##;
//! let config = r#"{"preprocessor":{"papers":{"data":[]}}}"#;
//! let input = format!(r#"[{{"root":".","config":{config},"renderer":"html","mdbook_version":"0.5.4"}},{book}]"#);
//!
//! let outcome = mdbook_papers::protocol::run(&input)?;
//! assert!(outcome.diagnostics.is_empty());
//! let book = outcome.book.map(|book| book.to_json()).unwrap_or_default();
//! assert!(book.contains("0 papers"));
//! # Ok::<(), anyhow::Error>(())
//! ```

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use semver::{Version, VersionReq};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::expand::{self, Chapter, Page, expand};
use crate::source::Span;

mod ordered_output;
mod rewrite;

pub use rewrite::RewrittenBook;

/// The supported versions of mdBook.
const SUPPORTED_MDBOOK: &str = ">=0.4.0, <0.6.0";

/// The result of a run.
#[derive(Debug)]
pub struct Outcome<'i> {
    /// The rewritten book, or `None` if there are errors and `on-error` is `fail`.
    pub book: Option<RewrittenBook<'i>>,
    /// The diagnostics, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Runs the preprocessor on the JSON that mdBook writes to its standard input.
///
/// Errors in the book or its data are diagnostics of the outcome.
///
/// # Errors
/// The input is not JSON, or not a book of a supported version of mdBook.
pub fn run(input: &str) -> Result<Outcome<'_>> {
    let (context, raw): (RawContext<'_>, &RawValue) =
        serde_json::from_str(input).context("standard input is not the JSON that mdBook sends to a preprocessor")?;
    check_version(&context.mdbook_version);
    let book: RawBook<'_> = serde_json::from_str(raw.get()).with_context(|| unsupported_book(&context))?;
    let ((Some(items), _) | (None, Some(items))) = (&book.items, &book.sections) else {
        bail!("{}: it has neither `items` nor `sections`", unsupported_book(&context));
    };

    let mut raw_chapters = Vec::new();
    collect(items, &mut raw_chapters);
    let pages = raw_chapters.iter().filter_map(|chapter| chapter.path.clone()).collect::<Vec<_>>();
    let may_change = expand::may_change(&context.config, &context.renderer);
    raw_chapters.retain(|chapter| chapter.content.is_some_and(|content| may_change(content.get().as_bytes())));
    let chapters = raw_chapters.par_iter().map(|chapter| decode(chapter)).collect::<Result<_>>()?;
    let mut expansion = expand(expand::Book {
        root: Path::new(context.root.as_ref()),
        renderer: &context.renderer,
        config: &context.config,
        chapters,
        pages: pages.iter().map(PathBuf::as_path).collect(),
    });

    let diagnostics = std::mem::take(&mut expansion.diagnostics);
    if expansion.failed {
        return Ok(Outcome { book: None, diagnostics });
    }
    let changed_text = |index: usize| {
        let json = raw_chapters[index].content.map_or("", RawValue::get);
        let start = json.as_ptr().addr() - raw.get().as_ptr().addr();
        (Span::new(start, start + json.len()), index)
    };
    let replacements = expansion.changed().into_iter().map(changed_text).collect();
    let pages = page_items(raw, &expansion.pages())?;
    Ok(Outcome { book: Some(RewrittenBook { raw: raw.get(), expansion, changes: replacements, pages }), diagnostics })
}

/// Returns the JSON of pages that are appended to the items of a book, and its position; `None` if there are none.
fn page_items(raw: &RawValue, pages: &[Page]) -> Result<Option<(Span, String)>> {
    #[derive(Deserialize)]
    struct Items<'i> {
        #[serde(borrow)]
        items: Option<&'i RawValue>,
        #[serde(borrow)]
        sections: Option<&'i RawValue>,
    }
    if pages.is_empty() {
        return Ok(None);
    }
    let Items { items, sections } = serde_json::from_str(raw.get()).context("the book has no items")?;
    let list = items.or(sections).map_or("", RawValue::get);
    let end = list.as_ptr().addr() - raw.get().as_ptr().addr() + list.len() - "]".len();
    let comma = if list[1..].trim_start().starts_with(']') { "" } else { "," };
    let item = |page: &Page| {
        let item = json!({ "Chapter": {
            "name": page.name, "content": page.content, "number": null, "sub_items": [],
            "path": page.path, "source_path": null, "parent_names": [],
        } });
        item.to_string()
    };
    let added = pages.iter().map(item).collect::<Vec<_>>().join(",");
    Ok(Some((Span::new(end, end), format!("{comma}{added}"))))
}

fn unsupported_book(context: &RawContext<'_>) -> String {
    format!(
        "mdBook {} sends a book that mdbook-papers {} cannot read",
        context.mdbook_version,
        env!("CARGO_PKG_VERSION")
    )
}

/// Warns if this version of mdBook is not supported.
fn check_version(version: &str) {
    let supported = VersionReq::parse(SUPPORTED_MDBOOK).ok();
    let parsed = Version::parse(version).ok();
    if !supported.zip(parsed).is_some_and(|(supported, version)| supported.matches(&version)) {
        tracing::warn!(
            "papers: mdbook-papers {} supports mdBook {SUPPORTED_MDBOOK}, but was called by mdBook {version}",
            env!("CARGO_PKG_VERSION")
        );
    }
}

/// Collects the chapters of a book, parents before children.
fn collect<'b, 'i>(items: &'b [RawItem<'i>], into: &mut Vec<&'b RawChapter<'i>>) {
    for item in items {
        if let RawItem::Chapter(chapter) = item {
            into.push(chapter);
            collect(&chapter.sub_items, into);
        }
    }
}

fn decode<'i>(chapter: &RawChapter<'i>) -> Result<Chapter<'i>> {
    let content = chapter.content.map_or("\"\"", RawValue::get);
    let content = serde_json::from_str::<String>(content)
        .with_context(|| format!("the text of the chapter `{}` is not a string", chapter.name))?;
    Ok(Chapter {
        name: chapter.name.clone(),
        path: chapter.path.clone(),
        source_path: chapter.source_path.clone().or_else(|| chapter.path.clone()),
        content: Cow::Owned(content),
    })
}

/// The first element of the input.
#[derive(Deserialize)]
struct RawContext<'i> {
    #[serde(borrow)]
    root: Cow<'i, str>,
    config: Value,
    #[serde(borrow)]
    renderer: Cow<'i, str>,
    #[serde(borrow)]
    mdbook_version: Cow<'i, str>,
}

/// The second element: it has `items` since mdBook 0.5, `sections` before.
#[derive(Deserialize)]
struct RawBook<'i> {
    #[serde(borrow)]
    items: Option<Vec<RawItem<'i>>>,
    #[serde(borrow)]
    sections: Option<Vec<RawItem<'i>>>,
}

/// `{"Chapter": {…}}`, `{"PartTitle": "…"}`, `"Separator"`, or an item of a later version.
enum RawItem<'i> {
    Chapter(RawChapter<'i>),
    Other,
}

#[derive(Deserialize)]
struct RawChapter<'i> {
    #[serde(borrow, default)]
    name: Cow<'i, str>,
    #[serde(borrow, default)]
    content: Option<&'i RawValue>,
    #[serde(borrow, default)]
    sub_items: Vec<RawItem<'i>>,
    #[serde(default)]
    path: Option<PathBuf>,
    #[serde(default)]
    source_path: Option<PathBuf>,
}

impl<'de: 'i, 'i> Deserialize<'de> for RawItem<'i> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = RawItem<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item of a book")
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(RawItem::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(RawItem::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut item = RawItem::Other;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == "Chapter" {
                item = RawItem::Chapter(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(book: &str) -> String {
        format!(
            "[{{\"root\":\"/nowhere\",\"config\":{{}},\"renderer\":\"html\",\"mdbook_version\":\"0.5.4\",\"new\":1}},{book}]\n"
        )
    }

    #[track_caller]
    fn unchanged(book: &str) {
        let message = message(book);
        let outcome = run(&message).expect("the input is valid");
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
        assert_eq!(outcome.book.unwrap().to_json(), book);
    }

    #[test]
    fn unknown_items_and_fields_are_unchanged() {
        unchanged(r#"{"items":[]}"#);
        unchanged(r#"{"sections":[],"__non_exhaustive":null}"#);
        unchanged(
            r##"{ "z": 1, "items": [ "Separator", {"PartTitle":"P"}, {"New":{"a":[1,2]}}, null,
               {"Chapter":{"name":"D","content":"","number":[1],"path":null,"source_path":null,"parent_names":[],"new":{"x":"\u00e9"},
               "sub_items":[{"Chapter":{"name":"E","content":"# E\nplain \u003cb> text","sub_items":[],"path":"e.md"}}]}} ] }"##,
        );
    }

    #[test]
    fn only_the_text_of_a_chapter_changes() {
        let book =
            r#"{"items":[{"Chapter":{"z":1.0,"content":"n: \u003c<#papers-count>>","name":"A","sub_items":[]}}]}"#;
        let data = serde_json::json!({ "preprocessor": { "papers": { "data": [] } } });
        let input = message(book).replace("\"config\":{}", &format!("\"config\":{data}"));
        let outcome = run(&input).unwrap();
        assert_eq!(
            outcome.book.unwrap().to_json(),
            r#"{"items":[{"Chapter":{"z":1.0,"content":"n: 0","name":"A","sub_items":[]}}]}"#
        );
    }

    #[test]
    fn only_chapters_with_dollars_are_decoded_for_formulas() {
        // A chapter that is decoded must be a string.
        let book = r#"{"items":[{"Chapter":{"name":"A","content":7}},{"Chapter":{"name":"B","content":"\\$ $x$"}}]}"#;
        let config = json!({ "preprocessor": { "papers": { "math": true } } });
        let input = message(book).replace("\"config\":{}", &format!("\"config\":{config}"));
        let outcome = run(&input).unwrap();
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
        let mathml = r#"<math class=\"papers-math\"><mi>x</mi></math>"#;
        assert_eq!(outcome.book.unwrap().to_json(), book.replace("$x$", mathml));
        let input = input.replace("\"renderer\":\"html\"", "\"renderer\":\"epub\"").replace("\"\\\\$ $x$\"", "8");
        assert_eq!(run(&input).unwrap().book.unwrap().to_json(), book.replace("\"\\\\$ $x$\"", "8"));
    }

    #[test]
    fn a_page_is_appended_after_the_last_item() {
        #[track_caller]
        fn check(config: &Value, book: &str, before: &str, after: &str) {
            let input = message(book).replace("\"config\":{}", &format!("\"config\":{config}"));
            let json = run(&input).unwrap().book.unwrap().to_json();
            assert!(json.starts_with(before) && json.ends_with(after), "{json}");
            let value: Value = serde_json::from_str(&json).unwrap();
            let items = value.get("items").or(value.get("sections")).and_then(Value::as_array).unwrap();
            let page = &items.last().unwrap()["Chapter"];
            assert_eq!((&page["name"], &page["path"]), (&json!("Bibliography"), &json!("bibliography.md")));
            assert!(page["content"].as_str().unwrap().starts_with("# Bibliography\n\n"));
        }
        let data =
            serde_json::json!({ "preprocessor": { "papers": { "bibliography": "none.bib", "on-error": "warn" } } });
        check(&data, r#"{"items":[]}"#, r#"{"items":[{"Chapter":"#, "}]}");
        check(
            &data,
            r#"{"items":[ "Separator" ],"__non_exhaustive":null}"#,
            r#"{"items":[ "Separator" ,{"Chapter":"#,
            r#"}],"__non_exhaustive":null}"#,
        );
        check(&data, r#"{"sections":["Separator"]}"#, r#"{"sections":["Separator",{"Chapter":"#, "}]}");
    }

    #[test]
    fn invalid_input_is_an_error() {
        #[track_caller]
        fn check(input: &str, expect: &str) {
            let error = run(input).expect_err("the input is invalid");
            assert_eq!(format!("{error:#}"), expect);
        }
        check(
            "[{\"root\":",
            "standard input is not the JSON that mdBook sends to a preprocessor: EOF while parsing a value at line 1 column 9",
        );
        check(
            &message(r#"{"chapters":[]}"#),
            concat!(
                "mdBook 0.5.4 sends a book that mdbook-papers ",
                env!("CARGO_PKG_VERSION"),
                " cannot read: it has neither `items` nor `sections`"
            ),
        );
        check(
            &message(r#"{"items":[7]}"#),
            concat!(
                "mdBook 0.5.4 sends a book that mdbook-papers ",
                env!("CARGO_PKG_VERSION"),
                " cannot read: invalid type: integer `7`, expected an item of a book at line 1 column 11"
            ),
        );
    }
}
