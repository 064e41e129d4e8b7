//! How far long work has come, on one line of the terminal; nothing where standard error is no terminal, or without the
//! feature `progress`.

#[cfg(feature = "progress")]
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often the line is drawn anew while one step takes long.
#[cfg(feature = "progress")]
const TICK: std::time::Duration = std::time::Duration::from_millis(100);

/// A line that goes when the work is done.
pub(super) struct Progress {
    #[cfg(feature = "progress")]
    bar: ProgressBar,
}

#[cfg(feature = "progress")]
impl Progress {
    /// So many steps.
    pub(super) fn new(steps: usize) -> Self {
        let progress = Self::on(steps, ProgressDrawTarget::stderr());
        if !progress.bar.is_hidden() {
            progress.bar.enable_steady_tick(TICK);
        }
        progress
    }

    /// Work that is done before anybody could read of it.
    pub(super) fn hidden() -> Self {
        Self::on(0, ProgressDrawTarget::hidden())
    }

    fn on(steps: usize, target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target);
        // A template that is no template leaves the bar as the library draws it.
        let style = ProgressStyle::with_template("{pos}/{len} {wide_msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { bar: bar.with_style(style) }
    }

    /// Says what is done next.
    pub(super) fn step(&self, what: &str) {
        self.bar.inc(1);
        self.bar.set_message(what.chars().filter(|c| !c.is_control()).collect::<String>());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        #[cfg(feature = "progress")]
        self.bar.finish_and_clear();
    }
}

#[cfg(not(feature = "progress"))]
impl Progress {
    pub(super) fn new(_: usize) -> Self {
        Self {}
    }

    pub(super) fn hidden() -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "as it is where there is something to show")]
    pub(super) fn step(&self, _: &str) {}
}

#[cfg(all(test, feature = "progress"))]
mod tests {
    use super::*;
    use indicatif::InMemoryTerm;

    #[test]
    fn a_terminal_shows_one_line_and_then_none() {
        let terminal = InMemoryTerm::new(5, 40);
        let progress = Progress::on(3, ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        progress.step("asking for 10.1000/182");
        assert_eq!(terminal.contents(), "1/3 asking for 10.1000/182            0s");
        progress.step("asking for \u{1b}[31m2302.13971");
        progress.bar.force_draw();
        assert_eq!(terminal.contents(), "2/3 asking for [31m2302.13971         0s");
        drop(progress);
        assert_eq!(terminal.contents(), "");
    }
}
