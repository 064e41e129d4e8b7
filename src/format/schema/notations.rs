//! The native schema in YAML and JSON: the same fields as in TOML, positions of errors, and errors that affect one entry.

use crate::format::{Contents, Reading, locate, read};
use crate::source::Source;

fn contents(name: &str, text: &str) -> Contents {
    read(&Source::new(name, text), Reading::default())
}

/// Checks the keys and titles of entries, and the diagnostics.
#[track_caller]
fn check(name: &str, text: &str, entries: &[&str], expect: &[&str]) {
    let contents = contents(name, text);
    let read: Vec<_> = contents.entries.iter().map(|entry| format!("{} {}", entry.key, entry.paper().title)).collect();
    let found: Vec<_> = contents
        .diagnostics
        .iter()
        .map(|found| {
            let help = found.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
            format!("{} {}: {}{help}", found.place, found.code.as_str(), found.message)
        })
        .collect();
    assert_eq!(
        (read, found),
        (entries.iter().map(|&e| e.into()).collect(), expect.iter().map(|&e| e.into()).collect())
    );
}

#[test]
fn yaml_and_json_equal_toml() {
    let toml = contents(
        "a.toml",
        "[[paper]]\nid = \"a\"\ntitle = \"1984\"\nauthors = [\"Ada Lovelace\", { family = \"评\", given = \"论\" }]\ndate = 2022-12-01\n\
         volume = 3\narxiv = \"2302.10970\"\nlinks = { pdf = \"https://a\", code = [\"https://b\", \"https://c\"] }\nnote = \"x\\n\"\n\
         categories = [\"c\"]\nx = { mood = 1.5, list = [true, \"y\"] }\ntranslations.zh.title = \"题\"\n\n[[category]]\nid = \"c\"\n",
    );
    let yaml = contents(
        "a.yaml",
        "# native\npaper:\n  - id: a\n    title: 1984\n    authors: [Ada Lovelace, {family: 评, given: 论}]\n    date: 2022-12-01\n    volume: 3\n    \
         arxiv: 2302.10970\n    links:\n      pdf: https://a\n      code: [https://b, 'https://c']\n    note: |\n      x\n    categories: [c]\n    \
         x: {mood: 1.5, list: [true, \"y\"]}\n    translations: {zh: {title: 题}}\n    doi:\ncategory:\n- id: c\n",
    );
    let json = contents(
        "a.json",
        "{ \"$schema\": \"papers.schema.json\", \"paper\": [{ \"id\": \"a\", \"title\": \"1984\", \"authors\": [\"Ada Lovelace\", \
         { \"family\": \"\\u8bc4\", \"given\": \"论\" }], \"date\": \"2022-12-01\", \"volume\": 3, \"arxiv\": \"2302.10970\", \"links\": { \"pdf\": \
         \"https:\\/\\/a\", \"code\": [\"https://b\", \"https://c\"] }, \"note\": \"x\\n\", \"categories\": [\"c\"], \"doi\": null, \"x\": { \"mood\": 1.5, \
         \"list\": [true, \"y\"] }, \"translations\": { \"zh\": { \"title\": \"题\" } } }], \"category\": [{ \"id\": \"c\" }] }",
    );
    let whole = |contents: &Contents| {
        let entry = &contents.entries[0];
        let shelves: Vec<_> = entry.categories.iter().map(|shelf| shelf.value.clone()).collect();
        let ids: Vec<_> = contents.categories.iter().map(|category| category.id.clone()).collect();
        (entry.paper().clone(), shelves, ids, contents.diagnostics.len())
    };
    assert_eq!(whole(&yaml), whole(&toml));
    assert_eq!(whole(&json), whole(&toml));
}

#[test]
fn errors_have_positions_and_suggest_syntax_of_the_format() {
    check(
        "a.yaml",
        "paper:\n- id: 评a\n  titel: A\n  title: A\n  venue: [x]\n  mood: 1\n  title: B\n- title: B\n- just text\npapers: []\n",
        &["评a A"],
        &[
            "a.yaml:3:3 unknown-field: no field `titel` in a paper; did you mean `title`?",
            "a.yaml:5:10 bad-value: invalid type: a list",
            "a.yaml:6:3 unknown-field: no field `mood` in a paper; custom fields go into the table `x`: `x: { mood: … }`",
            "a.yaml:7:3 bad-value: the field `title` occurs twice",
            "a.yaml:8:3 bad-value: a paper without `id`; give it one, such as `id: \"touvron2023llama\"`",
            "a.yaml:9:3 bad-value: `paper` is a list of tables; write `paper:` and below it each as `- id: …`",
            "a.yaml:10:1 unknown-field: no table `papers` in a data file; did you mean `paper`?",
        ],
    );
    check(
        "a.json",
        "{\"paper\": [\n  {\"id\": \"评a\",\n   \"date\": 202, \"arxiv\": 2302.13971},\n  3\n], \"category\": {}}",
        &["评a 评a"],
        &[
            "a.json:3:12 bad-date: `202` is not a date",
            "a.json:3:26 bad-value: invalid type: a number",
            "a.json:2:3 missing-title: the paper `评a` has no title; give it one: `\"title\": \"…\"`",
            "a.json:4:3 bad-value: `paper` is a list of tables; write `\"paper\": [{ \"id\": … }, …]`",
            "a.json:5:16 bad-value: `category` is a list of tables; write `\"category\": [{ \"id\": … }, …]`",
        ],
    );
}

