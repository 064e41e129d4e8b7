//! mdBook's JSON, both generations: `[context, book]` in, the book out.
//!
//! The book is never taken apart and put together again: the texts of changed chapters are put in place of the old
//! ones, by range, and everything else goes back byte for byte, fields and items we do not know included.

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

use crate::config;
use crate::diagnostic::Diagnostic;
use crate::directive::may_hold_directives;
use crate::expand::{self, Chapter, Page, expand};
use crate::source::Span;

mod json;
mod ordered_output;
mod rewrite;

pub use rewrite::Rewritten;

/// The versions of mdBook whose protocol is known.
const KNOWN: &str = ">=0.4.0, <0.6.0";

/// What a run gives.
#[derive(Debug)]
pub struct Outcome<'i> {
    /// The book; none where an error stands against publishing it.
    pub book: Option<Rewritten<'i>>,
    /// What was found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Runs the preprocessor on what mdBook wrote to its standard input.
///
/// # Errors
/// Input that is not JSON, or a book in a shape that no known version of mdBook sends.
pub fn run(input: &str) -> Result<Outcome<'_>> {
    let (context, raw): (Context<'_>, &RawValue) =
        serde_json::from_str(input).context("standard input is not the JSON that mdBook sends to a preprocessor")?;
    note_version(&context.mdbook_version);
    let book: Book<'_> = serde_json::from_str(raw.get()).with_context(|| unknown_shape(&context))?;
    let ((Some(items), _) | (None, Some(items))) = (&book.items, &book.sections) else {
        bail!("{}: it has neither `items` nor `sections`", unknown_shape(&context));
    };

    let mut found = Vec::new();
    collect(items, &mut found);
    let pages = found.iter().filter_map(|chapter| chapter.path.clone()).collect::<Vec<_>>();
    let syntaxes = config::syntaxes(&context.config);
    let matters = |content: &RawValue| {
        let raw = content.get().as_bytes();
        may_hold_directives(raw) || syntaxes.may_be_in(raw)
    };
    found.retain(|chapter| chapter.content.is_some_and(matters));
    let chapters = found.par_iter().map(|chapter| decode(chapter)).collect::<Result<_>>()?;
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
    let place = |index: usize| {
        let written = found[index].content.map_or("", RawValue::get);
        let start = written.as_ptr().addr() - raw.get().as_ptr().addr();
        (Span::new(start, start + written.len()), index)
    };
    let places = expansion.changed().into_iter().map(place).collect();
    let page = expansion.page().map(|page| added(raw, &page)).transpose()?;
    Ok(Outcome { book: Some(Rewritten { raw: raw.get(), expansion, places, page }), diagnostics })
}

/// A page after the last item of a book; what follows the items in its JSON is not ours to know, but stays behind them.
fn added(raw: &RawValue, page: &Page) -> Result<(Span, String)> {
    #[derive(Deserialize)]
    struct Items<'i> {
        #[serde(borrow)]
        items: Option<&'i RawValue>,
        #[serde(borrow)]
        sections: Option<&'i RawValue>,
    }
    let Items { items, sections } = serde_json::from_str(raw.get()).context("the book has lost its items")?;
    let list = items.or(sections).map_or("", RawValue::get);
    let end = list.as_ptr().addr() - raw.get().as_ptr().addr() + list.len() - "]".len();
    let comma = if list[1..].trim_start().starts_with(']') { "" } else { "," };
    let item = json!({ "Chapter": {
        "name": page.name, "content": page.content, "number": null, "sub_items": [],
        "path": page.path, "source_path": null, "parent_names": [],
    } });
    Ok((Span::new(end, end), format!("{comma}{item}")))
}

fn unknown_shape(context: &Context<'_>) -> String {
    format!(
        "mdBook {} sends a book in a shape that mdbook-papers {} does not know",
        context.mdbook_version,
        env!("CARGO_PKG_VERSION")
    )
}

fn note_version(version: &str) {
    let known = VersionReq::parse(KNOWN).ok();
    let parsed = Version::parse(version).ok();
    if !known.zip(parsed).is_some_and(|(known, version)| known.matches(&version)) {
        tracing::debug!("mdBook {version} is not known to mdbook-papers {}", env!("CARGO_PKG_VERSION"));
    }
}

/// The chapters of a book, each before its children.
fn collect<'b, 'i>(items: &'b [Item<'i>], into: &mut Vec<&'b RawChapter<'i>>) {
    for item in items {
        if let Item::Chapter(chapter) = item {
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

/// The first half of the input.
#[derive(Deserialize)]
struct Context<'i> {
    #[serde(borrow)]
    root: Cow<'i, str>,
    config: Value,
    #[serde(borrow)]
    renderer: Cow<'i, str>,
    #[serde(borrow)]
    mdbook_version: Cow<'i, str>,
}

/// The second half: `items` since 0.5, `sections` before.
#[derive(Deserialize)]
struct Book<'i> {
    #[serde(borrow)]
    items: Option<Vec<Item<'i>>>,
    #[serde(borrow)]
    sections: Option<Vec<Item<'i>>>,
}

/// `{"Chapter": {…}}`, `{"PartTitle": "…"}`, `"Separator"`, or something a later version adds.
enum Item<'i> {
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
    sub_items: Vec<Item<'i>>,
    #[serde(default)]
    path: Option<PathBuf>,
    #[serde(default)]
    source_path: Option<PathBuf>,
}

impl<'de: 'i, 'i> Deserialize<'de> for Item<'i> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item of a book")
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Item::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Item::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut item = Item::Other;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == "Chapter" {
                item = Item::Chapter(map.next_value()?);
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
        let outcome = run(&message).expect("the message is right");
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
        assert_eq!(outcome.book.unwrap().to_json(), book);
    }

    #[test]
    fn everything_unknown_goes_back_as_it_came() {
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
    fn a_page_goes_after_the_last_item() {
        #[track_caller]
        fn check(config: &Value, book: &str, before: &str, after: &str) {
            let input = message(book).replace("\"config\":{}", &format!("\"config\":{config}"));
            let made = run(&input).unwrap().book.unwrap().to_json();
            assert!(made.starts_with(before) && made.ends_with(after), "{made}");
            let value: Value = serde_json::from_str(&made).unwrap();
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
    fn input_that_is_no_book_says_so() {
        #[track_caller]
        fn check(input: &str, expect: &str) {
            let error = run(input).expect_err("the input is wrong");
            assert_eq!(format!("{error:#}"), expect);
        }
        check(
            "[{\"root\":",
            "standard input is not the JSON that mdBook sends to a preprocessor: EOF while parsing a value at line 1 column 9",
        );
        check(
            &message(r#"{"chapters":[]}"#),
            concat!(
                "mdBook 0.5.4 sends a book in a shape that mdbook-papers ",
                env!("CARGO_PKG_VERSION"),
                " does not know: it has neither `items` nor `sections`"
            ),
        );
        check(
            &message(r#"{"items":[7]}"#),
            concat!(
                "mdBook 0.5.4 sends a book in a shape that mdbook-papers ",
                env!("CARGO_PKG_VERSION"),
                " does not know: invalid type: integer `7`, expected an item of a book at line 1 column 11"
            ),
        );
    }
}
