//! `mdbook-papers supports RENDERER`: exits with 0 if the renderer is supported.

use super::ExitStatus;
use crate::preprocessor::supports;

pub(super) fn run(renderer: &str) -> ExitStatus {
    if supports(renderer) { ExitStatus::Success } else { ExitStatus::Errors }
}
