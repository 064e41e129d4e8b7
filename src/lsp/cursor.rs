//! What the cursor is at in a chapter whose text may be unfinished.

use crate::citation::CitationSyntax;
use crate::config::Config;
use crate::directive::{ScanItem, scan, written_arguments};
use crate::options::{self, DirectiveKind, DirectiveSpec, OptionSpec};
use crate::source::{Source, Span, line_start};

/// What is being typed. Spans end at the cursor.
#[derive(Debug, Clone)]
pub(super) enum Typed {
    /// The name of a directive.
    DirectiveName(Span),
    /// A selector, a flag or the name of an option.
    Argument {
        /// The directive.
        spec: &'static DirectiveSpec,
        /// The text, without an opening quote.
        span: Span,
        /// Whether it begins with a quote.
        is_quoted: bool,
        /// The names of the options that the directive has already.
        given: Vec<String>,
    },
    /// A value of an option, or the last of several.
    Value {
        /// The option.
        option: &'static OptionSpec,
        /// The value after the last comma, without an opening quote.
        span: Span,
        /// Whether the option's value begins with a quote.
        is_quoted: bool,
    },
    /// The key of a paper, without `@`.
    Key(Span),
}

/// A directive that begins before the cursor on its line.
struct Begun {
    /// The offset of `<<#` or `<!--`.
    start: usize,
    /// The range from its name to the cursor.
    inner: Span,
}

/// Returns what is being typed before `offset`, or `None` for text without a meaning to this program.
pub(super) fn typed(text: &str, offset: usize, config: &Config) -> Option<Typed> {
    let line = &text[line_start(text, offset)..offset];
    let (start, typed) = match begun(line, offset) {
        Some(Begun { start, inner }) => (start, in_directive(text, inner)?),
        None => key(line, offset, config)?,
    };
    is_live(text, start).then_some(typed)
}

/// Finds the directive that is open at the end of a line's front part, which ends at `offset`.
fn begun(line: &str, offset: usize) -> Option<Begun> {
    let base = offset - line.len();
    let angle = line.rfind("<<#").map(|at| (at, at + "<<#".len(), ">>"));
    let comment = line.rfind("<!--").and_then(|at| {
        let after = &line[at + "<!--".len()..];
        let named = after.trim_start_matches([' ', '\t']).strip_prefix('#')?;
        (named.len() + 1 < after.len()).then_some((at, line.len() - named.len(), "-->"))
    });
    let (start, name, end) = angle.max(comment)?;
    let inner = &line[name..];
    // Within quotes, the end of a directive is text.
    let mut is_quoted = false;
    let is_closed = inner.char_indices().any(|(at, c)| {
        is_quoted ^= c == '"';
        !is_quoted && inner[at..].starts_with(end)
    });
    (!is_closed).then(|| Begun { start: base + start, inner: Span::new(base + name, offset) })
}

fn in_directive(text: &str, inner: Span) -> Option<Typed> {
    let written = &text[inner.range()];
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let name = written.find(|c: char| !is_name(c)).map_or(written, |end| &written[..end]);
    if name.len() == written.len() {
        return Some(Typed::DirectiveName(inner));
    }
    let spec = options::directive(name)?;
    let arguments = Span::new(inner.start + name.len(), inner.end);
    if spec.kind == DirectiveKind::Cite {
        return cited_key(text, arguments).map(Typed::Key);
    }
    let mut written = written_arguments(text, arguments);
    let last = written.pop_if(|last| last.span.end == inner.end);
    let given = written.into_iter().filter_map(|argument| argument.name).collect();
    let Some(last) = last else {
        let span = Span::new(inner.end, inner.end);
        // After a closing quote, nothing can be typed.
        let after_space = text[..inner.end].ends_with(|c: char| c.is_whitespace() || c == ',');
        return after_space.then_some(Typed::Argument { spec, span, is_quoted: false, given });
    };
    let value = &text[last.value.range()];
    if last.name.is_none()
        && let Some(key) = value.strip_prefix('@')
    {
        let key = key.strip_prefix('"').unwrap_or(key);
        return Some(Typed::Key(Span::new(inner.end - key.len(), inner.end)));
    }
    let quotes = usize::from(value.starts_with('"'));
    if quotes == 1 && !last.is_unclosed {
        return None;
    }
    let span = Span::new(last.value.start + quotes, inner.end);
    let Some(name) = last.name else { return Some(Typed::Argument { spec, span, is_quoted: quotes == 1, given }) };
    let option = spec.option(&name)?;
    Some(Typed::Value { option, span: last_value(text, span, option), is_quoted: quotes == 1 })
}

