//! A whole book of a list: its settings, a summary, a chapter for each heading, and the data.

use std::borrow::Cow;

use super::{everything, into};
use crate::export::{self, Format};
use crate::format::Prose;
use crate::library::Library;

/// A file of the book: where it goes, below the book's root, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path, with `/` between folders.
    pub path: String,
    /// The text.
    pub text: String,
}

/// The files of a book titled `title` that publishes what was read.
pub fn book(title: &str, library: &Library, prose: &[Prose]) -> Vec<File> {
    let mut summary = String::from("# Summary\n\n[Introduction](README.md)\n\n");
    let mut chapters = Vec::new();
    let whole = library.categories.iter().position(|category| category.title == title && !category.id.contains('/'));
    let mut front = format!("# {}\n\n", one_line(title));
    for text in prose.iter().filter(|prose| prose.leads).map(|prose| literal(prose.text.trim())) {
        front.push_str(&text);
        front.push_str("\n\n");
    }
    for (nth, category) in library.categories.iter().enumerate() {
        let prose = category.intro.as_deref().map(|intro| literal(intro) + "\n\n").unwrap_or_default();
        let listing = if has_listing(library, nth) { format!("{}\n", directive(&category.id)) } else { String::new() };
        if Some(nth) == whole {
            front.push_str(&prose);
            front.push_str(&listing);
            continue;
        }
        let depth = category.id.matches('/').count();
        let name = category.id.replace('/', "-");
        summary.extend([format!("{}- [{}]({name}.md)\n", "  ".repeat(depth), label(&category.title))]);
        let mut text = format!("# {}\n\n{prose}{listing}", one_line(&category.title));
        text.truncate(text.trim_end().len());
        chapters.push(File { path: format!("src/{name}.md"), text: text + "\n" });
    }
    let loose = library.papers.iter().filter(|paper| paper.categories.is_empty());
    let keys: Vec<_> = loose.map(|paper| format!("@{}", paper.key)).collect();
    if !keys.is_empty() {
        front.extend([format!("<<#papers {} style=compact>>\n\n", keys.join(" "))]);
    }
    if !chapters.is_empty() {
        front.push_str("<<#papers-index>>\n");
    }
    for text in prose.iter().filter(|prose| !prose.leads).map(|prose| literal(prose.text.trim())) {
        front.extend(["\n", &text, "\n"]);
    }
    let settings = format!(
        "[book]\ntitle = {}\nsrc = \"src\"\n\n[build]\nbuild-dir = \"target/book\"\nextra-watch-dirs = [\"data\"]\n\n[preprocessor.papers]\ncommand = \"mdbook-papers\"\nafter = [\"links\"]\ndata = [\"data/papers.toml\"]\n",
        export::toml_text(title)
    );
    let file = |path: &str, text: String| File { path: path.to_owned(), text };
    let mut files = vec![
        file("book.toml", settings),
        file("src/SUMMARY.md", summary),
        file("src/README.md", front),
        file("data/papers.toml", data(title, library)),
    ];
    files.append(&mut chapters);
    files
}

/// The data of the book, whose papers know their source; the prose is in the chapters.
fn data(title: &str, library: &Library) -> String {
    let mut all = everything(library, title);
    for category in &mut all.categories {
        category.to_mut().intro = None;
    }
    for paper in &mut all.papers {
        *paper = Cow::Owned(into::sourced(paper));
    }
    export::write(&all, Format::Toml)
}

/// Whether a chapter lists its shelf: one that is empty and has others below it only stands above those.
fn has_listing(library: &Library, category: usize) -> bool {
    let below = format!("{}/", library.categories[category].id);
    !library.shelf(category).is_empty() || !library.categories.iter().any(|other| other.id.starts_with(&below))
}

fn directive(id: &str) -> String {
    // A word that is also an option would be taken for it.
    let plain = id.contains(['/', '-']) || !id.is_ascii();
    if plain { format!("<<#papers {id}>>") } else { format!("<<#papers category:{id}>>") }
}

/// Prose of a list as a chapter may have it: what mdBook and we would act on stays text.
fn literal(prose: &str) -> String {
    prose.replace("{{#", "\\{{#").replace("<<#", "\\<<#").replace("<!-- #", "<!-- \\#")
}

fn one_line(title: &str) -> String {
    literal(&title.split_whitespace().collect::<Vec<_>>().join(" ")).replace('<', "\\<")
}

/// A title as the text of a link.
fn label(title: &str) -> String {
    one_line(title).replace('[', "\\[").replace(']', "\\]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{self, Reading};
    use crate::import::library;
    use crate::source::Source;

    #[test]
    fn a_list_becomes_a_book_and_acts_on_nothing() {
        let list = "# List\n\nAll {{#include secret}} of it.\n\n## News\n\nNone <<#papers>>.\n\n## One\n\nProse <<#papers x>>.\n\n- **A Study of Lists** 2020 [[pdf](https://a.example/a.pdf)]\n\n### Two\n";
        let contents = format::read(&Source::new("README.md", list), Reading::default());
        let prose = contents.prose.clone();
        let files = book("List", &library(vec![contents], &[]).0, &prose);
        let shown: String =
            files.iter().flat_map(|file| ["== ", file.path.as_str(), "\n", file.text.as_str()]).collect();
        insta::assert_snapshot!(shown);
    }
}
