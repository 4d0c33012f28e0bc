//! Arguments to a run, and a run to an exit code.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use parlour_engine::Flow;
use url::Url;
use uuid::Uuid;

use super::held::{Held, covered};
use super::live::{self, Live};
use super::table::{self, Style};
use super::{coverage, junit, played, suites};
use crate::cli::conform::address;
use crate::cli::exit::{Exit, print_mistakes};
use crate::cli::secret::place;
use crate::config;

/// What `parlour test` takes.
#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// A flow file.
    flow: PathBuf,
    /// Conversations (`*.chat.toml`) or folders of them; without any, those beside the flow: of `shop.toml`
    /// the file `shop.chat.toml` and the folder `shop.chats`.
    cases: Vec<PathBuf>,
    /// Writes what came of each conversation into this file, as `JUnit` XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Tells how much of the flow the conversations came through and what they did not; `json` prints one
    /// object on stdout, and everything else on stderr.
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text",
        conflicts_with = "url"
    )]
    coverage: Option<Format>,
    /// Exit code 1 if less of the modules, or of the connections, is covered.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u16).range(0..=100), conflicts_with = "url")]
    min_coverage: Option<u16>,
    /// Holds them with a bot that is served there, by the chat REST API; the flow tells where it begins.
    #[arg(long, value_parser = address, requires = "bot", requires = "token")]
    url: Option<Url>,
    /// Its bot deployment id.
    #[arg(long, requires = "url")]
    bot: Option<Uuid>,
    /// What proves who asks: `env:NAME`, `file:PATH`, or `-` for a line of stdin.
    // Read later: the parser's complaint would repeat a secret that stands there.
    #[arg(long, value_name = "PLACE", requires = "url")]
    token: Option<String>,
}

/// How coverage is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Holds the conversations and prints what came of them.
pub(in crate::cli) fn run(arguments: &Arguments) -> Exit {
    let flow = match config::load_flow(&arguments.flow) {
        Ok(flow) => flow,
        Err(mistakes) => {
            print_mistakes(&mistakes);
            let is_unreadable = mistakes.iter().any(|mistake| mistake.code == "unreadable_file");
            return if is_unreadable { Exit::Usage } else { Exit::Wrong };
        }
    };
    let suites = match suites::read(&arguments.flow, &arguments.cases) {
        Ok(suites) => suites,
        Err(suites::Unread::Mistakes(mistakes)) => {
            print_mistakes(&mistakes);
            return Exit::Usage;
        }
        Err(suites::Unread::Nothing(sentence)) => {
            eprintln!("{sentence}");
            return Exit::Usage;
        }
    };
    let held = match live(arguments) {
        Ok(Some(live)) => match live::all(&live, &flow, &suites) {
            Ok(held) => held,
            Err(sentence) => {
                eprintln!("{sentence}");
                return Exit::Unreachable;
            }
        },
        Ok(None) => played::all(&flow, &suites),
        Err(sentence) => {
            eprintln!("{sentence}");
            return Exit::Usage;
        }
    };
    told(arguments, &flow, &held)
}

/// The bot that is served, if one is named.
fn live(arguments: &Arguments) -> Result<Option<Arc<Live>>, String> {
    let (Some(url), Some(bot), Some(token)) = (&arguments.url, &arguments.bot, &arguments.token) else {
        return Ok(None);
    };
    let mut bot_url = url.clone();
    bot_url.set_path(&format!("{}/api/webchat/bot/{bot}", url.path().trim_end_matches('/')));
    Ok(Some(Arc::new(Live::new(bot_url, place(token)?.read()?))))
}

fn told(arguments: &Arguments, flow: &Flow, held: &[Held]) -> Exit {
    let covered = covered(flow, held);
    let as_json = arguments.coverage == Some(Format::Json);
    let mut text = table::text(held, if as_json { Style::of_stderr() } else { Style::of_stdout() });
    let too_little = arguments.min_coverage.filter(|least| covered.tenths() < usize::from(*least) * 10);
    if arguments.coverage == Some(Format::Text) {
        text.push_str(&covered.told());
    }
    if let Some(least) = too_little {
        text.push_str(&coverage::too_little(&covered, least));
    }
    // Whoever read along may have gone.
    if as_json {
        let _ = io::stderr().write_all(text.as_bytes());
        let _ = writeln!(io::stdout(), "{}", coverage::json(&covered));
    } else {
        let _ = io::stdout().write_all(text.as_bytes());
    }
    if let Some(file) = &arguments.junit {
        let name = arguments.flow.display().to_string();
        let written = junit::text(&name, held).and_then(|xml| fs::write(file, xml));
        if let Err(error) = written {
            eprintln!("{}: {error}", file.display());
            return Exit::Unreachable;
        }
    }
    if held.iter().any(|held| held.unreachable.is_some()) {
        return Exit::Unreachable;
    }
    let all_hold = held.iter().all(Held::holds);
    if all_hold && too_little.is_none() { Exit::Done } else { Exit::Wrong }
}
