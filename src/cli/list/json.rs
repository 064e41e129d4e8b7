//! Prints a listing as JSON: the values that a template receives, and on request the excluded papers.

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::{Value, json};

use super::{ListResult, written};
use crate::citation_states::CitationStates;
use crate::plan::{self, Plan};
use crate::render::template::values;
use crate::render::{Context, RenderOptions, Renderer};
use crate::styles::Styles;

/// The output object.
#[derive(Serialize)]
struct ListOutput<S> {
    #[serde(flatten)]
    values: S,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Value>,
}

/// Renders the result as JSON.
pub(super) fn text(result: &ListResult<'_>, why: bool) -> Result<String> {
    let library = result.query.library();
    let options = RenderOptions::of(result.directive, result.config);
    let list = plan::plan_single(library, result.trace.listing.clone(), result.directive, options.style.is_numbered());
    let plan = Plan::default();
    let (styles, citations) = (Styles::default(), CitationStates::default());
    let context = Context {
        library,
        config: result.config,
        renderer: Renderer::Html,
        styles: &styles,
        citations: &citations,
        plan: &plan,
        chapter: 0,
        newest: None,
        cache: None,
    };
    let output = ListOutput { values: values(context, library, &list, &options), why: why.then(|| self::why(result)) };
    let mut text = serde_json::to_string_pretty(&output).context("the papers cannot be written as JSON")?;
    text.push('\n');
    Ok(text)
}

fn why(result: &ListResult<'_>) -> Value {
    let key = |paper: usize| result.query.library().papers.key(paper);
    let filters = &result.directive.options.filters;
    let filter = |nth: &usize| written(result, filters[*nth].value.name(), filters[*nth].span);
    let dropped = result.trace.dropped.iter().map(
        |dropped| json!({ "key": key(dropped.paper), "by": dropped.filters.iter().map(filter).collect::<Vec<_>>() }),
    );
    let cut = result.trace.cut.iter().map(|&paper| key(paper));
    json!({ "dropped": dropped.collect::<Vec<_>>(), "cut": cut.collect::<Vec<_>>() })
}
