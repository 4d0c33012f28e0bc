//! Modules that expect something, variables, conditions, and the trail a turn leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use parlour_engine::{Conversation, Effect, Flow, Heard, Outcome, Response, evaluate};
use parlour_protocol::Action;
use serde_json::json;

/// 2026-05-01, noon.
const NOW_MS: u64 = 1_777_636_800_000;

const DESK: &str = r#"
name = "Desk"
fallback = "pardon"

[[connection]]
id = 90
any_of = ["human"]
to = "person"

[[module]]
id = 1
name = "count"
starting = true
type = "number"
min = 1
max = 9
instruction = "How many?"
error_instruction = "A number from 1 to 9, please."
retries = 2
save = "count"
fallback = "pardon"

  [[module.connection]]
  id = 7
  position = 2
  always = true
  to = "total"

  [[module.connection]]
  position = 1
  number = { at_least = 9 }
  to = "many"

[[module]]
id = 2
name = "total"
compute = { total = "count * 20" }
set = { currency = "EUR", thanks = "Thank you, {{ name | default('dear guest') }}" }
clear = ["draft"]
skip_user_input = true
fallback = "bill"

  [[module.connection]]
  cvar = { name = "total", above = 100 }
  to = "many"

[[module]]
id = 3
name = "many"
say = ["{{ count }} are many."]

[[module]]
id = 4
name = "bill"
skip_global_connection_evaluation = true
say = [
  "{{ thanks }}: {{ total }} {{ currency }}.",
  { image = "https://example.com/{{ count }}.png", text = "Tent" },
  { card = { title = "Tent", buttons = [{ title = "Buy" }, { title = "See", url = "https://example.com/" }] } },
]
request = { method = "POST", url = "https://example.com/orders", body = "{\"count\": {{ count }}}", save = { order = "id" } }

[[module]]
id = 5
name = "person"
say = "A person comes."

[[module]]
id = 6
name = "pardon"
say = "Pardon?"

[[module]]
id = 8
name = "urgent"
is_global = true
priority = 5
when = { all = [{ fuzzy = "emergency" }, { not = { regex = "^no\\b" } }] }
say = "Call 112."
"#;

