//! LaTeX to Unicode: accents, signs, quotation marks, dashes and the common commands; mathematics stays as it is.
//!
//! Nothing is executed and nothing can be defined. A command nobody knows loses its name and keeps its argument.

use std::borrow::Cow;

use unicode_normalization::char::compose;

mod commands;

use commands::Command;

/// Braces deeper than this mean nothing.
const DEPTH: usize = 64;

/// A text on one line: white space folded, braces and styles gone.
pub(super) fn line<'t>(tex: &'t str, unknown: &mut Vec<String>) -> Cow<'t, str> {
    let tex = tex.trim_ascii();
    if is_plain(tex) {
        return Cow::Borrowed(tex);
    }
    let mut decoder = Decoder::new(tex, false);
    decoder.run();
    unknown.append(&mut decoder.unknown);
    Cow::Owned(decoder.out.trim_ascii().to_owned())
}

/// A text of any length as Markdown: paragraphs and lines stay, styles and links become what Markdown has for them.
pub(super) fn markdown(tex: &str, unknown: &mut Vec<String>) -> String {
    let mut decoder = Decoder::new(tex.trim_ascii(), true);
    decoder.run();
    unknown.append(&mut decoder.unknown);
    without_indent(&decoder.out)
}

/// An address or identifier, in which nothing but a backslash before a sign is LaTeX.
pub(super) fn verbatim(tex: &str) -> String {
    let tex = tex.trim_ascii();
    let inner = ["\\url", "\\path", "\\nolinkurl"]
        .iter()
        .find_map(|command| tex.strip_prefix(command)?.trim_ascii_start().strip_prefix('{')?.strip_suffix('}'));
    let mut out = String::with_capacity(tex.len());
    let mut chars = inner.unwrap_or(tex).chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars
                .peek()
                .is_some_and(|next| matches!(next, '_' | '%' | '&' | '#' | '~' | '$' | '{' | '}' | '-' | '/')) =>
            {
                // `\-` and `\/` are places to break a line at.
                out.extend(chars.next().filter(|next| !matches!(next, '-' | '/')));
            }
            '{' | '}' => {}
            c if c.is_ascii_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.replace("\\textasciitilde ", "~").replace("\\textasciitilde", "~").trim_ascii().to_owned()
}

/// Whether nothing in a text means anything to LaTeX, and its blanks are single.
fn is_plain(tex: &str) -> bool {
    let mut before = 0;
    tex.bytes().all(|byte| {
        let plain = match byte {
            b'\\' | b'{' | b'}' | b'~' | b'$' | b'`' | b'\t' | b'\n' | b'\r' | 0x0C => false,
            b' ' | b'-' | b'\'' => byte != before,
            _ => true,
        };
        before = byte;
        plain
    })
}

struct Decoder<'t> {
    tex: &'t str,
    at: usize,
    depth: usize,
    markdown: bool,
    out: String,
    /// Whether a single quotation mark is open.
    quoted: bool,
    /// What was looked for up to the end and is not there, so that nobody looks again.
    absent: Vec<&'static str>,
    unknown: Vec<String>,
}

impl<'t> Decoder<'t> {
    fn new(tex: &'t str, markdown: bool) -> Self {
        let out = String::with_capacity(tex.len());
        Self { tex, at: 0, depth: 0, markdown, out, quoted: false, absent: Vec::new(), unknown: Vec::new() }
    }

