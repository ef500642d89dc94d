//! The `amiforge` command: collects arguments and environment, runs, and ends with an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = std::env::args_os().collect();
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    amiforge::command::main(arguments, env).into()
}
