//! The small log of `tests/figures/`, and what is asked of the pages over it.

use hyper::Method;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::accounts::accounts;
use super::{Answer, BOT, Server};

pub const ADMIN: &str = "CANARY-token-of-the-admin";
/// A name of the server that others know it by: nobody is at home there.
pub const AWAY: &str = "chat.example";

/// The days of the log, and one behind it.
pub fn days(bot: &str) -> String {
    format!("bot={bot}&from=2021-12-14&to=2021-12-16")
}

/// At this machine.
pub async fn at_home() -> Server {
    with_log(&accounts("")).await
}

/// Behind a proxy, under another name.
pub async fn away() -> Server {
    let extra = format!("public_url = \"https://{AWAY}\"\nadmin_token = {{ literal = \"{ADMIN}\" }}");
    with_log(&accounts(&extra)).await
}

async fn with_log(extra: &str) -> Server {
    let server = Server::start_with(extra).await;
    run(&server, include_str!("../figures/log.sql")).await;
    server
}

/// Statements on the server's store.
pub async fn run(server: &Server, statements: &'static str) {
    let options = SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db"));
    let mut file = options.connect().await.unwrap();
    sqlx::raw_sql(statements).execute(&mut file).await.unwrap();
}

pub async fn look(server: &Server, path: &str, headers: &[(&str, &str)]) -> Answer {
    server.ask(Method::GET, path, headers, "").await
}

/// The file of a report over the days of the log.
pub async fn file(server: &Server, name: &str) -> Answer {
    look(server, &format!("/reports/rows/{name}?{}", days(BOT)), &[]).await
}

/// Sends a form as a browser does from a page of this server.
pub async fn send(server: &Server, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut all =
        vec![("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    all.extend_from_slice(headers);
    server.ask(Method::POST, path, &all, body).await
}

/// The pair of `Set-Cookie` that is sent back.
pub fn cookie(answer: &Answer) -> String {
    let line = answer.headers["set-cookie"].to_str().unwrap();
    line.split(';').next().unwrap().to_owned()
}
