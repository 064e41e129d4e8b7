//! Tables of papers: what a column holds is told by its head, or by the cells in it.

use super::address;
use super::block::Row;
use super::entry::Draft;
use super::inline::Inline;
use super::names::{self, Trust};
use super::segment::{self, Kind};
use super::vocabulary::{self, Field};
use super::{dates, item, outline, text};
use crate::source::Span;

/// The content of a table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The papers; none if it is a table of something else.
    pub(super) papers: Vec<Draft>,
    /// The rows that show something and are not read as papers.
    pub(super) unread: Vec<Span>,
}

/// Reads a table.
pub(super) fn read(file: &str, head: &[Inline], rows: &[Row]) -> Table {
    let mut table = Table::default();
    let (head, rows) = headed(head, rows);
    let heads: Vec<_> = head.iter().map(plain).collect();
    let fields: Vec<_> = heads.iter().map(|head| column(head)).collect();
    let Some(titles) = title_column(&heads, &fields, rows) else { return table };
    let dated = fields.contains(&Some(Field::Date)) || fields.contains(&Some(Field::Venue));
    for row in rows {
        match paper(file, row, titles, &heads, &fields, dated) {
            Some(draft) => table.papers.push(draft),
            None if row.cells.iter().any(|cell| plain(cell).contains(char::is_alphanumeric)) => {
                table.unread.push(row.span);
            }
            None => {}
        }
    }
    table
}

/// The head of a table, which may be its first row, and the rows below it.
fn headed<'t>(head: &'t [Inline], rows: &'t [Row]) -> (&'t [Inline], &'t [Row]) {
    let Some((first, rest)) = rows.split_first() else { return (head, rows) };
    let blank = head.iter().all(|cell| plain(cell).is_empty());
    let linked = first.cells.iter().any(|cell| cell.links().next().is_some());
    let named = first.cells.iter().filter(|cell| column(&plain(cell)).is_some()).count();
    if blank && !linked && named >= 2 { (&first.cells, rest) } else { (head, rows) }
}

/// The paper in a row.
fn paper(
    file: &str,
    row: &Row,
    titles: usize,
    heads: &[String],
    fields: &[Option<Field>],
    dated: bool,
) -> Option<Draft> {
    // Below a cell that spans several rows, rows are shorter.
    let missing = heads.len().saturating_sub(row.cells.len());
    let cell_of = |column: usize| {
        let at = if missing > 0 && row.cells.len() > 1 && column >= missing { column - missing } else { column };
        row.cells.get(at)
    };
    let title = cell_of(titles)?;
    let mut draft = Draft::read_cell(file, title, row.span)?;
    for column in (0..heads.len().max(row.cells.len())).filter(|column| *column != titles) {
        if let Some(cell) = cell_of(column) {
            let head = heads.get(column).map_or("", String::as_str);
            fill(file, &mut draft, head, fields.get(column).copied().flatten(), cell);
        }
    }
    let linked = draft.links.iter().any(|link| link.url.contains("://"));
    let named = dated
        && fields.get(titles).copied().flatten() == Some(Field::Title)
        && draft.date.is_some()
        && text::words(&draft.title) >= 2;
    (item::is_paper(&draft) && linked || !draft.authors.is_empty() || named).then_some(draft)
}

fn plain(cell: &Inline) -> String {
    text::line(&cell.text.replace(super::inline::IMAGE, ""))
}

fn column(head: &str) -> Option<Field> {
    let plain = vocabulary::plain(head);
    if matches!(
        plain.as_str(),
        "paper"
            | "papers"
            | "论文"
            | "title"
            | "paper title"
            | "article"
            | "paper name"
            | "paper link"
            | "paper title link"
            | "名字"
            | "论文名"
            | "名称"
            | "标题"
    ) || plain.starts_with("title ")
    {
        return Some(Field::Title);
    }
    // `Venue & Year`, `Conferences/Affiliations`: the first of them that is known.
    let known = |part: &str| {
        let part = part.trim();
        vocabulary::field(part).or_else(|| vocabulary::field(part.strip_suffix('s')?))
    };
    vocabulary::field(head).or_else(|| head.split(['/', '&', '|', '(', ')']).find_map(known))
}

