//! Runs the browser tests in `tests/browser/` as one test; `cargo test` reports if they were skipped.
#![cfg(feature = "build")]

use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "needs Chromium and Node, see .ci/run"]
fn pages_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let status = Command::new("npm")
        .args(["test", "--silent"])
        .env("PAPERS", env!("CARGO_BIN_EXE_mdbook-papers"))
        .current_dir(folder)
        .status()
        .expect("npm runs");
    assert!(status.success(), "a test in the browser fails");
}
