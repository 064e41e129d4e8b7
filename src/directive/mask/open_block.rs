//! A fenced code block or comment that is still open at the end of a chapter.

use super::{LiteralKind, Mask};

impl Mask<'_> {
    /// Returns the text that closes a fence or comment left open at the end of the chapter.
    pub(in crate::directive) fn closing(&self) -> Option<String> {
        let (range, kind) = self.structure.literals.last()?;
        // The end of a container closes the blocks in it.
        if !self.text[range.end..].trim().is_empty() || self.is_in_container(range.start) {
            return None;
        }
        let block = self.text[range.clone()].trim_start();
        let mark = match kind {
            LiteralKind::Comment if !block.contains("-->") => "-->",
            LiteralKind::Code if self.structure.fence.as_ref().is_some_and(|fence| fence.start == range.start) => {
                open_fence(block)?
            }
            _ => return None,
        };
        let newline = if self.text.ends_with('\n') { "" } else { "\n" };
        Some([newline, mark].concat())
    }

    /// Whether an offset in `text` is inside a container.
    fn is_in_container(&self, offset: usize) -> bool {
        self.structure.containers.iter().any(|container| container.range.contains(&offset))
    }
}

/// Returns the fence of a code block that no line closes.
fn open_fence(block: &str) -> Option<&str> {
    let mark = block.chars().next()?;
    let fence = &block[..block.len() - block.trim_start_matches(mark).len()];
    let last = block.lines().skip(1).last().unwrap_or_default();
    let bare = last.trim_start_matches(' ');
    let closes =
        last.len() - bare.len() < 4 && bare.starts_with(fence) && bare.trim_end().trim_start_matches(mark).is_empty();
    (!closes).then_some(fence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_left_open_at_the_end_can_be_closed() {
        #[track_caller]
        fn check(text: &str, expect: Option<&str>) {
            assert_eq!(Mask::new(text).closing().as_deref(), expect, "{text:?}");
        }
        check("a\n\n```rust\nb\n", Some("```"));
        check("a\n\n```rust\nb", Some("\n```"));
        check("a\n\n  ~~~~\n~~~\n\n", Some("~~~~"));
        check("```\n    ```", Some("\n```"));
        check("```", Some("\n```"));
        check("a\n<!-- b\n\nc\n", Some("-->"));
        check("```\na\n````  \r\n\r\n", None);
        check("```\na\n```\n<!-- b -->\n", None);
        check("```\na\n\n```\n\nb", None);
        check("a ```b\nc```", None);
        check("a\n\n    ```\n    b", None);
        check("- ```\n  a", None);
        check("> <!-- a", None);
        check("a <!-- b", None);
        check("<!-- a --> b", None);
        check("", None);
    }
}
