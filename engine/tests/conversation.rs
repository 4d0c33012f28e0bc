//! How a turn is answered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use parlour_engine::{Conversation, Flow, Heard, Outcome, Spoken, evaluate};
use parlour_protocol::{Action, ChoiceRules};

const SHOP: &str = r##"
name = "Shop"
fallback = "not-understood"

[[group]]
name = "orders"
colour = "#1f6f54"

[[kpi_tag]]
id = 3
label = "lead"
colour = "#00AA88"

[[connection]]
any_of = ["human", "help me"]
to = "person"

[[module]]
id = 1
name = "greeting"
starting = true
say = ["Hello", { wait = 700 }, { text = "What is it?", suggested_replies = ["Returns", "My order"] }]

  [[module.connection]]
  any_of = ["returns", "bring back"]
  to = "returns"

  [[module.connection]]
  any_of = ["order", "returns"]
  to = 3

  [[module.connection]]
  exactly = "human"
  to = "hidden"

[[module]]
id = 123456
name = "returns"
group = "orders"
kpi_tags = ["lead"]
say = "Thirty days."
fallback = "returns"

[[module]]
id = 3
name = "order"
next = "order-step"
say = "Let me see."

[[module]]
id = 4
name = "order-step"
next = "order-end"

[[module]]
id = 5
name = "order-end"
say = "It is on its way."

[[module]]
id = 6
name = "person"
say = "A person answers by e-mail."

[[module]]
id = 7
name = "not-understood"
say = { text = "no" }

[[module]]
id = 8
name = "hidden"
say = "Found by its exact words."
"##;

