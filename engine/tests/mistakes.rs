//! What is wrong in a flow file is found in one run, each mistake where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use parlour_engine::Flow;

/// Code and place of each mistake.
fn mistakes(text: &str) -> Vec<(&'static str, usize, usize)> {
    let found = Flow::from_toml(text).expect_err("this flow is wrong");
    found.into_iter().map(|mistake| (mistake.code, mistake.line, mistake.column)).collect()
}

fn sentence(text: &str) -> String {
    Flow::from_toml(text).unwrap_err().remove(0).message
}

/// A flow that is right but for `more`, which begins on line 8.
fn with(more: &str) -> String {
    format!(
        "name = \"Shop\"\nfallback = 1\n[[module]]\nid = 1\nname = \"greeting\"\nstarting = true\nsay = \"Hello\"\n{more}"
    )
}

#[test]
fn a_right_flow_has_none() {
    let flow = Flow::from_toml(&with("")).unwrap();
    assert_eq!((flow.name(), flow.modules().len(), flow.starting_module()), ("Shop", 1, Some(1)));
}

#[test]
fn of_many_mistakes_the_first_two_hundred_are_told() {
    let many = "wrong = 1\n[[module]]\n".repeat(500);
    let found = mistakes(&with(&many));
    assert_eq!(found.len(), 200);
    assert!(found.is_sorted_by_key(|(_, line, _)| *line));
}

#[test]
fn every_mistake_is_found_in_one_run_in_the_order_of_the_file() {
    let text = r#"name = 7
fallback = "nowhere"
colour = "red"

[[module]]
id = 1
name = "greeting"
starting = true
sya = "Hello"
say = ["Hello", { text = [] }, { wait = 60000 }, { suggested_replies = ["A", 3] }, { hum = 1 }]

[[module.connection]]
any_of = []
to = "two"

[[module.connection]]
to = 9

[[module]]
id = 1
name = "greeting"
starting = true
group = "none"
kpi_tags = ["none"]
next = 1
"#;
    assert_eq!(
        mistakes(text),
        [
            ("wrong_type", 1, 8),
            ("unknown_target", 2, 12),
            ("unknown_key", 3, 1),
            ("unknown_key", 9, 1),
            ("empty", 10, 26),
            ("out_of_range", 10, 41),
            ("wrong_type", 10, 78),
            ("missing_key", 10, 84),
            ("unknown_key", 10, 86),
            ("empty_condition", 13, 10),
            ("unknown_target", 14, 6),
            ("empty_condition", 16, 1),
            ("unknown_target", 17, 6),
            ("duplicate_id", 20, 6),
            ("duplicate_name", 21, 8),
            ("two_starting_modules", 22, 1),
            ("unknown_group", 23, 9),
            ("unknown_kpi_tag", 24, 13),
        ]
    );
}

#[test]
fn an_unknown_key_is_told_what_is_allowed() {
    assert_eq!(
        sentence(&with("[[module.connection]]\nany_of = \"a\"\nto = 1\nwhen = 2")),
        "`when` is not a key of a connection; allowed: id, position, to, any_of, exactly, contains, regex, fuzzy, distance, number, date, cvar, all, any, not, always"
    );
}

#[test]
fn text_that_is_not_toml_is_a_mistake_with_a_place() {
    let found = mistakes("name = \"Shop\nfallback = 1");
    assert_eq!(found[0].0, "syntax");
    assert_eq!(found[0].1, 1);
    for text in ["[[module", "= 1", "\u{0}", "name = \"a\" name = \"b\""] {
        assert!(mistakes(text).iter().any(|mistake| mistake.0 == "syntax"), "{text:?}");
    }
}

#[test]
fn an_empty_file_is_told_what_a_flow_needs() {
    let codes: Vec<&str> = mistakes("").into_iter().map(|mistake| mistake.0).collect();
    assert_eq!(codes, ["missing_key", "no_modules"]);
}

#[test]
fn exactly_one_module_starts() {
    let none = with("").replace("starting = true\n", "");
    assert_eq!(mistakes(&none), [("no_starting_module", 1, 1)]);
    let two = with("[[module]]\nid = 2\nname = \"b\"\nstarting = true\nsay = \"B\"");
    assert_eq!(mistakes(&two)[0], ("two_starting_modules", 11, 1));
    let false_is_none = with("").replace("starting = true", "starting = false");
    assert_eq!(mistakes(&false_is_none), [("no_starting_module", 1, 1)]);
}

