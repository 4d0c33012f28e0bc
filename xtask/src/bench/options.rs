//! What is measured.

use clap::{Args, Subcommand};

use crate::bench::{engine, exports, peers, reports, server};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// What `cargo xtask bench` takes.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Evaluations a second of flows of 200, 1,000 and 5,000 modules
    Engine {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Our chat, a floor and the chats of others side by side in Chromium
    Peers(peers::Options),
    /// Time and memory of an export of many rows of message reports
    Exports {
        /// Rows of the export
        #[arg(long, default_value_t = 5_000_000, value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
        rows: u32,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// How fast every report of /reports answers over a long log
    Reports {
        /// Messages of the log
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
        messages: u32,
        /// How often each is asked
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
        times: u32,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Messages a second that 64 connections get stored and answered, with p50 and p99
    Server {
        /// Seconds that are counted, after one of warming up
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=300))]
        seconds: u32,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

/// Measures.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Fault> {
    match &options.what {
        What::Peers(options) => peers::run(workspace, options),
        &What::Engine { json } => engine::run(workspace, json),
        &What::Exports { rows, json } => exports::run(workspace, rows, json),
        &What::Reports { messages, times, json } => reports::run(workspace, messages, times, json),
        &What::Server { seconds, json } => server::run(workspace, seconds, json),
    }
}
