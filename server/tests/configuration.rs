//! A configuration's mistakes: all of them, each with its place, in one run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fs;

use parlour_server::config::{self, Mistake};

fn mistakes(text: &str) -> Vec<(usize, usize, &'static str)> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), include_str!("support/shop.toml")).unwrap();
    let result = config::parse("parlour.toml", text, folder.path(), &|_| None);
    let mistakes = result.map_or_else(|mistakes| mistakes, |(_, warnings)| warnings);
    mistakes.iter().map(|Mistake { line, column, code, .. }| (*line, *column, *code)).collect()
}

#[test]
fn every_mistake_is_found_in_one_run_with_its_place() {
    let text = r#"listen = "nowhere"
stroe = "sqlite:a.db"
store = 7
trusted_proxies = ["10.0.0.0/8", "ten"]

[limits]
body = "64kb"
json_depth = -1

[[bot]]
id = "not-a-uuid"
name = "A"
channel = "engine"
flow = "absent.toml"
origins = ["https://a.example/path"]
api_token = { env = "NOT_SET" }

[[bot]]
id = "0f8fad5b-d9cb-469f-a165-70867728950e"
name = "B"
channel = "engine"
flow = "shop.toml"
refs = ["returns", "nowhere"]

[[bot]]
id = "0f8fad5b-d9cb-469f-a165-70867728950e"
channel = "certainly"
upstream = { token = { file = "absent" }, mode = "often", x = 1 }
"#;
    assert_eq!(
        mistakes(text),
        [
            (1, 10, "bad_value"),
            (2, 1, "unknown_key"),
            (3, 9, "wrong_type"),
            (4, 34, "bad_value"),
            (7, 8, "bad_value"),
            (8, 14, "bad_value"),
            (11, 6, "bad_value"),
            (14, 8, "missing_file"),
            (15, 12, "bad_origin"),
            (16, 21, "missing_variable"),
            (23, 20, "unknown_module"),
            (25, 1, "missing_key"),
            (26, 6, "duplicate_bot"),
            (28, 12, "missing_key"),
            (28, 12, "missing_key"),
            (28, 31, "missing_file"),
            (28, 50, "bad_value"),
            (28, 59, "unknown_key"),
        ]
    );
}

#[test]
fn every_key_of_the_contract_is_known() {
    let text = r##"
listen     = "127.0.0.1:8080"
public_url = "http://127.0.0.1:8080"
store      = "sqlite:parlour.db"
doorbell   = "memory"
trusted_proxies = []
reports_path = "/api/frontend/reports/messages/"
egress = { allow = ["127.0.0.1/32"] }
webhook_retry = ["5s", "30s", "2m", "10m", "1h", "6h", "24h"]
admin_token = { literal = "a" }
token_minutes = 1440

[mail]
smtp = "smtp://127.0.0.1:2525"
from = "reports@example.org"

[[account]]
email = "analyst@example.org"
token = { literal = "b" }
bots  = ["0f8fad5b-d9cb-469f-a165-70867728950e"]

[[bot]]
id      = "0f8fad5b-d9cb-469f-a165-70867728950e"
name    = "Trail & Tent"
channel = "engine"
flow    = "shop.toml"
origins = ["https://shop.example", "http://127.0.0.1:*"]
refs    = ["returns"]
variables = ["plan", "cart_total"]
session_minutes = 600
api_token = { literal = "c" }
webhook_path_secret = { literal = "d" }
allow_no_origin = false
upstream = { base_url = "https://a.example", token = { literal = "e" }, deployment_id = "a", channel_id = "b", path = "c", mode = "sync", start_ref = "", keyword = "k" }
serve_as = { aimylogic = { token = { literal = "f" }, webhook_url = "https://a" }, api_medium = { channel_id = "x", token = { literal = "g" }, keyword = "k", webhook_url = "https://a" } }
theme   = { accent = "#1f6f54", title = "Trail & Tent", avatar = "/avatar.svg" }
limits  = { messages_per_minute = 30, burst = 5 }

[limits]
body = "64KiB"
api_body = "8MiB"
hook_body = "1MiB"
text_chars = 4000
json_depth = 32
json_keys = 200
upload = "10MiB"
uploads_per_message = 5
sessions_per_minute_per_ip = 10
messages_per_minute_per_ip = 120
streams_per_session = 4
streams_per_ip = 50
streams = 15000
medium_messages_per_minute = 60
"##;
    let found = mistakes(text);
    assert_eq!(found.len(), 7, "{found:?}");
    assert!(found.iter().all(|(_, _, code)| *code == "literal_secret"), "{found:?}");
}

