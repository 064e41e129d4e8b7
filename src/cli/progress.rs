//! How far long work has come, on one line of the terminal; nothing where standard error is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line that goes when the work is done.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// So many steps.
    pub(super) fn new(steps: usize) -> Self {
        Self::on(steps, ProgressDrawTarget::stderr())
    }

    fn on(steps: usize, target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target);
        // A template that is no template leaves the bar as the library draws it.
        let style =
            ProgressStyle::with_template("{pos}/{len} {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        Self(bar.with_style(style))
    }

    /// Says what is done next.
    pub(super) fn step(&self, what: &str) {
        self.0.inc(1);
        self.0.set_message(what.chars().filter(|c| !c.is_control()).collect::<String>());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::InMemoryTerm;

    #[test]
    fn a_terminal_shows_one_line_and_then_none() {
        let terminal = InMemoryTerm::new(5, 40);
        let progress = Progress::on(3, ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        progress.step("asking for 10.1000/182");
        assert_eq!(terminal.contents(), "1/3 asking for 10.1000/182");
        progress.step("asking for \u{1b}[31m2302.13971");
        progress.0.force_draw();
        assert_eq!(terminal.contents(), "2/3 asking for [31m2302.13971");
        drop(progress);
        assert_eq!(terminal.contents(), "");
    }
}
