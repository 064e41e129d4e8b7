//! Tables of papers: what a column holds is told by its head, or by what stands in it.

use super::draft::Draft;
use super::names::Trust;
use super::segment::{self, Kind};
use super::tree::{Cell, Piece, Row, Run};
use super::words::{self, Field};
use super::{dates, item, text};
use crate::source::Span;

/// What a table holds.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The papers; none where it is a table of something else.
    pub(super) papers: Vec<Draft>,
    /// The rows that say something and are not read as papers.
    pub(super) lost: Vec<Span>,
}

/// Reads a table.
pub(super) fn read(file: &str, head: &[Cell], rows: &[Row]) -> Table {
    let mut table = Table::default();
    let (head, rows) = headed(head, rows);
    let heads: Vec<_> = head.iter().map(plain).collect();
    let fields: Vec<_> = heads.iter().map(|head| column(head)).collect();
    let Some(titles) = title_column(&heads, &fields, rows) else { return table };
    for row in rows {
        match paper(file, row, titles, &heads, &fields) {
            Some(draft) => table.papers.push(draft),
            None if row.cells.iter().any(|cell| plain(cell).contains(char::is_alphanumeric)) => {
                table.lost.push(row.span);
            }
            None => {}
        }
    }
    table
}

/// The head of a table, which may stand in its first row, and the rows below it.
fn headed<'t>(head: &'t [Cell], rows: &'t [Row]) -> (&'t [Cell], &'t [Row]) {
    let Some((first, rest)) = rows.split_first() else { return (head, rows) };
    let blank = head.iter().all(|cell| plain(cell).is_empty());
    let linked = first.cells.iter().flatten().any(|piece| matches!(piece, Piece::Run(run) if run.link.is_some()));
    let named = first.cells.iter().filter(|cell| column(&plain(cell)).is_some()).count();
    if blank && !linked && named >= 2 { (&first.cells, rest) } else { (head, rows) }
}

/// The paper in a row.
fn paper(file: &str, row: &Row, titles: usize, heads: &[String], fields: &[Option<Field>]) -> Option<Draft> {
    // Under a cell that spans several rows, rows are shorter.
    let missing = heads.len().saturating_sub(row.cells.len());
    let cell_of = |column: usize| {
        let at = if missing > 0 && row.cells.len() > 1 && column >= missing { column - missing } else { column };
        row.cells.get(at)
    };
    let mut draft = Draft::read(file, &set_off(cell_of(titles)?), row.span)?;
    for column in (0..heads.len().max(row.cells.len())).filter(|column| *column != titles) {
        if let Some(cell) = cell_of(column) {
            let head = heads.get(column).map_or("", String::as_str);
            fill(&mut draft, head, fields.get(column).copied().flatten(), cell);
        }
    }
    let linked = draft.links.iter().any(|link| link.url.contains("://"));
    (item::is_paper(&draft) && linked || !draft.authors.is_empty()).then_some(draft)
}

/// A cell in which two blanks set the title off from a text behind it, as lines.
fn set_off(cell: &Cell) -> Cell {
    let lines = |piece: &Piece| match piece {
        Piece::Run(run) if !run.image && run.link.is_none() && run.text.trim_start().contains("  ") => {
            let lead = run.text.len() - run.text.trim_start().len();
            let at = lead + run.text[lead..].find("  ").unwrap_or_default();
            let part = |text: &str| Piece::Run(Run { text: text.to_owned(), ..run.clone() });
            vec![part(&run.text[..at]), Piece::Break, part(run.text[at..].trim_start())]
        }
        piece => vec![piece.clone()],
    };
    cell.iter().flat_map(lines).collect()
}

fn plain(cell: &Cell) -> String {
    let text: String = cell
        .iter()
        .map(|piece| match piece {
            Piece::Run(run) => run.text.as_str(),
            Piece::Break => " ",
        })
        .collect();
    text::line(&text)
}

fn column(head: &str) -> Option<Field> {
    let plain = words::plain(head);
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
    ) || plain.starts_with("title ")
    {
        return Some(Field::Title);
    }
    // `Venue & Year`, `Conferences/Affiliations`: the first of them that is known.
    let known = |part: &str| {
        let part = part.trim();
        words::field(part).or_else(|| words::field(part.strip_suffix('s')?))
    };
    words::field(head).or_else(|| head.split(['/', '&', '|', '(', ')']).find_map(known))
}

/// The column of titles: the one that says so, else the first in which most cells are set apart as titles are.
fn title_column(heads: &[String], fields: &[Option<Field>], rows: &[Row]) -> Option<usize> {
    let longest = |column: usize| {
        rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| text::words(&plain(cell))).sum::<usize>()
    };
    let titled = |column: &usize| fields[*column] == Some(Field::Title);
    // `Title | Paper`, where the second is a link.
    let named = (0..heads.len()).filter(titled).max_by_key(|&column| (longest(column), usize::MAX - column));
    if let Some(column) = named.filter(|&column| longest(column) > rows.len()) {
        return Some(column);
    }
    let columns = heads.len().max(rows.iter().map(|row| row.cells.len()).max().unwrap_or(0));
    (0..columns).find(|&column| {
        let set_apart = |cell: &Cell| {
            let segments = segment::segments(cell);
            let first = segments.iter().find(|segment| segment.kind != Kind::Image && !segment.text.trim().is_empty());
            first.is_some_and(|first| {
                matches!(first.kind, Kind::Strong | Kind::Link | Kind::Code)
                    && text::words(&first.text) >= 2
                    && !words::is_label(&first.text)
            })
        };
        let told = rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| set_apart(cell)).count();
        told * 2 > rows.len() && fields.get(column).copied().flatten().is_none_or(|field| field == Field::Link)
    })
}

/// Takes one more cell of the row.
fn fill(draft: &mut Draft, head: &str, field: Option<Field>, cell: &Cell) {
    let written = plain(cell);
    let mut linked = false;
    for segment in segment::segments(cell) {
        if let Some(url) = &segment.url {
            let label = text::line(&segment.text);
            let says =
                label.chars().any(char::is_alphanumeric) && !label.contains("://") && segment.kind != Kind::Image;
            draft.link(if says { &label } else { head }, url);
            linked = true;
        } else if let Some(start) = segment.text.find("http") {
            draft.link(head, segment.text[start..].split_whitespace().next().unwrap_or_default());
            linked = true;
        }
    }
    if !written.chars().any(char::is_alphanumeric) || matches!(written.to_lowercase().as_str(), "n/a" | "none" | "na") {
        return;
    }
    match field {
        Some(Field::Link | Field::Title) | None if linked => {}
        Some(Field::Authors) => {
            draft.people(&written, Trust::Marked);
        }
        Some(Field::Link | Field::Title) => {}
        Some(field) => {
            draft.field(field, &written);
        }
        None if head.is_empty() => {
            if text::words(&written) <= 6 && (words::names_venue(&written) || !dates::find(&written).is_empty()) {
                draft.venue(&written);
            } else if !linked {
                draft.people(&written, Trust::Plain);
            }
        }
        None => {
            if draft.date.is_none() && words::names_venue(&written) && text::words(&written) <= 12 {
                draft.venue(&written);
            }
            draft.notes.push(format!("{head}: {written}"));
        }
    }
}
