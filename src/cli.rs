//! The command: one thin file a subcommand, and the only place that prints.
//!
//! Results go to stdout, everything else to stderr. Exit status: 0 fine, 1 faults in what the user wrote, 2 could not
//! do it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[cfg(feature = "add")]
mod add;
mod arguments;
#[cfg(feature = "build")]
mod book;
#[cfg(feature = "build")]
mod build;
#[cfg(feature = "build")]
mod check;
mod data;
mod export;
mod fmt;
mod import;
mod install;
mod list;
mod preprocess;
mod progress;
mod report;
mod supports;
#[cfg(any(feature = "add", feature = "build"))]
mod today;

/// Reading lists and bibliographies in mdBooks.
///
/// Without a command this is the preprocessor: mdBook's JSON on standard input, and on standard output.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "mdBook runs this by itself for a book whose book.toml has [preprocessor.papers]."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say by the exit status whether a renderer is supported: 0 yes, 1 no
    Supports {
        /// The name of the renderer
        renderer: String,
    },
    /// Build a whole book, with mdBook built in
    #[cfg(feature = "build")]
    Build {
        /// The book's root, where book.toml is
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Where the book goes, in place of `build.build-dir`; relative to the current folder
        #[arg(short, long, value_name = "DIR")]
        dest_dir: Option<PathBuf>,
    },
    /// Say what is wrong or doubtful in a book, its reading lists and its data
    #[cfg(feature = "build")]
    #[command(after_help = check::EXIT_STATUS)]
    Check(check::Arguments),
    /// Register the preprocessor in a book, and give it the stylesheet and the script for readers
    Install {
        /// The book's root, where book.toml is
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Make a library of reading lists in Markdown and of every other format that is read
    Import(import::Arguments),
    /// Print what a directive selects from the book in the current folder, in its order
    List {
        /// What would stand in `<<#papers ARGUMENTS>>`: categories, filters, an order; nothing is everything
        #[arg(value_name = "ARGUMENTS")]
        arguments: Vec<String>,
        /// Say for what reason: what each filter left out, what orders the papers, how they are grouped
        #[arg(long)]
        why: bool,
        /// How to print it
        #[arg(long, value_enum, default_value = "table")]
        format: list::Format,
    },
    /// Write papers for another program, or a section of a README
    Export(export::Arguments),
    /// Add papers to the book in the current folder, by DOI, arXiv identifier or address
    #[cfg(feature = "add")]
    #[command(after_help = add::EXIT_STATUS)]
    Add(add::Arguments),
    /// Put data files of our own schema into canonical form, with every comment
    Fmt {
        /// Change nothing; name the files that would change, and exit with 1 if there are any
        #[arg(long)]
        check: bool,
        /// The files; the book's own data files in TOML where none is named
        files: Vec<std::path::PathBuf>,
    },
}

/// How a command ended well enough to say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Fine,
    Faults,
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    report::start_log();
    let outcome = match cli.command {
        None => preprocess::run(),
        Some(Command::Supports { renderer }) => Ok(supports::run(&renderer)),
        #[cfg(feature = "build")]
        Some(Command::Build { dir, dest_dir }) => build::run(&dir, dest_dir.as_deref()),
        #[cfg(feature = "build")]
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Install { dir }) => install::run(&dir),
        Some(Command::Import(arguments)) => import::run(&arguments),
        Some(Command::List { arguments, why, format }) => list::run(&arguments::joined(&arguments), why, format),
        Some(Command::Export(arguments)) => export::run(&arguments),
        #[cfg(feature = "add")]
        Some(Command::Add(arguments)) => add::run(&arguments),
        Some(Command::Fmt { check, files }) => fmt::run(check, &files),
    };
    match outcome {
        Ok(Status::Fine) => ExitCode::SUCCESS,
        Ok(Status::Faults) => ExitCode::from(1),
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::from(2)
        }
    }
}
