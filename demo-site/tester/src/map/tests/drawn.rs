use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::flows::{read, shop, topics};
use crate::map::{Drawing, Way, draw, links};

/// Names of the cards that lines join, and the connections of each.
fn lines(drawing: &Drawing) -> Vec<(&str, &str, usize)> {
    let name = |place: usize| drawing.cards[place].name.as_str();
    drawing.lines.iter().map(|line| (name(line.from), name(line.to), line.ways.len())).collect()
}

fn rows<'a>(drawing: &'a Drawing, name: &str) -> Vec<&'a str> {
    let card = drawing.cards.iter().find(|card| card.name == name).unwrap();
    card.rows.iter().map(|row| row.text.as_str()).collect()
}

#[test]
fn lines_lead_onward_and_two_connections_between_the_same_modules_are_one() {
    assert_eq!(
        lines(&draw(&shop())),
        [("hello", "boots", 1), ("hello", "tents", 2), ("hello", "still-there", 1), ("boots", "tents", 1)]
    );
}

#[test]
fn what_leads_back_or_to_itself_or_from_anywhere_is_a_row() {
    let drawing = draw(&shop());
    assert_eq!(rows(&drawing, "hello"), ["from anywhere"]);
    assert_eq!(rows(&drawing, "boots"), ["→ hello", "→ itself"]);
    assert_eq!(rows(&drawing, "still-there"), ["next → hello"]);
    assert_eq!(rows(&drawing, "sorry"), ["from anywhere"]);
}

#[test]
fn each_connection_that_coverage_counts_is_drawn_once() {
    for flow in [shop(), topics(12, 5)] {
        let drawing = draw(&flow);
        let in_lines = drawing.lines.iter().flat_map(|line| line.ways.clone());
        let in_rows = drawing.cards.iter().flat_map(|card| &card.rows).flat_map(|row| &row.ways);
        let drawn: Vec<Way> = in_lines.chain(in_rows.map(|(way, _)| way.clone())).collect();
        let all: BTreeSet<Way> = links(&flow).into_iter().map(|link| link.way).collect();
        assert_eq!(drawn.len(), all.len());
        assert_eq!(drawn.into_iter().collect::<BTreeSet<_>>(), all);
    }
}

#[test]
fn a_module_that_only_pages_lead_to_says_so() {
    let drawing = draw(&shop());
    let alone: Vec<&str> =
        drawing.cards.iter().filter(|card| !card.is_led_to).map(|card| card.name.as_str()).collect();
    assert_eq!(alone, ["forgotten"]);
}

#[test]
fn no_two_cards_share_a_point_and_all_lie_within_the_drawing() {
    for flow in [shop(), topics(3, 2), topics(40, 12), read(RING)] {
        let drawing = draw(&flow);
        for (nth, card) in drawing.cards.iter().enumerate() {
            let area = card.area;
            assert!(area.x >= 0.0 && area.x + area.width <= drawing.width, "{}", card.name);
            assert!(area.y >= 0.0 && area.y + area.height <= drawing.height, "{}", card.name);
            for other in &drawing.cards[nth + 1..] {
                assert!(!area.meets(&other.area), "{} and {}", card.name, other.name);
            }
        }
    }
}

#[test]
fn a_line_goes_from_edge_to_edge_and_always_to_the_right() {
    let drawing = draw(&topics(20, 9));
    for line in &drawing.lines {
        assert_eq!(line.points[0], drawing.cards[line.from].outlet());
        assert_eq!(*line.points.last().unwrap(), drawing.cards[line.to].inlet());
        assert!(line.points.windows(2).all(|pair| pair[0].x < pair[1].x), "{}", line.told);
    }
}

#[test]
fn a_line_over_several_columns_passes_between_the_cards_of_each() {
    let drawing = draw(&read(LONG));
    let long: Vec<_> = drawing.lines.iter().filter(|line| line.points.len() > 2).collect();
    assert_eq!(long.len(), 2);
    for line in long {
        let inner = &line.points[1..line.points.len() - 1];
        for point in inner {
            let dot = crate::map::Area { x: point.x, y: point.y, width: 0.0, height: 0.0 };
            let on = drawing.cards.iter().find(|card| card.area.meets(&dot));
            assert!(on.is_none(), "{} runs through {}", line.told, on.unwrap().name);
        }
    }
}