#[test]
fn a_module_that_waits_needs_a_fallback() {
    let without = with("").replace("fallback = 1\n", "");
    assert_eq!(mistakes(&without), [("no_fallback", 2, 1)]);
    assert!(Flow::from_toml(&without.replace("say =", "fallback = \"greeting\"\nsay =")).is_ok());
}

#[test]
fn an_empty_condition_is_refused() {
    for condition in ["", "any_of = []", "any_of = \"?!\"", "exactly = [\"ok\", \" \"]"] {
        let text = with(&format!("[[module.connection]]\nto = 1\n{condition}"));
        assert_eq!(mistakes(&text)[0].0, "empty_condition", "{condition}");
    }
}

#[test]
fn a_round_of_fall_throughs_is_reported_once() {
    let text = with(
        "connection = [{ any_of = \"go\", to = \"a\" }]
[[module]]\nid = 2\nname = \"a\"\nnext = \"b\"
[[module]]\nid = 3\nname = \"b\"\nsay = \"B\"\nnext = \"c\"
[[module]]\nid = 4\nname = \"c\"\nnext = \"b\"",
    );
    let found = Flow::from_toml(&text).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].code, found[0].line, found[0].column), ("cycle", 17, 8));
    assert_eq!(found[0].message, "`next` goes round without asking the visitor: b → c → b");
}

#[test]
fn a_module_that_falls_to_itself_is_a_round() {
    let text = with("").replace("say =", "next = 1\nsay =");
    assert_eq!(mistakes(&text), [("cycle", 7, 8)]);
}

#[test]
fn a_chain_may_not_be_longer_than_its_limit() {
    let chain = |length: usize| {
        let module = |id: usize| format!("[[module]]\nid = {id}\nname = \"m{id}\"\nnext = {}\n", id + 1);
        let modules = (2..=length).map(module).collect::<Vec<_>>().concat();
        with(&format!(
            "connection = [{{ any_of = \"go\", to = 2 }}]\n{modules}[[module]]\nid = {}\nname = \"end\"\nsay = \"End\"",
            length + 1
        ))
    };
    assert!(Flow::from_toml(&chain(parlour_engine::limits::FALL_THROUGHS)).is_ok());
    let found = mistakes(&chain(parlour_engine::limits::FALL_THROUGHS + 1));
    assert_eq!(found, [("chain_too_long", 12, 8)]);
}

#[test]
fn a_module_nothing_leads_to_is_unreachable_unless_pages_start_there() {
    let text = with("[[module]]\nid = 2\nname = \"attic\"\nsay = \"Dust\"");
    assert_eq!(mistakes(&text), [("unreachable", 8, 1)]);
    assert!(Flow::from_toml(&format!("{text}\nby_ref = true")).is_ok());
    let next = text.replace("say = \"Hello\"", "say = \"Hello\"\nnext = 2");
    assert!(Flow::from_toml(&next).is_ok());
    let global =
        text.replace("fallback = 1\n", "fallback = 1\n[[connection]]\nany_of = \"up\"\nto = \"attic\"\n");
    assert!(Flow::from_toml(&global).is_ok());
}

#[test]
fn a_round_is_found_through_connections_and_fallbacks_that_wait_for_nobody() {
    let modules = |of_b: &str, of_c: &str| {
        with(&format!(
            "connection = [{{ any_of = \"go\", to = \"b\" }}]\n[[module]]\nid = 2\nname = \"b\"\nskip_user_input = true\n{of_b}\n\
             [[module]]\nid = 3\nname = \"c\"\nskip_user_input = true\n{of_c}\n"
        ))
    };
    let to = |name: &str| format!("connection = [{{ any_of = \"go\", to = \"{name}\" }}]");
    let through_connections = modules(&to("c"), &to("b"));
    assert_eq!(mistakes(&through_connections), [("cycle", 12, 1)]);
    assert_eq!(
        sentence(&through_connections),
        "`skip_user_input` goes round without asking the visitor: b → c → b"
    );
    let through_fallbacks = modules("fallback = \"c\"", "fallback = \"b\"");
    assert_eq!(mistakes(&through_fallbacks), [("cycle", 12, 1)]);
    let itself = modules(&to("b"), &to("greeting"));
    assert!(mistakes(&itself).contains(&("cycle", 12, 1)));
    assert!(
        Flow::from_toml(&modules(&to("c"), &to("greeting"))).is_ok(),
        "it ends where the visitor is asked"
    );
}

