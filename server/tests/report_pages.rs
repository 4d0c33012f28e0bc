//! Who may see the pages for the people who own a bot, `/reports` and (beside) `/tester`, and what a browser is told
//! about them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod support;
#[path = "owners/tester.rs"]
mod tester;
#[path = "owners/tests_apart.rs"]
mod tests_apart;
#[path = "owners/tests_wire.rs"]
mod tests_wire;

use std::time::Duration;

use hyper::Method;
use support::accounts::{ANALYST, OTHER_ANALYST};
use support::figures::{ADMIN, AWAY, at_home, away, cookie, days, look, send};
use support::sink::Sink;
use support::{API_TOKEN, Answer, BOT, OTHER_BOT, Server, medium};

const HOST: (&str, &str) = ("host", AWAY);

/// Every page, of the bot whose days the log has.
fn pages() -> Vec<String> {
    let days = days(BOT);
    let reports =
        ["", "/rows/days.csv", "/rows/modules.json", "/conversations", "/conversations/1", "/exports"];
    let reports = reports.into_iter().map(|path| format!("/reports{path}?{days}"));
    reports.chain([format!("/conformance?bot={BOT}")]).collect()
}

async fn sign_in(server: &Server, token: &str) -> Answer {
    send(server, "/reports/sign-in", &[HOST], &format!("token={token}")).await
}

#[tokio::test]
async fn every_answer_has_its_own_policy_and_is_kept_nowhere() {
    let server = at_home().await;
    let mut paths = pages();
    paths.extend(
        ["/reports/sign-in", "/reports/reports.css", "/reports/reports.js", "/reports?bot=x"]
            .map(str::to_owned),
    );
    for path in paths {
        let answer = look(&server, &path, &[]).await;
        assert_eq!(
            answer.headers["content-security-policy"],
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
             base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types 'none'",
            "{path}"
        );
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers[name], value, "{path} {name}");
        }
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
        let is_page = answer.headers["content-type"] == "text/html; charset=utf-8";
        assert!(!is_page || !answer.text.contains("style="), "{path}: the policy refuses it");
    }
}

#[tokio::test]
async fn nobody_sees_a_page_without_a_token_where_others_know_the_server() {
    let server = away().await;
    let basic = ("authorization", "Basic x");
    let api = format!("Bearer {API_TOKEN}");
    for path in pages() {
        for headers in [
            vec![HOST],
            vec![HOST, basic],
            vec![HOST, ("authorization", api.as_str())],
            vec![HOST, ("cookie", "__Host-parlour_reports=guess")],
        ] {
            let answer = look(&server, &path, &headers).await;
            assert_eq!(answer.status, 401, "{path} {headers:?}");
            assert!(!answer.text.contains("Trail"), "{path}: it names a bot");
        }
        for host in ["evil.example", "chat.example.evil.example", ""] {
            let answer = look(&server, &path, &[("host", host)]).await;
            assert_eq!(answer.status, 421, "{path} {host:?}");
        }
    }
}