/// The column of titles: the one whose head says so, else the first in which most cells are set apart as titles are.
fn title_column(heads: &[String], fields: &[Option<Field>], rows: &[Row]) -> Option<usize> {
    let words = |column: usize| {
        rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| text::words(&plain(cell))).sum::<usize>()
    };
    let titled = |column: &usize| fields[*column] == Some(Field::Title);
    // `Title | Paper`, where the second is a link.
    let named = (0..heads.len()).filter(titled).max_by_key(|&column| (words(column), usize::MAX - column));
    let linked = |column: usize| {
        let leads = |cell: &&Inline| {
            cell.links().any(|(_, url)| address::leads_to_work(url)) && !vocabulary::is_label(&plain(cell))
        };
        rows.iter().filter_map(|row| row.cells.get(column)).filter(leads).count()
    };
    if let Some(column) = named.filter(|&column| words(column) > rows.len() || linked(column) * 2 > rows.len()) {
        return Some(column);
    }
    let columns = heads.len().max(rows.iter().map(|row| row.cells.len()).max().unwrap_or(0));
    (0..columns).find(|&column| {
        let set_apart = |cell: &Inline| {
            let segments = segment::segments(cell, 0);
            let first = segments
                .iter()
                .find(|segment| segment.kind != Kind::Image && !cell.text[segment.range.clone()].trim().is_empty());
            first.is_some_and(|first| {
                let written = &cell.text[first.range.clone()];
                // The names of datasets and models, in the first column, are single words.
                let enough = text::words(written) >= 2
                    || column == 0 && written.chars().filter(|c| c.is_alphabetic()).count() >= 2;
                matches!(first.kind, Kind::Strong | Kind::Link | Kind::Code) && enough && !vocabulary::is_label(written)
            })
        };
        let told = rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| set_apart(cell)).count();
        told * 2 > rows.len() && fields.get(column).copied().flatten().is_none_or(|field| field == Field::Link)
    })
}

/// Takes one more cell of the row.
fn fill(file: &str, draft: &mut Draft, head: &str, field: Option<Field>, cell: &Inline) {
    let written = plain(cell);
    draft.pictures += super::image::unlinked(cell);
    let mut linked = false;
    for segment in segment::segments(cell, 0) {
        if let Some(url) = &segment.url {
            let label = text::line(&cell.text[segment.range.clone()]).replace(super::inline::IMAGE, "");
            let says =
                label.chars().any(char::is_alphanumeric) && !label.contains("://") && segment.kind != Kind::Image;
            draft.link(if says { &label } else { head }, url);
            linked = true;
        }
    }
    for (_, url) in address::find(&cell.text) {
        if !cell.links().any(|(_, known)| **known == url) {
            draft.link(head, &url);
            linked = true;
        }
    }
    if !written.is_empty() && written.chars().all(text::is_ornament) {
        draft.notes.push(written);
        return;
    }
    if !written.chars().any(char::is_alphanumeric) || matches!(written.to_lowercase().as_str(), "n/a" | "none" | "na") {
        return;
    }
    let keep = |draft: &mut Draft| {
        let cut = outline::dedented(file, cell.source(0..cell.text.len()));
        draft.notes.push(cut.trim().to_owned());
    };
    match field {
        Some(Field::Link | Field::Title) | None if linked => {
            // What is neither a link nor an address.
            let mut rest = cell.text.clone();
            for (mark, _) in cell.links() {
                rest = rest.replacen(&cell.text[mark.range.clone()], " ", 1);
            }
            for (_, url) in address::find(&cell.text) {
                rest = rest.replacen(&url, " ", 1);
            }
            let rest = text::without_shortcodes(&rest);
            if rest.contains(char::is_alphanumeric) && !vocabulary::is_label(&rest) && !draft.extend(file, cell) {
                keep(draft);
            }
        }
        Some(Field::Link | Field::Title) => keep(draft),
        // `[ICML 2020](…)` in a column of years.
        Some(Field::Date) if vocabulary::names_venue(&written) => {
            if !draft.field(file, Field::Venue, cell, 0) {
                keep(draft);
            }
        }
        Some(Field::Date) if draft.date.is_none() && slashed(&written).is_some() => draft.date = slashed(&written),
        Some(field) => {
            if !draft.field(file, field, cell, 0) && !linked {
                keep(draft);
            }
        }
        None if head.is_empty() => {
            let place =
                text::words(&written) <= 6 && (vocabulary::names_venue(&written) || !dates::find(&written).is_empty());
            let names = names::read(&written, Trust::Plain).is_some();
            let known = place && draft.field(file, Field::Venue, cell, 0)
                || !place && names && draft.field(file, Field::Authors, cell, 0);
            if !known {
                keep(draft);
            }
        }
        None => keep(draft),
    }
}

/// A date as `m/d/yy`.
fn slashed(written: &str) -> Option<crate::paper::Date> {
    let mut parts = written.trim().split('/');
    let (month, day, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
    let year: u16 = match year.len() {
        2 => 2000 + year.parse::<u16>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    if parts.next().is_some() { None } else { crate::paper::Date::new(year, Some(month), Some(day)) }
}