/// Returns the part of a value after the last comma, or after the last operator of an expression.
fn last_value(text: &str, span: Span, option: &OptionSpec) -> Span {
    let value = &text[span.range()];
    let is_separator = |c: char| match option.takes {
        options::ValueType::Expression => !(c.is_alphanumeric() || matches!(c, '_' | '.')),
        options::ValueType::Keys => c == ',' || c.is_whitespace(),
        options::ValueType::Text | options::ValueType::Style | options::ValueType::ReferenceStyle => false,
        _ => c == ',',
    };
    let start = value.rfind(is_separator).map_or(0, |at| at + value[at..].chars().next().map_or(1, char::len_utf8));
    let piece = &value[start..];
    let piece = piece.trim_start().trim_start_matches(if option.name == "sort" { "-" } else { "" });
    let piece = if option.takes == options::ValueType::Keys { piece.strip_prefix('@').unwrap_or(piece) } else { piece };
    Span::new(span.end - piece.len(), span.end)
}

/// Returns the key being typed in `<<#cite … >>`, unless a locator follows it.
fn cited_key(text: &str, arguments: Span) -> Option<Span> {
    let written = &text[arguments.range()];
    let piece = written.rsplit([';', '；']).next().unwrap_or(written);
    let key = match piece.rsplit_once('@') {
        Some((_, key)) => key.trim_start_matches(['{', '"']),
        None => piece.trim_start().trim_start_matches('-'),
    };
    let has_ended = key.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '}' | '"'));
    (!has_ended && piece.len() > key.len()).then(|| Span::new(arguments.end - key.len(), arguments.end))
}

/// Returns the offset of a citation in running text, and its key, which ends at `offset`.
fn key(line: &str, offset: usize, config: &Config) -> Option<(usize, Typed)> {
    let typed = |at: usize, key: &str| (offset - line.len() + at, Typed::Key(Span::new(offset - key.len(), offset)));
    // `{{#cite key` of mdbook-bib.
    if let Some((before, after)) = line.rsplit_once("{{#cite")
        && !after.contains('}')
    {
        let key = after.trim_start();
        return (key.len() < after.len() && !key.contains(char::is_whitespace)).then(|| typed(before.len(), key));
    }
    let at = line.rfind('@')?;
    let (before, key) = (&line[..at], &line[at + 1..]);
    let braced = key.strip_prefix('{');
    let has_ended = match braced {
        Some(key) => key.contains('}'),
        None => key.contains(|c: char| {
            c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | ',' | ';' | '"' | '\'' | '`' | '|')
        }),
    };
    if has_ended {
        return None;
    }
    let key = braced.unwrap_or(key);
    let previous = before.trim_end_matches('-').chars().next_back();
    let in_bracket = || before.rsplit_once('[').is_some_and(|(_, inner)| !inner.contains(']'));
    // An address such as `ada@example.org` or an escaped `\@`.
    let in_word = |c: char| c.is_alphanumeric() && !crate::paper::is_han(c) || matches!(c, '\\' | '/' | '.');
    match previous {
        Some('@') => Some(typed(at - 1, key)),
        Some(c) if in_word(c) => None,
        _ if in_bracket() || config.citations.contains(CitationSyntax::Pandoc) => Some(typed(at, key)),
        _ => None,
    }
}

