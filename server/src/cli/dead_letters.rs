//! `parlour dead-letters`: what came for users nobody knows, and webhooks that were given up.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::exit::Exit;
use super::store::{Stored, with_store};
use crate::clock;
use crate::store::{DeadLetter, Gone, Replayed};

#[derive(Subcommand)]
pub(super) enum DeadLetters {
    /// Lists them, received ones first, and receivers that said that they are gone.
    List(Of),
    /// Tries them again; exit code 1 if there is no such letter, or if nobody knows the user of one yet.
    Replay(Chosen),
    /// Forgets them; exit code 1 if there is no such letter.
    Drop(Chosen),
}

/// Whose.
#[derive(Args)]
pub(super) struct Of {
    /// The configuration.
    #[arg(long, default_value = "parlour.toml")]
    config: PathBuf,
    /// Of this bot only.
    #[arg(long)]
    bot: Option<Uuid>,
    /// Prints JSON on stdout.
    #[arg(long)]
    json: bool,
}

/// Which of them.
#[derive(Args)]
pub(super) struct Chosen {
    #[command(flatten)]
    of: Of,
    /// Every one of them.
    #[arg(long)]
    all: bool,
    /// Their names in the list, such as `out-12`.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    letters: Vec<String>,
}

pub(super) fn run(command: &DeadLetters) -> Exit {
    match command {
        DeadLetters::List(of) => list(of),
        DeadLetters::Replay(chosen) => each(chosen, Act::Replay),
        DeadLetters::Drop(chosen) => each(chosen, Act::Drop),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Replay,
    Drop,
}

fn list(of: &Of) -> Exit {
    with_bots_store(of, async |Stored { store, .. }, bot| {
        let (letters, gone) = (store.dead_letters(bot).await?, store.gone(bot).await?);
        if of.json {
            let letters: Vec<Value> = letters.iter().map(shown).collect();
            let gone: Vec<Value> = gone.iter().map(gone_shown).collect();
            say(&json!({"letters": letters, "gone": gone}).to_string());
            return Ok(Exit::Done);
        }
        for letter in &letters {
            let tries = letter.tries.map(|tries| format!("{tries} tries, ")).unwrap_or_default();
            let why = letter.error.as_deref().unwrap_or("nobody knows the user");
            let (name, at) = (name(letter), clock::rfc3339(letter.at_ms));
            // A user's name is another system's: it commands no terminal.
            let about: String = letter.about.chars().filter(|letter| !letter.is_control()).collect();
            say(&format!("{name}\t{}\t{about}\t{at}\t{tries}{why}", letter.bot));
        }
        for Gone { bot, api, since_ms } in &gone {
            let since = clock::rfc3339(*since_ms);
            eprintln!(
                "the receiver of {api} webhooks of {bot} is gone since {since}: nothing is sent to it before `parlour webhook enable --bot {bot} --api {api}`"
            );
        }
        Ok(Exit::Done)
    })
}

fn each(chosen: &Chosen, act: Act) -> Exit {
    let of = &chosen.of;
    with_bots_store(of, async |Stored { store, .. }, bot| {
        let letters = store.dead_letters(bot).await?;
        let mut exit = Exit::Done;
        let mut told = Vec::new();
        let mut write = store.write().await?;
        let is_chosen = |letter: &&DeadLetter| chosen.all || chosen.letters.contains(&name(letter));
        for letter in letters.iter().filter(is_chosen) {
            let became = match act {
                Act::Drop => {
                    write.drop_dead_letter(letter).await?;
                    "dropped"
                }
                Act::Replay => match write.replay(letter, clock::now_ms()).await? {
                    Replayed::Again => "again",
                    Replayed::Dropped => "forgotten",
                    Replayed::Nobody => {
                        exit = Exit::Wrong;
                        "nobody"
                    }
                },
            };
            told.push((name(letter), became));
        }
        write.commit().await?;
        for wanted in chosen.letters.iter().filter(|wanted| !told.iter().any(|(name, _)| name == *wanted)) {
            eprintln!("there is no dead letter {wanted}");
            exit = Exit::Wrong;
        }
        if of.json {
            let told: Vec<Value> =
                told.iter().map(|(id, became)| json!({"id": id, "became": became})).collect();
            say(&Value::Array(told).to_string());
        } else {
            for (name, became) in &told {
                say(&format!("{name}\t{}", sentence(became)));
            }
        }
        Ok(exit)
    })
}

/// Opens the store for the bot that was named, which the configuration must have.
fn with_bots_store(
    of: &Of,
    work: impl AsyncFnOnce(Stored<'_>, Option<&str>) -> Result<Exit, sqlx::Error>,
) -> Exit {
    with_store(&of.config, async |stored: Stored<'_>| {
        if let Some(bot) = of.bot.filter(|bot| !stored.config.bots.contains_key(bot)) {
            eprintln!("the configuration has no bot {bot}");
            return Ok(Exit::Usage);
        }
        let bot = of.bot.map(|bot| bot.hyphenated().to_string());
        work(stored, bot.as_deref()).await
    })
}

fn sentence(became: &str) -> &'static str {
    match became {
        "dropped" => "dropped",
        "again" => "is tried again",
        "forgotten" => "its user was forgotten: dropped",
        _ => "nobody knows its user: kept",
    }
}

fn name(letter: &DeadLetter) -> String {
    format!("{}-{}", direction(letter), letter.id)
}

fn direction(letter: &DeadLetter) -> &'static str {
    if letter.is_out { "out" } else { "in" }
}

fn shown(letter: &DeadLetter) -> Value {
    let about = if letter.is_out { "api" } else { "user" };
    // What is not JSON any more is shown as the text it is.
    let body = serde_json::from_str(&letter.body).unwrap_or_else(|_| Value::from(letter.body.as_str()));
    json!({
        "id": name(letter),
        "direction": direction(letter),
        "bot": letter.bot,
        about: letter.about,
        "at": clock::rfc3339(letter.at_ms),
        "tries": letter.tries,
        "error": letter.error,
        "body": body,
    })
}

fn gone_shown(gone: &Gone) -> Value {
    json!({"bot": gone.bot, "api": gone.api, "since": clock::rfc3339(gone.since_ms)})
}

/// Whoever read along may have gone.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
