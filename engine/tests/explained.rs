//! Why a turn went where it went, as its author reads it.
#![cfg(not(target_arch = "wasm32"))] // `talks.rs` is what runs in a browser
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use parlour_engine::{Conversation, Ending, Explanation, Flow, explain};
use serde_json::{Value, json};

/// 2026-05-01.
const NOW_MS: u64 = 1_777_593_600_000;

const SHOP: &str = r#"
name = "Shop"
language = "en"
fallback = "sorry"

[[module]]
id = 1
name = "greeting"
starting = true
say = [{ text = "What are you after?", suggested_replies = ["Boots"] }]
connection = [
  { any_of = ["sleeping bag", "tent"], to = "camp" },
  { all = [{ any_of = "boots" }, { cvar = { name = "size", equals = "M" } }], to = "camp" },
  { number = { at_least = 3, below = 10 }, to = "camp" },
  { date = { after = "today+7" }, to = "camp" },
  { regex = "^#\\d+$", to = "camp" },
  { fuzzy = "refund", to = "camp" },
  { any_of = "rain", exactly = ["no", "nope"], contains = "wet", to = "camp" },
  { all = [{ any_of = "cheap" }, { not = { any_of = "shoes" } }], to = "camp" },
  { cvar = { name = "age", at_least = 18 }, to = "camp" },
]

[[module]]
id = 2
name = "camp"
type = "number"
min = 1
max = 5
retries = 1
fallback = "bye"
say = ["How many?"]
connection = [{ number = { equals = 1 }, to = "bye" }]

[[module]]
id = 3
name = "sorry"
say = ["Sorry?"]

[[module]]
id = 4
name = "bye"
say = ["Bye."]
is_global = true
when = { any_of = "bye" }

[translations.de]
"What are you after?" = "Was suchen Sie?"
"Boots" = "Stiefel"
"How many?" = "Wie viele?"
"Sorry?" = "Wie bitte?"
"Bye." = "Tschüss."
"#;

