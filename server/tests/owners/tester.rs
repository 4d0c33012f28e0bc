//! `/tester`: who may try which bot, what is told of a conversation, and what may be changed in one.

use hyper::Method;
use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::HOST;
use crate::support::accounts::{ANALYST, OTHER_ANALYST, accounts, rows_of_the_past};
use crate::support::figures::{ADMIN, AWAY, away, cookie, look, send};
use crate::support::{API_TOKEN, Answer, BOT, OTHER_BOT, PAGE, Server, Session, mid, path};

pub(crate) const OWN_PAGE: (&str, &str) = ("sec-fetch-site", "same-origin");
pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");

pub(crate) fn of_bot(bot: &str, end: &str) -> String {
    format!("/tester/api/bots/{bot}/{end}")
}

/// Every route, each as its page asks for it.
fn routes() -> Vec<(Method, String)> {
    vec![
        (Method::GET, "/tester/api/bots".to_owned()),
        (Method::GET, of_bot(BOT, "flow")),
        (Method::GET, of_bot(BOT, "conversations/1")),
        (Method::PUT, of_bot(BOT, "conversations/1/cvars")),
        (Method::GET, of_bot(BOT, "conversations/1/webhooks")),
        (Method::POST, of_bot(BOT, "conversations/1/handover/take")),
        (Method::POST, "/tester/api/pass".to_owned()),
        (Method::GET, "/tester/start.js".to_owned()),
    ]
}

pub(crate) async fn pass(server: &Server, headers: &[(&str, &str)]) -> String {
    let mut all = vec![OWN_PAGE];
    all.extend_from_slice(headers);
    let answer = server.ask(Method::POST, "/tester/api/pass", &all, "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["pass"].as_str().unwrap().to_owned()
}

/// A session begun with a pass.
pub(crate) async fn begin(server: &Server, pass: &str, bearer: Option<&str>, body: &Value) -> Answer {
    let bearer = bearer.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("origin", PAGE), JSON, ("parlour-test", pass)];
    if let Some(bearer) = &bearer {
        headers.push(("authorization", bearer));
    }
    server.ask(Method::POST, &path("session"), &headers, &body.to_string()).await
}

pub(crate) fn opened<'a>(server: &'a Server, answer: &Answer) -> (Session<'a>, u64) {
    assert_eq!(answer.status, 201, "{}", answer.text);
    let told = answer.json();
    let token = told["token"].as_str().unwrap().to_owned();
    (Session { server, token }, told["conversation_id"].as_u64().unwrap())
}

async fn set(server: &Server, conversation: u64, body: &str) -> Answer {
    let path = of_bot(BOT, &format!("conversations/{conversation}/cvars"));
    server.ask(Method::PUT, &path, &[OWN_PAGE, JSON], body).await
}

