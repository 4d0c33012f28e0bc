//! Evaluations a second on one core, for flows of several sizes: `cargo xtask bench engine`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_push_string)] // a measurement may stop

use std::hint::black_box;
use std::time::{Duration, Instant};

use parlour_engine::{Conversation, Flow, Heard, evaluate};

/// How long each flow is measured.
const LASTS: Duration = Duration::from_secs(2);
/// Modules of the flow that the target is for, and of its larger siblings.
const SIZES: [usize; 3] = [200, 1_000, 5_000];
/// What visitors say: the topics of a shop, whole sentences, and something nobody foresaw.
const SAID: &[&str] = &[
    "topic 12 please",
    "Hello, I would like to know about topic 150, if that is possible.",
    "Yes",
    "and a kayak?",
    "HUMAN",
    "où est ma commande ?",
];

fn main() {
    let measured: Vec<(usize, u64)> = SIZES.into_iter().map(|size| (size, measure(size))).collect();
    let of_target = measured.first().map_or(0, |(_, rate)| *rate);
    if std::env::args().any(|argument| argument == "--json") {
        let by_size: serde_json::Map<String, serde_json::Value> =
            measured.iter().map(|(size, rate)| (size.to_string(), (*rate).into())).collect();
        let told = serde_json::json!({
            "modules": SIZES[0],
            "evaluations_per_second": of_target,
            "evaluations_per_second_by_modules": by_size,
        });
        println!("{told}");
    } else {
        for (size, rate) in measured {
            println!("{size:>6} modules  {rate:>9} evaluations/s");
        }
    }
}

/// A tenth of the modules is understood everywhere, by five phrases each; all have three connections
/// of their own.
fn flow(modules: usize) -> Flow {
    let mut text = "name = \"Bench\"\nfallback = 1\n[[connection]]\nany_of = \"human\"\nto = 2\n".to_owned();
    for topic in (10..modules).step_by(10) {
        let phrases: Vec<String> = (0..5).map(|more| format!("\"topic {}\"", topic + more)).collect();
        text.push_str(&format!("[[connection]]\nany_of = [{}]\nto = {topic}\n", phrases.join(", ")));
    }
    for id in 1..=modules {
        let starting = if id == 1 { "starting = true\n" } else { "" };
        let next = id % modules + 1;
        text.push_str(&format!(
            "[[module]]\nid = {id}\nname = \"module {id}\"\n{starting}by_ref = true\n\
             say = [{{ text = [\"This is what there is to say about topic {id}.\", \"Topic {id}, then.\"] }}, \
             {{ suggested_replies = [\"Yes\", \"No\", \"Something else\"] }}]\n\
             connection = [{{ any_of = [\"yes\", \"sure\"], to = {next} }}, {{ any_of = \"no\", to = 1 }}, \
             {{ exactly = \"back\", to = 2 }}]\n"
        ));
    }
    Flow::from_toml(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

fn measure(modules: usize) -> u64 {
    let flow = flow(modules);
    let mut conversation = Conversation::default();
    let (begun, mut count) = (Instant::now(), 0_u64);
    loop {
        for _ in 0..200 {
            for said in SAID {
                count += 1;
                let outcome = evaluate(&flow, &conversation, Heard::Said(black_box(said)), 0, count);
                assert!(!outcome.spoken.is_empty());
                conversation = black_box(outcome).conversation;
            }
        }
        let lasted = begun.elapsed();
        if lasted >= LASTS {
            return u64::try_from(u128::from(count) * 1_000_000_000 / lasted.as_nanos()).unwrap();
        }
    }
}
