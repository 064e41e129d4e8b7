//! Makes a book of a reading list: book.toml, SUMMARY.md, a chapter for each heading, and the data file.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{everything, memory};
use crate::assets::{ASSETS, Asset};
use crate::directive::quoted;
use crate::export::{self, ExportFormat};
use crate::format::Prose;
use crate::library::Library;

/// The number of newest papers on the front page.
const NEWEST: usize = 5;

/// A file of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path relative to the book's root, with `/` between folders.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Returns the files of a book titled `title` with the papers of a library.
pub fn book(title: &str, library: &Library, prose: &[Prose]) -> Vec<File> {
    let mut summary = String::from("# Summary\n\n[Introduction](README.md)\n\n");
    let mut chapters = Vec::new();
    let mut names = HashSet::from(["readme".to_owned(), "summary".to_owned()]);
    let whole = library.categories.iter().position(|category| category.title == title && !category.id.contains('/'));
    let mut front = format!("# {}\n\n", one_line(title));
    for text in prose.iter().filter(|prose| prose.leads).map(|prose| literal(prose.text.trim())) {
        front.push_str(&text);
        front.push_str("\n\n");
    }
    let mut written: Vec<&str> = Vec::new();
    for (nth, category) in library.categories.iter().enumerate() {
        let prose = category.intro.as_deref().map(|intro| literal(intro) + "\n\n").unwrap_or_default();
        let listing = if has_listing(library, nth) {
            format!("{}\n", directive(&category.id))
        } else if Some(nth) == whole {
            // The front page has an index of all categories.
            String::new()
        } else {
            index_below(library, nth).unwrap_or_default()
        };
        if Some(nth) == whole {
            front.push_str(&prose);
            front.push_str(&listing);
            continue;
        }
        if prose.is_empty() && !holds_papers(library, nth) {
            continue;
        }
        let is_parent = |id: &&&str| category.id.strip_prefix(**id).is_some_and(|rest| rest.starts_with('/'));
        let depth = written.iter().filter(is_parent).count();
        written.push(&category.id);
        let name = file_name(&category.id, &mut names);
        let title = unnumbered(&category.title);
        summary.extend([format!("{}- [{}]({name}.md)\n", "  ".repeat(depth), label(title))]);
        let mut text = format!("# {}\n\n{prose}{listing}", one_line(title));
        text.truncate(text.trim_end().len());
        chapters.push(File { path: format!("src/{name}.md"), text: text + "\n" });
    }
    let dated = library.papers.iter().filter(|paper| paper.date.is_some()).count();
    if !chapters.is_empty() && dated > NEWEST {
        front.extend([format!(
            "## Newest papers\n\n<<#papers * sort=-date limit={NEWEST} style=compact canonical=false>>\n\n"
        )]);
    }
    let loose = library.papers.iter().filter(|paper| paper.categories.is_empty());
    let keys: Vec<_> = loose.map(|paper| format!("@{}", word(&paper.key))).collect();
    if !keys.is_empty() {
        front.extend([format!("<<#papers {} style=compact>>\n\n", keys.join(" "))]);
    }
    if !chapters.is_empty() {
        front.push_str("## Categories\n\n<<#papers-index>>\n");
    }
    if !chapters.is_empty() && dated > NEWEST {
        front.push_str("\n## Papers by year\n\n<<#papers-stats>>\n");
    }
    for text in prose.iter().filter(|prose| !prose.leads).map(|prose| literal(prose.text.trim())) {
        front.extend(["\n", &text, "\n"]);
    }
    let asset = |asset: &Asset| format!("{} = [\"{}\"]\n", asset.key, asset.name);
    let assets = ASSETS.iter().map(asset).collect::<Vec<_>>().concat();
    let settings = format!(
        "[book]\ntitle = {}\nsrc = \"src\"\n\n[build]\nbuild-dir = \"target/book\"\nextra-watch-dirs = [\"data\"]\n\n[preprocessor.papers]\ncommand = \"mdbook-papers\"\nafter = [\"links\"]\ndata = [\"data/papers.toml\"]\n\n[output.html]\n{assets}",
        export::toml_text(title)
    );
    let file = |path: &str, text: String| File { path: path.to_owned(), text };
    let data = data(title, library);
    let mut files = vec![
        file("book.toml", settings),
        file("src/SUMMARY.md", summary),
        file("src/README.md", front),
        file("data/papers.import.lock", memory(library, &data).to_text()),
        file("data/papers.toml", data),
    ];
    files.extend(ASSETS.iter().map(|asset| file(asset.name, asset.marked())));
    files.append(&mut chapters);
    files
}

/// Returns the data file of the book; introductions are in the chapters.
fn data(title: &str, library: &Library) -> String {
    let mut all = everything(library, title);
    let holds: HashSet<&str> = (0..library.categories.len())
        .filter(|nth| holds_papers(library, *nth))
        .map(|nth| library.categories[nth].id.as_str())
        .collect();
    all.categories.retain(|category| holds.contains(category.id.as_str()));
    for category in &mut all.categories {
        category.to_mut().intro = None;
    }
    export::write(&all, ExportFormat::Toml)
}

/// Returns whether a chapter lists the papers of its category: not if only its subcategories have papers.
fn has_listing(library: &Library, category: usize) -> bool {
    !library.category_papers(category).is_empty()
}

/// Returns whether a category or one below it has papers.
fn holds_papers(library: &Library, category: usize) -> bool {
    let id = &library.categories[category].id;
    let is_below =
        |other: &str| other.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let below = library.categories.iter().enumerate().filter(|(_, other)| is_below(&other.id));
    below.into_iter().any(|(nth, _)| !library.category_papers(nth).is_empty())
}

