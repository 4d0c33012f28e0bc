//! One flow in several languages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use parlour_engine::{Conversation, Flow, Heard, LOCALE_CVAR, Outcome, evaluate};
use serde_json::json;

const SHOP: &str = r#"
name = "Shop"
language = "en"
fallback = "pardon"

[[module]]
id = 1
name = "greeting"
starting = true
say = [
  { text = ["Hello {{ name | default('there') }}!"] },
  { text = "What is it about?", suggested_replies = ["An order", "Colours"] },
  { card = { title = "Tent", buttons = [{ title = "Buy", say = "I buy it" }] } },
]

  [[module.connection]]
  any_of = "order"
  to = "order"

  [[module.connection]]
  any_of = ["colours", "Farbtöne"]
  to = "colour"

  [[module.connection]]
  exactly = "I buy it"
  to = "order"

[[module]]
id = 2
name = "colour"
type = "multiple_choice"
instruction = "Which?"
options = ["Red", "Blue"]
error_instruction = "One of these, please."
save = "colour"
connection = [{ cvar = { name = "colour", equals = "Red" }, to = "order" }]

[[module]]
id = 3
name = "order"
type = "form"
instruction = "Where to?"
field = [
  { name = "mail", label = "E-mail", type = "email", required = true },
  { name = "size", label = "Size", type = "multiple_choice", options = ["Small", "Large"] },
]
connection = [{ always = true, to = "done" }]

[[module]]
id = 4
name = "done"
say = ["{{ mail }} {{ size }} 👍", { notice = "The chat ends." }]

[[module]]
id = 5
name = "pardon"
say = "Pardon?"

[translations.de]
"Hello {{ name | default('there') }}!" = "Hallo {{ name | default('du') }}!"
"What is it about?" = "Worum geht es?"
"An order" = "Eine Bestellung"
"Colours" = "Farben"
"Tent" = "Zelt"
"Buy" = "Kaufen"
"I buy it" = "Das nehme ich"
"Which?" = "Welche?"
"Red" = "Rot"
"Blue" = "Blau"
"One of these, please." = "Bitte eine davon."
"Where to?" = "Wohin?"
"E-mail" = "E-Mail-Adresse"
"Size" = "Größe"
"Small" = "Klein"
"Large" = "Groß"
"The chat ends." = "Das Gespräch ist zu Ende."
"Pardon?" = "Wie bitte?"
"#;

