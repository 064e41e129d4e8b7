//! How a directive stands in its chapter, and so how what it becomes has to be put there.

/// How a directive stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// In running text: it becomes text.
    Inline,
    /// Alone on its line: it becomes a block.
    Block {
        /// What every further line of the block begins with: the containers' continuation.
        prefix: String,
        /// Whether a blank line has to be put before it.
        blank_before: bool,
        /// Whether a blank line has to be put after it.
        blank_after: bool,
    },
}

impl Placement {
    /// A block as it goes in place of a directive: every further line begins as the containers of its line go on, and a
    /// blank line stands before and after.
    pub fn place(&self, mut block: String) -> String {
        let Placement::Block { prefix, blank_before, blank_after } = self else {
            return block;
        };
        // Outside of containers its lines stay as they are.
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
            // The markers that stand on the line already become the blank line.
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
    fn every_line_of_a_block_goes_on_as_its_containers_do() {
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
