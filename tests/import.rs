//! Moving in: the owner's list as a library, its later versions brought into one file, and a whole book of it.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set the disk up, and what fails there fails the test"
)]

#[path = "support/papers.rs"]
mod papers;

use std::path::{Path, PathBuf};
use std::time::Instant;

use mdbook_papers::export::canonical;
use mdbook_papers::format::{Reading, read};
use mdbook_papers::paper::Paper;
use mdbook_papers::source::Source;
use papers::{Run, run};
use proptest::prelude::*;

fn seed(name: &str) -> String {
    format!("{}/tests/seed/{name}.md", env!("CARGO_MANIFEST_DIR"))
}

fn import(arguments: &[&str]) -> Run {
    let all: Vec<_> = std::iter::once("import").chain(arguments.iter().copied()).collect();
    run(&all, b"")
}

#[test]
fn the_owners_list_is_read_whole() {
    let run = import(&[&seed("README")]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(run.stdout);
}

/// Brings a version of the list into a file, and gives what is said of it.
fn bring(name: &str, file: &Path) -> Run {
    import(&[&seed(name), "--into", file.to_str().unwrap()])
}

fn library() -> (tempfile::TempDir, PathBuf) {
    file_named("papers.toml")
}

fn file_named(name: &str) -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join(name);
    (root, file)
}

/// The papers of a file, and its categories by id and title.
fn papers(file: &Path) -> (Vec<Paper>, Vec<(String, String)>) {
    let contents = read(&Source::new(file, std::fs::read_to_string(file).unwrap()), Reading::default());
    assert!(contents.diagnostics.is_empty(), "{:?}", contents.diagnostics);
    let shelved = contents.entries.iter().map(|entry| Paper {
        categories: entry.categories.iter().map(|category| category.value.clone()).collect(),
        ..entry.paper().clone()
    });
    (shelved.collect(), contents.categories.iter().map(|one| (one.id.clone(), one.title.clone())).collect())
}

#[test]
fn later_versions_add_what_is_new_and_leave_nothing_twice() {
    let (_root, file) = library();
    let mut counts = Vec::new();
    for name in ["README", "later-1", "later-2", "later-3"] {
        assert_eq!(bring(name, &file).status, 0);
        let once = std::fs::read_to_string(&file).unwrap();
        bring(name, &file);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), once, "{name} twice is {name} once");
        counts.push(once.matches("[[paper]]").count());
    }
    assert_eq!(counts, [26, 37, 49, 58]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(canonical(&text).unwrap(), text, "what was in canonical form stays in it");
    insta::assert_snapshot!(text);
}

#[test]
fn yaml_and_json_are_brought_up_to_date_as_toml_is() {
    let (_root, toml) = library();
    for name in ["README", "later-1", "later-2", "later-3"] {
        bring(name, &toml);
    }
    for (name, comment) in [("papers.yaml", "# By hand.\n"), ("papers.json", "")] {
        let (_root, file) = file_named(name);
        for name in ["README", "later-1", "later-2", "later-3"] {
            let run = bring(name, &file);
            assert_eq!(run.status, 0, "{}", run.stderr);
            let once = std::fs::read_to_string(&file).unwrap();
            bring(name, &file);
            assert_eq!(std::fs::read_to_string(&file).unwrap(), once, "{name} twice is {name} once");
            if name == "README" {
                // A comment above the first entry, which is not its own, and blanks that nobody would write.
                let start = once.find(if comment.is_empty() { "{" } else { "paper:" }).unwrap();
                std::fs::write(&file, format!("{comment}\n{}{}", &once[..start], &once[start..])).unwrap();
            }
        }
        assert_eq!(papers(&file), papers(&toml), "{name}");
        assert!(std::fs::read_to_string(&file).unwrap().starts_with(&format!("{comment}\n")));
    }
}

