//! `mdbook-papers supports RENDERER`.

use super::Status;
use crate::preprocessor::supports;

pub(super) fn run(renderer: &str) -> Status {
    if supports(renderer) { Status::Fine } else { Status::Faults }
}