pub(crate) async fn told(server: &Server, conversation: u64) -> Value {
    let answer = look(server, &of_bot(BOT, &format!("conversations/{conversation}")), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn nobody_tries_a_bot_without_a_token_where_others_know_the_server() {
    let server = away().await;
    let api = format!("Bearer {API_TOKEN}");
    for (method, path) in routes() {
        for (headers, status) in [
            (vec![HOST, OWN_PAGE], 401),
            (vec![HOST, OWN_PAGE, ("authorization", api.as_str())], 401),
            (vec![HOST, OWN_PAGE, ("cookie", "__Host-parlour_reports=guess")], 401),
            (vec![("host", "evil.example"), OWN_PAGE], 421),
        ] {
            let answer = server.ask(method.clone(), &path, &headers, "").await;
            assert_eq!(answer.refusal().0, status, "{path} {headers:?}");
        }
    }
    let page = look(&server, "/tester", &[HOST]).await;
    assert_eq!(page.status, 401);
    assert!(page.text.contains(r#"<input type="hidden" name="to" value="/tester">"#), "{}", page.text);
    assert_eq!(look(&server, "/tester", &[("host", "evil.example")]).await.status, 421);

    let nobody = Server::start_with(&format!("public_url = \"https://{AWAY}\"")).await;
    for (method, path) in routes() {
        assert_eq!(nobody.ask(method, &path, &[HOST, OWN_PAGE], "").await.status, 404, "{path}");
    }
    assert_eq!(look(&nobody, "/tester", &[HOST]).await.status, 404);
}

#[tokio::test]
async fn this_machine_needs_no_token_to_try_its_bots_and_lends_none() {
    let server = Server::start_with(&accounts("")).await;
    for (method, path) in routes() {
        for (headers, status) in [
            (vec![("host", "evil.example"), OWN_PAGE], 421),
            (vec![("origin", "https://evil.example")], 403),
            (vec![("sec-fetch-site", "cross-site")], 403),
            (vec![OWN_PAGE, ("x-forwarded-for", "203.0.113.9")], 401),
        ] {
            let answer = server.ask(method.clone(), &path, &headers, "").await;
            assert_eq!(answer.refusal().0, status, "{path} {headers:?}");
        }
        if method != Method::GET {
            let unnamed = server.ask(method, &path, &[JSON], "{}").await;
            assert_eq!(unnamed.refusal(), (403, "origin_refused".into()), "{path}: no page named itself");
        }
    }
    assert_eq!(look(&server, "/tester/api/bots", &[]).await.status, 200);
}

#[tokio::test]
async fn who_signs_in_for_the_tester_comes_back_to_it_and_to_nowhere_else() {
    let server = away().await;
    for (to, place) in
        [("%2Ftester", "/tester"), ("https%3A%2F%2Fevil.example", "/reports"), ("", "/reports")]
    {
        let form = format!("token={ANALYST}&to={to}");
        let answer = send(&server, "/reports/sign-in", &[HOST], &form).await;
        assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (303, place));
    }
    let wrong = send(&server, "/reports/sign-in", &[HOST], "token=guess&to=%2Ftester").await;
    assert!(wrong.status == 401 && wrong.text.contains(r#"value="/tester""#), "{}", wrong.text);
}

#[tokio::test]
async fn an_account_tries_its_own_bots() {
    let server = away().await;
    let signed_in = cookie(&send(&server, "/reports/sign-in", &[HOST], &format!("token={ANALYST}")).await);
    let headers = [HOST, ("cookie", signed_in.as_str())];
    let bots = look(&server, "/tester/api/bots", &headers).await;
    assert_eq!(
        bots.json(),
        json!({"bots": [{
            "id": BOT, "name": "Trail & Tent", "channel": "flow", "languages": [],
            "start_modules": ["welcome", "returns"], "has_flow": true
        }]})
    );
    for end in ["flow", "conversations/4"] {
        assert_eq!(look(&server, &of_bot(OTHER_BOT, end), &headers).await.status, 404, "{end}");
    }
    let flow = look(&server, &of_bot(BOT, "flow"), &headers).await;
    assert_eq!((flow.status, flow.text.as_str()), (200, include_str!("../support/shop.toml")));
    assert_eq!(flow.headers["content-type"], "application/toml");
    let others = look(&server, &of_bot(BOT, "conversations/4"), &headers).await;
    assert_eq!(others.status, 404, "a conversation of another bot");
    let admin = [HOST, ("authorization", &*format!("Bearer {ADMIN}"))];
    let all = look(&server, "/tester/api/bots", &admin).await.json();
    assert_eq!(all["bots"].as_array().unwrap().len(), 2);

    let foreign = pass(&server, &[HOST, ("authorization", &format!("JWT {OTHER_ANALYST}"))]).await;
    let refused = begin(&server, &foreign, None, &json!({})).await;
    assert_eq!(refused.refusal(), (403, "test_refused".into()), "a pass for another's bots");
    let own = pass(&server, &headers).await;
    assert_eq!(begin(&server, &own, None, &json!({})).await.status, 201);
}

#[tokio::test]
async fn what_is_told_to_builders_is_kept_nowhere() {
    let server = Server::start_with(&accounts("")).await;
    for (path, status) in [
        ("/tester/api/bots".to_owned(), 200),
        (of_bot(BOT, "flow"), 200),
        (of_bot(BOT, "conversations/99"), 404),
        (of_bot("x", "flow"), 404),
        ("/tester/api/pass".to_owned(), 405),
    ] {
        let answer = look(&server, &path, &[]).await;
        assert_eq!(answer.status, status, "{path}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers[name], value, "{path} {name}");
        }
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
    }
}

#[tokio::test]
async fn a_conversation_tells_where_it_stands_and_how_it_came_there() {
    let server = Server::start().await;
    let pass = pass(&server, &[]).await;
    let body = json!({"user_profile": {"surname": "doe", "web": {"host": "shop.example"}}});
    let (session, conversation) = opened(&server, &begin(&server, &pass, None, &body).await);
    session.say(&mid(1), "my returns").await;
    session.say(&mid(2), "gibberish").await;
    let mut told = told(&server, conversation).await;
    assert_eq!(told["state"].take()["module"], 3);
    let trail = |id: Value, evaluated: Value| {
        json!({"through_bot_modules": [], "through_connection_id": id, "is_global_module_match": false,
               "evaluated": evaluated})
    };
    assert_eq!(
        told,
        json!({
            "state": null,
            "profile": {"surname": "doe"},
            "host": {"host": "shop.example", "current_ip": "127.0.0.1"},
            "handover": "bot",
            "is_test": true,
            "turns": [
                {"mid": null, "trail": trail(Value::Null, json!([]))},
                {"mid": mid(1), "trail": trail(json!(1), json!([
                    {"is_global": false, "is_fallback": false, "id": 1, "position": 1, "to": 2}
                ]))},
                {"mid": mid(2), "trail": trail(Value::Null, json!([
                    {"is_global": false, "is_fallback": true, "id": null, "position": 1, "to": 3}
                ]))},
            ]
        })
    );
    session.ask(Method::DELETE, "conversation", "").await;
    let forgotten = look(&server, &of_bot(BOT, &format!("conversations/{conversation}")), &[]).await;
    assert_eq!(forgotten.status, 404);
}

#[tokio::test]
async fn of_a_long_conversation_the_newest_hundred_turns_are_told() {
    let server = Server::start().await;
    let options = SqliteConnectOptions::new().filename(server.folder.path().join("parlour.db"));
    let mut file = options.connect().await.unwrap();
    for (conversation, rows) in [(1_000, 99), (2_000, 101), (3_000, 1_200)] {
        rows_of_the_past(&mut file, BOT, conversation, rows, 0).await;
        let told = told(&server, conversation.unsigned_abs()).await;
        let turns = told["turns"].as_array().unwrap();
        assert_eq!(turns.len(), usize::try_from(rows.min(100)).unwrap());
    }
}

#[tokio::test]
async fn variables_of_a_test_are_set_by_hand_and_those_of_a_visitor_are_not() {
    let server = Server::start().await;
    let (_, test) = opened(&server, &begin(&server, &pass(&server, &[]).await, None, &json!({})).await);
    let answer = set(&server, test, r#"{"size": "XL", "cart": [1, {"a": null}]}"#).await;
    assert_eq!(answer.json(), json!({"cvars": {"size": "XL", "cart": [1, {"a": null}]}}));
    let answer = set(&server, test, r#"{"size": null, "gone": null, "age": 7}"#).await;
    assert_eq!(answer.json()["cvars"], json!({"cart": [1, {"a": null}], "age": 7}));
    assert_eq!(told(&server, test).await["state"]["cvars"], answer.json()["cvars"]);

    let long = json!({"fine": 1, "long": "x".repeat(17_000)}).to_string();
    let name = json!({"n".repeat(101): 1}).to_string();
    let many: serde_json::Map<String, Value> = (0..199).map(|n| (format!("v{n:03}"), n.into())).collect();
    let many = Value::Object(many).to_string();
    for (body, field) in
        [(long.as_str(), "long"), (&*name, &*"n".repeat(100)), (r#"{"": 1}"#, ""), (&*many, "v198")]
    {
        let answer = set(&server, test, body).await;
        assert_eq!(
            (answer.refusal(), &answer.json()["field"]),
            ((400, "field_invalid".into()), &field.into())
        );
    }
    assert_eq!(set(&server, test, "[]").await.refusal().0, 400);
    assert_eq!(set(&server, test, &format!("{{\"a\": \"{}\"}}", "x".repeat(70_000))).await.refusal().0, 413);
    assert_eq!(told(&server, test).await["state"]["cvars"], json!({"cart": [1, {"a": null}], "age": 7}));

    let visitor = server.ask(Method::POST, &path("session"), &[("origin", PAGE)], "").await;
    let (_, visitors) = opened(&server, &visitor);
    assert_eq!(set(&server, visitors, r#"{"a": 1}"#).await.refusal(), (409, "not_a_test".into()));
    assert_eq!(told(&server, visitors).await["state"].get("cvars"), None);
    assert_eq!(set(&server, 99, r#"{"a": 1}"#).await.refusal().0, 404);
}

#[tokio::test]
async fn the_page_is_served_as_it_was_built_under_a_policy_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("dist/tester")).unwrap();
    for (name, text) in [
        ("shop.toml", include_str!("../support/shop.toml")),
        ("dist/parlour.js", "loader"),
        ("dist/tester/index.html", "<!doctype html>tester"),
        ("dist/tester/stage.html", "<!doctype html>stage"),
        ("dist/tester/tester_bg.wasm", "wasm"),
        ("dist/tester/tester_bg.wasm.br", "small"),
        ("dist/tester/.made-from", "CANARY"),
    ] {
        std::fs::write(at(name), text).unwrap();
    }
    let server = Server::start_in(folder, "assets = \"dist\"").await;
    let page = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
                img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'self'; \
                frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    let stage = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' blob:; \
                 img-src 'self' data: https: http:; media-src 'self' https: http:; base-uri 'none'; \
                 form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'";
    for (path, text, kind, policy) in [
        ("/tester", "<!doctype html>tester", "text/html; charset=utf-8", page),
        ("/tester/stage.html", "<!doctype html>stage", "text/html; charset=utf-8", stage),
        ("/tester/tester_bg.wasm", "wasm", "application/wasm", page),
    ] {
        let answer = look(&server, path, &[]).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, text), "{path}");
        for (name, value) in [
            ("content-type", kind),
            ("content-security-policy", policy),
            ("cache-control", "no-cache"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers[name], value, "{path} {name}");
        }
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
    }
    let small = look(&server, "/tester/tester_bg.wasm", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((small.text.as_str(), &small.headers["content-encoding"]), ("small", &"br".parse().unwrap()));
    assert_eq!(small.headers["vary"], "Accept-Encoding, Cookie");
    assert_eq!(small.headers["content-type"], "application/wasm");
    for path in ["/tester/.made-from", "/tester/..%2Fparlour.js", "/tester/none.js", "/tester/api/none"] {
        assert_eq!(look(&server, path, &[]).await.status, 404, "{path}");
    }
    let bare = look(&Server::start().await, "/tester", &[]).await;
    assert_eq!(bare.status, 404);
    assert!(bare.text.contains("This server has no tester"), "{}", bare.text);
}
