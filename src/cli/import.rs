//! `mdbook-papers import FILE…`: reading lists, and whatever else is read, to one library in our own schema.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use super::{Status, report};
use crate::diagnostic::{self, Level};
use crate::files;
use crate::format::{self, Contents, Reading};
use crate::source::Source;

mod json;

/// What `import` is asked for.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The files to read
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format to write
    #[arg(long, value_enum, default_value = "json")]
    to: Target,
    /// Where the library goes; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Exit with 1 if anything is not understood
    #[arg(long)]
    strict: bool,
}

/// A format that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Our own schema in JSON
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let mut contents = Contents::default();
    for file in &arguments.files {
        let read = read(file)?;
        contents.entries.extend(read.entries);
        contents.categories.extend(read.categories);
        contents.diagnostics.extend(read.diagnostics);
    }
    diagnostic::sort(&mut contents.diagnostics);
    report::report(&contents.diagnostics);
    let Target::Json = arguments.to;
    let text = json::text(&contents)?;
    if arguments.output == Path::new("-") {
        let mut out = stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    } else {
        bail!("only standard output is written");
    }
    let erred = contents.diagnostics.iter().any(|found| found.level == Level::Error);
    let lost = arguments.strict && !contents.diagnostics.is_empty();
    Ok(if erred || lost { Status::Faults } else { Status::Fine })
}

/// Reads one file, wherever it is.
fn read(file: &Path) -> Result<Contents> {
    let path = std::path::absolute(file).context("there is no current folder")?;
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        bail!("`{}` is no file", file.display())
    };
    let Ok(text) = files::read(folder, Path::new(name)) else { bail!("`{}` cannot be read", file.display()) };
    Ok(format::read(&Source::new(file, text), Reading::default()))
}
