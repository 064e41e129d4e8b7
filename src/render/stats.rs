//! Statistics: the number of papers by year and by category, as a bar chart and as a table with the same numbers.
//!
//! The chart uses the colors and the font size of the page and relative widths, so it works in every theme and on
//! narrow screens.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::html::Html;
use super::{Context, Renderer, lang, translation};
use crate::labels::{column, label};
use crate::markup::escape::markdown as escape_markdown;
use crate::options::Lang;
use crate::paper::Field;

/// A bar of a chart: its label and its value.
struct Bar {
    label: String,
    count: usize,
}

/// A bar chart.
struct Chart {
    title: String,
    /// The table header of the labels.
    head: String,
    bars: Vec<Bar>,
}

/// The longest gap between years that is filled with an empty bar for each year; a longer gap is one bar.
const GAP: i32 = 2;

/// The longest label that fits at the left of the bars, in columns of a terminal.
const SHORT: usize = 10;

/// The longest line of a label above a bar that fits a phone, in columns of a terminal.
const LONG: usize = 42;

/// Renders the statistics as a block.
pub(super) fn block(context: Context<'_>, papers: &[usize]) -> String {
    let charts = [per_year(context, papers), per_category(context, papers)];
    let charts = charts.iter().filter(|chart| !chart.bars.is_empty());
    match context.renderer {
        Renderer::Html => html(context, charts),
        Renderer::Markdown | Renderer::Test | Renderer::Pandoc => markdown(context, charts),
    }
}

/// Counts papers by year, in order, with the years between. Papers without a year come last.
fn per_year(context: Context<'_>, papers: &[usize]) -> Chart {
    let (mut years, mut unknown) = (BTreeMap::<i32, usize>::new(), 0);
    for &paper in papers {
        match context.library.papers[paper].year() {
            Some(year) => *years.entry(i32::from(year)).or_default() += 1,
            None => unknown += 1,
        }
    }
    let mut bars = Vec::new();
    let mut next = None;
    for (year, count) in years {
        match next {
            Some(next) if year - next > GAP => bars.push(Bar { label: format!("{next}–{}", year - 1), count: 0 }),
            Some(next) => bars.extend((next..year).map(|year| Bar { label: year.to_string(), count: 0 })),
            None => {}
        }
        bars.push(Bar { label: year.to_string(), count });
        next = Some(year + 1);
    }
    if unknown > 0 {
        bars.push(Bar { label: label(context.config, "no-year", None).to_owned(), count: unknown });
    }
    let title = label(context.config, "per-year", None).to_owned();
    Chart { title, head: column(context.config, Field::Year).to_owned(), bars }
}

/// Counts papers by category, in library order. Empty categories are omitted.
fn per_category(context: Context<'_>, papers: &[usize]) -> Chart {
    let ids = context.library.categories.iter().enumerate();
    let known: HashMap<&str, usize> = ids.map(|(at, category)| (category.id.as_str(), at)).collect();
    let (mut counts, mut unknown) = (vec![0_usize; known.len()], 0);
    for &paper in papers {
        let ids = &context.library.papers[paper].categories;
        unknown += usize::from(ids.is_empty());
        for at in ids.iter().filter_map(|id| known.get(id.as_str())) {
            counts[*at] += 1;
        }
    }
    let categories = context.library.categories.iter().zip(counts).filter(|(_, count)| *count > 0);
    let mut bars: Vec<_> = categories
        .map(|(category, count)| Bar { label: translation::category_title(category, Some(Lang::Both)), count })
        .collect();
    if unknown > 0 {
        bars.push(Bar { label: label(context.config, "no-category", None).to_owned(), count: unknown });
    }
    let title = label(context.config, "per-category", None).to_owned();
    Chart { title, head: label(context.config, "category", None).to_owned(), bars }
}

fn html<'c>(context: Context<'_>, charts: impl Iterator<Item = &'c Chart>) -> String {
    let mut html = Html::new(context, 4096);
    html.out.push_str("<div class=\"papers-stats\">\n");
    let mut any = false;
    for chart in charts {
        any = true;
        html.chart(chart);
    }
    if !any {
        html.element("p", "papers-empty", None, label(context.config, "empty", None));
        html.out.push('\n');
    }
    html.out.push_str("</div>");
    html.out
}