    fn rest(&self) -> &'t str {
        &self.tex[self.at..]
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let eaten = self.rest().starts_with(prefix);
        if eaten {
            self.at += prefix.len();
        }
        eaten
    }

    /// Decodes up to the brace that closes the group, which stays, or to the end.
    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            if c == '}' && self.depth > 0 {
                return;
            }
            self.token(c);
        }
    }

    fn token(&mut self, c: char) {
        match c {
            '\\' => self.command(),
            '{' if self.depth < DEPTH => self.group(),
            '{' | '}' => self.at += 1,
            '~' => {
                self.at += 1;
                self.out.push('\u{A0}');
            }
            '$' => self.math(),
            '-' => {
                let dash = ["---", "--", "-"].into_iter().find(|dash| self.eat(dash));
                self.out.push_str(match dash {
                    Some("---") => "—",
                    Some("--") => "–",
                    _ => "-",
                });
            }
            '`' => {
                let double = self.eat("``");
                self.at += usize::from(!double);
                self.quoted |= !double;
                self.out.push(if double { '“' } else { '‘' });
            }
            '\'' => self.closing_quote(),
            '?' if self.eat("?`") => self.out.push('¿'),
            '!' if self.eat("!`") => self.out.push('¡'),
            c if c.is_ascii_whitespace() => {
                self.at += 1;
                self.blank(c);
            }
            _ => {
                let plain = plain_length(self.rest().as_bytes()).max(c.len_utf8());
                self.out.push_str(&self.rest()[..plain]);
                self.at += plain;
            }
        }
    }

    fn blank(&mut self, c: char) {
        if self.markdown {
            self.out.extend((c != '\r').then_some(c));
        } else if !self.out.ends_with(' ') && !self.out.is_empty() {
            self.out.push(' ');
        }
    }

    fn closing_quote(&mut self) {
        if self.eat("''") {
            self.out.push('”');
            return;
        }
        self.at += 1;
        // An apostrophe stays what it is; one that closes what a grave accent opened is a quotation mark.
        let closes = self.quoted && !self.rest().starts_with(char::is_alphanumeric);
        self.quoted &= !closes;
        self.out.push(if closes { '’' } else { '\'' });
    }

    fn group(&mut self) {
        self.at += 1;
        self.depth += 1;
        self.run();
        self.depth -= 1;
        self.eat("}");
    }

    /// `$…$` or `$$…$$` as it stands; a dollar that nothing closes is a dollar.
    fn math(&mut self) {
        let rest = self.rest();
        let fence = if rest.starts_with("$$") { "$$" } else { "$" };
        match rest[fence.len()..].find(fence) {
            Some(length) if length > 0 && is_balanced(&rest[fence.len()..fence.len() + length]) => {
                let end = length + 2 * fence.len();
                self.push_folded(&rest[..end]);
                self.at += end;
            }
            _ => {
                self.out.push('$');
                self.at += 1;
            }
        }
    }

    fn push_folded(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_ascii_whitespace() { self.blank(if c == '\n' { ' ' } else { c }) } else { self.out.push(c) }
        }
    }

    fn command(&mut self) {
        self.at += 1;
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let Some(first) = rest.chars().next() else {
            self.out.push('\\');
            return;
        };
        if letters == 0 {
            self.at += first.len_utf8();
            match first {
                '(' => self.fenced_math("\\)"),
                '[' => self.fenced_math("\\]"),
                c if c.is_ascii_whitespace() => self.out.push(' '),
                c => match commands::sign(c) {
                    Some(command) => self.execute(command),
                    None => self.out.push_str(&rest[..first.len_utf8()]),
                },
            }
            return;
        }
        let name = &rest[..letters];
        self.at += letters;
        self.eat("*");
        let command = commands::named(name);
        let swallows = self.rest().len() - self.rest().trim_ascii_start().len();
        self.at += swallows;
        if let Some(command) = command {
            self.execute(command);
        } else {
            if !self.unknown.iter().any(|known| known == name) {
                self.unknown.push(name.to_owned());
            }
            if self.rest().starts_with('[') {
                self.at += self.find("]").map_or(0, |end| end + 1);
            }
        }
    }

    fn execute(&mut self, command: Command) {
        match command {
            Command::Text(" ") => self.blank(' '),
            Command::Text("\n\n") if !self.markdown => self.blank(' '),
            Command::Text(text) => self.out.push_str(text),
            Command::Accent(mark) => {
                let letter = self.argument();
                self.accent(mark, &letter);
            }
            Command::Around(before, after) => {
                let text = self.argument();
                self.out.extend([before, &text, after]);
            }
            Command::Style(fence) => {
                let text = self.argument();
                self.styled(fence, &text);
            }
            Command::Declare(fence) if self.markdown && self.depth > 0 => {
                let text = self.apart(Self::run);
                self.styled(fence, &text);
            }
            Command::Declare(_) => {}
            Command::Address => {
                let address = verbatim(self.raw_argument());
                self.out.push_str(&address);
            }
            Command::Link => {
                let address = verbatim(self.raw_argument());
                let text = self.argument();
                if self.markdown && !address.contains(['(', ')', '<', '>', ' ']) {
                    self.out.extend(["[", &text, "](", &address, ")"]);
                } else {
                    self.out.push_str(&text);
                }
            }
            Command::DropFirst => {
                self.raw_argument();
            }
            Command::Raised => {
                let text = self.argument();
                self.small(&text, commands::raised);
            }
            Command::Lowered => {
                let text = self.argument();
                self.small(&text, commands::lowered);
            }
            Command::Math => {
                let math = self.raw_argument();
                self.out.push('$');
                self.push_folded(math.trim_matches('$'));
                self.out.push('$');
            }
            Command::Switch => {
                let (first, second) = (self.argument(), self.argument());
                self.out.extend([second, first]);
            }
        }
    }

    /// Decodes a piece into a text of its own.
    fn apart(&mut self, decode: impl FnOnce(&mut Self)) -> String {
        let before = std::mem::take(&mut self.out);
        decode(self);
        std::mem::replace(&mut self.out, before)
    }

    /// The next group, command or character.
    fn argument(&mut self) -> String {
        self.at += self.rest().len() - self.rest().trim_ascii_start().len();
        match self.rest().chars().next() {
            None | Some('}') => String::new(),
            // A chain of accents is as deep as one of groups.
            Some(c @ ('{' | '\\')) if self.depth < DEPTH => {
                self.depth += 1;
                let text = self.apart(|decoder| decoder.token(c));
                self.depth -= 1;
                text
            }
            Some(c) => {
                self.at += c.len_utf8();
                c.to_string()
            }
        }
    }

    /// The next group as it is written.
    fn raw_argument(&mut self) -> &'t str {
        self.at += self.rest().len() - self.rest().trim_ascii_start().len();
        let rest = self.rest();
        if !rest.starts_with('{') {
            return "";
        }
        let mut depth = 0_usize;
        let end = rest.bytes().position(|byte| {
            depth += usize::from(byte == b'{');
            depth -= usize::from(byte == b'}' && depth > 0);
            depth == 0
        });
        self.at += end.map_or(rest.len(), |end| end + 1);
        &rest[1..end.unwrap_or(rest.len())]
    }

    fn accent(&mut self, mark: char, letter: &str) {
        let mut chars = letter.chars();
        let Some(first) = chars.next() else {
            // `\^{}` is how the bare sign is written.
            self.out.extend(match mark {
                '\u{302}' => Some('^'),
                '\u{303}' => Some('~'),
                '\u{300}' => Some('`'),
                _ => None,
            });
            return;
        };
        let base = match first {
            'ı' => 'i',
            'ȷ' => 'j',
            first => first,
        };
        match compose(base, mark) {
            Some(composed) => self.out.push(composed),
            None => self.out.extend([base, mark]),
        }
        self.out.push_str(chars.as_str());
    }

    fn styled(&mut self, fence: &str, text: &str) {
        let inner = text.trim_ascii();
        if fence.is_empty() || !self.markdown || inner.is_empty() || inner.contains(fence) {
            self.out.push_str(text);
            return;
        }
        // Markdown wants its marks close to the text.
        let start = text.len() - text.trim_ascii_start().len();
        self.out.extend([&text[..start], fence, inner, fence, &text[start + inner.len()..]]);
    }

    fn small(&mut self, text: &str, figure: fn(char) -> Option<char>) {
        match text.chars().map(figure).collect::<Option<String>>() {
            Some(figures) => self.out.push_str(&figures),
            None => self.out.push_str(text),
        }
    }

    fn find(&mut self, wanted: &'static str) -> Option<usize> {
        if self.absent.contains(&wanted) {
            return None;
        }
        let found = self.rest().find(wanted);
        self.absent.extend(found.is_none().then_some(wanted));
        found
    }

    fn fenced_math(&mut self, close: &'static str) {
        if let Some(length) = self.find(close) {
            let math = &self.rest()[..length];
            self.at += length + close.len();
            self.out.push('$');
            self.push_folded(math.trim_ascii());
            self.out.push('$');
        }
    }
}