fn desk() -> Flow {
    Flow::from_toml(DESK).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

fn say(conversation: &Conversation, text: &str) -> Outcome {
    evaluate(&desk(), conversation, Heard::Said(text), NOW_MS, 1)
}

fn begun() -> Conversation {
    evaluate(&desk(), &Conversation::default(), Heard::Begun, NOW_MS, 1).conversation
}

fn names(outcome: &Outcome) -> Vec<&str> {
    outcome.spoken.iter().map(|spoken| spoken.module.name.as_str()).collect()
}

fn text(outcome: &Outcome) -> String {
    outcome.spoken[0].actions[0].readable()
}

#[test]
fn a_wrong_answer_is_asked_for_again_until_the_retries_are_used_up() {
    let first = say(&begun(), "some");
    assert_eq!((text(&first).as_str(), first.conversation.retries), ("A number from 1 to 9, please.", 1));
    assert_eq!(first.conversation.module, Some(1));
    let second = say(&first.conversation, "12");
    assert_eq!((names(&second), second.conversation.retries), (vec!["count"], 2));
    let third = say(&second.conversation, "lots");
    assert_eq!((names(&third), third.conversation.retries), (vec!["pardon"], 0));
    assert!(third.trail.evaluated[0].is_fallback);
}

#[test]
fn a_right_answer_is_kept_computed_with_and_said() {
    let asked = say(&begun(), "3");
    assert_eq!((names(&asked).len(), asked.effects.len()), (0, 1), "it speaks when it has an answer");
    let outcome = evaluate(&desk(), &asked.conversation, Heard::Answered(&Response::default()), NOW_MS, 1);
    assert_eq!(names(&outcome), ["bill"]);
    assert_eq!(text(&outcome), "Thank you, dear guest: 60 EUR.");
    let cvars = &outcome.conversation.cvars;
    assert_eq!((&cvars["count"], &cvars["total"]), (&json!(3), &json!(60)));
    assert_eq!(outcome.faults, Vec::<String>::new());
    let wire = serde_json::to_value(&outcome.spoken[0].actions).unwrap();
    assert_eq!(wire[1], json!({"type": "image", "url": "https://example.com/3.png", "text": "Tent"}));
    assert_eq!(wire[2]["cards"][0]["buttons"][0]["options"], json!({"message": "Buy"}));
    assert_eq!(wire[2]["cards"][0]["buttons"][1]["type"], "web_url");
}

#[test]
fn the_trail_names_what_was_passed_and_followed() {
    let outcome = say(&begun(), "3");
    assert_eq!(outcome.trail.through_bot_modules, [2]);
    assert_eq!((outcome.trail.through_connection_id, outcome.trail.is_global_module_match), (Some(7), false));
    let followed: Vec<_> =
        outcome.trail.evaluated.iter().map(|one| (one.is_fallback, one.position, one.to)).collect();
    assert_eq!(followed, [(false, 2, 2), (true, 2, 4)]);
    let global = say(&begun(), "human");
    assert_eq!((global.trail.through_connection_id, global.trail.is_global_module_match), (Some(90), true));
    assert_eq!(names(&global), ["person"]);
}

#[test]
fn position_decides_before_the_order_of_the_file() {
    assert_eq!(names(&say(&begun(), "9")), ["many"]);
    assert_eq!(names(&say(&begun(), "8")), ["many"], "8 * 20 is above 100");
}

#[test]
fn a_request_is_an_effect_with_its_holes_filled_in() {
    let outcome = say(&begun(), "2");
    let [Effect::Request { module: 4, method, url, body: Some(body), save, .. }] = outcome.effects.as_slice()
    else {
        panic!("{:?}", outcome.effects);
    };
    assert_eq!(
        (method.as_str(), url.as_str(), body.as_str()),
        ("POST", "https://example.com/orders", "{\"count\": 2}")
    );
    assert_eq!(save, &[("order".to_owned(), "id".to_owned())]);
}

#[test]
fn a_global_module_is_heard_unless_the_one_asked_forbids_it() {
    assert_eq!(names(&say(&begun(), "an emergancy!")), ["urgent"]);
    assert_eq!(names(&say(&begun(), "No emergency")), ["count"]);
    let bill = say(&begun(), "2").conversation;
    assert_eq!(names(&say(&bill, "emergency")), ["pardon"]);
}

#[test]
fn a_condition_can_be_read_by_a_person() {
    let flow = "name = \"D\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = \"?\"\nconnection = [\n\
        { any_of = [\"Où est\", \"b\"], to = 1 },\n\
        { all = [{ exactly = \"a\" }, { not = { contains = \"b\" } }, { any = [{ fuzzy = \"c\" }, { regex = \"d+\" }] }], to = 1 },\n\
        { number = { above = 1.5, at_most = 3 }, to = 1 },\n{ date = { on = \"today\", before = \"today+30\", after = 2026-05-01 }, to = 1 },\n\
        { cvar = { name = \"n\", is_set = true, at_least = 2 }, to = 1 },\n{ cvar = { name = \"n\", equals = \"x\" }, to = 1 },\n{ always = true, to = 1 }]\n";
    let flow = Flow::from_toml(flow).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let read: Vec<String> =
        flow.modules()[0].connections.iter().map(|way| way.condition.to_string()).collect();
    assert_eq!(
        read,
        [
            "ou est, b",
            "only a and not (…b…) and (like c, /d+/)",
            "number > 1.5 ≤ 3",
            "day on today before today+30 after 2026-05-01",
            "n is set ≥ 2",
            "n = \"x\"",
            "always",
        ]
    );
}

#[test]
fn dates_are_compared_with_the_day_of_the_turn() {
    let flow = "name = \"D\"\nfallback = 2\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\ntype = \"date\"\n\
        say = \"When?\"\nconnection = [{ date = { after = \"today\", before = 2027-01-01 }, to = 3 }]\n\
        [[module]]\nid = 2\nname = \"b\"\nsay = \"no\"\n[[module]]\nid = 3\nname = \"c\"\nsay = \"yes\"\n";
    let flow = Flow::from_toml(flow).unwrap();
    let begun = evaluate(&flow, &Conversation::default(), Heard::Begun, NOW_MS, 0).conversation;
    for (said, module) in [("2026-05-02", 3), ("1.5.2026", 2), ("2026-12-31", 3), ("1.1.2027", 2)] {
        assert_eq!(
            evaluate(&flow, &begun, Heard::Said(said), NOW_MS, 0).conversation.module,
            Some(module),
            "{said}"
        );
    }
}

#[test]
fn options_and_ratings_are_offered() {
    let flow = |kind: &str| {
        let text = format!(
            "name = \"D\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\n{kind}\nsay = \"?\"\n"
        );
        let flow = Flow::from_toml(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        evaluate(&flow, &Conversation::default(), Heard::Begun, NOW_MS, 0).spoken[0].actions.clone()
    };
    let offered = flow("type = \"multiple_choice\"\noptions = [\"Red\", \"Blue\"]");
    assert_eq!(offered[1], Action::suggested_replies(["Red", "Blue"]));
    assert_eq!(flow("type = \"text\"").len(), 1);
    let asked = |kind: &str| serde_json::to_string(&flow(kind)[1]).unwrap();
    for (kind, wire) in [
        ("type = \"rating\"\nmax = 3", r#"{"type":"rating","text":"","min":1,"max":3}"#),
        (
            "type = \"multiple_choice\"\noptions = [\"Red\"]\nchoices_only = true",
            r#"{"type":"choice","text":"","options_type":"suggested_replies","options":["Red"],"input":"choices_only"}"#,
        ),
        (
            "type = \"multi_select\"\noptions = [\"Red\", \"Blue\"]\nmax = 2",
            r#"{"type":"choice","text":"","options_type":"multi_select","options":["Red","Blue"],"max":2}"#,
        ),
        ("type = \"date\"", r#"{"type":"date","text":""}"#),
        (
            "type = \"date\"\nmin = \"today\"\nmax = \"today+365\"",
            r#"{"type":"date","text":"","min":"2026-05-01","max":"2027-05-01"}"#,
        ),
        ("type = \"email\"", r#"{"type":"input","text":"","kind":"email"}"#),
        ("type = \"file\"", r#"{"type":"input","text":"","kind":"file"}"#),
        ("type = \"location\"", r#"{"type":"input","text":"","kind":"location"}"#),
        (
            "type = \"form\"\nfield = [{ name = \"a\", label = \"A\", required = true }, { name = \"b\", label = \"B\", type = \"multi_select\", options = [\"S\"] }]",
            r#"{"type":"form","text":"","fields":[{"name":"a","label":"A","kind":"text","required":true},{"name":"b","label":"B","kind":"multi_select","required":false,"options":["S"]}]}"#,
        ),
    ] {
        assert_eq!(asked(kind), wire);
    }
}

#[test]
fn a_text_that_cannot_be_filled_in_is_left_out_and_told() {
    let flow = |say: &str| {
        let text = format!(
            "name = \"D\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = [{say}]\n"
        );
        evaluate(&Flow::from_toml(&text).unwrap(), &Conversation::default(), Heard::Begun, 0, 0)
    };
    let many = "x".repeat(8_000);
    let endless = flow(&format!("\"kept\", \"{{% for a in '{many}' %}}y{{% endfor %}}\""));
    assert_eq!((endless.spoken[0].actions.len(), endless.faults.len()), (1, 1), "{:?}", endless.faults);
    let wrong = flow("\"kept\", \"{{ 1 + 'a' }}\"");
    assert_eq!((wrong.spoken[0].actions.len(), wrong.faults.len()), (1, 1));
}

#[test]
fn a_refused_form_names_the_field_that_is_wrong() {
    let flow = Flow::from_toml(
        "name = \"D\"\nfallback = 2\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = \"Where to?\"\ntype = \"form\"\nretries = 9\n\
         error_instruction = \"Look at {{ wrong_field | default('it') }}.\"\n\
         field = [{ name = \"who\", label = \"Name\", required = true }, { name = \"mail\", label = \"E-mail\", type = \"email\" }]\n\
         [[module]]\nid = 2\nname = \"b\"\nsay = \"Ok {{ wrong_field is defined }}\"\n",
    )
    .unwrap();
    let mut outcome = evaluate(&flow, &Conversation::default(), Heard::Begun, 0, 0);
    for (said, told) in [
        ("E-mail: ann@example.com", "Look at Name."),
        ("Name: Ann\nE-mail: nowhere", "Look at E-mail."),
        ("Name:\nE-mail: nowhere", "Look at Name."),
        ("Name: Ann", "Ok False"),
    ] {
        outcome = evaluate(&flow, &outcome.conversation, Heard::Said(said), 0, 0);
        assert_eq!(outcome.spoken[0].actions[0], Action::text(told), "{said}");
    }
}

#[test]
fn a_secret_header_is_a_name_and_goes_to_a_host_that_nobody_chooses() {
    let with = |url: &str, env: &str| {
        Flow::from_toml(&format!(
            "name = \"D\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = \"Hi\"\n\
             request = {{ url = \"{url}\", headers = {{ Authorization = {{ env = \"{env}\" }} }} }}\n"
        ))
    };
    let flow = with("https://a.example/{{ order }}", "FLOW_KEY").unwrap();
    let outcome = evaluate(&flow, &Conversation::default(), Heard::Begun, 0, 0);
    let [Effect::Request { headers, secrets, .. }] = outcome.effects.as_slice() else {
        panic!("{outcome:?}")
    };
    assert!(headers.is_empty());
    assert_eq!(secrets, &[("Authorization".to_owned(), "FLOW_KEY".to_owned())]);
    for (url, env) in [
        ("https://a.example/", "PATH"),
        ("https://a.example/", "FLOW_"),
        ("https://a.example/", "FLOW_a b"),
        ("https://{{ shop }}.example/", "FLOW_KEY"),
        ("https://a.example{{ order }}", "FLOW_KEY"),
        ("{{ shop }}", "FLOW_KEY"),
    ] {
        assert_eq!(with(url, env).expect_err(url)[0].code, "out_of_range", "{url} {env}");
    }
}

#[test]
fn no_template_grows_without_bound() {
    let with = |say: &str| {
        let text = format!(
            "name = \"D\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = [\"kept\", \"{say}\"]\n"
        );
        Flow::from_toml(&text)
    };
    let doubled = "{% set a = a ~ a %}".repeat(40);
    for bomb in [
        format!("{{% set a = 'xxxxxxxx' %}}{doubled}"),
        "{% with a = 'x' %}{{ a }}{% endwith %}".to_owned(),
        "{% for a in [x~x] %}{% for b in [a~a] %}{{ b }}{% endfor %}{% endfor %}".to_owned(),
        "{%- for a in 'xyz' -%}{{ a * 100000000 }}{% endfor %}".to_owned(),
        format!("{{{{ a {} }}}}", "~ a".repeat(40)),
        "{% raw %}{% set %}{%- endraw -%}{% set a = 'x' %}".to_owned(),
        "{% raw %}{% endraw{% set a = 'x' %}{% endraw %}{% set a = 'x' %}".to_owned(),
    ] {
        let found = with(&bomb).expect_err(&bomb);
        assert_eq!((found[0].code, found[0].line), ("bad_template", 7), "{bomb}");
    }
    // Each `replace` would make thirty letters of one.
    let grown = format!("{{{{ 'x'{} }}}}", format!(" | replace('x', '{}')", "x".repeat(30)).repeat(20));
    let joined = format!("{{{{ {:?} | join('{}') }}}}", [1; 200], "x".repeat(200));
    for bomb in [grown, joined] {
        let outcome = evaluate(&with(&bomb).unwrap(), &Conversation::default(), Heard::Begun, 0, 0);
        assert_eq!((outcome.spoken[0].actions.len(), outcome.faults.len()), (1, 1), "{bomb}");
    }
    let plain = "{# ~~~ #}{%- if a is defined -%}{{ a ~ '*+~' }}{%- else -%}{{ '~' | replace('~', 'ok') }}{%- endif -%}";
    let outcome = evaluate(&with(plain).unwrap(), &Conversation::default(), Heard::Begun, 0, 0);
    assert_eq!(outcome.spoken[0].actions[1], Action::text("ok"));
    let raw = "{% raw %}{{ a }}{% set a = '~~' %}{% endraw %}.";
    let outcome = evaluate(&with(raw).unwrap(), &Conversation::default(), Heard::Begun, 0, 0);
    assert_eq!(outcome.spoken[0].actions[1], Action::text("{{ a }}{% set a = '~~' %}."));
}

#[test]
fn json_is_read_like_toml_with_the_same_mistakes() {
    let good = r#"{"$schema": "flow.schema.json", "name": "J", "fallback": 1,
 "module": [{"id": 1, "name": "a", "starting": true, "say": ["\u0048i", {"wait": 5}]}]}"#;
    let flow = Flow::from_json(good).unwrap();
    let outcome = evaluate(&flow, &Conversation::default(), Heard::Begun, 0, 0);
    assert_eq!(outcome.spoken[0].actions, [Action::text("Hi"), Action::Wait { wait: 5 }]);
    let found = |text: &str| {
        let mistake = Flow::from_json(text).unwrap_err().remove(0);
        (mistake.code, mistake.line, mistake.column)
    };
    assert_eq!(found(&good.replace("\"say\"", "\"sya\"")), ("nothing_said", 2, 13));
    assert_eq!(found(&good.replace("\"fallback\": 1", "\"fallback\": 7")), ("unknown_target", 1, 58));
    assert_eq!(found(&good.replace("]}]}", "]}")), ("syntax", 2, 86));
    assert_eq!(found("{\"a\": 1, \"a\": 2}"), ("syntax", 1, 10));
    assert_eq!(found(&"[".repeat(100_000)).0, "syntax");
}

#[test]
fn what_cannot_be_read_is_reported_where_it_stands() {
    let with = |more: &str| {
        let text = format!(
            "name = \"D\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\n{more}\n"
        );
        let found = Flow::from_toml(&text).expect_err(more).remove(0);
        (found.code, found.line, found.column)
    };
    assert_eq!(with("say = \"Hi {{ name\""), ("bad_template", 7, 14));
    assert_eq!(with("say = \"Hi\"\ncompute = { a = \"1 +\" }").0, "bad_expression");
    assert_eq!(with("say = \"Hi\"\nconnection = [{ regex = \"(\", to = 1 }]"), ("bad_regex", 8, 25));
    assert_eq!(with("say = \"Hi\"\nconnection = [{ regex = \"\\\\w{900}{900}\", to = 1 }]").0, "bad_regex");
    assert_eq!(with("say = \"Hi {% include 'a' %}\"").0, "bad_template");
    assert_eq!(with("say = \"Hi\"\ntype = \"colour\""), ("out_of_range", 8, 8));
    assert_eq!(with("say = \"Hi\"\ntype = \"multi_select\"").0, "missing_key");
    assert_eq!(with("say = \"Hi\"\nis_global = true").0, "missing_key");
    assert_eq!(with("say = \"Hi\"\nskip_user_input = true"), ("cycle", 8, 1));
    let twice = "say = \"Hi\"\nconnection = [{ always = true, position = 1, to = 1 }, { always = true, position = 1, to = 1 }]";
    assert_eq!(with(twice).0, "duplicate_position");
}
