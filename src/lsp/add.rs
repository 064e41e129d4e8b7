//! Adding papers to a data file: the identifier at the cursor, and the edit of the file.

use lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::actions;
use super::book::Book;
use super::capabilities::Client;
use super::documents::Documents;
use super::rename::Refusal;
use crate::export::{self, NO_TARGET};
use crate::identifier::Identifier;
use crate::paper::Paper;
use crate::source::{Source, Span, line_end, line_start};
use crate::splice::difference;

/// The command that adds papers. Its arguments are the URI of a file of the book, and a list of identifiers and addresses.
pub(super) const COMMAND: &str = "mdbook-papers.add";

/// Returns the edit that adds papers to a data file of a book.
///
/// # Errors
/// The book has no data file that papers can be added to.
pub(super) fn edit(
    (book, documents): (&Book, &Documents),
    papers: &[Paper],
    client: Client,
) -> Result<WorkspaceEdit, Refusal> {
    let file = book.target(documents).ok_or(NO_TARGET)?;
    let shown = file.display();
    let text = book.text(documents, &file).ok_or_else(|| format!("`{shown}` cannot be read"))?;
    let added = export::append(&file, &text, papers)
        .map_err(|error| format!("papers cannot be added to `{shown}`: {}", error.reason()))?;
    let (span, new) = difference(&text, &added.text);
    let (path, source) = (book.absolute(&file), Source::new(file.clone(), text));
    let uri = documents.uri(&path).ok_or_else(|| format!("`{shown}` has no address"))?;
    let edit = TextEdit::new(client.encoding.range(&source, span), new.to_owned());
    if !client.versions_edits {
        return Ok(actions::edit_of(&uri, vec![edit]));
    }
    let version = documents.get(&path).map(|document| document.version);
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
    let edit = TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] };
    Ok(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(vec![edit])), ..WorkspaceEdit::default() })
}

/// Returns the DOI or arXiv identifier at an offset: a key of a citation, an address, or in text.
pub(super) fn identifier_at(text: &str, offset: usize) -> Option<(Span, Identifier)> {
    let is_end = |c: char| c.is_whitespace() || "<>\"'`{}|，。；：、（）".contains(c);
    let line = line_start(text, offset);
    let start = text[line..offset].rfind(is_end).map_or(line, |at| {
        let at = line + at;
        at + text[at..].chars().next().map_or(0, char::len_utf8)
    });
    let rest = line_end(text, offset);
    let end = text[offset..rest].find(is_end).map_or(rest, |at| offset + at);
    // The text and the address of a link in Markdown are adjacent.
    let mut at = start;
    for part in text[start..end].split_inclusive("](") {
        let span = Span::new(at, at + part.trim_end_matches("](").len());
        at += part.len();
        if (span.start..=span.end).contains(&offset)
            && let Some(found) = identifier_in(text, span)
        {
            return Some(found);
        }
    }
    None
}

/// Returns the identifier that is a word of a text, without the punctuation around it.
fn identifier_in(text: &str, span: Span) -> Option<(Span, Identifier)> {
    let word = &text[span.range()];
    let word_start = word.trim_start_matches(|c: char| "([@-*_".contains(c));
    let start = span.end - word_start.len();
    let mut word = word_start;
    loop {
        let identifier = Identifier::parse(word).filter(|it| matches!(it, Identifier::Doi(_) | Identifier::Arxiv(_)));
        let is_closed = word.matches(['(', '[']).count() == word.matches([')', ']']).count();
        let ends = word.ends_with(|c: char| ".,;:!?*_".contains(c)) || !is_closed && word.ends_with([')', ']', '(']);
        match identifier {
            Some(identifier) if !ends => return Some((Span::new(start, start + word.len()), identifier)),
            _ if ends => word = &word[..word.len() - 1],
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_found_at_the_cursor() {
        #[track_caller]
        fn check(marked: &str, expect: &str) {
            let offset = marked.find('|').unwrap();
            let text = marked.replacen('|', "", 1);
            let found = identifier_at(&text, offset);
            let shown = found.map_or("-".to_owned(), |(span, id)| format!("{} {id}", &text[span.range()]));
            assert_eq!(shown, expect, "{marked}");
        }
        check("see [@10.1000/|182].", "10.1000/182 10.1000/182");
        check("see [@10.1000/182|, p. 3; @b]", "10.1000/182 10.1000/182");
        check("[@{10.1000/182|}]", "10.1000/182 10.1000/182");
        check("[@doi:10.1000/1|82]", "doi:10.1000/182 10.1000/182");
        check("@|2106.09685v2;", "2106.09685v2 2106.09685v2");
        check("（见 10.1000/18|2）。", "10.1000/182 10.1000/182");
        check("(10.1016/0004-3702(94)90044-2|).", "10.1016/0004-3702(94)90044-2 10.1016/0004-3702(94)90044-2");
        check("[text](https://doi.org/10.1000/182|)", "https://doi.org/10.1000/182 10.1000/182");
        check("[10.1000/18|2](https://example.org)", "10.1000/182 10.1000/182");
        check("<https://arxiv.org/abs/2106.0|9685>", "https://arxiv.org/abs/2106.09685 2106.09685");
        check("doi = \"10.1000/182|\"", "10.1000/182 10.1000/182");
        check("|plain text", "-");
        check("[@li2024|]", "-");
        check("978-0-262-03384-8|", "-");
        check("[@|", "-");
    }
}
