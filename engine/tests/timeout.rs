//! A module waits for the visitor, and not for ever.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use parlour_engine::{Conversation, Effect, Flow, Heard, Outcome, evaluate};

const FLOW: &str = r#"
name = "Orders"
fallback = "pardon"

[[module]]
id = 1
name = "number"
starting = true
type = "number"
save = "order"
say = "Your order number?"
error_instruction = "A number, please."
timeout = { seconds = 60, to = "hint" }
connection = [{ always = true, to = "thanks" }]

[[module]]
id = 2
name = "hint"
say = "It stands on the bill."
next = "again"

[[module]]
id = 3
name = "again"
say = "What is it?"
timeout = { seconds = 5, to = 3 }
connection = [{ always = true, to = "thanks" }]

[[module]]
id = 4
name = "thanks"
say = "Thank you."

[[module]]
id = 5
name = "pardon"
say = "Pardon?"
"#;

fn heard(before: &Conversation, heard: Heard<'_>) -> Outcome {
    evaluate(&Flow::from_toml(FLOW).unwrap(), before, heard, 0, 0)
}

fn spoke(outcome: &Outcome) -> Vec<u64> {
    outcome.spoken.iter().map(|spoken| spoken.module.id).collect()
}

#[test]
fn a_module_says_how_long_it_waits_and_another_speaks_when_nothing_came() {
    let begun = heard(&Conversation::default(), Heard::Begun);
    assert_eq!(begun.effects, [Effect::Wake { module: 1, seconds: 60 }]);
    let over = heard(&begun.conversation, Heard::TimedOut);
    assert_eq!((spoke(&over), over.conversation.module), (vec![2, 3], Some(3)));
    assert_eq!(over.effects, [Effect::Wake { module: 3, seconds: 5 }]);
    assert_eq!(over.reply_to_module_id, None, "nobody replied");
    assert!(over.spoken[0].connections.is_empty(), "no connection was followed");
}

#[test]
fn whatever_is_heard_the_time_is_counted_anew_where_the_conversation_stands() {
    let begun = heard(&Conversation::default(), Heard::Begun);
    let wrong = heard(&begun.conversation, Heard::Said("what?"));
    assert_eq!((spoke(&wrong), wrong.effects), (vec![1], vec![Effect::Wake { module: 1, seconds: 60 }]));
    let right = heard(&wrong.conversation, Heard::Said("7"));
    assert_eq!((spoke(&right), right.effects), (vec![4], vec![]));
    let nothing = heard(&right.conversation, Heard::TimedOut);
    assert_eq!((spoke(&nothing), nothing.conversation.module), (vec![], Some(4)), "it waits for ever");
}

#[test]
fn a_conversation_goes_on_by_itself_ten_times_in_a_row_and_then_waits() {
    let mut now = heard(&Conversation::default(), Heard::Begun);
    for round in 1..=10 {
        assert_eq!(now.effects.len(), 1, "{round}");
        now = heard(&now.conversation, Heard::TimedOut);
    }
    assert_eq!((spoke(&now), now.effects.len()), (vec![3], 0));
    let back = heard(&now.conversation, Heard::MovedTo(3));
    assert_eq!(back.effects, [Effect::Wake { module: 3, seconds: 5 }], "somebody was there");
}

#[test]
fn a_flow_that_lost_the_timeout_says_nothing() {
    let begun = heard(&Conversation::default(), Heard::Begun);
    let edited = FLOW.replace("timeout = { seconds = 60, to = \"hint\" }", "fallback = 2");
    let flow = Flow::from_toml(&edited).unwrap();
    let outcome = evaluate(&flow, &begun.conversation, Heard::TimedOut, 0, 0);
    assert_eq!((spoke(&outcome), outcome.conversation.module, outcome.effects), (vec![], Some(1), vec![]));
}
