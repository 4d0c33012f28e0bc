//! Builds what is measured, and hands over to `tests/bench/measure.mjs`.

use clap::Args;

use super::install;
use crate::bench::measurement::server_for_speed;
use crate::build::dist;
use crate::command::{command, streamed};
use crate::fault::Fault;
use crate::tools::npm::Npm;
use crate::tools::{browser, system_packages};
use crate::workspace::Workspace;

/// What needs nothing of others.
const OWN: [&str; 2] = ["ours", "floor"];
/// The program that writes a long conversation into a store, and its package.
const SQLITE: &str = "sqlite3";

/// What `cargo xtask bench peers` takes.
#[derive(Args)]
pub(crate) struct Options {
    /// Rounds, in each of which all chats are measured one after the other
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    /// Only these chats: ours, floor, deep-chat, react-chatbot-kit, chatscope, n8n, botpress
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Only these sections: bytes, fast, warm, slow, long
    #[arg(long, value_delimiter = ',')]
    sections: Vec<String>,
    /// Messages of the long conversation
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    messages: u32,
    /// Messages that are sent and answered in each session
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=1000))]
    talk: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Measures, and prints medians, ratios and goals.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Fault> {
    let npm = Npm::ensure(workspace)?;
    let browser = browser::ensure(workspace, &npm)?;
    dist::ensure(workspace)?;
    let server = server_for_speed(workspace)?;
    system_packages::ensure_program(workspace, SQLITE)?;
    if needs_others(&options.only) {
        install::ensure(workspace, &npm)?;
    }
    let mut measure = command("node");
    measure
        .current_dir(workspace.root.join("tests").join("bench"))
        .arg("measure.mjs")
        .args(arguments(options))
        .env("PARLOUR_BIN", server)
        .env("PARLOUR_BROWSER", &browser.program)
        .env("PARLOUR_BROWSER_ARGS", browser::ARGUMENTS.join(" "))
        .env("PARLOUR_BENCH_PEERS", install::home(workspace));
    if streamed(&mut measure, |_| {})?.success() {
        return Ok(());
    }
    Err(Fault::wrong("The chats could not be measured.", "What it printed above says why."))
}

fn needs_others(only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|name| !OWN.contains(&name.as_str()))
}

fn arguments(options: &Options) -> Vec<String> {
    let Options { rounds, only, sections, messages, talk, json } = options;
    let mut given = vec![
        format!("--rounds={rounds}"),
        format!("--only={}", only.join(",")),
        format!("--messages={messages}"),
        format!("--talk={talk}"),
    ];
    if !sections.is_empty() {
        given.push(format!("--sections={}", sections.join(",")));
    }
    given.extend(json.then(|| "--json".to_owned()));
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn ours_and_the_floor_need_nothing_of_others() {
        assert!(!needs_others(&names(&["floor", "ours"])));
        assert!(needs_others(&names(&["ours", "n8n"])));
        assert!(needs_others(&[]));
    }

    #[test]
    fn options_are_handed_on_by_name() {
        let (only, sections) = (names(&["ours", "floor"]), names(&["fast", "slow"]));
        let options = Options { rounds: 2, only, sections, messages: 500, talk: 30, json: true };
        assert_eq!(
            arguments(&options),
            [
                "--rounds=2",
                "--only=ours,floor",
                "--messages=500",
                "--talk=30",
                "--sections=fast,slow",
                "--json"
            ]
        );
    }
}
