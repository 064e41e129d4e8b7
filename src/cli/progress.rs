//! A progress bar on standard error. Nothing is shown if standard error is not a terminal, or without the feature `progress`.

#[cfg(feature = "progress")]
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often the bar is redrawn during a step.
#[cfg(feature = "progress")]
const TICK: std::time::Duration = std::time::Duration::from_millis(100);

/// A progress bar that is removed when it is dropped.
pub(super) struct Progress {
    #[cfg(feature = "progress")]
    bar: ProgressBar,
}

#[cfg(feature = "progress")]
impl Progress {
    /// Creates a bar of `steps` steps.
    pub(super) fn new(steps: usize) -> Self {
        let progress = Self::on(steps, ProgressDrawTarget::stderr());
        if !progress.bar.is_hidden() {
            progress.bar.enable_steady_tick(TICK);
        }
        progress
    }

    /// Creates a bar that is never shown.
    pub(super) fn hidden() -> Self {
        Self::on(0, ProgressDrawTarget::hidden())
    }

    fn on(steps: usize, target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target);
        // The template is a constant and valid.
        let style = ProgressStyle::with_template("{pos}/{len} {wide_msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { bar: bar.with_style(style) }
    }

    /// Starts the next step, described by `message`.
    pub(super) fn step(&self, message: &str) {
        self.bar.inc(1);
        self.bar.set_message(message.chars().filter(|c| !c.is_control()).collect::<String>());
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

    #[expect(clippy::unused_self, reason = "has the signature of the variant with the feature")]
    pub(super) fn step(&self, _: &str) {}
}

#[cfg(all(test, feature = "progress"))]
mod tests {
    use super::*;
    use indicatif::InMemoryTerm;

    #[test]
    fn a_terminal_shows_one_line_until_the_end() {
        let terminal = InMemoryTerm::new(5, 40);
        let progress = Progress::on(3, ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        progress.step("requesting 10.1000/182");
        assert_eq!(terminal.contents(), "1/3 requesting 10.1000/182            0s");
        progress.step("requesting \u{1b}[31m2302.13971");
        progress.bar.force_draw();
        assert_eq!(terminal.contents(), "2/3 requesting [31m2302.13971         0s");
        drop(progress);
        assert_eq!(terminal.contents(), "");
    }
}
