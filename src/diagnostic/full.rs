//! Formats a diagnostic with its source excerpt, the place underlined, and the help.

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};

use super::{Diagnostic, Level, Place};
use crate::source::{LineColumn, Source, Span, ceil_char_boundary, floor_char_boundary, line_end};

/// How far into its line a place may start, and how much of the line is shown after it, in bytes.
const MAX_EXCERPT: usize = 500;

/// Formats a diagnostic as several lines without a final newline, with terminal colors if `color` is set.
pub fn render(diagnostic: &Diagnostic, color: bool) -> String {
    let title = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Info => Title::INFO,
    };
    let here = Excerpt::of(&diagnostic.place);
    let there = diagnostic.related.as_ref().map(|(place, label)| (Excerpt::of(place), label));
    // Without an excerpt the label is not shown.
    let message = if here.window.is_some() { diagnostic.message.clone() } else { diagnostic.full_message() };
    let label = diagnostic.label_text();

    let mut group = Group::with_title(title.primary_title(&message).id(diagnostic.code.as_str()));
    group = here.add_to(group, AnnotationKind::Primary, &label);
    if let Some((there, label)) = &there {
        group = there.add_to(group, AnnotationKind::Context, label);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Title::HELP.message(help));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// The excerpt for a place: its line, or only the position if it is too far into a long line.
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

/// Returns the first line of `span` truncated after it, and the span within it. Returns `None` if the span starts too far into the line.
fn window(source: &Source, span: Span) -> Option<(String, Span)> {
    let text = &source.text;
    let start = floor_char_boundary(text, span.start);
    let from = source.line_start(start);
    if start - from > MAX_EXCERPT {
        return None;
    }
    let line_end = line_end(text, start).max(start);
    let end = ceil_char_boundary(text, span.end.clamp(start, line_end));
    let to = floor_char_boundary(text, line_end.min(end.saturating_add(MAX_EXCERPT)));
    Some((text[from..to.max(end)].to_owned(), Span::new(start - from, end - from)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Source;

    #[test]
    fn a_span_within_a_character_covers_the_character() {
        let source = Source::new("a.md", "评估\n");
        for span in [Span::new(0, 1), Span::new(1, 2), Span::new(4, 5), Span::new(2, 99)] {
            let shown = render(&Code::BadValue.at((&source, span), "odd"), false);
            assert!(shown.contains("评估"), "{shown}");
        }
    }

    #[test]
    fn a_diagnostic_shows_its_line_underlined() {
        let source = Source::new("book/a.md", "# A\n\n<<#papers base-modles limit=3>>\n");
        let diagnostic = Code::UnknownCategory
            .at((&source, Span::new(15, 26)), "no category `base-modles`")
            .label("not in the library")
            .did_you_mean(Some("base-models"));
        insta::assert_snapshot!(render(&diagnostic, false));
    }

    #[test]
    fn carets_line_up_under_han() {
        let source = Source::new("a.md", "评估 <<#papers x>>");
        let diagnostic = Code::MisplacedListing.at((&source, Span::new(7, 20)), "a listing must be alone on its line");
        insta::assert_snapshot!(render(&diagnostic, false));
    }

    #[test]
    fn a_place_far_into_a_line_is_shown_as_its_position() {
        let source = Source::new("a.md", format!("\n{}<<#papers x>>{}", "评".repeat(3000), "y".repeat(3000)));
        let diagnostic =
            Code::UnknownCategory.at((&source, Span::new(9011, 9012)), "no category `x`").expected("another");
        insta::assert_snapshot!(render(&diagnostic, false));
    }

    #[test]
    fn a_file_without_position_is_named() {
        let diagnostic = Code::MissingFile.at(Place::File("data/x.toml".into()), "no such file");
        insta::assert_snapshot!(render(&diagnostic, false));
    }

    #[test]
    fn both_places_of_a_duplicate_are_shown() {
        let source = Source::new("a.toml", "[[paper]]\nid = \"a\"\n\n[[paper]]\nid = \"a\"\n");
        let diagnostic = Code::DuplicateKey
            .at((&source, Span::new(35, 38)), "the key `a` is used twice")
            .related((&source, Span::new(15, 18)), "first used here");
        insta::assert_snapshot!(render(&diagnostic, false));
    }
}