#[test]
fn a_served_channel_and_its_keys_are_looked_at() {
    let bot = |id: &str, rest: &str| {
        format!(
            "[[bot]]\nid = \"{id}f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"A\"\nchannel = \"engine\"\nflow = \"shop.toml\"\n{rest}\n"
        )
    };
    let served = |channel: &str, url: &str, more: &str| {
        format!(
            "serve_as = {{ api_medium = {{ channel_id = \"{channel}\", token = {{ literal = \"t\" }}, webhook_url = \"{url}\"{more} }} }}"
        )
    };
    let good = served("c", "https://a.example/in", "");
    assert_eq!(mistakes(&bot("0", &good)), [(6, 67, "literal_secret")]);
    let codes = |text: &str| {
        let found = mistakes(text).into_iter().map(|(_, _, code)| code);
        found.filter(|code| *code != "literal_secret").collect::<Vec<_>>()
    };
    let twice = [bot("0", &good), bot("1", &good)].concat();
    assert_eq!(codes(&twice), ["duplicate_channel"]);
    for url in ["", "a.example/in", "ftp://a.example/", "https://u:p@a.example/", "https://a.example/#x"] {
        assert_eq!(codes(&bot("0", &served("c", url, ""))), ["bad_value"], "{url}");
    }
    for (more, wanted) in [
        (", webhook_secret = { literal = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\" }", [].as_slice()),
        (", webhook_secret = { literal = \"too short\" }", &["bad_secret"]),
        (", webhook_secret_before = { literal = \"whsec_%%%\" }", &["bad_secret"]),
        (", secret = { literal = \"a\" }", &["unknown_key"]),
    ] {
        assert_eq!(codes(&bot("0", &served("c", "https://a.example/", more))), wanted, "{more}");
    }
    assert_eq!(codes(&bot("0", "serve_as = { api_medium = {} }")), ["missing_key"; 3]);
    assert_eq!(codes(&bot("0", "serve_as = { openai = {} }")), ["unknown_key"]);
}

#[test]
fn a_token_in_an_address_finds_one_bot_and_no_adapter() {
    let bot = |id: &str, token: &str, more: &str| {
        format!(
            "[[bot]]\nid = \"{id}f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"A\"\nchannel = \"engine\"\nflow = \"shop.toml\"\n\
             serve_as = {{ aimylogic = {{ token = {{ literal = \"{token}\" }}{more} }} }}\n"
        )
    };
    let codes = |text: &str| {
        let found = mistakes(text).into_iter().map(|(_, _, code)| code);
        found.filter(|code| *code != "literal_secret").collect::<Vec<_>>()
    };
    let one = bot("0", "ABCDEFGH:0123456789abcdef", ", block_form = true");
    assert_eq!(codes(&one), [""; 0]);
    assert_eq!(codes(&[one.clone(), bot("1", "ABCDEFGH:0123456789abcdee", "")].concat()), [""; 0]);
    assert_eq!(codes(&[one, bot("1", "ABCDEFGH:0123456789abcdef", "")].concat()), ["duplicate_token"]);
    for token in ["webhook", "a/b", "a?b", "a#b"] {
        assert_eq!(codes(&bot("0", token, "")), ["bad_secret"], "{token}");
    }
    assert_eq!(codes(&bot("0", "t", ", block_form = 1")), ["wrong_type"]);
    assert_eq!(codes(&bot("0", "t", ", webhook_url = \"a.example\"")), ["bad_value"]);
}

