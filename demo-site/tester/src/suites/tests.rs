use parlour_engine::chats::{Act, Side, replay};
use parlour_engine::{Cvars, Flow};

use super::{Case, Done, Outcome, Talk, file_name, record, risen, run, talk};
use crate::why::Turn;

const FLOW: &str = r#"
name = "Shop"
fallback = "sorry"

[[module]]
id = 1
name = "hello"
starting = true
say = [{ text = "Hello" }, { wait = 800 }, { text = "What is it?", suggested_replies = ["Boots", "Tents"] }]
connection = [{ to = "boots", any_of = "boots" }, { to = "tents", any_of = "tents" }]

[[module]]
id = 2
name = "boots"
instruction = "For walking?"
save = "walks"
timeout = { seconds = 30, to = "still-there" }
connection = [{ to = "hello", any_of = ["yes", "no"] }]

[[module]]
id = 3
name = "tents"
instruction = "Tents are out of stock."

[[module]]
id = 4
name = "still-there"
instruction = "Are you still there?"
connection = [{ to = "hello", any_of = "yes" }]

[[module]]
id = 5
name = "sorry"
instruction = "Sorry?"
"#;

const BEGAN: u64 = 1_780_000_000_000;

fn flow() -> Flow {
    Flow::from_toml(FLOW).unwrap()
}

/// Acts, each so many milliseconds after the one before.
fn held(acts: &[(u64, Act)]) -> Talk {
    let mut talk = Talk::default();
    talk.head.now_ms = BEGAN;
    let mut at_ms = BEGAN;
    for (after, act) in acts {
        at_ms += after;
        talk.acts.push(Done { at_ms, act: act.clone() });
    }
    talk
}

fn say(text: &str) -> Act {
    Act::Say(text.to_owned())
}

#[test]
fn a_session_is_written_with_texts_choices_module_variables_and_pauses() {
    let written = record(&flow(), &held(&[(2_000, say("Boots")), (3_000, say("yes"))])).chat.to_toml();
    assert_eq!(
        written,
        r#"now = 2026-05-28T20:26:40Z

[[step]]
module = "hello"
texts = ["Hello", "What is it?"]
choices = ["Boots", "Tents"]
waits = [800]

[[step]]
press = "Boots"
module = "boots"
texts = ["For walking?"]

[[step]]
say = "yes"
module = "hello"
texts = ["Hello", "What is it?"]
choices = ["Boots", "Tents"]
cvars = { walks = "yes" }
waits = [800]
"#
    );
}

#[test]
fn what_was_recorded_holds_when_it_is_replayed() {
    let flow = flow();
    let recorded =
        record(&flow, &held(&[(1, say("boots")), (45_000, say("yes")), (1, Act::Jump("tents".into()))]));
    assert_eq!(recorded.lacks, []);
    let file = Case::read("a.chat.toml", &recorded.chat.to_toml());
    assert!(replay(&flow, &file.chat.unwrap()).holds());
}

#[test]
fn a_wait_is_written_where_a_module_went_on_in_it_and_nowhere_else() {
    let acts = |after| held(&[(60_000, say("boots")), (after, say("yes"))]);
    let done = |after| {
        let chat = record(&flow(), &acts(after)).chat;
        chat.steps.iter().filter_map(|step| step.act.as_ref().map(Act::to_toml)).collect::<Vec<_>>()
    };
    assert_eq!(done(29_000), ["say = \"boots\"", "say = \"yes\""]);
    assert_eq!(done(30_001), ["say = \"boots\"", "wait = \"31s\"", "say = \"yes\""]);
}

