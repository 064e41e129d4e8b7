//! A finding for a person: the source excerpt, the offending text underlined, and the help.

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};

use super::{Diagnostic, Level, Place};
use crate::source::{LineColumn, Source, Span, ceil_char_boundary, floor_char_boundary, line_end, line_start};

/// How far into its line a place may be, and how much of the line is shown after it, in bytes.
const EXCERPT: usize = 500;

/// The finding as several lines without a final newline, with terminal colours if `colour`.
pub fn render(found: &Diagnostic, colour: bool) -> String {
    let title = match found.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Info => Title::INFO,
    };
    let here = Excerpt::of(&found.place);
    let there = found.related.as_ref().map(|(place, label)| (Excerpt::of(place), label));
    // Without an excerpt there are no carets to put the label under.
    let sentence = if here.window.is_some() { found.message.clone() } else { found.sentence() };

    let mut group = Group::with_title(title.primary_title(&sentence).id(found.code.as_str()));
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

/// A place: its line, or where it is too far into a long one, its numbers.
struct Excerpt {
    path: String,
    place: Option<LineColumn>,
    window: Option<(String, Span)>,
}

impl Excerpt {
    fn of(place: &Place) -> Self {
        match place {
            Place::Span(source, span) => Self {
                path: source.path.display().to_string(),
                place: Some(source.line_column(span.start)),
                window: window(source, *span),
            },
            _ => Self { path: place.to_string(), place: None, window: None },
        }
    }

    fn add_to<'a>(&'a self, group: Group<'a>, kind: AnnotationKind, label: &'a str) -> Group<'a> {
        let origin = Origin::path(&self.path);
        match (&self.window, self.place) {
            (Some((text, span)), Some(place)) => {
                let mut annotation = kind.span(span.range());
                if !label.is_empty() {
                    annotation = annotation.label(label);
                }
                let snippet = Snippet::source(text.as_str()).line_start(place.line).path(&self.path);
                group.element(snippet.annotation(annotation))
            }
            (None, Some(place)) => group.element(origin.line(place.line).char_column(place.column)),
            _ => group.element(origin),
        }
    }
}

/// The first line of `span`, cut at its end, and the span in it; none where the span begins too far in.
fn window(source: &Source, span: Span) -> Option<(String, Span)> {
    let text = &source.text;
    let start = floor_char_boundary(text, span.start);
    let from = line_start(text, start);
    if start - from > EXCERPT {
        return None;
    }
    let line_end = line_end(text, start).max(start);
    let end = ceil_char_boundary(text, span.end.clamp(start, line_end));
    let to = floor_char_boundary(text, line_end.min(end.saturating_add(EXCERPT)));
    Some((text[from..to.max(end)].to_owned(), Span::new(start - from, end - from)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Source;

    #[test]
    fn a_place_that_splits_a_character_is_that_of_the_whole() {
        let source = Source::new("a.md", "评估\n");
        for span in [Span::new(0, 1), Span::new(1, 2), Span::new(4, 5), Span::new(2, 99)] {
            let shown = render(&Code::BadValue.at((&source, span), "odd"), false);
            assert!(shown.contains("评估"), "{shown}");
        }
    }

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
    fn a_place_far_into_a_line_is_told_by_its_numbers() {
        let source = Source::new("a.md", format!("\n{}<<#papers x>>{}", "评".repeat(3000), "y".repeat(3000)));
        let found =
            Code::UnknownCategory.at((&source, Span::new(9011, 9012)), "no category `x`").label("expected another");
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
