//! Updates a data file in YAML or JSON in place: replaces fields and appends papers and categories to their lists.
//! Everything else is unchanged, including comments.
//!
//! The result is parsed again. It is an error if anything other than the changes differs.

use std::path::Path;

use serde_json::{Map, Value};

use super::append::{
    AppendError, PAPERS, indent, json_items, json_value, last_entry, paper, with_categories, yaml_items,
};
use super::schema::{self, Node};
use super::{pretty, yaml};
use crate::format::{Contents, Format, Reading, list_in_json, read_as, written_fields};
use crate::paper::{Category, Paper};
use crate::source::{Source, split_mark};

mod in_json;
mod in_yaml;

/// The name of the list of categories.
const CATEGORIES: &str = "category";

/// The changes to a file.
#[derive(Debug, Default)]
pub struct Changes<'n> {
    /// Changes to existing papers.
    pub revisions: Vec<Revision<'n>>,
    /// New categories.
    pub categories: Vec<&'n Category>,
    /// New papers.
    pub papers: Vec<Paper>,
    /// The indices of papers that are removed.
    pub removed: Vec<usize>,
}

/// The changes to a paper of a file.
#[derive(Debug)]
pub struct Revision<'n> {
    /// The index of the paper in the file.
    pub nth: usize,
    /// The paper with the new values.
    pub paper: &'n Paper,
    /// The names of the changed fields; a field that `paper` does not have is removed.
    pub fields: Vec<String>,
    /// The complete table `x`, if it changes.
    pub x: Option<Map<String, Value>>,
}

impl Revision<'_> {
    /// The changed fields with their new values.
    fn values(&self) -> Vec<(&str, Option<Node>)> {
        let mut all = schema::paper(self.paper);
        let mut value = |name: &str| {
            let at = all.iter().position(|(own, _)| own == name)?;
            Some(all.swap_remove(at).1)
        };
        let x = self.x.as_ref().map(|x| ("x", (!x.is_empty()).then(|| Node::from(&Value::Object(x.clone())))));
        self.fields.iter().map(|name| (name.as_str(), value(name))).chain(x).collect()
    }
}

/// Applies changes to the text of a file, with or without a byte-order mark.
///
/// # Errors
/// See [`AppendError`].
pub fn edit(path: &Path, text: &str, changes: &Changes<'_>) -> Result<String, AppendError> {
    let (mark, text) = split_mark(text);
    // The line endings of the file are restored at the end.
    let crlf = text.contains("\r\n");
    let text = &text.replace("\r\n", "\n");
    let format = Format::of(path, text).filter(|format| matches!(format, Format::Yaml | Format::Json));
    let format = format.ok_or(AppendError::External)?;
    let read = |text: &str| read_as(format, &Source::new(path, text), Reading::default());
    let old = read(text);
    if old.incomplete {
        return Err(AppendError::Broken);
    }
    let whole = if text.trim().is_empty() { new_file(format, changes) } else { edited(format, text, &old, changes)? };
    let whole = if crlf { whole.replace('\n', "\r\n") } else { whole };
    if is_up_to_date(&old, &read(&whole), changes) { Ok(mark.to_owned() + &whole) } else { Err(AppendError::Changed) }
}

/// Returns a new file.
fn new_file(format: Format, changes: &Changes<'_>) -> String {
    let lists = [(CATEGORIES, categories(changes)), (PAPERS, papers(changes))];
    let lists = lists.into_iter().filter(|(_, items)| !items.is_empty());
    let lists: Vec<_> = lists.map(|(name, items)| (name.to_owned(), Node::List(items))).collect();
    if format == Format::Yaml { yaml::document(&lists) } else { pretty(&Node::Table(lists)) }
}

fn categories(changes: &Changes<'_>) -> Vec<Node> {
    changes.categories.iter().map(|category| Node::Table(schema::category(category))).collect()
}

fn papers(changes: &Changes<'_>) -> Vec<Node> {
    changes.papers.iter().map(paper).collect()
}

