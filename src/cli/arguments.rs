//! Joins the arguments of a directive that the shell passes as one argument or word by word.

use crate::directive::quoted;

/// Returns the arguments as a chapter would contain them.
///
/// A single argument is unchanged. With several, the shell has removed the quotes, so a title or value that contains spaces is
/// quoted again.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [only] => only.clone(),
        words => words.iter().map(|word| requoted(word)).collect::<Vec<_>>().join(" "),
    }
}

fn requoted(word: &str) -> String {
    if !word.contains(char::is_whitespace) {
        return word.to_owned();
    }
    match word.split_once('=') {
        // Quotes within an expression are escaped.
        Some(("where", value)) if !value.starts_with('"') => format!("where={}", quoted(value)),
        // Remaining quotes belong to the directive.
        _ if word.contains('"') => word.to_owned(),
        None => quoted(word),
        Some((name, value)) if !name.contains(char::is_whitespace) => format!("{name}={}", quoted(value)),
        // Several arguments in one word.
        Some(_) => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_words_are_joined_and_quoted_again() {
        #[track_caller]
        fn check(words: &[&str], expect: &str) {
            assert_eq!(joined(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()), expect);
        }
        check(&[], "");
        check(&["base-models  limit=3"], "base-models  limit=3");
        check(&["Base Models"], "Base Models");
        check(&["base-models", "limit=3", "notes"], "base-models limit=3 notes");
        check(&["Base Models", "limit=3"], "\"Base Models\" limit=3");
        check(&["*", "where=year > 2020 and 'a\\b' in tags"], "* where=\"year > 2020 and 'a\\\\b' in tags\"");
        check(&["*", "where=short == \"LoRA\""], "* where=\"short == \\\"LoRA\\\"\"");
        check(&["*", "author=Edward Hu"], "* author=\"Edward Hu\"");
        check(&["base-models sort=-date", "limit=3"], "base-models sort=-date limit=3");
        check(&["*", "where=\"year > 2020\""], "* where=\"year > 2020\"");
    }
}
