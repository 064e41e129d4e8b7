//! `mdbook-papers export ['ARGUMENTS'] --to FORMAT [--output FILE|-] [--update FILE] [--check FILE]`: papers out.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::data::Data;
use super::{Status, arguments, list, report};
use crate::diagnostic::Level;
use crate::export::{self, BEGIN, END, ExportFormat, Missing, Selection};
use crate::files;
use crate::query::Query;
use crate::source::Source;

/// What to export, and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What would stand in `<<#papers ARGUMENTS>>`: categories, filters, an order; nothing is everything
    #[arg(value_name = "ARGUMENTS")]
    selection: Vec<String>,
    /// The format
    #[arg(long, value_enum)]
    to: ExportFormat,
    /// Where it goes; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Put it between `<!-- papers:begin -->` and `<!-- papers:end -->` of a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "check"])]
    update: Option<PathBuf>,
    /// Say what `--update` would change, and exit with 1 if that is anything
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    check: Option<PathBuf>,
    /// With your own fields, the table `x`, which stay at home otherwise
    #[arg(long)]
    all_fields: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let Data { config, library, mut found, title, .. } = Data::read(Path::new("."))?;
    let query = Query::new(library, &config.language);
    let source = Source::new("arguments", arguments::joined(&arguments.selection));
    let listing = list::read(&source).and_then(|directive| query.run(&directive, &source, &|_, _| false));
    found.extend(listing.as_ref().err().into_iter().flatten().cloned());
    report::report(&found);
    let Ok(listing) = listing else { return Ok(Status::Faults) };
    // What could not be read would be missing from what is written.
    if found.iter().any(|found| found.level == Level::Error) {
        tracing::error!("papers: nothing is written while the data have errors");
        return Ok(Status::Faults);
    }
    let (title, whole) = (title.as_deref().unwrap_or("Papers"), source.text.trim().is_empty());
    let selection = Selection::new(query.library(), &listing.papers, title, whole, arguments.all_fields);
    let text = export::write(&selection, arguments.to);
    if let Some(file) = arguments.update.as_deref().or(arguments.check.as_deref()) {
        return keep_in_step(file, &text, arguments.check.is_some());
    }
    if arguments.output == Path::new("-") {
        print(&text)?;
    } else {
        write(&arguments.output, &text)?;
    }
    Ok(Status::Fine)
}

/// Puts the section into a file, or says how it differs.
fn keep_in_step(file: &Path, section: &str, check: bool) -> Result<Status> {
    let (mark, old) = read_marked(file)?;
    let new = match export::update(&old, section) {
        Ok(new) => new,
        Err(Missing::Begin) => bail!("`{}` has no line `{BEGIN}`, above which nothing is touched", file.display()),
        Err(Missing::End) => bail!("`{}` has no line `{END}` below `{BEGIN}`", file.display()),
    };
    match export::difference(&old, &new) {
        None if old == new => Ok(Status::Fine),
        difference if check => {
            let (line, difference) = difference.unwrap_or((1, String::new()));
            print(&difference)?;
            tracing::error!("papers: {}:{line} differs from the data; `--update` mends it", file.display());
            Ok(Status::Faults)
        }
        _ => write(file, &format!("{mark}{new}")).map(|()| Status::Fine),
    }
}

/// The text of a file that was named on the command line, wherever it is, and the byte-order mark before it, which stays with
/// a file that is written again.
pub(super) fn read_marked(file: &Path) -> Result<(&'static str, String)> {
    let (folder, name) = split(file)?;
    files::read_marked(&folder, Path::new(&name))
        .map_err(|refusal| anyhow::anyhow!("`{}` cannot be read: {refusal}", file.display()))
}

/// The bytes of a file that was named on the command line, wherever it is.
pub(super) fn read_bytes(file: &Path) -> Result<Vec<u8>> {
    let (folder, name) = split(file)?;
    files::read_bytes(&folder, Path::new(&name))
        .map_err(|refusal| anyhow::anyhow!("`{}` cannot be read: {refusal}", file.display()))
}

/// The folder of a file, by its real path, and its name in it.
fn split(file: &Path) -> Result<(PathBuf, PathBuf)> {
    let real = files::real_path(&std::path::absolute(file).context("there is no current folder")?);
    let (Some(folder), Some(name)) = (real.parent(), real.file_name()) else {
        bail!("`{}` is no file", file.display());
    };
    Ok((folder.to_owned(), PathBuf::from(name)))
}

pub(super) fn write(file: &Path, text: &str) -> Result<()> {
    files::write(file, text).with_context(|| format!("`{}` cannot be written", file.display()))
}

pub(super) fn print(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")
}