fn shop() -> Flow {
    Flow::from_toml(SHOP).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn begun(locale: &str) -> Outcome {
    let cvars = [(LOCALE_CVAR.to_owned(), json!(locale))].into_iter().collect();
    evaluate(&shop(), &Conversation { cvars, ..Conversation::default() }, Heard::Begun, 0, 0)
}

fn talk(locale: &str, lines: &[&str]) -> Outcome {
    lines.iter().fold(begun(locale), |outcome, line| {
        evaluate(&shop(), &outcome.conversation, Heard::Said(line), 0, 0)
    })
}

fn wire(outcome: &Outcome) -> String {
    serde_json::to_string(&outcome.spoken[0].actions).unwrap()
}

#[test]
fn everything_shown_is_in_the_visitors_language() {
    assert_eq!(
        wire(&begun("de-AT")),
        r#"[{"type":"text","text":"Hallo du!"},{"type":"choice","text":"Worum geht es?","options_type":"suggested_replies","options":["Eine Bestellung","Farben"]},{"type":"card","cards":[{"title":"Zelt","text":"","image_source_url":"","buttons":[{"is_active":true,"title":"Kaufen","type":"postback","options":{"message":"Das nehme ich"}}]}]}]"#
    );
    assert_eq!(
        wire(&talk("de", &["Eine Bestellung"])),
        r#"[{"type":"text","text":"Wohin?"},{"type":"form","text":"","fields":[{"name":"mail","label":"E-Mail-Adresse","kind":"email","required":true},{"name":"size","label":"Größe","kind":"multiple_choice","required":false,"options":["Klein","Groß"]}]}]"#
    );
    assert_eq!(wire(&talk("de", &["blabla"])), r#"[{"type":"text","text":"Wie bitte?"}]"#);
    assert!(wire(&begun("fr")).contains("Hello there!"));
    assert!(wire(&begun("")).contains("Hello there!"));
}

#[test]
fn a_button_is_understood_in_both_languages() {
    for (line, module) in [
        ("eine bestellung!", 3),
        ("An order", 3),
        ("Das nehme ich", 3),
        ("I buy it", 3),
        ("Farben", 2),
        ("Farbtöne", 2),
        ("Bestellung", 5),
    ] {
        assert_eq!(talk("de", &[line]).conversation.module, Some(module), "{line}");
    }
    assert_eq!(talk("en", &["Eine Bestellung"]).conversation.module, Some(5), "nobody speaks German here");
}

#[test]
fn an_option_is_kept_in_the_flows_own_words() {
    for line in ["rot", "Red", "1"] {
        let outcome = talk("de", &["Farben", line]);
        assert_eq!(outcome.conversation.cvars["colour"], json!("Red"), "{line}");
        assert_eq!(outcome.conversation.module, Some(3), "{line}");
    }
    let again = talk("de", &["Farben", "Grün"]);
    assert_eq!(
        wire(&again),
        r#"[{"type":"text","text":"Bitte eine davon."},{"type":"choice","text":"","options_type":"suggested_replies","options":["Rot","Blau"]}]"#
    );
}

#[test]
fn a_form_is_understood_in_both_languages() {
    for line in ["E-Mail-Adresse: a@b.cd\nGröße: groß", "e-mail: a@b.cd\nsize: Large"] {
        let outcome = talk("de", &["Eine Bestellung", line]);
        assert_eq!(
            wire(&outcome),
            r#"[{"type":"text","text":"a@b.cd Large 👍"},{"type":"notice","text":"Das Gespräch ist zu Ende."}]"#
        );
    }
}

#[test]
fn a_module_may_change_the_language() {
    let text = SHOP.replace("name = \"pardon\"\n", "name = \"pardon\"\nset = { locale = \"de\" }\n");
    let flow = Flow::from_toml(&text).unwrap();
    let outcome = evaluate(&flow, &begun("en").conversation, Heard::Said("was?"), 0, 0);
    assert_eq!(wire(&outcome), r#"[{"type":"text","text":"Wie bitte?"}]"#);
}

#[test]
fn a_flow_tells_its_languages() {
    assert_eq!(shop().languages(), ["en", "de"]);
    let silent =
        "name = \"S\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = \"Hi\"\n";
    assert!(Flow::from_toml(silent).unwrap().languages().is_empty());
}

fn mistakes(text: &str) -> Vec<(&'static str, usize, usize)> {
    let found = Flow::from_toml(text).expect_err("a mistake");
    found.iter().map(|mistake| (mistake.code, mistake.line, mistake.column)).collect()
}

fn line_of(text: &str, what: &str) -> usize {
    text.lines().position(|line| line.contains(what)).unwrap() + 1
}

#[test]
fn a_missing_translation_is_told_where_the_text_stands() {
    for (left_out, line, column) in [
        ("\"Welche?\"", "instruction = \"Which?\"", 15),
        ("\"Rot\"", "options = [\"Red\"", 12),
        ("\"Größe\"", "label = \"Size\"", 28),
        ("\"Das nehme ich\"", "I buy it", 64),
        ("\"Bitte eine davon.\"", "error_instruction", 21),
    ] {
        let text = SHOP.replacen(&format!("= {left_out}\n"), "= \"\"\n", 1);
        assert!(mistakes(&text).iter().any(|(code, ..)| *code == "empty"), "{left_out}");
        let lines: Vec<&str> =
            SHOP.lines().filter(|line| !line.ends_with(&format!("= {left_out}"))).collect();
        let text = lines.join("\n");
        assert_eq!(mistakes(&text), [("missing_translation", line_of(&text, line), column)], "{left_out}");
    }
    let french = format!("{SHOP}\n[translations.fr]\n\"Pardon?\" = \"Pardon ?\"\n");
    let told = Flow::from_toml(&french).unwrap_err();
    assert_eq!(told.len(), 17);
    assert!(told.iter().all(|mistake| mistake.message == "this text has no translation into fr"), "{told:?}");
}

#[test]
fn a_translation_that_is_never_shown_is_told() {
    let text = format!("{SHOP}\"Helo\" = \"Halo\"\n");
    assert_eq!(mistakes(&text), [("unused_translation", line_of(&text, "Helo"), 1)]);
}

#[test]
fn what_is_wrong_in_a_translation_is_told_where_it_stands() {
    let text = SHOP.replace("\"Wohin?\"", "\"Wohin {{ a\"");
    assert_eq!(mistakes(&text), [("bad_template", line_of(&text, "Wohin"), 25)]);
    let text = SHOP.replace("language = \"en\"\n", "");
    assert_eq!(mistakes(&text)[0].0, "missing_key");
    let text = SHOP.replace("[translations.de]", "[translations.german-language]");
    assert!(
        mistakes(&text)
            .iter()
            .any(|(code, line, _)| *code == "out_of_range" && *line == line_of(&text, "translations."))
    );
    let text = SHOP.replace("[translations.de]", "[translations.EN]");
    assert!(mistakes(&text).iter().any(|(code, ..)| *code == "duplicate_name"));
}
