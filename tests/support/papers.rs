//! Runs the binary under test.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// The result of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `mdbook-papers` with arguments and standard input, with the default log level.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
    command.args(arguments).env_remove("MDBOOK_LOG");
    run_command(&mut command, input)
}

/// Runs a command with standard input.
pub(crate) fn run_command(command: &mut Command, input: &[u8]) -> Run {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    child.stdin.take().expect("its standard input is piped").write_all(input).expect("it reads all of it");
    let output = child.wait_with_output().expect("it exits");
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    let status = output.status.code().expect("it is not killed");
    Run { status, stdout: text(output.stdout), stderr: text(output.stderr) }
}
