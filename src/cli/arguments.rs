//! Arguments of a directive as the shell hands them over: in one piece, or word by word.

use crate::directive::quoted;

/// The arguments as they would stand in a chapter.
///
/// One piece is taken as it is. Of several the shell took the quotes off, so that a title or a value with blanks in it gets
/// them back.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [whole] => whole.clone(),
        words => words.iter().map(|word| requoted(word)).collect::<Vec<_>>().join(" "),
    }
}

fn requoted(word: &str) -> String {
    if !word.contains(char::is_whitespace) {
        return word.to_owned();
    }
    match word.split_once('=') {
        // An expression has quotes of its own.
        Some(("where", value)) if !value.starts_with('"') => format!("where={}", quoted(value)),
        // Quotes that the shell left are the directive's.
        _ if word.contains('"') => word.to_owned(),
        None => quoted(word),
        Some((name, value)) if !name.contains(char::is_whitespace) => format!("{name}={}", quoted(value)),
        // Several arguments in one piece.
        Some(_) => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_words_are_joined_and_get_their_quotes_back() {
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
