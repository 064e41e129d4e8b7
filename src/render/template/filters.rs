//! What templates have besides MiniJinja's own filters: notes, math, names, dates and links, ready for the output.

use std::borrow::Cow;
use std::sync::Arc;

use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State};

use super::{escaped, ready};
use crate::config::Config;
use crate::language::Language;
use crate::markup::{escape, user_markdown};
use crate::paper::{Date, Link, Person};
use crate::render::lang;
use crate::render::names::Names;
use crate::render::{Target, html};
use crate::url;

/// The names of our filters.
pub const FILTERS: &[&str] = &["date", "e", "escape", "lang", "link", "markdown", "math", "names", "url"];

/// Bytes that our own filters read or write for a unit of fuel; they do more to each than MiniJinja does.
const BYTES_A_UNIT: usize = 16;

/// Adds our filters.
pub(super) fn add(environment: &mut Environment<'static>, config: &Arc<Config>, target: Target) {
    for name in ["escape", "e"] {
        environment.add_filter(name, move |value: &Value| {
            if value.is_safe() { value.clone() } else { ready(escaped(&text(value), target)) }
        });
    }
    environment.add_filter("markdown", move |state: &State, value: &Value| markdown(state, value, target));
    environment.add_filter("math", move |state: &State, value: &Value| math(state, value, target));
    environment.add_filter("link", move |value: &Value, address: Option<&Value>| link(value, address, target));
    environment.add_filter("url", move |value: &Value| address(&text(value), target));
    let own = Arc::clone(config);
    environment.add_filter("names", move |value: &Value, most: Option<usize>| names(&own, value, most));
    let own = Arc::clone(config);
    environment.add_filter("date", move |value: &Value, form: Option<&str>| date(&own, value, form));
    let own = Arc::clone(config);
    environment.add_filter("lang", move |value: &Value| {
        lang::of_text(&own, &text(value)).map_or(Value::UNDEFINED, Value::from)
    });
}

/// The words of a value; none of what is missing.
fn text(value: &Value) -> Cow<'_, str> {
    match value.as_str() {
        Some(text) => Cow::Borrowed(text),
        None if value.is_undefined() || value.is_none() => Cow::Borrowed(""),
        None => Cow::Owned(value.to_string()),
    }
}

/// Counts what is done to a text as work of the template.
fn pay(state: &State, text: &str) -> Result<(), Error> {
    state.consume_fuel(u64::try_from(text.len() / BYTES_A_UNIT).unwrap_or(u64::MAX))
}

/// Markdown from data, rendered as notes are.
fn markdown(state: &State, value: &Value, target: Target) -> Result<Value, Error> {
    let text = text(value);
    pay(state, &text)?;
    Ok(ready(match target {
        Target::Html => {
            let mut out = String::with_capacity(text.len() * 2);
            user_markdown::html(&text, "", &mut out);
            out.truncate(out.trim_end().len());
            out
        }
        Target::Markdown | Target::Pandoc | Target::Test => {
            user_markdown::markdown(&text, target != Target::Test).trim().to_owned()
        }
    }))
}

/// Words with the math among them set, where the output can hold it.
fn math(state: &State, value: &Value, target: Target) -> Result<Value, Error> {
    let text = text(value);
    pay(state, &text)?;
    Ok(ready(words(&text, target)))
}

fn words(text: &str, target: Target) -> String {
    if target != Target::Html {
        return escaped(text, target);
    }
    let mut out = String::with_capacity(text.len());
    html::words(text, &mut out);
    out
}

/// A link with its label, or any words with an address; without an address that may be followed, the words alone.
fn link(value: &Value, address: Option<&Value>, target: Target) -> Value {
    let link = value.downcast_object_ref::<Link>();
    let (words, to) = match (link, address) {
        (Some(link), None) => (Cow::Borrowed(link.label.as_str()), Cow::Borrowed(link.url.as_str())),
        (_, address) => (text(value), address.map_or(Cow::Borrowed(""), text)),
    };
    let shown = self::words(&words, target);
    match url::safe(&to) {
        Some(to) if target == Target::Html => {
            let mut out = String::from("<a href=\"");
            escape::html(&to, &mut out);
            ready(out + "\">" + &shown + "</a>")
        }
        Some(to) => {
            let mut out = format!("[{}](", shown.trim());
            escape::markdown_url(&to, &mut out);
            ready(out + ")")
        }
        // What must not be followed is shown, so that nothing is lost.
        None if link.is_some() => ready(format!("{shown}: {}", escaped(&to, target))),
        None => ready(shown),
    }
}

/// The address where it may be followed, else nothing.
fn address(written: &str, target: Target) -> Value {
    match url::safe(written) {
        Some(safe) if target == Target::Html => Value::from(safe.as_ref()),
        Some(safe) => {
            let mut out = String::with_capacity(safe.len());
            escape::markdown_url(&safe, &mut out);
            ready(out)
        }
        None => Value::from(""),
    }
}

/// People in reading order; more than `most`, or else than `max-authors`, become the first three and a count.
fn names(config: &Config, value: &Value, most: Option<usize>) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::from(""));
    }
    let one = |value: Value| match value.downcast_object_ref::<Person>() {
        Some(person) => person.clone(),
        None => Person::parse(&text(&value)),
    };
    let people: Vec<Person> = match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => value.try_iter()?.map(one).collect(),
        _ => vec![one(value.clone())],
    };
    if people.is_empty() {
        return Ok(Value::from(""));
    }
    Ok(Value::from(Names::at_most(config, &people, most.unwrap_or(config.max_authors)).to_text()))
}

/// Formats a date as the language of the book has it, in ISO 8601 where that has no table; or in the form that is given.
fn date(config: &Config, value: &Value, form: Option<&str>) -> Result<Value, Error> {
    let written = text(value);
    let Some(date) = Date::parse(&written) else { return Ok(Value::from(written.as_ref())) };
    let shown = match form {
        Some("year") => date.year.to_string(),
        Some("iso") => date.to_string(),
        Some("long") | None => {
            Language::of(&config.language).map_or_else(|| date.to_string(), |language| language.date(date))
        }
        Some(other) => {
            let message = format!("`date` knows no form `{other}`\nits forms are `long`, `iso`, `year`");
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
    };
    Ok(Value::from(shown))
}
