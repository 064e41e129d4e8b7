//! A finding for a person: the source excerpt, the offending text underlined, and the help.

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};

use super::{Diagnostic, Level, Place};
use crate::source::{Source, Span, line_end, line_start};

/// The longest excerpt shown of one line, in bytes to each side of the place.
const EXCERPT: usize = 160;

/// The finding as several lines without a final newline, with terminal colours if `colour`.
pub fn render(found: &Diagnostic, colour: bool) -> String {
    let title = match found.level() {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Info => Title::INFO,
    };
    let here = Excerpt::of(&found.place);
    let there = found.related.as_ref().map(|(place, label)| (Excerpt::of(place), label));

    let mut group = Group::with_title(title.primary_title(&found.message).id(found.code.as_str()));
    group = here.add_to(group, AnnotationKind::Primary, &found.label);
    if let Some((there, label)) = &there {
        group = there.add_to(group, AnnotationKind::Context, label);
    }
    if let Some(help) = &found.help {
        group = group.element(Title::HELP.message(help));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// The line of a place, cut to a readable length.
struct Excerpt {
    path: String,
    text: Option<(String, usize, Span)>,
}

impl Excerpt {
    fn of(place: &Place) -> Self {
        match place {
            Place::Span(source, span) => {
                Self { path: source.path.display().to_string(), text: Some(window(source, *span)) }
            }
            _ => Self { path: place.to_string(), text: None },
        }
    }

    fn add_to<'a>(&'a self, group: Group<'a>, kind: AnnotationKind, label: &'a str) -> Group<'a> {
        let Some((text, line, span)) = &self.text else {
            return group.element(Origin::path(&self.path));
        };
        let mut annotation = kind.span(span.range());
        if !label.is_empty() {
            annotation = annotation.label(label);
        }
        let snippet = Snippet::source(text.as_str()).line_start(*line).path(&self.path).annotation(annotation);
        group.element(snippet)
    }
}

/// The first line of `span`, its number, and the span within it.
///
/// A line is cut only at its end, so that columns stay those of the file.
fn window(source: &Source, span: Span) -> (String, usize, Span) {
    let text = &source.text;
    let start = span.start.min(text.len());
    let from = line_start(text, start);
    let whole = line_end(text, start).max(start);
    let mut to = whole.min(span.end.max(start).saturating_add(EXCERPT)).max(start);
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let end = span.end.clamp(start, to);
    let line = source.line_column(start).line;
    (text[from..to].to_owned(), line, Span::new(start - from, end - from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Source;

    #[test]
    fn a_finding_shows_its_line_underlined() {
        let source = Source::new("book/a.md", "# A\n\n<<#papers base-modles limit=3>>\n");
        let found = Code::UnknownCategory
            .at((&source, Span::new(15, 26)), "no category `base-modles`")
            .label("not in the library")
            .did_you_mean(Some("base-models"));
        insta::assert_snapshot!(render(&found, false));
    }

    #[test]
    fn carets_line_up_under_han() {
        let source = Source::new("a.md", "评估 <<#papers x>>");
        let found = Code::MisplacedListing.at((&source, Span::new(7, 20)), "a listing stands alone on its line");
        insta::assert_snapshot!(render(&found, false));
    }

    #[test]
    fn a_file_as_a_whole_is_named() {
        let found = Code::MissingFile.at(Place::File("data/x.toml".into()), "no such file");
        insta::assert_snapshot!(render(&found, false));
    }

    #[test]
    fn both_places_of_a_double_are_shown() {
        let source = Source::new("a.toml", "[[paper]]\nid = \"a\"\n\n[[paper]]\nid = \"a\"\n");
        let found = Code::DuplicateKey
            .at((&source, Span::new(35, 38)), "the key `a` is used twice")
            .related((&source, Span::new(15, 18)), "first used here");
        insta::assert_snapshot!(render(&found, false));
    }
}
