//! The measurement of `cargo xtask bench exports`: a store with many rows of reports, exported by a
//! server of its own into a file, and by `parlour report`; with the time and the most memory of both.
//!
//! `parlour-export SERVER FOLDER ROWS` prints one JSON object.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use parlour_tests::serving::{Serving, serve, tell};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Command;

const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const TOKEN: &str = "token-of-the-analyst";
const FLOW: &str = include_str!("../../cases/flow.toml");
/// Rows that are written in one transaction.
const STEP: u64 = 250_000;
/// Turns of one conversation, each with one row of reports.
const TURNS: u64 = 10;
/// How often the progress and the memory are looked at.
const LOOK: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, folder, rows] = arguments.as_slice() else {
        eprintln!("usage: parlour-export SERVER FOLDER ROWS");
        return ExitCode::from(2);
    };
    let Ok(rows) = rows.parse::<u64>() else {
        eprintln!("ROWS must be a whole number");
        return ExitCode::from(2);
    };
    tell(measure(Path::new(server), Path::new(folder), rows))
}

async fn measure(server: &Path, folder: &Path, rows: u64) -> io::Result<Value> {
    fs::write(folder.join("flow.toml"), FLOW)?;
    fs::write(folder.join("parlour.toml"), settings())?;
    // The first start makes the tables.
    serve(server, folder).await?.process.kill().await?;
    let begun = Instant::now();
    fill(&folder.join("rows.db"), rows).await.map_err(io::Error::other)?;
    let filling = begun.elapsed();

    let mut serving = serve(server, folder).await?;
    let (job, export) = export(&serving, rows).await?;
    let bytes = fetch(&serving, &job, rows).await?;
    let peak = peak_kb(serving.process.id())?;
    serving.process.kill().await?;

    let (terminal, terminal_peak) = report(server, folder, bytes).await?;
    let mb = |kb: u64| f64::from(u32::try_from(kb).unwrap_or(u32::MAX)) / 1024.0;
    let tenths = |number: f64| (number * 10.0).round() / 10.0;
    let seconds = |time: Duration| tenths(time.as_secs_f64());
    let per_second = f64::from(u32::try_from(rows).map_err(io::Error::other)?) / export.as_secs_f64();
    Ok(json!({
        "rows": rows,
        "file_bytes": bytes,
        "filling_seconds": seconds(filling),
        "export_seconds": seconds(export),
        "rows_per_second": per_second.round(),
        "peak_mb": tenths(mb(peak)),
        "terminal_seconds": seconds(terminal),
        "terminal_peak_mb": tenths(mb(terminal_peak)),
    }))
}

fn settings() -> String {
    format!(
        "listen = \"127.0.0.1:0\"\nstore = \"sqlite:rows.db\"\n[[account]]\nemail = \"analyst@example.org\"\n\
         token = {{ literal = \"{TOKEN}\" }}\nbots = [\"{BOT}\"]\n[[bot]]\nid = \"{BOT}\"\nname = \"Rows\"\n\
         channel = \"engine\"\nflow = \"flow.toml\"\norigins = []\n"
    )
}

/// Turns of 2021, a second apart, as a bot of the cases would have stored them.
async fn fill(store: &Path, rows: u64) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(store).pragma("synchronous", "OFF");
    let mut file = options.connect().await?;
    let mut first = 0;
    while first < rows {
        let last = (first + STEP).min(rows);
        fill_step(&mut file, first, last).await?;
        first = last;
    }
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut file).await?;
    file.close().await
}