fn shop() -> Flow {
    Flow::from_toml(SHOP).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn at(module: u64, cvars: Value) -> Conversation {
    let Value::Object(cvars) = cvars else { panic!("not an object") };
    Conversation { module: Some(module), cvars, ..Conversation::default() }
}

/// Why each connection held or not, in order.
fn reasons(explained: &Explanation) -> Vec<&str> {
    explained.looked.iter().map(|looked| looked.because.as_str()).collect()
}

#[test]
fn each_connection_says_why_it_did_not_hold() {
    let explained = explain(&shop(), &at(1, json!({ "size": "XL", "age": 17 })), "boots", NOW_MS);
    assert_eq!(
        reasons(&explained),
        [
            "the text has none of the words `sleeping bag`, `tent`",
            "cvar `size` is `XL`, not `M`",
            "the text is not a number",
            "the text is not a day",
            "the text does not match /^#\\d+$/",
            "the text has nothing like `refund`",
            "the text does not have the word `rain`; the text is none of `no`, `nope`; \
             the text does not have the letters `wet`",
            "the text does not have the word `cheap`",
            "cvar `age` is `17`, which is not at least 18",
            "the text does not have the word `bye`",
        ]
    );
    assert_eq!(explained.ends, Ending::FlowFallback { to: 3, expected: None });
    assert_eq!(explained.told, "None of the connections holds: the flow's fallback, `sorry`, is next.");
    assert_eq!(explained.module, Some(1));
}

#[test]
fn the_connection_that_is_followed_says_why_it_holds() {
    for (said, cvars, because) in [
        ("A TENT, please", json!({}), "the text has the word `tent`"),
        ("a sleeping bag", json!({}), "the text has the words `sleeping bag`"),
        ("boots", json!({ "size": "m" }), "the text has the word `boots` and cvar `size` is `m`"),
        ("5", json!({}), "the number 5 is at least 3 and below 10"),
        ("2026-06-01", json!({}), "the day 2026-06-01 is after 2026-05-08"),
        ("#17", json!({}), "the text matches /^#\\d+$/"),
        ("my refnud", json!({}), "the text has something like the word `refund`"),
        ("nope", json!({}), "the text is exactly `nope`"),
        ("so wetter", json!({}), "the text has the letters `wet`"),
        (
            "cheap hats",
            json!({}),
            "the text has the word `cheap` and the text does not have the word `shoes`",
        ),
        ("x", json!({ "age": "20" }), "cvar `age` is `20`, which is at least 18"),
    ] {
        let explained = explain(&shop(), &at(1, cvars), said, NOW_MS);
        assert_eq!(reasons(&explained).last(), Some(&because), "{said:?}");
        assert!(matches!(explained.ends, Ending::Connection { to: 2, is_global: false, .. }), "{said:?}");
    }
}

#[test]
fn what_decided_against_a_connection_is_what_is_told() {
    let explained = explain(&shop(), &at(1, json!({ "age": "old" })), "12 cheap shoes", NOW_MS);
    let reasons = reasons(&explained);
    assert_eq!(reasons[7], "it must not be that the text has the word `shoes`");
    assert_eq!(reasons[8], "cvar `age` is `old`, which is not a number");
    let explained = explain(&shop(), &at(1, json!({})), "12", NOW_MS);
    assert_eq!(explained.looked[2].because, "the number 12 is not below 10");
    let explained = explain(&shop(), &at(1, json!({})), "boots 2026-05-08", NOW_MS);
    assert_eq!(explained.looked[1].because, "cvar `size` is not set");
    let explained = explain(&shop(), &at(1, json!({})), "2026-05-08", NOW_MS);
    assert_eq!(explained.looked[3].because, "the day 2026-05-08 is not after 2026-05-08");
}

#[test]
fn a_global_connection_is_looked_at_last_and_named_as_one() {
    let explained = explain(&shop(), &at(1, json!({})), "bye", NOW_MS);
    assert_eq!(explained.looked.len(), 10);
    assert_eq!(explained.told, "Global connection 1 leads to `bye`, because the text has the word `bye`.");
}

#[test]
fn an_answer_that_is_not_expected_is_told_what_is() {
    let once = explain(&shop(), &at(2, json!({})), "seven", NOW_MS);
    let expected = "a number from 1 to 5".to_owned();
    let again = Ending::AskedAgain { module: 2, expected: expected.clone(), retry: 1, retries: 1 };
    assert_eq!(once.ends, again);
    assert_eq!(once.told, "`camp` expects a number from 1 to 5: it asks again, time 1 of 1.");
    let twice = Conversation { retries: 1, ..at(2, json!({})) };
    let twice = explain(&shop(), &twice, "seven", NOW_MS);
    assert_eq!(twice.ends, Ending::ModuleFallback { to: 4, expected: Some(expected) });
    assert_eq!(
        twice.told,
        "`camp` expects a number from 1 to 5, and has asked often enough: the fallback of `camp`, `bye`, is next."
    );
}

#[test]
fn a_label_of_another_language_is_told_as_what_it_stands_for() {
    let explained = explain(&shop(), &at(1, json!({ "locale": "de", "size": "M" })), "Stiefel", NOW_MS);
    assert_eq!(
        reasons(&explained),
        [
            "`Stiefel` stands for `Boots`: the text has none of the words `sleeping bag`, `tent`",
            "`Stiefel` stands for `Boots`: the text has the word `boots` and cvar `size` is `M`",
        ]
    );
}

#[test]
fn the_first_words_of_a_conversation_are_held_against_the_starting_module() {
    let fresh = Conversation::default();
    let explained = explain(&shop(), &fresh, "hello", NOW_MS);
    assert_eq!((explained.module, explained.ends), (None, Ending::Started { to: 1 }));
    assert_eq!(
        explained.told,
        "The conversation begins, and none of the connections holds: `greeting` speaks."
    );
    let explained = explain(&shop(), &fresh, "tent", NOW_MS);
    assert!(matches!(explained.ends, Ending::Connection { to: 2, .. }));
}

#[test]
fn long_texts_and_lists_are_cut() {
    let mut flow =
        "name = \"Long\"\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nfallback = 1\nsay = [\"Hm\"]\n"
            .to_owned();
    let words: Vec<String> = (10..21).map(|number| format!("\"w{number}\"")).collect();
    let connections = format!("connection = [{{ any_of = [{}], to = 1 }}, ", words.join(", "));
    flow += &connections;
    flow += "{ cvar = { name = \"x\", equals = 1 }, to = 1 }]\n";
    let flow = Flow::from_toml(&flow).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let explained = explain(&flow, &at(1, json!({ "x": "é\n".repeat(50) })), "hm", NOW_MS);
    assert_eq!(
        reasons(&explained)[0],
        "the text has none of the words `w10`, `w11`, `w12`, `w13`, `w14`, `w15`, `w16`, `w17`, and 3 more"
    );
    assert_eq!(reasons(&explained)[1], format!("cvar `x` is `{}…`, not `1`", "é ".repeat(40)));
}

#[test]
fn an_explanation_is_written_as_json() {
    let explained = explain(&shop(), &at(4, json!({})), "bye", NOW_MS);
    assert_eq!(
        serde_json::to_value(&explained).unwrap(),
        json!({
            "module": 4,
            "looked": [{
                "kind": "global", "id": 1, "position": 1, "to": 4, "held": true,
                "because": "the text has the word `bye`"
            }],
            "ends": { "kind": "connection", "to": 4, "id": 1, "is_global": true },
            "told": "Global connection 1 leads to `bye`, because the text has the word `bye`."
        })
    );
}