fn edited(format: Format, text: &str, old: &Contents, changes: &Changes<'_>) -> Result<String, AppendError> {
    let mut whole = text.to_owned();
    // From the last to the first, because a change moves the text after it.
    let edits = changes.revisions.iter().map(|revision| (revision.nth, Some(revision)));
    let mut places: Vec<_> = edits.chain(changes.removed.iter().map(|&nth| (nth, None))).collect();
    places.sort_by_key(|(nth, _)| std::cmp::Reverse(*nth));
    for (nth, revision) in places {
        let origin = old.entries.get(nth).and_then(|entry| entry.origin.as_ref());
        let start = origin.ok_or(AppendError::NoPlace)?.span.start;
        let written = |text: &str| written_fields(format, text, start).ok_or(AppendError::NoPlace);
        let Some(revision) = revision else {
            let fields = written(&whole)?;
            let entry = if format == Format::Yaml { in_yaml::entry } else { in_json::entry };
            let span = entry(&whole, &fields).ok_or(AppendError::NoPlace)?;
            whole.replace_range(span.range(), "");
            continue;
        };
        for (name, value) in revision.values() {
            let fields = written(&whole)?;
            let set = if format == Format::Yaml { in_yaml::set } else { in_json::set };
            let (span, new) = set(&whole, &fields, name, value.as_ref()).ok_or(AppendError::NoPlace)?;
            whole.replace_range(span.range(), &new);
        }
    }
    if !changes.papers.is_empty() {
        let papers = papers(changes);
        // The changes have moved the papers, so the text is parsed again.
        let (at, added) = match format {
            Format::Yaml => {
                let again = read_as(format, &Source::new("", whole.as_str()), Reading::default());
                yaml_items(&whole, PAPERS, last_entry(&again), &[(PAPERS.to_owned(), Node::List(papers))])
            }
            _ => json_items(&whole, PAPERS, &papers),
        }
        .ok_or(AppendError::NoPlace)?;
        whole.insert_str(at, &added);
    }
    if !changes.categories.is_empty() {
        let categories = categories(changes);
        let (at, added) = match format {
            Format::Yaml => yaml_categories(&whole, categories),
            _ => json_categories(&whole, &categories),
        }
        .ok_or(AppendError::NoPlace)?;
        whole.insert_str(at, &added);
    }
    Ok(whole)
}

fn yaml_categories(text: &str, categories: Vec<Node>) -> Option<(usize, String)> {
    let contents = read_as(Format::Yaml, &Source::new("", text), Reading::default());
    let origins = contents.categories.iter().filter_map(|category| category.origin.as_ref());
    let last = origins.map(|origin| origin.span.start).max();
    yaml_items(text, CATEGORIES, last, &[(CATEGORIES.to_owned(), Node::List(categories))])
}

/// Returns categories for the end of their list, or a new list before the papers.
fn json_categories(text: &str, categories: &[Node]) -> Option<(usize, String)> {
    if list_in_json(text, CATEGORIES).is_some() {
        return json_items(text, CATEGORIES, categories);
    }
    // Starts at the quotation mark before the name.
    let at = list_in_json(text, PAPERS)?.name.start.checked_sub(1)?;
    let indent = indent(text, at);
    let list = json_value(&Node::List(categories.to_vec()), indent);
    let after = indent.map_or(" ".to_owned(), |indent| format!("\n{indent}"));
    Some((at, format!("\"{CATEGORIES}\": {list},{after}")))
}

/// Returns whether only the requested changes differ.
fn is_up_to_date(old: &Contents, new: &Contents, changes: &Changes<'_>) -> bool {
    let expected = |nth: usize| {
        let mut fields = schema::paper(&with_categories(&old.entries[nth]));
        for (name, value) in changes.revisions.iter().filter(|revision| revision.nth == nth).flat_map(Revision::values)
        {
            fields.retain(|(own, _)| own != name);
            fields.extend(value.map(|value| (name.to_owned(), value)));
        }
        sorted(fields)
    };
    let is_same = |(a, b): (&Category, &Category)| schema::category(a) == schema::category(b);
    let remaining: Vec<_> = (0..old.entries.len()).filter(|nth| !changes.removed.contains(nth)).collect();
    let Some((kept, added)) = new.entries.split_at_checked(remaining.len()) else { return false };
    let categories: Vec<_> = old.categories.iter().chain(changes.categories.iter().copied()).collect();
    !new.incomplete
        && kept
            .iter()
            .zip(remaining)
            .all(|(entry, nth)| sorted(schema::paper(&with_categories(entry))) == expected(nth))
        && added.len() == changes.papers.len()
        && added.iter().zip(&changes.papers).all(|(entry, paper)| with_categories(entry) == *paper)
        && new.categories.len() == categories.len()
        && new.categories.iter().zip(categories).all(is_same)
}