#[tokio::test]
async fn this_machine_needs_no_token_and_lends_none_to_other_pages_and_names() {
    let server = at_home().await;
    for path in pages() {
        assert_eq!(look(&server, &path, &[]).await.status, 200, "{path}");
        for (headers, status) in [
            (("host", "evil.example"), 421),
            (("origin", "https://evil.example"), 403),
            (("sec-fetch-site", "cross-site"), 403),
            (("sec-fetch-site", "same-site"), 403),
            (("x-forwarded-for", "203.0.113.9"), 401),
        ] {
            assert_eq!(look(&server, &path, &[headers]).await.status, status, "{path} {headers:?}");
        }
    }
    let order = days(BOT);
    let form = ("content-type", "application/x-www-form-urlencoded");
    for headers in [
        vec![form],
        vec![form, ("origin", "null")],
        vec![form, ("origin", "https://evil.example")],
        vec![form, ("sec-fetch-site", "cross-site")],
    ] {
        for path in ["/reports/exports", "/conformance"] {
            let answer = server.ask(Method::POST, path, &headers, &order).await;
            assert_eq!(answer.status, 403, "{path} {headers:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_nobody_has_a_token_for_has_no_such_pages_elsewhere() {
    let server = Server::start_with(&format!("public_url = \"https://{AWAY}\"")).await;
    for path in ["/reports", "/reports/sign-in", "/reports/reports.css", "/conformance", "/conformance/run"] {
        assert_eq!(look(&server, path, &[HOST]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_account_signs_in_sees_its_own_bots_and_signs_out() {
    let server = away().await;
    let wrong = sign_in(&server, "guess").await;
    assert_eq!((wrong.status, wrong.headers.contains_key("set-cookie")), (401, false));
    assert!(wrong.text.contains("This is no token of an account."));
    let right = sign_in(&server, ANALYST).await;
    assert_eq!((right.status, &right.headers["location"]), (303, &"/reports".parse().unwrap()));
    let line = right.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(line.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"), "{line}");
    assert!(line.starts_with("__Host-parlour_reports=") && !line.contains(ANALYST));
    let cookie = cookie(&right);
    let signed_in = [HOST, ("cookie", cookie.as_str())];
    for path in pages() {
        let own = look(&server, &path, &signed_in).await;
        assert_eq!(own.status, 200, "{path}");
        assert!(!own.text.contains(OTHER_BOT), "{path}");
        let others = look(&server, &path.replace(BOT, OTHER_BOT), &signed_in).await;
        let unknown = path.replace(BOT, "2f8fad5b-d9cb-469f-a165-70867728950e");
        let unknown = look(&server, &unknown, &signed_in).await;
        assert_eq!((others.status, &others.text), (404, &unknown.text), "{path}");
    }
    let other_talk = look(&server, &format!("/reports/conversations/4?{}", days(BOT)), &signed_in).await;
    assert_eq!(other_talk.status, 404, "a conversation of another bot");
    let twice = format!("{cookie}; {cookie}");
    assert_eq!(look(&server, "/reports", &[HOST, ("cookie", &twice)]).await.status, 401);

    let out = send(&server, "/reports/sign-out", &signed_in, "").await;
    assert_eq!((out.status, &out.headers["location"]), (303, &"/reports/sign-in".parse().unwrap()));
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("=; Path=/; Max-Age=0"));
    assert_eq!(look(&server, "/reports", &signed_in).await.status, 401, "the cookie still opens");
}

#[tokio::test]
async fn the_admin_sees_all_bots_and_programs_show_their_token() {
    let server = away().await;
    let admin = cookie(&sign_in(&server, ADMIN).await);
    for bot in [BOT, OTHER_BOT] {
        let path = format!("/reports?{}", days(bot));
        assert_eq!(look(&server, &path, &[HOST, ("cookie", &admin)]).await.status, 200);
    }
    let path = format!("/reports/rows/days.csv?{}", days(BOT));
    for (token, status) in [
        (format!("JWT {ANALYST}"), 200),
        (format!("Bearer {ADMIN}"), 200),
        (format!("JWT {OTHER_ANALYST}"), 404),
        ("JWT guess".to_owned(), 401),
    ] {
        let answer = look(&server, &path, &[HOST, ("authorization", &token)]).await;
        assert_eq!(answer.status, status, "{token}");
    }
}

#[tokio::test]
async fn who_guesses_tokens_is_made_to_wait() {
    let server = away().await;
    for _ in 0..5 {
        assert_eq!(sign_in(&server, "guess").await.status, 401);
    }
    let refused = sign_in(&server, ANALYST).await;
    assert_eq!((refused.status, refused.headers.contains_key("set-cookie")), (429, false));
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
    let elsewhere = [HOST, ("sec-fetch-site", "cross-site")];
    let form = format!("token={ANALYST}");
    let forced = server.ask(Method::POST, "/reports/sign-in", &elsewhere, &form).await;
    assert_eq!(forced.status, 403, "another page signs its visitor in");
}

#[tokio::test]
async fn who_guesses_tokens_in_headers_is_made_to_wait_too() {
    let server = away().await;
    let guess = || look(&server, "/reports", &[HOST, ("authorization", "JWT guess")]);
    for _ in 0..120 {
        assert_eq!(guess().await.status, 401);
    }
    // A second gives ten more.
    let mut statuses = Vec::new();
    for _ in 0..60 {
        statuses.push(guess().await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    let own = look(&server, "/reports", &[HOST, ("authorization", &format!("JWT {ANALYST}"))]).await;
    assert!([200, 429].contains(&own.status), "{}", own.status);
}

#[tokio::test]
async fn what_was_said_is_text() {
    let server = at_home().await;
    let list = look(&server, &format!("/reports/conversations?{}", days(BOT)), &[]).await.text;
    let order: Vec<usize> =
        [3, 2, 1].iter().map(|id| list.find(&format!("/reports/conversations/{id}?")).unwrap()).collect();
    assert!(order.is_sorted() && !list.contains("/reports/conversations/4?"), "{list}");
    let one = look(&server, &format!("/reports/conversations/1?{}", days(BOT)), &[]).await.text;
    assert!(
        one.contains("&lt;script&gt;alert(1)&lt;/script&gt; returns") && !one.contains("<script>"),
        "{one}"
    );
    assert!(one.contains("https://shop.example/tents") && !one.contains("href=\"https://shop"));
    let handed = look(&server, &format!("/reports/conversations/2?{}", days(BOT)), &[]).await.text;
    for told in ["Waits for a person.", "took over.", "It is in stock.", "The bot has it again.", "Ended."] {
        assert!(handed.contains(told), "{told}");
    }
    for wrong in ["x", "0", "-1", "99", "1e3"] {
        let path = format!("/reports/conversations/{wrong}?{}", days(BOT));
        assert_eq!(look(&server, &path, &[]).await.status, 404, "{wrong}");
    }
    let earlier = format!("/reports/conversations?{}&before=18976.3", days(BOT));
    let earlier = look(&server, &earlier, &[]).await.text;
    assert!(!earlier.contains("/reports/conversations/3?") && earlier.contains("/reports/conversations/2?"));
}

#[tokio::test]
async fn an_export_is_ordered_watched_and_fetched_by_whose_it_is() {
    let server = away().await;
    let own = cookie(&sign_in(&server, ANALYST).await);
    let other = cookie(&sign_in(&server, OTHER_ANALYST).await);
    let admin = cookie(&sign_in(&server, ADMIN).await);
    for (cookie, bot) in [(&own, BOT), (&admin, OTHER_BOT)] {
        let signed_in = [HOST, ("cookie", cookie.as_str())];
        let ordered = send(&server, "/reports/exports", &signed_in, &days(bot)).await;
        assert_eq!(ordered.status, 303, "{}", ordered.text);
        let list = ordered.headers["location"].to_str().unwrap().to_owned();
        assert_eq!(list, format!("/reports/exports?{}", days(bot)));
        let link = finished(&server, &list, &signed_in).await;
        let file = look(&server, &link, &signed_in).await;
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(file.text.contains("It is in stock."), bot == BOT);
        let progress = look(&server, link.trim_end_matches("/file"), &signed_in).await.json();
        assert_eq!((&progress["is_open"], &progress["rows_done"]), (&false.into(), &progress["rows_total"]));
        let stranger = [HOST, ("cookie", other.as_str())];
        for path in [link.as_str(), link.trim_end_matches("/file")] {
            assert_eq!(look(&server, path, &stranger).await.status, 404, "{path}");
            assert_eq!(look(&server, path, &[HOST]).await.status, 401, "{path}");
        }
    }
    let foreign = send(&server, "/reports/exports", &[HOST, ("cookie", &other)], &days(BOT)).await;
    assert_eq!(foreign.status, 404, "an export of another's bot");
}

/// The address of the file, once it is there.
async fn finished(server: &Server, list: &str, headers: &[(&str, &str)]) -> String {
    for _ in 0..500 {
        let page = look(server, list, headers).await.text;
        if let Some((_, rest)) = page.split_once("href=\"/reports/exports/") {
            return format!("/reports/exports/{}", rest.split('"').next().unwrap());
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    panic!("the export never came to its end");
}

/// Asks for the checks of an API.
async fn check(server: &Server, api: &str, more: &str) -> Answer {
    send(server, "/conformance", &[], &format!("bot={BOT}&api={api}&say=hi%0D%0Areturns{more}")).await
}

/// The page, once the run is over.
async fn checked(server: &Server) -> String {
    for _ in 0..600 {
        let made = look(server, &format!("/conformance/run?bot={BOT}"), &[]).await.json();
        if made["is_open"] == false {
            assert_eq!(made["rows_done"], made["rows_total"], "{made}");
            return look(server, &format!("/conformance?bot={BOT}"), &[]).await.text;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("the checks never came to their end");
}

/// The row of a check, without its marks.
fn row<'a>(page: &'a str, check: &str) -> &'a str {
    let end = page.find(&format!("<code>{check}</code><p>")).unwrap_or_else(|| panic!("no {check}: {page}"));
    page[..end].rsplit("<tr>").next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_is_checked_as_it_runs_by_every_api_it_serves() {
    let sink = Sink::start().await;
    let server = medium::start(&sink.address).await;
    let before = look(&server, &format!("/conformance?bot={BOT}"), &[]).await.text;
    assert!(before.contains("<code>serve_as.aimylogic</code>") && !before.contains("id=\"run\""), "{before}");
    assert!(before.contains("One story, every channel"), "what the tests found stands there, too");

    let begun = check(&server, "api-medium", "").await;
    assert_eq!(begun.status, 303, "{}", begun.text);
    assert_eq!(begun.headers["location"], format!("/conformance?bot={BOT}").as_str());
    let second = check(&server, "certainly", &format!("&token={API_TOKEN}")).await;
    assert_eq!(second.status, 409, "one run of a bot at a time");
    assert!(second.text.contains("Another run of this bot or of yours is under way."));
    let page = checked(&server).await;
    assert!(row(&page, "send").contains("✓ holds"), "{}", row(&page, "send"));
    assert!(row(&page, "webhook").contains("– not made"));
    assert!(page.contains("hold, 0 do not, "), "{page}");
    assert!(!page.contains(medium::TOKEN), "nothing secret is shown");
    sink.has_heard(1).await;

    let begun = check(&server, "certainly", &format!("&token={API_TOKEN}")).await;
    assert_eq!(begun.status, 303, "the place is free again: {}", begun.text);
    let page = checked(&server).await;
    assert!(row(&page, "text").contains("✓ holds"), "{}", row(&page, "text"));
    assert!(page.contains("hold, 0 do not, ") && !page.contains(API_TOKEN), "{page}");
}

#[tokio::test]
async fn checks_are_made_with_what_is_the_bots_own_only() {
    let sink = Sink::start().await;
    let server = medium::start(&sink.address).await;
    for (api, more, why) in [
        ("certainly", "", "be this bot&#39;s `api_token`"),
        ("certainly", "&token=guess", "be this bot&#39;s `api_token`"),
        ("certainly", &format!("&token={API_TOKEN}&account_token=guess"), "of an `[[account]]`"),
        ("aimylogic", "", "none that this bot is served by"),
        ("other", "", "one of the APIs"),
    ] {
        let refused = check(&server, api, more).await;
        assert_eq!(refused.status, 400, "{api} {more}");
        let why = why.replace("&#39;", "'");
        assert!(refused.text.contains(&why), "{api} {more}: {}", refused.text);
    }
    let none = look(&server, &format!("/conformance/run?bot={BOT}"), &[]).await;
    assert_eq!((none.status, sink.heard().len()), (404, 0), "nothing was asked");
}