/// Returns a title without its number, because mdBook numbers chapters: `2. Models`, `1.3 Data`.
fn unnumbered(title: &str) -> &str {
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &title[..title.len() - rest.len()];
    let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.') && rest.starts_with(' ');
    if is_number && !rest.trim().is_empty() { rest.trim_start() } else { title }
}

/// Returns the index of the categories below one without papers of its own, if they have papers.
fn index_below(library: &Library, category: usize) -> Option<String> {
    let id = &library.categories[category].id;
    // A quoted word is a title rather than a glob.
    let is_glob = matches!(word(id), Cow::Borrowed(_));
    (is_glob && holds_papers(library, category)).then(|| format!("<<#papers-index {id}/**>>\n"))
}

fn directive(id: &str) -> String {
    let quoted = word(id);
    // A word that is also an option would be parsed as one.
    let plain = id.contains(['/', '-']) || !id.is_ascii() || quoted != id;
    if plain { format!("<<#papers {quoted}>>") } else { format!("<<#papers category:{id}>>") }
}

/// Returns an id or a key as a directive argument, quoted if needed.
fn word(id: &str) -> Cow<'_, str> {
    if id.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '/' | '-')) {
        return Cow::Borrowed(id);
    }
    Cow::Owned(quoted(id))
}

/// Returns a file name for the chapter of a category, unique even on case-insensitive file systems.
fn file_name(id: &str, taken: &mut HashSet<String>) -> String {
    let fit = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let base: String = id.chars().map(fit).collect();
    let mut name = base.clone();
    let mut nth = 1_u32;
    while !taken.insert(name.to_lowercase()) {
        nth += 1;
        name = format!("{base}-{nth}");
    }
    name
}

/// Escapes what mdBook or this preprocessor would expand.
fn literal(prose: &str) -> String {
    let prose = closed_up(&closed_up(prose, "{{", "\\{{#"), "<!--", "<!-- \\#");
    prose.replace("<<#", "\\<<#")
}

/// Replaces each `open` followed by optional whitespace and `#` with `by`.
fn closed_up(text: &str, open: &str, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(behind) = from[open.len()..].trim_start().strip_prefix('#') {
            out.push_str(by);
            rest = behind;
        } else {
            // `{{{#` begins at its second brace.
            let first = from.chars().next().map_or(0, char::len_utf8);
            out.push_str(&from[..first]);
            rest = &from[first..];
        }
    }
    out + rest
}

fn one_line(title: &str) -> String {
    literal(&title.split_whitespace().collect::<Vec<_>>().join(" ")).replace('<', "\\<")
}

/// Escapes a title for the text of a link.
fn label(title: &str) -> String {
    one_line(&title.replace('\\', "\\\\")).replace('[', "\\[").replace(']', "\\]")
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
        let shown: String = files
            .iter()
            .filter(|file| !ASSETS.iter().any(|asset| asset.name == file.path))
            .flat_map(|file| ["== ", file.path.as_str(), "\n", file.text.as_str()])
            .collect();
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn a_category_without_papers_of_its_own_has_an_index_of_those_below() {
        let list = "# List\n\n## 1. Models\n\n### Open\n\n- **A Study of Lists** 2020 [[pdf](https://a.example/a.pdf)]\n\n## Data\n\n- **A Study of Data** 2021 [[pdf](https://a.example/b.pdf)]\n";
        let contents = format::read(&Source::new("README.md", list), Reading::default());
        let files = book("List", &library(vec![contents], &[]).0, &[]);
        let chapter = |name: &str| files.iter().find(|file| file.path.ends_with(name)).map(|file| file.text.as_str());
        assert_eq!(chapter("1-models.md"), Some("# Models\n\n<<#papers-index 1-models/**>>\n"));
        assert_eq!(chapter("data.md"), Some("# Data\n\n<<#papers category:data>>\n"));
    }

    #[test]
    fn what_would_act_is_text() {
        for (prose, expected) in [
            ("{{ #include x}}", "\\{{#include x}}"),
            ("{{{\n\t#include x}}}", "{\\{{#include x}}}"),
            ("{{ x }} <!-- a -->", "{{ x }} <!-- a -->"),
            ("<!--\t #papers -->", "<!-- \\#papers -->"),
            ("<!--#papers--> <<#papers>>", "<!-- \\#papers--> \\<<#papers>>"),
        ] {
            assert_eq!(literal(prose), expected);
        }
        assert_eq!(label("A\\"), "A\\\\");
    }

    #[test]
    fn no_chapter_takes_the_place_of_another() {
        let mut taken = HashSet::from(["readme".to_owned()]);
        let names = ["a/b", "a-b", "A-B", "README", "machine learning"].map(|id| file_name(id, &mut taken));
        assert_eq!(names, ["a-b", "a-b-2", "A-B-3", "README-2", "machine-learning"]);
        assert_eq!(directive("machine learning"), "<<#papers \"machine learning\">>");
        assert_eq!(directive("a/b"), "<<#papers a/b>>");
        assert_eq!(directive("sort"), "<<#papers category:sort>>");
        assert_eq!(
            ["2. Models", "1.3 Data", "3D Vision", "2023", "1. "].map(unnumbered),
            ["Models", "Data", "3D Vision", "2023", "1. "]
        );
        assert_eq!(word("a>>\"b"), "\"a>>\\\"b\"");
    }
}
