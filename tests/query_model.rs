//! Compares the query engine with a simple, slow reference model.
//!
//! Libraries and directives are generated at random. The model uses the generated values, the engine a data file and a
//! chapter written from them. Both must return the same papers in the same order and groups, or both an error.

#![expect(clippy::unwrap_used, reason = "what fails there fails the test")]

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::Arc;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use mdbook_papers::directive::{ScanItem, scan};
use mdbook_papers::format::{self, Reading};
use mdbook_papers::library::{self, Library};
use mdbook_papers::options::Scope;
use mdbook_papers::query::{Group, GroupValue, Listing, Query};
use mdbook_papers::source::Source;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const CATEGORIES: &[&str] = &["zeta", "alpha", "alpha/one", "alpha/two", "评估"];
const TAGS: &[&str] = &["RLHF", "rlhf", "Été", "ete", "instruction tuning", "指令微调", "loRA"];
const VENUES: &[&str] = &["ACL", "acl", "Findings of ACL", "NAACL", "ÉCOLE", "中文信息学报"];
const TITLES: &[&str] = &["alpha", "Alpha", "álpha", "beta", "zeta one", "zeta", "评估", "ABC"];
const NAMES: &[(&str, &str)] =
    &[("Bo", "Li"), ("Olivia", "Lim"), ("Ada", "Ångström"), ("", "唐杰"), ("ada", "angstrom")];
const TYPES: &[&str] = &["article", "book", "software"];
const STATUSES: &[&str] = &["to-read", "reading", "read"];
const LABELS: &[&str] = &["Code", "code", "Demo"];

#[derive(Debug, Clone)]
struct Paper {
    title: &'static str,
    authors: Vec<(&'static str, &'static str)>,
    date: Option<(u16, Option<u8>, Option<u8>)>,
    venue: Option<&'static str>,
    volume: Option<u8>,
    kind: &'static str,
    status: Option<&'static str>,
    categories: Vec<&'static str>,
    tags: Vec<&'static str>,
    labels: Vec<&'static str>,
    note: bool,
    score: Option<i64>,
}

