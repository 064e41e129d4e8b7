//! Prints a listing as a table, aligned by terminal width: Chinese characters are two columns wide.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::ListResult;
use crate::library::Library;
use crate::paper::{Field, FieldValue};
use crate::query::{Group, GroupValue};

/// The maximum line width; titles are truncated to fit.
const MAX_LINE_WIDTH: usize = 100;

/// The maximum column width except for keys and titles.
const MAX_COLUMN_WIDTH: usize = 32;

/// The maximum width of the column of keys, which are not truncated; longer keys shift the rest of their line.
const MAX_KEY_WIDTH: usize = 64;

/// The minimum width of a title.
const MIN_TITLE_WIDTH: usize = 24;

/// Renders the papers as a table; each group has a heading line.
pub(super) fn text(result: &ListResult<'_>) -> String {
    let listing = &result.trace.listing;
    if listing.papers.is_empty() {
        return String::new();
    }
    let library = result.query.library();
    let columns = columns(result, &listing.papers);
    let mut out = String::new();
    columns.line(&columns.names, &mut out);
    if listing.groups.is_empty() {
        lines(library, &columns, &listing.papers, 0, &mut out);
    }
    for group in &listing.groups {
        self::group(result, &columns, group, 0, &mut out);
    }
    out
}

/// Renders the categories: id, number of papers, and titles in all languages.
pub(super) fn categories(library: &Library) -> String {
    let header = ["id".to_owned(), "papers".to_owned(), "title".to_owned()];
    let rows = library.categories.iter().enumerate().map(|(index, category)| {
        let translated = category.translations.iter().filter_map(|(_, words)| words.title.as_deref());
        let titles: Vec<_> = std::iter::once(category.title.as_str()).chain(translated).map(one_line).collect();
        [one_line(&category.id), library.category_papers(index).len().to_string(), titles.join(" · ")]
    });
    let rows: Vec<_> = std::iter::once(header).chain(rows).collect();
    if rows.len() == 1 {
        return String::new();
    }
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let (ids, counts) = (width(0), width(1));
    let pad = |cell: &str, width: usize| " ".repeat(width.saturating_sub(cell.width()));
    let line =
        |[id, count, titles]: &[String; 3]| format!("{id}{}  {}{count}  {titles}\n", pad(id, ids), pad(count, counts));
    rows.iter().map(line).collect()
}

/// Renders papers that are not in the listing, one line each.
pub(super) fn indented(result: &ListResult<'_>, papers: &[usize], out: &mut String) {
    let columns = columns(result, papers);
    lines(result.query.library(), &columns, papers, 1, out);
}

fn group(result: &ListResult<'_>, columns: &Columns, group: &Group, depth: usize, out: &mut String) {
    let library = result.query.library();
    *out += format!(
        "{}{} ({})\n",
        "  ".repeat(depth),
        label(library, group.field, group.value.as_ref()),
        group.papers.len()
    )
    .as_str();
    if group.groups.is_empty() {
        lines(library, columns, &result.trace.listing.papers[group.papers.clone()], depth + 1, out);
    }
    for inner in &group.groups {
        self::group(result, columns, inner, depth + 1, out);
    }
}

/// Returns the heading of a group.
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

/// Chooses the columns for these papers, which include the sort fields.
fn columns(result: &ListResult<'_>, papers: &[usize]) -> Columns {
    let sorted = result.directive.options.sort.iter().map(|key| key.field);
    let mut fields = vec![Field::Key, Field::Year];
    fields.extend(sorted.filter(|field| ![Field::Key, Field::Year, Field::Title, Field::Summary].contains(field)));
    fields.extend([Field::Title, Field::Categories]);
    let library = result.query.library();
    let mut widths: Vec<usize> = fields.iter().map(|field| field.name().width()).collect();
    for &paper in papers {
        for (width, field) in widths.iter_mut().zip(&fields) {
            *width = (*width).max(cell(library, paper, *field).width());
        }
    }
    let title = fields.len() - 2;
    for (at, width) in widths.iter_mut().enumerate() {
        let maximum = match at {
            0 => MAX_KEY_WIDTH,
            _ if at == title => usize::MAX,
            _ => MAX_COLUMN_WIDTH,
        };
        *width = (*width).min(maximum);
    }
    // The title takes the remaining width. Columns are separated by two spaces, and groups are indented.
    let others: usize = widths.iter().enumerate().filter(|(at, _)| *at != title).map(|(_, width)| width + 2).sum();
    let indent = 2 * result.directive.options.group.len();
    widths[title] = widths[title].min(MAX_LINE_WIDTH.saturating_sub(others + indent).max(MIN_TITLE_WIDTH));
    let names = fields.iter().map(|field| field.name().to_owned()).collect();
    Columns { names, widths, fields }
}

impl Columns {
    fn line(&self, cells: &[String], out: &mut String) {
        let mut line = String::new();
        for (at, (cell, &width)) in cells.iter().zip(&self.widths).enumerate() {
            if at > 0 {
                line.push_str("  ");
            }
            // Keys are meant for copying, and categories are last in their line: neither is truncated.
            let is_untruncated = at == 0 || at + 1 == self.widths.len();
            let cell = if is_untruncated { cell.clone() } else { truncate(cell, width) };
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

/// Returns the text as one line without characters that control a terminal.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() || is_bidi_control(c) { ' ' } else { c };
    text.chars().map(plain).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether a character changes the direction of text.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Truncates a text to a display width; a truncated text ends with `…`.
fn truncate(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let fits = |c: &char| {
        let width = c.width().unwrap_or(0);
        let fits = width <= room;
        room = room.saturating_sub(width);
        fits
    };
    text.chars().take_while(fits).collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_truncated_by_display_width() {
        #[track_caller]
        fn check(text: &str, width: usize, expect: &str) {
            assert_eq!(truncate(text, width), expect);
            assert!(truncate(text, width).width() <= width);
        }
        check("abcdef", 6, "abcdef");
        check("abcdef", 5, "abcd…");
        check("ab cdef", 4, "ab…");
        check("评估大模型", 10, "评估大模型");
        check("评估大模型", 9, "评估大模…");
        check("评估大模型", 8, "评估大…");
    }

    #[test]
    fn control_characters_are_removed() {
        assert_eq!(one_line("a\n\tb\u{1b}[31mc\u{202e}d"), "a b [31mc d");
    }
}