#[test]
fn turns_of_the_wire_are_what_was_done() {
    let began = Turn::of_session(r#"{"ref":"boots"}"#, BEGAN + 250);
    let body = r#"{"id":"m1","actions":[{"type":"text","text":"yes"}],"user_cvars":{"plan":"gold"}}"#;
    let said = Turn::of_message(body, BEGAN + 900).unwrap();
    let moved = Turn::of_message(r#"{"id":"m2","actions":[],"ref":"tents"}"#, BEGAN + 1_900).unwrap();
    let talk = talk(&[began, said, moved], "de");
    assert_eq!(talk.head.reference.as_deref(), Some("boots"));
    assert_eq!((talk.head.now_ms, talk.head.locale.as_deref()), (BEGAN, Some("de")));
    assert_eq!(talk.head.cvars, Cvars::from_iter([("plan".to_owned(), "gold".into())]));
    assert_eq!(
        talk.acts,
        [
            Done { at_ms: BEGAN + 900, act: say("yes") },
            Done { at_ms: BEGAN + 1_900, act: Act::Jump("tents".to_owned()) }
        ]
    );
}

const GOOD: &str =
    "title = \"Boots\"\n[[step]]\nmodule = \"hello\"\n[[step]]\npress = \"Boots\"\nmodule = \"boots\"\n";
const BAD: &str = "[[step]]\nsay = \"tents\"\nmodule = \"tents\"\ntexts = [\"Tents are here.\"]\n[[step]]\nsay = \"x\"\nmodule = \"tents\"\n[[step]]\nsay = \"x\"\nmodule = \"tents\"\n";

#[test]
fn each_file_holds_or_shows_the_first_step_that_does_not() {
    let cases = [Case::read("boots.chat.toml", GOOD), Case::read("tents.chat.toml", BAD)];
    let ran = run(&flow(), &cases);
    assert_eq!(ran.told(), "2 conversations: 1 passed, 1 failed");
    assert_eq!((ran.rows[0].title.as_deref(), ran.rows[0].steps), (Some("Boots"), 2));
    assert_eq!(ran.rows[0].outcome, Outcome::Holds);
    let differs = if let Outcome::Differs(differs) = &ran.rows[1].outcome { Some(differs) } else { None };
    let differs = differs.expect("a difference");
    assert_eq!((differs.step, differs.line, differs.did.as_str()), (1, 1, "say = \"tents\""));
    assert_eq!(differs.more, 2);
    assert_eq!(differs.differences[0].what, "texts");
    assert_eq!(
        differs.differences[0].lines(),
        [(Side::Expected, "Tents are here.".to_owned()), (Side::Found, "Tents are out of stock.".to_owned())]
    );
}

#[test]
fn a_file_with_mistakes_tells_them_and_the_others_are_held() {
    let cases = [Case::read("a.chat.toml", "[[step]]\nmodul = \"hello\"\n"), Case::read("b.chat.toml", GOOD)];
    let ran = run(&flow(), &cases);
    let mistakes = if let Outcome::Unread(mistakes) = &ran.rows[0].outcome { Some(mistakes) } else { None };
    let mistakes = mistakes.expect("a file with mistakes");
    assert!(mistakes[0].starts_with("2:1: unknown_key: `modul` is not a key of a step"), "{mistakes:?}");
    assert_eq!(ran.rows[1].outcome, Outcome::Holds);
    assert_eq!(ran.told(), "2 conversations: 1 passed, 1 failed");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let case = Case::read("a.chat.toml", &"#".repeat(crate::limits::CASE_BYTES + 1));
    assert_eq!(case.chat.unwrap_err(), ["It has more than 4194304 bytes."]);
}

#[test]
fn coverage_is_that_of_all_files_and_what_is_missing_is_listed() {
    let ran = run(&flow(), &[Case::read("a", GOOD), Case::read("b", BAD)]);
    assert_eq!(
        ran.covered.told(),
        "modules        80 %  4 of 5\n      still-there (4)\n\
         connections    50 %  3 of 6\n      boots → hello  (local 1, id 3)\n      boots → still-there  (timeout)\n      \
         still-there → hello  (local 1, id 4)\n"
    );
}

#[test]
fn coverage_is_shown_rising() {
    let before = run(&flow(), &[Case::read("a", GOOD)]).covered;
    let now = run(&flow(), &[Case::read("a", GOOD), Case::read("b", BAD)]).covered;
    assert_eq!(risen(None, &before), ["modules 40 %, 2 of 5", "connections 16.6 %, 1 of 6"]);
    assert_eq!(
        risen(Some(&before), &now),
        ["modules 40 % → 80 %, 4 of 5", "connections 16.6 % → 50 %, 3 of 6"]
    );
    assert_eq!(risen(Some(&now), &now), ["modules 80 %, 4 of 5", "connections 50 %, 3 of 6"]);
}

#[test]
fn a_file_is_named_after_what_it_is_about() {
    assert_eq!(file_name("Boots, for hills!"), "boots-for-hills.chat.toml");
    assert_eq!(file_name("  "), "conversation.chat.toml");
}