#[test]
fn the_longest_chain_is_spoken_through_to_its_end() {
    use parlour_engine::{Conversation, Heard, evaluate};
    let limit = parlour_engine::limits::FALL_THROUGHS;
    let module = |id: usize| {
        format!(
            "[[module]]\nid = {id}\nname = \"m{id}\"\nsay = \"{id}\"\nskip_user_input = true\nfallback = {}\n",
            id + 1
        )
    };
    let modules = (2..=limit).map(module).collect::<Vec<_>>().concat();
    let text = with(&format!(
        "connection = [{{ any_of = \"go\", to = 2 }}]\n{modules}[[module]]\nid = {}\nname = \"end\"\nsay = \"End\"",
        limit + 1
    ));
    let flow = Flow::from_toml(&text).unwrap();
    let at_greeting = Conversation { module: Some(1), ..Conversation::default() };
    let outcome = evaluate(&flow, &at_greeting, Heard::Said("go"), 0, 0);
    assert_eq!((outcome.spoken.len(), outcome.trail.through_bot_modules.len()), (limit, limit - 1));
    assert_eq!(outcome.spoken.last().unwrap().module.name, "end");
}

#[test]
fn what_a_type_expects_is_held_against_what_it_can_be() {
    let code = |more: &str| {
        let found = mistakes(&with(more));
        found.into_iter().map(|(code, line, _)| (code, line)).collect::<Vec<_>>()
    };
    for (more, wrong) in [
        ("type = \"date\"\nmin = \"soon\"", ("out_of_range", 9)),
        ("type = \"date\"\nmin = 2026-05-02\nmax = 2026-05-01", ("out_of_range", 9)),
        ("type = \"date\"\nmin = \"today+2\"\nmax = \"today+1\"", ("out_of_range", 9)),
        ("type = \"date\"\nmin = 3", ("wrong_type", 9)),
        ("type = \"number\"\nmin = \"today\"", ("wrong_type", 9)),
        ("type = \"rating\"\nmin = 0.5", ("out_of_range", 9)),
        ("type = \"rating\"\nmax = 21", ("out_of_range", 9)),
        ("type = \"rating\"\nmin = 6", ("out_of_range", 9)),
        ("type = \"multi_select\"\noptions = [\"A\"]\nmin = 2", ("out_of_range", 10)),
        ("type = \"multi_select\"\noptions = [\"A\"]\nmax = 0", ("out_of_range", 10)),
        ("type = \"number\"\nchoices_only = true", ("unknown_key", 9)),
        ("type = \"text\"\nfield = [{ name = \"a\", label = \"A\" }]", ("unknown_key", 9)),
        ("type = \"form\"", ("missing_key", 3)),
        ("type = \"form\"\nfield = [{ name = \"a\" }]", ("missing_key", 9)),
        ("type = \"form\"\nfield = [{ name = \"a b\", label = \"A\" }]", ("out_of_range", 9)),
        ("type = \"form\"\nfield = [{ name = \"a\", label = \"A\", type = \"form\" }]", ("out_of_range", 9)),
        (
            "type = \"form\"\nfield = [{ name = \"a\", label = \"A\", type = \"multi_select\" }]",
            ("missing_key", 9),
        ),
        (
            "type = \"form\"\nfield = [{ name = \"a\", label = \"A\" }, { name = \"b\", label = \"a!\" }]",
            ("duplicate_name", 9),
        ),
        (
            "[[module]]\nid = 2\nname = \"b\"\nby_ref = true\nsay = [{ location = { latitude = 91, longitude = 0 } }]",
            ("out_of_range", 12),
        ),
        (
            "[[module]]\nid = 2\nname = \"b\"\nby_ref = true\nsay = [{ link = { title = \"A\" } }]",
            ("missing_key", 12),
        ),
        ("[[module]]\nid = 2\nname = \"b\"\nby_ref = true\nsay = [{ wait = 5 }]", ("nothing_said", 8)),
    ] {
        assert_eq!(code(more), [wrong], "{more}");
    }
}

