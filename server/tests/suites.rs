//! `parlour test`: the demo's flows with the conversations beside them, flows that were broken, and what it tells.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use parlour_engine::Flow;
use parlour_engine::chats::{Chat, replay};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The demo's flows, each with its modules and connections.
const DEMO: [(&str, &str, &str); 3] = [
    ("demo-site/flows/gallery.toml", "20 of 20", "27 of 27"),
    ("demo-site/flows/outdoor.toml", "50 of 50", "70 of 70"),
    ("demo-site/pages/no-server/flow.toml", "13 of 13", "15 of 15"),
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn parlour(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parlour"));
    command.args(arguments).current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    told(&parlour(folder, arguments).output().unwrap())
}

/// Where the conversations of a flow lie.
fn chats_of(flow: &Path) -> PathBuf {
    flow.with_extension("chats")
}

/// A demo flow in a folder of its own, with its conversations, each `from` replaced.
fn broken(flow: &str, changes: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let flow = workspace().join(flow);
    let mut text = fs::read_to_string(&flow).unwrap();
    for (from, to) in changes {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text = text.replace(from, to);
    }
    fs::write(folder.path().join("flow.toml"), text).unwrap();
    fs::create_dir(folder.path().join("flow.chats")).unwrap();
    for entry in fs::read_dir(chats_of(&flow)).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let text: String =
            text.lines().filter(|line| !line.starts_with("flow = ")).flat_map(|line| [line, "\n"]).collect();
        fs::write(folder.path().join("flow.chats").join(path.file_name().unwrap()), text).unwrap();
    }
    folder
}