#[test]
fn a_file_with_a_syntax_error_is_skipped() {
    check(
        "a.yaml",
        "paper:\n  - id: b\n    title: \"B\n  - id: c\n    title: C\n",
        &[],
        &["a.yaml:3:12 bad-syntax: invalid indentation in quoted scalar"],
    );
    check(
        "a.yaml",
        "paper:\n  - id: d\n    title: [D\n  - id: e\n",
        &[],
        &["a.yaml:4:7 bad-syntax: illegal placement of ':' indicator"],
    );
    for (item, expect) in [
        (
            "{\"id\": \"b\", \"title\": \"B}",
            "a.json:2:27 bad-syntax: control character (\\u0000-\\u001F) found while parsing a string",
        ),
        ("{\"id\": \"c\" \"title\": \"C\"}", "a.json:2:13 bad-syntax: expected comma"),
        ("{\"id\": \"d\", \"title\": \"D\",}", "a.json:2:27 bad-syntax: trailing commas are not allowed"),
    ] {
        check("a.json", &format!("{{\"paper\": [\n  {item},\n  {{\"id\": \"e\"}}\n]}}\n"), &[], &[expect]);
    }
    check("a.yaml", "paper: &a [*a]\n", &[], &["a.yaml:1:12 bad-syntax: an alias inside its own anchor"]);
    check(
        "a.yaml",
        "just text\n",
        &[],
        &["a.yaml:1:1 bad-value: a text is not a list of papers; write `paper:` and below it each as `- id: …`"],
    );
    check("a.json", "", &[], &[]);
    check("a.yaml", "# nothing yet\n", &[], &[]);
}

#[test]
fn aliases_are_resolved_within_limits() {
    let text = "x-venue: &v {venue: ICML}\npaper:\n- {id: a, title: A, <<: *v}\n- {id: b, title: &t B, short: *t}\n";
    let contents = contents("a.yaml", text);
    assert_eq!(contents.entries[0].paper().venue.as_deref(), Some("ICML"));
    assert_eq!(contents.entries[1].paper().short.as_deref(), Some("B"));
    let mut bomb = "paper:\n- &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        bomb += format!("- &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")).as_str();
    }
    let found = self::contents("a.yaml", &bomb).diagnostics;
    assert!(found.iter().any(|found| found.message == "aliases expand to too many values"), "{found:?}");
    let deep = self::contents("a.yaml", &format!("paper: {}", "[".repeat(100_000))).diagnostics;
    assert_eq!(deep[0].message, "recursion limit exceeded");
}

#[test]
fn fields_are_located_by_name() {
    const YAML: &str = "paper:\n  - {id: z, title: Z}\n  - id: 评\n    title: A 评\n    authors:\n      - B C\n      - family: D\n    links: {b: u, a: [v, w]}\n    translations:\n      en:\n        title: T\n  - id: b\n    title: B\n";
    const JSON: &str = "{\"paper\": [{\"id\": \"z\"},\n{\"id\": \"评\", \"title\": \"A 评\", \"authors\": [\"B C\", {\"family\": \"D\"}],\n \"links\": {\"b\": \"u\", \"a\": [\"v\", \"w\"]}, \"translations\": {\"en\": {\"title\": \"T\"}}}, {\"id\": \"b\"}]}";
    #[track_caller]
    fn check(name: &str, text: &str, field: &str, nth: usize, expect: &str) {
        let contents = contents(name, text);
        let origin = contents.entries[1].origin.as_ref().unwrap();
        let (_, span) = locate(origin, field, nth);
        assert_eq!(text[span.range()].trim_matches('"'), expect, "{name} {field}");
    }
    for (name, text) in [("a.yaml", YAML), ("a.json", JSON)] {
        check(name, text, "title", 0, "A 评");
        check(name, text, "authors", 0, "B C");
        check(name, text, "links", 0, "u");
        check(name, text, "links", 2, "w");
        check(name, text, "translations.en.title", 0, "T");
    }
    check("a.yaml", YAML, "authors", 1, "family: D");
    check("a.yaml", YAML, "venue", 0, "id: 评");
}
