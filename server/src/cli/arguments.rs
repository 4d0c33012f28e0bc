//! What may stand on the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{check, report, serve};

/// A chat server for web pages: the chat REST API, visitor sessions and events.
#[derive(Parser)]
#[command(name = "parlour", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the bots of a configuration until SIGTERM or SIGINT.
    Serve {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
    },
    /// Reports every mistake of a configuration (exit code 2) or of one flow (exit code 1).
    Check {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml", conflicts_with = "flow")]
        config: PathBuf,
        /// A flow file, checked alone.
        flow: Option<PathBuf>,
        /// Prints {"ok", "mistakes"} on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Writes the stored rows of message reports as JSON or CSV, also beside a running server.
    Report(report::Options),
}

/// Runs the command of this process's arguments.
pub fn run() -> ExitCode {
    let exit = match Arguments::parse().command {
        Command::Serve { config } => serve::run(&config),
        Command::Check { flow: Some(flow), json, .. } => check::flow(&flow, json),
        Command::Check { config, flow: None, json } => check::config(&config, json),
        Command::Report(options) => report::run(&options),
    };
    exit.into()
}
