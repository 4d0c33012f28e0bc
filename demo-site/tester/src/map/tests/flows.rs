//! Flows that are drawn.

use std::fmt::Write as _;

use parlour_engine::Flow;

/// With a way back, a way to itself, a global connection, a timeout, both kinds of fallback, and a module that
/// only pages lead to.
pub(super) const SHOP: &str = r#"
name = "Shop"
fallback = "sorry"

[[connection]]
to = "hello"
any_of = "start again"

[[module]]
id = 1
name = "hello"
starting = true
instruction = "Hello"
timeout = { seconds = 30, to = "still-there" }
connection = [{ to = "boots", any_of = "boots" }, { to = "tents", any_of = "tents" }, { to = "tents", any_of = "camping" }]

[[module]]
id = 2
name = "boots"
instruction = "Boots"
fallback = "tents"
connection = [{ to = "hello", any_of = "back" }, { to = "boots", any_of = "again" }]

[[module]]
id = 3
name = "tents"
instruction = "Tents"

[[module]]
id = 4
name = "still-there"
instruction = "Still there?"
next = "hello"

[[module]]
id = 5
name = "sorry"
instruction = "Sorry?"

[[module]]
id = 6
name = "forgotten"
by_ref = true
instruction = "Pages lead here"
"#;

pub(super) fn shop() -> Flow {
    read(SHOP)
}

pub(super) fn read(text: &str) -> Flow {
    Flow::from_toml(text).map_err(|mistakes| format!("{mistakes:?}\n{text}")).unwrap()
}

/// A menu with `topics`, each of `deep` modules in a row that forks; each leads back to the menu, every third
/// topic is understood everywhere, and each topic ends in the same module.
pub(super) fn topics(topics: usize, deep: usize) -> Flow {
    let mut text = "name = \"Topics\"\nfallback = \"sorry\"\n".to_owned();
    let mut module = |id: usize, name: &str, more: &str, connections: &[(String, String)]| {
        let listed = connections.iter().map(|(to, says)| format!("{{ to = \"{to}\", any_of = \"{says}\" }}"));
        let listed = listed.collect::<Vec<_>>().join(", ");
        writeln!(
            text,
            "[[module]]\nid = {id}\nname = \"{name}\"\ninstruction = \"{name}\"\n{more}connection = [{listed}]\n"
        )
        .unwrap();
    };
    let name = |topic: usize, nth: usize| format!("topic-{topic}-{nth}");
    let menu: Vec<_> = (0..topics).map(|topic| (name(topic, 0), format!("topic {topic}"))).collect();
    module(1, "menu", "starting = true\n", &menu);
    module(2, "sorry", "", &[]);
    module(3, "anything-else", "", &[("menu".to_owned(), "menu".to_owned())]);
    for topic in 0..topics {
        for nth in 0..deep {
            let mut leads = vec![("menu".to_owned(), "menu".to_owned())];
            for ahead in [nth + 1, nth + 2].into_iter().filter(|ahead| *ahead < deep && nth % 2 == 0) {
                leads.push((name(topic, ahead), format!("go {ahead}")));
            }
            if nth % 2 == 1 && nth + 2 < deep {
                leads.push((name(topic, nth + 2), "go on".to_owned()));
            }
            if nth + 1 == deep {
                leads.push(("anything-else".to_owned(), "done".to_owned()));
            }
            let more = if topic % 3 == 0 && nth == 0 {
                format!("is_global = true\nwhen = {{ any_of = \"help {topic}\" }}\n")
            } else {
                String::new()
            };
            module(10 + topic * deep + nth, &name(topic, nth), &more, &leads);
        }
    }
    read(&text)
}
