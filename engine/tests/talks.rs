//! Conversations of 300 turns, one for each type of answer: natively and in a browser the same bytes.
//!
//! `talks/<type>.toml` is the flow; `talks/<type>.script` what the visitor says, a JSON string a line,
//! and `@<seconds since 1970>` where the clock moves; `talks/<type>.expected` what came of it. With
//! `PARLOUR_BLESS=1` the last is written anew, to be read before it is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use std::fmt::Write as _;

use parlour_engine::{Conversation, Cvars, Flow, Heard, Outcome, evaluate};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Turns of each conversation.
const TURNS: usize = 300;

macro_rules! talks {
    ($($kind:ident)*) => {$(
        #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
        #[cfg_attr(not(target_arch = "wasm32"), test)]
        fn $kind() {
            hold(
                stringify!($kind),
                include_str!(concat!("talks/", stringify!($kind), ".toml")),
                include_str!(concat!("talks/", stringify!($kind), ".script")),
                include_str!(concat!("talks/", stringify!($kind), ".expected")),
            );
        }
    )*};
}

talks! { statement text number email phone date multiple_choice multi_select rating file location form }

fn hold(kind: &str, flow: &str, script: &str, expected: &str) {
    let flow = Flow::from_toml(flow).unwrap_or_else(|mistakes| panic!("{kind}: {mistakes:#?}"));
    let told = transcript(&flow, script);
    if std::env::var_os("PARLOUR_BLESS").is_some() {
        let path = format!("{}/tests/talks/{kind}.expected", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, &told).expect("the transcript is written");
        return;
    }
    let differs = told.lines().zip(expected.lines()).position(|(told, expected)| told != expected);
    if let Some(at) = differs {
        let around =
            |text: &str| text.lines().skip(at.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
        panic!("{kind}.expected:{}:\n{}\ninstead of\n{}", at + 1, around(&told), around(expected));
    }
    assert_eq!(told.len(), expected.len(), "{kind}: one goes on after the other has ended");
}

fn transcript(flow: &Flow, script: &str) -> String {
    let (mut told, mut now_ms, mut turn) = (String::new(), 0, 0);
    let mut conversation = Conversation::default();
    let mut take = |told: &mut String, outcome: Outcome| {
        write_turn(told, &conversation, &outcome);
        conversation = outcome.conversation;
        conversation.clone()
    };
    let mut before = Conversation::default();
    for line in script.lines() {
        if let Some(seconds) = line.strip_prefix('@') {
            now_ms = seconds.parse::<u64>().expect("seconds") * 1_000;
            writeln!(told, "@{seconds}").unwrap();
            if turn == 0 {
                before = take(&mut told, evaluate(flow, &before, Heard::Begun, now_ms, 0));
            }
            continue;
        }
        turn += 1;
        let said: String = serde_json::from_str(line).expect("a JSON string a line");
        writeln!(told, "{turn} > {line}").unwrap();
        let seed = u64::try_from(turn).unwrap();
        before = take(&mut told, evaluate(flow, &before, Heard::Said(&said), now_ms, seed));
    }
    assert_eq!(turn, TURNS);
    told
}

/// Who spoke and why, what was said, and what the conversation remembers differently now.
fn write_turn(told: &mut String, before: &Conversation, outcome: &Outcome) {
    for spoken in &outcome.spoken {
        let ways: Vec<String> = spoken
            .connections
            .iter()
            .map(|way| format!(" {}{}", way.kind, if way.fallback { " fallback" } else { "" }))
            .collect();
        writeln!(told, "  {}:{}", spoken.module.name, ways.join(",")).unwrap();
        for action in &spoken.actions {
            writeln!(told, "    {}", serde_json::to_string(action).unwrap()).unwrap();
        }
    }
    let after = &outcome.conversation;
    if after.retries != before.retries {
        writeln!(told, "  retries {}", after.retries).unwrap();
    }
    let changed = |from: &Cvars, to: &Cvars| -> Vec<String> {
        to.iter()
            .filter(|(name, value)| from.get(*name) != Some(*value))
            .map(|(name, _)| name.clone())
            .collect()
    };
    for name in changed(&before.cvars, &after.cvars) {
        writeln!(told, "  {name} = {}", after.cvars[&name]).unwrap();
    }
    for name in before.cvars.keys().filter(|name| !after.cvars.contains_key(*name)) {
        writeln!(told, "  {name} is forgotten").unwrap();
    }
    for fault in &outcome.faults {
        writeln!(told, "  ! {fault}").unwrap();
    }
}
