//! `parlour`: the companion server's commands.

use std::process::ExitCode;

#[cfg(all(feature = "simulation", not(debug_assertions)))]
compile_error!("a server whose clock and dice can be set is for tests, not for visitors");

#[cfg(all(feature = "fail-points", not(debug_assertions)))]
compile_error!("a server that ends where it is told to is for tests, not for visitors");

fn main() -> ExitCode {
    parlour_server::cli::run()
}
