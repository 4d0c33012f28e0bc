//! Whatever a flow holds and whatever is said.
#![cfg(not(target_arch = "wasm32"))] // `talks.rs` is what runs in a browser
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop
#![allow(clippy::format_push_string, clippy::single_match_else)] // written as the file reads

use parlour_engine::{Conversation, Ending, Flow, Heard, LOCALE_CVAR, Outcome, Piece, evaluate, explain};
use parlour_protocol::Action;
use proptest::prelude::*;

const WORDS: &[&str] = &[
    "tent",
    "boots",
    "Stiefel",
    "Tent: x",
    "refund",
    "a",
    "3",
    "-1",
    "2026-02-30",
    "ann@example.com",
    "{{",
    "é",
];
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
    "form",
];
/// What a module may say, besides one text.
const PIECES: &[&str] = &[
    "\"Hello {{ kept }}\"",
    "\"{{ kept }}\"",
    "\"{{ kept.latitude + 1 }}\"",
    "\"{% if kept is defined %}Again{% endif %}\"",
    "{ text = [\"Hello {{ kept }}\", \"Tent\"] }",
    "{ wait = 5 }",
    "{ text = \"Tent\", suggested_replies = [\"Boots\", \"{{ kept }}\"] }",
    "{ suggested_replies = [\"{{ gone }}\"] }",
    "{ image = \"{{ kept }}\", text = \"Tent\" }",
    "{ card = { title = \"Tent\", buttons = [{ title = \"Boots\" }] } }",
    "{ link = { url = \"https://example.com/{{ kept }}\", title = \"Tent\" } }",
    "{ location = { latitude = 1.5, longitude = -1 }, text = \"Tent\" }",
    "{ notice = \"{{ gone }}\" }",
];
/// Every text above and below that has letters of its own; some of them said as labels.
const GERMAN: &str = r#"
[translations.de]
"Hello {{ kept }}" = "Hallo {{ kept }}"
"{% if kept is defined %}Again{% endif %}" = "{% if kept is defined %}Wieder{% endif %}"
"Tent" = "Zelt"
"Boots" = "Stiefel"
"#;

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
        pieces in prop::collection::vec(prop::sample::select(PIECES), 1..4),
    ) -> String {
        let (saves, says_more, retries) = extras;
        let mut text = format!("type = \"{kind}\"\nsay = [{}]\nby_ref = true\n", pieces.join(", "));
        if kind.starts_with("mult") {
            text.push_str("options = [\"Tent\", \"Boots\"]\n");
            text.push_str(if saves { "choices_only = true\n" } else { "" });
        }
        if kind == "date" && saves {
            text.push_str("min = \"today-1\"\n");
        }
        if kind == "form" {
            text.push_str("field = [{ name = \"kept\", label = \"Tent\", required = true }, { name = \"n\", label = \"Boots\", type = \"number\" }]\n");
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

/// A flow in its own language alone, or in German too.
fn flow_in_languages() -> impl Strategy<Value = String> {
    (flow(), any::<bool>()).prop_map(|(text, speaks_german)| {
        if !speaks_german {
            return text;
        }
        // What is never said is not translated.
        let lines = GERMAN.lines().filter(|line| {
            line.split_once("\" = ").is_none_or(|(said, _)| text.contains(said.trim_start_matches('"')))
        });
        format!("language = \"en\"\n{text}{}\n", lines.collect::<Vec<_>>().join("\n"))
    })
}

/// Whether a visitor sees an answer.
fn is_answered(outcome: &Outcome) -> bool {
    outcome.spoken.iter().flat_map(|spoken| &spoken.actions).any(|action| match action {
        Action::Wait { .. } => false,
        Action::Choice { options, text, .. } => !options.is_empty() || !text.trim().is_empty(),
        action => action.asks() || !action.readable().trim().is_empty(),
    })
}

/// What is explained is what happens: the connection that is named is the one that was followed.
fn explained_as_it_is(flow: &Flow, before: &Conversation, said: &str, now_ms: u64) {
    let explained = explain(flow, before, said, now_ms);
    let outcome = evaluate(flow, before, Heard::Said(said), now_ms, 0);
    let first = outcome.trail.evaluated.first();
    assert_eq!(explained.module, outcome.reply_to_module_id);
    let (last, before_it) = match explained.looked.split_last() {
        Some((last, before_it)) => (Some(last), before_it),
        None => (None, &[][..]),
    };
    assert!(before_it.iter().all(|looked| !looked.held), "{explained:?}");
    assert!(explained.looked.iter().all(|looked| !looked.because.is_empty()), "{explained:?}");
    assert_eq!(last.is_some_and(|last| last.held), matches!(explained.ends, Ending::Connection { .. }));
    match explained.ends {
        Ending::Connection { to, id, is_global } => {
            let (first, last) = (first.unwrap(), last.unwrap());
            assert_eq!((first.to, first.id, first.is_global), (to, Some(id), is_global), "{explained:?}");
            assert!(!first.is_fallback);
            assert_eq!((last.to, last.id, last.position), (first.to, first.id, first.position));
            assert_eq!(outcome.trail.through_connection_id, Some(id));
        }
        Ending::ModuleFallback { to, .. }
        | Ending::FlowFallback { to, .. }
        | Ending::NoFallback { to, .. } => {
            let first = first.unwrap();
            assert_eq!((first.to, first.is_fallback), (to, true), "{explained:?}");
        }
        Ending::AskedAgain { module, retry, .. } => {
            assert_eq!((Some(module), first), (before.module, None), "{explained:?}");
            assert_eq!((outcome.conversation.module, outcome.conversation.retries), (before.module, retry));
        }
        Ending::Started { to } => {
            assert_eq!((Some(to), explained.module), (flow.starting_module(), None), "{explained:?}");
            let leads_on = outcome.trail.through_bot_modules.first();
            assert!(first.is_none() || leads_on == Some(&to), "{explained:?}");
        }
    }
}

/// Every label and most words of a flow, as a visitor may say them.
fn its_words(flow: &Flow, file: &str) -> Vec<String> {
    let words = file.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.len() > 3);
    let pieces = flow.modules().iter().flat_map(|module| &module.say);
    let labels = pieces.filter_map(|piece| match piece {
        Piece::SuggestedReplies { options, .. } => Some(options),
        _ => None,
    });
    let labels = labels.flatten().map(|label| label.source().to_owned());
    labels.chain(words.map(str::to_owned)).collect()
}

const DEMO: [&str; 2] =
    [include_str!("../../demo-site/flows/outdoor.toml"), include_str!("../../demo-site/flows/gallery.toml")];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_parses_answers_everything_and_always_the_same(
        text in flow_in_languages(),
        said in prop::collection::vec(prop_oneof![word().prop_map(str::to_owned), ".{0,12}"], 1..12),
        seed in any::<u64>(),
        locale in prop::option::of(prop::sample::select(vec!["de", "de-AT", "fr", ""])),
    ) {
        let Ok(flow) = Flow::from_toml(&text) else { return Ok(()) };
        let cvars = locale.map(|locale| (LOCALE_CVAR.to_owned(), locale.into())).into_iter().collect();
        let fresh = Conversation { cvars, ..Conversation::default() };
        let mut conversation = evaluate(&flow, &fresh, Heard::Begun, 0, seed).conversation;
        for said in &said {
            let turn = || evaluate(&flow, &conversation, Heard::Said(said), seed, seed);
            let outcome = turn();
            prop_assert_eq!(&outcome, &turn());
            // FLOW.md, "Silence": nothing is left of what is said, and that is told.
            prop_assert!(is_answered(&outcome) || !outcome.faults.is_empty(), "{:?} is not answered", said);
            prop_assert!(outcome.spoken.iter().all(|spoken| !spoken.actions.is_empty()));
            prop_assert!(outcome.trail.through_bot_modules.len() <= parlour_engine::limits::FALL_THROUGHS);
            prop_assert_eq!(outcome.trail.evaluated.len() <= parlour_engine::limits::FALL_THROUGHS + 1, true);
            let kept = serde_json::to_string(&outcome.conversation).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Conversation>(&kept).unwrap(), &outcome.conversation);
            conversation = outcome.conversation;
        }
    }

    #[test]
    fn any_flow_is_explained_as_it_is(
        text in flow_in_languages(),
        said in prop::collection::vec(prop_oneof![word().prop_map(str::to_owned), ".{0,12}"], 1..12),
        now_ms in any::<u64>(),
        locale in prop::option::of(prop::sample::select(vec!["de", "fr"])),
        elsewhere in (prop::option::weighted(0.2, 0_u64..8), 0_u32..4),
    ) {
        let Ok(flow) = Flow::from_toml(&text) else { return Ok(()) };
        let cvars = locale.map(|locale| (LOCALE_CVAR.to_owned(), locale.into())).into_iter().collect();
        let fresh = Conversation { cvars, ..Conversation::default() };
        let mut before = evaluate(&flow, &fresh, Heard::Begun, now_ms, 0).conversation;
        explained_as_it_is(&flow, &fresh, &said[0], now_ms);
        for said in &said {
            explained_as_it_is(&flow, &before, said, now_ms);
            let (module, retries) = elsewhere;
            if module.is_some() {
                explained_as_it_is(&flow, &Conversation { module, retries, ..before.clone() }, said, now_ms);
            }
            before = evaluate(&flow, &before, Heard::Said(said), now_ms, 0).conversation;
        }
    }

    #[test]
    fn the_demo_s_bots_are_explained_as_they_are(
        which in 0_usize..2,
        said in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u8..4), 1..12),
    ) {
        let flow = Flow::from_toml(DEMO[which]).unwrap();
        let words = its_words(&flow, DEMO[which]);
        let mut before = Conversation::default();
        for (one, other, kind) in &said {
            let (one, other) = (one.get(&words), other.get(&words));
            let said = match kind {
                0 => format!("{one} {other}"),
                1 => format!("{}, 12", one.to_uppercase()),
                _ => one.clone(),
            };
            explained_as_it_is(&flow, &before, &said, 0);
            before = evaluate(&flow, &before, Heard::Said(&said), 0, 0).conversation;
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
    let good =
        (0..100).filter(|_| parses(flow_in_languages().new_tree(&mut runner).unwrap().current())).count();
    assert!(good > 30, "{good} of 100");
}
