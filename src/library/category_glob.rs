//! Globs of categories: `*` within a level, `**` across levels.

/// A glob, split into levels. Matching takes at most the product of the lengths of glob and id.
#[derive(Debug)]
pub(super) struct CategoryGlob<'g> {
    levels: Vec<&'g str>,
}

impl<'g> CategoryGlob<'g> {
    pub(super) fn new(glob: &'g str) -> Self {
        let mut levels: Vec<_> = glob.split('/').collect();
        levels.dedup_by(|next, level| *next == "**" && *level == "**");
        Self { levels }
    }

    /// Returns whether the glob matches all of `id`. `a/**` includes `a`.
    pub(super) fn matches(&self, id: &str) -> bool {
        let levels: Vec<_> = id.split('/').collect();
        matches(&self.levels, &levels, |&level| level == "**", |level, text| level_matches(level, text))
    }
}

/// Returns whether a level of a glob matches a level of an id.
fn level_matches(glob: &str, text: &str) -> bool {
    if !glob.contains('*') {
        return glob == text;
    }
    matches(glob.as_bytes(), text.as_bytes(), |&byte| byte == b'*', |byte, other| byte == other)
}

/// Matches a pattern whose stars match any number of items. After a mismatch, the last star takes one more item.
fn matches<P, T>(pattern: &[P], items: &[T], is_star: impl Fn(&P) -> bool, fits: impl Fn(&P, &T) -> bool) -> bool {
    let (mut at, mut item) = (0, 0);
    let mut last_star = None;
    while item < items.len() {
        match (pattern.get(at), last_star) {
            (Some(star), _) if is_star(star) => {
                last_star = Some((at, item));
                at += 1;
            }
            (Some(part), _) if fits(part, &items[item]) => {
                at += 1;
                item += 1;
            }
            (_, Some((star, first))) => {
                last_star = Some((star, first + 1));
                at = star + 1;
                item = first + 1;
            }
            (_, None) => return false,
        }
    }
    pattern[at..].iter().all(is_star)
}

#[cfg(test)]
mod tests {
    use super::*;
    use globset::GlobBuilder;
    use proptest::prelude::*;

    #[track_caller]
    fn check(glob: &str, matching: &[&str], others: &[&str]) {
        let glob = CategoryGlob::new(glob);
        for id in matching {
            assert!(glob.matches(id), "{glob:?} {id}");
        }
        for id in others {
            assert!(!glob.matches(id), "{glob:?} {id}");
        }
    }

    #[test]
    fn a_star_matches_within_a_level_and_two_across_levels() {
        check("a/*", &["a/b", "a/评估"], &["a", "a/b/c", "b/a"]);
        check("a/**", &["a", "a/b", "a/b/c"], &["b", "ab"]);
        check("**/c", &["c", "a/c", "a/b/c"], &["c/a"]);
        check("a/**/c", &["a/c", "a/b/c", "a/b/b/c"], &["a", "c", "a/c/b"]);
        check("*", &["a"], &["a/b"]);
        check("b*e-*s", &["base-models", "be-s"], &["base-model", "models"]);
        check("a?[b]{c}", &["a?[b]{c}"], &["axbc"]);
    }

    #[test]
    fn thousands_of_stars_take_no_stack() {
        let id = "ab".repeat(2_000);
        assert!(CategoryGlob::new(&"*a".repeat(2_000)).matches(&format!("{id}a")));
        assert!(!CategoryGlob::new(&"*a".repeat(2_000)).matches(&id));
        assert!(CategoryGlob::new(&"**/".repeat(4_000)).matches(""));
        assert!(!CategoryGlob::new(&"*/".repeat(4_000)).matches(&id));
    }

    proptest! {
        #[test]
        fn globs_match_as_in_globset(glob in "(\\*\\*/)?[ab*]{1,2}(/\\*\\*)?(/[ab*]{1,2}){0,2}", id in "[ab]{1,2}(/[ab]{1,2}){0,3}") {
            // Two stars within a name are one in globset, too.
            let built = GlobBuilder::new(&glob).literal_separator(true).build().unwrap().compile_matcher();
            let root = glob.strip_suffix("/**");
            let expect = built.is_match(&id) || root.is_some_and(|root| CategoryGlob::new(root).matches(&id));
            prop_assert_eq!(CategoryGlob::new(&glob).matches(&id), expect, "{} {}", glob, id);
        }
    }
}
