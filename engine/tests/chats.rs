//! Conversations that are written down: read, played against a flow, compared, recorded, counted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use std::collections::BTreeSet;

use parlour_engine::Flow;
use parlour_engine::chats::{
    Act, Chat, Coverage, Difference, Head, Player, Recorder, Replayed, ScriptedAnswer, replay,
};
use serde_json::Value;

const FLOW: &str = include_str!("chats/shop.toml");

fn flow() -> Flow {
    Flow::from_toml(FLOW).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn chat(text: &str) -> Chat {
    Chat::from_toml(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn played(text: &str) -> Replayed {
    replay(&flow(), &chat(text))
}

/// Line, key, what was expected and what was found of everything that differs.
fn told(replayed: &Replayed) -> Vec<String> {
    let of = |(line, difference): (usize, &Difference)| {
        format!("{line} {}: {:?} / {:?}", difference.what, difference.expected, difference.found)
    };
    let all = replayed.verdicts.iter();
    all.flat_map(|verdict| verdict.differences.iter().map(|difference| of((verdict.line, difference))))
        .collect()
}

fn mistakes(text: &str) -> Vec<String> {
    Chat::from_toml(text).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn a_file_with_every_key_comes_back_byte_for_byte() {
    let text = include_str!("chats/everything.chat.toml");
    assert_eq!(chat(text).to_toml(), text);
}

#[test]
fn what_is_not_known_or_of_another_type_is_told_with_its_line() {
    let found = mistakes(
        "titel = \"A\"\nseed = \"x\"\nnow = \"yesterday\"\nref = \"a\"\ngreets = false\n\
         [[step]]\nsay = 1\ntexts = \"Hi\"\n[[step]]\nmodule = 1.5\n\
         [[step]]\npress = \"A\"\nsay = \"B\"\ncontains = []\n\
         [[step]]\nplace = { latitude = 91, longitude = 0 }\nkinds = [\"hologram\"]\n\
         [[step]]\nrate = 1.5\nsilent = true\ncontains = \"a\"\n\
         [[step]]\ndate = \"soon\"\nmatches = \"(\"\nrequest = [{ states = 200 }]\n\
         [[step]]\nwait = \"a while\"\ntexts = [{ any = [\"A\"], contains = \"B\" }]\n\
         [[step]]\ngive_back = false\ncvars = { a = 1 }\nunset = [\"a\"]\n",
    );
    assert_eq!(
        found,
        [
            "1:1: `titel` is not a key of a conversation; allowed: title, flow, bot, locale, seed, now, ref, greets, host, profile, cvars, step (unknown_key)",
            "2:8: `seed` is a text; allowed: a whole number from 0 up (wrong_type)",
            "3:7: `now` is `yesterday`; allowed: a moment in UTC, `2026-05-01T09:00:00Z` (out_of_range)",
            "4:1: with `ref` the bot speaks first, with `greets = false` it does not; leave one of them out (two_beginnings)",
            "7:7: `say` is a number; allowed: a text (wrong_type)",
            "8:9: `texts` is a text; allowed: a list (wrong_type)",
            "9:1: only the first step may look without doing anything, where the bot speaks first; allowed: say, press, choose, fill, date, rate, place, file, ref, wait, standby, give_back (no_act)",
            "10:10: `module` is a number with a fraction or below zero; allowed: the name or number of a module (wrong_type)",
            "12:1: a step does one thing, and this one has `say` already; make it two steps (two_acts)",
            "16:9: there is no such place; allowed: latitude -90 to 90, longitude -180 to 180 (out_of_range)",
            "17:1: there is no type `hologram`; allowed: text, choice, wait, image, video, audio, file, card, rating, date, form, input, location, link, notice (out_of_range)",
            "19:8: `rate` is a number with a fraction or below zero; allowed: a whole number (wrong_type)",
            "21:1: `contains` wants words where `silent` wants none (silent_and_said)",
            "23:8: `date` is `soon`; allowed: a day, `2026-05-01`, `today` or `today+3` (out_of_range)",
            "24:11: this regular expression cannot be read: found open group without closing ')' (bad_regex)",
            "25:14: `states` is not a key of a request's answer; allowed: url, status, body, error (unknown_key)",
            "27:8: `wait` is no time; allowed: a number of milliseconds, or `30s`, `15m`, `2h`, `3d` (out_of_range)",
            "28:10: a text is told by one of: any, contains, matches (missing_key)",
            "30:13: `give_back` is false; leave it out (out_of_range)",
            "32:1: `a` cannot hold something and nothing (set_and_unset)",
        ]
    );
    assert_eq!(
        mistakes("title = \"A\""),
        ["1:1: a conversation needs at least one `[[step]]` (missing_key)"]
    );
    assert!(mistakes("[[step]\n")[0].contains("this is not TOML"));
}

/// Keys that the reader allows where it finds `unknown`.
fn allowed(text: &str) -> BTreeSet<String> {
    let found = mistakes(text).into_iter().find(|mistake| mistake.contains("`unknown`")).expect(text);
    let listed = found.split_once("allowed: ").unwrap().1.trim_end_matches(" (unknown_key)").to_owned();
    listed.split(", ").map(str::to_owned).collect()
}

#[test]
fn the_schema_for_editors_knows_every_key_of_every_table() {
    let schema: Value = serde_json::from_str(include_str!("../chat.schema.json")).unwrap();
    let defs = &schema["$defs"];
    for (text, table) in [
        ("unknown = 1", &schema),
        ("[[step]]\nunknown = 1", &defs["step"]),
        ("[[step]]\nrequest = [{ unknown = 1 }]", &defs["request"]),
        ("[[step]]\nplace = { unknown = 1 }", &defs["step"]["properties"]["place"]),
        ("[[step]]\ntexts = [{ unknown = 1 }]", &defs["text"]["anyOf"][1]),
    ] {
        assert_eq!(table["additionalProperties"], false, "{text}");
        let known: BTreeSet<String> = table["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(allowed(text), known, "{text}");
    }
}

#[test]
fn a_conversation_that_is_as_written_holds() {
    let replayed = played(include_str!("chats/shop.chat.toml"));
    assert_eq!(told(&replayed), [""; 0]);
    assert!(replayed.holds());
    assert_eq!(replayed.verdicts.len(), 18);
}

#[test]
fn every_expectation_can_fail_and_says_what_was_found() {
    let replayed = played(include_str!("chats/wrong.chat.toml"));
    assert!(!replayed.holds());
    assert_eq!(
        told(&replayed),
        [
            r#"1 module: ["2"] / ["greeting"]"#,
            r#"1 modules: ["menu"] / ["greeting"]"#,
            r#"1 handover: ["true"] / ["false"]"#,
            r#"1 texts: ["Hello!", "What is it about?"] / ["Hi!", "What is it about?"]"#,
            r#"1 matches: ["^bye"] / ["Hi!", "What is it about?"]"#,
            r#"1 choices: ["An order"] / ["An order", "A size", "A person"]"#,
            r#"1 kinds: ["text"] / ["text", "wait", "choice"]"#,
            r#"1 waits: [] / ["800 ms"]"#,
            r#"1 within: ["at most 500 ms"] / ["800 ms"]"#,
            r#"12 fallback: ["false"] / ["true"]"#,
            r#"12 contains: ["tents"] / ["Once more?"]"#,
            r#"17 press: ["A tent"] / ["Menu"]"#,
            r#"20 silent: [] / ["Hi!", "wait", "What is it about?"]"#,
            r#"27 cvars: ["colour = \"red\"", "size = 42"] / ["colour is not set", "size = 41"]"#,
            r#"31 choose: ["A tent"] / []"#,
            r#"31 unset: ["size is not set"] / ["size = 41"]"#,
            r#"35 fill: ["name"] / []"#,
            r#"38 ref: ["nowhere"] / []"#,
            r#"41 give_back: ["a person has it"] / ["the bot has it"]"#,
            r#"44 request: [] / ["GET https://api.shop.example/1"]"#,
            r#"47 request: ["https://api.shop.example/2"] / ["https://api.shop.example/1"]"#,
            r#"47 request: ["a request"] / []"#,
        ]
    );
}

#[test]
fn a_text_that_cannot_be_filled_in_is_a_difference() {
    let flow = Flow::from_toml(
        "name = \"A\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = [\"Hi\", \"{{ 1 / 0 }}\"]\n",
    )
    .unwrap();
    let replayed = replay(&flow, &chat("[[step]]\ntexts = [\"Hi\"]\n"));
    let difference = &replayed.verdicts[0].differences[0];
    assert_eq!((difference.what, difference.found.len()), ("faults", 1));
}

#[test]
fn a_caller_of_the_api_speaks_first() {
    let replayed =
        played("greets = false\n[[step]]\nsay = \"size\"\nmodule = \"size\"\nmodules = [\"size\"]\n");
    assert_eq!(told(&replayed), [""; 0]);
}

#[test]
fn coverage_counts_each_connection_once_and_lists_the_others() {
    let flow = flow();
    let covered = played(include_str!("chats/shop.chat.toml")).coverage.of(&flow);
    assert_eq!((covered.modules.reached, covered.modules.total), (9, 9), "{covered:#?}");
    assert_eq!((covered.connections.reached, covered.connections.total), (11, 11), "{covered:#?}");
    assert_eq!(covered.tenths(), 1_000);

    let few = played("[[step]]\n[[step]]\nsay = \"size\"\n[[step]]\nsay = \"41\"\n").coverage;
    let covered = few.of(&flow);
    assert_eq!((covered.modules.reached, covered.modules.total), (4, 9));
    let missed: Vec<String> = covered
        .connections
        .uncovered
        .iter()
        .map(|missed| {
            let from = missed.from.as_deref().unwrap_or("anywhere");
            format!("{} {} {:?} {from} > {}", missed.key, missed.kind, missed.position, missed.to)
        })
        .collect();
    assert_eq!(
        missed,
        [
            "connection global Some(1) anywhere > person",
            "connection local Some(1) greeting > order",
            "fallback local None greeting > again",
            "connection local Some(1) order > sorry",
            "connection local Some(2) order > found",
            "fallback local None size > again",
            "connection local Some(1) again > greeting",
            "fallback local None anywhere > again",
        ]
    );
    assert_eq!(covered.modules.uncovered.iter().map(|missed| missed.id).collect::<Vec<_>>(), [2, 3, 4, 6, 7]);
    assert_eq!((covered.modules.tenths(), covered.connections.tenths()), (444, 272));

    let mut together = few;
    together.add(&played(include_str!("chats/shop.chat.toml")).coverage);
    assert_eq!(together.of(&flow).tenths(), 1_000);
    assert_eq!(Coverage::default().of(&flow).tenths(), 0);
}

#[test]
fn a_module_times_out_while_time_passes() {
    let flow = Flow::from_toml(
        "name = \"A\"\nfallback = 1\n[[module]]\nid = 1\nname = \"ask\"\nstarting = true\nsay = \"Which size?\"\n\
         timeout = { seconds = 60, to = 2 }\n\
         [[module]]\nid = 2\nname = \"still-there\"\nsay = \"Still there?\"\ntimeout = { seconds = 60, to = 3 }\n\
         [[module]]\nid = 3\nname = \"gone\"\nsay = \"Until later.\"\n",
    )
    .unwrap();
    let held = replay(
        &flow,
        &chat(
            "[[step]]\n[[step]]\nwait = \"59s\"\nsilent = true\nmodule = \"ask\"\n\
             [[step]]\nsay = \"what?\"\nmodule = \"ask\"\n\
             [[step]]\nwait = \"1m\"\ntexts = [\"Still there?\"]\nmodule = \"still-there\"\n\
             [[step]]\nref = 1\n\
             [[step]]\nwait = \"1h\"\nmodules = [\"still-there\", \"gone\"]\ntexts = [\"Still there?\", \"Until later.\"]\n\
             [[step]]\nwait = \"1h\"\nsilent = true\n\
             [[step]]\nref = 1\n[[step]]\nstandby = \"I take this\"\n[[step]]\nwait = \"1h\"\nsilent = true\n",
        ),
    );
    assert_eq!(told(&held), [""; 0]);
    assert_eq!(held.coverage.of(&flow).tenths(), 1_000);
    let few = replay(&flow, &chat("[[step]]\n")).coverage.of(&flow).connections.uncovered;
    let keys: Vec<(&str, &str, bool)> =
        few.iter().map(|missed| (missed.key, missed.to.as_str(), missed.fallback)).collect();
    assert_eq!(
        keys,
        [("timeout", "still-there", false), ("timeout", "gone", false), ("fallback", "ask", true)]
    );
}

#[test]
fn what_is_recorded_is_read_again_and_holds() {
    let flow = flow();
    let head = Head { title: Some("Recorded".into()), ..Head::default() };
    let (mut player, mut recorder) = (Player::new(&flow, &head), Recorder::new(head));
    recorder.opened(&player.open(None, &[]).0, Vec::new());
    let answers = vec![ScriptedAnswer {
        url: Some("https://api.shop.example/1".into()),
        status: Some(200),
        body: serde_json::json!({"name": "A tent"}),
        error: None,
    }];
    for (said, answers) in [
        ("An order", answers),
        ("what else is there?", Vec::new()),
        ("Menu", Vec::new()),
        ("size", Vec::new()),
        ("big", Vec::new()),
        ("41", Vec::new()),
        ("Name: Ann\nDay: 2026-05-01", Vec::new()),
        ("a person", Vec::new()),
    ] {
        let (seen, differences) = player.act(&Act::Say(said.into()), &answers);
        assert_eq!(differences, []);
        recorder.said(said, &seen, answers);
    }
    let (seen, _) = player.act(&Act::Say("are you there?".into()), &[]);
    recorder.said("are you there?", &seen, Vec::new());
    let file = recorder.chat().to_toml();
    assert_eq!(file, include_str!("chats/recorded.chat.toml"));
    assert_eq!(told(&replay(&flow, &chat(&file))), [""; 0]);
}
