//! Writes a reading list in Markdown: headings for categories, and for each paper title, authors, links and note.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::Selection;
use crate::paper::Paper;
use crate::url;

/// Returns the list.
pub(super) fn write(selection: &Selection<'_>) -> String {
    let mut out = String::new();
    if !selection.groups.is_empty() {
        let by_key: HashMap<_, _> = selection.papers().map(|paper| (paper.key.as_str(), paper)).collect();
        for group in &selection.groups {
            heading(&mut out, group.level, &group.title);
            let papers: Vec<_> = group.keys.iter().filter_map(|key| by_key.get(key.as_str()).copied()).collect();
            items(&mut out, &papers);
        }
        return out;
    }
    let loose: Vec<_> = selection.papers().filter(|paper| paper.categories.is_empty()).collect();
    items(&mut out, &loose);
    for category in &selection.categories {
        heading(&mut out, category.id.matches('/').count(), &category.title);
        if let Some(intro) = &category.intro {
            out.push('\n');
            out.push_str(intro.trim_matches('\n'));
            out.push('\n');
        }
        items(&mut out, &shelf(selection, category));
    }
    out
}

/// Returns the papers of a category: those in its `order` first.
fn shelf<'s>(selection: &'s Selection<'_>, category: &crate::paper::Category) -> Vec<&'s Paper> {
    let place = |paper: &Paper| category.order.iter().position(|key| key.value == paper.key);
    let mut papers: Vec<_> = selection.papers().filter(|paper| paper.categories.contains(&category.id)).collect();
    papers.sort_by_key(|paper| place(paper).unwrap_or(usize::MAX));
    papers
}

/// Writes a heading, `level` levels below the first.
fn heading(out: &mut String, level: usize, title: &str) {
    separate(out);
    let _ = writeln!(out, "{} {}", "#".repeat((2 + level).min(6)), escaped(title));
}

fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

fn items(out: &mut String, papers: &[&Paper]) {
    for (nth, paper) in papers.iter().enumerate() {
        separate(out);
        item(out, nth + 1, paper);
    }
}

fn item(out: &mut String, number: usize, paper: &Paper) {
    let marker = format!("{number}. ");
    let indent = " ".repeat(marker.len());
    let date = paper.date.as_ref().map(ToString::to_string);
    let short =
        paper.short.as_deref().filter(|short| paper.title != *short).map(|short| escaped(&format!("[{short}]")));
    let head: Vec<_> =
        [short, Some(code(&paper.title)), paper.venue.as_deref().map(escaped), date].into_iter().flatten().collect();
    out.push_str(&marker);
    out.push_str(&head.join(" "));
    out.push('\n');
    let others = paper.authors.others.then(|| "et al.".to_owned());
    let names = paper.authors.iter().map(|person| escaped(&person.to_string())).chain(others);
    let names = names.collect::<Vec<_>>().join(", ");
    let links = paper.shown_links().iter().map(link).collect::<Vec<_>>().join(" ");
    let line = [names, links].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if !line.is_empty() {
        out.push_str(&indent);
        out.push_str(&line);
        out.push('\n');
    }
    for text in [&paper.note, &paper.remark].into_iter().flatten() {
        out.push('\n');
        for line in text.trim_matches('\n').lines() {
            if !line.trim().is_empty() {
                out.push_str(&indent);
                out.push_str(line);
            }
            out.push('\n');
        }
    }
}

fn link(link: &crate::paper::Link) -> String {
    let label = escaped(&link.label);
    let Some(address) = url::safe(&link.url) else { return format!("[{label}]") };
    let mut target = String::new();
    for c in address.chars() {
        match c {
            '<' => target.push_str("%3C"),
            '>' => target.push_str("%3E"),
            '\\' => target.push_str("%5C"),
            c if c.is_whitespace() || c.is_control() => target.push_str("%20"),
            c => target.push(c),
        }
    }
    let target = without_entities(&target);
    if is_balanced(&target) { format!("[[{label}]({target})]") } else { format!("[[{label}](<{target}>)]") }
}

/// Returns whether the parentheses of an address are balanced, as CommonMark requires in a link.
fn is_balanced(address: &str) -> bool {
    let mut depth = 0_i32;
    let open = |c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        // CommonMark allows 32 levels.
        (0..=32).contains(&depth)
    };
    address.chars().all(open) && depth == 0
}

/// Escapes each `&` of an address that would begin an entity.
fn without_entities(address: &str) -> String {
    let mut parts = address.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
        out.push_str(if name.starts_with(';') { "&amp;" } else { "&" });
        out.push_str(part);
    }
    out
}

/// Returns a text as inline code.
fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.contains('`') {
        return format!("`{text}`");
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

/// Escapes Markdown syntax.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for c in line.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out.replace('&', "&amp;").replace("&amp; ", "& ")
}
