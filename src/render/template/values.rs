//! What a template sees, and `list --format json` prints: the papers, their groups, the list and the labels.
//!
//! A value that a paper does not have is undefined and prints as nothing; a name that nothing has is an error.

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
use crate::render::{Context, RenderOptions, Target, blocks, html, translation};
use crate::url;

/// The names that a template begins with.
pub const VALUES: &[&str] = &["format", "language", "title", "categories", "papers", "groups", "options", "labels"];

/// What a paper has here besides the fields of [`Field`].
pub const ENTRY_VALUES: &[&str] = &["number", "anchor", "url", "backlinks"];

/// What a group has.
pub const GROUP_VALUES: &[&str] = &["field", "value", "title", "id", "papers", "groups"];

/// Names that MiniJinja itself gives a meaning, now and then.
const ITS_OWN: &[&str] = &["loop", "self", "super", "caller", "varargs", "kwargs", "range", "dict", "namespace"];

/// The values of a list.
pub fn values(context: Context<'_>, library: &Arc<Library>, list: &PlannedList, look: &RenderOptions<'_>) -> Value {
    let entries: Vec<Value> = (0..list.listing.papers.len())
        .map(|at| Value::from_object(Entry::of(context, library, list, at, look)))
        .collect();
    let titles: Vec<_> = list
        .listing
        .categories
        .iter()
        .map(|&category| translation::category_title(&library.categories[category], look.lang))
        .collect();
    let title =
        if titles.is_empty() { labels::label(context.config, "list", None).to_owned() } else { titles.join(", ") };
    let mut ids = list.headings.iter();
    let groups = groups(context, &list.listing.groups, &entries, look, &mut ids);
    let values = vec![
        ("format", Value::from(if context.target == Target::Html { "html" } else { "markdown" })),
        ("language", Value::from(context.config.language.as_str())),
        ("title", Value::from(title)),
        ("categories", categories(library, list, look)),
        ("papers", Value::from(entries)),
        ("groups", groups),
        ("options", options(look)),
        ("labels", labels(context)),
    ];
    Value::from_object(Names { what: "value", values })
}

/// Refuses names in a template that nothing gives a value, also where it does not come to them.
pub(super) fn check_names(template: &Template<'_, '_>, text: &str) -> Result<(), Error> {
    let undeclared: HashSet<String> = template.undeclared_variables(false);
    let known = |name: &str| VALUES.contains(&name) || ITS_OWN.contains(&name);
    let mut unknown: Vec<_> = undeclared.iter().filter(|name| !known(name)).collect();
    // Those that stand first are told first.
    unknown.sort_by_key(|name| (text.find(name.as_str()), name.len()));
    unknown.first().map_or(Ok(()), |name| Err(no_such("value", name, VALUES.iter().copied())))
}

/// An error that names what may have been meant.
fn no_such<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Error {
    let help = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    // The fact and the help, taken apart again where they are told.
    Error::new(ErrorKind::UndefinedError, format!("no {what} `{name}`\n{help}"))
}

fn categories(library: &Library, list: &PlannedList, look: &RenderOptions<'_>) -> Value {
    let one = |&category: &usize| {
        let category = &library.categories[category];
        let values = vec![
            ("id", Value::from(category.id.as_str())),
            ("title", Value::from(translation::category_title(category, look.lang))),
            ("intro", category.intro.as_deref().map_or(Value::UNDEFINED, Value::from)),
        ];
        Value::from_object(Names { what: "value of a category", values })
    };
    list.listing.categories.iter().map(one).collect()
}

fn groups<'l>(
    context: Context<'_>,
    of: &[Group],
    entries: &[Value],
    look: &RenderOptions<'_>,
    ids: &mut impl Iterator<Item = &'l String>,
) -> Value {
    let mut groups = Vec::with_capacity(of.len());
    for group in of {
        // The plan gives every group an id, in this order.
        let id = ids.next().map_or("", String::as_str);
        let inner = self::groups(context, &group.groups, entries, look, ids);
        let value = match &group.value {
            None => Value::UNDEFINED,
            Some(GroupValue::DatePart(part)) => Value::from(*part),
            Some(shared) => Value::from(shared.name(context.library)),
        };
        let values = vec![
            ("field", Value::from(group.field.group_name())),
            ("value", value),
            ("title", Value::from(blocks::words(context, group, look))),
            ("id", Value::from(id)),
            ("papers", entries[group.papers.clone()].iter().cloned().collect()),
            ("groups", inner),
        ];
        groups.push(Value::from_object(Names { what: "value of a group", values }));
    }
    Value::from(groups)
}