#[test]
fn only_the_channel_that_can_is_asked_to_be_answered_later() {
    let codes = |channel: &str, more: &str| {
        let bot = format!(
            "[[bot]]\nid = \"0f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"A\"\nchannel = \"{channel}\"\n\
             upstream = {{ base_url = \"https://a.example\", deployment_id = \"d\", token = {{ literal = \"t\" }}{more} }}\n"
        );
        let found = mistakes(&bot).into_iter().map(|(_, _, code)| code);
        found.filter(|code| *code != "literal_secret").collect::<Vec<_>>()
    };
    assert_eq!(codes("aimylogic", ", mode = \"async\", sweep = \"1s\""), [""; 0]);
    assert_eq!(codes("aimylogic", ", mode = \"later\""), ["bad_value"]);
    assert_eq!(codes("certainly", ", mode = \"async\""), ["mode_unavailable"]);
    for sweep in ["0s", "3m", "soon"] {
        assert_eq!(codes("aimylogic", &format!(", sweep = \"{sweep}\"")), ["bad_value"], "{sweep}");
    }
}

#[test]
fn how_webhooks_are_signed_is_looked_at() {
    let codes = |rest: &str| {
        let bot = "[[bot]]\nid = \"0f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"A\"\nchannel = \"api_medium\"\n\
                   upstream = { base_url = \"https://a.example\", channel_id = \"c\", token = { literal = \"t\" } }\n\
                   webhook_path_secret = { literal = \"0123456789abcdef0123456789abcdef\" }\n";
        let found = mistakes(&format!("{bot}{rest}\n")).into_iter().map(|(_, _, code)| code);
        found.filter(|code| *code != "literal_secret").collect::<Vec<_>>()
    };
    let key = "{ literal = \"a text of twenty-four by\" }";
    for (rest, wanted) in [
        (
            format!("webhook_signature = {{ kind = \"standard\", secret = {key}, before = {key} }}"),
            [].as_slice(),
        ),
        (format!("webhook_signature = {{ kind = \"stripe\", secret = {key} }}"), &[]),
        (format!("webhook_signature = {{ kind = \"github\", secret = {key} }}"), &["bad_value"]),
        ("webhook_signature = {}".to_owned(), &["missing_key", "missing_key"]),
        (
            "webhook_signature = { kind = \"stripe\", secret = { literal = \"short\" } }".to_owned(),
            &["bad_secret"],
        ),
        ("webhook_from = [\"203.0.113.0/24\", \"2001:db8::1\"]".to_owned(), &[]),
        ("webhook_from = [\"everywhere\"]".to_owned(), &["bad_value"]),
    ] {
        assert_eq!(codes(&rest), wanted, "{rest}");
    }
}

#[test]
fn a_misspelt_channel_is_one_mistake() {
    let text = "[[bot]]\nid = \"0f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"A\"\nchannel = \"engin\"\n\
                flow = \"shop.toml\"\n";
    assert_eq!(mistakes(text), [(4, 11, "bad_value")]);
}

#[test]
fn a_syntax_error_has_its_place() {
    assert_eq!(mistakes("listen = \nstore = \"sqlite:a\""), [(1, 10, "syntax")]);
}

#[test]
fn the_environment_is_stronger_than_the_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), include_str!("support/shop.toml")).unwrap();
    let environment = |name: &str| match name {
        "PARLOUR_LISTEN" => Some("127.0.0.1:4321".to_owned()),
        "PARLOUR_STORE" => Some("sqlite:/elsewhere/p.db".to_owned()),
        _ => None,
    };
    let (config, _) =
        config::parse("parlour.toml", &support::settings(""), folder.path(), &environment).unwrap();
    assert_eq!(config.listen.port(), 4321);
    assert_eq!(config.store, config::StoreAddress::Sqlite("/elsewhere/p.db".into()));
}

