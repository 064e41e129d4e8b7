//! The papers as JSON: the very values that a template sees, and on request what became of the others.

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Answer, written};
use crate::citation_states::CitationStates;
use crate::plan::{self, Plan};
use crate::render::template::values;
use crate::render::{Context, RenderOptions, Target};
use crate::styles::Styles;

/// What is printed.
#[derive(Serialize)]
struct Answered<S> {
    #[serde(flatten)]
    seen: S,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Value>,
}

/// The answer as JSON.
pub(super) fn text(answer: &Answer<'_>, why: bool) -> Result<String> {
    let library = answer.query.library();
    let look = RenderOptions::of(answer.directive, answer.config);
    let list = plan::plan_single(library, answer.trace.listing.clone(), answer.directive, look.style.is_numbered());
    let plan = Plan::default();
    let (styles, citations) = (Styles::default(), CitationStates::default());
    let context = Context {
        library,
        config: answer.config,
        target: Target::Html,
        styles: &styles,
        citations: &citations,
        plan: &plan,
        chapter: 0,
        newest: None,
        kept: None,
    };
    let answered = Answered { seen: values(context, library, &list, &look), why: why.then(|| self::why(answer)) };
    let mut text = serde_json::to_string_pretty(&answered).context("the papers cannot be written as JSON")?;
    text.push('\n');
    Ok(text)
}

fn why(answer: &Answer<'_>) -> Value {
    let key = |paper: usize| answer.query.library().papers.key(paper);
    let filters = &answer.directive.options.filters;
    let filter = |nth: &usize| written(answer, filters[*nth].value.name(), filters[*nth].span);
    let dropped = answer.trace.dropped.iter().map(
        |dropped| json!({ "key": key(dropped.paper), "by": dropped.filters.iter().map(filter).collect::<Vec<_>>() }),
    );
    let cut = answer.trace.cut.iter().map(|&paper| key(paper));
    json!({ "dropped": dropped.collect::<Vec<_>>(), "cut": cut.collect::<Vec<_>>() })
}