fn shop() -> Flow {
    Flow::from_toml(
        &SHOP.replace("say = { text = \"no\" }", "say = [{ text = [\"Pardon?\", \"Sorry?\", \"Again?\"] }]"),
    )
    .unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

fn at(module: u64) -> Conversation {
    Conversation { module: Some(module), ..Conversation::default() }
}

fn say(module: u64, text: &str) -> Outcome {
    evaluate(&shop(), &at(module), Heard::Said(text), 0, 0)
}

/// Names of the modules that spoke.
fn names(outcome: &Outcome) -> Vec<&str> {
    outcome.spoken.iter().map(|spoken| spoken.module.name.as_str()).collect()
}

/// Type and fallback of the connections of each module that spoke.
fn trail(outcome: &Outcome) -> Vec<Vec<(&str, bool)>> {
    fn connections(spoken: &Spoken) -> Vec<(&str, bool)> {
        spoken.connections.iter().map(|connection| (connection.kind.as_str(), connection.fallback)).collect()
    }
    outcome.spoken.iter().map(connections).collect()
}

#[test]
fn a_conversation_begins_with_the_starting_module() {
    let outcome = evaluate(&shop(), &Conversation::default(), Heard::Begun, 0, 0);
    assert_eq!(names(&outcome), ["greeting"]);
    assert_eq!(outcome.conversation, at(1));
    assert_eq!(outcome.reply_to_module_id, None);
    assert_eq!(trail(&outcome), [vec![]]);
    assert_eq!(
        outcome.spoken[0].actions,
        [
            Action::text("Hello"),
            Action::Wait { wait: 700 },
            Action::Choice {
                text: "What is it?".into(),
                options_type: "suggested_replies".into(),
                options: vec!["Returns".into(), "My order".into()],
                rules: ChoiceRules::default(),
            }
        ]
    );
}

#[test]
fn a_suggested_reply_is_said_by_pressing_it() {
    assert_eq!(names(&say(1, "Returns")), ["returns"]);
}

#[test]
fn the_first_connection_that_holds_is_followed() {
    let outcome = say(1, "I have an order. About RETURNS: can I bring it back?");
    assert_eq!(names(&outcome), ["returns"]);
    assert_eq!(outcome.reply_to_module_id, Some(1));
    assert_eq!(trail(&outcome), [[("local", false)]]);
    assert_eq!(outcome.conversation, at(123_456));
}

#[test]
fn a_modules_own_connections_come_before_the_flows() {
    assert_eq!(names(&say(1, "human")), ["hidden"]);
    let outcome = say(1, "a human please");
    assert_eq!((names(&outcome), trail(&outcome)), (vec!["person"], vec![vec![("global", false)]]));
}

#[test]
fn exactly_means_nothing_beside_it() {
    assert_eq!(names(&say(1, "  HUMAN! ")), ["hidden"]);
    assert_eq!(names(&say(1, "human now")), ["person"]);
}

#[test]
fn what_matches_nothing_goes_to_the_modules_fallback_else_the_flows() {
    let own = say(123_456, "and a kayak?");
    assert_eq!((names(&own), trail(&own)), (vec!["returns"], vec![vec![("local", true)]]));
    let flows = say(1, "and a kayak?");
    assert_eq!((names(&flows), trail(&flows)), (vec!["not-understood"], vec![vec![("local", true)]]));
    assert_eq!(names(&say(1, "")), ["not-understood"]);
}

#[test]
fn a_module_with_next_falls_through_also_through_silence() {
    let outcome = say(1, "where is my order");
    assert_eq!(names(&outcome), ["order", "order-end"]);
    assert_eq!(trail(&outcome), [vec![("local", false)], vec![("local", true), ("local", true)]]);
    assert_eq!(outcome.conversation, at(5));
}

#[test]
fn a_caller_moves_the_conversation_by_ref() {
    let flow = shop();
    for reference in ["123456", "returns", "0123456"] {
        let module = flow.find(reference).unwrap();
        let outcome = evaluate(&flow, &at(1), Heard::MovedTo(module), 0, 0);
        assert_eq!(names(&outcome), ["returns"]);
        assert_eq!((outcome.reply_to_module_id, outcome.conversation), (Some(1), at(123_456)));
    }
    for reference in ["", "Returns", "9", " 123456", "99999999999999999999999", "-1", "+1"] {
        assert_eq!(flow.find(reference), None, "{reference:?}");
    }
}

#[test]
fn first_words_are_held_against_the_starting_module_which_speaks_if_nothing_matches() {
    let first = |text| evaluate(&shop(), &Conversation::default(), Heard::Said(text), 0, 0);
    let outcome = first("hello");
    assert_eq!((names(&outcome), trail(&outcome)), (vec!["greeting"], vec![vec![]]));
    assert_eq!(outcome.reply_to_module_id, None);
    assert_eq!(names(&first("returns please")), ["returns"]);
    assert_eq!(names(&first("a human")), ["person"]);
}

#[test]
fn a_conversation_at_a_module_that_is_gone_starts_over() {
    let outcome = say(99, "hello");
    assert_eq!((names(&outcome), outcome.reply_to_module_id), (vec!["greeting"], None));
    let moved = evaluate(&shop(), &at(1), Heard::MovedTo(99), 0, 0);
    assert_eq!((moved.spoken.len(), moved.conversation), (0, at(1)));
}

#[test]
fn the_seed_alone_chooses_the_wording() {
    let wording =
        |seed| evaluate(&shop(), &at(1), Heard::Said("kayak"), seed, seed).spoken[0].actions.clone();
    let mut heard = std::collections::BTreeSet::new();
    for seed in 0..64 {
        assert_eq!(wording(seed), wording(seed));
        heard.insert(format!("{:?}", wording(seed)));
    }
    assert_eq!(heard.len(), 3);
}

#[test]
fn the_card_carries_group_colour_and_kpi_tags() {
    let outcome = say(1, "returns");
    let card = serde_json::to_string(&outcome.spoken[0].module).unwrap();
    assert_eq!(
        card,
        r##"{"id":123456,"name":"returns","group_colour":"#1f6f54","kpi_tags":[{"label":"lead","colour":"#00AA88","id":3}]}"##
    );
}

#[test]
fn a_stored_conversation_is_read_back_also_from_an_older_or_newer_version() {
    assert_eq!(serde_json::to_string(&at(5)).unwrap(), r#"{"module":5}"#);
    for text in ["{}", r#"{"module":null}"#, r#"{"module":null,"mood":{"a":1}}"#] {
        assert_eq!(serde_json::from_str::<Conversation>(text).unwrap(), Conversation::default());
    }
}

#[test]
fn any_text_is_answered() {
    let flow = shop();
    let long = "returns ".repeat(10_000);
    let texts = [
        "\u{0}",
        "\u{feff}",
        "\u{202e}abc",
        "a\u{300}\u{300}\u{300}",
        "\u{1f469}\u{200d}\u{1f467}",
        "ﷺ",
        "İ",
        &long,
    ];
    for text in texts {
        for module in flow.modules() {
            let outcome = evaluate(&flow, &at(module.card.id), Heard::Said(text), u64::MAX, u64::MAX);
            assert!(!outcome.spoken.is_empty(), "{} is silent", module.card.name);
        }
    }
}

#[test]
fn a_picture_brings_the_shape_of_its_room() {
    let flow = Flow::from_toml(
        "name = \"A\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\n\
         say = [{ image = \"/a.png\", width = 1200, height = 400 }, { image = \"/b.png\" }]\n",
    )
    .unwrap();
    let said = evaluate(&flow, &Conversation::default(), Heard::Begun, 0, 0);
    let actions = serde_json::to_value(&said.spoken[0].actions).unwrap();
    assert_eq!(
        actions,
        serde_json::json!([
            {"type": "image", "url": "/a.png", "width": 1200, "height": 400},
            {"type": "image", "url": "/b.png"}
        ])
    );
}
