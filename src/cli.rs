//! The command line: one file per subcommand. No other module prints.
//!
//! Results go to stdout, everything else to stderr. Exit status: 0 success, 1 errors in the book or its data, 2 the command failed.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[cfg(feature = "add")]
mod add;
mod arguments;
mod book;
mod book_toml;
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
#[cfg(feature = "lsp")]
mod lsp;
mod preprocess;
mod progress;
mod report;
mod supports;
#[cfg(feature = "build")]
mod theme;
#[cfg(any(feature = "add", feature = "build"))]
mod today;

/// Reading lists and bibliographies in mdBooks.
///
/// Without a command, it runs as the preprocessor: it reads mdBook's JSON from standard input and writes it to standard output.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "mdBook runs this command for a book whose book.toml has [preprocessor.papers]."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Exit with 0 if a renderer is supported, with 1 otherwise
    Supports {
        /// The name of the renderer
        renderer: String,
    },
    /// Build a book with the built-in mdBook
    #[cfg(feature = "build")]
    Build {
        /// The book's root directory, which contains book.toml
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// The output directory, replacing `build.build-dir`; relative to the current directory
        #[arg(short, long, value_name = "DIR")]
        dest_dir: Option<PathBuf>,
    },
    /// Check a book, its reading lists and its data
    #[cfg(feature = "build")]
    #[command(after_help = check::EXIT_STATUS)]
    Check(check::CheckArgs),
    /// Register the preprocessor in a book and install its stylesheet and script
    Install {
        /// The book's root directory, which contains book.toml
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Convert reading lists in Markdown, BibTeX and other formats into a data file
    Import(import::ImportArgs),
    /// Print the papers that a directive selects from the book in the current directory
    List {
        /// The arguments of a `<<#papers ARGUMENTS>>` directive: categories, filters, options; all papers if empty
        #[arg(value_name = "ARGUMENTS")]
        arguments: Vec<String>,
        /// Explain the selection: what each filter excludes, how the papers are sorted and grouped
        #[arg(long)]
        why: bool,
        /// The output format
        #[arg(long, value_enum, default_value = "table")]
        format: list::ListFormat,
    },
    /// Run the language server for editors, on standard input and output
    #[cfg(feature = "lsp")]
    Lsp {
        /// Accepted for editors that pass it; there is no other way to communicate
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Export papers to another format, or into a section of a README
    Export(export::ExportArgs),
    /// Add papers to the book in the current directory, by DOI, arXiv identifier or address
    #[cfg(feature = "add")]
    #[command(after_help = add::EXIT_STATUS)]
    Add(add::AddArgs),
    /// Format data files in TOML canonically; comments are preserved
    Fmt {
        /// Change nothing; report the files that would change, and exit with 1 if there are any
        #[arg(long)]
        check: bool,
        /// The files; by default, the book's data files in TOML
        files: Vec<std::path::PathBuf>,
    },
}

/// The result of a command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExitStatus {
    Success,
    Errors,
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
        #[cfg(feature = "lsp")]
        Some(Command::Lsp { .. }) => lsp::run(),
        Some(Command::Export(arguments)) => export::run(&arguments),
        #[cfg(feature = "add")]
        Some(Command::Add(arguments)) => add::run(&arguments),
        Some(Command::Fmt { check, files }) => fmt::run(check, &files),
    };
    match outcome {
        Ok(ExitStatus::Success) => ExitCode::SUCCESS,
        Ok(ExitStatus::Errors) => ExitCode::from(1),
        Err(error) => {
            tracing::error!("{}", report::chain(&error));
            ExitCode::from(2)
        }
    }
}
