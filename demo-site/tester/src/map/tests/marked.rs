use parlour_engine::Conversation;
use parlour_engine::chats::{Chat, replay};

use super::flows::shop;
use crate::map::{Drawing, Mark, Marks, Walked, draw};
use crate::why::Turn;

fn card(drawing: &Drawing, name: &str) -> usize {
    drawing.cards.iter().position(|card| card.name == name).unwrap()
}

fn names(drawing: &Drawing, marks: &Marks, is_so: impl Fn(&Mark) -> bool) -> Vec<String> {
    let cards = drawing.cards.iter().zip(&marks.cards).filter(|(_, mark)| is_so(mark));
    let cards = cards.map(|(card, _)| card.name.clone());
    let lines = drawing.lines.iter().zip(&marks.lines).filter(|(_, mark)| is_so(mark));
    let lines =
        lines.map(|(line, _)| format!("{} > {}", drawing.cards[line.from].name, drawing.cards[line.to].name));
    let rows = drawing.cards.iter().zip(&marks.rows).flat_map(|(card, marks)| {
        let rows = card.rows.iter().zip(marks).filter(|(_, mark)| is_so(mark));
        rows.map(|(row, _)| format!("{}: {}", card.name, row.text)).collect::<Vec<_>>()
    });
    cards.chain(lines).chain(rows).collect()
}

#[test]
fn the_way_of_a_conversation_is_lit_from_card_to_card() {
    let flow = shop();
    let drawing = draw(&flow);
    let walked = Walked { path: vec![1, 2, 1], here: Some(1) };
    let marks = Marks::of(&drawing, &flow, &walked, None);
    assert_eq!(
        names(&drawing, &marks, |mark| mark.is_walked),
        ["hello", "boots", "hello > boots", "boots: → hello"]
    );
    assert_eq!(names(&drawing, &marks, |mark| mark.is_here), ["hello"]);
    assert_eq!(names(&drawing, &marks, |mark| mark.is_missed), [""; 0]);
}

#[test]
fn what_came_from_anywhere_is_lit_where_it_arrives() {
    let flow = shop();
    let drawing = draw(&flow);
    let walked = Walked { path: vec![1, 3, 5], here: Some(5) };
    let marks = Marks::of(&drawing, &flow, &walked, None);
    let lit = names(&drawing, &marks, |mark| mark.is_walked);
    assert_eq!(lit, ["hello", "tents", "sorry", "hello > tents", "sorry: from anywhere"]);
}

#[test]
fn what_no_conversation_came_through_is_missed() {
    let flow = shop();
    let drawing = draw(&flow);
    let chat = Chat::from_toml(
        "[[step]]\nmodule = \"hello\"\n[[step]]\nsay = \"boots\"\n[[step]]\nsay = \"back\"\n",
    );
    let coverage = replay(&flow, &chat.unwrap()).coverage;
    let marks = Marks::of(&drawing, &flow, &Walked::default(), Some(&coverage));
    assert_eq!(
        names(&drawing, &marks, |mark| mark.is_missed),
        [
            "tents",
            "still-there",
            "sorry",
            "forgotten",
            "hello > tents",
            "hello > still-there",
            "boots > tents",
            "hello: from anywhere",
            "boots: → itself",
            "still-there: next → hello",
            "sorry: from anywhere",
        ]
    );
    assert!(!marks.cards[card(&drawing, "boots")].is_missed);
}

#[test]
fn a_line_of_two_connections_is_missed_until_both_were_followed() {
    let flow = shop();
    let drawing = draw(&flow);
    let line = drawing.lines.iter().position(|line| line.ways.len() == 2).unwrap();
    let is_missed = |text: &str| {
        let coverage = replay(&flow, &Chat::from_toml(text).unwrap()).coverage;
        Marks::of(&drawing, &flow, &Walked::default(), Some(&coverage)).lines[line].is_missed
    };
    assert!(is_missed("[[step]]\nsay = \"tents\"\n"));
    assert!(!is_missed(
        "[[step]]\nsay = \"tents\"\n[[step]]\nref = \"hello\"\n[[step]]\nsay = \"camping\"\n"
    ));
}

#[test]
fn a_mark_is_written_as_classes() {
    let mark = Mark { is_walked: true, is_here: false, is_missed: true };
    assert_eq!(mark.classes("card"), "card walked missed");
    assert_eq!(Mark::default().classes("line"), "line");
}

#[test]
fn the_way_of_a_session_is_that_of_its_turns_one_after_the_other() {
    let mut began = Turn::of_session("{}", 1);
    began.spoke = Vec::new();
    let turn = |mid: &str, before: u64, spoke: &[u64]| {
        let body = format!(r#"{{"id":"{mid}","actions":[{{"type":"text","text":"x"}}]}}"#);
        let mut turn = Turn::of_message(&body, 1).unwrap();
        turn.before = Some(Conversation { module: Some(before), ..Conversation::default() });
        turn.spoke = spoke.to_vec();
        turn
    };
    let walked = Walked::of(&[began, turn("a", 1, &[2]), turn("b", 2, &[3, 1])], Some(1));
    assert_eq!(walked, Walked { path: vec![1, 2, 3, 1], here: Some(1) });
}
