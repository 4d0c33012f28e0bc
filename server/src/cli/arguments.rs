//! What may stand on the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use uuid::Uuid;

use super::{chat, check, graph, report, serve};

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
        /// How mistakes are told: `text` shows the lines, `json` prints {"ok", "mistakes"} on stdout.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// The same as `--format json`.
        #[arg(long)]
        json: bool,
    },
    /// Writes a picture (SVG) of a flow on stdout, or into a file.
    Graph {
        /// A flow file.
        flow: PathBuf,
        /// Where the picture goes.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Talks to the bot of a flow: what is typed is said, an empty line or the end of input ends it.
    Chat {
        /// A flow file.
        flow: PathBuf,
        /// Chooses among wordings; the same seed gives the same conversation.
        #[arg(long, default_value_t)]
        seed: u64,
    },
    /// Prints the stored rows of message reports as a JSON array, also beside a running server.
    Report {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
        /// Rows of this bot only.
        #[arg(long)]
        bot: Option<Uuid>,
        /// Accepted for likeness with the other commands: the output is always JSON.
        #[arg(long)]
        json: bool,
    },
}

/// How mistakes are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Runs the command of this process's arguments.
pub fn run() -> ExitCode {
    let exit = match Arguments::parse().command {
        Command::Serve { config } => serve::run(&config),
        Command::Check { flow: Some(flow), json, format, .. } => {
            check::flow(&flow, json || format == Format::Json)
        }
        Command::Check { config, flow: None, json, format } => {
            check::config(&config, json || format == Format::Json)
        }
        Command::Graph { flow, output } => graph::run(&flow, output.as_deref()),
        Command::Chat { flow, seed } => chat::run(&flow, seed),
        Command::Report { config, bot, json: _ } => report::run(&config, bot),
    };
    exit.into()
}
