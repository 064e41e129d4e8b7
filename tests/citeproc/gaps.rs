//! Affixes that meet in a bibliography because what is between them is empty.

use mdbook_papers::citeproc::{Item, Locales, Processor, Settings, Style};

#[track_caller]
fn check(layout: &str, expected: &str) {
    let xml = format!(
        "<style class=\"in-text\" version=\"1.0\"><locale><style-options punctuation-in-quote=\"true\"/><terms>\
         <term name=\"edition\" form=\"short\">ed.</term><term name=\"open-quote\">“</term>\
         <term name=\"close-quote\">”</term></terms></locale><citation><layout><text variable=\"title\"/></layout>\
         </citation><bibliography><layout>{layout}</layout></bibliography></style>"
    );
    let style = Style::parse(&xml).unwrap();
    let items: Vec<Item> =
        serde_json::from_str(r#"[{"id": "a", "type": "book", "title": "T", "volume": "3", "publisher": "P"}]"#)
            .unwrap();
    let locales = Locales::default();
    let output = Processor::new(&style, &locales, None).format(&items, &[], Settings::default());
    assert_eq!(output.bibliography[0].text.to_string(), expected, "{layout}");
}

#[test]
fn a_blank_gives_way_to_a_sign() {
    let title = "<text variable=\"title\" suffix=\" \"/>";
    for (next, expected) in [
        ("<text variable=\"volume\" prefix=\", \"/>", "T, 3"),
        ("<text variable=\"volume\" prefix=\". \"/>", "T. 3"),
        ("<text variable=\"volume\" prefix=\"; \"/>", "T; 3"),
        ("<text variable=\"volume\" prefix=\") \"/>", "T) 3"),
        ("<text variable=\"volume\" prefix=\" , \"/>", "T, 3"),
        ("<text value=\", \"/><text variable=\"volume\"/>", "T, 3"),
        // French and German set a blank before these.
        ("<text variable=\"volume\" prefix=\": \"/>", "T : 3"),
        ("<text variable=\"volume\" prefix=\" ; \"/>", "T ; 3"),
        ("<text variable=\"volume\" prefix=\"... \"/>", "T ... 3"),
    ] {
        check(&format!("{title}{next}"), expected);
    }
    check("<text value=\"in \"/><text variable=\"volume\" prefix=\", \"/>", "in, 3");
    check("<text variable=\"title\" suffix=\", \"/><text variable=\"volume\" prefix=\", \"/>", "T, 3");
    check("<text variable=\"title\" quotes=\"true\" suffix=\" \"/><text variable=\"volume\" prefix=\", \"/>", "“T,” 3");
}

#[test]
fn a_bracket_opens_without_a_blank() {
    let inner = "<text variable=\"volume\" prefix=\" \" suffix=\" \"/>";
    check(&format!("<group prefix=\"(\" suffix=\")\">{inner}</group>"), "(3)");
    check(&format!("<group prefix=\"T (\" suffix=\"), \">{inner}</group><text variable=\"publisher\"/>"), "T (3), P");
}

#[test]
fn a_stop_replaces_a_comma() {
    check("<group suffix=\".\"><text variable=\"title\" suffix=\",\"/></group>", "T.");
    check("<group suffix=\".\"><text term=\"edition\" form=\"short\" suffix=\",\"/></group>", "ed.");
    check("<group suffix=\".\"><text variable=\"title\" quotes=\"true\" suffix=\",\"/></group>", "“T.”");
    check("<group suffix=\"...\"><text variable=\"title\" suffix=\",\"/></group>", "T,...");
}
