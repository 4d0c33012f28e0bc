//! The measurement of `cargo xtask bench reports`: a store with a long log, counted by a server of its own, which is
//! then asked for every report of `/reports` over all of it.
//!
//! `parlour-figures SERVER FOLDER MESSAGES,TIMES` prints one JSON object.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use parlour_tests::serving::{Serving, serve, tell};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const FLOW: &str = include_str!("../../cases/flow.toml");
/// Messages of one conversation: a greeting, then words of the visitor and answers; the last is the visitor's.
const TALK: u64 = 10;
/// Messages that are written in one transaction.
const STEP: u64 = 200_000;
/// Days of the log, from 2021-01-01 on.
const DAYS: u64 = 180;
/// The first of them, in milliseconds.
const FIRST_MS: u64 = 1_609_459_200_000;
/// Modules of the bot.
const MODULES: u64 = 60;
/// Accounts that ask in turns: each has a budget of its own.
const ACCOUNTS: usize = 20;
/// Between two requests: one address may show 600 owners' tokens a minute.
const PAUSE: Duration = Duration::from_millis(105);
/// How often it is looked how far the counting is.
const LOOK: Duration = Duration::from_millis(100);
const PERIOD: &str = "from=2021-01-01&to=2021-06-29";
/// The reports, each by the word of its file.
const REPORTS: [&str; 10] = [
    "days",
    "modules",
    "drop-off",
    "fallbacks",
    "responses",
    "handovers",
    "kpis",
    "languages",
    "hosts",
    "pages",
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, folder, given] = arguments.as_slice() else {
        eprintln!("usage: parlour-figures SERVER FOLDER MESSAGES,TIMES");
        return ExitCode::from(2);
    };
    let numbers =
        given.split_once(',').and_then(|(one, other)| Some((one.parse().ok()?, other.parse().ok()?)));
    let Some((messages, times)) = numbers else {
        eprintln!("MESSAGES and TIMES must be whole numbers");
        return ExitCode::from(2);
    };
    tell(measure(Path::new(server), Path::new(folder), messages, times))
}

async fn measure(server: &Path, folder: &Path, messages: u64, times: usize) -> io::Result<Value> {
    fs::write(folder.join("flow.toml"), FLOW)?;
    fs::write(folder.join("parlour.toml"), settings())?;
    // The first start makes the tables.
    serve(server, folder).await?.process.kill().await?;
    let messages = messages / TALK * TALK;
    let store = folder.join("log.db");
    fill(&store, messages).await.map_err(io::Error::other)?;

    let begun = Instant::now();
    let mut serving = serve(server, folder).await?;
    counted(&store, messages).await.map_err(io::Error::other)?;
    let counting = begun.elapsed();

    let mut addresses: Vec<(String, String)> = REPORTS
        .iter()
        .map(|name| (format!("`{name}`"), format!("/reports/rows/{name}.csv?bot={BOT}&{PERIOD}")))
        .collect();
    addresses.push(("the page with all ten".to_owned(), format!("/reports?bot={BOT}&{PERIOD}")));
    addresses.push(("conversations".to_owned(), format!("/reports/conversations?bot={BOT}&{PERIOD}")));
    addresses.push(("one conversation".to_owned(), format!("/reports/conversations/777?bot={BOT}&{PERIOD}")));
    let days = "fromDate=2021-06-10&toDate=2021-06-25&reportId=1";
    addresses.push((
        "message report of 15 days".to_owned(),
        format!("/api/frontend/reports/messages/?{days}&botId={BOT}"),
    ));
    let mut asked = Vec::new();
    for (name, address) in addresses {
        let mut found = Vec::with_capacity(times);
        for nth in 0..times {
            found.push(ask(&serving, &address, nth % ACCOUNTS).await?);
            tokio::time::sleep(PAUSE).await;
        }
        found.sort_unstable();
        let at = |per_cent: usize| {
            let place = (found.len() * per_cent).div_ceil(100).saturating_sub(1);
            let time = found.get(place).copied().unwrap_or_default();
            (time.as_secs_f64() * 10_000.0).round() / 10.0
        };
        asked.push(json!({"name": name, "p50_ms": at(50), "p95_ms": at(95), "most_ms": at(100)}));
    }
    serving.process.kill().await?;
    Ok(json!({
        "messages": messages,
        "conversations": messages / TALK,
        "days": DAYS,
        "modules": MODULES,
        "times": times,
        "counting_seconds": (counting.as_secs_f64() * 10.0).round() / 10.0,
        "asked": asked,
    }))
}

fn settings() -> String {
    let mut text = format!(
        "listen = \"127.0.0.1:0\"\nstore = \"sqlite:log.db\"\n[[bot]]\nid = \"{BOT}\"\nname = \"Log\"\n\
         channel = \"engine\"\nflow = \"flow.toml\"\norigins = []\n"
    );
    for number in 0..ACCOUNTS {
        let _ = write!(
            text,
            "[[account]]\nemail = \"analyst{number}@example.org\"\ntoken = {{ literal = \"token-{number}\" }}\n\
             bots = [\"{BOT}\"]\n"
        );
    }
    text
}