/// Whether a directive at `offset` would be expanded, rather than be part of code or HTML.
fn is_live(text: &str, offset: usize) -> bool {
    const PROBE: &str = "<<#papers-count>>";
    let probed = Source::new("probe", [&text[..offset], PROBE, &text[offset..]].concat());
    let (items, _) = scan(&probed);
    items.iter().any(|item| matches!(item, ScanItem::Directive(directive) if directive.span.start == offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what is typed at `|` in a chapter of a book with Pandoc's citations.
    fn at_cursor(text: &str, citations: &[CitationSyntax]) -> String {
        let offset = text.find('|').expect("the text has a cursor");
        let text = text.replacen('|', "", 1);
        let config = Config { citations: citations.iter().copied().collect(), ..Config::default() };
        let shown = |span: Span| text[span.range()].to_owned();
        match typed(&text, offset, &config) {
            None => "none".to_owned(),
            Some(Typed::DirectiveName(span)) => format!("directive {}", shown(span)),
            Some(Typed::Argument { spec, span, is_quoted, given }) => {
                format!("argument of {} {}{} {given:?}", spec.name, if is_quoted { "quoted " } else { "" }, shown(span))
            }
            Some(Typed::Value { option, span, .. }) => format!("value of {} {}", option.name, shown(span)),
            Some(Typed::Key(span)) => format!("key {}", shown(span)),
        }
    }

    #[test]
    fn directives_are_recognized_while_they_are_typed() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(at_cursor(text, &[]), expect, "{text}");
        }
        check("<<#pap|", "directive pap");
        check("<<#|>>", "directive ");
        check("text <!-- #pap|", "directive pap");
        check("<!--#pap|", "none");
        check("<<#papers |", "argument of papers  []");
        check("<<#papers ba|", "argument of papers ba []");
        check("<<#papers ba|se limit=3>>", "argument of papers ba []");
        check("<<#papers limit=3 ta|", "argument of papers ta [\"limit\"]");
        check("<<#papers \"Base M|", "argument of papers quoted Base M []");
        check("<<#papers \"Base\"|", "none");
        check("<<#papers @da|", "key da");
        check("<<#papers a tag=x,y|", "value of tag y");
        check("<<#papers a sort=-da|", "value of sort da");
        check("<<#papers where=\"year > 2 and ti|", "value of where ti");
        check("<<#references nocite=\"@a, @b|", "value of nocite b");
        check("<<#papers nonsense=x|", "none");
        check("<<#papers a>> |", "none");
        check("<<#papers empty=\"a >> b|", "value of empty a >> b");
        check("<<#cite |>>", "key ");
        check("<<#cite dao|", "key dao");
        check("<<#cite dao; -s|", "key s");
        check("<<#cite see @{s|", "key s");
        check("<<#cite dao, p. |", "none");
        check("<<#nothing x|", "none");
    }

    #[test]
    fn citations_are_recognized_while_they_are_typed() {
        #[track_caller]
        fn check(text: &str, native: &str, pandoc: &str) {
            assert_eq!(at_cursor(text, &[]), native, "{text}");
            assert_eq!(at_cursor(text, &[CitationSyntax::Pandoc]), pandoc, "{text}");
        }
        check("see @da|", "none", "key da");
        check("see [@|", "key ", "key ");
        check("see [see @a; -@b|]", "key b", "key b");
        check("见@da|", "none", "key da");
        check("@@da|", "key da", "key da");
        check("{{#cite da|", "key da", "key da");
        check("[@{odd ke|", "key odd ke", "key odd ke");
        check("ada@exa|", "none", "none");
        check("\\@da|", "none", "none");
        check("[@a, p. 3|", "none", "none");
    }

    #[test]
    fn nothing_is_typed_in_code_and_html() {
        for text in ["```\n<<#papers |\n```", "`[@da|`", "<div>\n<<#papers |\n</div>", "\\<<#papers |", "    [@da|"] {
            assert_eq!(at_cursor(text, &[CitationSyntax::Pandoc]), "none", "{text}");
        }
    }
}