impl Html<'_> {
    fn chart(&mut self, chart: &Chart) {
        const LINE: usize = 22;
        let longest = chart.bars.iter().map(|bar| bar.label.width()).max().unwrap_or_default();
        // Labels are at the left of the bars if all are short, otherwise above them.
        let above = longest > SHORT;
        let rows: Vec<_> =
            chart.bars.iter().map(|bar| if above { lines(&bar.label) } else { vec![&*bar.label] }).collect();
        let height = |row: &[&str]| if above { (row.len() + 1) * LINE } else { LINE };
        self.out.push_str("<figure class=\"papers-figure\">\n");
        self.element("figcaption", "papers-caption", None, &chart.title);
        self.out.push('\n');
        self.out.push_str("<svg class=\"papers-chart\" role=\"img\" width=\"100%\"");
        self.attribute("height", &rows.iter().map(|row| height(row)).sum::<usize>().to_string());
        self.attribute("aria-label", &summary(chart));
        // In a right-to-left book, labels would otherwise start at the edge and overflow.
        self.out.push_str(" font-size=\"14\" fill=\"currentColor\" direction=\"ltr\">\n");
        let most = chart.bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
        // In percent of the width: where bars start, and the length of the longest, which leaves room for its number.
        let (start, widest) = match longest {
            0..=4 => (16, 72),
            5..=SHORT => (26, 62),
            _ => (0, 88),
        };
        let mut top = 0;
        for (bar, row) in chart.bars.iter().zip(&rows) {
            let width = bar.count * widest * 10 / most;
            for (at, line) in row.iter().enumerate() {
                // Writing to a string cannot fail.
                let _ = write!(self.out, "<text x=\"0\" y=\"{}\">", top + at * LINE + 16);
                lang::bilingual(self.context.config, line, "tspan", &mut self.out);
                self.out.push_str("</text>");
            }
            top += height(row);
            let bar_top = top - LINE + 4;
            let _ = writeln!(
                self.out,
                "<rect x=\"{start}%\" y=\"{bar_top}\" width=\"{}.{}%\" height=\"{}\" rx=\"2\" style=\"fill:var(--links,currentColor)\"/><text x=\"{}.{}%\" dx=\"6\" y=\"{}\">{}</text>",
                width / 10,
                width % 10,
                LINE - 8,
                start + width / 10,
                width % 10,
                bar_top + 12,
                bar.count
            );
        }
        self.out.push_str("</svg>\n<details class=\"papers-table-of-chart\"><summary>");
        self.push_text(label(self.context.config, "table", None));
        self.out.push_str("</summary>\n<table class=\"papers-numbers\">\n<thead><tr>");
        for head in [&chart.head, label(self.context.config, "list", None)] {
            self.out.push_str("<th scope=\"col\">");
            self.push_text(head);
            self.out.push_str("</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for bar in &chart.bars {
            self.out.push_str("<tr><th scope=\"row\">");
            lang::bilingual(self.context.config, &bar.label, "span", &mut self.out);
            let _ = writeln!(self.out, "</th><td>{}</td></tr>", bar.count);
        }
        self.out.push_str("</tbody>\n</table>\n</details>\n</figure>\n");
    }
}

/// Breaks a label at spaces into lines of at most [`LONG`] columns. A longer word is a line of its own.
fn lines(label: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (at, _) in label.match_indices(' ').chain([(label.len(), "")]) {
        if label[start..at].width() > LONG && end > start {
            lines.push(&label[start..end]);
            start = end + 1;
        }
        end = at;
    }
    lines.push(&label[start..]);
    lines
}

/// Returns the text alternative of a chart: its title and all values.
fn summary(chart: &Chart) -> String {
    let rows = chart.bars.iter().map(|bar| format!("{} {}", bar.label, bar.count));
    format!("{}: {}", chart.title, rows.collect::<Vec<_>>().join(", "))
}

fn markdown<'c>(context: Context<'_>, charts: impl Iterator<Item = &'c Chart>) -> String {
    let mut out = String::new();
    for chart in charts {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        escape_markdown(&chart.title, &mut out);
        out.push_str("\n\n| ");
        escape_markdown(&chart.head, &mut out);
        out.push_str(" | ");
        escape_markdown(label(context.config, "list", None), &mut out);
        out.push_str(" |\n|---|---|");
        for bar in &chart.bars {
            out.push_str("\n| ");
            escape_markdown(&bar.label, &mut out);
            // Writing to a string cannot fail.
            let _ = write!(out, " | {} |", bar.count);
        }
    }
    if out.is_empty() {
        escape_markdown(label(context.config, "empty", None), &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn long_labels_are_broken_at_spaces() {
        let check = |label: &str, expected: &[&str]| assert_eq!(lines(label), expected, "{label}");
        check("", &[""]);
        check("Quantisation", &["Quantisation"]);
        check("Benchmarks that measure more than one thing", &["Benchmarks that measure more than one", "thing"]);
        check(
            "强化学习与推理模型 / Reinforcement learning and reasoning models",
            &["强化学习与推理模型 / Reinforcement", "learning and reasoning models"],
        );
        let word = "x".repeat(60);
        check(&format!("{word} a {word}"), &[&word, "a", &word]);
    }
}