#[test]
fn a_module_that_says_nothing_must_lead_on() {
    assert_eq!(mistakes(&with("").replace("say = \"Hello\"\n", ""))[0].0, "nothing_said");
}

#[test]
fn a_module_with_next_has_no_use_for_connections() {
    let text = with(
        "next = 2\nconnection = [{ any_of = \"a\", to = 2 }]\n[[module]]\nid = 2\nname = \"b\"\nsay = \"B\"",
    );
    assert_eq!(mistakes(&text), [("next_and_connections", 8, 8)]);
}

#[test]
fn a_module_that_asks_for_a_person_leads_nowhere() {
    let second = "[[module]]\nid = 2\nname = \"b\"\nsay = \"B\"";
    assert_eq!(mistakes(&with(&format!("handover = true\nnext = 2\n{second}")))[0].0, "handover_leads_on");
    assert_eq!(mistakes(&with("handover = 1"))[0].0, "wrong_type");
    assert!(Flow::from_toml(&with("handover = true")).is_ok());
}

#[test]
fn a_timeout_has_bounds_and_stands_where_the_visitor_is_waited_for() {
    for (more, wrong) in [
        ("timeout = { seconds = 0, to = 1 }", "out_of_range"),
        ("timeout = { seconds = 356401, to = 1 }", "out_of_range"),
        ("timeout = { to = 1 }", "missing_key"),
        ("timeout = { seconds = 5 }", "missing_key"),
        ("timeout = { seconds = 5, to = 2 }", "unknown_target"),
        ("timeout = 5", "wrong_type"),
        ("handover = true\ntimeout = { seconds = 5, to = 1 }", "timeout_without_wait"),
        (
            "next = 2\n\
             timeout = { seconds = 5, to = 1 }\n[[module]]\nid = 2\nname = \"b\"\nsay = \"B\"",
            "timeout_without_wait",
        ),
    ] {
        assert_eq!(mistakes(&with(more))[0].0, wrong, "{more}");
    }
    let only_way = "timeout = { seconds = 356400, to = 2 }\n[[module]]\nid = 2\nname = \"b\"\nsay = \"B\"";
    assert!(Flow::from_toml(&with(only_way)).is_ok(), "what a timeout leads to is reachable");
}

#[test]
fn numbers_stay_exact_in_javascript_and_names_are_no_numbers() {
    assert_eq!(mistakes(&with("").replace("id = 1\n", "id = 9007199254740992\n"))[0].0, "unknown_target");
    assert!(mistakes(&with("").replace("id = 1\n", "id = 9007199254740992\n")).contains(&(
        "out_of_range",
        4,
        6
    )));
    assert!(mistakes(&with("").replace("id = 1\n", "id = -1\n")).contains(&("wrong_type", 4, 6)));
    assert!(mistakes(&with("").replace("\"greeting\"", "\"42\"")).contains(&("out_of_range", 5, 8)));
    let long = "x".repeat(parlour_engine::limits::NAME_CHARS + 1);
    assert!(mistakes(&with("").replace("greeting", &long)).contains(&("out_of_range", 5, 8)));
}

#[test]
fn columns_count_characters_not_bytes() {
    let text = with("connection = [{ any_of = \"zurück\", to = \"weg\" }]");
    assert_eq!(mistakes(&text), [("unknown_target", 8, 41)]);
}

#[test]
fn a_shape_has_two_sides_and_stands_beside_a_picture_or_film() {
    let say = |piece: &str| {
        mistakes(&with(&format!("[[module]]\nid = 2\nname = \"b\"\nby_ref = true\nsay = [{piece}]")))
    };
    assert_eq!(say("{ image = \"/a.png\", width = 4 }"), [("missing_key", 12, 36)]);
    assert_eq!(say("{ audio = \"/a.mp3\", width = 4, height = 3 }"), [("missing_key", 12, 36)]);
    assert_eq!(say("{ text = \"a\", width = 4, height = 3 }"), [("missing_key", 12, 30)]);
    assert_eq!(say("{ video = \"/a.mp4\", width = 0, height = 3 }"), [("missing_key", 12, 36)]);
    assert_eq!(
        say("{ video = \"/a.mp4\", width = 4, height = 20001 }"),
        [("missing_key", 12, 36), ("out_of_range", 12, 48),]
    );
}
