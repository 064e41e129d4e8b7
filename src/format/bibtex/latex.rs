//! Decodes LaTeX to Unicode: accents, symbols, quotation marks, dashes, common commands and the simplest mathematics; other
//! mathematics is unchanged.
//!
//! Nothing is executed or defined. An unknown command is replaced by its argument.

use std::borrow::Cow;

mod commands;
mod decoder;
mod math;

pub(super) use decoder::is_balanced;
use decoder::{Decoder, Output};

/// Decodes a text to one line of plain text: whitespace collapsed, braces and styles removed.
pub(super) fn line<'t>(tex: &'t str, unknown: &mut Vec<String>) -> Cow<'t, str> {
    let tex = tex.trim_ascii();
    if is_plain(tex) {
        return Cow::Borrowed(tex);
    }
    let mut decoder = Decoder::new(tex, Output::Plain);
    decoder.run();
    unknown.append(&mut decoder.unknown);
    Cow::Owned(decoder.out.trim_ascii().to_owned())
}

/// Decodes a title to one line with the inline markup of CSL.
pub(super) fn title<'t>(tex: &'t str, unknown: &mut Vec<String>) -> Cow<'t, str> {
    let tex = tex.trim_ascii();
    if is_plain(tex) {
        return Cow::Borrowed(tex);
    }
    let mut decoder = Decoder::new(tex, Output::Title);
    decoder.run();
    unknown.append(&mut decoder.unknown);
    Cow::Owned(decoder.out.trim_ascii().to_owned())
}

/// Returns the texts and addresses of the links in a text.
pub(super) fn links(tex: &str) -> Vec<(String, String)> {
    if !tex.contains("\\href") {
        return Vec::new();
    }
    let mut decoder = Decoder::new(tex, Output::Plain);
    decoder.run();
    decoder.links
}

/// Decodes a text to Markdown: paragraphs and lines are preserved, styles and links converted.
pub(super) fn markdown(tex: &str, unknown: &mut Vec<String>) -> String {
    let mut decoder = Decoder::new(tex.trim_ascii(), Output::Markdown);
    decoder.run();
    unknown.append(&mut decoder.unknown);
    without_indent(&decoder.out)
}

/// Decodes an address or identifier, where only escaped characters are LaTeX.
pub(super) fn verbatim(tex: &str) -> String {
    let tex = tex.trim_ascii();
    if !tex.bytes().any(|byte| matches!(byte, b'\\' | b'{' | b'}') || byte.is_ascii_whitespace()) {
        return tex.to_owned();
    }
    let inner = ["\\url", "\\path", "\\nolinkurl"]
        .iter()
        .find_map(|command| tex.strip_prefix(command)?.trim_ascii_start().strip_prefix('{')?.strip_suffix('}'));
    let mut out = String::with_capacity(tex.len());
    let plain = inner.unwrap_or(tex).replace("\\ensuremath", "");
    let plain = [("\\textless", '<'), ("\\textgreater", '>')].iter().fold(plain, |plain, (command, sign)| {
        [" ", "{}", ""].iter().fold(plain, |plain, end| plain.replace(&[*command, *end].concat(), &sign.to_string()))
    });
    let mut chars = plain.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars
                .peek()
                .is_some_and(|next| matches!(next, '_' | '%' | '&' | '#' | '~' | '$' | '{' | '}' | '-' | '/')) =>
            {
                // `\-` and `\/` mark possible line breaks.
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

/// Returns whether a text has no LaTeX and no repeated whitespace.
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

/// Removes the common indentation of all lines but the first, and trailing whitespace.
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
    fn braces_in_titles_protect_what_title_case_changes() {
        for (tex, expect) in [
            ("The {LLaMA} {Herd} {{of}} {models}", "The LLaMA Herd of <span class=\"nocase\">models</span>"),
            ("{Wirtschaft von A bis Z}", "<span class=\"nocase\">Wirtschaft von A bis Z</span>"),
            ("Graphs of {de Bruijn}", "Graphs of de Bruijn"),
            ("{de Bruijn} graphs", "<span class=\"nocase\">de Bruijn</span> graphs"),
            (r"On \emph{in vitro} {\em cells}", "On <i><span class=\"nocase\">in vitro</span></i> <i>cells</i>"),
            (r"{The {E. coli} of \emph{mice}}", "<span class=\"nocase\">The E. coli of <i>mice</i></span>"),
            (r"G{\'o}del {e}BPF {\'e}lan {LLM.int8}() {$k$-means}", "Gódel eBPF élan LLM.int8() $k$-means"),
        ] {
            assert_eq!(title(tex, &mut Vec::new()), expect, "{tex}");
        }
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
        check("$x\n  \\beta$", "$x \\beta$");
    }

    #[test]
    fn mathematics_that_is_text_becomes_text() {
        check(
            r"Cu$_2$O and 5 $\pm$ 1 $\mu$m, \ensuremath{\alpha}, \(10^{6}\), 论坛{$\cdot$}学术",
            "Cu₂O and 5 ± 1 μm, α, 10⁶, 论坛·学术",
        );
        check("$5, $6, $5,$6 and $7 $", "$5, $6, $5,$6 and $7 $");
        let title = |tex: &str| title(tex, &mut Vec::new()).into_owned();
        assert_eq!(title(r"The $<$i$>$E. coli$<$/i$>$ 4$^{th}$"), "The <i>E. coli</i> 4<sup>th</sup>");
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
        check(r"10.1000/a\ensuremath{<}1\textgreater b\textless{}c", "10.1000/a<1>b<c");
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
