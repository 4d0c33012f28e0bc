//! What the configuration of a language model must be, with the place of what is wrong.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use parlour_server::config::{self, Mistake};

fn mistakes(text: &str) -> Vec<(usize, usize, &'static str)> {
    let folder = tempfile::tempdir().unwrap();
    let result = config::parse("parlour.toml", text, folder.path(), &|_| None);
    let mistakes = result.map_or_else(|mistakes| mistakes, |(_, warnings)| warnings);
    mistakes.iter().map(|Mistake { line, column, code, .. }| (*line, *column, *code)).collect()
}

#[test]
fn what_a_model_cannot_be_asked_by_is_told() {
    let bot = |upstream: &str| {
        let head =
            "[[bot]]\nid = \"0f8fad5b-d9cb-469f-a165-70867728950e\"\nname = \"A\"\nchannel = \"openai\"\n";
        format!("{head}{upstream}\n")
    };
    let address = "base_url = \"http://127.0.0.1:1/v1\", model = \"m\"";
    assert_eq!(mistakes(&bot(&format!("upstream = {{ {address} }}"))), [], "a local one asks for no key");
    assert_eq!(mistakes(&bot("")), [(1, 1, "missing_key")]);
    assert_eq!(mistakes(&bot("upstream = {}")), [(5, 12, "missing_key"), (5, 12, "missing_key")]);
    for (keys, column, code) in [
        ("system = \"absent.md\"", 72, "missing_file"),
        ("max_tokens = 0", 76, "bad_value"),
        ("temperature = 2.1", 77, "bad_value"),
        ("temperature = \"hot\"", 77, "wrong_type"),
        ("history_messages = 201", 12, "bad_value"),
        ("token = { env = \"NOT_SET\" }", 79, "missing_variable"),
        ("stop = true", 63, "unknown_key"),
    ] {
        let found = mistakes(&bot(&format!("upstream = {{ {address}, {keys} }}")));
        assert_eq!(found, [(5, column, code)], "{keys}");
    }
    let files = bot(&format!("uploads = true\nupstream = {{ {address} }}"));
    assert_eq!(mistakes(&files), [(1, 1, "uploads_unavailable")]);
}
