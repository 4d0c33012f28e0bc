//! Whatever a flow holds and whatever is said.
#![cfg(not(target_arch = "wasm32"))] // `talks.rs` is what runs in a browser
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop
#![allow(clippy::format_push_string, clippy::single_match_else)] // written as the file reads

use parlour_engine::{Conversation, Flow, Heard, evaluate};
use proptest::prelude::*;

const WORDS: &[&str] =
    &["tent", "boots", "refund", "a", "3", "-1", "2026-02-30", "ann@example.com", "{{", "é"];
const TYPES: &[&str] = &[
    "statement",
    "text",
    "number",
    "email",
    "phone",
    "date",
    "multiple_choice",
    "multi_select",
    "rating",
    "file",
    "location",
];

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(WORDS)
}

fn condition() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        word().prop_map(|word| format!("any_of = \"{word}\"")),
        word().prop_map(|word| format!("exactly = \"{word}\"")),
        word().prop_map(|word| format!("contains = \"{word}\"")),
        word().prop_map(|word| format!("fuzzy = \"{word}\", distance = 2")),
        word().prop_map(|word| format!("regex = \"{word}+|\\\\d\"")),
        (-3_i32..3).prop_map(|bound| format!("number = {{ at_least = {bound}, below = 3 }}")),
        Just("date = { after = \"today\" }".to_owned()),
        word().prop_map(|word| format!("cvar = {{ name = \"kept\", equals = \"{word}\" }}")),
        Just("always = true".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| format!(
                "all = [{}]",
                parts.iter().map(|part| format!("{{ {part} }}")).collect::<Vec<_>>().join(", ")
            )),
            inner.prop_map(|part| format!("not = {{ {part} }}")),
        ]
    })
}

prop_compose! {
    fn module(modules: usize)(
        kind in prop::sample::select(TYPES),
        connections in prop::collection::vec((condition(), 1..=modules), 0..4),
        skips in prop::bool::weighted(0.2),
        next in prop::option::weighted(0.2, 1..=modules),
        global in prop::option::weighted(0.2, condition()),
        extras in (any::<bool>(), any::<bool>(), 0_u32..3),
    ) -> String {
        let (saves, says_more, retries) = extras;
        let mut text = format!("type = \"{kind}\"\nsay = [\"Hello {{{{ kept }}}}\"]\nby_ref = true\n");
        if kind.starts_with("mult") {
            text.push_str("options = [\"Tent\", \"Boots\"]\n");
        }
        if kind != "statement" {
            text.push_str(&format!("retries = {retries}\n"));
        }
        if saves {
            text.push_str("save = \"kept\"\n");
        }
        if says_more {
            text.push_str("set = { other = \"{{ kept }}\" }\ncompute = { sum = \"kept + 1\" }\nclear = [\"gone\"]\n");
        }
        if let Some(global) = global {
            text.push_str(&format!("is_global = true\nwhen = {{ {global} }}\n"));
        }
        match next {
            Some(next) => text.push_str(&format!("next = {next}\n")),
            None => {
                text.push_str(if skips { "skip_user_input = true\n" } else { "" });
                let written: Vec<String> =
                    connections.iter().map(|(condition, to)| format!("{{ {condition}, to = {to} }}")).collect();
                text.push_str(&format!("connection = [{}]\n", written.join(", ")));
            }
        }
        text
    }
}

fn flow() -> impl Strategy<Value = String> {
    (1_usize..6).prop_flat_map(|count| prop::collection::vec(module(count), count)).prop_map(|modules| {
        let mut text = "name = \"Any\"\nfallback = 1\n".to_owned();
        for (index, module) in modules.iter().enumerate() {
            let starting = if index == 0 { "starting = true\n" } else { "" };
            text.push_str(&format!(
                "[[module]]\nid = {}\nname = \"m{index}\"\n{starting}{module}",
                index + 1
            ));
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_parses_answers_everything_and_always_the_same(
        text in flow(),
        said in prop::collection::vec(prop_oneof![word().prop_map(str::to_owned), ".{0,12}"], 1..12),
        seed in any::<u64>(),
    ) {
        let Ok(flow) = Flow::from_toml(&text) else { return Ok(()) };
        let mut conversation = evaluate(&flow, &Conversation::default(), Heard::Begun, 0, seed).conversation;
        for said in &said {
            let turn = || evaluate(&flow, &conversation, Heard::Said(said), seed, seed);
            let outcome = turn();
            prop_assert_eq!(&outcome, &turn());
            // A text that cannot be filled in is the one documented silence, and it is told.
            prop_assert!(!outcome.spoken.is_empty() || !outcome.faults.is_empty(), "{:?} is not answered", said);
            prop_assert_eq!(outcome.trail.evaluated.len() <= parlour_engine::limits::FALL_THROUGHS + 1, true);
            let kept = serde_json::to_string(&outcome.conversation).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Conversation>(&kept).unwrap(), &outcome.conversation);
            conversation = outcome.conversation;
        }
    }

    #[test]
    fn no_text_breaks_the_readers(text in ".{0,200}") {
        prop_assert!(Flow::from_toml(&text).is_err() && Flow::from_json(&text).is_err());
    }
}

#[test]
fn many_of_these_flows_parse() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let parses = |text: String| Flow::from_toml(&text).is_ok();
    let good = (0..100).filter(|_| parses(flow().new_tree(&mut runner).unwrap().current())).count();
    assert!(good > 30, "{good} of 100");
}
