//! Parses CSL names: parts or a literal.

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
    let dropping = part("dropping-particle");
    let suffix = part("suffix");
    let mut person = Person { given, dropping, prefix: part("non-dropping-particle"), family, suffix, whole: false };
    if person.prefix.is_none() && person.dropping.is_none() {
        // Particles in lower case are in the family name where a program does not separate them.
        let (prefix, family) = person.particle();
        (person.prefix, person.family) = (prefix.map(str::to_owned), family.to_owned());
    }
    Some(person)
}
