//! One fixture: a style, items, what is cited and what comes of it.

use std::collections::{HashMap, HashSet};

use mdbook_papers::citeproc::element::Position;
use mdbook_papers::citeproc::item::Text;
use mdbook_papers::citeproc::variable::{NameVariable, Variable};
use mdbook_papers::citeproc::{
    Cite, Cluster, ClusterMode, Item, Locales, Locator, Output, Part, Processor, Settings, Style,
};
use serde_json::Value;

use super::looks::{looked, shown};

/// The sections of a fixture by name.
pub(crate) struct Fixture {
    sections: HashMap<String, String>,
}

impl Fixture {
    /// Reads `>>=== NAME ===>>` to `<<=== NAME ===<<`.
    pub(crate) fn parse(text: &str) -> Self {
        let mut sections = HashMap::new();
        let mut open: Option<(String, String)> = None;
        for line in text.lines() {
            let name = line.trim_matches(['>', '<', '=', ' ']).to_owned();
            if line.starts_with(">>=") && open.is_none() {
                open = Some((name, String::new()));
            } else if line.starts_with("<<=") {
                sections.extend(open.take());
            } else if let Some((_, body)) = &mut open {
                body.push_str(line);
                body.push('\n');
            }
        }
        Self { sections }
    }

    fn section(&self, name: &str) -> Option<&str> {
        self.sections.get(name).map(|text| text.trim_matches('\n'))
    }

    fn json(&self, name: &str) -> Option<Value> {
        self.section(name).map(|text| serde_json::from_str(text).unwrap_or(Value::Null))
    }

    /// Formats the fixture; the error shows what differs.
    pub(crate) fn run(&self, locales: &Locales) -> Result<(), String> {
        let style = Style::parse(self.section("CSL").unwrap_or_default()).map_err(|error| format!("style: {error}"))?;
        let items = numbered(self.json("INPUT").unwrap_or_default());
        let items: Vec<Item> = serde_json::from_value(items).map_err(|error| format!("items: {error}"))?;
        let items = self.listed(unique(items));
        let processor = Processor::new(&style, locales, None);
        let clusters = self.clusters(&items, &processor);
        let settings = Settings { links: false, numbered_as_given: self.section("CITATIONS").is_none() };
        let output = processor.format(&items, &clusters, settings);
        let made = if self.section("MODE") == Some("bibliography") {
            self.references(&output, &items)
        } else {
            self.citations(&output)
        };
        let expected = self.section("RESULT").unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&");
        let made = made.replace("&#38;", "&");
        let (a, b) = (looked(&expected), looked(&made));
        if a == b { Ok(()) } else { Err(format!("expect: {}\nmade:   {}", shown(&a), shown(&b))) }
    }

    /// The items of the last list of `BIBENTRIES`, in its order; all of them without one.
    fn listed(&self, items: Vec<Item>) -> Vec<Item> {
        let Some(Value::Array(lists)) = self.json("BIBENTRIES") else { return self.cited(items) };
        let Some(Value::Array(last)) = lists.last() else { return items };
        let ids: Vec<String> = last.iter().map(text).collect();
        ids.iter().filter_map(|id| items.iter().find(|item| item.id == *id).cloned()).collect()
    }

    /// Those that citations are registered for.
    fn cited(&self, items: Vec<Item>) -> Vec<Item> {
        let Some(steps) = self.json("CITATIONS") else { return items };
        let index: HashMap<&str, usize> = items.iter().enumerate().map(|(at, item)| (item.id.as_str(), at)).collect();
        let clusters = registered(steps.as_array().map_or(&[], Vec::as_slice), &index);
        let cited: HashSet<usize> = clusters.iter().flat_map(|cluster| &cluster.cites).map(|cite| cite.item).collect();
        items.iter().enumerate().filter(|(at, _)| cited.contains(at)).map(|(_, item)| item.clone()).collect()
    }

    fn clusters(&self, items: &[Item], processor: &Processor<'_>) -> Vec<Cluster> {
        let index: HashMap<&str, usize> = items.iter().enumerate().map(|(at, item)| (item.id.as_str(), at)).collect();
        if let Some(Value::Array(steps)) = self.json("CITATIONS") {
            return registered(&steps, &index);
        }
        if let Some(Value::Array(clusters)) = self.json("CITATION-ITEMS") {
            return clusters.iter().map(|cites| fixed(cluster(cites, None, &index))).collect();
        }
        if self.section("MODE") == Some("bibliography") {
            return Vec::new();
        }
        // All works in the order of the bibliography.
        let settings = Settings { links: false, numbered_as_given: true };
        let mut order: Vec<usize> =
            processor.format(items, &[], settings).bibliography.iter().map(|entry| entry.item).collect();
        if order.is_empty() {
            order = (0..items.len()).collect();
        }
        vec![fixed(Cluster { cites: order.into_iter().map(Cite::new).collect(), ..Cluster::default() })]
    }

    fn citations(&self, output: &Output) -> String {
        let prefix = self.section("CITATIONS").is_some();
        let mut out = String::new();
        for (at, citation) in output.citations.iter().enumerate() {
            let mark = self.section("RESULT").unwrap_or_default().lines().nth(at).unwrap_or_default();
            if prefix {
                out.extend([&mark[..mark.len().min(2)], "[", &at.to_string(), "] "]);
            }
            if let Some(author) = &citation.author {
                out += &author.html();
                if !citation.text.is_empty() {
                    out.push(' ');
                }
            }
            out += &citation.text.html();
            out.push('\n');
        }
        out
    }

