//! What `export --to markdown` shows is read back equal.

use mdbook_papers::export::ExportFormat;
use mdbook_papers::format::{self, Format, Reading};
use mdbook_papers::import;
use mdbook_papers::library::merge;
use mdbook_papers::source::Source;

/// Names of venues that are easily taken for names of people, and others.
const VENUES: &[&str] = &[
    "ACS Catalysis",
    "Nature",
    "Protein Science",
    "Cell Systems",
    "bioRxiv",
    "ICLR",
    "Journal of the ACM",
    "Proceedings of the National Academy of Sciences",
    "Physical Review Letters",
];

const TITLES: &[(&str, &str)] = &[
    ("Guided Engineering of Proteins", ""),
    ("LoRA: Low-Rank Adaptation of Large Language Models", "LoRA"),
    ("Attention Is All You Need", "Transformer"),
    ("GPT Understands, Too", "P-tuning"),
];

#[test]
fn the_export_is_read_back_equal() {
    let mut toml = String::from("[[category]]\nid = \"one\"\ntitle = \"One\"\n");
    for (nth, venue) in VENUES.iter().enumerate() {
        for (at, (title, short)) in TITLES.iter().enumerate() {
            let authors = ["\"Ann Low\", \"Bo C. Chu\"", "\"Ann Low\", \"Bo Chu\", \"others\"", "\"Ann van der Low\""]
                [(nth + at) % 3];
            let date = ["2023", "2023-10", "2021-03-05"][at % 3];
            let short = if short.is_empty() { String::new() } else { format!("short = \"{short}\"\n") };
            toml.extend([format!(
                "[[paper]]\nid = \"p{nth}x{at}\"\ntitle = \"{title} {nth}\"\n{short}authors = [{authors}]\ndate = \"{date}\"\nvenue = \"{venue}\"\n\
                 categories = [\"one\"]\nlinks.pdf = \"https://a.example/{nth}/{at}.pdf\"\nlinks.code = \"https://a.example/{nth}/{at}\"\n\
                 note = \"It shows how things are done, and by whom.\"\n"
            )]);
        }
    }
    let (library, _) = merge(vec![format::read(&Source::new("papers.toml", toml), Reading::default())]);
    let markdown = import::write(&library, "List", ExportFormat::Markdown);
    let contents = format::read_as(
        Format::Markdown,
        &Source::new("README.md", format!("# List\n\n{markdown}")),
        Reading::default(),
    );
    let (back, _) = merge(vec![contents]);
    assert_eq!(back.papers.len(), library.papers.len());
    for (paper, back) in library.papers.iter().zip(back.papers.iter()) {
        let mut back = back.clone();
        back.key.clone_from(&paper.key);
        assert_eq!(&back, paper);
    }
}
