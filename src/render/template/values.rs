//! The values of a template, also printed by `list --format json`: papers, groups, the listing and labels.
//!
//! A field that a paper does not have is undefined and prints as nothing. An unknown name is an error.

use std::collections::HashSet;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, Value};
use minijinja::{Error, ErrorKind, Template};

use crate::diagnostic::nearest;
use crate::labels;
use crate::language::label_names;
use crate::library::Library;
use crate::options::Lang;
use crate::paper::{Field, Paper, Role};
use crate::plan::PlannedList;
use crate::query::{Group, GroupValue, paper_value};
use crate::render::{Context, RenderOptions, Renderer, blocks, html, translation};
use crate::url;

/// The global names of a template.
pub const VALUES: &[&str] = &["format", "language", "title", "categories", "papers", "groups", "options", "labels"];

/// The values of an entry in addition to [`Field`].
pub const ENTRY_VALUES: &[&str] = &["number", "anchor", "url", "backlinks"];

/// The values of a group.
pub const GROUP_VALUES: &[&str] = &["field", "value", "title", "id", "papers", "groups"];

/// Names that MiniJinja defines in some contexts.
const MINIJINJA_NAMES: &[&str] =
    &["loop", "self", "super", "caller", "varargs", "kwargs", "range", "dict", "namespace"];

/// Returns the values of a listing.
pub fn values(
    context: Context<'_>,
    library: &Arc<Library>,
    list: &PlannedList,
    render_options: &RenderOptions<'_>,
) -> Value {
    let entries: Vec<Value> = (0..list.listing.papers.len())
        .map(|at| Value::from_object(EntryValue::of(context, library, list, at, render_options)))
        .collect();
    let titles: Vec<_> = list
        .listing
        .categories
        .iter()
        .map(|&category| translation::category_title(&library.categories[category], render_options.lang))
        .collect();
    let title =
        if titles.is_empty() { labels::label(context.config, "list", None).to_owned() } else { titles.join(", ") };
    let mut ids = list.headings.iter();
    let groups = groups(context, &list.listing.groups, &entries, render_options, &mut ids);
    let values = vec![
        ("format", Value::from(if context.renderer == Renderer::Html { "html" } else { "markdown" })),
        ("language", Value::from(context.config.language.as_str())),
        ("title", Value::from(title)),
        ("categories", categories(library, list, render_options)),
        ("papers", Value::from(entries)),
        ("groups", groups),
        ("options", options(render_options)),
        ("labels", labels(context)),
    ];
    Value::from_object(NamedValues { what: "value", values })
}

/// Returns an error for the first unknown global name in a template, including branches that do not run.
pub(super) fn check_names(template: &Template<'_, '_>, text: &str) -> Result<(), Error> {
    let undeclared: HashSet<String> = template.undeclared_variables(false);
    let known = |name: &str| VALUES.contains(&name) || MINIJINJA_NAMES.contains(&name);
    let mut unknown: Vec<_> = undeclared.iter().filter(|name| !known(name)).collect();
    // Report the name that comes first in the text.
    unknown.sort_by_key(|name| (text.find(name.as_str()), name.len()));
    unknown.first().map_or(Ok(()), |name| Err(unknown_name_error("value", name, VALUES.iter().copied())))
}

/// Returns an error with a suggestion.
fn unknown_name_error<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Error {
    let help = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    // [`super::errors`] splits the message and the help at the line break.
    Error::new(ErrorKind::UndefinedError, format!("no {what} `{name}`\n{help}"))
}

fn categories(library: &Library, list: &PlannedList, render_options: &RenderOptions<'_>) -> Value {
    let one = |&category: &usize| {
        let category = &library.categories[category];
        let values = vec![
            ("id", Value::from(category.id.as_str())),
            ("title", Value::from(translation::category_title(category, render_options.lang))),
            ("intro", category.intro.as_deref().map_or(Value::UNDEFINED, Value::from)),
        ];
        Value::from_object(NamedValues { what: "value of a category", values })
    };
    list.listing.categories.iter().map(one).collect()
}

fn groups<'l>(
    context: Context<'_>,
    of: &[Group],
    entries: &[Value],
    render_options: &RenderOptions<'_>,
    ids: &mut impl Iterator<Item = &'l String>,
) -> Value {
    let mut groups = Vec::with_capacity(of.len());
    for group in of {
        // The plan assigns an id to every group in the same order.
        let id = ids.next().map_or("", String::as_str);
        let inner = self::groups(context, &group.groups, entries, render_options, ids);
        let value = match &group.value {
            None => Value::UNDEFINED,
            Some(GroupValue::DatePart(part)) => Value::from(*part),
            Some(shared) => Value::from(shared.name(context.library)),
        };
        let values = vec![
            ("field", Value::from(group.field.group_name())),
            ("value", value),
            ("title", Value::from(blocks::group_title(context, group, render_options))),
            ("id", Value::from(id)),
            ("papers", entries[group.papers.clone()].iter().cloned().collect()),
            ("groups", inner),
        ];
        groups.push(Value::from_object(NamedValues { what: "value of a group", values }));
    }
    Value::from(groups)
}