    fn references(&self, output: &Output, items: &[Item]) -> String {
        let hidden = self.hidden(items);
        let shown = output.bibliography.iter().filter(|entry| !hidden.contains(&entry.item));
        let lines = shown.map(|entry| ["<div class=\"csl-entry\">", &entry.text.html(), "</div>\n"].concat());
        lines.collect()
    }

    /// The items that `BIBSECTION` leaves out.
    fn hidden(&self, items: &[Item]) -> HashSet<usize> {
        let Some(section) = self.json("BIBSECTION") else { return HashSet::new() };
        let list = |name: &str| section.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let fits = |item: &Item, rule: &Value| {
            let field = rule.get("field").map(text).unwrap_or_default();
            let value = rule.get("value").map(text).unwrap_or_default();
            if field == "type" {
                return item.kind.name() == value;
            }
            if let Some(variable) = Variable::lookup(&field) {
                return item.text(variable).map_or(value.is_empty(), |text| text.plain == value);
            }
            if let Some(variable) = NameVariable::by_name(&field) {
                return item.names(variable).is_empty() == value.is_empty();
            }
            match item.extra.get(&field) {
                Some(Value::Array(values)) => values.iter().any(|one| text(one) == value),
                Some(one) => text(one) == value,
                None => value.is_empty(),
            }
        };
        let (include, exclude, select, quash) = (list("include"), list("exclude"), list("select"), list("quash"));
        let keeps = |item: &Item| {
            (include.is_empty() || include.iter().any(|rule| fits(item, rule)))
                && (select.is_empty() || select.iter().all(|rule| fits(item, rule)))
                && !exclude.iter().any(|rule| fits(item, rule))
                && (quash.is_empty() || !quash.iter().all(|rule| fits(item, rule)))
        };
        items.iter().enumerate().filter(|(_, item)| !keeps(item)).map(|(at, _)| at).collect()
    }
}

/// Items that all have a name.
fn numbered(mut items: Value) -> Value {
    for (at, item) in items.as_array_mut().into_iter().flatten().enumerate() {
        if let Value::Object(fields) = item {
            fields.entry("id").or_insert_with(|| Value::from(at));
        }
    }
    items
}

/// Of items with one name, the last.
fn unique(items: Vec<Item>) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::new();
    for item in items {
        match kept.iter_mut().find(|known| known.id == item.id) {
            Some(known) => *known = item,
            None => kept.push(item),
        }
    }
    kept
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn flag(value: &Value) -> bool {
    matches!(value, Value::Bool(true)) || value.as_i64().is_some_and(|number| number != 0)
}

/// The clusters after the last step, in their order.
fn registered(steps: &[Value], index: &HashMap<&str, usize>) -> Vec<Cluster> {
    let known: HashMap<String, &Value> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| (step[0].get("citationID").map_or_else(|| at.to_string(), text), &step[0]))
        .collect();
    let Some(last) = steps.last() else { return Vec::new() };
    let listed = |list: &Value| -> Vec<(Value, Value)> {
        let pairs = list.as_array().cloned().unwrap_or_default();
        pairs.iter().filter_map(|pair| Some(((**known.get(&text(&pair[0]))?).clone(), pair[1].clone()))).collect()
    };
    let mut all = listed(&last[1]);
    all.push((last[0].clone(), last[0]["properties"]["noteIndex"].clone()));
    all.extend(listed(&last[2]));
    let note = |value: &Value| value.as_u64().filter(|note| *note > 0).and_then(|note| u32::try_from(note).ok());
    all.iter()
        .map(|(citation, number)| {
            let mut made = cluster(&citation["citationItems"], note(number), index);
            let author = citation["properties"].get("mode").map(text).unwrap_or_default();
            match author.as_str() {
                "composite" => made.mode = ClusterMode::Narrative,
                "author-only" => made.cites.iter_mut().take(1).for_each(|cite| cite.part = Part::AuthorOnly),
                "suppress-author" => made.cites.iter_mut().take(1).for_each(|cite| cite.part = Part::WithoutAuthor),
                _ => {}
            }
            made
        })
        .collect()
}

fn cluster(cites: &Value, note: Option<u32>, index: &HashMap<&str, usize>) -> Cluster {
    let cites = cites.as_array().cloned().unwrap_or_default();
    Cluster { cites: cites.iter().filter_map(|one| cite(one, index)).collect(), note, ..Cluster::default() }
}

fn cite(value: &Value, index: &HashMap<&str, usize>) -> Option<Cite> {
    let words = |name: &str| Text::parse(&value.get(name).map(text).unwrap_or_default());
    let label = value.get("label").map_or_else(|| "page".to_owned(), text);
    let locator = value.get("locator").map(text).filter(|locator| !locator.is_empty());
    let position = value.get("position").and_then(Value::as_u64).map(|number| match number {
        0 => Position::First,
        1 => Position::Subsequent,
        2 => Position::Ibid,
        _ => Position::IbidWithLocator,
    });
    Some(Cite {
        item: *index.get(text(value.get("id")?).as_str())?,
        locator: locator.map(|locator| Locator {
            label: label.replace("sub verbo", "sub-verbo"),
            value: Text::parse(locator.trim()),
        }),
        prefix: words("prefix"),
        suffix: words("suffix"),
        part: if value.get("suppress-author").is_some_and(flag) {
            Part::WithoutAuthor
        } else if value.get("author-only").is_some_and(flag) {
            Part::AuthorOnly
        } else {
            Part::Whole
        },
        position,
    })
}

/// Cites whose positions nobody finds out are first ones.
fn fixed(mut cluster: Cluster) -> Cluster {
    for cite in &mut cluster.cites {
        cite.position = cite.position.or(Some(Position::First));
    }
    cluster
}
