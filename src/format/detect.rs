//! Detects the format of a data file by its content and extension.

use std::path::Path;

use super::tagged;
use crate::source::{Source, split_mark};

/// A format of data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The schema of this program in TOML.
    Toml,
    /// The schema of this program in YAML.
    Yaml,
    /// The schema of this program in JSON.
    Json,
    /// BibTeX or BibLaTeX.
    Bibtex,
    /// CSL-JSON.
    CslJson,
    /// CSL items in YAML, as pandoc writes them.
    CslYaml,
    /// Hayagriva YAML.
    Hayagriva,
    /// RIS.
    Ris,
    /// The format of PubMed (nbib, MEDLINE).
    Pubmed,
    /// CITATION.cff.
    Cff,
    /// A reading list in Markdown.
    Markdown,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Format] = &[
        Format::Toml,
        Format::Yaml,
        Format::Json,
        Format::Bibtex,
        Format::CslJson,
        Format::CslYaml,
        Format::Hayagriva,
        Format::Ris,
        Format::Pubmed,
        Format::Cff,
        Format::Markdown,
    ];

    /// Returns the name for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Toml => "TOML",
            Format::Yaml => "YAML",
            Format::Json => "JSON",
            Format::Bibtex => "BibTeX",
            Format::CslJson => "CSL-JSON",
            Format::CslYaml => "CSL-YAML",
            Format::Hayagriva => "Hayagriva YAML",
            Format::Ris => "RIS",
            Format::Pubmed => "PubMed (nbib)",
            Format::Cff => "CITATION.cff",
            Format::Markdown => "Markdown",
        }
    }

    /// Returns whether the format uses the schema of this program, where every problem is an error.
    pub const fn is_ours(self) -> bool {
        matches!(self, Format::Toml | Format::Yaml | Format::Json)
    }

    /// Returns the format of a source, detected once.
    pub fn of_source(source: &Source) -> Option<Self> {
        let name = source.detected(|path, text| Self::of(path, text).map(Self::name))?;
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// Returns the format of a file, or `None` if it cannot be detected.
    pub fn of(path: &Path, text: &str) -> Option<Self> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        let content = sure(text);
        match extension.as_deref() {
            Some("md" | "markdown") => Some(Format::Markdown),
            Some("toml") => content.or(Some(Format::Toml)),
            Some("bib" | "bibtex" | "biblatex") => Some(content.unwrap_or(Format::Bibtex)),
            Some("ris") => Some(content.unwrap_or(Format::Ris)),
            Some("nbib") => Some(content.unwrap_or(Format::Pubmed)),
            Some("cff") => Some(Format::Cff),
            Some("json" | "csljson") => Some(content.unwrap_or(Format::Json)),
            Some("yaml" | "yml") => {
                Some(content.filter(|format| *format != Format::Toml).unwrap_or_else(|| yaml(text)))
            }
            _ => content.or_else(|| guess(text)),
        }
    }
}

/// Returns the format that the start of a text shows, whatever the file name.
fn sure(text: &str) -> Option<Format> {
    let (_, text) = split_mark(text);
    let first = text.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with(['%', '#']))?;
    if is_bibtex(first) {
        return Some(Format::Bibtex);
    }
    if is_toml_header(first) {
        return Some(Format::Toml);
    }
    match tagged::split(first) {
        Some(("TY", _)) => return Some(Format::Ris),
        Some(("PMID", _)) => return Some(Format::Pubmed),
        _ => {}
    }
    json(text.trim_start())
}

/// Returns the kind of JSON: the schema of this program has named tables, CSL-JSON is a list or has one in `items`.
fn json(text: &str) -> Option<Format> {
    let inner = text.get(1..)?.trim_start();
    match text.as_bytes().first()? {
        b'[' if inner.starts_with(['{', ']']) => Some(Format::CslJson),
        b'{' if inner.starts_with(['"', '}']) => {
            let csl = |name: &str| matches!(name, "items" | "references" | "type" | "issued");
            let ours = |name: &str| matches!(name, "paper" | "category");
            let telling = outer_names(text).find(|name| ours(name) || csl(name));
            Some(if telling.is_some_and(csl) { Format::CslJson } else { Format::Json })
        }
        _ => None,
    }
}

/// Returns the names in the root object of a JSON text.
fn outer_names(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                b'"' => {
                    let start = at;
                    while bytes.get(at).is_some_and(|&byte| byte != b'"') {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    let name = text.get(start..at);
                    at += 1;
                    if depth == 1 && text.get(at..).is_some_and(|rest| rest.trim_start().starts_with(':')) {
                        return name;
                    }
                }
                _ => {}
            }
        }
        None
    })
}

/// Returns the kind of YAML: the schema of this program and CSL-YAML have named lists; in Hayagriva YAML every name is a key.
fn yaml(text: &str) -> Format {
    let names = || outermost(text).filter_map(yaml_name);
    match names().find(|name| matches!(*name, "paper" | "category" | "references" | "items")) {
        Some("references" | "items") => Format::CslYaml,
        None if outermost(text).any(|line| line.starts_with("- ")) => Format::CslYaml,
        None if names().next().is_some() => Format::Hayagriva,
        _ => Format::Yaml,
    }
}

