//! Authors that are part of a sentence.

use mdbook_papers::citeproc::{Cite, Cluster, ClusterMode, Item, Locales, Processor, Settings, Style};

#[track_caller]
fn check(layout: &str, author: &str, text: &str) {
    let xml = format!(
        "<style class=\"in-text\" version=\"1.0\"><locale><terms><term name=\"and\">and</term>\
         <term name=\"et-al\">et al.</term></terms></locale><citation>{layout}</citation></style>"
    );
    let style = Style::parse(&xml).unwrap();
    let items: Vec<Item> = serde_json::from_str(
        r#"[{"id": "a", "type": "book", "title": "T", "issued": {"date-parts": [[2001]]},
             "editor": [{"family": "Doe", "given": "J."}, {"family": "Roe", "given": "A."}]}]"#,
    )
    .unwrap();
    let clusters =
        [Cluster { cites: vec![Cite::new(0)], note: None, mode: ClusterMode::Narrative, ..Cluster::default() }];
    let locales = Locales::default();
    let output = Processor::new(&style, &locales, None).format(&items, &clusters, Settings::default());
    let citation = &output.citations[0];
    assert_eq!(citation.author.as_ref().map(ToString::to_string).as_deref(), Some(author));
    assert_eq!(citation.text.to_string(), text);
}

#[test]
fn styles_of_numbers_name_the_editors() {
    check("<layout prefix=\"[\" suffix=\"]\"><text variable=\"citation-number\"/></layout>", "Doe and Roe", "[1]");
}

#[test]
fn author_date_styles_keep_the_date() {
    let layout = "<layout prefix=\"(\" suffix=\")\"><group delimiter=\", \"><names variable=\"author\">\
         <name form=\"short\" and=\"text\"/><substitute><names variable=\"editor\"/></substitute></names>\
         <date variable=\"issued\"><date-part name=\"year\"/></date></group></layout>";
    check(layout, "Doe and Roe", "(2001)");
}
