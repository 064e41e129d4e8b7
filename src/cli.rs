//! The command line: one file per subcommand. No other module prints.
//!
//! Results go to stdout, everything else to stderr. Exit status: 0 success, 1 errors in the book or its data, 2 the command failed.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{FromArgMatches as _, Parser, Subcommand};

#[cfg(feature = "add")]
mod add;
mod arguments;
mod book;
mod book_toml;
#[cfg(feature = "build")]
mod build;
#[cfg(feature = "build")]
mod check;
mod completions;
mod data;
mod export;
mod feed;
mod fmt;
mod help;
mod import;
mod install;
mod list;
#[cfg(feature = "lsp")]
mod lsp;
mod preprocess;
mod progress;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod supports;
#[cfg(feature = "build")]
mod theme;
#[cfg(any(feature = "add", feature = "build"))]
mod today;

/// Reading lists and bibliographies in mdBooks.
///
/// Without a command, it runs as the preprocessor: it reads mdBook's JSON from standard input and writes it to standard output.
#[derive(Debug, Parser)]
#[command(version, long_version = VERSION.as_str(), about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Exit with 0 if a renderer is supported, with 1 otherwise
    #[command(hide = true)]
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
    /// Build a book, serve it on this computer, and build it again when a file changes
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
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
        /// Print the categories with their number of papers and their titles
        #[arg(long, conflicts_with_all = ["arguments", "why", "format"])]
        categories: bool,
        /// Explain the selection: what each filter excludes, how the papers are sorted and grouped
        #[arg(long)]
        why: bool,
        /// The output format
        #[arg(long, value_enum, default_value = "table")]
        format: list::ListFormat,
    },
    /// Run the language server for editors, on standard input and output
    #[cfg(feature = "lsp")]
    Lsp(lsp::LspArgs),
    /// Export papers to another format, or into a section of a README
    Export(export::ExportArgs),
    /// Add papers to the book in the current directory, by DOI, arXiv identifier or address
    #[cfg(feature = "add")]
    #[command(after_help = add::EXIT_STATUS)]
    Add(add::AddArgs),
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write man pages into a directory
    Man {
        /// The directory, which must exist
        dir: PathBuf,
    },
    /// Print this help, that of a command, or the topic `directives`: what chapters and book.toml can contain
    Help {
        /// A command, or `directives`
        #[arg(value_name = "COMMAND")]
        topic: Option<String>,
    },
    /// Format data files in TOML canonically; comments are preserved
    Fmt {
        /// Change nothing; report the files that would change, and exit with 1 if there are any
        #[arg(long)]
        check: bool,
        /// The files; by default, the book's data files in TOML
        files: Vec<std::path::PathBuf>,
    },
}

/// The version, the commit of a released program, and the features it was built with.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let features: &[&str] = &[
        #[cfg(feature = "add")]
        "add",
        #[cfg(feature = "build")]
        "build",
        #[cfg(feature = "lsp")]
        "lsp",
        #[cfg(feature = "progress")]
        "progress",
        #[cfg(feature = "serve")]
        "serve",
    ];
    let commit = option_env!("MDBOOK_PAPERS_COMMIT").map(|commit| format!(" ({commit})")).unwrap_or_default();
    let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
    format!("{}{commit}\nfeatures: {features}", env!("CARGO_PKG_VERSION"))
});

/// The result of a command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExitStatus {
    Success,
    Errors,
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::from_arg_matches(&help::command().get_matches()).unwrap_or_else(|error| error.exit());
    report::start_log();
    let outcome = match cli.command {
        None => preprocess::run(),
        Some(Command::Supports { renderer }) => Ok(supports::run(&renderer)),
        #[cfg(feature = "build")]
        Some(Command::Build { dir, dest_dir }) => build::run(&dir, dest_dir.as_deref()),
        #[cfg(feature = "serve")]
        Some(Command::Serve(arguments)) => serve::run(&arguments),
        #[cfg(feature = "build")]
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Completions { shell }) => completions::completions(shell),
        Some(Command::Man { dir }) => completions::man(&dir),
        Some(Command::Help { topic }) => help::run(topic.as_deref()),
        Some(Command::Install { dir }) => install::run(&dir),
        Some(Command::Import(arguments)) => import::run(&arguments),
        Some(Command::List { categories: true, .. }) => list::categories(),
        Some(Command::List { arguments, why, format, .. }) => list::run(&arguments::joined(&arguments), why, format),
        #[cfg(feature = "lsp")]
        Some(Command::Lsp(arguments)) => lsp::run(arguments),
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
