//! A module asks for a person.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use parlour_engine::{Conversation, Effect, Flow, Heard, evaluate};

const FLOW: &str = r#"
name = "Desk"
fallback = "start"

[[module]]
id = 1
name = "start"
starting = true
say = "Hello."
connection = [{ any_of = "person", to = "fetch" }]

[[module]]
id = 2
name = "fetch"
say = "One moment."
next = "person"

[[module]]
id = 3
name = "person"
handover = true
say = "I am fetching somebody."
"#;

#[test]
fn a_person_is_asked_for_once_the_module_has_spoken() {
    let flow = Flow::from_toml(FLOW).unwrap();
    let begun = evaluate(&flow, &Conversation::default(), Heard::Begun, 0, 0);
    assert_eq!(begun.effects, []);
    let asked = evaluate(&flow, &begun.conversation, Heard::Said("a person please"), 0, 0);
    let spoke: Vec<u64> = asked.spoken.iter().map(|spoken| spoken.module.id).collect();
    assert_eq!((spoke, asked.effects), (vec![2, 3], vec![Effect::Handover { module: 3 }]));
    assert_eq!(asked.conversation.module, Some(3));
}

#[test]
fn a_bot_that_gets_the_conversation_back_hears_again() {
    let flow = Flow::from_toml(FLOW).unwrap();
    let given_back = Conversation { module: Some(3), ..Conversation::default() };
    let heard = evaluate(&flow, &given_back, Heard::Said("thanks"), 0, 0);
    assert_eq!((heard.spoken[0].module.id, heard.effects), (1, vec![]));
}
