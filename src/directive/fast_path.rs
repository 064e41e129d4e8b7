//! Recognizes the common case without parsing Markdown: directives at the left margin, between blank lines.
//!
//! At the margin after a blank line, only a fence or an HTML block can still be open, and the line is not in a container.
//! If a chapter may be more complex, it is parsed for its mask.

use memchr::memmem;

use super::mask::SPACES;

/// Whether every `<<#` of a chapter is certain to begin a line at the margin, between blank lines, outside of containers.
pub(super) fn is_plain(text: &str) -> bool {
    // Comments, other forms and reprinted directives need the mask.
    let other_forms = ["<!--", "<\\<", "{{#papers"];
    !other_forms.iter().any(|form| memmem::find(text.as_bytes(), form.as_bytes()).is_some())
        && !memmem::find_iter(text.as_bytes(), "<<").any(|at| text.as_bytes().get(at + 2) != Some(&b'#'))
        && check_lines(text).is_some()
}

/// Returns `None` unless every directive is plain.
fn check_lines(text: &str) -> Option<()> {
    let mut fence = None;
    let mut after_blank = true;
    let mut before_blank = false;
    for line in text.split('\n') {
        let bare = line.trim_matches(SPACES);
        if std::mem::take(&mut before_blank) && !bare.is_empty() {
            return None;
        }
        if line.contains("<<#") {
            let alone = line.starts_with("<<#") && !line[3..].contains("<<#");
            if !alone || fence.is_some() || !after_blank {
                return None;
            }
            before_blank = true;
        } else {
            fence = fence_after(fence, line, bare)?;
        }
        after_blank = bare.is_empty();
    }
    Some(())
}

/// Returns the fence that is open after a line, or `None` if the line alone does not determine it.
#[expect(clippy::option_option, reason = "the outer option is for an undetermined result")]
fn fence_after(open: Option<(u8, usize)>, line: &str, bare: &str) -> Option<Option<(u8, usize)>> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let mark = bare.bytes().next().unwrap_or_default();
    let run = bare.bytes().take_while(|&byte| byte == mark).count();
    let is_fence = matches!(mark, b'`' | b'~') && run >= 3;
    if open.is_none() && bare.starts_with('<') && indent < 4 {
        return None;
    }
    if !is_fence || indent > 3 || line.starts_with('\t') {
        return Some(open);
    }
    // An indented fence may belong to a list.
    if indent > 0 {
        return None;
    }
    match open {
        Some((same, length)) if same == mark && run >= length && bare.len() == run => Some(None),
        Some(_) => Some(open),
        // With backticks after it, it is a code span.
        None if mark == b'`' && bare[run..].contains('`') => None,
        None => Some(Some((mark, run))),
    }
}
