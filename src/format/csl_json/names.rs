//! Parses CSL names: parts or a literal.

use crate::citeproc::item::Name;
use crate::format::schema::fold_blanks;
use crate::format::tree::{Node, Table, Value};
use crate::paper::Person;

/// Returns the names of a field, whether `others` follow, and the nodes that are not names.
pub(super) fn people<'n, 't>(node: &'n Node<'t>) -> (Vec<Person>, bool, Vec<&'n Node<'t>>) {
    let (mut people, mut others, mut wrong) = (Vec::new(), false, Vec::new());
    for item in node.items() {
        let person = match &item.value {
            Value::Table(parts) => of_parts(parts),
            _ => item.scalar().map(Person::parse),
        };
        match person {
            Some(person) if person.given.is_none() && matches!(person.family.as_str(), "others" | "et al.") => {
                others = true;
            }
            Some(person) if !person.family.is_empty() => people.push(person),
            _ => wrong.push(item),
        }
    }
    (people, others, wrong)
}

fn of_parts(parts: &Table<'_>) -> Option<Person> {
    let part = |name: &str| {
        let text = parts.get(name)?.scalar().map(fold_blanks)?;
        Some(text.into_owned()).filter(|text| !text.is_empty())
    };
    if let Some(whole) = part("literal").or_else(|| part("name")) {
        return Some(Person { family: whole, whole: true, ..Person::default() });
    }
    let given = part("given");
    let Some(family) = part("family") else {
        return given.map(|given| Person { family: given, whole: true, ..Person::default() });
    };
    let comma_suffix = parts.get("comma-suffix").and_then(Node::scalar).is_some_and(is_set);
    let (dropping, prefix) = (part("dropping-particle"), part("non-dropping-particle"));
    let person = Person { given, dropping, prefix, family, suffix: part("suffix"), comma_suffix, whole: false };
    let is_split = parts.get("parse-names").and_then(Node::scalar).is_some_and(|flag| !is_set(flag));
    Some(if is_split || person.prefix.is_some() || person.dropping.is_some() { person } else { split(person) })
}

fn is_set(flag: &str) -> bool {
    !matches!(flag, "" | "0" | "false")
}

/// Moves particles and suffixes out of the family and given names, where many programs leave them to the processor.
fn split(person: Person) -> Person {
    let name = Name {
        family: person.family,
        given: person.given.unwrap_or_default(),
        suffix: person.suffix.unwrap_or_default(),
        comma_suffix: person.comma_suffix,
        ..Name::default()
    };
    let name = name.with_particles();
    let part = |text: String| Some(text).filter(|text| !text.is_empty());
    Person {
        given: part(name.given),
        dropping: part(name.dropping_particle),
        prefix: part(name.non_dropping_particle),
        family: name.family,
        suffix: part(name.suffix),
        comma_suffix: name.comma_suffix,
        whole: false,
    }
}
