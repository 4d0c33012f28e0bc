//! `parlour`: the companion server's commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    parlour_server::cli::run()
}
