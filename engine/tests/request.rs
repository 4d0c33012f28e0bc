//! A turn that waits for another server's answer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use parlour_engine::{Conversation, Effect, Flow, Heard, Outcome, Remark, Response, evaluate};
use serde_json::json;

const SHOP: &str = r#"
name = "Shop"
fallback = 9

[[module]]
id = 1
name = "ask"
starting = true
say = "Which?"
connection = [{ id = 5, any_of = ["order"], to = 2 }]

[[module]]
id = 2
name = "moment"
say = "One moment."
next = 3

[[module]]
id = 3
name = "lookup"
request = { url = "https://api.example/{{ number }}?q={{ number }}", save = { state = "a.0.state", late = "late" } }
skip_user_input = true
connection = [
  { id = 6, cvar = { name = "request_error", is_set = true }, to = 5 },
  { id = 7, any_of = ["gift"], to = 4 },
]
fallback = 8

[[module]]
id = 4
name = "gift"
say = "A gift, {{ state }}."

[[module]]
id = 5
name = "sorry"
say = "{{ request_error }}/{{ request_status }}/{{ state }}"

[[module]]
id = 8
name = "plain"
request = { method = "POST", url = "https://api.example/second", body = "{\"n\": {{ late }}}" }
say = "Plain, {{ request_status }}."

[[module]]
id = 9
name = "lost"
say = "Pardon?"
"#;

