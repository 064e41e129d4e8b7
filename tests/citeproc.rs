//! The CSL processor: hostile styles, narrative citations, and the test suite of the CSL project.
//!
//! The suite is not part of this repository. `CSL_FIXTURES` is the folder of its fixtures, `processor-tests/humans`; by
//! default it is `../shared/csl/fixtures`. A fixture that is not in `csl/suite-differences.toml` must pass, and one that is in
//! it must not.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of files, which fails where they cannot be read"
)]

#[path = "citeproc/fixture.rs"]
mod fixture;
#[path = "citeproc/gaps.rs"]
mod gaps;
#[path = "citeproc/hostile.rs"]
mod hostile;
#[path = "citeproc/looks.rs"]
mod looks;
#[path = "citeproc/narrative.rs"]
mod narrative;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mdbook_papers::csl::locales;

fn folder() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/csl/fixtures");
    std::env::var_os("CSL_FIXTURES").map_or_else(usual, PathBuf::from)
}

#[test]
#[ignore = "needs the test suite of the CSL project"]
fn fixtures_are_formatted_as_expected() {
    let folder = folder();
    assert!(folder.is_dir(), "no fixtures at {}; set CSL_FIXTURES", folder.display());
    let locales = locales();
    let known: BTreeMap<String, String> = toml::from_str(include_str!("csl/suite-differences.toml")).unwrap();
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut passed, mut failed) = (0, BTreeSet::new());
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let fixture = fixture::Fixture::parse(&std::fs::read_to_string(path).unwrap());
        match fixture.run(&locales) {
            Ok(()) => passed += 1,
            Err(difference) => {
                if !known.contains_key(&name) {
                    println!("--- {name}\n{difference}");
                }
                failed.insert(name);
            }
        }
    }
    println!("{passed} of {} fixtures pass", passed + failed.len());
    let unlisted: Vec<_> = failed.iter().filter(|name| !known.contains_key(*name)).collect();
    let passing: Vec<_> = known.keys().filter(|name| !failed.contains(*name)).collect();
    assert!(unlisted.is_empty(), "{} fail and are not listed: {unlisted:?}", unlisted.len());
    assert!(passing.is_empty(), "these pass and are listed: {passing:?}");
}