fn golden(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suites").join(name);
    if std::env::var_os("PARLOUR_BLESS").is_some() {
        fs::write(&path, found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap_or_default(), "{name}");
}

#[test]
fn the_demos_flows_are_held_to_their_conversations_and_wholly_covered() {
    for (flow, modules, connections) in DEMO {
        let (code, table, complaints) =
            run(&workspace(), &["test", flow, "--coverage", "--min-coverage", "100"]);
        assert_eq!((code, complaints.as_str()), (Some(0), ""), "{flow}\n{table}");
        let counted = format!("modules       100 %  {modules}\nconnections   100 %  {connections}\n");
        assert!(table.ends_with(&counted), "{table}");
        assert!(!table.contains("FAIL") && !table.contains('\u{1b}'), "{table}");
    }
}

#[test]
fn a_broken_flow_fails_at_the_step_that_differs() {
    let outdoor = broken(
        DEMO[1].0,
        &[
            // A text, suggested replies, and what a connection hears.
            ("That calls for a stiff sole that takes crampons", "That calls for a stiff sole and crampons"),
            (
                "\"Track my order\", \"Returns\", \"Gear advice\", \"Opening hours\"]",
                "\"Returns\", \"Gear advice\"]",
            ),
            (
                "any_of = [\"lost\", \"lose\", \"missing\"]\n  to = \"gift-card-lost\"",
                "any_of = [\"gone\"]\n  to = \"gift-card-lost\"",
            ),
        ],
    );
    let (code, table, complaints) = run(outdoor.path(), &["test", "flow.toml", "--coverage"]);
    assert_eq!((code, complaints.as_str()), (Some(1), ""), "{table}");
    golden("outdoor.txt", &table);

    let gallery = broken(
        DEMO[0].0,
        &[(
            "options = [\"A tent\", \"A sleeping bag\", \"A stove\", \"Boots\"]",
            "options = [\"A tent\", \"A stove\"]",
        )],
    );
    let (code, table, _) = run(gallery.path(), &["test", "flow.toml"]);
    assert_eq!(code, Some(1), "{table}");
    golden("gallery.txt", &table);

    let finder = broken(DEMO[2].0, &[("comfort = \"cold - 5\"", "comfort = \"cold + 5\"")]);
    let (code, table, _) = run(finder.path(), &["test", "flow.toml"]);
    assert_eq!(code, Some(1), "{table}");
    golden("no-server.txt", &table);
}

/// Each connection of each demo flow led elsewhere, one at a time.
#[test]
fn no_connection_of_the_demo_can_lead_elsewhere_unnoticed() {
    let mut led_elsewhere = 0;
    for (flow, ..) in DEMO {
        let path = workspace().join(flow);
        // Nothing is unreachable, whatever leads elsewhere.
        let text = fs::read_to_string(&path).unwrap().replace("by_ref = true\n", "");
        let text = text.replace("\n\n[[module]]\n", "\n\n[[module]]\nby_ref = true\n");
        let chats: Vec<Chat> = fs::read_dir(chats_of(&path))
            .unwrap()
            .map(|entry| Chat::from_toml(&fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap())
            .collect();
        let unchanged = Flow::from_toml(&text).unwrap();
        assert!(chats.iter().all(|chat| replay(&unchanged, chat).holds()), "{flow}");
        let lines: Vec<&str> = text.lines().collect();
        for (nth, line) in lines.iter().enumerate() {
            let key =
                ["to = ", "next = ", "fallback = "].iter().find(|key| line.trim_start().starts_with(**key));
            let Some(key) = key else { continue };
            let elsewhere = if line.contains("\"goodbye\"") { "what-else" } else { "goodbye" };
            let elsewhere = match (flow.contains("gallery"), line.contains("\"hard\"")) {
                (true, true) => "code",
                (true, false) => "hard",
                (false, _) if flow.contains("no-server") && elsewhere == "what-else" => "privacy",
                (false, _) => elsewhere,
            };
            let changed = format!("{key}\"{elsewhere}\"");
            let mut with = lines.clone();
            with[nth] = &changed;
            let broken = Flow::from_toml(&with.join("\n"));
            let broken = broken.unwrap_or_else(|mistakes| panic!("{flow}:{}: {mistakes:?}", nth + 1));
            led_elsewhere += 1;
            assert!(
                chats.iter().any(|chat| !replay(&broken, chat).holds()),
                "{flow}:{}: {line} became {changed}, and every conversation holds",
                nth + 1
            );
        }
    }
    assert_eq!(led_elsewhere, 27 + 70 + 15);
}

const SHOP: &str = "name = \"Shop\"\nfallback = 2\n\
    [[module]]\nid = 1\nname = \"hello\"\nstarting = true\nsay = [\"Hi <you> & \\u001b[31mred\", { suggested_replies = [\"Menu\"] }]\n\
    connection = [{ any_of = \"menu\", to = \"menu\" }]\n\
    [[module]]\nid = 2\nname = \"menu\"\nsay = \"Nothing.\"\nconnection = [{ any_of = \"more\", to = 1 }]\n";

fn shop(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), SHOP).unwrap();
    fs::create_dir(folder.path().join("shop.chats")).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const GOOD: &str = "title = \"Good\"\n[[step]]\n[[step]]\npress = \"Menu\"\nmodule = \"menu\"\n";
const WRONG: &str = "[[step]]\ntexts = [\"Hello\"]\n[[step]]\nsay = \"more & <more>\"\nmodule = \"hello\"\n";

#[test]
fn suites_lie_beside_the_flow_and_may_be_named() {
    let folder = shop(&[
        ("shop.chat.toml", GOOD),
        ("shop.chats/b.chat.toml", GOOD),
        ("shop.chats/a.chat.toml", GOOD),
        ("shop.chats/notes.toml", "this is no conversation"),
        ("other.chat.toml", WRONG),
    ]);
    let (code, table, _) = run(folder.path(), &["test", "shop.toml"]);
    assert_eq!(
        (code, table.as_str()),
        (
            Some(0),
            "ok    shop.chat.toml  2 steps  Good\nok    shop.chats/a.chat.toml  2 steps  Good\n\
             ok    shop.chats/b.chat.toml  2 steps  Good\n3 conversations: 3 passed, 0 failed\n"
        )
    );
    let (code, table, _) = run(folder.path(), &["test", "shop.toml", "shop.chats", "other.chat.toml"]);
    assert_eq!((code, table.lines().count()), (Some(1), 9), "{table}");
    assert!(table.ends_with("3 conversations: 2 passed, 1 failed\n"), "{table}");
}

#[test]
fn without_conversations_or_with_wrong_ones_it_is_the_call_that_is_wrong() {
    let folder = shop(&[]);
    let (code, _, complaints) = run(folder.path(), &["test", "shop.toml"]);
    assert_eq!(code, Some(2));
    assert_eq!(
        complaints,
        "there are no conversations beside the flow; write them into shop.chat.toml or shop.chats/*.chat.toml\n"
    );
    fs::write(folder.path().join("shop.chat.toml"), "[[step]]\nmodul = \"hello\"\n").unwrap();
    fs::write(folder.path().join("other.toml"), SHOP).unwrap();
    fs::write(folder.path().join("shop.chats/a.chat.toml"), format!("flow = \"../other.toml\"\n{GOOD}"))
        .unwrap();
    let (code, _, complaints) = run(folder.path(), &["test", "shop.toml"]);
    assert_eq!(code, Some(2));
    golden("mistakes.txt", &complaints);
    assert_eq!(run(folder.path(), &["test", "shop.toml", "gone.chat.toml"]).0, Some(2));
    assert_eq!(run(folder.path(), &["test", "gone.toml"]).0, Some(2));
    fs::write(folder.path().join("shop.toml"), "name = \"A\"").unwrap();
    assert_eq!(run(folder.path(), &["test", "shop.toml"]).0, Some(1));
}

#[test]
fn coverage_is_told_as_json_and_may_be_too_little() {
    let folder = shop(&[("shop.chat.toml", GOOD)]);
    let (code, covered, table) =
        run(folder.path(), &["test", "shop.toml", "--coverage=json", "--min-coverage", "34"]);
    assert_eq!(code, Some(1));
    let wanted = json!({
        "modules": {"total": 2, "reached": 2, "uncovered": [], "percent": 100.0},
        "connections": {"total": 3, "reached": 1, "percent": 33.3, "uncovered": [
            {"type": "local", "fallback": false, "key": "connection", "id": 2, "position": 1, "from": "menu", "to": "hello"},
            {"type": "local", "fallback": true, "key": "fallback", "id": null, "position": null, "from": null, "to": "menu"},
        ]},
    });
    assert_eq!(serde_json::from_str::<Value>(&covered).unwrap(), wanted);
    assert_eq!(
        table,
        "ok    shop.chat.toml  2 steps  Good\n1 conversation: 1 passed, 0 failed\n\
         too little is covered: modules 100 %, connections 33.3 %; at least 34 % is wanted\n"
    );
    assert_eq!(run(folder.path(), &["test", "shop.toml", "--min-coverage", "33"]).0, Some(0));
}

#[test]
fn colours_are_drawn_where_they_are_asked_for_and_never_with_no_color() {
    let folder = shop(&[("shop.chat.toml", WRONG)]);
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = parlour(folder.path(), &["test", "shop.toml"]);
        told(&command.envs(variables.iter().copied()).output().unwrap()).1
    };
    golden("coloured.txt", &coloured(&[("CLICOLOR_FORCE", "1")]).replace('\u{1b}', "ESC"));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(!coloured(&[]).contains('\u{1b}'));
}

