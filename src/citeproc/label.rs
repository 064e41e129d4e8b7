//! Labels of works, made of their authors and years, such as `Doe99` and `DRP03`.

use super::item::{Item, Name};
use super::variable::{DateVariable, NameVariable, Variable};

/// Returns the label of a work: four letters of one author or of the title, or initial letters of up to four, and two digits of the year.
pub(super) fn label(item: &Item) -> String {
    let first = [NameVariable::Author, NameVariable::Editor, NameVariable::Translator];
    let mut variables = first.iter().chain(NameVariable::ALL);
    let names = variables.find_map(|&variable| Some(item.names(variable)).filter(|names| !names.is_empty()));
    let names = names.unwrap_or_default();
    // By the number of names: how many letters each of them gives.
    let counts: &[usize] = match names.len() {
        0 | 1 => &[4],
        2 => &[2, 2],
        3 => &[2, 1, 1],
        _ => &[1, 1, 1, 1],
    };
    let mut label: String = names.iter().zip(counts).map(|(name, count)| letters(name, *count)).collect();
    if names.is_empty() {
        let title = item.text(Variable::Title).map_or("", |text| text.plain.as_str());
        label = title.chars().filter(|c| c.is_alphabetic()).take(4).collect();
    }
    let year = item.date(DateVariable::Issued).and_then(|date| date.start.year).unwrap_or(0);
    label + &format!("{:02}", year.unsigned_abs() % 100)
}

/// The first letters of a family name, with a large one.
fn letters(name: &Name, count: usize) -> String {
    let family = if name.family.is_empty() { &name.literal } else { &name.family };
    let mut letters = family.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).take(count).collect()
}
