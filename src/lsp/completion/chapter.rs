//! Completion in chapters: directives, their arguments, and keys.

use std::collections::BTreeMap;

use lsp_types::CompletionItemKind;

use super::{Candidate, Candidates, MAX_PAPERS};
use crate::directive::quoted;
use crate::library::Library;
use crate::lsp::cursor::{self, Typed};
use crate::lsp::paper_text;
use crate::lsp::search::SearchIndex;
use crate::lsp::view::BookView;
use crate::options::{DIRECTIVES, DirectiveSpec, FIELDS, OptionSpec, SORT_FIELDS, Style, TYPES, ValueType};
use crate::paper::{Field, Role};
use crate::source::Span;

/// Returns what can be inserted at an offset of a chapter.
pub(super) fn candidates(book: &BookView, text: &str, offset: usize) -> Option<Candidates> {
    let library = book.library();
    let index = &*book.index;
    let shown = |span: Span| &text[span.range()];
    let static_list = |span, items| Candidates { span, items, is_filtered: false };
    Some(match cursor::typed(text, offset, book.config())? {
        Typed::DirectiveName(span) => {
            let item = |spec: &DirectiveSpec| Candidate::new(CompletionItemKind::KEYWORD, spec.name, spec.about);
            static_list(span, DIRECTIVES.iter().map(item).collect())
        }
        Typed::Key(span) => Candidates { span, items: keys(library, index, shown(span)), is_filtered: true },
        Typed::Argument { span, is_quoted: true, .. } => {
            Candidates { span, items: titles(library, index, shown(span)), is_filtered: true }
        }
        Typed::Argument { spec, span, given, .. } => {
            let mut items = categories(library, index, shown(span));
            items.extend(option_names(spec, &given, shown(span)));
            Candidates { span, items, is_filtered: true }
        }
        Typed::Value { option, span, is_quoted } => match option.takes {
            ValueType::Keys => Candidates { span, items: keys(library, index, shown(span)), is_filtered: true },
            _ => static_list(span, values(option, index, is_quoted)),
        },
    })
}

/// Returns the papers that fit what is typed by key, author, title or Pinyin initials.
pub(super) fn keys(library: &Library, index: &SearchIndex, typed: &str) -> Vec<Candidate> {
    let item = |paper: usize| {
        let paper = &library.papers[paper];
        Candidate::new(CompletionItemKind::REFERENCE, &paper.key, paper_text::line(paper))
    };
    index.papers(typed, MAX_PAPERS).into_iter().map(item).collect()
}

/// Returns the categories that fit what is typed by id or title.
pub(super) fn categories(library: &Library, index: &SearchIndex, typed: &str) -> Vec<Candidate> {
    let item = |category: usize| {
        let id = &library.categories[category].id;
        let item = Candidate::new(CompletionItemKind::MODULE, id, paper_text::category(library, category));
        let needs_quotes = id.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '='));
        if needs_quotes { item.inserting(quoted(id)) } else { item }
    };
    index.categories(typed).into_iter().map(item).collect()
}

/// Returns the titles of the categories that fit what is typed.
fn titles(library: &Library, index: &SearchIndex, typed: &str) -> Vec<Candidate> {
    let item = |category: usize| {
        let title = &library.categories[category].title;
        let escaped = title.replace('\\', "\\\\").replace('"', "\\\"");
        Candidate::new(CompletionItemKind::MODULE, title, paper_text::category(library, category)).inserting(escaped)
    };
    index.categories(typed).into_iter().map(item).collect()
}

/// Returns the options of a directive that begin with what is typed and that it may still have.
fn option_names(spec: &DirectiveSpec, given: &[String], typed: &str) -> Vec<Candidate> {
    let is_free = |option: &&OptionSpec| option.is_repeatable() || !given.iter().any(|name| name == option.name);
    let options = spec.options().filter(is_free).filter(|option| option.name.starts_with(typed));
    let item = |option: &'static OptionSpec| {
        let item = Candidate::new(CompletionItemKind::PROPERTY, option.name, option.about)
            .documented(format!("default: {}", option.default));
        if option.is_flag() { item } else { item.inserting(format!("{}=", option.name)) }
    };
    options.map(item).collect()
}

/// Returns the values of an option.
fn values(option: &OptionSpec, index: &SearchIndex, is_quoted: bool) -> Vec<Candidate> {
    let counted = |counts| self::counted(counts, is_quoted);
    let words = |words: &mut dyn Iterator<Item = &'static str>| {
        words.map(|word| Candidate::new(CompletionItemKind::ENUM_MEMBER, word, "")).collect::<Vec<_>>()
    };
    match option.takes {
        ValueType::Flag => words(&mut ["true", "false"].into_iter()),
        ValueType::OneOf(known) | ValueType::ListOf(known) | ValueType::FlagOr(known) => {
            words(&mut known.iter().copied())
        }
        ValueType::SortFields => words(&mut SORT_FIELDS.iter().copied()),
        ValueType::Types => words(&mut TYPES.iter().copied()),
        ValueType::Style => words(&mut Style::names()),
        ValueType::ReferenceStyle => words(&mut std::iter::once("numeric").chain(Style::names())),
        ValueType::Expression => Field::ALL
            .iter()
            .filter_map(|field| Some((field.name_in(Role::Template)?, field.about())))
            .map(|(name, about)| Candidate::new(CompletionItemKind::FIELD, name, about))
            .collect(),
        ValueType::Words => match option.name {
            "tag" | "not-tag" => counted(&index.tags),
            "author" => counted(&index.authors),
            "venue" => counted(&index.venues),
            "has" => {
                let mut fields = words(&mut FIELDS.iter().copied());
                fields.extend(counted(&index.labels));
                fields
            }
            _ => Vec::new(),
        },
        ValueType::Number
        | ValueType::Text
        | ValueType::Years
        | ValueType::Date
        | ValueType::Level
        | ValueType::Keys
        | ValueType::Texts
        | ValueType::Names
        | ValueType::Table => Vec::new(),
    }
}

/// Returns values that papers have, most frequent first, quoted where a directive needs it.
fn counted(counts: &BTreeMap<String, usize>, is_quoted: bool) -> Vec<Candidate> {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let item = |(value, count): (&String, &usize)| {
        let papers = if *count == 1 { "paper" } else { "papers" };
        let item = Candidate::new(CompletionItemKind::VALUE, value, format!("{count} {papers}"));
        if !is_quoted && value.contains(char::is_whitespace) { item.inserting(quoted(value)) } else { item }
    };
    counts.into_iter().map(item).collect()
}
