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
    let particles: Vec<_> =
        ["dropping-particle", "non-dropping-particle"].iter().filter_map(|name| part(name)).collect();
    let suffix = part("suffix");
    if particles.is_empty() && suffix.is_none() {
        // Programs that do not separate particles leave them in lower case in the family name.
        if let Some(given) = given.as_deref().filter(|given| !given.contains(',') && !family.contains(',')) {
            return Some(Person::parse(&format!("{family}, {given}")));
        }
    }
    let prefix = Some(particles.join(" ")).filter(|prefix| !prefix.is_empty());
    let whole = given.is_none() && prefix.is_none() && suffix.is_none();
    Some(Person { given, prefix, family, suffix, whole })
}

/// Returns a name in a form that can be parsed.
pub(in crate::format) fn written(person: &Person) -> String {
    if person.whole {
        return format!("{{{}}}", person.family);
    }
    let prefix = person.prefix.as_ref().map(|prefix| format!("{prefix} ")).unwrap_or_default();
    let suffix = person.suffix.as_ref().map(|suffix| format!(", {suffix}")).unwrap_or_default();
    let given = person.given.as_ref().map(|given| format!(", {given}")).unwrap_or_default();
    format!("{prefix}{}{suffix}{given}", person.family)
}