#[test]
fn rules_are_checked_where_they_stand() {
    let bot = "[[bot]]\nid = \"0f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"B\"\nchannel = \"engine\"\nflow = \"shop.toml\"\nrating = 1\n";
    let text = format!(
        r#"{bot}[[bot.rules]]
id = "a"
text = "Shall I help?"
seconds = 20
url = "/pages/*"
device = "phone"
times = 2
days = 0
[[bot.rules]]
id = "a"
do = "shout"
scroll = 101
exit = false
page = "/"
[[bot.rules]]
do = "open"
text = ""
"#
    );
    assert_eq!(
        mistakes(&text),
        [
            (6, 10, "wrong_type"),
            (15, 1, "bad_value"),
            (15, 1, "bad_value"),
            (15, 1, "missing_key"),
            (16, 6, "duplicate_rule"),
            (17, 6, "bad_value"),
            (20, 1, "unknown_key"),
            (21, 1, "missing_key"),
            (23, 8, "bad_value"),
        ]
    );
    let many = (0..21)
        .fold(String::new(), |all, nth| all + &format!("[[bot.rules]]\nid = \"{nth}\"\ntext = \"a\"\n"));
    let found = mistakes(&format!("{}{many}", bot.replace("rating = 1\n", "")));
    assert_eq!(found, [(66, 1, "too_many_rules")]);
}

#[test]
fn accounts_and_mail_are_checked_where_they_stand() {
    let bot = "[[bot]]\nid = \"0f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"B\"\nchannel = \"engine\"\nflow = \"shop.toml\"\n";
    let text = format!(
        r#"reports_path = "/api/webchat/reports"
webhook_retry = ["5 minutes"]
[mail]
smtp = "mail.example.org"
from = "nobody"
user = "reports"
[[account]]
email = "not an address"
token = {{ literal = "a" }}
bots = ["0f8fad5b-d9cb-469f-a165-70867728950e"]
[[account]]
email = "a@example.org"
token = {{ literal = "b" }}
bots = ["7", "2f8fad5b-d9cb-469f-a165-70867728950e"]
[[account]]
email = "b@example.org"
token = {{ literal = "b" }}
bots = []
{bot}"#
    );
    let codes: Vec<_> =
        mistakes(&text).into_iter().filter(|(_, _, code)| *code != "literal_secret").collect();
    assert_eq!(
        codes,
        [
            (1, 16, "bad_value"),
            (2, 18, "bad_value"),
            (3, 1, "missing_key"),
            (4, 8, "bad_value"),
            (5, 8, "bad_value"),
            (8, 9, "bad_value"),
            (14, 9, "bad_value"),
            (14, 14, "unknown_bot"),
            (16, 9, "duplicate_account"),
        ]
    );
    let unmailed =
        format!("[[account]]\nemail = \"a@example.org\"\ntoken = {{ literal = \"b\" }}\nbots = []\n{bot}");
    assert!(mistakes(&unmailed).contains(&(1, 1, "no_mail")));
}

#[test]
fn a_password_in_the_clear_and_certificates_that_are_none_are_told() {
    let bot = "[[bot]]\nid = \"0f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"B\"\nchannel = \"engine\"\nflow = \"shop.toml\"\n";
    let found = |smtp: &str, ca: &str| {
        let text = format!(
            "[mail]\nsmtp = \"{smtp}\"\nfrom = \"a@example.org\"\nuser = \"u\"\npassword = {{ literal = \"p\" }}\n{ca}{bot}"
        );
        let found = mistakes(&text);
        found.into_iter().filter(|(_, _, code)| *code != "literal_secret").collect::<Vec<_>>()
    };
    for clear in ["smtp://mail.example", "smtp://mail.example?tls=opportunistic"] {
        assert_eq!(found(clear, ""), [(2, 8, "clear_password")], "{clear}");
    }
    for sealed in ["smtps://mail.example", "smtp://mail.example?tls=required"] {
        assert_eq!(found(sealed, ""), [], "{sealed}");
    }
    assert_eq!(found("smtps://mail.example", "ca = \"absent.pem\"\n"), [(6, 6, "missing_file")]);
    assert_eq!(found("smtps://mail.example", "ca = \"shop.toml\"\n"), [(6, 6, "bad_certificate")]);
}
