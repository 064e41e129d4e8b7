//! The order in which mdBook runs the preprocessors of a book.

use serde_json::Value;

/// The preprocessors that parse all chapters and print them again, with escapes.
const REPRINTING: [&str; 2] = ["d2", "gettext"];

/// mdBook's own preprocessors.
const BUILT_IN: [&str; 2] = ["index", "links"];

/// Whether a preprocessor that reprints all chapters runs before this one.
pub fn is_reprinted(book: &Value) -> bool {
    let order = order(book);
    order.iter().take_while(|name| **name != "papers").any(|name| REPRINTING.contains(name))
}

/// Returns the names of the preprocessors in the order in which mdBook runs them.
///
/// Those that need not wait for others run first, sorted by name; then those that waited only for these, and so on.
fn order(book: &Value) -> Vec<&str> {
    let Some(tables) = book.pointer("/preprocessor").and_then(Value::as_object) else { return Vec::new() };
    let use_built_in = book.pointer("/build/use-default-preprocessors") != Some(&Value::Bool(false));
    let mut waiting: Vec<&str> = tables.keys().map(String::as_str).collect();
    waiting.extend(use_built_in.then_some(BUILT_IN).into_iter().flatten());
    waiting.sort_unstable();
    waiting.dedup();
    let listed = |name: &str, key: &str, other: &str| {
        let names = tables.get(name).and_then(|table| table.get(key)).and_then(Value::as_array);
        names.into_iter().flatten().any(|listed| listed == other)
    };
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let runs_before = |first: &str, second: &str| listed(first, "before", second) || listed(second, "after", first);
        let (ready, later): (Vec<_>, Vec<_>) =
            waiting.iter().partition(|name| !waiting.iter().any(|other| runs_before(other, name)));
        if ready.is_empty() {
            // mdBook omits preprocessors that wait for each other.
            break;
        }
        order.extend(ready);
        waiting = later;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(toml: &str, expect: &[&str], reprinted: bool) {
        let book = serde_json::to_value(toml.parse::<toml::Table>().unwrap()).unwrap();
        assert_eq!(order(&book), expect, "{toml}");
        assert_eq!(is_reprinted(&book), reprinted, "{toml}");
    }

    #[test]
    fn preprocessors_run_as_mdbook_orders_them() {
        check("", &[], false);
        check("[preprocessor.papers]", &["index", "links", "papers"], false);
        check("[preprocessor.papers]\n[preprocessor.gettext]", &["gettext", "index", "links", "papers"], true);
        check(
            "[preprocessor.papers]\n[preprocessor.gettext]\nafter = [\"links\"]",
            &["index", "links", "papers", "gettext"],
            false,
        );
        check(
            "[preprocessor.papers]\nafter = [\"links\"]\n[preprocessor.gettext]\nafter = [\"links\"]",
            &["index", "links", "gettext", "papers"],
            true,
        );
        check(
            "[preprocessor.papers]\nbefore = [\"gettext\"]\n[preprocessor.gettext]",
            &["index", "links", "papers", "gettext"],
            false,
        );
        check(
            "[preprocessor.papers]\nafter = [\"d2\", \"absent\"]\n[preprocessor.d2]\nafter = [\"links\"]\n\
             [build]\nuse-default-preprocessors = false",
            &["d2", "papers"],
            true,
        );
        check(
            "[preprocessor.papers]\nbefore = [\"toc\"]\nafter = [\"toc\"]\n[preprocessor.toc]",
            &["index", "links"],
            false,
        );
    }
}