fn options(look: &RenderOptions<'_>) -> Value {
    let lang: Option<&str> = look.lang.map(Into::into);
    let values = vec![
        ("notes", Value::from(look.notes)),
        ("summaries", Value::from(look.summaries)),
        ("abstracts", Value::from(look.abstracts)),
        ("intro", Value::from(look.intro)),
        ("filter", Value::from(look.filter)),
        ("heading", Value::from(look.heading)),
        ("lang", lang.map_or(Value::UNDEFINED, Value::from)),
        ("fields", look.fields.iter().map(|field| field.template_name()).collect()),
    ];
    Value::from_object(Names { what: "option", values })
}

fn labels(context: Context<'_>) -> Value {
    let named = label_names().map(|name| (name, Value::from(labels::label(context.config, name, None))));
    Value::from_object(Labels(named.collect()))
}

/// Values by name, of which others are errors.
#[derive(Debug)]
struct Names {
    what: &'static str,
    values: Vec<(&'static str, Value)>,
}

impl Object for Names {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match self.values.iter().find(|(name, _)| *name == key) {
            Some((_, value)) => (!value.is_undefined()).then(|| value.clone()),
            None if ITS_OWN.contains(&key) => None,
            None => Some(no_such(self.what, key, self.values.iter().map(|(name, _)| *name)).into()),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let present = self.values.iter().filter(|(_, value)| !value.is_undefined());
        Enumerator::Values(present.map(|(name, _)| Value::from(*name)).collect())
    }
}

/// Our own words, by their names with `_` for `-`.
#[derive(Debug)]
struct Labels(Vec<(&'static str, Value)>);

impl Object for Labels {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?.replace('-', "_");
        let found = self.0.iter().find(|(name, _)| name.replace('-', "_") == key);
        Some(match found {
            Some((_, value)) => value.clone(),
            None => no_such("label", &key, self.0.iter().map(|(name, _)| *name)).into(),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Value::from(name.replace('-', "_"))).collect())
    }
}

/// A paper in its place in the list.
#[derive(Debug)]
struct Entry {
    library: Arc<Library>,
    paper: usize,
    fields: Value,
    number: Option<usize>,
    anchor: Option<String>,
    backlinks: String,
    lang: Option<Lang>,
}

impl Entry {
    fn of(
        context: Context<'_>,
        library: &Arc<Library>,
        list: &PlannedList,
        at: usize,
        look: &RenderOptions<'_>,
    ) -> Self {
        let paper = list.listing.papers[at];
        let anchor = list.anchors.get(at).cloned().flatten();
        let number = list.numbers.get(at).copied().or(list.first.map(|first| first + at));
        let mut backlinks = String::new();
        let is_canonical = anchor.as_deref().is_some_and(|anchor| context.is_canonical(paper, anchor));
        if context.target == Target::Html && (list.is_references || is_canonical) {
            html::backlinks(context, paper, &mut backlinks);
        }
        let fields = paper_value(library, paper);
        Self { library: Arc::clone(library), paper, fields, number, anchor, backlinks, lang: look.lang }
    }

    fn paper(&self) -> &Paper {
        &self.library.papers[self.paper]
    }
}

impl Object for Entry {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let paper = self.paper();
        match key {
            "number" => self.number.map(Value::from),
            "anchor" => self.anchor.as_deref().map(Value::from),
            "url" => paper.shown_links().iter().find_map(|link| Some(Value::from(url::safe(&link.url)?.as_ref()))),
            "backlinks" => (!self.backlinks.is_empty()).then(|| super::ready(self.backlinks.trim_end().to_owned())),
            key => match Field::named(key, Role::Template) {
                Some(field) if field.translation().is_some() => {
                    let text = translation::texts(paper, field, self.lang).next();
                    text.map(|text| Value::from(text.text))
                }
                Some(_) => self.fields.get_attr(key).ok().filter(|value| !value.is_undefined()),
                None => Some(no_such("field", key, names()).into()),
            },
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let present = names().filter(|name| self.get_value_by_str(name).is_some());
        Enumerator::Values(present.map(Value::from).collect())
    }
}

/// The names of everything that an entry has.
fn names() -> impl Iterator<Item = &'static str> + Clone {
    Field::ALL.iter().map(|field| field.template_name()).chain(ENTRY_VALUES.iter().copied())
}