#[test]
fn a_correction_in_yaml_stays() {
    let (root, file) = file_named("papers.yaml");
    let list = root.path().join("list.md");
    let item = |venue: &str, pdf: &str| {
        format!("# List\n\n## One\n\n- **A Study of Lists** {venue} [[pdf](https://a.example/{pdf}.pdf)]\n")
    };
    let bring = |venue: &str, pdf: &str| {
        std::fs::write(&list, item(venue, pdf)).unwrap();
        import(&[list.to_str().unwrap(), "--into", file.to_str().unwrap()])
    };
    bring("ICML 2019", "a");
    edit(
        &file,
        "    venue: ICML\n",
        "    # By hand.\n    venue: International Conference on Machine Learning # whole\n",
    );
    let run = bring("NeurIPS 2020", "b");
    assert_eq!(run.status, 0);
    insta::assert_snapshot!(std::fs::read_to_string(&file).unwrap());
    let said = run.stderr.replace(root.path().to_str().unwrap(), "ROOT");
    insta::assert_snapshot!("a_correction_in_yaml_is_a_conflict", said);
}

#[test]
fn a_file_that_cannot_be_brought_up_to_date_is_left_alone() {
    for (name, text, status, expect) in [
        (
            "a.yaml",
            "paper: [{ id: a, title: A Study of Lists }]\n",
            2,
            "a list or an entry in it is not written with one item per line",
        ),
        ("a.json", "{ \"paper\": [ }\n", 1, "error[bad-syntax]"),
        ("a.bib", "@book{a, title = {A}}\n", 2, "is not TOML, YAML or JSON in the native schema"),
        ("a.md", "# A\n", 2, "is not TOML, YAML or JSON in the native schema"),
        ("refs.json", "[{ \"id\": \"a\" }]\n", 2, "is not TOML, YAML or JSON in the native schema"),
        ("a.toml", "[[paper]\n", 2, "cannot be edited"),
    ] {
        let (_root, file) = file_named(name);
        std::fs::write(&file, text).unwrap();
        let run = bring("README", &file);
        assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{name}: {}", run.stderr);
        assert!(run.stderr.contains(expect), "{name}: {}", run.stderr);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from}");
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_correction_by_hand_stays() {
    let (_root, file) = library();
    bring("README", &file);
    edit(&file, "title = \"Opt-iml: Scaling", "# By hand.\ntitle = \"OPT-IML: Scaling");
    edit(&file, "id = \"conoverfree\"", "id = \"conover2023dolly\"\ndate = \"2023-04-12\"");
    bring("later-1", &file);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("# By hand.\ntitle = \"OPT-IML: Scaling"));
    assert!(text.contains("id = \"conover2023dolly\"\ndate = \"2023-04-12\"") && !text.contains("conoverfree"));
}

#[test]
fn a_field_that_both_changed_is_a_conflict() {
    let (root, file) = library();
    let list = root.path().join("list.md");
    let item =
        |venue: &str| format!("# List\n\n## One\n\n- **A Study of Lists** {venue} [[pdf](https://a.example/a.pdf)]\n");
    let bring = |venue: &str| {
        std::fs::write(&list, item(venue)).unwrap();
        import(&[list.to_str().unwrap(), "--into", file.to_str().unwrap()])
    };
    bring("ICML 2019");
    edit(&file, "venue = \"ICML\"", "venue = \"International Conference on Machine Learning\"");
    bring("ICML 2019");
    let run = bring("NeurIPS 2020");
    assert_eq!(run.status, 0);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("date = \"2020\"") && text.contains("venue = \"International Conference on Machine Learning\"")
    );
    let said = run.stderr.replace(root.path().to_str().unwrap(), "ROOT");
    insta::assert_snapshot!(said);
}

/// Runs several versions of one list against one file.
struct Versions {
    root: tempfile::TempDir,
}

impl Versions {
    fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> String {
        self.root.path().join(name).to_str().unwrap().to_owned()
    }

