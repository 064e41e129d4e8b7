//! Checks the module order of ARCHITECTURE.md, and which modules may use external crates, files, the network and the clock.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "the test reads the sources")]

use std::path::{Path, PathBuf};

/// The modules in order; each may use only those before it.
const ORDER: &[&str] = &[
    "source",
    "limits",
    "identifier",
    "diagnostic",
    "source_map",
    "url",
    "citeproc",
    "paper",
    "language",
    "citation",
    "options",
    "bibtex_writer",
    "files",
    "assets",
    "config",
    "labels",
    "format",
    "directive",
    "library",
    "query",
    "markup",
    "csl",
    "styles",
    "plan",
    "citation_states",
    "render",
    "splice",
    "expand",
    "export",
    "lint",
    "import",
    "protocol",
    "preprocessor",
    "lsp",
    "cli",
];

/// Names that only the listed files may contain.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diagnostic/full.rs"]),
    ("globset::", &["files.rs"]),
    ("lsp_server", &["lsp.rs", "lsp/commands.rs", "lsp/requests.rs", "lsp/server.rs", "lsp/worker.rs"]),
    ("lsp_types", &["lsp/"]),
    ("mdbook_driver", &["cli/build.rs", "cli/check.rs", "cli/serve.rs", "lsp/mdbook.rs", "preprocessor.rs"]),
    ("mdbook_preprocessor", &["cli/book_toml.rs", "cli/check.rs", "lsp/mdbook.rs", "preprocessor.rs"]),
    ("mdbook_summary", &["lsp/mdbook.rs"]),
    (
        "minijinja",
        &[
            "query/expression.rs",
            "query/expression/compare.rs",
            "query/expression/error.rs",
            "query/fields.rs",
            "render/template.rs",
            "render/template/",
        ],
    ),
    // In `format` it is our own module.
    ("hayagriva::", &["format.rs", "format/places.rs"]),
    ("html5ever::", &["cli/add/page.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("jsonc_parser", &["format/json.rs"]),
    ("icu_collator", &["citeproc/order.rs", "citeproc/processor.rs", "query/sort.rs"]),
    ("miniz_oxide", &["csl/archive.rs", "language/pinyin.rs"]),
    (
        "pulldown_cmark",
        &[
            "directive/footnotes.rs",
            "directive/formulas.rs",
            "directive/links.rs",
            "directive/mask.rs",
            "directive/text_context.rs",
            "format/markdown/builder.rs",
            "format/markdown/parser.rs",
            "markup/user_markdown.rs",
            "markup/user_markdown/emphasis.rs",
            "markup/user_markdown/html.rs",
            "markup/user_markdown/markdown.rs",
        ],
    ),
    ("roxmltree", &["citeproc/read.rs", "citeproc/read/"]),
    (".canonicalize()", &["files.rs", "files/"]),
    (".exists()", &["files.rs"]),
    (".is_dir()", &["files.rs", "files/"]),
    (".is_file()", &["files.rs", "files/"]),
    ("std::env", &["cli/report.rs"]),
    ("std::fs", &["files.rs", "files/"]),
    ("std::net", &["cli/serve.rs", "cli/serve/server.rs"]),
    ("std::process", &["cli.rs", "main.rs"]),
    ("stdin(", &["cli/preprocess.rs"]),
    (
        "stdout(",
        &[
            "cli/add.rs",
            "cli/check.rs",
            "cli/completions.rs",
            "cli/export.rs",
            "cli/help.rs",
            "cli/import.rs",
            "cli/install.rs",
            "cli/list.rs",
            "cli/preprocess.rs",
        ],
    ),
    // The pause of an author who types.
    ("Instant::now", &["lsp/server.rs", "lsp/worker.rs"]),
    ("SystemTime", &["cli/today.rs"]),
    ("notify::", &["cli/serve/watch.rs"]),
    ("oxhttp::", &["cli/serve/server.rs"]),
    ("saphyr_parser", &["format/yaml.rs"]),
    ("toml::de", &["config/book_toml.rs", "format/toml.rs"]),
    ("toml_edit", &["cli/install.rs", "cli/install/settings.rs", "export/toml_format/", "import.rs", "import/"]),
    ("ureq", &["cli/add/fetch.rs"]),
    ("walkdir::", &["files.rs", "files/"]),
];

/// Names that no file may contain.
const NOWHERE: &[&str] = &["super::super", "unsafe ", "process::exit", "Command::new"];

#[test]
fn modules_use_only_those_before_them() {
    for (path, code) in sources() {
        let module = module_of(&path);
        let Some(rank) = rank(&module) else { continue };
        for used in code.split("crate::").skip(1).map(first_word) {
            let Some(used_rank) = self::rank(used) else { continue };
            assert!(used == module || used_rank < rank, "{} uses `{used}`, which comes after it", path.display());
        }
    }
}

#[test]
fn the_order_has_every_module() {
    let lib = std::fs::read_to_string(src().join("lib.rs")).unwrap();
    let mut declared: Vec<_> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut ordered = ORDER.to_vec();
    declared.sort_unstable();
    ordered.sort_unstable();
    assert_eq!(declared, ordered);
}

#[test]
fn the_table_in_architecture_md_has_every_module_in_order() {
    let document = include_str!("../ARCHITECTURE.md");
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |").map(|(name, _)| name));
    assert_eq!(rows.collect::<Vec<_>>(), ORDER);
}

#[test]
fn crates_and_system_interfaces_are_used_only_where_allowed() {
    for (path, code) in sources() {
        let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for (name, files) in ONLY_IN {
            let allowed =
                files.iter().any(|file| path == Path::new(file) || (file.ends_with('/') && path.starts_with(file)));
            assert!(
                allowed || !code.contains(name),
                "{} contains `{name}`, which is not allowed there",
                path.display()
            );
        }
        for name in NOWHERE {
            assert!(!code.contains(name), "{} contains `{name}`, which is not allowed there", path.display());
        }
    }
}

#[test]
fn every_file_starts_with_its_purpose() {
    for (path, code) in sources() {
        assert!(code.starts_with("//! "), "{} has no module documentation", path.display());
    }
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns every source file with its path relative to `src/`, without test modules and items under `#[cfg(test)]`.
fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut test_files = Vec::new();
    let mut folders = vec![src()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let (code, test_modules) = without_tests(&text);
                let children = if path.ends_with("lib.rs") { src() } else { path.with_extension("") };
                test_files.extend(test_modules.iter().map(|module| children.join(module).with_extension("rs")));
                sources.push((path, code));
            }
        }
    }
    sources.retain(|(path, _)| !test_files.contains(path));
    for (path, _) in &mut sources {
        *path = path.strip_prefix(src()).unwrap().to_owned();
    }
    assert!(sources.len() > ORDER.len(), "the sources were not found");
    sources
}

