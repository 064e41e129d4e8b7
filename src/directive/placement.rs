//! The placement of a directive, which determines how its expansion is inserted into the chapter.

/// Where and how a directive is placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// In running text. The expansion is text.
    Inline,
    /// Alone on its line. The expansion is a block.
    Block {
        /// The prefix of every line of the block but the first, which continues the containers.
        prefix: String,
        /// Whether a blank line must be inserted before it.
        blank_before: bool,
        /// Whether a blank line must be inserted after it.
        blank_after: bool,
    },
}

impl Placement {
    /// Returns a block with the prefix on every line but the first, and with the missing blank lines around it.
    pub fn place(&self, mut block: String) -> String {
        let Placement::Block { prefix, blank_before, blank_after } = self else {
            return block;
        };
        // Outside of containers the lines are unchanged.
        if prefix.is_empty() && !block.contains('\r') {
            if block.ends_with('\n') {
                block.pop();
            }
            if *blank_before {
                block.insert(0, '\n');
            }
            if *blank_after {
                block.push('\n');
            }
            return block;
        }
        let blank = prefix.trim_end();
        let mut out = String::with_capacity(block.len() + 64);
        if *blank_before {
            // The markers on the directive's line become the blank line.
            out.push('\n');
            out.push_str(prefix);
        }
        for (at, line) in block.lines().enumerate() {
            if at > 0 {
                out.push('\n');
                out.push_str(if line.is_empty() { blank } else { prefix });
            }
            out.push_str(line);
        }
        if *blank_after {
            out.push('\n');
            out.push_str(blank);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_block_continues_the_containers() {
        let placement = |prefix: &str, blanks| Placement::Block {
            prefix: prefix.to_owned(),
            blank_before: blanks,
            blank_after: blanks,
        };
        assert_eq!(placement(">   ", true).place("a\n\nb".to_owned()), "\n>   a\n>\n>   b\n>");
        assert_eq!(placement("", false).place("a\nb".to_owned()), "a\nb");
        assert_eq!(placement("", true).place("a\r\n\nb\n".to_owned()), "\na\n\nb\n");
        assert_eq!(placement("", true).place("a\n\nb\n".to_owned()), "\na\n\nb\n");
        assert_eq!(Placement::Inline.place("1".to_owned()), "1");
    }
}
