//! The figures of `/reports` over a log that was counted by hand: in files, in pages, and beside message reports.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::path::Path;
use std::process::Command;

use hyper::Method;
use serde_json::{Value, json};
use support::accounts::{ANALYST, ask_report};
use support::figures::{at_home, days, file, look, run};
use support::{BOT, OTHER_BOT, Server, mid, path};

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

fn expected(report: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures");
    std::fs::read_to_string(folder.join(format!("{report}.csv"))).unwrap()
}

/// The fields of a CSV file, below its head.
fn fields(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[tokio::test]
async fn each_report_is_what_was_counted_by_hand() {
    let server = at_home().await;
    for report in REPORTS {
        let csv = file(&server, &format!("{report}.csv")).await;
        assert_eq!((csv.status, csv.text), (200, expected(report)), "{report}");
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let name = format!("attachment; filename=\"{report}-2021-12-14-2021-12-16.csv\"");
        assert_eq!(csv.headers["content-disposition"], name.as_str());
    }
}

#[tokio::test]
async fn json_has_the_rows_of_csv() {
    let server = at_home().await;
    for report in REPORTS {
        let rows = file(&server, &format!("{report}.json")).await.json();
        let csv = fields(&expected(report));
        assert_eq!(rows.as_array().unwrap().len(), csv.len(), "{report}");
        let text = expected(report);
        let head = text.lines().next().unwrap().trim_start_matches('\u{feff}');
        let head: Vec<&str> = head.split(',').collect();
        for (row, csv) in rows.as_array().unwrap().iter().zip(&csv) {
            for (name, field) in head.iter().zip(csv) {
                let value = &row[name.trim_matches('"')];
                match value {
                    Value::Number(number) => {
                        assert_eq!(number.as_f64(), field.parse().ok(), "{report} {name}");
                    }
                    Value::Null => assert_eq!(field, "", "{report} {name}"),
                    text => {
                        assert_eq!(text.as_str().unwrap(), field.trim_start_matches('\''), "{report} {name}");
                    }
                }
            }
        }
    }
}

/// The cells of the table behind a report's chart.
fn cells(page: &str, report: &str) -> Vec<Vec<String>> {
    let section = page.split(&format!("<section id=\"{report}\"")).nth(1).unwrap();
    let section = section.split("</section>").next().unwrap();
    let Some(details) = section.split("<details>").nth(1) else { return Vec::new() };
    let body = details.split("<tbody>").nth(1).unwrap();
    let rows = body.split("<tr>").skip(1);
    let cells = |row: &str| row.split("<td").skip(1).map(|cell| text(&format!("<td{cell}"))).collect();
    rows.map(cells).collect()
}

fn text(markup: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for letter in markup.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            letter if !is_tag => text.push(letter),
            _ => {}
        }
    }
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

