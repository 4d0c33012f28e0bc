//! The command.

use std::path::Path;

use super::draw::draw;
use crate::cli::exit::{Exit, print_mistakes};
use crate::config;

/// Writes the picture on stdout, or into `output`.
pub(in crate::cli) fn run(path: &Path, output: Option<&Path>) -> Exit {
    let flow = match config::load_flow(path) {
        Ok(flow) => flow,
        Err(mistakes) => {
            print_mistakes(&mistakes);
            return Exit::Wrong;
        }
    };
    let picture = draw(&flow);
    match output {
        None => print!("{picture}"),
        Some(file) => {
            if let Err(error) = std::fs::write(file, picture) {
                eprintln!("{}: {error}", file.display());
                return Exit::Unreachable;
            }
        }
    }
    Exit::Done
}
