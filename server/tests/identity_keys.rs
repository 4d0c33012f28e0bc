//! The keys of a site's back end, as the configuration names them: which are none, and are said to be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use parlour_server::config::{self, Mistake};

fn mistakes(text: &str) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), include_str!("support/shop.toml")).unwrap();
    let result = config::parse("parlour.toml", text, folder.path(), &|_| None);
    let mistakes = result.map_or_else(|mistakes| mistakes, |(_, warnings)| warnings);
    mistakes.iter().map(|Mistake { code, .. }| *code).collect()
}

#[test]
fn a_bot_that_promises_to_check_identities_does_not_start_without() {
    let secret = "secret = { literal = \"0123456789abcdef0123456789abcdef\" }";
    let key = format!("{{ kid = \"a\", {secret} }}");
    let pem = "public_key = \"-----BEGIN PUBLIC KEY-----\\nMCow\\n-----END PUBLIC KEY-----\"";
    let found = |identity: &str| {
        let text = support::settings("").replacen("refs = ", &format!("identity = {identity}\nrefs = "), 1);
        mistakes(&text).into_iter().filter(|code| *code != "literal_secret").collect::<Vec<_>>()
    };
    assert_eq!(found(&format!("{{ keys = [{key}] }}")), [""; 0]);
    for (identity, mistake) in [
        ("{ required = true }".to_owned(), "missing_key"),
        ("{ keys = [], audience = \"shop\", required = true }".to_owned(), "bad_value"),
        (
            format!(
                "{{ keys = [{key}, {}, {}] }}",
                key.replace("\"a\"", "\"b\""),
                key.replace("\"a\"", "\"c\"")
            ),
            "bad_value",
        ),
        (format!("{{ keys = [{key}, {key}] }}"), "duplicate_kid"),
        (format!("{{ keys = [{{ {secret} }}] }}"), "missing_key"),
        (format!("{{ keys = [{{ kid = \"\", {secret} }}] }}"), "bad_value"),
        ("{ keys = [{ kid = \"a\" }] }".to_owned(), "bad_key"),
        (format!("{{ keys = [{{ kid = \"a\", {secret}, {pem} }}] }}"), "bad_key"),
        (format!("{{ keys = [{{ kid = \"a\", {pem} }}] }}"), "bad_key"),
        ("{ keys = [{ kid = \"a\", secret = { literal = \"short\" } }] }".to_owned(), "bad_key"),
        (format!("{{ keys = [{{ kid = \"a\", secret = {{ literal = {} }} }}] }}", &pem[13..]), "bad_key"),
        ("{ keys = [{ kid = \"a\", secret = { env = \"NOT_SET\" } }] }".to_owned(), "missing_variable"),
        (format!("{{ keys = [{key}], audience = \"\" }}"), "bad_value"),
        (format!("{{ keys = [{key}], algorithms = [\"none\"] }}"), "unknown_key"),
    ] {
        assert_eq!(found(&identity), [mistake], "{identity}");
    }
}