/// How far a text goes on in which nothing means anything to LaTeX; single blanks between words are part of it.
fn plain_length(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        length += text[length..].iter().take_while(|byte| !is_special(**byte)).count();
        match text[length..] {
            [b' ', next, ..] if !is_special(next) => length += 1,
            _ => return length,
        }
    }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'\\' | b'{' | b'}' | b'~' | b'$' | b'-' | b'`' | b'\'' | b'?' | b'!') || byte.is_ascii_whitespace()
}

fn is_balanced(tex: &str) -> bool {
    let mut depth = 0_usize;
    tex.bytes().all(|byte| match byte {
        b'{' => {
            depth += 1;
            true
        }
        b'}' => {
            let open = depth > 0;
            depth = depth.saturating_sub(1);
            open
        }
        _ => true,
    }) && depth == 0
}

/// The text without the blanks that all its lines but the first have in front, and without any at the ends of lines.
fn without_indent(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_ascii_start().len();
    let common = text.lines().skip(1).filter(|line| !line.trim_ascii().is_empty()).map(indent).min().unwrap_or(0);
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let inner = if number == 0 { line } else { line.get(common..).unwrap_or("") };
        out.push_str(inner.trim_ascii_end());
    }
    out.trim_ascii().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tex: &str, expect: &str) {
        let mut unknown = Vec::new();
        assert_eq!(line(tex, &mut unknown), expect);
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn accents_in_every_spelling() {
        check(r#"G{\"o}del, G{\"{o}}del, G\"odel, G\"{o}del, G\" odel"#, "Gödel, Gödel, Gödel, Gödel, Gödel");
        check(r"\'\i \'{\i} {\'\i}n \^\j", "íí ín ĵ");
        check(r"\v{c}\v s \c{C}etin \c cedille \u g \H{o} \k{a} \r{a} \d{h} \b{d}", "čš Çetin çedille ğ ő ą å ḥ ḏ");
        check(r"\~n \=a \.z \`e \'{E}", "ñ ā ż è É");
        check(r"\t{oo} \'{} \^{} \~{}", "o\u{361}o ^ ~");
        check(r"\'{x} \'", "x\u{301}");
        check(
            r"{\v{S}}koda, {\'E}lie, Erd{\H o}s, \'{\'e}",
            "Škoda, Élie, Erdős, e\u{301}\u{301}".replace("e\u{301}\u{301}", "é\u{301}").as_str(),
        );
    }

    #[test]
    fn letters_and_signs() {
        check(
            r"Wei\ss, \ss{}x, \ae{}on \AE \o{} \O{} \l{}\L{} \aa \AA ngstrom \i",
            "Weiß, ßx, æon Æø Ø łŁ åÅngstrom ı",
        );
        check(r"\& \% \$ \# \_ \{ \} \textasciitilde{} \ldots{} \copyright", "& % $ # _ { } ~ … ©");
        check(r"``double'' and `single' and don't", "“double” and ‘single’ and don't");
        check(r"1--2 and a --- b - c ---- d", "1–2 and a — b - c —- d");
        check(r"no~break, thin\,space, hy\-phen", "no\u{A0}break, thin space, hyphen");
        check(r"?`Qu\'e? !`S\'{\i}! Why? No!", "¿Qué? ¡Sí! Why? No!");
        check(r"50% of R&D costs #1_a^b", "50% of R&D costs #1_a^b");
        check("two\n   lines\tand  more", "two lines and more");
        check(r"H\textsubscript{2}O, 4\textsuperscript{th}, x\textsuperscript{2}", "H₂O, 4th, x²");
    }

    #[test]
    fn braces_vanish_and_case_stays() {
        check("The {LLaMA} {H}erd {{of}} {models}", "The LLaMA Herd of models");
        check("odd } brace { here", "odd brace here");
        check("", "");
        check("{}", "");
        check("\\", "\\");
    }

    #[test]
    fn styles_and_links_keep_their_text() {
        check(r"\emph{a \textbf{b}} {\em c} {\bf d} \textsc{e} \texttt{f} \textit g", "a b c d e f g");
        check(
            r"\enquote{x \mkbibquote{y}} \href{https://a.b/c_d}{here} \url{https://a.b/c\_d~e}",
            "“x “y”” here https://a.b/c_d~e",
        );
        check(r"{\noopsort{1973b}}1973 \switchargs{--90}{1968} \protect\relax x \slash y", "1973 1968–90 x /y");
    }

    #[test]
    fn mathematics_stays() {
        check(r"On $O(n \log n)$ and $\mathcal{L}_{--}$ -- so", r"On $O(n \log n)$ and $\mathcal{L}_{--}$ – so");
        check(r"\(x^2\) and \ensuremath{y} and $$z$$", r"$x^2$ and $y$ and $$z$$");
        check("costs $5", "costs $5");
        check("{costs $5} or {$6}", "costs $5 or $6");
        check("$", "$");
        check("$\\alpha\n  \\beta$", "$\\alpha \\beta$");
    }

    #[test]
    fn a_command_nobody_knows_keeps_its_argument() {
        let mut unknown = Vec::new();
        assert_eq!(line(r"see \cite[p.~1]{knuth} and \foo, \foo{bar \'e}", &mut unknown), "see knuth and , bar é");
        assert_eq!(unknown, ["cite", "foo"]);
    }

    #[test]
    fn long_texts_become_markdown() {
        let check = |tex: &str, expect: &str| assert_eq!(markdown(tex, &mut Vec::new()), expect);
        check(
            "One\n   two.\n\n   Three \\emph{ four} {\\bf five}~six.",
            "One\ntwo.\n\nThree  *four* **five**\u{A0}six.",
        );
        check("- a\r\n  - b\r\n", "- a\n- b");
        check(r"\href{https://a.b}{see} \texttt{code} \textbf{} a\par b", "[see](https://a.b) `code`  a\n\nb");
        check(r"a_b * c \& d", "a_b * c & d");
    }

    #[test]
    fn addresses_are_left_as_they_are() {
        let check = |tex: &str, expect: &str| assert_eq!(verbatim(tex), expect);
        check(r"https://a.b/~c--d?e=f&g=%20", "https://a.b/~c--d?e=f&g=%20");
        check(r"\url{https://a.b/c\_d\%20}", "https://a.b/c_d%20");
        check(r"10.1000/{\_}x<1:2>", "10.1000/_x<1:2>");
        check(" https://a.b/{\\textasciitilde}c ", "https://a.b/~c");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}x{}", "{".repeat(100_000), "}".repeat(100_000));
        check(&deep, "x");
        let accents = "\\'".repeat(100_000);
        line(&accents, &mut Vec::new());
        let commands = format!("{}x", "\\emph{".repeat(100_000));
        line(&commands, &mut Vec::new());
    }
}
