//! Styles that are made to cost more than they are worth.

use std::fmt::Write as _;

use mdbook_papers::citeproc::{Cite, Cluster, ErrorKind, Item, Locales, Output, Processor, Settings, Style};

fn style(macros: &str, layout: &str) -> String {
    format!(
        "<style class=\"in-text\" version=\"1.0\">{macros}<citation><layout>{layout}</layout></citation><bibliography>\
         <layout>{layout}</layout></bibliography></style>"
    )
}

fn format(xml: &str) -> Output {
    let style = Style::parse(xml).unwrap();
    let items: Vec<Item> = serde_json::from_str(
        r#"[{"id": "a", "type": "book", "title": "A \"quoted <i>title", "author": [{"family": "Doe", "given": "J."}]}]"#,
    )
    .unwrap();
    let clusters = [Cluster { cites: vec![Cite::new(0), Cite::new(7)], ..Cluster::default() }];
    Processor::new(&style, &Locales::default(), None).format(&items, &clusters, Settings::default())
}

#[test]
fn macros_that_call_themselves_are_refused() {
    #[track_caller]
    fn check(macros: &str, expect: &str) {
        let error = Style::parse(&style(macros, "<text macro=\"a\"/>")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::RecursiveMacro(expect.to_owned()));
    }
    check("<macro name=\"a\"><text macro=\"a\"/></macro>", "a");
    check(
        "<macro name=\"a\"><group><text macro=\"b\"/></group></macro>\
         <macro name=\"b\"><choose><if type=\"book\"><text macro=\"a\"/></if></choose></macro>",
        "a",
    );
}

#[test]
fn deep_nesting_is_refused() {
    let deep = "<group>".repeat(50_000) + &"</group>".repeat(50_000);
    assert_eq!(Style::parse(&style("", &deep)).unwrap_err().kind, ErrorKind::TooDeep);
    let mut macros = String::new();
    for at in 0..5_000 {
        let _ = write!(macros, "<macro name=\"m{at}\"><text macro=\"m{}\"/></macro>", at + 1);
    }
    macros += "<macro name=\"m5000\"><text value=\"x\"/></macro>";
    assert_eq!(Style::parse(&style(&macros, "<text macro=\"m0\"/>")).unwrap_err().kind, ErrorKind::TooDeep);
}

#[test]
fn macros_that_double_at_every_level_end() {
    let mut macros = String::new();
    for at in 0..60 {
        let next = at + 1;
        let _ = write!(macros, "<macro name=\"m{at}\"><text macro=\"m{next}\"/><text macro=\"m{next}\"/></macro>");
    }
    macros += "<macro name=\"m60\"><text variable=\"title\"/></macro>";
    let output = format(&style(&macros, "<text macro=\"m0\"/>"));
    assert!(output.bibliography[0].text.text.len() < 10_000_000);
}

#[test]
fn cites_of_items_that_are_not_there_print_nothing() {
    let output = format(&style("", "<text variable=\"title\"/>"));
    assert_eq!(output.citations[0].text.to_string(), "A \"quoted <i>title");
}

#[test]
fn broken_xml_has_its_place() {
    for xml in [
        "",
        "<",
        "<style",
        "<style>",
        "<style></styl>",
        "<a/>",
        "<style><citation><layout><foo/></layout></citation></style>",
    ] {
        let error = Style::parse(xml).unwrap_err();
        assert!(error.offset <= xml.len(), "{xml}: {error}");
    }
}