fn sorted(mut fields: Vec<(String, Node)>) -> Vec<(String, Node)> {
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Link, Person};

    /// Changes the first paper: new title and venue, no links.
    #[track_caller]
    fn check(path: &str, text: &str, expect: Result<&str, AppendError>) {
        let source = Paper {
            title: "New: Title".into(),
            authors: [Person { family: "Hu".to_owned(), given: Some("Edward J.".to_owned()), ..Person::default() }]
                .into(),
            venue: Some("ICLR".to_owned()),
            note: Some("one\n\ntwo".to_owned()),
            ..Paper::default()
        };
        let fields = ["title", "authors", "venue", "links", "note"].map(str::to_owned).to_vec();
        let x = Some([("source".to_owned(), serde_json::json!({ "title": "0f" }))].into_iter().collect());
        let changes = Changes { revisions: vec![Revision { nth: 0, paper: &source, fields, x }], ..Changes::default() };
        assert_eq!(edit(Path::new(path), text, &changes).as_deref(), expect.as_ref().copied(), "{path}");
    }

    #[test]
    fn fields_of_yaml_are_put_in_the_place_of_the_old() {
        check(
            "a.yaml",
            "# top\npaper:\n  - id: a  # key\n    title: Old # beside\n    # above\n    authors:\n    - X\n    - Y\n\n    links: { pdf: https://a.example }\n    note: |\n      -\n      old\n\n      # text\n\n    # of tags\n    tags: [t]\n\n  # next\n  - id: b\n    title: B\n",
            Ok(
                "# top\npaper:\n  - id: a  # key\n    title: \"New: Title\" # beside\n    # above\n    authors:\n      - Edward J. Hu\n\n    note: |-\n      one\n\n      two\n\n    # of tags\n    tags: [t]\n    venue: ICLR\n    x:\n      source:\n        title: \"0f\"\n\n  # next\n  - id: b\n    title: B\n",
            ),
        );
        check("a.yaml", "paper: [{ id: a, title: Old }]\n", Err(AppendError::NoPlace));
        check("a.yaml", "base: &b { title: Old }\npaper:\n- id: a\n  <<: *b\n", Err(AppendError::NoPlace));
    }

    #[test]
    fn fields_of_json_are_put_in_the_place_of_the_old() {
        check(
            "a.json",
            "{\n\t\"paper\": [\n\t\t{\n\t\t\t\"links\": {},\n\t\t\t\"id\": \"a\",\n\t\t\t\"title\" : \"Old\"\n\t\t}\n\t]\n}\n",
            Ok(
                "{\n\t\"paper\": [\n\t\t{\n\t\t\t\"id\": \"a\",\n\t\t\t\"title\" : \"New: Title\",\n\t\t\t\"authors\": [\n\t\t\t  \"Edward J. Hu\"\n\t\t\t],\n\t\t\t\"venue\": \"ICLR\",\n\t\t\t\"note\": \"one\\n\\ntwo\",\n\t\t\t\"x\": {\n\t\t\t  \"source\": {\n\t\t\t    \"title\": \"0f\"\n\t\t\t  }\n\t\t\t}\n\t\t}\n\t]\n}\n",
            ),
        );
        check(
            "a.json",
            "{\"paper\":[{\"id\":\"a\",\"title\":\"Old\",\"links\":{\"pdf\":\"u\"},\"tags\":[]}]}",
            Ok(
                "{\"paper\":[{\"id\":\"a\",\"title\":\"New: Title\",\"tags\":[], \"authors\": [\"Edward J. Hu\"], \"venue\": \"ICLR\", \"note\": \"one\\n\\ntwo\", \"x\": {\"source\":{\"title\":\"0f\"}}}]}",
            ),
        );
    }

    #[test]
    fn entries_are_removed_with_their_separators() {
        #[track_caller]
        fn check(path: &str, text: &str, removed: &[usize], expect: Result<&str, AppendError>) {
            let changes = Changes { removed: removed.to_vec(), ..Changes::default() };
            assert_eq!(edit(Path::new(path), text, &changes).as_deref(), expect.as_ref().copied(), "{text}");
        }
        let yaml = "# top\npaper:\n  - id: a\n    title: A\n    tags:\n    - t\n\n  # of b\n  - id: b\n    title: B\n    note: |\n      one\n\n      two\n  - id: c\n    title: C\n";
        check(
            "a.yaml",
            yaml,
            &[1],
            Ok("# top\npaper:\n  - id: a\n    title: A\n    tags:\n    - t\n\n  # of b\n  - id: c\n    title: C\n"),
        );
        check(
            "a.yaml",
            yaml,
            &[2, 0],
            Ok("# top\npaper:\n\n  # of b\n  - id: b\n    title: B\n    note: |\n      one\n\n      two\n"),
        );
        check("a.yaml", "paper: [{ id: a, title: A }]\n", &[0], Err(AppendError::NoPlace));
        let json = "{\"paper\": [\n  {\"id\": \"a\", \"title\": \"A\"},\n  {\"id\": \"b\", \"title\": \"B\", \"tags\": [\"{\"]}\n]}\n";
        check("a.json", json, &[0], Ok("{\"paper\": [\n  {\"id\": \"b\", \"title\": \"B\", \"tags\": [\"{\"]}\n]}\n"));
        check("a.json", json, &[1], Ok("{\"paper\": [\n  {\"id\": \"a\", \"title\": \"A\"}\n]}\n"));
        check("a.json", json, &[0, 1], Ok("{\"paper\": [\n  \n]}\n"));
    }

    #[test]
    fn what_is_new_stands_at_the_ends_of_the_lists() {
        #[track_caller]
        fn check(path: &str, text: &str, expect: &str) {
            let shelf = Category { id: "s".to_owned(), title: "S".to_owned(), ..Category::default() };
            let paper = Paper {
                key: "new".to_owned(),
                kind: "article".to_owned(),
                title: "New".into(),
                categories: vec!["s".to_owned()],
                links: vec![Link { label: "pdf".to_owned(), url: "u".to_owned() }],
                ..Paper::default()
            };
            let changes = Changes { categories: vec![&shelf], papers: vec![paper], ..Changes::default() };
            assert_eq!(edit(Path::new(path), text, &changes).as_deref(), Ok(expect), "{text}");
        }
        let yaml = "  - id: new\n    title: New\n    categories:\n      - s\n    links:\n      pdf: u\n";
        check("a.yaml", "", &format!("category:\n  - id: s\n    title: S\npaper:\n{yaml}"));
        check(
            "a.yaml",
            "# mine\npaper:\n  - id: a\n    title: A\n",
            &format!("# mine\npaper:\n  - id: a\n    title: A\n{yaml}category:\n  - id: s\n    title: S\n"),
        );
        check(
            "a.yaml",
            "category:\n  - id: r\n\npaper:\n  - id: a\n    title: A\n",
            &format!("category:\n  - id: r\n  - id: s\n    title: S\n\npaper:\n  - id: a\n    title: A\n{yaml}"),
        );
        check(
            "a.json",
            "{ \"paper\": [{ \"id\": \"a\", \"title\": \"A\" }] }",
            "{ \"category\": [{\"id\":\"s\",\"title\":\"S\"}], \"paper\": [{ \"id\": \"a\", \"title\": \"A\" }, {\"id\":\"new\",\"title\":\"New\",\"categories\":[\"s\"],\"links\":{\"pdf\":\"u\"}}] }",
        );
    }
}