    fn import(&self, items: &str, arguments: &[&str]) -> Run {
        std::fs::write(self.path("list.md"), format!("# List\n\n## One\n\n{items}")).unwrap();
        let list = self.path("list.md");
        let arguments: Vec<String> = arguments
            .iter()
            .map(|argument| argument.strip_prefix('@').map_or((*argument).to_owned(), |name| self.path(name)))
            .collect();
        import(&std::iter::once(list.as_str()).chain(arguments.iter().map(String::as_str)).collect::<Vec<_>>())
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

const STUDY: &str = "- **A Study of Lists** ICML 2019 [[pdf](https://a.example/a.pdf)]\n";

#[test]
fn what_output_wrote_is_updated_later_and_a_file_by_hand_is_not_overwritten() {
    let lists = Versions::new();
    assert_eq!(lists.import(STUDY, &["--output", "@a.toml"]).status, 0);
    assert!(!lists.text("a.toml").contains("x."), "the data have no private fields");
    let later = STUDY.replace("2019", "2020");
    assert_eq!(lists.import(&later, &["--output", "@a.toml"]).status, 0, "nobody has edited it");
    assert!(lists.text("a.toml").contains("2020"));
    assert_eq!(lists.import(STUDY, &["--into", "@a.toml"]).status, 0);
    assert!(lists.text("a.toml").contains("2019"));
    std::fs::write(lists.path("a.toml"), lists.text("a.toml") + "# By hand.\n").unwrap();
    let refused = lists.import(&later, &["--output", "@a.toml"]);
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("is not overwritten; `--into` merges into it"), "{}", refused.stderr);
    assert!(lists.text("a.toml").ends_with("# By hand.\n"));
}

#[test]
fn comments_above_an_updated_field_stay_and_the_file_is_canonical() {
    let lists = Versions::new();
    lists.import(STUDY, &["--into", "@a.toml"]);
    edit(
        Path::new(&lists.path("a.toml")),
        "title = \"A Study of Lists\"",
        "# Above.\ntitle = \"A Study of Lists\" # Behind.",
    );
    edit(Path::new(&lists.path("a.toml")), "links.pdf", "# Of the link.\nlinks.pdf");
    let formatted = canonical(&lists.text("a.toml")).unwrap();
    std::fs::write(lists.path("a.toml"), formatted).unwrap();
    let later =
        "- **A Study of Long Lists** ICML 2020 [[pdf](https://a.example/a.pdf)] [[code](https://a.example/code)]\n";
    assert_eq!(lists.import(later, &["--into", "@a.toml"]).status, 0);
    let text = lists.text("a.toml");
    assert!(
        text.contains("# Above.\ntitle = \"A Study of Long Lists\"  # Behind.")
            && text.contains("# Of the link.\nlinks.pdf"),
        "{text}"
    );
    assert_eq!(canonical(&text).unwrap(), text);
    assert_eq!(text.matches("[[paper]]").count(), 1, "the same address is the same paper");
}

#[test]
fn a_conflict_is_settled_for_good() {
    for (choice, expect) in [("--keep", "venue = \"Mine\""), ("--take", "venue = \"NeurIPS\"")] {
        let lists = Versions::new();
        lists.import(STUDY, &["--into", "@a.toml"]);
        edit(Path::new(&lists.path("a.toml")), "venue = \"ICML\"", "venue = \"Mine\"");
        let later = STUDY.replace("ICML", "NeurIPS");
        let run = lists.import(&later, &["--into", "@a.toml"]);
        assert!(run.stderr.contains("conflict") && run.stderr.contains("resolves it"), "{}", run.stderr);
        let run = lists.import(&later, &["--into", "@a.toml", choice, "study2019lists"]);
        assert!(!run.stderr.contains("conflict"), "{}", run.stderr);
        assert!(lists.text("a.toml").contains(expect), "{}", lists.text("a.toml"));
        assert!(!lists.import(&later, &["--into", "@a.toml"]).stderr.contains("conflict"));
    }
}

#[test]
fn what_left_the_source_is_reported_and_removed_on_request() {
    let lists = Versions::new();
    let both = format!("{STUDY}- **A Study of Shelves** ICML 2020 [[pdf](https://a.example/b.pdf)]\n");
    for file in ["a.toml", "a.yaml", "a.json"] {
        let path = &format!("@{file}");
        let count = || papers(Path::new(&lists.path(file))).0.len();
        lists.import(&both, &["--into", path]);
        let run = lists.import(STUDY, &["--into", path]);
        assert!(run.stderr.contains("the source no longer has `study2020shelves`"), "{}", run.stderr);
        assert_eq!(count(), 2, "{file}");
        assert_eq!(lists.import(STUDY, &["--into", path, "--prune"]).status, 0);
        assert_eq!(count(), 1, "{file}");
        assert!(!lists.import(STUDY, &["--into", path]).stderr.contains("no longer"));
    }
}

#[test]
fn relative_addresses_of_a_book_are_reported_or_made_absolute() {
    let lists = Versions::new();
    let items = "![Rows](rows.png)\n\n- **A Study of Lists** ICML 2019 [[pdf](papers/a.pdf)] <img src=\"a.png\">\n";
    let run = lists.import(items, &["--book", "@one"]);
    assert!(run.stderr.contains("2 addresses are relative to the list, here and below"), "{}", run.stderr);
    assert!(run.stderr.contains("a picture of an entry is skipped"), "{}", run.stderr);
    let run = lists.import(items, &["--book", "@two", "--base-url", "https://github.com/o/r/blob/main"]);
    assert!(!run.stderr.contains("relative"), "{}", run.stderr);
    let data = lists.text("two/data/papers.toml");
    assert!(data.contains("\"https://github.com/o/r/blob/main/papers/a.pdf\""), "{data}");
    let chapter = lists.text("two/src/one.md");
    assert!(chapter.contains("![Rows](https://github.com/o/r/raw/main/rows.png)"), "{chapter}");
}

#[test]
fn fingerprints_in_entries_are_moved_to_the_file_of_the_import() {
    let lists = Versions::new();
    lists.import(STUDY, &["--into", "@a.toml"]);
    let memory = lists.text("a.import.lock");
    let line = memory.lines().find(|line| line.contains("study2019lists")).unwrap();
    let prints = line.split_once("\"list.md\", ").unwrap().1;
    std::fs::write(lists.path("a.toml"), lists.text("a.toml") + &format!("x.source = {{ {prints}\n")).unwrap();
    std::fs::remove_file(lists.path("a.import.lock")).unwrap();
    let run = lists.import(&STUDY.replace("2019", "2021"), &["--into", "@a.toml"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let text = lists.text("a.toml");
    assert!(text.contains("2021") && !text.contains("x."), "{text}");
    assert!(lists.text("a.import.lock").contains("study2019lists"));
}

#[test]
fn a_list_becomes_a_book_once() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("book");
    let folder = folder.to_str().unwrap();
    assert_eq!(import(&[&seed("README"), "--book", folder]).status, 0);
    let again = import(&[&seed("README"), "--book", folder]);
    assert_eq!(again.status, 2);
    assert!(again.stderr.contains("is not overwritten"));
    #[cfg(feature = "build")]
    {
        let check = run(&["check", folder, "--format", "concise", "--today", "2026-11-25"], b"");
        assert_eq!(check.status, 0, "{}", check.stdout);
        let built = run(&["build", folder], b"");
        assert_eq!(built.status, 0, "{}", built.stderr);
        let page = root.path().join("book/target/book/papers-base-models.html");
        assert!(
            std::fs::read_to_string(page).unwrap().contains("LLaMA: Open and Efficient Foundation Language Models")
        );
    }
}

#[test]
fn what_is_lost_fails_a_strict_import() {
    let root = tempfile::tempdir().unwrap();
    let list = root.path().join("list.md");
    let text = "## One\n\n- **A Study of Lists** 2020 [[pdf](https://a.example/a.pdf)]\n- and some more of it\n";
    std::fs::write(&list, text).unwrap();
    let list = list.to_str().unwrap();
    assert_eq!(import(&[list]).status, 0);
    let strict = import(&[list, "--strict"]);
    assert_eq!(strict.status, 1);
    assert!(strict.stderr.contains("list.md:4:1") && strict.stdout.contains("and some more of it"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_breaks_the_reader(parts in prop::collection::vec(prop::sample::select(PARTS), 0..40)) {
        let text = parts.concat();
        let contents = read(&Source::new("README.md", text), Reading::default());
        let count = contents.entries.len();
        let (library, _) = mdbook_papers::import::library(vec![contents], &[]);
        let toml = mdbook_papers::import::write(&library, "A", mdbook_papers::export::ExportFormat::Toml);
        let back = read(&Source::new("a.toml", toml), Reading::default());
        prop_assert_eq!(back.entries.len(), count);
    }
}

/// What lists are made of, and what breaks readers.
const PARTS: &[&str] = &[
    "# ",
    "## One\n",
    "- ",
    "1. ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "**",
    "*",
    "`",
    "_",
    "[",
    "]",
    "(",
    ")",
    "[pdf](https://a.example/x.pdf)",
    "[[pdf]](",
    "https://a.example",
    "A Study of Lists",
    "评估方法：",
    "“",
    "”",
    "\"",
    "Ada Lovelace, Charles Babbage",
    "et al.",
    "等",
    " 2019.6 ",
    "ICML'19",
    "(2019",
    "| a | b |\n|---|---|\n",
    "| ",
    "<table>",
    "<tr><td>",
    "</td></tr>",
    "<br>",
    "<h2>",
    "</h2>",
    "<details>",
    "<summary>",
    "![x](y)",
    "- Paper: ",
    "\u{301}",
    "\u{AD}",
    "\u{FB01}",
    "\u{1F642}",
    "\\",
    ". ",
    ", ",
    ": ",
    "İ",
    "ß",
    "&amp;",
    "<a href=\"",
    "\r\n",
    "\t",
    "> ",
    "```\n",
    "<!--",
    "-->",
    "'",
    "{",
    "}",
    "\u{0}",
    "年5月",
    "。",
    "，",
    "- Title: ",
    "论文：",
    "- 作者：",
    "#### ",
    "![](https://img.shields.io/badge/ICML-2019-blue)",
    " | ",
    "In ",
];

#[test]
#[ignore = "it measures, so it wants a release build"]
fn a_long_list_is_read_at_once() {
    let item = "1. `A Study of Many Long Lists and What They Hold` arXiv 2019\n   Ada Lovelace, Charles Babbage, Oskar van der Wal [[pdf](https://arxiv.org/abs/1909.01066)] [[project](https://a.example/b)]\n\n   A note on it.\n\n";
    let text: String =
        (0..).map(|nth| item.replace("Lists", &format!("Lists{nth}"))).take(200_000 / item.len()).collect();
    let source = Source::new("README.md", format!("# List\n\n## One\n\n{text}"));
    // The best of five, since the machine has other things to do.
    let runs = (0..5).map(|_| {
        let start = Instant::now();
        let contents = read(&source, Reading::default());
        (start.elapsed(), contents.entries.len())
    });
    let (took, count) = runs.min().unwrap();
    println!("{count} papers in {took:?}");
    assert!(count > 800 && took.as_millis() < 100, "{count} papers in {took:?}");
}

#[test]
fn references_in_plain_text_are_cut_at_their_sentences_and_anchors_are_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("references.md");
    let text = "# References\n\n\
        - Marsh, K. (2020). POND: A Versatile Framework for Frogs. Proceedings of the 2020 ACM Conference on Ponds, 1575–1590.\n\
        - Reed, T., Heron, R., & Lily, J. H. (2009). The elements of pond life: reeds, herons, and frogs. 2nd ed. Wet Press.\n\
        - Reed, T., & Lily, J. B. (2015a). Secure ponds and hidden frogs. Pond UP.\n\
        - <a id=\"marsh-1986\"></a>Marsh, P. A. (1986). *The Stationary Pond*. Wet Press.\n\
        - <a name=\"marsh-1986\"></a>Marsh, P. A. (1987). *Another Pond*. Wet Press.\n";
    std::fs::write(&file, text).unwrap();
    // The folder of the output is created.
    let output = folder.path().join("data/papers.toml");
    let run = import(&[file.to_str().unwrap(), "--output", output.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let (papers, _) = papers(&output);
    let shown: Vec<_> = papers.iter().map(|paper| (paper.key.as_str(), paper.title.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("marsh2020pond", "POND: A Versatile Framework for Frogs"),
            ("reed2009elements", "The elements of pond life: reeds, herons, and frogs"),
            ("reed2015secure", "Secure ponds and hidden frogs"),
            ("marsh-1986", "The Stationary Pond"),
            ("marsh1987another", "Another Pond"),
        ]
    );
}