#[tokio::test]
async fn the_page_has_the_rows_of_the_files() {
    let server = at_home().await;
    let page = look(&server, &format!("/reports?{}", days(BOT)), &[]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for report in REPORTS {
        let shown = cells(&page.text, report);
        let csv = fields(&expected(report));
        assert_eq!(shown.len(), csv.len(), "{report}: {shown:?}");
        for (shown, csv) in shown.iter().zip(&csv) {
            for (shown, csv) in shown.iter().zip(csv) {
                let same = match csv.as_str() {
                    "" => matches!(shown.as_str(), "–" | "not told"),
                    csv if csv.contains('.') && csv.parse::<f64>().is_ok() => {
                        *shown == format!("{:.1} %", (csv.parse::<f64>().unwrap() * 1_000.0).round() / 10.0)
                    }
                    csv if shown.ends_with(" ms") => shown.trim_end_matches(" ms") == csv,
                    csv if shown.ends_with(" s") => {
                        *shown == format!("{:.1} s", csv.parse::<f64>().unwrap() / 1_000.0)
                    }
                    csv => shown == csv.trim_start_matches('\''),
                };
                assert!(same, "{report}: the page has {shown:?}, the file {csv:?}");
            }
        }
    }
    for total in ["<dd>3</dd>", "<dd>15</dd>", "<dd>12.5 %</dd>", "<dd>800 ms</dd>", "<dd>1</dd>"] {
        assert!(page.text.contains(total), "{total}");
    }
}

#[tokio::test]
async fn the_figures_are_those_of_the_message_report() {
    let server = at_home().await;
    let query = format!("fromDate=2021-12-14&toDate=2021-12-16&reportId=1&botId={BOT}");
    let report = ask_report(&server, Some(ANALYST), &query).await.json();
    let report = report.as_array().unwrap();
    let of = |is: &dyn Fn(&Value) -> bool| report.iter().filter(|row| is(row)).count() as u64;
    for module in file(&server, "modules.json").await.json().as_array().unwrap() {
        let id = &module["module_id"];
        assert_eq!(module["answers"], json!(of(&|row| row["bot_module_id"] == *id)), "module {id}");
    }
    for day in file(&server, "fallbacks.json").await.json().as_array().unwrap() {
        let date = day["day"].as_str().unwrap();
        let is_answer =
            |row: &Value| row["timestamp"].as_str().unwrap().starts_with(date) && row["author"] == "bot";
        assert_eq!(day["bot_answers"], json!(of(&is_answer)), "{date}");
        let is_fallback = |row: &Value| {
            let data = row["connections"]["data"].as_array().unwrap();
            is_answer(row) && data.iter().any(|connection| connection["fallback"] == true)
        };
        assert_eq!(day["fallbacks"], json!(of(&is_fallback)), "{date}");
    }
    let tagged = of(&|row| row["bot_module"]["kpis"][0]["label"] == "lead");
    assert_eq!(file(&server, "kpis.json").await.json()[0]["answers"], json!(tagged));
}

#[tokio::test]
async fn days_and_bots_are_kept_apart() {
    let server = at_home().await;
    let rows =
        async |query: String| look(&server, &format!("/reports/rows/days.json?{query}"), &[]).await.json();
    let other = rows(days(OTHER_BOT)).await;
    assert_eq!((&other[1]["visitor_messages"], &other[0]["visitor_messages"]), (&json!(1), &json!(0)));
    let one = rows(format!("bot={BOT}&from=2021-12-15&to=2021-12-15")).await;
    assert_eq!((one.as_array().unwrap().len(), &one[0]["bot_answers"]), (1, &json!(3)));
    for (query, named) in [
        (format!("bot={BOT}&from=2021-12-16&to=2021-12-15"), "to"),
        (format!("bot={BOT}&from=2021-02-30&to=2021-12-15"), "from"),
        (format!("bot={BOT}&from=2019-01-01&to=2021-12-15"), "to"),
        (format!("bot={BOT}&from=2019-01-01"), "to"),
    ] {
        let refused = look(&server, &format!("/reports?{query}"), &[]).await;
        assert_eq!(refused.status, 400, "{query}");
        assert!(refused.text.contains(&format!("The parameter `{named}`")), "{}", refused.text);
    }
}

#[tokio::test]
async fn what_is_counted_is_counted_once_and_what_is_new_is_added() {
    let server = at_home().await;
    assert_eq!(file(&server, "days.csv").await.text, expected("days"));
    let Server { running, folder, .. } = server;
    running.stop().await;
    let server = Server::start_in(folder, &support::accounts::accounts("")).await;
    assert_eq!(file(&server, "days.csv").await.text, expected("days"), "it was counted twice");
    run(
        &server,
        "INSERT INTO messages (bot, conversation, seq, author, at_ms, actions) \
         SELECT bot, id, 2, 'visitor', 1639558900000, '[]' FROM conversations WHERE id = 3",
    )
    .await;
    let rows = file(&server, "drop-off.json").await.json();
    assert_eq!((&rows[0]["module"], &rows[0]["quits"]), (&json!("hello again"), &json!(1)));
    assert_eq!(file(&server, "days.json").await.json()[1]["visitor_messages"], 2);
}

#[tokio::test]
async fn a_real_turn_is_counted_and_of_somebody_forgotten_only_the_counts_stay() {
    let server = Server::start().await;
    let profile = json!({"user_profile": {"web": {"host": "shop.example", "hostPageUrl": "https://shop.example/CANARY-page"}}, "locale": "fr"});
    let begun = server
        .ask(
            Method::POST,
            &path("session"),
            &[("origin", support::PAGE), ("content-type", "application/json")],
            &profile.to_string(),
        )
        .await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let session =
        support::Session { server: &server, token: begun.json()["token"].as_str().unwrap().to_owned() };
    assert_eq!(session.say(&mid(1), "returns").await.status, 200);
    let rows =
        async |report: &str| look(&server, &format!("/reports/rows/{report}.csv?bot={BOT}"), &[]).await.text;
    let reports = ["modules", "drop-off", "responses", "days", "fallbacks"];
    assert!(rows("pages").await.contains("\"https://shop.example/CANARY-page\",\"1\",\"1.0000\""));
    assert!(rows("languages").await.contains("\"fr\",\"1\",\"1.0000\""));
    assert!(
        rows("modules").await.contains("\"2\",\"returns\",\"1\",\"0.5000\""),
        "{}",
        rows("modules").await
    );
    let mut before = Vec::new();
    for report in reports {
        before.push(rows(report).await);
    }
    assert_eq!(session.ask(Method::DELETE, "conversation", "").await.status, 204);
    for (report, before) in reports.iter().zip(before) {
        assert_eq!(rows(report).await, before, "{report} forgot what is nobody's");
    }
    for report in ["pages", "hosts", "languages"] {
        assert!(rows(report).await.ends_with("\"\",\"1\",\"1.0000\"\r\n"), "{report}");
    }
    let talk = look(&server, &format!("/reports/conversations/1?bot={BOT}"), &[]).await;
    assert_eq!(talk.status, 200);
    assert!(talk.text.contains("The visitor asked to be forgotten") && !talk.text.contains("CANARY"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_retention_removes_stays_counted_and_tells_no_page_any_more() {
    let server = at_home().await;
    assert_eq!(file(&server, "days.csv").await.text, expected("days"));
    let folder = server.folder.path();
    std::fs::write(folder.join("parlour.toml"), support::settings("")).unwrap();
    let mut purge = Command::new(env!("CARGO_BIN_EXE_parlour"));
    let done = purge.args(["purge", "--before", "2021-12-16"]).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    for report in ["days", "modules", "drop-off", "fallbacks", "responses", "handovers", "kpis"] {
        assert_eq!(file(&server, &format!("{report}.csv")).await.text, expected(report), "{report}");
    }
    assert!(file(&server, "pages.csv").await.text.ends_with("\"share\"\r\n\"\",\"3\",\"1.0000\"\r\n"));
    let list = look(&server, &format!("/reports/conversations?{}", days(BOT)), &[]).await;
    assert!(list.text.contains("Nothing in these days."), "{}", list.text);
}

#[tokio::test]
async fn a_module_with_a_number_beyond_the_last_does_not_stop_the_counting() {
    let server = at_home().await;
    run(
        &server,
        r#"INSERT INTO messages (bot, conversation, seq, author, at_ms, actions, module) VALUES
        ('0f8fad5b-d9cb-469f-a165-70867728950e', 3, 2, 'bot', 1639558900000, '[]',
         '{"id":18446744073709551615,"name":"far","group_colour":null,"kpi_tags":[]}'),
        ('0f8fad5b-d9cb-469f-a165-70867728950e', 3, 3, 'visitor', 1639558900001, '[]', NULL)"#,
    )
    .await;
    let modules = file(&server, "modules.json").await.json();
    let far = modules.as_array().unwrap().iter().find(|row| row["module"] == "far").unwrap();
    assert_eq!((&far["module_id"], &far["answers"]), (&json!(i64::MAX), &json!(1)));
    assert_eq!(file(&server, "days.json").await.json()[1]["visitor_messages"], 2);
}