#[derive(Debug, Clone)]
enum Selector {
    All,
    Category(&'static str),
    Below(&'static str),
    Key(usize),
}

#[derive(Debug, Clone)]
enum Filter {
    Tag(Vec<&'static str>),
    NotTag(Vec<&'static str>),
    Type(Vec<&'static str>),
    NotType(Vec<&'static str>),
    Venue(Vec<&'static str>),
    Author(Vec<&'static str>),
    Status(Vec<&'static str>),
    Has(Vec<&'static str>),
    Years(Option<u16>, Option<u16>),
    Since(u16, Option<u8>),
    Cited(&'static str),
    Where(Expression),
}

#[derive(Debug, Clone)]
enum Expression {
    Number(&'static str, &'static str, i64),
    Text(&'static str, &'static str, &'static str),
    In(&'static str, &'static str, bool),
    Defined(&'static str, bool),
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
}

#[derive(Debug, Clone)]
struct Directive {
    selectors: Vec<Selector>,
    filters: Vec<Filter>,
    sort: Vec<(&'static str, bool)>,
    group: Vec<&'static str>,
    group_sort: Option<&'static str>,
    limit: Option<usize>,
    offset: Option<usize>,
}

// Generators.

fn paper() -> impl Strategy<Value = Paper> {
    let date = (2020_u16..2024, prop::option::of(1_u8..4), prop::option::of(1_u8..3))
        .prop_map(|(year, month, day)| (year, month, day.filter(|_| month.is_some())));
    let first = (
        select(TITLES),
        subsequence(NAMES, 0..3),
        prop::option::of(date),
        prop::option::of(select(VENUES)),
        prop::option::of(1_u8..30),
        select(TYPES),
    );
    let second = (
        prop::option::of(select(STATUSES)),
        subsequence(CATEGORIES, 0..3),
        subsequence(TAGS, 0..3),
        subsequence(LABELS, 0..2),
        any::<bool>(),
        prop::option::of(0_i64..3),
    );
    (first, second).prop_map(|(first, second)| {
        let (title, authors, date, venue, volume, kind) = first;
        let (status, categories, tags, labels, note, score) = second;
        Paper { title, authors, date, venue, volume, kind, status, categories, tags, labels, note, score }
    })
}

fn selector() -> impl Strategy<Value = Selector> {
    prop_oneof![
        1 => Just(Selector::All),
        5 => select(CATEGORIES).prop_map(Selector::Category),
        1 => select(CATEGORIES).prop_map(Selector::Below),
        2 => (0_usize..9).prop_map(Selector::Key),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let some = |of: &'static [&'static str]| subsequence(of, 1..3);
    let year = || prop::option::of(2020_u16..2024);
    prop_oneof![
        some(&["rlhf", "ETE", "Instruction Tuning", "指令", "lora", "微", "unheard"]).prop_map(Filter::Tag),
        some(&["rlhf", "été", "instructiontuning"]).prop_map(Filter::NotTag),
        some(TYPES).prop_map(Filter::Type),
        some(TYPES).prop_map(Filter::NotType),
        some(&["acl", "findings", "of acl", "ecole", "中文"]).prop_map(Filter::Venue),
        some(&["li", "Bo Li", "Li, Bo", "lim", "angstrom", "唐", "bo"]).prop_map(Filter::Author),
        some(STATUSES).prop_map(Filter::Status),
        some(&["note", "venue", "CODE", "demo", "authors", "year"]).prop_map(Filter::Has),
        (year(), year()).prop_map(|(from, to)| match (from, to) {
            (None, None) => Filter::Years(Some(2021), None),
            (Some(from), Some(to)) => Filter::Years(Some(from.min(to)), Some(from.max(to))),
            open => Filter::Years(open.0, open.1),
        }),
        (2020_u16..2024, prop::option::of(1_u8..4)).prop_map(|(year, month)| Filter::Since(year, month)),
        select(&["true", "false", "book"][..]).prop_map(Filter::Cited),
        expression().prop_map(Filter::Where),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    let operator = || select(&["==", "!=", "<", "<=", ">", ">="][..]);
    let leaf = prop_oneof![
        (select(&["year", "month", "x.score"][..]), operator(), prop_oneof![2020_i64..2024, 0_i64..4])
            .prop_map(|(field, operator, number)| Expression::Number(field, operator, number)),
        (select(&["venue", "title", "type", "status"][..]), operator(), select(&["ACL", "beta", "book"][..]))
            .prop_map(|(field, operator, text)| Expression::Text(field, operator, text)),
        (select(TAGS), select(&["tags", "venue"][..]), any::<bool>())
            .prop_map(|(text, list, within)| Expression::In(text, list, within)),
        (select(&["year", "venue", "month"][..]), any::<bool>())
            .prop_map(|(field, defined)| Expression::Defined(field, defined)),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let two = (inner.clone(), inner.clone()).prop_map(|(a, b)| (Box::new(a), Box::new(b)));
        prop_oneof![
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
            two.clone().prop_map(|(a, b)| Expression::And(a, b)),
            two.prop_map(|(a, b)| Expression::Or(a, b)),
        ]
    })
}

fn directive() -> impl Strategy<Value = Directive> {
    let field = select(&["title", "year", "date", "venue", "volume", "authors", "status", "key", "type"][..]);
    let groups = &["author", "category", "status", "tag", "type", "venue", "year"];
    (
        prop::collection::vec(selector(), 0..3),
        prop_oneof![2 => prop::collection::vec(filter(), 0..1), 3 => prop::collection::vec(filter(), 1..3)],
        prop::collection::vec((field, any::<bool>()), 0..3),
        subsequence(groups, 0..3).prop_shuffle(),
        prop::option::of(select(&["asc", "desc", "count"][..])),
        prop::option::of(0_usize..5),
        prop::option::of(0_usize..4),
    )
        .prop_map(|(selectors, mut filters, sort, group, group_sort, limit, offset)| {
            // Each of these may be given only once.
            let once = |filter: &Filter| match filter {
                Filter::Years(..) => 1,
                Filter::Since(..) => 2,
                Filter::Cited(_) => 3,
                Filter::Status(_) => 4,
                _ => 0,
            };
            let mut given = Vec::new();
            filters.retain(|filter| {
                let kind = once(filter);
                let twice = kind > 0 && given.contains(&kind);
                given.push(kind);
                !twice
            });
            Directive { selectors, filters, sort, group, group_sort, limit, offset }
        })
}

// Writing of data and directives.

fn quoted(items: &[&str]) -> String {
    items.iter().map(|item| format!("{item:?}")).collect::<Vec<_>>().join(", ")
}

fn data(papers: &[Paper]) -> String {
    let mut toml = String::new();
    for category in CATEGORIES {
        write!(toml, "[[category]]\nid = {category:?}\n").unwrap();
    }
    for (nth, paper) in papers.iter().enumerate() {
        write!(toml, "[[paper]]\nid = \"k{nth}\"\ntitle = {:?}\ntype = {:?}\n", paper.title, paper.kind).unwrap();
        let names: Vec<_> = paper.authors.iter().map(|name| shown(*name)).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        write!(toml, "authors = [{}]\ncategories = [{}]\n", quoted(&names), quoted(&paper.categories)).unwrap();
        writeln!(toml, "tags = [{}]", quoted(&paper.tags)).unwrap();
        let links: Vec<_> = paper.labels.iter().map(|label| format!("{label} = \"https://a.org\"")).collect();
        writeln!(toml, "links = {{ {} }}", links.join(", ")).unwrap();
        if let Some((year, month, day)) = paper.date {
            let part = |part: Option<u8>| part.map(|part| format!("-{part:02}")).unwrap_or_default();
            writeln!(toml, "date = \"{year}{}{}\"", part(month), part(day)).unwrap();
        }
        let optional = [("venue", paper.venue), ("status", paper.status), ("note", paper.note.then_some("n"))];
        for (field, value) in optional {
            if let Some(value) = value {
                writeln!(toml, "{field} = {value:?}").unwrap();
            }
        }
        if let Some(volume) = paper.volume {
            writeln!(toml, "volume = \"{volume}\"").unwrap();
        }
        if let Some(score) = paper.score {
            writeln!(toml, "x.score = {score}").unwrap();
        }
    }
    toml
}

fn shown((given, family): (&str, &str)) -> String {
    if given.is_empty() { family.to_owned() } else { format!("{given} {family}") }
}

fn text(directive: &Directive) -> String {
    let mut text = "<<#papers".to_owned();
    for selector in &directive.selectors {
        match selector {
            Selector::All => text.push_str(" *"),
            Selector::Category(id) => write!(text, " {id}").unwrap(),
            Selector::Below(id) => write!(text, " {id}/**").unwrap(),
            Selector::Key(nth) => write!(text, " @k{nth}").unwrap(),
        }
    }
    let list = |text: &mut String, name: &str, items: &[&str]| {
        // A comma separates items, so a name with a comma is written without it in a list.
        let items: Vec<_> = items.iter().map(|item| item.replace(", ", " ")).collect();
        write!(text, " {name}=\"{}\"", items.join(",")).unwrap();
    };
    for filter in &directive.filters {
        match filter {
            Filter::Tag(items) => list(&mut text, "tag", items),
            Filter::NotTag(items) => list(&mut text, "not-tag", items),
            Filter::Type(items) => list(&mut text, "type", items),
            Filter::NotType(items) => list(&mut text, "not-type", items),
            Filter::Venue(items) => list(&mut text, "venue", items),
            Filter::Author(items) => list(&mut text, "author", items),
            Filter::Status(items) => list(&mut text, "status", items),
            Filter::Has(items) => list(&mut text, "has", items),
            Filter::Years(from, to) => {
                let year = |year: &Option<u16>| year.map(|year| year.to_string()).unwrap_or_default();
                write!(text, " year={}..{}", year(from), year(to)).unwrap();
            }
            Filter::Since(year, None) => write!(text, " since={year}").unwrap(),
            Filter::Since(year, Some(month)) => write!(text, " since={year}-{month:02}").unwrap(),
            Filter::Cited(word) => write!(text, " cited={word}").unwrap(),
            Filter::Where(expression) => write!(text, " where=\"{}\"", expression_text(expression)).unwrap(),
        }
    }
    if !directive.sort.is_empty() {
        let key = |&(field, descending): &(&str, bool)| format!("{}{field}", if descending { "-" } else { "" });
        let keys: Vec<_> = directive.sort.iter().map(key).collect();
        write!(text, " sort={}", keys.join(",")).unwrap();
    }
    if !directive.group.is_empty() {
        write!(text, " group={}", directive.group.join(",")).unwrap();
    }
    for (name, value) in [("limit", directive.limit), ("offset", directive.offset)] {
        if let Some(value) = value {
            write!(text, " {name}={value}").unwrap();
        }
    }
    if let Some(order) = directive.group_sort {
        write!(text, " group-sort={order}").unwrap();
    }
    text + ">>"
}

fn expression_text(expression: &Expression) -> String {
    match expression {
        Expression::Number(field, operator, number) => format!("{field} {operator} {number}"),
        Expression::Text(field, operator, text) => format!("{field} {operator} '{text}'"),
        Expression::In(text, list, within) => format!("'{text}' {}in {list}", if *within { "" } else { "not " }),
        Expression::Defined(field, defined) => format!("{field} is {}", if *defined { "defined" } else { "undefined" }),
        Expression::Not(inner) => format!("not ({})", expression_text(inner)),
        Expression::And(a, b) => format!("({}) and ({})", expression_text(a), expression_text(b)),
        Expression::Or(a, b) => format!("({}) or ({})", expression_text(a), expression_text(b)),
    }
}

// The model.

/// Removes case, accents and whitespace.
fn normalize(text: &str) -> String {
    let plain = |c: char| match c {
        'É' | 'é' => 'e',
        'Å' | 'å' | 'á' => 'a',
        'ö' => 'o',
        c => c.to_ascii_lowercase(),
    };
    text.chars().filter(|c| *c != ' ').map(plain).collect()
}

fn words(text: &str) -> Vec<String> {
    text.replace(',', " ").split_whitespace().map(normalize).collect()
}

fn is_han(text: &str) -> bool {
    text.chars().any(|c| c > '\u{3000}')
}

fn fits(paper: &Paper, filter: &Filter, cited: bool) -> bool {
    let any = |wanted: &[&'static str], is: &dyn Fn(&'static str) -> bool| wanted.iter().any(|wanted| is(wanted));
    let tagged = |wanted: &'static str| has_tag(paper, wanted);
    match filter {
        Filter::Tag(wanted) => any(wanted, &tagged),
        Filter::NotTag(wanted) => !any(wanted, &tagged),
        Filter::Type(wanted) => wanted.contains(&paper.kind),
        Filter::NotType(wanted) => !wanted.contains(&paper.kind),
        Filter::Venue(wanted) => any(wanted, &|wanted| is_at(paper, wanted)),
        Filter::Author(wanted) => any(wanted, &|wanted| is_by(paper, wanted)),
        Filter::Status(wanted) => paper.status.is_some_and(|status| wanted.contains(&status)),
        Filter::Has(wanted) => wanted.iter().all(|wanted| has(paper, wanted)),
        Filter::Years(from, to) => {
            paper.date.is_some_and(|(year, ..)| from.is_none_or(|from| from <= year) && to.is_none_or(|to| year <= to))
        }
        Filter::Since(year, month) => match (paper.date, month) {
            (None, _) => false,
            (Some((since, Some(since_month), _)), Some(month)) => (since, since_month) >= (*year, *month),
            (Some((since, ..)), _) => since >= *year,
        },
        Filter::Cited(word) => cited == (*word != "false"),
        Filter::Where(expression) => is_true(paper, expression),
    }
}

fn has_tag(paper: &Paper, wanted: &str) -> bool {
    paper.tags.iter().any(|tag| {
        normalize(tag) == normalize(wanted) || (is_han(wanted) && normalize(tag).contains(&normalize(wanted)))
    })
}

fn is_at(paper: &Paper, wanted: &str) -> bool {
    paper.venue.is_some_and(|venue| {
        let padded = |words: Vec<String>| format!(" {} ", words.join(" "));
        padded(words(venue)).contains(&padded(words(wanted)))
            || normalize(venue) == normalize(wanted)
            || (is_han(wanted) && normalize(venue).contains(&normalize(wanted)))
    })
}

fn is_by(paper: &Paper, wanted: &str) -> bool {
    paper.authors.iter().any(|&(given, family)| {
        let named = |words: &[&str]| words.iter().map(|word| normalize(word)).collect::<Vec<_>>();
        let wanted_words = words(wanted);
        wanted_words == named(&[family])
            || wanted_words == named(&[given, family])
            || wanted_words == named(&[family, given])
            || (is_han(wanted) && family.contains(wanted))
    })
}

fn has(paper: &Paper, wanted: &str) -> bool {
    match wanted {
        "note" => paper.note,
        "venue" => paper.venue.is_some(),
        "authors" => !paper.authors.is_empty(),
        "year" => paper.date.is_some(),
        label => paper.labels.iter().any(|other| normalize(other) == normalize(label)),
    }
}

fn is_true(paper: &Paper, expression: &Expression) -> bool {
    let number = |field: &str| match field {
        "year" => paper.date.map(|(year, ..)| i64::from(year)),
        "month" => paper.date.and_then(|(_, month, _)| month).map(i64::from),
        "x.score" => paper.score,
        _ => None,
    };
    let text = |field: &str| match field {
        "venue" => paper.venue,
        "title" => Some(paper.title),
        "type" => Some(paper.kind),
        _ => paper.status,
    };
    let compared = |order: Ordering, operator: &str| match operator {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    };
    match expression {
        Expression::Number(field, operator, than) => {
            number(field).is_some_and(|value| compared(value.cmp(than), operator))
        }
        Expression::Text(field, operator, than) => text(field).is_some_and(|value| compared(value.cmp(than), operator)),
        Expression::In(text, "tags", within) => paper.tags.contains(text) == *within,
        Expression::In(text, _, within) => paper.venue.is_some_and(|venue| venue.contains(text) == *within),
        Expression::Defined(field, defined) => {
            (number(field).is_some() || (*field == "venue" && paper.venue.is_some())) == *defined
        }
        Expression::Not(inner) => !is_true(paper, inner),
        Expression::And(a, b) => is_true(paper, a) && is_true(paper, b),
        Expression::Or(a, b) => is_true(paper, a) || is_true(paper, b),
    }
}

/// Returns whether the directive names something that no paper of the library has.
fn names_unknown(papers: &[Paper], directive: &Directive) -> bool {
    let nobody = |wanted: &[&'static str], is: &dyn Fn(&Paper, &'static str) -> bool| {
        wanted.iter().any(|wanted| !papers.iter().any(|paper| is(paper, wanted)))
    };
    let asks_score = |expression: &Expression| expression_text(expression).contains("x.score");
    directive.selectors.iter().any(|selector| matches!(selector, Selector::Key(nth) if *nth >= papers.len()))
        || directive.filters.iter().any(|filter| match filter {
            Filter::Tag(wanted) | Filter::NotTag(wanted) => nobody(wanted, &|paper, wanted| has_tag(paper, wanted)),
            Filter::Venue(wanted) => nobody(wanted, &|paper, wanted| is_at(paper, wanted)),
            Filter::Author(wanted) => nobody(wanted, &|paper, wanted| is_by(paper, wanted)),
            Filter::Has(wanted) => {
                let labels: Vec<_> = wanted
                    .iter()
                    .copied()
                    .filter(|other| !["note", "venue", "authors", "year"].contains(other))
                    .collect();
                nobody(&labels, &|paper, wanted| has(paper, wanted))
            }
            Filter::Where(expression) => asks_score(expression) && papers.iter().all(|paper| paper.score.is_none()),
            _ => false,
        })
}

fn selected(papers: &[Paper], selectors: &[Selector]) -> Vec<usize> {
    let mut selected = Vec::new();
    let mut add = |is: &dyn Fn(usize) -> bool| {
        let more: Vec<_> = (0..papers.len()).filter(|&nth| is(nth) && !selected.contains(&nth)).collect();
        selected.extend(more);
    };
    for selector in selectors {
        match selector {
            Selector::All => add(&|_| true),
            Selector::Category(id) => add(&|nth| papers[nth].categories.contains(id)),
            // Categories in the order of the library.
            Selector::Below(root) => {
                let below = |id: &&&str| **id == *root || id.starts_with(&format!("{root}/"));
                for id in CATEGORIES.iter().filter(below) {
                    add(&|nth| papers[nth].categories.contains(id));
                }
            }
            Selector::Key(key) => add(&|nth| nth == *key),
        }
    }
    if selectors.is_empty() {
        add(&|_| true);
    }
    selected
}

/// Compares two texts as the language requires.
fn collate(a: &str, b: &str) -> Ordering {
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Secondary);
    CollatorBorrowed::try_new(CollatorPreferences::default(), options).unwrap().compare(a, b)
}

fn collate_names(a: &[(&str, &str)], b: &[(&str, &str)]) -> Ordering {
    let parts = |names: &[(&str, &str)]| {
        names.iter().flat_map(|(given, family)| [(*family).to_owned(), (*given).to_owned()]).collect::<Vec<_>>()
    };
    let (a, b) = (parts(a), parts(b));
    let different = a.iter().zip(&b).map(|(a, b)| collate(a, b)).find(|order| order.is_ne());
    different.unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn by_fields(papers: &[Paper], a: usize, b: usize, sort: &[(&str, bool)]) -> Ordering {
    for (field, descending) in sort {
        let (one, other) = (&papers[a], &papers[b]);
        let order = match *field {
            "title" => present(Some(one.title), Some(other.title), *descending, collate),
            "type" => present(Some(one.kind), Some(other.kind), *descending, collate),
            "venue" => present(one.venue, other.venue, *descending, collate),
            "year" => present(one.date.map(|d| d.0), other.date.map(|d| d.0), *descending, |a, b| a.cmp(&b)),
            "date" => present(one.date, other.date, *descending, |a, b| a.cmp(&b)),
            "volume" => present(one.volume, other.volume, *descending, |a, b| a.cmp(&b)),
            "status" => {
                let rank =
                    |paper: &Paper| paper.status.map(|status| STATUSES.iter().position(|other| *other == status));
                present(rank(one), rank(other), *descending, |a, b| a.cmp(&b))
            }
            "authors" => {
                let names = |paper: &Paper| Some(paper.authors.clone()).filter(|names| !names.is_empty());
                present(names(one), names(other), *descending, |a, b| collate_names(&a, &b))
            }
            _ => present(Some(a), Some(b), *descending, |a, b| a.cmp(&b)),
        };
        if order.is_ne() {
            return order;
        }
    }
    // Keys are generated in the order of their numbers.
    if sort.is_empty() { Ordering::Equal } else { a.cmp(&b) }
}

/// Missing values come last in both directions.
fn present<T>(a: Option<T>, b: Option<T>, descending: bool, compare: impl Fn(T, T) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => {
            let order = compare(a, b);
            if descending { order.reverse() } else { order }
        }
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// A group: its name, its papers, its subgroups.
#[derive(Debug, Clone, PartialEq)]
struct ModelGroup {
    name: Option<String>,
    papers: Vec<usize>,
    within: Vec<ModelGroup>,
}

/// Returns the values of a field: the normalized form and the form to display.
fn values(paper: &Paper, field: &str, only: Option<&[&str]>) -> Vec<(String, String)> {
    let same = |text: &str| (normalize(text), text.to_owned());
    match field {
        "author" => paper.authors.iter().map(|name| same(&shown(*name))).collect(),
        "category" => {
            let selected_ids: Vec<_> =
                paper.categories.iter().filter(|id| only.is_none_or(|only| only.contains(id))).collect();
            let ids = if selected_ids.is_empty() { paper.categories.iter().collect() } else { selected_ids };
            ids.into_iter().map(|id| same(id)).collect()
        }
        "status" => paper.status.iter().map(|status| same(status)).collect(),
        "tag" => paper.tags.iter().map(|tag| same(tag)).collect(),
        "type" => vec![same(paper.kind)],
        "venue" => paper.venue.iter().map(|venue| same(venue)).collect(),
        _ => paper.date.iter().map(|(year, ..)| same(&year.to_string())).collect(),
    }
}

fn grouped(
    papers: &[Paper],
    order: &[usize],
    fields: &[&str],
    only: Option<&[&str]>,
    group_sort: Option<&str>,
) -> Vec<ModelGroup> {
    let Some((field, rest)) = fields.split_first() else { return Vec::new() };
    let of = |nth: usize| values(&papers[nth], field, only);
    let mut names: Vec<String> = order.iter().flat_map(|&nth| of(nth)).map(|(same, _)| same).collect();
    names.sort_unstable();
    names.dedup();
    let mut groups: Vec<(Option<String>, Vec<usize>)> = names
        .into_iter()
        .map(|name| {
            let members = order.iter().copied().filter(|&nth| of(nth).iter().any(|(same, _)| *same == name));
            let members = members.collect();
            (Some(name), members)
        })
        .collect();
    let without: Vec<_> = order.iter().copied().filter(|&nth| of(nth).is_empty()).collect();
    if !without.is_empty() {
        groups.push((None, without));
    }
    let mut groups: Vec<ModelGroup> = groups
        .into_iter()
        .map(|(same, members)| {
            // The first occurrence in the data determines the form to display.
            let first = members.iter().min().map(|&nth| of(nth)).unwrap_or_default();
            let name =
                same.and_then(|same| first.into_iter().find(|(other, _)| *other == same)).map(|(_, written)| written);
            ModelGroup { name, within: grouped(papers, &members, rest, only, group_sort), papers: members }
        })
        .collect();
    let by_name = |a: &str, b: &str| match *field {
        "category" => index(CATEGORIES, a).cmp(&index(CATEGORIES, b)),
        "status" => index(STATUSES, a).cmp(&index(STATUSES, b)),
        "author" => {
            let name = |name: &str| {
                NAMES.iter().find(|other| shown(**other) == name).map(|other| vec![*other]).unwrap_or_default()
            };
            collate_names(&name(a), &name(b)).then_with(|| normalize(a).cmp(&normalize(b)))
        }
        _ => collate(a, b).then_with(|| normalize(a).cmp(&normalize(b))),
    };
    let how = group_sort.unwrap_or(if *field == "year" { "desc" } else { "asc" });
    groups.sort_by(|a, b| match (&a.name, &b.name) {
        (Some(one), Some(other)) => match how {
            "desc" => by_name(other, one),
            "count" => b.papers.len().cmp(&a.papers.len()).then_with(|| by_name(one, other)),
            _ => by_name(one, other),
        },
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    groups
}

fn index(list: &[&str], item: &str) -> Option<usize> {
    list.iter().position(|other| *other == item)
}

/// Runs the model: returns the papers to show, and the groups.
fn model(papers: &[Paper], directive: &Directive) -> Option<(Vec<usize>, Vec<ModelGroup>)> {
    if names_unknown(papers, directive) {
        return None;
    }
    let mut order = selected(papers, &directive.selectors);
    order.retain(|&nth| {
        directive.filters.iter().all(|filter| {
            let in_book = matches!(filter, Filter::Cited("book"));
            fits(&papers[nth], filter, is_cited(nth, in_book))
        })
    });
    order.sort_by(|&a, &b| by_fields(papers, a, b, &directive.sort));
    let selects_everything =
        directive.selectors.is_empty() || directive.selectors.iter().any(|one| matches!(one, Selector::All));
    let selected_ids: Vec<&str> = CATEGORIES
        .iter()
        .copied()
        .filter(|id| {
            directive.selectors.iter().any(|selector| match selector {
                Selector::Category(other) => other == id,
                Selector::Below(root) => id == root || id.starts_with(&format!("{root}/")),
                _ => false,
            })
        })
        .collect();
    let only = (!selects_everything && !selected_ids.is_empty()).then_some(selected_ids.as_slice());
    let mut groups = grouped(papers, &order, &directive.group, only, directive.group_sort);
    let flat = if directive.group.is_empty() { order } else { groups.iter().flat_map(flatten).collect() };
    let mut distinct: Vec<usize> = Vec::new();
    for &nth in &flat {
        if !distinct.contains(&nth) {
            distinct.push(nth);
        }
    }
    let shown_papers: Vec<_> =
        distinct.into_iter().skip(directive.offset.unwrap_or(0)).take(directive.limit.unwrap_or(usize::MAX)).collect();
    cut(&mut groups, &shown_papers);
    Some((flat.into_iter().filter(|nth| shown_papers.contains(nth)).collect(), groups))
}

fn flatten(group: &ModelGroup) -> Vec<usize> {
    if group.within.is_empty() { group.papers.clone() } else { group.within.iter().flat_map(flatten).collect() }
}

fn cut(groups: &mut Vec<ModelGroup>, shown_papers: &[usize]) {
    for group in &mut *groups {
        cut(&mut group.within, shown_papers);
        group.papers.retain(|nth| shown_papers.contains(nth));
    }
    groups.retain(|group| !group.papers.is_empty());
}

/// Generated citations: even papers are cited in the chapter, every third in the book.
fn is_cited(nth: usize, in_book: bool) -> bool {
    nth.is_multiple_of(if in_book { 3 } else { 2 })
}

/// Converts the groups of the engine to those of the model.
fn model_groups(library: &Library, listing: &Listing, groups: &[Group]) -> Vec<ModelGroup> {
    let name = |shared: &GroupValue| match shared {
        GroupValue::Name(person) => person.to_string(),
        GroupValue::Category(category) => library.categories[*category].id.clone(),
        GroupValue::Status(status) => status.as_str().to_owned(),
        GroupValue::Tag(name) | GroupValue::Type(name) | GroupValue::Text(name) => name.clone(),
        GroupValue::DatePart(year) => year.to_string(),
    };
    let convert = |group: &Group| {
        let within = model_groups(library, listing, &group.groups);
        let mut papers = listing.papers[group.papers.clone()].to_vec();
        if !within.is_empty() {
            // The model has the papers of a group in listing order, the engine in the order shown.
            papers = within.iter().flat_map(|group| group.papers.clone()).collect();
            assert_eq!(papers, listing.papers[group.papers.clone()]);
        }
        ModelGroup { name: group.value.as_ref().map(name), papers, within }
    };
    groups.iter().map(convert).collect()
}

/// Groups with subgroups have the papers of those.
fn propagate_papers(groups: &mut [ModelGroup]) {
    for group in groups {
        propagate_papers(&mut group.within);
        group.papers = flatten(group);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_model(papers in prop::collection::vec(paper(), 0..8), directive in directive()) {
        let contents = format::read(&Source::new("papers.toml", data(&papers)), Reading::default());
        prop_assert!(contents.diagnostics.is_empty(), "{:?}", contents.diagnostics);
        let (library, diagnostics) = library::merge(vec![contents]);
        prop_assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let text = text(&directive);
        let source = Source::new("a.md", text.as_str());
        let (items, _) = scan(&source);
        let Some(ScanItem::Directive(read)) = items.first() else { panic!("{text}: {items:?}") };
        let query = Query::new(Arc::new(library), "en");
        let cites = |nth: usize, scope: Scope| is_cited(nth, scope == Scope::Book);

        let engine = query.run(read, &source, &cites);
        let model = model(&papers, &directive);
        let Some((shown, mut groups)) = model else {
            let error = engine.expect_err("the directive names something unknown");
            prop_assert!(!error.is_empty());
            return Ok(());
        };
        let listing = engine.unwrap_or_else(|error| panic!("{text}: {error:?}"));
        propagate_papers(&mut groups);
        prop_assert_eq!(&listing.papers, &shown, "{}", text);
        prop_assert_eq!(model_groups(query.library(), &listing, &listing.groups), groups, "{}", text);

        // The trace adds up to the selection.
        let trace = query.trace(read, &source, &cites).expect("it ran before");
        let mut all: Vec<_> = trace.dropped.iter().map(|dropped| dropped.paper).chain(trace.cut).chain(trace.listing.papers).collect();
        all.sort_unstable();
        all.dedup();
        let mut selected = selected(&papers, &directive.selectors);
        selected.sort_unstable();
        prop_assert_eq!(all, selected, "{}", text);
        for dropped in &trace.dropped {
            for (nth, filter) in directive.filters.iter().enumerate() {
                let in_book = matches!(filter, Filter::Cited("book"));
                let fits = fits(&papers[dropped.paper], filter, is_cited(dropped.paper, in_book));
                prop_assert_eq!(!fits, dropped.filters.contains(&nth), "{} {}", text, nth);
            }
        }
    }
}
