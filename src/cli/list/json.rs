//! The papers as JSON: the values that expressions and templates see.

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Answer, written};
use crate::query::{Group, Listing, Shared, paper_value};

/// What is printed.
#[derive(Serialize)]
struct Answered<P> {
    papers: Vec<P>,
    /// The selected categories, by id.
    categories: Vec<String>,
    groups: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Value>,
}

/// The answer as JSON.
pub(super) fn text(answer: &Answer<'_>, why: bool) -> Result<String> {
    let listing = &answer.trace.listing;
    let library = answer.query.library();
    let answered = Answered {
        papers: listing.papers.iter().map(|&paper| paper_value(library, paper)).collect(),
        categories: listing.categories.iter().map(|&category| library.categories[category].id.clone()).collect(),
        groups: groups(answer, listing, &listing.groups),
        why: why.then(|| self::why(answer)),
    };
    let mut text = serde_json::to_string_pretty(&answered).context("the papers cannot be written as JSON")?;
    text.push('\n');
    Ok(text)
}

/// Groups with the keys of their papers.
fn groups(answer: &Answer<'_>, listing: &Listing, groups: &[Group]) -> Vec<Value> {
    let library = answer.query.library();
    let one = |group: &Group| {
        let shared = group.shared.as_ref().map(|shared| match shared {
            Shared::Author(person) => Value::from(person.to_string()),
            Shared::Category(category) => Value::from(library.categories[*category].id.as_str()),
            Shared::Status(status) => Value::from(status.as_str()),
            Shared::Tag(name) | Shared::Type(name) | Shared::Venue(name) => Value::from(name.as_str()),
            Shared::Year(year) => Value::from(*year),
        });
        let keys = listing.papers[group.papers.clone()].iter().map(|&paper| library.papers.key(paper));
        json!({ "field": group.field, "value": shared, "keys": keys.collect::<Vec<_>>(),
            "groups": self::groups(answer, listing, &group.groups) })
    };
    groups.iter().map(one).collect()
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
