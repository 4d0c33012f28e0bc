//! Arguments to a run, and a run to an exit code.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio::runtime::Builder;
use url::Url;

use super::table::{self, Style};
use crate::cli::exit::Exit;
use crate::cli::secret::place;
use crate::conform::{self, Api, Listener, Options, Report, Stopped};
use crate::limits::CONFORM_TIMEOUT;

/// What `parlour conform` takes.
#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// The server: origin with an optional prefix.
    #[arg(value_parser = address)]
    url: Url,
    /// The API it claims.
    #[arg(long, value_enum)]
    api: Api,
    /// certainly: the bot deployment id.
    #[arg(long)]
    bot: Option<String>,
    /// What proves who asks: `env:NAME`, `file:PATH`, or `-` for a line of stdin.
    // Read later: the parser's complaint would repeat a secret that stands there.
    #[arg(long, value_name = "PLACE")]
    token: Option<String>,
    /// certainly: the token of message reports, given as `--token` is.
    #[arg(long, value_name = "PLACE")]
    account_token: Option<String>,
    /// certainly: the number of a module that a conversation may be moved to.
    #[arg(long, value_name = "MODULE")]
    r#ref: Option<String>,
    /// api-medium: the channel.
    #[arg(long)]
    channel_id: Option<String>,
    /// api-medium: what starts the bot, such as `#shop`.
    #[arg(long)]
    keyword: Option<String>,
    /// api-medium: where messages are sent, if not to /api/medium/messages.
    #[arg(long)]
    path: Option<String>,
    /// certainly: where reports are, if not at /api/frontend/reports/messages/.
    #[arg(long)]
    reports_path: Option<String>,
    /// What the visitor says to hear the bot; several times to hear every kind of answer.
    #[arg(long, value_name = "TEXT", default_value = "hello")]
    say: Vec<String>,
    /// Where webhooks are awaited, such as 127.0.0.1:4000; without it no check that needs one is made.
    #[arg(long, value_name = "ADDRESS")]
    webhook_listen: Option<SocketAddr>,
    /// How the server reaches that; only webhooks with its path are taken.
    #[arg(long, value_name = "URL", value_parser = address, requires = "webhook_listen")]
    webhook_url: Option<Url>,
    /// Only checks of this id or of this operation; may stand several times.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Also make checks for which the server may send mail.
    #[arg(long)]
    mail: bool,
    /// Also make checks that send hundreds of messages.
    #[arg(long)]
    long: bool,
    /// Also what nobody says (INFERRED, PROPOSED) counts.
    #[arg(long)]
    strict: bool,
    /// Seconds for one answer or webhook.
    #[arg(long, value_name = "SECONDS", default_value_t = CONFORM_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Prints {"api", "strict", "tally", "checks"} on stdout.
    #[arg(long)]
    json: bool,
}

/// A server's address: origin with an optional prefix.
pub(in crate::cli) fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if is_web && is_plain {
        Ok(url)
    } else {
        Err("it must begin with http:// or https://, without a name, password or query".to_owned())
    }
}

impl Arguments {
    fn options(&self) -> Result<Options, String> {
        let mut names = BTreeMap::new();
        for (name, value) in [
            ("bot", &self.bot),
            ("ref", &self.r#ref),
            ("channel_id", &self.channel_id),
            ("keyword", &self.keyword),
            ("path", &self.path),
            ("reports_path", &self.reports_path),
            ("mail", &self.mail.then(|| "yes".to_owned())),
            ("long", &self.long.then(|| "yes".to_owned())),
        ] {
            names.extend(value.clone().map(|value| (name.to_owned(), value)));
        }
        let mut secrets = BTreeMap::new();
        for (name, text) in [("token", &self.token), ("account_token", &self.account_token)] {
            if let Some(text) = text {
                secrets.insert(name.to_owned(), place(text)?.read()?);
            }
        }
        Ok(Options {
            api: self.api,
            url: self.url.clone(),
            names,
            secrets,
            say: self.say.clone(),
            only: self.only.clone(),
            timeout: Duration::from_secs(self.timeout),
        })
    }
}

/// Makes the checks and prints what came of them.
pub(in crate::cli) fn run(arguments: &Arguments) -> Exit {
    let options = match arguments.options() {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}");
            return Exit::Usage;
        }
    };
    let runtime = match Builder::new_multi_thread().worker_threads(1).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return Exit::Unreachable;
        }
    };
    let made = runtime.block_on(checks(arguments, &options));
    // A long poll may still be held open.
    runtime.shutdown_background();
    match made {
        Ok(report) => told(arguments, &report),
        Err(Failed::Listen(why)) => {
            eprintln!("webhooks cannot be awaited there: {why}");
            Exit::Unreachable
        }
        Err(Failed::Stopped(stopped)) => {
            eprintln!("{stopped}");
            match stopped {
                Stopped::Missing(_) | Stopped::Unknown(_) => Exit::Usage,
                Stopped::Unreachable(_) | Stopped::Broken(_) => Exit::Unreachable,
            }
        }
    }
}

enum Failed {
    Listen(io::Error),
    Stopped(Stopped),
}

async fn checks(arguments: &Arguments, options: &Options) -> Result<Report, Failed> {
    let listener = match arguments.webhook_listen {
        Some(at) => {
            let path = arguments.webhook_url.as_ref().map_or("", Url::path);
            let listener = Listener::bind(at, path).await.map_err(Failed::Listen)?;
            let url = arguments
                .webhook_url
                .as_ref()
                .map_or_else(|| format!("http://{}/", listener.address()), Url::to_string);
            eprintln!("webhooks are awaited at {url}; the channel must be set to send them there");
            Some(listener)
        }
        None => None,
    };
    let shows = io::stderr().is_terminal() && !arguments.json;
    let made = conform::run(options, listener.as_ref(), |check| {
        if shows {
            eprint!("\r\x1b[K{}", check.id);
        }
    });
    let made = made.await.map_err(Failed::Stopped);
    if shows {
        eprint!("\r\x1b[K");
    }
    made
}

fn told(arguments: &Arguments, report: &Report) -> Exit {
    let tally = report.tally(arguments.strict);
    let text = if arguments.json {
        let whole =
            json!({"api": report.api, "strict": arguments.strict, "tally": tally, "checks": report.checks});
        format!("{whole}\n")
    } else {
        table::text(report, arguments.strict, Style::of_stdout())
    };
    // Whoever read along may have gone.
    let _ = io::stdout().write_all(text.as_bytes());
    if tally.failed > 0 { Exit::Wrong } else { Exit::Done }
}