async fn fill(store: &Path, messages: u64) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(store).pragma("synchronous", "OFF");
    let mut file = options.connect().await?;
    let mut first = 0;
    while first < messages {
        let last = (first + STEP).min(messages);
        fill_step(&mut file, (first, last), messages).await?;
        eprint!("\r{last} of {messages} messages ");
        first = last;
    }
    eprintln!();
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut file).await?;
    file.close().await
}

/// Messages of conversations one after the other, spread over the days: each conversation within minutes.
async fn fill_step(
    file: &mut SqliteConnection,
    (first, last): (u64, u64),
    messages: u64,
) -> Result<(), sqlx::Error> {
    let talks = messages / TALK;
    let gap = DAYS * 86_400_000 / talks.max(1);
    let statements = format!(
        r##"BEGIN;
        INSERT INTO botusers (id, bot, meta, created_ms)
            SELECT 1 + value / {TALK}, '{BOT}', json_object('web', json_object('host', 'shop' || (value / {TALK} % 7) || '.example',
                'hostPageUrl', 'https://shop.example/tents/' || (value / {TALK} % 400) || '?from=mail')), 0
            FROM generate(value) WHERE value % {TALK} = 0;
        INSERT INTO conversations (id, bot, botuser, state, cvars, locale, last_seq, active_s, created_ms)
            SELECT 1 + value / {TALK}, '{BOT}', 1 + value / {TALK}, '{{}}', '{{}}',
                substr('deenfritesplcsdasvnl', 1 + 2 * (value / {TALK} % 10), 2), {TALK}, 0, {FIRST_MS} + value / {TALK} * {gap}
            FROM generate(value) WHERE value % {TALK} = 0;
        INSERT INTO messages (id, bot, conversation, seq, author, at_ms, actions, module, connections, answers, trail)
            SELECT value + 1, '{BOT}', 1 + value / {TALK}, 1 + value % {TALK}, iif(value % 2, 'visitor', 'bot'),
                {FIRST_MS} + value / {TALK} * {gap} + value % {TALK} * 20000 + iif(value % 2, 0, (value * 7919) % 4000),
                iif(value % 2, '[{{"type":"text","text":"can I return the boots of order ' || value || '?"}}]',
                    '[{{"type":"text","text":"You have sixty days to send anything back."}}]'),
                iif(value % 2, NULL, json_object('id', 1 + (value / 2 * 31) % {MODULES}, 'name', 'module ' || (1 + (value / 2 * 31) % {MODULES}),
                    'group_colour', NULL, 'kpi_tags', json(iif(value % 5, '[]', '[{{"label":"lead","colour":"#00AA88","id":3}}]')))),
                iif(value % 2, NULL, '{{"id_message_evaluate":"m' || value || '","reply_to_module_id":68,"data":[{{"type":"local","fallback":false}}]}}'),
                iif(value % 2 OR value % {TALK} = 0, NULL, value),
                iif(value % 2, NULL, '{{"bot_module":{{"error_instruction":"","fallback_module_id":72,"instruction":"You have sixty days to send anything back.","is_global":false,"is_starting":false,"priority":0,"skip_global_connection_evaluation":false,"skip_user_input":false,"type":"statement"}},"connections":{{"data":[{{"fallback":' || iif(value % 9, 'false', 'true') || ',"position":2,"type":"local"}}]}},"is_global_module_match":false,"through_bot_modules":[68],"through_connection_id":2}}')
            FROM generate(value);
        COMMIT;"##
    );
    let numbers = format!(
        "(WITH RECURSIVE n(value) AS (SELECT {first} UNION ALL SELECT value + 1 FROM n WHERE value + 1 < {last}) \
         SELECT value FROM n)"
    );
    // Nothing of this comes from outside.
    let statements = AssertSqlSafe(statements.replace("generate(value)", &numbers));
    sqlx::raw_sql(statements).execute(&mut *file).await.map(drop)
}

/// Waits until the server has counted every message.
async fn counted(store: &Path, messages: u64) -> Result<(), sqlx::Error> {
    let mut file = SqliteConnectOptions::new().filename(store).read_only(true).connect().await?;
    loop {
        let mark: Option<String> =
            sqlx::query_scalar("SELECT value FROM meta WHERE name = 'reports_counted'")
                .fetch_optional(&mut file)
                .await?;
        let mark: u64 = mark.and_then(|mark| mark.parse().ok()).unwrap_or_default();
        eprint!("\r{mark} of {messages} messages counted ");
        if mark >= messages {
            eprintln!();
            return file.close().await;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// One answer, from the request to its last byte, on a connection of its own.
async fn ask(serving: &Serving, address: &str, account: usize) -> io::Result<Duration> {
    let begun = Instant::now();
    let mut connection = TcpStream::connect(&serving.address).await?;
    let request = format!(
        "GET {address} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: JWT token-{account}\r\n\r\n",
        serving.address
    );
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await?;
    let time = begun.elapsed();
    if !answer.starts_with(b"HTTP/1.1 200") {
        let head: String = String::from_utf8_lossy(&answer).chars().take(400).collect();
        return Err(io::Error::other(format!("{address}: {head}")));
    }
    Ok(time)
}