/// Returns the lines without the indentation of the first line.
fn outermost(text: &str) -> impl Iterator<Item = &str> {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '%', '-']));
    let indent = first.map_or(0, |line| line.len() - line.trim_start_matches(' ').len());
    text.lines().map(move |line| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        &line[blanks.min(indent)..]
    })
}

/// Returns the name at the start of a top-level line.
fn yaml_name(line: &str) -> Option<&str> {
    let (name, rest) = line.split_once(':')?;
    let outermost = !name.is_empty() && !name.starts_with([' ', '\t', '#', '-', '{', '[', '%']);
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', '\r']);
    (outermost && ends).then(|| name.trim_matches(['"', '\'']))
}

/// Returns the format that the complete text suggests.
fn guess(text: &str) -> Option<Format> {
    let any = |is: fn(&str) -> bool| text.lines().any(|line| is(line.trim_start()));
    if any(is_toml_header) {
        return Some(Format::Toml);
    }
    if any(is_bibtex) {
        return Some(Format::Bibtex);
    }
    if any(|line| line.starts_with("# ") || line.starts_with("## ")) && text.contains("](") {
        return Some(Format::Markdown);
    }
    let named = text.lines().find_map(yaml_name)?;
    let listed = matches!(named, "paper" | "category" | "references" | "items");
    // A name followed by indented lines.
    let nested =
        || text.lines().zip(text.lines().skip(1)).any(|(line, next)| is_open_name(line) && next.starts_with(' '));
    (listed || nested()).then(|| yaml(text))
}

fn is_open_name(line: &str) -> bool {
    yaml_name(line).is_some() && line.trim_end().ends_with(':')
}

/// Returns whether a line begins a BibTeX entry: `@type{` or `@type(`.
fn is_bibtex(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('@') else { return false };
    let kind = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    kind.len() < rest.len() && kind.trim_start().starts_with(['{', '('])
}

fn is_toml_header(line: &str) -> bool {
    let name = line.strip_prefix("[[").and_then(|rest| rest.split_once("]]")).map(|(name, _)| name.trim());
    matches!(name, Some("paper" | "category"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_extension_or_content() {
        #[track_caller]
        fn check(path: &str, text: &str, expect: Option<Format>) {
            assert_eq!(Format::of(Path::new(path), text), expect, "{path}: {text}");
        }
        check("a.toml", "", Some(Format::Toml));
        check("a.toml", "# a list\n[[paper]]\nid = \"a\"", Some(Format::Toml));
        check("a.toml", "@article{a, title = {A}}", Some(Format::Bibtex));
        check("a.txt", "[[ paper ]]\nid = \"a\"", Some(Format::Toml));
        check("refs", "title = \"A\"\n[[category]]\n", Some(Format::Toml));

        check("a.ris", "", Some(Format::Ris));
        check("a.txt", "\nTY  - JOUR\n", Some(Format::Ris));
        check("a.txt", "PMID- 1\n", Some(Format::Pubmed));
        check("CITATION.cff", "title: A", Some(Format::Cff));
        check("a.json", "", Some(Format::Json));
        check("a.json", "{}", Some(Format::Json));
        check("a.json", "{ \"$schema\": \"x\", \"paper\": [{ \"type\": \"book\" }] }", Some(Format::Json));
        check("a.json", "[]", Some(Format::CslJson));
        check("a.JSON", "\n[\n  {\"id\": 1}]", Some(Format::CslJson));
        check("a.json", "{ \"a \\\" b\": 1, \"items\": [] }", Some(Format::CslJson));
        check("a.json", "{ \"id\": \"x\", \"type\": \"book\" }", Some(Format::CslJson));
        check("a.json", "@book{a}", Some(Format::Bibtex));
        check("a.bib", "[{\"id\": \"a\"}]", Some(Format::CslJson));
        check("refs", "{\"paper\": []}", Some(Format::Json));

        check("a.yaml", "", Some(Format::Yaml));
        check("a.yml", "# x\npaper:\n  - id: a\n", Some(Format::Yaml));
        check("a.yaml", "---\nreferences:\n- id: a\n", Some(Format::CslYaml));
        check("a.yaml", "- id: a\n  title: A\n", Some(Format::CslYaml));
        check("a.yml", "a:\n  type: article\n  title: paper\n", Some(Format::Hayagriva));
        check("a.yml", "\n  a:\n    type: article\n\n  b:\n    title: B\n", Some(Format::Hayagriva));
        check("a.yaml", "- title: A\n  id: a\n", Some(Format::CslYaml));
        check("a.yaml", "{\"paper\": []}", Some(Format::Json));
        check("a.txt", "\"a b\":\n  type: article\n", Some(Format::Hayagriva));
        check("a.txt", "references:\n- id: a\n", Some(Format::CslYaml));

        check("a.bib", "", Some(Format::Bibtex));
        check("a.bib", "prose\n@article{a}", Some(Format::Bibtex));
        check("a.txt", "% Encoding: UTF-8\n\n@Article(a, title = {A})", Some(Format::Bibtex));
        check("a.txt", "some prose\n\n@misc{a}\n", Some(Format::Bibtex));

        check("README.md", "@article{a}", Some(Format::Markdown));
        check("list.txt", "# List\n\n- [A](https://a)\n", Some(Format::Markdown));

        check("a.txt", "nothing in particular\n", None);
        check("a.txt", "To: somebody\nFrom: me\n", None);
        check("a.txt", "", None);
        check("a.csv", "a,b\n", None);
    }
}