fn flow() -> Flow {
    Flow::from_toml(SHOP).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

fn hear(conversation: &Conversation, heard: Heard<'_>) -> Outcome {
    // Through its stored form, as a server keeps it.
    let stored = serde_json::to_string(conversation).unwrap();
    let conversation: Conversation = serde_json::from_str(&stored).unwrap();
    let outcome = evaluate(&flow(), &conversation, heard, 0, 0);
    assert_eq!(outcome, evaluate(&flow(), &conversation, heard, 0, 0));
    outcome
}

fn asked(text: &str, number: &str) -> Outcome {
    let mut begun = hear(&Conversation::default(), Heard::Begun).conversation;
    begun.cvars.insert("number".into(), json!(number));
    begun.cvars.insert("state".into(), json!("of an earlier answer"));
    hear(&begun, Heard::Said(text))
}

fn said(outcome: &Outcome) -> Vec<String> {
    outcome.spoken.iter().map(|spoken| spoken.actions[0].readable()).collect()
}

fn good() -> Response {
    Response { status: Some(200), body: json!({"a": [{"state": "on its way"}], "late": 2}), error: None }
}

#[test]
fn a_request_ends_the_turn_before_its_module_speaks() {
    let outcome = asked("my order, a gift", "7/8 ?");
    assert_eq!(said(&outcome), ["One moment."]);
    let [Effect::Request { module: 3, method, url, .. }] = outcome.effects.as_slice() else {
        panic!("{:?}", outcome.effects);
    };
    assert_eq!((method.as_str(), url.as_str()), ("GET", "https://api.example/7%2F8%20%3F?q=7%2F8%20%3F"));
    assert_eq!(outcome.conversation.awaits.as_ref().unwrap().module, 3);
}

#[test]
fn the_answer_goes_on_with_what_was_said_and_keeps_the_trail() {
    let waiting = asked("my order, a gift", "7");
    let outcome = hear(&waiting.conversation, Heard::Answered(&good()));
    assert_eq!(said(&outcome), ["A gift, on its way."]);
    assert_eq!((outcome.reply_to_module_id, &outcome.spoke_before), (Some(1), &vec![2]));
    assert_eq!(outcome.trail.through_bot_modules, [2, 3]);
    assert_eq!(outcome.trail.through_connection_id, Some(5));
    let followed: Vec<_> = outcome.trail.evaluated.iter().map(|one| one.to).collect();
    assert_eq!(followed, [2, 3, 4]);
    assert_eq!(outcome.spoken[0].connections.len(), 2, "through the module that said nothing");
    assert_eq!(outcome.conversation.awaits, None);
    assert_eq!(outcome.conversation.cvars["request_status"], 200);
}

#[test]
fn one_request_may_follow_another() {
    let waiting = asked("order", "7");
    let second = hear(&waiting.conversation, Heard::Answered(&good()));
    assert_eq!(said(&second), Vec::<String>::new());
    let [Effect::Request { module: 8, body: Some(body), .. }] = second.effects.as_slice() else {
        panic!("{:?}", second.effects);
    };
    assert_eq!(body, "{\"n\": 2}");
    let third =
        hear(&second.conversation, Heard::Answered(&Response { status: Some(204), ..Response::default() }));
    assert_eq!(said(&third), ["Plain, 204."]);
    assert_eq!(third.trail.evaluated.iter().map(|one| one.to).collect::<Vec<_>>(), [2, 3, 8]);
}

#[test]
fn a_failure_is_branched_on_and_leaves_nothing_of_an_earlier_answer() {
    let waiting = asked("order", "7");
    for (response, told) in [
        (Response::failed("timeout"), "timeout//"),
        (Response { status: Some(500), ..Response::failed("status") }, "status/500/"),
    ] {
        assert_eq!(said(&hear(&waiting.conversation, Heard::Answered(&response))), [told]);
    }
}

#[test]
fn a_request_that_cannot_be_written_is_not_made() {
    for number in ["..", "."] {
        let outcome = asked("order", number);
        assert_eq!(
            (said(&outcome), outcome.effects.len()),
            (vec!["One moment.".to_owned(), "invalid//".to_owned()], 0)
        );
        assert_eq!(outcome.faults.len(), 1, "{:?}", outcome.faults);
    }
    let waiting = asked("order", "7");
    let empty = Response { status: Some(200), body: json!({"late": "2, \"x\": 1"}), error: None };
    let outcome = hear(&waiting.conversation, Heard::Answered(&empty));
    assert_eq!(
        (said(&outcome), outcome.effects.len()),
        (vec!["Plain, .".to_owned()], 0),
        "{:?}",
        outcome.faults
    );
}

#[test]
fn a_value_that_is_too_long_is_not_kept() {
    let waiting = asked("my order, a gift", "7");
    let long =
        Response { status: Some(200), body: json!({"a": [{"state": "x".repeat(20_000)}]}), error: None };
    let outcome = hear(&waiting.conversation, Heard::Answered(&long));
    assert_eq!((said(&outcome), outcome.faults.len()), (vec!["A gift, .".to_owned()], 1));
}

#[test]
fn whatever_else_is_heard_drops_what_was_awaited() {
    let waiting = asked("order", "7").conversation;
    let moved = hear(&waiting, Heard::MovedTo(9));
    assert_eq!((said(&moved), moved.conversation.awaits), (vec!["Pardon?".to_owned()], None));
    // The module that asked hears it, as if it had spoken.
    let heard = hear(&waiting, Heard::Said("a gift"));
    assert_eq!(
        (said(&heard), heard.conversation.awaits),
        (vec!["A gift, of an earlier answer.".to_owned()], None)
    );
    let begun = hear(&Conversation::default(), Heard::Begun).conversation;
    let silent = hear(&begun, Heard::Answered(&good()));
    assert_eq!((said(&silent).len(), silent.conversation), (0, begun));
}

#[test]
fn a_module_that_is_gone_from_the_flow_is_answered_by_the_fallback() {
    let waiting = asked("order", "7").conversation;
    let edited = SHOP.replace("id = 3", "id = 33").replace("next = 3", "next = 33");
    let edited = Flow::from_toml(&edited).unwrap();
    let outcome = evaluate(&edited, &waiting, Heard::Answered(&good()), 0, 0);
    assert_eq!(said(&outcome), ["Pardon?"]);
}

#[test]
fn a_folded_remark_is_heard_as_its_text() {
    let begun = hear(&Conversation::default(), Heard::Begun).conversation;
    for text in ["my ORDER", "", "Ordér?", "ﬁ", "gift"] {
        let folded = hear(&begun, Heard::Remarked(&Remark::new(text)));
        assert_eq!(folded, hear(&begun, Heard::Said(text)), "{text:?}");
    }
}
