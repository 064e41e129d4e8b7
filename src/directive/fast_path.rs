//! The common case, told without parsing Markdown: directives at the margin, alone between blank lines.
//!
//! At the margin after a blank line nothing but a fence or an HTML block can still be open, and no container holds the
//! line. Wherever a chapter has anything that makes even that doubtful, this says nothing, and the mask is asked.

use memchr::memmem;

use super::mask::BLANK;

/// Whether every `<<#` of a chapter surely begins a line of text at the margin, between blank lines, in no container.
pub(super) fn is_plain(text: &str) -> bool {
    // Comments, other forms and reprinted directives are for the mask.
    let odd = ["<!--", "<\\<", "{{#papers"];
    !odd.iter().any(|odd| memmem::find(text.as_bytes(), odd.as_bytes()).is_some()) && stand_plainly(text).is_some()
}

/// None where a directive may stand otherwise.
fn stand_plainly(text: &str) -> Option<()> {
    let mut fence = None;
    let mut after_blank = true;
    let mut before_blank = false;
    for line in text.split('\n') {
        let bare = line.trim_matches(BLANK);
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
            fence = after(fence, line, bare)?;
        }
        after_blank = bare.is_empty();
    }
    Some(())
}

/// The fence that is open after a line; none at all where that cannot be told from the line alone.
#[expect(clippy::option_option, reason = "whether it can be told, and if so what")]
fn after(open: Option<(u8, usize)>, line: &str, bare: &str) -> Option<Option<(u8, usize)>> {
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
    // A fence that stands in may belong to a list.
    if indent > 0 {
        return None;
    }
    match open {
        Some((same, length)) if same == mark && run >= length && bare.len() == run => Some(None),
        Some(_) => Some(open),
        // Backticks after the fence make it a code span.
        None if mark == b'`' && bare[run..].contains('`') => None,
        None => Some(Some((mark, run))),
    }
}