#[test]
fn junit_holds_every_conversation_and_escapes_what_is_said() {
    let folder = shop(&[("shop.chats/a.chat.toml", GOOD), ("shop.chats/b.chat.toml", WRONG)]);
    let (code, ..) = run(folder.path(), &["test", "shop.toml", "--junit", "report.xml"]);
    assert_eq!(code, Some(1));
    let xml = fs::read_to_string(folder.path().join("report.xml")).unwrap();
    let mut parts = xml.split("time=\"");
    let first = parts.next().unwrap().to_owned();
    let timeless = parts.fold(first, |xml, part| {
        let (time, behind) = part.split_once('"').unwrap();
        assert!(time.parse::<f64>().is_ok(), "{time}");
        format!("{xml}time=\"0\"{behind}")
    });
    golden("report.xml", &timeless);
    let (code, _, complaints) = run(folder.path(), &["test", "shop.toml", "--junit", "no/such/folder.xml"]);
    assert_eq!(code, Some(3), "{complaints}");
}

#[test]
fn a_conversation_of_the_terminal_is_recorded_and_holds_again() {
    let folder = shop(&[]);
    let recorded = |typed: &str| {
        let mut chat = parlour(folder.path(), &["chat", "shop.toml", "--record", "shop.chats/a.chat.toml"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        chat.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        told(&chat.wait_with_output().unwrap())
    };
    assert_eq!(recorded("Menu\nmore\nwhat?\n\n").0, Some(0));
    let file = fs::read_to_string(folder.path().join("shop.chats/a.chat.toml")).unwrap();
    let timeless: String =
        file.lines().filter(|line| !line.starts_with("now = ")).flat_map(|line| [line, "\n"]).collect();
    golden("recorded.chat.toml", &timeless);
    let (code, table, _) = run(folder.path(), &["test", "shop.toml", "--min-coverage", "100"]);
    assert_eq!(code, Some(0), "{table}");
    // Nobody's conversation is written over.
    let (code, _, complaints) = recorded("Menu\n\n");
    assert_eq!(code, Some(2));
    assert!(complaints.starts_with("shop.chats/a.chat.toml: "), "{complaints}");
    assert_eq!(fs::read_to_string(folder.path().join("shop.chats/a.chat.toml")).unwrap(), file);
}
