//! Converts mathematics that needs no typesetting to text: symbols, numbers, and upright text that is raised or lowered.

use super::commands::{self, Command};

/// The maximum nesting of groups.
const DEPTH: usize = 8;

/// The endings of ordinal numbers, which are raised as text although they are written in math.
const ORDINALS: [&str; 4] = ["th", "st", "nd", "rd"];

/// Returns mathematics as text, or `None` if it has variables, functions or a structure. With `tags`, what Unicode cannot raise
/// or lower is in `<sup>` or `<sub>`.
pub(super) fn text(tex: &str, tags: bool) -> Option<String> {
    // Numbers alone may be amounts of money.
    if !tex.contains(['\\', '^', '_', '<', '>', '=', '+', '-', '~']) {
        return None;
    }
    let mut reader = Reader { tex, at: 0, depth: 0, tags, out: String::new() };
    reader.run()?;
    Some(reader.out).filter(|text| !text.trim().is_empty())
}

struct Reader<'t> {
    tex: &'t str,
    at: usize,
    depth: usize,
    tags: bool,
    out: String,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.tex[self.at..]
    }

    fn run(&mut self) -> Option<()> {
        while let Some(c) = self.rest().chars().next() {
            self.token(c)?;
        }
        Some(())
    }

    fn token(&mut self, c: char) -> Option<()> {
        if matches!(c, '{' | '\\' | '^' | '_') {
            return match c {
                '{' => {
                    let inner = self.nested(self.group()?)?;
                    self.out.push_str(&inner);
                    Some(())
                }
                '\\' => self.command(),
                _ => self.script(c),
            };
        }
        self.at += c.len_utf8();
        match c {
            '-' => self.out.push('−'),
            '\'' => self.out.push('′'),
            '~' => self.out.push('\u{A0}'),
            c if c.is_whitespace() => {
                if !self.out.is_empty() && !self.out.ends_with(' ') {
                    self.out.push(' ');
                }
            }
            c if c.is_ascii_digit()
                || "+=<>()[],.;:/!|*".contains(c)
                || !(c.is_ascii() || c.is_control() || c.is_alphabetic()) =>
            {
                self.out.push(c);
            }
            _ => return None,
        }
        Some(())
    }

    /// Returns the content of the group at the position, and moves behind it.
    fn group(&self) -> Option<&'t str> {
        let mut depth = 0_usize;
        let end = self.rest().bytes().position(|byte| {
            depth += usize::from(byte == b'{');
            depth -= usize::from(byte == b'}' && depth > 0);
            depth == 0
        })?;
        Some(&self.rest()[1..end])
    }

    /// Converts the content of the group at the position, and moves behind it.
    fn nested(&mut self, inner: &'t str) -> Option<String> {
        if self.depth == DEPTH {
            return None;
        }
        self.at += inner.len() + 2;
        let mut reader = Reader { tex: inner, at: 0, depth: self.depth + 1, tags: self.tags, out: String::new() };
        reader.run()?;
        Some(reader.out)
    }

    fn command(&mut self) -> Option<()> {
        if let Some(upright) = self.upright() {
            self.out.push_str(upright);
            return Some(());
        }
        let symbol = self.symbol()?;
        let spaced = self.out.ends_with(' ');
        self.out.push_str(symbol);
        let after = self.rest().trim_start();
        if !spaced {
            self.at = self.tex.len() - after.len();
        }
        Some(())
    }

    /// Moves behind a command that has a symbol.
    fn symbol(&mut self) -> Option<&'static str> {
        let rest = self.rest().strip_prefix('\\')?;
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (command, length) = if letters == 0 {
            let sign = rest.chars().next()?;
            (commands::sign(sign)?, sign.len_utf8())
        } else {
            (commands::named(&rest[..letters])?, letters)
        };
        let Command::Text(text) = command else { return None };
        // Letters that are not Greek have other commands in mathematics.
        let is_symbol = text.chars().all(|c| !c.is_alphabetic() || ('\u{370}'..='\u{3FF}').contains(&c) || c == 'ℓ');
        self.at += is_symbol.then_some(1 + length)?;
        Some(text)
    }

    /// Moves behind `\mathrm{…}` and other commands for upright text, if their argument is plain.
    fn upright(&mut self) -> Option<&'t str> {
        const UPRIGHT: [&str; 6] = ["\\mathrm{", "\\text{", "\\textrm{", "\\textnormal{", "\\mbox{", "\\textup{"];
        let rest = self.rest();
        let front = UPRIGHT.into_iter().find(|front| rest.starts_with(front))?;
        let inner = rest[front.len()..].split_once('}')?.0;
        let is_plain = !inner.is_empty() && !inner.contains(['\\', '{', '$', '^', '_']);
        is_plain.then(|| {
            self.at += front.len() + inner.len() + 1;
            inner
        })
    }

    /// Reads an exponent or index.
    fn script(&mut self, sign: char) -> Option<()> {
        self.at += 1;
        let rest = self.rest().trim_start();
        self.at = self.tex.len() - rest.len();
        let text = match rest.chars().next()? {
            '{' => {
                let inner = self.group()?;
                if ORDINALS.contains(&inner) {
                    self.at += inner.len() + 2;
                    inner.to_owned()
                } else {
                    self.nested(inner)?
                }
            }
            '\\' => match self.upright() {
                Some(upright) => upright.to_owned(),
                None => self.symbol()?.to_owned(),
            },
            c if c.is_ascii_digit() || "+-*'".contains(c) => {
                self.at += 1;
                c.to_string()
            }
            _ => return None,
        };
        let (tag, figure): (_, fn(char) -> Option<char>) =
            if sign == '^' { ("sup", commands::raised) } else { ("sub", commands::lowered) };
        if sign == '^' && text == "∘" {
            self.out.push('°');
        } else if let Some(figures) =
            text.chars().map(|c| figure(if c == '−' { '-' } else { c })).collect::<Option<String>>()
        {
            self.out.push_str(&figures);
        } else if self.tags {
            self.out.extend(["<", tag, ">", &text, "</", tag, ">"]);
        } else {
            self.out.push_str(&text);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_mathematics_is_text() {
        let check = |tex: &str, expect: &str| assert_eq!(text(tex, true).as_deref(), Some(expect), "{tex}");
        check("_2", "₂");
        check(r"\pm", "±");
        check(r"\mu", "μ");
        check("<", "<");
        check(r"10^{-3}", "10⁻³");
        check(r"10 \times 20", "10 × 20");
        check(r"\alpha\beta", "αβ");
        check(r"90^\circ", "90°");
        check(r"4^{th}", "4<sup>th</sup>");
        check(r"_{\mathrm{max}}", "<sub>max</sub>");
        check(r"{\cdot}", "·");
        check("-1", "−1");
        assert_eq!(text(r"^{\text{th}}", false).as_deref(), Some("th"));
    }

    #[test]
    fn other_mathematics_is_not() {
        for tex in [
            "x",
            "K_n",
            "n^2",
            r"O(n \log n)",
            r"\mathcal{O}",
            r"\frac{1}{2}",
            "2x",
            "_",
            "^",
            "{",
            r"\",
            "",
            " ",
            r"\o",
        ] {
            assert_eq!(text(tex, true), None, "{tex}");
        }
        assert_eq!(text(&"{".repeat(10_000), true), None);
        assert_eq!(text(&format!("{}{}", "{".repeat(10_000), "}".repeat(10_000)), true), None);
    }
}