#[test]
fn a_module_that_many_lead_to_has_one_line_and_is_named_by_the_others() {
    let drawing = draw(&topics(20, 4));
    let to_the_end = drawing.lines.iter().filter(|line| drawing.cards[line.to].name == "anything-else");
    assert_eq!(to_the_end.count(), 1);
    assert_eq!(rows(&drawing, "topic-7-3"), ["→ menu", "→ anything-else"]);
}

#[test]
fn a_card_has_six_rows_at_most_and_the_last_counts_the_rest() {
    let leads = |name: &str| format!("{{ to = \"{name}\", any_of = \"{name}\" }}");
    let names: Vec<String> = (0..9).map(|nth| format!("m{nth}")).collect();
    let mut text = "name = \"Back\"\nfallback = \"m0\"\n".to_owned();
    for (nth, name) in names.iter().enumerate() {
        let back = names[..nth].iter().map(|name| leads(name));
        let onward = names.get(nth + 1).map(|name| leads(name));
        let all: Vec<String> = onward.into_iter().chain(back).collect();
        writeln!(
            text,
            "[[module]]\nid = {}\nname = \"{name}\"\nstarting = {}\ninstruction = \"x\"\nconnection = [{}]",
            nth + 1,
            nth == 0,
            all.join(", ")
        )
        .unwrap();
    }
    let drawing = draw(&read(&text));
    assert_eq!(rows(&drawing, "m8"), ["→ m0", "→ m1", "→ m2", "→ m3", "→ m4", "and 3 more"]);
    let last = &drawing.cards[8].rows[5];
    assert_eq!(last.ways.iter().map(|(_, to)| *to).collect::<Vec<_>>(), [5, 6, 7]);
}

#[test]
fn a_long_name_is_clipped_in_its_card_and_whole_beside_it() {
    let drawing = draw(&read(
        "name = \"N\"\nfallback = \"a\"\n[[module]]\nid = 1\nstarting = true\nname = \"a\"\ninstruction = \"x\"\nnext = \"a-name-that-does-not-end-soon\"\n\
         [[module]]\nid = 2\nname = \"a-name-that-does-not-end-soon\"\ninstruction = \"x\"\n",
    ));
    assert_eq!(drawing.cards[1].shown, "a-name-that-does-not-…");
    assert_eq!(drawing.cards[1].name, "a-name-that-does-not-end-soon");
}

#[test]
fn the_same_flow_is_drawn_in_the_same_way() {
    let (one, other) = (draw(&topics(25, 8)), draw(&topics(25, 8)));
    assert_eq!(one, other);
}

/// Lines from the first module to the second and third pass the ones between.
const LONG: &str = r#"
name = "Long"
fallback = "menu"

[[module]]
id = 1
name = "menu"
starting = true
instruction = "menu"
connection = [{ to = "a", any_of = "a" }, { to = "b", any_of = "b" }, { to = "c", any_of = "c" }]

[[module]]
id = 2
name = "a"
instruction = "a"
connection = [{ to = "b", any_of = "b" }]

[[module]]
id = 3
name = "b"
instruction = "b"
connection = [{ to = "c", any_of = "c" }]

[[module]]
id = 4
name = "c"
instruction = "c"
"#;

/// Where conversations begin lies in a circle, and another circle is reached from anywhere only.
const RING: &str = r#"
name = "Ring"
fallback = "a"

[[connection]]
to = "x"
any_of = "x"

[[module]]
id = 1
name = "a"
starting = true
instruction = "a"
next = "b"

[[module]]
id = 2
name = "b"
instruction = "b"
connection = [{ to = "c", any_of = "c" }]

[[module]]
id = 3
name = "c"
instruction = "c"
connection = [{ to = "a", any_of = "a" }, { to = "b", any_of = "b" }]

[[module]]
id = 4
name = "x"
instruction = "x"
connection = [{ to = "y", any_of = "y" }]

[[module]]
id = 5
name = "y"
instruction = "y"
connection = [{ to = "x", any_of = "x" }]
"#;

#[test]
fn circles_are_cut_where_they_lead_back() {
    let drawing = draw(&read(RING));
    assert_eq!(lines(&drawing), [("a", "b", 1), ("b", "c", 1), ("x", "y", 1)]);
    assert_eq!(rows(&drawing, "c"), ["→ a", "→ b"]);
    assert_eq!(drawing.cards.iter().map(|card| card.layer).collect::<Vec<_>>(), [0, 1, 2, 0, 1]);
}
