//! A visitor whom the back end of their site knows: which tokens prove it, and whose conversation is whose.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod support;

#[allow(unreachable_pub, missing_docs, non_upper_case_globals, reason = "as it stands in the README")]
#[path = "support/back_end.rs"]
mod back_end;

use hyper::Method;
use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use support::desk::log;
use support::elsewhere::{self, Elsewhere};
use support::signed::{
    NEXT_SECRET, SECRET, ask, claims, ed25519, file, hs256, mac, now_s, of, open, pair, public, raw, start,
    two_keys, with,
};
use support::{Server, Session, mid, path};

/// Rows of these tables, all together.
async fn rows(server: &Server) -> i64 {
    let file = server.folder.path().join("parlour.db");
    let mut file = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    let count = "SELECT (SELECT count(*) FROM botusers) + (SELECT count(*) FROM conversations) \
                 + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM messages)";
    sqlx::query_scalar(count).fetch_one(&mut file).await.unwrap()
}

async fn texts(session: &Session<'_>) -> Vec<String> {
    let said = |item: &Value| item["actions"][0]["text"].as_str().unwrap_or_default().to_owned();
    log(session).await.iter().filter(|item| item["author"] == "visitor").map(said).collect()
}

fn bad_tokens() -> Vec<(&'static str, String)> {
    let head = |alg: &str, kid: &str| json!({"alg": alg, "kid": kid}).to_string();
    let good = claims("ada-7").to_string();
    let sign = |message: &[u8]| mac(SECRET, message);
    let token = of("ada-7");
    let (body, signature) = token.rsplit_once('.').unwrap();
    let last = if signature.ends_with('A') { "Q" } else { "A" };
    let now = now_s();
    let changed = |more: Value| hs256("k1", SECRET, &with(&more));
    let (other, _) = token.split_once('.').unwrap();
    let mallory = of("mallory");
    let stolen = mallory.split('.').nth(1).unwrap();
    vec![
        ("nothing", String::new()),
        ("no token", "not a token".into()),
        ("two parts", body.to_owned()),
        ("four parts", format!("{token}.x")),
        ("alg none, unsigned", raw(&head("none", "k1"), &good, |_| Vec::new())),
        ("alg None", raw(&head("None", "k1"), &good, sign)),
        ("no alg", raw(r#"{"kid":"k1"}"#, &good, sign)),
        ("HS384", raw(&head("HS384", "k1"), &good, sign)),
        ("HS512", raw(&head("HS512", "k1"), &good, sign)),
        ("RS256", raw(&head("RS256", "k1"), &good, sign)),
        ("EdDSA said of a secret", raw(&head("EdDSA", "k1"), &good, sign)),
        ("HS256 with the public key as secret", raw(&head("HS256", "e1"), &good, |m| mac(&public(), m))),
        ("HS256 said of a public key", {
            raw(&head("HS256", "e1"), &good, |message| pair().sign(message).as_ref().to_vec())
        }),
        ("another key's secret", hs256("k1", NEXT_SECRET, &claims("ada-7"))),
        ("an empty secret's", raw(&head("HS256", "k1"), &good, |_| Vec::new())),
        ("no kid", raw(r#"{"alg":"HS256"}"#, &good, sign)),
        ("kid of nobody", hs256("k9", SECRET, &claims("ada-7"))),
        ("kid as a path", hs256("../../k1", SECRET, &claims("ada-7"))),
        ("kid is a number", raw(r#"{"alg":"HS256","kid":1}"#, &good, sign)),
        ("a key of its own (jwk)", {
            raw(r#"{"alg":"HS256","kid":"k9","jwk":{"kty":"oct","k":"AAAA"}}"#, &good, |m| mac("\0\0\0", m))
        }),
        (
            "an extension that must be known",
            raw(r#"{"alg":"HS256","kid":"k1","crit":["x"],"x":1}"#, &good, sign),
        ),
        ("kid twice", raw(r#"{"alg":"HS256","kid":"k9","kid":"k1"}"#, &good, sign)),
        ("signature changed", format!("{body}.{}{last}", &signature[..signature.len() - 1])),
        ("signature cut", format!("{body}.{}", &signature[..20])),
        ("another's claims", format!("{other}.{stolen}.{signature}")),
        ("no exp", changed(json!({"exp": null}))),
        ("exp is a text", changed(json!({"exp": (now + 300).to_string()}))),
        ("exp is negative", changed(json!({"exp": -5}))),
        ("exp in 48 hours", changed(json!({"exp": now + 48 * 3_600}))),
        ("exp in a thousand years", changed(json!({"exp": 1e20}))),
        ("expired", changed(json!({"exp": now - 120}))),
        ("not yet", changed(json!({"nbf": now + 600}))),
        ("nbf is a text", changed(json!({"nbf": "never"}))),
        ("no aud", changed(json!({"aud": null}))),
        ("another shop's aud", changed(json!({"aud": "other"}))),
        ("none of its auds", changed(json!({"aud": ["a", "b"]}))),
        ("no sub", changed(json!({"sub": null}))),
        ("blank sub", changed(json!({"sub": "  "}))),
        ("sub nobody sees", changed(json!({"sub": "\u{200b}\u{2060}\u{ad}\u{3164}\u{e0041}"}))),
        ("sub is a number", changed(json!({"sub": 7}))),
        ("long sub", changed(json!({"sub": "x".repeat(256)}))),
        ("name is a list", changed(json!({"name": ["Ada"]}))),
        ("long name", changed(json!({"name": "x".repeat(300)}))),
        ("sub twice", {
            let twice = format!(r#"{{"sub":"eve","sub":"ada-7","aud":"shop","exp":{}}}"#, now + 300);
            raw(&head("HS256", "k1"), &twice, sign)
        }),
        ("claims are a list", raw(&head("HS256", "k1"), "[]", sign)),
        ("claims are no JSON", raw(&head("HS256", "k1"), "{", sign)),
        ("huge", changed(json!({"x": "x".repeat(5_000)}))),
    ]
}

#[tokio::test]
async fn no_forged_token_opens_a_session_or_says_what_is_wrong_with_it() {
    let server = start(&two_keys("")).await;
    let mut sentences = Vec::new();
    for (what, token) in bad_tokens() {
        let answer = ask(&server, None, &json!({"user_token": token})).await;
        assert_eq!(answer.refusal(), (401, "identity_invalid".into()), "{what}");
        assert_eq!(answer.json()["field"], "user_token", "{what}");
        sentences.push(answer.json()["error"].clone());
    }
    sentences.dedup();
    assert_eq!(sentences, ["The signed identity was refused."]);
    assert_eq!(rows(&server).await, 0, "nothing is stored");
}

#[tokio::test]
async fn a_good_token_of_either_kind_opens_one() {
    let server = start(&two_keys("")).await;
    let now = now_s();
    for token in [
        of("ada-7"),
        ed25519("e1", &claims("ada-7")),
        hs256("k1", SECRET, &with(&json!({"exp": now + 24 * 3_600, "nbf": now - 5, "iat": now - 5}))),
        // Clocks differ.
        hs256("k1", SECRET, &with(&json!({"exp": now - 30, "nbf": now + 30}))),
        hs256(
            "k1",
            SECRET,
            &with(&json!({"aud": ["other", "shop"], "exp": f64::from(u32::try_from(now).unwrap()) + 100.5})),
        ),
        hs256("k1", SECRET, &with(&json!({"role": {"any": ["thing"]}, "name": null, "email": ""}))),
    ] {
        open(&server, None, &json!({"user_token": token})).await;
    }
}

#[tokio::test]
async fn the_readme_tells_back_ends_what_is_taken() {
    let readme = include_str!("../../pkg/README.md");
    let block = format!("\n```rust\n{}```\n", include_str!("support/back_end.rs"));
    assert!(readme.contains(&block), "the README's Rust is the one that is tried here");
    let server = start(&two_keys("")).await;
    let token = back_end::token(SECRET, "ada-7", "ada@shop.example", now_s());
    open(&server, None, &json!({"user_token": token})).await;
}

#[tokio::test]
async fn a_bot_without_keys_takes_no_identity_and_a_merge_needs_one() {
    let server = Server::start().await;
    let answer = ask(&server, None, &json!({"user_token": of("ada-7")})).await;
    assert_eq!(answer.refusal(), (401, "identity_invalid".into()));
    let answer = ask(&server, None, &json!({"merge": true})).await;
    assert_eq!(answer.refusal(), (400, "field_refused".into()));
    let server = start(&two_keys("")).await;
    let answer = ask(&server, None, &json!({"merge": true})).await;
    assert_eq!(answer.refusal(), (401, "identity_invalid".into()));
}

#[tokio::test]
async fn who_comes_back_on_another_device_finds_what_they_said_last() {
    let server = start(&two_keys("")).await;
    let (phone, first) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    phone.say(&mid(1), "from the phone").await;
    let (desk, same) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    assert_eq!((same, texts(&desk).await), (first, vec!["from the phone".into()]));

    let (_, second) =
        open(&server, Some(&desk.token), &json!({"user_token": of("ada-7"), "fresh": true})).await;
    assert_ne!(second, first);
    phone.say(&mid(2), "later, in the first").await;
    // What counts is where they spoke, by the second.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    phone.say(&mid(3), "and again").await;
    let (_, latest) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    assert_eq!(latest, first);
    let (_, others) = open(&server, None, &json!({"user_token": of("bob-8")})).await;
    assert!(others != first && others != second, "another person is another person");
}

#[tokio::test]
async fn what_an_anonymous_visitor_said_is_not_the_known_users_unless_the_page_says_so() {
    let server = start(&two_keys("")).await;
    let (before, anonymous) = open(&server, None, &json!({"user_profile": {"shoe": 43}})).await;
    before.say(&mid(1), "before signing in").await;

    let (own, mine) = open(&server, Some(&before.token), &json!({"user_token": of("ada-7")})).await;
    assert_ne!(mine, anonymous);
    assert!(texts(&own).await.is_empty());
    assert_eq!(texts(&before).await, ["before signing in"], "and nothing happened to it");

    let merge = json!({"user_token": of("bob-8"), "merge": true});
    let (merged, same) = open(&server, Some(&before.token), &merge).await;
    assert_eq!((same, texts(&merged).await), (anonymous, vec!["before signing in".into()]));
    // Whatever still lies in a browser opens it no more.
    assert_eq!(before.get("history").await.refusal(), (401, "unauthorized".into()));
    assert_eq!(ask(&server, Some(&before.token), &json!({})).await.status, 401);
    let (elsewhere, same) = open(&server, None, &json!({"user_token": of("bob-8")})).await;
    assert_eq!((same, texts(&elsewhere).await.len()), (anonymous, 1));
}

#[tokio::test]
async fn a_known_users_conversation_cannot_be_merged_into_anothers() {
    let server = start(&two_keys("")).await;
    let (ada, first) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    ada.say(&mid(1), "Ada's").await;
    let mut stream = ada.events("events", &[]).await;
    let merge = json!({"user_token": of("eve-9"), "merge": true});
    let (eve, other) = open(&server, Some(&ada.token), &merge).await;
    assert_ne!(other, first);
    assert!(texts(&eve).await.is_empty());
    // The browser has changed hands: what was in it is worth nothing, and what still listens is cut off.
    assert_eq!(ada.get("history").await.refusal(), (401, "unauthorized".into()));
    while stream.next().await.is_some() {}
    let (again, same) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    assert_eq!((same, texts(&again).await), (first, vec!["Ada's".into()]));
}

#[tokio::test]
async fn a_browser_that_changes_hands_opens_nothing_of_the_one_before_not_even_from_before_a_fresh_start() {
    let server = start(&two_keys("")).await;
    let (old, first) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    old.say(&mid(1), "Ada's").await;
    let fresh = json!({"user_token": of("ada-7"), "fresh": true});
    let (ada, second) = open(&server, Some(&old.token), &fresh).await;
    assert_ne!(second, first);
    let mut stream = old.events("events", &[]).await;
    open(&server, Some(&ada.token), &json!({"user_token": of("eve-9")})).await;
    for session in [&old, &ada] {
        assert_eq!(session.get("history").await.refusal(), (401, "unauthorized".into()));
    }
    while stream.next().await.is_some() {}
}

#[tokio::test]
async fn a_known_users_token_resumes_nothing_without_the_proof() {
    let server = start(&two_keys("")).await;
    let (ada, first) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    let answer = ask(&server, Some(&ada.token), &json!({})).await;
    assert_eq!(answer.refusal(), (401, "unauthorized".into()));
    let (next, same) = open(&server, Some(&ada.token), &json!({"user_token": of("ada-7")})).await;
    assert_eq!(same, first);

    let answer = next.ask(Method::DELETE, "session", "").await;
    assert_eq!(answer.status, 204);
    for token in [&ada.token, &next.token] {
        let left = Session { server: &server, token: token.clone() };
        for end in ["history", "events"] {
            assert_eq!(left.get(end).await.refusal(), (401, "unauthorized".into()), "{end}");
        }
        let answer = ask(&server, Some(token), &json!({"user_token": of("ada-7")})).await;
        assert_eq!(answer.refusal(), (401, "unauthorized".into()), "a revoked token stays revoked");
    }
}

#[tokio::test]
async fn where_an_identity_is_required_nobody_else_is_spoken_with() {
    let before = start(&two_keys("")).await;
    let (anonymous, _) = open(&before, None, &json!({})).await;
    let (ada, _) = open(&before, None, &json!({"user_token": of("ada-7")})).await;
    let (anonymous, ada) = (anonymous.token, ada.token);
    let Server { running, folder, .. } = before;
    running.stop().await;

    let server = Server::start_as(folder, &file(&two_keys(", required = true"))).await;
    let answer = ask(&server, None, &json!({})).await;
    assert_eq!(answer.refusal(), (401, "identity_invalid".into()));
    let anonymous = Session { server: &server, token: anonymous };
    for end in ["history", "events"] {
        assert_eq!(anonymous.get(end).await.refusal(), (401, "unauthorized".into()), "{end}");
    }
    assert_eq!(anonymous.say(&mid(1), "hello?").await.refusal(), (401, "unauthorized".into()));
    let answer = ask(&server, Some(&anonymous.token), &json!({})).await;
    assert_eq!(answer.refusal(), (401, "identity_invalid".into()));
    let ada = Session { server: &server, token: ada };
    assert_eq!(ada.say(&mid(2), "hello").await.status, 200);

    let door = format!("/chat/{}", support::BOT);
    let form = ("content-type", "application/x-www-form-urlencoded");
    let own = [("origin", "null"), ("sec-fetch-site", "same-origin"), form];
    let page = server.ask(Method::POST, &door, &own, "do=start").await;
    assert_eq!(page.status, 401, "the page without script asks nobody in: {}", page.text);
}

#[tokio::test]
async fn a_key_that_is_taken_out_proves_nothing_and_ends_what_it_opened() {
    let keys = |list: &[(&str, &str)]| {
        let one = |(kid, secret): &(&str, &str)| {
            format!("{{ kid = \"{kid}\", secret = {{ literal = \"{secret}\" }} }}")
        };
        let list: Vec<String> = list.iter().map(one).collect();
        format!("{{ keys = [{}], audience = \"shop\" }}", list.join(", "))
    };
    let both = start(&keys(&[("k1", SECRET), ("k2", NEXT_SECRET)])).await;
    let next = || hs256("k2", NEXT_SECRET, &claims("ada-7"));
    let (ada, first) = open(&both, None, &json!({"user_token": of("ada-7")})).await;
    ada.say(&mid(1), "by the first key").await;
    let (_, same) = open(&both, None, &json!({"user_token": next()})).await;
    assert_eq!(same, first, "both are live");
    let token = ada.token;
    let Server { running, folder, .. } = both;
    running.stop().await;

    let server = Server::start_as(folder, &file(&keys(&[("k2", NEXT_SECRET)]))).await;
    let answer = ask(&server, None, &json!({"user_token": of("ada-7")})).await;
    assert_eq!(answer.refusal(), (401, "identity_invalid".into()));
    let ada = Session { server: &server, token };
    assert_eq!(ada.get("history").await.refusal(), (401, "unauthorized".into()));
    let (again, same) = open(&server, Some(&ada.token), &json!({"user_token": next()})).await;
    assert_eq!((same, texts(&again).await), (first, vec!["by the first key".into()]));
}

#[tokio::test]
async fn the_back_ends_word_for_a_person_is_kept_and_sent_nowhere() {
    let upstream = Elsewhere::start().await;
    let bot = format!("identity = {}", two_keys(""));
    let file = elsewhere::settings(&upstream.address, "d", elsewhere::TOKEN, "", &bot);
    let server = Server::start_as(tempfile::tempdir().unwrap(), &file).await;
    let token =
        hs256("k1", SECRET, &with(&json!({"sub": "CANARY-sub-4711", "name": "Ada", "vip": "CANARY-vip"})));
    let (ada, conversation) = open(&server, None, &json!({"user_token": token})).await;
    assert_eq!(ada.say(&mid(1), "hello").await.status, 200);
    upstream.has_heard(1).await;
    let heard = &upstream.heard()[0];
    let minted = heard["user_id"].as_str().unwrap();
    assert!(minted.starts_with("parlour-") && minted.ends_with(&format!("-{conversation}")), "{minted}");
    assert_eq!(heard["user_profile"], json!({"name": "Ada", "verified": ["name"]}));

    server.running.stop().await;
    for entry in std::fs::read_dir(server.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for secret in [b"CANARY-sub-4711".as_slice(), b"CANARY-vip"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
}

#[tokio::test]
async fn whoever_is_forgotten_comes_back_as_somebody_new() {
    let server = start(&two_keys("")).await;
    let (ada, first) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    ada.say(&mid(1), "forget this").await;
    assert_eq!(
        server
            .ask(
                Method::DELETE,
                &path("conversation"),
                &[("authorization", &format!("Bearer {}", ada.token)), ("origin", support::PAGE),],
                ""
            )
            .await
            .status,
        204
    );
    let (again, other) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    assert_ne!(other, first);
    assert!(texts(&again).await.is_empty());
}

#[tokio::test]
async fn an_operator_forgets_a_user_by_the_back_ends_word() {
    let server = start(&two_keys("")).await;
    let (ada, first) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    ada.say(&mid(1), "forget this").await;
    std::fs::write(server.folder.path().join("parlour.toml"), file(&two_keys(""))).unwrap();
    let purge = |user: &str| {
        let arguments = ["purge", "--user", user, "--bot", support::BOT, "--json"];
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_parlour"));
        program.args(arguments).current_dir(server.folder.path()).output().unwrap()
    };
    assert_eq!(purge("ada-8").status.code(), Some(1));
    let told: Value = serde_json::from_slice(&purge("ada-7").stdout).unwrap();
    assert_eq!(told, json!({"found": true, "conversations": 1}));
    assert_eq!(ada.get("history").await.refusal(), (401, "unauthorized".into()));
    let (_, other) = open(&server, None, &json!({"user_token": of("ada-7")})).await;
    assert_ne!(other, first);
}