/// Removes the items under `#[cfg(test)]`, and returns the names of the removed modules that have a file. Relies on
/// rustfmt: an item with a body ends at the first `}` with the same indentation.
fn without_tests(text: &str) -> (String, Vec<String>) {
    let (mut code, mut modules) = (String::new(), Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            code.push_str(line);
            code.push('\n');
            continue;
        }
        let indentation = &line[..line.len() - line.trim_start().len()];
        let mut item = lines.by_ref().skip_while(|line| line.trim_start().starts_with("#["));
        let first = item.next().unwrap_or_default().trim();
        if let Some(declaration) = first.strip_suffix(';') {
            modules.extend(declaration.strip_prefix("mod ").map(str::to_owned));
        } else if !first.ends_with('}') {
            let end = format!("{indentation}}}");
            item.find(|line| *line == end);
        }
    }
    (code, modules)
}

#[test]
fn only_items_under_cfg_test_are_removed() {
    let (code, modules) = without_tests(
        "a\n#[cfg(test)]\nmod t;\nb\n    #[cfg(test)]\n    fn c() {\n        x\n    }\nd\n#[cfg(test)]\nmod e {\n    f {\n    }\n}\ng\n",
    );
    assert_eq!((code.as_str(), modules), ("a\nb\nd\ng\n", vec!["t".to_owned()]));
}

/// Returns the module of a file: the first component of its path.
fn module_of(path: &Path) -> String {
    let first = path.components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|other| *other == module)
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}
