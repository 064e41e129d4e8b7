//! A line a paper, in columns that line up in a terminal: Chinese characters are two columns wide.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::Answer;
use crate::library::Library;
use crate::paper::{Field, FieldValue};
use crate::query::{Group, GroupValue};

/// How wide a line is at most, as far as titles can give way.
const WIDTH: usize = 100;

/// How wide a key is at most before it pushes the rest of its line aside.
const KEY: usize = 32;

/// The least that is shown of a title.
const TITLE: usize = 24;

/// The papers as a table; groups have a line over them.
pub(super) fn text(answer: &Answer<'_>) -> String {
    let listing = &answer.trace.listing;
    if listing.papers.is_empty() {
        return String::new();
    }
    let library = answer.query.library();
    let columns = columns(answer, &listing.papers);
    let mut out = String::new();
    columns.line(&columns.names, &mut out);
    if listing.groups.is_empty() {
        lines(library, &columns, &listing.papers, 0, &mut out);
    }
    for group in &listing.groups {
        self::group(answer, &columns, group, 0, &mut out);
    }
    out
}

/// Papers that are not in a list, a line each.
pub(super) fn aside(answer: &Answer<'_>, papers: &[usize], out: &mut String) {
    let columns = columns(answer, papers);
    lines(answer.query.library(), &columns, papers, 1, out);
}

fn group(answer: &Answer<'_>, columns: &Columns, group: &Group, depth: usize, out: &mut String) {
    let library = answer.query.library();
    *out += format!(
        "{}{} ({})\n",
        "  ".repeat(depth),
        label(library, group.field, group.value.as_ref()),
        group.papers.len()
    )
    .as_str();
    if group.groups.is_empty() {
        lines(library, columns, &answer.trace.listing.papers[group.papers.clone()], depth + 1, out);
    }
    for inner in &group.groups {
        self::group(answer, columns, inner, depth + 1, out);
    }
}

/// What a group is called here.
pub(super) fn label(library: &Library, field: Field, shared: Option<&GroupValue>) -> String {
    match shared {
        None => format!("no {}", field.group_name()),
        Some(GroupValue::Name(person)) => one_line(&person.to_string()),
        Some(GroupValue::Category(category)) => library.categories[*category].id.clone(),
        Some(GroupValue::Status(status)) => status.as_str().to_owned(),
        Some(GroupValue::Tag(name) | GroupValue::Type(name) | GroupValue::Text(name)) => one_line(name),
        Some(GroupValue::DatePart(part)) => part.to_string(),
    }
}

struct Columns {
    names: Vec<String>,
    widths: Vec<usize>,
    fields: Vec<Field>,
}

/// The columns for these papers: what is sorted by is among them.
fn columns(answer: &Answer<'_>, papers: &[usize]) -> Columns {
    let sorted = answer.directive.options.sort.iter().map(|key| key.field);
    let mut fields = vec![Field::Key, Field::Year];
    fields.extend(sorted.filter(|field| ![Field::Key, Field::Year, Field::Title, Field::Summary].contains(field)));
    fields.extend([Field::Title, Field::Categories]);
    let library = answer.query.library();
    let mut widths: Vec<usize> = fields.iter().map(|field| field.name().width()).collect();
    for &paper in papers {
        for (width, field) in widths.iter_mut().zip(&fields) {
            *width = (*width).max(cell(library, paper, *field).width());
        }
    }
    let title = fields.len() - 2;
    for (at, width) in widths.iter_mut().enumerate() {
        *width = (*width).min(if at == title { usize::MAX } else { KEY });
    }
    // The title takes what the others leave; they are separated by two blanks, and groups move all of it to the right.
    let others: usize = widths.iter().enumerate().filter(|(at, _)| *at != title).map(|(_, width)| width + 2).sum();
    let indent = 2 * answer.directive.options.group.len();
    widths[title] = widths[title].min(WIDTH.saturating_sub(others + indent).max(TITLE));
    let name = |field: &Field| if *field == Field::Categories { "shelves" } else { field.name() };
    let names = fields.iter().map(|field| name(field).to_owned()).collect();
    Columns { names, widths, fields }
}

impl Columns {
    fn line(&self, cells: &[String], out: &mut String) {
        let mut line = String::new();
        for (at, (cell, &width)) in cells.iter().zip(&self.widths).enumerate() {
            if at > 0 {
                line.push_str("  ");
            }
            // Keys are for copying, and shelves are the last on their line: both stand whole.
            let whole = at == 0 || at + 1 == self.widths.len();
            let cell = if whole { cell.clone() } else { cut(cell, width) };
            line.push_str(&cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn lines(library: &Library, columns: &Columns, papers: &[usize], depth: usize, out: &mut String) {
    for &paper in papers {
        let cells: Vec<_> = columns.fields.iter().map(|field| cell(library, paper, *field)).collect();
        out.push_str(&"  ".repeat(depth));
        columns.line(&cells, out);
    }
}

fn cell(library: &Library, index: usize, field: Field) -> String {
    if field == Field::Key {
        return one_line(library.papers.key(index));
    }
    let paper = &library.papers[index];
    let sort_name = paper.sort_name.clone().filter(|_| field == Field::Authors);
    let text = sort_name.or_else(|| {
        Some(match field.value(paper)? {
            FieldValue::Names(people) => {
                people.iter().take(2).map(ToString::to_string).collect::<Vec<_>>().join(", ")
                    + if people.len() > 2 { ", …" } else { "" }
            }
            value => value.to_text().into_owned(),
        })
    });
    one_line(&text.filter(|text| !text.is_empty()).unwrap_or_else(|| "-".to_owned()))
}

/// The text without line breaks and without characters that steer a terminal.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() || is_format(c) { ' ' } else { c };
    text.chars().map(plain).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character turns the direction of the text round it.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The front of a text that is wider than `width`, and `…`.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let fits = |c: &char| {
        let own = c.width().unwrap_or(0);
        let fits = own <= room;
        room = room.saturating_sub(own);
        fits
    };
    text.chars().take_while(fits).collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_their_width() {
        #[track_caller]
        fn check(text: &str, width: usize, expect: &str) {
            assert_eq!(cut(text, width), expect);
            assert!(cut(text, width).width() <= width);
        }
        check("abcdef", 6, "abcdef");
        check("abcdef", 5, "abcd…");
        check("ab cdef", 4, "ab…");
        check("评估大模型", 10, "评估大模型");
        check("评估大模型", 9, "评估大模…");
        check("评估大模型", 8, "评估大…");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(one_line("a\n\tb\u{1b}[31mc\u{202e}d"), "a b [31mc d");
    }
}
