//! What may stand on the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use url::Url;
use uuid::Uuid;

use super::dead_letters::{self, DeadLetters};
use super::{chat, check, conform, graph, live, new_epoch, purge, report, serve, test, token, webhook};

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
    /// Talks to the bot of a flow, or to one that is served: what is typed is said, an empty line or the
    /// end of input ends it.
    Chat {
        /// A flow file.
        #[arg(required_unless_present = "bot", conflicts_with = "bot")]
        flow: Option<PathBuf>,
        /// A bot that is served, such as `http://127.0.0.1:8080/api/webchat/bot/ID`.
        #[arg(long, value_name = "URL", value_parser = live::address)]
        bot: Option<Url>,
        /// The `Origin` to come from, one of the bot's `origins`; the bot's own address unless given.
        #[arg(long, requires = "bot")]
        origin: Option<String>,
        /// Chooses among wordings; the same seed gives the same conversation.
        #[arg(long, default_value_t, conflicts_with = "bot")]
        seed: u64,
        /// A network that requests of the flow may reach besides global addresses, such as 127.0.0.0/8;
        /// may stand several times.
        #[arg(long, value_name = "NETWORK", conflicts_with = "bot")]
        allow: Vec<IpNet>,
        /// Writes the conversation down into this new file (`*.chat.toml`), for `parlour test`. Its clock stands
        /// still.
        #[arg(long, value_name = "FILE", conflicts_with = "bot")]
        record: Option<PathBuf>,
    },
    /// Holds written conversations again, with the bot of a flow or with one that is served, and tells what
    /// differs; exit code 1 if something does, or if too little of the flow is covered.
    Test(Box<test::Arguments>),
    /// Writes the stored rows of message reports as JSON or CSV, also beside a running server.
    Report(report::Options),
    /// Removes what is old, or forgets one user, also beside a running server.
    Purge {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
        /// Removes conversations whose last message is before this day (UTC) or moment (RFC 3339).
        #[arg(long, value_parser = purge::moment, required_unless_present = "user", conflicts_with = "user")]
        before: Option<i64>,
        /// Forgets this user of the bot: text, profile and variables go, empty rows stay in reports.
        #[arg(long, requires = "bot")]
        user: Option<String>,
        /// Of this bot only.
        #[arg(long)]
        bot: Option<Uuid>,
        /// Prints {"conversations"}, with `user` also {"found"}, on stdout.
        #[arg(long)]
        json: bool,
    },
    /// After a copy of the store was put back, and before the server is started: every browser reads its
    /// conversation anew.
    NewEpoch {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
        /// Prints {"epoch"} on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Checks a server that claims one of the bot APIs, and prints a table; exit code 1 if it is otherwise
    /// than the vendor's documents say, 3 if it cannot be reached.
    Conform(Box<conform::Arguments>),
    /// Makes, lists and revokes API tokens, also beside a running server.
    #[command(subcommand)]
    Token(Token),
    /// What came for users nobody knows, and webhooks that were given up, also beside a running server.
    #[command(subcommand)]
    DeadLetters(DeadLetters),
    /// Webhooks of the APIs a bot is served by.
    #[command(subcommand)]
    Webhook(Webhook),
}

#[derive(Subcommand)]
enum Webhook {
    /// Sends a sample to the webhook of the bot's API medium; exit code 1 if it does not answer 200, 3 if it
    /// does not answer.
    Test {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
        /// The bot deployment id.
        #[arg(long)]
        bot: Uuid,
        /// Prints {"reachable", "error", "ms"} on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Sends again to a receiver that said that it is gone (410), also beside a running server; exit code 1 if none
    /// did.
    Enable {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
        /// The bot deployment id.
        #[arg(long)]
        bot: Uuid,
        /// The entry of `serve_as`; both without it.
        #[arg(long, value_parser = ["aimylogic", "api_medium"])]
        api: Option<String>,
        /// Prints {"enabled": […]} on stdout.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum Token {
    /// Makes an API token of a bot and prints it, this once.
    New {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
        /// The bot deployment id.
        #[arg(long)]
        bot: Uuid,
        /// What it is for, for whoever reads the list.
        #[arg(long, default_value = "")]
        name: String,
        /// Prints {"id", "bot", "name", "token"} on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Lists the tokens with their last use, without their text.
    List {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
        /// Tokens of this bot only.
        #[arg(long)]
        bot: Option<Uuid>,
        /// Prints a JSON array on stdout.
        #[arg(long)]
        json: bool,
    },
    /// Revokes a token; exit code 1 if there is no live one of this number.
    Revoke {
        /// The configuration.
        #[arg(long, default_value = "parlour.toml")]
        config: PathBuf,
        /// The token's number in the list.
        id: i64,
        /// Prints {"id", "revoked"} on stdout.
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
        Command::Chat { bot: Some(bot), origin, .. } => live::run(bot, origin),
        Command::Chat { flow, seed, allow, record, .. } => {
            chat::run(&flow.unwrap_or_default(), seed, allow, record.as_deref())
        }
        Command::Test(arguments) => test::run(&arguments),
        Command::Report(options) => report::run(&options),
        Command::Purge { config, user: Some(user), bot: Some(bot), json, .. } => {
            purge::user(&config, &user, bot, json)
        }
        Command::Purge { config, before, bot, json, .. } => {
            purge::before(&config, before.unwrap_or(i64::MIN), bot, json)
        }
        Command::NewEpoch { config, json } => new_epoch::run(&config, json),
        Command::Conform(arguments) => conform::run(&arguments),
        Command::Token(Token::New { config, bot, name, json }) => token::new(&config, bot, &name, json),
        Command::Token(Token::List { config, bot, json }) => token::list(&config, bot, json),
        Command::Token(Token::Revoke { config, id, json }) => token::revoke(&config, id, json),
        Command::DeadLetters(command) => dead_letters::run(&command),
        Command::Webhook(Webhook::Test { config, bot, json }) => webhook::test(&config, bot, json),
        Command::Webhook(Webhook::Enable { config, bot, api, json }) => {
            webhook::enable(&config, bot, api.as_deref(), json)
        }
    };
    exit.into()
}
