//! `mdbook-papers completions SHELL` and `mdbook-papers man DIR`: files that packages install with the program.

use std::io::{Write, stdout};
use std::path::Path;

use anyhow::{Context, Result};
use clap::Command;
use clap_complete::Shell;

use super::{ExitStatus, help};
use crate::files;

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell) -> Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(), "mdbook-papers", &mut script);
    let mut out = stdout().lock();
    out.write_all(&script).and_then(|()| out.flush()).context("standard output cannot be written")?;
    Ok(ExitStatus::Success)
}

/// Writes a man page for the program and one for each command into a folder.
pub(super) fn man(dir: &Path) -> Result<ExitStatus> {
    let mut command = help::command();
    command.build();
    page(dir, &command, "mdbook-papers")?;
    for subcommand in
        command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set() && subcommand.get_name() != "help")
    {
        let name = format!("mdbook-papers-{}", subcommand.get_name());
        page(dir, subcommand, &name)?;
    }
    Ok(ExitStatus::Success)
}

fn page(dir: &Path, command: &Command, name: &str) -> Result<()> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text).context("the man page cannot be rendered")?;
    let text = String::from_utf8(text).context("the man page is not UTF-8")?;
    let path = dir.join(format!("{name}.1"));
    files::write(&path, &text).with_context(|| format!("`{}` cannot be written", path.display()))
}