async fn fill_step(file: &mut SqliteConnection, first: u64, last: u64) -> Result<(), sqlx::Error> {
    // A turn of number n has the messages 2n + 1, of a visitor, and 2n + 2, of the bot.
    let statements = format!(
        r##"BEGIN;
        INSERT OR IGNORE INTO botusers (id, bot, user_id, meta, created_ms)
            SELECT 1 + value / {TURNS}, '{BOT}', 'u' || (value / {TURNS}),
                '{{"surname":"doe","web":{{"host":"shop.example","hostPageUrl":"https://shop.example/tents"}}}}', 0
            FROM generate(value);
        INSERT OR IGNORE INTO conversations (id, bot, botuser, state, cvars, last_seq, active_s, created_ms)
            SELECT 1 + value / {TURNS}, '{BOT}', 1 + value / {TURNS}, '{{}}', '{{}}', 2 * {TURNS}, 0, 0
            FROM generate(value);
        INSERT INTO messages (id, bot, conversation, seq, caller_id, author, at_ms, actions, module, connections,
                answers, trail)
            SELECT 2 * value + 1 + bot, '{BOT}', 1 + value / {TURNS}, 2 * (value % {TURNS}) + 1 + bot,
                iif(bot, NULL, 'm' || value), iif(bot, 'bot', 'visitor'),
                1609459200000 + value * 6000 + bot,
                iif(bot, '[{{"type":"text","text":"You have sixty days to send anything back."}}]',
                    '[{{"type":"text","text":"can I return the boots of order ' || value || '?"}}]'),
                iif(bot, '{{"id":123456,"name":"returns","group_colour":"#2f5d8a","kpi_tags":[{{"label":"lead","colour":"#00AA88","id":3}}]}}', NULL),
                iif(bot, '{{"id_message_evaluate":"m' || value || '","reply_to_module_id":68,"data":[{{"type":"local","fallback":false}}]}}', NULL),
                iif(bot, 2 * value + 1, NULL),
                iif(bot, '{{"bot_module":{{"error_instruction":"","fallback_module_id":72,"instruction":"You have sixty days to send anything back.","is_global":false,"is_starting":false,"priority":0,"skip_global_connection_evaluation":false,"skip_user_input":false,"type":"statement"}},"connections":{{"data":[{{"fallback":false,"position":2,"type":"local"}}]}},"is_global_module_match":false,"through_bot_modules":[68],"through_connection_id":2}}', NULL)
            FROM generate(value), (SELECT 0 AS bot UNION ALL SELECT 1);
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

/// Has an export made; its job and how long it took.
async fn export(serving: &Serving, rows: u64) -> io::Result<(String, Duration)> {
    let begun = Instant::now();
    let order = json!({"fromDate": "2021-01-01", "toDate": "2025-12-31", "reportId": 1, "botId": BOT});
    let answer = ask(serving, "POST /api/frontend/reports/messages/", &order.to_string()).await?;
    let job = answer.get("job").and_then(Value::as_str).unwrap_or_default().to_owned();
    loop {
        tokio::time::sleep(LOOK).await;
        let told = ask(serving, &format!("GET /api/frontend/reports/jobs/{job}"), "").await?;
        let done = told.get("rows_done").and_then(Value::as_u64).unwrap_or_default();
        eprint!("\r{done} of {rows} rows ");
        // Without a mail server that is how a whole export ends.
        if told.get("state").and_then(Value::as_str) == Some("failed") {
            eprintln!();
            return if done == rows {
                Ok((job, begun.elapsed()))
            } else {
                Err(io::Error::other(told.to_string()))
            };
        }
    }
}

async fn send(serving: &Serving, first_line: &str, body: &str) -> io::Result<TcpStream> {
    let mut connection = TcpStream::connect(&serving.address).await?;
    let request = format!(
        "{first_line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: JWT {TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(request.as_bytes()).await?;
    Ok(connection)
}

async fn ask(serving: &Serving, first_line: &str, body: &str) -> io::Result<Value> {
    let mut answer = String::new();
    send(serving, first_line, body).await?.read_to_string(&mut answer).await?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    serde_json::from_str(body).map_err(|_| io::Error::other(answer))
}

/// Fetches the file and returns its length; it must have a line for each row.
async fn fetch(serving: &Serving, job: &str, rows: u64) -> io::Result<u64> {
    let mut connection = send(serving, &format!("GET /api/frontend/reports/jobs/{job}/file"), "").await?;
    let (mut bytes, mut lines, mut part) = (0_u64, 0_u64, vec![0; 256 * 1024]);
    loop {
        let read = connection.read(&mut part).await?;
        let part = part.get(..read).unwrap_or_default();
        if part.is_empty() {
            break;
        }
        bytes += part.len() as u64;
        lines += part.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
    }
    // The head of the answer is a few lines more.
    if lines <= rows {
        return Err(io::Error::other(format!("{lines} lines came of {rows} rows")));
    }
    Ok(bytes)
}

/// The same by `parlour report`, whose file must be as long as the server's but for the answer's head.
async fn report(server: &Path, folder: &Path, bytes: u64) -> io::Result<(Duration, u64)> {
    let begun = Instant::now();
    let out = folder.join("report.csv");
    let mut process = Command::new(server)
        .current_dir(folder)
        .args(["report", "--config", "parlour.toml", "--bot", BOT, "--format", "csv", "--out"])
        .arg(&out)
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut peak = 0;
    while process.try_wait()?.is_none() {
        peak = peak_kb(process.id()).unwrap_or(peak);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (time, length) = (begun.elapsed(), fs::metadata(&out)?.len());
    if length >= bytes || length + 4096 < bytes {
        return Err(io::Error::other(format!("`parlour report` wrote {length} bytes, the server {bytes}")));
    }
    Ok((time, peak))
}

/// The most memory a process ever held (`VmHWM`), in KiB.
fn peak_kb(process: Option<u32>) -> io::Result<u64> {
    let process = process.ok_or_else(|| io::Error::other("the process has ended"))?;
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().trim_end_matches("kB").trim().parse().ok());
    peak.ok_or_else(|| io::Error::other("the system does not tell how much memory was used"))
}
