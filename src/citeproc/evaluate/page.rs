//! Ranges of pages.
//!
//! Source: the CSL specification, appendix "Page Ranges". Without `page-range-format` a range is not changed but for its
//! delimiter.

use super::{Area, Evaluator};
use crate::citeproc::style::PageRangeFormat;

impl Evaluator<'_> {
    /// Prints pages with the style's format of ranges and the locale's delimiter.
    pub(super) fn page_range(&mut self, pages: &str) {
        if self.context.area == Area::Sort {
            return self.print(pages);
        }
        if !pages.contains(['-', '–', '—', '&', ',', ';', '\u{2212}']) {
            return self.print(pages);
        }
        let delimiter = self.context.terms.long("page-range-delimiter").unwrap_or("\u{2013}");
        let formatted = ranges(pages, self.context.style.page_range_format, delimiter, self.context.terms.and_symbol);
        self.print(&formatted);
    }
}

fn ranges(pages: &str, format: Option<PageRangeFormat>, delimiter: &str, and: &str) -> String {
    let mut out = String::new();
    for (at, part) in split_list(pages).enumerate() {
        if part.1 == " & " {
            out.extend([" ", and, " "]);
        } else if at > 0 {
            out.push_str(part.1);
        }
        range(part.0, format, delimiter, &mut out);
    }
    out
}

/// The parts of a list, each with what comes before it.
fn split_list(pages: &str) -> impl Iterator<Item = (&str, &'static str)> {
    let mut rest = Some(pages);
    let mut before = "";
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.find([',', '&', ';']);
        let part = text[..end.unwrap_or(text.len())].trim();
        let this = before;
        rest = end.map(|end| &text[end + 1..]);
        before = match end.map(|end| text.as_bytes()[end]) {
            Some(b'&') => " & ",
            Some(b';') => "; ",
            _ => ", ",
        };
        Some((part, this))
    })
}

fn range(part: &str, format: Option<PageRangeFormat>, delimiter: &str, out: &mut String) {
    if let Some((before, after)) = part.split_once("\\-") {
        // An escaped hyphen is part of a number.
        out.push_str(before);
        out.push('-');
        return out.push_str(after);
    }
    let mut ends = part.split(['-', '–', '—', '\u{2212}']).map(str::trim).filter(|end| !end.is_empty());
    let (Some(first), Some(last), None) = (ends.next(), ends.next(), ends.next()) else { return out.push_str(part) };
    if !is_page(first) || !is_page(last) {
        return plain_range(part, first, last, delimiter, out);
    }
    if format.is_some() && prefix(first) != prefix(last) {
        // Pages with different letters are no range.
        return out.extend([first, "-", last]);
    }
    out.push_str(first);
    out.push_str(delimiter);
    match format {
        None => out.push_str(last),
        Some(format) => last_page(first, last, format, out),
    }
}

/// What is no range of numbers keeps its words; its hyphen becomes the delimiter where it parts them alone.
fn plain_range(part: &str, first: &str, last: &str, delimiter: &str, out: &mut String) {
    let has_digit = |end: &str| end.bytes().any(|byte| byte.is_ascii_digit());
    let is_roman = |end: &str| end.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
    if (has_digit(first) || is_roman(first)) && (has_digit(last) || is_roman(last)) && !part.contains(' ') {
        out.push_str(first);
        out.push_str(delimiter);
        out.push_str(last);
    } else {
        out.push_str(part);
    }
}

/// Whether an end of a range ends with digits.
fn is_page(end: &str) -> bool {
    end.ends_with(|c: char| c.is_ascii_digit()) && end.chars().all(|c| c.is_ascii_alphanumeric())
}

/// What comes before the digits that an end of a range ends with.
fn prefix(end: &str) -> &str {
    end.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn last_page(first: &str, last: &str, format: PageRangeFormat, out: &mut String) {
    let (first_prefix, first_digits) = first.split_at(prefix(first).len());
    let last_digits = &last[prefix(last).len()..];
    if first_digits.len() < last_digits.len() || first == last {
        return out.push_str(last);
    }
    // Complete the second number, then shorten it as the format has it.
    let full = format!("{}{last_digits}", &first_digits[..first_digits.len() - last_digits.len()]);
    if full.as_str() < first_digits {
        return out.push_str(last);
    }
    let shared = full.bytes().zip(first_digits.bytes()).take_while(|(a, b)| a == b).count();
    let kept = match format {
        PageRangeFormat::Expanded => {
            out.push_str(first_prefix);
            return out.push_str(&full);
        }
        PageRangeFormat::Minimal => full.len() - shared,
        PageRangeFormat::MinimalTwo => (full.len() - shared).max(2),
        PageRangeFormat::Chicago | PageRangeFormat::Chicago15 | PageRangeFormat::Chicago16 => {
            chicago(first_digits, full.len() - shared, format)
        }
    };
    out.push_str(&full[full.len() - kept.clamp(1, full.len())..]);
}

/// How many digits the Chicago Manual of Style leaves.
fn chicago(first: &str, changed: usize, format: PageRangeFormat) -> usize {
    let all = first.len();
    let number: u64 = first.parse().unwrap_or(0);
    if number < 100 || number.is_multiple_of(100) {
        return all;
    }
    if (1..10).contains(&(number % 100)) {
        return changed;
    }
    // The fifteenth edition writes four digits out where three of them change.
    if format != PageRangeFormat::Chicago16 && all == 4 && changed == 3 {
        return all;
    }
    changed.max(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_by_format() {
        #[track_caller]
        fn check(format: Option<PageRangeFormat>, pages: &str, expect: &str) {
            assert_eq!(ranges(pages, format, "–", "&"), expect);
        }
        check(None, "110-5", "110–5");
        check(None, "42", "42");
        check(None, "1-2, 5", "1–2, 5");
        check(Some(PageRangeFormat::Expanded), "42-5", "42–45");
        check(Some(PageRangeFormat::Expanded), "N110-5", "N110-5");
        check(Some(PageRangeFormat::Expanded), "N110-N5", "N110–N115");
        check(Some(PageRangeFormat::Minimal), "321-328", "321–8");
        check(Some(PageRangeFormat::MinimalTwo), "321-328", "321–28");
        check(Some(PageRangeFormat::Chicago), "71-72", "71–72");
        check(Some(PageRangeFormat::Chicago), "100-104", "100–104");
        check(Some(PageRangeFormat::Chicago), "107-108", "107–8");
        check(Some(PageRangeFormat::Chicago), "321-325", "321–25");
        check(Some(PageRangeFormat::Chicago), "1496-1500", "1496–1500");
        check(Some(PageRangeFormat::Chicago16), "1496-1504", "1496–504");
        check(Some(PageRangeFormat::Chicago), "xii-xvii", "xii–xvii");
    }
}
