//! The schema for editors knows the keys the reader knows, no more and no less.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use std::collections::BTreeSet;

use parlour_engine::{Flow, InputKind};
use serde_json::Value;

fn schema() -> Value {
    serde_json::from_str(include_str!("../flow.schema.json")).unwrap()
}

/// What the reader says is allowed in the first table that holds the key `unknown`.
fn allowed(flow: &str) -> BTreeSet<String> {
    let found = Flow::from_toml(flow).unwrap_err();
    let mistake = found.iter().find(|mistake| mistake.message.starts_with("`unknown`")).expect(flow);
    mistake.message.split_once("allowed: ").unwrap().1.split(", ").map(str::to_owned).collect()
}

fn keys(table: &Value) -> BTreeSet<String> {
    assert_eq!(table["additionalProperties"], false);
    table["properties"].as_object().unwrap().keys().filter(|key| *key != "$schema").cloned().collect()
}

#[test]
fn the_schema_knows_every_key_of_every_table() {
    let schema = schema();
    let module = |more: &str| format!("[[module]]\nid = 1\nname = \"a\"\n{more}");
    let defs = &schema["$defs"];
    let tables = [
        ("unknown = 1".to_owned(), &schema),
        ("[[group]]\nunknown = 1".to_owned(), &schema["properties"]["group"]["items"]),
        ("[[kpi_tag]]\nunknown = 1".to_owned(), &schema["properties"]["kpi_tag"]["items"]),
        ("[[connection]]\nunknown = 1".to_owned(), &schema["properties"]["connection"]["items"]),
        (module("unknown = 1"), &defs["module"]),
        (module("connection = [{ unknown = 1 }]"), &defs["module"]["properties"]["connection"]["items"]),
        (module("say = [{ unknown = 1 }]"), &defs["piece"]["anyOf"][1]),
        (module("say = [{ card = { unknown = 1 } }]"), &defs["card"]),
        (
            module("say = [{ card = { buttons = [{ unknown = 1 }] } }]"),
            &defs["card"]["properties"]["buttons"]["items"],
        ),
        (module("say = [{ link = { unknown = 1 } }]"), &defs["link"]),
        (module("say = [{ location = { unknown = 1 } }]"), &defs["location"]),
        (module("type = \"form\"\nfield = [{ unknown = 1 }]"), &defs["field"]),
        (module("request = { unknown = 1 }"), &defs["request"]),
        (module("timeout = { unknown = 1 }"), &defs["module"]["properties"]["timeout"]),
        (module("when = { unknown = 1 }"), &defs["condition"]),
        (module("when = { number = { unknown = 1 } }"), &defs["condition"]["properties"]["number"]),
        (module("when = { date = { unknown = 1 } }"), &defs["condition"]["properties"]["date"]),
        (module("when = { cvar = { unknown = 1 } }"), &defs["condition"]["properties"]["cvar"]),
    ];
    for (flow, table) in tables {
        assert_eq!(allowed(&flow), keys(table), "{flow}");
    }
}

#[test]
fn the_schema_knows_every_type() {
    let types: Vec<&str> = InputKind::ALL.iter().map(|(word, _)| *word).collect();
    assert_eq!(schema()["$defs"]["module"]["properties"]["type"]["enum"], Value::from(types));
}