fn options(render_options: &RenderOptions<'_>) -> Value {
    let lang: Option<&str> = render_options.lang.map(Into::into);
    let values = vec![
        ("notes", Value::from(render_options.notes)),
        ("summaries", Value::from(render_options.summaries)),
        ("abstracts", Value::from(render_options.abstracts)),
        ("intro", Value::from(render_options.intro)),
        ("filter", Value::from(render_options.filter)),
        ("heading", Value::from(render_options.heading)),
        ("lang", lang.map_or(Value::UNDEFINED, Value::from)),
        ("fields", render_options.fields.iter().map(|field| field.template_name()).collect()),
    ];
    Value::from_object(NamedValues { what: "option", values })
}

fn labels(context: Context<'_>) -> Value {
    let named = label_names().map(|name| (name, Value::from(labels::label(context.config, name, None))));
    Value::from_object(LabelValues(named.collect()))
}

/// A map of values in which a lookup of any other name is an error.
#[derive(Debug)]
struct NamedValues {
    what: &'static str,
    values: Vec<(&'static str, Value)>,
}

impl Object for NamedValues {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match self.values.iter().find(|(name, _)| *name == key) {
            Some((_, value)) => (!value.is_undefined()).then(|| value.clone()),
            None if MINIJINJA_NAMES.contains(&key) => None,
            None => Some(unknown_name_error(self.what, key, self.values.iter().map(|(name, _)| *name)).into()),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let present = self.values.iter().filter(|(_, value)| !value.is_undefined());
        Enumerator::Values(present.map(|(name, _)| Value::from(*name)).collect())
    }
}

/// The labels, by their names with `_` for `-`.
#[derive(Debug)]
struct LabelValues(Vec<(&'static str, Value)>);

impl Object for LabelValues {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?.replace('-', "_");
        let label = self.0.iter().find(|(name, _)| name.replace('-', "_") == key);
        Some(match label {
            Some((_, value)) => value.clone(),
            None => unknown_name_error("label", &key, self.0.iter().map(|(name, _)| *name)).into(),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Value::from(name.replace('-', "_"))).collect())
    }
}

/// A paper at a position of the listing.
#[derive(Debug)]
struct EntryValue {
    library: Arc<Library>,
    paper: usize,
    fields: Value,
    number: Option<usize>,
    anchor: Option<String>,
    backlinks: String,
    lang: Option<Lang>,
}

impl EntryValue {
    fn of(
        context: Context<'_>,
        library: &Arc<Library>,
        list: &PlannedList,
        at: usize,
        render_options: &RenderOptions<'_>,
    ) -> Self {
        let paper = list.listing.papers[at];
        let anchor = list.anchors.get(at).cloned().flatten();
        let number = list.numbers.get(at).copied().or(list.first.map(|first| first + at));
        let mut backlinks = String::new();
        let is_canonical = anchor.as_deref().is_some_and(|anchor| context.is_canonical(paper, anchor));
        if context.renderer == Renderer::Html && (list.is_references || is_canonical) {
            let places = html::CitingPlaces::of(context, list, paper, render_options.cited_in);
            html::backlinks(context, places, &mut backlinks);
        }
        let fields = paper_value(library, paper);
        Self { library: Arc::clone(library), paper, fields, number, anchor, backlinks, lang: render_options.lang }
    }

    fn paper(&self) -> &Paper {
        &self.library.papers[self.paper]
    }
}

impl Object for EntryValue {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let paper = self.paper();
        match key {
            "number" => self.number.map(Value::from),
            "anchor" => self.anchor.as_deref().map(Value::from),
            "url" => paper.shown_links().iter().find_map(|link| Some(Value::from(url::safe(&link.url)?.as_ref()))),
            "backlinks" => {
                (!self.backlinks.is_empty()).then(|| super::safe_value(self.backlinks.trim_end().to_owned()))
            }
            key => match Field::named(key, Role::Template) {
                Some(field) if field.translation().is_some() => {
                    let text = translation::texts(paper, field, self.lang).next();
                    text.map(|text| Value::from(text.text))
                }
                Some(_) => self.fields.get_attr(key).ok().filter(|value| !value.is_undefined()),
                None => Some(unknown_name_error("field", key, entry_value_names()).into()),
            },
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let present = entry_value_names().filter(|name| self.get_value_by_str(name).is_some());
        Enumerator::Values(present.map(Value::from).collect())
    }
}

/// Returns the names of all values of an entry.
fn entry_value_names() -> impl Iterator<Item = &'static str> + Clone {
    Field::ALL.iter().map(|field| field.template_name()).chain(ENTRY_VALUES.iter().copied())
}
