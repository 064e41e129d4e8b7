//! Other preprocessors and renderers build books with the binary: translations with mdbook-i18n-helpers, EPUB and PDF with
//! mdbook-pandoc.
//!
//! These tests need the tools, are ignored by `cargo test`, and run in `.ci/run`, which sets their paths.
#![cfg(feature = "build")]
#![expect(clippy::disallowed_methods, reason = "tests create and read books")]

#[path = "support/html.rs"]
#[expect(dead_code, reason = "not every test file uses all of it")]
mod html;
#[path = "support/mdbook.rs"]
#[expect(dead_code, reason = "not every test file uses all of it")]
mod mdbook;

use std::path::PathBuf;
use std::process::Command;

use html::{between, decode};
use mdbook::{PAPERS, Run, Tiny, builders, mdbooks};

/// Returns the path of a tool, which `.ci/run` sets.
fn tool(variable: &str) -> PathBuf {
    std::env::var_os(variable).unwrap_or_else(|| panic!("`{variable}` is not set; `.ci/run` sets it")).into()
}

/// Returns the text of an HTML page between two texts, without tags and with single spaces.
fn text(html: &str, open: &str, close: &str) -> String {
    let mut html = between(html, open, close).unwrap_or_else(|| panic!("no {open}…{close} in\n{html}"));
    let mut text = String::new();
    while let Some((before, after)) = html.split_once('<') {
        text.push_str(before);
        html = after.split_once('>').expect("a tag is closed").1;
    }
    text.push_str(html);
    decode(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

const BIB: &str =
    "@book{a_b, title={Alpha}, author={Ann Ames}, year=2001}\n@book{b, title={Beta}, author={Bo Berg}, year=2002}\n";

const TRANSLATED: &str = "# Ponds\n\nSee <<#cite a_b, p. 3>> and [see @b, p. 4; @a_b], and @b [p. 5].\n\n\
    Braces {{#cite b}}, comment <!-- #cite b -->, code `<<#cite b>>`.\n\n\
    | Work |\n|---|\n| [@b] |\n\n<<#references>>\n";

/// The messages, as mdbook-xgettext extracts them, and their translations into two languages.
const MESSAGES: [[&str; 3]; 4] = [
    ["Ponds", "Teiche", "برکه‌ها"],
    [
        r"See \\<\\<\\#cite a_b, p. 3>> and \\[see @b, p. 4; @a_b\\], and @b \\[p. 5\\].",
        r"Siehe \\<\\<\\#cite a_b, S. 3>> und [siehe @b, S. 4; @a_b], und @b [S. 5].",
        r"ارجاع <<#cite a_b, p. 3>> و \\[@b, p. 4; @a_b\\]، و @b \\[p. 5\\].",
    ],
    [
        "Braces {{#cite b}}, comment <!-- #cite b -->, code `<<#cite b>>`.",
        "Klammern {{#cite b}}, Kommentar <!-- #cite b -->, Code `<<#cite b>>`.",
        "آکولاد {{#cite b}}، توضیح <!-- #cite b -->، کد `<<#cite b>>`.",
    ],
    ["Work", "Werk", "اثر"],
];

#[test]
#[ignore = "needs mdbook-i18n-helpers and mdBook, see .ci/run"]
fn translated_paragraphs_keep_their_citations() {
    let tools = tool("I18N_HELPERS");
    let (gettext, xgettext) = (tools.join("mdbook-gettext"), tools.join("mdbook-xgettext"));
    let book = Tiny::new();
    let toml = |output: &str| {
        format!(
            "[build]\nbuild-dir = \"public\"\n[preprocessor.papers]\ncommand = '{PAPERS}'\ndata = [\"r.bib\"]\n\
             citations = [\"native\", \"pandoc\", \"mdbook-bib\"]\nafter = [\"links\", \"gettext\"]\n\
             [preprocessor.gettext]\ncommand = '{}'\nafter = [\"links\"]\n{output}",
            gettext.display()
        )
    };
    book.write("r.bib", BIB);
    book.write("src/shelf.md", TRANSLATED);

    let [mdbook, _] = mdbooks();
    book.write("book.toml", &toml(&format!("[output.xgettext]\ncommand = '{}'\n", xgettext.display())));
    book.run(&mdbook, &["build"]).check_status(0);
    // Long messages are written in several strings.
    let catalog = book.read("public/messages.pot").replace("\"\"\n\"", "\"").replace(" \"\n\"", " ");
    for [message, ..] in MESSAGES {
        assert!(catalog.contains(&format!("msgid \"{message}\"\nmsgstr \"\"\n")), "no {message} in\n{catalog}");
    }

    book.write("book.toml", &toml("[output.html]\n"));
    let expect = [
        (
            "en",
            "Ponds See [1, p. 3] and [see 2, p. 4; 1], and Berg [2, p. 5]. Braces [2], comment [2], code <<#cite b>>. Work [2]",
        ),
        (
            "de",
            "Teiche Siehe [1, S. 3] und [siehe 2, S. 4; 1], und Berg [2, S. 5]. Klammern [2], Kommentar [2], Code <<#cite b>>. Werk [2]",
        ),
        ("fa", "برکه‌ها ارجاع [1, ص 3] و [2, ص 4; 1]، و Berg [2, ص 5]. آکولاد [2]، توضیح [2]، کد <<#cite b>>. اثر [2]"),
    ];
    for (language, translation) in [("de", 1), ("fa", 2)] {
        let messages =
            MESSAGES.map(|message| format!("msgid \"{}\"\nmsgstr \"{}\"\n\n", message[0], message[translation]));
        let (header, _) = catalog.split_once("\n\n").expect("a catalog has a header");
        book.write(&format!("po/{language}.po"), &format!("{header}\n\n{}", messages.concat()));
    }
    let [ours, mdbook, _] = builders();
    for builder in [ours, mdbook] {
        for (language, expect) in expect {
            let mut command = builder.command(&["build"], book.root.path());
            command.env("MDBOOK_BOOK__LANGUAGE", language);
            Run::of(command).check_status(0);
            let page = book.read("public/shelf.html");
            assert_eq!(text(&page, "<main>", "<section class=\"papers\""), expect, "{}", builder.name);
            assert!(page.contains(">Alpha<") && page.contains(">Beta<"), "{}: {page}", builder.name);
        }
    }
}

#[test]
#[ignore = "needs mdbook-pandoc, pandoc and WeasyPrint, see .ci/run"]
fn pandoc_writes_citations_and_references_to_epub_and_pdf() {
    let (pandoc, weasyprint) = (tool("MDBOOK_PANDOC"), tool("WEASYPRINT"));
    let [mdbook, _] = mdbooks();
    let book = Tiny::new();
    let profile =
        |name: &str, rest: &str| format!("[output.pandoc.profile.{name}]\noutput-file = \"book.{name}\"\n{rest}\n");
    book.write(
        "book.toml",
        &format!(
            "[book]\ntitle = \"Ponds\"\n[build]\nbuild-dir = \"public\"\n[preprocessor.papers]\ncommand = '{PAPERS}'\n\
             data = [\"r.bib\"]\ncitations = [\"native\", \"pandoc\"]\n[output.pandoc]\ncommand = '{}'\n{}{}{}",
            pandoc.display(),
            profile("txt", "to = \"plain\""),
            profile("epub", "to = \"epub\""),
            profile("pdf", &format!("to = \"html\"\npdf-engine = '{}'", weasyprint.display())),
        ),
    );
    book.write("r.bib", BIB);
    book.write("src/shelf.md", "# Ponds\n\nText <<#cite a_b, p. 3>> and [@b].\n\n<<#references>>\n");
    book.run(&mdbook, &["build"]).check_status(0);

    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let expect = "Text [1, p. 3] and [2]. 1. Alpha. Ann Ames. 2001. 2. Beta. Bo Berg. 2002.";
    let plain = words(&book.read("public/txt/book.txt"));
    assert!(plain.ends_with(expect), "{plain}");
    let read = |program: PathBuf, arguments: &[&str], file: &str| {
        let mut command = Command::new(program);
        command.args(arguments).arg(book.path(file));
        let run = Run::of(command);
        run.check_status(0);
        words(&run.stdout)
    };
    let epub = read(tool("PANDOC"), &["-f", "epub", "-t", "plain", "--wrap=none"], "public/epub/book.epub");
    assert!(epub.ends_with(expect), "{epub}");
    let script = "import sys, pypdf; print(*(page.extract_text() for page in pypdf.PdfReader(sys.argv[1]).pages))";
    let pdf = read(weasyprint.with_file_name("python"), &["-c", script], "public/pdf/book.pdf");
    // The numbers of a list are not in its lines.
    assert!(pdf.contains("Text [1, p. 3] and [2]. Alpha. Ann Ames. 2001. Beta. Bo Berg. 2002."), "{pdf}");
}
